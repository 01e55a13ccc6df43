//! Checks beside evidence: what a chip shows besides what its issuer signed, and why a document is not authentic.
//!
//! Proves nothing by itself; what it answers stands beside the evidence of a document, or in its place.

use super::check::{Answer, Check, CheckCode};
use super::zone::digits_and_forms;
use crate::document::lds::{LdsError, Passport};
use crate::trust::{Authenticated, Distrust, SecurityObject, TokenDistrust, TokenFault, WeakHash, authenticate_chip};
use std::collections::BTreeSet;

/// Every check of a chip's own form, whoever vouches for it: the digits and fields of its zone, and whether every data group
/// can be read.
#[must_use]
pub fn check_chip(passport: &Passport) -> Vec<Check> {
    let mut checks = passport.mrz().ok().flatten().map_or_else(Vec::new, |it| digits_and_forms(&it));
    let read = [
        passport.mrz().err(),
        passport.face().err(),
        passport.holder_details().err(),
        passport.issuance_details().err(),
        passport.security_infos().err(),
        passport.listed_groups().err(),
    ];
    let form = |answer: Answer, why: &str| Check::new(CheckCode::DocumentForm, answer, why);
    let faults: Vec<LdsError> = read.into_iter().flatten().collect();
    if passport.groups().next().is_none() {
        checks.push(form(Answer::Unknown, "no data group of the chip was given"));
    } else if faults.is_empty() {
        checks.push(form(Answer::Clear, "every data group of the chip can be read"));
    }
    checks.extend(faults.iter().map(|it| form(Answer::Found, &it.to_string())));
    checks
}

/// Checks whether a chip is the one that was signed: what EF.COM lists beside what EF.SOD signs, where they differ, and
/// whether the chip showed that it is no copy, by the challenge that was sent to it and its answer.
///
/// Nobody signs EF.COM, so that it is what somebody changes to make a reader pass over a data group (Doc 9303-10 sections
/// 4.6.1 and 4.6.2).
#[must_use]
pub fn check_genuine(
    passport: &Authenticated<Passport>,
    object: &SecurityObject,
    answered: Option<(&[u8; 8], &[u8])>,
) -> Vec<Check> {
    let listed = passport.document().listed_groups().ok().flatten();
    let listed = listed.and_then(|it| differs(&it, object));
    listed.into_iter().chain([original(passport, answered)]).collect()
}

fn differs(listed: &[u8], object: &SecurityObject) -> Option<Check> {
    let (listed, signed): (BTreeSet<u8>, BTreeSet<u8>) = (listed.iter().copied().collect(), object.groups().collect());
    let named = |it: &BTreeSet<u8>| it.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let why = || format!("EF.COM lists the data groups {}, and EF.SOD has signed {}", named(&listed), named(&signed));
    (listed != signed).then(|| Check::new(CheckCode::DocumentForm, Answer::Found, why()))
}

/// Whether the chip showed that it is no copy: its answer to a challenge (Doc 9303-11 section 6.1).
fn original(passport: &Authenticated<Passport>, answered: Option<(&[u8; 8], &[u8])>) -> Check {
    let check = |answer: Answer, why: &str| Check::new(CheckCode::ActiveAuthentication, answer, why);
    let Some((challenge, answer)) = answered else {
        let why = "files can be copied to another chip, and no answer of this one to a challenge was given";
        return check(Answer::Unknown, why);
    };
    match authenticate_chip(passport, challenge, answer, WeakHash::Remark) {
        Ok(chip) if chip.remarks().is_empty() => {
            check(Answer::Clear, "the chip holds the private key that the issuer gave it")
        }
        Ok(_) => check(Answer::Unknown, "the chip holds its private key, by an answer that relies on SHA-1"),
        Err(why) => check(answer_of(leaves_open(&why)), &why.to_string()),
    }
}

/// Why a chip, or what it signed, is not authentic: unknown where an anchor, a part or an algorithm is missing; everything
/// else was found.
pub fn of_distrust(distrust: &Distrust) -> Check {
    Check::new(CheckCode::Authenticity, answer_of(leaves_open(distrust)), distrust.to_string())
}

/// Why a token, a mobile document or a seal is not authentic: unknown where an anchor or an algorithm is missing or a proof is
/// no longer fresh; everything else was found.
pub fn of_token_distrust(distrust: &TokenDistrust) -> Check {
    let open = match distrust {
        TokenDistrust::Fault { fault, .. } => {
            matches!(fault, TokenFault::IssuerUnknown | TokenFault::Algorithm | TokenFault::TooOld)
        }
        TokenDistrust::Chain { why, .. } => leaves_open(why),
    };
    Check::new(CheckCode::Authenticity, answer_of(open), distrust.to_string())
}

const fn answer_of(open: bool) -> Answer {
    if open { Answer::Unknown } else { Answer::Found }
}

const fn leaves_open(distrust: &Distrust) -> bool {
    matches!(
        distrust,
        Distrust::AnchorUnknown { .. }
            | Distrust::SignerMissing
            | Distrust::Missing { .. }
            | Distrust::Algorithm { .. }
            | Distrust::Unfinished
    )
}
