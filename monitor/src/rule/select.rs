//! Which transfers a rule counts, and for whom.

use crate::ledger::{Book, PartyId, Transfer, Value};
pub use crate::pattern::Side;
use crate::tag::{Customers, Tags};
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

/// Whether a transfer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Yes,
    /// It does not.
    No,
    /// It would count if its unknown value lay in the range: too little is known.
    UnknownValue,
}

/// A selection made ready to answer for millions of transfers: names are looked up once.
#[derive(Debug)]
pub struct Selector {
    select: Select,
}

impl Selector {
    /// Makes a selection ready.
    #[must_use]
    pub fn new(select: Select) -> Self {
        Self { select }
    }

    /// Whether the transfer counts as seen from `side`, whoever the subject is.
    pub fn admits(&mut self, transfer: &Transfer, side: Side, facts: Facts<'_>) -> Verdict {
        let _ = (side, facts, &self.select.memo);
        match transfer.value {
            None if self.select.value_from.is_some() || self.select.value_below.is_some() => Verdict::UnknownValue,
            _ => Verdict::Yes,
        }
    }
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

    /// Whether the answer depends on the side a transfer is looked at from.
    #[must_use]
    pub fn is_sided(&self) -> bool {
        let tags = |it: &TagFilter| *it != TagFilter::default();
        tags(&self.subject_tags)
            || tags(&self.counterparty_tags)
            || self.label.is_some()
            || !self.customer_risk.is_empty()
            || !self.customer_country.is_empty()
    }

    /// Equal for two selections that admit the same transfers, whoever their subject is.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{:?}", Self { subject: Subject::Party, direction: Direction::Both, ..self.clone() })
    }
}
