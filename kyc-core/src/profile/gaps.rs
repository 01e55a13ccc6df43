//! What stands in the way: checks, requirements, screening and risk against the policy.

use super::control;
use super::dossier::{Company, Dossier, Proof};
use super::known::Knowledge;
use crate::base::{Day, SourceId};
use crate::company::Party;
use crate::document::Attribute;
use crate::evidence::{Answer, CheckCode};
use crate::policy::{Diligence, Fact, Policy, Reason, ReasonCode, Requirement, Specimens, Taken};
use crate::screen::list::is_asked_for;
use crate::screen::{Basis, BirthMatch, Screening};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Reasons from the policy itself and from documents.
pub(super) fn of_documents(dossier: &Dossier, knowledge: &Knowledge, policy: &Policy, at: Day) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if !policy.days().holds(at) {
        reasons.push(Reason::new(ReasonCode::PolicyNotInForce, policy.id().as_str()));
    }
    if policy.channel(&dossier.channel).is_none() {
        reasons.push(Reason::new(ReasonCode::NotOffered, format!("channel {}", dossier.channel)));
    }
    if policy.tier(&dossier.tier).is_none() {
        reasons.push(Reason::new(ReasonCode::NotOffered, format!("tier {}", dossier.tier)));
    }
    for proof in &dossier.proofs {
        // By its document: that one was looked at says nothing of another.
        let document = proof.source().map_or_else(String::new, |it| format!(" of document {}", short(it)));
        for check in proof.checks().filter(|it| it.answer == Answer::Found && !tolerated(it.code, policy)) {
            let field = check.field.map_or_else(String::new, |it| format!("/{it}"));
            reasons.push(Reason::new(ReasonCode::CheckFound, format!("{}{field}{document}", check.code)));
        }
    }
    reasons.extend(knowledge.missing.iter().map(|it| missing(*it)));
    reasons
}

/// Whether the policy accepts whatever a check answers.
pub(super) fn tolerated(code: CheckCode, policy: &Policy) -> bool {
    code == CheckCode::Specimen && policy.specimens() == Specimens::Accepted
}

/// That no document is clear in a check.
pub(super) fn missing(check: CheckCode) -> Reason {
    Reason::new(ReasonCode::CheckMissing, check.code())
}

/// The requirements that hold for a dossier on a day, at a level's diligence.
pub(super) fn requirements<'p>(
    dossier: &Dossier,
    policy: &'p Policy,
    diligence: Diligence,
    at: Day,
) -> impl Iterator<Item = &'p Requirement> {
    let (country, tier) = (dossier.jurisdiction.state(), dossier.tier.clone());
    policy.requirements().iter().filter(move |it| {
        let here = it.countries.as_ref().is_none_or(|all| all.contains(&country));
        it.days.holds(at) && here && it.tiers.contains(&tier) && it.diligence <= diligence
    })
}

/// Reasons from the requirements.
pub(super) fn of_requirements(
    dossier: &Dossier,
    knowledge: &Knowledge,
    policy: &Policy,
    diligence: Diligence,
    at: Day,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if requirements(dossier, policy, Diligence::Simplified, at).next().is_none() {
        let about = format!("tier {} in {}", dossier.tier, dossier.jurisdiction);
        reasons.push(Reason::new(ReasonCode::NotOffered, about));
    }
    for it in requirements(dossier, policy, diligence, at) {
        let missing = it.attributes.iter().filter(|it| !knowledge.has(it));
        reasons.extend(missing.map(|it| {
            let names: Vec<&str> = it.any.iter().map(|it: &Attribute| it.code()).collect();
            Reason::new(ReasonCode::AttributeMissing, format!("{} ({})", names.join(" or "), it.grade))
        }));
        let unknown = it.facts.iter().filter(|it| knowledge.fact(dossier, **it, at).is_none());
        reasons.extend(unknown.map(|it| Reason::new(ReasonCode::FactUnknown, unknown_fact(dossier, *it))));
    }
    reasons
}

/// What a reason says of a fact that is not known; of wallets, which.
fn unknown_fact(dossier: &Dossier, fact: Fact) -> String {
    match fact {
        Fact::WalletControl => format!("{fact} of {}", control::unproved(dossier)),
        _ => fact.code().to_owned(),
    }
}

/// That nobody established who owns and controls a company: by a digest over its name, country, numbers and papers, and over
/// what ownership statements say of it, so that a review of another company, of other papers or of other owners says nothing
/// of it.
pub(super) fn of_company(dossier: &Dossier, at: Day) -> Vec<Reason> {
    let Some(company) = &dossier.company else { return Vec::new() };
    let mut text = format!("{}\n{}\n", company.name.reveal().escape_debug(), company.country);
    company.numbers.iter().for_each(|it| text.push_str(&format!("{}\n", it.reveal().escape_debug())));
    company.papers.iter().for_each(|it| text.push_str(&format!("sha256 {it}\n")));
    let mut told = String::new();
    if let Some(behind) = &company.behind {
        text.push_str(&behind.text());
        told = format!(", {}", behind.about(company, at));
    }
    let digest = crate::base::hex(&digest(dossier, &text));
    let about = format!("{} papers{told}, digest {digest}", company.papers.len());
    vec![Reason::new(ReasonCode::OwnershipUnknown, about)]
}

/// Reasons from the screenings.
pub(super) fn of_screenings(dossier: &Dossier, policy: &Policy, at: Day) -> Vec<Reason> {
    // A company is screened beside the person who acts for it, and whoever is behind it beside both.
    let names = names(dossier);
    let all = dossier.screenings.iter().enumerate();
    let of_one = |(at_place, it): (usize, &Screening)| {
        of_screening(it, policy, names.get(at_place).or(names.first()).map_or("", String::as_str), at)
    };
    let mut reasons: Vec<Reason> = all.flat_map(of_one).collect();
    let own = 1 + usize::from(dossier.company.is_some());
    if dossier.screenings.len() < own {
        reasons.push(Reason::new(ReasonCode::ScreeningMissing, "nobody screened"));
    } else if dossier.screenings.len() < names.len() {
        reasons.push(Reason::new(ReasonCode::ScreeningMissing, "not of everybody behind the company"));
    }
    let asked: BTreeSet<&str> =
        dossier.screenings.iter().flat_map(|it| it.wallets()).map(|it| it.asked.reveal().as_str()).collect();
    if dossier.wallets.iter().any(|it| !asked.contains(it.reveal().as_str())) {
        reasons.push(Reason::new(ReasonCode::ScreeningMissing, "not of every wallet"));
    }
    reasons
}

/// Reasons from one screening. Its own gaps count, and what the policy asks of it is looked at again. What an old one
/// found still counts.
fn of_screening(screening: &Screening, policy: &Policy, names: &str, at: Day) -> Vec<Reason> {
    let terms = policy.screening();
    let mut reasons = Vec::new();
    let age = at.since(screening.at());
    if age < 0 || age > i64::from(terms.valid_days) {
        reasons.push(Reason::new(ReasonCode::ScreeningMissing, "not on the day"));
    }
    if screening.threshold() > terms.threshold {
        reasons.push(Reason::new(ReasonCode::ScreeningMissing, "at a higher threshold"));
    }
    for gap in screening.gaps() {
        let list = gap.list.as_deref().map_or_else(String::new, |it| format!("/{it}"));
        reasons.push(Reason::new(ReasonCode::ScreeningGap, format!("{}{list}", gap.code)));
    }
    for id in &terms.required {
        let days_max = terms.days_max_of.iter().find(|it| it.0 == *id).map_or(terms.days_max, |it| it.1);
        let mut lists = screening.lists().iter().filter(|it| is_asked_for(id, &it.id)).peekable();
        let missing = lists.peek().is_none().then_some("screen-list-missing");
        let ages = lists.filter_map(|it| match it.published {
            None => Some("screen-list-age-unknown"),
            Some(day) => (at.since(day) > i64::from(days_max)).then_some("screen-list-too-old"),
        });
        let codes: BTreeSet<&str> = missing.into_iter().chain(ages).collect();
        reasons.extend(codes.iter().map(|it| Reason::new(ReasonCode::ScreeningGap, format!("{it}/{id}"))));
    }
    reasons.extend(found(screening, policy, names));
    reasons
}

/// As much of a digest as tells things of one customer apart.
fn short(digest: &SourceId) -> String {
    crate::base::hex(&digest.digest()[..4])
}

/// The most wallets that a reason names one by one.
const WALLETS_MAX: usize = 6;

/// For each of [`Dossier::customers`] a digest of its names, in their order.
pub(super) fn names(dossier: &Dossier) -> Vec<String> {
    let own = own_names(dossier);
    let behind = dossier.company.iter().flat_map(|it| &it.behind).flat_map(|it| it.named());
    let of_party = |it: &Party| {
        let all: BTreeSet<String> = it.names.iter().map(|it| words(it.reveal())).collect();
        let lines = all.iter().map(|it| format!("behind {}\n", it.escape_debug()));
        crate::base::hex(&digest(dossier, &lines.collect::<String>())[..8])
    };
    let company = dossier.company.iter().map(|_| own.clone());
    std::iter::once(own.clone()).chain(company).chain(behind.map(of_party)).collect()
}

/// A text in small letters, with single blanks.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A digest of every name that the customer declares or a document proves, and of the company's: of several that
/// resemble one entry a screening tells the best alone, and whoever looked at that one has not seen the others.
fn own_names(dossier: &Dossier) -> String {
    let of_names = [
        Attribute::FamilyName,
        Attribute::GivenName,
        Attribute::FullName,
        Attribute::BirthFamilyName,
        Attribute::BirthGivenName,
    ];
    let declared = dossier.declared.iter().flat_map(|(name, all)| all.iter().map(|it| (*name, it.reveal().as_str())));
    let evidence = dossier.proofs.iter().filter_map(|it| match it {
        Proof::Proved { evidence, .. } => Some(evidence),
        Proof::Checked { .. } => None,
    });
    let proved = evidence.flat_map(|it| it.proved()).map(|it| (it.attribute, it.value.reveal().as_str()));
    let person = declared.chain(proved).filter(|it| of_names.contains(&it.0));
    let company = dossier.company.iter().flat_map(Company::names).map(|it| ("company", words(it)));
    let all: BTreeSet<(&str, String)> = person.map(|it| (it.0.code(), words(it.1))).chain(company).collect();
    let lines = all.iter().map(|(name, value)| format!("{name} {}\n", value.escape_debug()));
    // Long enough that nobody finds other names of the same digest.
    crate::base::hex(&digest(dossier, &lines.collect::<String>())[..8])
}

/// A digest of what a customer or a company is called: SHA-256 of the bytes `tidegate.reason/1`, 0x00, the customer's own
/// salt and the text. Without the salt nobody can try a name on it, and once that is deleted it tells nothing.
pub(super) fn digest(dossier: &Dossier, text: &str) -> [u8; 32] {
    let hashed = Sha256::new().chain_update(b"tidegate.reason/1\0").chain_update(dossier.salt.reveal());
    hashed.chain_update(text).finalize().into()
}

/// Whom the lists may mean, and by what: a name as listed, of which names, with its score, a number, a day of birth, a
/// wallet. Of one entry the heavier answer counts.
fn found(screening: &Screening, policy: &Policy, names: &str) -> Vec<Reason> {
    let entry =
        |list: usize, entry: &str| format!("{}/{entry}", screening.lists().get(list).map_or("unknown", |it| &it.id));
    let mut ways: BTreeMap<String, (bool, BTreeSet<String>)> = BTreeMap::new();
    let mut wallets: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for it in screening.wallets().iter().flat_map(|it| &it.hits) {
        let digest = SourceId::of(it.address.as_str().as_bytes());
        wallets.entry(entry(it.list, &it.entry)).or_default().insert(short(&digest));
    }
    for (entry, all) in wallets {
        let (sure, ways) = ways.entry(entry).or_default();
        *sure = true;
        if all.len() <= WALLETS_MAX {
            ways.extend(all.iter().map(|it| format!("wallet {it}")));
        } else {
            let joined: String = all.iter().map(|it| format!("{it}\n")).collect();
            ways.insert(format!("{} wallets {}", all.len(), short(&SourceId::of(joined.as_bytes()))));
        }
    }
    for it in screening.candidates() {
        let (sure, ways) = ways.entry(entry(it.list, &it.entry)).or_default();
        *sure |= it.basis == Basis::Identifier || it.score() >= policy.screening().refuse_from;
        // Of one that is known by its number alone, the name that resembles it most says nothing.
        if let Some(name) = it.name.as_ref().filter(|_| it.score() >= screening.threshold()) {
            let listed = SourceId::of(name.listed_words.reveal().join(" ").as_bytes());
            ways.insert(format!("name {} of {names} at {}", short(&listed), it.score()));
        }
        if it.basis == Basis::Identifier {
            ways.insert("number".to_owned());
        }
        if it.evidence.birth == BirthMatch::SameDay {
            ways.insert("birth-date".to_owned());
        }
    }
    let reason = |(entry, (sure, ways)): (String, (bool, BTreeSet<String>))| {
        let code = if sure { ReasonCode::ScreeningMatch } else { ReasonCode::ScreeningCandidate };
        let ways: Vec<String> = ways.into_iter().collect();
        Reason::new(code, format!("{entry} by {}", ways.join(", ")))
    };
    ways.into_iter().map(reason).collect()
}

/// Reasons from the level of risk, each with the points that gave it.
pub(super) fn of_level(dossier: &Dossier, policy: &Policy, at: usize, points: u64) -> Vec<Reason> {
    let Some(level) = policy.levels().get(at) else { return Vec::new() };
    let about = |code| Reason::new(code, format!("{} at {points}", level.name));
    if level.taken == Taken::Refused {
        return vec![about(ReasonCode::RiskProhibited)];
    }
    let mut reasons = Vec::new();
    if policy.tier(&dossier.tier).is_some_and(|it| at > it.level_max) {
        reasons.push(about(ReasonCode::TierTooHigh));
    }
    if level.approval.is_some() {
        reasons.push(about(ReasonCode::ApprovalMissing));
    }
    reasons
}
