//! The judgement of one subject: candidates by name with their alignment and evidence, listed wallets, reasons not to be sure.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use tidegate_kyc_core::base::{Budget, Day};
use tidegate_kyc_core::screen::address::{AddressFound, AddressIndex, Agreement};
use tidegate_kyc_core::screen::list::{Age, Birth, Completeness, Country, Entry, EntryKind, List, Strength};
use tidegate_kyc_core::screen::name::{Comparison, Index, Name, Score, Scratch, Wholeness, compare};
use tidegate_kyc_core::wallet::address::{Address, AddressError};

/// Steps of one search: about a second, a thousand times what a common name takes on the largest list.
const STEPS: u64 = 200_000_000;

/// Whom to screen.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    /// The customer's pseudonym, in a batch.
    pub(crate) customer: Option<String>,
    /// The name.
    pub(crate) name: Option<String>,
    /// The wallet.
    pub(crate) address: Option<String>,
    /// Date of birth.
    pub(crate) born: Option<Birth>,
    /// A country.
    pub(crate) country: Option<Country>,
    /// Person or organisation, or not known.
    pub(crate) kind: EntryKind,
}

impl Subject {
    /// One text, which is a wallet if it can be one, and a name otherwise.
    pub(crate) fn of(text: &str, born: Option<Birth>, country: Option<Country>, kind: EntryKind) -> Self {
        let wallet = !matches!(Address::read(text), Err(AddressError::Unrecognised | AddressError::TooLong));
        let (name, address) = if wallet { (None, Some(text.to_owned())) } else { (Some(text.to_owned()), None) };
        Self { customer: None, name, address, born, country, kind }
    }
}

/// How to judge.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    /// The least score of a candidate.
    pub(crate) threshold: Score,
    /// The most days since a list was published; none where ages are not judged.
    pub(crate) max_age: Option<u32>,
    /// The day.
    pub(crate) at: Day,
}

/// How a fact of the subject stands to those of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    /// They contradict each other.
    Differs,
    /// One side does not tell.
    Untold,
    /// They agree as far as they go.
    Agrees,
}

/// Facts beside the name. They rank equal names and never lift a weak one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Evidence {
    /// Date of birth.
    pub(crate) birth: Verdict,
    /// Country.
    pub(crate) country: Verdict,
}

/// An entry whose name scores at least the threshold.
pub(crate) struct Candidate<'a> {
    /// Which list.
    pub(crate) list: &'a List,
    /// Which entry.
    pub(crate) entry: &'a Entry,
    /// The name that scored highest.
    pub(crate) text: &'a str,
    /// How much that name weighs on its own.
    pub(crate) strength: Strength,
    /// The two names side by side.
    pub(crate) comparison: Comparison,
    /// The words of the query and of the listed name.
    pub(crate) words: (Vec<String>, Vec<String>),
    /// Facts beside the name.
    pub(crate) evidence: Evidence,
}

/// A wallet that is listed.
pub(crate) struct Wallet<'a> {
    /// Which list.
    pub(crate) list: &'a List,
    /// Which entry.
    pub(crate) entry: &'a Entry,
    /// As listed.
    pub(crate) text: &'a str,
    /// The ticker it is listed under.
    pub(crate) ticker: &'a str,
    /// How the two agree.
    pub(crate) agreement: Agreement,
}

/// What was found of a subject.
pub(crate) struct Judged<'a> {
    /// Candidates by name, the strongest first.
    pub(crate) candidates: Vec<Candidate<'a>>,
    /// Listed wallets, the closest first.
    pub(crate) wallets: Vec<Wallet<'a>>,
    /// The wallet as it was read, where one was asked for.
    pub(crate) address: Option<Result<Address, AddressError>>,
    /// Why the answer cannot be clear even without a candidate, as lasting codes.
    pub(crate) reasons: Vec<&'static str>,
}

impl Judged<'_> {
    /// `found`, `unknown` or `clear`.
    pub(crate) fn answer(&self) -> &'static str {
        match (self.candidates.is_empty() && self.wallets.is_empty(), self.reasons.is_empty()) {
            (false, _) => "found",
            (true, false) => "unknown",
            (true, true) => "clear",
        }
    }
}

/// Lists made searchable.
pub(crate) struct Judge<'a> {
    lists: Vec<&'a List>,
    index: Index,
    /// List, entry and name of each name of the index.
    places: Vec<(usize, usize, usize)>,
    addresses: AddressIndex,
}

impl<'a> Judge<'a> {
    /// Prepares lists. Linear in their names, about 20 µs each.
    pub(crate) fn of(lists: Vec<&'a List>) -> Self {
        let (mut places, mut names) = (Vec::new(), Vec::new());
        for (at, list) in lists.iter().enumerate() {
            for (of, entry) in list.entries().iter().enumerate() {
                for (number, name) in entry.names.iter().enumerate() {
                    names.push((Name::prepare(&name.text, entry.kind), places.len() as u32));
                    places.push((at, of, number));
                }
            }
        }
        let (addresses, _) = AddressIndex::of(lists.iter().copied());
        Self { index: Index::build(names), lists, places, addresses }
    }

    /// Judges one subject.
    pub(crate) fn judge(&self, subject: &Subject, policy: &Policy, scratch: &mut Scratch) -> Judged<'_> {
        let mut judged =
            Judged { candidates: Vec::new(), wallets: Vec::new(), address: None, reasons: self.reasons(policy) };
        if let Some(name) = &subject.name {
            self.by_name(name, subject, policy, scratch, &mut judged);
        }
        if let Some(text) = &subject.address {
            let AddressFound { address, hits } = self.addresses.find(text);
            if address.is_err() {
                judged.reasons.push("address-invalid");
            }
            judged.address = Some(address);
            for hit in hits {
                let found = || {
                    let list = *self.lists.get(usize::from(hit.at.list))?;
                    let entry = list.entries().get(hit.at.entry as usize)?;
                    let listed = entry.addresses.get(hit.at.address as usize)?;
                    let (text, ticker) = (listed.text.as_str(), &*listed.ticker);
                    Some(Wallet { list, entry, text, ticker, agreement: hit.agreement })
                };
                judged.wallets.extend(found());
            }
        }
        judged.reasons.sort_unstable();
        judged.reasons.dedup();
        judged
    }

    /// What is wrong with the lists as a whole.
    fn reasons(&self, policy: &Policy) -> Vec<&'static str> {
        let of = |list: &&List| match (list.completeness(), policy.max_age.map(|it| list.age(policy.at, it))) {
            (Completeness::Partial, _) => Some("list-partial"),
            (_, Some(Age::Stale { .. })) => Some("list-too-old"),
            (_, Some(Age::Unknown)) => Some("list-age-unknown"),
            _ => None,
        };
        self.lists.iter().filter_map(of).collect()
    }

    fn by_name<'s>(
        &'s self,
        text: &str,
        subject: &Subject,
        policy: &Policy,
        scratch: &mut Scratch,
        judged: &mut Judged<'s>,
    ) {
        let mut query = Name::prepare(text, subject.kind);
        self.index.rarity().weigh(&mut query);
        if query.wholeness() != Wholeness::Whole {
            judged.reasons.push("name-not-compared-whole");
        }
        let Ok(hits) = self.index.search(&query, policy.threshold, scratch, &mut Budget::of(STEPS)) else {
            return judged.reasons.push("search-unfinished");
        };
        // The first hit of an entry is its best.
        let mut best = BTreeMap::new();
        for hit in &hits {
            if let Some(place) = self.index.owner(hit.name).and_then(|it| self.places.get(it as usize)) {
                best.entry((place.0, place.1)).or_insert((place.2, hit));
            }
        }
        for ((list, entry), (number, hit)) in best {
            let found = || {
                let list = *self.lists.get(list)?;
                let entry = list.entries().get(entry)?;
                let (name, listed) = (entry.names.get(number)?, self.index.name(hit.name)?);
                let words = |it: &Name| it.words().map(str::to_owned).collect();
                Some(Candidate {
                    list,
                    entry,
                    text: &name.text,
                    strength: name.strength,
                    comparison: compare(&query, listed),
                    words: (words(&query), words(listed)),
                    evidence: evidence(subject, entry),
                })
            };
            judged.candidates.extend(found());
        }
        judged.candidates.sort_by_key(|it| (Reverse(it.comparison.score), Reverse(it.evidence), it.strength));
    }
}

fn evidence(subject: &Subject, entry: &Entry) -> Evidence {
    let birth = match subject.born {
        Some(born) if !entry.births.is_empty() => {
            let meets = |it: &Birth| it.first() <= born.last() && born.first() <= it.last();
            if entry.births.iter().any(meets) { Verdict::Agrees } else { Verdict::Differs }
        }
        _ => Verdict::Untold,
    };
    let country = match subject.country {
        Some(country) if !entry.countries.is_empty() => {
            let same = entry.countries.iter().any(|it| it.country == country);
            if same { Verdict::Agrees } else { Verdict::Differs }
        }
        _ => Verdict::Untold,
    };
    Evidence { birth, country }
}
