//! Which room may use which: the table of ARCHITECTURE.md and the sources in, offences out.
//!
//! A room is a folder or a file directly below `src`. The table is read from the document
//! itself, so that the drawing and the demand cannot differ.

use super::tokens::{Token, tokens, without_tests};
use super::{Source, sources};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The rooms of a crate in the order of the document, each with the rooms it may use.
pub(crate) type Table = Vec<(String, BTreeSet<String>)>;

/// Reads the table under the heading `### Rooms of NAME`: first column the room, second what it may use.
///
/// Names stand in backticks; a dash stands for none.
pub(crate) fn table(document: &str, name: &str) -> Table {
    let heading = format!("### Rooms of {name}");
    let below = document.lines().skip_while(|it| it.trim() != heading).skip(1);
    let rows = below.take_while(|it| !it.starts_with('#')).filter(|it| it.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').collect();
        let named = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        let room = named(cells[1]).concat();
        (room, named(cells[2]).into_iter().collect())
    })
    .collect()
}

/// A path in a source: the segments it names and the line it stands on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) path: Vec<String>,
    pub(crate) line: usize,
}

/// Every path of the text that begins at the crate's root, after `super` and `self` are resolved, and
/// every path that begins with one of `outside`, for a file that is the module `module`.
pub(crate) fn paths(tokens: &[Token], module: &[String], outside: &[&str]) -> Vec<Named> {
    let mut found = Vec::new();
    let mut inline: Vec<(String, usize)> = Vec::new();
    let (mut depth, mut at) = (0_usize, 0);
    while at < tokens.len() {
        let token = &tokens[at];
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                inline.retain(|it| it.1 <= depth);
            }
            "mod" if tokens.get(at + 2).is_some_and(|it| it.is("{")) => {
                inline.push((tokens[at + 1].text.clone(), depth + 1));
            }
            root if is_start(tokens, at) => {
                let here = || module.iter().cloned().chain(inline.iter().map(|it| it.0.clone())).collect::<Vec<_>>();
                let prefix = match root {
                    "crate" => Some(vec!["crate".to_owned()]),
                    "self" | "super" => Some(std::iter::once("crate".to_owned()).chain(here()).collect()),
                    it if outside.contains(&it) => Some(vec![it.to_owned()]),
                    _ => None,
                };
                if let Some(mut prefix) = prefix {
                    if root == "super" {
                        prefix.pop();
                    }
                    at = tree(tokens, at + 1, prefix, &mut found);
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn is_start(tokens: &[Token], at: usize) -> bool {
    let before = |by: usize| at.checked_sub(by).and_then(|it| tokens.get(it));
    let rooted = before(1).is_some_and(|it| it.is("::")) && !before(2).is_some_and(|it| it.is_word() || it.is(">"));
    tokens[at].is_word()
        && tokens.get(at + 1).is_some_and(|it| it.is("::"))
        && (rooted || !before(1).is_some_and(|it| it.is("::")))
}

/// Follows a path from the `::` at `at`, through groups, and returns where it ends.
fn tree(tokens: &[Token], mut at: usize, mut path: Vec<String>, found: &mut Vec<Named>) -> usize {
    let line = tokens.get(at.min(tokens.len() - 1)).map_or(0, |it| it.line);
    while tokens.get(at).is_some_and(|it| it.is("::")) {
        let Some(part) = tokens.get(at + 1) else { break };
        if part.is("{") {
            return group(tokens, at + 2, &path, found);
        }
        if part.is("super") {
            path.pop();
        } else if part.is("*") || part.is_word() && !part.is("self") {
            path.push(part.text.clone());
        } else if !part.is("self") {
            break; // generic arguments: `::<T>`
        }
        at += 2;
    }
    found.push(Named { path, line });
    at
}

fn group(tokens: &[Token], mut at: usize, prefix: &[String], found: &mut Vec<Named>) -> usize {
    while at < tokens.len() && !tokens[at].is("}") {
        let mut path = prefix.to_vec();
        if tokens[at].is("{") {
            at = group(tokens, at + 1, prefix, found);
        } else if tokens[at].is_word() || tokens[at].is("*") {
            let line = tokens[at].line;
            match tokens[at].text.as_str() {
                "self" => {}
                "super" => drop(path.pop()),
                part => path.push(part.to_owned()),
            }
            let before = found.len();
            at = tree(tokens, at + 1, path, found);
            found[before..].iter_mut().take(1).for_each(|it| it.line = it.line.min(line));
        } else {
            at += 1;
        }
        // `as name` and the comma.
        while at < tokens.len() && !tokens[at].is(",") && !tokens[at].is("}") {
            at += 1;
        }
        if tokens.get(at).is_some_and(|it| it.is(",")) {
            at += 1;
        }
    }
    at + 1
}

/// The module a file below `src` is: `src/a/b.rs` is `a::b`, `src/a/mod.rs` is `a`, `src/lib.rs` the root.
pub(crate) fn module(path: &Path) -> Vec<String> {
    let parts = path.with_extension("");
    let mut parts: Vec<String> = parts.iter().skip(1).map(|it| it.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|it| matches!(it.as_str(), "mod" | "lib" | "main")) {
        parts.pop();
    }
    parts
}

/// The tokens of every file of `src` as it is built for use: tests and test-only files cut out.
pub(crate) fn built(crate_root: &Path) -> Vec<(Source, Vec<Token>)> {
    let mut tests: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut files = Vec::new();
    for source in sources(crate_root, "src") {
        let (kept, modules) = without_tests(tokens(&source.text));
        let here = module(&source.path);
        tests.extend(modules.into_iter().map(|it| here.iter().cloned().chain([it]).collect()));
        files.push((source, kept));
    }
    files.retain(|it| !tests.iter().any(|test| module(&it.0.path).starts_with(test)));
    files
}

/// What the sources of a crate use against its table.
pub(crate) fn offences(files: &[(Source, Vec<Token>)], table: &Table) -> Vec<String> {
    let rooms: BTreeMap<&str, &BTreeSet<String>> = table.iter().map(|it| (it.0.as_str(), &it.1)).collect();
    let macros = exported_macros(files);
    let mut found = Vec::new();
    for (source, tokens) in files {
        let module = module(&source.path);
        let Some(room) = module.first() else { continue };
        let place = |line: usize| format!("{}:{line}", source.path.display());
        let Some(allowed) = rooms.get(room.as_str()) else {
            found.push(format!("{}: the room {room} is not in the table of ARCHITECTURE.md", place(1)));
            continue;
        };
        for named in paths(tokens, &module, &[]) {
            let Some(used) = named.path.get(1) else { continue };
            let used = macros.get(used).unwrap_or(used);
            if used != room && !allowed.contains(used) {
                let known = if rooms.contains_key(used.as_str()) { "may not use" } else { "names what is no room:" };
                found.push(format!("{}: {room} {known} {used} ({})", place(named.line), named.path.join("::")));
            }
        }
    }
    found
}

/// `#[macro_export]` puts a macro at the root; it still belongs to the room that declares it.
fn exported_macros(files: &[(Source, Vec<Token>)]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (source, tokens) in files {
        let Some(room) = module(&source.path).first().cloned() else { continue };
        for four in tokens.windows(5).filter(|it| it[0].is("macro_export") && it[2].is("macro_rules")) {
            found.insert(four[4].text.clone(), room.clone());
        }
    }
    found
}

/// What the table itself gets wrong: a room twice, a use of a room that does not stand above, a room without a source.
pub(crate) fn flaws(table: &Table, files: &[(Source, Vec<Token>)]) -> Vec<String> {
    let standing: BTreeSet<String> = files.iter().filter_map(|it| module(&it.0.path).first().cloned()).collect();
    let mut found = Vec::new();
    for (at, (room, uses)) in table.iter().enumerate() {
        let above: BTreeSet<&String> = table[..at].iter().map(|it| &it.0).collect();
        if above.contains(room) {
            found.push(format!("{room} stands twice in the table"));
        }
        let later = uses.iter().filter(|it| !above.contains(it));
        found.extend(later.map(|it| format!("{room} may use {it}, which does not stand above it")));
        if !standing.contains(room) {
            found.push(format!("{room} stands in the table and not in src"));
        }
    }
    if table.is_empty() {
        found.push("the table of rooms is missing from ARCHITECTURE.md".to_owned());
    }
    found
}

/// Printing, clocks, files, environment, processes and network: what a silent library does not name.
pub(crate) fn noises(files: &[(Source, Vec<Token>)]) -> Vec<String> {
    const LOUD: &[&str] = &["println", "print", "eprintln", "eprint", "dbg"];
    const OUTSIDE: &[&str] = &[
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "std::os",
        "std::time::SystemTime",
        "std::time::Instant",
        "std::time::*",
        "std::io::stdin",
        "std::io::stdout",
        "std::io::stderr",
        "std::io::Stdin",
        "std::io::Stdout",
    ];
    let mut found = Vec::new();
    for (source, tokens) in files {
        let place = |line: usize| format!("{}:{line}", source.path.display());
        for pair in tokens.windows(2).filter(|it| it[1].is("!") && LOUD.contains(&it[0].text.as_str())) {
            found.push(format!("{}: prints with {}!", place(pair[0].line), pair[0].text));
        }
        for named in paths(tokens, &module(&source.path), &["std"]) {
            let path = named.path.join("::");
            let outside = OUTSIDE.iter().any(|it| path == *it || path.starts_with(&format!("{it}::")));
            // `use std::time;` or `use std::*;` would let the rest go by unnamed.
            let veiled = matches!(path.as_str(), "std::time" | "std::*");
            if outside || veiled {
                found.push(format!("{}: reaches outside with {path}", place(named.line)));
            }
        }
    }
    found
}
