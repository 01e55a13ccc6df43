//! What ends where, added up by asset.

use super::holding::Piece;
use super::steps::{StepId, Steps};
use super::{AssetExposure, End, Exposure, Method, ROUTES, Route, Stop};
use crate::ledger::{Amount, Book, SymbolId, Transfer, Value};
use std::collections::{HashMap, HashSet};
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
    brought: HashSet<u32, foldhash::fast::RandomState>,
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
#[derive(Debug)]
pub(super) struct Gathered {
    method: Method,
    assets: HashMap<SymbolId, Whole, foldhash::fast::RandomState>,
    unseen: HashMap<SymbolId, u128, foldhash::fast::RandomState>,
}

impl Gathered {
    pub(super) fn new(method: Method) -> Self {
        Self { method, assets: HashMap::default(), unseen: HashMap::default() }
    }

    /// Counts a transfer of the subject.
    pub(super) fn count(&mut self, row: &Transfer, units: u128) {
        let it = self.assets.entry(row.asset).or_insert_with(|| Whole {
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

    /// Notes what the subject sent without being shown receiving it.
    pub(super) fn unseen(&mut self, asset: SymbolId, units: u128) {
        *self.unseen.entry(asset).or_default() += units;
    }

    /// Adds a piece that ends.
    pub(super) fn end(
        &mut self,
        asset: SymbolId,
        stop: Stop,
        it: &Piece,
        steps: &Steps,
        time: impl Fn(u32) -> Instant,
    ) {
        let Some(whole) = self.assets.get_mut(&asset).filter(|_| it.units > 0) else { return };
        let (first, last) = (time(it.brought.first), time(it.brought.last));
        let sum = whole.ends.entry(stop).or_insert_with(|| Sum::new(first, last));
        sum.add(it, steps);
        (sum.first, sum.last) = (sum.first.min(first), sum.last.max(last));
    }

    /// The answer.
    pub(super) fn finish(self, scales: &[Scale], steps: &Steps, book: &Book) -> Exposure {
        let Self { method, assets, unseen } = self;
        let told = |(asset, it): (SymbolId, Whole)| {
            let scale = scales[asset.0 as usize];
            let all = (it.units, it.value);
            let mut ends: Vec<(u128, End)> =
                it.ends.into_iter().map(|(at, sum)| sum.end(at, (method, all), scale, steps)).collect();
            ends.sort_by_cached_key(|(units, it)| {
                let name = it.at.party().map(|it| (book.parties.kind(it), book.parties.name(it).to_owned()));
                (std::cmp::Reverse(*units), kind(it.at), name)
            });
            AssetExposure {
                asset,
                total: scale.amount(it.units),
                transfers: it.transfers,
                value: Value(it.value),
                without_value: it.without_value,
                sent_unseen: scale.amount(unseen.get(&asset).copied().unwrap_or(0)),
                first: it.first,
                last: it.last,
                ends: ends.into_iter().map(|it| it.1).collect(),
            }
        };
        let mut assets: Vec<AssetExposure> = assets.into_iter().map(told).collect();
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

impl Sum {
    fn new(first: Instant, last: Instant) -> Self {
        Self {
            direct: 0,
            indirect: 0,
            value: 0,
            hops: u32::MAX,
            transfers: 0,
            brought: HashSet::default(),
            first,
            last,
            ways: Vec::new(),
        }
    }

    fn add(&mut self, it: &Piece, steps: &Steps) {
        let hops = steps.hops(it.step);
        let part = if hops <= 1 { &mut self.direct } else { &mut self.indirect };
        // By poison, more than there is.
        *part = part.saturating_add(it.units);
        self.value = self.value.saturating_add(it.value);
        self.hops = self.hops.min(hops);
        match it.brought.count {
            // What one transfer brought may end in several pieces.
            1 => self.transfers += u64::from(self.brought.insert(it.brought.last)),
            several => self.transfers += u64::from(several),
        }
        match self.ways.iter_mut().find(|way| way.1 == it.step) {
            Some(way) => way.0 = way.0.saturating_add(it.units),
            // Equal ones stay in their order: the earliest first.
            None => self.ways.push((it.units, it.step)),
        }
        self.ways.sort_by_key(|way| std::cmp::Reverse(way.0));
        self.ways.truncate(ROUTES);
    }

    /// By poison no part is more than the whole.
    fn end(self, at: Stop, (method, (all, worth)): (Method, (u128, u64)), scale: Scale, steps: &Steps) -> (u128, End) {
        let direct = self.direct.min(all);
        let indirect = self.indirect.min(all - direct);
        let has_ways = matches!(method, Method::Fifo | Method::Lifo);
        let mut ways = self.ways;
        if !has_ways {
            ways.sort_by_key(|it| steps.hops(it.1));
        }
        let route = |(units, step): (u128, StepId)| Route {
            amount: has_ways.then(|| scale.amount(units)),
            places: steps.places(step),
        };
        let end = End {
            at,
            direct: scale.amount(direct),
            indirect: scale.amount(indirect),
            value: Value(self.value.min(worth)),
            hops: self.hops,
            transfers: self.transfers,
            first: self.first,
            last: self.last,
            routes: ways.into_iter().map(route).collect(),
        };
        (direct + indirect, end)
    }
}
