//! From an application to a dossier: documents authenticated and examined, attestations judged, lists asked.
//!
//! Whatever cannot be read becomes a check that is unknown: nothing that was handed in is passed over.

use super::application::{Application, Company, Papers};
use super::owners;
use crate::fault::Fault;
use crate::input;
use crate::verify::anchors::Trusted;
use crate::verify::{Ask, judge, recognise};
use crate::wallet;
use std::collections::BTreeMap;
use tidegate_kyc_core::base::{Instant, Redacted, SourceId, Window};
use tidegate_kyc_core::company::Rules;
use tidegate_kyc_core::document::Attribute;
use tidegate_kyc_core::evidence::{
    Answer, AttestationPolicy, Check, CheckCode, Claim, Occasion, PartKind, Shown, check_attestation, document_digest,
};
use tidegate_kyc_core::journal::Salt;
use tidegate_kyc_core::profile::{self, Control, Dossier, Proof};
use tidegate_kyc_core::screen::{Customer, Memory, Policy, Screen};

/// How far the clock of a vendor may be off.
pub(super) const LEEWAY: Window = Window::from_micros(60_000_000);

/// What an application is judged with.
pub(super) struct Means<'a> {
    pub(super) trusted: Option<&'a Trusted>,
    pub(super) vendors: Option<&'a AttestationPolicy>,
    pub(super) screen: &'a Screen,
    pub(super) screening: &'a Policy,
    /// Who is an owner, where the policy's folder says so.
    pub(super) owners: Option<&'a Rules>,
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
    let mut dossier = Dossier {
        subject: application.subject.clone(),
        jurisdiction: application.jurisdiction,
        tier: application.tier.clone(),
        channel: application.channel.clone(),
        declared: declared(application),
        proofs,
        screenings: Vec::new(),
        company: application.company.as_ref().map(|it| read_company(it, means)).transpose()?,
        wallets: application.wallets.clone(),
        controls: controls(application, means, &mut shown)?,
        facts: application.facts.clone(),
        salt: means.salt,
        earlier: None,
    };
    let mut memory = Memory::default();
    let screen = |it: &Customer| means.screen.screen(it, means.screening, means.at.day(), &mut memory);
    dossier.screenings = dossier.customers().iter().map(screen).collect();
    Ok(Gathered { dossier, shown })
}

/// A company with the digests of its papers, which people read, and who is behind it.
fn read_company(company: &Company, means: &Means<'_>) -> Result<profile::Company, Fault> {
    let pieces = input::pieces(&company.papers)?;
    Ok(profile::Company {
        name: company.name.clone(),
        country: company.country,
        numbers: company.numbers.clone(),
        papers: pieces.iter().map(|it| SourceId::of(&it.bytes)).collect(),
        behind: owners::behind(company, means.owners, means.at.day())?,
    })
}

/// Proofs of control over wallets, each judged for the instant at which its answer was first seen; what is proved is kept.
fn controls(application: &Application, means: &Means<'_>, shown: &mut Shown) -> Result<Vec<Control>, Fault> {
    let mut controls = Vec::new();
    for (at, (challenge, signature)) in application.wallet_proofs.iter().enumerate() {
        let (challenge, signature) = (wallet::read_challenge(challenge)?, wallet::read_signature(signature)?);
        let text = SourceId::of(challenge.text().as_bytes());
        let (part, first) = means.first(PartKind::Control.part(text, &[]), None);
        let control = Control::of(&challenge, signature.trim_start_matches('\u{feff}'), &application.subject, first);
        if !application.wallets.iter().any(|it| control.is_about(it.reveal())) {
            let what = format!("wallet proof {} is about a wallet that the application does not name", at + 1);
            return Err(Fault::unreadable(what, "name the wallet among \"wallets\"; nothing was changed"));
        }
        if control.answer().is_ok() {
            shown.add(part, first);
        }
        controls.push(control);
    }
    Ok(controls)
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
    let same = document_digest(&given.document.statements(), source, means.at.day());
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
    let mut declared = application.declared.clone();
    for (attribute, values) in application.claimed.declared() {
        declared.entry(attribute).or_default().extend(values);
    }
    declared
}
