//! Tables of names: each wallet, customer, asset and kind is stored once and known by a number.
//!
//! Numbers depend on the order of reading and therefore never order any output.

use hashbrown::HashTable;
use std::hash::BuildHasher;

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

/// What a [`PartyId`] stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyKind {
    /// An address or account, as the export writes it.
    Wallet,
    /// A customer of the exchange, by pseudonym.
    Customer,
}

/// Texts by number, each stored once: one arena of bytes, one table of numbers.
#[derive(Debug, Default)]
pub struct Interner {
    bytes: String,
    ends: Vec<usize>,
    table: HashTable<u32>,
    hasher: foldhash::fast::RandomState,
}

impl Interner {
    /// The number of `text`, new if it was not seen before. Amortised constant time.
    pub fn intern(&mut self, text: &str) -> u32 {
        let hash = self.hasher.hash_one(text);
        let (bytes, ends) = (&self.bytes, &self.ends);
        if let Some(found) = self.table.find(hash, |it| slice(bytes, ends, *it) == text) {
            return *found;
        }
        let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
        let (bytes, ends, hasher) = (&self.bytes, &self.ends, &self.hasher);
        self.table.insert_unique(hash, number, |it| hasher.hash_one(slice(bytes, ends, *it)));
        number
    }

    /// The number of `text` if it is known.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        self.table.find(hash, |it| slice(&self.bytes, &self.ends, *it) == text).copied()
    }

    /// The text behind a number; empty for a number this table never gave.
    #[must_use]
    pub fn text(&self, number: u32) -> &str {
        slice(&self.bytes, &self.ends, number)
    }

    /// How many texts it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

fn slice<'a>(bytes: &'a str, ends: &[usize], number: u32) -> &'a str {
    let at = number as usize;
    let start = if at == 0 { 0 } else { ends.get(at - 1).copied().unwrap_or(bytes.len()) };
    let end = ends.get(at).copied().unwrap_or(start);
    bytes.get(start..end).unwrap_or("")
}

/// Wallets and customers in one numbering; a wallet and a customer of the same name differ.
#[derive(Debug, Default)]
pub struct Parties {
    names: Interner,
    kinds: Vec<PartyKind>,
    scratch: String,
}

impl Parties {
    /// The number of a wallet. EVM addresses (0x and 40 hex digits) are one wallet in any case.
    pub fn wallet(&mut self, address: &str) -> PartyId {
        self.party('w', PartyKind::Wallet, address)
    }

    /// The number of a customer.
    pub fn customer(&mut self, pseudonym: &str) -> PartyId {
        self.party('c', PartyKind::Customer, pseudonym)
    }

    fn party(&mut self, mark: char, kind: PartyKind, name: &str) -> PartyId {
        self.scratch.clear();
        self.scratch.push(mark);
        self.scratch.push_str(name);
        if kind == PartyKind::Wallet && is_evm(name) {
            self.scratch.make_ascii_lowercase();
        }
        let number = self.names.intern(&self.scratch);
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

    /// Whether it is a wallet or a customer.
    #[must_use]
    pub fn kind(&self, party: PartyId) -> PartyKind {
        self.kinds.get(party.index()).copied().unwrap_or(PartyKind::Wallet)
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

fn is_evm(name: &str) -> bool {
    name.len() == 42 && name.starts_with("0x") && name.bytes().skip(2).all(|it| it.is_ascii_hexdigit())
}

/// A text that occurs about once (a transaction id, a memo), by its place in [`Texts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TextId(u64);

impl TextId {
    /// The empty text.
    pub const NONE: Self = Self(0);
    const LEN_BITS: u32 = 20;
    /// The longest text that can be kept, in bytes.
    pub const LEN_MAX: usize = (1 << Self::LEN_BITS) - 1;

    /// Whether it is the empty text.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// Texts one after the other, never looked up by content.
#[derive(Debug, Default)]
pub struct Texts {
    bytes: String,
}

impl Texts {
    /// Keeps a text; `None` when it is longer than [`TextId::LEN_MAX`].
    pub fn keep(&mut self, text: &str) -> Option<TextId> {
        if text.is_empty() {
            return Some(TextId::NONE);
        }
        if text.len() > TextId::LEN_MAX {
            return None;
        }
        let at = self.bytes.len() as u64;
        self.bytes.push_str(text);
        Some(TextId((at << TextId::LEN_BITS) | text.len() as u64))
    }

    /// The text.
    #[must_use]
    pub fn text(&self, id: TextId) -> &str {
        let start = (id.0 >> TextId::LEN_BITS) as usize;
        let len = (id.0 & TextId::LEN_MAX as u64) as usize;
        self.bytes.get(start..start + len).unwrap_or("")
    }
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

impl Book {
    /// The number of an asset. Symbols in lower case (at most eleven letters and digits) become
    /// upper case, token contracts (EVM addresses) lower case; `wBTC` and `Euro` stay as they are.
    pub fn asset_number(&mut self, text: &str) -> u32 {
        let bytes = text.as_bytes();
        if is_evm(text) && bytes.iter().any(u8::is_ascii_uppercase) {
            return self.assets.intern(&text.to_ascii_lowercase());
        }
        let folds = |it: &u8| it.is_ascii_lowercase() || it.is_ascii_digit();
        if bytes.len() <= SYMBOL_MAX && bytes.iter().all(folds) && bytes.iter().any(u8::is_ascii_lowercase) {
            return self.assets.intern(&text.to_ascii_uppercase());
        }
        self.assets.intern(text)
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
