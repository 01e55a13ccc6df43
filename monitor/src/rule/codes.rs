//! Every lasting code that a complaint about a rule or pack file may carry, with its meaning.
//!
//! Texts may be reworded; codes stay. The macro holds that each is unique, a test that each is
//! provoked.

use tidegate_kyc_core::base::written::{FileCode, FormCode};

impl FileCode for Code {
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
        matches!(self, Self::MissingKey | Self::NoHitCase | Self::NoQuietCase | Self::NothingAsked)
    }
}

tidegate_kyc_core::codes! {
    /// What can be wrong with a rule or pack file.
    pub enum Code {
        /// The file is larger than a rule or pack file may be.
        TooLarge = "rule-too-large",
        /// The text is not TOML.
        Syntax = "rule-syntax",
        /// A key that means nothing at this place.
        UnknownKey = "rule-unknown-key",
        /// A key that must be given is missing.
        MissingKey = "rule-missing-key",
        /// A value is of another type than the key takes.
        WrongType = "rule-wrong-type",
        /// A text or a list that must say something is empty.
        Empty = "rule-empty",
        /// A word outside the fixed choice of its key.
        UnknownWord = "rule-unknown-word",
        /// The same entry stands twice in one list.
        Twice = "rule-twice",
        /// An id that is not in kebab case.
        BadId = "rule-bad-id",
        /// A typology that is not three capitals, a hyphen and two digits.
        BadTypology = "rule-bad-typology",
        /// A category, kind, country or currency in another spelling than the field's.
        BadName = "rule-bad-name",
        /// A number beyond what its key can hold.
        OutOfRange = "rule-out-of-range",
        /// A text that is not a decimal number of the asked precision.
        BadNumber = "rule-bad-number",
        /// A text that is not a duration, or a duration of nothing.
        BadDuration = "rule-bad-duration",
        /// A range whose end lies at or before its beginning.
        RangeEmpty = "rule-range-empty",
        /// A bound that no match within the window can meet.
        BeyondWindow = "rule-beyond-window",
        /// Points that no hit can earn, since the rule asks otherwise.
        NeverEarned = "rule-never-earned",
        /// A bound that gives neither a least nor a most.
        BoundOpen = "rule-bound-open",
        /// A quantity that this kind of pattern does not measure.
        NotMeasured = "rule-not-measured",
        /// A requirement without a single bound.
        NothingAsked = "rule-nothing-asked",
        /// A selection that this kind of pattern cannot look at.
        NotForKind = "rule-not-for-kind",
        /// An expression that cannot be compiled within its size limit.
        BadRegex = "rule-bad-regex",
        /// A placeholder of the explanation that nothing fills.
        Placeholder = "rule-placeholder",
        /// Points that add up to more than a score can be.
        ScoreSum = "rule-score-sum",
        /// No case shows the rule hitting.
        NoHitCase = "rule-no-hit-case",
        /// No case shows the rule staying quiet.
        NoQuietCase = "rule-no-quiet-case",
        /// A line of a case that is not a transfer in case notation.
        CaseTransfer = "case-transfer",
        /// A line of an expectation that cannot be read or cannot come true.
        CaseExpect = "case-expect",
        /// A tag or a customer fact of a case that cannot be read or is about nobody.
        CaseFact = "case-fact",
        /// There is no pack file.
        PackMissing = "pack-missing",
        /// A pack without a single rule, which would find nothing in anything.
        PackEmpty = "pack-empty",
        /// Two rule files, pins or overlays share one id.
        DuplicateId = "pack-duplicate-id",
        /// A rule that the pack does not pin.
        Unpinned = "pack-unpinned",
        /// A pin, overlay or restriction that names no rule of the folder.
        PinWithoutRule = "pack-pin-without-rule",
        /// A rule whose version is not the pinned one.
        PinVersion = "pack-pin-version",
        /// An overlay that drops a bound which the rule does not ask or cannot do without.
        OverlayDrop = "overlay-drop",
        /// An overlay that changes nothing.
        OverlayIdle = "overlay-idle",
    }
}
