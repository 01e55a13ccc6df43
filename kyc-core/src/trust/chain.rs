//! Trust paths: a signer's certificate in, the anchor that vouches for it out.
//!
//! A path runs from the signer over intermediate or link certificates to an anchor of the store. Each
//! certificate must be signed by the next, valid at the instant and allowed its use, and the country
//! must be one from end to end. An anchor whose validity has ended vouches no more: Doc 9303-12 makes
//! the validity of a country's certificate outlast every document signed below it, so a document
//! that is still valid has a valid anchor.

use super::anchors::{Anchors, Purpose};
use super::authenticated::{AnchorId, Remark, Step};
use super::certificate::{Certificate, KeyUse};
use super::crl::Crl;
use super::distrust::{Distrust, Part};
use super::key::PublicKey;
use super::signature::SignatureFault;
use crate::base::{Budget, Instant};
use const_oid::ObjectIdentifier;

/// Signature checks a search may make: ten times the most candidates that any of the 588 certificates
/// of the German master list of May 2026 has, which is 14.
pub const CHAIN_STEPS: u64 = 140;

/// The longest path: signer, four certificates between, anchor.
const LENGTH_MAX: usize = 6;

/// What a policy says of hashes with known collisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeakHash {
    /// A signature or digest that relies on one is worth nothing.
    Refuse,
    /// It is accepted, with [`Remark::WeakHash`]. Old passports are signed with SHA-1 to this day.
    Remark,
}

/// What is asked of a trust path.
#[derive(Clone, Copy, Debug)]
pub struct Demand<'a> {
    /// What the anchor must be trusted for.
    pub purpose: Purpose,
    /// The instant for which everything must be valid.
    pub at: Instant,
    /// What the signer's certificate must be meant for, where the standard names an extended usage.
    pub extended_usage: Option<ObjectIdentifier>,
    /// What is said of weak hashes.
    pub weak_hash: WeakHash,
    /// The revocation lists at hand, of any issuer.
    pub crls: &'a [Crl],
}

/// A trust path that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Chain {
    /// The anchor it ends at.
    pub anchor: AnchorId,
    /// Its steps from the signer's certificate up.
    pub steps: Vec<Step>,
    /// What should be known of it.
    pub remarks: Vec<Remark>,
}

/// Finds a trust path from a signer's certificate to an anchor.
///
/// Costs one step of the budget for each signature check; a path has at most six certificates.
///
/// # Errors
/// [`Distrust`]: of several attempts the fault of the one that came furthest;
/// [`Distrust::Unfinished`] where the budget was spent.
pub fn chain(
    signer: &Certificate,
    between: &[Certificate],
    anchors: &Anchors,
    demand: &Demand<'_>,
    budget: &mut Budget,
) -> Result<Chain, Distrust> {
    examine_signer(signer, demand)?;
    if anchors.vouches_for_itself(demand.purpose, signer) {
        // A signer that is itself on the list: nobody above it was asked.
        return Ok(Chain { anchor: signer.id(), steps: Vec::new(), remarks: vec![Remark::RevocationUnknown] });
    }
    let mut worst: Option<Distrust> = None;
    let mut open: Vec<Vec<&Certificate>> = vec![vec![signer]];
    while let Some(path) = open.pop() {
        let Some(top) = path.last().copied() else { continue };
        for candidate in anchors.candidates(demand.purpose, top) {
            budget.spend(1)?;
            match close(&path, candidate, demand) {
                Ok(chain) => return Ok(chain),
                Err(fault) => note(&mut worst, fault),
            }
        }
        if path.len() + 1 == LENGTH_MAX {
            continue;
        }
        let above = between.iter().filter(|it| it.subject().key() == top.issuer().key() && !path.contains(it));
        for candidate in above {
            budget.spend(1)?;
            match climb(top, part_of(path.len() - 1), candidate, demand) {
                Ok(()) => open.push([path.as_slice(), &[candidate]].concat()),
                Err(fault) => note(&mut worst, fault),
            }
        }
    }
    Err(worst.unwrap_or(Distrust::AnchorUnknown { of: Part::Signer }))
}

/// Keeps the fault of the attempt that came furthest: anything after a signature that verified comes
/// further than one that did not.
fn note(worst: &mut Option<Distrust>, fault: Distrust) {
    let further = |it: &Distrust| !matches!(it, Distrust::Signature { .. });
    if worst.as_ref().is_none_or(|it| further(&fault) && !further(it)) {
        *worst = Some(fault);
    }
}

const fn part_of(position: usize) -> Part {
    if position == 0 { Part::Signer } else { Part::Intermediate }
}

fn examine_signer(signer: &Certificate, demand: &Demand<'_>) -> Result<(), Distrust> {
    let of = Part::Signer;
    is_valid(signer, of, demand.at)?;
    if !signer.allows(KeyUse::DigitalSignature) {
        return Err(Distrust::Usage { of, wanted: "sign documents" });
    }
    if let Some(wanted) = demand.extended_usage
        && !signer.extended_usage().is_some_and(|it| it.contains(&wanted))
    {
        return Err(Distrust::Usage { of, wanted: "sign documents of this kind" });
    }
    understood(signer, of)
}

fn is_valid(certificate: &Certificate, of: Part, at: Instant) -> Result<(), Distrust> {
    if at < certificate.not_before() {
        return Err(Distrust::NotYetValid { of, from: certificate.not_before() });
    }
    if at > certificate.not_after() {
        return Err(Distrust::Expired { of, until: certificate.not_after() });
    }
    Ok(())
}

fn understood(certificate: &Certificate, of: Part) -> Result<(), Distrust> {
    if certificate.has_unknown_critical() { Err(Distrust::CriticalExtension { of }) } else { Ok(()) }
}

/// Whether `issuer` may issue and has issued `below`.
fn climb(below: &Certificate, of: Part, issuer: &Certificate, demand: &Demand<'_>) -> Result<(), Distrust> {
    signed_by(below, of, issuer, Part::Intermediate, demand)?;
    may_issue(issuer, Part::Intermediate, demand)?;
    // An anchor may be old enough to have no constraints; what a document brings along must have them.
    if issuer.is_authority() != Some(true) {
        return Err(Distrust::Usage { of: Part::Intermediate, wanted: "issue certificates" });
    }
    understood(issuer, Part::Intermediate)
}

fn signed_by(
    below: &Certificate,
    of: Part,
    issuer: &Certificate,
    issuer_part: Part,
    demand: &Demand<'_>,
) -> Result<PublicKey, Distrust> {
    let scheme = below.scheme().ok_or(Distrust::Algorithm { of })?;
    if let Some(hash) = scheme.hash().filter(|it| it.is_weak() && demand.weak_hash == WeakHash::Refuse) {
        return Err(Distrust::WeakHash { of, hash });
    }
    let key = issuer.key().map_err(|fault| Distrust::Key { of: issuer_part, fault })?;
    below.verify_by(&key).map_err(|fault| Distrust::Signature { of, fault })?;
    Ok(key)
}

/// Whether a certificate is valid and may issue others.
fn may_issue(issuer: &Certificate, of: Part, demand: &Demand<'_>) -> Result<(), Distrust> {
    is_valid(issuer, of, demand.at)?;
    if !issuer.may_issue() {
        return Err(Distrust::Usage { of, wanted: "issue certificates" });
    }
    Ok(())
}

/// Closes a path, whose inner signatures are verified, with an anchor.
fn close(path: &[&Certificate], anchor: &Certificate, demand: &Demand<'_>) -> Result<Chain, Distrust> {
    let (Some(top), Some(signer)) = (path.last(), path.first()) else {
        return Err(Distrust::AnchorUnknown { of: Part::Signer });
    };
    signed_by(top, part_of(path.len() - 1), anchor, Part::Anchor, demand)?;
    may_issue(anchor, Part::Anchor, demand)?;
    let whole: Vec<&Certificate> = path.iter().copied().chain([anchor]).collect();
    lengths(&whole, demand.purpose)?;
    one_country(signer, anchor, demand.purpose)?;
    let mut found = Chain { anchor: anchor.id(), steps: Vec::new(), remarks: Vec::new() };
    for (position, pair) in whole.windows(2).enumerate() {
        let [below, issuer] = pair else { continue };
        let part = if position + 2 == whole.len() { Part::Anchor } else { Part::Intermediate };
        let key = issuer.key().map_err(|fault| Distrust::Key { of: part, fault })?;
        let what = if position == 0 { "document signer" } else { "link or intermediate certificate" };
        found.steps.push(Step { what, by: issuer.id(), key: key.to_string() });
        if below.scheme().and_then(|it| it.hash()).is_some_and(|it| it.is_weak()) {
            found.remarks.push(Remark::WeakHash);
        }
        found.remarks.extend(key.is_small().then_some(Remark::SmallKey));
        found.remarks.extend(revocation(below, part_of(position), issuer, &key, demand)?);
    }
    found.remarks.sort_unstable();
    found.remarks.dedup();
    Ok(found)
}

/// Path lengths (RFC 5280 section 4.2.1.9): certificates issued to oneself do not count, and neither do
/// the link certificates of a country, whose name may change with the key (Doc 9303-12).
fn lengths(whole: &[&Certificate], purpose: Purpose) -> Result<(), Distrust> {
    let mut below = 0_u32;
    for (position, certificate) in whole.iter().enumerate().skip(1) {
        let of = if position + 1 == whole.len() { Part::Anchor } else { Part::Intermediate };
        if certificate.path_length().is_some_and(|it| it < below) {
            return Err(Distrust::Usage { of, wanted: "issue so long a path" });
        }
        let is_link = certificate.subject().key() == certificate.issuer().key()
            || purpose == Purpose::Csca && certificate.subject().country() == certificate.issuer().country();
        below += u32::from(!is_link);
    }
    Ok(())
}

/// Doc 9303-12: the country of signer and authority is the same. Letters may differ in case.
fn one_country(signer: &Certificate, anchor: &Certificate, purpose: Purpose) -> Result<(), Distrust> {
    let (mine, issuers, anchors) = (signer.subject().country(), signer.issuer().country(), anchor.subject().country());
    let needed = matches!(purpose, Purpose::Csca | Purpose::Iaca | Purpose::Vds);
    if needed && (mine.is_none() || mine != issuers || mine != anchors) {
        return Err(Distrust::Country { of: Part::Signer });
    }
    Ok(())
}

/// What the revocation lists of an issuer say of a certificate.
fn revocation(
    certificate: &Certificate,
    of: Part,
    issuer: &Certificate,
    key: &PublicKey,
    demand: &Demand<'_>,
) -> Result<Option<Remark>, Distrust> {
    let mut answer = Some(Remark::RevocationUnknown);
    let mut newest: Option<&Crl> = None;
    for crl in demand.crls.iter().filter(|it| it.issuer().key() == certificate.issuer().key()) {
        // Told unless a list that counts comes along.
        answer = Some(Remark::RevocationRefused);
        if !issuer.allows(KeyUse::RevocationListSigning) {
            break;
        }
        if crl
            .scheme()
            .is_none_or(|it| it.hash().is_some_and(|it| it.is_weak()) && demand.weak_hash == WeakHash::Refuse)
        {
            continue;
        }
        match crl.verify_by(key) {
            Ok(()) => {}
            // Another key of the same name may have signed it.
            Err(SignatureFault::Wrong | SignatureFault::OtherKey | SignatureFault::Form) => continue,
        }
        if let Some(since) = crl.revoked(certificate) {
            return Err(Distrust::Revoked { of, since });
        }
        if newest.is_none_or(|it| it.this_update() < crl.this_update()) {
            newest = Some(crl);
        }
    }
    if let Some(crl) = newest {
        answer = crl.is_stale(demand.at).then_some(Remark::RevocationStale);
    }
    Ok(answer)
}
