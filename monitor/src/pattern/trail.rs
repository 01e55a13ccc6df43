//! What the graph-shaped kinds share: what a search starts from, the tables it works with, and the
//! figures of transfers in a row.
//!
//! Knows edges and bounds; knows nothing of the shapes themselves.

use super::fit::Fit;
use super::{Bound, Ground};
use crate::graph::{Edge, EdgeId, Gist, Leg};
use crate::ledger::PartyId;
use tidegate_kyc_core::base::Window;

/// The most transfers in a row that are looked for where a rule asks for no maximum.
///
/// Two more than the longest labelled chain or cycle of the public laundering benchmarks (10).
pub const HOPS_MAX: u64 = 12;

/// The steps that a search may take to find out whether missing values would have made a match:
/// twenty times what the searches of the benchmark without hubs take on average. Beyond it the
/// answer is that too little is known, which is true of any search that met a missing value. Five
/// times as many, on a million transfers among hubs of which none has a value, make a fifth to a
/// third fewer of these answers and a quarter more work of the whole.
pub(super) const HOPE_STEPS: u64 = 100;

/// What a search could not see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// Nothing was found, and something would have been found if the transfers whose kept share
    /// cannot be compared for want of a value had met the bound, or that could not be ruled out in
    /// a short search: too little is known to say no.
    pub blind: bool,
}

/// The tables of the searches, kept between calls so that a search allocates next to nothing.
///
/// Holds no knowledge: any scratch gives the same answers, and a new one is as good as a used one.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) edges: Marks,
    pub(super) parties: Marks,
    pub(super) more_parties: Marks,
    pub(super) cycle: super::cycle::Tables,
    pub(super) diamond: super::diamond::Tables,
}

/// A table from small numbers to a figure that is emptied in constant time.
#[derive(Debug, Default)]
pub(super) struct Marks {
    epoch: u32,
    cells: Vec<(u32, u32)>,
}

impl Marks {
    /// Empties the table and makes room for the keys below `len`.
    pub(super) fn begin(&mut self, len: usize) {
        if self.cells.len() < len {
            self.cells.resize(len, (0, 0));
        }
        self.epoch = self.epoch.wrapping_add(1);
        if self.epoch == 0 {
            self.cells.fill((0, 0));
            self.epoch = 1;
        }
    }

    /// The figure of a key, if one was set since the table was emptied.
    #[inline]
    pub(super) fn get(&self, key: usize) -> Option<u32> {
        self.cells.get(key).filter(|it| it.0 == self.epoch).map(|it| it.1)
    }

    /// Sets the figure of a key.
    #[inline]
    pub(super) fn set(&mut self, key: usize, figure: u32) {
        if let Some(cell) = self.cells.get_mut(key) {
            *cell = (self.epoch, figure);
        }
    }

    /// Takes a key's figure away.
    #[inline]
    pub(super) fn unset(&mut self, key: usize) {
        if let Some(cell) = self.cells.get_mut(key) {
            cell.0 = 0;
        }
    }
}

/// Where a search starts: the anchor, and the ground cut to the anchor's window.
#[derive(Clone, Copy)]
pub(super) struct Start<'g> {
    pub(super) ground: Ground<'g>,
    pub(super) anchor: EdgeId,
    pub(super) edge: &'g Edge,
    pub(super) gist: Gist,
}

impl<'g> Start<'g> {
    /// `None` where the anchor does not count: not in the view, not selected, to its own sender.
    pub(super) fn at(ground: &Ground<'g>, anchor: EdgeId, within: Window) -> Option<Self> {
        let edge = ground.edge(anchor)?;
        if edge.from == edge.to {
            return None;
        }
        let mut ground = *ground;
        let view = ground.view;
        let stop = EdgeId(anchor.0.saturating_add(1));
        let too_old = view.edge(view.first()).is_some_and(|it| !within.holds(it.time, edge.time));
        if too_old || view.end() > stop {
            let first = view.graph().first_since(within.start(edge.time));
            ground.view = view.graph().view(first.max(view.first()), stop.min(view.end()));
        }
        Some(Self { ground, anchor, edge, gist: view.gist(anchor)? })
    }

    /// An edge's place in the tables of this search.
    #[inline]
    pub(super) fn slot(&self, edge: EdgeId) -> usize {
        edge.0.saturating_sub(self.ground.view.first().0) as usize
    }

    /// How many slots there are.
    pub(super) fn slots(&self) -> usize {
        self.slot(self.ground.view.end())
    }

    /// How many parties there are.
    pub(super) fn parties(&self) -> usize {
        self.ground.view.graph().party_bound()
    }

    /// Whether one transfer may follow another; the edges themselves are read only where their
    /// gists do not tell.
    #[inline]
    pub(super) fn follows(&self, fit: &mut Fit, earlier: EdgeId, later: EdgeId) -> bool {
        let Some((one, other)) = self.ground.gist(earlier).zip(self.ground.gist(later)) else { return false };
        self.follows_as(fit, (earlier, one), (later, other))
    }

    /// The same of two transfers that count, whose gists are at hand.
    #[inline]
    pub(super) fn follows_as(&self, fit: &mut Fit, earlier: (EdgeId, Gist), later: (EdgeId, Gist)) -> bool {
        let edges = || self.ground.view.edge(earlier.0).zip(self.ground.view.edge(later.0));
        match fit.tell(earlier.1, later.1) {
            Some(fits) => fits,
            None => edges().is_some_and(|(one, other)| fit.allows(one, other)),
        }
    }

    /// Whether a party is a service.
    #[inline]
    pub(super) fn is_service(&self, party: PartyId) -> bool {
        self.ground.boundaries.contains(party)
    }
}

/// The legs before an edge.
#[inline]
pub(super) fn before(legs: &[Leg], edge: EdgeId) -> &[Leg] {
    if legs.last().is_none_or(|it| it.edge < edge) {
        return legs;
    }
    legs.get(..legs.partition_point(|it| it.edge < edge)).unwrap_or(&[])
}

/// The legs after an edge.
#[inline]
pub(super) fn after(legs: &[Leg], edge: EdgeId) -> &[Leg] {
    if legs.first().is_none_or(|it| it.edge > edge) {
        return legs;
    }
    legs.get(legs.partition_point(|it| it.edge <= edge)..).unwrap_or(&[])
}

/// A bound on a number of things as the least and the most to look for.
pub(super) fn reach(size: Bound, least: u64, most: u64) -> (u32, u32) {
    let narrow = |it: u64| u32::try_from(it).unwrap_or(u32::MAX >> 1).min(u32::MAX >> 1);
    (narrow(size.min.unwrap_or(0).max(least)), narrow(size.max.unwrap_or(most)))
}

/// The figures of transfers in a row (path, cycle), each in its quantity's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrailFigures {
    /// `hops`: transfers in a row.
    pub hops: u64,
    /// `kept_share`, the least of all hops, in permille; `None` where any hop cannot be compared.
    pub kept_least: Option<u64>,
    /// `kept_share`, the most of all hops, in permille; `None` where any hop cannot be compared.
    pub kept_most: Option<u64>,
    /// `returned_share`: the last transfer as a share of the first, in permille.
    pub returned: Option<u64>,
    /// `span`: microseconds from the first to the last transfer.
    pub span: u64,
    /// `fresh_relays`: parties in between whose first transfer in the ledger is the one by which
    /// the match reached them.
    pub fresh_relays: u64,
}

impl TrailFigures {
    /// Measures transfers in a row, oldest first. `first_seen` gives the first transfer, in or
    /// out, that a party ever had in the ledger, self-transfers included.
    #[must_use]
    pub fn of(rows: &[(EdgeId, Edge)], first_seen: impl Fn(PartyId) -> Option<EdgeId>) -> Self {
        let (kept_least, kept_most) = extremes(rows.windows(2).map(|pair| match pair {
            [earlier, later] => later.1.kept_of(&earlier.1),
            _ => None,
        }));
        let inner = rows.get(..rows.len().saturating_sub(1)).unwrap_or(&[]);
        let (first, last) = (rows.first().map(|it| &it.1), rows.last().map(|it| &it.1));
        Self {
            hops: rows.len() as u64,
            kept_least,
            kept_most,
            returned: first.zip(last).and_then(|(first, last)| last.kept_of(first)),
            span: first.zip(last).map_or(0, |(first, last)| span(first, last)),
            fresh_relays: inner.iter().filter(|it| first_seen(it.1.to) == Some(it.0)).count() as u64,
        }
    }
}

impl TrailFigures {
    /// The figures of the same transfers, of which there are two at least, and one more. Constant time.
    #[must_use]
    pub fn grown(
        self,
        first: &Edge,
        last: (EdgeId, &Edge),
        new: &Edge,
        first_seen: impl Fn(PartyId) -> Option<EdgeId>,
    ) -> Self {
        let kept = self.kept_least.zip(self.kept_most).zip(new.kept_of(last.1));
        Self {
            hops: self.hops + 1,
            kept_least: kept.map(|((least, _), share)| least.min(share)),
            kept_most: kept.map(|((_, most), share)| most.max(share)),
            returned: new.kept_of(first),
            span: span(first, new),
            fresh_relays: self.fresh_relays + u64::from(first_seen(last.1.to) == Some(last.0)),
        }
    }
}

/// The least and the most of some shares; `None` twice where one of them is unknown.
pub(super) fn extremes(shares: impl Iterator<Item = Option<u64>>) -> (Option<u64>, Option<u64>) {
    let mut ends: Option<(u64, u64)> = None;
    for share in shares {
        let Some(share) = share else { return (None, None) };
        ends = Some(ends.map_or((share, share), |it| (it.0.min(share), it.1.max(share))));
    }
    (ends.map(|it| it.0), ends.map(|it| it.1))
}

/// Microseconds from one transfer to another.
pub(super) fn span(first: &Edge, last: &Edge) -> u64 {
    u64::try_from(last.time.since(first.time)).unwrap_or(0)
}
