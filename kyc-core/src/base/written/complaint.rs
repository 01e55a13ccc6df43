//! Complaints about a file: gathered while reading, handed over all at once with their places.
//!
//! Plain data for whoever renders it; knows nothing of what the file means.

use super::FileCode;
use std::fmt;
use std::ops::Range;

/// A file that people write, as the caller read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenFile {
    /// The name that complaints cite.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// One thing that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint<C> {
    /// The file, by the name its [`WrittenFile`] carries.
    pub file: String,
    /// The offending bytes of that file's text; empty where something is missing.
    pub span: Range<usize>,
    /// The line of the span's first byte, from 1.
    pub line: usize,
    /// The character of that line at which the span begins, from 1.
    pub column: usize,
    /// What is wrong, as a lasting code.
    pub code: C,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: String,
}

impl<C: fmt::Debug + fmt::Display> std::error::Error for Complaint<C> {}

impl<C: fmt::Display> fmt::Display for Complaint<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, code, message, help, .. } = self;
        write!(f, "{file}:{line}:{column}: {message} ({code}); {help}")
    }
}

/// What is wrong within one string of a file, such as the transfers of a case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}; {help}")]
pub struct Fault {
    /// The offending bytes of the string.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: String,
}

impl Fault {
    /// A fault at these bytes of the string.
    #[must_use]
    pub fn new(span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: help.into() }
    }
}

/// How many faults of one string are told one by one: placing each costs a walk of the string.
const FAULTS_MAX: usize = 100;

/// Where complaints about one file are gathered.
#[derive(Debug)]
pub struct Desk<'t, C> {
    file: &'t str,
    text: &'t str,
    notes: Vec<Note<C>>,
}

#[derive(Debug)]
struct Note<C> {
    span: Range<usize>,
    code: C,
    message: String,
    help: String,
}

impl<'t, C: FileCode> Desk<'t, C> {
    /// An empty desk for this file.
    #[must_use]
    pub fn new(file: &'t WrittenFile) -> Self {
        Self { file: &file.name, text: &file.text, notes: Vec::new() }
    }

    /// The name of the file.
    #[must_use]
    pub const fn file(&self) -> &'t str {
        self.file
    }

    /// The text of the file.
    #[must_use]
    pub const fn text(&self) -> &'t str {
        self.text
    }

    /// Notes a complaint.
    pub fn note(&mut self, span: Range<usize>, code: C, message: impl Into<String>, help: impl Into<String>) {
        self.notes.push(Note { span, code, message: message.into(), help: help.into() });
    }

    /// Whether there is no complaint yet.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.notes.is_empty()
    }

    /// Forgets the complaints since `count` that `keep` refuses.
    pub fn sift(&mut self, count: usize, keep: impl Fn(&Range<usize>, C) -> bool) {
        let late = self.notes.split_off(count.min(self.notes.len()));
        self.notes.extend(late.into_iter().filter(|it| keep(&it.span, it.code)));
    }

    /// How many complaints there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.notes.len()
    }

    /// Notes faults of a string that was decoded from `whole`: the first hundred one by one.
    pub fn note_inside(&mut self, whole: &Range<usize>, decoded: &str, code: C, faults: Vec<Fault>) {
        let more = faults.len().saturating_sub(FAULTS_MAX);
        for fault in faults.into_iter().take(FAULTS_MAX) {
            let span = self.inside(whole, decoded, fault.span);
            self.note(span, code, fault.message, fault.help);
        }
        if more > 0 {
            self.note(whole.clone(), code, format!("{more} more faults of this kind"), "mend the first hundred first");
        }
    }

    /// The bytes of the file behind `part` of a string that was decoded from `whole`.
    ///
    /// Walks the written string beside the decoded one, past escapes and `\r\n`.
    #[must_use]
    pub fn inside(&self, whole: &Range<usize>, decoded: &str, part: Range<usize>) -> Range<usize> {
        let raw = self.text.get(whole.clone()).unwrap_or("");
        let skip = whole.start + opening(raw);
        let body = self.text.get(skip..whole.end).unwrap_or("");
        let literal = raw.starts_with('\'');
        let (mut read, mut written) = (0, 0);
        let (mut start, mut end) = (body.len(), body.len());
        for letter in decoded.chars() {
            written += skipped(&body[written.min(body.len())..], literal);
            if read == part.start {
                start = written;
            }
            if read >= part.end {
                end = end.min(written);
                break;
            }
            written = (written + width(&body[written.min(body.len())..], letter, literal)).min(body.len());
            read += letter.len_utf8();
            if read == part.end {
                end = end.min(written);
            }
        }
        let (start, end) = (skip + start, skip + end.max(start));
        snap(self.text, start.min(whole.end), end.min(whole.end))
    }

    /// All complaints in the order of the file. Linear in the text and the complaints.
    #[must_use]
    pub fn hand_over(mut self) -> Vec<Complaint<C>> {
        self.notes
            .sort_by(|left, right| (left.span.start, left.code.code()).cmp(&(right.span.start, right.code.code())));
        let (mut at, mut line, mut column) = (0, 1, 1);
        let mut complaints = Vec::with_capacity(self.notes.len());
        for note in self.notes {
            let span = snap(self.text, note.span.start, note.span.end);
            for letter in self.text.get(at..span.start).unwrap_or("").chars() {
                (line, column) = if letter == '\n' { (line + 1, 1) } else { (line, column + 1) };
            }
            at = span.start;
            let Note { code, message, help, .. } = note;
            complaints.push(Complaint { file: self.file.to_owned(), span, line, column, code, message, help });
        }
        complaints
    }
}

/// The nearest range of whole characters within the text.
fn snap(text: &str, start: usize, end: usize) -> Range<usize> {
    let start = text.floor_char_boundary(start.min(text.len()));
    start..text.ceil_char_boundary(end.clamp(start, text.len()))
}

/// Bytes of the quotes that open a string, with the line break that does not belong to it.
fn opening(raw: &str) -> usize {
    if !raw.starts_with("\"\"\"") && !raw.starts_with("'''") {
        return 1.min(raw.len());
    }
    let body = &raw[3..];
    3 + if body.starts_with("\r\n") { 2 } else { usize::from(body.starts_with('\n')) }
}

/// Bytes that a backslash at the end of a line swallows.
fn skipped(rest: &str, literal: bool) -> usize {
    let after = rest.strip_prefix('\\').filter(|_| !literal).unwrap_or("");
    let trimmed = after.trim_start_matches([' ', '\t']);
    if !trimmed.starts_with(['\n', '\r']) {
        return 0;
    }
    let bytes = rest.len() - trimmed.trim_start_matches([' ', '\t', '\r', '\n']).len();
    bytes + skipped(&rest[bytes..], literal)
}

/// Bytes in which one decoded character was written.
fn width(rest: &str, letter: char, literal: bool) -> usize {
    if letter == '\n' && rest.starts_with("\r\n") {
        return 2;
    }
    if literal || !rest.starts_with('\\') {
        return letter.len_utf8();
    }
    match rest.as_bytes().get(1) {
        Some(b'u') => 6,
        Some(b'U') => 10,
        Some(b'x') => 4,
        _ => 2,
    }
}

/// The known word closest to `word`, if a slip of the hand may have made the one of the other.
#[must_use]
pub fn closest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let allowed = if word.chars().count() <= 3 { 1 } else { 2 };
    let near = known.into_iter().map(|it| (distance(word, it), it)).filter(|it| it.0 <= allowed);
    near.min_by_key(|it| it.0).map(|it| it.1)
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
/// Long words are never close: anything over 64 characters is at the largest distance.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().take(65).collect(), right.chars().take(65).collect());
    if left.len() > 64 || right.len() > 64 {
        return usize::MAX;
    }
    let mut rows = vec![vec![0; right.len() + 1]; left.len() + 1];
    for (at, row) in rows.iter_mut().enumerate() {
        row[0] = at;
    }
    rows[0] = (0..=right.len()).collect();
    for i in 1..=left.len() {
        for j in 1..=right.len() {
            let same = usize::from(left[i - 1] != right[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + same);
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[left.len()][right.len()]
}

/// `did you mean "x"` where something is close, otherwise the whole choice.
#[must_use]
pub fn suggest(word: &str, known: &[&str]) -> String {
    match closest(word, known.iter().copied()) {
        Some(it) => format!("did you mean \"{it}\"?"),
        None if known.is_empty() => "nothing may stand here".to_owned(),
        None => format!("known here: {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::FormCode;
    use super::*;

    type Plain = FormCode;

    #[test]
    fn a_slip_of_the_hand_is_recognised_and_a_different_word_is_not() {
        assert_eq!(closest("sender", ["senders", "span"]), Some("senders"));
        assert_eq!(closest("cuont", ["count", "mean"]), Some("count"));
        assert_eq!(closest("recipients", ["senders", "receivers"]), None);
        assert_eq!(closest("", ["in", "out"]), None);
    }

    #[test]
    fn a_part_of_a_string_is_found_again_in_the_file() {
        let check = |text: &str, decoded: &str, part: &str| {
            let file = WrittenFile { name: "f".to_owned(), text: text.to_owned() };
            let at = decoded.find(part).unwrap();
            let span = Desk::<Plain>::new(&file).inside(&(4..text.len()), decoded, at..at + part.len());
            file.text[span].to_owned()
        };
        assert_eq!(check("x = \"one two\"", "one two", "two"), "two");
        assert_eq!(check("x = 'one \\ two'", "one \\ two", "two"), "two");
        assert_eq!(check("x = \"one \\\" two\"", "one \" two", "two"), "two");
        assert_eq!(check("x = \"\\u00e9 two\"", "é two", "two"), "two");
        assert_eq!(check("x = \"\"\"\none\r\ntwo\r\n\"\"\"", "one\ntwo\n", "two"), "two");
        assert_eq!(check("x = \"\"\"one \\\n   two\"\"\"", "one two", "two"), "two");
    }
}
