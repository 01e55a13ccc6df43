//! Writes a journal of many decisions, to measure what verifying and proving cost over one.
//!
//! `cargo run --release -p tidegate-kyc-core --example long_journal -- 1000000 long.jsonl`

use serde_json::json;
use std::error::Error;
use std::io::Write;
use tidegate_kyc_core::base::{Instant, SourceId, SubjectId};
use tidegate_kyc_core::journal::{Event, Journal, Kind};

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let (Some(entries), Some(path)) = (words.next(), words.next()) else {
        return Err("give a number of entries and a file".into());
    };
    let at = |second: i64| Instant::from_micros(1_772_359_200_000_000 + second * 1_000_000);
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    let (mut journal, opened) = Journal::begin("example.com/journal", at(0))?;
    file.write_all(&opened.line)?;
    for number in 1..entries.parse::<i64>()? {
        let digest = SourceId::of(&number.to_be_bytes()).to_string();
        let body = json!({"decision": "allow", "evidence": digest, "policy": digest, "tier": "standard"});
        let mut event = Event::of(Kind::Decision, body.as_object().cloned().unwrap_or_default());
        event.subject = Some(SubjectId::parse(&format!("c-{number}"))?);
        file.write_all(&journal.append(at(number), event)?.line)?;
    }
    Ok(file.flush()?)
}
