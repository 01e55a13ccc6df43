//! A name as typed into plain words: text in, folded words with their script out.
//!
//! Compatibility forms are unified (NFKC), case and accents are dropped, marks of direction and vowel
//! signs vanish, apostrophes join. Latin words come out in ASCII; other scripts keep their letters.
//! Knows characters, not names.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters read of one name. The longest name of the Treasury's list of 2025-11-19 has 196.
pub(crate) const CHARS_MAX: usize = 512;
/// Words kept of one name. The longest name of that list has 26.
pub(crate) const WORDS_MAX: usize = 40;

/// The writing system of a word, as far as names are treated by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Script {
    /// Latin letters.
    Latin,
    /// Cyrillic letters.
    Cyrillic,
    /// Arabic letters: Arabic, Persian, Urdu, Pashto, Kurdish.
    Arabic,
    /// Hebrew letters.
    Hebrew,
    /// Chinese characters.
    Han,
    /// Korean syllables.
    Hangul,
    /// Japanese syllables.
    Kana,
    /// Digits only.
    Digits,
    /// Any other script.
    Other,
}

/// How a word was capitalised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Capitals {
    /// No letter is a capital, or the script has none.
    None,
    First,
    All,
}

/// One word of a name.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Lower-case; ASCII where the script is Latin.
    pub(crate) text: String,
    pub(crate) script: Script,
    pub(crate) capitals: Capitals,
    /// Whether a full stop stands directly before the next word.
    pub(crate) stop_joins: bool,
}

/// The words of a text, and whether any of it was left off for its length.
pub(crate) fn words(text: &str) -> (Vec<Word>, Cut) {
    let mut words = Vec::new();
    let mut word = Draft::default();
    let mut seen = 0;
    for c in text.nfkc() {
        seen += 1;
        if seen > CHARS_MAX || words.len() >= WORDS_MAX {
            word.end(&mut words);
            return (words, Cut::Short);
        }
        take(c, &mut word, &mut words);
    }
    word.end(&mut words);
    (words, Cut::Whole)
}

/// Whether the whole of a text was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    Whole,
    Short,
}

/// Lower-case and free of accents, as a table's entry is looked up by: words joined by single spaces.
pub(crate) fn folded(text: &str) -> String {
    words(text).0.into_iter().map(|it| it.text).collect::<Vec<_>>().join(" ")
}

fn take(c: char, word: &mut Draft, words: &mut Vec<Word>) {
    if is_silent(c) {
        return;
    }
    match c {
        '&' | '+' => {
            word.end(words);
            words.push(Word { text: "and".into(), script: Script::Latin, capitals: Capitals::None, stop_joins: false });
        }
        '.' => {
            let before = words.len();
            word.end(words);
            if words.len() > before
                && let Some(last) = words.last_mut()
            {
                last.stop_joins = true;
            }
        }
        '@' | '$' if !word.text.is_empty() => word.push(c),
        c if c.is_alphanumeric() || is_combining_mark(c) => {
            if word.breaks_before(c) {
                word.end(words);
            }
            word.push(c);
        }
        _ => {
            word.end(words);
            if let Some(last) = words.last_mut() {
                last.stop_joins = false;
            }
        }
    }
}

/// Characters that are no part of a name's spelling: apostrophes, marks of direction, joiners, the
/// Arabic stretch and vowel signs.
const fn is_silent(c: char) -> bool {
    matches!(c,
        '\'' | '`' | '´' | '‘' | '’' | '‛' | 'ʹ' | 'ʺ' | 'ʻ' | 'ʼ' | 'ʽ' | 'ʾ' | 'ʿ' | 'ˈ' | '′' | '＇' | '׳' | '״'
        | '\u{00AD}' | '\u{0640}' | '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}'
        | '\u{0591}'..='\u{05C7}' | 'ء')
}

/// The script of one character; `None` for marks, which belong to any.
fn script_of(c: char) -> Option<Script> {
    Some(match c {
        '0'..='9' => Script::Digits,
        'A'..='Z' | 'a'..='z' | '\u{00C0}'..='\u{024F}' | '\u{0250}'..='\u{02AF}' | '\u{1E00}'..='\u{1EFF}' => {
            Script::Latin
        }
        '\u{0400}'..='\u{052F}' => Script::Cyrillic,
        '\u{0590}'..='\u{05FF}' => Script::Hebrew,
        '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{08A0}'..='\u{08FF}' => Script::Arabic,
        '\u{2E80}'..='\u{2FDF}'
        | '\u{3005}'
        | '\u{3007}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}' => Script::Han,
        '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7AF}' => Script::Hangul,
        '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' => Script::Kana,
        c if is_combining_mark(c) => return None,
        _ => Script::Other,
    })
}

/// A word that is being read.
#[derive(Default)]
struct Draft {
    text: String,
    script: Option<Script>,
    capitals: usize,
    letters: usize,
}

impl Draft {
    /// Letters of another script begin another word; digits stay with Latin letters.
    fn breaks_before(&self, c: char) -> bool {
        let (Some(here), Some(next)) = (self.script, script_of(c)) else { return false };
        let mixes = |it| matches!(it, Script::Latin | Script::Digits | Script::Cyrillic);
        here != next && !(mixes(here) && mixes(next)) && !(self.text.is_empty())
    }

    fn push(&mut self, c: char) {
        let script = script_of(c);
        match (self.script, script) {
            (None | Some(Script::Digits), Some(_)) => self.script = script,
            (Some(Script::Latin), Some(Script::Cyrillic)) => self.script = script,
            _ => {}
        }
        if !is_combining_mark(c) {
            self.letters += 1;
            self.capitals += usize::from(c.is_uppercase());
        }
        self.text.extend(c.to_lowercase());
    }

    /// Closes the word, if there is one.
    fn end(&mut self, words: &mut Vec<Word>) {
        let draft = std::mem::take(self);
        let Some(script) = draft.script else { return };
        let text = match script {
            Script::Latin => ascii(&draft.text),
            // Latin look-alikes inside Cyrillic words are read as what they look like.
            Script::Cyrillic => draft.text.chars().map(cyrillic_of).collect(),
            Script::Arabic | Script::Hebrew => draft.text.chars().filter(|it| !is_combining_mark(*it)).collect(),
            _ => draft.text,
        };
        if text.is_empty() {
            return;
        }
        let capitals = match draft.capitals {
            0 => Capitals::None,
            all if all == draft.letters => Capitals::All,
            _ => Capitals::First,
        };
        words.push(Word { text, script, capitals, stop_joins: false });
    }
}

/// Latin letters without accents, in ASCII.
fn ascii(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let plain: String = text.nfd().filter(|it| !is_combining_mark(*it)).collect();
    any_ascii::any_ascii(&plain).to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect()
}

const fn cyrillic_of(c: char) -> char {
    match c {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'i' => 'і',
        'j' => 'ј',
        'k' => 'к',
        'm' => 'м',
        'o' => 'о',
        'p' => 'р',
        't' => 'т',
        'x' => 'х',
        'y' => 'у',
        other => other,
    }
}
