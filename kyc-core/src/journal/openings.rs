//! Everything that opens the commitments of one customer, as a text of its own that can be deleted alone.
//!
//! A value that did not change keeps its salt and so its commitment, in every entry: the text grows with what changes, not
//! with the entries. Holds personal data throughout.

use super::canonical::ValueFault;
use super::commitment::{Commitment, Opening, OpeningFault, Salt};
use crate::base::Redacted;
use serde_json::Value;

/// A text is not what opens a customer's commitments. Carries nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct OpeningsError {
    /// The first line that is no opening, from 1 on.
    pub line: usize,
    /// What is wrong with it.
    pub fault: OpeningFault,
}

/// What opens the commitments of one customer, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Openings(Vec<Opening>);

impl Openings {
    /// Reads the text of a store: an opening a line.
    ///
    /// # Errors
    /// An [`OpeningsError`] that names the first line that is none.
    pub fn read(text: &str) -> Result<Self, OpeningsError> {
        let read = |(at, it)| Opening::read(it).map_err(|fault| OpeningsError { line: at + 1, fault });
        text.lines().enumerate().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// The text for the store. It holds the personal data: treat it as such.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(|it| it.line() + "\n").collect()
    }

    /// Every opening.
    #[must_use]
    pub fn all(&self) -> &[Opening] {
        &self.0
    }

    /// Commits to a value in an entry: with the salt that the attribute has where its value is as before, otherwise with a
    /// fresh one. Linear in the openings.
    ///
    /// # Errors
    /// A [`ValueFault`] where the value has no canonical form; nothing is then added.
    pub fn commit(
        &mut self,
        sequence: u64,
        attribute: &str,
        value: Value,
        fresh: Salt,
    ) -> Result<Commitment, ValueFault> {
        if let Some(held) = self.newest(attribute).filter(|it| *it.value.reveal() == value) {
            return Commitment::to(&held.salt, attribute, &value);
        }
        let made = Commitment::to(&fresh, attribute, &value)?;
        self.0.push(Opening { sequence, attribute: attribute.into(), salt: fresh, value: Redacted::new(value) });
        Ok(made)
    }

    /// The salt of an attribute's newest value.
    #[must_use]
    pub fn salt(&self, attribute: &str) -> Option<&Salt> {
        self.newest(attribute).map(|it| &it.salt)
    }

    /// The newest value of an attribute; nothing vouches for it but the store.
    #[must_use]
    pub fn newest_value(&self, attribute: &str) -> Option<&Redacted<Value>> {
        self.newest(attribute).map(|it| &it.value)
    }

    /// The value that a commitment of the journal was made to. Linear in the openings.
    #[must_use]
    pub fn value(&self, attribute: &str, commitment: &Commitment) -> Option<&Redacted<Value>> {
        let of_attribute = self.0.iter().rev().filter(|it| &*it.attribute == attribute);
        of_attribute.into_iter().find(|it| it.opens(commitment)).map(|it| &it.value)
    }

    fn newest(&self, attribute: &str) -> Option<&Opening> {
        self.0.iter().rev().find(|it| &*it.attribute == attribute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn salt(byte: u8) -> Salt {
        Redacted::new([byte; 32])
    }

    #[test]
    fn a_value_that_stays_keeps_its_commitment_and_another_gets_a_fresh_salt() {
        let mut all = Openings::default();
        let first = all.commit(3, "family-name", json!(["Eriksson"]), salt(1)).unwrap();
        assert_eq!(all.commit(4, "family-name", json!(["Eriksson"]), salt(2)), Ok(first));
        let other = all.commit(5, "family-name", json!(["Eriksen"]), salt(3)).unwrap();
        assert_ne!(other, first);
        assert_eq!(all.all().iter().map(|it| it.sequence).collect::<Vec<_>>(), [3, 5]);
        assert_eq!(all.salt("family-name"), Some(&salt(3)));
        let value = |it: &Commitment| all.value("family-name", it).map(|it| it.reveal().clone());
        assert_eq!((value(&first), value(&other)), (Some(json!(["Eriksson"])), Some(json!(["Eriksen"]))));
        assert_eq!(all.value("given-name", &first), None);
        // A value that comes back is another event than one that stayed.
        let back = all.clone().commit(6, "family-name", json!(["Eriksson"]), salt(4)).unwrap();
        assert_ne!(back, first);
    }

    #[test]
    fn the_text_is_read_as_it_was_written_and_a_bad_line_is_named() {
        let mut all = Openings::default();
        all.commit(0, "factors", json!(["politically-exposed"]), salt(1)).unwrap();
        all.commit(0, "wallets", json!(["bc1q"]), salt(2)).unwrap();
        assert_eq!(Openings::read(&all.text()), Ok(all.clone()));
        assert_eq!(
            Openings::read(&format!("{}{{}}\n", all.text())),
            Err(OpeningsError { line: 3, fault: OpeningFault })
        );
        assert_eq!(all.commit(1, "height", json!(1.5), salt(3)), Err(ValueFault::Number));
        assert_eq!(all.all().len(), 2);
        assert!(!format!("{all:?}").contains("exposed"));
    }
}
