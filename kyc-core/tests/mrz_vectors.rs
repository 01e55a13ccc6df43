//! Zones from the tests of four independent readers, found through the variable `TIDEGATE_VECTORS`.
//!
//! Catches a misplaced check digit; form is judged by nobody but the standard, so that it is not compared.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail loudly")]

use tidegate_kyc_core::document::mrz::{Digit, Mrz, MrzError, MrzField};

/// How others name the fields that have check digits.
const NAMES: [(&str, MrzField); 4] = [
    ("documentNumberCheckDigit", MrzField::Number),
    ("birthDateCheckDigit", MrzField::Birth),
    ("expirationDateCheckDigit", MrzField::Expiry),
    ("compositeCheckDigit", MrzField::Composite),
];

/// Optional data that are empty need no digit.
const EMPTY: (MrzField, Digit) = (MrzField::Optional, Digit::NotPrinted);

#[test]
#[ignore = "needs TIDEGATE_VECTORS: machine-readable zones on which four readers agree"]
fn check_digits_answer_as_four_independent_readers_do() {
    let root = std::env::var("TIDEGATE_VECTORS").expect("TIDEGATE_VECTORS names the folder of vectors");
    let table = std::fs::read_to_string(format!("{root}/documents/mrz/mrz_agreed.tsv")).unwrap();
    let (mut read, mut refused) = (0, 0);
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let zone = Mrz::read(&cells[0].replace('|', "\n"));
        if cells[1] == "SWISS_DRIVING_LICENSE" {
            assert!(matches!(zone, Err(MrzError::Shape { lines: 3, .. })), "{row}");
            refused += 1;
            continue;
        }
        let zone = zone.unwrap();
        assert_eq!(zone.kind().code(), cells[1].to_lowercase(), "{row}");
        let fails = |it: Option<Digit>| it.is_some_and(|it| it != Digit::Agrees);
        let whole = !zone.digits().any(|(field, it)| fails(Some(it)) && (field, it) != EMPTY);
        assert_eq!(whole, cells[2] == "True", "{row}");
        for (name, field) in NAMES {
            let failed = cells[4].split(',').any(|it| it == name);
            assert_eq!(fails(zone.digit(field)), failed, "{name}: {row}");
        }
        read += 1;
    }
    assert_eq!((read, refused), (26, 2));
}
