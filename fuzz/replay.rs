//! Runs a fuzz target's function over its seed corpus: the tests of both libraries share this.

use std::path::Path;

/// Every seed whole; then cut before, and with one byte changed at, up to about `places` places, the
/// byte once by each of `flips`.
///
/// # Panics
/// Where the corpus is missing or empty, and wherever `run` does.
pub(crate) fn replay(target: &str, places: usize, flips: &[u8], run: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let mut seeds: Vec<_> = folder.read_dir().unwrap().map(|it| it.unwrap().path()).collect();
    seeds.sort();
    assert!(!seeds.is_empty(), "the corpus of {target} is empty");
    for seed in seeds {
        let bytes = std::fs::read(&seed).unwrap();
        run(&bytes);
        let step = (bytes.len() / places).max(1);
        for at in (0..bytes.len()).step_by(step) {
            run(&bytes[..at]);
            for flip in flips {
                let mut changed = bytes.clone();
                changed[at] ^= flip;
                run(&changed);
            }
        }
    }
}
