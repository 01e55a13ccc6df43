//! Personal data and a salt → a commitment that may stand in the log for ever, and the opening that may be deleted.
//!
//! Whoever has salt and value can show what was committed to; once they are deleted, the commitment tells nothing.
//! Randomness is handed in. A salt that is used twice, or can be guessed, lets short values be found by trying.

use super::canonical::{self, ValueFault};
use super::tree::Digest;
use crate::base::Redacted;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// What is hashed before salt and value, so that no other hash of this project can be taken for a commitment.
const DOMAIN: &[u8] = b"tidegate.commitment/1\0";

/// 32 bytes of a random generator fit for keys, fresh for every value. Neither shown nor written but by [`Opening`].
pub type Salt = Redacted<[u8; 32]>;

/// A commitment to one attribute: SHA-256 of the domain, the salt and the canonical JSON of attribute and value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Commitment(Digest);

impl Commitment {
    /// Commits to the value of an attribute.
    ///
    /// # Errors
    /// A [`ValueFault`] where the value has no canonical form.
    pub fn to(salt: &Salt, attribute: &str, value: &Value) -> Result<Self, ValueFault> {
        let named = json!({"attribute": attribute, "value": value});
        canonical::check(&named)?;
        let hashed = Sha256::new().chain_update(DOMAIN).chain_update(salt.reveal());
        Ok(Self(Digest::from_bytes(hashed.chain_update(canonical::bytes(&named)?).finalize().into())))
    }

    /// Whether this salt and value are what was committed to under that attribute.
    #[must_use]
    pub fn open(&self, salt: &Salt, attribute: &str, value: &Value) -> bool {
        Self::to(salt, attribute, value).as_ref() == Ok(self)
    }

    /// The digest.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.0
    }
}

/// What opens one commitment: kept in a store beside the journal, one JSON line each, and deleted when its time is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The entry that holds the commitment.
    pub sequence: u64,
    /// The attribute.
    pub attribute: Box<str>,
    /// The salt.
    pub salt: Salt,
    /// The value.
    pub value: Redacted<Value>,
}

/// A line is not an opening. Carries nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the line is not what opens a commitment: sequence, attribute, salt of 64 hex digits and value")]
pub struct OpeningFault;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    sequence: u64,
    attribute: Box<str>,
    salt: Digest,
    value: Redacted<Value>,
}

impl Opening {
    /// The line for the store, without its end. It holds the personal data: treat it as such.
    #[must_use]
    pub fn line(&self) -> String {
        let salt = Digest::from_bytes(*self.salt.reveal());
        json!({"sequence": self.sequence, "attribute": self.attribute, "salt": salt, "value": self.value.reveal()})
            .to_string()
    }

    /// Reads a line of the store.
    ///
    /// # Errors
    /// [`OpeningFault`].
    pub fn read(line: &str) -> Result<Self, OpeningFault> {
        let written: Written = serde_json::from_str(line).map_err(|_| OpeningFault)?;
        let Written { sequence, attribute, salt, value } = written;
        Ok(Self { sequence, attribute, salt: Redacted::new(*salt.bytes()), value })
    }

    /// Whether it opens that commitment.
    #[must_use]
    pub fn opens(&self, commitment: &Commitment) -> bool {
        commitment.open(&self.salt, &self.attribute, self.value.reveal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn salt(byte: u8) -> Salt {
        Redacted::new([byte; 32])
    }

    #[test]
    fn a_commitment_is_the_hash_that_the_documentation_gives() {
        let value = json!({"given": "Erika", "family": "Mustermann"});
        let made = Commitment::to(&salt(7), "name", &value).unwrap();
        let text = br#"{"attribute":"name","value":{"family":"Mustermann","given":"Erika"}}"#;
        let hashed = Sha256::digest([b"tidegate.commitment/1\0".as_slice(), &[7; 32], text].concat());
        assert_eq!(made.digest().bytes(), hashed.as_slice());
    }

    #[test]
    fn only_the_same_salt_attribute_and_value_open_it() {
        let made = Commitment::to(&salt(7), "name", &json!("Erika")).unwrap();
        assert!(made.open(&salt(7), "name", &json!("Erika")));
        assert!(!made.open(&salt(8), "name", &json!("Erika")));
        assert!(!made.open(&salt(7), "name", &json!("Erica")));
        assert!(!made.open(&salt(7), "given-name", &json!("Erika")));
        assert!(!made.open(&salt(7), "name", &json!(["Erika"])));
        assert!(!made.open(&salt(7), "name", &json!(0.5)), "what has no canonical form opens nothing");
        assert_eq!(Commitment::to(&salt(7), "height", &json!(1.5)), Err(ValueFault::Number));
    }

    #[test]
    fn an_opening_is_kept_as_a_line_and_hides_in_debug() {
        let value = json!({"family": "Mustermann"});
        let opening = Opening { sequence: 4, attribute: "name".into(), salt: salt(9), value: Redacted::new(value) };
        let line = opening.line();
        assert!(line.contains("Mustermann") && !line.contains('\n'));
        assert_eq!(Opening::read(&line), Ok(opening.clone()));
        assert!(opening.opens(&Commitment::to(&salt(9), "name", opening.value.reveal()).unwrap()));
        let shown = format!("{opening:?}");
        assert!(!shown.contains("Mustermann") && !shown.contains("9, 9"), "{shown}");
        for (fault, line) in [
            ("empty", ""),
            ("no_salt", r#"{"sequence":4,"attribute":"name","value":"x"}"#),
            ("short_salt", r#"{"sequence":4,"attribute":"name","salt":"09","value":"x"}"#),
            ("another_member", &line.replace("\"sequence\"", "\"a\":1,\"sequence\"")),
        ] {
            assert_eq!(Opening::read(line), Err(OpeningFault), "{fault}");
        }
    }
}
