//! JSON from strangers: bytes in, a tree of bounded depth and size without repeated names out.
//!
//! A name that stands twice is refused (RFC 8725 and RFC 7515 section 4: two readers may each take
//! another one). Knows nothing of what the names mean.

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::{Cell, RefCell};
use std::fmt;

/// How deep values may nest; the deepest attribute of an EUDI PID stands at depth 3.
pub(crate) const DEPTH_MAX: u32 = 32;
/// How many values a text may hold; the largest document met holds fewer than 200.
pub(crate) const VALUES_MAX: u32 = 50_000;

/// Why bytes are not JSON that may be read. Carries nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonFault {
    /// Not JSON (RFC 8259), or not an object where one is asked.
    #[error("the text is not the JSON that is asked here")]
    Form,
    /// A name stands twice in one object.
    #[error("a name stands twice in one JSON object")]
    NameTwice,
    /// Values nest deeper than 32.
    #[error("the JSON nests deeper than 32")]
    Depth,
    /// More than 50,000 values.
    #[error("the JSON holds more than 50000 values")]
    Count,
}

/// Reads one JSON value and nothing after it.
///
/// # Errors
/// A [`JsonFault`]; the first that is met.
pub(crate) fn read(bytes: &[u8]) -> Result<Value, JsonFault> {
    read_with(bytes, &Limits::new(None))
}

/// One step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Into the member of that name, which is a stranger's text.
    Name(String),
    /// Into the item with that number, from 0.
    Item(usize),
}

/// The same, and where the value stands that could not be read: the steps to it from the outermost value.
///
/// # Errors
/// As [`read`], with the way.
pub(crate) fn read_placed(bytes: &[u8]) -> Result<Value, (JsonFault, Vec<Step>)> {
    let limits = Limits::new(Some(RefCell::default()));
    read_with(bytes, &limits).map_err(|it| (it, limits.way.map(RefCell::into_inner).unwrap_or_default()))
}

fn read_with(bytes: &[u8], limits: &Limits) -> Result<Value, JsonFault> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Seed { limits, depth: 0 }.deserialize(&mut reader).map_err(|_| limits.fault.get())?;
    reader.end().map_err(|_| JsonFault::Form)?;
    Ok(value)
}

/// Reads one JSON object and nothing after it.
///
/// # Errors
/// A [`JsonFault`], also for a value that is no object.
pub(crate) fn read_object(bytes: &[u8]) -> Result<Map<String, Value>, JsonFault> {
    match read(bytes)? {
        Value::Object(map) => Ok(map),
        _ => Err(JsonFault::Form),
    }
}

/// The fault lies beside the error because serde's errors carry only texts.
struct Limits {
    fault: Cell<JsonFault>,
    left: Cell<u32>,
    /// The way to the value that is being read, where somebody asks for it.
    way: Option<RefCell<Vec<Step>>>,
}

impl Limits {
    const fn new(way: Option<RefCell<Vec<Step>>>) -> Self {
        Self { fault: Cell::new(JsonFault::Form), left: Cell::new(VALUES_MAX), way }
    }

    /// Goes a step down; what fails there leaves it on the way.
    fn down(&self, step: impl FnOnce() -> Step) {
        if let Some(way) = &self.way {
            way.borrow_mut().push(step());
        }
    }

    fn up(&self) {
        if let Some(way) = &self.way {
            way.borrow_mut().pop();
        }
    }

    fn refuse<E: Error>(&self, fault: JsonFault) -> E {
        self.fault.set(fault);
        E::custom("refused")
    }
}

#[derive(Clone, Copy)]
struct Seed<'a> {
    limits: &'a Limits,
    depth: u32,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let Some(left) = self.limits.left.get().checked_sub(1) else {
            return Err(self.limits.refuse(JsonFault::Count));
        };
        self.limits.left.set(left);
        deserializer.deserialize_any(self)
    }
}

impl Seed<'_> {
    fn inner<E: Error>(self) -> Result<Self, E> {
        if self.depth == DEPTH_MAX {
            return Err(self.limits.refuse(JsonFault::Depth));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, it: bool) -> Result<Value, E> {
        Ok(Value::Bool(it))
    }

    fn visit_i64<E: Error>(self, it: i64) -> Result<Value, E> {
        Ok(it.into())
    }

    fn visit_u64<E: Error>(self, it: u64) -> Result<Value, E> {
        Ok(it.into())
    }

    fn visit_f64<E: Error>(self, it: f64) -> Result<Value, E> {
        Ok(it.into())
    }

    fn visit_str<E: Error>(self, it: &str) -> Result<Value, E> {
        Ok(it.into())
    }

    fn visit_string<E: Error>(self, it: String) -> Result<Value, E> {
        Ok(it.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut found = Vec::new();
        self.limits.down(|| Step::Item(0));
        while let Some(item) = items.next_element_seed(inner)? {
            found.push(item);
            self.limits.up();
            self.limits.down(|| Step::Item(found.len()));
        }
        self.limits.up();
        Ok(Value::Array(found))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut found = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            self.limits.down(|| Step::Name(name.clone()));
            let value = members.next_value_seed(inner)?;
            if found.insert(name, value).is_some() {
                return Err(self.limits.refuse(JsonFault::NameTwice));
            }
            self.limits.up();
        }
        Ok(Value::Object(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bad_texts_are_refused_by_name() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        for (fault, text, error) in [
            ("empty", String::new(), JsonFault::Form),
            ("rest", "{} {}".into(), JsonFault::Form),
            ("open", "{\"a\":1".into(), JsonFault::Form),
            ("comma_at_the_end", "[1,]".into(), JsonFault::Form),
            ("name_twice", "{\"a\":1,\"a\":1}".into(), JsonFault::NameTwice),
            ("name_twice_by_escape", "{\"a\":1,\"\\u0061\":2}".into(), JsonFault::NameTwice),
            ("name_twice_inside", "[{\"a\":{\"b\":1,\"b\":2}}]".into(), JsonFault::NameTwice),
            ("deep", nested(33), JsonFault::Depth),
            ("very_deep", nested(100_000), JsonFault::Depth),
            ("many", format!("[{}0]", "0,".repeat(50_000)), JsonFault::Count),
            ("lone_surrogate", "\"\\ud800\"".into(), JsonFault::Form),
            ("number_beyond_floats", "1e999".into(), JsonFault::Form),
        ] {
            assert_eq!(read(text.as_bytes()), Err(error), "{fault}");
        }
        assert!(read(nested(32).as_bytes()).is_ok());
        assert_eq!(read(b"\xff"), Err(JsonFault::Form));
        assert_eq!(read_object(b"[]"), Err(JsonFault::Form));
    }

    #[test]
    fn a_fault_is_told_with_its_place() {
        let way = |text: &str| read_placed(text.as_bytes()).unwrap_err().1;
        let name = |it: &str| Step::Name(it.to_owned());
        assert_eq!(way("{\"a\":[{},{\"b\":1,\"b\":2}],\"c\":3}"), [name("a"), Step::Item(1), name("b")]);
        assert_eq!(way("{\"a\":[1,2,"), [name("a"), Step::Item(2)]);
        assert_eq!(way("{\"a\":1,\"c\":{\"d\":nul}}"), [name("c"), name("d")]);
        assert_eq!(read_placed(b"[1,[2],{\"a\":[]}]").unwrap(), read(b"[1,[2],{\"a\":[]}]").unwrap());
    }

    proptest! {
        /// The oracle: serde_json's own reader, where it sees no repeated name.
        #[test]
        fn small_texts_read_as_serde_json_reads_them(text in "[\\[\\]{}:,\"a-b0-9.e -]{0,14}|\\{\"a\":[0-9]{1,3}(,\"b\":\\[1,null,true\\])?\\}") {
            let (ours, theirs) = (read(text.as_bytes()), serde_json::from_str::<Value>(&text));
            match (ours, theirs) {
                (Ok(ours), Ok(theirs)) => prop_assert_eq!(ours, theirs),
                (Err(JsonFault::NameTwice), Ok(_)) | (Err(JsonFault::Form), Err(_)) => {}
                (ours, theirs) => prop_assert!(false, "{:?} {:?}", ours, theirs.is_ok()),
            }
        }
    }
}
