//! Proofs that travel alone: those of every entry hold, and no change of any member does.

use super::*;
use crate::journal::sample::{entries, journal};
use crate::journal::{Checkpoint, NoteFault, SignedNote, consistency, inclusion};
use crate::key::KeyPair;
use serde_json::json;
use zeroize::Zeroizing;

fn key() -> KeyPair {
    KeyPair::from_seed(&Zeroizing::new([7; 32]))
}

fn known() -> NoteKey {
    NoteKey::new("example.com/journal", &key().public()).unwrap()
}

/// A proof of an entry in the tree of the first nine, or of the first six of nine, against a checkpoint of the first six.
fn record_in(at: usize, size: u64) -> ProofRecord {
    let (now, file) = journal(9);
    let (then, _) = journal(6);
    let all = entries(&file);
    let leaves: Vec<Digest> = all.iter().map(Entry::leaf).collect();
    let (from, to) = (Head { size: 6, root: then.root() }, Head { size: 9, root: now.root() });
    let tree = if size == 6 { from } else { to };
    let path = inclusion(&leaves[..tree.size as usize], at).unwrap();
    let mut record = ProofRecord::new(now.origin(), &all[at], tree, path).unwrap();
    record.consistency = Some(Growth { from, to, path: consistency(&leaves, 6).unwrap() });
    let signed = Checkpoint::of(&then).sign(&key()).unwrap();
    record.checkpoint = Some(signed.note().to_string().into());
    record
}

/// A proof of an entry in the tree that is signed.
fn record(at: usize) -> ProofRecord {
    record_in(at, 6)
}

#[test]
fn every_entry_of_the_signed_tree_is_proved_and_without_a_key_none() {
    let (_, file) = journal(6);
    for (at, entry) in entries(&file).into_iter().enumerate() {
        for growth in [record(at).consistency, None] {
            let text = serde_json::to_vec(&ProofRecord { consistency: growth, ..record(at) }).unwrap();
            let read = ProofRecord::read(&text).unwrap();
            assert_eq!(read.verify(&[known()]), Ok(entry.clone()), "{at}");
            assert_eq!(read.hashed(), Ok(entry.clone()), "{at}");
            let unknown = CheckpointFault::Note(NoteFault::Unknown);
            assert_eq!(read.verify(&[]), Err(RecordFault::Checkpoint(unknown)), "{at}");
        }
    }
}

/// Anybody can append an entry to a journal and make fitting hashes: that the signed tree is its beginning holds.
#[test]
fn what_stands_behind_the_signed_tree_is_proved_by_nothing() {
    for at in 0..9 {
        let late = record_in(at, 9);
        assert!(late.hashed().is_ok(), "{at}");
        let fault = if at < 6 { RecordFault::OtherTree } else { RecordFault::NotCovered { size: 6 } };
        assert_eq!(late.verify(&[known()]), Err(fault), "{at}");
        let alone = ProofRecord { consistency: None, ..late };
        assert_eq!(alone.verify(&[known()]), Err(fault), "{at}");
    }
}

#[test]
fn a_change_of_any_text_or_number_is_found() {
    fn places(value: &Value, at: &str, all: &mut Vec<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(name, it)| places(it, &format!("{at}/{name}"), all)),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(number, it)| places(it, &format!("{at}/{number}"), all));
            }
            _ => all.push(at.to_owned()),
        }
    }
    for at in [2, 5] {
        let good = serde_json::to_value(record(at)).unwrap();
        let mut all = Vec::new();
        places(&good, "", &mut all);
        assert!(all.len() > 15, "{all:?}");
        // A root fixes no size by itself: that of the later tree is a claim until a checkpoint signs it.
        all.retain(|it| it != "/consistency/to/size");
        for place in all {
            let mut changed = good.clone();
            let it = changed.pointer_mut(&place).unwrap();
            *it = match it {
                Value::Number(number) => json!(number.as_u64().unwrap() + 1),
                Value::String(text) if text.starts_with('a') => json!(text.replacen('a', "b", 1)),
                Value::String(text) => json!(text.replacen(|it: char| it != 'a', "a", 1)),
                _ => json!("c-1"),
            };
            let read = ProofRecord::read(&serde_json::to_vec(&changed).unwrap());
            assert!(read.and_then(|it| it.verify(&[known()])).is_err(), "{place}");
        }
    }
}

#[test]
fn bad_records_are_refused_by_name() {
    use crate::journal::Checkpoint as Tip;
    use RecordFault::{Checkpoint, Consistency, Inclusion, NoCheckpoint, OtherTree};
    let change = |change: &dyn Fn(&mut ProofRecord)| {
        let mut record = record(2);
        change(&mut record);
        record.verify(&[known()])
    };
    let other = KeyPair::from_seed(&Zeroizing::new([8; 32]));
    let (then, _) = journal(6);
    let forged = Tip::of(&then).sign(&other).unwrap().note().to_string();
    let of_five = Tip::of(&journal(5).0).sign(&key()).unwrap().note().to_string();
    let no_checkpoint = SignedNote::sign("hello\n", "example.com/journal", &key()).unwrap().to_string();
    for (fault, answer, found) in [
        ("no_checkpoint", NoCheckpoint, change(&|it| it.checkpoint = None)),
        (
            "forged",
            Checkpoint(CheckpointFault::Note(NoteFault::Unknown)),
            change(&|it| it.checkpoint = Some(forged.as_str().into())),
        ),
        ("of_five", OtherTree, change(&|it| it.checkpoint = Some(of_five.as_str().into()))),
        (
            "another_note",
            Checkpoint(CheckpointFault::Form),
            change(&|it| it.checkpoint = Some(no_checkpoint.as_str().into())),
        ),
        ("path_cut", Inclusion(ProofFault::Length), change(&|it| it.inclusion.truncate(1))),
        (
            "growth_cut",
            Consistency(ProofFault::Length),
            change(&|it| it.consistency.as_mut().unwrap().path.truncate(1)),
        ),
        (
            "later_root",
            Consistency(ProofFault::Root),
            change(&|it| it.consistency.as_mut().unwrap().to.root = it.tree.root),
        ),
        ("other_origin", OtherTree, change(&|it| it.origin = "example.com/other".into())),
    ] {
        assert_eq!(found, Err(answer), "{fault}");
    }
}

#[test]
fn other_files_are_no_records() {
    let good = serde_json::to_string(&record(2)).unwrap();
    for (fault, text) in [
        ("empty", String::new()),
        ("list", "[]".to_owned()),
        ("another_schema", good.replace("tidegate.proof/1", "tidegate.proof/2")),
        ("another_member", good.replacen('{', "{\"extra\":1,", 1)),
        ("cut", good[..good.len() - 1].to_owned()),
        ("large", good + &" ".repeat(LEN_MAX)),
    ] {
        assert_eq!(ProofRecord::read(text.as_bytes()), Err(RecordFault::Form), "{fault}");
    }
}
