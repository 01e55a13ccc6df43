//! What the journal costs: an entry appended, a whole file surveyed, an entry proved and its proof verified.
//!
//! `examples/long_journal.rs` writes one of a million entries, for the command line to be measured over.
#![allow(clippy::unwrap_used, reason = "a bench may fail loudly")]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use serde_json::json;
use tidegate_kyc_core::base::{Instant, SubjectId};
use tidegate_kyc_core::journal::{
    Checkpoint, Digest, Event, Journal, Kind, NoteKey, SignedCheckpoint, inclusion, survey, verify_inclusion,
};
use tidegate_kyc_core::key::KeyPair;
use zeroize::Zeroizing;

fn main() {
    divan::main();
}

fn at(second: u64) -> Instant {
    Instant::from_micros(1_772_359_200_000_000 + second as i64 * 1_000_000)
}

/// As a decision is recorded: two digests, a code, an id.
fn event(number: u64) -> Event {
    let digest = "988a2f1d14fa0000988a2f1d14fa0000988a2f1d14fa0000988a2f1d14fa0000";
    let body = json!({"decision": "allow", "evidence": digest, "policy": digest, "tier": "standard", "number": number});
    let subject = Some(SubjectId::parse(&format!("c-{number}")).unwrap());
    Event { subject, ..Event::of(Kind::Decision, body.as_object().unwrap().clone()) }
}

fn file(entries: u64) -> (Journal, Vec<u8>, Vec<Digest>) {
    let (mut journal, opened) = Journal::begin("example.com/journal", at(0)).unwrap();
    let (mut file, mut leaves) = (opened.line, vec![opened.entry.leaf()]);
    for number in 1..entries {
        let added = journal.append(at(number), event(number)).unwrap();
        leaves.push(added.entry.leaf());
        file.extend(added.line);
    }
    (journal, file, leaves)
}

#[divan::bench]
fn append_an_entry(bencher: Bencher<'_, '_>) {
    let (mut journal, _, _) = file(1000);
    bencher.with_inputs(|| event(7)).bench_local_values(|it| journal.append(at(5000), it).unwrap());
}

#[divan::bench(sample_count = 20)]
fn survey_ten_thousand_entries(bencher: Bencher<'_, '_>) {
    let (journal, file, _) = file(10_000);
    let asked = Checkpoint::of(&journal);
    bencher
        .counter(ItemsCount::new(10_000_u64))
        .bench(|| survey(black_box(file.as_slice()), Some(&asked), |_| ()).unwrap());
}

#[divan::bench(sample_count = 20)]
fn prove_one_of_ten_thousand(bencher: Bencher<'_, '_>) {
    let (_, _, leaves) = file(10_000);
    bencher.bench(|| inclusion(black_box(&leaves), 4711).unwrap());
}

#[divan::bench]
fn verify_a_proof(bencher: Bencher<'_, '_>) {
    let (journal, _, leaves) = file(10_000);
    let (path, root) = (inclusion(&leaves, 4711).unwrap(), journal.root());
    bencher.bench(|| verify_inclusion(&leaves[4711], 4711, 10_000, black_box(&path), &root).unwrap());
}

#[divan::bench]
fn verify_a_checkpoint(bencher: Bencher<'_, '_>) {
    let key = KeyPair::from_seed(&Zeroizing::new([7; 32]));
    let known = [NoteKey::new("example.com/journal", &key.public()).unwrap()];
    let note = Checkpoint::of(&file(10).0).sign(&key).unwrap().note().to_string();
    bencher.bench(|| SignedCheckpoint::verify(black_box(note.as_bytes()), &known).unwrap());
}
