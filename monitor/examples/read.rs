//! Reads exports and says what became of their rows and what it cost: `read EXPORT…`.
//!
//! The example opens the files, which the library never does.

use std::error::Error;
use std::fs::File;
use std::io::{Write, stdout};
use tidegate_monitor::ledger::{Import, LedgerBuilder};

fn main() -> Result<(), Box<dyn Error>> {
    let mut builder = LedgerBuilder::new(Import::default());
    for path in std::env::args().skip(1) {
        builder.read(&path, File::open(&path)?)?;
    }
    let ledger = builder.finish();
    let mut out = stdout().lock();
    for source in ledger.sources() {
        writeln!(out, "{} {} {}", source.name, source.format.name(), source.digest)?;
    }
    for row in ledger.rejected().iter().take(10) {
        writeln!(out, "line {}: {}: {}", row.line, row.column.as_deref().unwrap_or("-"), row.reason)?;
    }
    let counts = ledger.counts();
    writeln!(
        out,
        "{} rows = {} accepted + {} rejected + {} duplicates; {} parties",
        counts.rows,
        counts.accepted,
        counts.rejected,
        counts.duplicates,
        ledger.book().parties.len()
    )?;
    Ok(())
}
