//! Writes the made journal of `testdata/journal`, its signing key and a checkpoint of its first half.
//!
//! `cargo run -p tidegate-kyc-core --example made_journal -- testdata/journal`: the same files on every run. The key
//! comes from a fixed seed and protects nothing.

use base64ct::{Base64, Encoding};
use ed25519_dalek::SigningKey;
use serde_json::json;
use std::error::Error;
use tidegate_kyc_core::base::{Instant, Redacted, SubjectId};
use tidegate_kyc_core::journal::{Checkpoint, Commitment, Event, Journal, Kind, Opening};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "testdata/journal".to_owned());
    std::fs::create_dir_all(&folder)?;
    let put = |name: &str, bytes: &[u8]| std::fs::write(std::path::Path::new(&folder).join(name), bytes);
    let at = |minute: i64| Instant::from_micros(1_772_359_200_000_000 + minute * 60_000_000);
    let key = SigningKey::from_bytes(&[42; 32]);
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
    // RFC 8410 section 7: PKCS#8 around the 32 bytes of the key.
    let head = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    let pem = Base64::encode_string(&[&head[..], &key.to_bytes()].concat());
    put("key.pem", format!("-----BEGIN PRIVATE KEY-----\n{pem}\n-----END PRIVATE KEY-----\n").as_bytes())?;
    put("openings.jsonl", openings.as_bytes())?;
    put("journal.jsonl", &file)?;
    Ok(())
}
