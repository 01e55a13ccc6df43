//! What stands in the cell of a name: a text as it was typed in, the names that are in it out.
//!
//! People write two names into one cell, a remark behind a name, a ship's kind before it, and mistype *Limited*. The
//! whole text is looked for as it stands; what this gives is looked for besides. Knows no list.

use super::list::EntryKind;
use super::name::Name;
use crate::base::written::closest;
use office::beside_office;
use regex::Regex;
use std::sync::LazyLock;

mod office;

/// Characters of a text that are read: more than are compared of a name, so that a longer one is never clear.
pub(super) const READ_MAX: usize = 2_048;
/// Other names of one text at most: more than 512 characters, which are what is compared of a name, have room for.
const NAMES_MAX: usize = 512;

/// Words between two names of one.
static BETWEEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:^|[\s,;(])(?:a\.?k\.?a\.?|a/k/a|also known as|alias|f\.k\.a\.?|f/k/a|formerly(?: known as)?|n/k/a|now known as|d/b/a|doing business as|trading as|c/o|estate of|on behalf of|account of|attn\.?|attention|geb\.|née)(?:[\s:]+|$)",
    )
    .ok()
});
/// What parts two parties, or a name and a remark.
static APART: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\s+[/&+–—-]\s+|\s+and\s+|[|;\n\r]|\s+/|/\s+").ok());
/// Brackets and what is in them.
static BRACKETS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[(\[{]([^()\[\]{}]*)[)\]}]").ok());
/// What kind of ship it is, before its name.
static SHIP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\s*(?:m\.?/?\s?[vtsy]\.?|mts|mtv|s\.?/?\s?[sv]\.?|f\.?/?\s?v\.?|t\.?/?\s?t\.?|lpg(?:/?c)?|lng(?:/?c)?|ulcc|vlcc|motor (?:vessel|tanker|ship|yacht)|vessel|tanker|ship)\s+",
    )
    .ok()
});
/// A number that is no part of a person's name: a date, or a number of four digits and more.
static NUMBERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:born|imo|dob|no\.?)?\s*\d{1,4}(?:[./-]\d{1,2}){1,2}(?:\d{2})?\b|\b(?:imo|dob)\b[\s:]*\d*|\b\d{4,}\b",
    )
    .ok()
});

/// What stands behind the name of a company or a person and is no part of it: a branch and its place, a family's trust, a wallet.
static BEHIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)[\s,]+(?:(?:[^\s,]+\s+)?(?:branch(?: office)?|representative office|subsidiary)|(?:family|living|revocable)\s+trust|(?:(?:hot|cold|main|crypto|exchange)\s+)?(?:wallet|deposit|account)s?)\s*$",
    )
    .ok()
});
/// What says of a company what became of it, or where it sits, before or behind its name.
static STATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\s*(?:ex|former|sanctioned)[\s-]+|[\s,]+(?:in\s+(?:[a-z]+\s+)?(?:liquidation|administration|receivership|bankruptcy)|bankrupt|head\s*office|headquarters|hq|treasury|client account)\s*$",
    )
    .ok()
});
/// Whoever gives addresses of mail to everybody owns none of them.
const PROVIDERS: [&str; 16] = [
    "gmail",
    "googlemail",
    "yahoo",
    "hotmail",
    "outlook",
    "live",
    "icloud",
    "mail",
    "yandex",
    "proton",
    "protonmail",
    "inbox",
    "rambler",
    "fastmail",
    "tutanota",
    "posteo",
];
/// A place of the web: what its owner called it. Of an address of mail the person's part, and whose the house is.
static WEB: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\s*(?:https?://)?(?:www\.)?([^\s.@/:]{4,})\.[a-z]{2,}(?:/\S*)?\s*$|^\s*([^\s@]+)@(?:[^\s@.]+\.)*?([^\s@.]{4,})(?:\.[a-z]{2,}){1,2}\s*$",
    )
    .ok()
});
/// A sign in place of the letter that it looks like, at the beginning of a word or within one.
static SIGN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[$€£¥¢§!]+\p{L}|(?:^|\s)@\p{L}").ok());
/// What such signs stand for.
const SIGNS: [(char, char); 8] =
    [('$', 'S'), ('€', 'E'), ('£', 'L'), ('¥', 'Y'), ('¢', 'C'), ('§', 'S'), ('!', 'I'), ('@', 'A')];
/// A small L before a consonant at the beginning of a word, where a capital I is meant: *lgor*, *lbrahim*.
static TALL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\bl([b-df-hjkm-np-tv-z])").ok());

/// Letters of a word that is a name alone where a branch or a wallet stands behind it.
const ALONE: usize = 7;

/// Words of legal forms that are long enough to be known although a letter is wrong.
const FORMS: [&str; 18] = [
    "limited",
    "company",
    "corporation",
    "incorporated",
    "liability",
    "private",
    "public",
    "sociedad",
    "limitada",
    "gesellschaft",
    "aktiengesellschaft",
    "obshchestvo",
    "aktsionernoe",
    "общество",
    "ограниченной",
    "ответственностью",
    "акционерное",
    "компания",
];

/// The other names that stand in a text, each once, in the order in which they are found; linear but for a few short lists.
pub(super) fn names_in(text: &str) -> Vec<String> {
    let text = text.char_indices().nth(READ_MAX).and_then(|it| text.get(..it.0)).unwrap_or(text);
    let mut names = Names { whole: text, all: Vec::new() };
    let (Some(between), Some(apart), Some(brackets)) = (&*BETWEEN, &*APART, &*BRACKETS) else { return names.all };
    let bare = brackets.replace_all(text, " ");
    names.add(&bare);
    let within = brackets.captures_iter(text).filter_map(|it| it.get(1)).map(|it| it.as_str());
    for (part, is_within) in std::iter::once((&*bare, false)).chain(within.map(|it| (it, true))) {
        if between.is_match(part) {
            between.split(part).for_each(|it| names.add(it));
            between.split(part).flat_map(|it| apart.split(it)).for_each(|it| names.add_long(it));
        } else if is_within {
            names.add_long(part);
        }
    }
    apart.split(&bare).for_each(|it| names.add_long(it));
    // *Family, Given* is one name; two words on either side are two.
    let sides: Vec<&str> = bare.split(',').collect();
    if sides.iter().all(|it| is_long(it)) {
        sides.iter().for_each(|it| names.add(it));
    }
    for name in [text, &*bare] {
        if let Some(ship) = SHIP.as_ref().map(|it| it.replace(name, "")) {
            names.add(&ship);
        }
        if let Some(without) = NUMBERS.as_ref().map(|it| it.replace_all(name, " ")) {
            names.add_long(&without);
        }
    }
    outside(text, &bare, &mut names);
    names.add(&mended(text));
    by_letters(text).iter().for_each(|it| names.add_long(it));
    names.all
}

/// The name without what other programs, the web and remarks behind it add.
fn outside(text: &str, bare: &str, names: &mut Names<'_>) {
    if let Some(plain) = unescaped(text) {
        names.add(&plain);
    }
    if let Some(behind) = BEHIND.as_ref().and_then(|it| it.find(bare)) {
        let rest = bare.get(..behind.start()).unwrap_or("");
        // *Trust Wallet* and *Olive Branch* are names of their own: a short word alone is no company's.
        let letters = rest.chars().filter(|it| it.is_alphabetic()).count();
        if is_long(rest) || letters >= ALONE {
            names.add(rest);
        }
        // *Rosneft Dubai Branch* without the place, and with it: a word before *branch* may be the company's.
        let last = behind.as_str().trim().rsplit_once(char::is_whitespace).map_or("", |it| it.0);
        names.add_long(&format!("{} {last}", bare.get(..behind.start()).unwrap_or("")));
    }
    if let Some(found) = WEB.as_ref().and_then(|it| it.captures(text)) {
        found.get(1).into_iter().for_each(|it| names.add(it.as_str()));
        let words = |it: &str| it.replace(|it: char| !it.is_alphabetic(), " ");
        found.get(2).into_iter().for_each(|it| names.add_long(&words(it.as_str())));
        let house = found.get(3).filter(|it| !PROVIDERS.iter().any(|free| free.eq_ignore_ascii_case(it.as_str())));
        house.into_iter().for_each(|it| names.add(&words(it.as_str())));
    }
    if let Some(without) = STATE.as_ref().filter(|it| it.is_match(bare)).map(|it| it.replace_all(bare, "")) {
        let letters = without.chars().filter(|it| it.is_alphabetic()).count();
        if is_long(&without) || letters >= ALONE {
            names.add(&without);
        }
    }
    beside_office(text, |it| names.add_named(it));
    if let Some(sign) = SIGN.as_ref().filter(|it| it.is_match(text)) {
        let letters = sign.replace_all(text, |it: &regex::Captures<'_>| lettered(&it[0]));
        names.add(&letters);
    }
    if let Some(tall) = TALL.as_ref().filter(|it| it.is_match(text)) {
        names.add(&tall.replace_all(text, "I$1"));
    }
}

/// A text with the letters that its signs stand for.
fn lettered(text: &str) -> String {
    let letter = |it: char| SIGNS.iter().find(|sign| sign.0 == it).map_or(it, |sign| sign.1);
    text.chars().map(letter).collect()
}

/// Characters that web pages write by their name.
const ENTITIES: [(&str, &str); 8] = [
    ("&nbsp;", " "),
    ("&quot;", "\""),
    ("&apos;", "'"),
    ("&#39;", "'"),
    ("&#039;", "'"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&amp;", "&"),
];

/// The text with characters in place of the names that web pages have for them.
pub(super) fn without_entities(text: &str) -> String {
    ENTITIES.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

/// The text as it was before a web page or a link wrote it its own way; none where it is as it was.
fn unescaped(text: &str) -> Option<String> {
    let plain = without_entities(text);
    let bytes = plain.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digits = (byte == b'%').then(|| plain.get(at + 1..at + 3)).flatten();
        let decoded = digits.filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()));
        match decoded.and_then(|it| u8::from_str_radix(it, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok().filter(|it| it != text)
}

/// Names found so far.
struct Names<'a> {
    whole: &'a str,
    all: Vec<String>,
}

impl Names<'_> {
    /// Takes a name of any length that is not known yet.
    fn add(&mut self, text: &str) {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = name.trim_matches(|it: char| !it.is_alphanumeric() && it != '.').to_owned();
        let letters = |it: &str| it.chars().filter(|it| it.is_alphanumeric()).count();
        let is_whole = letters(&name) == letters(self.whole);
        let known = is_whole && same(&name, self.whole) || self.all.iter().any(|it| same(it, &name));
        if letters(&name) >= 3 && !known && self.all.len() < NAMES_MAX {
            self.all.push(name);
        }
    }

    /// Takes what stands beside an office, without an ending that says whose it is: words of which one is their own
    /// (*Premier Bank Limited* is no *Bank Limited*), or one that is hardly another's.
    fn add_named(&mut self, text: &str) {
        let text = text.trim().trim_end_matches("'s").trim_end_matches("’s");
        let name = Name::prepare(text, EntryKind::Organisation);
        let is_told = if is_long(text) { name.has_own_word() } else { name.is_own_word() };
        if is_told {
            self.add(text);
        }
    }

    /// Takes a name of two words at least: one word beside others is mostly a remark.
    fn add_long(&mut self, text: &str) {
        if is_long(text) {
            self.add(text);
        }
    }
}

/// Whether a text has two words or more.
fn is_long(text: &str) -> bool {
    text.split_whitespace().filter(|it| it.chars().any(char::is_alphabetic)).count() > 1
}

/// Whether two texts have the same letters and digits.
fn same(one: &str, other: &str) -> bool {
    let letters = |it: &'_ str| it.chars().filter(|it| it.is_alphanumeric()).collect::<String>();
    letters(one) == letters(other)
}

/// The text with mistyped words of legal forms as they should be.
fn mended(text: &str) -> String {
    let word = |it: &str| {
        let bare = it.to_lowercase();
        let long = bare.chars().filter(|it| it.is_alphabetic()).count() >= 5;
        let slip = || closest(&bare, FORMS).filter(|form| form.chars().count().abs_diff(bare.chars().count()) < 2);
        if long && !FORMS.contains(&bare.as_str()) {
            slip().map_or_else(|| it.to_owned(), str::to_owned)
        } else {
            it.to_owned()
        }
    };
    text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

/// The words in Latin letters and those in others, where there are both: the same name in two scripts, mostly.
fn by_letters(text: &str) -> Vec<String> {
    let is_latin = |it: &&str| it.chars().all(|it| !it.is_alphabetic() || it.is_ascii() || ('À'..='ɏ').contains(&it));
    let (latin, others): (Vec<&str>, Vec<&str>) = text.split_whitespace().partition(is_latin);
    if others.is_empty() { Vec::new() } else { vec![latin.join(" "), others.join(" ")] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_has_few_names_and_none_is_the_text(text in "[\\PC\n]{0,60}") {
            let names = names_in(&text);
            prop_assert!(names.len() <= NAMES_MAX);
            prop_assert!(names.iter().all(|it| !same(it, &text) && !it.trim().is_empty()), "{:?}", names);
        }
    }

    #[test]
    fn a_company_is_told_from_its_people_and_from_what_became_of_it() {
        for (text, name) in [
            ("Director of Quillmarsh Trading FZE", "Quillmarsh Trading FZE"),
            ("Vadim Petrov, CEO of Quillmarsh Trading", "Quillmarsh Trading"),
            ("Employee of the Quillmarsh Trading FZE", "Quillmarsh Trading FZE"),
            ("Quillmarsh Trading FZE in liquidation", "Quillmarsh Trading FZE"),
            ("Quillmarsh Trading FZE Head Office", "Quillmarsh Trading FZE"),
            ("ex-Quillmarsh Trading FZE", "Quillmarsh Trading FZE"),
            ("Quillmarsh Director", "Quillmarsh"),
            ("Quillmarsh's Director", "Quillmarsh"),
            ("Managing Director, Quillmarsh", "Quillmarsh"),
            ("Assistant to the Director of Quillmarsh", "Quillmarsh"),
            ("Member of the Management Board of Quillmarsh Trading", "Quillmarsh Trading"),
            ("Vadim Petrov, lawyer for Quillmarsh, Hamburg", "Quillmarsh"),
            ("VP of Sales at Quillmarsh", "Quillmarsh"),
            ("Quillmarsh Trading Board Member", "Quillmarsh Trading"),
            ("Wife of Vadim Petrov", "Vadim Petrov"),
            ("info@quillmarsh.com", "quillmarsh"),
            ("vadim.petrov@mail.quillmarsh-trading.co.uk", "quillmarsh trading"),
        ] {
            let names = names_in(text);
            assert!(names.iter().any(|it| it == name), "{text}: {names:?}");
        }
        for text in [
            "Orion Director",
            "Maria Director",
            "Moscow Director",
            "Bank Director",
            "Partner at Orion",
            "Agent of Fortune",
        ] {
            assert!(names_in(text).iter().all(|it| it.contains(' ')), "{text}: {:?}", names_in(text));
        }
        assert!(names_in("vadim@gmail.com").iter().all(|it| it != "gmail"));
    }

    #[test]
    fn names_that_stand_in_one_text_are_told_apart() {
        for (text, name) in [
            ("Hanne Lindqvist a.k.a. Vadim Petrov", "Vadim Petrov"),
            ("Hanne Lindqvist alias Petrov", "Petrov"),
            ("Vadim Petrov c/o Lindqvist AG", "Vadim Petrov"),
            ("Estate of Vadim Petrov", "Vadim Petrov"),
            ("Quillmarsh Ltd (formerly ABC Trading)", "ABC Trading"),
            ("Hanne Lindqvist (Vadim Petrov)", "Vadim Petrov"),
            ("Vadim Petrov (born 7 Oct 1952)", "Vadim Petrov"),
            ("Vadim Petrov 07.10.1952", "Vadim Petrov"),
            ("Vadim Petrov - CEO", "Vadim Petrov"),
            ("Vadim Petrov / Hanne Lindqvist", "Hanne Lindqvist"),
            ("Vadim Petrov and Hanne Lindqvist", "Vadim Petrov"),
            ("Hanne Lindqvist, Vadim Petrov", "Vadim Petrov"),
            ("Hanne Lindqvist\nVadim Petrov", "Vadim Petrov"),
            ("Вадим Петров Vadim Petrov", "Вадим Петров"),
            ("M/V Esperanza", "Esperanza"),
            ("M.V. ESPERANZA", "ESPERANZA"),
            ("LPG/C Esperanza", "Esperanza"),
            ("Esperanza (IMO 9187629)", "Esperanza"),
            ("Joint Stock Comoany Aerocon", "Joint Stock company Aerocon"),
            ("Rahat Limted", "Rahat limited"),
            ("Attn: Vadim Petrov", "Vadim Petrov"),
            ("Account of Vadim Petrov", "Vadim Petrov"),
            ("Vadim Petrov Family Trust", "Vadim Petrov"),
            ("Quillmarsh Dubai Branch", "Quillmarsh"),
            ("Quillmarsh Dubai Branch", "Quillmarsh Dubai"),
            ("Quillmarsh Trading FZE, Hamburg branch", "Quillmarsh Trading FZE"),
            ("Quillmarsh hot wallet", "Quillmarsh"),
            ("https://quillmarsh.example/about", "quillmarsh"),
            ("vadim.petrov77@mail.example", "vadim petrov"),
            ("Vadim&nbsp;Petrov", "Vadim Petrov"),
            ("Petrov%2C%20Vadim", "Petrov, Vadim"),
            ("lvan Petrov", "Ivan Petrov"),
            ("Quillmarsh CEO Vadim Petrov", "Vadim Petrov"),
            ("Vadim Petrov, President of Quillmarsh", "Vadim Petrov"),
            ("Deputy Prime Minister for Trade Vadim Petrov", "Vadim Petrov"),
            ("Head of Quillmarsh Vadim Petrov", "Vadim Petrov"),
            ("Vadim ¢hernov", "Vadim Chernov"),
            ("!van Petrov", "Ivan Petrov"),
            ("@nna Petrov", "Anna Petrov"),
        ] {
            let names = names_in(text);
            assert!(names.iter().any(|it| it == name), "{text}: {names:?}");
            assert!(names.len() <= NAMES_MAX && !names.iter().any(|it| same(it, text)), "{text}: {names:?}");
        }
        for text in ["Trust Wallet", "Olive Branch", "Smith Family Trust"] {
            assert!(!names_in(text).iter().any(|it| !it.contains(' ')), "{text}");
        }
        for text in [
            "Vadim Petrov",
            "Aka Kouassi",
            "",
            "O'Brien-Smith, Ann",
            "Quillmarsh Trading Co., Limited",
            "Quillmarsh Trading Company Limited",
            "MV",
            "Petrov President",
            "Vadim Presidente Petrov",
            "Quillmarsh! Trading",
        ] {
            let names = names_in(text);
            assert!(names.len() <= usize::from(text.starts_with("Aka")), "{text}: {names:?}");
        }
    }

    #[test]
    fn the_last_of_many_names_is_told_and_a_text_without_end_is_not_read_to_its_end() {
        let many: Vec<String> = (b'a'..=b'p').map(|it| format!("{0}{0}a {0}{0}o", char::from(it))).collect();
        assert_eq!(names_in(&many.join(" | ")), many);
        let endless = (0..200_000).map(|it| format!("n{it} x{it}")).collect::<Vec<_>>().join("|");
        assert!(names_in(&endless).len() <= NAMES_MAX);
    }
}
