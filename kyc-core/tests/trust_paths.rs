//! Trust paths over made certificates: one good path, and one fault at a time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

mod made;

use made::{CSCA, Key, SIGNER, Template, crl, oid, sequence};
use tidegate_kyc_core::base::{Budget, Day, Instant, tlv};
use tidegate_kyc_core::trust::{
    Anchors, CHAIN_STEPS, Certificate, Chain, Crl, Demand, Distrust, Hash, KeyFault, Part, PublicKey, Purpose, Remark,
    SignatureFault, WeakHash, chain,
};

fn instant(text: &str) -> Instant {
    Instant::parse(&format!("{text}T00:00:00Z")).unwrap()
}

fn certificate(template: &Template, key: &Key, issuer: &Key) -> Certificate {
    Certificate::read(&template.sign(key, issuer)).unwrap()
}

/// One attempt to find a path; every test changes what it is about.
struct Attempt {
    signer: Certificate,
    between: Vec<Certificate>,
    anchors: Vec<Certificate>,
    crls: Vec<Crl>,
    at: &'static str,
    weak_hash: WeakHash,
    steps: u64,
}

fn keys() -> (Key, Key) {
    (Key::of("authority"), Key::of("signer"))
}

impl Attempt {
    fn of(authority: &Template, signer: &Template) -> Self {
        let (above, below) = keys();
        Self {
            signer: certificate(signer, &below, &above),
            between: Vec::new(),
            anchors: vec![certificate(authority, &above, &above)],
            crls: Vec::new(),
            at: "2026-06-01",
            weak_hash: WeakHash::Refuse,
            steps: CHAIN_STEPS,
        }
    }

    fn good() -> Self {
        Self::of(&Template::authority(), &Template::signer())
    }

    fn find(&self) -> Result<Chain, Distrust> {
        let mut anchors = Anchors::new(Day::from_days(0));
        self.anchors.iter().for_each(|it| anchors.add(Purpose::Csca, it.clone()));
        let demand = Demand {
            purpose: Purpose::Csca,
            at: instant(self.at),
            extended_usage: None,
            weak_hash: self.weak_hash,
            crls: &self.crls,
        };
        chain(&self.signer, &self.between, &anchors, &demand, &mut Budget::of(self.steps))
    }
}

#[test]
fn a_signer_below_an_anchor_is_trusted_and_the_path_is_told() {
    let found = Attempt::good().find().unwrap();
    assert_eq!(found.anchor.name(), "C=UT,O=Utopia,CN=Country Signing Authority");
    assert_eq!(found.remarks, [Remark::RevocationUnknown]);
    let told = found.steps[0].to_string();
    assert!(told.starts_with("document signer signed by C=UT,O=Utopia,CN=Country Signing Authority ("), "{told}");
    assert!(told.ends_with("), ECDSA P-256"), "{told}");
}

// long: one table, read from top to bottom
#[test]
fn each_fault_of_a_path_is_refused_by_its_name() {
    let (authority, signer) = (Template::authority, Template::signer);
    let of = Part::Signer;
    let unknown = sequence(&[oid("1.2.3.4"), tlv(0x01, &[0xff]), tlv(0x04, &[5, 0])]);
    let far = "2041-01-01";
    for (fault, authority, signer, error) in [
        (
            "signer_not_yet_valid",
            authority(),
            Template { validity: ("2026-06-02", "2035-01-01"), ..signer() },
            Distrust::NotYetValid { of, from: instant("2026-06-02") },
        ),
        (
            "signer_expired",
            authority(),
            Template { validity: ("2024-01-01", "2026-05-31"), ..signer() },
            Distrust::Expired { of, until: instant("2026-05-31") },
        ),
        (
            "anchor_expired",
            Template { validity: ("2020-01-01", "2026-05-31"), ..authority() },
            signer(),
            Distrust::Expired { of: Part::Anchor, until: instant("2026-05-31") },
        ),
        (
            "anchor_not_yet_valid",
            Template { validity: ("2027-01-01", far), ..authority() },
            signer(),
            Distrust::NotYetValid { of: Part::Anchor, from: instant("2027-01-01") },
        ),
        (
            "signer_may_not_sign",
            authority(),
            Template { usage: Some(0x20), ..signer() },
            Distrust::Usage { of, wanted: "sign documents" },
        ),
        (
            "anchor_may_not_issue",
            Template { usage: Some(0x80), ..authority() },
            signer(),
            Distrust::Usage { of: Part::Anchor, wanted: "issue certificates" },
        ),
        (
            "anchor_is_no_authority",
            Template { authority: Some((false, None)), usage: None, ..authority() },
            signer(),
            Distrust::Usage { of: Part::Anchor, wanted: "issue certificates" },
        ),
        (
            "critical_extension",
            authority(),
            Template { more: vec![unknown], ..signer() },
            Distrust::CriticalExtension { of },
        ),
        (
            "signer_of_another_country",
            authority(),
            Template { subject: ("XX", "Signer"), ..signer() },
            Distrust::Country { of },
        ),
        (
            "signer_of_no_country",
            authority(),
            Template { subject: ("", "Signer"), ..signer() },
            Distrust::Country { of },
        ),
        (
            "weak_hash",
            authority(),
            Template { hash: Hash::Sha1, ..signer() },
            Distrust::WeakHash { of, hash: Hash::Sha1 },
        ),
    ] {
        assert_eq!(Attempt::of(&authority, &signer).find(), Err(error), "{fault}");
    }
}

#[test]
fn an_anchor_that_denies_being_an_authority_may_issue_where_its_key_may() {
    let link = Template { authority: Some((false, None)), ..Template::authority() };
    assert!(Attempt::of(&link, &Template::signer()).find().is_ok());
}

#[test]
fn a_signer_among_the_anchors_vouches_for_nobody_unless_it_is_pinned() {
    let good = Attempt::good();
    let unknown = Err(Distrust::AnchorUnknown { of: Part::Signer });
    let denies = Template { authority: Some((false, None)), ..Template::signer() };
    let silent = Template { authority: None, usage: None, ..Template::signer() };
    for template in [&Template::signer(), &denies, &silent] {
        let attempt = Attempt::of(&Template::authority(), template);
        let laid = Attempt { anchors: vec![attempt.signer.clone()], ..attempt };
        assert_eq!(laid.find(), unknown);
        let (_, below) = keys();
        let own = Template { subject: ("UT", "Other"), issuer: SIGNER, ..Template::signer() };
        let issued = Attempt { signer: certificate(&own, &Key::of("other"), &below), ..laid };
        assert!(matches!(issued.find(), Err(Distrust::Usage { of: Part::Anchor, .. })), "nor does it issue");
        let mut anchors = Anchors::new(Day::from_days(0));
        anchors.add(Purpose::Csca, issued.anchors[0].clone());
        anchors.add(Purpose::Iaca, issued.anchors[0].clone());
        anchors.add(Purpose::Csca, good.anchors[0].clone());
        assert_eq!(anchors.idle(), [&issued.anchors[0]], "told once, and without the authority");
        anchors.pin(Purpose::Csca, issued.anchors[0].clone());
        assert!(anchors.idle().is_empty() && anchors.vouches_for_itself(Purpose::Csca, &issued.anchors[0]));
        assert!(!anchors.vouches_for_itself(Purpose::Iaca, &issued.anchors[0]));
    }
    // An issuer of tokens may stand for itself.
    let key = Key::of("issuer");
    let own = Template { subject: SIGNER, issuer: SIGNER, ..Template::signer() };
    let own = certificate(&own, &key, &key);
    let mut anchors = Anchors::new(Day::from_days(0));
    Purpose::ALL.iter().for_each(|it| anchors.add(*it, own.clone()));
    let itself: Vec<Purpose> =
        Purpose::ALL.iter().copied().filter(|it| anchors.vouches_for_itself(*it, &own)).collect();
    assert_eq!(itself, [Purpose::Issuer, Purpose::Vendor]);
    assert!(anchors.idle().is_empty());
}

#[test]
fn letters_of_a_country_may_differ_in_case() {
    let lower = Template { subject: ("ut", "Signer"), ..Template::signer() };
    assert!(Attempt::of(&Template::authority(), &lower).find().is_ok());
}

#[test]
fn a_weak_hash_is_remarked_on_where_the_policy_says_so() {
    let weak = Template { hash: Hash::Sha1, ..Template::signer() };
    let found = Attempt { weak_hash: WeakHash::Remark, ..Attempt::of(&Template::authority(), &weak) }.find().unwrap();
    assert_eq!(found.remarks, [Remark::WeakHash, Remark::RevocationUnknown]);
}

#[test]
fn an_authority_of_the_same_name_with_another_key_has_not_issued_it() {
    let stranger = Key::of("stranger");
    let imposter = certificate(&Template::authority(), &stranger, &stranger);
    let wrong = Distrust::Signature { of: Part::Signer, fault: SignatureFault::Wrong };
    let mut attempt = Attempt { anchors: vec![imposter], ..Attempt::good() };
    assert_eq!(attempt.find(), Err(wrong));
    attempt.anchors.extend(Attempt::good().anchors);
    assert!(attempt.find().is_ok(), "the right one is found behind it");
    attempt.anchors.clear();
    assert_eq!(attempt.find(), Err(Distrust::AnchorUnknown { of: Part::Signer }));
}

#[test]
fn a_small_rsa_key_is_remarked_on_and_one_that_is_no_key_is_refused() {
    let modulus = |bits: usize| [vec![0x80], vec![0; bits / 8 - 2], vec![1]].concat();
    let small = |bits| PublicKey::from_rsa(&modulus(bits), &[1, 0, 1]).map(|it| it.is_small());
    assert_eq!([small(1024), small(2040), small(2048), small(8192)], [Ok(true), Ok(true), Ok(false), Ok(false)]);
    assert!(!Key::of("authority").public().is_small());
    for (fault, modulus, exponent, error) in [
        ("1016_bits", modulus(1016), vec![3], KeyFault::Size),
        ("8200_bits", modulus(8200), vec![3], KeyFault::Size),
        ("long_exponent", modulus(2048), vec![1; 6], KeyFault::Size),
        ("exponent_of_34_bits", modulus(2048), vec![2, 0, 0, 0, 1], KeyFault::Form),
        ("exponent_1", modulus(2048), vec![1], KeyFault::Form),
        ("exponent_even", modulus(2048), vec![4], KeyFault::Form),
        ("modulus_even", [modulus(2040), vec![0]].concat(), vec![3], KeyFault::Form),
        ("empty", Vec::new(), Vec::new(), KeyFault::Size),
    ] {
        assert_eq!(PublicKey::from_rsa(&modulus, &exponent), Err(error), "{fault}");
    }
}

/// Authority 1 is trusted; a link certificate says that authority 2 is its successor.
fn linked(link: &Template) -> Attempt {
    let (old, new, below) = (Key::of("authority"), Key::of("authority 2"), Key::of("signer"));
    let issuer = ("UT", "Country Signing Authority 2");
    let signer = Template { issuer, ..Template::signer() };
    Attempt {
        signer: certificate(&signer, &below, &new),
        between: vec![certificate(link, &new, &old)],
        ..Attempt::good()
    }
}

fn link() -> Template {
    Template { subject: ("UT", "Country Signing Authority 2"), serial: 2, ..Template::authority() }
}

#[test]
fn a_link_certificate_leads_from_a_new_authority_to_the_one_on_the_list() {
    let found = linked(&link()).find().unwrap();
    let names: Vec<&str> = found.steps.iter().map(|it| it.by.name()).collect();
    assert_eq!(names, ["C=UT,O=Utopia,CN=Country Signing Authority 2", "C=UT,O=Utopia,CN=Country Signing Authority"]);
    let of = Part::Intermediate;
    for (fault, link, error) in [
        ("no_authority", Template { authority: None, ..link() }, Distrust::Usage { of, wanted: "issue certificates" }),
        (
            "expired",
            Template { validity: ("2020-01-01", "2026-05-31"), ..link() },
            Distrust::Expired { of, until: instant("2026-05-31") },
        ),
        ("weak", Template { hash: Hash::Sha1, ..link() }, Distrust::WeakHash { of, hash: Hash::Sha1 }),
    ] {
        assert_eq!(linked(&link).find(), Err(error), "{fault}");
    }
}

#[test]
fn a_search_through_many_links_ends_with_its_budget() {
    let same = Template { subject: CSCA, ..Template::authority() };
    let keys: Vec<Key> = (0..20).map(|it| Key::of(&format!("link {it}"))).collect();
    let between: Vec<Certificate> = (0..20).map(|it| certificate(&same, &keys[it], &keys[(it + 1) % 20])).collect();
    let signer = certificate(&Template::signer(), &Key::of("signer"), &keys[0]);
    let attempt = Attempt { signer, between, anchors: Vec::new(), ..Attempt::good() };
    assert!(matches!(attempt.find(), Err(Distrust::Signature { .. })), "six certificates are a path");
    assert_eq!(Attempt { steps: 20, ..attempt }.find(), Err(Distrust::Unfinished));
}

#[test]
fn revocation_lists_answer_revoked_fresh_stale_or_unknown() {
    let (above, stranger) = (Key::of("authority"), Key::of("stranger"));
    let read = |bytes: Vec<u8>| vec![Crl::read(&bytes).unwrap()];
    let (now, past) = (("2026-05-01", "2026-07-01"), ("2026-03-01", "2026-05-01"));
    let revoked = Err(Distrust::Revoked { of: Part::Signer, since: instant("2026-04-04") });
    for (name, crls, answer) in [
        ("fresh", read(crl(CSCA, &above, now, &[(6, "2026-04-04")])), Ok(vec![])),
        ("empty", read(crl(CSCA, &above, now, &[])), Ok(vec![])),
        ("stale", read(crl(CSCA, &above, past, &[])), Ok(vec![Remark::RevocationStale])),
        ("revoked", read(crl(CSCA, &above, now, &[(6, "2026-01-01"), (7, "2026-04-04")])), revoked.clone()),
        ("revoked_by_a_stale_list", read(crl(CSCA, &above, past, &[(7, "2026-04-04")])), revoked),
        (
            "signed_by_a_stranger",
            read(crl(CSCA, &stranger, now, &[(7, "2026-04-04")])),
            Ok(vec![Remark::RevocationRefused]),
        ),
        (
            "signed_by_a_stranger_and_by_the_issuer",
            [
                read(crl(CSCA, &stranger, now, &[(7, "2026-04-04")])),
                read(crl(CSCA, &above, now, &[])),
                read(crl(CSCA, &stranger, now, &[])),
            ]
            .concat(),
            Ok(vec![]),
        ),
        (
            "of_another_issuer",
            read(crl(SIGNER, &above, now, &[(7, "2026-04-04")])),
            Ok(vec![Remark::RevocationUnknown]),
        ),
    ] {
        let found = Attempt { crls, ..Attempt::good() }.find().map(|it| it.remarks);
        assert_eq!(found, answer, "{name}");
    }
}

#[test]
fn the_digest_of_a_store_does_not_hang_on_the_order_it_was_filled_in() {
    let certificates = [Attempt::good().anchors.remove(0), Attempt::good().signer];
    let store = |order: [usize; 3]| {
        let mut anchors = Anchors::new(Day::from_days(0));
        order.iter().for_each(|it| anchors.add(Purpose::Csca, certificates[it % 2].clone()));
        (anchors.digest(), anchors.len())
    };
    assert_eq!(store([0, 1, 0]), store([1, 0, 1]));
    assert_eq!(store([0, 1, 0]).1, 2);
    let mut other = Anchors::new(Day::from_days(0));
    certificates.iter().for_each(|it| other.add(Purpose::Iaca, it.clone()));
    assert_ne!(other.digest(), store([0, 1, 0]).0, "the purpose is part of it");
}

#[test]
fn certificates_are_read_from_pem_and_refused_where_it_is_none() {
    use base64ct::{Base64, Encoding};
    let der = Template::authority().sign(&Key::of("a"), &Key::of("a"));
    let pem = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", Base64::encode_string(&der));
    let mut anchors = Anchors::new(Day::from_days(0));
    assert_eq!(anchors.add_pem(Purpose::Csca, &pem.repeat(2)), Ok(2));
    assert_eq!(anchors.len(), 1);
    for bad in ["", "-----BEGIN CERTIFICATE-----\nAAAA", &pem.replace("MII", "M!I")] {
        assert!(Certificate::read_pem(bad).is_err(), "{bad}");
    }
}
