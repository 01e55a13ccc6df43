//! Made master lists: one that is good, and one fault at a time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod made;

use made::passport::Country;
use made::{CSCA, Key, Signed, Template, sequence, set};
use tidegate_kyc_core::base::{Day, Instant, tlv};
use tidegate_kyc_core::trust::{
    Anchors, Authenticated, Distrust, MasterList, Part, PassportPolicy, Purpose, WeakHash, authenticate_master_list,
};

const STRICT: PassportPolicy<'static> = PassportPolicy { weak_hash: WeakHash::Refuse, crls: &[], certificates: &[] };
const MASTER_LIST: &str = "2.23.136.1.1.2";
const LIST_SIGNER: &str = "2.23.136.1.1.3";

/// What a list is made of; every test changes what it is about.
struct Made {
    version: u8,
    certificates: Vec<Vec<u8>>,
    content_type: &'static str,
    usage: Option<&'static str>,
    purpose: Purpose,
}

fn good() -> Made {
    let one = Country::utopia().csca;
    let (name, key) = (("XX", "Another Authority"), Key::of("another"));
    let other = Template { subject: name, issuer: name, ..Template::authority() }.sign(&key, &key);
    Made {
        version: 0,
        certificates: vec![one, other],
        content_type: MASTER_LIST,
        usage: Some(LIST_SIGNER),
        purpose: Purpose::MasterList,
    }
}

impl Made {
    fn judge(&self) -> Result<Authenticated<MasterList>, Distrust> {
        let (root, signer) = (Key::of("Utopia: authority"), Key::of("Utopia: list signer"));
        let mut roots = Anchors::new(Day::from_days(0));
        roots.add_der(self.purpose, &Country::utopia().csca).unwrap();
        let template = Template { subject: ("UT", "List Signer"), extended: self.usage, ..Template::signer() };
        let content = sequence(&[tlv(0x02, &[self.version]), set(&self.certificates)]);
        let signed = Signed::of(self.content_type, content, template.sign(&signer, &root)).sign(&signer);
        authenticate_master_list(&signed, &roots, &STRICT, Instant::parse("2026-06-01T00:00:00Z").unwrap())
    }
}

#[test]
fn an_authentic_list_fills_a_store() {
    let list = good().judge().unwrap();
    assert_eq!(list.trust_path()[0].what, "master list");
    let mut anchors = Anchors::new(Day::from_days(20_000));
    anchors.add_master_list(&list);
    assert_eq!((anchors.len(), anchors.of_country(Purpose::Csca, "ut").count()), (2, 1));
    assert_eq!(list.document().certificates()[0].subject().country(), Some(CSCA.0));
}

#[test]
fn a_list_with_one_bad_certificate_is_refused_whole() {
    let mut cut = good();
    cut.certificates[1] = tlv(0x30, &[5, 0]);
    let why = "a certificate in it is not well formed";
    assert_eq!(cut.judge().unwrap_err(), Distrust::Unreadable { part: Part::MasterList, why });
}

#[test]
fn each_fault_of_a_list_is_refused_by_its_name() {
    let usage = Distrust::Usage { of: Part::Signer, wanted: "sign documents of this kind" };
    let unreadable = |why| Distrust::Unreadable { part: Part::MasterList, why };
    for (fault, made, error) in [
        ("signer_of_passports", Made { usage: None, ..good() }, usage.clone()),
        ("signer_of_seals", Made { usage: Some("2.23.136.1.1.14.2"), ..good() }, usage),
        (
            "security_object",
            Made { content_type: "2.23.136.1.1.1", ..good() },
            unreadable("it has another type of content"),
        ),
        ("version_1", Made { version: 1, ..good() }, unreadable("its version is not known")),
        (
            "root_for_passports_only",
            Made { purpose: Purpose::Csca, ..good() },
            Distrust::AnchorUnknown { of: Part::Signer },
        ),
    ] {
        assert_eq!(made.judge().unwrap_err(), error, "{fault}");
    }
}
