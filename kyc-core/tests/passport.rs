//! The made passport: authenticated whole, and refused for one fault at a time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod made;

use made::passport::{Country, File, LDS_SECURITY_OBJECT, files, groups, security_content, security_object};
use made::{Key, Signed, SignerName, Template, to_ber};
use std::path::Path;
use tidegate_kyc_core::base::{Day, Instant, tlv};
use tidegate_kyc_core::document::lds::Passport;
use tidegate_kyc_core::trust::{
    Anchors, Authenticated, Crl, Distrust, Hash, Part, PassportPolicy, Purpose, Remark, SecurityObject, SignatureFault,
    WeakHash, authenticate_chip, authenticate_passport, authenticate_security_object,
};

const STRICT: PassportPolicy<'static> = PassportPolicy { weak_hash: WeakHash::Refuse, crls: &[], certificates: &[] };

fn at() -> Instant {
    Instant::parse("2026-06-01T00:00:00Z").unwrap()
}

fn anchors() -> Anchors {
    let mut anchors = Anchors::new(Day::from_days(20_000));
    anchors.add_der(Purpose::Csca, &Country::utopia().csca).unwrap();
    anchors
}

fn authenticate(files: &[File], policy: &PassportPolicy<'_>) -> Result<Authenticated<Passport>, Distrust> {
    let files: Vec<(&str, &[u8])> = files.iter().map(|it| (it.0, it.1.as_slice())).collect();
    authenticate_passport(Passport::read(&files).unwrap(), &anchors(), policy, at())
}

/// The files with one of them changed.
fn with(name: &str, change: impl FnOnce(&mut Vec<u8>)) -> Vec<File> {
    let mut files = files();
    change(&mut files.iter_mut().find(|it| it.0 == name).unwrap().1);
    files
}

fn without(name: &str) -> Vec<File> {
    files().into_iter().filter(|it| it.0 != name).collect()
}

#[test]
fn the_made_passport_is_authentic_and_says_what_it_says() {
    let crls = [Crl::read(&Country::utopia().crl).unwrap()];
    let passport = authenticate(&files(), &PassportPolicy { crls: &crls, ..STRICT }).unwrap();
    assert_eq!(passport.remarks(), []);
    assert_eq!(passport.anchor().name(), "C=UT,O=Utopia,CN=Country Signing Authority");
    let steps: Vec<&str> = passport.trust_path().iter().map(|it| it.what).collect();
    assert_eq!(steps, ["security object", "document signer"]);
    let document = passport.document();
    assert!(
        document.mrz().unwrap().unwrap().digits().all(|it| it.1 == tidegate_kyc_core::document::mrz::Digit::Agrees)
    );
    assert_eq!(document.face().unwrap().unwrap().pixels(), Some((8, 8)));
    assert_eq!(document.listed_groups().unwrap().unwrap(), [1, 2, 11, 12, 14, 15]);
    assert_eq!(document.holder_details().unwrap().unwrap().birth.unwrap().reveal().year, 1974);
    assert_eq!(document.issuance_details().unwrap().unwrap().issued, Day::from_civil(2024, 4, 15).ok());
    let shown = format!("{passport:?}");
    assert!(!shown.contains("ERIKSSON") && !shown.contains("L898902C3"), "{shown}");
}

#[test]
fn the_files_of_testdata_are_those_the_program_makes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata");
    let utopia = Country::utopia();
    for (name, bytes) in files() {
        assert_eq!(std::fs::read(folder.join("documents/passport").join(name)).unwrap(), bytes, "{name}");
    }
    assert_eq!(std::fs::read(folder.join("anchors/csca/utopia.der")).unwrap(), utopia.csca);
    assert_eq!(std::fs::read(folder.join("anchors/csca/utopia.crl")).unwrap(), utopia.crl);
}

#[test]
fn a_changed_group_is_refused_by_its_number() {
    for (name, number) in [("DG1.bin", 1), ("DG2.bin", 2), ("DG11.bin", 11), ("DG15.bin", 15)] {
        let changed = with(name, |it| *it.last_mut().unwrap() ^= 1);
        let of = Part::DataGroup(number);
        assert_eq!(authenticate(&changed, &STRICT).unwrap_err(), Distrust::Digest { of }, "{name}");
    }
}

#[test]
fn missing_and_added_files_are_refused_or_remarked_on() {
    let missing = |part| Distrust::Missing { part };
    assert_eq!(authenticate(&without("EF.SOD"), &STRICT).unwrap_err(), missing(Part::SecurityObject));
    assert_eq!(authenticate(&without("DG1.bin"), &STRICT).unwrap_err(), missing(Part::DataGroup(1)));
    let fewer = authenticate(&without("DG2.bin"), &STRICT).unwrap();
    assert_eq!(fewer.remarks(), [Remark::RevocationUnknown, Remark::PartsNotGiven]);
    let mut more = files();
    more.push(("DG13.bin", tlv(0x6d, b"added")));
    assert_eq!(authenticate(&more, &STRICT).unwrap_err(), Distrust::NotCovered { part: Part::DataGroup(13) });
    let said = with("EF.COM", |it| *it.last_mut().unwrap() = 0x61);
    assert!(authenticate(&said, &STRICT).is_ok(), "nobody signed EF.COM, so it is not asked");
}

/// A security object signed anew over groups, some of whose parts are changed.
fn signed_anew(change: impl FnOnce(&mut Signed)) -> Vec<File> {
    let country = Country::utopia();
    let mut signed = security_object(&country, &groups(&Key::of("Utopia: chip L898902C3")));
    change(&mut signed);
    with("EF.SOD", |it| *it = tlv(0x77, &signed.sign(&country.signer)))
}

#[test]
fn each_fault_of_the_security_object_is_refused_by_its_name() {
    let of = Part::SecurityObject;
    let all = || groups(&Key::of("Utopia: chip L898902C3"));
    let unreadable = |why| Distrust::Unreadable { part: of, why };
    for (fault, files, error) in [
        ("no_certificate", signed_anew(|it| it.certificates.clear()), Distrust::SignerMissing),
        ("other_serial", signed_anew(|it| it.serial = 8), Distrust::SignerMissing),
        ("other_issuer", signed_anew(|it| it.issuer = ("UT", "Another")), Distrust::SignerMissing),
        (
            "no_attributes",
            signed_anew(|it| it.attributes = |_| Vec::new()),
            Distrust::Missing { part: Part::SignedAttributes },
        ),
        (
            "no_digest",
            signed_anew(|it| it.attributes = |it| it[..1].to_vec()),
            unreadable("an attribute that must be there is not"),
        ),
        (
            "digest_twice",
            signed_anew(|it| it.attributes = |it| [&it[..], &it[1..]].concat()),
            unreadable("an attribute stands twice, or there are too many"),
        ),
        (
            "attribute_of_other_content",
            signed_anew(|it| it.attribute_type = "2.23.136.1.1.2"),
            Distrust::Unreadable { part: Part::SignedAttributes, why: "they name another type of content" },
        ),
        (
            "master_list",
            signed_anew(|it| (it.content_type, it.attribute_type) = ("2.23.136.1.1.2", "2.23.136.1.1.2")),
            unreadable("it has another type of content"),
        ),
        (
            "sha_1_digests",
            signed_anew(|it| it.content = security_content(&all(), Hash::Sha1)),
            Distrust::WeakHash { of, hash: Hash::Sha1 },
        ),
        ("sha_1_signature", signed_anew(|it| it.hash = Hash::Sha1), Distrust::WeakHash { of, hash: Hash::Sha1 }),
        (
            "group_17",
            signed_anew(|it| it.content = security_content(&[(17, Vec::new())], Hash::Sha256)),
            unreadable("it names a data group that there is none of"),
        ),
        (
            "group_twice",
            signed_anew(|it| it.content = security_content(&[all(), all()].concat(), Hash::Sha256)),
            unreadable("a digest has another length, or a data group stands twice"),
        ),
        (
            "no_cms",
            with("EF.SOD", |it| *it = tlv(0x77, &[0x30, 0])),
            unreadable("an element is missing or of another kind"),
        ),
    ] {
        assert_eq!(authenticate(&files, &STRICT).unwrap_err(), error, "{fault}");
    }
}

#[test]
fn the_forms_that_real_security_objects_have_are_read() {
    let id_data = "1.2.840.113549.1.7.1";
    for (form, files) in [
        ("id_data", signed_anew(|it| (it.content_type, it.attribute_type) = (id_data, id_data))),
        ("issuer_reordered", signed_anew(|it| it.named = SignerName::Reordered)),
        ("key_identifier", signed_anew(|it| it.named = SignerName::KeyId)),
        ("attributes_unsorted", signed_anew(|it| it.attributes = |it| it.into_iter().rev().collect())),
        ("sha_512_with_p_256", signed_anew(|it| it.hash = Hash::Sha512)),
        ("digest_of_another_hash", signed_anew(|it| it.digest_hash = Hash::Sha384)),
    ] {
        assert!(authenticate(&files, &STRICT).is_ok(), "{form}");
    }
    let country = Country::utopia();
    let signed = security_object(&country, &groups(&Key::of("Utopia: chip L898902C3"))).sign(&country.signer);
    let indefinite = with("EF.SOD", |it| *it = tlv(0x77, &to_ber(&signed)));
    assert!(authenticate(&indefinite, &STRICT).is_ok(), "indefinite lengths and strings in pieces");
    let signer = tidegate_kyc_core::trust::Certificate::read(&Country::utopia().dsc).unwrap();
    let apart = PassportPolicy { certificates: &[signer], ..STRICT };
    assert!(authenticate(&signed_anew(|it| it.certificates.clear()), &apart).is_ok(), "a signer kept apart");
    let weak = signed_anew(|it| it.content = security_content(&groups(&Key::of("Utopia: chip L898902C3")), Hash::Sha1));
    let found = authenticate(&weak, &PassportPolicy { weak_hash: WeakHash::Remark, ..STRICT }).unwrap();
    assert_eq!(found.remarks(), [Remark::WeakHash, Remark::RevocationUnknown]);
}

#[test]
fn a_signer_of_master_lists_or_of_another_country_signs_no_passports() {
    let country = Country::utopia();
    let sign = |template: Template| {
        let certificate = template.sign(&country.signer, &country.authority);
        signed_anew(|it| it.certificates = vec![certificate])
    };
    let lists = sign(Template { extended: Some("2.23.136.1.1.3"), ..Template::signer() });
    let usage = Distrust::Usage { of: Part::Signer, wanted: "sign passports" };
    assert_eq!(authenticate(&lists, &STRICT).unwrap_err(), usage);

    let abroad = ("DE", "Authority");
    let authority = Template { subject: abroad, issuer: abroad, ..Template::authority() };
    let csca = authority.sign(&country.authority, &country.authority);
    let signer = Template { subject: ("DE", "Signer"), issuer: abroad, ..Template::signer() };
    let dsc = signer.sign(&country.signer, &country.authority);
    let files = signed_anew(|it| (it.certificates, it.issuer) = (vec![dsc], abroad));
    let files: Vec<(&str, &[u8])> = files.iter().map(|it| (it.0, it.1.as_slice())).collect();
    let mut store = anchors();
    store.add_der(Purpose::Csca, &csca).unwrap();
    let found = authenticate_passport(Passport::read(&files).unwrap(), &store, &STRICT, at());
    assert_eq!(found.unwrap_err(), Distrust::Country { of: Part::DataGroup(1) }, "Germany signs no passport of Utopia");
}

/// Every byte of the security object, with any bit of it changed, makes it unauthentic, except where nobody
/// signed what it says and what was signed stays the same. Those places are listed here.
#[test]
fn any_changed_byte_of_the_security_object_is_noticed_unless_nobody_signed_it() {
    let store = anchors();
    let sod = files().into_iter().find(|it| it.0 == "EF.SOD").unwrap().1;
    let judge = |bytes: &[u8]| authenticate_security_object(bytes, &store, &STRICT, at());
    let good: Authenticated<SecurityObject> = judge(&sod).unwrap();
    let find = |what: &[u8], from: usize| from + sod[from..].windows(what.len()).position(|it| it == what).unwrap();
    let dsc = find(&Country::utopia().dsc, 0);
    let data_version = find(&[0x02, 1, 3], 0) + 2;
    let digest_algorithms = find(&[0x31], data_version);
    let signer = find(&[0x02, 1, 1, 0x30], dsc + Country::utopia().dsc.len());
    let name = signer + 3;
    let unsigned = [
        ("version of the signed data", data_version..data_version + 1),
        (
            "list of digest algorithms",
            digest_algorithms + 2..digest_algorithms + 2 + usize::from(sod[digest_algorithms + 1]),
        ),
        ("version of the signer", signer + 2..signer + 3),
        ("letters of the signer's name: another case, another string type", name..name + 80),
    ];
    let mut survivors = Vec::new();
    for at in 0..sod.len() {
        for flip in [1, 2, 4, 8, 16, 32, 64, 128, 0xff] {
            let mut changed = sod.clone();
            changed[at] ^= flip;
            let Ok(found) = judge(&changed) else { continue };
            assert_eq!(found, good, "byte {at}: what is signed is the same");
            assert!(
                unsigned.iter().any(|it| it.1.contains(&at)),
                "byte {at} flipped by {flip:#x} is signed by somebody"
            );
            survivors.push(at);
        }
    }
    survivors.dedup();
    assert_eq!((survivors.len(), sod.len()), (47, 1032), "bytes with a change that nobody signed, of all");
}

#[test]
fn a_chip_that_answers_with_the_key_of_an_authentic_passport_is_no_copy() {
    let passport = authenticate(&files(), &STRICT).unwrap();
    let (challenge, chip) = (*b"12345678", Key::of("Utopia: chip L898902C3"));
    let answer = chip.answer(Hash::Sha256, &challenge);
    let genuine = authenticate_chip(&passport, &challenge, &answer, WeakHash::Refuse).unwrap();
    assert_eq!((genuine.hash(), genuine.at()), (Hash::Sha256, at()));
    let fault = |challenge: &[u8; 8], answer: &[u8]| authenticate_chip(&passport, challenge, answer, WeakHash::Refuse);
    let wrong = |fault| Distrust::Signature { of: Part::ChipAnswer, fault };
    assert_eq!(fault(b"12345679", &answer).unwrap_err(), wrong(SignatureFault::Wrong));
    assert_eq!(
        fault(&challenge, &Key::of("copy").answer(Hash::Sha256, &challenge)).unwrap_err(),
        wrong(SignatureFault::Wrong)
    );
    assert_eq!(fault(&challenge, &answer[1..]).unwrap_err(), wrong(SignatureFault::Form));
    assert_eq!(fault(&challenge, &chip.answer(Hash::Sha384, &challenge)).unwrap_err(), wrong(SignatureFault::Wrong));
    let without = authenticate(&without("DG15.bin"), &STRICT).unwrap();
    let missing = Distrust::Missing { part: Part::DataGroup(15) };
    assert_eq!(authenticate_chip(&without, &challenge, &answer, WeakHash::Refuse).unwrap_err(), missing);
    assert_eq!(LDS_SECURITY_OBJECT, "2.23.136.1.1.1");
}
