//! Every lasting code that a complaint about a policy may carry, with its meaning.

use crate::base::written::{FileCode, FormCode};
use crate::codes;

codes! {
    /// What can be wrong with a policy or its file of reviewers.
    pub enum PolicyCode {
        /// The file is larger than a policy may be.
        TooLarge = "policy-too-large",
        /// The text is not TOML.
        Syntax = "policy-syntax",
        /// A key that means nothing at this place.
        UnknownKey = "policy-unknown-key",
        /// A key that must be given is missing.
        MissingKey = "policy-missing-key",
        /// A value is of another type than the key takes.
        WrongType = "policy-wrong-type",
        /// A text or a list that must say something is empty.
        Empty = "policy-empty",
        /// A word outside the fixed choice of its key.
        UnknownWord = "policy-unknown-word",
        /// The same entry stands twice in one list.
        Twice = "policy-twice",
        /// A number beyond what its key can hold.
        OutOfRange = "policy-out-of-range",
        /// A name in another form than names have.
        BadName = "policy-bad-name",
        /// A name of a level, tier, channel, role, or group of countries that the policy does not have.
        UnknownName = "policy-unknown-name",
        /// Two entries of one kind share one name.
        Duplicate = "policy-duplicate",
        /// A text that is not a day.
        BadDay = "policy-bad-day",
        /// A text that is not a length of time, or one that is too short or too long for its use.
        BadWindow = "policy-bad-window",
        /// A text that is not a score.
        BadScore = "policy-bad-score",
        /// A text that is not an address that a permit can carry.
        BadAddress = "policy-bad-address",
        /// A text that is not a country code.
        BadCountry = "policy-bad-country",
        /// A public key that is not one.
        BadKey = "policy-bad-key",
        /// A period that ends before it begins.
        PeriodEmpty = "policy-period-empty",
        /// Levels that do not rise, or of which a higher one is milder than a lower one.
        LevelOrder = "policy-level-order",
        /// A condition that its fact cannot meet, or none at all.
        BadCondition = "policy-bad-condition",
        /// A check that a channel neither demands nor waives, or does both.
        CheckOpen = "policy-check-open",
        /// A channel, tier or policy that would let everybody through.
        NothingRequired = "policy-nothing-required",
        /// A reason for a hold that no role may lift.
        NobodyLifts = "policy-nobody-lifts",
    }
}

impl FileCode for PolicyCode {
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
        matches!(
            self,
            Self::MissingKey | Self::UnknownName | Self::CheckOpen | Self::NothingRequired | Self::NobodyLifts
        )
    }
}

/// Every code that a complaint about a policy may carry, as a Markdown page.
#[must_use]
pub fn document_policy_codes() -> String {
    let mut page = "# Complaints about policies\n\nCodes last; wordings may change. This page is made from the table \
        in the code.\n\n| code | meaning |\n| --- | --- |\n"
        .to_owned();
    for it in PolicyCode::ALL {
        page.push_str(&format!("| `{it}` | {} |\n", it.meaning()));
    }
    page
}
