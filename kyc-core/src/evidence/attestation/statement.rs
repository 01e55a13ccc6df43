//! What a vendor signed: bytes of either form → the statement, given out only once its signature verified.
//!
//! `{"type":"tidegate.attestation/1","vendor":"…","nonce":"…","document":"SHA-256","made_at":"RFC 3339",
//! "checks":{"liveness":"passed"}}`; `@context` and `id` may stand beside, anything else is refused.

use super::Attested;
use crate::base::{Instant, SourceId};
use crate::document::Jws;
use crate::trust::data_integrity::SecuredObject;
use crate::trust::{PublicKey, Scheme, TokenDistrust, TokenFault, TokenPart};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The form of statements this library reads.
const FORM: &str = "tidegate.attestation/1";
/// The media type of the JWS form (RFC 8725 section 3.11: no other token can pass for one).
const MEDIA_TYPE: &str = "attestation+jwt";
/// How long an attestation may be, in bytes.
const LEN_MAX: usize = 64 << 10;

/// What a vendor says of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Passed,
    Failed,
    Inconclusive,
}

/// A verified statement.
pub(super) struct Statement {
    pub(super) nonce: String,
    pub(super) document: SourceId,
    pub(super) made_at: Instant,
    pub(super) checks: BTreeMap<Attested, Outcome>,
}

/// A statement that nobody verified yet: only the name of its vendor can be had.
pub(super) struct Signed {
    vendor: String,
    statement: Statement,
    proof: Proof,
}

enum Proof {
    Jws(Jws),
    Object(SecuredObject),
}

/// Reads either form.
pub(super) fn read(bytes: &[u8]) -> Result<Signed, TokenDistrust> {
    let part = TokenPart::Attestation;
    let form = || part.fault(TokenFault::Form);
    if bytes.len() > LEN_MAX {
        return Err(form());
    }
    let bytes = bytes.trim_ascii();
    let (proof, object) = if bytes.first() == Some(&b'{') {
        let secured = SecuredObject::read(bytes)?;
        if secured.purpose() != "assertionMethod" {
            return Err(form());
        }
        let object = secured.object().clone();
        (Proof::Object(secured), object)
    } else {
        let jws = Jws::read(std::str::from_utf8(bytes).map_err(|_| form())?).map_err(|_| form())?;
        if jws.kind().map_err(|_| form())? != Some(MEDIA_TYPE) {
            return Err(part.fault(TokenFault::MediaType));
        }
        if !matches!(jws.algorithm().map_err(|_| form())?, "EdDSA" | "Ed25519") {
            return Err(part.fault(TokenFault::Algorithm));
        }
        let object = jws.claims().map_err(|_| form())?.into_revealed();
        (Proof::Jws(jws), object)
    };
    let (vendor, statement) = content(&object).ok_or_else(form)?;
    Ok(Signed { vendor, statement, proof })
}

impl Signed {
    /// The vendor it names.
    pub(super) fn vendor(&self) -> &str {
        &self.vendor
    }

    /// The statement, if that key signed it.
    pub(super) fn verify(self, key: &PublicKey) -> Result<Statement, TokenDistrust> {
        match &self.proof {
            Proof::Object(secured) => secured.verify(key)?,
            Proof::Jws(jws) => {
                let verified = key.verify(Scheme::Ed25519, jws.signing_input(), jws.signature());
                verified.map_err(|_| TokenPart::Attestation.fault(TokenFault::Signature))?;
            }
        }
        Ok(self.statement)
    }
}

fn content(object: &Map<String, Value>) -> Option<(String, Statement)> {
    const NAMES: [&str; 8] = ["@context", "id", "type", "vendor", "nonce", "document", "made_at", "checks"];
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    if text("type") != Some(FORM) || object.keys().any(|it| !NAMES.contains(&it.as_str())) {
        return None;
    }
    let mut checks = BTreeMap::new();
    for (name, outcome) in object.get("checks")?.as_object()? {
        let outcome = match outcome.as_str()? {
            "passed" => Outcome::Passed,
            "failed" => Outcome::Failed,
            "inconclusive" => Outcome::Inconclusive,
            _ => return None,
        };
        checks.insert(Attested::parse(name)?, outcome);
    }
    let statement = Statement {
        nonce: text("nonce")?.to_owned(),
        document: SourceId::parse(text("document")?).ok()?,
        made_at: Instant::parse(text("made_at")?).ok()?,
        checks,
    };
    Some((text("vendor")?.to_owned(), statement))
}
