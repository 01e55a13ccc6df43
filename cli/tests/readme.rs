//! The sessions of the README and of the pages under docs: what they show a newcomer is what the command does.

use std::path::Path;

/// Where a program stands that a page uses besides ours: without it, its lines are passed over.
fn found(program: &str) -> trycmd::schema::Bin {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let place = std::env::split_paths(&folders).map(|it| it.join(program)).find(|it| it.is_file());
    place.map_or(trycmd::schema::Bin::Ignore, trycmd::schema::Bin::Path)
}

#[test]
fn the_pages_tell_the_truth() -> std::io::Result<()> {
    std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))?;
    // What an earlier run left behind would be a key that is there already.
    if Path::new("target/try").exists() {
        std::fs::remove_dir_all("target/try")?;
    }
    for page in [
        "README.md",
        "docs/company.md",
        "docs/exposure.md",
        "docs/journal.md",
        "docs/permits.md",
        "docs/travel-rule.md",
        "docs/wallets.md",
    ] {
        trycmd::TestCases::new()
            .env("COLUMNS", "100")
            .env("NO_COLOR", "1")
            .env("TIDEGATE_PASSPHRASE", "for trying out")
            .register_bin("python3", found("python3"))
            .case(page);
    }
    Ok(())
}

/// The program on the page is the one beside the permits.
#[test]
fn the_page_of_permits_shows_the_lines_of_the_program_beside_them() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = std::fs::read_to_string(root.join("docs/permits.md"))?;
    let program = std::fs::read_to_string(root.join("testdata/permits/verify.py"))?;
    let shown = page.split("```python\n").nth(1).and_then(|it| it.split("```").next()).unwrap_or_default();
    assert!(shown.lines().count() > 4);
    for word in [
        "strict_aud",
        "\"require\": [\"exp\", \"nbf\", \"sub\"]",
        "algorithms=[\"EdDSA\"]",
        "it.get(\"exp\", now + 1) > now",
        "permit.keys() <= known",
    ] {
        assert!(shown.contains(word) && program.contains(word), "{word}");
    }
    Ok(())
}
