//! Screenings of small lists: when an answer is clear, and what orders candidates.

use super::*;
use crate::base::{Redacted, SourceId};
use crate::screen::answer::{Basis, Verdict};
use crate::screen::customer::CustomerName;
use crate::screen::evidence::Overlap;
use crate::screen::list::{
    Birth, EntryKind, Identifier, IdentifierKind, ListName, ListedAddress, PartRole, Publisher, Strength,
};
use crate::screen::name::Score;

mod added;
mod native;
mod spelt;

fn entry(id: &str, names: &[&str], born: Option<&str>) -> Entry {
    let mut entry = Entry::new(id, EntryKind::Person);
    entry.names = names.iter().map(|it| ListName::new(it, Strength::Primary)).collect();
    entry.births = born.iter().map(|it| Birth::on(Day::parse(it).unwrap())).collect();
    entry
}

fn list(entries: Vec<Entry>) -> List {
    List::new("test", Publisher::Own, Some(Day::from_days(100)), SourceId::of(b"test"), entries).unwrap()
}

fn day() -> Day {
    Day::parse("2026-03-01").unwrap()
}

fn policy() -> Policy {
    Policy { threshold: Score::parse("0.8").unwrap(), days_max: 30, steps: 1_000_000, ..Policy::requiring(["test"]) }
}

fn screened(entries: Vec<Entry>, customer: &Customer, policy: &Policy, day: i32) -> Screening {
    Screen::new(vec![list(entries)]).screen(customer, policy, Day::from_days(day), &mut Memory::default())
}

fn codes(screening: &Screening) -> Vec<GapCode> {
    screening.gaps().iter().map(|it| it.code).collect()
}

#[test]
fn clear_needs_every_list_young_whole_and_a_name() {
    let entries = || vec![entry("1", &["Zygmunt Brzezowski"], None)];
    let named = |it: &str| Customer::named(it, EntryKind::Person);
    let clear = screened(entries(), &named("Erika Mustermann"), &policy(), 110);
    assert_eq!((clear.verdict(), clear.lists()[0].names), (Verdict::Clear, 1));
    for (day, asked, name, code) in [
        (131, policy(), "Erika Mustermann", GapCode::ListTooOld),
        (50, policy(), "Erika Mustermann", GapCode::ListAgeUnknown),
        (110, policy(), " - ", GapCode::NameEmpty),
        (110, policy(), "Erika Muster?? ??", GapCode::NameDamaged),
        (110, policy(), "N/A", GapCode::NamePlaceholder),
        (110, policy(), "12345", GapCode::NamePlaceholder),
        (110, policy(), "エリカ・ムスターマン", GapCode::NameUnread),
        (110, policy(), "에리카 무스터만", GapCode::NameUnread),
        (110, policy(), "Erika 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae", GapCode::AddressInvalid),
        (110, policy(), "erika.eth", GapCode::AddressInvalid),
        (110, policy(), &*"Erika ".repeat(100), GapCode::NameTooLong),
        (110, Policy { steps: 0, ..policy() }, "Erika Mustermann", GapCode::Unfinished),
        (110, Policy { required: vec!["other".into()], ..policy() }, "Erika Mustermann", GapCode::ListMissing),
    ] {
        let screening = screened(entries(), &named(name), &asked, day);
        assert_eq!((screening.verdict(), codes(&screening)), (Verdict::Unknown, vec![code]), "{code}");
    }
    let mut both = named("エリカ・ムスターマン");
    both.names.push(CustomerName::whole("Erika Mustermann"));
    assert_eq!(screened(entries(), &both, &policy(), 110).verdict(), Verdict::Clear, "a name that is read will do");
    let none = Screen::new(Vec::new());
    let asked = Policy { required: Vec::new(), ..policy() };
    let screening = none.screen(&named("Erika"), &asked, Day::from_days(1), &mut Memory::default());
    assert_eq!((screening.verdict(), codes(&screening)), (Verdict::Unknown, vec![GapCode::NoList]));
}

#[test]
fn equal_names_are_told_apart_by_evidence_and_a_weak_name_is_not_lifted() {
    let entries = vec![
        entry("1", &["Zygmunt Brzezowski"], Some("1950-01-01")),
        entry("2", &["Zygmunt Brzezowski"], Some("1970-03-04")),
        entry("3", &["Zygmunt Brzezowski"], None),
        entry("4", &["Zygmunt Kowalewicz"], Some("1970-03-04")),
    ];
    let mut customer = Customer::named("Brzezowski, Zygmunt", EntryKind::Person);
    customer.birth = Some(Redacted::new(Birth::on(Day::parse("1970-03-04").unwrap())));
    let screening = screened(entries, &customer, &policy(), 110);
    assert_eq!(screening.verdict(), Verdict::Found);
    let found: Vec<&str> = screening.candidates().iter().map(|it| &*it.entry).collect();
    assert_eq!(found, ["2", "3", "1"]);
    assert!(screening.candidates().iter().all(|it| it.score() == Score::FULL));
    let text = format!("{screening:?}{customer:?}");
    assert!(!text.to_lowercase().contains("zygmunt") && !text.contains("1970-03"), "no personal data in a debug print");
}

#[test]
fn an_exact_identifier_is_a_finding_of_its_own() {
    let mut other = entry("7", &["Somebody Else", "Erika Mustermannova"], None);
    other.identifiers.push(Identifier {
        kind: IdentifierKind::Passport,
        label: "Passport".into(),
        value: "C01X-00T47".into(),
        country: None,
    });
    let mut customer = Customer::named("Erika Unrelated", EntryKind::Person);
    customer.identifiers.push(Redacted::new("c01x00t47".into()));
    let screening = screened(vec![entry("1", &["Zygmunt"], None), other], &customer, &policy(), 110);
    let candidate = &screening.candidates()[0];
    let name = candidate.name.as_ref().unwrap();
    assert_eq!((&*candidate.entry, name.listed, candidate.evidence.identifier), ("7", 1, Overlap::Same));
    assert_eq!((candidate.basis, &candidate.identifiers[..]), (Basis::Identifier, &[0][..]));
    assert!(candidate.score() < policy().threshold);
}

#[test]
fn an_identifier_of_an_entry_or_a_customer_without_a_name_is_found() {
    let mut nameless = entry("9", &[], None);
    nameless.identifiers.push(Identifier {
        kind: IdentifierKind::Imo,
        label: "IMO number".into(),
        value: "9000007".into(),
        country: None,
    });
    let mut customer = Customer::of_wallet("1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH");
    customer.identifiers.push(Redacted::new("IMO 9000008".into()));
    assert_eq!(screened(vec![nameless.clone()], &customer, &policy(), 110).verdict(), Verdict::Clear, "another number");
    customer.identifiers.push(Redacted::new("IMO 900-0007".into()));
    let screening = screened(vec![nameless], &customer, &policy(), 110);
    assert_eq!((screening.candidates()[0].name.is_none(), screening.candidates()[0].score()), (true, Score::NONE));
}

fn paid(id: &str, address: &str) -> Entry {
    let mut entry = entry(id, &["Zygmunt Brzezowski"], None);
    entry.programmes = vec!["FRAUD".into()];
    entry.addresses = vec![ListedAddress { ticker: "XBT".into(), text: address.into() }];
    entry
}

#[test]
fn wallets_are_judged_on_the_same_path_as_names() {
    let entries = || vec![paid("1", "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH"), paid("2", "no address at all")];
    for (text, verdict, hits, gaps) in [
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", Verdict::Found, vec!["1 same-address"], vec![]),
        ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", Verdict::Clear, vec![], vec![]),
        // One letter wrong: no address, looked for all the same, and never clear.
        ("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", Verdict::Unknown, vec![], vec![GapCode::AddressInvalid]),
        ("no address at all", Verdict::Found, vec!["2 same-text"], vec![GapCode::AddressInvalid]),
    ] {
        let screening = screened(entries(), &Customer::of_wallet(text), &policy(), 110);
        let [wallet] = screening.wallets() else { panic!("one wallet") };
        let found: Vec<String> = wallet.hits.iter().map(|it| format!("{} {}", it.entry, it.agreement)).collect();
        assert_eq!(
            (screening.verdict(), found, codes(&screening)),
            (verdict, hits.into_iter().map(Into::into).collect(), gaps),
            "{text}"
        );
        assert!(wallet.hits.iter().all(|it| it.list == 0 && *it.programmes == ["FRAUD".into()]));
    }
}

#[test]
fn a_list_that_lacks_something_and_a_customer_without_anything_are_gaps() {
    let part = list(vec![entry("1", &["Zygmunt Brzezowski"], None)]).known_to_lack();
    let screen = Screen::new(vec![part]);
    let asked = |customer: &Customer, day| {
        codes(&screen.screen(customer, &policy(), Day::from_days(day), &mut Memory::default()))
    };
    let named = Customer::named("Erika Mustermann", EntryKind::Person);
    assert_eq!(asked(&named, 110), [GapCode::ListPartial]);
    assert_eq!(asked(&named, 200), [GapCode::ListPartial, GapCode::ListTooOld], "both are told at once");
    assert_eq!(asked(&Customer::new(EntryKind::Person), 110), [GapCode::NothingAsked, GapCode::ListPartial]);
}

#[test]
fn every_name_of_a_customer_is_screened_with_the_roles_of_its_parts() {
    let mut listed = entry("1", &[], None);
    let parts = [(PartRole::Family, "Martin"), (PartRole::Given, "Thomas")];
    listed.names = vec![ListName::new("Someone Else", Strength::Alias), ListName::of_parts(parts, Strength::Primary)];
    let mut customer = Customer::named("Zoltan Kovacs", EntryKind::Person);
    customer.names.push(CustomerName::of_parts("Thomas", "Martin"));
    let screening = screened(vec![listed.clone()], &customer, &policy(), 110);
    let name = screening.candidates()[0].name.as_ref().unwrap();
    assert_eq!((name.asked, name.listed, name.comparison.score), (1, 1, Score::FULL));
    customer.names = vec![CustomerName::of_parts("Martin", "Thomas")];
    let swapped = screened(vec![listed], &customer, &Policy { threshold: Score::NONE, ..policy() }, 110);
    assert!(swapped.candidates()[0].score() < Score::FULL, "a given name that is a listed family name counts less");
}

#[test]
fn answers_do_not_depend_on_the_number_of_threads() {
    let names: Vec<String> = (0..60).map(|it| format!("Zygmunt Brzezowski {}", "abcdefg".repeat(it % 7))).collect();
    let entries = names.iter().enumerate().map(|(at, it)| entry(&at.to_string(), &[it], None)).collect();
    let customers: Vec<Customer> = names.iter().map(|it| Customer::named(it, EntryKind::Person)).collect();
    let screen = Screen::new(vec![list(entries)]);
    let shown = |memories: usize| {
        let mut memories = vec![Memory::default(); memories];
        let all = screen.screen_all(&customers, &policy(), Day::from_days(110), &mut memories);
        assert_eq!(all.len(), customers.len());
        all.iter().map(|it| format!("{it:?}")).collect::<Vec<_>>()
    };
    let alone = shown(0);
    assert!([1, 2, 5].into_iter().all(|it| shown(it) == alone));
}

#[test]
fn a_budget_does_not_last_longer_for_what_was_asked_before() {
    let names: Vec<String> = (0..40).map(|it| format!("Zygmunt Brzezowski {}", "abcdefg".repeat(it % 7))).collect();
    let entries = names.iter().enumerate().map(|(at, it)| entry(&at.to_string(), &[it], None)).collect();
    let screen = Screen::new(vec![list(entries)]);
    let customer = Customer::named("Zygmund Brzesowsky", EntryKind::Person);
    let finishes = |steps: u64, memory: &mut Memory| {
        let screening = screen.screen(&customer, &Policy { steps, ..policy() }, Day::from_days(110), memory);
        codes(&screening).is_empty()
    };
    let needed = (0..).find(|it| finishes(*it, &mut Memory::default())).unwrap();
    let mut memory = Memory::default();
    assert!(finishes(needed, &mut memory) && finishes(needed, &mut memory));
    assert!(!finishes(needed - 1, &mut memory), "what is remembered is paid for again");
}

/// Without a kind a name is a person's and any other's: its words may mean a legal form, or nothing.
#[test]
fn a_name_of_no_kind_is_read_both_ways_on_both_sides() {
    let (mut person, mut unknown) = (entry("1", &["Anna Sa Lindholm"], None), entry("2", &["Oh Se Hoon"], None));
    unknown.kind = EntryKind::Unknown;
    person.names.push(ListName::new("Anna Lindholm", Strength::Alias));
    let list = List::new("test", Publisher::Own, Some(day()), SourceId::of(b"x"), vec![person, unknown]).unwrap();
    let screen = Screen::new(vec![list]);
    for (text, id, listed) in [("Anna Sa Lindholm", "1", 0), ("Lindholm, Anna", "1", 1), ("Oh Se Hoon", "2", 0)] {
        for kind in [EntryKind::Unknown, EntryKind::Person] {
            let screening = screen.screen(&Customer::named(text, kind), &policy(), day(), &mut Memory::default());
            let candidate = &screening.candidates()[0];
            assert_eq!((&*candidate.entry, candidate.score()), (id, Score::FULL), "{text}");
            assert_eq!(candidate.name.as_ref().unwrap().listed, listed, "{text}: {kind}");
            assert_eq!(candidate.name.as_ref().unwrap().asked, 0);
        }
    }
}

#[test]
fn an_address_in_a_name_is_looked_up_as_one() {
    let mut listed = entry("1", &["Anna Lindholm"], None);
    let text = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed";
    listed.addresses = vec![ListedAddress { ticker: "ETH".into(), text: text.into() }];
    let list = List::new("test", Publisher::Own, Some(day()), SourceId::of(b"x"), vec![listed]).unwrap();
    let screen = Screen::new(vec![list]);
    let customer = Customer::named(&format!("pay {text} now"), EntryKind::Unknown);
    let screening = screen.screen(&customer, &policy(), day(), &mut Memory::default());
    assert_eq!((screening.verdict(), screening.wallets()[0].hits.len()), (Verdict::Found, 1));
}

/// A customer who is rescreened against what changed scores what he scores against all.
#[test]
fn a_difference_weighs_words_as_the_whole_list_does() {
    let names: Vec<String> =
        (0..1_200_u32).map(|at| format!("Rahman Tol{}mar", "aeiou".repeat(at as usize % 3))).collect();
    let entries: Vec<Entry> =
        (names.iter().enumerate()).map(|(at, name)| entry(&at.to_string(), &[name], None)).collect();
    let (whole, few) = (list(entries.clone()), list(entries[..2].to_vec()));
    let customer = Customer::named("Rahman Talmar", EntryKind::Person);
    let score = |screen: &Screen| {
        let low = Policy { threshold: Score::parse("0.3").unwrap(), ..policy() };
        let screening = screen.screen(&customer, &low, Day::from_days(100), &mut Memory::default());
        screening.candidates().iter().find(|it| &*it.entry == "0").map(super::super::answer::Candidate::score)
    };
    let (full, part) = (score(&Screen::new(vec![whole.clone()])), score(&Screen::of_difference(few.clone(), &whole)));
    assert!(full.is_some() && full == part);
    assert_ne!(full, score(&Screen::new(vec![few])), "two names alone tell nothing of rarity");
}

#[test]
fn letters_that_stand_apart_and_words_that_stand_together_are_found() {
    let mut company = entry("2", &["Quillmarsh Trading FZE"], None);
    company.kind = EntryKind::Organisation;
    let screen = Screen::new(vec![list(vec![entry("1", &["Ravindar Tolmachi Voss"], None), company])]);
    let found = |customer: &Customer| {
        let screening = screen.screen(customer, &policy(), Day::from_days(110), &mut Memory::default());
        screening.candidates().iter().map(|it| it.entry.to_string()).collect::<Vec<_>>()
    };
    for text in [
        "R A V I N D A R  T O L M A C H I  V O S S",
        "r a v i n d a r  t o l m a c h i  v o s s",
        "R A V I N D A R T O L M A C H I V O S S",
        "V O S S  R A V I N D A R  T O L M A C H I",
        "V O S S,  R A V I N D A R  T O L M A C H I",
        "R-A-V-I-N-D-A-R T-O-L-M-A-C-H-I V-O-S-S",
        "R_A_V_I_N_D_A_R T_O_L_M_A_C_H_I V_O_S_S",
        "R.A.V.I.N.D.A.R T.O.L.M.A.C.H.I V.O.S.S",
        "Р А В И Н Д А Р  Т О Л М А Ч И  В О С С",
        "R A V I N D A R  Tolmachi  V O S S",
        "R a v i n d a r T o l m a c h i V o s s",
        "ravindartolmachivoss",
        "vossravindartolmachi",
        "V O S S R A V I N D A R T O L M A C H I",
        "RAVINDARTOLMACHIVOSS",
        "RavinderTolmachyVoss",
        "VossRavindarTolmachi",
    ] {
        for kind in [EntryKind::Unknown, EntryKind::Person] {
            assert_eq!(found(&Customer::named(text, kind)), ["1"], "{text}, {kind}");
        }
    }
    for text in [
        "Q U I L L M A R S H   T R A D I N G   F Z E",
        "q-u-i-l-l-m-a-r-s-h t-r-a-d-i-n-g",
        "QuillmarshTradingFZE",
        "quillmarshtradingfze",
    ] {
        for kind in [EntryKind::Unknown, EntryKind::Organisation] {
            assert_eq!(found(&Customer::named(text, kind)), ["2"], "{text}, {kind}");
        }
    }
    let mut customer = Customer::new(EntryKind::Person);
    customer.names.push(CustomerName::of_parts("R A V I N D A R  T O L M A C H I", "V O S S"));
    assert_eq!(found(&customer), ["1"]);
    assert!(found(&Customer::named("J. R. R. Tolkien", EntryKind::Person)).is_empty());
}
