//! Rules made ready to run: bits for selections, cursors for windows, rows that must be there.

use super::ends::Trails;
use super::gate::Gates;
use crate::graph::Edge;
use crate::hit::Missing;
use crate::ledger::SymbolId;
use crate::pattern::{Answer, Ask, Assets, Bound, Bounds, Figure, Kind, Measured, Quantity, QuantitySet, Side};
use crate::rule::{Direction, Pack, Points, Rule, Select, Selector, Subject, UntaggedService};
use tidegate_kyc_core::base::Window;

/// The quantities that cost a tally more than a few additions.
const COSTLY: &[Quantity] = {
    use Quantity::{KeptShare, Largest, Receivers, Repeated, Senders, Smallest, Spread};
    &[Senders, Receivers, Largest, Smallest, Spread, Repeated, KeptShare]
};

/// The quantities of a subject's past.
const PAST: &[Quantity] = &[Quantity::Earlier, Quantity::IdleBefore, Quantity::AccountAge];

/// One rule, ready to run.
#[derive(Debug)]
pub(super) struct Program {
    /// Index of the rule in its pack.
    pub(super) rule: usize,
    pub(super) kind: Kind,
    pub(super) subject: Subject,
    pub(super) direction: Direction,
    /// The sides of a transfer on which a subject of a `flow` or `turnover` may stand.
    pub(super) sides: &'static [Side],
    pub(super) within: Window,
    /// Which of the monitor's cursors marks the first edge of this window.
    pub(super) cursor: usize,
    pub(super) assets: Assets,
    pub(super) bounds: Bounds,
    pub(super) ask: Ask,
    /// What the bounds, the score and the explanation need to know.
    pub(super) kept: QuantitySet,
    /// What the bounds alone need to know, where that costs less.
    pub(super) judged: QuantitySet,
    /// The selection's bit as the receiver sees it, and as the sender does.
    pub(super) bit_in: u64,
    pub(super) bit_out: u64,
    /// The least incoming and outgoing rows of any match.
    pub(super) least_in: usize,
    pub(super) least_out: usize,
    /// Whether a bound, a score or the explanation asks for the subject's past.
    pub(super) asks_past: bool,
    report: Vec<(Quantity, Bound)>,
    score: Vec<Points>,
}

impl Program {
    fn new(rule: &Rule, index: usize, cursor: usize, bits: (u64, u64)) -> Self {
        let require = &rule.require;
        let report = reported(rule);
        let kept: QuantitySet = report.iter().map(|it| it.0).collect();
        let least = |asked: &[Quantity]| {
            let rows = asked.iter().filter_map(|it| require.bounds.of(*it).min).max().unwrap_or(0);
            usize::try_from(rows).unwrap_or(usize::MAX)
        };
        let (least_in, least_out) = match (require.kind, rule.select.direction) {
            (Kind::Flow, Direction::In) => (least(&[Quantity::Count, Quantity::Senders, Quantity::Repeated]).max(1), 0),
            (Kind::Flow, Direction::Out) => {
                (0, least(&[Quantity::Count, Quantity::Receivers, Quantity::Repeated]).max(1))
            }
            (Kind::Turnover, _) => (
                least(&[Quantity::InCount, Quantity::Senders]).max(1),
                least(&[Quantity::OutCount, Quantity::Receivers]).max(1),
            ),
            _ => (0, 0),
        };
        let size = if require.kind == Kind::Diamond { Quantity::Middles } else { Quantity::Hops };
        let ask = Ask {
            within: require.within,
            assets: require.assets,
            size: require.bounds.of(size),
            kept: require.bounds.of(Quantity::KeptShare),
        };
        let sides: &[Side] = match (require.kind, rule.select.direction) {
            (Kind::Turnover, _) | (_, Direction::Out) => &[Side::Out],
            (_, Direction::In) => &[Side::In],
            (_, Direction::Both) => &[Side::In, Side::Out],
        };
        Self {
            rule: index,
            kind: require.kind,
            subject: rule.select.subject,
            direction: if require.kind == Kind::Flow { rule.select.direction } else { Direction::Both },
            sides,
            within: require.within,
            cursor,
            assets: require.assets,
            bounds: require.bounds.clone(),
            ask,
            kept,
            judged: judged(rule, kept),
            bit_in: bits.0,
            bit_out: bits.1,
            least_in,
            least_out,
            asks_past: kept.any(PAST),
            report,
            score: rule.score.clone(),
        }
    }

    /// Whether the edge meets the selection as seen from a side, and moves the asked asset.
    #[inline]
    pub(super) fn counts(&self, edge: &Edge, side: Side, asset: Option<SymbolId>) -> bool {
        let bit = match side {
            Side::In => self.bit_in,
            Side::Out => self.bit_out,
        };
        edge.selected & bit != 0 && asset.is_none_or(|it| it == edge.asset)
    }

    /// Whether the subject's past alone forbids a match, so that its rows need not be looked at.
    pub(super) fn forbids(&self, past: impl Fn(Quantity) -> Figure) -> bool {
        let asked = self.bounds.0.iter().filter(|it| PAST.contains(&it.0));
        asked.map(|(quantity, bound)| bound.judge(past(*quantity))).any(|it| it == Answer::Fails)
    }

    /// What the bounds say to a match's figures.
    pub(super) fn judge(&self, figure: impl Fn(Quantity) -> Figure) -> Answer {
        self.bounds.judge(figure)
    }

    /// What the bounds say besides those about the subject's past.
    pub(super) fn judge_without_past(&self, figure: impl Fn(Quantity) -> Figure) -> Answer {
        let asked = self.bounds.0.iter().filter(|it| !PAST.contains(&it.0));
        asked.map(|(quantity, bound)| bound.judge(figure(*quantity))).max().unwrap_or(Answer::Holds)
    }

    /// The figures that a hit of this rule reports.
    pub(super) fn measure(&self, measured: &mut Vec<Measured>, figure: impl Fn(Quantity) -> Figure) {
        measured.clear();
        let one = |it: &(Quantity, Bound)| Measured { what: it.0, observed: figure(it.0), asked: it.1 };
        measured.extend(self.report.iter().map(one));
    }

    /// The points that figures earn; a part whose condition cannot be told earns nothing, see
    /// [`Program::leaves_points_open`].
    pub(super) fn points(&self, figure: impl Fn(Quantity) -> Figure) -> u32 {
        let earned = self.score.iter().filter(|it| it.when.judge(&figure) == Answer::Holds);
        earned.fold(0, |sum, it| sum.saturating_add(it.points))
    }

    /// What is missing where figures leave it open if a part of the score is earned.
    pub(super) fn open_points(&self, figure: impl Fn(Quantity) -> Figure) -> Missings {
        let open = self.score.iter().filter(|it| it.when.judge(&figure) == Answer::Unknown);
        open.fold(Missings::default(), |all, it| all.or(missing(&it.when, &figure)))
    }

    /// What is missing where the bounds cannot be told.
    pub(super) fn missing(&self, figure: impl Fn(Quantity) -> Figure) -> Missings {
        missing(&self.bounds, figure)
    }
}

/// What figures are missing: values, the names of parties, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Missings {
    value: bool,
    party: bool,
}

impl Missings {
    const fn or(self, other: Self) -> Self {
        Self { value: self.value || other.value, party: self.party || other.party }
    }

    /// One by one.
    pub(super) fn iter(self) -> impl Iterator<Item = Missing> {
        let all = [(self.value, Missing::Value), (self.party, Missing::Party)];
        all.into_iter().filter(|it| it.0).map(|it| it.1)
    }
}

fn missing(bounds: &Bounds, figure: impl Fn(Quantity) -> Figure) -> Missings {
    let open = bounds.0.iter().filter(|it| it.1.judge(figure(it.0)) == Answer::Unknown);
    open.fold(Missings::default(), |all, it| {
        let party = matches!(it.0, Quantity::Senders | Quantity::Receivers);
        all.or(Missings { value: !party, party })
    })
}

/// Most windows are judged and come to nothing: what only a hit reports is summed once there is one.
fn judged(rule: &Rule, kept: QuantitySet) -> QuantitySet {
    let bounds: QuantitySet = rule.require.bounds.0.iter().map(|it| it.0).collect();
    if COSTLY.iter().any(|it| kept.has(*it) && !bounds.has(*it)) { bounds } else { kept }
}

/// What a hit reports: what the rule bounds, then what its score and text mention, then what
/// every hit of the kind tells.
fn reported(rule: &Rule) -> Vec<(Quantity, Bound)> {
    let always: &[Quantity] = match rule.require.kind {
        Kind::Flow => &[Quantity::Count, Quantity::Total, Quantity::Span],
        Kind::Turnover => &[Quantity::InCount, Quantity::OutCount, Quantity::KeptShare, Quantity::Span],
        Kind::Path | Kind::Cycle => &[Quantity::Hops, Quantity::KeptShare, Quantity::Span],
        Kind::Diamond => &[Quantity::Middles, Quantity::KeptShare, Quantity::Span],
    };
    let mut report = rule.require.bounds.0.clone();
    for row in Quantity::table() {
        let scored = rule.score.iter().any(|it| it.when.0.iter().any(|it| it.0 == row.quantity));
        let told = rule.explain.contains(&format!("{{{}}}", row.name));
        let of_kind = row.kinds.contains(&rule.require.kind);
        let wanted = scored || told || always.contains(&row.quantity);
        if of_kind && wanted && !report.iter().any(|it| it.0 == row.quantity) {
            report.push((row.quantity, Bound::default()));
        }
    }
    report
}

/// The rules of one monitor, with their shared selections and windows.
#[derive(Debug)]
pub(super) struct Programs {
    pub(super) all: Vec<Program>,
    /// What of each is asked first, in the same order.
    pub(super) gates: Gates,
    /// The selections of each and the rule's index, in the same order.
    asked: Vec<(u64, usize)>,
    pub(super) windows: Vec<Window>,
    pub(super) horizon: Window,
    /// Who is taken for a service untagged, with the cursor of that window; only where a trail could end there.
    pub(super) untagged: Option<(UntaggedService, usize)>,
    pub(super) trails: Trails,
    /// The selections with their sides and keys, by their bits.
    selections: Vec<(Select, Side, String)>,
}

impl Programs {
    /// Makes the rules of a pack ready whose indices are given.
    ///
    /// Rules beyond the 60th distinct selection are not taken: their indices come back, for a
    /// monitor of their own.
    pub(super) fn new(pack: &Pack, rules: &[usize]) -> (Self, Vec<usize>) {
        let mut programs = Self {
            all: Vec::new(),
            gates: Gates::default(),
            asked: Vec::new(),
            windows: Vec::new(),
            horizon: Window::from_micros(0),
            untagged: None,
            trails: Trails::default(),
            selections: Vec::new(),
        };
        let mut rest = Vec::new();
        for index in rules {
            let Some(rule) = pack.rules.get(*index) else { continue };
            let Some(bits) = programs.bits(rule) else {
                rest.push(*index);
                continue;
            };
            if rule.require.kind.is_trail() {
                programs.trails.add(rule.require.kind, bits.0 | bits.1);
                programs.untagged = pack.untagged_service.map(|it| (it, programs.cursor(it.within)));
            }
            let cursor = programs.cursor(rule.require.within);
            let program = Program::new(rule, *index, cursor, bits);
            programs.gates.add(&program, programs.all.len());
            programs.asked.push((program.bit_in | program.bit_out, *index));
            programs.all.push(program);
        }
        (programs, rest)
    }

    /// The cursor of a window, which the horizon takes in.
    fn cursor(&mut self, within: Window) -> usize {
        self.horizon = self.horizon.max(within);
        self.windows.iter().position(|it| *it == within).unwrap_or_else(|| {
            self.windows.push(within);
            self.windows.len() - 1
        })
    }

    fn bits(&mut self, rule: &Rule) -> Option<(u64, u64)> {
        let sided = rule.select.is_sided();
        let wants = |side| match (rule.require.kind, rule.select.direction, side) {
            (Kind::Flow, Direction::In, Side::Out) | (Kind::Flow, Direction::Out, Side::In) => false,
            (Kind::Flow | Kind::Turnover, _, _) => true,
            (_, _, side) => side == Side::In,
        };
        let needed = [Side::In, Side::Out].into_iter().filter(|it| wants(*it)).count();
        if self.selections.len() + needed > Selector::SELECTIONS_MAX {
            return None;
        }
        let mut bit = |side| match wants(side) {
            true => self.bit(rule, if sided { side } else { Side::In }),
            false => 0,
        };
        Some((bit(Side::In), bit(Side::Out)))
    }

    /// The bit of a rule's selection. Paths and cycles, and diamonds, have bits of their own, since they end
    /// where other kinds do not.
    fn bit(&mut self, rule: &Rule, side: Side) -> u64 {
        let use_of = match rule.require.kind {
            Kind::Flow | Kind::Turnover => "",
            Kind::Path | Kind::Cycle => " chain",
            Kind::Diamond => " diamond",
        };
        let key = format!("{}{use_of}", rule.select.key());
        let found = self.selections.iter().position(|it| it.1 == side && it.2 == key);
        let at = found.unwrap_or_else(|| {
            self.selections.push((rule.select.clone(), side, key));
            self.selections.len() - 1
        });
        1 << at
    }

    /// All selections, ready to answer.
    pub(super) fn selector(&self) -> Selector {
        Selector::new(self.selections.iter().map(|it| (it.0.clone(), it.1)).collect())
    }

    /// The rules whose selection is among these, which could not be answered, in the pack's order.
    pub(super) fn unanswered(&self, unknown: u64) -> impl Iterator<Item = usize> {
        self.asked.iter().filter(move |it| it.0 & unknown != 0).map(|it| it.1)
    }
}
