//! Verdicts as a machine reads them: they fit their schema, hide what is personal and end with
//! the code they mean.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod schema;

use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Output};

fn verify(arguments: &[&str]) -> Output {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/verify");
    Command::new(env!("CARGO_BIN_EXE_tidegate")).arg("verify").args(arguments).current_dir(folder).output().unwrap()
}

fn verdict(arguments: &[&str]) -> Value {
    verdict_at(arguments, "2012-01-01")
}

fn verdict_at(arguments: &[&str], day: &str) -> Value {
    let output = verify(&[arguments, &["--as", "json", "--at", day]].concat());
    let object: Value = serde_json::from_slice(&output.stdout).unwrap();
    schema::check("verify", &object).unwrap_or_else(|fault| panic!("{fault}\n{object:#}"));
    let answers: Vec<&str> =
        object["checks"].as_array().unwrap().iter().map(|it| it["answer"].as_str().unwrap()).collect();
    let clear = answers.iter().all(|it| *it == "clear");
    assert_eq!(output.status.code(), Some(i32::from(!clear)));
    object
}

#[test]
fn every_verdict_fits_its_schema_and_ends_with_its_code() {
    let page = verdict(&["page.txt"]);
    assert_eq!(page["document"]["kind"], "td3");
    assert_eq!((&page["well_formed"], &page["authenticated"]), (&true.into(), &false.into()));
    let misread = verdict(&["misread.txt"]);
    assert_eq!(misread["well_formed"], false);
    let place = serde_json::json!([{"changes": [{"field": "birth-date", "line": 2, "column": 17}]}]);
    assert_eq!((&misread["suggestions"], &page["suggestions"]), (&place, &serde_json::json!([])));
    assert_eq!(verdict(&["licence.txt"])["document"]["kind"], "aamva");
    let claimed = verdict(&["page.txt", "--claim", "claim.toml"]);
    let agree = |it: &&Value| it["code"] == "claim-agrees";
    let checks = claimed["checks"].as_array().unwrap();
    assert_eq!(checks.iter().filter(agree).count(), 5);
    assert!(checks.iter().filter(agree).all(|it| it["answer"] == "clear"));
}

#[test]
fn nothing_personal_leaves_unless_it_is_asked_for() {
    let hidden = ["ERIKSSON", "Eriksson", "ANNA", "L898902C3", "1974", "740812", "ZE184226B"];
    for arguments in [
        &["page.txt"][..],
        &["page.txt", "--claim", "claim.toml"],
        &["page.txt", "--claim", "other.json"],
        &["misread.txt", "--as", "json"],
        &["cut.txt"],
        &["page.txt", "--claim", "misspelt.toml"],
        &["licence.txt"],
    ] {
        let output = verify(arguments);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(!said.is_empty() && hidden.iter().all(|it| !said.contains(it)), "{arguments:?}: {said}");
    }
    let shown = verdict(&["page.txt", "--show-personal-data"]);
    assert_eq!(shown["fields"]["family-name"], "ERIKSSON");
    assert_eq!(shown["fields"]["birth-date"], "1974-08-12");
    assert_eq!(verdict(&["page.txt"])["fields"], Value::Object(serde_json::Map::new()));
}

#[test]
fn what_cannot_be_read_ends_with_three_and_what_cannot_be_meant_with_two() {
    for (arguments, code) in [
        (&["cut.txt"][..], 3),
        (&["claim.toml"], 3),
        (&["none.txt"], 3),
        (&["page.txt", "--claim", "misspelt.toml"], 3),
        (&["page.txt", "--anchors", "none"], 3),
        (&["page.txt", "misread.txt"], 2),
        (&["page.txt", "--nonce", "n"], 2),
        (&["page.txt", "--at", "today"], 2),
        (&[], 2),
    ] {
        assert_eq!(verify(arguments).status.code(), Some(code), "{arguments:?}");
    }
}

/// The answers of one code in the verdict on the made documents of the project.
fn answers(arguments: &[&str], code: &str) -> Vec<String> {
    let made = |it: &&str| format!("{}/../testdata/{it}", env!("CARGO_MANIFEST_DIR"));
    let arguments: Vec<String> =
        arguments.iter().map(|it| it.strip_prefix('@').map_or((*it).to_owned(), |it| made(&it))).collect();
    let verdict = verdict(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    let of_code = verdict["checks"].as_array().unwrap().iter().filter(|it| it["code"] == code);
    of_code.map(|it| it["answer"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_was_asked_for_and_not_done_is_unknown_and_never_left_out() {
    let claim = ["@documents/passport", "--claim", "@claims/eriksson.toml"];
    assert_eq!(answers(&claim, "claim-agrees"), ["unknown"]);
}

#[test]
fn what_binds_another_kind_of_document_is_refused_and_names_its_own() {
    let made = |it: &str| format!("{}/../testdata/documents/{it}", env!("CARGO_MANIFEST_DIR"));
    let nonce = &["--nonce", "n", "--audience", "https://exchange.example"][..];
    let chip = &["--chip-challenge", "0102030405060708", "--chip-answer", "00"][..];
    let session = &["--session", "claim.toml"][..];
    for (document, words, said, own) in [
        (made("mdl.mdoc"), nonce, "--nonce is for an SD-JWT credential", "--session binds this one"),
        (made("passport"), nonce, "--nonce is for an SD-JWT credential", "--chip-challenge binds this one"),
        (made("passport"), session, "--session is for a mobile document", "--chip-challenge binds this one"),
        (made("mdl.mdoc"), chip, "--chip-challenge is for the chip of a passport", "--session binds this one"),
        ("page.txt".to_owned(), nonce, "--nonce is for an SD-JWT credential", "nothing binds this one"),
        ("licence.txt".to_owned(), chip, "--chip-challenge is for the chip", "nothing binds this one"),
    ] {
        let output = verify(&[&[document.as_str()][..], words].concat());
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{document}: {told}");
        assert!(told.contains(said) && told.contains(own) && output.stdout.is_empty(), "{document}: {told}");
    }
}

/// What is said of EF.SOD alone, code and answer, against the made anchors or none; and of one with a byte changed.
#[test]
fn of_a_security_object_alone_its_signature_and_its_signer_are_told_and_no_more() {
    let made = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../testdata");
    let whole = std::fs::read(made.join("documents/passport/EF.SOD")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("EF.SOD");
    let told = |bytes: &[u8], anchors: Option<PathBuf>| {
        std::fs::write(&file, bytes).unwrap();
        let anchors = anchors.map(|it| it.to_str().unwrap().to_owned());
        let words: Vec<&str> =
            [file.to_str().unwrap()].into_iter().chain(anchors.iter().flat_map(|it| ["--anchors", it])).collect();
        let verdict = verdict_at(&words, "2026-03-01");
        assert_eq!((&verdict["authenticated"], &verdict["anchor"]), (&false.into(), &Value::Null));
        let checks = verdict["checks"].as_array().unwrap().iter();
        let text = |it: &Value| format!("{} {}", it["code"].as_str().unwrap(), it["answer"].as_str().unwrap());
        checks.map(text).collect::<Vec<_>>()
    };
    let groups = "document-form unknown";
    let (good, open) = ("security-object clear", "authenticity unknown");
    let ours = || Some(made.join("anchors"));
    let others = || Some(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/verify/anchors"));
    assert_eq!(told(&whole, ours()), [groups, "trust-coverage unknown", good, "document-signer clear"]);
    assert_eq!(told(&whole, others()), [groups, "trust-anchor-unknown unknown", good]);
    assert_eq!(told(&whole, None), [groups, open, good]);
    // The signature stands last.
    let mut damaged = whole;
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(told(&damaged, ours()), [groups, "trust-signature found"]);
    assert_eq!(told(&damaged, None), [groups, open, "trust-signature found"]);
}

#[test]
fn a_list_of_data_groups_that_is_damaged_or_differs_from_what_was_signed_is_found() {
    let made = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../testdata");
    let folder = tempfile::tempdir().unwrap();
    let chip = folder.path().join("chip");
    std::fs::create_dir(&chip).unwrap();
    for file in std::fs::read_dir(made.join("documents/passport")).unwrap().map(Result::unwrap) {
        std::fs::copy(file.path(), chip.join(file.file_name())).unwrap();
    }
    let common = chip.join("EF.COM");
    let whole = std::fs::read(&common).unwrap();
    let forms = || {
        let (chip, anchors) = (chip.to_str().unwrap(), made.join("anchors"));
        let words = ["verify", chip, "--anchors", anchors.to_str().unwrap(), "--as", "json", "--at", "2026-03-01"];
        let output = Command::new(env!("CARGO_BIN_EXE_tidegate")).args(words).output().unwrap();
        let verdict: Value = serde_json::from_slice(&output.stdout).unwrap();
        let checks = verdict["checks"].as_array().unwrap().iter();
        let found = checks.filter(|it| it["code"] == "document-form" && it["answer"] == "found");
        (found.map(|it| it["why"].as_str().unwrap().to_owned()).collect::<Vec<_>>(), verdict["authenticated"].clone())
    };
    assert_eq!(forms(), (vec![], true.into()));
    // One data group listed for another, a list that is none, and an element of another tag.
    let other = [&whole[..whole.len() - 1], &[0x70]].concat();
    std::fs::write(&common, other).unwrap();
    let (said, authenticated) = forms();
    assert!(said.len() == 1 && said[0].contains("EF.COM lists") && authenticated == true, "{said:?}");
    for at in [whole.len() - 1, whole.len() - 7] {
        let mut damaged = whole.clone();
        damaged[at] = 0x11;
        std::fs::write(&common, damaged).unwrap();
        let said = forms().0;
        assert!(said.len() == 1 && said[0].contains("EF.COM"), "{said:?}");
    }
}

/// A token with another disclosure than was signed is a document with a finding, and not the lack of one.
#[test]
fn a_credential_that_was_changed_is_found_and_not_unreadable() {
    let made = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../testdata");
    let token = std::fs::read_to_string(made.join("documents/pid.sd-jwt")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pid.sd-jwt");
    let mut parts: Vec<&str> = token.split('~').collect();
    parts.insert(1, "WyJzIiwgInNleCIsIDFd");
    let added = parts.join("~");
    parts.remove(1);
    parts.insert(1, parts[1]);
    for changed in [added, parts.join("~")] {
        std::fs::write(&file, changed).unwrap();
        let anchors = made.join("anchors");
        for words in [&[][..], &["--anchors", anchors.to_str().unwrap()]] {
            let verdict = verdict_at(&[&[file.to_str().unwrap()], words].concat(), "2026-03-01");
            assert_eq!((&verdict["document"]["kind"], &verdict["well_formed"]), (&"sd-jwt".into(), &false.into()));
            let first = &verdict["checks"][0];
            assert_eq!((&first["code"], &first["answer"]), (&"document-form".into(), &"found".into()));
        }
    }
}

/// What is told of the revocation of the made credential, with a status list beside it.
fn revocation(list: &str, at: &str) -> Vec<String> {
    let made = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../testdata");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("status.jwt");
    std::fs::write(&file, list).unwrap();
    let text = |it: PathBuf| it.to_str().unwrap().to_owned();
    let (token, anchors) = (text(made.join("documents/pid.sd-jwt")), text(made.join("anchors")));
    let words = [token.as_str(), file.to_str().unwrap(), "--anchors", &anchors, "--at", at, "--as", "json"];
    let verdict: Value = serde_json::from_slice(&verify(&words).stdout).unwrap();
    let checks = verdict["checks"].as_array().unwrap().iter().filter(|it| it["code"] == "revocation");
    checks.map(|it| format!("{} {}", it["answer"].as_str().unwrap(), it["why"].as_str().unwrap())).collect()
}

#[test]
fn of_a_status_list_that_was_given_it_is_told_why_it_does_not_count() {
    let made = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../testdata/documents/status.jwt");
    let list = std::fs::read_to_string(made).unwrap();
    let (signed, signature) = list.trim().rsplit_once('.').unwrap();
    let forged = format!("{signed}.{}{}", if signature.starts_with('A') { "B" } else { "A" }, &signature[1..]);
    let (now, late) = ("2026-03-01T10:00:00Z", "2026-03-01T23:00:00Z");
    assert_eq!(revocation(&list, now), ["clear nothing by which the issuer revokes was left open"]);
    let said = "unknown a status list was given that does not count: the signature does not verify";
    assert_eq!(revocation(&forged, now), [said]);
    assert_eq!(
        revocation(&list, late),
        ["unknown the status list has expired, on 2026-03-01T21:00:00Z: fetch it anew"]
    );
}

/// The certificate of the made passport's signer, as it stands in EF.SOD.
fn signer() -> Vec<u8> {
    use tidegate_kyc_core::trust::Certificate;
    let sod = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../testdata/documents/passport/EF.SOD");
    let sod = std::fs::read(sod).unwrap();
    let starts = (0..sod.len() - 4).filter(|at| sod[*at..].starts_with(&[0x30, 0x82]));
    let whole = |at: usize| {
        let length = 4 + usize::from(sod[at + 2]) * 256 + usize::from(sod[at + 3]);
        sod.get(at..at + length).filter(|it| Certificate::read(it).is_ok()).map(<[u8]>::to_vec)
    };
    starts.filter_map(whole).next().unwrap()
}

#[test]
fn a_document_signer_among_the_anchors_makes_nothing_authentic_and_is_told() {
    let made = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../testdata");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("signer.der"), signer()).unwrap();
    let (chip, anchors) = (made.join("documents/passport"), folder.path().to_str().unwrap().to_owned());
    let words = [chip.to_str().unwrap(), "--anchors", &anchors];
    let verdict = verdict_at(&words, "2026-11-24");
    assert_eq!(verdict["authenticated"], false);
    let checks = verdict["checks"].as_array().unwrap();
    let told = |code: &str| checks.iter().find(|it| it["code"] == code).unwrap()["why"].as_str().unwrap();
    assert!(told("trust-remark").contains("Document Signer"), "{checks:#?}");
    assert!(told("trust-anchor-unknown").contains("no trust anchor"));
    let said = String::from_utf8(verify(&words).stderr).unwrap();
    assert!(said.contains("Document Signer") && said.contains("is no authority's"), "{said}");
}

#[test]
fn what_binds_another_kind_is_refused_by_the_kind_of_the_document() {
    let output = verify(&["page.txt", "--session", "page.txt", "--nonce", "n", "--audience", "a"]);
    let said = String::from_utf8(output.stderr).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("the document is a printed zone, and --nonce is for an SD-JWT credential"), "{said}");
    assert!(said.contains("--session is for a mobile document"), "{said}");
}

#[test]
fn a_folder_within_a_folder_is_not_passed_over_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let page = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/verify/page.txt");
    std::fs::copy(page, folder.path().join("page.txt")).unwrap();
    std::fs::create_dir(folder.path().join("inner")).unwrap();
    let output = verify(&[folder.path().to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("the folder inner in it is not read"), "{said}");
}
