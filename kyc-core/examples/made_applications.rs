//! Writes the worked applications into `testdata/applications`, with the documents and attestations they name, the
//! same to the byte each time.
//!
//! `cargo run -p tidegate-kyc-core --example made_applications [TESTDATA]`
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program that makes test data says what it wrote")]

#[path = "../tests/made/mod.rs"]
mod made;
#[path = "made_tokens/make/mod.rs"]
mod make;

use base64ct::{Base64UrlUnpadded, Encoding};
use ed25519_dalek::Signer;
use made::passport::{Holder, chip_of, files_of, zone_of};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tidegate_kyc_core::trust::Hash;

/// What was sent to every chip. Eight bytes, as Doc 9303-11 asks.
const CHALLENGE: [u8; 8] = [0x5f, 0x3c, 0x91, 0x07, 0xa2, 0xe4, 0x6b, 0xd8];

type Files = Vec<(String, Vec<u8>)>;

fn main() -> std::io::Result<()> {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata");
    let folder = std::env::args_os().nth(1).map_or_else(default, PathBuf::from).join("applications");
    let mut files = Files::new();
    with_passport("passport", &Holder::ANNA, &anna(), &mut files);
    with_passport("expired", &Holder::ANNA_BEFORE, &Person { subject: "cust-1004", ..anna() }, &mut files);
    with_passport("sanctioned", &Holder::RAVINDAR, &ravindar(), &mut files);
    with_wallet("wallet", &|_| BTreeSet::new(), &Person { subject: "cust-1005", ..anna() }, &mut files);
    with_wallet("missing", &withheld, &nobody_in_particular(), &mut files);
    for_company("company", "cust-1006", &mut files);
    for_company("owned", "cust-1007", &mut files);
    with_statements("owned", &mut files);
    for (path, bytes) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        std::fs::write(&path, &bytes)?;
        println!("{} {} bytes", path.display(), bytes.len());
    }
    Ok(())
}

/// What the customer says, and what is known besides.
struct Person {
    subject: &'static str,
    claim: Value,
    declared: Value,
    wallets: Value,
    facts: Value,
}

fn facts() -> Value {
    json!({
        "access-country": ["UTO"], "days-active": 0, "monthly-volume": 100_000, "occupation": "teacher",
        "open-hits": 0, "political-exposure": "none", "product": ["spot"], "source-of-funds": "salary",
    })
}

fn anna() -> Person {
    Person {
        subject: "cust-1001",
        claim: json!({
            "family_name": "Eriksson", "given_names": "Anna Maria", "birth_date": "1974-08-12", "sex": "female",
            "nationalities": ["UTO"],
        }),
        declared: json!({"address-city": "Zenith", "address-country": "UTO"}),
        wallets: json!(["bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"]),
        facts: facts(),
    }
}

fn ravindar() -> Person {
    Person {
        subject: "cust-1002",
        claim: json!({
            "family_name": "Voss", "given_names": "Ravindar Tolmachi", "birth_date": "1961-04-17", "sex": "male",
            "nationalities": ["UTO"],
        }),
        wallets: json!(["0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"]),
        ..anna()
    }
}

/// Shows as little as the wallet lets her, and answers not every question.
fn nobody_in_particular() -> Person {
    let mut facts = facts();
    facts.as_object_mut().unwrap().remove("political-exposure");
    Person {
        subject: "cust-1003",
        claim: json!({"family_name": "Eriksson", "given_names": "Anna Maria", "birth_date": "1974-08-12"}),
        declared: json!({"address-country": "UTO"}),
        wallets: json!([]),
        facts,
    }
}

fn application(person: &Person, channel: &str, document: &Value) -> Vec<u8> {
    let whole = json!({
        "schema": "tidegate.application/1", "subject": person.subject, "kind": "person", "jurisdiction": "UTO",
        "tier": "basic", "channel": channel, "claim": person.claim, "declared": person.declared,
        "documents": [document], "wallets": person.wallets, "facts": person.facts,
    });
    format!("{}\n", serde_json::to_string_pretty(&whole).unwrap()).into_bytes()
}

fn with_passport(name: &str, holder: &Holder, person: &Person, files: &mut Files) {
    let answer: String =
        chip_of(holder).answer(Hash::Sha256, &CHALLENGE).iter().map(|it| format!("{it:02x}")).collect();
    let mut object = Vec::new();
    for (file, bytes) in files_of(holder) {
        if file == "EF.SOD" {
            object.clone_from(&bytes);
        }
        files.push((format!("{name}/chip/{file}"), bytes));
    }
    let zone = zone_of(holder);
    let (first, second) = zone.split_at(44);
    files.push((format!("{name}/page.txt"), format!("{first}\n{second}\n").into_bytes()));
    files.push((format!("{name}/attestation.jws"), attestation(&object)));
    let challenge: String = CHALLENGE.iter().map(|it| format!("{it:02x}")).collect();
    let document = json!({
        "files": [format!("{name}/chip"), format!("{name}/page.txt")],
        "chip_challenge": challenge, "chip_answer": answer,
        "attestations": [{"file": format!("{name}/attestation.jws"), "nonce": make::NONCE}],
    });
    files.push((format!("{name}.json"), application(person, "chip", &document)));
}

/// What the vendor says of the person before the camera and the document with these bytes.
fn attestation(document: &[u8]) -> Vec<u8> {
    let digest: String = Sha256::digest(document).iter().map(|it| format!("{it:02x}")).collect();
    let statement = json!({
        "type": "tidegate.attestation/1", "vendor": "utopian-eyes", "nonce": make::NONCE, "document": digest,
        "made_at": "2026-03-01T09:55:00Z",
        "checks": {"liveness": "passed", "face-match": "passed", "document-inspection": "passed"},
    });
    let encode = |it: &[u8]| Base64UrlUnpadded::encode_string(it);
    let header = json!({"alg": "EdDSA", "typ": "attestation+jwt"}).to_string();
    let input = format!("{}.{}", encode(header.as_bytes()), encode(statement.to_string().as_bytes()));
    let signature = make::others::vendor().sign(input.as_bytes()).to_bytes();
    format!("{input}.{}\n", encode(&signature)).into_bytes()
}

/// Anna acts for a company whose papers are made up.
fn for_company(name: &str, subject: &'static str, files: &mut Files) {
    let person = Person { subject, ..anna() };
    with_wallet(name, &|_| BTreeSet::new(), &person, files);
    let (path, written) = files.pop().unwrap();
    let mut application: Value = serde_json::from_slice(&written).unwrap();
    application["kind"] = json!("company");
    application["company"] = json!({
        "name": "Zenith Lanterns Ltd", "country": "GB", "register_number": "00000042",
        "papers": [format!("{name}/register.txt"), format!("{name}/owners.txt")],
    });
    let register =
        "Register of companies, made up\nZenith Lanterns Ltd, number 00000042, director Anna Maria Eriksson\n";
    let owners = "Owners of Zenith Lanterns Ltd, made up\nAnna Maria Eriksson: all shares\n";
    files.push((format!("{name}/register.txt"), register.as_bytes().to_vec()));
    files.push((format!("{name}/owners.txt"), owners.as_bytes().to_vec()));
    files.push((path, format!("{}\n", serde_json::to_string_pretty(&application).unwrap()).into_bytes()));
}

/// Beside the papers, what a register says of who owns the company; the answer about the owners' offices is the company's.
fn with_statements(name: &str, files: &mut Files) {
    let (path, written) = files.pop().unwrap();
    let mut application: Value = serde_json::from_slice(&written).unwrap();
    application["company"]["statements"] = json!([format!("{name}/statements.json")]);
    application["facts"]["owner-exposure"] = json!("none");
    let owners = "Owners of Zenith Lanterns Ltd, made up\nCarla Montoya 46 in 100, Harbour Holding BV 45, Anna Maria Eriksson 9\n";
    let of_owners = files.iter_mut().find(|it| it.0 == format!("{name}/owners.txt")).unwrap();
    of_owners.1 = owners.as_bytes().to_vec();
    files.push((format!("{name}/statements.json"), include_bytes!("../../testdata/ownership/chain.json").to_vec()));
    files.push((path, format!("{}\n", serde_json::to_string_pretty(&application).unwrap()).into_bytes()));
}

/// Which disclosures a wallet keeps to itself: the nationality, and the address with its parts, which are made after
/// the place of birth.
fn withheld(disclosures: &[Value]) -> BTreeSet<usize> {
    let name = |it: &Value| it.get(1).and_then(Value::as_str).unwrap_or_default().to_owned();
    let place = disclosures.iter().position(|it| name(it) == "place_of_birth").unwrap();
    let address = disclosures.iter().position(|it| name(it) == "address").unwrap();
    let nationality = disclosures.iter().position(|it| it.as_array().is_some_and(|it| it.len() == 2)).unwrap();
    (place + 1..=address).chain([nationality]).collect()
}

fn with_wallet(name: &str, withheld: &dyn Fn(&[Value]) -> BTreeSet<usize>, person: &Person, files: &mut Files) {
    let issued = make::token::pid(|_, _| ());
    let (token, disclosures) = issued.split_once('~').unwrap();
    let disclosures: Vec<&str> = disclosures.split('~').filter(|it| !it.is_empty()).collect();
    let decoded = |it: &&str| serde_json::from_slice(&Base64UrlUnpadded::decode_vec(it).unwrap()).unwrap();
    let withheld = withheld(&disclosures.iter().map(decoded).collect::<Vec<Value>>());
    let kept = disclosures.iter().enumerate().filter(|it| !withheld.contains(&it.0));
    let kept: String = kept.map(|it| format!("{}~", it.1)).collect();
    let bound = make::token::bound(&format!("{token}~{kept}"), |_, _| ());
    files.push((format!("{name}/pid.sd-jwt"), format!("{bound}\n").into_bytes()));
    files.push((format!("{name}/status.jwt"), format!("{}\n", make::token::status_list(|_, _| ())).into_bytes()));
    let document = json!({
        "files": [format!("{name}/pid.sd-jwt"), format!("{name}/status.jwt")],
        "nonce": make::NONCE, "audience": make::AUDIENCE,
    });
    files.push((format!("{name}.json"), application(person, "wallet", &document)));
}
