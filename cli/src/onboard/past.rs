//! What a journal says of earlier decisions: the newest of each customer, and permits that may still count.

use std::collections::BTreeMap;
use tidegate_kyc_core::base::{Instant, SubjectId};
use tidegate_kyc_core::gate::PermitId;
use tidegate_kyc_core::journal::{Entry, Kind};
use tidegate_kyc_core::policy::{Reason, ReasonCode};

/// The newest decision about a customer.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The entry that records it.
    pub(crate) entry: u64,
    /// When it was made.
    pub(crate) at: Instant,
    /// `allow`, `hold` or `refuse`.
    pub(crate) decision: String,
    /// What stood in the way.
    pub(crate) reasons: Vec<Reason>,
}

/// Everything earlier. Memory grows with customers and permits, not with the entries.
#[derive(Clone, Debug, Default)]
pub(crate) struct Past {
    items: BTreeMap<SubjectId, Item>,
    permits: BTreeMap<SubjectId, Vec<PermitId>>,
    /// Whose each place of the status list is: a permit that a crash kept from its list leaves its place to the next.
    places: BTreeMap<u64, PermitId>,
}

impl Past {
    /// Takes in one entry, in the order of the journal.
    pub(crate) fn see(&mut self, entry: &Entry) {
        let event = entry.event();
        let (Kind::Decision, Some(subject)) = (event.kind, &event.subject) else { return };
        let text = |name: &str| event.body.get(name).and_then(|it| it.as_str());
        let reasons = event.body.get("reasons").and_then(|it| it.as_array());
        let reason = |it: &serde_json::Value| {
            let code = ReasonCode::parse(it.get("code")?.as_str()?)?;
            Some(Reason::new(code, it.get("about")?.as_str()?))
        };
        let item = Item {
            entry: entry.sequence(),
            at: entry.time(),
            decision: text("decision").unwrap_or_default().to_owned(),
            reasons: reasons.into_iter().flatten().filter_map(reason).collect(),
        };
        self.items.insert(subject.clone(), item);
        // All of them: that the ones before were taken back is recorded, but a crash may have kept it from the list.
        if let Some(id) = text("permit").and_then(|it| PermitId::parse(it).ok()) {
            self.permits.entry(subject.clone()).or_default().push(id);
            self.places.insert(id.place(), id);
        }
    }

    /// Permits of a customer that may still count.
    pub(crate) fn permits(&self, subject: &SubjectId) -> impl Iterator<Item = PermitId> {
        let all = self.permits.get(subject).into_iter().flatten().copied();
        all.filter(|it| self.places.get(&it.place()) == Some(it))
    }

    /// Customers whose newest decision was no permit, by name.
    pub(crate) fn open(&self) -> impl Iterator<Item = (&SubjectId, &Item)> {
        self.items.iter().filter(|it| it.1.decision != "allow")
    }

    /// The newest decision about a customer.
    pub(crate) fn of(&self, subject: &SubjectId) -> Option<&Item> {
        self.items.get(subject)
    }
}
