//! Writes the made passport and its country's anchors into `testdata`, the same to the byte each time.
//!
//! `cargo run -p tidegate-kyc-core --example made_passport [TESTDATA]`
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program that makes test data says what it wrote")]

#[path = "../tests/made/mod.rs"]
mod made;

use made::passport::{Country, files};
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata");
    let folder = std::env::args_os().nth(1).map_or_else(default, PathBuf::from);
    let utopia = Country::utopia();
    let passport = files().into_iter().map(|(name, bytes)| (format!("documents/passport/{name}"), bytes));
    let anchors = [("anchors/csca/utopia.der", utopia.csca), ("anchors/csca/utopia.crl", utopia.crl)];
    for (path, bytes) in passport.chain(anchors.map(|(path, bytes)| (path.to_owned(), bytes))) {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        std::fs::write(&path, &bytes)?;
        println!("{} {} bytes", path.display(), bytes.len());
    }
    Ok(())
}
