//! A cloak for personal data: anything in, nothing out by accident.
//!
//! Guards formatting and serialisation only. It does not encrypt, and does not wipe memory.

use std::fmt;

/// A value that neither `Debug` nor `Display` shows; the content is taken out by [`Redacted::reveal`].
///
/// It can be read by serde and is never written by it: a report that is to carry personal data
/// has to reveal it in so many words.
///
/// ```
/// use tidegate_kyc_core::base::Redacted;
/// let name = Redacted::new("Erika Mustermann");
/// assert_eq!(format!("{name} {name:?}"), "[redacted] [redacted]");
/// assert_eq!(name.reveal().len(), 16);
/// ```
///
/// ```compile_fail
/// # use tidegate_kyc_core::base::Redacted;
/// fn written<T: serde::Serialize>(_: T) {}
/// written(Redacted::new("Erika Mustermann")); // does not compile: a cloak is never written
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(transparent)]
pub struct Redacted<T>(T);

impl<T> Redacted<T> {
    /// Puts the cloak on.
    #[must_use]
    pub const fn new(content: T) -> Self {
        Self(content)
    }

    /// The content, for the one place that needs it. Search the sources for this word to find all of them.
    #[must_use]
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// Takes the cloak off for good.
    #[must_use]
    pub fn into_revealed(self) -> T {
        self.0
    }

    /// Changes the content under its cloak.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Redacted<U> {
        Redacted(change(self.0))
    }
}

impl<T> fmt::Display for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("[redacted]")
    }
}

impl<T> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    struct Person {
        name: Redacted<String>,
        born: Option<Redacted<String>>,
    }

    #[test]
    fn nothing_shows_in_any_format_however_deep() {
        let person = Person { name: Redacted::new("Erika".into()), born: Some(Redacted::new("1964-08-12".into())) };
        for text in [format!("{person:?}"), format!("{person:#?}"), format!("{:?}", vec![Some(&person.name)])] {
            assert!(!text.contains("Erika") && !text.contains("1964"), "{text}");
        }
        assert_eq!(format!("{:>12}|{:<12}|", person.name, person.name), "  [redacted]|[redacted]  |");
    }

    #[test]
    fn content_comes_out_only_when_revealed() {
        let person: Person = serde_json::from_str(r#"{"name":"Erika","born":null}"#).unwrap();
        assert_eq!(person.name.reveal(), "Erika");
        assert_eq!(person.born, None);
        assert_eq!(person.name.map(|it| it.len()).into_revealed(), 5);
    }
}
