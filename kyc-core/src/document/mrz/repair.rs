//! Suggested repairs of misread zones: a zone in, what may have been printed out.
//!
//! Readers of OCR-B confuse O and 0, I and 1, S and 5, B and 8, Z and 2, G and 6. Where a field has
//! only letters or only digits, the twin is plain; where it has both, one change is tried that
//! makes every digit agree. A suggestion is for a person to compare with the page. It is never
//! applied, and an answer about the zone is about the zone as read.

use super::digits::Digit;
use super::layout::{ISSUER, MrzField};
use super::{FieldDigit, Mrz};
use crate::base::Redacted;
use std::ops::Range;

/// The most suggestions for one zone: more would be guessing.
pub const SUGGESTIONS_MAX: usize = 4;

/// Letter and digit that readers confuse.
const TWINS: [(u8, u8); 6] = [(b'O', b'0'), (b'I', b'1'), (b'S', b'5'), (b'B', b'8'), (b'Z', b'2'), (b'G', b'6')];

/// A zone in which every check digit agrees or is not printed, and how it differs from the one read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The zone as it may have been printed.
    pub mrz: Mrz,
    /// Every changed character, in the order of printing.
    pub changes: Vec<Change>,
}

/// One character that may have been misread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field; the composite digit counts as one.
    pub field: MrzField,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// The character as read.
    pub read: Redacted<char>,
    /// The character it is confused with.
    pub maybe: Redacted<char>,
}

/// What a position may hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    Letters,
    Digits,
    Both,
}

/// Linear in the zone for the plain twins, then one trial for each position of mixed fields.
pub(super) fn suggestions(mrz: &Mrz) -> Vec<Suggestion> {
    let plain = (0..mrz.characters().len()).filter_map(|at| {
        let twin = twin(mrz.characters()[at], alphabet(mrz, at)?.1)?;
        Some((at, twin))
    });
    let plain: Vec<(usize, u8)> = plain.collect();
    let changed = plain.iter().fold(mrz.clone(), |it, (at, to)| it.with(*at, *to));
    if whole(&changed) {
        return if plain.is_empty() { Vec::new() } else { vec![suggestion(mrz, changed)] };
    }
    let mixed = (0..mrz.characters().len()).filter(|at| matches!(alphabet(mrz, *at), Some((_, Alphabet::Both))));
    let tried = mixed.filter_map(|at| {
        let character = changed.characters()[at];
        let to = twin(character, Alphabet::Letters).or_else(|| twin(character, Alphabet::Digits))?;
        Some(changed.with(at, to)).filter(whole)
    });
    tried.take(SUGGESTIONS_MAX).map(|it| suggestion(mrz, it)).collect()
}

fn whole(mrz: &Mrz) -> bool {
    mrz.digits().all(|(_, digit): FieldDigit| digit != Digit::Fails)
}

/// The twin that a character must have been in a field of that alphabet; none where it fits or has no twin.
fn twin(character: u8, alphabet: Alphabet) -> Option<u8> {
    TWINS.iter().find_map(|(letter, digit)| match alphabet {
        Alphabet::Letters if character == *digit => Some(*letter),
        Alphabet::Digits if character == *letter => Some(*digit),
        _ => None,
    })
}

/// The field at a position and its alphabet; none where anything may stand.
fn alphabet(mrz: &Mrz, at: usize) -> Option<(MrzField, Alphabet)> {
    use Alphabet::{Both, Digits, Letters};
    let layout = mrz.layout();
    let within = |range: &Range<usize>| range.contains(&at);
    let composite = layout.composite.is_some_and(|it| it.0 == at);
    let french = !layout.given.is_empty();
    Some(match at {
        0 => (MrzField::DocumentCode, Letters),
        _ if ISSUER.contains(&at) => (MrzField::Issuer, Letters),
        _ if within(&layout.name) || within(&layout.given) => (MrzField::Name, Letters),
        _ if within(&layout.number) => (MrzField::Number, Both),
        _ if at == layout.number_digit => (MrzField::Number, Digits),
        _ if within(&layout.nationality) => (MrzField::Nationality, Letters),
        _ if within(&layout.birth) || at == layout.birth_digit => (MrzField::Birth, Digits),
        _ if within(&layout.expiry) || (at == layout.expiry_digit && !french) => (MrzField::Expiry, Digits),
        _ if layout.optional_digit == Some(at) => (MrzField::Optional, Digits),
        _ if composite => (MrzField::Composite, Digits),
        _ if layout.optional.iter().any(within) => (MrzField::Optional, Both),
        _ => return None,
    })
}

fn suggestion(read: &Mrz, maybe: Mrz) -> Suggestion {
    let width = read.kind().width();
    let differ = (0..read.characters().len()).filter(|at| read.characters()[*at] != maybe.characters()[*at]);
    let changes = differ.filter_map(|at| {
        let of = |mrz: &Mrz| Redacted::new(char::from(mrz.characters()[at]));
        let field = alphabet(read, at)?.0;
        Some(Change { field, line: at / width + 1, column: at % width + 1, read: of(read), maybe: of(&maybe) })
    });
    Suggestion { changes: changes.collect(), mrz: maybe }
}
