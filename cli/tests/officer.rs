//! Golden sessions in an office of one's own: a folder with the made permits, whose keys nobody else may read. Random
//! keys are passed over as `[..]`.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod private;

use std::path::Path;

#[test]
fn an_officer_reads_what_is_written() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made = here.join("../testdata/permits");
    let folder = tempfile::tempdir().unwrap();
    private::keys(&made.join("keys"), &folder.path().join("keys"));
    for file in made.read_dir().unwrap().map(|it| it.unwrap().path()).filter(|it| it.is_file()) {
        std::fs::write(folder.path().join(file.file_name().unwrap()), std::fs::read(&file).unwrap()).unwrap();
    }
    std::fs::write(folder.path().join("passphrase"), private::PASSPHRASE).unwrap();
    private::owned(&folder.path().join("passphrase"), 0o600);
    private::keys(&here.join("../testdata/reviewers"), &folder.path().join("reviewers"));
    for name in ["applications", "policies", "anchors", "lists"] {
        copy(&here.join("../testdata").join(name), &folder.path().join("testdata").join(name));
    }
    std::env::set_current_dir(folder.path()).unwrap();
    // One session after the other, since they share the folder.
    for name in ["permit", "audit", "keys"] {
        let session = here.join(format!("tests/sessions/officer/{name}.trycmd"));
        trycmd::TestCases::new().env("COLUMNS", "100").env("NO_COLOR", "1").case(session);
    }
    // The page's house has its own journal, and keys that remember no other.
    std::fs::remove_dir_all(folder.path().join("keys")).unwrap();
    private::keys(&made.join("keys"), &folder.path().join("keys"));
    let page = here.join("../docs/onboarding.md");
    trycmd::TestCases::new().env("COLUMNS", "100").env("NO_COLOR", "1").case(page);
    std::env::set_current_dir(here).unwrap();
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in from.read_dir().unwrap().map(|it| it.unwrap().path()) {
        let target = to.join(file.file_name().unwrap());
        if file.is_dir() {
            copy(&file, &target);
        } else {
            std::fs::write(target, std::fs::read(&file).unwrap()).unwrap();
        }
    }
}
