//! From an application to a dossier: documents authenticated and examined, attestations judged, lists asked.
//!
//! Whatever cannot be read becomes a check that is unknown: nothing that was handed in is passed over.

use super::application::{Application, Company, Papers};
use crate::fault::Fault;
use crate::input;
use crate::verify::anchors::Trusted;
use crate::verify::recognise::Document;
use crate::verify::{Ask, judge, recognise};
use std::collections::{BTreeMap, BTreeSet};
use tidegate_kyc_core::base::{Instant, Redacted, SourceId, Window};
use tidegate_kyc_core::document::Attribute;
use tidegate_kyc_core::evidence::{
    Answer, AttestationPolicy, Check, CheckCode, Claim, Occasion, PartKind, Shown, Source, check_attestation,
};
use tidegate_kyc_core::journal::Salt;
use tidegate_kyc_core::profile::{self, Dossier, Proof};
use tidegate_kyc_core::screen::list::{Birth, Country, EntryKind, Gender};
use tidegate_kyc_core::screen::{Customer, CustomerName, Memory, Policy, Screen};

/// How far the clock of a vendor may be off.
pub(super) const LEEWAY: Window = Window::from_micros(60_000_000);

/// What an application is judged with.
pub(super) struct Means<'a> {
    pub(super) trusted: Option<&'a Trusted>,
    pub(super) vendors: Option<&'a AttestationPolicy>,
    pub(super) screen: &'a Screen,
    pub(super) screening: &'a Policy,
    /// The customer's own salt.
    pub(super) salt: Salt,
    /// What the customer showed before.
    pub(super) seen: &'a Shown,
    /// When the customer was decided about first, where nobody can tell any more what was shown then.
    pub(super) unrecorded: Option<Instant>,
    pub(super) at: Instant,
}

impl Means<'_> {
    /// A part of what is shown with the instant at which it was first seen: now, or `unrecorded`, where that is not on record.
    fn first(&self, part: SourceId, unrecorded: Option<Instant>) -> (SourceId, Instant) {
        let now = unrecorded.filter(|_| !self.seen.knows(part)).map_or(self.at, |it| it.min(self.at));
        (part, self.seen.first(part, now))
    }
}

/// What was gathered.
pub(super) struct Gathered {
    pub(super) dossier: Dossier,
    /// What the customer shows, and since when.
    pub(super) shown: Shown,
}

/// Gathers the dossier.
///
/// # Errors
/// A fault where a file that the application names cannot be opened.
pub(super) fn gather(application: &Application, means: &Means<'_>) -> Result<Gathered, Fault> {
    let (mut proofs, mut shown) = (Vec::new(), Shown::default());
    for papers in &application.documents {
        let (proof, presented) = proof(papers, &application.claim, means)?;
        proofs.push(proof);
        presented.into_iter().for_each(|it| shown.add(it.0, it.1));
    }
    let declared = declared(application);
    let customer = customer(application, &declared, &proofs);
    let mut memory = Memory::default();
    let mut screen = |it: &Customer| means.screen.screen(it, means.screening, means.at.day(), &mut memory);
    let mut screenings = vec![screen(&customer)];
    screenings.extend(application.company.as_ref().map(|it| screen(&organisation(it))));
    let company = application.company.as_ref().map(read_company).transpose()?;
    let dossier = Dossier {
        subject: application.subject.clone(),
        jurisdiction: application.jurisdiction,
        tier: application.tier.clone(),
        channel: application.channel.clone(),
        declared,
        proofs,
        screenings,
        company,
        wallets: application.wallets.len() as u64,
        facts: application.facts.clone(),
        salt: means.salt,
        earlier: None,
    };
    Ok(Gathered { dossier, shown })
}

/// A company by everything that a list may know it by.
fn organisation(company: &Company) -> Customer {
    let mut customer = Customer::named(company.name.reveal(), EntryKind::Organisation);
    customer.countries = company.country.alpha2().and_then(|it| Country::parse(it).ok()).into_iter().collect();
    customer.identifiers.clone_from(&company.numbers);
    customer
}

/// A company with the digests of its papers, which people read.
fn read_company(company: &Company) -> Result<profile::Company, Fault> {
    let pieces = input::pieces(&company.papers)?;
    Ok(profile::Company {
        name: company.name.clone(),
        country: company.country,
        numbers: company.numbers.clone(),
        papers: pieces.iter().map(|it| SourceId::of(&it.bytes)).collect(),
    })
}

/// Parts of what was shown, each by its digest and when it was first seen.
type Parts = Vec<(SourceId, Instant)>;

/// A document as it is judged, with the parts of what was shown. What only shows that somebody was there at the time is
/// judged for the instant at which it was first seen, everything else for that of the decision. The document proves since
/// the newest part that counts: leaving one out, or adding one that is wrong, makes no new showing of an old one. Only what
/// counts is kept, so that nothing that is wrong pushes it out.
fn proof(papers: &Papers, claim: &Claim, means: &Means<'_>) -> Result<(Proof, Parts), Fault> {
    let pieces = input::pieces(&papers.files)?;
    let session = papers.session.as_deref().map(input::whole).transpose()?;
    let attestations = papers.attestations.iter();
    let attestations: Vec<(Vec<u8>, &str)> =
        attestations.map(|it| Ok((input::whole(&it.0)?, it.1.as_str()))).collect::<Result<_, Fault>>()?;
    let given = match recognise::recognise(pieces) {
        Ok(given) => given,
        Err(fault) => {
            // The fault names files, never what stands in them.
            let why = match fault {
                Fault::Said { what, .. } => what,
                _ => "the files are no document".to_owned(),
            };
            let checks = vec![unknown(CheckCode::DocumentForm, &why)];
            return Ok((Proof::Checked { source: None, checks }, Parts::new()));
        }
    };
    let source = given.source;
    // By what it says and not by its bytes: the same document can be written in many ways.
    let same = identity(&given.document, source, means.at);
    let document = means.first(PartKind::Document.part(same, &[]), means.unrecorded);
    // What says itself when it was made is believed; what does not is as old as the first decision where nothing is on record.
    let undated = means.unrecorded.filter(|_| papers.presented.is_none());
    let binding = binding(papers, session.as_deref()).map(|it| means.first(PartKind::Binding.part(same, &it), undated));
    let chip = papers.chip.as_ref().map(|it| PartKind::Chip.part(same, &[&it.0]));
    let chip = chip.map(|it| means.first(it, means.unrecorded));
    let ask = Ask {
        page: given.page.as_ref(),
        claim: Some(claim),
        lists: &given.lists,
        presented: papers.presented.as_ref().map(|it| (it.0.as_str(), it.1.as_str())),
        session: session.clone(),
        chip: papers.chip.as_ref().map(|it| (it.0, it.1.as_slice())),
        at: means.at,
        seen: binding.map(|it| it.1),
    };
    let mut proof = judge(&given.document, &ask, means.trusted).into_proof(source);
    let clear = |proof: &Proof, code: CheckCode| {
        let mut of_code = proof.checks().filter(|it| it.code == code).map(|it| it.answer).peekable();
        of_code.peek().is_some() && of_code.all(|it| it == Answer::Clear)
    };
    let bound = binding.filter(|_| clear(&proof, CheckCode::HolderBinding));
    let original = chip.filter(|_| clear(&proof, CheckCode::ActiveAuthentication));
    let authentic = Some(document).filter(|_| matches!(proof, Proof::Proved { .. }));
    let mut counting: Parts = [authentic, bound, original].into_iter().flatten().collect();
    for (bytes, nonce) in &attestations {
        let first = means.first(PartKind::Attestation.part(same, &[nonce.as_bytes()]), None);
        let occasion = Occasion { nonce, document: source, at: first.1, leeway: LEEWAY };
        let checks = attested(bytes, &occasion, means.vendors);
        let passes = checks.first().is_some_and(|it| it.answer == Answer::Clear)
            && checks.iter().all(|it| it.answer != Answer::Found);
        counting.extend(Some(first).filter(|_| passes));
        match &mut proof {
            Proof::Proved { beside, .. } => beside.extend(checks),
            Proof::Checked { checks: all, .. } => all.extend(checks),
        }
    }
    let since = counting.iter().map(|it| it.1).max().unwrap_or(means.at);
    Ok((proof.seen(since), counting))
}

/// What tells one document of a customer from another: its number, its days and its issuer, whatever the bytes. Where it
/// states none of them, the digest of its bytes.
fn identity(document: &Document, source: SourceId, at: Instant) -> SourceId {
    let telling = [Attribute::DocumentNumber, Attribute::IssueDate, Attribute::ExpiryDate, Attribute::IssuingCountry];
    let statements = document.statements();
    let values = statements.iter().flat_map(|it| it.values_at(at.day()));
    let lines: BTreeSet<String> = values
        .filter(|it| telling.contains(&it.0))
        .map(|it| format!("{} {}\n", it.0.code(), it.1.reveal().trim().escape_debug()))
        .collect();
    if lines.is_empty() {
        return source;
    }
    let text: String = std::iter::once("tidegate.document/1\n".to_owned()).chain(lines).collect();
    SourceId::of(text.as_bytes())
}

/// What binds a document to its holder on one occasion.
fn binding<'a>(papers: &'a Papers, session: Option<&'a [u8]>) -> Option<Vec<&'a [u8]>> {
    let presented = papers.presented.iter().flat_map(|it| [it.0.as_bytes(), it.1.as_bytes()]);
    let parts: Vec<&[u8]> = presented.chain(session).collect();
    Some(parts).filter(|it| !it.is_empty())
}

fn unknown(code: CheckCode, why: &str) -> Check {
    Check::new(code, Answer::Unknown, why)
}

fn attested(bytes: &[u8], occasion: &Occasion<'_>, vendors: Option<&AttestationPolicy>) -> Vec<Check> {
    match vendors {
        Some(vendors) => check_attestation(bytes, vendors, occasion),
        None => vec![unknown(CheckCode::Attestation, "the policy's folder has no vendors.json: no vendor is believed")],
    }
}

/// What the customer says, from the claim and beside it.
fn declared(application: &Application) -> BTreeMap<Attribute, Vec<Redacted<String>>> {
    let claimed = &application.claimed;
    let mut declared = application.declared.clone();
    let mut add =
        |attribute: Attribute, value: &Redacted<String>| declared.entry(attribute).or_default().push(value.clone());
    for (attribute, value) in [
        (Attribute::FamilyName, &claimed.family_name),
        (Attribute::GivenName, &claimed.given_names),
        (Attribute::BirthDate, &claimed.birth_date),
        (Attribute::Sex, &claimed.sex),
        (Attribute::DocumentNumber, &claimed.document_number),
    ] {
        value.iter().for_each(|it| add(attribute, it));
    }
    claimed.nationalities.iter().flatten().for_each(|it| add(Attribute::Nationality, it));
    declared
}

/// Everything by which a list may know the customer: every name that is claimed or proved, every country, number and
/// wallet.
fn customer(
    application: &Application,
    declared: &BTreeMap<Attribute, Vec<Redacted<String>>>,
    proofs: &[Proof],
) -> Customer {
    let said = |attribute: Attribute| {
        let own = declared.get(&attribute).into_iter().flatten().map(|it| it.reveal().as_str());
        own.chain(proved(proofs, attribute).map(|it| it.1))
    };
    let mut customer = Customer::new(EntryKind::Person);
    let mut names: Vec<CustomerName> = Vec::new();
    let mut name = |it: CustomerName| {
        if !it.text().trim().is_empty() && !names.iter().any(|held| held.text() == it.text()) {
            names.push(it);
        }
    };
    let first = |attribute: Attribute| {
        let values = declared.get(&attribute);
        values.and_then(|it| it.first()).map_or("", |it| it.reveal().as_str())
    };
    name(CustomerName::of_parts(first(Attribute::GivenName), first(Attribute::FamilyName)));
    for source in Source::ALL {
        let of_source =
            |attribute: Attribute| proved(proofs, attribute).filter(move |it| it.0 == *source).map(|it| it.1);
        for (family, given) in
            of_source(Attribute::FamilyName).zip(of_source(Attribute::GivenName).chain(std::iter::repeat("")))
        {
            name(CustomerName::of_parts(given, family));
        }
    }
    let born = said(Attribute::BirthGivenName).next().unwrap_or_else(|| first(Attribute::GivenName));
    said(Attribute::BirthFamilyName).for_each(|it| name(CustomerName::of_parts(born, it)));
    said(Attribute::FullName).for_each(|it| name(CustomerName::whole(it)));
    customer.names = names;
    // What is proved comes before what is said: a claim is nobody's evidence.
    let proved_birth = proved(proofs, Attribute::BirthDate).map(|it| it.1);
    customer.birth = proved_birth.chain(said(Attribute::BirthDate)).find_map(Birth::read).map(Redacted::new);
    describe(&mut customer, |it| said(it).map(str::to_owned).collect());
    customer.wallets = application.wallets.clone();
    customer
}

/// What a list may know somebody by beside names, the day of birth and wallets.
pub(crate) fn describe(customer: &mut Customer, said: impl Fn(Attribute) -> Vec<String>) {
    customer.gender = said(Attribute::Sex).iter().find_map(|it| Gender::read(it));
    let homes =
        [Attribute::Nationality, Attribute::AddressCountry, Attribute::BirthCountry].into_iter().flat_map(&said);
    let homes: BTreeSet<Country> = homes.filter_map(|it| Country::parse(&it).ok()).collect();
    customer.countries = homes.into_iter().collect();
    let numbers = [Attribute::DocumentNumber, Attribute::PersonalNumber].into_iter().flat_map(&said);
    customer.identifiers = numbers.collect::<BTreeSet<String>>().into_iter().map(Redacted::new).collect();
}

fn proved(proofs: &[Proof], attribute: Attribute) -> impl Iterator<Item = (Source, &str)> {
    let evidence = proofs.iter().filter_map(|it| match it {
        Proof::Proved { evidence, .. } => Some(evidence),
        Proof::Checked { .. } => None,
    });
    let all = evidence.flat_map(|it| it.proved()).filter(move |it| it.attribute == attribute);
    all.map(|it| (it.source, it.value.reveal().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::anchors;
    use std::path::Path;

    /// The wallet's application with another birth date in the claim, as somebody would who is listed.
    #[test]
    fn what_is_proved_is_screened_before_what_is_said() {
        let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata");
        let at = Instant::parse("2026-03-01T10:00:00Z").unwrap();
        let trusted = anchors::read(&testdata.join("anchors"), at).unwrap();
        let text = std::fs::read_to_string(testdata.join("applications/wallet.json")).unwrap();
        let text = text.replace("1974-08-12", "1991-01-01").replace("\"Eriksson\"", "\"Somebody\"");
        let folder = testdata.join("applications");
        let application = Application::read("wallet.json", &text, &folder).unwrap_or_else(|_| panic!("it is sound"));
        let (screen, screening) = (Screen::new(Vec::new()), Policy::requiring(["none"]));
        let (seen, salt) = (Shown::default(), Redacted::new([7; 32]));
        let means = Means {
            trusted: Some(&trusted),
            vendors: None,
            screen: &screen,
            screening: &screening,
            salt,
            seen: &seen,
            unrecorded: None,
            at,
        };
        let proofs = vec![proof(&application.documents[0], &application.claim, &means).unwrap().0];
        let customer = customer(&application, &declared(&application), &proofs);
        assert_eq!(customer.birth.map(|it| *it.reveal()), Birth::read("1974-08-12"));
        let names: Vec<&str> = customer.names.iter().map(CustomerName::text).collect();
        assert_eq!(names, ["Anna Maria Somebody", "Anna Maria Eriksson"], "every name is screened, said and proved");
    }
}
