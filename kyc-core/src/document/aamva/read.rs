//! From payload to subfiles: header read, designators followed, lines split into elements.
//!
//! AAMVA DL/ID Card Design Standard, annex D.12. Scanners drop control characters and write others for them, which moves
//! everything behind them: what fits once the separators are put back is told as that. Where an offset does not point at
//! its subfile even then, the subfile is looked for by its letters, and the answer says so.

use super::check::AamvaFault;
use super::{Aamva, ElementId, Subfile};
use crate::base::Redacted;
use std::borrow::Cow;

/// The longest payload that is read, in bytes. A PDF417 symbol holds at most 1,850 characters
/// (ISO/IEC 15438); twice that and a little leaves room for two bytes a character.
pub const LEN_MAX: usize = 4096;

/// Why bytes are no AAMVA payload. Carries nothing of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AamvaError {
    /// Longer than a barcode can be.
    #[error("the payload has {0} bytes, more than {LEN_MAX}")]
    TooLong(usize),
    /// No compliance indicator or no file type.
    #[error("the payload does not begin with @ and ANSI or AAMVA")]
    NotAamva,
    /// The header stops, or has something else where digits belong.
    #[error("the header has no {0}")]
    Header(&'static str),
    /// Neither a driving licence nor an identity card.
    #[error("the payload has no DL and no ID subfile")]
    NoCard,
}

/// What a subfile designator says.
struct Designator {
    kind: [u8; 2],
    offset: usize,
    length: usize,
}

type Noticed = Vec<(Option<ElementId>, AamvaFault)>;

impl Aamva {
    /// Takes a payload apart. Linear.
    ///
    /// Success means there is a header and a card's subfile. Whether it is consistent is
    /// [`Aamva::faults`]; whether it is genuine, nobody can tell from it.
    ///
    /// # Errors
    /// An [`AamvaError`].
    pub fn read(payload: &[u8]) -> Result<Self, AamvaError> {
        if payload.len() > LEN_MAX {
            return Err(AamvaError::TooLong(payload.len()));
        }
        let mut noticed = Noticed::new();
        let begin = header_start(payload, &mut noticed)?;
        let (issuer, at) = number(payload, begin, 6, "issuer number")?;
        let (version, at) = number(payload, at, 2, "version")?;
        // Version 1 had no jurisdiction version.
        let at = if version == 1 { at } else { number(payload, at, 2, "jurisdiction version")?.1 };
        let (count, mut at) = number(payload, at, 2, "number of entries")?;
        let mut designators = Vec::new();
        for _ in 0..count {
            let kind = payload.get(at..at + 2).and_then(|it| it.try_into().ok());
            let kind = kind.ok_or(AamvaError::Header("subfile designator"))?;
            let (offset, next) = number(payload, at + 2, 4, "offset")?;
            let (length, next) = number(payload, next, 4, "length")?;
            designators.push(Designator { kind, offset: offset as usize, length: length as usize });
            at = next;
        }
        let (text, at) = if points_well(payload, at, &designators, Ends::Written) {
            (Cow::Borrowed(payload), at)
        } else {
            separated(payload, begin, at, &designators, &mut noticed)
        };
        let subfiles = subfiles(&text, at, &designators, &mut noticed);
        let version = u8::try_from(version).map_err(|_| AamvaError::Header("version"))?;
        let read = Self { issuer, version, subfiles, noticed };
        if read.main().is_some() { Ok(read) } else { Err(AamvaError::NoCard) }
    }
}

/// The header up to the issuer number: compliance indicator, separators, file type.
const HEADER: &[u8] = b"@\n\x1e\rANSI ";

/// Finds the file type behind `@`, LF, RS and CR; says whether these stand as they should.
fn header_start(payload: &[u8], noticed: &mut Noticed) -> Result<usize, AamvaError> {
    if payload.first() != Some(&b'@') {
        return Err(AamvaError::NotAamva);
    }
    if payload.starts_with(HEADER) || payload.starts_with(b"@\n\x1c\rANSI ") {
        return Ok(HEADER.len());
    }
    // The separators are four bytes at most; a stray character may stand beside them.
    let window = &payload[..payload.len().min(16)];
    let found = |name: &[u8]| window.windows(name.len()).position(|it| it == name).map(|it| (it, it + name.len()));
    let (name, end) = found(b"ANSI ").or_else(|| found(b"AAMVA")).ok_or(AamvaError::NotAamva)?;
    let separators = payload[1..name].iter().all(|it| it.is_ascii_control() || *it == b' ');
    noticed.push((None, if separators { AamvaFault::Separator } else { AamvaFault::Header }));
    Ok(end)
}

fn number(payload: &[u8], at: usize, digits: usize, what: &'static str) -> Result<(u32, usize), AamvaError> {
    let text = payload.get(at..at + digits).ok_or(AamvaError::Header(what))?;
    let value = text.iter().try_fold(0_u32, |sum, it| it.is_ascii_digit().then(|| sum * 10 + u32::from(it - b'0')));
    value.map(|it| (it, at + digits)).ok_or(AamvaError::Header(what))
}

/// How the text of a subfile ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// With CR, as the standard has it.
    Written,
    /// With whatever a scanner made of that, behind the last with nothing.
    Scanned,
}

/// Whether every designator points at its subfile and the first begins behind the header.
fn points_well(payload: &[u8], body: usize, designators: &[Designator], ends: Ends) -> bool {
    let fits = |it: &Designator| {
        let end = it.offset + it.length;
        let cut = ends == Ends::Scanned && end == payload.len() + 1;
        let text = payload.get(it.offset..if cut { end - 1 } else { end });
        text.is_some_and(|text| {
            let last = text.last().copied().unwrap_or_default();
            let ended = last == b'\r' || (ends == Ends::Scanned && is_break(last));
            text.starts_with(&it.kind) && (cut || ended)
        })
    };
    designators.iter().all(fits) && designators.first().is_some_and(|it| it.offset == body)
}

/// The payload with the separators of the standard in its header and one character where a line ends, if everything then
/// stands where the header says; otherwise as it is. Gives the place of the first subfile with it.
fn separated<'a>(
    payload: &'a [u8],
    begin: usize,
    body: usize,
    designators: &[Designator],
    noticed: &mut Noticed,
) -> (Cow<'a, [u8]>, usize) {
    let mut text = HEADER.to_vec();
    for (at, byte) in payload.iter().enumerate().skip(begin) {
        if *byte != b'\n' || payload[at - 1] != b'\r' {
            text.push(*byte);
        }
    }
    let at = HEADER.len() + body - begin;
    if !points_well(&text, at, designators, Ends::Scanned) {
        noticed.push((None, AamvaFault::Offset));
        return (Cow::Borrowed(payload), body);
    }
    noticed.push((None, AamvaFault::Separator));
    (Cow::Owned(text), at)
}

/// Follows the designators where they point well, and looks for their letters otherwise; `body` is where the first subfile
/// must begin.
fn subfiles(payload: &[u8], body: usize, designators: &[Designator], noticed: &mut Noticed) -> Vec<Subfile> {
    if points_well(payload, body, designators, Ends::Scanned) {
        let text = |it: &Designator| &payload[it.offset..payload.len().min(it.offset + it.length)];
        return designators.iter().map(|it| subfile(it.kind, text(it), noticed)).collect();
    }
    let mut found = Vec::new();
    let mut at = body;
    for it in designators {
        let Some(start) = start_of(payload, at, it.kind) else { continue };
        let end = designators.iter().filter(|other| other.kind != it.kind);
        let end = end.filter_map(|other| start_of(payload, start + 2, other.kind)).min().unwrap_or(payload.len());
        found.push(subfile(it.kind, &payload[start..end], noticed));
        at = start + 2;
    }
    found
}

/// Where a line begins with the letters of a subfile.
fn start_of(payload: &[u8], from: usize, kind: [u8; 2]) -> Option<usize> {
    let begins = |at: &usize| payload[*at..].starts_with(&kind) && (*at == from || is_break(payload[*at - 1]));
    (from..payload.len()).find(begins)
}

const fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | 0x1e)
}

/// The elements of one subfile, whose text begins with its letters.
fn subfile(kind: [u8; 2], text: &[u8], noticed: &mut Noticed) -> Subfile {
    let mut elements: Vec<(ElementId, Redacted<String>)> = Vec::new();
    for line in text[2..].split(|it| is_break(*it)).filter(|it| !it.trim_ascii().is_empty()) {
        let Some((id, value)) = element(line, noticed) else {
            noticed.push((None, AamvaFault::Unknown));
            continue;
        };
        let expected = if matches!(&kind, b"DL" | b"ID") { matches!(id.0[0], b'D' | b'P') } else { id.0[..2] == kind };
        if !expected {
            // Not named: what stands where an element should may be a line of a name.
            noticed.push((None, AamvaFault::Unknown));
        }
        if elements.iter().any(|it| it.0 == id) {
            noticed.push((Some(id), AamvaFault::Twice));
        }
        elements.push((id, Redacted::new(value)));
    }
    Subfile { kind, elements }
}

/// The id and the value of a line. Bytes that no id has are passed over among its letters, and told.
fn element(line: &[u8], noticed: &mut Noticed) -> Option<(ElementId, String)> {
    let decoded = str::from_utf8(line).map_or_else(|_| line.iter().map(|it| char::from(*it)).collect(), str::to_owned);
    let mut id = [0; 3];
    let mut letters = 0;
    let mut end = 0;
    for (at, character) in decoded.char_indices() {
        if letters == 3 {
            break;
        }
        end = at + character.len_utf8();
        if character.is_ascii_uppercase() {
            // INVARIANT: an ASCII letter fits a byte.
            id[letters] = character as u8;
            letters += 1;
        } else if character.is_ascii() && !character.is_ascii_control() {
            return None;
        }
    }
    if letters < 3 {
        return None;
    }
    let id = ElementId(id);
    if end > 3 || decoded.contains(|it: char| it.is_control()) {
        noticed.push((Some(id), AamvaFault::Stray));
    }
    Some((id, decoded[end..].trim().to_owned()))
}
