//! Where the status of a document stands: a member of a token or mobile document → list and index.
//!
//! Draft-ietf-oauth-status-list, section "Referenced Token". Looks nothing up.

use super::cbor::Item;
use serde_json::Value;

/// The place of a document's status in a status list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusReference {
    /// The address of the list, which is also the `sub` of its token.
    pub uri: String,
    /// The place in the list, from 0.
    pub index: u64,
}

impl StatusReference {
    /// Reads `{"status_list":{"idx":0,"uri":"…"}}`; other kinds of status are no reference, and no other form is.
    pub(super) fn of_json(status: &Value) -> Option<Self> {
        let list = status.get("status_list")?;
        let (uri, index) = (list.get("uri")?.as_str()?, list.get("idx")?.as_u64()?);
        Some(Self { uri: uri.to_owned(), index })
    }

    /// Reads the same as CBOR, from a mobile security object (ISO/IEC 18013-5, second edition).
    pub(super) fn of_cbor(status: &Item<'_>) -> Option<Self> {
        let list = status.get("status_list")?;
        let (uri, index) = (list.get("uri")?.text()?, list.get("idx")?.unsigned()?);
        Some(Self { uri: uri.to_owned(), index })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_reference_is_read_and_other_kinds_are_none() {
        let read = |it: Value| StatusReference::of_json(&it);
        let found = StatusReference { uri: "https://example.com/1".into(), index: 7 };
        assert_eq!(read(json!({"status_list": {"idx": 7, "uri": "https://example.com/1"}})), Some(found));
        for other in [
            json!({"assertion": {}}),
            json!({}),
            json!([]),
            json!("ok"),
            json!({"status_list": {}}),
            json!({"status_list": {"idx": -1, "uri": "u"}}),
            json!({"status_lists": {"idx": 1, "uri": "u"}}),
        ] {
            assert_eq!(read(other.clone()), None, "{other}");
        }
    }
}
