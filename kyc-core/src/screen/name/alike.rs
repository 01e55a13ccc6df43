//! Alike: two parts of names in, how far and how they agree out.
//!
//! The greatest of: the same spelling, a shared symbol, sounds that agree. Knows parts, not names.

use super::acronym;
use super::lexicon::{Class, Symbol, symbol};
use super::part::{Join, Part};
use super::score::How;
use super::sound::Sounds;
use super::tuning::{INITIAL, LEAST, LEAST_JOINED, NICKNAME, SLOPE, SYLLABLES};

/// How far two parts agree, of 10000, and how.
pub(crate) type Agreement = (u16, How);

/// How far two parts agree; `None` where they do not agree enough to stand for one another. Whatever a word is
/// taken for, it agrees with itself: *Sa* is a legal form, a syllable, a name.
pub(crate) fn parts(one: &Part, other: &Part) -> Option<Agreement> {
    if one.spelling == other.spelling && one.class != other.class {
        return Some((10_000, How::Same));
    }
    by_class(one, other)
}

/// How far two parts agree as what they are.
fn by_class(one: &Part, other: &Part) -> Option<Agreement> {
    use Class::{Form, Initial, Number, Particle, Title};
    match (one.class, other.class) {
        (Initial, Initial) => (one.letter == other.letter).then_some((10_000, How::Same)),
        (Initial, it) | (it, Initial) => {
            let word = matches!(it, Class::Word | Class::Patronymic | Class::Generic);
            (word && one.letter == other.letter && one.letter != 0).then_some((INITIAL, How::Initial))
        }
        (Number, Number) => share(&one.symbols, &other.symbols, symbol::NUMBER).then_some((10_000, How::SameNumber)),
        (Number, _) | (_, Number) => None,
        (Form, Form) => meaning(one, other),
        (Form, _) | (_, Form) => None,
        (Title | Particle, Title | Particle) => meaning(one, other).or_else(|| words(one, other)),
        (Title | Particle, _) | (_, Title | Particle) => (one.spelling == other.spelling)
            .then_some((10_000, How::Same))
            .or_else(|| syllables(&one.symbols, &other.symbols)),
        _ => words(one, other),
    }
}

fn meaning(one: &Part, other: &Part) -> Option<Agreement> {
    if one.spelling == other.spelling {
        return Some((10_000, How::Same));
    }
    one.symbols
        .iter()
        .any(|it| symbol::kind(*it) != symbol::SYLLABLES && other.symbols.contains(it))
        .then_some((10_000, How::SameMeaning))
}

/// Two words, with every means there is.
fn words(one: &Part, other: &Part) -> Option<Agreement> {
    if one.spelling == other.spelling {
        return Some((10_000, How::Same));
    }
    let by_symbol = shared(&one.symbols, &other.symbols);
    let by_sound = sounds(&one.readings, &other.readings, LEAST).map(|it| (curve(it), How::Alike));
    // INVARIANT of the order: of equal agreements the symbol is told, which says more.
    match (by_symbol, by_sound) {
        (Some(symbol), Some(sound)) => Some(if sound.0 > symbol.0 { sound } else { symbol }),
        (symbol, sound) => symbol.or(sound),
    }
}

/// A join of one name and one part of the other.
pub(crate) fn joined(join: &Join, part: &Part) -> Option<Agreement> {
    if !matches!(part.class, Class::Word | Class::Patronymic | Class::Generic) {
        return None;
    }
    if join.symbols.contains(&part.spelled()) {
        return Some((curve(10_000), How::Joined));
    }
    let by_sound = sounds(&join.readings, &part.readings, LEAST_JOINED).map(|it| (curve(it), How::Joined));
    by_sound.or_else(|| syllables(&join.symbols, &part.symbols)).or_else(|| {
        let shared =
            join.symbols.iter().filter(|it| symbol::kind(**it) == symbol::ACRONYM && part.symbols.contains(it));
        shared.map(|it| (acronym::agreement(*it), How::Acronym)).max_by_key(|it| it.0)
    })
}

fn shared(one: &[Symbol], other: &[Symbol]) -> Option<Agreement> {
    let means = |it: &&Symbol| symbol::kind(**it) != symbol::ACRONYM && other.contains(it);
    let best = one.iter().filter(means).map(|it| match symbol::kind(*it) {
        symbol::NICKNAME => (NICKNAME, How::SameGivenName),
        symbol::SYLLABLES => (SYLLABLES, How::SameSyllables),
        _ => (10_000, How::SameMeaning),
    });
    best.max_by_key(|it| it.0)
}

fn syllables(one: &[Symbol], other: &[Symbol]) -> Option<Agreement> {
    share(one, other, symbol::SYLLABLES).then_some((SYLLABLES, How::SameSyllables))
}

fn share(one: &[Symbol], other: &[Symbol], kind: u64) -> bool {
    one.iter().any(|it| symbol::kind(*it) == kind && other.contains(it))
}

/// The best agreement of any two readings.
pub(crate) fn sounds(one: &[Sounds], other: &[Sounds], least: u32) -> Option<u32> {
    let pairs = one.iter().flat_map(|it| other.iter().map(move |other| (it, other)));
    pairs.filter_map(|(one, other)| one.agreement(other, least)).max()
}

/// What an agreement of sounds is worth: a difference counts more than its share of the word.
pub(crate) fn curve(agreement: u32) -> u16 {
    let lost = (10_000 - agreement.min(10_000)) * SLOPE / 1000;
    // INVARIANT: at most 9950, so that the same spelling is told from the same sound.
    9_950_u32.saturating_sub(lost) as u16
}
