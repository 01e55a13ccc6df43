//! Conformance of tokens, mobile documents, seals and proofs with vectors that others made, found through the variable
//! `TIDEGATE_VECTORS`.
//!
//! Where the variable is unset these tests are ignored, so that a run that did not happen never reads as a pass.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};
use std::path::PathBuf;
use tidegate_kyc_core::base::{Day, Instant, Redacted, Window};
use tidegate_kyc_core::document::mdoc::{DeviceResponse, MDL_TYPE, Mdoc};
use tidegate_kyc_core::document::sd_jwt::SdJwt;
use tidegate_kyc_core::document::vds_nc::{VdsError, VdsNc};
use tidegate_kyc_core::trust::data_integrity::{SecuredObject, key_of_multikey};
use tidegate_kyc_core::trust::{
    Anchors, Certificate, CredentialTypes, Crl, DeviceProof, HolderProof, MdocPolicy, Purpose, Remark, SdJwtPolicy,
    Session, TokenFault, Trust, add_jwks, authenticate_mdoc, authenticate_sd_jwt, authenticate_seal,
};

fn path(name: &str) -> PathBuf {
    let root = std::env::var("TIDEGATE_VECTORS").expect("TIDEGATE_VECTORS names the folder of vectors");
    PathBuf::from(root).join("documents").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap()
}

fn text(name: &str) -> String {
    String::from_utf8(bytes(name)).unwrap()
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|it| u8::from_str_radix(std::str::from_utf8(it).unwrap(), 16).unwrap()).collect()
}

const NONE: Trust<'static> = Trust { anchors: &NO_ANCHORS, revocations: &[] };
static NO_ANCHORS: Anchors = Anchors::new(Day::from_days(20_000));

/// The number `name` below the first line that holds `heading`.
fn setting(settings: &str, heading: &str, name: &str) -> String {
    let below = settings.lines().skip_while(|it| !it.contains(heading)).skip(1);
    let line = below.map(str::trim).find_map(|it| it.strip_prefix(name)).unwrap();
    line.trim().trim_matches('"').to_owned()
}

/// The issuer's key of the settings of all cases.
fn issuer() -> Anchors {
    let settings = text("sd-jwt/settings.yml");
    let of = |name| setting(&settings, "issuer_key:", name);
    let key = json!({"kty": "EC", "crv": of("crv:"), "x": of("x:"), "y": of("y:")});
    let mut anchors = Anchors::new(Day::from_days(20_000));
    add_jwks(
        &mut anchors,
        Purpose::Issuer,
        Some("https://example.com/issuer"),
        json!({"keys": [key]}).to_string().as_bytes(),
    )
    .unwrap();
    anchors
}

fn policy(holder: HolderProof) -> SdJwtPolicy {
    SdJwtPolicy {
        media_types: vec!["example+sd-jwt".into()],
        credential_types: CredentialTypes::NotAsked,
        holder,
        leeway: Window::from_micros(0),
    }
}

fn asked(nonce: &str, audience: &str) -> HolderProof {
    HolderProof::Required {
        nonce: nonce.into(),
        audience: audience.into(),
        age_max: Window::from_micros(60_000_000),
        seen: None,
    }
}

/// A compact text, or a JSON text that holds the JSON serialisation.
fn token(case: &str, name: &str) -> SdJwt {
    let plain = path(&format!("sd-jwt/{case}/{name}.txt"));
    let bytes = if plain.exists() {
        std::fs::read(plain).unwrap()
    } else {
        serde_json::from_str::<String>(&text(&format!("sd-jwt/{case}/{name}.json"))).unwrap().into_bytes()
    };
    SdJwt::read(&bytes).unwrap()
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn the_nine_cases_of_the_reference_generator_are_authenticated_with_equal_contents() {
    let anchors = issuer();
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let mut cases: Vec<String> = std::fs::read_dir(path("sd-jwt"))
        .unwrap()
        .map(|it| it.unwrap())
        .filter(|it| it.path().is_dir())
        .map(|it| it.file_name().into_string().unwrap())
        .collect();
    cases.sort();
    assert_eq!(cases.len(), 9);
    let mut bound = Vec::new();
    for case in &cases {
        let contents: Value = serde_json::from_str(&text(&format!("sd-jwt/{case}/verified_contents.json"))).unwrap();
        let presented = token(case, "sd_jwt_presentation");
        let holder = presented.key_binding().is_some();
        let asked = if holder { asked("1234567890", "https://example.com/verifier") } else { HolderProof::NotAsked };
        let now = at("2026-11-22T10:51:00Z");
        let judge = |asked| authenticate_sd_jwt(token(case, "sd_jwt_presentation"), &trust, &[], &policy(asked), now);
        // This generator took the digest of the binding over the issued JSON text itself, which a verifier never
        // sees; RFC 9901 section 8.1 takes it over the compact form, and so the binding does not hold.
        if case == "json_serialization_general" {
            assert_eq!(judge(asked).unwrap_err().fault(), TokenFault::HolderDigest);
        } else {
            bound.extend(holder.then_some(case.as_str()));
            assert!(!holder || !judge(asked).unwrap().remarks().contains(&Remark::HolderUnknown));
        }
        let read = judge(HolderProof::NotAsked).unwrap();
        assert_eq!(Value::Object(read.document().claims().reveal().clone()), contents, "{case}");
        assert_eq!(read.anchor().name(), "https://example.com/issuer");
        let whole = token(case, "sd_jwt_issuance");
        let _ =
            authenticate_sd_jwt(whole, &trust, &[], &self::policy(HolderProof::NotAsked), at("2026-11-22T10:51:00Z"))
                .unwrap();
    }
    assert_eq!(bound, ["header_mod", "key_binding"]);
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn a_reference_token_of_another_occasion_is_refused_by_name() {
    let anchors = issuer();
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let audience = "https://example.com/verifier";
    let judge = |case: &str, trust: &Trust<'_>, holder: HolderProof, instant: &str| {
        let judged = authenticate_sd_jwt(token(case, "sd_jwt_presentation"), trust, &[], &policy(holder), at(instant));
        judged.map(|_| ()).map_err(|it| it.fault())
    };
    let now = "2026-11-22T10:51:00Z";
    let good = || asked("1234567890", audience);
    assert_eq!(judge("key_binding", &trust, good(), now), Ok(()));
    assert_eq!(judge("key_binding", &NONE, good(), now), Err(TokenFault::IssuerUnknown));
    assert_eq!(judge("key_binding", &trust, asked("other", audience), now), Err(TokenFault::Nonce));
    assert_eq!(
        judge("key_binding", &trust, asked("1234567890", "https://other.example"), now),
        Err(TokenFault::Audience)
    );
    assert_eq!(judge("key_binding", &trust, good(), "2026-11-22T10:52:00Z"), Err(TokenFault::TooOld));
    assert_eq!(judge("key_binding", &trust, good(), "2026-11-22T10:50:00Z"), Err(TokenFault::IssuedInFuture));
    assert_eq!(judge("no_sd", &trust, good(), now), Err(TokenFault::HolderMissing));
    assert_eq!(judge("no_sd", &trust, HolderProof::NotAsked, "2029-09-01T23:33:20Z"), Err(TokenFault::Expired));
    assert_eq!(judge("no_sd", &trust, HolderProof::NotAsked, "2023-05-02T03:59:59Z"), Err(TokenFault::IssuedInFuture));
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn the_paths_of_the_pid_type_metadata_have_codes() {
    let metadata: Value = serde_json::from_str(&text("sd-jwt/pid_arf_v18.json")).unwrap();
    assert_eq!(metadata["vct"], "urn:eudi:pid:1");
    let paths: Vec<Value> = metadata["claims"].as_array().unwrap().iter().map(|it| it["path"].clone()).collect();
    let whole: Vec<&Value> = paths.iter().filter(|it| it.as_array().unwrap().iter().all(Value::is_string)).collect();
    // A token that discloses a text at every path; objects are those that other paths go through.
    let mut claims = serde_json::Map::new();
    for path in &whole {
        let names: Vec<&str> = path.as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
        match names[..] {
            [name] => drop(claims.entry(name).or_insert(json!("x"))),
            [outer, inner] => {
                let at = claims.entry(outer).or_insert(json!({}));
                if !at.is_object() {
                    *at = json!({});
                }
                at[inner] = json!("x");
            }
            _ => panic!("a path of {} names", names.len()),
        }
    }
    let encode = |it: &str| Base64UrlUnpadded::encode_string(it.as_bytes());
    let compact = format!("{}.{}.AA~", encode(r#"{"alg":"ES256"}"#), encode(&Value::Object(claims).to_string()));
    let read = SdJwt::read(compact.as_bytes()).unwrap();
    let pid = tidegate_kyc_core::document::Pid::of_sd_jwt(&read);
    // Not among the codes: the picture (its digest is), the trust anchor, and the objects themselves.
    let objects = ["place_of_birth", "address", "age_equal_or_over"].len();
    assert_eq!(pid.fields().len(), whole.len() - objects - ["picture", "trust_anchor"].len());
    assert!(pid.missing().is_empty());
}

/// ISO/IEC 18013-5 Annex D.5.1: `SessionTranscriptBytes`.
const TRANSCRIPT: &str = "d81859024183d8185858a20063312e30018201d818584ba4010220012158205a88d182bce5f42efa59943f33359d2e8a968f\
    f289d93e5fa444b624343167fe225820b16e8cf858ddc7690407ba61d4c338237a8cfcf3de6aa672fc60a557aa32fc67d818\
    584ba40102200121582060e3392385041f51403051f2415531cb56dd3f999c71687013aac6768bc8187e225820e58deb8fdb\
    e907f7dd5368245551a34796f7d2215c440c339bb0f7b67beccdfa8258c391020f487315d10209616301013001046d646f63\
    1a200c016170706c69636174696f6e2f766e642e626c7565746f6f74682e6c652e6f6f6230081b28128b37282801021c015c\
    1e580469736f2e6f72673a31383031333a646576696365656e676167656d656e746d646f63a20063312e30018201d818584b\
    a4010220012158205a88d182bce5f42efa59943f33359d2e8a968ff289d93e5fa444b624343167fe225820b16e8cf858ddc7\
    690407ba61d4c338237a8cfcf3de6aa672fc60a557aa32fc6758cd9102254872159102026372010211020461630101300011\
    0206616301036e6663005102046163010157001a201e016170706c69636174696f6e2f766e642e626c7565746f6f74682e6c\
    652e6f6f6230081b28078080bf2801021c021107c832fff6d26fa0beb34dfcd555d4823a1c11010369736f2e6f72673a3138\
    3031333a6e66636e6663015a172b016170706c69636174696f6e2f766e642e7766612e6e616e57030101032302001324fec9\
    a70b97ac9684a4e326176ef5b981c5e8533e5f00298cfccbc35e700a6b020414";
/// The same annex: the reader's ephemeral private key.
const READER_KEY: &str = "de3b4b9e5f72dd9b58406ae3091434da48a6f9fd010d88fcb0958e2cebec947c";

/// The same annex: the authentication code of the response. The file of the vectors carries another one, which is of no
/// session that is published with it; everything else of it is the annex's.
const DEVICE_MAC: &str = "e99521a85ad7891b806a07f8b5388a332d92c189a7bf293ee1f543405ae6824d";

fn read_one(response: &[u8]) -> Mdoc {
    DeviceResponse::read(response).unwrap().into_documents().remove(0)
}

fn annex_d_session() -> Session {
    let encoded = hex(TRANSCRIPT);
    let key: [u8; 32] = hex(READER_KEY).try_into().unwrap();
    // Tag 24 and the head of a byte string, d818 59 0241, stand before the transcript.
    Session { transcript: encoded[5..].to_vec(), reader_key: Some(Redacted::new(key)) }
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn annex_d_is_authenticated_with_its_six_elements_and_its_device_mac() {
    let response = hex(&text("mdoc/annex-d/iso18013-5_annexD_device_response.hex"));
    let carried = read_one(&response).device().unwrap().proof.tag().to_vec();
    let published = response.windows(carried.len()).position(|it| it == carried).unwrap();
    let mut published_response = response.clone();
    published_response[published..][..carried.len()].copy_from_slice(&hex(DEVICE_MAC));
    let read = || read_one(&published_response);
    // The annex prints the document signer; its root is not in the response.
    let mut anchors = Anchors::new(Day::from_days(20_000));
    let signer = Certificate::read(&read().issuer().certificates()[0]).unwrap();
    let mut laid = anchors.clone();
    laid.add(Purpose::Iaca, signer.clone());
    anchors.pin(Purpose::Iaca, signer);
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let judge = |trust: &Trust<'_>, device: DeviceProof, instant: &str| {
        let policy = MdocPolicy { document_types: vec![MDL_TYPE.into()], device, leeway: Window::from_micros(0) };
        authenticate_mdoc(read(), trust, &[], &policy, at(instant))
    };
    let good = judge(&trust, DeviceProof::Required(annex_d_session()), "2021-01-01T00:00:00Z").unwrap();
    assert_eq!(good.document().namespaces()[0].elements.len(), 6);
    assert_eq!(good.remarks(), [Remark::RevocationUnknown]);
    let fault = |device: DeviceProof, instant: &str| judge(&trust, device, instant).unwrap_err().fault();
    assert_eq!(fault(DeviceProof::NotAsked, "2021-10-01T13:30:03Z"), TokenFault::Chain);
    let mut other = annex_d_session();
    *other.transcript.last_mut().unwrap() ^= 1;
    assert_eq!(fault(DeviceProof::Required(other), "2021-01-01T00:00:00Z"), TokenFault::Signature);
    let as_carried = MdocPolicy {
        document_types: vec![MDL_TYPE.into()],
        device: DeviceProof::Required(annex_d_session()),
        leeway: Window::from_micros(0),
    };
    let as_carried = authenticate_mdoc(read_one(&response), &trust, &[], &as_carried, at("2021-01-01T00:00:00Z"));
    assert_eq!(as_carried.unwrap_err().fault(), TokenFault::Signature);
    let nobody = judge(&NONE, DeviceProof::NotAsked, "2021-01-01T00:00:00Z").unwrap_err();
    assert_eq!(nobody.code(), "trust-anchor-unknown");
    let laid = Trust { anchors: &laid, revocations: &[] };
    let laid = judge(&laid, DeviceProof::NotAsked, "2021-01-01T00:00:00Z").unwrap_err();
    assert_eq!(laid.code(), "trust-anchor-unknown", "a signer that lies among the anchors is none");
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn the_real_seal_is_authenticated_and_its_tampered_twin_is_not() {
    let mut anchors = Anchors::new(Day::from_days(20_000));
    anchors.add_der(Purpose::Vds, &bytes("vds-nc/csca_aus.der")).unwrap();
    let crls = [Crl::read(&bytes("vds-nc/crl_aus_empty.der")).unwrap()];
    let judge = |name: &str, revocations: &[Crl], anchors: &Anchors| {
        let seal = VdsNc::read(&bytes(name)).unwrap();
        authenticate_seal(seal, &Trust { anchors, revocations }, &[], at("2022-01-01T00:00:00Z"))
    };
    let good = judge("vds-nc/valid.json", &crls, &anchors).unwrap();
    assert!(!good.remarks().contains(&Remark::RevocationUnknown), "{:?}", good.remarks());
    assert_eq!(judge("vds-nc/valid.json", &[], &anchors).unwrap().remarks(), [Remark::RevocationUnknown]);
    let tampered = judge("vds-nc/invalid_name_changed.json", &crls, &anchors).unwrap_err();
    assert_eq!(tampered.fault(), TokenFault::Signature);
    assert_eq!(judge("vds-nc/valid.json", &crls, &NO_ANCHORS).unwrap_err().code(), "trust-anchor-unknown");
    assert_eq!(VdsNc::read(&bytes("vds-nc/not_a_vds.json")).unwrap_err(), VdsError::Form("data"));
}

#[test]
#[ignore = "needs TIDEGATE_VECTORS: the folder of data from outside the project"]
fn the_data_integrity_vector_verifies_and_no_changed_one_does() {
    let signed = bytes("w3c/eddsa-jcs-2022/signedJCS.json");
    let secured = SecuredObject::read(&signed).unwrap();
    let key = key_of_multikey(secured.method()).unwrap();
    assert_eq!(secured.verify(&key), Ok(()));
    assert_eq!(secured.purpose(), "assertionMethod");
    let whole: Value = serde_json::from_slice(&signed).unwrap();
    for (pointer, value) in [
        ("/name", json!("Another Credential")),
        ("/credentialSubject/id", json!("did:example:other")),
        ("/proof/created", json!("2024-02-24T23:36:38Z")),
        ("/proof/proofPurpose", json!("authentication")),
        (
            "/proof/proofValue",
            json!("z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aY"),
        ),
    ] {
        let mut changed = whole.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        let read = SecuredObject::read(changed.to_string().as_bytes()).unwrap();
        assert_eq!(read.verify(&key).unwrap_err().fault(), TokenFault::Signature, "{pointer}");
    }
    let mut other_context = whole;
    other_context["@context"] = json!(["https://www.w3.org/ns/credentials/v1"]);
    assert_eq!(SecuredObject::read(other_context.to_string().as_bytes()).unwrap_err().fault(), TokenFault::Form);
}
