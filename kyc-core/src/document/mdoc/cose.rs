//! COSE (RFC 9052): one signature, authentication code or key → its parts, with the protected bytes as written.
//!
//! Writes the structure that is signed; verifies nothing.

use super::super::cbor::{self, Content, Item};
use super::MdocError;
use crate::base::Redacted;

/// How many certificates a header may bring.
const CERTIFICATES_MAX: usize = 8;

const ALGORITHM: i128 = 1;
const CRITICAL: i128 = 2;
/// `null`, which stands for a detached payload.
const NULL: [u8; 1] = [0xf6];
/// `x5chain`, RFC 9360 section 2.
const X5CHAIN: i128 = 33;

/// Which of the two structures it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoseKind {
    /// `COSE_Sign1`, RFC 9052 section 4.2.
    Signature,
    /// `COSE_Mac0`, RFC 9052 section 6.2.
    Mac,
}

/// A signature or an authentication code over one payload.
#[derive(Clone, Debug)]
pub struct Cose {
    kind: CoseKind,
    protected: Vec<u8>,
    algorithm: i128,
    certificates: Vec<Vec<u8>>,
    payload: Option<Redacted<Vec<u8>>>,
    tag: Vec<u8>,
}

impl Cose {
    /// Reads `[protected, unprotected, payload, signature or tag]`, tagged or not.
    pub(super) fn read(item: &Item<'_>, kind: CoseKind, what: &'static str) -> Result<Self, MdocError> {
        let form = MdocError::Form(what);
        let number = match kind {
            CoseKind::Signature => 18,
            CoseKind::Mac => 17,
        };
        let item = item.tagged(number).unwrap_or(item);
        let [protected, unprotected, payload, tag] = item.array().ok_or(form)? else { return Err(form) };
        let bytes = protected.bytes().ok_or(form)?;
        let headers =
            if bytes.is_empty() { None } else { Some(cbor::read(bytes).map_err(|it| MdocError::Cbor(what, it))?) };
        let protected = headers.as_ref().map(|it| it.map().ok_or(form)).transpose()?.unwrap_or_default();
        let unprotected = unprotected.map().ok_or(form)?;
        if protected.iter().any(|(label, _)| unprotected.iter().any(|it| it.0.content == label.content)) {
            return Err(MdocError::Header);
        }
        let find =
            |map: &'_ [(Item<'_>, Item<'_>)], label: i128| map.iter().position(|it| it.0.number() == Some(label));
        if find(protected, CRITICAL).is_some() || find(unprotected, CRITICAL).is_some() {
            return Err(MdocError::Header);
        }
        let algorithm = find(protected, ALGORITHM).and_then(|at| protected[at].1.number()).ok_or(form)?;
        let chain = find(unprotected, X5CHAIN).map(|at| &unprotected[at].1);
        let chain = chain.or_else(|| find(protected, X5CHAIN).map(|at| &protected[at].1));
        let payload = match &payload.content {
            Content::Bytes(it) => Some(Redacted::new(it.to_vec())),
            Content::Other if payload.raw == NULL => None,
            _ => return Err(form),
        };
        Ok(Self {
            kind,
            protected: bytes.to_vec(),
            algorithm,
            certificates: chain.map_or(Ok(Vec::new()), |it| certificates(it, form))?,
            payload,
            tag: tag.bytes().ok_or(form)?.to_vec(),
        })
    }

    /// Which structure it is.
    #[must_use]
    pub const fn kind(&self) -> CoseKind {
        self.kind
    }

    /// The algorithm of the protected header, by its number in the IANA registry of COSE algorithms.
    #[must_use]
    pub const fn algorithm(&self) -> i128 {
        self.algorithm
    }

    /// The certificates of the header (`x5chain`), leaf first, as DER; empty where it brings none.
    #[must_use]
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    /// The payload; `None` where it is detached.
    #[must_use]
    pub const fn payload(&self) -> Option<&Redacted<Vec<u8>>> {
        self.payload.as_ref()
    }

    /// The signature or the authentication code.
    #[must_use]
    pub fn tag(&self) -> &[u8] {
        &self.tag
    }

    /// The bytes that are signed or authenticated with that payload and no external data: `Sig_structure`
    /// (RFC 9052 section 4.4) or `MAC_structure` (section 6.3), with the protected header as it was written.
    #[must_use]
    pub fn signed_bytes(&self, payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(payload.len() + self.protected.len() + 32);
        cbor::write_array(&mut out, 4);
        let context = match self.kind {
            CoseKind::Signature => "Signature1",
            CoseKind::Mac => "MAC0",
        };
        cbor::write_text(&mut out, context);
        cbor::write_bytes(&mut out, &self.protected);
        cbor::write_bytes(&mut out, &[]);
        cbor::write_bytes(&mut out, payload);
        out
    }
}

/// `x5chain` is one certificate or an array of at least two; an array of one is read too.
fn certificates(item: &Item<'_>, form: MdocError) -> Result<Vec<Vec<u8>>, MdocError> {
    let listed = match &item.content {
        Content::Bytes(it) => return Ok(vec![it.to_vec()]),
        Content::Array(items) if (1..=CERTIFICATES_MAX).contains(&items.len()) => items,
        _ => return Err(form),
    };
    listed.iter().map(|it| it.bytes().map(<[u8]>::to_vec).ok_or(form)).collect()
}

/// A public key (RFC 9053 section 7): an elliptic curve and a point, compressed or not, or an Edwards key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoseKey {
    /// The curve by its number in the IANA registry of COSE elliptic curves.
    pub curve: i128,
    /// The point as SEC 1 for curves of type EC2, the bare key for OKP.
    pub point: Vec<u8>,
}

impl CoseKey {
    /// Reads a public key of type EC2 or OKP. Coordinates have the length that was written.
    pub(super) fn read(item: &Item<'_>) -> Result<Self, MdocError> {
        let form = MdocError::Form("deviceKey");
        let curve = item.label(-1).and_then(Item::number).ok_or(form)?;
        let x = item.label(-2).and_then(Item::bytes).ok_or(form)?;
        let point = match (item.label(1).and_then(Item::number), item.label(-3).map(|it| &it.content)) {
            (Some(1), None) => x.to_vec(),
            (Some(2), Some(Content::Bytes(y))) if x.len() == y.len() => [&[4], x, y].concat(),
            (Some(2), Some(Content::Flag(odd))) => [&[2 + u8::from(*odd)], x].concat(),
            _ => return Err(form),
        };
        Ok(Self { curve, point })
    }
}
