//! The table of quantities: what the kinds measure, in which unit, by which definition.
//!
//! Checks of rule files, the figures of hits and the documentation are all made from [`TABLE`](QuantityRow).

use super::Figure;

/// A pattern kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Transfers into or out of one subject within a window.
    Flow,
    /// Credits of one subject that leave again.
    Turnover,
    /// A time-respecting chain of transfers.
    Path,
    /// A time-respecting chain that returns to where it began.
    Cycle,
    /// One source, several middles, one gatherer.
    Diamond,
}

impl Kind {
    /// Whether it follows money from party to party, rather than look at one subject's transfers.
    #[must_use]
    pub const fn is_trail(self) -> bool {
        matches!(self, Self::Path | Self::Cycle | Self::Diamond)
    }

    /// Whether it matters which of two transfers was first.
    #[must_use]
    pub const fn asks_order(self) -> bool {
        self.is_trail() || matches!(self, Self::Turnover)
    }
}

/// The unit a quantity is counted in; every quantity is a whole number of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// A plain number.
    Count,
    /// Minor units of the reporting currency.
    Money,
    /// Permille; may exceed a thousand.
    Share,
    /// Microseconds.
    Duration,
}

/// What a kind measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each quantity is defined once, in its row of the table")]
pub enum Quantity {
    Count,
    Total,
    Senders,
    Receivers,
    Mean,
    Largest,
    Smallest,
    Spread,
    RoundShare,
    GapVariation,
    Repeated,
    Earlier,
    IdleBefore,
    AccountAge,
    InCount,
    OutCount,
    InTotal,
    OutTotal,
    KeptShare,
    Delay,
    Span,
    Hops,
    FreshRelays,
    ReturnedShare,
    Middles,
}

/// One row of the table of quantities.
#[derive(Clone, Copy, Debug)]
pub struct QuantityRow {
    /// Which.
    pub quantity: Quantity,
    /// Its name in rule files and hits.
    pub name: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// The kinds that measure it.
    pub kinds: &'static [Kind],
    /// What exactly is measured.
    pub definition: &'static str,
}

macro_rules! table {
    ($($quantity:ident $name:literal $unit:ident [$($kind:ident)+] $definition:literal;)+) => {
        const TABLE: &[QuantityRow] = &[$(QuantityRow {
            quantity: Quantity::$quantity, name: $name, unit: Unit::$unit,
            kinds: &[$(Kind::$kind),+], definition: $definition,
        }),+];
    };
}

table! {
    Count "count" Count [Flow] "selected transfers of the subject in the window";
    Total "total" Money [Flow] "sum of their values";
    Senders "senders" Count [Flow Turnover] "distinct parties the counted transfers came from";
    Receivers "receivers" Count [Flow Turnover] "distinct parties the counted transfers went to";
    Mean "mean" Money [Flow] "total divided by count, rounded down";
    Largest "largest" Money [Flow] "the largest single value";
    Smallest "smallest" Money [Flow] "the smallest single value";
    Spread "spread" Share [Flow] "largest less smallest, as a share of the largest";
    RoundShare "round_share" Share [Flow] "share of transfers whose value is a whole multiple of 100 units of the reporting currency";
    GapVariation "gap_variation" Share [Flow] "standard deviation of the times between consecutive transfers, as a share of their mean";
    Repeated "repeated" Count [Flow] "the most transfers that have one and the same value";
    Earlier "earlier" Count [Flow] "transfers of the subject in the selected direction before the first one counted, since the ledger began";
    IdleBefore "idle_before" Duration [Flow Turnover] "time between the subject's last transfer before the window and its first one in it; unknown for a subject with none before";
    AccountAge "account_age" Duration [Flow Turnover] "time from the account's opening (customer facts, otherwise its first transfer in the ledger) to the newest transfer";
    InCount "in_count" Count [Turnover] "credits in the window";
    OutCount "out_count" Count [Turnover] "debits in the window after the median credit";
    InTotal "in_total" Money [Turnover] "sum of the credits' values";
    OutTotal "out_total" Money [Turnover] "sum of those debits' values";
    KeptShare "kept_share" Share [Turnover Path Cycle Diamond] "what is passed on of what was received: debits by credits (turnover), each hop by the hop before (path, cycle), each branch's second by its first transfer (diamond); amounts within one asset, otherwise values";
    Delay "delay" Duration [Turnover] "time from the median credit to the newest debit";
    Span "span" Duration [Flow Turnover Path Cycle Diamond] "time from the first to the last transfer of the match";
    Hops "hops" Count [Path Cycle] "transfers in a row";
    FreshRelays "fresh_relays" Count [Path Cycle] "wallets in between that had no transfer in the ledger before the path reached them";
    ReturnedShare "returned_share" Share [Cycle] "the last transfer as a share of the first";
    Middles "middles" Count [Diamond] "distinct parties in between";
}

impl Quantity {
    /// The whole table, in the order of documentation.
    #[must_use]
    pub const fn table() -> &'static [QuantityRow] {
        TABLE
    }

    /// Its row.
    #[must_use]
    pub fn row(self) -> &'static QuantityRow {
        // INVARIANT: `table!` has one row a quantity, in no particular order; tested below.
        TABLE.iter().find(|it| it.quantity == self).unwrap_or(&TABLE[0])
    }
}

/// What a rule asks of one quantity; both ends belong to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bound {
    /// The least that is allowed.
    pub min: Option<u64>,
    /// The most that is allowed.
    pub max: Option<u64>,
}

impl Bound {
    /// Whether a figure lies within.
    #[inline]
    #[must_use]
    pub fn holds(self, observed: u64) -> bool {
        self.min.is_none_or(|it| observed >= it) && self.max.is_none_or(|it| observed <= it)
    }

    /// Whether it asks for nothing.
    #[must_use]
    pub const fn is_open(self) -> bool {
        self.min.is_none() && self.max.is_none()
    }
}

/// Bounds by quantity, in the order of the rule file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds(pub Vec<(Quantity, Bound)>);

impl Bounds {
    /// What is asked of a quantity; an open bound where nothing is.
    #[must_use]
    pub fn of(&self, quantity: Quantity) -> Bound {
        self.0.iter().find(|it| it.0 == quantity).map_or_else(Bound::default, |it| it.1)
    }
}

/// One figure of a match: what was observed, and what the rule asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// What.
    pub what: Quantity,
    /// How much, in the quantity's unit, as far as it is known.
    pub observed: Figure,
    /// The bound, open for figures the rule reports without asking.
    pub asked: Bound,
}
