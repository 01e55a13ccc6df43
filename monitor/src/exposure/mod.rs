//! Where a subject's money is from, or where it went: followed back or on from wallet to wallet until
//! somebody stands there whom a tag names.
//!
//! Takes a ledger, tags and one [`Question`]; gives an [`Exposure`], in which every unit that the subject
//! received (or sent) stands at exactly one [`Stop`]. What is not known is a stop of its own: money
//! that the exports do not show coming, wallets that look like services, a bound of hops or work.
//! Knows no rules; decides nothing.
//!
//! # How money is followed
//! Each wallet holds pieces of each asset, and a [`Method`] says which of them it sends. Whoever sends more than the
//! exports show it to hold sends the missing part from before them. Tagged wallets end a trail, for movements
//! inside a service cannot be seen from outside (tags that say nothing do not, [`SILENT`]), and so do wallets that nobody has tagged and that receive and send like
//! one ([`UntaggedService`]). Money is not followed from one asset into another, nor through a service.
//!
//! A wallet is asked about between wallets; a customer between parties, where customers stand for the wallets
//! they are named with, but for wallets whose tags are a finding: those stand for themselves.
//!
//! ```
//! use tidegate_monitor::exposure::{Categories, Question, Side, Stop, trace};
//! use tidegate_monitor::ledger::{Import, LedgerBuilder};
//! use tidegate_monitor::tag::{Tag, Tags};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let export = "time,from,to,amount,asset\n\
//!     2026-03-01T10:00:00Z,thief,relay,5,ETH\n\
//!     2026-03-01T11:00:00Z,shop,relay,5,ETH\n\
//!     2026-03-01T12:00:00Z,relay,mine,6,ETH\n";
//! let mut builder = LedgerBuilder::new(Import::default());
//! builder.read("export.csv", export.as_bytes())?;
//! let ledger = builder.finish();
//! let mut tags = Tags::default();
//! tags.add("thief", Tag { category: "stolen_funds".into(), label: "theft".into(), source: "list".into() });
//!
//! let subject = ledger.book().parties.find_wallet("mine").ok_or("no such wallet")?;
//! let exposure = trace(&ledger, &tags, &Categories::default(), &Question::new(subject, Side::Source));
//! let eth = &exposure.assets[0];
//! assert_eq!((eth.total.to_string(), eth.ends.len()), ("6".to_owned(), 2));
//! // First in, first out: the thief's five went on before the shop's.
//! let worst = &eth.ends[0];
//! assert!(matches!(worst.at, Stop::Tagged(_)));
//! assert_eq!((worst.indirect.to_string(), worst.hops, worst.routes[0].places.len()), ("5".to_owned(), 2, 2));
//! # Ok(())
//! # }
//! ```

mod gather;
mod holding;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod properties;
mod reach;
mod services;
mod share;
mod standing;
mod steps;
mod trace;

pub use standing::{Categories, KNOWN, RISKS, SILENT, Standing};
pub use trace::trace;

use crate::ledger::{Amount, PartyId, SymbolId, Value};
use crate::rule::UntaggedService;
use tidegate_kyc_core::base::Instant;

/// Whether it is asked where money is from or where it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// What the subject received: who sent it first.
    Source,
    /// What the subject sent: who has it now.
    Destination,
}

/// Which of the pieces that a wallet holds it sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// What came first goes first (Clayton's case, 1816; Anderson, Shumailov and Ahmed 2018). Every piece has one
    /// route.
    #[default]
    Fifo,
    /// What came last goes first (Tironsakkul et al. 2019).
    Lifo,
    /// Of everything the same share (Möser, Böhme and Breuker 2014), in whole smallest units: each part of each transfer
    /// is within one of the exact one.
    Haircut,
    /// All that was ever held taints all that is sent (Möser, Böhme and Breuker 2014): what could be, at most. The
    /// parts add up to more than the whole; none is more than that, and none is less than by any other method.
    Poison,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Whose money.
    pub subject: PartyId,
    /// Where it is from, or where it went.
    pub side: Side,
    /// Which pieces a wallet sends.
    pub method: Method,
    /// The most transfers between the subject and a stop; `None`: as many as there are. By [`Method::Haircut`] and
    /// [`Method::Poison`], which do not tell ways apart, of the shortest way of each stop.
    pub hops: Option<u32>,
    /// Who is taken for a service though nobody has tagged it; `None`: nobody.
    pub untagged_service: Option<UntaggedService>,
    /// The last instant of the transfers that are looked at; `None`: all are.
    pub until: Option<Instant>,
    /// The most pieces that may be moved, so that a hostile ledger costs a known amount.
    pub moves: u64,
}

/// Pieces that may be moved unless somebody says otherwise: some seconds of work, and half a gigabyte.
pub const MOVES: u64 = 20_000_000;

impl Question {
    /// By first in, first out, over all transfers, as far as it goes; nobody untagged is a service.
    #[must_use]
    pub const fn new(subject: PartyId, side: Side) -> Self {
        let (hops, untagged_service, until) = (None, None, None);
        Self { subject, side, method: Method::Fifo, hops, untagged_service, until, moves: MOVES }
    }
}

/// Where a trail ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stop {
    /// At a wallet that somebody has tagged.
    Tagged(PartyId),
    /// At the subject itself: money of its own that came back.
    Returned,
    /// At a wallet from which the money came before the exports show it coming.
    Unseen(PartyId),
    /// At a wallet in which the money still is.
    Held(PartyId),
    /// At a wallet without a tag that receives and sends like a service.
    Service(PartyId),
    /// At a party that the export does not name.
    Unnamed(PartyId),
    /// At a wallet as many hops away as was asked, from before which the money came, or which sent it on.
    Beyond(PartyId),
    /// At a wallet where the work that was allowed was spent.
    Spent(PartyId),
}

impl Stop {
    /// Who stands there; nobody but the subject where money returned.
    #[must_use]
    pub const fn party(self) -> Option<PartyId> {
        match self {
            Self::Returned => None,
            Self::Tagged(it)
            | Self::Unseen(it)
            | Self::Held(it)
            | Self::Service(it)
            | Self::Unnamed(it)
            | Self::Beyond(it)
            | Self::Spent(it) => Some(it),
        }
    }
}

/// One way that money took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// How much took it; `None` by [`Method::Haircut`] and [`Method::Poison`], which do not tell ways apart.
    pub amount: Option<Amount>,
    /// Its transfers, by their places in the ledger, the earliest first. Without an amount, one of the shortest ways.
    pub places: Vec<u32>,
}

/// So many routes of an end are kept, the largest ones.
pub const ROUTES: usize = 3;

/// All that ended at one stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// Where.
    pub at: Stop,
    /// What lies one transfer from the subject.
    pub direct: Amount,
    /// What lies further.
    pub indirect: Amount,
    /// What both were worth when the subject received or sent them, where that is known.
    pub value: Value,
    /// The fewest transfers between the stop and the subject.
    pub hops: u32,
    /// How many transfers of the subject (or into the stop) brought it.
    pub transfers: u64,
    /// When the first of it came to the subject (or to the stop).
    pub first: Instant,
    /// When the last did.
    pub last: Instant,
    /// The largest ways, of equal ones the earliest.
    pub routes: Vec<Route>,
}

/// What there is to say of one asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetExposure {
    /// The asset.
    pub asset: SymbolId,
    /// All that the subject received, or sent.
    pub total: Amount,
    /// In how many transfers.
    pub transfers: u64,
    /// What they were worth, where that is known.
    pub value: Value,
    /// Of how many of them it is not.
    pub without_value: u64,
    /// What the subject sent without being shown receiving it before.
    pub sent_unseen: Amount,
    /// When the first was.
    pub first: Instant,
    /// When the last was.
    pub last: Instant,
    /// Where it is from, or went: the largest first, then by the kind of stop and its name.
    pub ends: Vec<End>,
}

/// The answer to a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exposure {
    /// By the name of the asset; none where the subject received (or sent) nothing.
    pub assets: Vec<AssetExposure>,
    /// Assets whose amounts are too large and too fine to be added up exactly: nothing was followed there.
    pub too_large: Vec<SymbolId>,
    /// Wallets that were looked into, once for each asset.
    pub wallets: u64,
    /// Transfers among these of which nobody knows whether they came first within their instant.
    pub without_order: u64,
    /// Whether the work that was allowed was spent.
    pub is_spent: bool,
}
