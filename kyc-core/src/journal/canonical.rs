//! JSON values → their canonical bytes (RFC 8785), for values that every reader understands alike.
//!
//! Numbers are whole and below 2^53, since a reader that keeps numbers as IEEE 754 doubles would change larger ones
//! (RFC 7493 section 2.2). Nothing recurses over values beyond a fixed depth.

use serde::Serialize;
use serde_json::Value;

/// The largest whole number that a double holds exactly, with all below it.
const WHOLE_MAX: u64 = (1 << 53) - 1;
/// How deep values may be nested; a reader's stack ends, and `serde_json` reads to 128.
const DEPTH_MAX: usize = 32;

/// Why a value cannot stand in a journal. Carries nothing of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueFault {
    /// A number with a fraction, or past 2^53 - 1.
    #[error("a number is not whole or beyond 2^53 - 1: write it as a text")]
    Number,
    /// Nested too deep.
    #[error("values are nested more than 32 deep")]
    Depth,
    /// It cannot be written as JSON at all.
    #[error("the value cannot be written as JSON")]
    Form,
}

/// Checks that a value means the same to every reader. O(size).
pub(super) fn check(value: &Value) -> Result<(), ValueFault> {
    let mut rest = vec![(value, 1)];
    while let Some((value, depth)) = rest.pop() {
        if depth > DEPTH_MAX {
            return Err(ValueFault::Depth);
        }
        match value {
            Value::Number(number) => {
                let whole = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
                if whole.is_none_or(|it| it > WHOLE_MAX) {
                    return Err(ValueFault::Number);
                }
            }
            Value::Array(items) => rest.extend(items.iter().map(|it| (it, depth + 1))),
            Value::Object(members) => rest.extend(members.values().map(|it| (it, depth + 1))),
            Value::Null | Value::Bool(_) | Value::String(_) => {}
        }
    }
    Ok(())
}

/// The canonical bytes of anything whose numbers were checked.
pub(super) fn bytes(value: &impl Serialize) -> Result<Vec<u8>, ValueFault> {
    serde_jcs::to_vec(value).map_err(|_| ValueFault::Form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_example_of_rfc_8785_is_written_as_there() {
        // Section 3.2.3: the names sort by their UTF-16 code units.
        let value: Value = serde_json::from_str(
            "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\",\
             \"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\",\
             \"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}",
        )
        .unwrap();
        let text = String::from_utf8(bytes(&value).unwrap()).unwrap();
        let places: Vec<usize> =
            ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"].map(|it| text.find(it).unwrap()).into();
        assert!(places.is_sorted(), "{text}");
    }

    #[test]
    fn what_readers_understand_differently_is_refused() {
        let deep = |depth| (1..depth).fold(json!([]), |it, _| json!([it]));
        for (fault, value, answer) in [
            ("fraction", json!(0.5), Err(ValueFault::Number)),
            ("whole_as_float", json!(1.0), Err(ValueFault::Number)),
            ("past_2_53", json!({"a": [9_007_199_254_740_992_u64]}), Err(ValueFault::Number)),
            ("largest", json!(9_007_199_254_740_991_u64), Ok(())),
            ("past_minus_2_53", json!(-9_007_199_254_740_992_i64), Err(ValueFault::Number)),
            ("least", json!(-9_007_199_254_740_991_i64), Ok(())),
            ("most_negative", json!(i64::MIN), Err(ValueFault::Number)),
            ("deepest", deep(32), Ok(())),
            ("too_deep", deep(33), Err(ValueFault::Depth)),
        ] {
            assert_eq!(check(&value), answer, "{fault}");
        }
    }

    #[test]
    fn the_largest_numbers_are_written_in_full() {
        assert_eq!(
            bytes(&json!([WHOLE_MAX, -9_007_199_254_740_991_i64, 0])).unwrap(),
            b"[9007199254740991,-9007199254740991,0]"
        );
    }
}
