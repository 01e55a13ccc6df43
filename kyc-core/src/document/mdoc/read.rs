//! From CBOR to mobile documents: `DeviceResponse` and `IssuerSigned` (ISO/IEC 18013-5 section 8.3.2.1.2.2).
//!
//! Structure only; members the standard does not name are passed over, as it asks.

use super::super::cbor::{self, Item};
use super::cose::{Cose, CoseKind};
use super::element::{Element, Namespace};
use super::security::SecurityObject;
use super::{DOCUMENTS_MAX, DeviceSigned, LEN_MAX, Mdoc, MdocError};
use crate::base::Redacted;
use std::collections::BTreeSet;

pub(super) fn response(bytes: &[u8]) -> Result<Vec<Mdoc>, MdocError> {
    let whole = whole(bytes, "the response")?;
    let version = whole.get("version").and_then(Item::text).ok_or(MdocError::Form("version"))?;
    if version.split('.').next() != Some("1") {
        return Err(MdocError::Version("the response"));
    }
    let status = whole.get("status").and_then(Item::unsigned).ok_or(MdocError::Form("status"))?;
    if status != 0 {
        return Err(MdocError::Status(status));
    }
    let documents = whole.get("documents").map_or(Ok(&[][..]), |it| it.array().ok_or(MdocError::Form("documents")))?;
    if documents.is_empty() || documents.len() > DOCUMENTS_MAX {
        return Err(MdocError::Documents);
    }
    documents.iter().map(document).collect()
}

pub(super) fn issuer_signed(bytes: &[u8]) -> Result<Mdoc, MdocError> {
    let (namespaces, issuer, security) = issuer_part(&whole(bytes, "the issuer-signed part")?)?;
    Ok(Mdoc { document_type: security.document_type.clone(), namespaces, issuer, security, device: None })
}

fn whole<'a>(bytes: &'a [u8], what: &'static str) -> Result<Item<'a>, MdocError> {
    if bytes.len() > LEN_MAX {
        return Err(MdocError::TooLong);
    }
    cbor::read(bytes).map_err(|it| MdocError::Cbor(what, it))
}

fn document(item: &Item<'_>) -> Result<Mdoc, MdocError> {
    let document_type = item.get("docType").and_then(Item::text).ok_or(MdocError::Form("docType"))?;
    let (namespaces, issuer, security) = issuer_part(item.get("issuerSigned").ok_or(MdocError::Form("issuerSigned"))?)?;
    let device = item.get("deviceSigned").map(device_part).transpose()?;
    Ok(Mdoc { document_type: document_type.to_owned(), namespaces, issuer, security, device })
}

fn issuer_part(item: &Item<'_>) -> Result<(Vec<Namespace>, Cose, SecurityObject), MdocError> {
    let issuer = item.get("issuerAuth").ok_or(MdocError::Form("issuerAuth"))?;
    // ISO/IEC 18013-5 section 8.3.2.1.2.2 knows these two; a misspelt name would hide what was disclosed.
    let known = |it: &(Item<'_>, Item<'_>)| matches!(it.0.text(), Some("nameSpaces" | "issuerAuth"));
    if !item.map().is_some_and(|it| it.iter().all(known)) {
        return Err(MdocError::Form("issuerSigned"));
    }
    let issuer = Cose::read(issuer, CoseKind::Signature, "issuerAuth")?;
    let payload = issuer.payload().ok_or(MdocError::Form("issuerAuth"))?;
    let security = SecurityObject::read(payload.reveal())?;
    let mut namespaces = Vec::new();
    if let Some(spaces) = item.get("nameSpaces") {
        for (name, elements) in spaces.map().ok_or(MdocError::Form("nameSpaces"))? {
            namespaces.push(namespace(name, elements)?);
        }
    }
    Ok((namespaces, issuer, security))
}

fn namespace(name: &Item<'_>, elements: &Item<'_>) -> Result<Namespace, MdocError> {
    let form = MdocError::Form("nameSpaces");
    let (mut found, mut identifiers, mut numbers) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for it in elements.array().ok_or(form)? {
        let element = Element::read(it)?;
        if !identifiers.insert(element.identifier().to_owned()) || !numbers.insert(element.digest_id()) {
            return Err(MdocError::ElementTwice);
        }
        found.push(element);
    }
    Ok(Namespace { name: name.text().ok_or(form)?.to_owned(), elements: found })
}

fn device_part(item: &Item<'_>) -> Result<DeviceSigned, MdocError> {
    let namespaces = item.get("nameSpaces").filter(|it| it.encoded().is_some());
    let namespaces = namespaces.ok_or(MdocError::Form("deviceSigned"))?;
    let proof = item.get("deviceAuth").ok_or(MdocError::Form("deviceAuth"))?;
    let proof = match (proof.get("deviceSignature"), proof.get("deviceMac")) {
        (Some(it), None) => Cose::read(it, CoseKind::Signature, "deviceSignature")?,
        (None, Some(it)) => Cose::read(it, CoseKind::Mac, "deviceMac")?,
        _ => return Err(MdocError::Form("deviceAuth")),
    };
    Ok(DeviceSigned { namespaces: Redacted::new(namespaces.raw.to_vec()), proof })
}
