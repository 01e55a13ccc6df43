//! Control over wallets: proved by an answer, never by less of one, and asked for by a requirement.

use super::*;
use crate::base::SubjectId;
use crate::wallet::proof::{Challenge, ChallengeError, Way};

const WALLET: &str = "0x4a62316623ad457f02cdc5d997ded67a383ec569";
const CHALLENGE: &str = include_str!("../../../../testdata/wallets/challenge.txt");
const SIGNATURE: &str = include_str!("../../../../testdata/wallets/signature.txt");

fn control(customer: &str, minute: i64) -> Control {
    let issued = Instant::parse("2026-03-01T10:00:00Z").unwrap();
    let at = Instant::from_micros(issued.micros() + minute * 60_000_000);
    Control::of(&Challenge::parse(CHALLENGE).unwrap(), SIGNATURE, &SubjectId::parse(customer).unwrap(), at)
}

fn with(wallets: &[&str], controls: Vec<Control>) -> Dossier {
    let wallets = wallets.iter().map(|it| Redacted::new((*it).to_owned())).collect();
    Dossier { wallets, controls, ..dossier() }
}

fn fact(dossier: &Dossier) -> Option<Vec<String>> {
    match super::super::control::fact(dossier)? {
        FactValue::Words(words) => Some(words.iter().map(ToString::to_string).collect()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_answer_counts_for_its_customer_its_time_and_its_wallet() {
    assert_eq!(control("c-0042", 30).answer(), Ok(Way::Eip191));
    assert_eq!(control("c-0043", 30).answer(), Err(ChallengeError::OtherCustomer));
    assert_eq!(control("c-0042", 61).answer(), Err(ChallengeError::Expired));
    assert_eq!(control("c-0042", -1).answer(), Err(ChallengeError::Early));
    let proved = control("c-0042", 30);
    assert!(proved.is_about(WALLET) && proved.is_about(&WALLET.to_uppercase().replace("0X", "0x")));
    assert!(!proved.is_about("0x4a62316623ad457f02cdc5d997ded67a383ec568") && !proved.is_about("no address"));
    assert!(!format!("{proved:?}").contains("4a62316623ad"), "{proved:?}");
}

#[test]
fn control_is_known_where_every_wallet_is_proved() {
    let proved = || vec![control("c-0042", 30)];
    assert_eq!(fact(&with(&[], vec![])), Some(vec![]));
    assert_eq!(fact(&with(&[WALLET], proved())), Some(vec!["proved".to_owned()]));
    assert_eq!(fact(&with(&[WALLET], vec![])), None);
    assert_eq!(fact(&with(&[WALLET], vec![control("c-0043", 30)])), None);
    assert_eq!(fact(&with(&[WALLET, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"], proved())), None);
    assert_eq!(fact(&with(&["no address"], proved())), None);
    let refuted_too = vec![control("c-0042", 90), control("c-0042", 30)];
    assert_eq!(fact(&with(&[WALLET], refuted_too)), Some(vec!["proved".to_owned()]), "an answer came later");
}

#[test]
fn a_requirement_asks_for_control_of_these_very_wallets() {
    let text =
        POLICY.replacen("facts  = [\"political-exposure\"", "facts  = [\"wallet-control\", \"political-exposure\"", 1);
    assert_ne!(text, POLICY);
    let policy = Policy::read(&written(&text), None).unwrap();
    let told = |dossier: &Dossier| -> Vec<String> {
        let reasons = assess(dossier, &[], &policy, at()).reasons().iter().map(ToString::to_string).collect::<Vec<_>>();
        reasons.into_iter().filter(|it| it.starts_with("fact-unknown")).collect()
    };
    assert_eq!(told(&with(&[], vec![])), Vec::<String>::new());
    assert_eq!(told(&with(&[WALLET], vec![control("c-0042", 30)])), Vec::<String>::new());
    let one = told(&with(&[WALLET], vec![]));
    assert!(one.len() == 1 && one[0].starts_with("fact-unknown: wallet-control of 1 wallet "), "{one:?}");
    let other = told(&with(&["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"], vec![]));
    assert_ne!(one, other, "what was lifted for one wallet says nothing of another");
    assert!(!one[0].contains("4a62316623ad"));
}

#[test]
fn a_proof_is_in_the_digest_of_evidence() {
    let digest = |it: &Dossier| assess(it, &[], &policy(), at()).evidence();
    assert_ne!(digest(&with(&[WALLET], vec![])), digest(&with(&[WALLET], vec![control("c-0042", 30)])));
}
