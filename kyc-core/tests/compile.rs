//! What must not compile: to open an account without a verified permit, or to make a permit outside the gate.
//!
//! Each file of `tests/compile` stands for one way to try it, and `refused.txt` has what the compiler says of each. After
//! an update of the compiler that words it anew: `TIDEGATE_RENEW=1 cargo test -p tidegate-kyc-core --test compile`, and
//! read the difference, for each file has to fail for the reason that its name gives.
//!
//! The compiler is called with the library that this test was linked with, so that nothing is built twice.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDER: &str = "tests/compile";

/// The newest build of the library beside this test.
fn library() -> PathBuf {
    let is_library = |it: &PathBuf| {
        let name = it.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        name.starts_with("libtidegate_kyc_core-") && name.ends_with(".rlib")
    };
    let all = fs::read_dir(env::current_exe().unwrap().parent().unwrap()).unwrap().map(|it| it.unwrap().path());
    all.filter(is_library).max_by_key(|it| fs::metadata(it).unwrap().modified().unwrap()).unwrap()
}

/// The errors that the compiler finds in a file, a line each.
fn errors(file: &str, library: &Path) -> Vec<String> {
    let with = |start: &str, path: &Path| -> OsString { [start.as_ref(), path.as_os_str()].into_iter().collect() };
    let output = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["--edition", "2024", "--crate-type", "bin", "--emit", "metadata", "--cap-lints", "allow"])
        .args(["--error-format", "short", "--color", "never", "--out-dir", env!("CARGO_TARGET_TMPDIR"), file])
        .args(["-L".into(), with("dependency=", library.parent().unwrap())])
        .args(["--extern".into(), with("tidegate_kyc_core=", library)])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    said.lines().filter(|it| it.contains("error") && !it.starts_with("error: aborting")).map(str::to_owned).collect()
}

#[test]
fn there_is_no_way_around_the_gate() {
    let (library, folder) = (library(), Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER));
    let names = fs::read_dir(&folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut ways: Vec<String> = names.filter(|it| it.ends_with(".rs")).collect();
    ways.sort();
    let mut all = String::new();
    for way in &ways {
        let errors = errors(&format!("{FOLDER}/{way}"), &library);
        assert!(!errors.is_empty(), "{way} compiles");
        errors.iter().for_each(|it| all.extend([it, "\n"]));
    }
    let beside = folder.join("refused.txt");
    if env::var_os("TIDEGATE_RENEW").is_some() {
        fs::write(&beside, &all).unwrap();
    }
    assert_eq!(all, fs::read_to_string(&beside).unwrap(), "{} ways", ways.len());
}
