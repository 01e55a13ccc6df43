//! By one journal one key signs permits, in whatever order folders of keys are copied, put back, rotated and ended, with the
//! journal and without it.
//!
//! Runs the command; the same in memory, in many more orders, is in `cli/src/keys/tests.rs`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod house;
mod private;
mod schema;

use house::{House, application, object};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};
use std::process::Output;

fn copied(house: &House, from: &str, to: &str) {
    let _ = std::fs::remove_dir_all(house.path(to));
    let done = std::process::Command::new("cp").arg("-a").args([house.path(from), house.path(to)]).status().unwrap();
    assert!(done.success());
}

/// What was told, with single spaces. A name of a key may be folded at a hyphen.
fn told(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace("- ", "-")
}

/// A command on a folder of keys, in the tenth hour: its exit code, and what it told.
fn run(house: &House, words: &[&str], keys: &str, at: &str) -> (i32, String) {
    let at = format!("2026-03-01T10:{at}Z");
    let output = house.run(private::PASSPHRASE, &[words, &["--keys", keys, "--at", &at]].concat());
    (output.status.code().unwrap(), told(&output))
}

fn done(house: &House, words: &[&str], keys: &str, at: &str) -> String {
    let (code, told) = run(house, words, keys, at);
    assert_eq!(code, 0, "{words:?}: {told}");
    told
}

const TURN: [&str; 6] = ["keys", "rotate", "--journal", "journal", "--grace", "0s"];
const PUBLISH: [&str; 4] = ["permit", "publish", "--journal", "journal"];
const RESUME: [&str; 6] = ["audit", "resume", "--journal", "journal", "--by", "officer-1"];

/// The names of a folder's keys: the one that signs first.
fn names(house: &House, keys: &str) -> Vec<String> {
    let path = house.path(&format!("{keys}/jwks.json"));
    let set: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    set["keys"].as_array().unwrap().iter().map(|it| it["kid"].as_str().unwrap().to_owned()).collect()
}

/// Decides about the customer of the passport with the keys of a folder.
fn decided(house: &House, customer: &str, keys: &str, at: &str, permit: &str) -> (i32, String) {
    let application = application(house, customer, |it| it["subject"] = customer.into());
    let mut words = House::words(&application, at, &["--permit", permit]);
    let place = words.iter().position(|it| it == "keys").unwrap();
    keys.clone_into(&mut words[place]);
    let output = house.run(private::PASSPHRASE, &words.iter().map(String::as_str).collect::<Vec<_>>());
    (output.status.code().unwrap(), told(&output))
}

fn allowed(house: &House, keys: &str, at: &str) {
    let (code, told) = decided(house, "cust-1", keys, at, "permit.jwt");
    assert_eq!(code, 0, "{told}");
}

/// Nothing is signed with the keys of a folder, and it is told why and what to do.
fn refused(house: &House, keys: &str, at: &str, why: &[&str]) {
    let before = (house.files(), private::files(&house.path(keys)));
    let all = [decided(house, "cust-2", keys, at, "strange.jwt"), run(house, &PUBLISH, keys, at)];
    for (code, told) in all.into_iter().chain([run(house, &RESUME, keys, at)]) {
        assert!(code == 3 && why.iter().all(|it| told.contains(it)), "{why:?}: {told}");
    }
    assert_eq!((house.files(), private::files(&house.path(keys))), before, "nothing was changed");
}

/// What an order path says of a permit by the set of a folder.
fn verified(house: &House, permit: &str, keys: &str, at: &str) -> Value {
    let at = format!("2026-03-01T10:{at}Z");
    let set = format!("{keys}/jwks.json");
    let words =
        ["permit", "verify", permit, "--jwks", &set, "--status", "journal/status.jwt", "--as", "json", "--at", &at];
    let parties = ["--issuer", "https://gate.example", "--audience", "https://orders.example"];
    object(&house.run("", &[&words[..], &parties].concat()), "permit")
}

/// The old copy is mended first, and the newer folder turns up then and is mended as well; and the other way round again.
#[test]
fn of_two_folders_that_are_mended_one_after_the_other_the_last_one_signs() {
    let house = House::new();
    allowed(&house, "keys", "00:01");
    copied(&house, "keys", "old");
    done(&house, &TURN, "keys", "01:00");
    done(&house, &TURN, "old", "02:00");
    allowed(&house, "old", "02:01");
    for (minute, (last, other)) in [("keys", "old"), ("old", "keys"), ("keys", "old")].into_iter().enumerate() {
        let at = |second: u32| format!("{:02}:{second:02}", minute + 3);
        let (present, signer) = (names(&house, other).remove(0), names(&house, last).remove(0));
        let back = format!("those whose key is {present}");
        refused(&house, last, &at(0), &["older copy", &signer, &back, "tidegate keys rotate --journal"]);
        let said = done(&house, &TURN, last, &at(1));
        assert!(said.contains(&format!("{present} signed until now, and signs nothing any more")), "{said}");
        allowed(&house, last, &at(2));
        assert_eq!(verified(&house, "permit.jwt", last, &at(3))["answer"], "valid");
        refused(&house, other, &at(4), &["older copy", &present]);
    }
}

/// A rotation that nobody recorded: the journal does not know the key, and says which one signs.
#[test]
fn a_key_that_the_journal_never_heard_of_signs_nothing_until_it_does() {
    let house = House::new();
    allowed(&house, "keys", "00:01");
    copied(&house, "keys", "old");
    let first = names(&house, "keys").remove(0);
    let said = done(&house, &["keys", "rotate", "--grace", "1h"], "keys", "01:00");
    assert!(said.contains("no journal was given"), "{said}");
    refused(&house, "keys", "02:00", &["are not those that sign", &first, "tidegate keys rotate --journal has"]);
    // What the former key signed counts for as long as its set says, and that is recorded.
    done(&house, &TURN, "keys", "03:00");
    let entry =
        std::fs::read_to_string(house.path("journal/journal.jsonl")).unwrap().lines().last().unwrap().to_owned();
    assert!(entry.contains(&format!("\"others_until\":{{\"{first}\":\"2026-03-01T11:01:00Z\"}}")), "{entry}");
    schema::check("journal", &serde_json::from_str(&entry).unwrap()).unwrap();
    refused(&house, "old", "04:00", &["older copy", &first]);
    done(&house, &PUBLISH, "keys", "05:00");
    assert_eq!(verified(&house, "permit.jwt", "keys", "05:01")["answer"], "valid", "its grace is recorded");
    allowed(&house, "keys", "06:00");
}

/// An old copy is rotated without the journal, and with it then: the grace that is recorded is neither struck out nor lengthened.
#[test]
fn an_old_copy_that_was_rotated_unrecorded_first_keeps_the_grace_and_signs_alone() {
    let house = House::new();
    allowed(&house, "keys", "00:01");
    std::fs::copy(house.path("permit.jwt"), house.path("first.jwt")).unwrap();
    copied(&house, "keys", "old");
    done(&house, &["keys", "rotate", "--journal", "journal", "--grace", "30m"], "keys", "01:00");
    let newer = names(&house, "keys").remove(0);
    done(&house, &["keys", "rotate", "--grace", "40m"], "old", "02:00");
    let said = done(&house, &TURN, "old", "03:00");
    assert!(said.contains("counts until 2026-03-01T10:31:00Z") && said.contains(&newer), "{said}");
    done(&house, &PUBLISH, "old", "03:01");
    for (at, answer) in [("30:59", "valid"), ("31:00", "refused")] {
        assert_eq!(verified(&house, "first.jwt", "old", at)["answer"], answer, "{at}");
    }
    refused(&house, "keys", "32:00", &["older copy", &newer]);
    allowed(&house, "old", "33:00");
}

/// A former key ended without the journal: the same is given again with it.
#[test]
fn an_end_that_was_not_recorded_is_recorded_later() {
    let house = House::new();
    allowed(&house, "keys", "00:01");
    let former = names(&house, "keys").remove(0);
    done(&house, &["keys", "rotate", "--journal", "journal", "--grace", "24h"], "keys", "01:00");
    copied(&house, "keys", "old");
    let end = ["keys", "end", &former];
    let recorded = [&end[..], &["--journal", "journal"]].concat();
    assert!(done(&house, &end, "keys", "02:00").contains("until the same is given with --journal"));
    let said = done(&house, &recorded, "keys", "03:00");
    assert!(said.contains("as it did by these keys already: the journal did not say so, and does now"), "{said}");
    refused(&house, "old", "04:00", &["older copy", &format!("what {former} signed counts longer by them")]);
    let before = (house.files(), private::files(&house.path("keys")));
    let (code, said) = run(&house, &recorded, "keys", "05:00");
    assert!(code == 2 && said.contains("there is nothing to record"), "{said}");
    // Nothing is recorded of a key that never was, and the one that signs ends by a rotation alone.
    let stranger = ["keys", "end", "VKywXR2S45fl874YSCaGjXqpyhdT83ffR2zzNdgaI9A", "--journal", "journal"];
    let (code, said) = run(&house, &stranger, "keys", "05:00");
    assert!(code == 2 && said.contains("the journal never named it"), "{said}");
    let active = names(&house, "keys").remove(0);
    let (code, said) = run(&house, &["keys", "end", &active, "--journal", "journal"], "keys", "05:00");
    assert!(code == 2 && said.contains("ends by a rotation alone"), "{said}");
    assert_eq!((house.files(), private::files(&house.path("keys"))), before);
    allowed(&house, "keys", "06:00");
}

/// The keys are lost: others take their place where that is asked for, and those of checkpoints never do by themselves.
#[test]
fn other_keys_sign_permits_where_that_is_asked_for_and_those_of_checkpoints_go_on_beside() {
    let house = House::new();
    allowed(&house, "keys", "00:01");
    let lost = names(&house, "keys").remove(0);
    let new = ["keys", "new", "--journal", "journal"];
    let said = done(&house, &new, "own", "01:00");
    assert!(said.contains(&format!("by the journal {lost} signs permits, and this key signs none")), "{said}");
    let checkpoint = ["audit", "checkpoint", "journal", "--out", "kept.txt"];
    done(&house, &checkpoint, "own", "02:00");
    let said = done(&house, &TURN, "own", "03:00");
    assert!(said.contains(&format!("by the journal {lost} signs permits, and this key signs none")), "{said}");
    done(&house, &checkpoint, "own", "03:01");
    allowed(&house, "keys", "04:00");
    refused(&house, "own", "05:00", &["are not those that sign", &lost, "--for-permits"]);
    let said = done(&house, &[&new[..], &["--for-permits"]].concat(), "new", "06:00");
    assert!(said.contains(&format!("{lost} signed until now, and signs nothing any more")), "{said}");
    allowed(&house, "new", "07:00");
    refused(&house, "keys", "08:00", &["older copy", &lost]);
    done(&house, &[&TURN[..], &["--for-permits"]].concat(), "own", "09:00");
    allowed(&house, "own", "10:00");
    refused(&house, "new", "11:00", &["older copy"]);
    refused(&house, "keys", "12:00", &["older copy"]);
    let (code, said) = run(&house, &["keys", "rotate", "--for-permits"], "keys", "13:00");
    assert!(code == 2 && said.contains("--journal"), "{said}");
}

/// The entries of a rotation and of an end are lost with the journal's newest: going on with the copy records them anew.
#[test]
fn going_on_with_a_copy_of_the_journal_records_which_key_signs() {
    let house = House::new();
    allowed(&house, "keys", "00:01");
    let first = names(&house, "keys").remove(0);
    copied(&house, "keys", "first");
    done(&house, &["keys", "rotate", "--journal", "journal", "--grace", "24h"], "keys", "01:00");
    copied(&house, "journal", "copy");
    copied(&house, "keys", "second");
    let second = names(&house, "keys").remove(0);
    done(&house, &["keys", "end", &first, "--journal", "journal"], "keys", "02:00");
    done(&house, &["keys", "rotate", "--journal", "journal", "--grace", "12h"], "keys", "03:00");
    copied(&house, "copy", "journal");
    let said = done(&house, &RESUME, "keys", "04:00");
    assert!(
        said.contains(&format!("{second} signed until now, and signs nothing any more: what it signed counts until"))
    );
    assert!(said.contains(&format!("{first} counted longer: what it signed counts no more")), "{said}");
    let lines = std::fs::read_to_string(house.path("journal/journal.jsonl")).unwrap();
    assert!(lines.lines().last().unwrap().contains("\"others_until\""));
    for old in ["first", "second"] {
        let (code, said) = decided(&house, "cust-2", old, "05:00", "strange.jwt");
        assert!(code == 3 && (said.contains("older copy") || said.contains("older state")), "{said}");
    }
    allowed(&house, "keys", "06:00");
}

/// By the entries of the journal: until when each key counts at the most.
fn ends(house: &House) -> BTreeMap<String, String> {
    let mut ends: BTreeMap<String, String> = BTreeMap::new();
    for line in std::fs::read_to_string(house.path("journal/journal.jsonl")).unwrap().lines() {
        let entry: Value = serde_json::from_str(line).unwrap();
        let (body, time) = (&entry["entry"]["body"], &entry["entry"]["time"]);
        let mut all: Vec<(&str, &Value)> = Vec::new();
        match body["event"].as_str() {
            Some("rotated") => all.push((body["former"].as_str().unwrap(), &body["former_until"])),
            Some("ended") => all.push((body["key"].as_str().unwrap(), time)),
            _ => {}
        }
        all.extend(body["others_until"].as_object().into_iter().flatten().map(|it| (it.0.as_str(), it.1)));
        for (key, until) in all {
            let until = until.as_str().unwrap().to_owned();
            let known = ends.entry(key.to_owned()).or_insert_with(|| until.clone());
            *known = until.min(known.clone());
        }
    }
    ends
}

/// Three folders, whatever is done to them: of the newest permits that each of them signed, no two count by the list but
/// within a grace that the journal records.
#[test]
fn no_two_folders_have_permits_that_count_whatever_was_done_to_them() {
    std::thread::scope(|scope| (1..=2).for_each(|seed| drop(scope.spawn(move || any_order(seed)))));
}

fn any_order(seed: u64) {
    let (house, mut state) = (House::new(), seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    // The high bits of a linear congruence: as random as a test has to be, and the same each time.
    let mut any = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % below) as usize
    };
    allowed(&house, "keys", "00:01");
    FOLDERS.iter().for_each(|it| copied(&house, "keys", it));
    let mut log = Vec::new();
    for step in 1..=8 {
        let (folder, other, grace) = (FOLDERS[any(3)], FOLDERS[any(3)], ["0s", "2m", "9m"][any(3)]);
        let recorded: &[&str] = if any(2) == 0 { &["--journal", "journal"] } else { &[] };
        let (deed, at) = (any(5), format!("{step:02}:00"));
        log.push(format!("{step}: {deed} {folder} {other} {grace} {recorded:?}"));
        match deed {
            0 if folder != other => copied(&house, folder, other),
            1 | 2 => drop(run(&house, &[&["keys", "rotate", "--grace", grace], recorded].concat(), folder, &at)),
            3 => {
                let former = names(&house, folder).pop().unwrap();
                run(&house, &[&["keys", "end", &former], recorded].concat(), folder, &at);
            }
            _ => {}
        }
        one_key_signs(&house, step, &format!("seed {seed}: {log:#?}"));
    }
}

const FOLDERS: [&str; 3] = ["a", "b", "c"];

/// With each of the folders somebody is decided about, as far as they sign: those that do have one key, and the permits that
/// count by whichever set have one, or are of a key whose end is recorded and has not come.
fn one_key_signs(house: &House, step: u32, log: &str) {
    let at = |second: usize| format!("{step:02}:{second:02}");
    let signs = |(place, folder): &(usize, &str)| {
        decided(house, &format!("cust-{folder}"), folder, &at(10 + place), &format!("{folder}.jwt")).0 == 0
    };
    let signed: Vec<&str> = FOLDERS.into_iter().enumerate().filter(signs).map(|it| it.1).collect();
    let keys: BTreeSet<String> = signed.iter().map(|it| names(house, it).remove(0)).collect();
    assert!(keys.len() <= 1, "two keys signed: {log}");
    let (ends, now) = (ends(house), format!("2026-03-01T10:{}Z", at(20)));
    for set in FOLDERS {
        let permits = FOLDERS.map(|it| format!("{it}.jwt")).into_iter().filter(|it| house.path(it).exists());
        let keys: BTreeSet<String> = permits
            .map(|it| verified(house, &it, set, &at(20)))
            .filter(|it| it["answer"] == "valid")
            .map(|it| it["key"].as_str().unwrap().to_owned())
            .filter(|it| ends.get(it).is_none_or(|end| *end <= now))
            .collect();
        assert!(keys.len() <= 1, "permits of two keys count by {set}: {log}");
    }
}

/// Two who rotate the same folder at once, recorded and not, leave a key that opens and one that the journal has sign.
#[test]
fn of_two_who_rotate_at_once_neither_removes_the_key_that_signs() {
    let house = House::new();
    allowed(&house, "keys", "00:01");
    let unrecorded = ["keys", "rotate", "--grace", "0s"];
    std::thread::scope(|scope| {
        for words in [&unrecorded[..], &TURN, &unrecorded, &unrecorded, &TURN, &unrecorded] {
            let house = &house;
            scope.spawn(move || done(house, words, "keys", "01:00"));
        }
    });
    let active = format!("{}.pem", names(&house, "keys").remove(0));
    let held = private::files(&house.path("keys")).into_iter().map(|it| it.0);
    let held: Vec<_> = held.filter(|it| it.extension().is_some_and(|it| it == "pem")).collect();
    assert_eq!(held, [house.path("keys").join(active)]);
    done(&house, &TURN, "keys", "02:00");
    allowed(&house, "keys", "03:00");
}

/// Keys and journal come from one copy, and the list that was published last is put in its place: a key signed it that the copy
/// does not know yet, or one that was rotated away before anybody looked at the list.
#[test]
fn a_list_that_says_more_than_a_copy_of_the_journal_is_not_made_anew_whoever_signed_it() {
    for rotated_since in [true, false] {
        let house = House::new();
        allowed(&house, "keys", "00:01");
        done(&house, &PUBLISH, "keys", "00:02");
        let put_by = |house| [("keys", "old"), ("journal", "old-journal")].map(|it| copied(house, it.0, it.1));
        if rotated_since {
            put_by(&house);
        }
        done(&house, &TURN, "keys", "01:00");
        done(&house, &PUBLISH, "keys", "01:01");
        if !rotated_since {
            put_by(&house);
        }
        let (code, told) = decided(&house, "cust-2", "keys", "01:02", "second.jwt");
        assert_eq!(code, 0, "{told}");
        let revoke = ["permit", "revoke", "second.jwt", "--journal", "journal", "--reason", "officer-decision"];
        done(&house, &revoke, "keys", "01:04");
        let list = std::fs::read(house.path("journal/status.jwt")).unwrap();
        copied(&house, "old", "keys");
        copied(&house, "old-journal", "journal");
        std::fs::write(house.path("journal/status.jwt"), &list).unwrap();
        if !rotated_since {
            done(&house, &TURN, "keys", "02:00");
        }
        for (code, told) in
            [run(&house, &PUBLISH, "keys", "03:00"), decided(&house, "cust-3", "keys", "03:01", "third.jwt")]
        {
            assert!(
                code == 3 && told.contains("no key of the set signed") && told.contains("audit resume"),
                "{code}: {told}"
            );
        }
        assert_eq!(std::fs::read(house.path("journal/status.jwt")).unwrap(), list);
        done(&house, &RESUME, "keys", "04:00");
        assert_eq!(verified(&house, "second.jwt", "keys", "04:01")["answer"], "refused");
        let (code, told) = decided(&house, "cust-3", "keys", "05:00", "third.jwt");
        assert_eq!(code, 0, "{told}");
        assert_eq!(verified(&house, "third.jwt", "keys", "05:02")["answer"], "valid", "a place of its own");
        assert_eq!(verified(&house, "second.jwt", "keys", "05:03")["answer"], "refused");
    }
}

/// A folder in which a private key stands is no place for others, whether or not the set beside it was lost.
#[test]
fn new_keys_are_made_in_no_folder_that_holds_one() {
    let house = House::new();
    let new = || {
        std::thread::scope(|scope| {
            let one = || scope.spawn(|| run(&house, &["keys", "new"], "two", "00:00").0);
            let both = [one(), one()];
            both.map(|it| it.join().unwrap())
        })
    };
    let mut codes = new();
    codes.sort_unstable();
    assert_eq!(codes, [0, 2], "of two at once one makes keys");
    std::fs::remove_file(house.path("two/jwks.json")).unwrap();
    let (code, said) = run(&house, &["keys", "new"], "two", "01:00");
    assert!(code == 2 && said.contains("holds a private key") && said.contains("take jwks.json from a copy"), "{said}");
}

/// The keys are rotated while somebody who has opened them waits for the journal: they are no older copy.
#[test]
fn who_waited_for_a_rotation_is_asked_to_begin_anew() {
    let house = House::new();
    allowed(&house, "keys", "00:01");
    copied(&house, "keys", "new");
    copied(&house, "journal", "new-journal");
    let turn = ["keys", "rotate", "--journal", "new-journal", "--grace", "0s"];
    done(&house, &turn, "new", "01:00");
    let journal = house.path("journal/journal.jsonl");
    let held = std::fs::File::options().write(true).open(&journal).unwrap();
    held.lock().unwrap();
    let mut publishing = std::process::Command::new(env!("CARGO_BIN_EXE_tidegate"));
    publishing.args(PUBLISH).args(["--keys", "keys", "--at", "2026-03-01T10:02:00Z"]).current_dir(house.path("."));
    publishing.env("TIDEGATE_PASSPHRASE", private::PASSPHRASE).stderr(std::process::Stdio::piped());
    let mut publishing = publishing.spawn().unwrap();
    let mut said = BufReader::new(publishing.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    assert!(line.contains("waiting"), "{line}");
    std::fs::write(&journal, std::fs::read(house.path("new-journal/journal.jsonl")).unwrap()).unwrap();
    copied(&house, "new", "keys");
    drop(held);
    said.read_to_string(&mut line).unwrap();
    assert_eq!(publishing.wait().unwrap().code(), Some(3), "{line}");
    assert!(line.contains("while this waited") && line.contains("give the command again"), "{line}");
    done(&house, &PUBLISH, "keys", "02:01");
}
