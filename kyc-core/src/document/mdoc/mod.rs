//! Mobile documents (ISO/IEC 18013-5): CBOR → data elements with the bytes their digests are over.
//!
//! Reads a `DeviceResponse` or the `IssuerSigned` part alone. Digests are not compared and no signature is
//! verified here: a well-formed document may still be a forgery.

mod cose;
mod element;
mod read;
mod security;
#[cfg(test)]
mod tests;

use super::attribute::Attribute;
use super::cbor::CborFault;
use crate::base::Redacted;
pub use cose::{Cose, CoseKey, CoseKind};
pub use element::{Element, Namespace};
pub use security::{MdocDigest, SecurityObject};

/// How long a response may be, in bytes: a licence with a portrait of 100 KB has less than 200 KB.
pub const LEN_MAX: usize = 4 << 20;
/// How many documents a response may bring.
pub const DOCUMENTS_MAX: usize = 16;
/// The document type of a mobile driving licence (ISO/IEC 18013-5 section 7.1).
pub const MDL_TYPE: &str = "org.iso.18013.5.1.mDL";
/// The namespace of a mobile driving licence.
pub const MDL_NAMESPACE: &str = "org.iso.18013.5.1";
/// The document type and namespace of an EUDI PID (PID rulebook of the ARF).
pub const PID_TYPE: &str = "eu.europa.ec.eudi.pid.1";

/// Why bytes are not a mobile document. Carries no element value, so it may be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MdocError {
    /// Longer than [`LEN_MAX`].
    #[error("the response is longer than 4194304 bytes")]
    TooLong,
    /// Not CBOR that may be read.
    #[error("{0}: {1}")]
    Cbor(&'static str, CborFault),
    /// A member is missing, or has another type than ISO/IEC 18013-5 gives it.
    #[error("{0} is missing or has not the form of ISO/IEC 18013-5")]
    Form(&'static str),
    /// A version other than 1.x.
    #[error("the version of {0} is not 1")]
    Version(&'static str),
    /// The device answered with a status other than OK (ISO/IEC 18013-5 table 8).
    #[error("the device answered with status {0}")]
    Status(u64),
    /// No document, or more than [`DOCUMENTS_MAX`].
    #[error("the response does not bring one to sixteen documents")]
    Documents,
    /// An element or a digest number stands twice in one namespace.
    #[error("an element or a digest number stands twice in one namespace")]
    ElementTwice,
    /// A COSE header asks for an extension that is not understood, or a label stands in both headers.
    #[error("a COSE header asks for an extension or repeats a label")]
    Header,
    /// A digest algorithm other than SHA-256, SHA-384 or SHA-512.
    #[error("the digest algorithm is not SHA-256, SHA-384 or SHA-512")]
    Digest,
}

/// One mobile document: what the issuer signed, and what the device signed, if it did.
#[derive(Clone, Debug)]
pub struct Mdoc {
    document_type: String,
    namespaces: Vec<Namespace>,
    issuer: Cose,
    security: SecurityObject,
    device: Option<DeviceSigned>,
}

/// What the device signed, over the session it was asked in.
#[derive(Clone, Debug)]
pub struct DeviceSigned {
    /// The encoded `DeviceNameSpaces`, whole, as `#6.24(bstr)`.
    pub namespaces: Redacted<Vec<u8>>,
    /// The signature or authentication code; its payload is detached.
    pub proof: Cose,
}

/// A device's answer: one to sixteen documents.
#[derive(Clone, Debug)]
pub struct DeviceResponse {
    documents: Vec<Mdoc>,
}

impl DeviceResponse {
    /// Reads a `DeviceResponse` (ISO/IEC 18013-5 section 8.3.2.1.2.2). Linear.
    ///
    /// # Errors
    /// A [`MdocError`]; the first that is met. One bad document refuses the answer.
    pub fn read(bytes: &[u8]) -> Result<Self, MdocError> {
        read::response(bytes).map(|documents| Self { documents })
    }

    /// The documents in the order of the answer.
    #[must_use]
    pub fn documents(&self) -> &[Mdoc] {
        &self.documents
    }

    /// Takes the documents out.
    #[must_use]
    pub fn into_documents(self) -> Vec<Mdoc> {
        self.documents
    }
}

impl Mdoc {
    /// Reads an `IssuerSigned` alone, as wallets keep it and OpenID4VCI hands it out. The document type is that
    /// of the mobile security object; there is no device signature. Linear.
    ///
    /// # Errors
    /// A [`MdocError`]; the first that is met.
    pub fn read_issuer_signed(bytes: &[u8]) -> Result<Self, MdocError> {
        read::issuer_signed(bytes)
    }

    /// The document type, as the response states it outside the issuer's signature.
    #[must_use]
    pub fn document_type(&self) -> &str {
        &self.document_type
    }

    /// The namespaces and their disclosed elements, in the order of the document.
    #[must_use]
    pub fn namespaces(&self) -> &[Namespace] {
        &self.namespaces
    }

    /// The issuer's signature over the mobile security object.
    #[must_use]
    pub const fn issuer(&self) -> &Cose {
        &self.issuer
    }

    /// The mobile security object.
    #[must_use]
    pub const fn security(&self) -> &SecurityObject {
        &self.security
    }

    /// What the device signed, if the document came in a response.
    #[must_use]
    pub const fn device(&self) -> Option<&DeviceSigned> {
        self.device.as_ref()
    }

    /// An element of a namespace. Linear.
    #[must_use]
    pub fn element(&self, namespace: &str, identifier: &str) -> Option<&Element> {
        let space = self.namespaces.iter().find(|it| it.name == namespace)?;
        space.elements.iter().find(|it| it.identifier() == identifier)
    }

    /// What a PID or a driving licence states, by lasting codes; empty for other namespaces.
    #[must_use]
    pub fn fields(&self) -> Vec<(Attribute, Redacted<String>)> {
        element::fields(&self.namespaces)
    }
}
