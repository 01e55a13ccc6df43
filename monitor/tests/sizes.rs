//! Every file of this library opens with its sentence and stays small, and so do its functions.
//!
//! The rules themselves are tested beside those of kyc-core; here they are only applied.

#[path = "../../kyc-core/tests/house/mod.rs"]
mod house;

use house::sizes::offences;
use house::{Source, demand_none, sources};
use std::path::Path;

#[test]
fn files_and_functions_stay_small_and_open_with_their_sentence() {
    let folders = ["src", "tests", "benches", "examples"];
    let all: Vec<Source> = folders.iter().flat_map(|it| sources(Path::new(env!("CARGO_MANIFEST_DIR")), it)).collect();
    assert!(all.len() > 10, "the sources were found");
    demand_none("sizes and headers", &offences(&all));
}
