//! Words that are written without the gaps others expect: folded words in, finer words out.
//!
//! Chinese company names are cut at what the tables know; Chinese, Japanese and Korean personal names
//! behind the family name; the Arabic article leaves its word; letters with full stops join.

use super::asia;
use super::fold::{Capitals, Word};
use super::letters::Script;
use super::lexicon::{Class, lexicon};
use super::spell::ARTICLE;
use crate::screen::list::EntryKind;

/// Characters of the longest phrase of the tables in Chinese or Korean.
const PHRASE_MAX: usize = 12;

/// Single letters in a row that are no initials any more: the letters of spaced words.
const SPACED: usize = 5;

/// Whether a word is a single letter of a script that has capitals; `text` is the word, or a phrase with it.
pub(crate) fn is_letter(word: &Word, text: &str) -> bool {
    word.script.has_case() && text.chars().nth(1).is_none()
}

/// All words, cut and joined as their script needs; `alone` where a single word is the whole name.
pub(crate) fn words(words: Vec<Word>, kind: EntryKind, alone: bool) -> Vec<Word> {
    let words = close_up(words);
    let words = if kind == EntryKind::Person { words } else { stopped(&words) };
    let words = if matches!(kind, EntryKind::Person | EntryKind::Unknown) { sons(words) } else { words };
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        match word.script {
            Script::Han => han(&word, kind, alone, &mut out),
            Script::Hangul => hangul(&word, kind, alone, &mut out),
            Script::Arabic => arabic(word, &mut out),
            _ => out.push(word),
        }
    }
    out
}

/// Words, and letters with full stops each of which follows on the one before.
fn runs(words: &[Word]) -> impl Iterator<Item = &[Word]> {
    words.chunk_by(|one, other| is_letter(one, &one.text) && is_letter(other, &other.text) && one.stop_joins)
}

fn joined(run: &[Word]) -> String {
    run.iter().map(|it| it.text.as_str()).collect()
}

/// Letters with full stops as one word: "S.A." and "A.B.C." are words, where it is no person's name.
fn stopped(words: &[Word]) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    for run in runs(words) {
        match run {
            [first, .., last] => out.push(Word { text: joined(run), stop_joins: last.stop_joins, ..first.clone() }),
            _ => out.extend_from_slice(run),
        }
    }
    out
}

/// So many letters with full stops may be a person's initials; more are a word that is spelt out.
const INITIALS: std::ops::RangeInclusive<usize> = 2..=3;

/// Whether letters with full stops may be initials: "E.D. Marsh" may be a person, "S.A. Quillmarsh" is none, as the tables
/// know.
pub(crate) fn has_stopped(words: &[Word]) -> bool {
    let known = |it: &[Word]| lexicon().meaning(&joined(it), &[Class::Form, Class::Generic]).is_some();
    runs(words).any(|it| INITIALS.contains(&it.len()) && !known(it))
}

/// What a family name begins with and is never alone, written apart.
const SONS: [&str; 3] = ["fitz", "mac", "mc"];

/// *Mac Gregor* as the one word that it is: apart, *Mac* would be half of every name with it.
fn sons(words: Vec<Word>) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        let all = [Class::Form, Class::Generic, Class::Particle, Class::Title];
        let follows = |it: &Word| it.script == Script::Latin && SONS.contains(&it.text.as_str()) && !it.stop_joins;
        let is_name = word.script == Script::Latin
            && word.text.len() > 2
            && !SONS.contains(&word.text.as_str())
            && lexicon().meaning(&word.text, &all).is_none();
        match out.last_mut().filter(|it| is_name && follows(it)) {
            Some(last) => {
                last.text.push_str(&word.text);
                last.stop_joins = word.stop_joins;
                last.capitals = if last.capitals == word.capitals { word.capitals } else { Capitals::First };
            }
            None => out.push(word),
        }
    }
    out
}

/// Spaced words closed up, *V l a d i m i r*: a capital begins the next where there are small letters.
fn close_up(words: Vec<Word>) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    for run in words.chunk_by(|one, other| is_letter(one, &one.text) && is_letter(other, &other.text)) {
        let stops = run.iter().filter(|it| it.stop_joins).count();
        if run.len() < SPACED || stops * 2 > run.len() {
            out.extend_from_slice(run);
            continue;
        }
        let mixed = run.iter().any(|it| it.capitals == Capitals::None);
        let mut closed: Vec<Word> = Vec::new();
        for letter in run {
            match closed.last_mut().filter(|_| !(mixed && letter.capitals == Capitals::All)) {
                Some(last) => last.text.push_str(&letter.text),
                None => closed.push(Word { stop_joins: false, ..letter.clone() }),
            }
        }
        out.extend(closed);
    }
    out
}

fn part_of(word: &Word, text: String) -> Word {
    Word { text, script: word.script, capitals: Capitals::None, stop_joins: false }
}

/// Cuts a run of Chinese characters.
fn han(word: &Word, kind: EntryKind, alone: bool, out: &mut Vec<Word>) {
    let characters: Vec<char> = word.text.chars().collect();
    if kind != EntryKind::Organisation
        && let Some(names) = asia::japanese(&characters)
    {
        out.extend(names.into_iter().map(|it| Word {
            text: it.into(),
            script: Script::Latin,
            capitals: Capitals::None,
            stop_joins: false,
        }));
        return;
    }
    // A person's two or three characters begin with a family name, known or not.
    let usual = usize::from(kind == EntryKind::Person && (2..=3).contains(&characters.len()));
    let surname = asia::surname_length(&characters).max(usual);
    // A married woman's four may begin with two family names, her husband's and her own.
    let both = characters.len() == 4 && surname == 1 && asia::surname_length(&characters[1..]) == 1;
    let surname = if both { 2 } else { surname };
    let short = characters.len() <= surname + 2;
    if kind == EntryKind::Person || (kind == EntryKind::Unknown && alone && short && !knows_end(&characters)) {
        if alone && surname > 0 && characters.len() > surname && short {
            out.push(part_of(word, characters[..surname].iter().collect()));
            out.push(part_of(word, characters[surname..].iter().collect()));
        } else {
            out.push(word.clone());
        }
        return;
    }
    phrases(word, &characters, out);
}

/// Whether a run ends with a phrase of the tables, as company names do.
fn knows_end(characters: &[char]) -> bool {
    (2..=PHRASE_MAX.min(characters.len())).any(|count| {
        let key: String = characters[characters.len() - count..].iter().collect();
        lexicon().meaning(&key, &[Class::Form, Class::Generic]).is_some()
    })
}

/// Cuts out the phrases that the tables know, the longest first, and leaves the rest as runs.
///
/// Phrases of one character count only at the end of a run or beside another phrase: inside a name they
/// are part of it.
fn phrases(word: &Word, characters: &[char], out: &mut Vec<Word>) {
    let mut run = String::new();
    let mut at = 0;
    while at < characters.len() {
        let most = PHRASE_MAX.min(characters.len() - at);
        let found = (2..=most).rev().find(|count| {
            let key: String = characters[at..at + count].iter().collect();
            lexicon().meaning(&key, &[Class::Form, Class::Generic]).is_some()
        });
        if let Some(count) = found {
            if !run.is_empty() {
                out.push(part_of(word, std::mem::take(&mut run)));
            }
            out.push(part_of(word, characters[at..at + count].iter().collect()));
            at += count;
            // "City" and "province" behind a place add nothing.
            if at < characters.len() && matches!(characters[at], '市' | '省') {
                at += 1;
            }
        } else {
            run.push(characters[at]);
            at += 1;
        }
    }
    if !run.is_empty() {
        out.push(part_of(word, run));
    }
}

/// Cuts a Korean name of two to four syllables behind its family name, and company names at phrases.
fn hangul(word: &Word, kind: EntryKind, alone: bool, out: &mut Vec<Word>) {
    let syllables: Vec<char> = word.text.chars().collect();
    let name = alone && (2..=4).contains(&syllables.len());
    match kind {
        EntryKind::Person | EntryKind::Unknown if name && (kind == EntryKind::Person || !knows_end(&syllables)) => {
            out.push(part_of(word, syllables[..1].iter().collect()));
            out.push(part_of(word, syllables[1..].iter().collect()));
        }
        EntryKind::Person => out.push(word.clone()),
        _ => phrases(word, &syllables, out),
    }
}

/// Parts the article from an Arabic word, and from one with "and", "for" or "with" before it the word.
fn arabic(word: Word, out: &mut Vec<Word>) {
    let known = lexicon().meaning(&word.text, &[Class::Form, Class::Generic, Class::Particle]).is_some();
    let rest = word.text.strip_prefix(ARTICLE).filter(|it| it.chars().count() >= 2 && !it.starts_with("له"));
    match rest {
        Some(rest) if !known => {
            out.push(part_of(&word, ARTICLE.into()));
            out.push(part_of(&word, rest.into()));
        }
        _ => out.push(word),
    }
}
