//! Tables of names: each wallet, customer, asset and kind is stored once and known by a number.
//!
//! Numbers depend on the order of reading and therefore never order any output.

use super::interner::{Batch, Interner, Sought};
use super::texts::Texts;
use std::borrow::Cow;

/// A wallet or a customer, by its number in [`Parties`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartyId(pub u32);

impl PartyId {
    /// Its number as an index.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// An asset or a kind of transfer, by its number in an [`Interner`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SymbolId(pub u32);

/// How the name of a party begins that an export does not name; its transaction follows.
pub(super) const UNNAMED: &str = "tx:";

/// What a [`PartyId`] stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyKind {
    /// An address or account, as the export writes it.
    Wallet,
    /// A customer of the exchange, by pseudonym.
    Customer,
}

/// Wallets and customers in one numbering; a wallet and a customer of the same name differ.
#[derive(Debug, Default)]
pub struct Parties {
    names: Interner,
    kinds: Vec<PartyKind>,
    known: Vec<Option<u32>>,
}

impl Parties {
    /// The number of a wallet. EVM addresses (0x and 40 hex digits) are one wallet in any case.
    pub fn wallet(&mut self, address: &str) -> PartyId {
        let sought = self.names.sought(&[b"w", &folded(address.as_bytes())]);
        self.party(&sought, PartyKind::Wallet)
    }

    /// The number of a customer.
    pub fn customer(&mut self, pseudonym: &str) -> PartyId {
        let sought = self.names.sought(&[b"c", pseudonym.as_bytes()]);
        self.party(&sought, PartyKind::Customer)
    }

    /// The number of a wallet that is known already.
    #[must_use]
    pub fn find_wallet(&self, address: &str) -> Option<PartyId> {
        self.find("w", str::from_utf8(&folded(address.as_bytes())).ok()?)
    }

    /// The number of a customer that is known already.
    #[must_use]
    pub fn find_customer(&self, pseudonym: &str) -> Option<PartyId> {
        self.find("c", pseudonym)
    }

    fn find(&self, mark: &str, name: &str) -> Option<PartyId> {
        self.names.find(&[mark, name].concat()).map(PartyId)
    }

    /// Adds a wallet to those that are numbered together later; gives a number that equal ones share, and others by
    /// rare chance.
    #[inline]
    pub(super) fn seek(&self, address: &[u8], batch: &mut Batch) -> u64 {
        match <&[u8; EVM_LEN]>::try_from(address) {
            Ok(bytes) if !has_large(bytes) => self.names.seek_behind(b'w', bytes, batch),
            _ => self.names.seek(&[b"w", &folded(address)], batch),
        }
    }

    /// The numbers of many wallets, each as [`Parties::wallet`] gives it, handed to `found` in
    /// their order. The look-ups overlap, so that many cost far less than one by one.
    pub(super) fn settle_all(&mut self, batch: &Batch, mut found: impl FnMut(PartyId)) {
        let Self { names, kinds, known } = self;
        names.place_all(batch, known, |it| found(PartyId(it)));
        kinds.resize(names.len(), PartyKind::Wallet);
    }

    fn party(&mut self, sought: &Sought, kind: PartyKind) -> PartyId {
        let number = self.names.place(sought);
        if number as usize == self.kinds.len() {
            self.kinds.push(kind);
        }
        PartyId(number)
    }

    /// The name as the export writes it.
    #[must_use]
    pub fn name(&self, party: PartyId) -> &str {
        self.names.text(party.0).get(1..).unwrap_or("")
    }

    /// The bytes of its name, for whoever only copies them: nobody looks whether they are a text.
    #[inline]
    #[must_use]
    pub fn name_bytes(&self, party: PartyId) -> &[u8] {
        self.names.bytes_of(party.0).get(1..).unwrap_or(&[])
    }

    /// Reads where a party's name stands, so that it is at hand when it is asked for. The number says nothing.
    #[must_use]
    pub fn touch(&self, party: PartyId) -> usize {
        self.names.touch(party.0)
    }

    /// Whether it is a wallet or a customer.
    #[must_use]
    pub fn kind(&self, party: PartyId) -> PartyKind {
        self.kinds.get(party.index()).copied().unwrap_or(PartyKind::Wallet)
    }

    /// Whether the export names nobody there: the transaction stands for a sender or receiver that it leaves out. Of
    /// several such parties nobody knows whether they are one.
    #[must_use]
    pub fn is_unnamed(&self, party: PartyId) -> bool {
        self.kind(party) == PartyKind::Wallet && self.name_bytes(party).starts_with(UNNAMED.as_bytes())
    }

    /// How many there are; every [`PartyId`] is below it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// The longest text that is taken for a ticker symbol.
const SYMBOL_MAX: usize = 11;

/// The length of an EVM address, `0x` and 40 digits.
const EVM_LEN: usize = 42;

/// A wallet's name as it is kept: an EVM address in small letters, any other as it is.
fn folded(address: &[u8]) -> Cow<'_, [u8]> {
    if is_evm(address) && has_large(address) { address.to_ascii_lowercase().into() } else { address.into() }
}

/// Whether any letter is large. Every byte is looked at, which the processor does for many at a time, and best for as
/// many as are known beforehand.
#[inline]
pub(super) fn has_large(text: &[u8]) -> bool {
    const fn is_large<const N: usize>(text: &[u8; N]) -> bool {
        let (mut any, mut at) = (false, 0);
        while at < N {
            any |= text[at].is_ascii_uppercase();
            at += 1;
        }
        any
    }
    // Two pieces of a text, one from each end, are all of it where it is not too long.
    match (text.first_chunk::<32>(), text.last_chunk::<32>(), text.first_chunk::<64>(), text.last_chunk::<64>()) {
        (_, _, Some(first), Some(last)) if text.len() <= 128 => is_large(first) | is_large(last),
        (Some(first), Some(last), None, None) => is_large(first) | is_large(last),
        _ => text.iter().any(u8::is_ascii_uppercase),
    }
}

fn is_evm(name: &[u8]) -> bool {
    name.len() == EVM_LEN && name.starts_with(b"0x") && name[2..].iter().all(u8::is_ascii_hexdigit)
}

/// All tables of names of one ledger.
#[derive(Debug, Default)]
pub struct Book {
    /// Wallets and customers.
    pub parties: Parties,
    /// Assets by upper-case symbol or by name, as the export writes them.
    pub assets: Interner,
    /// Kinds of transfer in lower case: `transfer`, `deposit`, `withdrawal`, ….
    pub kinds: Interner,
    /// Transaction ids and memos.
    pub texts: Texts,
}

/// How an asset is called whose amounts count units of an unknown size, behind its symbol.
const UNSCALED: &str = " (smallest units)";

impl Book {
    /// The number of an asset. Symbols in lower case (at most eleven letters and digits) become
    /// upper case, token contracts (EVM addresses) lower case; `wBTC` and `Euro` stay as they are.
    pub fn asset_number(&mut self, text: &str) -> u32 {
        let bytes = text.as_bytes();
        if is_evm(bytes) && has_large(bytes) {
            return self.assets.intern(&text.to_ascii_lowercase());
        }
        let folds = |it: &u8| it.is_ascii_lowercase() || it.is_ascii_digit();
        if bytes.len() <= SYMBOL_MAX && bytes.iter().all(folds) && bytes.iter().any(u8::is_ascii_lowercase) {
            return self.assets.intern(&text.to_ascii_uppercase());
        }
        self.assets.intern(text)
    }

    /// The number of an asset whose amounts count units of an unknown size: another asset than its whole units, for
    /// neither can be compared with the other.
    pub fn unscaled_number(&mut self, text: &str) -> u32 {
        let whole = SymbolId(self.asset_number(text));
        let name = format!("{}{UNSCALED}", self.asset(whole));
        self.assets.intern(&name)
    }

    /// Whether the amounts of an asset count units of an unknown size.
    #[must_use]
    pub fn is_unscaled(&self, asset: SymbolId) -> bool {
        self.asset(asset).ends_with(UNSCALED)
    }

    /// The number of a kind, in lower case; an empty one is a `transfer`.
    pub fn kind_number(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return self.kinds.intern("transfer");
        }
        if text.chars().any(char::is_uppercase) {
            return self.kinds.intern(&text.to_lowercase());
        }
        self.kinds.intern(text)
    }

    /// The name of an asset.
    #[must_use]
    pub fn asset(&self, asset: SymbolId) -> &str {
        self.assets.text(asset.0)
    }

    /// The name of a kind.
    #[must_use]
    pub fn kind(&self, kind: SymbolId) -> &str {
        self.kinds.text(kind.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The oracle is a map of texts, those of EVM addresses in lower case. Addresses are of about
        /// their length, and some almost are one.
        #[test]
        fn wallets_agree_with_a_map(addresses in proptest::collection::vec(("0x|0X|0y", "[aAg]", 39_usize..42), 1..60)) {
            let (mut parties, mut oracle) = (Parties::default(), std::collections::HashMap::new());
            for (start, digit, count) in addresses {
                let address = format!("{start}{}", digit.repeat(count));
                let folded = if is_evm(address.as_bytes()) { address.to_ascii_lowercase() } else { address.clone() };
                let next = PartyId(oracle.len() as u32);
                let number = *oracle.entry(folded.clone()).or_insert(next);
                prop_assert_eq!(parties.wallet(&address), number);
                prop_assert_eq!(parties.name(number), folded);
            }
        }
    }
}
