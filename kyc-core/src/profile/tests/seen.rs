//! What people saw, and what nobody said: a lift covers no name that nobody looked at, and a silent check is a gap.

use super::*;
use crate::screen::{Memory, Screen};

#[test]
fn whoever_screens_the_customers_of_a_dossier_asks_for_every_wallet() {
    let mut it = dossier();
    it.wallets =
        ["0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf", "no address"].map(|it| Redacted::new(it.to_owned())).into();
    let (lists, terms, mut memory) = (Screen::new(lists()), policy().screening_policy(), Memory::default());
    it.screenings = it.customers().iter().map(|it| lists.screen(it, &terms, at().day(), &mut memory)).collect();
    let reasons = told(&it, &[]);
    assert!(reasons.iter().any(|it| it.contains("acme-internal/P-1 by wallet")), "{reasons:?}");
    assert!(!reasons.iter().any(|it| it.contains("screening-missing")), "{reasons:?}");
}

/// Found by trying: a lift of one name covered two more names of the same entry, each as sure as the first.
#[test]
fn a_further_name_is_asked_about_anew() {
    let named = |names: &[&str]| {
        let mut it = dossier();
        let whole = names.iter().map(|it| Redacted::new((*it).to_owned())).collect();
        it.declared.insert(Attribute::FullName, whole);
        it.screenings = vec![screening("Ravindar Tolmachi Voss", lists(), at().day())];
        it
    };
    let one = assess(&named(&["Ravindar Tolmachi Voss"]), &[], &policy(), at());
    let reviews = ["officer-1", "manager-1"].map(|it| lift(it, &one.reasons()[0]));
    assert_eq!(told(&named(&["Ravindar Tolmachi Voss"]), &reviews), [] as [&str; 0]);
    assert_eq!(
        told(&named(&[" ravindar  tolmachi VOSS"]), &reviews),
        [] as [&str; 0],
        "the same name, written otherwise"
    );
    assert_eq!(told(&named(&["Ravindar Tolmachi Voss", "Ravinder Tolmachy-Voss"]), &reviews).len(), 1);
}

#[test]
fn a_specimen_is_a_finding_whatever_kind_of_document_it_is() {
    let refusing =
        Policy::read(&written(&POLICY.replace("specimens = \"accepted\"", "")), Some(&written(PEOPLE))).unwrap();
    let mut silent = dossier();
    for it in &mut silent.proofs {
        let Proof::Proved { evidence, .. } = it else { panic!() };
        let checks = evidence.checks().iter().filter(|it| it.code != CheckCode::Specimen).cloned().collect();
        **evidence = crate::evidence::Evidence::sample(checks, evidence.proved().to_vec(), evidence.since());
    }
    let told = |dossier: &Dossier, policy: &Policy| -> Vec<String> {
        assess(dossier, &[], policy, at()).reasons().iter().map(ToString::to_string).collect()
    };
    assert_eq!(told(&dossier(), &refusing), [] as [&str; 0], "every document says that it is none");
    assert_eq!(told(&silent, &refusing), ["check-missing: specimen"], "silence is no answer");
    assert_eq!(told(&silent, &policy()), [] as [&str; 0], "where specimens are accepted nobody asks");
    add(&mut silent, CheckCode::Specimen, Answer::Found);
    let reasons = told(&silent, &refusing);
    assert!(reasons.contains(&"check-found: specimen of document 4bf5122f".to_owned()), "{reasons:?}");
}
