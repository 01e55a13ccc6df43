//! Writes the made journal of `testdata/journal`, its folder of keys and a checkpoint of its first half.
//!
//! `cargo run -p tidegate-kyc-core --example made_journal -- testdata/journal`: the same files on every run. The key
//! comes from a fixed seed, its passphrase stands here, and it protects nothing.

use serde_json::json;
use std::error::Error;
use tidegate_kyc_core::base::{Instant, Redacted, SubjectId};
use tidegate_kyc_core::journal::{Checkpoint, Commitment, Event, Journal, Kind, Opening};
use tidegate_kyc_core::key::{KeyPair, KeyRing, Passphrase, Seal};
use zeroize::Zeroizing;

/// Of the key, which anybody can make again.
const PASSPHRASE: &[u8] = b"correct horse battery";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "testdata/journal".to_owned());
    std::fs::create_dir_all(std::path::Path::new(&folder).join("keys"))?;
    let put = |name: &str, bytes: &[u8]| std::fs::write(std::path::Path::new(&folder).join(name), bytes);
    let at = |minute: i64| Instant::from_micros(1_772_359_200_000_000 + minute * 60_000_000);
    let key = KeyPair::from_seed(&Zeroizing::new([42; 32]));
    let (mut journal, opened) = Journal::begin("example.com/tidegate/journal", at(0))?;
    let (mut file, mut openings) = (opened.line, String::new());
    for (minute, kind, subject, body) in [
        (1, Kind::KeyEvent, None, json!({"event": "taken-into-use", "purpose": "permits"})),
        (2, Kind::ListLoaded, None, json!({"list": "acme-internal", "entries": 3, "sha256": "988a2f1d14fa"})),
        (5, Kind::Decision, Some("c-0042"), json!({"decision": "hold", "codes": ["screen-candidate"]})),
        (5, Kind::ReviewOpened, Some("c-0042"), json!({"missing": ["birth-date"]})),
        (90, Kind::PseudonymOpened, Some("c-0042"), json!({"officer": "o-7", "reason": "review"})),
        (
            95,
            Kind::Review,
            Some("c-0042"),
            json!({"officer": "o-7", "decision": "clear", "reason": "other-birth-date"}),
        ),
        (96, Kind::Decision, Some("c-0042"), json!({"decision": "allow", "tier": "standard"})),
    ] {
        let mut event = Event::of(kind, body.as_object().cloned().unwrap_or_default());
        event.subject = subject.map(SubjectId::parse).transpose()?;
        if kind == Kind::Decision {
            let (salt, name) = (Redacted::new([minute as u8; 32]), json!("Erika Mustermann"));
            event.commitments.insert("full-name".into(), Commitment::to(&salt, "full-name", &name)?);
            let (sequence, attribute) = (journal.size(), "full-name".into());
            openings += &(Opening { sequence, attribute, salt, value: Redacted::new(name) }.line() + "\n");
        }
        file.extend(journal.append(at(minute), event)?.line);
        if journal.size() == 4 {
            put("checkpoint.txt", Checkpoint::of(&journal).sign(&key)?.note().to_string().as_bytes())?;
        }
    }
    let passphrase = Passphrase::new(Zeroizing::new(PASSPHRASE.to_vec()))?;
    let pem = key.to_pem(&passphrase, &Seal { salt: [1; 16], iv: [2; 16] })?;
    put(&format!("keys/{}.pem", key.id()), pem.as_bytes())?;
    put("keys/jwks.json", KeyRing::new(key)?.set().to_json().as_bytes())?;
    put("openings.jsonl", openings.as_bytes())?;
    put("journal.jsonl", &file)?;
    Ok(())
}
