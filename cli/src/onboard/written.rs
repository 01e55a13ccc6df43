//! The form of an application as JSON spells it: keys and types, nothing of what they mean. Keys that nobody knows and
//! keys that stand twice are refused; what a parser says of either is told without values.

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;
use tidegate_kyc_core::base::Redacted;
use tidegate_kyc_core::document::Attribute;
use tidegate_kyc_core::evidence::RawClaim;
use tidegate_kyc_core::policy::Fact;

/// The file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawApplication {
    pub(super) schema: String,
    pub(super) subject: String,
    pub(super) kind: String,
    pub(super) jurisdiction: String,
    pub(super) tier: String,
    pub(super) channel: String,
    pub(super) claim: RawClaim,
    #[serde(default)]
    pub(super) declared: Pairs<OneOrMore>,
    pub(super) documents: Vec<RawDocument>,
    #[serde(default)]
    pub(super) wallets: Vec<Redacted<String>>,
    #[serde(default)]
    pub(super) wallet_proofs: Vec<RawWalletProof>,
    #[serde(default)]
    pub(super) facts: Pairs<Redacted<Value>>,
    pub(super) company: Option<RawCompany>,
}

/// A proof of control over a wallet as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWalletProof {
    pub(super) challenge: String,
    pub(super) signature: String,
}

/// A company as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCompany {
    pub(super) name: Redacted<String>,
    pub(super) country: String,
    pub(super) register_number: Option<Redacted<String>>,
    pub(super) lei: Option<Redacted<String>>,
    pub(super) papers: Vec<String>,
    #[serde(default)]
    pub(super) statements: Vec<String>,
    pub(super) record: Option<String>,
}

/// A document as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDocument {
    pub(super) files: Vec<String>,
    pub(super) nonce: Option<String>,
    pub(super) audience: Option<String>,
    pub(super) session: Option<String>,
    pub(super) chip_challenge: Option<String>,
    pub(super) chip_answer: Option<String>,
    #[serde(default)]
    pub(super) attestations: Vec<RawAttestation>,
}

/// An attestation as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAttestation {
    pub(super) file: String,
    pub(super) nonce: String,
}

/// One text, or several.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMore {
    One(Redacted<String>),
    More(Vec<Redacted<String>>),
}

/// Members of an object in their order, none twice.
pub(super) struct Pairs<V>(pub(super) Vec<(String, V)>);

impl<V> Default for Pairs<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Pairs<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<V>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for Members<V> {
            type Value = Pairs<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let (mut pairs, mut seen) = (Vec::new(), BTreeSet::new());
                while let Some((key, value)) = map.next_entry::<String, V>()? {
                    if !seen.insert(key.clone()) {
                        let own = Attribute::parse(&key).is_some() || Fact::parse(&key).is_some();
                        let name = if own { format!(" `{key}`") } else { String::new() };
                        return Err(A::Error::custom(format!("duplicate field{name}")));
                    }
                    pairs.push((key, value));
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Members(PhantomData))
    }
}

/// A parser's words, unless they may repeat a value or a key that is none of ours: in the place of a key there may stand
/// anything.
pub(super) fn harmless(words: &str) -> String {
    let about_keys = ["duplicate field", "missing field"].iter().any(|it| words.starts_with(it));
    let syntax = ["EOF", "expected", "trailing", "key must be", "control character", "invalid escape", "recursion"];
    let about_form = syntax.iter().any(|it| words.starts_with(it));
    let clause = words.split(" at line").next().unwrap_or_default();
    if words.starts_with("unknown field") {
        let known = clause.split_once("`, expected ").map_or("no other", |it| it.1);
        format!("an unknown field, where {} may stand", known.replace("one of ", ""))
    } else if about_keys || about_form {
        clause.split(", expected").next().unwrap_or_default().to_owned()
    } else {
        "a value is of another type than its key takes".to_owned()
    }
}
