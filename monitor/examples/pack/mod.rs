//! The rules of a folder, read for the examples.

use std::error::Error;
use std::path::{Path, PathBuf};
use tidegate_monitor::rule::{Pack, RuleFile};

/// The pack of a folder: its `pack.toml` and every rule below it.
pub(crate) fn of(folder: &Path) -> Result<Pack, Box<dyn Error>> {
    let (mut packs, mut rules, mut rest) = (Vec::new(), Vec::new(), vec![folder.to_owned()]);
    while let Some(path) = rest.pop() {
        if path.is_dir() {
            let mut below: Vec<PathBuf> = std::fs::read_dir(&path)?.filter_map(|it| Some(it.ok()?.path())).collect();
            below.retain(|it| *it != folder.join("kyc"));
            rest.append(&mut below);
        } else if path.extension().is_some_and(|it| it == "toml") {
            let file = RuleFile { name: path.display().to_string(), text: std::fs::read_to_string(&path)? };
            if path == folder.join("pack.toml") { packs.push(file) } else { rules.push(file) }
        }
    }
    rules.sort_by(|one: &RuleFile, other: &RuleFile| one.name.cmp(&other.name));
    Pack::read(&packs, &rules).map_err(|it| it.first().map_or_else(String::new, ToString::to_string).into())
}
