//! What authenticating costs: a PID with key binding and a driving licence, each against its bare signatures.
//!
//! Documents are the made ones. The bare baseline verifies the same signatures over the same bytes with keys that are
//! ready, so that the difference is what reading, digests, chains and rules cost.
#![allow(clippy::unwrap_used, reason = "a bench may fail loudly")]

#[path = "../examples/made_tokens/make/mod.rs"]
mod make;

use divan::{Bencher, black_box};
use make::certificate::Authorities;
use make::{AUDIENCE, NONCE, NOW, key, mobile, token};
use tidegate_kyc_core::base::{Day, Instant, Window};
use tidegate_kyc_core::document::mdoc::{DeviceResponse, MDL_TYPE};
use tidegate_kyc_core::document::sd_jwt::SdJwt;
use tidegate_kyc_core::trust::{
    Anchors, Certificate, Curve, DeviceProof, Hash, HolderProof, MdocPolicy, PublicKey, Purpose, Scheme, SdJwtPolicy,
    Session, Trust, add_jwks, authenticate_mdoc, authenticate_sd_jwt,
};

fn main() {
    divan::main();
}

const SCHEME: Scheme = Scheme::EcdsaFixed(Hash::Sha256);

fn public(name: &str) -> PublicKey {
    PublicKey::from_sec1(Curve::P256, key(name).verifying_key().to_sec1_point(false).as_bytes()).unwrap()
}

fn anchors(authorities: &Authorities) -> Anchors {
    let mut anchors = Anchors::new(Day::from_days(20_513));
    let keys = serde_json::to_vec(&token::issuers()).unwrap();
    add_jwks(&mut anchors, Purpose::Issuer, None, &keys).unwrap();
    anchors.add_der(Purpose::Iaca, &authorities.iaca).unwrap();
    anchors
}

#[divan::bench]
fn pid_with_key_binding(bencher: Bencher<'_, '_>) {
    let anchors = anchors(&Authorities::new());
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let text = token::bound(&token::pid(|_, _| ()), |_, _| ());
    let age_max = Window::from_hours(1);
    let holder = HolderProof::Required { nonce: NONCE.into(), audience: AUDIENCE.into(), age_max, seen: None };
    let (policy, at) = (SdJwtPolicy::pid(holder), Instant::from_micros(NOW * 1_000_000));
    bencher.bench(|| {
        let read = SdJwt::read(black_box(text.as_bytes())).unwrap();
        authenticate_sd_jwt(read, &trust, &[], &policy, at).unwrap()
    });
}

#[divan::bench]
fn pid_bare_signatures(bencher: Bencher<'_, '_>) {
    let text = token::bound(&token::pid(|_, _| ()), |_, _| ());
    let read = SdJwt::read(text.as_bytes()).unwrap();
    let (issuer, holder) = (public("pid issuer"), public("holder"));
    let (one, two) = (&read.signatures()[0], read.key_binding().unwrap());
    bencher.bench(|| {
        issuer.verify(SCHEME, black_box(one.signing_input()), one.signature()).unwrap();
        holder.verify(SCHEME, black_box(two.signing_input()), two.signature()).unwrap();
    });
}

#[divan::bench]
fn pid_reading_alone(bencher: Bencher<'_, '_>) {
    let text = token::bound(&token::pid(|_, _| ()), |_, _| ());
    bencher.bench(|| SdJwt::read(black_box(text.as_bytes())).unwrap());
}

#[divan::bench]
fn mdl_with_device_signature(bencher: Bencher<'_, '_>) {
    let authorities = Authorities::new();
    let anchors = anchors(&authorities);
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let response = mobile::response(&authorities, |_| ());
    let session = Session { transcript: mobile::session_transcript(), reader_key: None };
    let device = DeviceProof::Required(session);
    let policy = MdocPolicy { document_types: vec![MDL_TYPE.into()], device, leeway: Window::from_micros(0) };
    let at = Instant::from_micros(NOW * 1_000_000);
    bencher.bench(|| {
        let read = DeviceResponse::read(black_box(&response)).unwrap().into_documents().remove(0);
        authenticate_mdoc(read, &trust, &[], &policy, at).unwrap()
    });
}

#[divan::bench]
fn mdl_bare_signatures(bencher: Bencher<'_, '_>) {
    let authorities = Authorities::new();
    let response = mobile::response(&authorities, |_| ());
    let read = DeviceResponse::read(&response).unwrap().into_documents().remove(0);
    let signer = Certificate::read(&authorities.mdl_signer).unwrap();
    let (root, signer_key) = (public("iaca"), public("mdl signer"));
    let signed = read.issuer().signed_bytes(read.issuer().payload().unwrap().reveal());
    // The device's signature costs what any signature on its curve does.
    bencher.bench(|| {
        signer.verify_by(black_box(&root)).unwrap();
        signer_key.verify(SCHEME, black_box(&signed), read.issuer().tag()).unwrap();
        signer_key.verify(SCHEME, black_box(&signed), read.issuer().tag()).unwrap();
    });
}
