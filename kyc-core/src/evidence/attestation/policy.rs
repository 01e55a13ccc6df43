//! Which vendors are believed: a policy as written → vendors with keys, or what is wrong with it.
//!
//! The file and the policy obeyed are two types; unknown names in the file are refused.

use super::Attested;
use crate::base::Window;
use crate::trust::{Jwk, PublicKey};
use std::collections::BTreeSet;

/// The vendors of a policy and what is asked of them.
#[derive(Clone, Debug)]
pub struct AttestationPolicy {
    vendors: Vec<Vendor>,
    pub(super) asked: Vec<Attested>,
}

/// A vendor whose attestations count.
#[derive(Clone, Debug)]
pub struct Vendor {
    /// The name it signs under.
    pub id: String,
    /// Its key: Ed25519.
    pub key: PublicKey,
    /// What it may attest.
    pub may: BTreeSet<Attested>,
    /// How old its attestations may be.
    pub age_max: Window,
}

/// The policy as written.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawAttestationPolicy {
    /// What is asked, by the codes of [`Attested`].
    pub asked: Vec<String>,
    /// The vendors.
    pub vendors: Vec<RawVendor>,
}

/// A vendor as written.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawVendor {
    /// The name it signs under.
    pub id: String,
    /// Its key as a JSON Web Key.
    pub key: serde_json::Value,
    /// What it may attest, by the codes of [`Attested`].
    pub may: Vec<String>,
    /// How old its attestations may be, for instance `15m`.
    pub age_max: Window,
}

/// Why a policy is not one. Vendors are counted from 0 in the order of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// Something that no vendor can attest.
    #[error("the policy names something that is neither liveness, face-match nor document-inspection")]
    Attested,
    /// Nothing is asked, or something twice.
    #[error("the policy asks for nothing, or for something twice")]
    Asked,
    /// A vendor's key is not Ed25519.
    #[error("the key of vendor {0} is no public Ed25519 key")]
    Key(usize),
    /// A vendor without a name, or with that of another.
    #[error("vendor {0} has no name, or that of another")]
    Name(usize),
}

impl AttestationPolicy {
    /// Checks a policy as written.
    ///
    /// # Errors
    /// A [`PolicyError`]; the first that is met.
    pub fn of(raw: &RawAttestationPolicy) -> Result<Self, PolicyError> {
        let code = |it: &String| Attested::parse(it).ok_or(PolicyError::Attested);
        let asked = raw.asked.iter().map(code).collect::<Result<Vec<_>, _>>()?;
        let once: BTreeSet<Attested> = asked.iter().copied().collect();
        if asked.is_empty() || once.len() != asked.len() {
            return Err(PolicyError::Asked);
        }
        let mut vendors: Vec<Vendor> = Vec::new();
        for (at, it) in raw.vendors.iter().enumerate() {
            if it.id.is_empty() || vendors.iter().any(|other| other.id == it.id) {
                return Err(PolicyError::Name(at));
            }
            let key = Jwk::read(&it.key).map_err(|_| PolicyError::Key(at))?;
            if key.scheme() != crate::trust::Scheme::Ed25519 {
                return Err(PolicyError::Key(at));
            }
            let may = it.may.iter().map(code).collect::<Result<_, _>>()?;
            vendors.push(Vendor { id: it.id.clone(), key: key.key().clone(), may, age_max: it.age_max });
        }
        Ok(Self { vendors, asked })
    }

    /// The vendor of that name.
    #[must_use]
    pub fn vendor(&self, id: &str) -> Option<&Vendor> {
        self.vendors.iter().find(|it| it.id == id)
    }
}
