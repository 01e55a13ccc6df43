//! A name made ready: its parts in order, each with sounds, symbols and weight.
//!
//! Knows one name. What two parts have in common is `alike`, what two names have is `align`.

use super::lexicon::{Class, Symbol, symbol, weight};
use super::sound::Sounds;
use crate::screen::list::{EntryKind, PartRole};
use smallvec::SmallVec;
use std::fmt;

/// Readings kept of one part: Mandarin, Cantonese, Korean.
pub(crate) const READINGS_MAX: usize = 3;
/// Symbols kept of one part: a given name is a form of few others, and has at most three keys of syllables.
pub(crate) const SYMBOLS_MAX: usize = 8;
/// Parts of a name that are compared: with more, a bit mask of parts would not do.
pub(crate) const PARTS_MAX: usize = 32;

/// A name, made ready to be compared. Personal data: `Debug` tells only how many parts there are.
#[derive(Clone, PartialEq, Eq)]
pub struct Name {
    pub(crate) parts: Vec<Part>,
    pub(crate) joins: Vec<Join>,
    pub(crate) kind: EntryKind,
    pub(crate) whole: Wholeness,
    /// Whether letters with full stops were read as a word, which in a person's name are initials.
    pub(crate) stopped: bool,
}

/// Whether all of a name is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wholeness {
    /// Every word of it.
    Whole,
    /// It was longer than any name, and its end was left off.
    Cut,
    /// It has no letter or digit at all.
    Empty,
}

/// One part of a name: a word, or several that mean one thing together.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// As it stands in the name, folded.
    pub(crate) shown: Box<str>,
    /// Tells equal spellings from equal sounds.
    pub(crate) spelling: u64,
    pub(crate) class: Class,
    pub(crate) role: PartRole,
    /// Of 1000.
    pub(crate) weight: u16,
    /// The first Latin letter, lower-case; 0 where there is none.
    pub(crate) letter: u8,
    pub(crate) readings: SmallVec<[Sounds; 1]>,
    pub(crate) symbols: SmallVec<[Symbol; 2]>,
}

/// Neighbouring parts written as one word, or as an acronym.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Join {
    /// The first part, and how many: two or three, or all that an acronym stands for.
    pub(crate) first: u8,
    pub(crate) count: u8,
    pub(crate) readings: SmallVec<[Sounds; 1]>,
    pub(crate) symbols: SmallVec<[Symbol; 2]>,
}

/// Whether names of two kinds can be one.
pub(crate) fn kinds_meet(one: EntryKind, other: EntryKind) -> bool {
    one == other || one == EntryKind::Unknown || other == EntryKind::Unknown
}

impl Part {
    /// The symbol of its spelling, which joins of other names may have.
    pub(crate) fn spelled(&self) -> Symbol {
        symbol::of_spelling(self.spelling)
    }

    /// Whether it says where a company is, what it does or of what form it is, and not which it is.
    pub(crate) fn is_beside(&self) -> bool {
        let is_kind = |it: &Symbol| matches!(symbol::kind(*it), symbol::PLACE | symbol::TRADE);
        self.class == Class::Form || self.class == Class::Generic && self.symbols.iter().any(is_kind)
    }

    /// What it counts as a leftover at least: a place that stands beside a company's own word no more than a trade.
    pub(crate) fn least_weight(&self) -> u16 {
        if self.is_beside() { self.weight.min(weight::TRADE) } else { self.weight }
    }

    /// What it counts at least for leftovers that have others against them.
    pub(crate) fn least_both(&self) -> u16 {
        if self.is_beside() { 0 } else { self.weight }
    }

    /// The distinct consonants of its fullest reading; three are as good as more.
    pub(crate) fn consonants(&self) -> u8 {
        // INVARIANT: at most 3.
        self.readings.iter().map(|it| it.mask.count_ones().min(3) as u8).max().unwrap_or(0)
    }
}

impl Name {
    /// What it names.
    #[must_use]
    pub const fn kind(&self) -> EntryKind {
        self.kind
    }

    /// Whether all of it is compared. A name that is cut or empty is never screened clear.
    #[must_use]
    pub const fn wholeness(&self) -> Wholeness {
        self.whole
    }

    /// Whether it can be the other name: of one kind, or one of them of none. A word made of initials is no person's.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        let initials = |one: &Self, other: &Self| one.stopped && other.kind == EntryKind::Person;
        kinds_meet(self.kind, other.kind) && !initials(self, other) && !initials(other, self)
    }

    /// Whether a part of it is a word of its own, and not only what many companies bear.
    pub(crate) fn has_own_word(&self) -> bool {
        self.parts.iter().any(|it| matches!(it.class, Class::Word | Class::Patronymic))
    }

    /// Whether every part of it means what it means in another reading of the same text.
    pub(crate) fn reads_as(&self, other: &Self) -> bool {
        let part = |it: &Part| (it.spelling, it.class);
        self.parts.iter().map(part).eq(other.parts.iter().map(part))
    }

    /// The parts as words, in order.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> {
        self.parts.iter().map(|it| &*it.shown)
    }
}

impl Join {
    /// The parts it stands for.
    pub(crate) fn range(&self) -> std::ops::Range<usize> {
        usize::from(self.first)..usize::from(self.first) + usize::from(self.count)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Name").field("kind", &self.kind).field("parts", &self.parts.len()).finish_non_exhaustive()
    }
}
