//! Networks whose addresses are read, and sets of them.

use std::fmt;

crate::codes! {
    /// A network, or a group of networks that share their addresses.
    pub enum Family {
        /// Bitcoin, and what is settled on it by address (Omni).
        Bitcoin = "bitcoin",
        /// Bitcoin Cash.
        BitcoinCash = "bitcoin-cash",
        /// Bitcoin SV.
        BitcoinSv = "bitcoin-sv",
        /// Bitcoin Gold.
        BitcoinGold = "bitcoin-gold",
        /// Litecoin.
        Litecoin = "litecoin",
        /// Dogecoin.
        Dogecoin = "dogecoin",
        /// Dash.
        Dash = "dash",
        /// Zcash.
        Zcash = "zcash",
        /// Verge.
        Verge = "verge",
        /// Ethereum and every network with its addresses: Arbitrum, BNB Smart Chain, Ethereum Classic, Polygon and others.
        Evm = "evm",
        /// TRON.
        Tron = "tron",
        /// The XRP Ledger.
        Xrp = "xrp",
        /// Monero.
        Monero = "monero",
        /// Solana.
        Solana = "solana",
        /// Cardano.
        Cardano = "cardano",
        /// BNB Beacon Chain.
        Bnb = "bnb",
    }
}

/// A set of families.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Families(u32);

impl Families {
    /// The set of these.
    #[must_use]
    pub const fn of(families: &[Family]) -> Self {
        let (mut bits, mut at) = (0, 0);
        while at < families.len() {
            bits |= 1 << families[at] as u32;
            at += 1;
        }
        Self(bits)
    }

    /// Whether `family` is one of them.
    #[must_use]
    pub const fn contains(self, family: Family) -> bool {
        self.0 & (1 << family as u32) != 0
    }

    /// Whether the two have a family in common.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Those in either.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Each of them, in the order of [`Family::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Family> {
        Family::ALL.iter().copied().filter(move |it| self.contains(*it))
    }
}

/// Codes with bars between: `bitcoin|bitcoin-cash`.
impl fmt::Display for Families {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().enumerate().try_for_each(|(at, it)| write!(f, "{}{it}", if at > 0 { "|" } else { "" }))
    }
}

impl fmt::Debug for Families {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
