//! Names with something added to them, or with a sign in place of a letter: which are found, and which stay clear.

use super::*;

/// A list of companies and people, as the lists write them.
fn listed() -> Screen {
    let companies = [
        "Garantex",
        "Sber Bank",
        "Mahan Air",
        "Orion",
        "Phoenix",
        "Delta",
        "Russia Today International News Agency",
        "Moscow Industrial Bank",
        "International Investment Bank",
        "Kish Shipping Lines",
        "Quillmarsh Trading",
        "VTB Bank PJSC",
    ];
    let people = [
        "Sechin Igor Ivanovich",
        "Khamenei Ali Husseini",
        "Kovalchuk Yuri Valentinovich",
        "Prigozhin Yevgeniy Viktorovich",
        "Siluanov Anton Germanovich",
    ];
    let companies = companies.map(|name| {
        let mut it = entry(name, &[name], None);
        it.kind = EntryKind::Organisation;
        it
    });
    Screen::new(vec![list(companies.into_iter().chain(people.map(|it| entry(it, &[it], None))).collect())])
}

fn found(screen: &Screen, text: &str, kind: EntryKind) -> Vec<String> {
    let policy = Policy { threshold: crate::screen::THRESHOLD, ..policy() };
    let screening = screen.screen(&Customer::named(text, kind), &policy, Day::from_days(110), &mut Memory::default());
    screening.candidates().iter().map(|it| it.entry.to_string()).collect()
}

#[test]
fn a_place_or_a_trade_beside_a_companys_own_word_does_not_hide_it() {
    let screen = listed();
    for (text, name) in [
        ("Garantex Russia", "Garantex"),
        ("Moscow Garantex", "Garantex"),
        ("Garantex Tbilisi", "Garantex"),
        ("Garantex Kyrgyzstan LLC", "Garantex"),
        ("Garantex Kyrgyz Republic", "Garantex"),
        ("Garantex Exchange Moscow", "Garantex"),
        ("Гарантекс Россия", "Garantex"),
        ("Sberbank Moscow", "Sber Bank"),
        ("Sberbank St. Petersburg", "Sber Bank"),
        ("Mahan Air Tehran", "Mahan Air"),
        ("Mahan Airlines", "Mahan Air"),
        ("Mahan Airways", "Mahan Air"),
    ] {
        for kind in [EntryKind::Unknown, EntryKind::Organisation] {
            assert_eq!(found(&screen, text, kind), [name], "{text}, {kind}");
        }
    }
    for text in [
        "Russia Today Travel",
        "Moscow Bakery",
        "Moscow Industrial Supplies",
        "Moscow Coffee Company",
        "Tehran Trading",
        "Garant Russia",
        "Garantia Moscow",
        "Orion Russia",
        "Delta Moscow",
        "Phoenix Software London",
        "Mahan Air Conditioning Supplies",
        "Mahan Trading",
        "Mahan Travel",
        "Kish Airlines",
        "Alpha Airlines",
        "Air Moscow",
        "Georgia Shipping Lines",
        "Jordan Smith",
        "Founder Investment Bank",
        "Premier Bank Limited",
    ] {
        for kind in [EntryKind::Unknown, EntryKind::Organisation] {
            assert!(found(&screen, text, kind).is_empty(), "{text}, {kind}");
        }
    }
}

#[test]
fn what_stands_beside_a_companys_own_word_on_both_sides_does_not_hide_it() {
    let screen = listed();
    for (text, name) in [
        ("Quillmarsh Dubai", "Quillmarsh Trading"),
        ("Quillmarsh FZE Dubai", "Quillmarsh Trading"),
        ("Quillmarsh Shipping", "Quillmarsh Trading"),
        ("VTB Moscow", "VTB Bank PJSC"),
        ("VTB Kazakhstan LLC", "VTB Bank PJSC"),
        ("VTB Capital", "VTB Bank PJSC"),
        ("ВТБ Москва", "VTB Bank PJSC"),
        ("Mahan Aviation", "Mahan Air"),
    ] {
        for kind in [EntryKind::Unknown, EntryKind::Organisation] {
            assert_eq!(found(&screen, text, kind), [name], "{text}, {kind}");
        }
    }
    for text in [
        "Quill Dubai",
        "Marsh Trading",
        "VTP Moscow",
        "VTB Bakery Moscow",
        "Mahan Shipping",
        "Mahan Group",
        "Mohan Aviation",
        "Dubai Trading",
        "Kish Dubai",
        "Quillmarsh Lindqvist Dubai",
    ] {
        for kind in [EntryKind::Unknown, EntryKind::Organisation] {
            assert!(found(&screen, text, kind).is_empty(), "{text}, {kind}");
        }
    }
}

#[test]
fn an_office_or_a_title_beside_a_name_does_not_hide_it() {
    let screen = listed();
    for (text, name) in [
        ("Rosneft CEO Igor Sechin", "Sechin Igor Ivanovich"),
        ("CEO Igor Sechin", "Sechin Igor Ivanovich"),
        ("Igor Sechin CEO Rosneft", "Sechin Igor Ivanovich"),
        ("Igor Sechin, CEO of Rosneft", "Sechin Igor Ivanovich"),
        ("Chairman of Rosneft Igor Ivanovich Sechin", "Sechin Igor Ivanovich"),
        ("Oligarch Igor Sechin", "Sechin Igor Ivanovich"),
        ("Minister of Finance Anton Siluanov", "Siluanov Anton Germanovich"),
        ("Finance Minister Anton Siluanov", "Siluanov Anton Germanovich"),
        ("Ayatollah Ali Khamenei", "Khamenei Ali Husseini"),
        ("Supreme Leader Ayatollah Ali Khamenei", "Khamenei Ali Husseini"),
    ] {
        for kind in [EntryKind::Unknown, EntryKind::Person] {
            assert_eq!(found(&screen, text, kind), [name], "{text}, {kind}");
        }
    }
    for text in [
        "Ali Hosseini",
        "Ayatollah Hosseini",
        "Ayatollah Ali Hosseini",
        "CEO Igor Petrov",
        "Rosneft CEO Igor",
        "President Ivan Ivanovich",
        "Minister of Finance Anton Petrov",
        "Chairman of Sechin Partners",
        "Leader Sechin",
    ] {
        for kind in [EntryKind::Unknown, EntryKind::Person] {
            assert!(found(&screen, text, kind).is_empty(), "{text}, {kind}");
        }
    }
}

#[test]
fn russian_names_as_germans_write_them_are_found() {
    let screen = listed();
    for (text, name) in [
        ("Juri Kowaltschuk", "Kovalchuk Yuri Valentinovich"),
        ("Jurij Kowaltschuk", "Kovalchuk Yuri Valentinovich"),
        ("Jewgeni Prigoschin", "Prigozhin Yevgeniy Viktorovich"),
    ] {
        for kind in [EntryKind::Unknown, EntryKind::Person] {
            assert_eq!(found(&screen, text, kind), [name], "{text}, {kind}");
        }
    }
    for text in ["Juri Schmidt", "Jan Kowalski", "Juri Kowalski", "Jewgeni Schmidt", "Julia Kowaltschuk"] {
        for kind in [EntryKind::Unknown, EntryKind::Person] {
            assert!(found(&screen, text, kind).is_empty(), "{text}, {kind}");
        }
    }
}

#[test]
fn a_sign_in_place_of_a_letter_does_not_hide_a_name() {
    let screen = listed();
    for (text, name) in [
        ("Igor $echin", "Sechin Igor Ivanovich"),
        ("$€chin !gor", "Sechin Igor Ivanovich"),
        ("Igor §echin", "Sechin Igor Ivanovich"),
        ("@nton Siluanov", "Siluanov Anton Germanovich"),
        ("Khamenei @li", "Khamenei Ali Husseini"),
        ("Garantex $ Russia", "Garantex"),
    ] {
        assert_eq!(found(&screen, text, EntryKind::Unknown), [name], "{text}");
    }
    for text in ["Igor $mith", "$100 Startup", "@igor", "Yahoo! Travel", "Ke$ha Rose", "Cash $ Carry"] {
        assert!(found(&screen, text, EntryKind::Unknown).is_empty(), "{text}");
    }
}
