//! What came in since the newest decisions: restrictions, and lists that may mean a customer who was clear.
//!
//! Lists are asked with what opens the commitments of each customer's newest decision. Nobody sees those values here.

use crate::fault::Fault;
use crate::input;
use crate::onboard::{BEHIND, Item, restrictions};
use crate::report::review::UNOPENED;
use crate::report::words::plural;
use crate::screen::{tell_findings, tell_undecoded};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tidegate_kyc_core::base::{Instant, Redacted, SubjectId};
use tidegate_kyc_core::gate::Restriction;
use tidegate_kyc_core::journal::Openings;
use tidegate_kyc_core::profile::{describe, screened_again};
use tidegate_kyc_core::screen::list::{Birth, EntryKind};
use tidegate_kyc_core::screen::{Customer, CustomerName, Gap, Memory, Policy, Screen, Screening};

/// What may have come in, and what customers are asked for by.
pub(crate) struct Watch<'a> {
    journal: &'a Path,
    restrictions: Vec<Restriction>,
    lists: Option<(Screen, Policy)>,
    memory: Memory,
    /// What the lists could not answer, whoever was asked for.
    gaps: BTreeSet<String>,
    at: Instant,
}

impl<'a> Watch<'a> {
    /// Reads what is given.
    ///
    /// # Errors
    /// A fault where a file cannot be read.
    pub(crate) fn new(
        journal: &'a Path,
        given: Option<&Path>,
        lists: &[PathBuf],
        screening: Policy,
        at: Instant,
    ) -> Result<Self, Fault> {
        let restrictions = given.map(restrictions::read).transpose()?.unwrap_or_default();
        let lists = if lists.is_empty() {
            None
        } else {
            let lists = input::read_lists(lists, None)?;
            tell_findings(&lists);
            let screen = Screen::new(lists.into_iter().map(|it| it.list).collect());
            tell_undecoded(&screen);
            Some((screen, screening))
        };
        Ok(Self { journal, restrictions, lists, memory: Memory::default(), gaps: BTreeSet::new(), at })
    }

    /// What came in about a customer since the newest decision, and what could not be looked up. `lifted` are the matters that
    /// reviewers lifted.
    pub(crate) fn news(&mut self, subject: &SubjectId, item: &Item, lifted: &[String]) -> Vec<String> {
        let fresh = |it: &&Restriction| it.counts(subject, self.at) && !item.laid.contains(it);
        let said = |it: &Restriction| format!("came in since: {} of {it}", it.kind());
        let mut news: Vec<String> = self.restrictions.iter().filter(fresh).map(said).collect();
        if let Some((screen, policy)) = &self.lists {
            let kept = input::openings(self.journal, subject);
            let (customers, unopened) = kept.map_or((Vec::new(), None), |it| known(item, &it));
            news.extend(match unopened {
                Some(0) if !customers.is_empty() => None,
                Some(0) | None => {
                    Some("the lists were not asked about this customer: nothing that can be read is kept".to_owned())
                }
                Some(count) => Some(format!(
                    "the lists were not wholly asked about this customer: {} {UNOPENED}",
                    plural(count as u64, "value is committed to", "values are committed to")
                )),
            });
            let abouts = item.reasons.iter().map(|it| &*it.about).chain(lifted.iter().map(String::as_str));
            let told: BTreeSet<&str> = abouts.filter_map(|it| it.split_once(" by ").map(|it| it.0)).collect();
            let mut found = BTreeSet::new();
            for customer in &customers {
                let screening = screen.screen(customer, policy, self.at.day(), &mut self.memory);
                found.extend(entries(&screening));
                let gap = |it: &Gap| {
                    format!("{}{}", it.code, it.list.as_ref().map_or_else(String::new, |it| format!("/{it}")))
                };
                self.gaps.extend(screening.gaps().iter().filter(|it| it.code.is_of_lists()).map(gap));
            }
            let new = found.iter().filter(|it| !told.contains(it.as_str()));
            news.extend(new.map(|it| format!("came in since: {it} may mean this customer")));
        }
        news
    }

    /// The restrictions that were given.
    pub(crate) fn restrictions(&self) -> &[Restriction] {
        &self.restrictions
    }

    /// What the lists could not answer: whoever is not named is not clear then.
    pub(crate) fn into_gaps(self) -> Vec<String> {
        self.gaps.into_iter().collect()
    }
}

/// Entries that a screening names, as reasons name them.
fn entries(screening: &Screening) -> Vec<String> {
    let lists = screening.lists();
    let entry = |list: usize, entry: &str| format!("{}/{entry}", lists.get(list).map_or("unknown", |it| &it.id));
    let wallets = screening.wallets().iter().flat_map(|it| &it.hits).map(|it| entry(it.list, &it.entry));
    wallets.chain(screening.candidates().iter().map(|it| entry(it.list, &it.entry))).collect()
}

/// The person, the company that the person acts for and whoever is behind it, by the values that the newest entry is committed to, with the number
/// of commitments that nothing opens; none where the entry is committed to nothing. Nobody where no name or wallet is known.
fn known(item: &Item, openings: &Openings) -> (Vec<Customer>, Option<usize>) {
    let value = |attribute: &str| {
        let committed = item.committed(attribute)?;
        openings.value(attribute, committed).map(Redacted::reveal)
    };
    let values = |attribute: &str| -> Vec<String> {
        let texts = value(attribute).and_then(Value::as_array).into_iter().flatten();
        texts.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let unopened = item.commitments().filter(|it| openings.value(it.0, it.1).is_none()).count();
    let unopened = item.commitments().next().map(|_| unopened);
    let company = value("company").and_then(Value::as_str).map(|it| Customer::named(it, EntryKind::Organisation));
    let behind = value(BEHIND).map(|it| screened_again(it).ok_or(()));
    let unopened = unopened.map(|it| it + usize::from(behind == Some(Err(()))));
    let person = person(&values);
    let is_known = !person.names.is_empty() || !person.wallets.is_empty();
    let behind = behind.into_iter().flatten().flatten();
    (Some(person).filter(|_| is_known).into_iter().chain(company).chain(behind).collect(), unopened)
}

fn person(values: &impl Fn(&str) -> Vec<String>) -> Customer {
    let (families, given) = (values("family-name"), values("given-name"));
    let of_family = |all: &[String], given: &[String]| -> Vec<CustomerName> {
        let given = |at: usize| given.get(at).or(given.last()).map_or("", String::as_str);
        all.iter().enumerate().map(|(at, it)| CustomerName::of_parts(given(at), it)).collect()
    };
    let mut person = Customer::new(EntryKind::Person);
    person.names = of_family(&families, &given);
    let born = values("birth-given-name");
    person.names.extend(of_family(&values("birth-family-name"), if born.is_empty() { &given } else { &born }));
    person.names.extend(values("full-name").iter().map(|it| CustomerName::whole(it)));
    person.birth = values("birth-date").iter().find_map(|it| Birth::read(it)).map(Redacted::new);
    describe(&mut person, |it| values(it.code()));
    person.wallets = values("wallets").into_iter().map(Redacted::new).collect();
    person
}
