//! The three serialisations: text → signatures, disclosures and key binding (RFC 9901 sections 4 and 8).
//!
//! Splits only. JSON forms carry disclosures and key binding in the unprotected header of the first
//! signature; drafts before RFC 9901 had them beside it, which is read too, but never both at once.

use super::super::jws::{Jws, JwsError};
use super::{DISCLOSURES_MAX, SIGNATURES_MAX, SdJwtError};
use crate::base::json::{self, JsonFault};
use serde_json::{Map, Value};

/// A token taken apart.
pub(super) struct Parts {
    pub(super) signatures: Vec<Jws>,
    pub(super) disclosures: Vec<String>,
    pub(super) key_binding: Option<Jws>,
}

pub(super) fn read(text: &str) -> Result<Parts, SdJwtError> {
    if text.starts_with('{') { json_form(text) } else { compact(text) }
}

/// What `sd_hash` is taken over: `signature~disclosure~…~`.
pub(super) fn presented(first: &Jws, disclosures: &[String]) -> String {
    let mut text = first.compact().into_revealed();
    text.push('~');
    for it in disclosures {
        text.push_str(it);
        text.push('~');
    }
    text
}

/// `signature~disclosure~…~` or `signature~disclosure~…~key binding`.
fn compact(text: &str) -> Result<Parts, SdJwtError> {
    let (issuer, rest) = text.split_once('~').ok_or(SdJwtError::Form)?;
    let issuer = Jws::read(issuer).map_err(SdJwtError::Issuer)?;
    let (disclosures, key_binding) = rest.rsplit_once('~').unwrap_or(("", rest));
    let count = disclosures.bytes().filter(|it| *it == b'~').count();
    if count >= DISCLOSURES_MAX {
        return Err(SdJwtError::TooManyDisclosures);
    }
    let disclosures = if rest.contains('~') { disclosures.split('~').map(str::to_owned).collect() } else { Vec::new() };
    Ok(Parts { signatures: vec![issuer], disclosures, key_binding: key_binding_of(key_binding)? })
}

fn key_binding_of(text: &str) -> Result<Option<Jws>, SdJwtError> {
    if text.is_empty() {
        return Ok(None);
    }
    Jws::read(text).map(Some).map_err(SdJwtError::KeyBinding)
}

fn json_form(text: &str) -> Result<Parts, SdJwtError> {
    let named = |name: &str| text.contains(name);
    let is_token = named("\"payload\"") && named("\"signature");
    let whole = json::read_object(text.as_bytes()).map_err(|it| match it {
        JsonFault::Form => SdJwtError::Form,
        _ if !is_token => SdJwtError::Form,
        other => SdJwtError::Issuer(JwsError::Json("serialisation", other)),
    })?;
    let payload = member(&whole, "payload")?;
    let listed = match (whole.get("signatures"), whole.contains_key("signature")) {
        (Some(Value::Array(listed)), false) => listed.iter().map(Value::as_object).collect::<Option<Vec<_>>>(),
        (None, true) => Some(vec![&whole]),
        _ => None,
    };
    let listed = listed.ok_or(SdJwtError::Form)?;
    let [first, ..] = listed.as_slice() else { return Err(SdJwtError::Signatures) };
    if listed.len() > SIGNATURES_MAX {
        return Err(SdJwtError::Signatures);
    }
    let unprotected = match first.get("header") {
        None => None,
        Some(Value::Object(header)) => Some(header),
        Some(_) => return Err(SdJwtError::Form),
    };
    let mut signatures = Vec::with_capacity(listed.len());
    for it in &listed {
        let read = Jws::from_parts(member(it, "protected")?, payload, member(it, "signature")?);
        signatures.push(read.map_err(SdJwtError::Issuer)?);
    }
    let disclosures = match one_of(&whole, unprotected, "disclosures")? {
        None => Vec::new(),
        Some(Value::Array(texts)) if texts.len() > DISCLOSURES_MAX => return Err(SdJwtError::TooManyDisclosures),
        Some(Value::Array(texts)) => {
            texts.iter().map(|it| it.as_str().map(str::to_owned)).collect::<Option<_>>().ok_or(SdJwtError::Form)?
        }
        Some(_) => return Err(SdJwtError::Form),
    };
    let key_binding = match one_of(&whole, unprotected, "kb_jwt")? {
        None => None,
        Some(it) => key_binding_of(it.as_str().ok_or(SdJwtError::Form)?)?,
    };
    Ok(Parts { signatures, disclosures, key_binding })
}

fn member<'a>(map: &'a Map<String, Value>, name: &str) -> Result<&'a str, SdJwtError> {
    map.get(name).and_then(Value::as_str).ok_or(SdJwtError::Form)
}

/// The member of the unprotected header, or of the whole as in older drafts.
fn one_of<'a>(
    whole: &'a Map<String, Value>,
    unprotected: Option<&'a Map<String, Value>>,
    name: &str,
) -> Result<Option<&'a Value>, SdJwtError> {
    match (whole.get(name), unprotected.and_then(|it| it.get(name))) {
        (Some(_), Some(_)) => Err(SdJwtError::Form),
        (old, new) => Ok(new.or(old)),
    }
}
