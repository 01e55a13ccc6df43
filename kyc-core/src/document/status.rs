//! Where the status of a document stands: a member of a token or mobile document → list and index.
//!
//! Draft-ietf-oauth-status-list, section "Referenced Token". Looks nothing up.

use super::cbor::{Content, Item};
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
    /// Reads `{"status_list":{"idx":0,"uri":"…"}}`; other kinds of status are no reference.
    pub(super) fn of_json(status: Option<&Value>) -> Result<Option<Self>, ()> {
        let Some(status) = status else { return Ok(None) };
        let Some(list) = status.as_object().ok_or(())?.get("status_list") else { return Ok(None) };
        let uri = list.get("uri").and_then(Value::as_str).ok_or(())?;
        let index = list.get("idx").and_then(Value::as_u64).ok_or(())?;
        Ok(Some(Self { uri: uri.to_owned(), index }))
    }

    /// Reads the same as CBOR, from a mobile security object (ISO/IEC 18013-5, second edition).
    pub(super) fn of_cbor(status: Option<&Item<'_>>) -> Result<Option<Self>, ()> {
        let Some(status) = status else { return Ok(None) };
        if !matches!(status.content, Content::Map(_)) {
            return Err(());
        }
        let Some(list) = status.get("status_list") else { return Ok(None) };
        let uri = list.get("uri").and_then(Item::text).ok_or(())?;
        let index = list.get("idx").and_then(Item::unsigned).ok_or(())?;
        Ok(Some(Self { uri: uri.to_owned(), index }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_reference_is_read_and_other_kinds_are_none() {
        let read = |it: Value| StatusReference::of_json(Some(&it));
        let found = StatusReference { uri: "https://example.com/1".into(), index: 7 };
        assert_eq!(read(json!({"status_list": {"idx": 7, "uri": "https://example.com/1"}})), Ok(Some(found)));
        assert_eq!(read(json!({"assertion": {}})), Ok(None));
        assert_eq!(StatusReference::of_json(None), Ok(None));
        for wrong in [json!([]), json!({"status_list": {}}), json!({"status_list": {"idx": -1, "uri": "u"}})] {
            assert_eq!(read(wrong.clone()), Err(()), "{wrong}");
        }
    }
}
