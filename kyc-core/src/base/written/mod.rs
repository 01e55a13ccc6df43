//! Files that people write: a text in TOML in; values with their places, or every complaint at once, out.
//!
//! A [`Section`] is one table, a [`Desk`] gathers what is wrong with a file. Knows types and keys; what they mean,
//! and which codes a complaint carries, is for the reader of a kind of file to say.

mod complaint;
mod section;

pub use complaint::{Complaint, Desk, Fault, WrittenFile, closest, suggest};
pub use section::{Section, read_root, text_of, whole_of, wrong_type};

crate::codes! {
    /// What can be wrong with the form of any file that people write.
    pub enum FormCode {
        /// The file is larger than such a file may be.
        TooLarge = "too-large",
        /// The text is not TOML.
        Syntax = "syntax",
        /// A key that means nothing at this place.
        UnknownKey = "unknown-key",
        /// A key that must be given is missing.
        MissingKey = "missing-key",
        /// A value is of another type than the key takes.
        WrongType = "wrong-type",
        /// A text or a list that must say something is empty.
        Empty = "empty",
        /// A word outside the fixed choice of its key.
        UnknownWord = "unknown-word",
        /// The same entry stands twice in one list.
        Twice = "twice",
        /// A number beyond what its key can hold.
        OutOfRange = "out-of-range",
    }
}

/// What a currency is written as.
pub const CURRENCY_HELP: &str = "three capital letters (ISO 4217), such as EUR";

/// Whether a text has the form of a currency's code: three capital letters (ISO 4217).
#[must_use]
pub fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|it| it.is_ascii_uppercase())
}

/// The lasting codes of one kind of file.
pub trait FileCode: Copy + std::fmt::Display {
    /// The code of this kind of file for a fault of form.
    fn of(form: FormCode) -> Self;

    /// The lasting code.
    fn code(self) -> &'static str;

    /// Whether a complaint of this code may be the mere consequence of a text that is not TOML.
    fn follows_from_syntax(self) -> bool;
}

impl FileCode for FormCode {
    fn of(form: FormCode) -> Self {
        form
    }

    fn code(self) -> &'static str {
        Self::code(self)
    }

    fn follows_from_syntax(self) -> bool {
        self == Self::MissingKey
    }
}
