//! Bound: a query and a name of the index in, whether the name can score the threshold out.
//!
//! Rests on the agreements of the very parts, each compared with the query once, and leaves out only the
//! choice among them: every part is given the best it has.

use super::Index;
use super::forms::{Form, mask_of};
use super::glance::{Glance, Seen};
use crate::screen::name::align::most_alike;
use crate::screen::name::alike::{self, Agreement};
use crate::screen::name::part::{Join, Name, PARTS_MAX, Part};
use crate::screen::name::score::{How, Score};
use crate::screen::name::tuning::{LEFT_BOTH, LEFT_ONE};

/// Agreements of the parts and joins of a query with forms of the index, as far as they were asked for.
#[derive(Clone, Default)]
struct Memo {
    /// For each form, the agreement with each part or join of the query: [`Memo::UNKNOWN`], or of 10000 with
    /// [`Memo::ALIKE`] added where it is by sound. All are unknown but those of forms asked for.
    values: Vec<u16>,
    rows: usize,
    /// The forms that were asked for.
    asked: Vec<u32>,
}

impl Memo {
    const UNKNOWN: u16 = u16::MAX;
    const ALIKE: u16 = 1 << 15;

    /// Forgets all, and makes room for so many forms and so many parts and joins of a query.
    fn begin(&mut self, forms: usize, rows: usize) {
        for form in self.asked.drain(..) {
            self.values[form as usize * self.rows..][..self.rows].fill(Self::UNKNOWN);
        }
        self.rows = rows;
        self.values.resize(self.values.len().max(forms * rows), Self::UNKNOWN);
    }

    /// The agreements of a form, asked for when they are not known; gives the steps taken too.
    fn of(&mut self, form: u32, mut ask: impl FnMut(usize) -> Option<Agreement>) -> &[u16] {
        let row = &mut self.values[form as usize * self.rows..][..self.rows];
        if row.first() == Some(&Self::UNKNOWN) {
            for (at, value) in row.iter_mut().enumerate() {
                *value = match ask(at) {
                    Some((agreement, How::Alike)) => agreement | Self::ALIKE,
                    Some((agreement, _)) => agreement,
                    None => 0,
                };
            }
            self.asked.push(form);
        }
        row
    }

    fn asked(&self) -> u64 {
        (self.asked.len() * self.rows) as u64
    }
}

/// What is known of the agreements of one query.
#[derive(Clone, Default)]
pub(super) struct Memos {
    /// Of parts with parts, of parts of names with joins of the query, and of joins of names with its parts.
    parts: Memo,
    query_joins: Memo,
    joins: Memo,
}

impl Memos {
    /// Forgets all of the query before.
    pub(super) fn begin(&mut self, index: &Index, query: &Name) {
        self.parts.begin(index.part_forms.len(), query.parts.len());
        self.query_joins.begin(index.part_forms.len(), query.joins.len());
        self.joins.begin(index.join_forms.len(), query.parts.len());
    }

    /// Agreements asked for since the beginning.
    pub(super) fn asked(&self) -> u64 {
        self.parts.asked() + self.query_joins.asked() + self.joins.asked()
    }
}

/// Whether some join of a name agrees with a part of the query, or some part with a join.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Joins {
    None,
    Some,
}

/// The threshold and what is known of the query.
pub(super) struct Bound<'a> {
    query: &'a Name,
    glances: Vec<Glance>,
    /// What all parts count at least where they are left over.
    weight: u64,
    threshold: u64,
    /// What is taken off each agreement; see [`Bound::reaches`].
    less: u32,
    /// The weight and the parts of each part, then of each join.
    rows: Vec<(u32, u32, usize)>,
}

/// What the parts of two names can be worth at most.
struct Sums {
    here: [u32; PARTS_MAX],
    there: [u32; PARTS_MAX],
    matched_here: u32,
    matched_there: u32,
}

impl<'a> Bound<'a> {
    pub(super) fn of(query: &'a Name, threshold: Score) -> Self {
        let part = |(at, it): (usize, &Part)| (u32::from(it.weight), 1 << at, at);
        let join = |it: &Join| {
            let weight = query.parts[it.range()].iter().map(|it| u32::from(it.weight)).sum();
            (weight, mask_of(it.range()), usize::from(it.first))
        };
        let rows = query.parts.iter().enumerate().map(part).chain(query.joins.iter().map(join)).collect();
        let threshold = u64::from(threshold.parts());
        // INVARIANT: at most 10000.
        let less = (threshold * (1000 - 2 * LEFT_ONE) / 1000) as u32;
        let glances = query.parts.iter().map(Glance::of).collect();
        let weight = query.parts.iter().map(|it| u64::from(it.least_weight())).sum();
        Self { query, glances, weight, threshold, less, rows }
    }

    /// Whether a name can score the threshold.
    ///
    /// With W the weight of an alignment's pairs and U what either name has left over, the score is the sum
    /// of weight · agreement by W + LEFT_ONE·(U + U') + (LEFT_BOTH − 2·LEFT_ONE)·min(U, U'), all in
    /// thousandths; U + U' is the weight of both names less 2·W (less one for each pair, whose mean weight
    /// was rounded down). So pairs of weight w and agreement a must make up for that:
    /// Σ w·(a − T·(1 − 2·LEFT_ONE)) ≥ T·(LEFT_ONE·both + (LEFT_BOTH − 2·LEFT_ONE)·min(U, U')).
    /// The left side is at most the best of each part of either name, and U at least the parts that agree
    /// with nothing. What may stand beside a company's own word is taken for as little as it can count: in `both` by its
    /// least weight, of which a pair has no more than of the other, and in U not at all.
    pub(super) fn reaches(&self, index: &Index, name: u32, memos: &mut Memos, joins: Joins) -> bool {
        let (query, names) = (self.query, &index.names);
        let (part_rows, join_rows) = self.rows.split_at(query.parts.len());
        let mut sums = Sums { here: [0; PARTS_MAX], there: [0; PARTS_MAX], matched_here: 0, matched_there: 0 };
        let mut whole = 0;
        let forms = index.part_forms.of_name(name);
        for form in forms {
            whole += u64::from(form.least);
            let other = || index.part_forms.part(names, form.number);
            let glance = index.part_forms.glance(form.number);
            let agreements = memos.parts.of(form.number, |row| match self.glances[row].see(glance) {
                Seen::All(agreement) => agreement,
                Seen::Ask => alike::parts(&query.parts[row], other()),
            });
            self.add(part_rows, agreements, *form, &mut sums);
            if joins == Joins::Some && !join_rows.is_empty() {
                let agreements = memos.query_joins.of(form.number, |row| alike::joined(&query.joins[row], other()));
                self.add(join_rows, agreements, *form, &mut sums);
            }
        }
        if joins == Joins::Some {
            for form in index.join_forms.of_name(name) {
                let join = || index.join_forms.join(names, form.number);
                let agreements = memos.joins.of(form.number, |row| alike::joined(join(), &query.parts[row]));
                self.add(part_rows, agreements, *form, &mut sums);
            }
        }
        let one = left(sums.matched_here, query.parts.iter().map(Part::least_both));
        let other = left(sums.matched_there, forms.iter().map(|it| it.least_both));
        let pairs = query.parts.len().min(forms.len());
        let sum = |most: &[u32], count: usize| most.iter().take(count).map(|it| u64::from(*it)).sum::<u64>();
        let most = sum(&sums.here, query.parts.len()).min(sum(&sums.there, forms.len()));
        let both = (self.weight + whole).saturating_sub(pairs as u64);
        1000 * most >= self.threshold * (LEFT_ONE * both + (LEFT_BOTH - 2 * LEFT_ONE) * one.min(other))
    }

    /// Adds what a form of the name can be worth with each part or join of the query.
    fn add(&self, rows: &[(u32, u32, usize)], agreements: &[u16], form: Form, sums: &mut Sums) {
        for (&(weight, mask, first), &value) in rows.iter().zip(agreements) {
            if value == 0 {
                continue;
            }
            let weight = (weight + u32::from(form.weight)) / 2;
            let agreement = match value & !Memo::ALIKE {
                it if value & Memo::ALIKE != 0 => most_alike(it, weight, self.query.kind),
                it => it,
            };
            sums.matched_here |= mask;
            sums.matched_there |= form.mask();
            // INVARIANT: weights of at most 32,000, agreements of 10000.
            let worth = weight * u32::from(agreement).saturating_sub(self.less);
            let (here, there) = (&mut sums.here[first], &mut sums.there[form.first()]);
            (*here, *there) = ((*here).max(worth), (*there).max(worth));
        }
    }
}

/// The weight of the parts that are not among the used ones.
fn left(used: u32, weights: impl Iterator<Item = u16>) -> u64 {
    (0..PARTS_MAX).zip(weights).filter(|it| used & (1 << it.0) == 0).map(|it| u64::from(it.1)).sum()
}
