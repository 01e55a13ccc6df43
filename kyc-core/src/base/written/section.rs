//! The file as written: TOML tables with spans, read key by key with every complaint noted.
//!
//! A [`Section`] is one table. Each reader gives the value or notes why there is none, so that
//! validation goes on and finds the next fault. Knows types and keys, not what they mean.

use super::complaint::{Desk, suggest};
use super::{FileCode, FormCode};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The largest rule or pack file in bytes: far beyond any rule that a person writes.
const FILE_BYTES_MAX: usize = 256 * 1024;

/// One table of a file.
#[derive(Debug)]
pub struct Section<'d, 't> {
    table: &'d DeTable<'t>,
    /// Where the table stands; empty for a whole file.
    pub span: Range<usize>,
    name: String,
    /// The keys that must stand here, as far as it was asked for them.
    needed: RefCell<BTreeSet<String>>,
}

/// Parses the whole file and hands its root to `read`.
///
/// Where the text is not TOML all syntax errors are noted, and of the rest only what cannot be
/// their consequence: nothing about missing keys, nothing on the same line.
pub fn read_root<T, C: FileCode>(
    desk: &mut Desk<'_, C>,
    known: &[&str],
    read: impl FnOnce(&mut Desk<'_, C>, &Section<'_, '_>) -> T,
) -> Option<T> {
    if desk.text().len() > FILE_BYTES_MAX {
        let message = format!("the file has {} bytes", desk.text().len());
        desk.note(0..0, C::of(FormCode::TooLarge), message, format!("at most {FILE_BYTES_MAX} bytes"));
        return None;
    }
    let text = desk.text();
    let (root, errors) = DeTable::parse_recoverable(text);
    let breaks: Vec<usize> = text.match_indices('\n').map(|it| it.0).collect();
    let line = |at: usize| breaks.partition_point(|it| *it < at);
    let (mut broken, mut said) = (Vec::new(), BTreeSet::new());
    for error in errors.iter().take(100) {
        let span = error.span().unwrap_or(0..0);
        broken.push(line(span.start));
        // Eighty brackets that nothing closes are one slip.
        if !said.insert((line(span.start), error.message())) {
            continue;
        }
        desk.note(span, C::of(FormCode::Syntax), lower(error.message()), "the file must be TOML 1.0");
    }
    let before = desk.count();
    let section =
        Section { table: root.get_ref(), span: 0..0, name: "the file".to_owned(), needed: RefCell::default() };
    section.refuse_unknown(desk, known);
    let read = read(desk, &section);
    if !broken.is_empty() {
        desk.sift(before, |span, code| !code.follows_from_syntax() && !broken.contains(&line(span.start)));
    }
    Some(read)
}

/// The message as a lower-case clause of one line.
fn lower(message: &str) -> String {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = line.chars();
    letters.next().map_or_else(String::new, |it| it.to_lowercase().chain(letters).collect())
}

impl<'d, 't> Section<'d, 't> {
    fn refuse_unknown<C: FileCode>(&self, desk: &mut Desk<'_, C>, known: &[&str]) {
        for key in self.table.keys().filter(|it| !known.contains(&it.get_ref().as_ref())) {
            let message = format!("{} has no key \"{}\"", self.name, key.get_ref());
            desk.note(key.span(), C::of(FormCode::UnknownKey), message, suggest(key.get_ref(), known));
        }
    }

    /// A key's value as written.
    pub fn entry(&self, key: &str) -> Option<&'d Spanned<DeValue<'t>>> {
        self.table.get(key)
    }

    /// Whether the key was written at all, however badly.
    pub fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    /// Where a key's value stands, or the table where it does not.
    pub fn place(&self, key: &str) -> Range<usize> {
        self.entry(key).map_or_else(|| self.span.clone(), Spanned::span)
    }

    /// Every key, in the order of the file.
    pub fn keys(&self) -> impl Iterator<Item = Spanned<&'d str>> {
        self.table.keys().map(|key| Spanned::new(key.span(), key.get_ref().as_ref()))
    }

    /// Notes that a key is missing, if it is.
    pub fn need<C: FileCode>(&self, desk: &mut Desk<'_, C>, key: &str, help: &str) {
        self.needed.borrow_mut().insert(key.to_owned());
        if !self.has(key) {
            let message = format!("{} lacks \"{key}\"", self.name);
            desk.note(self.span.clone(), C::of(FormCode::MissingKey), message, help);
        }
    }

    /// A text that says something.
    pub fn text<C: FileCode>(&self, desk: &mut Desk<'_, C>, key: &str) -> Option<Spanned<String>> {
        let help =
            if self.needed.borrow().contains(key) { "write a text" } else { "write a text, or leave the key out" };
        text_of(desk, &format!("\"{key}\""), self.entry(key)?, help)
    }

    /// A list of texts that each say something, none twice; an empty list is refused.
    pub fn texts<C: FileCode>(&self, desk: &mut Desk<'_, C>, key: &str) -> Vec<Spanned<String>> {
        let Some(value) = self.entry(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            wrong_type(desk, &format!("\"{key}\""), value, "a list of texts in square brackets");
            return Vec::new();
        };
        if items.is_empty() {
            let is_needed = self.needed.borrow().contains(key);
            let help = if is_needed { "name at least one" } else { "name at least one, or leave the key out" };
            desk.note(value.span(), C::of(FormCode::Empty), format!("\"{key}\" is an empty list"), help);
        }
        let (mut texts, mut seen) = (Vec::new(), BTreeSet::new());
        for item in items {
            let Some(text) =
                text_of(desk, &format!("an entry of \"{key}\""), item, "write a text, or take the entry out")
            else {
                continue;
            };
            if seen.insert(text.get_ref().clone()) {
                texts.push(text);
            } else {
                let message = format!("\"{}\" stands twice in \"{key}\"", text.get_ref());
                desk.note(item.span(), C::of(FormCode::Twice), message, "name it once");
            }
        }
        texts
    }

    /// A whole number within a range.
    pub fn whole<C: FileCode>(&self, desk: &mut Desk<'_, C>, key: &str, range: Range<u64>) -> Option<Spanned<u64>> {
        whole_of(desk, &format!("\"{key}\""), self.entry(key)?, range)
    }

    /// One word of a fixed choice.
    pub fn word<T: Copy, C: FileCode>(&self, desk: &mut Desk<'_, C>, key: &str, choice: &[(&str, T)]) -> Option<T> {
        let text = self.text(desk, key)?;
        let found = choice.iter().find(|it| it.0 == text.get_ref()).map(|it| it.1);
        if found.is_none() {
            let words: Vec<&str> = choice.iter().map(|it| it.0).collect();
            let message = format!("\"{key}\" cannot be \"{}\"", text.get_ref());
            desk.note(text.span(), C::of(FormCode::UnknownWord), message, suggest(text.get_ref(), &words));
        }
        found
    }

    /// A table whose keys are read one by one by the caller.
    pub fn table<C: FileCode>(&self, desk: &mut Desk<'_, C>, key: &str) -> Option<Section<'d, 't>> {
        table_of(desk, &format!("\"{key}\""), self.entry(key)?)
    }

    /// The same without a complaint, for a second look.
    pub fn table_silently(&self, key: &str) -> Option<Section<'d, 't>> {
        let value = self.entry(key)?;
        let DeValue::Table(table) = value.get_ref() else { return None };
        Some(Section { table, span: value.span(), name: format!("\"{key}\""), needed: RefCell::default() })
    }

    /// A table of known keys.
    pub fn section<C: FileCode>(&self, desk: &mut Desk<'_, C>, key: &str, known: &[&str]) -> Option<Section<'d, 't>> {
        let section = self.table(desk, key)?;
        section.refuse_unknown(desk, known);
        Some(section)
    }

    /// Tables of known keys, each written under `[[key]]`.
    pub fn sections<C: FileCode>(&self, desk: &mut Desk<'_, C>, key: &str, known: &[&str]) -> Vec<Section<'d, 't>> {
        let Some(value) = self.entry(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            wrong_type(desk, &format!("\"{key}\""), value, &format!("one or more tables, each under [[{key}]]"));
            return Vec::new();
        };
        let sections: Vec<_> =
            items.iter().filter_map(|it| table_of(desk, &format!("an entry of \"{key}\""), it)).collect();
        sections.iter().for_each(|it| it.refuse_unknown(desk, known));
        sections
    }
}

/// A text that says something, with `\n` at the end of lines however the file ends them; `help` is for an empty one.
pub fn text_of<C: FileCode>(
    desk: &mut Desk<'_, C>,
    what: &str,
    value: &Spanned<DeValue<'_>>,
    help: &str,
) -> Option<Spanned<String>> {
    let DeValue::String(text) = value.get_ref() else {
        wrong_type(desk, what, value, "a text in quotes");
        return None;
    };
    if text.trim().is_empty() {
        desk.note(value.span(), C::of(FormCode::Empty), format!("{what} is empty"), help);
        return None;
    }
    Some(Spanned::new(value.span(), text.replace("\r\n", "\n")))
}

/// A whole number within a range.
pub fn whole_of<C: FileCode>(
    desk: &mut Desk<'_, C>,
    what: &str,
    value: &Spanned<DeValue<'_>>,
    range: Range<u64>,
) -> Option<Spanned<u64>> {
    let DeValue::Integer(number) = value.get_ref() else {
        wrong_type(desk, what, value, "a whole number without quotes");
        return None;
    };
    let read = i128::from_str_radix(number.as_str(), number.radix()).ok().and_then(|it| u64::try_from(it).ok());
    let Some(read) = read.filter(|it| range.contains(it)) else {
        let help = format!("a whole number from {} to {}", range.start, range.end - 1);
        desk.note(value.span(), C::of(FormCode::OutOfRange), format!("{what} is out of range"), help);
        return None;
    };
    Some(Spanned::new(value.span(), read))
}

fn table_of<'d, 't, C: FileCode>(
    desk: &mut Desk<'_, C>,
    what: &str,
    value: &'d Spanned<DeValue<'t>>,
) -> Option<Section<'d, 't>> {
    let DeValue::Table(table) = value.get_ref() else {
        wrong_type(desk, what, value, "a table");
        return None;
    };
    Some(Section { table, span: value.span(), name: what.to_owned(), needed: RefCell::default() })
}

/// Notes that a value is of the wrong type.
pub fn wrong_type<C: FileCode>(desk: &mut Desk<'_, C>, what: &str, value: &Spanned<DeValue<'_>>, asked: &str) {
    let is = match value.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a floating-point number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    desk.note(value.span(), C::of(FormCode::WrongType), format!("{what} is {is}"), format!("it takes {asked}"));
}
