//! Glance: what most parts can be compared by, close together, so that a search reads few parts themselves.
//!
//! Two parts of different spellings that share no symbol agree by their sounds or not at all. Answers what
//! `alike` answers, or that it has to be asked.

use crate::screen::name::alike::{self, Agreement};
use crate::screen::name::lexicon::{Class, Symbol};
use crate::screen::name::part::Part;
use crate::screen::name::score::How;
use crate::screen::name::sound::{Sounds, Vowels};
use crate::screen::name::tuning::LEAST;

/// What is seen of a part.
#[derive(Clone, Copy)]
pub(super) struct Glance {
    spelling: u64,
    /// Its symbols, one bit each: no bit in common, no symbol in common.
    symbols: u64,
    /// Its one reading; of another number of readings, nothing.
    sounds: Sounds,
    readings: u8,
    class: Class,
    letter: u8,
}

/// What two glances tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// How the parts agree, if they do.
    All(Option<Agreement>),
    /// The parts themselves must be compared.
    Ask,
}

impl Glance {
    pub(super) fn of(part: &Part) -> Self {
        let sounds = match part.readings.as_slice() {
            [one] => *one,
            _ => Sounds::of(&[], Vowels::Written),
        };
        Self {
            spelling: part.spelling,
            symbols: part.symbols.iter().fold(0, |bits, it| bits | bit(*it)),
            sounds,
            // INVARIANT: at most three readings.
            readings: part.readings.len() as u8,
            class: part.class,
            letter: part.letter,
        }
    }

    /// How far two parts agree, where glances tell.
    #[inline]
    pub(super) fn see(&self, other: &Self) -> Seen {
        use Class::{Form, Initial, Number, Particle, Title};
        if self.spelling == other.spelling || self.symbols & other.symbols != 0 {
            return Seen::Ask;
        }
        match (self.class, other.class) {
            (Initial, _) | (_, Initial) if self.letter == other.letter => Seen::Ask,
            (Initial | Number | Form, _) | (_, Initial | Number | Form) => Seen::All(None),
            (Title | Particle, Title | Particle) => self.sound(other),
            (Title | Particle, _) | (_, Title | Particle) => Seen::All(None),
            _ => self.sound(other),
        }
    }

    fn sound(&self, other: &Self) -> Seen {
        if self.readings != 1 || other.readings != 1 {
            return Seen::Ask;
        }
        Seen::All(self.sounds.agreement(&other.sounds, LEAST).map(|it| (alike::curve(it), How::Alike)))
    }
}

/// One of 64 bits for a symbol.
const fn bit(symbol: Symbol) -> u64 {
    1 << (symbol.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::list::EntryKind;
    use crate::screen::name::Name;
    use proptest::prelude::*;

    fn names() -> impl Strategy<Value = Name> {
        let words = prop::sample::select(vec![
            "Putin",
            "Poutine",
            "al",
            "el",
            "bin",
            "Dr",
            "J",
            "K",
            "7",
            "seven",
            "Ltd",
            "GmbH",
            "Bill",
            "William",
            "Kim",
            "Jong-un",
            "金正恩",
            "محمد",
            "Mohammed",
            "Bank",
            "银行",
            "ВТБ",
            "VTB",
            "Ivanovich",
            "trading",
            "Sa",
            "Sheikh",
        ]);
        let kinds = prop::sample::select(vec![
            EntryKind::Person,
            EntryKind::Organisation,
            EntryKind::Unknown,
            EntryKind::Vessel,
        ]);
        (prop::collection::vec(prop_oneof![4 => words.prop_map(str::to_owned), 1 => "[a-z]{1,8}"], 1..6), kinds)
            .prop_map(|(words, kind)| Name::prepare(&words.join(" "), kind))
    }

    proptest! {
        /// The oracle: comparing the parts themselves.
        #[test]
        fn what_is_seen_is_what_comparing_gives(one in names(), other in names()) {
            for (part, against) in one.parts.iter().flat_map(|it| other.parts.iter().map(move |other| (it, other))) {
                if let Seen::All(agreement) = Glance::of(part).see(&Glance::of(against)) {
                    prop_assert_eq!(agreement, alike::parts(part, against));
                }
            }
        }
    }
}
