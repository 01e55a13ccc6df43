//! The architecture, executed: ARCHITECTURE.md's table of rooms against the sources of this library.
//!
//! The rules themselves are tested beside those of kyc-core; here they are only applied.

#[path = "../../kyc-core/tests/house/mod.rs"]
mod house;

use house::demand_none;
use house::rooms::{built, flaws, module, noises, offences, paths, table};
use std::path::Path;

const HERE: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn rooms_use_only_what_the_table_allows() {
    let document = std::fs::read_to_string(Path::new(HERE).join("../ARCHITECTURE.md")).unwrap();
    let (table, files) = (table(&document, "monitor"), built(Path::new(HERE)));
    demand_none("the table of rooms", &flaws(&table, &files));
    demand_none("rooms that use what they may not", &offences(&files, &table));
}

#[test]
fn of_kyc_core_only_the_base_is_used() {
    let mut found = Vec::new();
    for (source, tokens) in &built(Path::new(HERE)) {
        let named = paths(tokens, &module(&source.path), &["tidegate_kyc_core"]);
        // A macro of the base stands at the top of its crate.
        let base = |it: &str| ["base", "codes"].contains(&it);
        let foreign = named.iter().filter(|it| it.path[0] == "tidegate_kyc_core" && !base(&it.path[1]));
        found.extend(foreign.map(|it| format!("{}:{}: {}", source.path.display(), it.line, it.path.join("::"))));
    }
    demand_none("the monitor knows pseudonyms only", &found);
}

#[test]
fn the_library_is_silent() {
    demand_none("a library reads and prints nothing", &noises(&built(Path::new(HERE))));
}
