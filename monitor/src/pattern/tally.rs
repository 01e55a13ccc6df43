//! Sums, extremes and distinct counts over a run of transfers, kept up at both ends.
//!
//! Every operation costs amortised constant time (logarithmic where extremes or repeated values
//! are asked). What no bound, score or text of the rule asks is not kept.

use super::{Figure, Quantity, Side};
use crate::graph::Edge;
use crate::ledger::{PartyId, Sum, SymbolId, Value};
use std::collections::{BTreeMap, HashMap};
use tidegate_kyc_core::base::Instant;

/// A value is round if it is a whole multiple of this many minor units (100 units of currency).
const ROUND: u64 = 10_000;

/// Quantities as a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QuantitySet(u32);

impl QuantitySet {
    /// The set with one more.
    #[must_use]
    pub const fn with(self, quantity: Quantity) -> Self {
        Self(self.0 | 1 << quantity as u32)
    }

    /// Whether it holds a quantity.
    #[inline]
    #[must_use]
    pub const fn has(self, quantity: Quantity) -> bool {
        self.0 >> (quantity as u32) & 1 == 1
    }

    /// Whether it holds any of them.
    #[must_use]
    pub fn any(self, quantities: &[Quantity]) -> bool {
        quantities.iter().any(|it| self.has(*it))
    }

    /// The quantities, in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = Quantity> {
        Quantity::table().iter().map(|it| it.quantity).filter(move |it| self.has(*it))
    }
}

impl FromIterator<Quantity> for QuantitySet {
    fn from_iter<T: IntoIterator<Item = Quantity>>(quantities: T) -> Self {
        quantities.into_iter().fold(Self::default(), Self::with)
    }
}

/// One transfer as a tally takes it.
#[derive(Clone, Copy, Debug)]
pub struct Row<'g> {
    /// The transfer.
    pub edge: &'g Edge,
    /// The side the subject is on.
    pub side: Side,
}

impl Row<'_> {
    /// The party on the other side; none where the export does not name it.
    fn other(&self) -> Option<PartyId> {
        let (party, unnamed) = match self.side {
            Side::In => (self.edge.from, Edge::FROM_UNNAMED),
            Side::Out => (self.edge.to, Edge::TO_UNNAMED),
        };
        (self.edge.selected & unnamed == 0).then_some(party)
    }
}

/// What a run of transfers amounts to. An empty tally measures nothing.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    kept: QuantitySet,
    count: u64,
    known: u128,
    unknown: u64,
    round: u64,
    senders: Others,
    receivers: Others,
    values: BTreeMap<u64, u64>,
    gap_squares: u128,
    first: Option<Instant>,
    last: Option<Instant>,
    amounts: Vec<AssetSum>,
}

#[derive(Clone, Debug)]
struct AssetSum {
    asset: SymbolId,
    count: u64,
    sum: Sum,
}

impl Tally {
    /// An empty tally that keeps what these quantities need.
    #[must_use]
    pub fn keeping(kept: QuantitySet) -> Self {
        Self { kept, ..Self::default() }
    }

    /// Empties it, to be filled for other quantities; what memory it has, it keeps.
    pub fn restart(&mut self, kept: QuantitySet) {
        let (mut senders, mut receivers) = (std::mem::take(&mut self.senders), std::mem::take(&mut self.receivers));
        let (mut values, mut amounts) = (std::mem::take(&mut self.values), std::mem::take(&mut self.amounts));
        senders.clear();
        receivers.clear();
        values.clear();
        amounts.clear();
        *self = Self { kept, senders, receivers, values, amounts, ..Self::default() };
    }

    /// How many transfers it holds.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The time of the oldest transfer it holds.
    #[must_use]
    pub const fn first(&self) -> Option<Instant> {
        self.first
    }

    /// Adds a transfer that is not earlier than any it holds.
    pub fn push_newest(&mut self, row: Row<'_>) {
        self.gap(self.last, Some(row.edge.time));
        self.first = self.first.or(Some(row.edge.time));
        self.last = Some(row.edge.time);
        self.add(row);
    }

    /// Adds a transfer that is not later than any it holds.
    pub fn push_oldest(&mut self, row: Row<'_>) {
        self.gap(Some(row.edge.time), self.first);
        self.last = self.last.or(Some(row.edge.time));
        self.first = Some(row.edge.time);
        self.add(row);
    }

    /// Takes the oldest transfer out again; `next` is the time of the one after it, if any.
    pub fn pop_oldest(&mut self, row: Row<'_>, next: Option<Instant>) {
        if let Some(next) = next {
            let square = square(next.since(row.edge.time));
            self.gap_squares = self.gap_squares.saturating_sub(square);
        } else {
            self.last = None;
        }
        self.first = next;
        self.count -= 1;
        match row.edge.value {
            Some(Value(value)) => {
                self.known -= u128::from(value);
                self.round -= u64::from(value.is_multiple_of(ROUND));
                if self.keeps_values() {
                    take(&mut self.values, value);
                }
            }
            None => self.unknown -= 1,
        }
        if let Some(distinct) = self.others(row.side) {
            distinct.remove(row.other());
        }
        if self.kept.has(Quantity::KeptShare) {
            self.take_amount(row.edge);
        }
    }

    fn gap(&mut self, earlier: Option<Instant>, later: Option<Instant>) {
        if let (Some(earlier), Some(later)) = (earlier, later) {
            self.gap_squares = self.gap_squares.saturating_add(square(later.since(earlier)));
        }
    }

    fn add(&mut self, row: Row<'_>) {
        self.count += 1;
        match row.edge.value {
            Some(Value(value)) => {
                self.known += u128::from(value);
                self.round += u64::from(value.is_multiple_of(ROUND));
                if self.keeps_values() {
                    *self.values.entry(value).or_default() += 1;
                }
            }
            None => self.unknown += 1,
        }
        if let Some(distinct) = self.others(row.side) {
            distinct.add(row.other());
        }
        if self.kept.has(Quantity::KeptShare) {
            self.add_amount(row.edge);
        }
    }

    fn keeps_values(&self) -> bool {
        use Quantity::{Largest, Repeated, Smallest, Spread};
        self.kept.any(&[Largest, Smallest, Spread, Repeated])
    }

    fn others(&mut self, side: Side) -> Option<&mut Others> {
        match side {
            Side::In if self.kept.has(Quantity::Senders) => Some(&mut self.senders),
            Side::Out if self.kept.has(Quantity::Receivers) => Some(&mut self.receivers),
            _ => None,
        }
    }

    fn add_amount(&mut self, edge: &Edge) {
        match self.amounts.iter_mut().find(|it| it.asset == edge.asset) {
            Some(found) => {
                found.count += 1;
                found.sum.add(edge.amount);
            }
            None => {
                let mut sum = Sum::default();
                sum.add(edge.amount);
                self.amounts.push(AssetSum { asset: edge.asset, count: 1, sum });
            }
        }
    }

    fn take_amount(&mut self, edge: &Edge) {
        if let Some(at) = self.amounts.iter().position(|it| it.asset == edge.asset) {
            let found = &mut self.amounts[at];
            found.count -= 1;
            found.sum.take(edge.amount);
            if found.count == 0 {
                self.amounts.swap_remove(at);
            }
        }
    }

    /// Sum of the values.
    #[must_use]
    pub fn total(&self) -> Figure {
        let known = u64::try_from(self.known).unwrap_or(u64::MAX);
        if self.unknown == 0 { Figure::Exact(known) } else { Figure::AtLeast(known) }
    }

    /// Sum of `self` as a share of the sum of `whole`: amounts where both move one and the same
    /// asset only, values otherwise.
    #[must_use]
    pub fn share_of(&self, whole: &Self) -> Figure {
        if let ([part], [all]) = (self.amounts.as_slice(), whole.amounts.as_slice())
            && part.asset == all.asset
        {
            return part.sum.permille_of(&all.sum).map_or(Figure::Absent, Figure::Exact);
        }
        if self.unknown + whole.unknown > 0 {
            return Figure::Unknown;
        }
        let permille = (self.known * 1000).checked_div(whole.known);
        permille.map_or(Figure::Absent, |it| Figure::Exact(u64::try_from(it).unwrap_or(u64::MAX)))
    }

    /// What it measures; [`Figure::Absent`] for quantities that are not a tally's.
    #[must_use]
    pub fn figure(&self, quantity: Quantity) -> Figure {
        match quantity {
            Quantity::Count => Figure::Exact(self.count),
            Quantity::Total => self.total(),
            Quantity::Senders => self.senders.figure(),
            Quantity::Receivers => self.receivers.figure(),
            Quantity::Mean => self.exact(|| self.known.checked_div(u128::from(self.count))),
            Quantity::Largest => self.part(self.values.last_key_value().map(|it| *it.0)),
            Quantity::Smallest => self.exact(|| self.values.first_key_value().map(|it| u128::from(*it.0))),
            Quantity::Spread => self.exact(|| self.spread()),
            Quantity::RoundShare => self.exact(|| (u128::from(self.round) * 1000).checked_div(u128::from(self.count))),
            Quantity::Repeated => self.part(self.values.values().max().copied()),
            Quantity::GapVariation => self.gap_variation(),
            Quantity::Span => Figure::Exact(self.span()),
            _ => Figure::Absent,
        }
    }

    fn span(&self) -> u64 {
        let span = self.last.zip(self.first).map_or(0, |(last, first)| last.since(first));
        u64::try_from(span).unwrap_or(0)
    }

    fn spread(&self) -> Option<u128> {
        let (largest, smallest) = (*self.values.last_key_value()?.0, *self.values.first_key_value()?.0);
        (u128::from(largest - smallest) * 1000).checked_div(u128::from(largest))
    }

    /// Standard deviation of the n gaps by their mean: permille = √(10⁶ (nQ - S²) / S²), where S
    /// is the span and Q the sum of the gaps' squares.
    fn gap_variation(&self) -> Figure {
        let (gaps, span) = (u128::from(self.count.saturating_sub(1)), u128::from(self.span()));
        if gaps == 0 || span == 0 {
            return Figure::Absent;
        }
        let square = span.checked_mul(span);
        let ratio = square.and_then(|square| {
            let scatter = self.gap_squares.checked_mul(gaps)?.checked_sub(square)?;
            scatter
                .checked_mul(1_000_000)
                .map(|it| it / square)
                .or_else(|| (scatter / (square / 1_000_000).max(1)).into())
        });
        ratio.map_or(Figure::Unknown, |it| Figure::Exact(u64::try_from(it.isqrt()).unwrap_or(u64::MAX)))
    }

    fn exact(&self, figure: impl Fn() -> Option<u128>) -> Figure {
        if self.unknown > 0 {
            return Figure::Unknown;
        }
        figure().map_or(Figure::Absent, |it| Figure::Exact(u64::try_from(it).unwrap_or(u64::MAX)))
    }

    fn part(&self, known: Option<u64>) -> Figure {
        match (known, self.unknown) {
            (Some(it), 0) => Figure::Exact(it),
            (None, 0) => Figure::Absent,
            (it, _) => Figure::AtLeast(it.unwrap_or(0)),
        }
    }
}

fn square(micros: i64) -> u128 {
    let micros = u128::from(micros.unsigned_abs());
    micros.saturating_mul(micros)
}

fn take(values: &mut BTreeMap<u64, u64>, value: u64) {
    if let Some(count) = values.get_mut(&value) {
        *count -= 1;
        if *count == 0 {
            values.remove(&value);
        }
    }
}

/// The parties on the other side: those that are named, and the transfers of those that are not.
#[derive(Clone, Debug, Default)]
struct Others {
    named: Distinct,
    unnamed: u64,
}

impl Others {
    fn clear(&mut self) {
        self.named.clear();
        self.unnamed = 0;
    }

    fn add(&mut self, party: Option<PartyId>) {
        match party {
            Some(party) => self.named.add(party),
            None => self.unnamed += 1,
        }
    }

    fn remove(&mut self, party: Option<PartyId>) {
        match party {
            Some(party) => self.named.remove(party),
            None => self.unnamed -= 1,
        }
    }

    fn figure(&self) -> Figure {
        distinct(self.named.len(), self.unnamed)
    }
}

/// How many distinct parties there are, of which so many are named, beside so many transfers of which they are
/// not: these may be of one of the named, or each of another.
pub(crate) fn distinct(named: u64, unnamed: u64) -> Figure {
    let least = named.max(u64::from(unnamed > 0));
    if least == named + unnamed { Figure::Exact(least) } else { Figure::Between(least, named + unnamed) }
}

/// Parties with the number of their transfers: a short list that becomes a table when it grows.
#[derive(Clone, Debug)]
enum Distinct {
    Few(Vec<(PartyId, u32)>),
    Many(HashMap<PartyId, u32, foldhash::fast::RandomState>),
}

const FEW: usize = 24;

impl Default for Distinct {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl Distinct {
    fn clear(&mut self) {
        match self {
            Self::Few(few) => few.clear(),
            Self::Many(_) => *self = Self::default(),
        }
    }

    fn len(&self) -> u64 {
        match self {
            Self::Few(few) => few.len() as u64,
            Self::Many(many) => many.len() as u64,
        }
    }

    fn add(&mut self, party: PartyId) {
        match self {
            Self::Few(few) => {
                if let Some(found) = few.iter_mut().find(|it| it.0 == party) {
                    found.1 += 1;
                } else if few.len() < FEW {
                    few.push((party, 1));
                } else {
                    let mut many: HashMap<_, _, _> = few.drain(..).collect();
                    many.insert(party, 1);
                    *self = Self::Many(many);
                }
            }
            Self::Many(many) => *many.entry(party).or_default() += 1,
        }
    }

    fn remove(&mut self, party: PartyId) {
        match self {
            Self::Few(few) => {
                if let Some(at) = few.iter().position(|it| it.0 == party) {
                    few[at].1 -= 1;
                    if few[at].1 == 0 {
                        few.swap_remove(at);
                    }
                }
            }
            Self::Many(many) => {
                if let Some(count) = many.get_mut(&party) {
                    *count -= 1;
                    if *count == 0 {
                        many.remove(&party);
                    }
                }
            }
        }
    }
}
