//! The only place where permits are made.

use super::claims;
use super::grant::Grant;
use super::id::PermitId;
use crate::document::base64url::encode;
use crate::key::KeyPair;
use serde_json::{Value, json};
use std::fmt;

/// A signed permit to trade. Made by the gate alone, after its decision; there is no other constructor.
///
/// ```compile_fail
/// let permit = tidegate_kyc_core::gate::Permit::default(); // does not compile: nothing is permitted by default
/// ```
#[must_use]
#[derive(Clone, PartialEq, Eq)]
pub struct Permit {
    token: String,
    id: PermitId,
    grant: Box<Grant>,
}

impl Permit {
    /// The token: a compact JWS to hand to the order path. Whoever holds it can show it, so it goes into no log.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Its id (`jti`), which may be logged.
    #[must_use]
    pub const fn id(&self) -> PermitId {
        self.id
    }

    /// What it permits.
    #[must_use]
    pub fn grant(&self) -> &Grant {
        &self.grant
    }
}

/// The id alone.
impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Permit({})", self.id)
    }
}

/// Signs a grant. The same grant and key give the same bytes.
pub(in crate::gate) fn mint(grant: &Grant, key: &KeyPair) -> Permit {
    let (id, claims) = claims::written(grant);
    Permit { token: signed("trading-permit+jwt", &claims, key), id, grant: Box::new(grant.clone()) }
}

/// A compact JWS (RFC 7515) of that media type by Ed25519 (RFC 8037).
pub(in crate::gate) fn signed(kind: &str, claims: &Value, key: &KeyPair) -> String {
    let header = json!({"alg": "EdDSA", "kid": key.id().to_string(), "typ": kind});
    let input = format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()));
    let signature = encode(&key.sign(input.as_bytes()));
    format!("{input}.{signature}")
}
