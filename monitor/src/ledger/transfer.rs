//! One accepted row: value moved from one wallet to another at one moment.

use super::{Amount, PartyId, SymbolId, TextId, Value};
use tidegate_kyc_core::base::Instant;

/// A source (an export file) by its number in the ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceIndex(pub u32);

/// One transfer. Names are numbers of a [`super::Book`]; the struct is plain data and cheap to copy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transfer {
    /// What was moved, exactly.
    pub amount: Amount,
    /// When.
    pub time: Instant,
    /// Its order within its instant. Where it was made: its number, zero where it has none. In a ledger: its
    /// rank in the total order, so that no two transfers share a position.
    pub sequence: u64,
    /// Worth in the reporting currency; `None` is unknown, which is never zero.
    pub value: Option<Value>,
    /// Transaction id as written; [`TextId::NONE`] where the export has none.
    pub txid: TextId,
    /// Free text of the row (reference, memo, note).
    pub memo: TextId,
    /// Sending wallet.
    pub from: PartyId,
    /// Receiving wallet.
    pub to: PartyId,
    /// The customer behind the sending wallet, where the export names one.
    pub from_customer: Option<PartyId>,
    /// The customer behind the receiving wallet, where the export names one.
    pub to_customer: Option<PartyId>,
    /// The asset moved.
    pub asset: SymbolId,
    /// What kind of transfer.
    pub kind: SymbolId,
    /// Index within its transaction (log index, output number), zero where the export has none.
    pub index: u32,
    /// The file it was read from.
    pub source: SourceIndex,
    /// Its line there, counted from 1, the header included.
    pub line: u32,
}

impl Transfer {
    /// The party that sends: the customer where the row names one, otherwise the wallet.
    #[must_use]
    pub fn sender(&self) -> PartyId {
        self.from_customer.unwrap_or(self.from)
    }

    /// The party that receives: the customer where the row names one, otherwise the wallet.
    #[must_use]
    pub fn receiver(&self) -> PartyId {
        self.to_customer.unwrap_or(self.to)
    }
}
