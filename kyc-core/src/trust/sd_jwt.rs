//! SD-JWT and SD-JWT VC: a token as read, keys, anchors and a policy → an authenticated token, or the reason why not.
//!
//! RFC 9901 section 7.3 and draft-ietf-oauth-sd-jwt-vc: media type, issuer signature, validity, type of credential, key
//! binding, status. Fetches nothing.

use super::anchors::Purpose;
use super::authenticated::{Authenticated, Remark};
use super::jwk::{Jwk, jose_scheme};
use super::signer::{Signed, Trust, numeric_date, verify_jws, within};
use super::status::{self, StatusList};
use super::token::{TokenDistrust, TokenFault, TokenPart};
use crate::base::{Country, Instant, Window};
use crate::document::Jws;
use crate::document::sd_jwt::SdJwt;
use serde_json::{Map, Value};

/// What a token has to be and to prove. There is no default: each is a decision.
#[derive(Clone, Debug)]
pub struct SdJwtPolicy {
    /// Media types (`typ`) that are accepted; one that begins with a plus sign stands for every type
    /// with that structured suffix: `+sd-jwt` for any SD-JWT.
    pub media_types: Vec<String>,
    /// Types of credential (`vct`) that are accepted.
    pub credential_types: CredentialTypes,
    /// Whether the holder has to prove possession of the key the token is bound to.
    pub holder: HolderProof,
    /// How far clocks may differ.
    pub leeway: Window,
}

/// Which types of credential (`vct`) are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialTypes {
    /// The EUDI PID by any of its names, and these further ones, compared letter by letter. A membership card with the
    /// claims of a PID is none.
    Pid {
        /// Other types that somebody decided to take for identity documents.
        further: Vec<String>,
    },
    /// One of these names, compared letter by letter.
    OneOf(Vec<String>),
    /// Any token, also one that names no type.
    NotAsked,
}

/// Names of the EUDI PID as SD-JWT VC: that of the PID rulebook, and two from before it.
const PID_TYPES: [&str; 3] = ["urn:eudi:pid:1", "urn:eu.europa.ec.eudi:pid:1", "eu.europa.ec.eudi.pid.1"];

impl CredentialTypes {
    /// Whether a token of that type is accepted; `None` for one that names none.
    #[must_use]
    pub fn accept(&self, kind: Option<&str>) -> bool {
        let among = |names: &[String]| kind.is_some_and(|it| names.iter().any(|one| one == it));
        match self {
            Self::Pid { further } => kind.is_some_and(is_pid) || among(further),
            Self::OneOf(names) => among(names),
            Self::NotAsked => true,
        }
    }
}

/// A name of the PID, or of a country's own: `urn:eudi:pid:de:1`, with the code of a country or of one of its regions
/// (ISO 3166-1, ISO 3166-2) and a number (PID rulebook of the ARF).
fn is_pid(kind: &str) -> bool {
    let own = |rest: &str| {
        let (place, number) = rest.split_once(':')?;
        let (country, region) = place.split_once('-').unwrap_or((place, "1"));
        let known = Country::from_alpha2(&country.to_ascii_uppercase()).is_some();
        let region = !region.is_empty() && region.bytes().all(|it| it.is_ascii_alphanumeric());
        let number = !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit());
        Some(known && region && number)
    };
    PID_TYPES.contains(&kind) || kind.strip_prefix("urn:eudi:pid:").and_then(own).unwrap_or(false)
}

/// Whether a key binding is asked for. That the holder was there is proved once; whether the token itself still counts is
/// judged whenever it is authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HolderProof {
    /// It has to be there, with this nonce, for this audience, no older than this.
    Required {
        /// The nonce that was given out for this presentation.
        nonce: String,
        /// The name of the verifier.
        audience: String,
        /// How long before it was first seen it may have been made.
        age_max: Window,
        /// When this very presentation was first seen, where that was earlier and stands on record; none for a new one.
        seen: Option<Instant>,
    },
    /// It is not asked for; one that is there is not looked at, and the answer carries a remark.
    NotAsked,
}

impl SdJwtPolicy {
    /// The policy for an EUDI PID: media types `dc+sd-jwt` and the former `vc+sd-jwt`, the types of the PID and of no
    /// other credential, a minute of leeway.
    #[must_use]
    pub fn pid(holder: HolderProof) -> Self {
        Self {
            media_types: vec!["dc+sd-jwt".into(), "vc+sd-jwt".into()],
            credential_types: CredentialTypes::Pid { further: Vec::new() },
            holder,
            leeway: Window::from_micros(60_000_000),
        }
    }
}

/// Authenticates a token at an instant. `Ok` says that a trusted issuer signed exactly the claims of the token, that it
/// is valid at `at`, and that everything the policy asks was proved.
///
/// With several issuer signatures one that is trusted is enough. `lists` are status lists authenticated before; where
/// the token refers to one that is not among them, the answer carries [`Remark::StatusUnknown`].
///
/// # Errors
/// [`TokenDistrust`]: the first check that fails, in the order above.
pub fn authenticate_sd_jwt(
    token: SdJwt,
    trust: &Trust<'_>,
    lists: &[Authenticated<StatusList>],
    policy: &SdJwtPolicy,
    at: Instant,
) -> Result<Authenticated<SdJwt>, TokenDistrust> {
    let part = TokenPart::Issuer;
    let signed = issuer(&token, trust, policy, at)?;
    let control = control_claims(&token);
    within(&control, at, policy.leeway, part)?;
    if !policy.credential_types.accept(token.credential_type()) {
        return Err(part.fault(TokenFault::DocumentType));
    }
    let Signed { anchor, path, mut remarks } = signed;
    match &policy.holder {
        HolderProof::Required { nonce, audience, age_max, seen } => {
            let seen = seen.filter(|it| *it < at).unwrap_or(at);
            key_binding(&token, nonce, audience, *age_max, policy.leeway, seen)?;
        }
        HolderProof::NotAsked => remarks.push(Remark::HolderUnknown),
    }
    if let Some(reference) = token.status()
        && !status::check(&reference, lists, token.issuer(), &anchor, at, policy.leeway)?
    {
        remarks.push(Remark::StatusUnknown);
    }
    remarks.extend(token.has_unread_status().then_some(Remark::StatusUnread));
    let until = numeric_date(&control, "exp", part)?;
    Ok(Authenticated::new(token, anchor, at).with(path, remarks).lasting(until))
}

/// The first issuer signature that is trusted; where none is, the fault of the first.
fn issuer(token: &SdJwt, trust: &Trust<'_>, policy: &SdJwtPolicy, at: Instant) -> Result<Signed, TokenDistrust> {
    let part = TokenPart::Issuer;
    let mut first = None;
    for jws in token.signatures() {
        let kind = jws.kind().map_err(|_| part.fault(TokenFault::Form))?;
        let judged = if kind.is_some_and(|it| policy.media_types.iter().any(|one| accepts(one, it))) {
            verify_jws(trust, jws, token.issuer(), Purpose::Issuer, part, "token", at)
        } else {
            Err(part.fault(TokenFault::MediaType))
        };
        match judged {
            Ok(signed) => return Ok(signed),
            Err(error) => first = first.or(Some(error)),
        }
    }
    Err(first.unwrap_or_else(|| part.fault(TokenFault::Form)))
}

/// Whether an accepted media type, or an accepted suffix, is that of a token.
fn accepts(asked: &str, found: &str) -> bool {
    let end = found.len().checked_sub(asked.len()).filter(|it| asked.starts_with('+') && *it > 0);
    let suffix = end.and_then(|it| found.get(it..)).is_some_and(|it| it.eq_ignore_ascii_case(asked));
    suffix || (!asked.starts_with('+') && same_media_type(asked, found))
}

/// RFC 7515 section 4.1.9: compared without case, with `application/` in front or not.
pub(super) fn same_media_type(asked: &str, found: &str) -> bool {
    let bare = |it: &str| it.to_ascii_lowercase().trim_start_matches("application/").to_owned();
    bare(asked) == bare(found)
}

/// Time claims as signed, where nobody can hide them; `iat` alone may be disclosed.
fn control_claims(token: &SdJwt) -> Map<String, Value> {
    let mut found = Map::new();
    for name in ["nbf", "iat", "exp"] {
        let disclosed = token.claims().reveal().get(name);
        if let Some(value) = token.signed_claim(name).or(disclosed) {
            found.insert(name.to_owned(), value.clone());
        }
    }
    found
}

/// RFC 9901 section 7.3, step 5.
fn key_binding(
    token: &SdJwt,
    nonce: &str,
    audience: &str,
    age_max: Window,
    leeway: Window,
    at: Instant,
) -> Result<(), TokenDistrust> {
    let part = TokenPart::Holder;
    let fail = |fault| part.fault(fault);
    let binding: &Jws = token.key_binding().ok_or_else(|| fail(TokenFault::HolderMissing))?;
    let key = token.signed_claim("cnf").and_then(|it| it.get("jwk")).ok_or_else(|| fail(TokenFault::HolderKey))?;
    let key = Jwk::read(key).map_err(|_| fail(TokenFault::HolderKey))?;
    if !binding.kind().map_err(|_| fail(TokenFault::Form))?.is_some_and(|it| same_media_type("kb+jwt", it)) {
        return Err(fail(TokenFault::MediaType));
    }
    let algorithm = binding.algorithm().map_err(|_| fail(TokenFault::Form))?;
    let scheme = jose_scheme(algorithm, key.key()).ok_or_else(|| fail(TokenFault::Algorithm))?;
    let verified = key.key().verify(scheme, binding.signing_input(), binding.signature());
    verified.map_err(|_| fail(TokenFault::Signature))?;
    let claims = binding.claims().map_err(|_| fail(TokenFault::Form))?;
    let claims = claims.reveal();
    let says = |name: &str, wanted: &str| claims.get(name).and_then(Value::as_str) == Some(wanted);
    if !says("sd_hash", &token.presentation_digest()) {
        return Err(fail(TokenFault::HolderDigest));
    }
    if !says("nonce", nonce) {
        return Err(fail(TokenFault::Nonce));
    }
    if !says("aud", audience) {
        return Err(fail(TokenFault::Audience));
    }
    within(claims, at, leeway, part)?;
    let made = numeric_date(claims, "iat", part)?.ok_or_else(|| fail(TokenFault::Form))?;
    if at.since(made) > age_max.micros().saturating_add(leeway.micros()) {
        return Err(fail(TokenFault::TooOld));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{CredentialTypes, accepts};

    #[test]
    fn only_a_pid_and_what_somebody_named_is_an_identity_document() {
        let pid = CredentialTypes::Pid { further: vec!["https://bank.example/id".into()] };
        for (kind, accepted) in [
            ("urn:eudi:pid:1", true),
            ("urn:eudi:pid:de:1", true),
            ("urn:eudi:pid:DE:12", true),
            ("urn:eudi:pid:es-ct:1", true),
            ("urn:eu.europa.ec.eudi:pid:1", true),
            ("eu.europa.ec.eudi.pid.1", true),
            ("https://bank.example/id", true),
            ("https://gym.example/membership", false),
            ("urn:eudi:pid:2", false),
            ("urn:eudi:pid:", false),
            ("urn:eudi:pid:de", false),
            ("urn:eudi:pid:de:", false),
            ("urn:eudi:pid:zz:1", false),
            ("urn:eudi:pid:de-:1", false),
            ("urn:eudi:pid:de:1:x", false),
            ("URN:eudi:pid:1", false),
            ("", false),
        ] {
            assert_eq!(pid.accept(Some(kind)), accepted, "{kind}");
        }
        assert!(!pid.accept(None), "a token that names no type is no identity document");
    }

    #[test]
    fn a_media_type_is_accepted_whole_or_by_its_suffix() {
        for (asked, found, accepted) in [
            ("dc+sd-jwt", "DC+SD-JWT", true),
            ("dc+sd-jwt", "application/dc+sd-jwt", true),
            ("dc+sd-jwt", "vc+sd-jwt", false),
            ("+sd-jwt", "example+sd-jwt", true),
            ("+sd-jwt", "application/Example+SD-JWT", true),
            ("+sd-jwt", "+sd-jwt", false),
            ("+sd-jwt", "sd-jwt", false),
            ("+sd-jwt", "kb+jwt", false),
            ("+sd-jwt", "exämple+sd-jwt", true),
            ("sd-jwt", "dc+sd-jwt", false),
        ] {
            assert_eq!(accepts(asked, found), accepted, "{asked} {found}");
        }
    }
}
