//! What is derived of a long ring, so that a search reads the legs that may fit and not all of them.
//!
//! A wallet with thousands of legs in a window is met by most searches, and few of its legs fit any
//! of them. Its legs are filed twice: by asset and rough size (and, where an edge has a value, by
//! the rough size of that), and by the party at the other end. Derived alone: every answer is that
//! of a scan of the ring, and a party with a short ring costs a look at its length.

mod pairs;

pub(crate) use pairs::{Pair, Pairs};

use super::met::Met;
use super::temporal::newest;
use super::{Edge, EdgeId, Gist, Leg, Size};
use crate::ledger::{PartyId, SymbolId};
use smallvec::SmallVec;
use std::collections::HashMap;
use std::ops::Range;
use tidegate_kyc_core::base::{Budget, Exhausted};

/// Which of a party's rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    /// The legs into it.
    In,
    /// The legs out of it.
    Out,
}

/// Rings of more legs than this are filed: from here on a search through the files costs less than
/// one through the ring, and few parties come so far. In this library's own tests most do, so that
/// their small ledgers are of hubs; those of `tests/shapes` choose.
pub(super) const LONG: usize = if cfg!(test) { 2 } else { 64 };

/// Files of so many times the legs that are left give their room back.
const FALLEN: usize = 8;

/// The files of all long rings of one graph.
#[derive(Debug)]
pub(super) struct Hubs {
    /// Rings of more legs than this are filed.
    long: usize,
    /// For each party one more than the place of its files in `table`, by [`Way`]; 0 where it has none.
    places: Vec<[u32; 2]>,
    table: Vec<(PartyId, Way, Hub)>,
}

impl Default for Hubs {
    fn default() -> Self {
        Self::beyond(LONG)
    }
}

impl Hubs {
    /// Files of rings of more legs than this.
    pub(super) fn beyond(long: usize) -> Self {
        Self { long, places: Vec::new(), table: Vec::new() }
    }

    /// Rings of more legs than this are filed.
    pub(super) const fn long(&self) -> usize {
        self.long
    }

    /// The files of a ring, if all its legs before `end` are filed.
    #[inline]
    pub(super) fn of(&self, party: PartyId, way: Way, legs: &[Leg], end: EdgeId) -> Option<&Hub> {
        let at = self.places.get(party.index())?[way as usize].checked_sub(1)?;
        let hub = &self.table.get(at as usize)?.2;
        let is_filed = || newest(legs, EdgeId(hub.newest.0 + 1)).first().is_none_or(|it| it.edge >= end);
        (legs.last()?.edge == hub.newest || is_filed()).then_some(hub)
    }

    /// Files those of a ring's legs that are not filed yet, or all where many of those that are were
    /// forgotten since; `of` knows the edges that any search follows, and legs of others are left out.
    /// Amortised constant time a leg; nothing for a short ring.
    #[inline]
    pub(super) fn push<'e>(&mut self, party: PartyId, way: Way, legs: &[Leg], of: impl Fn(EdgeId) -> Option<&'e Edge>) {
        if legs.len() > self.long {
            self.file(party, way, legs, of);
        }
    }

    fn file<'e>(&mut self, party: PartyId, way: Way, legs: &[Leg], of: impl Fn(EdgeId) -> Option<&'e Edge>) {
        let Some(last) = legs.last() else { return };
        let hub = self.open(party, way);
        if hub.seen > 0 && hub.newest == last.edge {
            return;
        }
        let unfiled = newest(legs, EdgeId(hub.newest.0 + 1));
        let filed = legs.len() - unfiled.len();
        let is_last_filed = filed.checked_sub(1).is_some_and(|at| legs[at].edge == hub.newest);
        let follows = hub.seen > 0 && is_last_filed && hub.seen < legs.len() * 3;
        if !follows && hub.seen / FALLEN > legs.len() {
            *hub = Hub::default();
        } else if !follows {
            hub.clear();
        }
        let fresh = if follows { unfiled } else { legs };
        hub.seen += fresh.len();
        for leg in fresh {
            if let Some(edge) = of(leg.edge) {
                hub.push(*leg, edge);
            }
        }
        hub.newest = last.edge;
    }

    /// The files of a ring, empty ones if it has none yet.
    fn open(&mut self, party: PartyId, way: Way) -> &mut Hub {
        if self.places.len() <= party.index() {
            self.places.resize(party.index() + 1, [0; 2]);
        }
        let place = &mut self.places[party.index()][way as usize];
        if *place == 0 {
            self.table.push((party, way, Hub::default()));
            *place = self.table.len() as u32;
        }
        &mut self.table[*place as usize - 1].2
    }

    /// Lets go of the files of rings that are no longer long, or no longer nearly as long as when they
    /// were filed, by how many legs they have. Linear in the files.
    pub(super) fn sweep(&mut self, legs: impl Fn(PartyId, Way) -> usize) {
        let half = self.long / 2;
        let mut at = 0;
        while let Some((party, way, hub)) = self.table.get(at) {
            let (party, way) = (*party, *way);
            let left = legs(party, way);
            if left > half && hub.seen / FALLEN <= left {
                at += 1;
                continue;
            }
            self.table.swap_remove(at);
            self.places[party.index()][way as usize] = 0;
            if let Some((moved, way, _)) = self.table.get(at) {
                self.places[moved.index()][*way as usize] = at as u32 + 1;
            }
        }
    }
}

/// The files of one ring. Legs that are forgotten stand in them until they are filed anew.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    newest: EdgeId,
    /// How many legs it has taken in since it was filed anew, with those that stand aside.
    seen: usize,
    /// By asset (none: by value, whatever the asset) and octave of sizes.
    sizes: HashMap<(Option<SymbolId>, u32), Octave, foldhash::fast::RandomState>,
    /// All legs, in time order.
    links: Vec<Link>,
    /// Those without a value; none where no leg has one, so that these are all.
    valueless: Option<Vec<Link>>,
    /// The newest of each pair, by the other party: a place in `links`.
    heads: HashMap<PartyId, u32, foldhash::fast::RandomState>,
    met: Met,
}

/// The drawers of one octave, each in time order.
type Octave = [Vec<Filed>; DRAWERS];
const DRAWERS: usize = Size::DRAWERS as usize;

/// A leg with what it is filed under.
#[derive(Clone, Copy, Debug)]
struct Filed {
    leg: Leg,
    gist: Gist,
    /// Of its amount or its value.
    size: Size,
}

/// A leg with the places of others in the same list.
#[derive(Clone, Copy, Debug)]
struct Link {
    edge: EdgeId,
    asset: SymbolId,
    /// The newest before it of another asset.
    other: u32,
    /// The one before it of the same pair of parties, in the list of all.
    older: u32,
}

/// Adds a leg to others in time order.
fn link(links: &mut Vec<Link>, edge: EdgeId, asset: SymbolId, older: u32) {
    let other = match links.last() {
        Some(last) if last.asset == asset => last.other,
        Some(_) => u32::try_from(links.len() - 1).unwrap_or(END),
        None => END,
    };
    links.push(Link { edge, asset, other, older });
}

/// Whether any of some legs within `range` is of another asset. Logarithmic.
fn has_other_than(links: &[Link], asset: SymbolId, range: &Range<EdgeId>) -> bool {
    // Mostly the range ends with them.
    let end = match links.last() {
        Some(last) if last.edge < range.end => links.len(),
        _ => links.partition_point(|it| it.edge < range.end),
    };
    let newest = end.checked_sub(1).and_then(|it| links.get(it));
    let other = newest.and_then(|it| if it.asset == asset { links.get(it.other as usize) } else { Some(it) });
    other.is_some_and(|it| it.edge >= range.start)
}

/// No older leg.
const END: u32 = u32::MAX;

/// A search over more than one drawer and so many reads the ring instead: two octaves of amounts.
const DRAWERS_MAX: u32 = 16;

/// The legs that are wanted of a ring.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// Those of this asset, of sizes from one to the other.
    pub(crate) asset: SymbolId,
    pub(crate) sizes: (Size, Size),
    /// Those of any other asset whose values are of sizes from one to the other.
    pub(crate) values: Option<(Size, Size)>,
    /// Whether to tell of legs that are left out since they cannot be compared.
    pub(crate) tells: bool,
}

impl Hub {
    fn clear(&mut self) {
        self.sizes.retain(|_, it| it.iter().any(|it| !it.is_empty()));
        self.sizes.values_mut().flatten().for_each(Vec::clear);
        self.links.clear();
        self.valueless = None;
        self.heads.clear();
        self.seen = 0;
        self.met.begin(0);
    }

    fn push(&mut self, leg: Leg, edge: &Edge) {
        let gist = Gist::of(edge);
        let (asset, size) = (gist.asset, gist.size);
        self.file(Some(asset), Filed { leg, gist, size });
        if let Some(size) = edge.value.map(Size::of_value) {
            self.file(None, Filed { leg, gist, size });
            // Up to here no leg had one.
            self.valueless.get_or_insert_with(|| self.links.clone());
        } else if let Some(valueless) = &mut self.valueless {
            link(valueless, leg.edge, asset, END);
        }
        let place = u32::try_from(self.links.len()).unwrap_or(END);
        let older = self.heads.insert(leg.other, place).unwrap_or(END);
        link(&mut self.links, leg.edge, asset, older);
        if self.met.has_room(self.heads.len()) {
            self.met.insert(leg.other);
        } else {
            self.met.begin(self.heads.len());
            self.heads.keys().for_each(|it| self.met.insert(*it));
        }
    }

    /// The legs without a value.
    fn valueless(&self) -> &[Link] {
        self.valueless.as_deref().unwrap_or(&self.links)
    }

    fn file(&mut self, asset: Option<SymbolId>, it: Filed) {
        let (octave, drawer) = it.size.place();
        self.sizes.entry((asset, octave)).or_default()[drawer].push(it);
    }

    /// The legs within `range` that are wanted. `None` where their sizes differ too widely.
    pub(super) fn fitting(&self, wanted: &Wanted, range: Range<EdgeId>) -> Option<Fitting<'_>> {
        // What has no value is compared with nothing of another asset.
        let without = if wanted.values.is_some() { self.valueless() } else { &self.links };
        let is_blind = wanted.tells && has_other_than(without, wanted.asset, &range);
        let mut found = Fitting { runs: SmallVec::new(), start: range.start, is_blind };
        let by_value = wanted.values.map(|it| (None, it));
        for (asset, (least, most)) in std::iter::once((Some(wanted.asset), wanted.sizes)).chain(by_value) {
            if most.drawer().saturating_sub(least.drawer()) > DRAWERS_MAX {
                return None;
            }
            let but = asset.is_none().then_some(wanted.asset);
            let (first, last) = (least.place(), most.place());
            for octave in first.0..=last.0 {
                let Some(drawers) = self.sizes.get(&(asset, octave)) else { continue };
                let begin = if octave == first.0 { first.1 } else { 0 };
                let end = if octave == last.0 { last.1 } else { DRAWERS - 1 };
                for legs in drawers.get(begin..=end).unwrap_or(&[]) {
                    let legs = cut(legs, range.end);
                    if legs.last().is_some_and(|it| it.leg.edge >= range.start) {
                        found.runs.push(Run { legs, least, most, but });
                    }
                }
            }
        }
        Some(found)
    }
}

/// The legs before an edge.
fn cut(legs: &[Filed], end: EdgeId) -> &[Filed] {
    if legs.last().is_none_or(|it| it.leg.edge < end) {
        return legs;
    }
    legs.get(..legs.partition_point(|it| it.leg.edge < end)).unwrap_or(&[])
}

/// The wanted legs of a long ring, newest first.
#[derive(Clone, Debug)]
pub(crate) struct Fitting<'g> {
    runs: SmallVec<[Run<'g>; 4]>,
    start: EdgeId,
    /// Whether legs are left out that cannot be compared for want of a value, where that is asked.
    pub(crate) is_blind: bool,
}

/// One drawer: legs in time order, those of sizes between that are wanted, but for one asset.
#[derive(Clone, Copy, Debug)]
struct Run<'g> {
    legs: &'g [Filed],
    least: Size,
    most: Size,
    but: Option<SymbolId>,
}

impl Run<'_> {
    #[inline]
    fn wants(&self, it: &Filed) -> bool {
        self.least <= it.size && it.size <= self.most && self.but != Some(it.gist.asset)
    }
}

impl Fitting<'_> {
    /// The next wanted leg, in no order; each leg looked at is a step, and they are as many.
    ///
    /// # Errors
    /// [`Exhausted`] when the budget is spent.
    #[inline]
    pub(crate) fn next_any(&mut self, budget: &mut Budget) -> Result<Option<(Leg, Gist)>, Exhausted> {
        while let Some(run) = self.runs.last_mut() {
            while let Some((filed, older)) = run.legs.split_last() {
                if filed.leg.edge < self.start {
                    break;
                }
                run.legs = older;
                budget.spend(1)?;
                if run.wants(filed) {
                    return Ok(Some((filed.leg, filed.gist)));
                }
            }
            self.runs.pop();
        }
        Ok(None)
    }

    /// The next older wanted leg; each leg looked at is a step.
    ///
    /// # Errors
    /// [`Exhausted`] when the budget is spent.
    #[inline]
    pub(crate) fn next(&mut self, budget: &mut Budget) -> Result<Option<(Leg, Gist)>, Exhausted> {
        loop {
            let newest = |it: &&mut Run<'_>| it.legs.last().map(|it| it.leg.edge);
            let Some(run) = self.runs.iter_mut().max_by_key(newest) else { return Ok(None) };
            let Some((filed, older)) = run.legs.split_last() else { return Ok(None) };
            if filed.leg.edge < self.start {
                return Ok(None);
            }
            run.legs = older;
            budget.spend(1)?;
            if run.wants(filed) {
                return Ok(Some((filed.leg, filed.gist)));
            }
        }
    }
}

#[cfg(test)]
mod tests;
