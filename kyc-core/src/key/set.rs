//! The public half: keys and until when they count ↔ a JSON Web Key Set (RFC 7517, RFC 8037).
//!
//! The active key has no end; a retired one has its own (`exp`, as OpenID Federation 1.0 section 8.7 names it), after
//! which nothing it signed counts any more. A key that took another's place tells since when it signs (`iat`). Readers that do not know `exp` pass over it and have to drop the key.

use super::pair::{KeyId, encode};
use crate::base::Instant;
use crate::base::json;
use crate::trust::{Jwk, PublicKey};
use serde_json::{Value, json};

/// How many keys a set may hold: the active one and those retired that still count.
pub const KEYS_MAX: usize = 32;
/// 32 keys in 400 bytes each, five times over.
const LEN_MAX: usize = 64 << 10;
const SECOND: i64 = 1_000_000;

/// One public key of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetKey {
    id: KeyId,
    bytes: [u8; 32],
    key: PublicKey,
    since: Option<Instant>,
    not_after: Option<Instant>,
}

impl SetKey {
    /// Its name.
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The instant from which it no longer counts; `None` for the active key.
    #[must_use]
    pub const fn not_after(&self) -> Option<Instant> {
        self.not_after
    }

    /// Whether its signatures count at an instant.
    #[must_use]
    pub fn counts_at(&self, at: Instant) -> bool {
        self.not_after.is_none_or(|it| at < it)
    }

    fn of(public: &[u8; 32], not_after: Option<Instant>) -> Result<Self, KeySetError> {
        let key = PublicKey::from_ed25519(public).map_err(|_| KeySetError::Kind)?;
        Ok(Self { id: KeyId::of_ed25519(public), bytes: *public, key, since: None, not_after })
    }
}

/// The public keys of one gate: one active, the others retired with an end each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySet(Vec<SetKey>);

/// Why JSON is no set of public keys of a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeySetError {
    /// Not the JSON of RFC 7517 section 5, or a member stands twice.
    #[error("the key set has not the form of RFC 7517")]
    Form,
    /// A key of another kind than Ed25519, for another use, or a private one.
    #[error("the key set holds something else than Ed25519 public keys for signatures")]
    Kind,
    /// A name that is not the thumbprint of its key.
    #[error("the kid of a key is not its thumbprint (RFC 7638)")]
    Name,
    /// The same key twice.
    #[error("a key stands twice in the key set")]
    Twice,
    /// No key without an end, or several.
    #[error("the key set has not exactly one key without an end, the active one")]
    Active,
    /// No key of that name counts any more, or ever did.
    #[error("the key set has no such key that still counts")]
    Unknown,
    /// The active key has no end: another has to take its place first.
    #[error("the active key ends by a rotation alone: another key takes its place")]
    IsActive,
    /// The rotation is to be of an instant before the one in which the active key began to sign.
    #[error("the active key signs since a later instant than that of the rotation: the clock is behind")]
    Clock,
    /// No key, or more than 32.
    #[error("the key set has no key, or more than {KEYS_MAX}")]
    Count,
}

impl KeySet {
    /// A set of one active key.
    ///
    /// # Errors
    /// [`KeySetError::Kind`] for bytes that are no key.
    pub fn new(public: &[u8; 32]) -> Result<Self, KeySetError> {
        Ok(Self(vec![SetKey::of(public, None)?]))
    }

    /// Reads a set. Members of RFC 7517 that are not known are passed over.
    ///
    /// # Errors
    /// A [`KeySetError`]; a set with one bad key is refused whole.
    pub fn read(bytes: &[u8]) -> Result<Self, KeySetError> {
        if bytes.len() > LEN_MAX {
            return Err(KeySetError::Form);
        }
        let whole = json::read(bytes).map_err(|_| KeySetError::Form)?;
        let listed = whole.get("keys").and_then(Value::as_array).ok_or(KeySetError::Form)?;
        if listed.is_empty() || listed.len() > KEYS_MAX {
            return Err(KeySetError::Count);
        }
        let mut keys = Vec::with_capacity(listed.len());
        for it in listed {
            let key = read_key(it)?;
            if keys.iter().any(|other: &SetKey| other.id == key.id) {
                return Err(KeySetError::Twice);
            }
            keys.push(key);
        }
        if keys.iter().filter(|it| it.not_after.is_none()).count() != 1 {
            return Err(KeySetError::Active);
        }
        Ok(Self(ordered(keys)))
    }

    /// The set as JSON, the active key first, ending in a line break. Reading it gives the same set.
    #[must_use]
    pub fn to_json(&self) -> String {
        let key = |it: &SetKey| {
            let mut key = json!({
                "alg": "EdDSA", "crv": "Ed25519", "kid": it.id.to_string(), "kty": "OKP", "use": "sig",
                "x": encode(&it.bytes),
            });
            for (name, it) in [("iat", it.since), ("exp", it.not_after)] {
                if let Some(it) = it {
                    key[name] = json!(it.micros().div_euclid(SECOND));
                }
            }
            key
        };
        let whole = json!({"keys": self.0.iter().map(key).collect::<Vec<_>>()});
        format!("{whole:#}\n")
    }

    /// Its keys: the active one first, then the retired.
    #[must_use]
    pub fn keys(&self) -> &[SetKey] {
        &self.0
    }

    /// The key of that name (`kid`).
    #[must_use]
    pub fn named(&self, id: &str) -> Option<&SetKey> {
        let id = KeyId::parse(id).ok()?;
        self.0.iter().find(|it| it.id == id)
    }

    /// The name of the active key.
    #[must_use]
    pub fn active(&self) -> KeyId {
        // INVARIANT: a set is never empty and its first key is the active one.
        self.0[0].id
    }

    /// Makes another key the active one. The former counts until `not_after`, rounded down to the second; keys whose
    /// end has come by `at` are dropped.
    ///
    /// # Errors
    /// A [`KeySetError`] where the key is in the set already, is none, there are too many, or the active key signs since
    /// a later instant.
    pub(super) fn rotated(&self, public: &[u8; 32], not_after: Instant, at: Instant) -> Result<Self, KeySetError> {
        if self.0[0].since.is_some_and(|it| at < it) {
            return Err(KeySetError::Clock);
        }
        let active = SetKey { since: Some(whole(at)), ..SetKey::of(public, None)? };
        if self.0.iter().any(|it| it.id == active.id) {
            return Err(KeySetError::Twice);
        }
        let end = whole(not_after);
        let retired = self.0.iter().map(|it| SetKey { not_after: it.not_after.or(Some(end)), ..it.clone() });
        let keys: Vec<SetKey> = std::iter::once(active).chain(retired.filter(|it| it.counts_at(at))).collect();
        if keys.len() > KEYS_MAX {
            return Err(KeySetError::Count);
        }
        Ok(Self(ordered(keys)))
    }

    /// Lets a retired key count until an instant at the most, rounded down to the second; it never counts longer than before.
    /// What does not count at `at` leaves the set.
    ///
    /// # Errors
    /// [`KeySetError::IsActive`] for the active key, [`KeySetError::Unknown`] for one that does not count.
    pub(super) fn limited(&self, id: KeyId, until: Instant, at: Instant) -> Result<Self, KeySetError> {
        if id == self.active() {
            return Err(KeySetError::IsActive);
        }
        if !self.0.iter().any(|it| it.id == id && it.counts_at(at)) {
            return Err(KeySetError::Unknown);
        }
        let end = whole(until);
        let limited = |it: &SetKey| SetKey { not_after: it.not_after.map(|it| it.min(end)), ..it.clone() };
        let keys = self.0.iter().map(|it| if it.id == id { limited(it) } else { it.clone() });
        Ok(Self(ordered(keys.filter(|it| it.counts_at(at)).collect())))
    }
}

/// An instant in whole seconds, as a set tells it.
const fn whole(it: Instant) -> Instant {
    Instant::from_micros(it.micros().div_euclid(SECOND) * SECOND)
}

/// The active key first, then the one that counts longest: one text for one set.
fn ordered(mut keys: Vec<SetKey>) -> Vec<SetKey> {
    keys.sort_by_key(|it| (it.not_after.is_some(), std::cmp::Reverse(it.not_after), it.id));
    keys
}

fn read_key(value: &Value) -> Result<SetKey, KeySetError> {
    Jwk::read(value).map_err(|_| KeySetError::Kind)?;
    if value.get("crv").and_then(Value::as_str) != Some("Ed25519") {
        return Err(KeySetError::Kind);
    }
    let x = value.get("x").and_then(Value::as_str).and_then(crate::document::base64url::decode);
    let bytes = x.and_then(|it| <[u8; 32]>::try_from(it).ok()).ok_or(KeySetError::Kind)?;
    let time = |name: &str| {
        let seconds = |it: &Value| it.as_i64().and_then(|it| it.checked_mul(SECOND)).ok_or(KeySetError::Form);
        value.get(name).map(|it| seconds(it).map(Instant::from_micros)).transpose()
    };
    let key = SetKey { since: time("iat")?, ..SetKey::of(&bytes, time("exp")?)? };
    if value.get("kid").and_then(Value::as_str) != Some(&key.id.to_string()) {
        return Err(KeySetError::Name);
    }
    Ok(key)
}
