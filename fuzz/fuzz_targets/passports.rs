//! What the readers of passports must keep whatever the bytes are. Shared by the fuzz targets and by
//! the replay of their corpora in `cargo test`; knows nothing of the fuzzer.

use std::sync::OnceLock;
use tidegate_kyc_core::base::{Day, Instant, SourceId, TlvReader, TlvRules};
use tidegate_kyc_core::document::lds::Passport;
use tidegate_kyc_core::trust::{
    Anchors, Certificate, Crl, PassportPolicy, PublicKey, Purpose, WeakHash, authenticate_master_list,
    authenticate_security_object,
};

/// The files of a chip, one after the other.
pub(crate) fn lds(bytes: &[u8]) {
    let mut files = Vec::new();
    let mut reader = TlvReader::new(bytes, TlvRules::Ber);
    while let Ok(Some(it)) = reader.next() {
        files.push(("", it.whole()));
    }
    files.push(("", reader.rest()));
    let Ok(passport) = Passport::read(&files) else { return };
    for file in passport.files() {
        let kept = passport.file(file).map(|it| (*it.reveal()).to_vec()).unwrap_or_default();
        assert!(files.iter().any(|it| it.1 == kept), "a file is kept as it stood");
    }
    if let Ok(Some(face)) = passport.face() {
        let image = *face.image().reveal();
        assert!(bytes.windows(image.len()).any(|it| it == image));
        assert_eq!(face.digest(), SourceId::of(image));
    }
    if let Ok(Some(details)) = passport.holder_details()
        && let Some(birth) = details.birth
    {
        assert!(birth.reveal().earliest().is_ok());
    }
    if let Ok(Some(groups)) = passport.listed_groups() {
        assert!(groups.iter().all(|it| (1..=16).contains(it)));
    }
    let _ = (passport.mrz(), passport.issuance_details(), passport.security_infos(), passport.security_object());
    let _ = passport.chip_key().map(PublicKey::from_spki);
}

/// A security object, or any of the signed things it is made of.
pub(crate) fn sod(bytes: &[u8]) {
    static ANCHORS: OnceLock<Anchors> = OnceLock::new();
    let anchors = ANCHORS.get_or_init(|| {
        let mut anchors = Anchors::new(Day::from_days(20_000));
        let utopia = include_bytes!("../../testdata/anchors/csca/utopia.der");
        assert!(anchors.add_der(Purpose::Csca, utopia).is_ok());
        anchors
    });
    let policy = PassportPolicy { weak_hash: WeakHash::Remark, crls: &[], certificates: &[] };
    let at = Instant::from_micros(1_780_000_000_000_000);
    if let Ok(found) = authenticate_security_object(bytes, anchors, &policy, at) {
        // Nothing else was ever signed below this authority.
        let group = SourceId::of(include_bytes!("../../testdata/documents/passport/DG1.bin"));
        assert_eq!(found.document().digest(1), Some(&group.digest()[..]));
    }
    assert!(authenticate_master_list(bytes, anchors, &policy, at).is_err());
    if let Ok(certificate) = Certificate::read(bytes) {
        assert_eq!(certificate.der(), bytes);
        let _ = (certificate.key(), certificate.id());
    }
    let _ = (Crl::read(bytes), PublicKey::from_spki(bytes));
    let _ = std::str::from_utf8(bytes).map(Certificate::read_pem);
}
