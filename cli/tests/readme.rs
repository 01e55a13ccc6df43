//! The README's own sessions: what it shows a newcomer is what the command does.

#[test]
fn the_readme_tells_the_truth() -> std::io::Result<()> {
    std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))?;
    trycmd::TestCases::new().env("COLUMNS", "100").env("NO_COLOR", "1").case("README.md");
    Ok(())
}
