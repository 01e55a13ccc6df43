//! Letters that stand apart, and words that stand together: a name as typed in, the same with its words as others
//! write them out.
//!
//! *V O S S  R A V I N D A R* is *VOSS RAVINDAR*, *V-O-S-S* is *VOSS*, *RavindarVoss* is *Ravindar Voss*. Which gap
//! stands between letters and which between words, the text itself says. Where all gaps are alike, the words are not
//! told apart here: `name` then reads one word.

use super::asked::READ_MAX;
use std::collections::BTreeMap;

/// Gaps between letters from which on they are letters of words and no initials; fewer do where nothing else stands
/// in the text and each word has two letters or more: *M A  L I*.
const GAPS: usize = 3;
/// Capitals before a capital that begins a word, itself not among them: *ABCTrading*.
const ACRONYM: usize = 3;
/// Letters behind a capital that begins a word, itself among them; before it stand more.
const HUMP: usize = 2;
/// Words of more than two letters that family names with a capital inside begin with.
const BEGINNINGS: [&str; 18] = [
    "abu", "ben", "bin", "das", "del", "della", "der", "des", "dos", "fitz", "ibn", "las", "los", "mac", "san", "ter",
    "van", "von",
];
/// What parts words whatever stands between letters.
const PARTING: [char; 8] = [',', ';', '/', '|', '&', '+', '\n', '\r'];

/// The text with its words closed up, and with a gap before each capital among small letters; none that is the text.
/// Where gaps are blanks of two kinds, once as if they were one, and once as if the rarer kind parted words.
/// Linear in the length of the text, of which the first [`READ_MAX`] characters count.
pub(super) fn respelled(text: &str) -> Vec<String> {
    let text = text.char_indices().nth(READ_MAX).and_then(|it| text.get(..it.0)).unwrap_or(text);
    let tokens = tokens(text);
    let closed = closed_up(&tokens, Blanks::Alike);
    let apart = closed_up(&tokens, Blanks::Apart).filter(|it| Some(it) != closed.as_ref());
    let cut = humps(closed.as_deref().unwrap_or(text));
    closed.into_iter().chain(apart).chain(cut).collect()
}

/// Whether blanks of several kinds, a thin space and an ordinary one, are one gap.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blanks {
    Alike,
    Apart,
}

/// A word, and what stands before it.
struct Token<'a> {
    gap: &'a str,
    word: &'a str,
}

impl Token<'_> {
    /// Whether it is one letter of a script that has capitals, its marks aside.
    fn is_letter(&self) -> bool {
        let mut letters = self.word.chars().filter(|it| it.is_alphanumeric());
        letters.next().is_some_and(|it| it.is_uppercase() || it.is_lowercase()) && letters.next().is_none()
    }
}

/// The words of a text with the gaps before them; a last word of no letter holds what is left.
fn tokens(text: &str) -> Vec<Token<'_>> {
    // What is no gap belongs to the letter before it: a mark, or what nobody sees.
    let is_gap = |it: char| it.is_whitespace() || it.is_ascii_punctuation() || is_sign(it);
    let mut all = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (gap, behind) = rest.split_at(rest.find(|it| !is_gap(it)).unwrap_or(rest.len()));
        let (word, next) = behind.split_at(behind.find(is_gap).unwrap_or(behind.len()));
        all.push(Token { gap, word });
        rest = next;
    }
    all
}

/// Dashes, bullets and other signs beyond ASCII that are typed between letters.
const fn is_sign(c: char) -> bool {
    matches!(c, '\u{A1}'..='\u{A7}' | '\u{A9}' | '\u{AB}' | '\u{AC}' | '\u{AE}'..='\u{B1}' | '\u{B6}' | '\u{B7}' | '\u{BB}'
        | '\u{BF}' | '\u{2010}'..='\u{2029}' | '\u{2030}'..='\u{205E}' | '\u{2190}'..='\u{245F}'
        | '\u{2500}'..='\u{2BFF}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{301C}' | '\u{30FB}' | '\u{FF0C}'..='\u{FF0F}')
}

/// How wide a gap is: what is blank in it counts first.
fn width(gap: &str) -> (usize, usize) {
    (gap.chars().filter(|it| it.is_whitespace()).count(), gap.chars().count())
}

/// A gap without an apostrophe, which belongs to the letters: of the blanks on both sides of it the wider.
fn bare(gap: &str) -> &str {
    let is_apostrophe = |it: char| matches!(it, '\'' | '`' | '\u{B4}' | '\u{2018}' | '\u{2019}');
    gap.split(is_apostrophe).max_by_key(|it| width(it)).unwrap_or(gap)
}

/// Words whose letters stand apart, as they are closed up.
#[derive(Default)]
struct Closed {
    text: String,
    /// Gaps that were closed.
    joins: usize,
    /// Letters of the word at the end, none where it was not spelt so; of the shortest word before it; and words.
    last: usize,
    shortest: Option<usize>,
    words: usize,
    /// Whether any word was not spelt so.
    others: bool,
}

impl Closed {
    fn add(&mut self, token: &Token<'_>, joins: bool) {
        if joins {
            self.joins += 1;
            self.last += 1;
        } else {
            self.end();
            self.text.push_str(token.gap);
            self.last = usize::from(token.is_letter());
            self.others |= self.last == 0 && token.word.chars().any(char::is_alphanumeric);
        }
        self.text.push_str(token.word);
    }

    /// Counts the word at the end, if its letters stand apart.
    fn end(&mut self) {
        if self.last > 0 {
            self.shortest = Some(self.shortest.map_or(self.last, |it| it.min(self.last)));
            self.words += 1;
        }
    }

    /// The text, where its letters are letters of words and no initials.
    fn whole(mut self) -> Option<String> {
        self.end();
        let all = !self.others && self.words > 1 && self.shortest.is_some_and(|it| it > 1);
        (self.joins >= GAPS || all).then_some(self.text)
    }
}

/// The text with the letters of each word closed up; none where fewer letters stand apart than words have.
fn closed_up(tokens: &[Token<'_>], blanks: Blanks) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for pair in tokens.windows(2).filter(|it| it.iter().all(Token::is_letter)) {
        *counts.entry(bare(pair[1].gap)).or_default() += 1;
    }
    // The commonest gap stands between letters; of equals, the narrowest.
    let usual = counts.iter().max_by_key(|it| (*it.1, std::cmp::Reverse(width(it.0)))).map(|it| *it.0)?;
    let blank = |it: &str| !it.is_empty() && it.chars().all(char::is_whitespace);
    let other_blank = |gap: &str| blanks == Blanks::Apart && gap != usual && blank(gap) && blank(usual);
    let parts = |gap: &str| {
        width(gap) > width(usual)
            || gap.chars().any(|it| PARTING.contains(&it) && !usual.contains(it))
            || other_blank(gap)
    };
    let mut closed = Closed::default();
    let mut after_letter = false;
    for token in tokens {
        let letter = token.is_letter();
        closed.add(token, letter && after_letter && !parts(bare(token.gap)));
        after_letter = letter;
    }
    closed.whole()
}

/// The text with a gap before each capital behind a small letter, and before the last of several capitals; none where no
/// word has one with letters enough on both sides, or where the text has gaps of its own: *Kumar & MacGregor* keeps its words apart already.
fn humps(text: &str) -> Option<String> {
    if text.trim().chars().any(char::is_whitespace) {
        return None;
    }
    let mut cut = String::with_capacity(text.len() + 4);
    let (mut word, mut behind_small, mut capitals, mut found) = (String::new(), false, 0, false);
    for (at, letter) in text.char_indices() {
        let behind =
            || text.get(at..).into_iter().flat_map(str::chars).take(HUMP).filter(|it| it.is_alphabetic()).count();
        let small = || text.get(at..).and_then(|it| it.chars().nth(1)).is_some_and(char::is_lowercase);
        let begins = behind_small && is_name(&word) && behind() == HUMP || capitals >= ACRONYM && small();
        if letter.is_uppercase() && begins {
            cut.push(' ');
            word.clear();
            found = true;
        }
        cut.push(letter);
        behind_small = letter.is_lowercase();
        capitals = if letter.is_uppercase() { capitals + 1 } else { 0 };
        if letter.is_alphabetic() { word.extend(letter.to_lowercase()) } else { word.clear() }
    }
    found.then_some(cut)
}

/// Whether a word before a capital is one of its own, and not the first part of a family name: *MacGregor*, *DeLuca*.
fn is_name(word: &str) -> bool {
    word.chars().count() > HUMP && !BEGINNINGS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_letter_is_lost_and_none_is_added(text in "[A-Za-zЖж .,\u{300}-]{0,40}") {
            let letters = |it: &str| it.chars().filter(|it| it.is_alphanumeric()).collect::<String>();
            prop_assert!(respelled(&text).iter().all(|it| letters(it) == letters(&text) && *it != text));
        }
    }

    #[test]
    fn words_are_closed_up_by_their_own_gaps() {
        for (text, closed) in [
            ("R A V I N D A R  V O S S", "RAVINDAR  VOSS"),
            ("v o s s  r a v i", "voss  ravi"),
            ("V-O-S-S R-A-V-I", "VOSS RAVI"),
            ("V_O_S_S R_A_V_I", "VOSS RAVI"),
            ("V.O.S.S. R.A.V.I.", "VOSS. RAVI."),
            ("V–O–S–S R–A–V–I", "VOSS RAVI"),
            ("V\u{A0}O\u{A0}S\u{A0}S, R\u{A0}A\u{A0}V\u{A0}I", "VOSS, RAVI"),
            ("V O S S,R A V I", "VOSS,RAVI"),
            ("V  O  S  S    R  A  V  I", "VOSS    RAVI"),
            ("V O-S S  R-A V I", "VOSS  RAVI"),
            ("V - O - S - S   R - A - V - I", "VOSS   RAVI"),
            ("X I  L I A N", "XI  LIAN"),
            ("V O S S", "VOSS"),
            ("V O S S Ravindar", "VOSS Ravindar"),
            ("В О С С  Р А В И", "ВОСС  РАВИ"),
            ("V\u{301} O S\u{200B} S", "V\u{301}OS\u{200B}S"),
            ("M A  L I", "MA  LI"),
            ("X.I. L.I.", "XI. LI."),
            ("m a r i a  D ' A n g e l o", "maria  DAngelo"),
            ("S E A N  O ’ B R I E N", "SEAN  OBRIEN"),
        ] {
            assert_eq!(respelled(text), [closed], "{text}");
        }
        assert_eq!(respelled("V o s s R a v i"), ["VossRavi", "Voss Ravi"]);
        assert_eq!(respelled("RavindarTolmachiVoss"), ["Ravindar Tolmachi Voss"]);
        assert_eq!(respelled("QuillmarshTradingFZE"), ["Quillmarsh Trading FZE"]);
        assert_eq!(respelled("ABCTradingFZE"), ["ABC Trading FZE"]);
    }

    #[test]
    fn blanks_of_two_kinds_may_be_two_gaps() {
        for (text, alike, apart) in [
            ("V\u{2009}O\u{2009}S\u{2009}S R\u{2009}A\u{2009}V\u{2009}I", "VOSSRAVI", "VOSS RAVI"),
            ("V O S S\u{2009}R A V I", "VOSSRAVI", "VOSS\u{2009}RAVI"),
            ("A L\u{A0}N G", "ALNG", "AL\u{A0}NG"),
        ] {
            assert_eq!(respelled(text), [alike, apart], "{text}");
        }
    }

    #[test]
    fn a_text_without_end_is_not_read_to_its_end() {
        let endless = "Xxxx".repeat(1_000_000);
        assert!(respelled(&endless).iter().all(|it| it.chars().count() <= 2 * READ_MAX));
        assert!(respelled(&"x ".repeat(1_000_000)).iter().all(|it| it.len() <= READ_MAX));
    }

    #[test]
    fn initials_and_names_as_they_are_written_stay() {
        for text in [
            "MacGregor",
            "McDonald",
            "FitzGerald",
            "DeLuca",
            "VanDyke",
            "Kumar & MacGregor",
            "J. R. R. Tolkien",
            "Petrov V.I.",
            "S.A. Quillmarsh",
            "E. D. Marsh",
            "J O Hansen",
            "A B  Marsh",
            "J  R R",
            "JPMorgan",
            "Ravindar Voss",
            "GmbH",
            "",
            "- . -",
            "习 近 平",
        ] {
            assert!(respelled(text).is_empty(), "{text}");
        }
    }
}
