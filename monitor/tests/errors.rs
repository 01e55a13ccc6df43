//! Every error of this library is one to whoever calls it: `?` takes it into a box, over threads.
//!
//! Catches an error type that is none; knows error types by their names, and by the list where they have others.

#[path = "../../kyc-core/tests/house/mod.rs"]
mod house;

use house::sources;
use std::path::Path;
use tidegate_kyc_core::base::written::Complaint;
use tidegate_monitor::engine::{ObserveError, SnapshotError};
use tidegate_monitor::ledger::{AmountError, MapError, PriceError, PriceFault, ReadError, ReadFault, TimeError};
use tidegate_monitor::restrict::NoMeasure;
use tidegate_monitor::rule::Code;
use tidegate_monitor::tag::{Fault, TableError};

/// The name of an error type, which has to be one.
fn named<T: std::error::Error + Send + Sync + 'static>() -> &'static str {
    std::any::type_name::<T>()
}

#[test]
fn every_error_of_the_monitor_is_an_error() {
    let all = [
        named::<ObserveError>(),
        named::<SnapshotError>(),
        named::<AmountError>(),
        named::<MapError>(),
        named::<PriceError>(),
        named::<PriceFault>(),
        named::<ReadError>(),
        named::<ReadFault>(),
        named::<TimeError>(),
        named::<NoMeasure>(),
        named::<Fault>(),
        named::<TableError>(),
        named::<Complaint<Code>>(),
    ];
    let mut found = 0;
    for source in sources(Path::new(env!("CARGO_MANIFEST_DIR")), "src") {
        for name in source.text.lines().filter_map(error_type) {
            let is_listed = all.iter().any(|it| it.ends_with(&format!("::{name}")));
            assert!(is_listed, "{}: {name} is no error of the list above", source.path.display());
            found += 1;
        }
    }
    assert!(found > 8, "the sources were found: {found}");
}

/// The error type that a line declares.
fn error_type(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("pub ")?;
    let rest = rest.strip_prefix("enum ").or_else(|| rest.strip_prefix("struct "))?;
    let name = rest.split(|it: char| !it.is_alphanumeric()).next()?;
    ["Error", "Fault"].iter().any(|it| name.ends_with(it)).then_some(name)
}
