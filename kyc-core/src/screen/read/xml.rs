//! XML as lists use it: a stream of records, each a small tree held in two flat buffers.
//!
//! Elements are known by their local names. Document types and entities beyond the five of XML are
//! refused, depth and size are bounded, and a file that ends before its root does is truncated. Where records stand, an
//! element of another name is a finding: it may be a record that was renamed.

use super::error::{Findings, ListError};
use super::input::Progress;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};
use std::io::BufRead;

/// OFAC's deepest element has depth 11.
const DEPTH_MAX: usize = 64;
/// OFAC's reference values, the largest record, have 1,100 elements.
const NODES_MAX: usize = 200_000;
/// The longest honest record has 300 kB.
const TEXT_MAX: usize = 16 * 1024 * 1024;
/// EU's identifications have 19 attributes.
const ATTRIBUTES_MAX: usize = 64;

/// One element with all below it, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Tree {
    text: String,
    nodes: Vec<Element>,
    attributes: Vec<(Range, Range)>,
}

type Range = (u32, u32);

#[derive(Debug)]
struct Element {
    name: Range,
    text: Range,
    attributes: Range,
    /// One past the last node below this one.
    end: u32,
}

/// An element of a [`Tree`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Node<'a> {
    tree: &'a Tree,
    at: usize,
}

impl<'a> Node<'a> {
    fn element(self) -> Option<&'a Element> {
        self.tree.nodes.get(self.at)
    }

    /// The local name.
    pub(super) fn name(self) -> &'a str {
        self.element().map_or("", |it| self.tree.slice(it.name))
    }

    /// The text before the first child, without white space at its ends.
    pub(super) fn text(self) -> &'a str {
        self.element().map_or("", |it| self.tree.slice(it.text).trim())
    }

    /// The value of an attribute; empty where there is none.
    pub(super) fn attribute(self, name: &str) -> &'a str {
        self.attributes().find(|it| it.0 == name).map_or("", |it| it.1)
    }

    /// The attributes, each with its value.
    pub(super) fn attributes(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let range = self.element().map_or((0, 0), |it| it.attributes);
        let all = self.tree.attributes.get(range.0 as usize..range.1 as usize).unwrap_or(&[]);
        all.iter().map(move |it| (self.tree.slice(it.0), self.tree.slice(it.1).trim()))
    }

    /// Whether it holds nothing at all.
    pub(super) fn is_empty(self) -> bool {
        self.text().is_empty() && self.children().next().is_none() && self.attributes().next().is_none()
    }

    /// The elements directly below.
    pub(super) fn children(self) -> impl Iterator<Item = Node<'a>> {
        let end = self.element().map_or(0, |it| it.end as usize);
        let next = move |it: &Node<'a>| {
            let at = it.element()?.end as usize;
            (at < end).then_some(Node { tree: self.tree, at })
        };
        std::iter::successors((self.at + 1 < end).then_some(Node { tree: self.tree, at: self.at + 1 }), next)
    }

    /// Those of the elements directly below that have this name.
    pub(super) fn all(self, name: &'a str) -> impl Iterator<Item = Node<'a>> {
        self.children().filter(move |it| it.name() == name)
    }

    /// Every element below, at any depth, that has this name.
    pub(super) fn below(self, name: &'a str) -> impl Iterator<Item = Node<'a>> {
        let end = self.element().map_or(0, |it| it.end as usize);
        (self.at + 1..end).map(move |at| Node { tree: self.tree, at }).filter(move |it| it.name() == name)
    }

    /// The text of the first child of this name; empty where there is none.
    pub(super) fn text_of(self, name: &'a str) -> &'a str {
        self.all(name).next().map_or("", Node::text)
    }
}

impl Tree {
    fn slice(&self, range: Range) -> &str {
        self.text.get(range.0 as usize..range.1 as usize).unwrap_or("")
    }

    fn root(&self) -> Node<'_> {
        Node { tree: self, at: 0 }
    }

    fn clear(&mut self) {
        self.text.clear();
        self.nodes.clear();
        self.attributes.clear();
    }

    fn keep(&mut self, text: &str) -> Range {
        let start = self.text.len();
        self.text.push_str(text);
        // INVARIANT: `TEXT_MAX` fits 32 bits, and `add` refuses more.
        (start as u32, self.text.len() as u32)
    }

    fn add(&mut self, tag: &BytesStart<'_>) -> Result<(), ListError> {
        if self.nodes.len() >= NODES_MAX {
            return Err(ListError::TooLarge { what: "elements in one record", most: NODES_MAX as u64 });
        }
        let name = self.keep(tag.local_name().as_ref());
        let first = self.attributes.len() as u32;
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| ListError::Malformed { place: "record", at: 0 })?;
            if self.attributes.len() - first as usize >= ATTRIBUTES_MAX {
                return Err(ListError::TooLarge { what: "attributes in one element", most: ATTRIBUTES_MAX as u64 });
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| ListError::Entity(0))?;
            let pair = (self.keep(attribute.key.local_name().as_ref()), self.keep(&value));
            self.attributes.push(pair);
        }
        let here = self.text.len() as u32;
        let attributes = (first, self.attributes.len() as u32);
        self.nodes.push(Element { name, text: (here, here), attributes, end: self.nodes.len() as u32 + 1 });
        Ok(())
    }

    /// Adds to the text of a node that has no children yet.
    fn append(&mut self, at: usize, text: &str) -> Result<(), ListError> {
        if self.text.len() + text.len() > TEXT_MAX {
            return Err(ListError::TooLarge { what: "bytes in one record", most: TEXT_MAX as u64 });
        }
        if at + 1 == self.nodes.len() {
            let end = self.keep(text).1;
            if let Some(node) = self.nodes.get_mut(at) {
                node.text.1 = end;
            }
        }
        Ok(())
    }

    fn close(&mut self, at: usize) {
        let end = self.nodes.len() as u32;
        if let Some(node) = self.nodes.get_mut(at) {
            node.end = end;
        }
    }
}

/// What the elements of a document are, below its root.
pub(super) struct Shape {
    /// Those that are handed over, with all below them.
    pub(super) records: &'static [&'static str],
    /// Those that hold records and nothing else.
    pub(super) around: &'static [&'static str],
    /// Those that are known and not read.
    pub(super) passed: &'static [&'static str],
}

/// What is done with the root's tag and with each record.
type Each<'a> = &'a mut dyn FnMut(Node<'_>, &mut Findings) -> Result<(), ListError>;

/// Reads a document and hands over its root's tag, then each record. An element that is none of the shape is told.
pub(super) fn walk(
    input: impl BufRead,
    step: &Progress,
    shape: &Shape,
    findings: &mut Findings,
    each: Each<'_>,
) -> Result<(), ListError> {
    let mut reader = Reader::from_reader(input);
    let (tree, open) = (Tree::default(), Vec::new());
    let mut walk = Walk { tree, open, depth: 0, seen: false, aside: None, shape, findings, each };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(error) => return Err(cause(&error, reader.buffer_position())),
        };
        step.set(reader.buffer_position());
        let at = reader.buffer_position();
        if matches!(event, Event::Eof) {
            return match (walk.seen, walk.depth) {
                (true, 0) => Ok(()),
                (true, _) => Err(ListError::Truncated("the document")),
                (false, _) => Err(ListError::Empty),
            };
        }
        walk.step(event, at).map_err(|it| placed(it, at))?;
    }
}

struct Walk<'a> {
    tree: Tree,
    /// The open nodes of the record being read.
    open: Vec<usize>,
    depth: usize,
    seen: bool,
    /// The depth of an element, passed or unknown, whose inside is not looked at but for records.
    aside: Option<usize>,
    shape: &'a Shape,
    findings: &'a mut Findings,
    each: Each<'a>,
}

impl Walk<'_> {
    fn step(&mut self, event: Event<'_>, at: u64) -> Result<(), ListError> {
        match event {
            Event::Start(tag) => {
                self.start(&tag)?;
                self.depth += 1;
                if self.depth > DEPTH_MAX {
                    return Err(ListError::TooLarge { what: "elements within each other", most: DEPTH_MAX as u64 });
                }
            }
            Event::Empty(tag) => {
                if self.start(&tag)? {
                    self.end()?;
                }
                self.leave();
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                self.leave();
                self.end()?;
            }
            Event::Text(text) => self.text(&text.xml10_content())?,
            Event::CData(text) => self.text(&text.xml10_content())?,
            Event::GeneralRef(name) => {
                let letter = name.resolve_char_ref().map_err(|_| ListError::Entity(at))?;
                let named = || quick_xml::escape::resolve_predefined_entity(&name);
                match (letter, named()) {
                    (Some(letter), _) => self.text(letter.encode_utf8(&mut [0; 4]))?,
                    (None, Some(text)) => self.text(text)?,
                    (None, None) => return Err(ListError::Entity(at)),
                }
            }
            Event::DocType(_) => return Err(ListError::DocumentType),
            Event::Decl(declaration) => {
                if let Some(Ok(encoding)) = declaration.encoding()
                    && !["utf-8", "us-ascii", "ascii"].iter().any(|it| encoding.eq_ignore_ascii_case(it))
                {
                    return Err(ListError::Encoding("another encoding, as its first line says,"));
                }
            }
            Event::Comment(_) | Event::PI(_) | Event::Eof => {}
        }
        Ok(())
    }

    /// Whether the tag belongs to a record.
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<bool, ListError> {
        if self.depth == 0 {
            if self.seen {
                return Err(ListError::Malformed { place: "byte", at: 0 }); // a second root
            }
            self.seen = true;
            self.tree.clear();
            self.tree.add(tag)?;
            (self.each)(self.tree.root(), self.findings)?;
            return Ok(false);
        }
        if self.open.is_empty() {
            let name = tag.local_name();
            if !self.shape.records.contains(&name.as_ref()) {
                self.beside(name.as_ref());
                return Ok(false);
            }
            self.tree.clear();
        }
        self.open.push(self.tree.nodes.len());
        self.tree.add(tag)?;
        Ok(true)
    }

    /// An element outside all records that is none itself.
    fn beside(&mut self, name: &str) {
        if self.aside.is_some() || self.shape.around.contains(&name) {
            return;
        }
        self.aside = Some(self.depth);
        if !self.shape.passed.contains(&name) {
            self.findings.element(name, 0);
        }
    }

    fn leave(&mut self) {
        self.aside = self.aside.filter(|it| *it != self.depth);
    }

    fn end(&mut self) -> Result<(), ListError> {
        if let Some(at) = self.open.pop() {
            self.tree.close(at);
            if self.open.is_empty() {
                (self.each)(self.tree.root(), self.findings)?;
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), ListError> {
        self.open.last().copied().map_or(Ok(()), |at| self.tree.append(at, text))
    }
}

fn placed(error: ListError, at: u64) -> ListError {
    match error {
        ListError::Malformed { at: 0, .. } => ListError::Malformed { place: "byte", at },
        ListError::Entity(0) => ListError::Entity(at),
        other => other,
    }
}

fn cause(error: &Error, at: u64) -> ListError {
    match error {
        Error::Io(error) => std::io::Error::from(error.kind()).into(),
        Error::Encoding(_) => ListError::Encoding("another encoding (Latin-1?)"),
        Error::Syntax(_) => ListError::Truncated("the document"),
        _ => ListError::Malformed { place: "byte", at },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape { records: &["r"], around: &["s", "x"], passed: &["p"] };

    fn read(text: &str) -> Result<Vec<String>, ListError> {
        let mut seen = Vec::new();
        walk(text.as_bytes(), &Progress::default(), &SHAPE, &mut Findings::default(), &mut |node, _| {
            let below: Vec<String> = node.children().map(|it| format!("{}={}", it.name(), it.text())).collect();
            seen.push(format!("{}[{}]{}:{}", node.name(), node.attribute("a"), node.text(), below.join(",")));
            Ok(())
        })?;
        Ok(seen)
    }

    #[test]
    fn records_are_read_with_their_children_attributes_and_text() {
        let text = "<?xml version='1.0' encoding='utf-8'?>\n<x a='0'><s><r a='1 &amp; 2'>t&#65;<n:b xmlns:n='u'>b1</n:b><c><d/>no</c></r></s><r/></x>\n";
        assert_eq!(read(text).unwrap(), ["x[0]:", "r[1 & 2]tA:b=b1,c=", "r[]:"]);
        assert_eq!(read("<x><r><b><![CDATA[<z>]]></b></r></x>").unwrap()[1], "r[]:b=<z>");
    }

    #[test]
    fn faults_are_told_by_name() {
        let deep = format!("<x>{}", "<y>".repeat(70));
        for (fault, text, error) in [
            ("nothing", "", ListError::Empty),
            ("cut_between_elements", "<x><r></r>", ListError::Truncated("the document")),
            ("cut_in_a_tag", "<x><r", ListError::Truncated("the document")),
            ("cut_in_a_comment", "<x><!-- ", ListError::Truncated("the document")),
            ("document_type", "<!DOCTYPE x [<!ENTITY e 'eeee'>]><x>&e;</x>", ListError::DocumentType),
            ("entity", "<x><r>&e;</r></x>", ListError::Entity(9)),
            ("entity_in_an_attribute", "<x><r a='&e;'/></x>", ListError::Entity(15)),
            ("wrong_end", "<x><r></x>", ListError::Malformed { place: "byte", at: 10 }),
            (
                "declared_latin_1",
                "<?xml version='1.0' encoding='ISO-8859-1'?><x/>",
                ListError::Encoding("another encoding, as its first line says,"),
            ),
            ("too_deep", &deep, ListError::TooLarge { what: "elements within each other", most: 64 }),
            ("two_roots", "<x/><x/>", ListError::Malformed { place: "byte", at: 8 }),
        ] {
            assert_eq!(read(text).unwrap_err(), error, "{fault}");
        }
        let (bytes, step, mut findings) = (&b"<x><r>M\xfcller</r></x>"[..], Progress::default(), Findings::default());
        let latin = walk(bytes, &step, &SHAPE, &mut findings, &mut |_, _| Ok(()));
        assert_eq!(latin, Err(ListError::Encoding("another encoding (Latin-1?)")));
    }

    #[test]
    fn what_stands_in_a_records_place_is_told_once_and_records_within_it_are_read() {
        for (text, told, records) in [
            ("<x><s><r/><r><u/></r></s><p><u/><r/></p><r/></x>", &[][..], 4),
            ("<x><s><u><v/></u><u/><r/></s></x>", &["u"], 1),
            ("<x><s><u/><v/><r/></s></x>", &["u", "v"], 1),
            ("<x><t><r/></t><p/><v/></x>", &["t", "v"], 1),
        ] {
            let (mut findings, mut seen) = (Findings::default(), 0);
            let step = Progress::default();
            let read = walk(text.as_bytes(), &step, &SHAPE, &mut findings, &mut |node, _| {
                seen += usize::from(node.name() == "r");
                Ok(())
            });
            let all = findings.into_vec();
            let names: Vec<&str> = all.iter().filter_map(|it| it.entry.as_deref()).collect();
            assert_eq!((read, names.as_slice(), seen), (Ok(()), told, records), "{text}");
        }
    }
}
