//! `tidegate permit verify` on tokens that were changed, pasted or torn: an answer for machines, and no token in an error.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod desk;
mod private;
mod schema;

use base64ct::{Base64UrlUnpadded, Encoding};
use desk::*;
use serde_json::Value;

/// A token in an error would be a permit in a log, and a list of another gate is not the fault of a permit's key.
#[test]
fn no_error_repeats_a_token_or_blames_the_permit_for_its_list() {
    let folder = house();
    let token = std::fs::read_to_string(made("permit.jwt")).unwrap();
    let parties = ["--issuer", "https://gate.example", "--audience", "https://exchange.example", "--at", NOON];
    let verify = |permit: &str, status: &str| {
        let words = ["permit", "verify", permit, "--jwks", "keys/jwks.json", "--status", status];
        let output = run(folder.path(), &[&words[..], &parties].concat());
        let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        (told, output.status.code())
    };
    for given in [format!(" {token}"), format!("{}\n", token.trim())] {
        assert_eq!(verify(&given, "status.jwt").1, Some(0), "what was pasted is trimmed");
    }
    let twice = format!("\"{}", token.trim());
    for words in [&["permit", "inspect", &twice][..], &["permit", "verify", &twice]] {
        let more: &[&str] = if words[1] == "verify" { &["--jwks", "keys/jwks.json"] } else { &[] };
        let parties: &[&str] = if words[1] == "verify" { &parties } else { &[] };
        let output = run(folder.path(), &[words, more, parties].concat());
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && !told.contains("eyJ"), "{told}");
    }
    let other = ["keys", "new", "--keys", "other"];
    assert!(run(folder.path(), &other).status.success());
    // The same list by a key outside the set.
    let list = std::fs::read_to_string(made("status.jwt")).unwrap();
    let (header, rest) = list.trim().split_once('.').unwrap();
    let other = std::fs::read_to_string(folder.path().join("other/jwks.json")).unwrap();
    let other: Value = serde_json::from_str(&other).unwrap();
    let mut named: Value = serde_json::from_slice(&Base64UrlUnpadded::decode_vec(header).unwrap()).unwrap();
    named["kid"] = other["keys"][0]["kid"].clone();
    let header = Base64UrlUnpadded::encode_string(named.to_string().as_bytes());
    std::fs::write(folder.path().join("other.jwt"), format!("{header}.{rest}")).unwrap();
    let (told, code) = verify(token.trim(), "other.jwt");
    assert!(code == Some(1) && told.contains("permit-status-list") && !told.contains("key-unknown"), "{told}");
}

/// The very case of forgery has a machine's answer, too.
#[test]
fn a_changed_token_is_refused_in_the_form_that_was_asked_for() {
    let folder = house();
    let token = std::fs::read_to_string(made("permit.jwt")).unwrap();
    let parts: Vec<&str> = token.trim().split('.').collect();
    let decoded = |it: &str| String::from_utf8(Base64UrlUnpadded::decode_vec(it).unwrap()).unwrap();
    let encoded = |it: &str| Base64UrlUnpadded::encode_string(it.as_bytes());
    let header = |from: &str, to: &str| encoded(&decoded(parts[0]).replacen(from, to, 1));
    let claims = encoded(&decoded(parts[1]).replacen("\"tier\":\"", "\"tier\":\"x", 1));
    for (header, claims, code) in [
        (parts[0].to_owned(), claims.as_str(), "permit-claims"),
        (header("EdDSA", "none"), parts[1], "permit-algorithm"),
        (header("trading-permit+jwt", "JWT"), parts[1], "permit-type"),
    ] {
        let forged = format!("{header}.{claims}.{}", parts[2]);
        let (object, ended) = verified(folder.path(), &forged, NOON);
        assert_eq!((&object["answer"], &object["code"], ended), (&"refused".into(), &code.into(), 1));
    }
}
