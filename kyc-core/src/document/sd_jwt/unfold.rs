//! Unfolding: the signed payload and the disclosures → the claims as disclosed (RFC 9901 section 7.1).
//!
//! Every digest met is looked up; what has no disclosure is a decoy or withheld and disappears.
//! The depth of the recursion is bounded, across nested disclosures too.

use super::disclosure::{Content, Disclosure};
use super::{DEPTH_MAX, NEVER_HIDDEN, SdJwtError};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

const DIGESTS: &str = "_sd";
const ELEMENT: &str = "...";

/// Puts every disclosure in its place.
///
/// Linear in the size of payload and disclosures, with a logarithm of the number of digests.
///
/// # Errors
/// Every refusal of RFC 9901 section 7.1: a digest or disclosure twice, a disclosure unreferenced or of the wrong
/// shape, a forbidden or repeated name; and claims that nest too deep.
pub(super) fn unfold(
    payload: Map<String, Value>,
    disclosures: Vec<Disclosure>,
) -> Result<Map<String, Value>, SdJwtError> {
    let mut hidden = BTreeMap::new();
    for it in disclosures {
        let at = it.at;
        if hidden.insert(it.digest.clone(), it).is_some() {
            return Err(SdJwtError::DisclosureTwice(at));
        }
    }
    let mut unfolding = Unfolding { hidden, met: BTreeSet::new() };
    let mut claims = unfolding.object(payload, 0)?;
    claims.remove("_sd_alg");
    match unfolding.hidden.values().map(|it| it.at).min() {
        Some(at) => Err(SdJwtError::Unreferenced(at)),
        None => Ok(claims),
    }
}

struct Unfolding {
    /// Disclosures not yet referred to, by digest.
    hidden: BTreeMap<String, Disclosure>,
    /// Digests met so far.
    met: BTreeSet<String>,
}

impl Unfolding {
    /// The disclosure a digest refers to; `None` for a decoy or a withheld one.
    fn refer(&mut self, digest: String) -> Result<Option<Disclosure>, SdJwtError> {
        let found = self.hidden.remove(&digest);
        if !self.met.insert(digest) {
            return Err(SdJwtError::DigestTwice);
        }
        Ok(found)
    }

    fn value(&mut self, value: Value, depth: u32) -> Result<Value, SdJwtError> {
        match value {
            Value::Object(map) => Ok(Value::Object(self.object(map, depth)?)),
            Value::Array(items) => Ok(Value::Array(self.array(items, depth)?)),
            leaf => Ok(leaf),
        }
    }

    fn object(&mut self, mut map: Map<String, Value>, depth: u32) -> Result<Map<String, Value>, SdJwtError> {
        if depth > DEPTH_MAX {
            return Err(SdJwtError::Depth);
        }
        let digests = match map.remove(DIGESTS) {
            None => Vec::new(),
            Some(Value::Array(digests)) => digests,
            Some(_) => return Err(SdJwtError::Reserved(DIGESTS)),
        };
        if map.contains_key(ELEMENT) {
            return Err(SdJwtError::Reserved(ELEMENT));
        }
        let mut found = Map::new();
        for (name, value) in map {
            found.insert(name, self.value(value, depth + 1)?);
        }
        for digest in digests {
            let Value::String(digest) = digest else { return Err(SdJwtError::Reserved(DIGESTS)) };
            let Some(disclosure) = self.refer(digest)? else { continue };
            let Content::Claim(name, value) = disclosure.content else {
                return Err(SdJwtError::DisclosureShape(disclosure.at));
            };
            if name == DIGESTS || name == ELEMENT || depth == 0 && NEVER_HIDDEN.contains(&name.as_str()) {
                return Err(SdJwtError::ForbiddenName(disclosure.at));
            }
            if found.contains_key(&name) {
                return Err(SdJwtError::NameTwice(disclosure.at));
            }
            let value = self.value(value, depth + 1)?;
            found.insert(name, value);
        }
        Ok(found)
    }

    fn array(&mut self, items: Vec<Value>, depth: u32) -> Result<Vec<Value>, SdJwtError> {
        if depth > DEPTH_MAX {
            return Err(SdJwtError::Depth);
        }
        let mut found = Vec::with_capacity(items.len());
        for item in items {
            match element_digest(item)? {
                Element::Plain(value) => found.push(self.value(value, depth + 1)?),
                Element::Hidden(digest) => {
                    let Some(disclosure) = self.refer(digest)? else { continue };
                    let Content::Element(value) = disclosure.content else {
                        return Err(SdJwtError::DisclosureShape(disclosure.at));
                    };
                    found.push(self.value(value, depth + 1)?);
                }
            }
        }
        Ok(found)
    }
}

enum Element {
    Plain(Value),
    Hidden(String),
}

/// Tells `{"...": digest}` from any other element.
fn element_digest(item: Value) -> Result<Element, SdJwtError> {
    match item {
        Value::Object(mut map) if map.contains_key(ELEMENT) => match (map.remove(ELEMENT), map.is_empty()) {
            (Some(Value::String(digest)), true) => Ok(Element::Hidden(digest)),
            _ => Err(SdJwtError::Reserved(ELEMENT)),
        },
        plain => Ok(Element::Plain(plain)),
    }
}
