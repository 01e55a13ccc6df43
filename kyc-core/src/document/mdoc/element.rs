//! Data elements: an encoded `IssuerSignedItem` → identifier, digest number, value and the very bytes digested.
//!
//! ISO/IEC 18013-5 section 8.3.2.1.2.2 and 9.1.2.5: the digest is over the whole `#6.24(bstr)`.

use super::super::attribute::{Attribute, MDL, MDOC_PID};
use super::super::cbor::{self, Content, Item};
use super::{MDL_NAMESPACE, MdocError, PID_TYPE};
use crate::base::{Redacted, SourceId};

/// The shortest random that may salt an element (ISO/IEC 18013-5 section 9.1.2.5).
const RANDOM_MIN: usize = 16;

/// A namespace and its disclosed elements.
#[derive(Clone, Debug)]
pub struct Namespace {
    /// The name, for instance `org.iso.18013.5.1`.
    pub name: String,
    /// The elements in the order of the document; no identifier and no digest number twice.
    pub elements: Vec<Element>,
}

/// One disclosed data element.
#[derive(Clone, Debug)]
pub struct Element {
    identifier: String,
    digest_id: u64,
    encoded: Redacted<Vec<u8>>,
    value: Redacted<Vec<u8>>,
}

impl Element {
    /// Reads `#6.24(bstr .cbor IssuerSignedItem)`.
    pub(super) fn read(item: &Item<'_>) -> Result<Self, MdocError> {
        const WHAT: &str = "an issuer-signed item";
        let inner = item.encoded().ok_or(MdocError::Form(WHAT))?;
        let parsed = cbor::read(inner).map_err(|it| MdocError::Cbor(WHAT, it))?;
        let random = parsed.get("random").and_then(Item::bytes).ok_or(MdocError::Form("random"))?;
        if random.len() < RANDOM_MIN {
            return Err(MdocError::Form("random"));
        }
        Ok(Self {
            identifier: identifier(&parsed)?.to_owned(),
            digest_id: parsed.get("digestID").and_then(Item::unsigned).ok_or(MdocError::Form("digestID"))?,
            encoded: Redacted::new(item.raw.to_vec()),
            value: Redacted::new(parsed.get("elementValue").ok_or(MdocError::Form("elementValue"))?.raw.to_vec()),
        })
    }

    /// The name of the element: no personal data.
    #[must_use]
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// The number of its digest in the mobile security object.
    #[must_use]
    pub const fn digest_id(&self) -> u64 {
        self.digest_id
    }

    /// The bytes its digest is over, as they were written.
    #[must_use]
    pub const fn encoded(&self) -> &Redacted<Vec<u8>> {
        &self.encoded
    }

    /// Its value as CBOR, as it was written.
    #[must_use]
    pub const fn value(&self) -> &Redacted<Vec<u8>> {
        &self.value
    }

    /// Its value as texts: one for a text, date, number or flag, one for each element of an array, none otherwise.
    #[must_use]
    pub fn texts(&self) -> Vec<Redacted<String>> {
        let mut found = Vec::new();
        if let Ok(item) = cbor::read(self.value.reveal()) {
            texts(&item, &mut found);
        }
        found
    }
}

fn identifier<'a>(item: &Item<'a>) -> Result<&'a str, MdocError> {
    item.get("elementIdentifier").and_then(Item::text).ok_or(MdocError::Form("elementIdentifier"))
}

fn texts(item: &Item<'_>, found: &mut Vec<Redacted<String>>) {
    let text = match &item.content {
        Content::Text(it) => (*it).to_owned(),
        Content::Number(it) => it.to_string(),
        Content::Flag(it) => it.to_string(),
        // `tdate` and `full-date` (RFC 8943).
        Content::Tag(0 | 1004, inner) => return texts(inner, found),
        Content::Array(items) => return items.iter().filter(|it| it.array().is_none()).for_each(|it| texts(it, found)),
        Content::Bytes(_) | Content::Map(_) | Content::Tag(..) | Content::Other => return,
    };
    found.push(Redacted::new(text));
}

/// The fields of the namespaces that are known, in the order of their lists.
pub(super) fn fields(namespaces: &[Namespace]) -> Vec<(Attribute, Redacted<String>)> {
    let mut found = Vec::new();
    for (name, list) in [(PID_TYPE, MDOC_PID), (MDL_NAMESPACE, MDL)] {
        let Some(space) = namespaces.iter().find(|it| it.name == name) else { continue };
        let element = |wanted: &str| space.elements.iter().find(|it| it.identifier == wanted);
        for (identifier, attribute) in list {
            let texts = element(identifier).map(Element::texts).unwrap_or_default();
            found.extend(texts.into_iter().map(|it| (*attribute, it)));
        }
        found.extend(element("place_of_birth").map(birth_place).unwrap_or_default());
        let portrait = element("portrait").and_then(|it| cbor::read(it.value.reveal()).ok()?.bytes().map(SourceId::of));
        found.extend(portrait.map(|it| (Attribute::PortraitDigest, Redacted::new(it.to_string()))));
    }
    found
}

/// `place_of_birth` of the PID rulebook: a map of country, region and locality.
fn birth_place(element: &Element) -> Vec<(Attribute, Redacted<String>)> {
    let Ok(item) = cbor::read(element.value.reveal()) else { return Vec::new() };
    let parts =
        [("locality", Attribute::BirthPlace), ("region", Attribute::BirthRegion), ("country", Attribute::BirthCountry)];
    let stated = parts.into_iter().filter_map(|(name, attribute)| Some((attribute, item.get(name)?.text()?)));
    stated.map(|(attribute, text)| (attribute, Redacted::new(text.to_owned()))).collect()
}
