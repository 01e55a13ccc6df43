//! East Asian names: Chinese and Korean characters and romanised syllables in, readings and keys out.
//!
//! One character is read in Mandarin (by `any_ascii`), in Cantonese as Hong Kong spells it, and in
//! Korean. Romanisations of one syllable (pinyin and Wade–Giles, Revised and McCune–Reischauer) share a
//! key, which forgets what the systems write differently: aspiration, *hs* and *x*, *eo* and *o*. Knows
//! syllables, not names.

use super::lexicon::{Symbol, TABLES, lines, symbol};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Syllables of a key at most: more is no East Asian personal name.
pub(crate) const SYLLABLES_MAX: usize = 4;
/// Characters of the longest surname and of the longest Japanese name in the table.
const CHARACTERS_MAX: usize = 3;

/// Readings other than Mandarin: Cantonese, Korean.
type Readings = (&'static str, Option<&'static str>);

struct Asia {
    surnames: HashMap<&'static str, Readings>,
    given: HashMap<&'static str, Readings>,
    cantonese: HashMap<char, &'static str>,
    japanese: HashMap<&'static str, &'static str>,
    romanised: HashSet<&'static str>,
}

fn asia() -> &'static Asia {
    static ASIA: LazyLock<Asia> = LazyLock::new(|| {
        let row = |name: &str| {
            let line = lines(TABLES[7]).find_map(|it| it.split_once(": ").filter(|it| it.0 == name));
            line.into_iter().flat_map(|it| it.1.split(", "))
        };
        let readings = |item: &'static str| {
            let mut words = item.split(' ');
            let (characters, cantonese) = (words.next()?, words.next()?);
            Some((characters, (cantonese, words.next().filter(|it| *it != "-"))))
        };
        // Of a character that stands twice the first line counts.
        let all = |name: &str| {
            let mut all = HashMap::new();
            for (characters, it) in row(name).filter_map(readings) {
                all.entry(characters).or_insert(it);
            }
            all
        };
        Asia {
            surnames: all("surname"),
            given: all("given"),
            cantonese: lines(TABLES[9])
                .filter_map(|it| it.split_once(": "))
                .flat_map(|(spelling, characters)| characters.chars().map(move |it| (it, spelling)))
                .collect(),
            japanese: row("japanese").filter_map(|it| it.split_once(' ')).collect(),
            romanised: lines(TABLES[8]).flat_map(|it| it.split(' ')).collect(),
        }
    });
    &ASIA
}

/// Whether a Latin word is an East Asian family name.
pub(crate) fn is_romanised_surname(word: &str) -> bool {
    asia().romanised.contains(word)
}

/// How many characters at the front are a family name: two for the double ones, one for those of the
/// table, none otherwise.
pub(crate) fn surname_length(characters: &[char]) -> usize {
    [2, 1]
        .into_iter()
        .find(|count| {
            characters.len() >= *count && {
                let front: String = characters[..*count].iter().collect();
                asia().surnames.contains_key(front.as_str())
            }
        })
        .unwrap_or(0)
}

/// The words of a Japanese name, where all of it stands in the table.
pub(crate) fn japanese(characters: &[char]) -> Option<Vec<&'static str>> {
    let mut words = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let (count, word) = (1..=CHARACTERS_MAX.min(characters.len() - at)).rev().find_map(|count| {
            let key: String = characters[at..at + count].iter().collect();
            asia().japanese.get(key.as_str()).map(|it| (count, *it))
        })?;
        words.push(word);
        at += count;
    }
    Some(words)
}

/// A run of Chinese characters in Latin letters: Mandarin always, Cantonese and Korean where the tables
/// have every character.
pub(crate) fn readings(run: &str) -> Vec<String> {
    let mut all = vec![mandarin(run)];
    for (at, wanted) in [0, 1].into_iter().enumerate() {
        let other: Option<String> = if let Some(whole) = asia().surnames.get(run) {
            pick(*whole, wanted).map(str::to_owned)
        } else {
            run.chars().map(|c| reading(c).and_then(|it| pick(it, wanted))).collect()
        };
        all.extend(other.filter(|it| at < 2 && !all.contains(it)));
    }
    all
}

fn pick(readings: Readings, wanted: usize) -> Option<&'static str> {
    if wanted == 0 { Some(readings.0) } else { readings.1 }
}

fn reading(c: char) -> Option<Readings> {
    let mut buffer = [0; 4];
    let key: &str = c.encode_utf8(&mut buffer);
    let known = asia().given.get(key).or_else(|| asia().surnames.get(key)).copied();
    known.or_else(|| asia().cantonese.get(&c).map(|it| (*it, None)))
}

fn mandarin(run: &str) -> String {
    run.chars()
        .flat_map(|c| any_ascii::any_ascii_char(c).chars())
        .filter(char::is_ascii_alphabetic)
        .collect::<String>()
        .to_ascii_lowercase()
}

/// First sounds of a syllable, the longest first, with their class.
const INITIALS: &[(&str, u64)] = &[
    ("zh", 12),
    ("ch", 12),
    ("sh", 13),
    ("hs", 13),
    ("th", 6),
    ("kh", 10),
    ("ph", 3),
    ("ts", 12),
    ("tz", 12),
    ("tj", 12),
    ("ss", 13),
    ("ng", 14),
    ("b", 3),
    ("p", 3),
    ("m", 4),
    ("f", 5),
    ("d", 6),
    ("t", 6),
    ("n", 7),
    ("l", 8),
    ("r", 8),
    ("g", 10),
    ("k", 10),
    ("h", 11),
    ("j", 12),
    ("q", 12),
    ("x", 13),
    ("z", 12),
    ("c", 12),
    ("s", 13),
    ("y", 1),
    ("w", 2),
    ("", 0),
];

/// Last sounds of a syllable with their class: the longest first, and those that end in a stop or in *m*
/// or *l* last of all, because such a consonant before a vowel begins the next syllable.
const FINALS: &[(&str, u64)] = &[
    ("yeong", 18),
    ("young", 18),
    ("iang", 16),
    ("iong", 18),
    ("uang", 25),
    ("wang", 25),
    ("yang", 16),
    ("yong", 18),
    ("yung", 18),
    ("yong", 18),
    ("eong", 9),
    ("eung", 9),
    ("oung", 9),
    ("oong", 9),
    ("yeon", 14),
    ("ieng", 17),
    ("ang", 5),
    ("eng", 9),
    ("ing", 17),
    ("ong", 9),
    ("ung", 9),
    ("ian", 14),
    ("ien", 14),
    ("yen", 14),
    ("yon", 14),
    ("uan", 24),
    ("wan", 24),
    ("uen", 24),
    ("won", 24),
    ("iao", 13),
    ("iau", 13),
    ("ieu", 13),
    ("uai", 22),
    ("wae", 22),
    ("oon", 24),
    ("eon", 8),
    ("eun", 8),
    ("iew", 13),
    ("iou", 19),
    ("uei", 23),
    ("ooi", 23),
    ("ae", 2),
    ("ai", 2),
    ("ao", 3),
    ("au", 3),
    ("ow", 3),
    ("an", 4),
    ("ei", 7),
    ("ey", 7),
    ("en", 8),
    ("un", 8),
    ("on", 8),
    ("in", 15),
    ("een", 15),
    ("ia", 11),
    ("ya", 11),
    ("ie", 12),
    ("ye", 12),
    ("iu", 19),
    ("yu", 19),
    ("yo", 13),
    ("yoo", 19),
    ("ew", 19),
    ("ui", 23),
    ("oi", 23),
    ("oe", 23),
    ("wi", 23),
    ("oy", 23),
    ("ue", 26),
    ("uo", 6),
    ("wo", 6),
    ("ou", 3),
    ("eo", 6),
    ("eu", 10),
    ("ee", 10),
    ("ih", 10),
    ("oo", 20),
    ("oh", 6),
    ("or", 6),
    ("er", 6),
    ("ua", 21),
    ("wa", 21),
    ("we", 26),
    ("a", 1),
    ("e", 6),
    ("i", 10),
    ("o", 6),
    ("u", 20),
    ("y", 10),
    ("yok", 27),
    ("yuk", 27),
    ("yeok", 27),
    ("yol", 29),
    ("yeol", 29),
    ("eul", 29),
    ("eol", 29),
    ("euk", 27),
    ("eok", 27),
    ("yeop", 28),
    ("yop", 28),
    ("eop", 28),
    ("eup", 28),
    ("yeom", 30),
    ("yom", 30),
    ("eom", 30),
    ("eum", 30),
    ("yak", 27),
    ("ark", 27),
    ("aek", 27),
    ("ack", 27),
    ("ak", 27),
    ("ek", 27),
    ("ik", 27),
    ("ok", 27),
    ("uk", 27),
    ("ap", 28),
    ("ip", 28),
    ("op", 28),
    ("up", 28),
    ("at", 29),
    ("it", 29),
    ("ut", 29),
    ("et", 29),
    ("wol", 29),
    ("al", 29),
    ("il", 29),
    ("ol", 29),
    ("ul", 29),
    ("el", 29),
    ("am", 30),
    ("im", 30),
    ("om", 30),
    ("um", 30),
    ("em", 30),
];

/// The key of a word of one to four syllables, and how many there are; `None` for any other word.
pub(crate) fn syllables(word: &str) -> Option<(usize, Symbol)> {
    // Bounded: four levels, and each level has few initials and finals that fit.
    fn parse(rest: &str, count: usize, key: u64) -> Option<(usize, u64)> {
        if rest.is_empty() {
            return (count > 0).then_some((count, key));
        }
        if count == SYLLABLES_MAX {
            return None;
        }
        let fitting = INITIALS.iter().filter(|it| rest.starts_with(it.0)).flat_map(|(initial, class)| {
            let after = &rest[initial.len()..];
            let finals = FINALS.iter().filter(move |it| after.starts_with(it.0));
            finals.map(move |(last, tail)| (&after[last.len()..], class << 6 | tail))
        });
        // The fewest syllables; of as many the first that fits.
        fitting.filter_map(|(rest, syllable)| parse(rest, count + 1, key << 10 | syllable)).min_by_key(|it| it.0)
    }
    // Four syllables of at most three and five letters.
    let fits = word.len() <= 26 && word.bytes().all(|it| it.is_ascii_lowercase());
    let (count, key) = if fits { parse(word, 0, 0)? } else { return None };
    Some((count, symbol::SYLLABLES | key))
}

/// The key of two words written as one.
pub(crate) fn joined(one: Symbol, other: Symbol, syllables_of_other: usize) -> Symbol {
    let low = !(0xff << 56);
    symbol::SYLLABLES | ((one & low) << (10 * syllables_of_other.min(SYLLABLES_MAX)) | (other & low)) & low
}

/// How many syllables a key has.
pub(crate) fn count_of(key: Symbol) -> usize {
    // Every syllable has a last sound, which is never 0.
    (0..=SYLLABLES_MAX).rev().find(|it| key & !(0xff << 56) >= 1 << (10 * it.saturating_sub(1)) && *it > 0).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(word: &str) -> Option<Symbol> {
        syllables(word).map(|it| it.1)
    }

    #[test]
    fn romanisations_of_one_syllable_share_a_key() {
        for (one, other) in [
            ("zedong", "tsetung"),
            ("jinping", "chinping"),
            ("xi", "hsi"),
            ("jiang", "chiang"),
            ("guo", "kuo"),
            ("xiaoping", "hsiaoping"),
            ("jeong", "chong"),
            ("gim", "kim"),
            ("bak", "pak"),
            ("cheol", "chol"),
            ("hyeong", "hyong"),
            ("hyeonseop", "hyonsop"),
            ("bak", "park"),
            ("choe", "choi"),
        ] {
            assert!(key(one).is_some(), "{one}");
            assert_eq!(key(one), key(other), "{one} {other}");
        }
        for (one, other) in [("zhang", "jiang"), ("wang", "wong"), ("li", "lu"), ("chen", "cheng"), ("kim", "kang")] {
            assert_ne!(key(one), key(other), "{one} {other}");
        }
    }

    #[test]
    fn words_that_are_no_syllables_have_no_key() {
        for word in ["schmidt", "smith", "aleksandrovich", "brzezowski", "", "1", "ünal", "Wang", "wangliwangliwang"] {
            assert_eq!(key(word), None, "{word}");
        }
    }

    #[test]
    fn joining_keys_is_the_key_of_the_joined_word() {
        assert_eq!(joined(key("ze").unwrap(), key("dong").unwrap(), 1), key("zedong").unwrap());
        assert_eq!(joined(key("tse").unwrap(), key("tung").unwrap(), 1), key("zedong").unwrap());
    }

    #[test]
    fn characters_have_the_readings_of_three_languages() {
        assert_eq!(readings("李"), ["li", "lee", "ri"]);
        assert_eq!(readings("國強"), ["guoqiang", "kwokkeung", "gukgang"]);
        assert_eq!(surname_length(&['欧', '阳', '明']), 2);
        assert_eq!(surname_length(&['王', '伟']), 1);
        assert_eq!(surname_length(&['的']), 0);
        let kanji: Vec<char> = "山田太郎".chars().collect();
        assert_eq!(japanese(&kanji), Some(vec!["yamada", "taro"]));
    }
}
