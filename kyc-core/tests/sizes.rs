//! Every file of this library opens with its sentence and stays small, and so do its functions.
//!
//! Catches length; cannot judge sense.

mod house;

use house::sizes::{functions, offences};
use house::{Source, demand_none, sources};
use std::path::Path;

#[test]
fn files_and_functions_stay_small_and_open_with_their_sentence() {
    let folders = ["src", "tests", "benches", "examples"];
    let all: Vec<Source> = folders.iter().flat_map(|it| sources(Path::new(env!("CARGO_MANIFEST_DIR")), it)).collect();
    assert!(all.len() > 5, "the sources were found");
    demand_none("sizes and headers", &offences(&all));
}

fn of(text: &str) -> Vec<String> {
    offences(&[Source { path: "x.rs".into(), text: text.into() }])
}

#[test]
fn a_file_without_its_sentence_or_past_its_length_is_found() {
    assert_eq!(of("fn f() {}"), ["x.rs:1: does not open with its sentence (//!)"]);
    assert_eq!(of(&format!("//! S.\n{}", "\n".repeat(449))), [""; 0]);
    assert_eq!(of(&format!("//! S.\n{}", "\n".repeat(450))), ["x.rs: 451 lines, more than 450"]);
}

#[test]
fn a_long_function_needs_a_reason() {
    let long =
        |above: &str, lines: usize| format!("//! S.\n{above}pub fn f(x: [u8; 2]) {{{}}}\n", "\n".repeat(lines - 1));
    assert_eq!(of(&long("", 70)), [""; 0]);
    assert_eq!(of(&long("", 71)), ["x.rs:2: f has 71 lines, more than 70"]);
    assert_eq!(of(&long("// long: one table, read from top to bottom\n/// Doc.\n#[inline]\n", 71)), [""; 0]);
    assert_eq!(of(&long("// long:\n", 71)).len(), 1, "a reason says something");
    assert_eq!(of(&long("// long: one table, read from top to bottom\n\n", 71)).len(), 1, "it stands directly above");
}

#[test]
fn functions_are_found_with_their_lines() {
    let text = "trait T {\n fn a(&self);\n fn b(&self) {\n }\n}\nfn c(f: fn(u8) -> u8) -> [u8; 2] {\n fn d() {}\n \"}\"; '{'; \n}";
    let found: Vec<(String, usize, usize)> = functions(&house::tokens::tokens(text));
    let found: Vec<(&str, usize, usize)> = found.iter().map(|it| (it.0.as_str(), it.1, it.2)).collect();
    assert_eq!(found, [("b", 3, 4), ("c", 6, 9), ("d", 7, 7)]);
}
