//! Names that cannot be compared as names: a text as it was typed in, what stands in the way out.
//!
//! Letters that were lost, a mark where a name is missing, and scripts and manners of writing of which nobody measured
//! how well they are read. Such a name is compared all the same, and is never clear.

use super::name::{Script, script_of};
use unicode_normalization::UnicodeNormalization;

/// Letters of one text that are looked at.
const LETTERS_MAX: usize = 512;
/// Korean syllables of a person's name at most; more are a word of another language or a company's name in words.
const SYLLABLES_MAX: usize = 5;

/// Whether a text lost letters on its way: the sign of a letter that could not be read, a word of question marks, letters
/// that stars stand for, or UTF-8 that was read as another encoding. What is left of such a name cannot be compared.
pub(super) fn is_damaged(text: &str) -> bool {
    let marks = |it: &str| it.chars().count() > 1 && it.chars().all(|it| it == '?');
    let masked = |it: &str| it.contains('*') && it.chars().any(char::is_alphabetic);
    // The first bytes of two-byte letters (Latin, Cyrillic, Arabic) as Latin-1 has them, each before a sign that no
    // word has there.
    let misread = text.chars().zip(text.chars().skip(1)).filter(|(one, next)| {
        matches!(one, 'Ã' | 'Â' | 'Ð' | 'Ñ' | 'Ø' | 'Ù')
            && (!next.is_alphanumeric() && !next.is_ascii() || *next == 'ƒ')
    });
    text.contains('\u{FFFD}') || text.split_whitespace().any(|it| marks(it) || masked(it)) || misread.count() > 1
}

/// What programs and people write where they have no name, without signs and capitals.
const PLACEHOLDERS: [&str; 32] = [
    "null",
    "nil",
    "nan",
    "none",
    "undefined",
    "unknown",
    "unnamed",
    "noname",
    "nameunknown",
    "unknownunknown",
    "nullnull",
    "undefinedundefined",
    "nonenone",
    "notavailable",
    "notapplicable",
    "notprovided",
    "notknown",
    "notset",
    "missing",
    "blank",
    "empty",
    "anonymous",
    "tbd",
    "tba",
    "tbc",
    "unbekannt",
    "inconnu",
    "desconocido",
    "неизвестно",
    "firstnamelastname",
    "testtest",
    "nombredesconocido",
];

/// Whether a text is no name but a mark of a missing one, an error of a spreadsheet, or a number alone.
pub(super) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let bare = || text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase);
    // *Na* is a family name, *N/A* is none.
    let marked = text.chars().any(|it| !it.is_alphanumeric() && !it.is_whitespace());
    let letters: String = bare().take(24).collect();
    let repeated = letters.chars().count() > 2 && letters.chars().all(|it| it == 'x');
    let number = bare().count() > 3 && bare().all(|it| it.is_ascii_digit());
    let spreadsheet =
        text.starts_with('#') && matches!(&*letters, "na" | "ref" | "name" | "value" | "div0" | "num" | "null");
    marked && letters == "na" || repeated || number || spreadsheet || PLACEHOLDERS.contains(&&*letters)
}

/// Whether most of a text stands in letters of which it is not known how well they are read: scripts that are turned into
/// Latin letters one by one, names of other languages in katakana, in Korean syllables, or in Chinese characters with a dot
/// between the words.
pub(super) fn is_unread(text: &str) -> bool {
    let (mut read, mut unread, mut korean, mut chinese) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut dotted = false;
    let mut last = None;
    for c in text.nfkc().take(LETTERS_MAX) {
        if matches!(c, '·' | '・' | '•' | '‧' | '∙') && last == Some(Script::Han) {
            dotted = true;
            continue;
        }
        if !c.is_alphabetic() {
            continue;
        }
        last = script_of(c);
        match last {
            Some(Script::Han) => chinese += 1,
            Some(Script::Hangul) => korean += 1,
            Some(Script::Kana) if matches!(c, '\u{3041}'..='\u{309F}') => read += 1,
            Some(Script::Kana | Script::Other) => unread += 1,
            Some(_) => read += 1,
            None => {}
        }
    }
    let to = |unread_: bool, count: usize| if unread_ { (0, count) } else { (count, 0) };
    for (more_read, more) in [to(dotted, chinese), to(korean > SYLLABLES_MAX, korean)] {
        read += more_read;
        unread += more;
    }
    unread > read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_letters_are_seen() {
        for text in ["V\u{FFFD}dim Petrov", "Vadim ?????", "ÐŸÐµÑ‚Ñ€Ð¾Ð²", "??", "V*dim Petrov", "Vadim P****"]
        {
            assert!(is_damaged(text), "{text}");
        }
        for text in ["Vadim Petrov", "who?", "Ñuñoz Ñandú", "Ørsted Ñ", "Петров", "", "Vadim * Petrov", "***"]
        {
            assert!(!is_damaged(text), "{text}");
        }
    }

    #[test]
    fn marks_of_a_missing_name_are_no_names() {
        for text in [
            "N/A",
            "n.a.",
            "#N/A",
            "#REF!",
            "#NAME?",
            "NULL",
            "null null",
            "Unknown",
            "unknown unknown",
            "TBD",
            "xxx",
            "XXXX",
            "12345",
            " 100 234 ",
            "None",
            "not available",
            "(blank)",
            "неизвестно",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "Na",
            "NA",
            "Na Li",
            "Ann Unknown",
            "Null Petrov",
            "360",
            "313",
            "1st Bank",
            "Xx",
            "XXL",
            "Max",
            "",
            "-",
            "Nan Nan",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn scripts_and_manners_that_nobody_measured_are_told() {
        for text in [
            "ウラジーミル・プーチン",
            "블라디미르 푸틴",
            "弗拉基米尔·普京",
            "佛拉迪米爾・普丁",
            "မင်းအောင်လှိုင်",
            "วลาดีมีร์ ปูติน",
            "व्लादिमीर पुतिन",
            "ვლადიმერ პუტინი",
            "Mr ウラジーミル",
        ] {
            assert!(is_unread(text), "{text}");
        }
        for text in [
            "Vladimir Putin",
            "Путин",
            "Πούτιν",
            "فلاديمير بوتين",
            "פוטין",
            "习近平",
            "山田さくら",
            "김정은",
            "Kim Jong Un 김정은",
            "Putin プーチン",
            "Ünal·Şahin",
            "123",
            "",
        ] {
            assert!(!is_unread(text), "{text}");
        }
    }
}
