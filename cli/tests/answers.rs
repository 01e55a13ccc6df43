//! Where answers go: among no files of a gate, in the place of none that is packed, linked or still to come, and to both places
//! of a status list.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod house;
mod private;
mod schema;

use house::{House, testdata};
use std::io::Write;
use std::process::Output;

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A scan of the demo's ledger.
fn scan(house: &House, more: &[&str]) -> (Option<i32>, String) {
    let (ledger, rules) = (testdata("ledgers/demo.csv"), testdata("../rules"));
    let (ledger, rules) = (ledger.display().to_string(), rules.display().to_string());
    let output = house.run("", &[&["scan", &ledger, "--rules", &rules], more].concat());
    (output.status.code(), said(&output))
}

#[test]
fn no_answer_replaces_a_record_that_is_packed_or_marked_or_goes_among_them() {
    let house = House::new();
    house.onboard("passport", "00:01");
    let journal = std::fs::read(house.path("journal/journal.jsonl")).unwrap();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(&journal).unwrap();
    std::fs::write(house.path("kept.gz"), packer.finish().unwrap()).unwrap();
    std::fs::write(house.path("kept.txt"), [b"\xef\xbb\xbf", &*journal].concat()).unwrap();
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    std::fs::write(house.path("kept.zst"), ruzstd::encoding::compress_to_vec(&*journal, level)).unwrap();
    std::os::unix::fs::symlink("journal/openings", house.path("linked")).unwrap();
    for (place, why) in [
        ("kept.gz", "is a record of a gate"),
        ("kept.txt", "is a record of a gate"),
        ("kept.zst", "is a record of a gate"),
        ("journal/openings/new.txt", "keeps its keys, or what opens its journal"),
        ("journal/reviews/new.txt", "keeps its keys, or what opens its journal"),
        ("keys/new.txt", "keeps its keys, or what opens its journal"),
        ("linked/new.txt", "keeps its keys, or what opens its journal"),
    ] {
        std::fs::create_dir_all(house.path("journal/reviews")).unwrap();
        for option in ["--out", "--restrict"] {
            let before = std::fs::read(house.path(place)).ok();
            let (code, told) = scan(&house, &[option, place]);
            assert!(code == Some(2) && told.replace("\n        ", " ").contains(why), "{option} {place}: {told}");
            assert_eq!(std::fs::read(house.path(place)).ok(), before);
        }
    }
    // A packed answer is none, and beside the journal there is a place for answers.
    std::fs::write(house.path("old.gz"), b"\x1f\x8b\x08").unwrap();
    for place in ["old.gz", "journal/hits.txt"] {
        assert_eq!(scan(&house, &["--out", place]).0, Some(1), "{place}");
    }
    // What --restrict is to write is the same file, by whatever link it is named.
    std::os::unix::fs::symlink("r.jsonl", house.path("link.jsonl")).unwrap();
    let (code, told) = scan(&house, &["--out", "link.jsonl", "--restrict", "r.jsonl"]);
    assert!(code == Some(2) && told.contains("would change a file that is read or written"), "{told}");
    assert!(!house.path("r.jsonl").exists());
}

/// Who goes on from a copy names the list that was published last: the one beside the journal is brought up with it.
#[test]
fn a_journal_that_goes_on_brings_both_places_of_its_list_up() {
    let house = House::new();
    let onboard = |at: &str, permit: &str| {
        house.onboard_with(&testdata("applications/passport.json"), at, &["--permit", permit]);
    };
    onboard("00:01", "1.jwt");
    let read = |it: &str| std::fs::read(house.path(it)).unwrap();
    let copy = ["journal/journal.jsonl", "journal/status.jwt"].map(|it| (it, read(it)));
    onboard("00:02", "2.jwt");
    std::fs::rename(house.path("journal/status.jwt"), house.path("published.jwt")).unwrap();
    for (name, bytes) in &copy {
        std::fs::write(house.path(name), bytes).unwrap();
    }
    let resume = |at: &str| {
        let list = ["--journal", "journal/journal.jsonl", "--status", "published.jwt"];
        let words = ["audit", "resume", "--keys", "keys", "--by", "officer-1", "--at", at];
        house.run(private::PASSPHRASE, &[&words[..], &list].concat())
    };
    std::fs::write(house.path("journal/status.jwt"), "no list").unwrap();
    let early = resume("2026-03-01T10:00:00Z");
    assert!(!early.status.success() && said(&early).contains("stays as it is"), "{}", said(&early));
    std::fs::write(house.path("journal/status.jwt"), &copy[1].1).unwrap();
    assert_eq!(house.verified("1.jwt", "00:30")["code"], serde_json::Value::Null, "the copy revives it");
    let resumed = resume("2026-03-01T10:01:00Z");
    assert!(resumed.status.success(), "{}", said(&resumed));
    assert_eq!(read("journal/status.jwt"), read("published.jwt"));
    for permit in ["1.jwt", "2.jwt"] {
        assert_eq!(house.verified(permit, "01:01")["code"], "permit-revoked", "{permit}");
    }
}
