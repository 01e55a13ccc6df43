//! From BER to DER: signed data as some issuers write it in, the same values in definite lengths out.
//!
//! Some passports (New Zealand's among them) carry CMS with indefinite lengths and strings in pieces
//! (X.690 sections 8.1.3.6 and 8.7.3). What is in DER already keeps its bytes, so that certificates
//! and digests inside are not touched.

use super::asn1::{Asn1Fault, OCTET_STRING};
use crate::base::tlv;
use std::borrow::Cow;

/// The deepest nesting: ten levels for CMS with a certificate inside, twice over.
const DEPTH_MAX: usize = 24;
/// An octet string in pieces.
const PIECES: u32 = 0x24;

/// The same value in DER lengths: the bytes themselves where nothing had to change.
///
/// Linear in the size of the input for each level of nesting that had to change, at most 24.
///
/// # Errors
/// An [`Asn1Fault`] for bytes that are no BER, nest too deep, or are followed by others.
pub(crate) fn to_der(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Asn1Fault> {
    let (element, rest) = element(bytes, 0)?;
    if rest.is_empty() { Ok(element.der) } else { Err(Asn1Fault("bytes follow the last element")) }
}

struct Element<'a> {
    tag: u32,
    der: Cow<'a, [u8]>,
    /// The value alone, for pieces that are put together.
    value: Cow<'a, [u8]>,
}

const CUT: Asn1Fault = Asn1Fault("the bytes end within an element");
const FORM: Asn1Fault = Asn1Fault("a tag or length is not well formed");

/// One element and what follows it. The depth bounds the recursion.
fn element(bytes: &[u8], depth: usize) -> Result<(Element<'_>, &[u8]), Asn1Fault> {
    if depth > DEPTH_MAX {
        return Err(Asn1Fault("elements are nested too deep"));
    }
    let (tag, after_tag) = tag(bytes)?;
    let (length, after) = length(after_tag)?;
    let is_constructed = bytes[0] & 0x20 != 0;
    let (parts, rest, mut changed) = match length {
        Length::Definite { length, shortest } => {
            let (value, rest) = after.split_at_checked(length).ok_or(CUT)?;
            let whole = &bytes[..bytes.len() - rest.len()];
            if !is_constructed {
                let der = if shortest { Cow::Borrowed(whole) } else { Cow::Owned(tlv(tag, value)) };
                return Ok((Element { tag, der, value: Cow::Borrowed(value) }, rest));
            }
            let (mut parts, mut inside) = (Vec::new(), value);
            while !inside.is_empty() {
                let (part, after) = element(inside, depth + 1)?;
                parts.push(part);
                inside = after;
            }
            (parts, rest, !shortest)
        }
        Length::Indefinite if is_constructed => {
            let (mut parts, mut inside) = (Vec::new(), after);
            let rest = loop {
                if let Some(rest) = inside.strip_prefix(&[0, 0]) {
                    break rest;
                }
                let (part, after) = element(inside, depth + 1)?;
                parts.push(part);
                inside = after;
            };
            (parts, rest, true)
        }
        Length::Indefinite => return Err(FORM),
    };
    if tag == PIECES {
        if parts.iter().any(|it| it.tag != OCTET_STRING) {
            return Err(FORM);
        }
        let value: Vec<u8> = parts.iter().flat_map(|it| it.value.iter().copied()).collect();
        return Ok((
            Element { tag: OCTET_STRING, der: Cow::Owned(tlv(OCTET_STRING, &value)), value: Cow::Owned(value) },
            rest,
        ));
    }
    changed |= parts.iter().any(|it| matches!(it.der, Cow::Owned(_)));
    let whole = &bytes[..bytes.len() - rest.len()];
    let der = if changed {
        let value: Vec<u8> = parts.iter().flat_map(|it| it.der.iter().copied()).collect();
        Cow::Owned(tlv(tag, &value))
    } else {
        Cow::Borrowed(whole)
    };
    Ok((Element { tag, der, value: Cow::Borrowed(&[]) }, rest))
}

enum Length {
    Definite { length: usize, shortest: bool },
    Indefinite,
}

fn tag(bytes: &[u8]) -> Result<(u32, &[u8]), Asn1Fault> {
    let (&first, rest) = bytes.split_first().ok_or(CUT)?;
    // Certificates and CMS have no tag numbers above 30; an end of contents stands only where it ends something.
    if first & 0x1f == 0x1f || first == 0 { Err(FORM) } else { Ok((u32::from(first), rest)) }
}

fn length(bytes: &[u8]) -> Result<(Length, &[u8]), Asn1Fault> {
    let (&first, rest) = bytes.split_first().ok_or(CUT)?;
    match first {
        0..0x80 => Ok((Length::Definite { length: usize::from(first), shortest: true }, rest)),
        0x80 => Ok((Length::Indefinite, rest)),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f)).ok_or(CUT)?;
            let length = digits.iter().fold(0_usize, |sum, it| sum << 8 | usize::from(*it));
            Ok((Length::Definite { length, shortest: length >= 0x80 && digits[0] != 0 }, rest))
        }
        _ => Err(FORM),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn der_keeps_its_bytes_and_ber_is_put_in_order() {
        let der = [0x30, 6, 0x04, 1, 7, 0x02, 1, 5];
        assert!(matches!(to_der(&der), Ok(Cow::Borrowed(it)) if it == der));
        for (how, bytes) in [
            ("indefinite", &[0x30, 0x80, 0x04, 1, 7, 0x02, 1, 5, 0, 0][..]),
            ("pieces", &[0x30, 8, 0x24, 3, 0x04, 1, 7, 0x02, 1, 5]),
            ("indefinite_pieces", &[0x30, 0x80, 0x24, 0x80, 0x04, 0, 0x04, 1, 7, 0, 0, 0x02, 1, 5, 0, 0]),
            ("pieces_of_pieces", &[0x30, 0x80, 0x24, 0x80, 0x24, 0x80, 0x04, 1, 7, 0, 0, 0, 0, 0x02, 1, 5, 0, 0]),
            ("long_length", &[0x30, 0x81, 7, 0x04, 0x81, 1, 7, 0x02, 1, 5]),
        ] {
            let bytes = if how == "pieces" { &[0x30, 8, 0x24, 3, 0x04, 1, 7, 0x02, 1, 5] } else { bytes };
            assert_eq!(to_der(bytes).as_deref(), Ok(&der[..]), "{how}");
        }
    }

    #[test]
    fn what_is_no_ber_is_refused() {
        let deep = [&[0x30, 0x80].repeat(40)[..], &[0, 0].repeat(40)].concat();
        for (fault, bytes) in [
            ("empty", &[][..]),
            ("no_end", &[0x30, 0x80, 0x04, 1, 7]),
            ("half_an_end", &[0x30, 0x80, 0]),
            ("primitive_indefinite", &[0x04, 0x80, 0, 0]),
            ("trailing", &[0x30, 0, 0]),
            ("piece_of_another_kind", &[0x24, 3, 0x02, 1, 5]),
            ("end_inside_definite", &[0x30, 2, 0, 0]),
            ("longer_than_its_holder", &[0x30, 2, 0x04, 5]),
            ("tag_above_30", &[0x3f, 0x21, 0]),
            ("deep", &deep),
        ] {
            assert!(to_der(bytes).is_err(), "{fault}");
        }
    }

    proptest! {
        /// What comes out is read back unchanged, whatever went in.
        #[test]
        fn what_comes_out_is_der(bytes in prop::collection::vec(prop::sample::select(vec![0_u8, 1, 2, 3, 4, 0x04, 0x24, 0x30, 0x80, 0x81, 7]), 0..24)) {
            if let Ok(der) = to_der(&bytes) {
                let der = der.into_owned();
                prop_assert!(matches!(to_der(&der), Ok(Cow::Borrowed(_))), "{:?}", der);
            }
        }
    }
}
