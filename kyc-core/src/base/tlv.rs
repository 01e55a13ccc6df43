//! Tag, length and value: bytes in, elements of BER or DER out.
//!
//! Serves ASN.1 (ITU-T X.690) and the data objects of chips (ISO/IEC 7816-4) alike. Knows
//! lengths and nesting only; what a value means is the caller's affair. Nothing is copied and
//! nothing recurses: a caller that wants what is inside an element asks for it.

use std::fmt;

/// Which lengths are accepted. Indefinite lengths are never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlvRules {
    /// Any definite length of up to four bytes (ISO/IEC 7816-4).
    Ber,
    /// Only the shortest form of each length (X.690 10.1).
    Der,
}

/// Why bytes are no element. Carries nothing of the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TlvError {
    /// The bytes end within a tag, a length or a value.
    #[error("the bytes end within an element")]
    Cut,
    /// A tag of more than three bytes, or one written longer than needed.
    #[error("a tag is not well formed")]
    Tag,
    /// An indefinite length, one of more than four bytes, or in DER one written longer than needed.
    #[error("a length is not well formed")]
    Length,
    /// Another element stands where one was asked for.
    #[error("tag {wanted:#x} is missing")]
    Missing {
        /// The tag that was asked for.
        wanted: u32,
    },
    /// Bytes follow where nothing may.
    #[error("bytes follow the last element")]
    Trailing,
}

/// One element: a tag, its value, and both together as they stood.
///
/// The tag is the number that its bytes spell: `0x30` for a sequence, `0x7f61` for a two-byte tag.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Tlv<'a> {
    tag: u32,
    value: &'a [u8],
    whole: &'a [u8],
    rules: TlvRules,
}

/// The tag and the length, never the value.
impl fmt::Debug for Tlv<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tlv({:#x}, {} bytes)", self.tag, self.value.len())
    }
}

impl<'a> Tlv<'a> {
    /// The element that `bytes` are, with nothing after it.
    ///
    /// # Errors
    /// [`TlvError::Trailing`] where bytes follow, another [`TlvError`] where there is no element.
    pub fn only(bytes: &'a [u8], rules: TlvRules) -> Result<Self, TlvError> {
        let mut reader = TlvReader::new(bytes, rules);
        let element = reader.next()?.ok_or(TlvError::Cut)?;
        reader.end()?;
        Ok(element)
    }

    /// The tag, as the number its bytes spell.
    #[must_use]
    pub const fn tag(&self) -> u32 {
        self.tag
    }

    /// The value without tag and length.
    #[must_use]
    pub const fn value(&self) -> &'a [u8] {
        self.value
    }

    /// Tag, length and value as they stood.
    #[must_use]
    pub const fn whole(&self) -> &'a [u8] {
        self.whole
    }

    /// The elements inside this one. Whether it has any is for the caller to know.
    #[must_use]
    pub const fn parts(&self) -> TlvReader<'a> {
        TlvReader { rest: self.value, rules: self.rules }
    }

    /// This element, if it has that tag.
    ///
    /// # Errors
    /// [`TlvError::Missing`] if it has another.
    pub fn demand(self, tag: u32) -> Result<Self, TlvError> {
        if self.tag == tag { Ok(self) } else { Err(TlvError::Missing { wanted: tag }) }
    }
}

/// Reads elements that stand one after the other.
///
/// ```
/// use tidegate_kyc_core::base::{Tlv, TlvRules};
/// let sequence = Tlv::only(&[0x30, 3, 0x02, 1, 7], TlvRules::Der)?;
/// let mut parts = sequence.parts();
/// assert_eq!(parts.expect(0x02)?.value(), [7]);
/// parts.end()?;
/// # Ok::<(), tidegate_kyc_core::base::TlvError>(())
/// ```
#[derive(Clone, Copy)]
pub struct TlvReader<'a> {
    rest: &'a [u8],
    rules: TlvRules,
}

impl<'a> TlvReader<'a> {
    /// Reads from the first byte.
    #[must_use]
    pub const fn new(bytes: &'a [u8], rules: TlvRules) -> Self {
        Self { rest: bytes, rules }
    }

    /// The next element, or `None` at the end.
    ///
    /// # Errors
    /// A [`TlvError`] where bytes are left that are no element.
    #[expect(clippy::should_implement_trait, reason = "an iterator cannot stop at its first error")]
    pub fn next(&mut self) -> Result<Option<Tlv<'a>>, TlvError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let (tag, after_tag) = tag(self.rest)?;
        let (length, after_length) = length(after_tag, self.rules)?;
        let (value, rest) = after_length.split_at_checked(length).ok_or(TlvError::Cut)?;
        let (whole, _) = self.rest.split_at(self.rest.len() - rest.len());
        self.rest = rest;
        Ok(Some(Tlv { tag, value, whole, rules: self.rules }))
    }

    /// The next element, which must have that tag.
    ///
    /// # Errors
    /// [`TlvError::Missing`] where it has another or there is none.
    pub fn expect(&mut self, tag: u32) -> Result<Tlv<'a>, TlvError> {
        self.next()?.ok_or(TlvError::Missing { wanted: tag })?.demand(tag)
    }

    /// The next element if it has that tag; otherwise nothing is read.
    ///
    /// # Errors
    /// A [`TlvError`] where the bytes are no element.
    pub fn optional(&mut self, tag: u32) -> Result<Option<Tlv<'a>>, TlvError> {
        let mut ahead = *self;
        let found = ahead.next()?.filter(|it| it.tag == tag);
        if found.is_some() {
            *self = ahead;
        }
        Ok(found)
    }

    /// That nothing is left.
    ///
    /// # Errors
    /// [`TlvError::Trailing`] where something is.
    pub const fn end(&self) -> Result<(), TlvError> {
        if self.rest.is_empty() { Ok(()) } else { Err(TlvError::Trailing) }
    }

    /// The bytes not read yet.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

/// The tag at the start and what follows it.
fn tag(bytes: &[u8]) -> Result<(u32, &[u8]), TlvError> {
    let (&first, mut rest) = bytes.split_first().ok_or(TlvError::Cut)?;
    let mut tag = u32::from(first);
    if first & 0x1f != 0x1f {
        return Ok((tag, rest));
    }
    for at in 0..2 {
        let (&next, after) = rest.split_first().ok_or(TlvError::Cut)?;
        if at == 0 && next & 0x7f == 0 {
            return Err(TlvError::Tag);
        }
        (tag, rest) = (tag << 8 | u32::from(next), after);
        if next & 0x80 == 0 {
            return Ok((tag, rest));
        }
    }
    Err(TlvError::Tag)
}

/// The length at the start and what follows it.
fn length(bytes: &[u8], rules: TlvRules) -> Result<(usize, &[u8]), TlvError> {
    let (&first, rest) = bytes.split_first().ok_or(TlvError::Cut)?;
    if first < 0x80 {
        return Ok((usize::from(first), rest));
    }
    let count = usize::from(first & 0x7f);
    if count == 0 || count > 4 {
        return Err(TlvError::Length);
    }
    let (digits, rest) = rest.split_at_checked(count).ok_or(TlvError::Cut)?;
    let length = digits.iter().fold(0_u32, |sum, it| sum << 8 | u32::from(*it));
    if rules == TlvRules::Der && (length < 0x80 || digits[0] == 0) {
        return Err(TlvError::Length);
    }
    Ok((usize::try_from(length).map_err(|_| TlvError::Length)?, rest))
}

/// Tag, length in its shortest form, and value: what [`Tlv`] reads.
///
/// A value of 4 GiB or more cannot be written by this project's readers and is cut to that.
#[must_use]
pub fn tlv(tag: u32, value: &[u8]) -> Vec<u8> {
    let trimmed = |it: u32| it.to_be_bytes().into_iter().skip_while(|it| *it == 0).collect::<Vec<u8>>();
    let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
    let mut out = trimmed(tag);
    if length < 0x80 {
        // INVARIANT: below 0x80.
        out.push(length as u8);
    } else {
        let digits = trimmed(length);
        // INVARIANT: at most four digits.
        out.push(0x80 | digits.len() as u8);
        out.extend_from_slice(&digits);
    }
    out.extend_from_slice(value);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Result<(u32, usize), TlvError> {
        Tlv::only(bytes, TlvRules::Der).map(|it| (it.tag(), it.value().len()))
    }

    #[test]
    fn elements_are_read_as_x690_writes_them() {
        assert_eq!(read(&[0x05, 0]), Ok((0x05, 0)));
        assert_eq!(read(&[0x5f, 0x1f, 1, 9]), Ok((0x5f1f, 1)));
        assert_eq!(read(&[0x7f, 0x81, 0x01, 0]), Ok((0x7f8101, 0)));
        let long = [&[0x04, 0x82, 0x01, 0x00][..], &[0; 256]].concat();
        assert_eq!(read(&long), Ok((0x04, 256)));
    }

    #[test]
    fn what_is_no_element_is_refused_by_name() {
        for (fault, bytes, error) in [
            ("empty", &[][..], TlvError::Cut),
            ("tag_alone", &[0x30], TlvError::Cut),
            ("tag_cut", &[0x5f], TlvError::Cut),
            ("tag_of_four_bytes", &[0x5f, 0x81, 0x81, 0x01, 0], TlvError::Tag),
            ("tag_padded", &[0x5f, 0x80, 0x01, 0], TlvError::Tag),
            ("value_cut", &[0x30, 2, 0], TlvError::Cut),
            ("length_cut", &[0x30, 0x82, 1], TlvError::Cut),
            ("length_indefinite", &[0x30, 0x80, 0, 0], TlvError::Length),
            ("length_of_five_bytes", &[0x30, 0x85, 0, 0, 0, 0, 0], TlvError::Length),
            ("length_not_shortest", &[0x04, 0x81, 1, 0], TlvError::Length),
            ("length_with_leading_zero", &[0x04, 0x82, 0, 0x80], TlvError::Length),
            ("length_past_everything", &[0x04, 0x84, 0xff, 0xff, 0xff, 0xff], TlvError::Cut),
            ("trailing", &[0x05, 0, 0], TlvError::Trailing),
        ] {
            assert_eq!(read(bytes), Err(error), "{fault}");
        }
        assert!(Tlv::only(&[0x04, 0x81, 1, 0], TlvRules::Ber).is_ok(), "chips may write a length longer");
    }

    #[test]
    fn an_optional_element_is_left_where_it_is_another() {
        let mut reader = TlvReader::new(&[0x02, 1, 5, 0x05, 0], TlvRules::Der);
        assert_eq!(reader.optional(0x05), Ok(None));
        assert_eq!(reader.expect(0x02).unwrap().value(), [5]);
        assert!(reader.optional(0x05).unwrap().is_some());
        assert_eq!(reader.optional(0x05), Ok(None));
        assert_eq!(reader.expect(0x05), Err(TlvError::Missing { wanted: 5 }));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(tag in prop::sample::select(vec![0x02_u32, 0x30, 0x5f1f, 0x7f2e]), value in prop::collection::vec(any::<u8>(), 0..300)) {
            let bytes = tlv(tag, &value);
            let element = Tlv::only(&bytes, TlvRules::Der).unwrap();
            prop_assert_eq!((element.tag(), element.value(), element.whole()), (tag, &value[..], &bytes[..]));
        }

        #[test]
        fn any_bytes_are_read_or_refused_and_never_lost(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let mut reader = TlvReader::new(&bytes, TlvRules::Ber);
            let mut read = 0;
            while let Ok(Some(it)) = reader.next() {
                prop_assert_eq!(it.whole(), &bytes[read..read + it.whole().len()]);
                read += it.whole().len();
            }
            prop_assert_eq!(reader.rest(), &bytes[read..]);
        }
    }
}
