//! Names that are written apart, together or by initials, as customers write them.

use super::*;

/// Entries of a list with these names that a name finds, each by its place in it.
fn found(listed: &[&str], text: &str, kind: EntryKind) -> Vec<String> {
    let entries = listed.iter().enumerate().map(|(at, it)| entry(&at.to_string(), &[it], None)).collect();
    let policy = Policy { threshold: crate::screen::THRESHOLD, ..policy() };
    let screening = screened(entries, &Customer::named(text, kind), &policy, 110);
    screening.candidates().iter().map(|it| it.entry.to_string()).collect()
}

#[test]
fn a_particle_written_apart_is_one_that_is_joined_and_is_no_name_alone() {
    for (listed, same, other) in [
        ("Alan MacGregor", "Alan Mac Gregor", "Alan Mac Donald"),
        ("Alan Mac Gregor", "Alan MacGregor", "Alan Mac Gill"),
        ("Alan Mc Leod", "Alan McLeod", "Alan Mc Rae"),
        ("Tom Fitz Roy", "Tom FitzRoy", "Tom Fitz Gibbon"),
        ("Sean O'Brien", "Sean O Brien", "Sean O Neill"),
        ("Sean O Brien", "Sean O'Brien", "Sean O'Neill"),
        ("Maria D Angelo", "Maria D'Angelo", "Maria D Amico"),
        ("Hans Joachim Winterfeld", "Hans J Winterfeld", "Hans O Winterfeld"),
        ("Hassan AlMasri", "Hassan Al Masri", "Hassan Al Fayed"),
        ("Omar Ben Salah", "Omar BenSalah", "Omar Ben Yusuf"),
        ("Peter VanDyke", "Peter van Dyke", "Peter van Halen"),
        ("Ana De Souza", "Ana DeSouza", "Ana De Lima"),
        ("Mac Miller", "Miller, Mac", "Mac Donald"),
        ("Mac Gregor", "Mac Gregor", "Gregor Mac Alan"),
    ] {
        for kind in [EntryKind::Unknown, EntryKind::Person] {
            assert_eq!(found(&[listed], same, kind), ["0"], "{same}, {kind}");
            assert!(found(&[listed], other, kind).is_empty(), "{other}, {kind}");
        }
    }
    // As a particle with a gap has the score of one without, so has what shares no more than it.
    let score = |one: &str, other: &str| {
        let [one, other] = [one, other].map(|it| crate::screen::name::Name::prepare(it, EntryKind::Person));
        crate::screen::name::score(&one, &other)
    };
    assert_eq!(score("Alan Mac Gregor", "Alan Mac Donald"), score("Alan MacGregor", "Alan MacDonald"));
}

#[test]
fn initials_are_no_given_name() {
    for (text, listed) in [("E. D. Marsh", "Ed Marsh"), ("E.D. Marsh", "Ed Marsh"), ("J O Hansen", "Jo Hansen")] {
        // A person's initial may stand for a listed name; it is the word made of them that is none.
        let initial = screened_score(text, listed, EntryKind::Person);
        assert_eq!(screened_score(text, listed, EntryKind::Unknown), initial, "{text}");
        assert!(initial < Score::parse("0.86").unwrap(), "{text}");
    }
    assert_eq!(found(&["V O Hansen"], "V. O. Hansen", EntryKind::Unknown), ["0"]);
    let mut company = entry("1", &["ABC Quillmarsh"], None);
    company.kind = EntryKind::Organisation;
    for text in ["A B C Quillmarsh", "A.B.C. Quillmarsh"] {
        let screening = screened(vec![company.clone()], &Customer::named(text, EntryKind::Unknown), &policy(), 110);
        assert_eq!(screening.candidates().len(), 1, "{text}");
    }
}

fn screened_score(text: &str, listed: &str, kind: EntryKind) -> Score {
    let low = Policy { threshold: Score::parse("0.6").unwrap(), ..policy() };
    let screening = screened(vec![entry("1", &[listed], None)], &Customer::named(text, kind), &low, 110);
    screening.candidates().first().map_or(Score::NONE, crate::screen::answer::Candidate::score)
}

#[test]
fn short_words_numbers_and_acronyms_that_stand_together_are_found() {
    let mut others =
        [("Gannet Star IX", EntryKind::Vessel), ("ABC Trading", EntryKind::Organisation)].map(|(name, kind)| {
            let mut it = entry(name, &[name], None);
            it.kind = kind;
            it
        });
    others[1].names.push(ListName::new("ABC Quillmarsh FZE", Strength::Alias));
    let people = ["Ali Ma", "Xi Li", "Al Ng", "Maria D'Angelo", "Wu, Barbara", "Voss, Ravindar Tolmachi"];
    let people = people.iter().map(|it| entry(it, &[it], None));
    let screen = Screen::new(vec![list(people.chain(others).collect())]);
    for (text, listed) in [
        ("M A  A L I", "Ali Ma"),
        ("X I  L I", "Xi Li"),
        ("A L  N G", "Al Ng"),
        ("M a r i a  D ' A n g e l o", "Maria D'Angelo"),
        ("M a r i a D ' A n g e l o", "Maria D'Angelo"),
        ("barbarawu", "Wu, Barbara"),
        ("WUBARBARA", "Wu, Barbara"),
        ("X\u{2009}I L\u{2009}I", "Xi Li"),
        ("X I\u{2009}L I", "Xi Li"),
        ("VOSSRAVINDAR", "Voss, Ravindar Tolmachi"),
        ("RAVINDARVOSS", "Voss, Ravindar Tolmachi"),
        ("GANNETSTARIX", "Gannet Star IX"),
        ("Gannetstar IX", "Gannet Star IX"),
        ("ABCTrading", "ABC Trading"),
        ("ABCQuillmarshFZE", "ABC Trading"),
    ] {
        let customer = Customer::named(text, EntryKind::Unknown);
        let policy = Policy { threshold: crate::screen::THRESHOLD, ..policy() };
        let screening = screen.screen(&customer, &policy, Day::from_days(110), &mut Memory::default());
        let found: Vec<&str> = screening.candidates().iter().map(|it| &*it.entry).collect();
        assert_eq!(found, [listed], "{text}");
    }
}

#[test]
fn two_names_score_what_a_screening_gives_them() {
    for (text, listed) in [
        ("V O S S  R A V I N D A R", "Ravindar Voss"),
        ("RavindarVoss", "Ravindar Voss"),
        ("Ravindar Voss", "V O S S  R A V I N D A R"),
        ("Hanne Lindqvist a.k.a. Ravindar Voss", "Ravindar Voss"),
        ("Alan Mac Gregor", "Alan MacGregor"),
    ] {
        for kind in [EntryKind::Person, EntryKind::Unknown] {
            let both = [(text, listed), (listed, text)]
                .map(|it| screened_score(it.0, it.1, EntryKind::Person))
                .into_iter()
                .max();
            assert_eq!(score_of(text, listed, kind).filter(|it| *it >= Score::parse("0.9").unwrap()), both, "{text}");
        }
    }
    assert_eq!(score_of("Voss", " - ", EntryKind::Unknown), None);
    for (text, listed) in [
        ("Orion Travel", "Orion"),
        ("Mahan Trading", "Mahan Air"),
        ("Ravindar Voss", "Voss Ravindar"),
        ("J S C Quillmarsh", "Quillmarsh JSC"),
    ] {
        let (score, kind) = scored_as(text, listed).unwrap();
        let screened = |kind| {
            let mut listing = entry("E-1", &[listed], None);
            listing.kind = kind;
            let screen = Screen::new(vec![list(vec![listing])]);
            let policy = Policy { threshold: Score::parse("0.2").unwrap(), ..policy() };
            let it = Customer::named(text, EntryKind::Unknown);
            let screening = screen.screen(&it, &policy, Day::from_days(110), &mut Memory::default());
            screening.candidates().first().map(|it| it.score())
        };
        assert_eq!(screened(kind), Some(score), "{text}, {kind}");
        for other in [EntryKind::Person, EntryKind::Organisation, EntryKind::Unknown] {
            assert!(screened(other) <= Some(score), "{text}, {other}");
        }
    }
}

#[test]
fn a_patronymic_that_papers_leave_out_costs_little() {
    let score = |text: &str, listed: &str| score_of(text, listed, EntryKind::Person).unwrap_or(Score::NONE);
    for (text, listed) in [
        ("Alexander Popov", "Popov Alexander Ivanovich"),
        ("Mikhail Fridman", "Fridman Mikhail Maratovich"),
        ("Alexander Lukashenka", "Lukashenko Alexander Grigoryevich"),
        ("Ivan Potanin", "Potanin Ivan Vladimirovich"),
        ("Ivan Vladimirovich Potanin", "Potanin Ivan"),
    ] {
        assert!(score(text, listed) >= crate::screen::THRESHOLD, "{text}");
    }
    for (text, listed) in [
        ("Mikhail Maratovich", "Fridman Mikhail Maratovich"),
        ("Ivan Vladimirovich", "Potanin Ivan Vladimirovich"),
        ("Ivan", "Ivan Vladimirovich"),
        ("Potanin", "Potanin Ivan Vladimirovich"),
        ("Mikhail Maratovich Sokolov", "Fridman Mikhail Maratovich"),
        ("Boris Fridman", "Fridman Mikhail Maratovich"),
    ] {
        assert!(score(text, listed) < crate::screen::THRESHOLD, "{text}");
    }
}
