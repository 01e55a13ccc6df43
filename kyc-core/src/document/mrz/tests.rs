//! Zones of the standard read field by field, faults by name, and the blind spots of 7-3-1 counted.
//!
//! Catches misplaced positions and wrong sums; cannot judge what an issuer prints against the standard.

use super::layout::Layout;
use super::*;
use proptest::prelude::*;

pub(super) const TD1: &str =
    "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
pub(super) const TD2: &str = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
pub(super) const TD3: &str =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
pub(super) const MRV_A: &str =
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<";
pub(super) const MRV_B: &str = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<";
pub(super) const FRENCH: &str = "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n8806923102858CORINNE<<<<<<<6512068F6";
pub(super) const BELGIAN: &str =
    "IDBEL000590240<6013<<<<<<<<<<<\n8512017F1311048BEL851201002007\nREINARTZ<<ULRIKE<KATIA<E<<<<<<";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn told(text: &str) -> String {
    let (mrz, at) = (Mrz::read(text).unwrap(), day("2026-11-24"));
    let name = mrz.name().into_revealed();
    let nationality = mrz.nationality().map_or("-", Redacted::into_revealed);
    let birth = mrz.birth().reveal().birth(at).unwrap();
    let expiry = mrz.expires(at).map_or("-".to_owned(), |it| it.to_string());
    let [first, second] = mrz.optional().into_revealed();
    format!(
        "{} {} {} {}/{} {} {nationality} {} {:?} {expiry} {first}|{second}",
        mrz.kind(),
        mrz.document_code(),
        mrz.issuer(),
        name.primary,
        name.secondary,
        mrz.document_number().reveal(),
        birth.earliest().unwrap(),
        mrz.sex().reveal().unwrap()
    )
}

#[test]
fn the_examples_of_the_standard_are_read_field_by_field() {
    for (text, read) in [
        (TD1, "td1 I UTO ERIKSSON/ANNA<MARIA D23145890 UTO 1974-08-12 Female 2012-04-15 |"),
        (TD2, "td2 I UTO ERIKSSON/ANNA<MARIA D23145890 UTO 1974-08-12 Female 2012-04-15 |"),
        (TD3, "td3 P UTO ERIKSSON/ANNA<MARIA L898902C3 UTO 1974-08-12 Female 2012-04-15 ZE184226B|"),
        (MRV_A, "mrv-a V UTO ERIKSSON/ANNA<MARIA L8988901C XXX 1940-09-07 Female 1996-12-10 6ZE184226B|"),
        (MRV_B, "mrv-b V UTO ERIKSSON/ANNA<MARIA L8988901C XXX 1940-09-07 Female 1996-12-10 |"),
        (FRENCH, "french-id ID FRA BERTHIER/CORINNE 880692310285 - 1965-12-06 Female - |"),
        (BELGIAN, "td1 ID BEL REINARTZ/ULRIKE<KATIA<E 000590240601 BEL 1985-12-01 Female 2013-11-04 |85120100200"),
    ] {
        assert_eq!(told(text), read);
        let mrz = Mrz::read(text).unwrap();
        let faults: Vec<_> = mrz.forms().collect();
        assert_eq!(faults, [], "{read}");
        let digits: Vec<_> = mrz.digits().filter(|it| it.1 != Digit::Agrees).collect();
        assert_eq!(digits, [], "{read}");
        assert_eq!(mrz.suggestions(), [], "nothing is wrong, nothing is suggested: {read}");
        assert_eq!(Mrz::read_as(mrz.kind(), text), Ok(mrz));
    }
}

#[test]
fn borders_are_forgiven_and_nothing_else() {
    let same = Mrz::read(TD3).unwrap();
    for text in [TD3.replace('\n', "\r\n"), format!("\n\t{}  \n\n", TD3.replace('\n', " \n ")), TD3.replace('\n', "")] {
        assert_eq!(Mrz::read(&text), Ok(same.clone()));
    }
    for (fault, text, error) in [
        ("empty", String::new(), MrzError::Shape { lines: 0, characters: 0 }),
        ("a_line_missing", TD3[..44].into(), MrzError::Shape { lines: 1, characters: 44 }),
        ("a_character_missing", TD3[..88].into(), MrzError::Shape { lines: 2, characters: 87 }),
        ("lines_of_other_lengths", TD3.replace("<\nL", "\n<L"), MrzError::Shape { lines: 2, characters: 88 }),
        ("three_lines_of_44", format!("{TD3}\n{}", &TD3[..44]), MrzError::Shape { lines: 3, characters: 132 }),
        ("small_letter", TD3.replace("L8", "l8"), MrzError::Character { line: 2, column: 1 }),
        ("blank_inside", TD3.replace("ANNA<", "ANNA "), MrzError::Character { line: 1, column: 20 }),
        ("letter_beyond_ascii", TD3.replace("ERI", "ÉRI"), MrzError::Character { line: 1, column: 6 }),
        ("look_alike", TD3.replacen('O', "\u{41e}", 1), MrzError::Character { line: 1, column: 5 }),
        ("letter_of_two_bytes_for_two", TD3.replace("ER", "É"), MrzError::Shape { lines: 2, characters: 87 }),
        (
            "driving_licence",
            "AAA001D<<\nFACHE305142128097<<800126<<<<<\nMARCHAND<<FABIENNE<<<<<<<<<<<<".into(),
            MrzError::Shape { lines: 3, characters: 69 },
        ),
    ] {
        assert_eq!(Mrz::read(&text), Err(error), "{fault}");
    }
    assert_eq!(Mrz::read_as(MrzKind::Td1, TD3), Err(MrzError::NotOfKind(MrzKind::Td1)));
}

#[test]
fn a_french_shape_that_is_neither_is_told_and_can_be_forced() {
    let td2 = "IDFRAERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907FRA7408122F1204159<<<<<<<6";
    assert_eq!(Mrz::read(td2).map(|it| it.kind()), Ok(MrzKind::Td2));
    let neither = FRENCH.replace("6512068F6", "6512068<6");
    assert_eq!(Mrz::read(&neither), Err(MrzError::Ambiguous(MrzKind::FrenchId, MrzKind::Td2)));
    assert_eq!(Mrz::read_as(MrzKind::FrenchId, &neither).map(|it| it.kind()), Ok(MrzKind::FrenchId));
}

#[test]
fn digits_answer_for_their_field_alone() {
    use Digit::*;
    use MrzField::*;
    for (fault, text, field, digit) in [
        ("number_digit_wrong", TD3.replace("C36UTO", "C35UTO"), Number, Fails),
        ("number_digit_a_letter", TD3.replace("C36UTO", "C3GUTO"), Number, Fails),
        ("number_digit_a_filler", TD3.replace("C36UTO", "C3<UTO"), Number, NotPrinted),
        ("birth_digit_wrong", TD1.replace("7408122", "7408124"), Birth, Fails),
        ("expiry_digit_wrong", TD1.replace("1204159", "1204151"), Expiry, Fails),
        ("optional_digit_wrong", TD3.replace("<10", "<20"), Optional, Fails),
        ("optional_digit_a_filler_and_data", TD3.replace("<10", "<<0"), Optional, Fails),
        ("composite_wrong", TD2.replace("<6", "<7"), Composite, Fails),
        ("composite_a_filler", TD2.replace("<6", "<<"), Composite, Fails),
        ("long_number_digit_wrong", BELGIAN.replace("6013", "6017"), Number, Fails),
    ] {
        let mrz = Mrz::read(&text).unwrap();
        assert_eq!(mrz.digit(field), Some(digit), "{fault}");
    }
    let empty = TD3.replace("ZE184226B<<<<<10", "<<<<<<<<<<<<<<<4");
    assert_eq!(Mrz::read(&empty).unwrap().digit(Optional), Some(NotPrinted));
    assert_eq!(Mrz::read(&empty.replace("<<4", "<04")).unwrap().digit(Optional), Some(Agrees));
    assert_eq!(Mrz::read(MRV_A).unwrap().digit(Composite), None);
}

/// A TD1 whose document number is `number`, with right digits throughout.
fn td1_with(number: &str) -> String {
    let digit = |text: &str| char::from(b'0' + check_digit(text.as_bytes()).unwrap());
    let upper = match number.split_at_checked(9) {
        Some((head, rest)) if !rest.is_empty() => format!("I<UTO{head}<{rest}{}<", digit(number)),
        _ => format!("I<UTO{number:<<9}{}", digit(&format!("{number:<<9}"))),
    };
    let upper = format!("{upper:<<30}");
    let (birth, expiry, optional) = ("7408122", "1204159", "<<<<<<<<<<<");
    let composite = digit(&format!("{}{birth}{expiry}{optional}", &upper[5..]));
    format!("{upper}\n{birth}F{expiry}UTO{optional}{composite}\nERIKSSON<<ANNA<MARIA<<<<<<<<<<")
}

proptest! {
    /// mrz-java#33, MRZCode.NET#9: numbers of ten characters and more, of every length that fits.
    #[test]
    fn document_numbers_of_every_length_are_read_whole(number in "[A-Z0-9]{1,22}") {
        let mrz = Mrz::read(&td1_with(&number)).unwrap();
        prop_assert_eq!(mrz.document_number().into_revealed(), number.as_str());
        prop_assert_eq!(mrz.digit(MrzField::Number), Some(Digit::Agrees));
        prop_assert_eq!(mrz.digit(MrzField::Composite), Some(Digit::Agrees));
        prop_assert_eq!(mrz.optional().into_revealed(), ["", ""], "proxmark3#3576: nothing leaks into the optional data");
    }

    #[test]
    fn no_text_panics(text in "[A-Z0-9<]{90}|[A-Z0-9<]{88}|[A-Z0-9<]{72}|ID?FRA[A-Z0-9<]{67}|\\PC{0,100}") {
        if let Ok(mrz) = Mrz::read(&text) {
            let _ = (mrz.forms().count(), mrz.digits().count(), mrz.suggestions(), mrz.optional(), mrz.sex());
            prop_assert!(!mrz.document_number().reveal().ends_with('<'));
            for it in mrz.suggestions() {
                prop_assert!(!it.changes.is_empty() && it.mrz.digits().all(|it| it.1 != Digit::Fails));
            }
        }
    }

    /// Reading is pure: the lines of a zone are the zone.
    #[test]
    fn what_is_read_is_printed_again(text in "P[A-Z0-9<]{87}") {
        let mrz = Mrz::read(&text).unwrap();
        let lines: String = mrz.lines().map(Redacted::into_revealed).collect();
        prop_assert_eq!(lines, text);
    }
}

/// The groups of characters that 7-3-1 cannot tell apart, as the head of `digits.rs` lists them.
const GROUPS: [&str; 10] = ["0<AKU", "1BLV", "2CMW", "3DNX", "4EOY", "5FPZ", "6GQ", "7HR", "8IS", "9JT"];
const CHARACTERS: &[u8; 37] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";

fn twins(a: u8, b: u8) -> bool {
    GROUPS.iter().any(|it| it.as_bytes().contains(&a) && it.as_bytes().contains(&b))
}

#[test]
fn the_pairs_that_check_digits_cannot_tell_apart_are_exactly_those_listed() {
    assert_eq!(GROUPS.concat().len(), CHARACTERS.len());
    for at in 0..3 {
        for (a, b) in CHARACTERS.iter().flat_map(|a| CHARACTERS.iter().map(move |b| (*a, *b))) {
            let mut texts = [[b'0'; 3]; 2];
            (texts[0][at], texts[1][at]) = (a, b);
            assert_eq!(check_digit(&texts[0]) == check_digit(&texts[1]), twins(a, b), "{a} {b} at {at}");
        }
    }
    let digits = |it: &&str| it.bytes().filter(u8::is_ascii_digit).count();
    assert!(GROUPS.iter().all(|it| digits(it) == 1), "no digit passes for another");
}

/// Whether a check digit covers a position, or stands there.
fn is_guarded(layout: &Layout, at: usize) -> bool {
    let digit = [layout.number_digit, layout.birth_digit, layout.expiry_digit].contains(&at);
    let own = [&layout.number, &layout.birth, &layout.expiry].into_iter().any(|it| it.contains(&at));
    let composite =
        layout.composite.is_some_and(|(digit, parts)| digit == at || parts.iter().any(|it| it.contains(&at)));
    own || composite || (digit && at > 0) || layout.optional_digit == Some(at)
}

/// The mutation test: every character of every position of a zone of each kind.
#[test]
fn any_changed_character_is_noticed_except_the_listed_pairs() {
    for text in [TD1, TD2, TD3, MRV_A, MRV_B, FRENCH, BELGIAN] {
        let mrz = Mrz::read(text).unwrap();
        let layout = mrz.layout();
        let mut unnoticed = 0;
        for at in 0..mrz.raw().len() {
            for to in CHARACTERS.iter().filter(|it| **it != mrz.raw()[at]) {
                let noticed = mrz.with(at, *to).digits().any(|it| it.1 != Digit::Agrees);
                let twin = twins(mrz.raw()[at], *to);
                if is_guarded(layout, at) && !twin {
                    assert!(noticed, "{}: {} at {at}", mrz.kind(), char::from(*to));
                }
                assert!(is_guarded(layout, at) || !noticed, "{}: {at} is guarded by nothing", mrz.kind());
                unnoticed += usize::from(is_guarded(layout, at) && !noticed);
            }
        }
        assert!(unnoticed > 0, "{}: the blind spots are real", mrz.kind());
    }
}

#[test]
fn faults_of_form_are_named() {
    use FormFault::*;
    for (fault, text, field, form) in [
        ("passport_that_begins_with_i", TD3.replace("P<UTO", "I<UTO"), MrzField::DocumentCode, UnknownCode),
        ("card_with_a_v", TD1.replace("I<UTO", "IVUTO"), MrzField::DocumentCode, UnknownCode),
        ("digit_in_the_issuer", TD3.replace("P<UTO", "P<UT0"), MrzField::Issuer, Character),
        ("unknown_issuer", TD3.replace("P<UTO", "P<ZZZ"), MrzField::Issuer, UnknownCode),
        ("germany_by_three_letters", TD3.replace("36UTO", "36DEU"), MrzField::Nationality, UnknownCode),
        ("filler_inside_a_code", TD3.replace("P<UTO", "P<U<O"), MrzField::Issuer, Filler),
        ("no_issuer", TD3.replace("P<UTO", "P<<<<"), MrzField::Issuer, Empty),
        ("digit_in_the_name", TD3.replace("ERIKSSON", "ER1KSSON"), MrzField::Name, Character),
        ("three_fillers_in_the_name", TD3.replace("ERIKSSON<<ANNA<", "ERIKSSON<<<ANNA"), MrzField::Name, Filler),
        ("two_fillers_twice", TD3.replace("ANNA<MARIA<", "ANNA<<MARIA"), MrzField::Name, Filler),
        ("one_filler_before_the_name", TD3.replace("ERIKSSON<", "<ERIKSSON"), MrzField::Name, Filler),
        ("no_name", TD2.replace("ERIKSSON<<ANNA<MARIA", "<<<<<<<<<<<<<<<<<<<<"), MrzField::Name, Empty),
        ("number_after_a_filler", TD3.replace("L898902C3", "<L898902C"), MrzField::Number, Filler),
        ("no_number", TD3.replace("L898902C3", "<<<<<<<<<"), MrzField::Number, Empty),
        ("letter_in_the_birth", TD3.replace("740812", "74O812"), MrzField::Birth, Character),
        ("half_unknown_month", TD3.replace("740812", "740<12"), MrzField::Birth, Filler),
        ("no_such_birth", TD3.replace("740812", "740832"), MrzField::Birth, NoSuchDay),
        ("no_such_expiry", TD3.replace("120415", "120431"), MrzField::Expiry, NoSuchDay),
        ("letter_that_is_no_sex", TD3.replace("2F1204", "2Q1204"), MrzField::Sex, Character),
    ] {
        let mrz = Mrz::read(&text).unwrap();
        assert_eq!(mrz.forms().collect::<Vec<_>>(), [(field, form)], "{fault}");
    }
    let no_primary = TD3.replace("ERIKSSON<<ANNA<MARIA", "<<ANNA<MARIA<<<<<<<<");
    let mrz = Mrz::read(&no_primary).unwrap();
    assert_eq!((mrz.name().reveal().primary, mrz.name().reveal().secondary), ("", "ANNA<MARIA"));
    assert_eq!(mrz.forms().count(), 0, "some states print a holder without a surname so");
    let unknown = TD3.replace("7408122", "<<<<<<0");
    assert_eq!(Mrz::read(&unknown).unwrap().forms().count(), 0);
}

#[test]
fn misread_twins_are_suggested_and_never_applied() {
    let text = "P<UT0ERIK55ON<<ANNA<MAR1A<<<<<<<<<<<<<<<<<<<\nL898902C36UTO740BIZZF12041S9ZE184226B<<<<<1O";
    let mrz = Mrz::read(text).unwrap();
    let suggestions = mrz.suggestions();
    assert_eq!(suggestions.len(), 1);
    assert_eq!(Ok(&suggestions[0].mrz), Mrz::read(TD3).as_ref());
    assert_eq!(suggestions[0].changes.len(), 10);
    assert_eq!((suggestions[0].changes[0].line, suggestions[0].changes[0].column), (1, 5));
    assert_eq!(mrz.issuer(), "UT0", "the zone itself is as read");

    let number = Mrz::read(&TD3.replace("L898902C3", "L89890ZC3")).unwrap();
    let suggestions = number.suggestions();
    assert_eq!(suggestions.iter().filter(|it| it.mrz.raw() == Mrz::read(TD3).unwrap().raw()).count(), 1);
    assert!(suggestions.len() <= SUGGESTIONS_MAX);
    let hopeless = Mrz::read(&TD3.replace("L898902C3", "L777777C3")).unwrap();
    assert_eq!(hopeless.suggestions(), [], "no single twin makes the digits agree");
}

#[test]
fn nothing_personal_shows() {
    let mrz = Mrz::read(TD3).unwrap();
    let shown = format!("{mrz:?} {:?} {:?} {:?} {:?}", mrz.name(), mrz.birth(), mrz.expiry(), mrz.suggestions());
    for text in ["ERIK", "L898", "7408", "1204"] {
        assert!(!shown.contains(text), "{shown}");
    }
}
