//! CBOR from strangers (RFC 8949): bytes → a tree that borrows them, each item with its own bytes.
//!
//! Mobile documents are digested and signed as they were written, so every item keeps its original
//! bytes; nothing is ever encoded again to be compared. Depth and number of items are bounded, and a
//! key that stands twice in one map is refused. Also writes the few structures that COSE signs.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

/// How deep items may nest; `DeviceResponse` of ISO/IEC 18013-5 reaches 8, its elements 4 more.
pub const DEPTH_MAX: u32 = 24;
/// How many items an input may hold; the example of ISO/IEC 18013-5 Annex D holds fewer than 200.
pub const ITEMS_MAX: u32 = 50_000;

/// Why bytes are not CBOR that may be read. Carries nothing of the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CborFault {
    /// The input ends within an item.
    #[error("the CBOR ends within an item")]
    Cut,
    /// Bytes follow the item.
    #[error("bytes follow the CBOR item")]
    Rest,
    /// A head that RFC 8949 reserves, or a break without a beginning.
    #[error("the CBOR has a head that RFC 8949 does not allow")]
    Head,
    /// A text is not UTF-8.
    #[error("a CBOR text is not UTF-8")]
    Text,
    /// A key stands twice in one map.
    #[error("a key stands twice in one CBOR map")]
    KeyTwice,
    /// Items nest deeper than [`DEPTH_MAX`].
    #[error("the CBOR nests deeper than 24")]
    Depth,
    /// More than [`ITEMS_MAX`] items.
    #[error("the CBOR holds more than 50000 items")]
    Count,
    /// A string of indefinite length: no mobile document needs one, and digests are taken over strings.
    #[error("a CBOR string has no length")]
    Indefinite,
}

/// One item and the very bytes it was read from.
#[derive(Clone, PartialEq, Eq)]
pub struct Item<'a> {
    /// The bytes of the whole item, head included.
    pub raw: &'a [u8],
    /// What they say.
    pub content: Content<'a>,
}

/// What an item says.
#[derive(Clone, PartialEq, Eq)]
pub enum Content<'a> {
    /// A whole number from −2⁶⁴ to 2⁶⁴−1.
    Number(i128),
    /// A byte string.
    Bytes(&'a [u8]),
    /// A text.
    Text(&'a str),
    /// An array.
    Array(Vec<Item<'a>>),
    /// A map in the order of the input; no key twice.
    Map(Vec<(Item<'a>, Item<'a>)>),
    /// A tagged item.
    Tag(u64, Box<Item<'a>>),
    /// `true` or `false`.
    Flag(bool),
    /// `null`, `undefined`, another simple value, or a float, which no rule of this library reads.
    Other,
}

/// The tag of encoded CBOR data items (RFC 8949 section 3.4.5.1).
pub const ENCODED: u64 = 24;

impl<'a> Item<'a> {
    /// The whole number.
    #[must_use]
    pub const fn number(&self) -> Option<i128> {
        if let Content::Number(it) = self.content { Some(it) } else { None }
    }

    /// The whole number, from 0 to 2⁶⁴−1.
    #[must_use]
    pub fn unsigned(&self) -> Option<u64> {
        self.number().and_then(|it| it.try_into().ok())
    }

    /// The byte string.
    #[must_use]
    pub const fn bytes(&self) -> Option<&'a [u8]> {
        if let Content::Bytes(it) = self.content { Some(it) } else { None }
    }

    /// The text.
    #[must_use]
    pub const fn text(&self) -> Option<&'a str> {
        if let Content::Text(it) = self.content { Some(it) } else { None }
    }

    /// The elements of the array.
    #[must_use]
    pub fn array(&self) -> Option<&[Item<'a>]> {
        if let Content::Array(it) = &self.content { Some(it) } else { None }
    }

    /// The entries of the map.
    #[must_use]
    pub fn map(&self) -> Option<&[(Item<'a>, Item<'a>)]> {
        if let Content::Map(it) = &self.content { Some(it) } else { None }
    }

    /// What stands under that tag.
    #[must_use]
    pub fn tagged(&self, tag: u64) -> Option<&Item<'a>> {
        if let Content::Tag(it, inner) = &self.content { (*it == tag).then_some(inner) } else { None }
    }

    /// The bytes of an encoded item, `#6.24(bstr)`.
    #[must_use]
    pub fn encoded(&self) -> Option<&'a [u8]> {
        self.tagged(ENCODED).and_then(Item::bytes)
    }

    /// The value of a text key. Linear.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Item<'a>> {
        self.map()?.iter().find(|it| it.0.text() == Some(key)).map(|it| &it.1)
    }

    /// The value of a number key. Linear.
    #[must_use]
    pub fn label(&self, key: i128) -> Option<&Item<'a>> {
        self.map()?.iter().find(|it| it.0.number() == Some(key)).map(|it| &it.1)
    }
}

/// Reads one item and nothing after it. Linear, with a logarithm of the size of the largest map.
///
/// # Errors
/// A [`CborFault`]; the first that is met.
pub fn read(bytes: &[u8]) -> Result<Item<'_>, CborFault> {
    let mut reader = Reader { bytes, at: 0, left: ITEMS_MAX };
    let item = reader.item(0)?;
    if reader.at == bytes.len() { Ok(item) } else { Err(CborFault::Rest) }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    left: u32,
}

/// The argument of a head: a number, or "until the break".
enum Argument {
    Is(u64),
    Open,
}

const BREAK: u8 = 0xff;

impl<'a> Reader<'a> {
    fn take(&mut self, length: u64) -> Result<&'a [u8], CborFault> {
        let length = usize::try_from(length).map_err(|_| CborFault::Cut)?;
        let end = self.at.checked_add(length).ok_or(CborFault::Cut)?;
        let taken = self.bytes.get(self.at..end).ok_or(CborFault::Cut)?;
        self.at = end;
        Ok(taken)
    }

    fn argument(&mut self, additional: u8) -> Result<Argument, CborFault> {
        let size = match additional {
            0..=23 => return Ok(Argument::Is(u64::from(additional))),
            24..=27 => 1 << (additional - 24),
            31 => return Ok(Argument::Open),
            _ => return Err(CborFault::Head),
        };
        let bytes = self.take(size)?;
        Ok(Argument::Is(bytes.iter().fold(0, |sum, it| sum << 8 | u64::from(*it))))
    }

    fn item(&mut self, depth: u32) -> Result<Item<'a>, CborFault> {
        self.left = self.left.checked_sub(1).ok_or(CborFault::Count)?;
        let start = self.at;
        let [head] = self.take(1)? else { return Err(CborFault::Cut) };
        let (major, argument) = (head >> 5, self.argument(head & 31)?);
        if major >= 4 && major != 7 && depth >= DEPTH_MAX {
            return Err(CborFault::Depth);
        }
        let content = match (major, argument) {
            (0, Argument::Is(it)) => Content::Number(i128::from(it)),
            (1, Argument::Is(it)) => Content::Number(-1 - i128::from(it)),
            (2, Argument::Is(length)) => Content::Bytes(self.take(length)?),
            (3, Argument::Is(length)) => {
                Content::Text(std::str::from_utf8(self.take(length)?).map_err(|_| CborFault::Text)?)
            }
            (2 | 3, Argument::Open) => return Err(CborFault::Indefinite),
            (4, length) => Content::Array(self.array(&length, depth + 1)?),
            (5, length) => Content::Map(self.map(&length, depth + 1)?),
            (6, Argument::Is(tag)) => Content::Tag(tag, Box::new(self.item(depth + 1)?)),
            (7, Argument::Is(value)) => simple(head & 31, value)?,
            _ => return Err(CborFault::Head),
        };
        let raw = self.bytes.get(start..self.at).ok_or(CborFault::Cut)?;
        Ok(Item { raw, content })
    }

    /// Whether another element follows; takes the break that ends an open one.
    fn more(&mut self, length: &Argument, taken: usize) -> Result<bool, CborFault> {
        match length {
            Argument::Is(length) => Ok((taken as u64) < *length),
            Argument::Open => {
                let ends = *self.bytes.get(self.at).ok_or(CborFault::Cut)? == BREAK;
                self.at += usize::from(ends);
                Ok(!ends)
            }
        }
    }

    fn array(&mut self, length: &Argument, depth: u32) -> Result<Vec<Item<'a>>, CborFault> {
        // Nothing is reserved ahead: the length is the sender's word.
        let mut found = Vec::new();
        while self.more(length, found.len())? {
            found.push(self.item(depth)?);
        }
        Ok(found)
    }

    fn map(&mut self, length: &Argument, depth: u32) -> Result<Vec<(Item<'a>, Item<'a>)>, CborFault> {
        let mut found: Vec<(Item<'a>, Item<'a>)> = Vec::new();
        let mut keys = BTreeSet::new();
        while self.more(length, found.len())? {
            let key = self.item(depth)?;
            let known = match key.content {
                Content::Number(it) => Key::Number(it),
                Content::Text(it) => Key::Text(it),
                _ => Key::Raw(key.raw),
            };
            if !keys.insert(known) {
                return Err(CborFault::KeyTwice);
            }
            found.push((key, self.item(depth)?));
        }
        Ok(found)
    }
}

/// Keys are compared by what they say: one number may be written in several ways.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Number(i128),
    Text(&'a str),
    Raw(&'a [u8]),
}

fn simple(additional: u8, value: u64) -> Result<Content<'static>, CborFault> {
    match (additional, value) {
        (20, _) => Ok(Content::Flag(false)),
        (21, _) => Ok(Content::Flag(true)),
        // RFC 8949 section 3.3: a simple value below 32 in two bytes is not well formed.
        (24, 0..=31) => Err(CborFault::Head),
        (0..=27, _) => Ok(Content::Other),
        _ => Err(CborFault::Head),
    }
}

/// Writes the shortest head of a major type (RFC 8949 section 4.2.1).
fn head(out: &mut Vec<u8>, major: u8, argument: u64) {
    let bytes = argument.to_be_bytes();
    let (additional, kept) = match argument {
        0..=23 => (bytes[7], 0),
        24..=0xff => (24, 1),
        0x100..=0xffff => (25, 2),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 8),
    };
    out.push(major << 5 | additional);
    out.extend_from_slice(&bytes[8 - kept..]);
}

/// Appends the head of an array of so many items.
pub fn write_array(out: &mut Vec<u8>, length: u64) {
    head(out, 4, length);
}

/// Appends a text.
pub fn write_text(out: &mut Vec<u8>, text: &str) {
    head(out, 3, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// Appends a byte string.
pub fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    head(out, 2, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Appends encoded CBOR as `#6.24(bstr)`.
pub fn write_encoded(out: &mut Vec<u8>, encoded: &[u8]) {
    head(out, 6, ENCODED);
    write_bytes(out, encoded);
}
