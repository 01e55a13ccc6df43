//! The answer: what a screening found and against what, a [`Screening`].
//!
//! Only `Screen::screen` makes one. `Clear` needs that nothing was found and that nothing stood in the way.

use super::address::Agreement;
use super::evidence::{Evidence, Overlap};
use super::list::{Age, Completeness, EntryKind, Text};
use super::name::{Comparison, Score};
use crate::base::{Day, Redacted, SourceId};
use crate::wallet::address::{Address, AddressError};

/// A list that was looked through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consulted {
    /// Its name.
    pub id: Box<str>,
    /// The digest of its bytes.
    pub source: SourceId,
    /// The day it was published.
    pub published: Option<Day>,
    /// How old it was on the day of the screening, by the day it was published.
    pub age: Age,
    /// The most days that were allowed.
    pub days_max: u32,
    /// Whether all of it was there to be read.
    pub completeness: Completeness,
    /// How many names it has.
    pub names: usize,
    /// How many wallet addresses it has.
    pub addresses: usize,
}

crate::codes! {
    /// Why nothing is clear.
    pub enum GapCode {
        /// No list was asked for or given.
        NoList = "screen-no-list",
        /// A required list was not loaded.
        ListMissing = "screen-list-missing",
        /// A list is older than the policy allows.
        ListTooOld = "screen-list-too-old",
        /// It is not known how old a list is.
        ListAgeUnknown = "screen-list-age-unknown",
        /// Something of a list is missing.
        ListPartial = "screen-list-partial",
        /// Neither a name nor a wallet was given.
        NothingAsked = "screen-nothing-asked",
        /// A name of the customer has no letter or digit.
        NameEmpty = "screen-name-empty",
        /// A name of the customer is longer than any name.
        NameTooLong = "screen-name-too-long",
        /// A name of the customer has lost letters on its way: what they were cannot be compared.
        NameDamaged = "screen-name-damaged",
        /// A name of the customer is a mark of a missing one (N/A, null), or a number.
        NamePlaceholder = "screen-name-placeholder",
        /// Every name of the customer stands in letters, or is written in a manner, of which it is not known how well they
        /// are read.
        NameUnread = "screen-name-unread",
        /// A wallet address is wrong or of no known network: it was looked for as it stands, and another may be meant.
        AddressInvalid = "screen-address-invalid",
        /// The search of a list stopped before its end.
        Unfinished = "screen-unfinished",
    }
}

impl GapCode {
    /// Whether a list is what is missing, and not something of the customer.
    #[must_use]
    pub const fn is_of_lists(self) -> bool {
        match self {
            Self::NoList
            | Self::ListMissing
            | Self::ListTooOld
            | Self::ListAgeUnknown
            | Self::ListPartial
            | Self::Unfinished => true,
            Self::NothingAsked
            | Self::NameEmpty
            | Self::NameTooLong
            | Self::NameDamaged
            | Self::NamePlaceholder
            | Self::NameUnread
            | Self::AddressInvalid => false,
        }
    }
}

/// A reason why nothing is clear, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The reason.
    pub code: GapCode,
    /// The list, where the reason is about one.
    pub list: Option<Box<str>>,
    /// Which of the customer's names or wallets, counted from zero, where the reason is about one.
    pub asked: Option<usize>,
}

impl Gap {
    pub(super) fn new(code: GapCode) -> Self {
        Self { code, list: None, asked: None }
    }

    pub(super) fn of_list(code: GapCode, list: &str) -> Self {
        Self { list: Some(list.into()), ..Self::new(code) }
    }

    pub(super) fn of_asked(code: GapCode, at: usize) -> Self {
        Self { asked: Some(at), ..Self::new(code) }
    }
}

crate::codes! {
    /// What makes an entry a candidate.
    pub enum Basis {
        /// A number that both have, whatever the names.
        Identifier = "identifier",
        /// The name scores at least the threshold.
        Name = "name",
    }
}

/// An entry that may be the customer.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Which of [`Screening::lists`] it is from.
    pub list: usize,
    /// The publisher's identifier of the entry.
    pub entry: Box<str>,
    /// What the entry is about.
    pub kind: EntryKind,
    /// The legal programmes under which it is listed.
    pub programmes: Vec<Box<str>>,
    /// What makes it a candidate; an identifier that agrees goes before a name.
    pub basis: Basis,
    /// How the names agree; `None` where the customer or the entry has none.
    pub name: Option<NameMatch>,
    /// What else agrees.
    pub evidence: Evidence,
    /// Which of the entry's identifiers are the customer's.
    pub identifiers: Vec<usize>,
}

impl Candidate {
    /// The score of the names; none without names.
    #[must_use]
    pub fn score(&self) -> Score {
        self.name.as_ref().map_or(Score::NONE, |it| it.comparison.score)
    }

    /// An identifier first, then the score, then the evidence, then the place: a total order.
    pub(super) fn order(&self) -> impl Ord {
        let identifier = self.evidence.identifier != Overlap::Same;
        (identifier, std::cmp::Reverse(self.score()), self.evidence, self.list, self.entry.clone())
    }
}

/// How a customer's name and a listed one agree.
#[derive(Clone, Debug)]
pub struct NameMatch {
    /// Which of the customer's names agrees best.
    pub asked: usize,
    /// Which of the entry's names.
    pub listed: usize,
    /// How they agree, part by part; the first name is the customer's. The points add up to the score.
    pub comparison: Comparison,
    /// The words of the customer's name that the comparison speaks of.
    pub words: Redacted<Vec<String>>,
    /// The words of the listed name.
    pub listed_words: Redacted<Vec<String>>,
}

/// What was found of one of the customer's wallets, or of a name that has an address in it.
#[derive(Clone, Debug)]
pub struct WalletAnswer {
    /// The text that was asked for.
    pub asked: Redacted<String>,
    /// What the text decodes to, or why it is no address. One that is none was looked for by its exact text.
    pub address: Result<Address, AddressError>,
    /// Where it is listed, the closest agreement first.
    pub hits: Vec<WalletHit>,
}

/// A listed address that is the customer's, or pays to whom the customer's does.
#[derive(Clone, Debug)]
pub struct WalletHit {
    /// Which of [`Screening::lists`] it is from.
    pub list: usize,
    /// The publisher's identifier of the entry.
    pub entry: Box<str>,
    /// What the entry is about.
    pub kind: EntryKind,
    /// The legal programmes under which it is listed.
    pub programmes: Vec<Box<str>>,
    /// How the two addresses agree.
    pub agreement: Agreement,
    /// The address as listed.
    pub address: Text,
    /// The currency it is listed under, which proves nothing.
    pub ticker: Box<str>,
}

/// The answer, in one word. There is no default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every list was searched whole, none that is required is missing or too old, and none has a candidate.
    Clear,
    /// There is at least one candidate, or a listed wallet.
    Found,
    /// There is no candidate, and something was not searched.
    Unknown,
}

/// What a screening found and against what. Only [`Screen::screen`](super::Screen::screen) makes one.
#[derive(Clone, Debug)]
#[must_use]
pub struct Screening {
    pub(super) candidates: Vec<Candidate>,
    pub(super) wallets: Vec<WalletAnswer>,
    pub(super) gaps: Vec<Gap>,
    pub(super) lists: Vec<Consulted>,
    pub(super) threshold: Score,
    pub(super) at: Day,
}

impl Screening {
    /// The answer. Clear needs no candidate, no listed wallet and no gap.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let found = !self.candidates.is_empty() || self.wallets.iter().any(|it| !it.hits.is_empty());
        match (found, self.gaps.is_empty()) {
            (true, _) => Verdict::Found,
            (false, false) => Verdict::Unknown,
            (false, true) => Verdict::Clear,
        }
    }

    /// Candidates: those with the customer's identifier first, then by score, then by evidence.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// What was found of each of the customer's wallets, in their order.
    #[must_use]
    pub fn wallets(&self) -> &[WalletAnswer] {
        &self.wallets
    }

    /// What was not searched; may stand beside candidates.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// The lists that were searched, in the order they were given.
    #[must_use]
    pub fn lists(&self) -> &[Consulted] {
        &self.lists
    }

    /// The score asked for.
    #[must_use]
    pub const fn threshold(&self) -> Score {
        self.threshold
    }

    /// The day for which the age of the lists was judged.
    #[must_use]
    pub const fn at(&self) -> Day {
        self.at
    }
}
