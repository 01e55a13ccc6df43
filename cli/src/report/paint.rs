//! Colours by meaning. Every colour stands beside a word or a mark that says the same.
//!
//! Texts are painted always; the stream they are written to takes the colours out again where
//! they are not wanted (a pipe, a file, `NO_COLOR`).

use anstyle::AnsiColor;
pub(crate) use anstyle::Style;

/// What nobody must overlook.
pub(crate) const STRONG: Style = Style::new().bold();
/// What stands back.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// What is as it should be.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// What is not.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What asks for a second look.
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();
/// A heading.
pub(crate) const HEAD: Style = AnsiColor::Cyan.on_default().bold();

/// The text in that style.
pub(crate) fn paint(style: Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}

/// The style of a severity.
pub(crate) fn severity(word: &str) -> Style {
    match word {
        "critical" => AnsiColor::White.on(AnsiColor::Red).bold(),
        "high" => AnsiColor::Red.on_default().bold(),
        "medium" => AnsiColor::Yellow.on_default().bold(),
        _ => AnsiColor::Blue.on_default(),
    }
}

/// The text filled with spaces to a width, as a terminal counts it.
pub(crate) fn left(text: &str, width: usize) -> String {
    let filled = width.saturating_sub(textwrap::core::display_width(text));
    format!("{text}{}", " ".repeat(filled))
}

/// The text moved to the right end of a width.
pub(crate) fn right(text: &str, width: usize) -> String {
    let filled = width.saturating_sub(textwrap::core::display_width(text));
    format!("{}{text}", " ".repeat(filled))
}

/// How wide a text is on a terminal.
pub(crate) fn width(text: &str) -> usize {
    textwrap::core::display_width(text)
}

/// The text folded at words into lines of at most that width (a longer word is broken).
pub(crate) fn fold(text: &str, width: usize) -> Vec<String> {
    let options = textwrap::Options::new(width.max(8)).word_splitter(textwrap::WordSplitter::Custom(between_letters));
    textwrap::wrap(text, options).into_iter().map(|it| it.trim_end().to_owned()).collect()
}

/// Where a word may be parted: behind a hyphen between letters. Dates and numbers stay whole, and so do keys and ids, which
/// are copied: words with digits, or with a large letter behind a small one.
fn between_letters(word: &str) -> Vec<usize> {
    let is_mixed = |it: &[u8]| it[0].is_ascii_lowercase() && it[1].is_ascii_uppercase();
    if word.bytes().any(|it| it.is_ascii_digit()) || word.as_bytes().windows(2).any(is_mixed) {
        return Vec::new();
    }
    let is_letter = |it: Option<char>| it.is_some_and(char::is_alphabetic);
    let hyphens = word.match_indices('-').map(|it| it.0);
    hyphens
        .filter(|it| is_letter(word[..*it].chars().next_back()) && is_letter(word[it + 1..].chars().next()))
        .map(|it| it + 1)
        .collect()
}

/// The same, with words kept whole that have a hyphen: codes, roles, names.
pub(crate) fn fold_whole(text: &str, width: usize) -> Vec<String> {
    let options = textwrap::Options::new(width.max(8)).word_splitter(textwrap::WordSplitter::NoHyphenation);
    let options = options.word_separator(textwrap::WordSeparator::AsciiSpace);
    textwrap::wrap(text, options).into_iter().map(|it| it.trim_end().to_owned()).collect()
}

/// A line folded between its words; what does not fit stands under what follows `error:` or `note:`. A longer word
/// is left whole: it is a path or a command, to be copied.
pub(crate) fn hanging(line: &str, room: usize) -> String {
    let plain = anstream::adapter::strip_str(line).to_string();
    let indent = ["error: ", "note: "].into_iter().find(|it| plain.starts_with(it)).map_or(2, str::len);
    let indent = " ".repeat(indent);
    let options = textwrap::Options::new(room.max(16)).word_splitter(textwrap::WordSplitter::NoHyphenation);
    let options = options.word_separator(textwrap::WordSeparator::AsciiSpace).break_words(false);
    if width(line) <= room { line.to_owned() } else { textwrap::fill(line, options.subsequent_indent(&indent)) }
}

/// The columns that a page takes of a terminal, at least and at most.
pub(crate) const PAGE: (usize, usize) = (40, 120);

/// A page whose lines that are wider than the terminal are folded below their own beginning: columns side by side have no
/// room on a narrow one.
pub(crate) fn fit(text: &str, room: usize) -> String {
    let room = room.max(PAGE.0);
    let mut page = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches('\n');
        if width(bare) <= room {
            page.push_str(line);
            continue;
        }
        let indent = (bare.len() - bare.trim_start().len()).min(room / 3);
        for (at, folded) in fold_whole(bare.trim_start(), room - indent - 2).into_iter().enumerate() {
            page.push_str(&" ".repeat(if at == 0 { indent } else { indent + 2 }));
            page.push_str(&folded);
            page.push('\n');
        }
    }
    page
}

/// A mark and a text behind it, which hangs below itself.
pub(crate) fn bullet(mark: &str, style: Style, text: &str, room: usize) -> Vec<String> {
    let folded = fold(text, room.saturating_sub(width(mark))).into_iter().enumerate();
    let hang = " ".repeat(width(mark));
    folded.map(|(at, it)| format!("{}{it}", if at == 0 { paint(style, mark) } else { hang.clone() })).collect()
}

/// Facts beside one another as far as they fit, never broken inside unless one alone is too wide.
pub(crate) fn side_by_side(facts: &[String], room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for fact in facts {
        match lines.last_mut() {
            Some(line) if width(line) + width(fact) + 3 <= room => {
                line.push_str(" · ");
                line.push_str(fact);
            }
            _ => lines.extend(fold(fact, room)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_filled_by_their_width_on_a_terminal() {
        assert_eq!(left("東京", 6), "東京  ");
        assert_eq!(right("9 %", 5), "  9 %");
        assert_eq!(left("longer", 3), "longer");
    }

    #[test]
    fn long_words_are_broken_rather_than_run_over_the_edge() {
        assert!(fold(&"a".repeat(50), 20).iter().all(|it| width(it) <= 20));
        assert_eq!(fold("one two three", 9), ["one two", "three"]);
    }

    #[test]
    fn a_page_fits_a_narrow_terminal_and_loses_no_letter() {
        let page =
            format!(" head\n   {}  {}\n\n{}\n", paint(BAD, "a long beginning"), "words ".repeat(9), "d".repeat(64));
        let fitted = fit(&page, 40);
        assert!(fitted.lines().all(|it| width(it) <= 40), "{fitted}");
        let letters = |it: &str| it.split_whitespace().collect::<String>();
        assert_eq!(letters(&fitted), letters(&page));
        assert_eq!(fit(&page, 100), page);
    }

    #[test]
    fn words_part_at_their_hyphens_and_dates_do_not() {
        assert_eq!(fold("from 2026-03-22 on", 11), ["from", "2026-03-22", "on"]);
        assert_eq!(fold("a well-known-thing", 8), ["a well-", "known-", "thing"]);
        // Names of keys, which are copied.
        assert_eq!(fold("end DuP-xQ_MuF now", 12), ["end", "DuP-xQ_MuF", "now"]);
        assert_eq!(fold("end dup-x2-muf now", 12), ["end", "dup-x2-muf", "now"]);
    }

    #[test]
    fn what_is_said_hangs_under_its_own_beginning_and_paths_stay_whole() {
        let error = format!("{} one-two three.csv breaks off", paint(BAD, "error:"));
        let plain = |it: &str| anstream::adapter::strip_str(it).to_string();
        assert_eq!(plain(&hanging(&error, 20)), "error: one-two\n       three.csv\n       breaks off");
        assert_eq!(
            hanging("note: a long/path/to/somewhere.csv is", 20),
            "note: a\n      long/path/to/somewhere.csv\n      is"
        );
        assert_eq!(hanging("9 hits; rows in 9", 40), "9 hits; rows in 9");
    }

    #[test]
    fn no_colour_is_spent_on_nothing() {
        assert_eq!(paint(BAD, ""), "");
        assert!(paint(BAD, "x").contains("\u{1b}["));
    }
}
