//! Screening in words: how names agree, why an answer is not clear and what would change it.

use super::lines::{AlignedLine, GapLine, ListLine, ScreenLine, SummaryLine};
use crate::report::words::{clean, grouped, plural};
use tidegate_kyc_core::screen::GapCode;

/// One line of an alignment: `tolmachy ≈ tolmachi (alike) 0.3100`.
pub(super) fn aligned(it: &AlignedLine) -> String {
    match (it.here.as_str(), it.there.as_str()) {
        (here, "") => format!("{} only asked", clean(here)),
        ("", there) => format!("{} only listed", clean(there)),
        (here, there) if here == there => format!("{} {}", clean(here), it.points),
        (here, there) => format!("{} ≈ {} ({}) {}", clean(here), clean(there), it.how.replace('-', " "), it.points),
    }
}

/// A gap, and what would close it.
pub(super) fn gap(it: &GapLine, lists: &[ListLine]) -> (String, String) {
    let name = it.list.as_deref().map(clean).unwrap_or_default();
    let list = lists.iter().find(|list| Some(&list.id) == it.list.as_ref());
    let days = list.and_then(|it| it.age_days).map_or_else(String::new, |it| plural(u64::from(it), "day", "days"));
    let most = list.map_or(0, |it| it.days_max);
    let (why, help) = match it.code {
        GapCode::NoList => ("there is no list to screen against".into(), "give one with --list".into()),
        GapCode::ListMissing => {
            (format!("the required list {name} was not given"), "give it with --list, by the file it comes in".into())
        }
        GapCode::ListTooOld => (
            format!("the list {name} is {days} old, and at most {most} are allowed"),
            format!("fetch it again; if its publisher has none newer, --max-age {name}=DAYS allows for it"),
        ),
        GapCode::ListAgeUnknown => match list.and_then(|it| it.published.as_deref()) {
            Some(day) => (
                format!("nobody knows how old the list {name} is: it says that it was published on {day}, a day to come"),
                "look at the day that --at names, or the machine's clock; if they are right, fetch the list again".into(),
            ),
            None => (
                format!("nobody knows how old the list {name} is: it does not tell its day"),
                "say the day it was published with --published".into(),
            ),
        },
        GapCode::ListPartial => (
            format!("something of the list {name} is missing"),
            "fetch all its files again, on one day, and look at the notes".into(),
        ),
        GapCode::NothingAsked => {
            ("neither a name nor a wallet was given".into(), "give one of them: numbers alone find few".into())
        }
        GapCode::NameEmpty => ("a name has no letter or digit".into(), "look at how it was typed".into()),
        GapCode::NameTooLong => {
            ("a name is longer than any name, and its end was not compared".into(), "give each name on its own".into())
        }
        GapCode::NameDamaged => (
            "a name has lost letters on its way: signs stand for them that no name has".into(),
            "get it again, in UTF-8".into(),
        ),
        GapCode::NamePlaceholder => (
            "a name is no name but the mark of a missing one, or a number".into(),
            "ask for the name, or leave its cell empty where a wallet is to be screened alone".into(),
        ),
        GapCode::NameUnread => (
            "no name stands in letters that are surely read, or is written as names of its language are: it was looked for \
             as far as it could be read"
                .into(),
            "give the name in Latin letters as well, as a passport's zone has it".into(),
        ),
        GapCode::AddressInvalid => (
            "an address is wrong or of no known network; it was looked for as it stands, but another may be meant"
                .into(),
            "ask for the address itself, or again: a character is wrong or missing".into(),
        ),
        GapCode::Unfinished => (
            format!("the search of the list {name} ended before its end"),
            "give a shorter name, or a higher --threshold".into(),
        ),
    };
    (why, help)
}

/// What would tell candidates apart: facts that the lists tell and nobody asked about.
pub(super) fn missing_facts(line: &ScreenLine) -> Option<String> {
    let it = &line.subject;
    let any = |told: fn(&super::lines::CandidateLine) -> bool| line.candidates.iter().any(told);
    let facts = [
        (it.born.is_none() && any(|it| !it.births.is_empty()), "--born"),
        (it.gender.is_none() && any(|it| !it.genders.is_empty()), "--gender"),
        (it.countries.is_empty() && any(|it| !it.countries.is_empty()), "--country"),
    ];
    let missing: Vec<&str> = facts.into_iter().filter(|it| it.0).map(|it| it.1).collect();
    (!missing.is_empty()).then(|| format!("the lists also tell what was not asked: {}", missing.join(", ")))
}

/// One line for people about a batch: rows in are those screened and those rejected.
pub(crate) fn in_short(it: &SummaryLine) -> String {
    let [screened, rejected, found, unknown, clear] =
        [it.screened, it.rejected, it.found, it.unknown, it.clear].map(grouped);
    let rows = plural(it.rows, "row", "rows");
    format!("{rows} = {screened} screened + {rejected} rejected: {found} found, {unknown} unknown, {clear} clear")
}
