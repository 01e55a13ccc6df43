//! The columns of a customer file: a heading in, the column that it names or nearly names out.

/// The columns, and what else they may be called; written without marks between words.
pub(super) const COLUMNS: [(&str, &[&str]); COUNT] = [
    ("customer", &["id", "customerid", "client", "clientid", "reference"]),
    ("name", &["fullname", "customername", "clientname", "companyname"]),
    ("given_name", &["givennames", "firstname", "firstnames", "forename", "forenames"]),
    ("family_name", &["lastname", "surname", "familynames", "surnames"]),
    (
        "other_names",
        &[
            "othername",
            "alias",
            "aliases",
            "aka",
            "alsoknownas",
            "legalname",
            "tradingname",
            "tradename",
            "nativename",
            "localname",
            "maidenname",
            "birthname",
            "formername",
            "formernames",
            "previousname",
            "previousnames",
        ],
    ),
    ("born", &["birthdate", "dateofbirth", "dob", "birthday"]),
    ("gender", &["sex"]),
    ("country", &["countries", "nationality", "nationalities"]),
    ("identifiers", &["identifier", "idnumber", "documentnumber", "passportnumber"]),
    ("type", &["kind"]),
    (
        "address",
        &[
            "addresses",
            "wallet",
            "wallets",
            "walletaddress",
            "walletaddresses",
            "cryptoaddress",
            "cryptoaddresses",
            "btcaddress",
            "ethaddress",
        ],
    ),
    ("middle_name", &["middlenames", "patronymic", "patronym", "fathername", "fathersname"]),
];
pub(super) const COUNT: usize = 12;
pub(super) const ID: usize = 0;
pub(super) const NAME: usize = 1;
pub(super) const GIVEN: usize = 2;
pub(super) const FAMILY: usize = 3;
pub(super) const OTHERS: usize = 4;
pub(super) const BORN: usize = 5;
pub(super) const GENDER: usize = 6;
pub(super) const COUNTRY: usize = 7;
pub(super) const IDENTIFIERS: usize = 8;
pub(super) const KIND: usize = 9;
pub(super) const ADDRESS: usize = 10;
pub(super) const MIDDLE: usize = 11;

/// Columns that a file may have several of, each with values of its own: *country* and *nationality*, a wallet of each network.
pub(super) const SEVERAL: [usize; 5] = [OTHERS, COUNTRY, IDENTIFIERS, ADDRESS, MIDDLE];

/// Columns by which customers are found: a slip in one of their names loses who stands below it.
const FINDING: [usize; 6] = [NAME, GIVEN, FAMILY, OTHERS, ADDRESS, MIDDLE];
/// Shorter headings are other words too easily.
const SLIP_MIN: usize = 5;

/// The column that a heading names.
pub(super) fn known(heading: &str) -> Option<usize> {
    let heading = plain(heading);
    COLUMNS.iter().position(|(it, others)| plain(it) == heading || others.contains(&heading.as_str()))
}

/// The column that a heading names but for one slip of the hand.
pub(super) fn near(heading: &str) -> Option<&'static str> {
    let heading = plain(heading);
    let is_near = |it: &str| heading.chars().count() >= SLIP_MIN && is_slip(&heading, &plain(it));
    let column = FINDING.into_iter().find(|it| is_near(COLUMNS[*it].0) || COLUMNS[*it].1.iter().any(|it| is_near(it)));
    column.map(|it| COLUMNS[it].0)
}

/// A heading's letters and digits in small letters.
fn plain(heading: &str) -> String {
    heading.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether one letter too many, too few or wrong, or two swapped, make one of the other.
fn is_slip(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = one.iter().zip(&other).take_while(|it| it.0 == it.1).count();
    let (one, other) = (&one[same..], &other[same..]);
    let same = one.iter().rev().zip(other.iter().rev()).take_while(|it| it.0 == it.1).count();
    let (one, other) = (&one[..one.len() - same], &other[..other.len() - same]);
    one.len() <= 1 && other.len() <= 1 || matches!((one, other), ([a, b], [c, d]) if a == d && b == c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_many_names_and_a_slip_of_one_is_told() {
        for (heading, column) in [
            ("First Name", GIVEN),
            ("firstname", GIVEN),
            ("SURNAME", FAMILY),
            ("Wallet-Address", ADDRESS),
            ("DoB", BORN),
        ] {
            assert_eq!(known(heading), Some(column), "{heading}");
        }
        for (heading, column) in [
            ("adress", Some("address")),
            ("Fistname", Some("given_name")),
            ("surnmae", Some("family_name")),
            ("fulname", Some("name")),
            ("wallett", Some("address")),
            ("username", None),
            ("county", None),
            ("email", None),
            ("date", None),
            ("phone", None),
        ] {
            assert_eq!((known(heading), near(heading)), (None, column), "{heading}");
        }
    }
}
