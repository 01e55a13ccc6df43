//! From text to zone: lines found, kind recognised, characters checked.
//!
//! Lenient about line breaks and blanks around lines, strict about everything else: a small
//! letter, a blank inside, a missing character are errors, since whoever repairs in silence hides
//! what a reader did not see.

use super::digits::value;
use super::layout::{ISSUER, MrzKind};
use super::{LEN_MAX, Mrz};

/// Why a text is no machine-readable zone. Carries nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MrzError {
    /// Another number of lines, or of characters in them.
    #[error(
        "the text has {lines} lines and {characters} characters, not 3 lines of 30, 2 of 36, 2 of 44, or these in one"
    )]
    Shape {
        /// Lines that are not blank.
        lines: usize,
        /// Characters in them.
        characters: usize,
    },
    /// A character that no zone has.
    #[error("line {line}, column {column}: a character that is not A to Z, 0 to 9 or <")]
    Character {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// Two kinds share this shape, and the zone fits both or neither.
    #[error("the zone can be read as {0} or as {1}: say which")]
    Ambiguous(MrzKind, MrzKind),
    /// The zone was to be read as a kind of another shape.
    #[error("the zone has not the shape of {0}")]
    NotOfKind(MrzKind),
}

/// The lines of a text, laid end to end.
struct Laid {
    text: [u8; LEN_MAX],
    len: usize,
    lines: usize,
    /// The length of the first line.
    width: usize,
    /// Whether all lines have that length.
    even: bool,
}

impl Mrz {
    /// Reads a zone and recognises its kind from its shape and first letters.
    ///
    /// Lines may end in any way and have blanks around them; blank lines are passed over. A text
    /// of one line with all characters, as DG1 of a chip has it, is read as well.
    ///
    /// Success means shape and characters are right, and nothing else. Constant time, no
    /// allocation.
    ///
    /// # Errors
    /// An [`MrzError`] with the place of what is wrong; [`MrzError::Ambiguous`] where a text that
    /// begins with `IDFRA` has the fields neither of the French card nor of a TD2.
    pub fn read(text: &str) -> Result<Self, MrzError> {
        let laid = lay(text)?;
        let kind = recognise(&laid)?;
        Self::checked(laid, kind)
    }

    /// Reads a zone as one kind, for the caller who knows it.
    ///
    /// # Errors
    /// As [`Mrz::read`], and [`MrzError::NotOfKind`].
    pub fn read_as(kind: MrzKind, text: &str) -> Result<Self, MrzError> {
        let laid = lay(text)?;
        if shape(&laid) != Some((kind.lines(), kind.width())) {
            return Err(MrzError::NotOfKind(kind));
        }
        Self::checked(laid, kind)
    }

    fn checked(laid: Laid, kind: MrzKind) -> Result<Self, MrzError> {
        match laid.text[..laid.len].iter().position(|it| value(*it).is_none()) {
            None => Ok(Self { kind, text: laid.text }),
            Some(at) => Err(MrzError::Character { line: at / kind.width() + 1, column: at % kind.width() + 1 }),
        }
    }

    /// The same kind with one character changed, for suggestions.
    pub(super) fn with(&self, at: usize, character: u8) -> Self {
        let mut changed = self.clone();
        changed.text[at] = character;
        changed
    }

    #[cfg(test)]
    pub(super) fn raw(&self) -> &[u8] {
        self.characters()
    }
}

fn lay(text: &str) -> Result<Laid, MrzError> {
    let mut laid = Laid { text: [0; LEN_MAX], len: 0, lines: 0, width: 0, even: true };
    let mut characters = 0;
    for line in text.split(['\n', '\r']).map(str::trim).filter(|it| !it.is_empty()) {
        let width = line.chars().count();
        characters += width;
        laid.lines += 1;
        if laid.lines == 1 {
            laid.width = width;
        } else if width != laid.width {
            laid.even = false;
        }
        let end = laid.len + width;
        if let Some(place) = laid.text.get_mut(laid.len..end) {
            if line.is_ascii() {
                place.copy_from_slice(line.as_bytes());
            } else {
                // What no zone has keeps its place, so that the fault names it.
                place.iter_mut().zip(line.chars()).for_each(|(to, it)| *to = u8::try_from(it).unwrap_or_default());
            }
            laid.len = end;
        } else {
            laid.even = false;
        }
    }
    if shape(&laid).is_some() { Ok(laid) } else { Err(MrzError::Shape { lines: laid.lines, characters }) }
}

/// Lines and width, if a zone has them.
fn shape(laid: &Laid) -> Option<(usize, usize)> {
    match (laid.lines, laid.width, laid.even) {
        (3, 30, true) | (1, 90, true) => Some((3, 30)),
        (2, 36, true) | (1, 72, true) => Some((2, 36)),
        (2, 44, true) | (1, 88, true) => Some((2, 44)),
        _ => None,
    }
}

fn recognise(laid: &Laid) -> Result<MrzKind, MrzError> {
    let text = &laid.text;
    Ok(match (laid.len, text[0]) {
        (90, _) => MrzKind::Td1,
        (88, b'V') => MrzKind::MrvA,
        (88, _) => MrzKind::Td3,
        (_, b'V') => MrzKind::MrvB,
        (_, b'I') if text[1] == b'D' && &text[ISSUER] == b"FRA" => french_or_td2(text)?,
        _ => MrzKind::Td2,
    })
}

/// The second line of the French card has twelve digits or letters of a department where a TD2 has
/// its nationality, and the sex at the end but one.
fn french_or_td2(text: &[u8; LEN_MAX]) -> Result<MrzKind, MrzError> {
    let digits = |from: usize, to: usize| text[from..to].iter().all(u8::is_ascii_digit);
    let french = digits(43, 49) && digits(63, 70) && matches!(text[70], b'M' | b'F');
    let letters = text[46..49].iter().all(|it| it.is_ascii_uppercase() || *it == b'<');
    let td2 = letters && digits(57, 63) && matches!(text[56], b'M' | b'F' | b'<');
    match (french, td2) {
        (true, false) => Ok(MrzKind::FrenchId),
        (false, true) => Ok(MrzKind::Td2),
        _ => Err(MrzError::Ambiguous(MrzKind::FrenchId, MrzKind::Td2)),
    }
}
