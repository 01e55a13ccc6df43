//! Which transfers a rule counts, and for whom.

use crate::ledger::{Book, PartyId, Transfer, Value};
pub use crate::pattern::Side;
use crate::tag::{Customers, Tag, Tags};
use regex::Regex;

/// Whose transfers are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A wallet.
    Wallet,
    /// A customer; transfers that name none do not count.
    Customer,
    /// The customer where the row names one, otherwise the wallet.
    Party,
}

/// Which side of a transfer the subject is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The subject receives.
    In,
    /// The subject sends.
    Out,
    /// Either.
    Both,
}

impl Direction {
    /// What counts of so many received and so many sent.
    #[must_use]
    pub const fn of(self, received: u64, sent: u64) -> u64 {
        match self {
            Self::In => received,
            Self::Out => sent,
            Self::Both => received + sent,
        }
    }
}

/// Tags that must or must not be there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagFilter {
    /// At least one of these categories; empty asks nothing.
    pub any_of: Vec<String>,
    /// None of these categories.
    pub none_of: Vec<String>,
}

/// A validated selection.
#[derive(Clone, Debug)]
pub struct Select {
    /// Whose transfers are put together.
    pub subject: Subject,
    /// Which side the subject is on; graph-shaped kinds have [`Direction::Both`].
    pub direction: Direction,
    /// Kinds of transfer; empty is any.
    pub kinds: Vec<String>,
    /// Assets; empty is any.
    pub assets: Vec<String>,
    /// The least value, included.
    pub value_from: Option<Value>,
    /// The value from which on transfers no longer count.
    pub value_below: Option<Value>,
    /// Tags of the subject.
    pub subject_tags: TagFilter,
    /// Tags of the counterparty.
    pub counterparty_tags: TagFilter,
    /// Risk classes of the subject as a customer; empty is any.
    pub customer_risk: Vec<String>,
    /// Countries of the subject as a customer; empty is any.
    pub customer_country: Vec<String>,
    /// What the row's memo must match.
    pub memo: Option<Regex>,
    /// What a label of the counterparty must match.
    pub label: Option<Regex>,
}

/// Everything a selection may look at besides the transfer.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The names behind the numbers.
    pub book: &'a Book,
    /// Tags of parties.
    pub tags: &'a Tags,
    /// Facts about customers.
    pub customers: &'a Customers,
}

impl Select {
    /// Who the subject is on that side, if there is one.
    #[must_use]
    pub fn subject_of(&self, transfer: &Transfer, side: Side) -> Option<PartyId> {
        match (self.subject, side) {
            (Subject::Wallet, Side::In) => Some(transfer.to),
            (Subject::Wallet, Side::Out) => Some(transfer.from),
            (Subject::Customer, Side::In) => transfer.to_customer,
            (Subject::Customer, Side::Out) => transfer.from_customer,
            (Subject::Party, Side::In) => Some(transfer.receiver()),
            (Subject::Party, Side::Out) => Some(transfer.sender()),
        }
    }

    /// Whether the verdict on a transfer may depend on the side it is looked at from.
    #[must_use]
    pub fn is_sided(&self) -> bool {
        self.asks_counterparty() || self.asks_subject_tags() || self.asks_customer()
    }

    /// A text that two selections share only if they admit the same transfers on each side,
    /// whoever the subject is and whichever direction is counted.
    #[must_use]
    pub fn key(&self) -> String {
        let tags = |it: &TagFilter| format!("{:?} {:?}", sorted(&it.any_of), sorted(&it.none_of));
        let assets: Vec<String> = self.assets.iter().map(|it| it.to_ascii_uppercase()).collect();
        format!(
            "kinds {:?} assets {:?} value {:?} {:?} subject {} {:?} {:?} counterparty {} {:?} memo {:?}",
            sorted(&self.kinds),
            sorted(&assets),
            self.value_from.map(|it| it.0),
            self.value_below.map(|it| it.0),
            tags(&self.subject_tags),
            sorted(&self.customer_risk),
            sorted(&self.customer_country),
            tags(&self.counterparty_tags),
            self.label.as_ref().map(Regex::as_str),
            self.memo.as_ref().map(Regex::as_str),
        )
    }

    pub(super) fn asks_counterparty(&self) -> bool {
        !self.counterparty_tags.is_open() || self.label.is_some()
    }

    pub(super) fn asks_subject_tags(&self) -> bool {
        !self.subject_tags.is_open()
    }

    pub(super) fn asks_customer(&self) -> bool {
        !self.customer_risk.is_empty() || !self.customer_country.is_empty()
    }
}

fn sorted(names: &[String]) -> Vec<&str> {
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.sort_unstable();
    names
}

impl TagFilter {
    /// Whether it asks nothing.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.any_of.is_empty() && self.none_of.is_empty()
    }

    pub(super) fn admits(&self, tags: &[Tag]) -> bool {
        let has = |categories: &[String]| tags.iter().any(|it| categories.contains(&it.category));
        (self.any_of.is_empty() || has(&self.any_of)) && !has(&self.none_of)
    }
}
