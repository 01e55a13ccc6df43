//! The slow, honest definition of `flow` and `turnover` hits, and the property that the engine
//! agrees with it on small random ledgers (few wallets, few times: ties, parallel transfers and
//! self-transfers are common), with every window summed afresh and with every window kept up.
//!
//! It catches wrong windows, sums, medians, growth and reopening. It cannot catch a definition
//! that is itself mistaken: for that there are the hand-made cases of the rule pack.

use super::fold::Fold;
use super::rows::Rows;
use super::series::{SHORT, Series};
use super::{Group, running};
use crate::hit::Hit;
use crate::ledger::{Amount, Book, PartyId, SourceIndex, SymbolId, TextId, Transfer, Value};
use crate::pattern::{Answer, Assets, Bound, Bounds, Figure, Kind, Quantity, Side};
use crate::rule::{Direction, Facts, Pack, Points, Require, Rule, Select, Severity, Status, Subject, TagFilter};
use crate::tag::{Customers, Tag, Tags};
use proptest::prelude::*;
use tidegate_kyc_core::base::{Instant, SourceId, Window};

const HOUR: i64 = 3_600_000_000;

/// A rule with nothing but what matters to the engine.
pub(crate) fn rule(
    kind: Kind,
    direction: Direction,
    hours: u32,
    assets: Assets,
    bounds: Vec<(Quantity, Bound)>,
) -> Rule {
    Rule {
        id: "r".into(),
        version: 1,
        status: Status::Active,
        severity: Severity::Low,
        title: String::new(),
        typology: "AMT-01".into(),
        references: vec![],
        rationale: String::new(),
        innocent: vec![],
        blind_spots: vec![],
        select: Select {
            subject: Subject::Party,
            direction,
            kinds: vec![],
            assets: vec![],
            value_from: None,
            value_below: None,
            subject_tags: TagFilter::default(),
            counterparty_tags: TagFilter::default(),
            customer_risk: vec![],
            customer_country: vec![],
            memo: None,
            label: None,
        },
        require: Require { kind, within: Window::from_hours(hours), assets, bounds: Bounds(bounds) },
        score: vec![Points { points: 7, when: Bounds::default(), because: None }],
        explain: String::new(),
        cases: vec![],
        digest: SourceId::of(b""),
        file: String::new(),
    }
}

pub(crate) fn pack(rules: Vec<Rule>) -> Pack {
    let services = ["exchange".to_owned()].into();
    Pack {
        rules,
        currency: "EUR".into(),
        services,
        untagged_service: None,
        search_steps: 100_000,
        restrict: std::collections::BTreeMap::new(),
        digest: SourceId::of(b""),
        stands_on: None,
    }
}

/// A party that exports do not name.
const UNNAMED: PartyId = PartyId(4);

/// Six wallets `w0`…, two assets, one kind; `w5` is a service, and the fifth is not named.
pub(super) fn book() -> (Book, Tags) {
    let (mut book, mut tags) = (Book::default(), Tags::default());
    for name in 0..6 {
        let begin = if PartyId(name) == UNNAMED { "tx:" } else { "w" };
        book.parties.wallet(&format!("{begin}{name}"));
    }
    book.assets.intern("A");
    book.assets.intern("B");
    book.kinds.intern("transfer");
    tags.add("w5", Tag { category: "exchange".into(), label: "x".into(), source: "test".into() });
    (book, tags)
}

/// A transfer out of small numbers; `line` is its place.
pub(crate) fn transfer(
    line: u32,
    hour: i64,
    from: u32,
    to: u32,
    amount: u128,
    asset: u32,
    value: Option<u64>,
) -> Transfer {
    Transfer {
        amount: Amount::new(amount, 0).unwrap(),
        time: Instant::from_micros(hour * HOUR),
        sequence: 0,
        value: value.map(Value),
        txid: TextId::NONE,
        memo: TextId::NONE,
        from: PartyId(from),
        to: PartyId(to),
        from_customer: None,
        to_customer: None,
        asset: SymbolId(asset),
        kind: SymbolId(0),
        index: 0,
        source: SourceIndex(0),
        line,
    }
}

prop_compose! {
    pub(super) fn small_ledger()(mut rows in proptest::collection::vec((0_i64..9, 0_u32..6, 0_u32..6, 0_u128..5, 0_u32..2, proptest::option::weighted(0.9, 1_u64..5)), 1..40)) -> Vec<Transfer> {
        rows.sort_by_key(|it| it.0);
        let numbered = rows.into_iter().enumerate();
        numbered.map(|(at, (hour, from, to, amount, asset, value))| transfer(at as u32, hour, from, to, amount, asset, value.map(|it| it * 10_000 - it % 2))).collect()
    }
}

pub(super) fn run<'t>(transfers: &'t [Transfer], pack: &Pack, short: usize) -> Vec<Hit<'t>> {
    let (book, tags) = book();
    let customers = Customers::default();
    let mut fold = Fold::default();
    let mut groups = Group::all(pack, &running(pack), Rows::default);
    groups.iter_mut().for_each(|it| it.series = Series::new(short));
    for (at, transfer) in transfers.iter().enumerate() {
        fold.begin(at);
        let facts = Facts { book: &book, tags: &tags, customers: &customers };
        groups.iter_mut().for_each(|it| it.observe(transfer, facts, &mut fold));
    }
    Fold::finish(vec![fold]).hits
}

/// One subject's view of a ledger: everything is derived from the list, again and again.
struct Slow<'a> {
    transfers: &'a [Transfer],
    rule: &'a Rule,
    subject: PartyId,
    asset: Option<SymbolId>,
}

#[derive(Clone, Debug, PartialEq)]
struct SlowHit {
    opened: usize,
    subject: PartyId,
    rows: Vec<usize>,
    median: Option<usize>,
    last: usize,
}

impl Slow<'_> {
    fn side(&self, at: usize) -> Option<Side> {
        let it = &self.transfers[at];
        match (it.from == it.to, it.to == self.subject, it.from == self.subject) {
            (true, _, _) => None,
            (_, true, _) => Some(Side::In),
            (_, _, true) => Some(Side::Out),
            _ => None,
        }
    }

    fn directed(&self, at: usize) -> bool {
        match (self.rule.require.kind, self.rule.select.direction) {
            (Kind::Flow, Direction::In) => self.side(at) == Some(Side::In),
            (Kind::Flow, Direction::Out) => self.side(at) == Some(Side::Out),
            _ => self.side(at).is_some(),
        }
    }

    fn counts(&self, at: usize) -> bool {
        self.directed(at) && self.asset.is_none_or(|it| it == self.transfers[at].asset)
    }

    fn in_window(&self, at: usize, anchor: usize) -> bool {
        at <= anchor && self.rule.require.within.holds(self.transfers[at].time, self.transfers[anchor].time)
    }

    fn time(&self, at: usize) -> i64 {
        self.transfers[at].time.micros()
    }

    /// The match that the rows `range` make, if any: of a turnover, credits and debits after the median.
    fn select(&self, range: &[usize], median: Option<usize>) -> (Vec<usize>, Option<usize>) {
        if self.rule.require.kind == Kind::Flow {
            return (range.to_vec(), None);
        }
        let credits: Vec<usize> = range.iter().copied().filter(|it| self.side(*it) == Some(Side::In)).collect();
        let median = median.or_else(|| credits.get((credits.len().div_ceil(2)).wrapping_sub(1)).copied());
        let held = |it: &usize| self.side(*it) == Some(Side::In) || median.is_some_and(|median| *it > median);
        (range.iter().copied().filter(held).collect(), median)
    }

    fn figure(&self, rows: &[usize], median: Option<usize>, anchor: usize, quantity: Quantity) -> Figure {
        let of = |side: Side| rows.iter().copied().filter(move |it| self.side(*it) == Some(side)).collect::<Vec<_>>();
        let (ins, outs) = (of(Side::In), of(Side::Out));
        let flow = self.rule.require.kind == Kind::Flow;
        let count = |it: usize| Figure::Exact(it as u64);
        let distinct = |rows: &[usize], other: fn(&Transfer) -> PartyId| {
            let mut parties: Vec<PartyId> = rows.iter().map(|it| other(&self.transfers[*it])).collect();
            let unnamed = parties.iter().filter(|it| **it == UNNAMED).count();
            parties.retain(|it| *it != UNNAMED);
            parties.sort();
            parties.dedup();
            // Of transfers whose parties nobody knows, all may be of one that is known, or each of another.
            match (parties.len(), unnamed) {
                (named, 0) => count(named),
                (0, 1) => count(1),
                (named, unnamed) => Figure::Between(named.max(1) as u64, (named + unnamed) as u64),
            }
        };
        let since = |first: Option<i64>| {
            let newest = outs.last().filter(|_| !flow).or(rows.last().filter(|_| flow));
            first
                .zip(newest)
                .map_or(Figure::Absent, |(first, newest)| Figure::Exact((self.time(*newest) - first) as u64))
        };
        match quantity {
            Quantity::Count if flow => count(rows.len()),
            Quantity::InCount => count(ins.len()),
            Quantity::OutCount => count(outs.len()),
            Quantity::Senders => distinct(&ins, |it| it.from),
            Quantity::Receivers => distinct(&outs, |it| it.to),
            Quantity::Total => self.total(rows),
            Quantity::InTotal => self.total(&ins),
            Quantity::OutTotal => self.total(&outs),
            Quantity::KeptShare => self.share(&outs, &ins),
            Quantity::Delay => since(median.map(|it| self.time(it))),
            Quantity::Span => since(rows.iter().map(|it| self.time(*it)).min()),
            Quantity::Earlier | Quantity::IdleBefore | Quantity::AccountAge => self.past(rows, anchor, quantity),
            _ => self.spread(rows, quantity),
        }
    }

    fn total(&self, rows: &[usize]) -> Figure {
        let values: Vec<Option<Value>> = rows.iter().map(|it| self.transfers[*it].value).collect();
        let known = values.iter().flatten().map(|it| it.0).sum();
        if values.contains(&None) { Figure::AtLeast(known) } else { Figure::Exact(known) }
    }

    fn share(&self, part: &[usize], whole: &[usize]) -> Figure {
        let all: Vec<SymbolId> = part.iter().chain(whole).map(|it| self.transfers[*it].asset).collect();
        let sum = |rows: &[usize]| rows.iter().map(|it| self.transfers[*it].amount.units() as u64).sum::<u64>();
        let (part, whole) = match all.windows(2).all(|it| it[0] == it[1]) && !part.is_empty() && !whole.is_empty() {
            true => (Figure::Exact(sum(part)), Figure::Exact(sum(whole))),
            false => (self.total(part), self.total(whole)),
        };
        match (part, whole) {
            (Figure::Exact(part), Figure::Exact(whole)) => {
                (part * 1000).checked_div(whole).map_or(Figure::Absent, Figure::Exact)
            }
            _ => Figure::Unknown,
        }
    }

    fn spread(&self, rows: &[usize], quantity: Quantity) -> Figure {
        let mut values: Vec<u64> = rows.iter().filter_map(|it| self.transfers[*it].value).map(|it| it.0).collect();
        values.sort_unstable();
        let whole = values.len() == rows.len();
        let exact = |it: Option<u64>| if whole { it.map_or(Figure::Absent, Figure::Exact) } else { Figure::Unknown };
        let part = |it: Option<u64>| if whole { exact(it) } else { Figure::AtLeast(it.unwrap_or(0)) };
        let (least, most) = (values.first().copied(), values.last().copied());
        let round = values.iter().filter(|it| *it % 10_000 == 0).count() as u64;
        let repeated = values.iter().map(|it| values.iter().filter(|other| *other == it).count() as u64).max();
        match quantity {
            Quantity::Mean => exact(values.iter().sum::<u64>().checked_div(values.len() as u64)),
            Quantity::Largest => part(most),
            Quantity::Smallest => exact(least),
            Quantity::Spread => exact(least.zip(most).map(|(least, most)| (most - least) * 1000 / most)),
            Quantity::RoundShare => exact((round * 1000).checked_div(values.len() as u64)),
            Quantity::Repeated => part(repeated),
            Quantity::GapVariation => {
                let gaps: Vec<i64> = rows.windows(2).map(|it| (self.time(it[1]) - self.time(it[0])) / HOUR).collect();
                let (n, sum) = (gaps.len() as i64, gaps.iter().sum::<i64>());
                let scatter = n * gaps.iter().map(|it| it * it).sum::<i64>() - sum * sum;
                let ratio = (scatter * 1_000_000).checked_div(sum * sum).map(|it| (it as u64).isqrt());
                ratio.map_or(Figure::Absent, Figure::Exact)
            }
            _ => Figure::Absent,
        }
    }

    fn past(&self, rows: &[usize], anchor: usize, quantity: Quantity) -> Figure {
        let first = rows[0];
        let moves = |it: &usize| !self.transfers[*it].amount.is_zero();
        let mine: Vec<usize> = (0..=anchor).filter(|it| self.side(*it).is_some()).filter(moves).collect();
        let window = mine.iter().find(|it| self.in_window(**it, anchor)).copied();
        let before = mine.iter().rfind(|it| !self.in_window(**it, anchor)).copied();
        match quantity {
            Quantity::Earlier => Figure::Exact((0..first).filter(|it| self.directed(*it)).filter(moves).count() as u64),
            Quantity::AccountAge => {
                Figure::Exact(mine.first().map_or(0, |it| (self.time(anchor) - self.time(*it)) as u64))
            }
            _ => before
                .zip(window)
                .map_or(Figure::Absent, |(before, first)| Figure::Exact((self.time(first) - self.time(before)) as u64)),
        }
    }

    fn judge(
        &self,
        range: &[usize],
        median: Option<usize>,
        anchor: usize,
        window_of: usize,
    ) -> Option<(Vec<usize>, Option<usize>)> {
        let (rows, median) = self.select(range, median);
        if self.rule.require.kind == Kind::Turnover && median.is_none() {
            return None;
        }
        let held = self.rule.require.bounds.judge(|quantity| match quantity {
            Quantity::IdleBefore => self.past(range, window_of, quantity),
            Quantity::Earlier => self.past(range, anchor, quantity),
            _ => self.figure(&rows, median, anchor, quantity),
        });
        (held == Answer::Holds).then_some((rows, median))
    }

    fn hits(&self) -> Vec<SlowHit> {
        let mut hits: Vec<SlowHit> = Vec::new();
        for anchor in 0..self.transfers.len() {
            let kind = self.rule.require.kind;
            if !self.counts(anchor) || (kind == Kind::Turnover && self.side(anchor) != Some(Side::Out)) {
                continue;
            }
            let range = |from: usize| (from..=anchor).filter(|it| self.counts(*it)).collect::<Vec<_>>();
            if let Some(open) = hits.last_mut().filter(|it| self.in_window(it.rows[0], anchor))
                && let Some((rows, _)) = self.judge(&range(open.rows[0]), open.median, anchor, open.opened)
            {
                (open.rows, open.last) = (rows, anchor);
                continue;
            }
            let window: Vec<usize> = range(0).into_iter().filter(|it| self.in_window(*it, anchor)).collect();
            let Some(whole) = self.judge(&window, None, anchor, anchor) else { continue };
            let covered = hits.last().map(|it| it.last).filter(|it| self.in_window(*it, anchor));
            let shorter = (0..window.len()).rev().filter(|from| {
                let older = from.checked_sub(1).map(|it| window[it]);
                covered.is_some_and(|last| older.is_none_or(|it| it <= last))
            });
            let found = shorter.into_iter().find_map(|from| self.judge(&window[from..], None, anchor, anchor));
            let (rows, median) = found.unwrap_or(whole);
            hits.push(SlowHit { opened: anchor, subject: self.subject, rows, median, last: anchor });
        }
        hits
    }
}

fn slow(transfers: &[Transfer], rule: &Rule) -> Vec<(usize, PartyId, Vec<u32>)> {
    let mut hits = Vec::new();
    for subject in (0..5).map(PartyId) {
        let assets =
            if rule.require.assets == Assets::Same { vec![Some(SymbolId(0)), Some(SymbolId(1))] } else { vec![None] };
        for asset in assets {
            hits.extend(Slow { transfers, rule, subject, asset }.hits());
        }
    }
    let rows = |it: &SlowHit| it.rows.iter().map(|it| *it as u32).collect();
    let mut hits: Vec<_> = hits.iter().map(|it| (it.opened, it.subject, rows(it))).collect();
    hits.sort();
    hits
}

fn bound(range: (u64, Option<u64>)) -> Bound {
    Bound { min: Some(range.0), max: range.1.map(|it| it + range.0) }
}

pub(super) fn a_rule(kind: Kind) -> impl Strategy<Value = Rule> {
    let quantities: Vec<_> =
        Quantity::table().iter().filter(|it| it.kinds.contains(&kind)).map(|it| (it.quantity, it.unit)).collect();
    let one = (proptest::sample::select(quantities), 1_u64..6, proptest::option::weighted(0.3, 0_u64..6)).prop_map(
        |((quantity, unit), min, extra)| {
            use crate::pattern::Unit::{Count, Duration, Money, Share};
            let scale = match unit {
                Count => 1,
                Money => 9_999,
                Share => 200,
                Duration => HOUR as u64,
            };
            (quantity, bound((min / 2 * scale, extra.map(|it| it * scale))))
        },
    );
    let direction = proptest::sample::select(vec![Direction::In, Direction::Out, Direction::Both]);
    let assets = proptest::sample::select(vec![Assets::Any, Assets::Same]);
    (direction, 0_u32..6, assets, proptest::collection::vec(one, 1..4)).prop_map(
        move |(direction, hours, assets, mut bounds)| {
            bounds.sort_by_key(|it| it.0);
            bounds.dedup_by_key(|it| it.0);
            rule(kind, direction, hours, assets, bounds)
        },
    )
}

fn check(transfers: &[Transfer], rule: &Rule) -> Result<(), TestCaseError> {
    let expected = slow(transfers, rule);
    for short in [0, SHORT] {
        let pack = pack(vec![rule.clone()]);
        let hits = run(transfers, &pack, short);
        let mut found: Vec<_> = hits
            .iter()
            .map(|it| {
                (
                    it.rows.get(it.opened_with - 1).unwrap().line as usize,
                    it.subject,
                    it.rows.iter().map(|it| it.line).collect::<Vec<_>>(),
                )
            })
            .collect();
        found.sort();
        prop_assert_eq!(&found, &expected, "windows of more than {} rows are kept up", short);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn flow_hits_are_those_of_the_definition(transfers in small_ledger(), rule in a_rule(Kind::Flow)) {
        check(&transfers, &rule)?;
    }

    #[test]
    fn turnover_hits_are_those_of_the_definition(transfers in small_ledger(), rule in a_rule(Kind::Turnover)) {
        check(&transfers, &rule)?;
    }
}
