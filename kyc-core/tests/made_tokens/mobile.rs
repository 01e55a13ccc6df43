//! Mobile documents and seals with one thing wrong each.

use super::*;
use make::certificate::{MDL_USAGE, Made as Certificate, certificate};
use tidegate_kyc_core::trust::TokenDistrust;

fn judge(
    change: impl FnOnce(&mut mobile::Made),
    device: DeviceProof,
    at: Instant,
) -> Result<Vec<Remark>, TokenDistrust> {
    let response = mobile::response(&Authorities::new(), change);
    let document = DeviceResponse::read(&response).unwrap().into_documents().remove(0);
    let policy = MdocPolicy { document_types: vec![MDL_TYPE.into()], device, leeway: Window::from_micros(0) };
    let anchors = anchors();
    let judged = authenticate_mdoc(document, &Trust { anchors: &anchors, revocations: &[] }, &[], &policy, at);
    judged.map(|it| it.remarks().to_vec())
}

fn session() -> DeviceProof {
    DeviceProof::Required(Session { transcript: mobile::session_transcript(), reader_key: None })
}

fn fault(change: impl FnOnce(&mut mobile::Made)) -> TokenFault {
    judge(change, session(), now()).unwrap_err().fault()
}

#[test]
fn mobile_documents_are_refused_by_name() {
    assert_eq!(judge(|_| (), session(), now()), Ok(vec![Remark::RevocationUnknown]));
    assert_eq!(fault(|it| it.signed_type = PID_TYPE.into()), TokenFault::DocumentType);
    assert_eq!(fault(|it| it.document_type = PID_TYPE.into()), TokenFault::DocumentType);
    assert_eq!(fault(|it| it.unsigned.push("birth_date")), TokenFault::DigestMissing);
    assert_eq!(fault(|it| it.algorithm = -35), TokenFault::Algorithm);
    assert_eq!(fault(|it| it.algorithm = 5), TokenFault::Algorithm);
    assert_eq!(fault(|it| it.items[5].1 = "DE".into()), TokenFault::Country);
    assert_eq!(fault(|it| it.valid_from = "2026-03-01T10:00:01Z".into()), TokenFault::NotYetValid);
    assert_eq!(fault(|it| it.valid_until = "2026-03-01T09:59:59Z".into()), TokenFault::Expired);
    assert_eq!(fault(|it| it.valid_from = "2026-01-31T00:00:00Z".into()), TokenFault::Form);
    assert_eq!(fault(|it| it.signed = "2024-12-31T23:59:59Z".into()), TokenFault::SignerNotValid);
    assert_eq!(fault(|it| it.transcript = vec![0x80]), TokenFault::Signature);
    assert_eq!(fault(|it| it.device_items.push(("family_name", "Other".into()))), TokenFault::DeviceElement);
    assert!(judge(|it| it.device_items.push(("allowed", 1.into())), session(), now()).is_ok());
    let status = judge(|it| it.status = Some((7, token::STATUS)), session(), now()).unwrap();
    assert_eq!(status, [Remark::RevocationUnknown, Remark::StatusUnknown]);
    let not_asked = judge(|it| it.transcript = vec![0x80], DeviceProof::NotAsked, now()).unwrap();
    assert_eq!(not_asked, [Remark::RevocationUnknown, Remark::HolderUnknown]);
}

/// The answer to a licence signed with that certificate.
fn signed_with(made: &Certificate<'_>) -> Result<(), &'static str> {
    let der = certificate(made);
    judge(|it| it.certificates = vec![der], session(), now()).map(|_| ()).map_err(|it| it.code())
}

#[test]
fn signers_are_refused_by_name() {
    let (root, signer) = (key("iaca"), key("mdl signer"));
    let (stranger, other) = (key("stranger"), key("another device"));
    let good = || Certificate {
        subject: "Signer",
        issuer: "Utopian Mobile Document Authority",
        country: "UT",
        key: &signer,
        signer: &root,
        authority: None,
        extended_usage: Some(MDL_USAGE),
        dns_name: None,
        not_after: "301231235959Z",
        names_use: true,
    };
    assert_eq!(signed_with(&good()), Ok(()));
    assert_eq!(signed_with(&Certificate { extended_usage: None, ..good() }), Err("trust-usage"));
    assert_eq!(signed_with(&Certificate { names_use: false, ..good() }), Err("trust-usage"));
    let seals = Some(make::certificate::SEAL_USAGE);
    assert_eq!(signed_with(&Certificate { extended_usage: seals, ..good() }), Err("trust-usage"));
    assert_eq!(signed_with(&Certificate { not_after: "260301095959Z", ..good() }), Err("trust-validity"));
    assert_eq!(signed_with(&Certificate { country: "DE", ..good() }), Err("trust-country"));
    assert_eq!(
        signed_with(&Certificate { signer: &stranger, issuer: "Nobody", ..good() }),
        Err("trust-anchor-unknown")
    );
    assert_eq!(signed_with(&Certificate { signer: &stranger, ..good() }), Err("trust-signature"));
    assert_eq!(signed_with(&Certificate { key: &other, ..good() }), Err("token-signature"));
}

#[test]
fn a_status_list_below_the_same_authority_speaks_for_a_mobile_document() {
    use base64ct::{Base64, Base64UrlUnpadded, Encoding};
    let (authorities, anchors) = (Authorities::new(), anchors());
    let own = token::status_list(|_, payload| drop(payload.as_object_mut().unwrap().remove("iss")));
    let payload = Base64UrlUnpadded::decode_vec(own.split('.').nth(1).unwrap()).unwrap();
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    let chain = [Base64::encode_string(&authorities.mdl_signer)];
    let header = json!({"alg": "ES256", "typ": "statuslist+jwt", "x5c": chain});
    let lists = [list(&anchors, &make::jws(&key("mdl signer"), &header, &payload))];
    let judge = |index: u64| {
        let response = mobile::response(&authorities, |it| it.status = Some((index, token::STATUS)));
        let document = DeviceResponse::read(&response).unwrap().into_documents().remove(0);
        let policy =
            MdocPolicy { document_types: vec![MDL_TYPE.into()], device: session(), leeway: Window::from_micros(0) };
        let judged =
            authenticate_mdoc(document, &Trust { anchors: &anchors, revocations: &[] }, &lists, &policy, now());
        judged.map(|it| it.remarks().to_vec()).map_err(|it| it.fault())
    };
    assert_eq!(judge(7), Ok(vec![Remark::RevocationUnknown]));
    assert_eq!(judge(8), Err(TokenFault::Revoked));
    assert_eq!(judge(9), Err(TokenFault::Suspended));
}

#[test]
fn an_issuer_part_alone_cannot_prove_the_device() {
    let document = Mdoc::read_issuer_signed(&mobile::issuer_signed(&Authorities::new(), &mobile::Made::mdl())).unwrap();
    let policy =
        MdocPolicy { document_types: vec![MDL_TYPE.into()], device: session(), leeway: Window::from_micros(0) };
    let anchors = anchors();
    let judged = authenticate_mdoc(document, &Trust { anchors: &anchors, revocations: &[] }, &[], &policy, now());
    assert_eq!(judged.unwrap_err().fault(), TokenFault::HolderMissing);
}

#[test]
fn seals_are_refused_by_name() {
    let anchors = anchors();
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let authorities = Authorities::new();
    let of = |change: &dyn Fn(&mut Value), signers: &[Vec<u8>]| {
        let mut seal = others::seal(&authorities);
        change(&mut seal);
        let judged = authenticate_seal(VdsNc::read(seal.to_string().as_bytes()).unwrap(), &trust, signers, now());
        judged.map(|_| ()).map_err(|it| it.fault())
    };
    assert_eq!(of(&|_| (), &[]), Ok(()));
    assert_eq!(of(&|it| it["data"]["msg"]["pid"]["dob"] = json!("1974-08-13"), &[]), Err(TokenFault::Signature));
    assert_eq!(of(&|it| it["data"]["hdr"]["is"] = json!("D"), &[]), Err(TokenFault::Signature));
    assert_eq!(of(&|it| it["sig"]["alg"] = json!("ES384"), &[]), Err(TokenFault::Algorithm));
    assert_eq!(of(&|it| it["sig"]["cer"] = json!("AAAA"), &[]), Err(TokenFault::Form));
    let referred = |it: &mut Value| {
        it["sig"].as_object_mut().unwrap().remove("cer");
        it["sig"]["certRef"] = json!("UT1");
    };
    assert_eq!(of(&referred, &[]), Err(TokenFault::IssuerUnknown));
    assert_eq!(of(&referred, std::slice::from_ref(&authorities.mdl_signer)), Err(TokenFault::IssuerUnknown));
    assert_eq!(of(&referred, &[authorities.mdl_signer.clone(), authorities.vds_signer.clone()]), Ok(()));
    let unreferred = |it: &mut Value| drop(it["sig"].as_object_mut().unwrap().remove("cer"));
    assert_eq!(of(&unreferred, std::slice::from_ref(&authorities.vds_signer)), Err(TokenFault::IssuerUnknown));
}
