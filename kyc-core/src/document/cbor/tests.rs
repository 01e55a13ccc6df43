//! The reader of CBOR against RFC 8949's own examples, against `ciborium`, and against bad input.

use super::*;
use proptest::prelude::*;

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// RFC 8949, appendix A, in a notation of our own.
fn shown(item: &Item<'_>) -> String {
    let list = |items: &[Item<'_>]| items.iter().map(shown).collect::<Vec<_>>().join(",");
    match &item.content {
        Content::Number(it) => it.to_string(),
        Content::Bytes(it) => format!("h{it:02x?}"),
        Content::Text(it) => format!("{it:?}"),
        Content::Array(items) => format!("[{}]", list(items)),
        Content::Map(entries) => {
            let pairs: Vec<_> = entries.iter().map(|it| format!("{}:{}", shown(&it.0), shown(&it.1))).collect();
            format!("{{{}}}", pairs.join(","))
        }
        Content::Tag(tag, inner) => format!("{tag}({})", shown(inner)),
        Content::Flag(it) => it.to_string(),
        Content::Other => "other".into(),
    }
}

#[test]
fn the_examples_of_rfc_8949_are_read() {
    for (hex, expected) in [
        ("00", "0"),
        ("1818", "24"),
        ("1bffffffffffffffff", "18446744073709551615"),
        ("3bffffffffffffffff", "-18446744073709551616"),
        ("3903e7", "-1000"),
        ("f93c00", "other"),
        ("f4", "false"),
        ("f6", "other"),
        ("f8ff", "other"),
        ("c11a514b67b0", "1(1363896240)"),
        ("d818456449455446", "24(h[64, 49, 45, 54, 46])"),
        ("62c3bc", "\"ü\""),
        ("8301820203820405", "[1,[2,3],[4,5]]"),
        ("a26161016162820203", "{\"a\":1,\"b\":[2,3]}"),
        ("9f018202039f0405ffff", "[1,[2,3],[4,5]]"),
        ("bf61610161629f0203ffff", "{\"a\":1,\"b\":[2,3]}"),
    ] {
        let bytes = bytes(hex);
        let item = read(&bytes).unwrap();
        assert_eq!(shown(&item), expected, "{hex}");
        assert_eq!(item.raw, bytes);
    }
}

#[test]
fn bad_input_is_refused_by_name() {
    let deep = format!("{}00", "81".repeat(25));
    for (fault, hex, error) in [
        ("empty", "", CborFault::Cut),
        ("cut_number", "1901", CborFault::Cut),
        ("cut_text", "6361", CborFault::Cut),
        ("cut_array", "8201", CborFault::Cut),
        ("cut_open_array", "9f01", CborFault::Cut),
        ("huge_bytes", "5bffffffffffffffff", CborFault::Cut),
        ("huge_array", "9bffffffffffffffff00", CborFault::Cut),
        ("rest", "0000", CborFault::Rest),
        ("reserved_argument", "1c", CborFault::Head),
        ("break_alone", "ff", CborFault::Head),
        ("open_number", "1f", CborFault::Head),
        ("open_tag", "df00", CborFault::Head),
        ("break_for_a_value", "bf00ff", CborFault::Head),
        ("short_simple_in_two_bytes", "f814", CborFault::Head),
        ("open_bytes", "5f4100ff", CborFault::Indefinite),
        ("not_utf8", "61ff", CborFault::Text),
        ("text_key_twice", "a2616100616101", CborFault::KeyTwice),
        ("number_key_twice_written_longer", "a20100180101", CborFault::KeyTwice),
        ("array_key_twice", "a280008000", CborFault::KeyTwice),
        ("deep", &deep, CborFault::Depth),
    ] {
        assert_eq!(read(&bytes(hex)).err(), Some(error), "{fault}");
    }
    assert!(read(&bytes(&deep[2..])).is_ok());
    assert_eq!(read(&[0x81; 1 << 20]).err(), Some(CborFault::Depth));
    let many: Vec<u8> = [&[0x9f][..], &[0; 50_000], &[0xff]].concat();
    assert_eq!(read(&many).err(), Some(CborFault::Count));
}

#[test]
fn lookups_go_by_what_a_key_says() {
    let bytes = bytes("a3613105180107d8184100f5");
    let item = read(&bytes).unwrap();
    assert_eq!((item.get("1").and_then(Item::number), item.label(1).and_then(Item::unsigned)), (Some(5), Some(7)));
    assert_eq!(item.map().unwrap()[2].0.encoded(), Some(&[0][..]));
    assert!(item.get("2").is_none() && item.label(2).is_none() && item.text().is_none() && item.array().is_none());
}

fn trees() -> impl Strategy<Value = ciborium::Value> {
    use ciborium::Value;
    let leaf = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        "[a-c]{0,2}".prop_map(Value::from),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map("[a-e]", inner.clone(), 0..4)
                .prop_map(|it| Value::Map(it.into_iter().map(|(k, v)| (Value::from(k), v)).collect())),
            (0_u64..70_000, inner).prop_map(|(tag, it)| Value::Tag(tag, Box::new(it))),
        ]
    })
}

fn same(ours: &Item<'_>, theirs: &ciborium::Value) -> bool {
    use ciborium::Value;
    match (&ours.content, theirs) {
        (Content::Number(a), Value::Integer(b)) => *a == i128::from(*b),
        (Content::Bytes(a), Value::Bytes(b)) => *a == b.as_slice(),
        (Content::Text(a), Value::Text(b)) => a == b,
        (Content::Flag(a), Value::Bool(b)) => a == b,
        (Content::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|it| same(it.0, it.1)),
        (Content::Map(a), Value::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(&a.0, &b.0) && same(&a.1, &b.1))
        }
        (Content::Tag(a, x), Value::Tag(b, y)) => a == b && same(x, y),
        _ => false,
    }
}

proptest! {
    /// The oracle: `ciborium`, which wrote the bytes.
    #[test]
    fn what_ciborium_writes_is_read_alike(tree in trees()) {
        let mut bytes = Vec::new();
        ciborium::into_writer(&tree, &mut bytes).unwrap();
        let item = read(&bytes);
        prop_assert!(item.as_ref().is_ok_and(|it| same(it, &tree) && it.raw == bytes), "{:?}", item.err());
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        if let Ok(item) = read(&bytes) {
            prop_assert_eq!(item.raw, bytes.as_slice());
        }
    }

    #[test]
    fn what_is_written_is_read(text in ".{0,300}", data in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut out = Vec::new();
        write_array(&mut out, 3);
        write_text(&mut out, &text);
        write_bytes(&mut out, &data);
        write_encoded(&mut out, &data);
        let item = read(&out).unwrap();
        let items = item.array().unwrap();
        prop_assert_eq!((items[0].text(), items[1].bytes(), items[2].encoded()), (Some(text.as_str()), Some(&data[..]), Some(&data[..])));
    }
}
