//! Names of authorities: a distinguished name in, a form to compare and a text to show out.
//!
//! Names are compared as sets of attributes, in any order, without regard to case, spacing or string
//! type: real signers name their issuer in another order or another string type than the issuer does.
//! A name only finds candidates; whether one is the issuer is settled by its key.

use super::asn1::{Asn1Fault, OID, SEQUENCE, SET, oid};
use crate::base::Tlv;
use const_oid::ObjectIdentifier;
use const_oid::db::rfc4519;
use std::fmt::Write;

/// The most attributes a name may have; the largest of the German master list of May 2026 has seven.
const ATTRIBUTES_MAX: usize = 64;

/// What names are compared by: attributes, folded and sorted.
pub(crate) type NameKey = Vec<(ObjectIdentifier, String)>;

/// A distinguished name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    key: NameKey,
    shown: String,
    country: Option<String>,
}

impl Name {
    /// Reads an RDN sequence.
    pub(crate) fn read(element: Tlv<'_>) -> Result<Self, Asn1Fault> {
        let (mut key, mut shown, mut country) = (Vec::new(), String::new(), None);
        let mut sets = element.demand(SEQUENCE)?.parts();
        while let Some(set) = sets.next()? {
            let mut attributes = set.demand(SET)?.parts();
            while let Some(attribute) = attributes.next()? {
                let mut parts = attribute.demand(SEQUENCE)?.parts();
                let kind = oid(parts.expect(OID)?)?;
                let value = text(parts.next()?.ok_or(Asn1Fault("a name has no value"))?);
                parts.end()?;
                if key.len() == ATTRIBUTES_MAX {
                    return Err(Asn1Fault("a name has too many attributes"));
                }
                if kind == rfc4519::C && country.is_none() {
                    country = Some(value.trim().to_ascii_uppercase());
                }
                if let Some(short) = short(kind) {
                    // Writing to a String cannot fail.
                    let _ = write!(shown, "{}{short}={}", if shown.is_empty() { "" } else { "," }, one_line(&value));
                }
                key.push((kind, folded(&value)));
            }
        }
        key.sort_unstable();
        Ok(Self { key, shown, country })
    }

    /// The country of the first country attribute, in capitals: two letters by ISO 3166, in practice
    /// sometimes three.
    #[must_use]
    pub fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    /// What is compared: two names with the same key are the same name.
    pub(crate) const fn key(&self) -> &NameKey {
        &self.key
    }
}

/// `C=DE,O=bund,CN=csca-germany`: country, organisation, unit and common name; other attributes are left out.
impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.shown)
    }
}

fn short(kind: ObjectIdentifier) -> Option<&'static str> {
    [(rfc4519::C, "C"), (rfc4519::O, "O"), (rfc4519::OU, "OU"), (rfc4519::CN, "CN")]
        .into_iter()
        .find_map(|(it, name)| (it == kind).then_some(name))
}

/// The text of a string of any type: UTF-16 for BMPString, UTF-8 otherwise, with a mark for what is neither.
fn text(element: Tlv<'_>) -> String {
    const BMP_STRING: u32 = 0x1e;
    if element.tag() == BMP_STRING {
        let units: Vec<u16> = element.value().chunks_exact(2).map(|it| u16::from_be_bytes([it[0], it[1]])).collect();
        return String::from_utf16_lossy(&units);
    }
    String::from_utf8_lossy(element.value()).into_owned()
}

/// Lower case, inner spaces single, outer ones gone (RFC 5280 section 7.1, RFC 4518).
fn folded(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// Control characters out, so that a name can neither end a line nor colour a terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { ' ' } else { it }).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{TlvRules, tlv};

    fn name(attributes: &[(ObjectIdentifier, u32, &[u8])]) -> Name {
        let sets: Vec<u8> = attributes
            .iter()
            .flat_map(|(kind, tag, value)| {
                let pair = [tlv(OID, kind.as_bytes()), tlv(*tag, value)].concat();
                tlv(SET, &tlv(SEQUENCE, &pair))
            })
            .collect();
        let bytes = tlv(SEQUENCE, &sets);
        Name::read(Tlv::only(&bytes, TlvRules::Der).unwrap()).unwrap()
    }

    #[test]
    fn order_case_spacing_and_string_type_do_not_tell_names_apart() {
        let one = name(&[(rfc4519::C, 0x13, b"my"), (rfc4519::O, 0x13, b"The  Issuer")]);
        let other = name(&[(rfc4519::O, 0x1e, b"\0t\0h\0e\0 \0i\0s\0s\0u\0e\0r"), (rfc4519::C, 0x0c, b"MY")]);
        assert_eq!(one.key(), other.key());
        assert_eq!((one.country(), other.country()), (Some("MY"), Some("MY")));
        assert_eq!(one.to_string(), "C=my,O=The  Issuer");
        let third = name(&[(rfc4519::O, 0x13, b"Issuer"), (rfc4519::C, 0x0c, b"MY")]);
        assert_ne!(one.key(), third.key());
    }

    #[test]
    fn a_name_cannot_break_the_line_it_is_shown_in() {
        assert_eq!(name(&[(rfc4519::CN, 0x0c, b"a\n\x1b[31mb")]).to_string(), "CN=a  [31mb");
    }
}
