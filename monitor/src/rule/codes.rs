//! Every lasting code that a complaint about a rule or pack file may carry, with its meaning.
//!
//! Texts may be reworded; codes stay. A test holds that each is unique, explained and provoked.

macro_rules! codes {
    ($($name:ident = $code:literal, $meaning:literal;)+) => {
        $(#[doc = $meaning] pub(super) const $name: &str = $code;)+
        /// All codes with their meanings, in the order of documentation.
        pub const CODES: &[(&str, &str)] = &[$(($code, $meaning)),+];
    };
}

codes! {
    TOO_LARGE = "rule-too-large", "The file is larger than a rule or pack file may be.";
    SYNTAX = "rule-syntax", "The text is not TOML.";
    UNKNOWN_KEY = "rule-unknown-key", "A key that means nothing at this place.";
    MISSING_KEY = "rule-missing-key", "A key that must be given is missing.";
    WRONG_TYPE = "rule-wrong-type", "A value is of another type than the key takes.";
    EMPTY = "rule-empty", "A text or a list that must say something is empty.";
    UNKNOWN_WORD = "rule-unknown-word", "A word outside the fixed choice of its key.";
    TWICE = "rule-twice", "The same entry stands twice in one list.";
    BAD_ID = "rule-bad-id", "An id that is not in kebab case.";
    BAD_TYPOLOGY = "rule-bad-typology", "A typology that is not three capitals, a hyphen and two digits.";
    BAD_NAME = "rule-bad-name", "A category, kind, country or currency in another spelling than the field's.";
    OUT_OF_RANGE = "rule-out-of-range", "A number beyond what its key can hold.";
    BAD_NUMBER = "rule-bad-number", "A text that is not a decimal number of the asked precision.";
    BAD_DURATION = "rule-bad-duration", "A text that is not a duration, or a duration of nothing.";
    RANGE_EMPTY = "rule-range-empty", "A range whose end lies at or before its beginning.";
    BOUND_OPEN = "rule-bound-open", "A bound that gives neither a least nor a most.";
    NOT_MEASURED = "rule-not-measured", "A quantity that this kind of pattern does not measure.";
    NOTHING_ASKED = "rule-nothing-asked", "A requirement without a single bound.";
    NOT_FOR_KIND = "rule-not-for-kind", "A selection that this kind of pattern cannot look at.";
    BAD_REGEX = "rule-bad-regex", "An expression that cannot be compiled within its size limit.";
    PLACEHOLDER = "rule-placeholder", "A placeholder of the explanation that nothing fills.";
    SCORE_SUM = "rule-score-sum", "Points that add up to more than a score can be.";
    NO_HIT_CASE = "rule-no-hit-case", "No case shows the rule hitting.";
    NO_QUIET_CASE = "rule-no-quiet-case", "No case shows the rule staying quiet.";
    CASE_TRANSFER = "case-transfer", "A line of a case that is not a transfer in case notation.";
    CASE_EXPECT = "case-expect", "A line of an expectation that cannot be read or cannot come true.";
    CASE_FACT = "case-fact", "A tag or a customer fact of a case that cannot be read or is about nobody.";
    PACK_MISSING = "pack-missing", "There is no pack file.";
    PACK_EMPTY = "pack-empty", "A pack without a single rule, which would find nothing in anything.";
    DUPLICATE_ID = "pack-duplicate-id", "Two rule files, pins or overlays share one id.";
    UNPINNED = "pack-unpinned", "A rule that the pack does not pin.";
    PIN_WITHOUT_RULE = "pack-pin-without-rule", "A pin, overlay or restriction that names no rule of the folder.";
    PIN_VERSION = "pack-pin-version", "A rule whose version is not the pinned one.";
    OVERLAY_DROP = "overlay-drop", "An overlay that drops a bound which the rule does not ask or cannot do without.";
    OVERLAY_IDLE = "overlay-idle", "An overlay that changes nothing.";
}

#[cfg(test)]
mod tests {
    use super::CODES;

    #[test]
    fn codes_are_unique_and_explained() {
        for (at, (code, meaning)) in CODES.iter().enumerate() {
            assert!(!CODES[..at].iter().any(|it| it.0 == *code), "{code} stands twice");
            assert!(code.bytes().all(|it| it.is_ascii_lowercase() || it == b'-'), "{code}");
            assert!(meaning.ends_with('.') && meaning.len() > 20, "{code} needs a sentence");
        }
    }
}
