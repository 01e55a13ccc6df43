//! Issuer identification numbers of the AAMVA: a number of a header in, the state of its authority out.
//!
//! The list of the AAMVA (ISO/IEC 7812 numbers of motor vehicle administrations). New authorities are added to it now and
//! then: a number that is not here is unknown and not false.

/// Sorted by number; no letters for an authority whose cards name no state of their own: the State Department, and the
/// Mexican ones.
#[rustfmt::skip]
const ISSUERS: &[(u32, &str)] = &[
    (604_426, "PE"), (604_427, "AS"), (604_428, "QC"), (604_429, "YT"), (604_430, "MP"), (604_431, "PR"),
    (604_432, "AB"), (604_433, "NU"), (604_434, "NT"), (636_000, "VA"), (636_001, "NY"), (636_002, "MA"),
    (636_003, "MD"), (636_004, "NC"), (636_005, "SC"), (636_006, "CT"), (636_007, "LA"), (636_008, "MT"),
    (636_009, "NM"), (636_010, "FL"), (636_011, "DE"), (636_012, "ON"), (636_013, "NS"), (636_014, "CA"),
    (636_015, "TX"), (636_016, "NL"), (636_017, "NB"), (636_018, "IA"), (636_019, "GU"), (636_020, "CO"),
    (636_021, "AR"), (636_022, "KS"), (636_023, "OH"), (636_024, "VT"), (636_025, "PA"), (636_026, "AZ"),
    (636_027, ""), (636_028, "BC"), (636_029, "OR"), (636_030, "MO"), (636_031, "WI"), (636_032, "MI"),
    (636_033, "AL"), (636_034, "ND"), (636_035, "IL"), (636_036, "NJ"), (636_037, "IN"), (636_038, "MN"),
    (636_039, "NH"), (636_040, "UT"), (636_041, "ME"), (636_042, "SD"), (636_043, "DC"), (636_044, "SK"),
    (636_045, "WA"), (636_046, "KY"), (636_047, "HI"), (636_048, "MB"), (636_049, "NV"), (636_050, "ID"),
    (636_051, "MS"), (636_052, "RI"), (636_053, "TN"), (636_054, "NE"), (636_055, "GA"), (636_056, ""), (636_057, ""),
    (636_058, "OK"), (636_059, "AK"), (636_060, "WY"), (636_061, "WV"), (636_062, "VI"),
];

/// The two letters of an authority's state, as element DAJ has them; empty where it has none.
pub(super) fn state(issuer: u32) -> Option<&'static str> {
    ISSUERS.binary_search_by_key(&issuer, |it| it.0).ok().map(|at| ISSUERS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_stands_once_and_in_order() {
        assert!(ISSUERS.windows(2).all(|it| it[0].0 < it[1].0));
        let mut states: Vec<&str> = ISSUERS.iter().map(|it| it.1).filter(|it| !it.is_empty()).collect();
        let count = states.len();
        states.sort_unstable();
        states.dedup();
        assert_eq!((states.len(), count), (69, 69), "fifty states, DC, five territories, thirteen of Canada");
        assert_eq!((state(636_014), state(636_027), state(0)), (Some("CA"), Some(""), None));
    }
}
