//! The id of a permit (`jti`): its place in the status list, a digest of what it says, and check digits.

use crate::base::{SourceId, hex};
use std::fmt;

/// The id of a permit: `7-3f…-9ac1`.
///
/// The digest makes it unique and the same on replay; the place lets an officer revoke a permit by its id alone; the
/// check digits keep a mistyped id from naming somebody else's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PermitId {
    place: u64,
    digest: [u8; 16],
}

/// A text is no id of a permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is not the id of a permit, or is mistyped: PLACE-DIGEST-CHECK is asked, as in the claim jti")]
pub struct PermitIdError;

impl PermitId {
    /// The id of a permit at a place of its status list with these claims (all but `jti`).
    pub(super) fn of(place: u64, claims: &[u8]) -> Self {
        let mut digest = [0; 16];
        digest.copy_from_slice(&SourceId::of(claims).digest()[..16]);
        Self { place, digest }
    }

    /// Reads an id and checks its digits.
    ///
    /// # Errors
    /// [`PermitIdError`] for any other text.
    pub fn parse(text: &str) -> Result<Self, PermitIdError> {
        let (place, rest) = text.split_once('-').ok_or(PermitIdError)?;
        let place = place.parse().map_err(|_| PermitIdError)?;
        let digits = rest.get(..32).ok_or(PermitIdError)?;
        let mut digest = [0; 16];
        for (byte, pair) in digest.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
            let digit = |it: u8| char::from(it).to_digit(16).ok_or(PermitIdError);
            // INVARIANT: two hex digits fit a byte.
            *byte = (digit(pair[0])? << 4 | digit(pair[1])?) as u8;
        }
        let id = Self { place, digest };
        // Written back, it has to be the same: one text for one id.
        if id.to_string() == text { Ok(id) } else { Err(PermitIdError) }
    }

    /// Its place in the status list.
    #[must_use]
    pub const fn place(&self) -> u64 {
        self.place
    }
}

impl fmt::Display for PermitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = format!("{}-{}", self.place, hex(&self.digest));
        let check = SourceId::of(body.as_bytes());
        write!(f, "{body}-{}", hex(&check.digest()[..2]))
    }
}

impl fmt::Debug for PermitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_changed_character_is_noticed() {
        let text = PermitId::of(4711, b"claims").to_string();
        assert_eq!(PermitId::parse(&text).unwrap().place(), 4711);
        for at in 0..text.len() {
            for other in "0123456789abcdefA-+ ".chars().filter(|it| text[at..=at] != it.to_string()) {
                let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
                assert_eq!(PermitId::parse(&changed), Err(PermitIdError), "{changed}");
            }
            assert_eq!(PermitId::parse(&text[..at]), Err(PermitIdError));
        }
    }
}
