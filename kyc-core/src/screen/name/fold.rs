//! A name as typed into plain words: text in, folded words with their script out.
//!
//! Compatibility forms are unified (NFKC), case and accents are dropped, marks of direction and vowel
//! signs vanish, apostrophes join. Latin words come out in ASCII; other scripts keep their letters, and
//! a word that only looks Latin comes out as what it looks like. Knows words, not names.

use super::letters::{Script, cyrillic_twin, is_silent, latin_twin, script_of};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters read of one name. The longest name of the Treasury's list of 2025-11-19 has 196.
pub(crate) const CHARS_MAX: usize = 512;
/// Words kept of one name. The longest name of that list has 26.
pub(crate) const WORDS_MAX: usize = 40;

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

/// Marks of trade and the sign of a telephone, which compatibility forms spell out.
const MARKS: [char; 4] = ['\u{2122}', '\u{2120}', '\u{2121}', '\u{213b}'];

/// The words of a text, and whether any of it was left off for its length.
pub(crate) fn words(text: &str) -> (Vec<Word>, Cut) {
    let mut page = Page::default();
    let mut cut = Cut::Whole;
    // A mark of trade says nothing, and would become letters of the word that it stands behind.
    let plain = text.chars().map(|it| if MARKS.contains(&it) { ' ' } else { it });
    for (seen, c) in plain.nfkc().enumerate() {
        if seen >= CHARS_MAX || page.words.len() >= WORDS_MAX {
            cut = Cut::Short;
            break;
        }
        page.take(c);
    }
    page.end();
    (page.alike(), cut)
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

/// The words of a text as far as it is read.
#[derive(Default)]
struct Page {
    words: Vec<Word>,
    /// Words of another script that look Latin, and what they look like.
    twins: Vec<(usize, String)>,
    draft: Draft,
}

impl Page {
    fn take(&mut self, c: char) {
        if is_silent(c) {
            return;
        }
        match c {
            '&' | '+' => {
                self.end();
                let and =
                    Word { text: "and".into(), script: Script::Latin, capitals: Capitals::None, stop_joins: false };
                self.words.push(and);
            }
            '.' => {
                let before = self.words.len();
                self.end();
                if self.words.len() > before
                    && let Some(last) = self.words.last_mut()
                {
                    last.stop_joins = true;
                }
            }
            '@' | '$' if !self.draft.text.is_empty() => self.draft.push(c),
            c if c.is_alphanumeric() || is_combining_mark(c) => {
                if self.draft.breaks_before(c) {
                    self.end();
                }
                self.draft.push(c);
            }
            _ => {
                self.end();
                if let Some(last) = self.words.last_mut() {
                    last.stop_joins = false;
                }
            }
        }
    }

    /// Closes the word that is being read, if there is one.
    fn end(&mut self) {
        let draft = std::mem::take(&mut self.draft);
        let (Some(script), capitals) = (draft.script(), draft.capitals()) else { return };
        let text = match script {
            Script::Latin => ascii(&draft.latin()),
            Script::Cyrillic => draft.lower().chars().map(cyrillic_twin).collect(),
            // Marks are no part of these: they are vowel signs, or put there to hide the word.
            Script::Arabic | Script::Hebrew | Script::Han | Script::Hangul | Script::Digits => {
                draft.lower().chars().filter(|it| !is_combining_mark(*it)).collect()
            }
            Script::Greek => draft.lower().nfd().filter(|it| !is_combining_mark(*it)).collect(),
            _ => draft.lower(),
        };
        if text.is_empty() {
            return;
        }
        if matches!(script, Script::Cyrillic | Script::Greek)
            && draft.letters > 1
            && let Some(twin) = draft.twin()
        {
            self.twins.push((self.words.len(), ascii(&twin)));
        }
        self.words.push(Word { text, script, capitals, stop_joins: false });
    }

    /// The words; beside Latin ones, those that look Latin are Latin.
    fn alike(mut self) -> Vec<Word> {
        if self.words.iter().any(|it| it.script == Script::Latin && it.text.len() > 1) {
            for (at, twin) in self.twins {
                if let Some(word) = self.words.get_mut(at) {
                    (word.text, word.script) = (twin, Script::Latin);
                }
            }
        }
        self.words
    }
}

/// A word that is being read.
#[derive(Default)]
struct Draft {
    text: String,
    /// The script of its first letter, or of its digits.
    first: Option<Script>,
    /// Letters of Cyrillic or Greek among Latin ones, or the other way round.
    other: Option<Script>,
    capitals: usize,
    letters: usize,
}

impl Draft {
    /// Letters of another script begin another word; digits stay with Latin letters.
    fn breaks_before(&self, c: char) -> bool {
        let (Some(here), Some(next)) = (self.first, script_of(c)) else { return false };
        here != next && !(here.mixes() && next.mixes()) && !self.text.is_empty()
    }

    fn push(&mut self, c: char) {
        match (self.first, script_of(c)) {
            (None | Some(Script::Digits), script @ Some(_)) => self.first = script,
            (Some(here), Some(next)) if here != next && next != Script::Digits => self.other = Some(next),
            _ => {}
        }
        if !is_combining_mark(c) {
            self.letters += 1;
            self.capitals += usize::from(c.is_uppercase());
        }
        self.text.push(c);
    }

    /// The script it is read in. A word of two is read as Latin where all its foreign letters look Latin, unless
    /// its Latin letters are fewer and look foreign as well.
    fn script(&self) -> Option<Script> {
        let (first, Some(other)) = (self.first?, self.other) else { return self.first };
        let foreign = if first == Script::Latin { other } else { first };
        let latin = |c: &char| script_of(*c) == Some(Script::Latin);
        let few = self.text.chars().filter(latin).count() * 2 < self.letters;
        let fits = |c: char| cyrillic_twin(c.to_ascii_lowercase()) != c.to_ascii_lowercase();
        let looks_foreign = foreign == Script::Cyrillic && self.text.chars().filter(latin).all(fits);
        let looks_latin = self.twin().is_some() && !(few && looks_foreign);
        Some(if looks_latin { Script::Latin } else { foreign })
    }

    fn capitals(&self) -> Capitals {
        match self.capitals {
            0 => Capitals::None,
            all if all == self.letters => Capitals::All,
            _ => Capitals::First,
        }
    }

    fn lower(&self) -> String {
        self.text.chars().flat_map(char::to_lowercase).collect()
    }

    /// The word with its foreign letters as the Latin ones they look like; none where one looks like none.
    fn twin(&self) -> Option<String> {
        let letter = |c: char| match script_of(c) {
            Some(Script::Cyrillic | Script::Greek) => latin_twin(c),
            _ => Some(c),
        };
        self.text.chars().map(letter).collect()
    }

    /// The word in Latin letters.
    fn latin(&self) -> String {
        if self.other.is_none() { self.lower() } else { self.twin().unwrap_or_default().to_lowercase() }
    }
}

/// Latin letters without accents, in ASCII.
fn ascii(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let plain: String = text.nfd().filter(|it| !is_combining_mark(*it)).collect();
    any_ascii::any_ascii(&plain).to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_of_trade_is_no_part_of_a_word() {
        for mark in MARKS {
            assert_eq!(folded(&format!("Quill{mark} Voss{mark}")), "quill voss", "{mark}");
        }
    }
}
