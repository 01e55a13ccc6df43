//! The mobile security object: CBOR → digests, validity, device key (ISO/IEC 18013-5 section 9.1.2.4).
//!
//! Compares nothing; the digests are those the issuer signed.

use super::super::cbor::{self, Content, Item};
use super::super::status::StatusReference;
use super::{CoseKey, MdocError};
use crate::base::Instant;
use sha2::{Digest, Sha256, Sha384, Sha512};
use std::collections::{BTreeMap, BTreeSet};

/// The digest over data elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MdocDigest {
    /// `SHA-256`.
    Sha256,
    /// `SHA-384`.
    Sha384,
    /// `SHA-512`.
    Sha512,
}

impl MdocDigest {
    /// The digest of these bytes.
    #[must_use]
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }
}

/// What the issuer signed.
#[derive(Clone, Debug)]
pub struct SecurityObject {
    /// The document type.
    pub document_type: String,
    /// The algorithm of all digests.
    pub digest: MdocDigest,
    /// Namespace → digest number → digest.
    pub digests: BTreeMap<String, BTreeMap<u64, Vec<u8>>>,
    /// The key that the device signs with.
    pub device_key: CoseKey,
    /// Namespaces in which the device may state elements of its own.
    pub device_namespaces: BTreeSet<String>,
    /// Single elements that the device may state of its own, by namespace.
    pub device_elements: BTreeMap<String, BTreeSet<String>>,
    /// When it was signed.
    pub signed: Instant,
    /// The first instant it is valid.
    pub valid_from: Instant,
    /// The last instant it is valid.
    pub valid_until: Instant,
    /// When the issuer expects to sign it anew, if it says so.
    pub expected_update: Option<Instant>,
    /// Where its status stands (second edition), if it names a list that can be read.
    pub status: Option<StatusReference>,
    /// Whether it names another kind of status, or one that cannot be read, and no list.
    pub unread_status: bool,
}

impl SecurityObject {
    /// Reads the payload of `issuerAuth`, `#6.24(bstr .cbor MobileSecurityObject)`.
    pub(super) fn read(payload: &[u8]) -> Result<Self, MdocError> {
        let fault = |it| MdocError::Cbor("the mobile security object", it);
        let outer = cbor::read(payload).map_err(fault)?;
        let inner = outer.encoded().ok_or(MdocError::Form("the mobile security object"))?;
        let object = cbor::read(inner).map_err(fault)?;
        let text = |name| object.get(name).and_then(Item::text).ok_or(MdocError::Form(name));
        if text("version")?.split('.').next() != Some("1") {
            return Err(MdocError::Version("the mobile security object"));
        }
        let digest = match text("digestAlgorithm")? {
            "SHA-256" => MdocDigest::Sha256,
            "SHA-384" => MdocDigest::Sha384,
            "SHA-512" => MdocDigest::Sha512,
            _ => return Err(MdocError::Digest),
        };
        let key_info = object.get("deviceKeyInfo").ok_or(MdocError::Form("deviceKeyInfo"))?;
        let validity = object.get("validityInfo").ok_or(MdocError::Form("validityInfo"))?;
        let allowed = key_info.get("keyAuthorizations");
        let status = object.get("status");
        let listed = status.and_then(StatusReference::of_cbor);
        let expected_update = validity.get("expectedUpdate").map(|it| instant(it, "expectedUpdate")).transpose()?;
        Ok(Self {
            document_type: text("docType")?.to_owned(),
            digest,
            digests: digests(&object)?,
            device_key: CoseKey::read(key_info.get("deviceKey").ok_or(MdocError::Form("deviceKey"))?)?,
            device_namespaces: allowed.and_then(|it| it.get("nameSpaces")).map_or(Ok(BTreeSet::new()), names)?,
            device_elements: allowed.and_then(|it| it.get("dataElements")).map_or(Ok(BTreeMap::new()), elements)?,
            signed: date(validity, "signed")?,
            valid_from: date(validity, "validFrom")?,
            valid_until: date(validity, "validUntil")?,
            expected_update,
            unread_status: status.is_some() && listed.is_none(),
            status: listed,
        })
    }
}

fn digests(object: &Item<'_>) -> Result<BTreeMap<String, BTreeMap<u64, Vec<u8>>>, MdocError> {
    let form = MdocError::Form("valueDigests");
    let spaces = object.get("valueDigests").and_then(Item::map).ok_or(form)?;
    let mut found = BTreeMap::new();
    for (name, listed) in spaces {
        let mut digests = BTreeMap::new();
        for (number, digest) in listed.map().ok_or(form)? {
            digests.insert(number.unsigned().ok_or(form)?, digest.bytes().ok_or(form)?.to_vec());
        }
        found.insert(name.text().ok_or(form)?.to_owned(), digests);
    }
    Ok(found)
}

fn names(item: &Item<'_>) -> Result<BTreeSet<String>, MdocError> {
    let form = MdocError::Form("keyAuthorizations");
    item.array().ok_or(form)?.iter().map(|it| it.text().map(str::to_owned).ok_or(form)).collect()
}

fn elements(item: &Item<'_>) -> Result<BTreeMap<String, BTreeSet<String>>, MdocError> {
    let form = MdocError::Form("keyAuthorizations");
    let spaces = item.map().ok_or(form)?.iter();
    spaces.map(|it| Ok((it.0.text().ok_or(form)?.to_owned(), names(&it.1)?))).collect()
}

fn date(validity: &Item<'_>, name: &'static str) -> Result<Instant, MdocError> {
    instant(validity.get(name).ok_or(MdocError::Form(name))?, name)
}

/// `tdate`: tag 0 over an RFC 3339 text.
fn instant(item: &Item<'_>, name: &'static str) -> Result<Instant, MdocError> {
    let Some(Content::Text(text)) = item.tagged(0).map(|it| &it.content) else { return Err(MdocError::Form(name)) };
    Instant::parse(text).map_err(|_| MdocError::Form(name))
}
