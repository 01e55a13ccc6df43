//! Prepare: the text of a name in, a [`Name`] out.
//!
//! Words are folded, phrases of the tables become one part, scripts are read, initials and numbers are
//! told apart, and neighbours that others write as one word are joined. Knows one name at a time; the
//! rarity of its parts in a list is `rarity`.

use super::acronym;
use super::asia;
use super::fold::{self, Capitals, Cut, WORDS_MAX, Word};
use super::hangul;
use super::join::joins;
use super::letters::Script;
use super::lexicon::{Class, Meaning, SOUNDING_MAX, lexicon, symbol, weight};
use super::number;
use super::part::{Name, PARTS_MAX, Part, READINGS_MAX, SYMBOLS_MAX, Wholeness};
use super::segment;
use super::sound::Sounds;
use super::spell;
use crate::screen::list::{EntryKind, PartRole};
use smallvec::SmallVec;
use std::collections::{BTreeMap, BTreeSet};

impl Name {
    /// Makes a name ready. Any text is a name; what cannot be compared shows in [`Name::wholeness`].
    ///
    /// Linear in the length of the text, of which the first 512 characters count.
    #[must_use]
    pub fn prepare(text: &str, kind: EntryKind) -> Self {
        Self::prepare_parts([(PartRole::Whole, text)], kind)
    }

    /// As [`Name::prepare`], for a name whose parts have roles: given names, family name and so on.
    ///
    /// Where both names of a comparison have roles, a given name that meets a family name counts less.
    #[must_use]
    pub fn prepare_parts<'a>(parts: impl IntoIterator<Item = (PartRole, &'a str)>, kind: EntryKind) -> Self {
        let mut name = Self { parts: Vec::new(), joins: Vec::new(), kind, whole: Wholeness::Empty, stopped: false };
        let mut cut = Cut::Whole;
        let mut words: Vec<(PartRole, Vec<Word>)> = Vec::new();
        for (role, text) in parts {
            let (of_part, here) = fold::words(text);
            words.push((role, of_part));
            if here == Cut::Short || words.iter().map(|it| it.1.len()).sum::<usize>() > WORDS_MAX {
                cut = Cut::Short;
                break;
            }
        }
        name.stopped = kind == EntryKind::Unknown && words.iter().any(|it| segment::has_stopped(&it.1));
        let setting = Setting::of(words.iter().flat_map(|it| &it.1));
        let read_by = |classes: &[Class]| {
            let mut parts = Vec::new();
            words.iter().for_each(|(role, it)| read(it.clone(), kind, classes, (*role, setting), &mut parts));
            parts
        };
        name.parts = read_by(classes(kind));
        if name.parts.iter().all(|it| it.class == Class::Form) {
            // *SE* alone is a company's name: it does not mean what every other form of a company means.
            name.parts = read_by(&[Class::Generic, Class::Particle, Class::Title]);
        }
        once(&mut name.parts);
        if name.parts.len() > PARTS_MAX {
            name.parts.truncate(PARTS_MAX);
            cut = Cut::Short;
        }
        add_syllables(&mut name);
        acronym::mark(&mut name);
        name.joins = joins(&name);
        name.whole = match cut {
            _ if name.parts.is_empty() => Wholeness::Empty,
            Cut::Short => Wholeness::Cut,
            Cut::Whole => Wholeness::Whole,
        };
        name
    }
}

/// How a name was set: whether capitals alone tell anything.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Setting {
    Capitals,
    Mixed,
}

impl Setting {
    fn of<'a>(mut words: impl Iterator<Item = &'a Word>) -> Self {
        let small =
            |it: &Word| it.capitals != Capitals::All && it.script.has_case() && it.text.chars().nth(1).is_some();
        if words.any(small) { Self::Mixed } else { Self::Capitals }
    }
}

/// Which tables a kind of name is read by, the first that has the phrase counts.
const fn classes(kind: EntryKind) -> &'static [Class] {
    match kind {
        EntryKind::Person => &[Class::Particle, Class::Title],
        EntryKind::Unknown => &[Class::Form, Class::Generic, Class::Particle, Class::Title],
        _ => &[Class::Form, Class::Generic, Class::Particle],
    }
}

/// Leaves of a name that is written several times over, each part as often as any other, the first time.
fn once(parts: &mut Vec<Part>) {
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    for part in parts.iter() {
        *counts.entry(part.spelling).or_default() += 1;
    }
    let times = counts.values().next().copied().unwrap_or(0);
    if times > 1 && counts.len() > 1 && counts.values().all(|it| *it == times) {
        let mut seen = BTreeSet::new();
        parts.retain(|it| seen.insert(it.spelling));
    }
}

/// Turns words into parts, phrases first.
fn read(
    words: Vec<Word>,
    kind: EntryKind,
    classes: &[Class],
    (role, setting): (PartRole, Setting),
    parts: &mut Vec<Part>,
) {
    let alone = role == PartRole::Whole && words.len() == 1;
    let words = segment::words(words, kind, alone);
    let lexicon = lexicon();
    let mut at = 0;
    while at < words.len() && parts.len() <= PARTS_MAX {
        let most = lexicon.longest_from(&words[at].text).min(words.len() - at);
        let found = (1..=most).rev().find_map(|count| {
            let phrase = words[at..at + count].iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(" ");
            let meaning = lexicon.meaning(&phrase, classes)?;
            (!lone_letter(&phrase, &words[at], kind)).then_some((count, phrase, meaning))
        });
        let found = if classes.contains(&Class::Form) { by_sound(&words[at..], found) } else { found };
        if let Some((count, phrase, meaning)) = found {
            parts.push(meant(&words[at], phrase, meaning, role));
            at += count;
        } else {
            one(&words[at], kind, role, setting, parts);
            at += 1;
        }
    }
}

/// How many words a phrase has, the phrase, and what it means.
type Found = (usize, String, Meaning);

/// The legal form that the first words sound like, where it is longer than the phrase found.
fn by_sound(words: &[Word], found: Option<Found>) -> Option<Found> {
    let least = found.as_ref().map_or(2, |it| it.0 + 1).max(2);
    let longer = (least..=SOUNDING_MAX.min(words.len())).rev().find_map(|count| {
        let words = || words[..count].iter().map(|it| it.text.as_str());
        let meaning = lexicon().form_by_sound(words())?;
        Some((count, words().collect::<Vec<_>>().join(" "), meaning))
    });
    longer.or(found)
}

/// A capital letter alone is an initial, whatever the tables say of it.
fn lone_letter(phrase: &str, word: &Word, kind: EntryKind) -> bool {
    segment::is_letter(word, phrase) && (kind == EntryKind::Person || word.capitals == Capitals::All)
}

/// A part whose meaning the tables know.
fn meant(first: &Word, phrase: String, meaning: Meaning, role: PartRole) -> Part {
    let sounds = sounds(&phrase.replace(' ', ""), first.script);
    Part {
        spelling: fingerprint(&phrase),
        letter: phrase.bytes().next().filter(u8::is_ascii_lowercase).unwrap_or(0),
        shown: phrase.into(),
        class: meaning.class,
        role,
        weight: meaning.weight,
        readings: SmallVec::from_iter([sounds]),
        symbols: SmallVec::from_iter([meaning.symbol]),
    }
}

/// A word of which the tables know nothing as a phrase.
fn one(word: &Word, kind: EntryKind, role: PartRole, setting: Setting, parts: &mut Vec<Part>) {
    if let Some(value) = number::value(&word.text, kind) {
        return parts.push(numbered(word, value, role));
    }
    let latin = latin(word);
    let letters = latin.len();
    // A ship's letter is no initial: *M Sophia* is not Sophia Miller.
    if letters == 1
        && !matches!(word.script, Script::Han | Script::Hangul)
        && !matches!(kind, EntryKind::Vessel | EntryKind::Aircraft)
    {
        return parts.push(initial(&word.text, &latin, role));
    }
    // "JC Juncker": two or three capitals beside words that are not all capitals; "PUTIN VV", but not "NG".
    let apart = setting == Setting::Mixed || letters == 2 && latin != "ng";
    let capitals = word.capitals == Capitals::All && apart && word.script.has_case();
    if kind == EntryKind::Person && capitals && letters <= 3 && !latin.bytes().any(|it| b"aeiou".contains(&it)) {
        parts.extend((0..letters).map(|at| initial(&latin[at..=at], &latin[at..=at], role)));
        return;
    }
    parts.push(plain(word, latin, role, kind));
}

/// A word by its letters alone.
fn plain(word: &Word, latin: String, role: PartRole, kind: EntryKind) -> Part {
    let mut readings: SmallVec<[Sounds; 1]> = SmallVec::new();
    match word.script {
        Script::Han => readings.extend(asia::readings(&word.text).iter().take(READINGS_MAX).map(|it| spell::latin(it))),
        Script::Hangul => readings.extend(hangul::readings(&word.text).iter().map(|it| spell::latin(it))),
        _ => readings.push(sounds(&word.text, word.script)),
    }
    if word.script == Script::Arabic {
        readings.extend(spell::melted(&word.text));
        readings.extend(spell::met(&word.text));
    }
    let skeleton = readings.first().map_or(0, Sounds::skeleton);
    let patronymic = kind != EntryKind::Organisation && is_patronymic(&latin);
    let class = if patronymic { Class::Patronymic } else { Class::Word };
    let weight = lexicon().usual_weight(&latin, skeleton);
    let symbols = if kind == EntryKind::Organisation {
        SmallVec::new()
    } else {
        lexicon().nicknames(&latin).take(SYMBOLS_MAX - 1).collect()
    };
    Part {
        spelling: fingerprint(&word.text),
        shown: word.text.as_str().into(),
        class,
        role,
        weight: if patronymic { weight.min(weight::PATRONYMIC) } else { weight },
        letter: latin.bytes().next().unwrap_or(0),
        readings,
        symbols,
    }
}

/// A letter as it stands, and as a Latin one.
fn initial(text: &str, letter: &str, role: PartRole) -> Part {
    Part {
        spelling: fingerprint(text),
        shown: text.into(),
        class: Class::Initial,
        role,
        weight: weight::INITIAL,
        letter: letter.bytes().next().unwrap_or(0),
        readings: SmallVec::new(),
        symbols: SmallVec::new(),
    }
}

fn numbered(word: &Word, value: u64, role: PartRole) -> Part {
    let symbol = symbol::NUMBER | value & !(0xff << 56);
    Part {
        spelling: fingerprint(&word.text),
        shown: word.text.as_str().into(),
        class: Class::Number,
        role,
        weight: weight::NUMBER,
        letter: 0,
        readings: SmallVec::new(),
        symbols: SmallVec::from_iter([symbol]),
    }
}

/// The word in lower-case ASCII letters and digits.
fn latin(word: &Word) -> String {
    let text = match word.script {
        Script::Latin | Script::Digits => return word.text.clone(),
        Script::Cyrillic => spell::cyrillic(&word.text),
        Script::Greek => spell::greek(&word.text),
        Script::Hangul => hangul::latin(&word.text),
        _ => spell::other(&word.text),
    };
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The sounds of a folded word in its script.
fn sounds(text: &str, script: Script) -> Sounds {
    match script {
        Script::Arabic | Script::Hebrew => spell::abjad(text),
        Script::Cyrillic => spell::latin(&spell::cyrillic(text)),
        Script::Greek => spell::latin(&spell::greek(text)),
        Script::Latin | Script::Digits => spell::latin(text),
        Script::Hangul => spell::latin(&hangul::latin(text)),
        _ => spell::latin(&spell::other(text)),
    }
}

/// Endings of names made of the father's, East Slavic in its romanisations.
const PATRONYMIC: [&str; 14] = [
    "ovich", "evich", "ovych", "evych", "yovych", "avich", "ovna", "evna", "ivna", "yivna", "auna", "euna", "avna",
    "ovic",
];

fn is_patronymic(latin: &str) -> bool {
    latin.len() >= 7 && PATRONYMIC.iter().any(|it| latin.ends_with(it)) && !latin.ends_with("ovic")
}

/// Adds keys of syllables to a name that looks East Asian: two to four syllables in all and a family name
/// among its words. *Tina* alone has a key too, and must not meet *Dina* by it.
fn add_syllables(name: &mut Name) {
    if matches!(name.kind, EntryKind::Organisation | EntryKind::Vessel | EntryKind::Aircraft) {
        return;
    }
    let words = |it: &&mut Part| matches!(it.class, Class::Word | Class::Particle | Class::Title);
    let mut count = 0;
    let mut surname = false;
    let mut keys: Vec<SmallVec<[u64; 2]>> = Vec::new();
    for part in name.parts.iter_mut().filter(words) {
        let korean = part.shown.contains(hangul::is_syllable);
        let native = korean || part.shown.chars().any(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'));
        let spellings = if korean {
            hangul::readings(&part.shown)
        } else if native {
            asia::readings(&part.shown)
        } else {
            vec![part.shown.to_string()]
        };
        surname |= native || spellings.iter().any(|it| asia::is_romanised_surname(it));
        let found: Vec<_> = spellings.iter().filter_map(|it| asia::syllables(it)).collect();
        let Some(first) = found.first() else { return };
        count += first.0;
        keys.push(found.iter().map(|it| it.1).collect());
    }
    if !surname || !(2..=5).contains(&count) || keys.len() < 2 {
        return;
    }
    for (part, keys) in name.parts.iter_mut().filter(words).zip(keys) {
        let room = (SYMBOLS_MAX - 1).saturating_sub(part.symbols.len());
        part.symbols.extend(keys.into_iter().take(room));
    }
}

/// A short print of a spelling: FNV-1a of its bytes (Fowler, Noll, Vo), the same on every machine.
pub(crate) fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
