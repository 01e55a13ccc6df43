//! Rule files from disk: a folder or a pack file in, its texts or a validated pack out.
//!
//! Files are taken in the order of their paths, hidden ones left aside. What they mean is the
//! rule room's business.

use super::cannot;
use crate::fault::Fault;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use tidegate_monitor::case::{self, CaseResult};
use tidegate_monitor::rule::{Pack, Rule, RuleFile, pack_base};

/// The most that is read of one rule file; the rule room refuses less.
const BYTES_MAX: u64 = 1 << 20;
/// The most folders in one another.
const DEPTH_MAX: usize = 8;
/// The settings of a folder of rules.
const PACK: &str = "pack.toml";
/// Files beside the rules that are none: the policy of the gate, and who owns a company. A rule of such a name elsewhere is read.
const NO_RULES: [&str; 3] = ["kyc/policy.toml", "kyc/reviewers.toml", "kyc/ownership.toml"];

/// The texts of a pack.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    /// Packs, from the base to the overlay.
    pub(crate) packs: Vec<RuleFile>,
    /// Rules, by path.
    pub(crate) rules: Vec<RuleFile>,
}

impl Rules {
    /// The validated pack, all of whose cases come true: a rule that does not do what its own
    /// author expects of it is refused.
    ///
    /// # Errors
    /// Every complaint about every file at once, or every case that fails.
    pub(crate) fn pack(self) -> Result<Pack, Fault> {
        let pack = self.unproven()?;
        let failed = |rule: &Rule| {
            let failed: Vec<CaseResult> = case::run(rule, &pack).into_iter().filter(|it| !it.passed).collect();
            (!failed.is_empty()).then(|| (format!("{} ({})", rule.id, rule.file), failed))
        };
        let failed: Vec<_> = pack.rules.iter().filter_map(failed).collect();
        if failed.is_empty() { Ok(pack) } else { Err(Fault::Cases(failed)) }
    }

    /// The validated pack, whose cases were not run.
    ///
    /// # Errors
    /// Every complaint about every file at once.
    pub(crate) fn unproven(self) -> Result<Pack, Fault> {
        Pack::read(&self.packs, &self.rules).map_err(|complaints| self.complain(complaints))
    }

    fn complain(self, complaints: Vec<tidegate_monitor::rule::Complaint>) -> Fault {
        Fault::Rules { complaints, files: self.packs.into_iter().chain(self.rules).collect() }
    }
}

/// Reads the texts behind `--rules`: a folder with its `pack.toml`, or a pack file that stands
/// on a folder.
///
/// # Errors
/// A fault where nothing stands there, a file is no text, or a pack names no folder of rules.
pub(crate) fn read_rules(path: &Path) -> Result<Rules, Fault> {
    let metadata = std::fs::metadata(path).map_err(|it| cannot(path, &it))?;
    if metadata.is_dir() {
        return folder(path);
    }
    if path.extension().is_none_or(|it| it != "toml") {
        let what = format!("{} is neither a folder of rules nor a pack file", path.display());
        return Err(Fault::usage(
            what,
            "give --rules a folder with a pack.toml, or a pack file (*.toml) that stands on one",
        ));
    }
    let pack = text(path)?;
    let base = pack_base(&pack).map_err(|complaints| Fault::Rules { complaints, files: vec![pack.clone()] })?;
    let here = path.parent().unwrap_or(Path::new(""));
    match base {
        None => {
            let here = if here.as_os_str().is_empty() { Path::new(".") } else { here };
            if !here.join(PACK).is_file() {
                let what = format!("{} names no folder of rules that it stands on", path.display());
                return Err(Fault::unreadable(
                    what,
                    "begin an overlay with the folder, relative to it, for instance rules = \"../rules\"; a pack of its own is the pack.toml of its folder",
                ));
            }
            let mut rules = folder(here)?;
            rules.packs = vec![pack];
            Ok(rules)
        }
        Some(base) => {
            let stands_on = here.join(&base);
            if !stands_on.is_dir() {
                let what = format!("{} stands on the rules in {base}, and there is no such folder", path.display());
                return Err(Fault::unreadable(
                    what,
                    "write the folder relative to the pack file, for instance rules = \"../../rules\"",
                ));
            }
            let mut rules = folder(&stands_on)?;
            rules.packs.push(pack);
            Ok(rules)
        }
    }
}

fn folder(path: &Path) -> Result<Rules, Fault> {
    let mut paths = Vec::new();
    gather(path, 0, &mut paths)?;
    paths.retain(|it| NO_RULES.iter().all(|other| *it != path.join(other)));
    paths.sort();
    let mut rules = Rules::default();
    for it in paths {
        if it == path.join(PACK) {
            rules.packs.push(text(&it)?);
        } else {
            rules.rules.push(text(&it)?);
        }
    }
    if rules.rules.is_empty() {
        let what = format!("{} holds no rules", path.display());
        return Err(Fault::unreadable(what, "give a folder with rule files (*.toml) and a pack.toml"));
    }
    if rules.packs.is_empty() {
        let what = format!("{} has no pack.toml", path.display());
        return Err(Fault::unreadable(what, "a pack.toml in it pins the rules and names the reporting currency"));
    }
    Ok(rules)
}

fn gather(folder: &Path, depth: usize, paths: &mut Vec<PathBuf>) -> Result<(), Fault> {
    if depth > DEPTH_MAX {
        let what = format!("{} lies more than {DEPTH_MAX} folders deep", folder.display());
        return Err(Fault::unreadable(what, "does a link lead back to a folder above it?"));
    }
    for entry in std::fs::read_dir(folder).map_err(|it| cannot(folder, &it))? {
        let entry = entry.map_err(|it| cannot(folder, &it))?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            gather(&path, depth + 1, paths)?;
        } else if path.extension().is_some_and(|it| it == "toml") {
            paths.push(path);
        }
    }
    Ok(())
}

fn text(path: &Path) -> Result<RuleFile, Fault> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|it| cannot(path, &it))?;
    file.take(BYTES_MAX).read_to_end(&mut bytes).map_err(|it| cannot(path, &it))?;
    let name = path.display().to_string();
    let text = String::from_utf8(bytes).map_err(|it| {
        let before = it.as_bytes().iter().take(it.utf8_error().valid_up_to());
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        Fault::unreadable(format!("{name}:{line}: the file is not UTF-8 text"), "save it as UTF-8")
    })?;
    Ok(RuleFile { name, text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn said(path: &Path) -> String {
        match read_rules(path) {
            Err(Fault::Said { what, help, .. }) => format!("{what}; {help}"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_folder_is_read_in_the_order_of_its_paths() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("aml")).unwrap();
        fs::create_dir(folder.path().join("kyc")).unwrap();
        for name in [
            "kyc/policy.toml",
            "kyc/reviewers.toml",
            "kyc/ownership.toml",
            "kyc/rule.toml",
            "aml/policy.toml",
            "b.toml",
            "aml/c.toml",
            "pack.toml",
            ".hidden.toml",
            "README.md",
            "aml/pack.toml",
        ] {
            fs::write(folder.path().join(name), "x = 1").unwrap();
        }
        let rules = read_rules(folder.path()).unwrap();
        let names: Vec<_> = rules
            .rules
            .iter()
            .map(|it| Path::new(&it.name).strip_prefix(folder.path()).unwrap().display().to_string())
            .collect();
        assert_eq!(names, ["aml/c.toml", "aml/pack.toml", "aml/policy.toml", "b.toml", "kyc/rule.toml"]);
        assert_eq!(rules.packs.len(), 1);
    }

    #[test]
    fn an_overlay_comes_after_the_folder_it_stands_on() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("rules")).unwrap();
        fs::write(folder.path().join("rules/pack.toml"), "currency = \"EUR\"").unwrap();
        fs::write(folder.path().join("rules/a.toml"), "").unwrap();
        fs::write(folder.path().join("over.toml"), "rules = \"rules\"").unwrap();
        let rules = read_rules(&folder.path().join("over.toml")).unwrap();
        assert_eq!(rules.packs.len(), 2);
        assert_eq!(rules.rules.len(), 1);
    }

    #[test]
    fn what_is_missing_is_said() {
        let folder = tempfile::tempdir().unwrap();
        assert!(said(&folder.path().join("none")).contains("does not exist"));
        assert!(said(folder.path()).contains("holds no rules"));
        fs::write(folder.path().join("a.toml"), "").unwrap();
        assert!(said(folder.path()).contains("no pack.toml"));
        fs::write(folder.path().join("over.toml"), "rules = \"nowhere\"").unwrap();
        assert!(said(&folder.path().join("over.toml")).contains("no such folder"));
        fs::create_dir(folder.path().join("empty")).unwrap();
        fs::write(folder.path().join("empty/mine.toml"), "currency = \"EUR\"").unwrap();
        assert!(said(&folder.path().join("empty/mine.toml")).contains("mine.toml names no folder of rules"));
        fs::write(folder.path().join("export.csv"), "time,from").unwrap();
        assert!(said(&folder.path().join("export.csv")).contains("neither a folder of rules nor a pack file"));
        fs::write(folder.path().join("b.toml"), b"x = 1\ny = \"\xff\"").unwrap();
        assert!(said(folder.path()).contains("b.toml:2: the file is not UTF-8"));
    }
}
