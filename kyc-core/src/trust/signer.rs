//! Who signed a token: its header, the issuers' keys and the anchors → the key to verify with, and why it is trusted.
//!
//! A chain in the header has to end at an anchor; without one the key has to stand under the issuer's name in the
//! store. A key that the token itself brings is never enough.

use super::anchors::{Anchors, Purpose, TrustedKey};
use super::authenticated::{AnchorId, Remark, Step};
use super::certificate::Certificate;
use super::chain::{CHAIN_STEPS, Chain, Demand, WeakHash, chain};
use super::crl::Crl;
use super::jwk::jose_scheme;
use super::key::{Curve, PublicKey};
use super::signature::{Hash, Scheme};
use super::token::{TokenDistrust, TokenFault, TokenPart};
use crate::base::{Budget, Instant, Window};
use crate::document::Jws;
use const_oid::ObjectIdentifier;
use serde_json::{Map, Value};

/// What the caller trusts, gathered once for many documents.
#[derive(Clone, Copy, Debug)]
pub struct Trust<'a> {
    /// Roots of certificate chains, and keys of issuers that publish them without certificates.
    pub anchors: &'a Anchors,
    /// Revocation lists; where that of an issuer is missing, the answer carries a remark.
    pub revocations: &'a [Crl],
}

/// A signature that verified, and why its key is trusted.
pub(super) struct Signed {
    pub(super) anchor: AnchorId,
    pub(super) path: Vec<Step>,
    pub(super) remarks: Vec<Remark>,
}

/// A signer whose chain ends at an anchor.
pub(super) struct Signer {
    pub(super) certificate: Certificate,
    pub(super) key: PublicKey,
    pub(super) chain: Chain,
}

impl Signer {
    /// The chain with the signer's own step below it.
    pub(super) fn signed(self, what: &'static str) -> Signed {
        let own = Step { what, by: self.certificate.id(), key: self.key.to_string() };
        let path = std::iter::once(own).chain(self.chain.steps).collect();
        Signed { anchor: self.chain.anchor, path, remarks: self.chain.remarks }
    }
}

/// Verifies a chain from the certificates of a header (leaf first) to an anchor. Weak hashes are refused: these
/// documents are younger than that.
pub(super) fn verify_chain(
    trust: &Trust<'_>,
    certificates: &[Vec<u8>],
    purpose: Purpose,
    extended_usage: Option<ObjectIdentifier>,
    part: TokenPart,
    at: Instant,
) -> Result<Signer, TokenDistrust> {
    let read = |der: &Vec<u8>| Certificate::read(der).map_err(|_| part.fault(TokenFault::Form));
    let mut certificates = certificates.iter().map(read).collect::<Result<Vec<_>, _>>()?.into_iter();
    let certificate = certificates.next().ok_or_else(|| part.fault(TokenFault::IssuerUnknown))?;
    let between: Vec<Certificate> = certificates.collect();
    let demand = Demand { purpose, at, extended_usage, weak_hash: WeakHash::Refuse, crls: trust.revocations };
    let chain = chain(&certificate, &between, trust.anchors, &demand, &mut Budget::of(CHAIN_STEPS));
    let chain = chain.map_err(|it| part.chain(it))?;
    let key = certificate.key().map_err(|_| part.fault(TokenFault::Algorithm))?;
    Ok(Signer { certificate, key, chain })
}

/// Verifies the signature of a token of `issuer`: by its chain, or by a key the store has under that name.
pub(super) fn verify_jws(
    trust: &Trust<'_>,
    jws: &Jws,
    issuer: Option<&str>,
    purpose: Purpose,
    part: TokenPart,
    what: &'static str,
    at: Instant,
) -> Result<Signed, TokenDistrust> {
    let form = |_| part.fault(TokenFault::Form);
    let algorithm = jws.algorithm().map_err(form)?;
    let certificates = jws.certificates().map_err(form)?;
    if certificates.is_empty() {
        let keys = issuer.map_or(&[][..], |it| trust.anchors.keys(purpose, it));
        return by_key(keys, jws, algorithm, part, what);
    }
    let signer = verify_chain(trust, &certificates, purpose, None, part, at)?;
    let scheme = jose_scheme(algorithm, &signer.key).ok_or_else(|| part.fault(TokenFault::Algorithm))?;
    verify(&signer.key, scheme, jws, part)?;
    let named = issuer.map(|it| names_issuer(&signer.certificate, it));
    let mut signed = signer.signed(what);
    match named {
        None | Some(Some(Named::Yes)) => {}
        Some(Some(Named::No)) => return Err(part.fault(TokenFault::IssuerName)),
        Some(None) => signed.remarks.push(Remark::IssuerNameUnconfirmed),
    }
    Ok(signed)
}

fn verify(key: &PublicKey, scheme: Scheme, jws: &Jws, part: TokenPart) -> Result<(), TokenDistrust> {
    key.verify(scheme, jws.signing_input(), jws.signature()).map_err(|_| part.fault(TokenFault::Signature))
}

fn by_key(
    known: &[TrustedKey],
    jws: &Jws,
    algorithm: &str,
    part: TokenPart,
    what: &'static str,
) -> Result<Signed, TokenDistrust> {
    if known.is_empty() {
        return Err(part.fault(TokenFault::IssuerUnknown));
    }
    let named = |it: &&TrustedKey| it.key_id.is_some() && it.key_id.as_deref() == jws.key_id();
    let any_named = known.iter().any(|it| named(&it));
    let mut fault = TokenFault::Algorithm;
    // INVARIANT: an issuer has at most `KEYS_MAX` keys.
    for it in known.iter().filter(|it| !any_named || named(it)) {
        let Some(scheme) = jose_scheme(algorithm, &it.key) else { continue };
        if verify(&it.key, scheme, jws, part).is_ok() {
            let path = vec![Step { what, by: it.id(), key: it.key.to_string() }];
            return Ok(Signed { anchor: it.id(), path, remarks: Vec::new() });
        }
        fault = TokenFault::Signature;
    }
    Err(part.fault(fault))
}

enum Named {
    Yes,
    No,
}

/// Whether the alternative names of a certificate (URI, or DNS name of an HTTPS address) hold the issuer;
/// `None` where the certificate has no name of either kind.
fn names_issuer(leaf: &Certificate, issuer: &str) -> Option<Named> {
    use der::Decode;
    use x509_cert::ext::pkix::{SubjectAltName, name::GeneralName};
    let certificate = x509_cert::Certificate::from_der(leaf.der()).ok()?;
    let (_, names) = certificate.tbs_certificate().get_extension::<SubjectAltName>().ok()??;
    let host = issuer.strip_prefix("https://").map(|it| it.split(['/', '?', '#', ':']).next().unwrap_or(it));
    let mut any = false;
    for it in &names.0 {
        let fits = match it {
            GeneralName::UniformResourceIdentifier(uri) => uri.as_str() == issuer,
            GeneralName::DnsName(name) => host.is_some_and(|it| it.eq_ignore_ascii_case(name.as_str())),
            _ => continue,
        };
        any = true;
        if fits {
            return Some(Named::Yes);
        }
    }
    any.then_some(Named::No)
}

/// The scheme of a COSE algorithm number (RFC 9053, RFC 9864) with that key: NIST or brainpool curves of the size of
/// the hash, or Ed25519 (ISO/IEC 18013-5 tables 22 and B.3); `None` for every other.
pub(super) fn cose_scheme(algorithm: i128, key: &PublicKey) -> Option<Scheme> {
    match (algorithm, key.curve()) {
        (-7, Some(Curve::P256 | Curve::Brainpool256)) | (-9, Some(Curve::P256)) | (-265, Some(Curve::Brainpool256)) => {
            Some(Scheme::EcdsaFixed(Hash::Sha256))
        }
        (-35, Some(Curve::P384 | Curve::Brainpool384))
        | (-51, Some(Curve::P384))
        | (-267, Some(Curve::Brainpool384)) => Some(Scheme::EcdsaFixed(Hash::Sha384)),
        (-36, Some(Curve::P521 | Curve::Brainpool512))
        | (-52, Some(Curve::P521))
        | (-268, Some(Curve::Brainpool512)) => Some(Scheme::EcdsaFixed(Hash::Sha512)),
        (-8 | -19, None) => Some(Scheme::Ed25519),
        _ => None,
    }
}

/// A time claim (RFC 7519 `NumericDate`): whole seconds; a fraction is cut off.
pub(super) fn numeric_date(
    claims: &Map<String, Value>,
    name: &str,
    part: TokenPart,
) -> Result<Option<Instant>, TokenDistrust> {
    let Some(value) = claims.get(name) else { return Ok(None) };
    // INVARIANT: a cast of a float saturates.
    let seconds = value.as_i64().or_else(|| value.as_f64().map(|it| it as i64));
    let micros = seconds.and_then(|it| it.checked_mul(1_000_000));
    micros.map(|it| Some(Instant::from_micros(it))).ok_or_else(|| part.fault(TokenFault::Form))
}

/// Refuses what is not valid at an instant; both ends are given the leeway, and the end itself is past it (RFC 7519
/// section 4.1.4: on or after `exp` is too late).
pub(super) fn within(
    claims: &Map<String, Value>,
    at: Instant,
    leeway: Window,
    part: TokenPart,
) -> Result<(), TokenDistrust> {
    let later = |it: Option<Instant>| it.is_some_and(|it| it.since(at) > leeway.micros());
    if later(numeric_date(claims, "nbf", part)?) {
        return Err(part.fault(TokenFault::NotYetValid));
    }
    if later(numeric_date(claims, "iat", part)?) {
        return Err(part.fault(TokenFault::IssuedInFuture));
    }
    if numeric_date(claims, "exp", part)?.is_some_and(|it| at.since(it) >= leeway.micros()) {
        return Err(part.fault(TokenFault::Expired));
    }
    Ok(())
}
