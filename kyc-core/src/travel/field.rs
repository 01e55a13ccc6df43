//! Keys of the two files of this room, the policy and the description: a key in, a value out or the complaint noted.

use crate::base::written::{Desk, FileCode, FormCode, Section};
use crate::base::{Day, Label};
use toml::Spanned;

crate::codes! {
    /// What can be wrong with a Travel Rule policy, or with the description of a payload.
    pub enum TravelFileCode {
        /// The file is larger than such a file may be.
        TooLarge = "travel-file-too-large",
        /// The text is not TOML.
        Syntax = "travel-file-syntax",
        /// A key that means nothing at this place.
        UnknownKey = "travel-file-unknown-key",
        /// A key that must be given is missing.
        MissingKey = "travel-file-missing-key",
        /// A value is of another type than the key takes.
        WrongType = "travel-file-wrong-type",
        /// A text or a list that must say something is empty.
        Empty = "travel-file-empty",
        /// A word outside the fixed choice of its key.
        UnknownWord = "travel-file-unknown-word",
        /// The same entry stands twice in one list.
        Twice = "travel-file-twice",
        /// A number beyond what its key can hold.
        OutOfRange = "travel-file-out-of-range",
        /// A name in another form than names have.
        BadName = "travel-file-bad-name",
        /// A text that is not a day.
        BadDay = "travel-file-bad-day",
        /// A period that ends before it begins.
        PeriodEmpty = "travel-file-period-empty",
        /// A text that is not an amount.
        BadAmount = "travel-file-bad-amount",
        /// A text that is not a currency.
        BadCurrency = "travel-file-bad-currency",
        /// A text that is not a legal entity identifier.
        BadLei = "travel-file-bad-lei",
        /// A text that is not the code of a registration authority.
        BadAuthority = "travel-file-bad-authority",
        /// A wallet address in which a character is wrong.
        BadWallet = "travel-file-bad-wallet",
        /// Two entries of one kind share one name or identifier, or two keys stand for one element.
        Duplicate = "travel-file-duplicate",
        /// A rule that asks for nothing, or a policy without rules.
        NothingAsked = "travel-file-nothing-asked",
        /// A person with the keys of a natural and of a legal one, or of neither.
        WhichPerson = "travel-file-which-person",
    }
}

impl FileCode for TravelFileCode {
    fn of(form: FormCode) -> Self {
        match form {
            FormCode::TooLarge => Self::TooLarge,
            FormCode::Syntax => Self::Syntax,
            FormCode::UnknownKey => Self::UnknownKey,
            FormCode::MissingKey => Self::MissingKey,
            FormCode::WrongType => Self::WrongType,
            FormCode::Empty => Self::Empty,
            FormCode::UnknownWord => Self::UnknownWord,
            FormCode::Twice => Self::Twice,
            FormCode::OutOfRange => Self::OutOfRange,
        }
    }

    fn code(self) -> &'static str {
        Self::code(self)
    }

    fn follows_from_syntax(self) -> bool {
        matches!(self, Self::MissingKey | Self::NothingAsked | Self::WhichPerson)
    }
}

pub(super) type Notes<'t> = Desk<'t, TravelFileCode>;

/// A text that must stand there.
pub(super) fn text(desk: &mut Notes<'_>, at: &Section<'_, '_>, key: &str, help: &str) -> Option<Spanned<String>> {
    at.need(desk, key, help);
    at.text(desk, key)
}

/// A name that must stand there.
pub(super) fn name(desk: &mut Notes<'_>, at: &Section<'_, '_>, key: &str, help: &str) -> Option<Spanned<Label>> {
    let text = text(desk, at, key, help)?;
    match Label::parse(text.get_ref()) {
        Ok(it) => Some(Spanned::new(text.span(), it)),
        Err(why) => {
            desk.note(text.span(), TravelFileCode::BadName, format!("\"{key}\" is not a name"), why.to_string());
            None
        }
    }
}

/// A day, where it stands there.
pub(super) fn day(desk: &mut Notes<'_>, at: &Section<'_, '_>, key: &str) -> Option<Spanned<Day>> {
    let text = at.text(desk, key)?;
    match Day::parse(text.get_ref()) {
        Ok(it) => Some(Spanned::new(text.span(), it)),
        Err(why) => {
            let message = format!("\"{key}\" is not a day: {why}");
            desk.note(text.span(), TravelFileCode::BadDay, message, "a day as \"2026-03-01\", in quotes");
            None
        }
    }
}
