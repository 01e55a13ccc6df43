//! What deciding costs: the policy alone, and a whole customer from bytes to permit.
//!
//! The customer has a PID with key binding, a printed page and a name to screen. Screens against the whole SDN list
//! where `TIDEGATE_VECTORS` names it, against the own list of testdata otherwise.
#![allow(clippy::unwrap_used, reason = "a bench may fail loudly")]

#[path = "../examples/made_tokens/make/mod.rs"]
mod make;

use divan::{Bencher, black_box};
use make::{AUDIENCE, NONCE, NOW, token};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use tidegate_kyc_core::base::written::WrittenFile;
use tidegate_kyc_core::base::{Country, Day, Instant, Label, Redacted, SourceId, SubjectId, Window};
use tidegate_kyc_core::document::Attribute;
use tidegate_kyc_core::document::mrz::Mrz;
use tidegate_kyc_core::document::sd_jwt::SdJwt;
use tidegate_kyc_core::evidence::{Answer, Check, Claim, check_mrz, examine};
use tidegate_kyc_core::gate::{Decision, Gate, StatusBook};
use tidegate_kyc_core::key::KeyPair;
use tidegate_kyc_core::policy::{Fact, FactValue, Facts, Policy};
use tidegate_kyc_core::profile::{Dossier, Proof, assess};
use tidegate_kyc_core::screen::list::List;
use tidegate_kyc_core::screen::read::{Limits, read};
use tidegate_kyc_core::screen::{Memory, Screen};
use tidegate_kyc_core::trust::status::{StatusList, authenticate_status_list};
use tidegate_kyc_core::trust::{
    Anchors, Authenticated, HolderProof, Purpose, SdJwtPolicy, Trust, add_jwks, authenticate_sd_jwt,
};
use zeroize::Zeroizing;

const PAGE: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

fn main() {
    divan::main();
}

fn testdata(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata").join(path)).unwrap()
}

/// The list, and its id and day for the policy.
fn list() -> List {
    let Ok(root) = std::env::var("TIDEGATE_VECTORS") else {
        return read(testdata("lists/own.csv").as_bytes(), &Limits::default()).unwrap().0;
    };
    let packed = Path::new(&root).join("screening/lists/ofac_sdn_advanced_2025-11-19.xml.bz2");
    let mut bytes = Vec::new();
    bzip2::read::BzDecoder::new(std::fs::File::open(packed).unwrap()).read_to_end(&mut bytes).unwrap();
    read(&bytes[..], &Limits::default()).unwrap().0
}

struct Setting {
    at: Instant,
    policy: Policy,
    key: KeyPair,
    book: StatusBook,
    screen: Screen,
    anchors: Anchors,
    holder: SdJwtPolicy,
    token: String,
    claim: Claim,
}

impl Setting {
    fn new() -> Self {
        let list = list();
        let text = testdata("policies/kyc/policy.toml");
        let required = text.lines().find(|it| it.starts_with("required")).unwrap();
        let text = text.replace(required, &format!("required = [\"{}\"]", list.id()));
        let text = text.replace("days_max    = 10", "days_max    = 1000");
        let policy = Policy::read(&WrittenFile { name: "policy.toml".into(), text }, None).unwrap();
        let terms = policy.permit();
        let book = StatusBook::new(&terms.issuer, &terms.status_list, 64).unwrap();
        let mut anchors = Anchors::new(Day::from_days(20_513));
        let keys = serde_json::to_vec(&token::issuers()).unwrap();
        add_jwks(&mut anchors, Purpose::Issuer, None, &keys).unwrap();
        let claim =
            serde_json::json!({"family_name": "Eriksson", "given_names": "Anna Maria", "birth_date": "1974-08-12"});
        let age_max = Window::from_hours(1);
        Self {
            at: Instant::from_micros(NOW * 1_000_000),
            key: KeyPair::from_seed(&Zeroizing::new([7; 32])),
            book,
            screen: Screen::new(vec![list]),
            anchors,
            holder: SdJwtPolicy::pid(HolderProof::Required {
                nonce: NONCE.into(),
                audience: AUDIENCE.into(),
                age_max,
                seen: None,
            }),
            token: token::bound(&token::pid(|_, _| ()), |_, _| ()),
            claim: Claim::of(serde_json::from_value(claim).unwrap()).unwrap(),
            policy,
        }
    }

    fn statuses(&self) -> Vec<Authenticated<StatusList>> {
        let trust = Trust { anchors: &self.anchors, revocations: &[] };
        let list = StatusList::read(token::status_list(|_, _| ()).as_bytes()).unwrap();
        vec![authenticate_status_list(list, &trust, Window::from_micros(0), self.at).unwrap()]
    }

    /// From bytes to dossier.
    fn dossier(&self, statuses: &[Authenticated<StatusList>], memory: &mut Memory) -> Dossier {
        let trust = Trust { anchors: &self.anchors, revocations: &[] };
        let page = Mrz::read(black_box(PAGE)).unwrap();
        let read = SdJwt::read(black_box(self.token.as_bytes())).unwrap();
        let document = authenticate_sd_jwt(read, &trust, statuses, &self.holder, self.at).unwrap();
        let evidence = examine(&document, None, Some(&self.claim));
        let page: Vec<Check> = check_mrz(&page, self.at.day());
        assert!(page.iter().any(|it| it.answer == Answer::Clear));
        let source = SourceId::of(self.token.as_bytes());
        let country = Country::from_alpha3("UTO").unwrap();
        let declared = [(Attribute::AddressCity, "Zenith"), (Attribute::AddressCountry, "UTO")];
        let mut dossier = Dossier {
            subject: SubjectId::parse("cust:42").unwrap(),
            jurisdiction: country,
            tier: Label::parse("basic").unwrap(),
            channel: Label::parse("wallet").unwrap(),
            declared: declared.map(|it| (it.0, vec![Redacted::new(it.1.to_owned())])).into(),
            proofs: vec![Proof::Proved { source, evidence: Box::new(evidence), beside: Vec::new() }],
            screenings: Vec::new(),
            company: None,
            wallets: vec![Redacted::new("0x7e5f4552091a69125d5dfcb7b8c2659029395bde".into())],
            controls: Vec::new(),
            facts: facts(country),
            salt: Redacted::new([7; 32]),
            earlier: None,
        };
        let (terms, day) = (self.policy.screening_policy(), self.at.day());
        dossier.screenings = dossier.customers().iter().map(|it| self.screen.screen(it, &terms, day, memory)).collect();
        dossier
    }

    fn decide(&self, dossier: &Dossier) -> Decision {
        let profile = assess(black_box(dossier), &[], &self.policy, self.at);
        let mut book = self.book.clone();
        Gate { key: &self.key, book: &mut book }.decide(&profile, &[], &self.policy, self.at).unwrap().decision
    }
}

fn facts(country: Country) -> Facts {
    let word = |it: &str| FactValue::Words(BTreeSet::from([Label::parse(it).unwrap()]));
    let stated: BTreeMap<Fact, FactValue> = [
        (Fact::PoliticalExposure, word("none")),
        (Fact::Occupation, word("teacher")),
        (Fact::SourceOfFunds, word("salary")),
        (Fact::AccessCountry, FactValue::Countries(BTreeSet::from([country]))),
        (Fact::Product, word("spot")),
        (Fact::MonthlyVolume, FactValue::Number(100_000)),
        (Fact::OpenHits, FactValue::Number(0)),
        (Fact::DaysActive, FactValue::Number(0)),
    ]
    .into();
    let mut facts = Facts::default();
    stated.into_iter().for_each(|(fact, value)| facts.state(fact, value).unwrap());
    facts
}

/// A profile, a decision and a signed permit from a dossier that is ready: pure policy.
#[divan::bench]
fn policy_alone(bencher: Bencher<'_, '_>) {
    let setting = Setting::new();
    let dossier = setting.dossier(&setting.statuses(), &mut Memory::default());
    let decision = setting.decide(&dossier);
    assert!(matches!(decision, Decision::Allow(_)), "{decision:?}");
    bencher.bench(|| setting.decide(&dossier));
}

/// The profile without the decision.
#[divan::bench]
fn profile_alone(bencher: Bencher<'_, '_>) {
    let setting = Setting::new();
    let dossier = setting.dossier(&setting.statuses(), &mut Memory::default());
    bencher.bench(|| assess(black_box(&dossier), &[], &setting.policy, setting.at));
}

/// A decision that holds, without a permit.
#[divan::bench]
fn policy_that_holds(bencher: Bencher<'_, '_>) {
    let setting = Setting::new();
    let mut dossier = setting.dossier(&setting.statuses(), &mut Memory::default());
    dossier.screenings.clear();
    assert!(matches!(setting.decide(&dossier), Decision::Hold(_)));
    bencher.bench(|| setting.decide(&dossier));
}

/// Bytes in, permit out: a zone and an SD-JWT are read, authenticated and examined, a name and a wallet are screened.
#[divan::bench]
fn whole_customer(bencher: Bencher<'_, '_>) {
    let setting = Setting::new();
    let (statuses, mut memory) = (setting.statuses(), Memory::default());
    assert!(matches!(setting.decide(&setting.dossier(&statuses, &mut memory)), Decision::Allow(_)));
    bencher.bench_local(|| setting.decide(&setting.dossier(&statuses, &mut memory)));
}

/// Reading the policy itself.
#[divan::bench]
fn reading_the_policy(bencher: Bencher<'_, '_>) {
    let file = WrittenFile { name: "policy.toml".into(), text: testdata("policies/kyc/policy.toml") };
    bencher.bench(|| Policy::read(black_box(&file), None).unwrap());
}
