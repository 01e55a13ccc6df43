//! Where something was read: bytes in, their digest and a part of them out.
//!
//! A source is known by its content, never by a path: the same file is the same source anywhere.

use super::text::serde_as_text;
use std::fmt;

/// A source by content: the SHA-256 of its bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId([u8; 32]);

impl SourceId {
    /// The identity of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest;
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// An identity whose digest was computed elsewhere, for instance while streaming.
    #[must_use]
    pub const fn from_digest(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The digest.
    #[must_use]
    pub const fn digest(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads 64 hex digits in either case.
    ///
    /// # Errors
    /// [`DigestError`] for any other text.
    pub fn parse(text: &str) -> Result<Self, DigestError> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(DigestError);
        }
        let mut digest = [0; 32];
        for (byte, pair) in digest.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = hex(pair[0])? << 4 | hex(pair[1])?;
        }
        Ok(Self(digest))
    }
}

/// A text is not the SHA-256 of anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a digest of 64 hex digits")]
pub struct DigestError;

fn hex(digit: u8) -> Result<u8, DigestError> {
    // INVARIANT: a hex digit is below 16.
    char::from(digit).to_digit(16).map(|it| it as u8).ok_or(DigestError)
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::text::hex(&self.0))
    }
}

impl fmt::Debug for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serde_as_text!(SourceId, DigestError, "a digest of 64 hex digits");

/// A half-open range of bytes within one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: u64,
    /// One past the last byte.
    pub end: u64,
}

impl Span {
    /// How many bytes it covers; none where the end is not after the start.
    #[must_use]
    pub const fn len(self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// Whether it covers no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The bytes it covers in their source; `None` where the source is shorter, or the span runs backwards.
    #[must_use]
    pub fn of(self, source: &[u8]) -> Option<&[u8]> {
        source.get(usize::try_from(self.start).ok()?..usize::try_from(self.end).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_digest_is_that_of_fips_180() {
        // FIPS 180-4, example of one block: "abc".
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(SourceId::of(b"abc").to_string(), abc);
        assert_eq!(SourceId::parse(&abc.to_uppercase()), Ok(SourceId::of(b"abc")));
    }

    #[test]
    fn bad_digests_are_refused_by_name() {
        for (fault, text) in [
            ("empty", String::new()),
            ("63_digits", "a".repeat(63)),
            ("65_digits", "a".repeat(65)),
            ("prefix", format!("0x{}", "a".repeat(62))),
            ("letter_g", "g".repeat(64)),
            ("sign", format!("+{}", "a".repeat(63))),
            ("letters_beyond_ascii", "é".repeat(32)),
        ] {
            assert_eq!(SourceId::parse(&text), Err(DigestError), "{fault}");
        }
    }

    #[test]
    fn a_span_outside_its_source_covers_nothing() {
        let span = |start, end| Span { start, end };
        assert_eq!(span(1, 3).of(b"abc"), Some(&b"bc"[..]));
        assert_eq!(span(3, 3).of(b"abc"), Some(&b""[..]));
        assert_eq!(span(2, 4).of(b"abc"), None);
        assert_eq!(span(3, 1).of(b"abc"), None);
        assert_eq!((span(3, 1).len(), span(3, 1).is_empty(), span(1, 3).len()), (0, true, 2));
        assert_eq!(span(u64::MAX, u64::MAX).of(b"abc"), None);
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(digest: [u8; 32]) {
            let id = SourceId::from_digest(digest);
            prop_assert_eq!(SourceId::parse(&id.to_string()), Ok(id));
            prop_assert_eq!(serde_json::from_str::<SourceId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
            prop_assert_eq!(id.digest(), &digest);
        }
    }
}
