//! Drawings of small flows. The reader below takes only what DOT's grammar allows for our kind
//! of file; it does not lay anything out, so a drawing that is valid but ugly passes.

use super::*;
use crate::ledger::{SourceIndex, SymbolId, TextId};
use proptest::prelude::*;

fn transfer(book: &mut Book, from: &str, to: &str, micros: i64, txid: &str) -> Transfer {
    Transfer {
        amount: Amount::new(15, 1).unwrap(),
        time: Instant::from_micros(micros),
        sequence: 0,
        value: None,
        txid: book.texts.keep(txid).unwrap(),
        memo: TextId::NONE,
        from: book.parties.wallet(from),
        to: book.parties.wallet(to),
        from_customer: None,
        to_customer: None,
        asset: SymbolId(book.assets.intern("ETH")),
        kind: SymbolId(book.kinds.intern("transfer")),
        index: 0,
        source: SourceIndex(0),
        line: 2,
    }
}

#[test]
fn parties_are_numbered_by_first_appearance_whatever_the_book_says() {
    let mut book = Book::default();
    for name in ["c", "b", "a"] {
        book.parties.wallet(name);
    }
    let rows = [transfer(&mut book, "a", "b", 0, "t1"), transfer(&mut book, "b", "c", 1_500_000, "t2")];
    let flow = evidence(&rows, &book);
    let names: Vec<_> = flow.node_weights().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(
        dot(&flow),
        "digraph flow {\n  rankdir=LR;\n  node [fontname=\"monospace\"];\n  \
         n0 [label=\"a\", tooltip=\"a\", shape=ellipse];\n  \
         n1 [label=\"b\", tooltip=\"b\", shape=ellipse];\n  \
         n2 [label=\"c\", tooltip=\"c\", shape=ellipse];\n  \
         n0 -> n1 [label=\"1.5 ETH\\n1970-01-01T00:00:00Z\", tooltip=\"t1\"];\n  \
         n1 -> n2 [label=\"1.5 ETH\\n1970-01-01T00:00:01.500000Z\", tooltip=\"t2\"];\n}\n"
    );
}

#[test]
fn a_customer_stands_for_its_wallets_and_parallel_transfers_all_stay() {
    let mut book = Book::default();
    let customer = book.parties.customer("42");
    let mut rows = [transfer(&mut book, "x1", "w", 0, ""), transfer(&mut book, "x2", "w", 0, "")];
    for row in &mut rows {
        row.from_customer = Some(customer);
    }
    let flow = evidence(&rows, &book);
    assert_eq!((flow.node_count(), flow.edge_count()), (2, 2));
    let first = flow.node_weights().next().unwrap();
    assert_eq!((first.name.as_str(), first.kind), ("42", PartyKind::Customer));
    assert!(dot(&flow).contains("n0 [label=\"42\", tooltip=\"42\", shape=box]"));
}

#[test]
fn long_names_shorten_in_the_middle_unless_they_would_look_alike() {
    let mut book = Book::default();
    let long = "0x1111111111222222222233333333334444444444";
    let one = [transfer(&mut book, long, "b", 0, "")];
    let alone = dot(&evidence(&one, &book));
    assert!(alone.contains(&format!("label=\"0x11111111…444444\", tooltip=\"{long}\"")), "{alone}");

    let twin = "0x1111111111999999999933333333334444444444";
    let two = [transfer(&mut book, long, twin, 0, "")];
    let both = dot(&evidence(&two, &book));
    assert!(both.contains(&format!("label=\"{long}\"")) && both.contains(&format!("label=\"{twin}\"")), "{both}");
}

#[test]
fn hostile_names_stay_inside_their_quotes() {
    for (name, written) in [
        ("a\"]; evil [label=\"", r#"a\"]; evil [label=\""#),
        ("ends in \\", r"ends in \\"),
        ("\\N\\G", r"\\N\\G"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("two\nlines\0", "two{U+000A}lines{U+0000}"),
        ("\u{202e}dlog", "{U+202E}dlog"),
        ("<b>", "<b>"),
    ] {
        let mut book = Book::default();
        let flow = evidence(&[transfer(&mut book, name, "b", 0, name)], &book);
        let drawing = dot(&flow);
        assert!(drawing.contains(&format!("tooltip=\"{written}\"")), "{name:?} in {drawing}");
        assert_eq!(statements(&drawing), Ok((2, 1)), "{drawing}");
    }
}

proptest! {
    #[test]
    fn any_names_give_a_readable_drawing(names in prop::collection::vec((".{0,30}", ".{0,30}", ".{0,8}"), 0..6)) {
        let mut book = Book::default();
        let rows: Vec<_> = names.iter().map(|(from, to, txid)| transfer(&mut book, from, to, 0, txid)).collect();
        let flow = evidence(&rows, &book);
        prop_assert_eq!(statements(&dot(&flow)), Ok((flow.node_count(), flow.edge_count())));
    }
}

/// Reads a drawing by DOT's grammar and counts its nodes and edges, or says what is wrong.
fn statements(drawing: &str) -> Result<(usize, usize), String> {
    let body = drawing.strip_prefix("digraph flow {\n").and_then(|it| it.strip_suffix("}\n")).ok_or("no digraph")?;
    let (mut nodes, mut edges) = (0, 0);
    for line in body.lines() {
        let bare = without_strings(line)?;
        if bare.is_empty() || !bare.ends_with(';') || bare.matches(';').count() != 1 {
            return Err(format!("not one statement: {line}"));
        }
        edges += usize::from(bare.contains("->"));
        nodes += usize::from(bare.starts_with("  n") && bare.contains("shape=") && !bare.contains("->"));
    }
    Ok((nodes, edges))
}

/// The line with each quoted string as `""`; a string must close on its own line.
fn without_strings(line: &str) -> Result<String, String> {
    let (mut out, mut inside, mut chars) = (String::new(), false, line.chars());
    while let Some(it) = chars.next() {
        match (inside, it) {
            (true, '\\') => {
                chars.next().filter(|it| ['"', '\\', 'n'].contains(it)).ok_or("a strange escape")?;
            }
            (_, '"') => {
                inside = !inside;
                out.push('"');
            }
            (true, it) if it.is_control() => return Err(format!("control character {it:?}")),
            (true, _) => {}
            (false, it) => out.push(it),
        }
    }
    if inside { Err(format!("an open string: {line}")) } else { Ok(out) }
}
