//! Writes the made tokens, mobile documents, seals and attestations of `testdata` and their anchors.
//!
//! `cargo run -p tidegate-kyc-core --example made_tokens -- testdata`: the same files on every run, since every key and
//! salt comes from a name and ECDSA is deterministic (RFC 6979). The keys are worthless: anyone can make them again.

mod make;

fn main() -> std::io::Result<()> {
    let root = std::env::args().nth(1).unwrap_or_else(|| "testdata".to_owned());
    for (path, bytes) in make::files() {
        let path = std::path::Path::new(&root).join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, bytes)?;
    }
    Ok(())
}
