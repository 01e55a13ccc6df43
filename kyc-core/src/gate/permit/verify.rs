//! For the order path: a token, status lists and an instant → a verified permit, offline, with public keys alone.

use super::claims;
use super::fault::{PermitError, PermitFault};
use super::grant::Grant;
use super::id::PermitId;
use crate::base::{Day, Instant, Window};
use crate::document::Jws;
use crate::gate::status::CheckedList;
use crate::key::{KeyId, KeySet, KeySetError, SetKey};
use crate::trust::status::{Status, StatusList, authenticate_status_list};
use crate::trust::{Anchors, Purpose, Scheme, TokenFault, Trust, TrustedKey};

/// How long a permit may be, in bytes. One with 256 assets and limits has 14 KiB.
pub const TOKEN_LEN_MAX: usize = 16 << 10;
/// Clocks are not forgiven anything: a permit is as exact as the clock that reads it.
const LEEWAY: Window = Window::from_micros(0);

/// What an order path accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierPolicy {
    /// The gate whose permits count.
    pub issuer: String,
    /// The name of this order path.
    pub audience: String,
    /// How old a status list may be, whatever it says itself.
    pub status_age_max: Window,
}

/// Verifies permits. Build it once; it may be shared by threads.
#[derive(Clone, Debug)]
pub struct PermitVerifier {
    keys: KeySet,
    policy: VerifierPolicy,
    anchors: Anchors,
}

/// A permit that counted at the instant of its check. Only [`PermitVerifier::verify`] makes one.
#[must_use]
#[derive(Clone, PartialEq, Eq)]
pub struct VerifiedPermit {
    id: PermitId,
    grant: Grant,
    key: KeyId,
}

impl VerifiedPermit {
    /// Its id (`jti`).
    #[must_use]
    pub const fn id(&self) -> PermitId {
        self.id
    }

    /// What it permits.
    #[must_use]
    pub const fn grant(&self) -> &Grant {
        &self.grant
    }
}

/// The id alone.
impl std::fmt::Debug for VerifiedPermit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VerifiedPermit({})", self.id)
    }
}

/// A permit as it reads, whoever wrote it: nothing may be decided by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnverifiedPermit {
    /// The id it gives itself.
    pub id: PermitId,
    /// What it claims to permit.
    pub grant: Grant,
    /// The key it names.
    pub key: KeyId,
}

impl UnverifiedPermit {
    /// Reads a permit without asking who signed it.
    ///
    /// # Errors
    /// [`PermitError`] with a fault of form.
    pub fn read(token: &str) -> Result<Self, PermitError> {
        let jws = opened(token, "trading-permit+jwt")?;
        let key = jws.key_id().and_then(|it| KeyId::parse(it).ok()).ok_or(PermitFault::Key)?;
        let (id, grant) = contents(&jws)?;
        Ok(Self { id, grant, key })
    }

    /// Reads a permit that a key of the set has signed, be it in time or not, revoked or not: for taking it back.
    ///
    /// # Errors
    /// [`PermitError`] with a fault of form, key or signature.
    pub fn read_signed(token: &str, keys: &KeySet) -> Result<Self, PermitError> {
        let jws = opened(token, "trading-permit+jwt")?;
        let key = signer(&jws, keys)?;
        let (id, grant) = contents(&jws)?;
        Ok(Self { id, grant, key })
    }
}

impl PermitVerifier {
    /// A verifier with the gate's public keys: the JSON of `tidegate keys jwks`.
    ///
    /// # Errors
    /// [`KeySetError`].
    pub fn new(jwks: &[u8], policy: VerifierPolicy) -> Result<Self, KeySetError> {
        Ok(Self::with_keys(KeySet::read(jwks)?, policy))
    }

    /// The same with a set that was read already.
    #[must_use]
    pub fn with_keys(keys: KeySet, policy: VerifierPolicy) -> Self {
        let mut anchors = Anchors::new(Day::from_days(0));
        for it in keys.keys() {
            let key =
                TrustedKey { issuer: policy.issuer.clone(), key_id: Some(it.id().to_string()), key: it.key().clone() };
            anchors.add_key(Purpose::Issuer, key);
        }
        Self { keys, policy, anchors }
    }

    /// Checks a status list once, for many permits: it is signed by a key of the set, names the issuer, and is fresh.
    ///
    /// # Errors
    /// [`PermitError`] with a fault of the key or of the status list.
    pub fn status_list(&self, token: &[u8], at: Instant) -> Result<CheckedList, PermitError> {
        let wrong = PermitFault::StatusList;
        let jws = std::str::from_utf8(token).ok().and_then(|it| Jws::read(it.trim_ascii()).ok()).ok_or(wrong)?;
        if jws.algorithm() != Ok("EdDSA") {
            return Err(wrong.into());
        }
        let key = self.key_of(&jws, at)?;
        let list = StatusList::read(token).map_err(|_| wrong)?;
        let claims = jws.claims().map_err(|_| wrong)?.into_revealed();
        let issued = claims.get("iat").and_then(serde_json::Value::as_i64).and_then(|it| it.checked_mul(1_000_000));
        let issued = Instant::from_micros(issued.ok_or(wrong)?);
        if claims.get("iss").and_then(serde_json::Value::as_str) != Some(&self.policy.issuer) {
            return Err(wrong.into());
        }
        let trust = Trust { anchors: &self.anchors, revocations: &[] };
        let list = authenticate_status_list(list, &trust, LEEWAY, at).map_err(|it| match it.fault() {
            TokenFault::Expired => PermitFault::StatusStale,
            TokenFault::Signature => PermitFault::Signature,
            _ => wrong,
        })?;
        let end = claims.get("exp").and_then(serde_json::Value::as_i64);
        let ttl = claims
            .get("ttl")
            .and_then(serde_json::Value::as_i64)
            .and_then(|it| issued.micros().checked_div(1_000_000)?.checked_add(it));
        let end = end
            .into_iter()
            .chain(ttl)
            .min()
            .and_then(|it| it.checked_mul(1_000_000))
            .ok_or(PermitFault::StatusStale)?;
        let list = CheckedList::new(list, issued, Instant::from_micros(end), key);
        self.fresh(&list, at)?;
        Ok(list)
    }

    /// Verifies a permit against the status lists at hand. `Ok` says that it counts at that instant.
    ///
    /// Costs one Ed25519 verification and the reading of the token.
    ///
    /// # Errors
    /// [`PermitError`] with the first fault: form, key, signature, claims, issuer, audience, time, status, in that
    /// order.
    pub fn verify(&self, token: &str, lists: &[CheckedList], at: Instant) -> Result<VerifiedPermit, PermitError> {
        let jws = opened(token, "trading-permit+jwt")?;
        let key = self.key_of(&jws, at)?;
        let (id, grant) = contents(&jws)?;
        let permit = VerifiedPermit { id, grant, key };
        self.recheck(&permit, lists, at)?;
        Ok(permit)
    }

    /// Whether a permit that was verified before still counts: its key, issuer, audience, times and status, without
    /// the signature. For every order of an open account.
    ///
    /// # Errors
    /// [`PermitError`].
    pub fn recheck(&self, permit: &VerifiedPermit, lists: &[CheckedList], at: Instant) -> Result<(), PermitError> {
        self.counts(permit.key, at)?;
        let terms = permit.grant.terms();
        let fault = match () {
            () if terms.issuer != self.policy.issuer => PermitFault::Issuer,
            () if terms.audience != self.policy.audience => PermitFault::Audience,
            () if at < terms.from => PermitFault::NotYetValid,
            () if at >= terms.until => PermitFault::Expired,
            () => return self.status(permit, lists, at),
        };
        Err(fault.into())
    }

    fn status(&self, permit: &VerifiedPermit, lists: &[CheckedList], at: Instant) -> Result<(), PermitError> {
        let place = &permit.grant.terms().status;
        // Of several issues of one list the newest counts, so that an older one cannot hide a revocation.
        let newest = lists.iter().filter(|it| it.list().uri() == place.uri).max_by_key(|it| it.issued());
        let list = newest.ok_or(PermitFault::StatusMissing)?;
        self.counts(list.key(), at)?;
        self.fresh(list, at)?;
        match list.list().status(place.index) {
            Some(Status::Valid) => Ok(()),
            Some(Status::Invalid) => Err(PermitFault::Revoked.into()),
            Some(Status::Suspended) => Err(PermitFault::Suspended.into()),
            Some(Status::Other(_)) | None => Err(PermitFault::StatusPlace.into()),
        }
    }

    fn fresh(&self, list: &CheckedList, at: Instant) -> Result<(), PermitError> {
        if list.issued() > at {
            return Err(PermitFault::StatusList.into());
        }
        let old = at.since(list.issued()) > self.policy.status_age_max.micros() || at >= list.until();
        if old { Err(PermitFault::StatusStale.into()) } else { Ok(()) }
    }

    fn counts(&self, key: KeyId, at: Instant) -> Result<(), PermitError> {
        let key = self.keys.keys().iter().find(|it| it.id() == key).ok_or(PermitFault::Key)?;
        if key.counts_at(at) { Ok(()) } else { Err(PermitFault::KeyRetired.into()) }
    }

    /// The key that a token names, once its signature by it was verified.
    fn key_of(&self, jws: &Jws, at: Instant) -> Result<KeyId, PermitError> {
        self.counts(named(jws, &self.keys)?.id(), at)?;
        signer(jws, &self.keys)
    }
}

fn named<'a>(jws: &Jws, keys: &'a KeySet) -> Result<&'a SetKey, PermitError> {
    jws.key_id().and_then(|it| keys.named(it)).ok_or(PermitError(PermitFault::Key))
}

/// The key of a set that a token names, once its signature by it was verified.
fn signer(jws: &Jws, keys: &KeySet) -> Result<KeyId, PermitError> {
    let key = named(jws, keys)?;
    let verified = key.key().verify(Scheme::Ed25519, jws.signing_input(), jws.signature());
    verified.map_err(|_| PermitFault::Signature)?;
    Ok(key.id())
}

/// The parts of a token of the media type asked, by EdDSA.
fn opened(token: &str, kind: &str) -> Result<Jws, PermitError> {
    if token.len() > TOKEN_LEN_MAX {
        return Err(PermitFault::Size.into());
    }
    let jws = Jws::read(token).map_err(|_| PermitFault::Form)?;
    if jws.kind() != Ok(Some(kind)) {
        return Err(PermitFault::Type.into());
    }
    if jws.algorithm() != Ok("EdDSA") {
        return Err(PermitFault::Algorithm.into());
    }
    Ok(jws)
}

fn contents(jws: &Jws) -> Result<(PermitId, Grant), PermitError> {
    let claims = jws.claims().map_err(|_| PermitFault::Claims)?.into_revealed();
    claims::read(&claims).ok_or(PermitError(PermitFault::Claims))
}
