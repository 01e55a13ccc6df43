//! Names against the examples of the standard, and matching against plain enumeration.
//!
//! The oracle lists every spelling letter by letter and compares texts; it cannot catch a wrong row
//! of the table, which the examples of Doc 9303-3 do.

use super::super::mrz::Ending;
use super::*;
use proptest::prelude::*;

#[test]
fn the_tables_are_sorted_and_hold_capital_letters_of_zones() {
    assert!(LETTERS.windows(2).all(|it| it[0].0 < it[1].0));
    for (letter, forms) in LETTERS {
        assert!(!forms.is_empty(), "{letter}");
        assert!(forms.iter().all(|it| it.bytes().all(|it| it.is_ascii_uppercase())), "{letter}");
    }
}

#[test]
fn the_examples_of_the_standard_come_out() {
    for (name, spelled) in [
        ("D'ARTAGNAN", "DARTAGNAN"),
        ("MARIE-ELISE", "MARIE<ELISE"),
        ("ANNA, MARIA", "ANNA<MARIA"),
        ("Van Der Muellen", "VAN<DER<MUELLEN"),
        ("AL-BASRI", "AL<BASRI"),
        ("ابو بكر محمد بن زكريا الرازي", "ABW<BKR<MXHMD<BN<ZKRYA<ALRAZY"),
        ("Straße", "STRASSE"),
        ("Ærøskøbing", "AEROESKOEBING"),
        ("Þór", "THOR"),
        ("Łódź", "LODZ"),
        ("Nguyễn Thị", "NGUYEN<THI"),
        ("Щеглова", "SHCHEGLOVA"),
        ("Юлия", "IULIIA"),
        ("J. R. R. O’Neill Jr.", "J<R<R<ONEILL<JR"),
        ("N\u{303}u\u{308}", "NUE"),
        ("ığdır", "IGDIR"),
    ] {
        assert_eq!(mrz_name(name).unwrap()[0], spelled, "{name}");
    }
    assert!(mrz_name("CAÑON").unwrap().contains(&"CANXXON".to_owned()), "appendix B.4.1");
}

#[test]
fn every_permitted_form_fits_and_no_other() {
    for (name, printed, fit) in [
        ("Müller", "MUELLER", Fit::Whole),
        ("Müller", "MULLER", Fit::Whole),
        ("Müller", "MUXXLLER", Fit::Whole),
        ("Müller", "MILLER", Fit::Differs),
        ("Müller", "MUELLERS", Fit::Differs),
        ("Müller", "MUELLE", Fit::Differs),
        ("Anna Maria", "ANNA<MARIA", Fit::Whole),
        ("Anna Maria", "ANNAMARIA", Fit::Whole),
        ("Anna", "ANNA<MARIA", Fit::Part),
        ("Maria", "ANNA<MARIA", Fit::Part),
        ("Anna Maria Luise", "ANNA<LUISE", Fit::Part),
        ("Maria Anna", "ANNA<MARIA", Fit::Turned),
        ("Luise Anna", "ANNA<MARIA<LUISE", Fit::Part),
        ("A. Maria", "ANNA<MARIA", Fit::Initial),
        ("Anna Maria", "MARIA<A", Fit::Initial),
        ("Jörg", "J", Fit::Initial),
        ("B. Maria", "ANNA<MARIA", Fit::Differs),
        ("Anna Luise", "ANNA<MARIA", Fit::Differs),
        ("Sørensen", "SORENSEN", Fit::Whole),
        ("Đorđević", "DJORDJEVIC", Fit::Whole),
        ("Ægir", "AGIR", Fit::Whole),
        ("Anna", "", Fit::Differs),
        ("عبّاس", "EBBAS", Fit::Whole),
        ("عبّاس", "EBAS", Fit::Whole),
        ("فاطمة", "FATTMXAH", Fit::Differs),
        ("فاطمة", "FAXTTMXAH", Fit::Whole),
        ("فاطمة", "FAXTTMXTA", Fit::Whole),
        ("Горбачёв", "HORBACHIOV", Fit::Whole),
    ] {
        assert_eq!(Spelling::of(name).unwrap().fits(printed, Ending::Whole), fit, "{name} as {printed}");
    }
}

/// The truncations of Doc 9303-5 section 4.2.3.
#[test]
fn cut_names_fit_where_the_field_is_full_and_only_there() {
    for (name, printed) in [
        ("CHAYAPA DEJTHAMRONG KRASUANG", "CHAYAPA<DE<K"),
        ("ARNPOL PETCH CHARONGUANG", "ARNPOL<PE<CH"),
        ("BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL", "BENNELONG<WOOLOOMOOLOO<W<W"),
        ("BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL", "BENNELONG<WOOLOOM<WA<WARN"),
        ("BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL", "BENNE<WOOLO<WARRA<WARNA"),
        ("DINGO POTOROO", "DI"),
        ("JOSE RAMON", "JOSE<RAMO"),
        ("JÖRG MÜNCHHAUSEN", "JOERG<MU"),
        ("JÖRG MÜNCHHAUSEN", "JO"),
        ("JOHN ÆTHELRED", "JOHN<A"),
    ] {
        let spelling = Spelling::of(name).unwrap();
        assert_eq!(spelling.fits(printed, Ending::MayBeCut), Fit::Cut, "{name} as {printed}");
        assert_ne!(spelling.fits(printed, Ending::Whole), Fit::Cut, "{name} as {printed}");
    }
    let spelling = Spelling::of("ANNA MARIA").unwrap();
    assert_eq!(spelling.fits("ANNE", Ending::MayBeCut), Fit::Differs);
    assert_eq!(spelling.fits("ANNA<MARIA<L", Ending::MayBeCut), Fit::Part);
}

#[test]
fn bad_names_are_refused_by_name() {
    for (fault, name, error) in [
        ("empty", "", NameFault::Empty),
        ("punctuation_only", "-' .", NameFault::Empty),
        ("digit", "Louis 14", NameFault::Letter),
        ("han", "毛泽东", NameFault::Letter),
        ("greek", "Γιώργος", NameFault::Letter),
        ("too_long", &"A".repeat(513), NameFault::TooLong),
    ] {
        assert_eq!(mrz_name(name), Err(error), "{fault}");
    }
    assert!(!Spelling::of("Юлия").unwrap().is_latin());
    assert!(Spelling::of("Nguyễn Thị O’Neill").unwrap().is_latin());
}

#[test]
fn a_list_of_spellings_is_bounded_and_has_no_doubles() {
    let list = mrz_name("ÄÅÑÖÜ").unwrap();
    assert_eq!(list.len(), 48);
    assert_eq!(list[0], "AEAANOEUE");
    assert!(mrz_name("ГЁЄЇЌЏЖИЙХЦЧШЩЮЯ").unwrap().len() <= SPELLINGS_MAX);
}

/// Every spelling of a component, each letter on its own.
fn spelled_slowly(component: &[Letter]) -> Vec<String> {
    component.iter().fold(vec![String::new()], |all, letter| {
        let longer = |it: &String| letter.forms.iter().map(move |form| format!("{it}{form}")).collect::<Vec<_>>();
        all.iter().flat_map(longer).collect()
    })
}

proptest! {
    #[test]
    fn matching_agrees_with_enumeration(name in "[AEUÄÜÑГХ]{1,5}", printed in "[AEUXNGKH]{1,6}") {
        let spelling = Spelling::of(&name).unwrap();
        let all = spelled_slowly(&spelling.components[0]);
        prop_assert_eq!(spelling.fits(&printed, Ending::Whole) == Fit::Whole, all.contains(&printed));
        let begins = all.iter().any(|it| it.starts_with(&printed));
        prop_assert_eq!(matches(&spelling.components[0], &printed, Until::Printed), begins);
    }

    #[test]
    fn every_listed_spelling_fits(name in "[A-ZÄÖÜÑÅĐŁ' -]{1,20}") {
        let Ok(spelling) = Spelling::of(&name) else { return Ok(()) };
        for it in spelling.list() {
            prop_assert_eq!(spelling.fits(&it, Ending::Whole), Fit::Whole, "{}", it);
        }
    }

    #[test]
    fn no_name_panics(name in "\\PC{0,30}", printed in "[A-Z<]{0,60}") {
        if let Ok(spelling) = Spelling::of(&name) {
            let _ = spelling.fits(&printed, Ending::MayBeCut);
            prop_assert!(!spelling.list().is_empty());
        }
    }
}
