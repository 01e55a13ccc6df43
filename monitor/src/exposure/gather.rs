//! What ends where, added up by asset.

use super::holding::Piece;
use super::share::Cutter;
use super::steps::{StepId, Steps};
use super::{AssetExposure, End, Exposure, ROUTES, Route, Stop};
use crate::ledger::{Amount, Book, SymbolId, Transfer, Value};
use std::collections::HashMap;
use tidegate_kyc_core::base::Instant;

/// The scale on which the amounts of an asset are whole units.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scale {
    decimals: u8,
    /// The sum of all of them; `None` where it has no room.
    sum: Option<u128>,
}

/// The scales of all assets, by their numbers.
pub(super) fn scales<'t>(transfers: impl Iterator<Item = &'t Transfer> + Clone, assets: usize) -> Vec<Scale> {
    let mut scales = vec![Scale { decimals: 0, sum: Some(0) }; assets];
    for it in transfers.clone() {
        let scale = &mut scales[it.asset.0 as usize];
        scale.decimals = scale.decimals.max(it.amount.decimals());
    }
    for it in transfers {
        let scale = &mut scales[it.asset.0 as usize];
        scale.sum = scale.sum.zip(scale.units(it.amount)).and_then(|(sum, it)| sum.checked_add(it));
    }
    scales
}

impl Scale {
    /// An amount in whole units; `None` where it has no room.
    pub(super) fn units(self, amount: Amount) -> Option<u128> {
        amount.units().checked_mul(10_u128.checked_pow(u32::from(self.decimals - amount.decimals()))?)
    }

    /// Whether all amounts can be added up, and so whatever a wallet holds.
    pub(super) const fn fits(self) -> bool {
        self.sum.is_some()
    }

    fn amount(self, units: u128) -> Amount {
        // Its decimals are those of an amount.
        Amount::new(units, self.decimals).unwrap_or(Amount::ZERO)
    }
}

#[derive(Debug)]
struct Sum {
    direct: u128,
    indirect: u128,
    value: u64,
    hops: u32,
    transfers: u64,
    newest: u32,
    first: Instant,
    last: Instant,
    ways: Vec<(u128, StepId)>,
}

#[derive(Debug)]
struct Whole {
    units: u128,
    transfers: u64,
    value: u64,
    without_value: u64,
    first: Instant,
    last: Instant,
    ends: HashMap<Stop, Sum, foldhash::fast::RandomState>,
}

/// Everything that ended somewhere.
#[derive(Debug, Default)]
pub(super) struct Gathered(HashMap<SymbolId, Whole, foldhash::fast::RandomState>);

impl Gathered {
    /// Counts a transfer of the subject.
    pub(super) fn count(&mut self, row: &Transfer, units: u128) {
        let it = self.0.entry(row.asset).or_insert_with(|| Whole {
            units: 0,
            transfers: 0,
            value: 0,
            without_value: 0,
            first: row.time,
            last: row.time,
            ends: HashMap::default(),
        });
        it.units += units;
        it.transfers += 1;
        it.last = row.time;
        match row.value {
            Some(value) => it.value = it.value.saturating_add(value.0),
            None => it.without_value += 1,
        }
    }

    /// Adds the pieces of one transfer that end somewhere; `ends` says of each where, if it does. Where they overlap
    /// (by poison), each is worth all of it.
    pub(super) fn end(
        &mut self,
        (place, row, units): (u32, &Transfer, u128),
        (pieces, ends): (&[Piece], &[Option<Stop>]),
        overlap: bool,
        steps: &Steps,
    ) {
        let Some(whole) = self.0.get_mut(&row.asset) else { return };
        let value = row.value.map_or(0, |it| it.0);
        let mut cutter = Cutter::new(u128::from(value), units);
        for (it, end) in pieces.iter().zip(ends).filter(|it| it.0.units > 0) {
            let worth = if overlap { value } else { u64::try_from(cutter.cut(it.units)).unwrap_or(value) };
            let Some(stop) = *end else { continue };
            let sum = whole.sum(stop, row.time);
            sum.add(it, worth, steps);
            sum.last = row.time;
            if sum.transfers == 0 || sum.newest != place {
                (sum.transfers, sum.newest) = (sum.transfers + 1, place);
            }
        }
    }

    /// Adds what is left of the subject's money at a wallet.
    pub(super) fn rest(
        &mut self,
        asset: SymbolId,
        stop: Stop,
        it: &Piece,
        (steps, time): (&Steps, impl Fn(u32) -> Instant),
    ) {
        let Some(whole) = self.0.get_mut(&asset) else { return };
        let Some(place) = steps.places(it.step).last().copied() else { return };
        let sum = whole.sum(stop, time(place));
        sum.first = sum.first.min(time(place));
        sum.last = sum.last.max(time(place));
        sum.transfers += 1;
        sum.add(it, 0, steps);
    }

    /// The answer.
    pub(super) fn finish(self, scales: &[Scale], steps: &Steps, book: &Book) -> Exposure {
        let mut assets: Vec<AssetExposure> = self
            .0
            .into_iter()
            .map(|(asset, it)| {
                let scale = scales[asset.0 as usize];
                let mut ends: Vec<End> = it.ends.into_iter().map(|(at, sum)| sum.end(at, scale, steps)).collect();
                ends.sort_by_cached_key(|it| {
                    let sum = scale.units(it.direct).unwrap_or(0) + scale.units(it.indirect).unwrap_or(0);
                    let name = it.at.party().map(|it| (book.parties.kind(it), book.parties.name(it).to_owned()));
                    (std::cmp::Reverse(sum), kind(it.at), name)
                });
                AssetExposure {
                    asset,
                    total: scale.amount(it.units),
                    transfers: it.transfers,
                    value: Value(it.value),
                    without_value: it.without_value,
                    first: it.first,
                    last: it.last,
                    ends,
                }
            })
            .collect();
        assets.sort_by(|one, other| book.asset(one.asset).cmp(book.asset(other.asset)));
        Exposure { assets, ..Exposure::default() }
    }
}

/// A number for each kind of stop, whoever stands there.
const fn kind(stop: Stop) -> u8 {
    match stop {
        Stop::Tagged(_) => 0,
        Stop::Returned => 1,
        Stop::Unseen(_) => 2,
        Stop::Held(_) => 3,
        Stop::Service(_) => 4,
        Stop::Unnamed(_) => 5,
        Stop::Beyond(_) => 6,
        Stop::Spent(_) => 7,
    }
}

impl Whole {
    fn sum(&mut self, stop: Stop, time: Instant) -> &mut Sum {
        self.ends.entry(stop).or_insert_with(|| Sum {
            direct: 0,
            indirect: 0,
            value: 0,
            hops: u32::MAX,
            transfers: 0,
            newest: 0,
            first: time,
            last: time,
            ways: Vec::new(),
        })
    }
}

impl Sum {
    fn add(&mut self, it: &Piece, worth: u64, steps: &Steps) {
        let hops = steps.hops(it.step);
        *(if hops <= 1 { &mut self.direct } else { &mut self.indirect }) += it.units;
        self.value = self.value.saturating_add(worth);
        self.hops = self.hops.min(hops);
        match self.ways.iter_mut().find(|way| way.1 == it.step) {
            Some(way) => way.0 += it.units,
            // Equal ones stay in their order: the earliest first.
            None => self.ways.push((it.units, it.step)),
        }
        self.ways.sort_by_key(|way| std::cmp::Reverse(way.0));
        self.ways.truncate(ROUTES);
    }

    fn end(self, at: Stop, scale: Scale, steps: &Steps) -> End {
        let route = |(units, step): (u128, StepId)| Route { amount: scale.amount(units), places: steps.places(step) };
        End {
            at,
            direct: scale.amount(self.direct),
            indirect: scale.amount(self.indirect),
            value: Value(self.value),
            hops: self.hops,
            transfers: self.transfers,
            first: self.first,
            last: self.last,
            routes: self.ways.into_iter().map(route).collect(),
        }
    }
}
