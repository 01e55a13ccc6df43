//! The architecture, executed: ARCHITECTURE.md's table of rooms against the sources of this library.
//!
//! Catches a path that names a room or the outside; cannot see what a macro expands to.

mod house;

use house::rooms::{Named, Table, built, flaws, noises, offences, paths, table};
use house::tokens::{tokens, without_tests};
use house::{Source, demand_none};
use std::path::Path;

const HERE: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn rooms_use_only_what_the_table_allows() {
    let document = std::fs::read_to_string(Path::new(HERE).join("../ARCHITECTURE.md")).unwrap();
    let (table, files) = (table(&document, "kyc-core"), built(Path::new(HERE)));
    demand_none("the table of rooms", &flaws(&table, &files));
    demand_none("rooms that use what they may not", &offences(&files, &table));
}

#[test]
fn the_library_is_silent() {
    demand_none("a library reads and prints nothing", &noises(&built(Path::new(HERE))));
}

fn file(path: &str, text: &str) -> (Source, Vec<house::tokens::Token>) {
    let (tokens, _) = without_tests(tokens(text));
    (Source { path: path.into(), text: text.into() }, tokens)
}

fn two_rooms() -> Table {
    table("### Rooms of x\n\n| room | uses |\n|---|---|\n| `a` | – |\n| `b` | `a` |\n\n### Next\n| `c` | `a` |", "x")
}

#[test]
fn the_table_is_read_from_the_document() {
    let rooms = two_rooms();
    assert_eq!(rooms.len(), 2);
    assert_eq!(rooms[1].0, "b");
    assert!(rooms[0].1.is_empty() && rooms[1].1.contains("a"));
    assert_eq!(table("no such heading", "x"), Table::new());
}

/// Each text stands in room `a`, which may use nothing.
#[test]
fn a_forbidden_use_is_found_however_it_is_written() {
    for (how, path, text, line) in [
        ("plain", "src/a.rs", "\nuse crate::b::X;", 2),
        ("group", "src/a.rs", "use crate::{\n a::Y,\n b::{X},\n};", 3),
        ("nested_group", "src/a.rs", "use {std::fmt, crate::b as c};", 1),
        ("in_code", "src/a.rs", "fn f() -> u8 {\n crate::b::x()\n}", 2),
        ("type", "src/a.rs", "struct S(Vec<crate::b::X>);", 1),
        ("super_of_a_room_file", "src/a.rs", "use super::b::X;", 1),
        ("super_twice", "src/a/c.rs", "use super::super::b;", 1),
        ("super_in_a_group", "src/a/c.rs", "use super::{d, super::b};", 1),
        ("super_in_an_inline_module", "src/a.rs", "mod c { use super::super::b; }", 1),
        ("reexport", "src/a.rs", "pub use crate::b;", 1),
        ("glob_of_the_root", "src/a.rs", "use crate::*;", 1),
        ("macro_body", "src/a.rs", "macro_rules! m { () => { $crate::b::x() } }", 1),
        ("after_a_lifetime", "src/a.rs", "fn f<'a>(x: &'a u8) { let c = 'x'; crate::b::x() }", 1),
        ("after_a_raw_string", "src/a.rs", "const S: &str = r#\"\" \"#; use crate::b;", 1),
    ] {
        let found = offences(&[file(path, text)], &two_rooms());
        assert_eq!(found.len(), 1, "{how}: {found:?}");
        assert!(found[0].starts_with(&format!("{path}:{line}: a ")), "{how}: {}", found[0]);
    }
}

#[test]
fn an_allowed_use_is_no_offence() {
    for (how, path, text) in [
        ("own_room", "src/a/c.rs", "use crate::a::X; use super::Y; use self::z::Z;"),
        ("allowed_room", "src/b/c.rs", "use crate::{a::{X, Y}, b::Z}; fn f(x: crate::a::X) {}"),
        ("comment", "src/a.rs", "// use crate::b;\n/* crate::b /* nested */ crate::b */\n/// [`crate::b`]\nfn f() {}"),
        ("string", "src/a.rs", "const S: &str = \"crate::b \\\" crate::b\"; const T: &[u8] = br##\"crate::b\"# \"##;"),
        ("test", "src/a.rs", "#[cfg(test)]\nmod tests { use crate::b; }\nfn f() {}"),
        ("test_use", "src/a.rs", "#[cfg(test)] use crate::b::X;"),
        ("root", "src/lib.rs", "pub use crate::b::X;"),
        ("visibility", "src/a/c.rs", "pub(in crate::a) fn f() {} pub(crate) fn g() {} pub(super) fn h() {}"),
        ("foreign_path", "src/a.rs", "use std::b::crate_b; fn f() { x::b::y() }"),
    ] {
        demand_none(how, &offences(&[file(path, text)], &two_rooms()));
    }
}

#[test]
fn paths_are_followed_through_groups_and_modules() {
    let text = "use super::{x::{self, Y as Z}, *};\nmod n { use super::w; } use crate::v::<u8>;";
    let module = ["a".to_owned(), "c".to_owned()];
    let named: Vec<String> = paths(&tokens(text), &module, &[]).into_iter().map(show).collect();
    assert_eq!(named, ["1 crate::a::x", "1 crate::a::x::Y", "1 crate::a::*", "2 crate::a::c::w", "2 crate::v"]);
}

fn show(it: Named) -> String {
    format!("{} {}", it.line, it.path.join("::"))
}

#[test]
fn a_wrong_table_is_found() {
    let table = table("### Rooms of x\n| `a` | `b` |\n| `b` | – |\n| `b` | `a` |\n| `c` | `c` |", "x");
    let found = flaws(&table, &[file("src/a.rs", ""), file("src/b/mod.rs", "")]);
    assert_eq!(
        found,
        [
            "a may use b, which does not stand above it",
            "b stands twice in the table",
            "c may use c, which does not stand above it",
            "c stands in the table and not in src",
        ]
    );
    assert_eq!(flaws(&Table::new(), &[]).len(), 1);
    assert_eq!(offences(&[file("src/d.rs", "")], &table).len(), 1, "a room that is not in the table");
}

#[test]
fn every_way_out_is_heard() {
    for text in [
        "fn f() { println!(\"x\"); }",
        "fn f() { dbg!(1); }",
        "use std::fs;",
        "use std::{fmt, fs::File};",
        "fn f() { ::std::env::var(\"X\"); }",
        "use std::time::{Duration, Instant};",
        "use std::time;",
        "use std::time::*;",
        "use std::net::TcpStream;",
        "use std::{io::{self, stdout}, fmt};",
        "fn f() { std::process::exit(1) }",
    ] {
        assert_eq!(noises(&[file("src/a.rs", text)]).len(), 1, "{text}");
    }
    for text in [
        "use std::time::Duration; use std::io::Read; use crate::base::Instant;",
        "// println!(\"x\")\nfn f() { writeln!(w, \"std::fs\"); }",
        "#[cfg(test)] mod tests { fn f() { println!(\"x\"); std::fs::read(\"x\"); } }",
        "use std::format as print;",
    ] {
        demand_none(text, &noises(&[file("src/a.rs", text)]));
    }
}
