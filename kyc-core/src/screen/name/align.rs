//! Align and weigh: two names in, each part of both in exactly one line and the sum of the lines out.
//!
//! Parts that agree are edges; the heaviest set of edges in which no part stands twice is the alignment;
//! what it does not cover is left over. Each line's points are its share of the whole, and the score is
//! their sum. The comparison is symmetric.

use super::alike;
use super::assign::{self, Edge, Edges};
use super::join;
use super::lexicon::Class;
use super::own;
use super::part::{Join, Name, Part};
use super::score::{How, Score};
use super::tuning::{
    BRIEF, COMMON, ENOUGH, INITIAL_COMPANY, LEFT_BOTH, LEFT_ONE, LEFT_THIN, SHORT, SPELLED, SWAPPED, VOWELLESS,
};
use crate::screen::list::{EntryKind, PartRole};
use std::ops::Range;

/// One line of an alignment. Says where the words stand, never what they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The parts of the first name; empty where the line is a part of the second left over.
    pub here: Range<usize>,
    /// The parts of the second name.
    pub there: Range<usize>,
    /// How they agree.
    pub how: How,
    /// How far they agree.
    pub agreement: Score,
    /// What the line counts in the whole; of 1000 for a rare word.
    pub weight: u32,
    /// What the line adds to the score.
    pub points: Score,
}

/// Two names compared: the score, and the lines that add up to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The sum of the points of all lines.
    pub score: Score,
    /// Matched parts first, in the order of the first name, then what is left over.
    pub lines: Vec<Line>,
}

/// Compares two names.
///
/// O(n·m) comparisons of parts and an assignment that is optimal within 2,000 steps, else
/// greedy; both bounded by the 32 parts of a name. Symmetric: the other way round gives the same score.
#[must_use]
pub fn compare(one: &Name, other: &Name) -> Comparison {
    let flipped = is_after(one, other);
    let (here, there) = if flipped { (other, one) } else { (one, other) };
    let chosen = chosen(here, there);
    let whole = whole(here, there, &chosen);
    let mut lines: Vec<Line> = Vec::with_capacity(here.parts.len() + there.parts.len());
    let mut agreed = 0;
    for edge in &chosen {
        // The score of the pairs so far less that of those before, so that the lines add up to the whole.
        let before = share(agreed, whole);
        agreed += worth(edge);
        lines.push(matched(edge, share(agreed, whole) - before));
    }
    lines.extend(left(here, here_used(&chosen)).map(|at| leftover(at..at + 1, 0..0, &here.parts[at], How::OnlyHere)));
    lines.extend(
        left(there, there_used(&chosen)).map(|at| leftover(0..0, at..at + 1, &there.parts[at], How::OnlyThere)),
    );
    if flipped {
        lines.iter_mut().for_each(flip);
    }
    lines.sort_by_key(|it| {
        (it.here.is_empty() || it.there.is_empty(), it.here.is_empty(), it.here.start, it.there.start)
    });
    Comparison { score: sum(&chosen, whole), lines }
}

/// The score of two names alone: that of [`compare`], without its lines.
#[must_use]
pub fn score(one: &Name, other: &Name) -> Score {
    let (here, there) = if is_after(one, other) { (other, one) } else { (one, other) };
    let chosen = chosen(here, there);
    sum(&chosen, whole(here, there, &chosen))
}

/// A fixed order of two names, so that it does not matter which is asked first.
fn is_after(one: &Name, other: &Name) -> bool {
    let key = |it: &Name| {
        (it.parts.len(), it.parts.iter().fold(0_u64, |sum, it| sum.wrapping_mul(31).wrapping_add(it.spelling)))
    };
    key(one) > key(other)
}

fn chosen(here: &Name, there: &Name) -> Edges {
    let edges = edges(here, there);
    let mut chosen = assign::heaviest(edges, here.parts.len());
    let (used_here, used_there) = (here_used(&chosen), there_used(&chosen));
    let is_particle = |name: &Name, at: usize, used: u32| used & (1 << (at + 1)) == 0 && join::is_apart(name, at);
    // *O Brien* is no *O'Neill*: where the name behind it agrees with nothing, the letter is no initial.
    chosen.retain(|it| {
        it.how != How::Initial
            || !is_particle(here, it.here().start, used_here) && !is_particle(there, it.there().start, used_there)
    });
    chosen
}

/// Every pair of parts, and of a join and a part, that agree.
fn edges(here: &Name, there: &Name) -> Edges {
    let companies = here.kind == EntryKind::Organisation && there.kind == EntryKind::Organisation;
    // Of two scripts no letter is the other's: *ВТБ* is *VTB*.
    let latin = |one: &Part, other: &Part| one.shown.is_ascii() && other.shown.is_ascii();
    let by_letters = |one: &Part, other: &Part| companies && latin(one, other) && (is_brief(one) || is_brief(other));
    let mut edges = Edges::new();
    for (at, part) in here.parts.iter().enumerate() {
        for (to, other) in there.parts.iter().enumerate() {
            if let Some((agreement, how)) = alike::parts(part, other) {
                let agreement = if roles_clash(part, other) { scaled(agreement) } else { agreement };
                let weight = mean(part.weight.into(), other.weight.into());
                let agreement = match how {
                    How::Alike if by_letters(part, other) => spelled(agreement),
                    How::Alike => doubted(agreement, tells(weight, part, other)),
                    How::Initial if companies => agreement / INITIAL_COMPANY,
                    _ => agreement,
                };
                edges.push(Edge::new(at..at + 1, to..to + 1, agreement, how, weight));
            }
        }
    }
    for join in here.joins.iter().filter(|it| may_join(here, it, there)) {
        for (to, other) in there.parts.iter().enumerate() {
            if let Some((agreement, how)) = alike::joined(join, other) {
                let weight = mean(sum_of(here, join.range()), other.weight.into());
                let agreement = if how == How::Joined { doubted(agreement, weight / 2) } else { agreement };
                edges.push(Edge::new(join.range(), to..to + 1, agreement, how, weight));
            }
        }
    }
    for join in there.joins.iter().filter(|it| may_join(there, it, here)) {
        for (at, part) in here.parts.iter().enumerate() {
            if let Some((agreement, how)) = alike::joined(join, part) {
                let weight = mean(sum_of(there, join.range()), part.weight.into());
                let agreement = if how == How::Joined { doubted(agreement, weight / 2) } else { agreement };
                edges.push(Edge::new(at..at + 1, join.range(), agreement, how, weight));
            }
        }
    }
    edges
}

/// Whether a join counts against the other name. *J O Hansen* is no *Jo Hansen*: of persons, initials are no word.
fn may_join(name: &Name, join: &Join, other: &Name) -> bool {
    other.kind != EntryKind::Person || name.parts[join.range()].iter().any(|it| it.class != Class::Initial)
}

/// What an agreement is worth where a given name meets a family name.
fn scaled(agreement: u16) -> u16 {
    // INVARIANT: at most 10000 before and after.
    (u32::from(agreement) * SWAPPED / 10_000) as u16
}

/// A short word in Latin letters: in a company's name it is read by its letters, *KDG* and *CDG* are two.
fn is_brief(part: &Part) -> bool {
    part.class == Class::Word && part.shown.len() <= BRIEF && part.shown.is_ascii()
}

/// What an agreement of sounds is worth where letters count.
fn spelled(agreement: u16) -> u16 {
    // INVARIANT: at most what it was.
    (u32::from(agreement) * SPELLED / 10_000) as u16
}

/// What words agree in that only sound alike: the commoner they are, the likelier is chance.
///
/// Never more than without doubt, and grows with the agreement: the bound of the index rests on both.
fn doubted(agreement: u16, weight: u32) -> u16 {
    let lost = 10_000 - u32::from(agreement.min(10_000));
    let more = lost * (1_000 - weight.min(1_000)) / 1_000 * COMMON / 1_000;
    // INVARIANT: at most what it was.
    u32::from(agreement).saturating_sub(more) as u16
}

/// The most that words of these kinds of names can agree in that only sound alike and tell so much: what
/// [`edges`] makes of it is never more. Grows with the agreement and with what they tell.
pub(crate) fn most_alike(agreement: u16, told: u32, kind: EntryKind) -> u16 {
    let doubted = doubted(agreement, told);
    if kind == EntryKind::Organisation { doubted.max(spelled(agreement)) } else { doubted }
}

/// How much two words that sound alike tell: their weight, and less of it where a word has few consonants.
fn tells(weight: u32, one: &Part, other: &Part) -> u32 {
    let vowels = |it: &Part| it.readings.first().map(|it| it.vowels);
    let known = if vowels(one) == vowels(other) { 1_000 } else { VOWELLESS };
    told(weight, one.consonants().min(other.consonants())) * known / 1_000
}

/// What of their weight words tell that sound alike, by the consonants of the word that has fewer.
pub(crate) fn told(weight: u32, consonants: u8) -> u32 {
    weight * SHORT[usize::from(consonants).min(3)] / 1_000
}

fn roles_clash(one: &Part, other: &Part) -> bool {
    use PartRole::{Family, Given};
    matches!((one.role, other.role), (Given, Family) | (Family, Given))
}

const fn mean(one: u32, other: u32) -> u32 {
    (one + other) / 2
}

fn sum_of(name: &Name, range: Range<usize>) -> u32 {
    name.parts[range].iter().map(|it| u32::from(it.weight)).sum()
}

fn here_used(chosen: &Edges) -> u32 {
    chosen.iter().fold(0, |used, it| used | it.here_mask())
}

fn there_used(chosen: &Edges) -> u32 {
    chosen.iter().fold(0, |used, it| used | it.there_mask())
}

fn left(name: &Name, used: u32) -> impl Iterator<Item = usize> {
    (0..name.parts.len()).filter(move |it| used & (1 << it) == 0)
}

/// What all parts of both names count together, in thousandths of a weight: matched pairs once, and
/// leftovers of both sides more than leftovers of one. Where little agrees, leftovers of one count more: half as much more a
/// patronymic, which is what most papers leave out of a name. What does not say which company it is counts as little as a
/// leftover can, on both sides, where the names agree in a word of their own.
fn whole(here: &Name, there: &Name, chosen: &Edges) -> u64 {
    let (used_here, used_there) = (here_used(chosen), there_used(chosen));
    let matched: u64 = chosen.iter().map(|it| u64::from(it.weight)).sum();
    let alone = own::stands_alone((here, used_here), (there, used_there), chosen);
    let sum_of = |name: &Name, used, weight: &dyn Fn(&Part) -> u16| {
        left(name, used).map(|it| u64::from(weight(&name.parts[it]))).sum::<u64>()
    };
    let beside = |it: &Part| if alone && it.is_beside() { it.least_weight() } else { 0 };
    let rest = |it: &Part| if alone && it.is_beside() { 0 } else { it.weight };
    let father = |it: &Part| if it.class == Class::Patronymic { it.weight } else { 0 };
    let (one, other) = (sum_of(here, used_here, &rest), sum_of(there, used_there, &rest));
    let (small, large) = (one.min(other), one.max(other));
    let (longer, used) = if one > other { (here, used_here) } else { (there, used_there) };
    let beside = sum_of(here, used_here, &beside) + sum_of(there, used_there, &beside);
    let thin = ENOUGH.saturating_sub(matched) * LEFT_THIN / ENOUGH;
    let told = (large - small).saturating_sub(sum_of(longer, used, &father) / 2);
    matched * 1000 + small * LEFT_BOTH + (large - small + beside) * LEFT_ONE + told * thin
}

/// What a pair agrees in, in ten-thousandths of a weight.
fn worth(edge: &Edge) -> u64 {
    u64::from(edge.weight) * u64::from(edge.agreement)
}

/// The points of pairs that are worth so much, rounded down.
fn share(worth: u64, whole: u64) -> u64 {
    // The worth is in ten-thousandths of a weight, the whole in thousandths.
    (worth * 1000).checked_div(whole).unwrap_or(0)
}

fn sum(chosen: &Edges, whole: u64) -> Score {
    Score::at_most(share(chosen.iter().map(worth).sum(), whole))
}

fn matched(edge: &Edge, points: u64) -> Line {
    Line {
        here: edge.here(),
        there: edge.there(),
        how: edge.how,
        agreement: Score::at_most(edge.agreement.into()),
        weight: edge.weight,
        points: Score::at_most(points),
    }
}

fn leftover(here: Range<usize>, there: Range<usize>, part: &Part, how: How) -> Line {
    Line { here, there, how, agreement: Score::NONE, weight: part.weight.into(), points: Score::NONE }
}

fn flip(line: &mut Line) {
    std::mem::swap(&mut line.here, &mut line.there);
    line.how = match line.how {
        How::OnlyHere => How::OnlyThere,
        How::OnlyThere => How::OnlyHere,
        other => other,
    };
}
