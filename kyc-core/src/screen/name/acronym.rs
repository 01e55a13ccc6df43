//! Acronyms: the words of an organisation's name in, the short names made of their first letters out.
//!
//! *Higher Institute of Applied Science and Technology* is known as HIAST and as HIAS. A short word may be
//! the first letters of the other name's words: with small words and legal forms or without, and with
//! the two letters by which some Cyrillic first letters are written.

use super::lexicon::{Class, Symbol, lexicon, symbol};
use super::part::{Join, Name, Part};
use super::spell;
use crate::screen::list::EntryKind;
use smallvec::SmallVec;

/// Letters of an acronym: two say nothing, and more than eight are a word.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=8;

/// What an acronym of so many letters and the words it stands for agree in, of 10000: three letters stand
/// for many names.
const AGREEMENT: [u16; 3] = [7_000, 8_200, 9_000];

/// The most that an acronym agrees in.
pub(crate) const MOST: u16 = AGREEMENT[2];

/// How far the acronym of this symbol agrees with the words it stands for.
pub(crate) fn agreement(symbol: Symbol) -> u16 {
    match symbol & ((1 << 56) - 1) {
        it if it < 1 << 15 => AGREEMENT[0],
        it if it < 1 << 20 => AGREEMENT[1],
        _ => AGREEMENT[2],
    }
}

/// Gives each word that may be an acronym the symbol of its letters.
pub(crate) fn mark(name: &mut Name) {
    if !bears(name) {
        return;
    }
    for part in name.parts.iter_mut().filter(|it| it.class == Class::Word) {
        if part.shown.bytes().all(|it| it.is_ascii_lowercase())
            && let Some(symbol) = of(&part.shown)
        {
            part.symbols.push(symbol);
        }
    }
}

/// What an acronym in another name may stand for: the whole of this one but legal forms at its ends, and
/// its first three or four words (*EPO Signal* for *Engels Instrument Association Signal*).
pub(crate) fn joins(name: &Name) -> impl Iterator<Item = Join> {
    [whole(name), head(name, 3), head(name, 4)].into_iter().flatten()
}

/// The first words, where more follow.
fn head(name: &Name, count: usize) -> Option<Join> {
    if !bears(name) {
        return None;
    }
    let is_word = |it: &Part| matches!(it.class, Class::Word | Class::Generic);
    let first = name.parts.iter().position(|it| it.class != Class::Form)?;
    let parts = name.parts.get(first..first + count)?;
    let more = name.parts.get(first + count).is_some_and(|it| it.class != Class::Form);
    let symbol = of(&initials(parts.iter(), One::Letter)).filter(|_| more && parts.iter().all(is_word))?;
    // INVARIANT: a name has at most 32 parts.
    Some(Join {
        first: first as u8,
        count: count as u8,
        readings: SmallVec::new(),
        symbols: SmallVec::from_iter([symbol]),
    })
}

fn whole(name: &Name) -> Option<Join> {
    if !bears(name) {
        return None;
    }
    let core = |it: &Part| it.class != Class::Form;
    let first = name.parts.iter().position(core)?;
    let end = name.parts.iter().rposition(core)? + 1;
    let parts = &name.parts[first..end];
    if parts.iter().filter(|it| matches!(it.class, Class::Word | Class::Generic)).count() < 2 {
        return None;
    }
    let behind = name.parts.get(end..).unwrap_or(&[]);
    let bare = |it: &Part| !matches!(it.class, Class::Particle | Class::Form);
    let mut symbols: SmallVec<[Symbol; 2]> = SmallVec::new();
    let mut add = |letters: &str| {
        if let Some(symbol) = of(letters).filter(|it| !symbols.contains(it)) {
            symbols.push(symbol);
        }
    };
    add(&initials(parts.iter().filter(|it| bare(it)), One::Letter));
    add(&initials(parts.iter().filter(|it| bare(it)), One::Sound));
    add(&initials(parts.iter(), One::Letter));
    add(&initials(parts.iter().filter(|it| bare(it)).chain(behind), One::Letter));
    // *Sedco*, *Genco*: of a company the first two letters stand in its short name. Those say nothing by themselves.
    let letters = initials(parts.iter().filter(|it| bare(it)), One::Letter);
    if letters.len() >= *LETTERS.start() {
        add(&format!("{letters}co"));
    }
    // INVARIANT: a name has at most 32 parts.
    (!symbols.is_empty()).then(|| Join {
        first: first as u8,
        count: parts.len() as u8,
        readings: SmallVec::new(),
        symbols,
    })
}

fn bears(name: &Name) -> bool {
    matches!(name.kind, EntryKind::Organisation | EntryKind::Unknown)
}

/// What of a word counts: its first letter, or all letters its first sound is written by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum One {
    Letter,
    Sound,
}

/// The first letters of all words, in Latin.
fn initials<'a>(parts: impl Iterator<Item = &'a Part>, one: One) -> String {
    const PAIRS: [&str; 6] = ["ts", "sh", "ch", "kh", "zh", "ya"];
    let mut letters = String::new();
    for word in parts.flat_map(words) {
        let latin = match word.chars().next() {
            Some(first) if first.is_ascii() => word.to_owned(),
            Some(first) => spell::cyrillic(first.encode_utf8(&mut [0; 4])),
            None => continue,
        };
        let pair = PAIRS.iter().find(|it| one == One::Sound && latin.starts_with(**it));
        letters.push_str(pair.map_or(latin.get(..1).unwrap_or(""), |it| *it));
    }
    letters
}

/// The words of a part; of a phrase those that are not small.
fn words(part: &Part) -> impl Iterator<Item = &str> {
    let whole = !part.shown.contains(' ');
    part.shown.split(' ').filter(move |it| whole || lexicon().meaning(it, &[Class::Particle]).is_none())
}

/// The symbol of these letters, five bits each; none where they are too few, too many, or no letters.
fn of(letters: &str) -> Option<Symbol> {
    let fit = LETTERS.contains(&letters.len()) && letters.bytes().all(|it| it.is_ascii_lowercase());
    fit.then(|| symbol::ACRONYM | letters.bytes().fold(0, |key, it| key << 5 | u64::from(it - b'a' + 1)))
}

#[cfg(test)]
mod tests {
    use crate::screen::list::EntryKind;
    use crate::screen::name::{How, Name, compare};

    fn how(one: &str, other: &str, kind: EntryKind) -> bool {
        let [one, other] = [one, other].map(|it| Name::prepare(it, kind));
        let here = compare(&one, &other);
        assert_eq!(here.score, compare(&other, &one).score);
        here.lines.iter().any(|it| it.how == How::Acronym)
    }

    #[test]
    fn first_letters_stand_for_their_words() {
        for (one, other) in [
            ("BBC", "British Broadcasting Corporation"),
            ("NASA", "National Aeronautics and Space Administration"),
            ("HIAST", "Higher Institute of Applied Science and Technology"),
            ("OPEC", "Organization of the Petroleum Exporting Countries"),
            ("JSC VTSIOM", "Vserossiiskii Tsentr Izucheniya Obshchestvennogo Mneniya, AO"),
        ] {
            assert!(how(one, other, EntryKind::Organisation), "{one} {other}");
        }
    }

    #[test]
    fn persons_and_two_letters_have_no_acronyms() {
        assert!(!how("Ali", "Adam Lee Ivers", EntryKind::Person));
        assert!(!how("AB", "Alpha Beta", EntryKind::Organisation));
        assert!(!how("XYZ", "Alpha Beta Gamma", EntryKind::Organisation));
    }
}
