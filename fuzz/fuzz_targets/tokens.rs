//! What the readers of tokens, mobile documents and seals must keep whatever the bytes are. Shared by the fuzz targets and
//! by the replay of their corpora in `cargo test`; knows nothing of the fuzzer.

use tidegate_kyc_core::base::{Day, Instant, Window};
use tidegate_kyc_core::document::mdoc::{DeviceResponse, Mdoc};
use tidegate_kyc_core::document::sd_jwt::SdJwt;
use tidegate_kyc_core::document::vds_nc::VdsNc;
use tidegate_kyc_core::document::{Jws, Pid};
use tidegate_kyc_core::trust::data_integrity::SecuredObject;
use tidegate_kyc_core::trust::status::StatusList;
use tidegate_kyc_core::trust::{
    Anchors, CredentialTypes, DeviceProof, HolderProof, MdocPolicy, SdJwtPolicy, Session, Trust, authenticate_mdoc,
    authenticate_sd_jwt, authenticate_seal,
};

/// Nobody is trusted here, so that nothing may ever be authentic.
static NOBODY: Anchors = Anchors::new(Day::from_days(20_000));
const TRUST: Trust<'static> = Trust { anchors: &NOBODY, revocations: &[] };
const AT: Instant = Instant::from_micros(1_772_359_200_000_000);

/// A token, its parts, a status list and a secured object.
pub(crate) fn sdjwt(bytes: &[u8]) {
    let _ = StatusList::read(bytes).map(|it| (it.len(), it.status(0), it.status(u64::MAX)));
    let _ = SecuredObject::read(bytes);
    if let Some(jws) = std::str::from_utf8(bytes).ok().and_then(|it| Jws::read(it).ok()) {
        assert_eq!(jws.compact().reveal().as_bytes(), bytes);
    }
    let Ok(token) = SdJwt::read(bytes) else { return };
    assert!((1..=4).contains(&token.signatures().len()));
    let claims = serde_json::Value::Object(token.claims().reveal().clone()).to_string();
    assert!(!claims.contains("\"_sd\":") && !claims.contains("\"...\":"));
    let _ = (Pid::of_sd_jwt(&token).missing(), token.status(), token.presentation_digest());
    let holder = HolderProof::NotAsked;
    let policy = SdJwtPolicy {
        media_types: vec!["dc+sd-jwt".into()],
        credential_types: CredentialTypes::NotAsked,
        holder,
        leeway: Window::from_micros(0),
    };
    assert!(authenticate_sd_jwt(token, &TRUST, &[], &policy, AT).is_err());
}

/// A response, and the issuer's part alone.
pub(crate) fn mdoc(bytes: &[u8]) {
    let documents = DeviceResponse::read(bytes).map(DeviceResponse::into_documents).unwrap_or_default();
    for document in documents.into_iter().chain(Mdoc::read_issuer_signed(bytes)) {
        for space in document.namespaces() {
            for element in &space.elements {
                let encoded = element.encoded().reveal();
                assert!(bytes.windows(encoded.len()).any(|it| it == encoded.as_slice()), "the very bytes are kept");
                let _ = element.texts();
            }
        }
        let _ = (document.fields(), Pid::of_mdoc(&document).missing());
        let policy = MdocPolicy {
            document_types: vec![document.document_type().to_owned()],
            device: DeviceProof::Required(Session { transcript: vec![0x80], reader_key: None }),
            leeway: Window::from_micros(0),
        };
        assert!(authenticate_mdoc(document, &TRUST, &[], &policy, AT).is_err());
    }
}

/// A visible digital seal.
pub(crate) fn vds(bytes: &[u8]) {
    let Ok(seal) = VdsNc::read(bytes) else { return };
    let signed: serde_json::Value = serde_json::from_slice(seal.signed_bytes()).unwrap_or_default();
    assert!(signed.is_object(), "the canonical form is JSON");
    let _ = seal.fields();
    assert!(authenticate_seal(seal, &TRUST, &[], AT).is_err());
}
