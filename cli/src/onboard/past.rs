//! What a journal says of earlier decisions: the newest of each customer, and permits that may still count.

use super::{kept, restrictions};
use crate::book::Known;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tidegate_kyc_core::base::{Day, Instant, Label, SubjectId};
use tidegate_kyc_core::gate::{PermitId, Restriction};
use tidegate_kyc_core::journal::{Commitment, Entry, Kind, Openings};
use tidegate_kyc_core::policy::{Reason, ReasonCode};

/// What an entry is committed to, by attribute.
pub(super) type Committed = Vec<(Arc<str>, Commitment)>;

/// The newest decision about a customer.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The entry that records it.
    pub(crate) entry: u64,
    /// When it was made.
    pub(crate) at: Instant,
    /// By which policy, by digest.
    pub(crate) policy: Option<Arc<str>>,
    /// `allow`, `hold` or `refuse`.
    pub(crate) decision: String,
    /// What stood in the way.
    pub(crate) reasons: Vec<Reason>,
    /// The day on which the customer's next review is due.
    pub(crate) next_review: Option<Day>,
    /// The first day on which the customer may no longer go on without it; none where the entry does not tell.
    pub(crate) lapses: Option<Day>,
    /// The level that points and floors gave.
    pub(crate) reckoned: Option<Label>,
    /// The factors that were met or not known, as entries told them before they were committed to.
    factors: Option<BTreeSet<Label>>,
    /// What its entry is committed to, by attribute; nothing once what opens it was deleted.
    committed: Committed,
    /// When the customer was decided about first.
    pub(super) first: Instant,
    /// The newest decision that let the customer trade: its entry, and what that is committed to of who it is.
    pub(super) allowed: Option<Arc<(u64, Committed)>>,
    /// The restrictions that the customer had then and that were not over.
    pub(crate) laid: Vec<Restriction>,
    /// Whether what was kept of the customer was deleted since.
    pub(super) erased: bool,
    /// The reviews that it rests on, by digest.
    reviews: BTreeSet<String>,
    /// What reviewers upheld since, whom they are and what about: it had been lifted, and the decision may rest on that.
    pub(crate) upheld: BTreeSet<(String, Reason)>,
}

impl Item {
    /// Whether the customer may trade although a reviewer said since that something stands in the way after all.
    pub(crate) fn is_upheld(&self) -> bool {
        self.decision == "allow" && !self.upheld.is_empty()
    }

    /// Whether the customer may trade by a decision that this review, by its digest, counted for.
    pub(crate) fn rests_on(&self, review: &str) -> bool {
        self.decision == "allow" && self.reviews.contains(review)
    }

    /// Takes in what a reviewer said after the decision.
    fn reviewed(&mut self, reviewer: &str, act: &serde_json::Value) {
        let text = |name: &str| act.get(name).and_then(|it| it.as_str());
        let Some((code, about)) = text("code").and_then(ReasonCode::parse).zip(text("about")) else { return };
        let said = (reviewer.to_owned(), Reason::new(code, about));
        if act.get("upheld").and_then(serde_json::Value::as_bool) == Some(true) {
            self.upheld.insert(said);
        } else {
            self.upheld.remove(&said);
        }
    }

    /// What the entry is committed to of an attribute.
    pub(crate) fn committed(&self, attribute: &str) -> Option<&Commitment> {
        self.commitments().find(|it| it.0 == attribute).map(|it| it.1)
    }

    /// What the entry is committed to, by attribute.
    pub(crate) fn commitments(&self) -> impl Iterator<Item = (&str, &Commitment)> {
        self.committed.iter().map(|it| (&*it.0, &it.1))
    }

    /// The factors that were met or not known; none where what opens the entry's commitment is gone.
    pub(crate) fn factors(&self, openings: &Openings) -> Option<BTreeSet<Label>> {
        self.factors.clone().or_else(|| kept::factors(self, openings))
    }

    /// Whether the customer's review is due.
    pub(crate) fn is_due(&self, at: Day) -> bool {
        self.next_review.is_some_and(|it| it <= at)
    }
}

/// Everything earlier. Memory grows with customers and permits, not with the entries.
#[derive(Clone, Debug, Default)]
pub(crate) struct Past {
    items: BTreeMap<SubjectId, Item>,
    permits: BTreeMap<SubjectId, Vec<PermitId>>,
    /// What the status lists hold.
    pub(crate) known: Known,
    /// The newest entry by which the journal was gone on with from an older copy.
    resumed: Option<u64>,
    /// Attributes that entries are committed to, each once.
    names: Names,
    /// The reviews that were filed, by digest.
    reviews: BTreeMap<String, Filed>,
    /// Those that were deleted since, by digest.
    erased: BTreeSet<String>,
}

/// Texts of which each is held once.
#[derive(Clone, Debug, Default)]
struct Names(BTreeSet<Arc<str>>);

impl Names {
    fn get(&mut self, text: &str) -> Arc<str> {
        if let Some(held) = self.0.get(text) {
            return Arc::clone(held);
        }
        let held: Arc<str> = text.into();
        self.0.insert(Arc::clone(&held));
        held
    }
}

/// A review that was filed.
#[derive(Clone, Debug)]
pub(crate) struct Filed {
    /// The entry that records it.
    pub(crate) entry: u64,
    pub(crate) subject: SubjectId,
    pub(crate) reviewer: String,
    pub(crate) until: Instant,
}

impl Past {
    /// Takes in one entry, in the order of the journal.
    pub(crate) fn see(&mut self, entry: &Entry) {
        self.known.see(entry);
        let event = entry.event();
        if event.kind == Kind::JournalResumed {
            self.resumed = Some(entry.sequence());
        }
        let text = |name: &str| event.body.get(name).and_then(|it| it.as_str());
        let Some(subject) = &event.subject else { return };
        if event.kind == Kind::Review
            && let Some((digest, until)) = text("digest").zip(text("until").and_then(|it| Instant::parse(it).ok()))
        {
            let (entry, reviewer) = (entry.sequence(), text("reviewer").unwrap_or_default().to_owned());
            if let Some((item, act)) = self.items.get_mut(subject).zip(event.body.get("act")) {
                item.reviewed(&reviewer, act);
            }
            self.reviews.insert(digest.to_owned(), Filed { entry, subject: subject.clone(), reviewer, until });
        }
        if event.kind == Kind::DataErased {
            // The words of the reviews went with the rest: nobody misses them, and copies of them count for nothing.
            let gone = self.reviews.iter().filter(|it| it.1.subject == *subject).map(|it| it.0.clone());
            self.erased.extend(gone.collect::<Vec<_>>());
            self.reviews.retain(|_, it| it.subject != *subject);
            if let Some(item) = self.items.get_mut(subject) {
                item.committed.clear();
                (item.factors, item.allowed, item.erased) = (None, None, true);
            }
        }
        if event.kind != Kind::Decision {
            return;
        }
        let reasons = event.body.get("reasons").and_then(|it| it.as_array());
        let reason = |it: &serde_json::Value| {
            let code = ReasonCode::parse(it.get("code")?.as_str()?)?;
            Some(Reason::new(code, it.get("about")?.as_str()?))
        };
        let day = |name: &str| text(name).and_then(|it| Day::parse(it).ok());
        let label = |it: &str| Label::parse(it).ok();
        let texts = |name: &str| {
            let all = event.body.get(name).and_then(|it| it.as_array()).into_iter().flatten();
            all.filter_map(|it| it.as_str())
        };
        let factors = event.body.get("factors").and_then(|it| it.as_array());
        let committed: Committed = event.commitments.iter().map(|it| (self.names.get(it.0), *it.1)).collect();
        let allowed = if text("decision") == Some("allow") {
            let identity = committed.iter().filter(|it| kept::is_of_identity(&it.0)).cloned().collect();
            Some(Arc::new((entry.sequence(), identity)))
        } else {
            self.items.get(subject).and_then(|it| it.allowed.clone())
        };
        let policy = event.body.get("policy").and_then(|it| it.get("digest")).and_then(|it| it.as_str());
        let item = Item {
            entry: entry.sequence(),
            policy: policy.map(|it| self.names.get(it)),
            at: entry.time(),
            decision: text("decision").unwrap_or_default().to_owned(),
            reasons: reasons.into_iter().flatten().filter_map(reason).collect(),
            next_review: day("next_review"),
            lapses: day("lapses"),
            reckoned: text("reckoned").and_then(label),
            factors: factors.and_then(|it| it.iter().map(|it| label(it.as_str()?)).collect()),
            committed,
            allowed,
            erased: false,
            first: self.items.get(subject).map_or(entry.time(), |it| it.first),
            laid: restrictions::recorded(event.body.get("laid"), subject, entry.time()),
            reviews: texts("reviews").map(str::to_owned).collect(),
            upheld: BTreeSet::new(),
        };
        self.items.insert(subject.clone(), item);
        if let Some(id) = text("permit").and_then(|it| PermitId::parse(it).ok()) {
            self.permits.entry(subject.clone()).or_default().push(id);
        }
    }

    /// Permits of a customer that have a place in a list.
    pub(crate) fn permits(&self, subject: &SubjectId, uri: &str) -> impl Iterator<Item = PermitId> {
        let all = self.permits.get(subject).into_iter().flatten().copied();
        all.filter(move |it| self.known.holder(uri, it.place()) == Some(*it))
    }

    /// The entry that took back the permit of a decision, as it was made before the journal was gone on with from a copy.
    pub(crate) fn voided(&self, item: &Item) -> Option<u64> {
        self.resumed.filter(|it| item.decision == "allow" && item.entry < *it)
    }

    /// A review that was filed here, by its digest.
    pub(crate) fn filed(&self, digest: &str) -> Option<&Filed> {
        self.reviews.get(digest)
    }

    /// Whether a review was filed here and deleted since.
    pub(crate) fn is_erased(&self, digest: &str) -> bool {
        self.erased.contains(digest)
    }

    /// Reviews that were filed, but are not among those found.
    pub(crate) fn lost(&self, found: &BTreeSet<String>) -> impl Iterator<Item = (&str, &Filed)> {
        let lost = self.reviews.iter().filter(|it| !found.contains(it.0));
        lost.map(|it| (it.0.as_str(), it.1))
    }

    /// The newest decision about every customer, by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&SubjectId, &Item)> {
        self.items.iter()
    }

    /// The newest decision about a customer.
    pub(crate) fn of(&self, subject: &SubjectId) -> Option<&Item> {
        self.items.get(subject)
    }
}
