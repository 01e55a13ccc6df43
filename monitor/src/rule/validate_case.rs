//! The `[[case]]` tables: tiny ledgers that can be read, expectations that can come true.

use super::Desk;
use super::{Case, Code, Direction, Expectation, Scenario, Select, Side, Subject};
use crate::ledger::{PartyId, Transfer};
use crate::pattern::Kind;
use std::collections::BTreeSet;
use tidegate_kyc_core::base::written::Fault;
use tidegate_kyc_core::base::written::Section;
use toml::Spanned;

const KEYS: &[&str] = &["name", "transfers", "tags", "customers", "expect"];

/// Reads all cases; a rule needs one that hits and one that is quiet.
pub(super) fn read(desk: &mut Desk<'_>, root: &Section<'_, '_>, currency: &str, looks: Option<Looks>) -> Vec<Case> {
    let (mut cases, mut names, mut unread) = (Vec::<Case>::new(), BTreeSet::new(), false);
    let (mut hits, mut quiet) = (false, false);
    for section in root.sections(desk, "case", KEYS) {
        let Some((case, expected)) = one(desk, &section, currency, looks) else {
            unread = true;
            continue;
        };
        if !names.insert(case.name.clone()) {
            let message = format!("two cases are named \"{}\"", case.name);
            desk.note(section.place("name"), Code::Twice, message, "say what is different about it");
        }
        hits |= expected.iter().any(|it| matches!(it, Expectation::Hit { .. }));
        quiet |= expected.iter().any(|it| matches!(it, Expectation::Quiet { .. } | Expectation::Nobody));
        cases.push(case);
    }
    // A case that cannot be read may be the missing one.
    if !hits && !unread {
        let help = "add a [[case]] whose expect says hit: what the rule is for";
        desk.note(0..0, Code::NoHitCase, "no case shows the rule hitting", help);
    }
    if !quiet && !unread {
        let help = "add a [[case]] whose expect says quiet: just short of a bound";
        desk.note(0..0, Code::NoQuietCase, "no case shows the rule staying quiet", help);
    }
    cases
}

fn one(
    desk: &mut Desk<'_>,
    section: &Section<'_, '_>,
    currency: &str,
    looks: Option<Looks>,
) -> Option<(Case, Vec<Expectation>)> {
    section.need(desk, "name", "a sentence that says what the case is about");
    section.need(desk, "transfers", "transfers in case notation, one a line");
    section.need(desk, "expect", "hit SUBJECT rows 1-3, quiet SUBJECT, quiet, too_little or unfinished");
    let name = section.text(desk, "name");
    let transfers = section.text(desk, "transfers");
    let tags = section.texts(desk, "tags");
    let customers = section.texts(desk, "customers");
    let expect = section.text(desk, "expect");
    let transfers = transfers?;
    let (mut scenario, faults) = Scenario::read(transfers.get_ref(), currency);
    let mut readable = faults.is_empty();
    desk.note_inside(&transfers.span(), transfers.get_ref(), Code::CaseTransfer, faults);
    for tag in &tags {
        note_facts(desk, tag, scenario.tag(tag.get_ref()).err().into_iter().collect());
    }
    for customer in &customers {
        note_facts(desk, customer, scenario.customer(customer.get_ref()));
    }
    let expect = expect?;
    let (expected, mut faults) = Expectation::read(expect.get_ref(), &scenario);
    if let Some(looks) = looks.filter(|_| readable && faults.is_empty()) {
        faults = expected.iter().filter_map(|it| looks.past(it, expect.get_ref(), &scenario)).collect();
    }
    readable &= faults.is_empty();
    desk.note_inside(&expect.span(), expect.get_ref(), Code::CaseExpect, faults);
    if !readable {
        return None;
    }
    let texts = |list: Vec<Spanned<String>>| list.into_iter().map(Spanned::into_inner).collect();
    let case = Case {
        name: name?.get_ref().trim().to_owned(),
        transfers: transfers.into_inner(),
        tags: texts(tags),
        customers: texts(customers),
        expect: expect.into_inner(),
    };
    Some((case, expected))
}

/// Where a rule looks for its subjects: at which side of a transfer, and for whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Looks {
    subject: Subject,
    sides: &'static [Side],
}

impl Looks {
    pub(super) const fn of(select: &Select, kind: Kind) -> Self {
        let sides: &[Side] = match (kind, select.direction) {
            (Kind::Flow, Direction::In) => &[Side::In],
            (Kind::Flow, Direction::Out) => &[Side::Out],
            _ => &[Side::In, Side::Out],
        };
        Self { subject: select.subject, sides }
    }

    /// What is wrong with expecting silence about somebody whom the rule never looks at.
    fn past(self, expected: &Expectation, text: &str, scenario: &Scenario) -> Option<Fault> {
        let quiet = match expected {
            Expectation::Quiet { subject } => Some(subject.as_str()),
            Expectation::Nobody => None,
            _ => return None,
        };
        let mut moves = scenario.transfers.iter().filter(|it| it.from != it.to && it.sender() != it.receiver());
        let is_looked_at = match quiet {
            Some(quiet) => moves
                .flat_map(|it| self.sides.iter().filter_map(|side| self.subject(it, *side)))
                .any(|it| scenario.call(it) == quiet),
            None => moves.next().is_some(),
        };
        if is_looked_at {
            return None;
        }
        let at = text.find(&expected.to_string()).unwrap_or(0);
        let message = match quiet {
            Some(quiet) => format!("the rule looks at no transfer of which \"{quiet}\" could be the subject"),
            None => "no transfer of the case moves anything from one party to another".to_owned(),
        };
        let help = "be quiet about somebody who receives, or sends, as the rule counts, and not to oneself";
        Some(Fault::new(at..at + expected.to_string().len(), message, help))
    }

    /// Whom a transfer could be about, seen from a side.
    fn subject(self, it: &Transfer, side: Side) -> Option<PartyId> {
        match (self.subject, side) {
            (Subject::Party, Side::In) => Some(it.receiver()),
            (Subject::Party, Side::Out) => Some(it.sender()),
            (Subject::Wallet, Side::In) => Some(it.to),
            (Subject::Wallet, Side::Out) => Some(it.from),
            (Subject::Customer, Side::In) => it.to_customer,
            (Subject::Customer, Side::Out) => it.from_customer,
        }
    }
}

fn note_facts(desk: &mut Desk<'_>, text: &Spanned<String>, faults: Vec<Fault>) {
    desk.note_inside(&text.span(), text.get_ref(), Code::CaseFact, faults);
}
