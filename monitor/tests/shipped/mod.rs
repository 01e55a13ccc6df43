//! The rules and the test data that ship with the project, read from their folders for tests.

use std::fs::{File, read_dir, read_to_string};
use std::path::{Path, PathBuf};
use tidegate_monitor::ledger::{Import, Ledger, LedgerBuilder};
use tidegate_monitor::rule::{Pack, RuleFile};

/// A path inside the project.
pub(crate) fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn text(path: &Path) -> RuleFile {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    RuleFile { name, text: read_to_string(path).unwrap() }
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { below(&path, found) } else { found.push(path) }
    }
}

/// The shipped rules, under an overlay of `testdata/packs` if one is named.
pub(crate) fn pack(overlay: Option<&str>) -> Pack {
    let mut found = Vec::new();
    below(&at("rules/aml"), &mut found);
    found.retain(|it| it.extension().is_some_and(|it| it == "toml"));
    found.sort();
    let rules: Vec<RuleFile> = found.iter().map(|it| text(it)).collect();
    let mut packs = vec![text(&at("rules/pack.toml"))];
    packs.extend(overlay.map(|it| text(&at("testdata/packs").join(it))));
    Pack::read(&packs, &rules).unwrap_or_else(|complaints| panic!("{complaints:#?}"))
}

/// The ledger of one export in a pack's currency, format recognised, no row rejected.
pub(crate) fn ledger(path: &Path, pack: &Pack) -> Ledger {
    let mut builder = LedgerBuilder::new(Import { currency: Some(pack.currency.clone()), ..Import::default() });
    builder.read(&path.file_name().unwrap().to_string_lossy(), File::open(path).unwrap()).unwrap();
    let ledger = builder.finish();
    assert_eq!(ledger.counts().rejected, 0, "{:?}", ledger.rejected().first());
    ledger
}
