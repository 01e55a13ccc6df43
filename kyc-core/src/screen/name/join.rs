//! Joins: the parts of a name in, neighbours written as one word out.
//!
//! *Abdul Rahman* and *Abdulrahman*, *Jong Un* and *Jongun*, *Good Will* and *Goodwill*. Two neighbours
//! always, three where one of them is a particle or all are short; of a person two also the other way round, since
//! lists put the family name first; initials, which may be letters of a word; and a whole name, for its words without a
//! gap and for its acronym. What cannot be joined by its sounds is joined by its spelling.

use super::acronym;
use super::asia;
use super::lexicon::{Class, Symbol, symbol};
use super::part::{Join, Name, Part};
use super::prepare::fingerprint;
use super::sound::{SOUNDS_MAX, Sounds, Vowels, code};
use super::spell::{ARTICLE, is_sun};
use crate::screen::list::EntryKind;
use smallvec::SmallVec;

/// Sounds of a short word in a join of three.
const SHORT: usize = 4;
/// Parts of a name of which two are joined the other way round.
const TURNED: usize = 4;
/// Sounds of each of the two and of both: *Lee, Anna* is no *Liana*.
const TURNED_SOUNDS: (usize, usize) = (4, 10);
/// Parts of a name that is a join as a whole, and its sounds at least: two parts are neighbours anyhow.
const WHOLE: (usize, usize) = (3, 10);
/// Initials that may be a word.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=5;

/// Initials that family names begin with where the apostrophe is left out, and sounds of what follows.
const APOSTROPHES: ([u8; 2], usize) = (*b"do", 4);
/// Letters and parts of a join that is known by its spelling alone.
const EXACT: (usize, usize) = (8, 6);

/// Every join of a name, in the order of the first part and then of length.
pub(crate) fn joins(name: &Name) -> Vec<Join> {
    let mut all = Vec::new();
    for first in 0..name.parts.len() {
        for count in 2..=3 {
            let Some(parts) = name.parts.get(first..first + count) else { break };
            all.extend(join(first, parts));
        }
        all.extend(turned(name, first));
        all.extend(letters(name, first));
        all.extend(apart(name, first));
    }
    all.extend(whole(name));
    exact(name, &mut all);
    all.extend(acronym::joins(name));
    all
}

/// All words of a name as one, *Ravindartolmachivoss*: without the legal forms at its ends and with them, and of a
/// person's name with the last word first. Of a long one the first sounds count, as they do of any long word.
fn whole(name: &Name) -> Vec<Join> {
    let core = |it: &Part| it.class != Class::Form;
    let (Some(first), Some(last)) = (name.parts.iter().position(core), name.parts.iter().rposition(core)) else {
        return Vec::new();
    };
    let parts = &name.parts[first..=last];
    let mut all: Vec<Join> = Vec::new();
    if parts.len() >= WHOLE.0 {
        all.extend(as_one(first, parts));
    }
    if matches!(name.kind, EntryKind::Person | EntryKind::Unknown) && (WHOLE.0..=TURNED).contains(&name.parts.len()) {
        let mut turned = name.parts.clone();
        turned.rotate_right(1);
        all.extend(as_one(0, &turned));
    }
    if parts.len() < name.parts.len() && name.parts.len() >= WHOLE.0 {
        all.extend(as_one(0, &name.parts));
    }
    all
}

/// *O Brien* and *D Angelo* as one word. Behind another initial it is one more: *J O Hansen*.
fn apart(name: &Name, first: usize) -> Option<Join> {
    let parts = name.parts.get(first..first + 2)?;
    let [letter, word] = parts else { return None };
    let (letters, least) = APOSTROPHES;
    let is_letter = letter.class == Class::Initial && letters.contains(&letter.letter);
    let is_long = word.class == Class::Word && word.readings.first().is_some_and(|it| it.codes().len() >= least);
    let behind = first.checked_sub(1).and_then(|it| name.parts.get(it));
    let person = matches!(name.kind, EntryKind::Person | EntryKind::Unknown);
    if !person || !is_letter || !is_long || behind.is_some_and(|it| it.class == Class::Initial) {
        return None;
    }
    // By its letters alone: *O Winterfeld* sounds like *Winterfeld*, and may be a middle initial.
    let symbol = symbol::of_spelling(fingerprint(&format!("{}{}", letter.shown, word.shown)));
    // INVARIANT: a name has at most 32 parts.
    Some(Join { first: first as u8, count: 2, readings: SmallVec::new(), symbols: SmallVec::from_iter([symbol]) })
}

/// Whether a family name without its apostrophe begins with the letter at this place.
pub(crate) fn is_apart(name: &Name, at: usize) -> bool {
    apart(name, at).is_some()
}

/// Neighbours and whole names that have no join by their sounds, for a word is too short to be heard in it (*Barbara Wu*)
/// or is a number (*Gannet Star IX*): known by their very spelling. Of a person the last or the second word may come first.
fn exact(name: &Name, all: &mut Vec<Join>) {
    let person = matches!(name.kind, EntryKind::Person | EntryKind::Unknown);
    let count = name.parts.len();
    let mut add = |first: usize, parts: &[&Part]| {
        if let Some(symbol) = spelled(parts) {
            // INVARIANT: a name has at most 32 parts.
            let (first, count) = (first as u8, parts.len() as u8);
            all.push(Join { first, count, readings: SmallVec::new(), symbols: SmallVec::from_iter([symbol]) });
        }
    };
    for (first, pair) in name.parts.windows(2).enumerate() {
        if join(first, pair).is_none() {
            add(first, &[&pair[0], &pair[1]]);
        }
        if person && count <= TURNED && turned(name, first).is_none() {
            add(first, &[&pair[1], &pair[0]]);
        }
    }
    if (WHOLE.0..=EXACT.1).contains(&count) && as_one(0, &name.parts).is_none() {
        let parts: Vec<&Part> = name.parts.iter().collect();
        add(0, &parts);
        if person && let Some((last, before)) = parts.split_last() {
            add(0, &[&[*last], before].concat());
        }
    }
}

/// The symbol of these parts' letters in a row, where they are enough and no initials.
fn spelled(parts: &[&Part]) -> Option<Symbol> {
    let text: String = parts.iter().flat_map(|it| it.shown.split(' ')).collect();
    let words = parts.iter().all(|it| it.class != Class::Initial);
    (words && text.chars().nth(EXACT.0 - 1).is_some()).then(|| symbol::of_spelling(fingerprint(&text)))
}

/// So many parts from the first one on as one word, in the order given.
fn as_one(first: usize, parts: &[Part]) -> Option<Join> {
    if !parts.iter().all(|it| joinable(it) || it.class == Class::Form) {
        return None;
    }
    let vowels = parts.iter().find_map(|it| it.readings.first()).map(|it| it.vowels)?;
    let codes = codes(parts, vowels)?;
    // INVARIANT: a name has at most 32 parts.
    (codes.len() >= WHOLE.1).then(|| Join {
        first: first as u8,
        count: parts.len() as u8,
        readings: SmallVec::from_iter([Sounds::of(&codes, vowels)]),
        symbols: SmallVec::new(),
    })
}

/// Two words of a person's name as one, the second first: *Vladimirputin*, of *Putin, Vladimir*.
fn turned(name: &Name, first: usize) -> Option<Join> {
    let parts = name.parts.get(first..first + 2)?;
    let person = matches!(name.kind, EntryKind::Person | EntryKind::Unknown) && name.parts.len() <= TURNED;
    let sounds = |it: &Part| it.readings.first().map_or(0, |it| it.codes().len());
    let long = parts.iter().all(|it| it.class == Class::Word && sounds(it) >= TURNED_SOUNDS.0);
    let [one, other] = parts else { return None };
    (person && long && sounds(one) + sounds(other) >= TURNED_SOUNDS.1)
        .then(|| join(first, &[other.clone(), one.clone()]))
        .flatten()
}

/// Initials that may be a word, where nothing says that the name is a person's.
fn letters(name: &Name, first: usize) -> Option<Join> {
    let initial = |it: &&Part| it.class == Class::Initial;
    let run = name.parts.get(first..)?.iter().take_while(initial).count();
    let begins = first == 0 || name.parts[first - 1].class != Class::Initial;
    if name.kind == EntryKind::Person || !begins || !LETTERS.contains(&run) {
        return None;
    }
    let text: String = name.parts[first..first + run].iter().map(|it| char::from(it.letter)).collect();
    // INVARIANT: a name has at most 32 parts.
    Some(Join {
        first: first as u8,
        count: run as u8,
        readings: SmallVec::from_iter([super::spell::latin(&text)]),
        symbols: SmallVec::new(),
    })
}

fn joinable(part: &Part) -> bool {
    match part.class {
        Class::Word | Class::Patronymic | Class::Generic => !part.readings.is_empty(),
        Class::Particle | Class::Title => true,
        Class::Form | Class::Number | Class::Initial => false,
    }
}

fn join(first: usize, parts: &[Part]) -> Option<Join> {
    let short =
        |it: &Part| it.class == Class::Particle || it.readings.first().is_some_and(|it| it.codes().len() <= SHORT);
    let words = parts.iter().filter(|it| it.class != Class::Particle).count();
    let three = parts.len() == 3 && !(parts.iter().all(short) || parts[1].class == Class::Particle);
    if !parts.iter().all(joinable) || words == 0 || three {
        return None;
    }
    // *Li Yi* is no *Lee*: every word of a join must be heard in it.
    let is_heard = |it: &Part| it.class == Class::Particle || it.readings.first().is_none_or(|it| it.mask != 0);
    if !parts.iter().all(is_heard) {
        // Its syllables tell as much: *Yo Jong* is *Yeojeong*.
        let symbols = SmallVec::from_iter([keys(parts)?]);
        // INVARIANT: a name has at most 32 parts.
        return Some(Join { first: first as u8, count: parts.len() as u8, readings: SmallVec::new(), symbols });
    }
    let vowels = parts.iter().find_map(|it| it.readings.first()).map(|it| it.vowels)?;
    let codes = codes(parts, vowels)?;
    if codes.len() > SOUNDS_MAX || codes.is_empty() {
        return None;
    }
    let sounds = Sounds::of(&codes, vowels);
    let mut symbols = SmallVec::new();
    if let Some(key) = keys(parts) {
        symbols.push(key);
    }
    // Letters that meet at a gap may sound otherwise without it: *Gannetstar*.
    symbols.extend(spelled(&parts.iter().collect::<Vec<_>>()));
    let mut readings = SmallVec::from_iter([sounds]);
    readings.extend(melted(parts, vowels).map(|it| Sounds::of(&it, vowels)));
    // INVARIANT: a name has at most 32 parts.
    Some(Join { first: first as u8, count: parts.len() as u8, readings, symbols })
}

/// The sounds of all parts in a row; none where the script of one writes other vowels.
fn codes(parts: &[Part], vowels: Vowels) -> Option<Vec<u8>> {
    let mut codes = Vec::new();
    for part in parts {
        match part.readings.first() {
            Some(reading) if reading.vowels == vowels => codes.extend_from_slice(reading.codes()),
            Some(_) => return None,
            None => codes.extend_from_slice(super::spell::latin(&part.shown).codes()),
        }
    }
    Some(codes)
}

/// The sounds of all parts in a row where the *l* of the Arabic article melts into what follows: *Jalaluddin*, of
/// جلال الدين.
fn melted(parts: &[Part], vowels: Vowels) -> Option<Vec<u8>> {
    let at = parts.iter().position(|it| &*it.shown == ARTICLE)?;
    let sun = parts.get(at + 1)?.readings.first()?.codes().first().is_some_and(|it| is_sun(*it));
    let mut all = codes(&parts[..at], vowels)?;
    all.push(code::A);
    all.extend(codes(&parts[at + 1..], vowels)?);
    sun.then_some(all)
}

/// The key of syllables of all parts together, where each has one.
fn keys(parts: &[Part]) -> Option<u64> {
    let key_of = |part: &Part| part.symbols.iter().copied().find(|it| symbol::kind(*it) == symbol::SYLLABLES);
    let keys: Option<Vec<u64>> = parts.iter().map(key_of).collect();
    let keys = keys.filter(|it| it.iter().map(|it| asia::count_of(*it)).sum::<usize>() <= asia::SYLLABLES_MAX)?;
    keys.into_iter().reduce(|whole, key| asia::joined(whole, key, asia::count_of(key)))
}
