//! The decision: a profile, restrictions, the policy and an instant → a permit, or why not, or why not yet.

use super::permit::{Grant, GrantFault, Permit, Terms, mint};
use super::restriction::{Restrain, Restriction};
use super::status::{BookFault, StatusBook};
use crate::base::Instant;
use crate::document::StatusReference;
use crate::key::KeyPair;
use crate::policy::{Limit, Policy, Reason, ReasonCode, Tier, Weight};
use crate::profile::{Earlier, Lifted, Profile};
use std::collections::BTreeSet;

/// What the gate decides. There is no default, and no yes but a permit:
///
/// ```compile_fail
/// let decision = tidegate_kyc_core::gate::Decision::default(); // does not compile: nothing is decided by default
/// ```
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Nothing stands in the way.
    Allow(Permit),
    /// Something is missing. Every reason says what would lift it.
    Hold(Vec<Reason>),
    /// Something was found; the findings come first, then what is missing besides.
    Refuse(Vec<Reason>),
}

/// Why the gate cannot decide. Nothing has changed then, neither its book nor anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GateError {
    /// The profile was made by another policy.
    #[error("the profile was made by another policy than the one that is to decide: assess the customer again")]
    OtherPolicy,
    /// The profile is from later on, or older than a permit may be.
    #[error("the profile is not of the time of the decision: assess the customer again")]
    OtherTime,
    /// The status list is of another issuer or address than the policy's.
    #[error("the status list is not that of the policy: its issuer and address must be those under [permit]")]
    OtherBook,
    /// The status list has no place left.
    #[error("{}", .0.meaning())]
    Book(BookFault),
    /// The policy's terms make no permit.
    #[error("{}", .0.meaning())]
    Grant(GrantFault),
}

/// What was decided, and what people lifted for it.
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The decision.
    pub decision: Decision,
    /// What people lifted of the restrictions; the profile tells what they lifted of its own reasons.
    pub lifted: Vec<Lifted>,
    /// The restrictions of the customer that are not over: what is to be kept for the next decision ([`super::carried`]).
    pub restrictions: Vec<Restriction>,
}

impl Answer {
    /// What stands in the way; none where nothing does.
    #[must_use]
    pub fn reasons(&self) -> Option<&[Reason]> {
        match &self.decision {
            Decision::Allow(_) => None,
            Decision::Hold(reasons) | Decision::Refuse(reasons) => Some(reasons),
        }
    }

    /// What the next decision about the customer has to know of this one ([`crate::profile::Dossier::earlier`]): the profile
    /// is the one that was decided on, `entry` names the record of this decision, and `before` is what this one was given.
    #[must_use]
    pub fn earlier(&self, entry: u64, profile: &Profile, before: Option<&Earlier>) -> Earlier {
        Earlier::of(entry, profile, self.reasons(), before)
    }
}

/// The gate's desk: the key that signs, and the book in which every permit has its place.
///
/// An exchange gathers a dossier, assesses it, and decides; `kyc-core/examples/onboarding` is one that does. Here nothing was
/// gathered yet:
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use tidegate_kyc_core::base::{Country, Instant, Label, Redacted, SubjectId, written::WrittenFile};
/// use tidegate_kyc_core::gate::{Decision, Gate, StatusBook};
/// use tidegate_kyc_core::key::{KeyPair, Zeroizing};
/// use tidegate_kyc_core::policy::{Facts, Policy};
/// use tidegate_kyc_core::profile::{Dossier, assess};
///
/// let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/policies/kyc/policy.toml");
/// let file = WrittenFile { name: "policy.toml".into(), text: std::fs::read_to_string(path)? };
/// let policy = Policy::read(&file, None).map_err(|complaints| complaints[0].to_string())?;
/// let dossier = Dossier {
///     subject: SubjectId::parse("cust-1001")?,
///     jurisdiction: Country::parse("UTO")?,
///     tier: Label::parse("basic")?,
///     channel: Label::parse("wallet")?,
///     declared: Default::default(),
///     proofs: vec![],      // documents, from `trust` and `evidence`
///     screenings: vec![],  // from `screen`, of `Dossier::customers`
///     company: None,
///     wallets: vec![],
///     controls: vec![],
///     facts: Facts::default(),
///     salt: Redacted::new([1; 32]), // in earnest, random and the customer's own
///     earlier: None,       // what earlier decisions knew
/// };
/// let at = Instant::parse("2026-03-01T10:00:00Z")?;
/// let profile = assess(&dossier, &[], &policy, at);
/// let key = KeyPair::from_seed(&Zeroizing::new([7; 32])); // in earnest, from a sealed file
/// let terms = policy.permit();
/// let mut book = StatusBook::new(&terms.issuer, &terms.status_list, 1 << 10).map_err(|it| it.meaning())?;
/// match (Gate { key: &key, book: &mut book }).decide(&profile, &[], &policy, at)?.decision {
///     Decision::Allow(permit) => println!("{}", permit.token()),
///     Decision::Hold(reasons) | Decision::Refuse(reasons) => {
///         assert!(!reasons.is_empty());
///         reasons.iter().for_each(|it| println!("{it}: {}", it.lift()));
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Gate<'a> {
    /// The key.
    pub key: &'a KeyPair,
    /// The book. A place is given out with each permit, and with nothing else.
    pub book: &'a mut StatusBook,
}

impl Gate<'_> {
    /// Decides. A finding refuses, a gap holds, and a permit is minted only where neither is there.
    ///
    /// The same profile, restrictions, policy, instant, key and book give the same bytes. A permit counts from `at`
    /// for as long as the policy says, but not past the policy's own end, the day on which the customer's review
    /// lapses, the end of a review that was relied on, or the beginning of a restriction.
    ///
    /// # Errors
    /// A [`GateError`]; nothing has changed then.
    pub fn decide(
        &mut self,
        profile: &Profile,
        restrictions: &[Restriction],
        policy: &Policy,
        at: Instant,
    ) -> Result<Answer, GateError> {
        self.fits(profile, policy, at)?;
        let restrictions: Vec<&Restriction> =
            restrictions.iter().filter(|it| it.subject == *profile.subject()).collect();
        let counting: Vec<&Restriction> =
            restrictions.iter().copied().filter(|it| it.counts(profile.subject(), at)).collect();
        let tier = policy.tier(profile.tier());
        let (new, lifted) = profile.lifts().settle(reasons(&counting, tier));
        let decision = match judge(profile, new) {
            None => Decision::Allow(self.permit(profile, &restrictions, &lifted, policy, at)?),
            Some(no) => no,
        };
        let restrictions = restrictions.into_iter().filter(|it| !it.is_over(at)).cloned().collect();
        Ok(Answer { decision, lifted, restrictions })
    }

    fn fits(&self, profile: &Profile, policy: &Policy, at: Instant) -> Result<(), GateError> {
        let age = at.since(profile.at());
        let terms = policy.permit();
        match () {
            () if profile.policy() != policy.digest() => Err(GateError::OtherPolicy),
            () if age < 0 || age > terms.valid.micros() => Err(GateError::OtherTime),
            () if self.book.issuer() != terms.issuer || self.book.uri() != terms.status_list => {
                Err(GateError::OtherBook)
            }
            () => Ok(()),
        }
    }

    fn permit(
        &mut self,
        profile: &Profile,
        restrictions: &[&Restriction],
        lifted: &[Lifted],
        policy: &Policy,
        at: Instant,
    ) -> Result<Permit, GateError> {
        // What the policy does not offer is a reason, so that a profile without one has its tier.
        let tier = policy.tier(profile.tier()).ok_or(GateError::OtherPolicy)?;
        let mut book = self.book.clone();
        let index = book.give_out().map_err(GateError::Book)?;
        let terms = policy.permit();
        let until = end(profile, restrictions, lifted, policy, at);
        let grant = Grant::of(Terms {
            issuer: terms.issuer.clone(),
            audience: terms.audience.clone(),
            subject: profile.subject().clone(),
            issued: at,
            from: at,
            until,
            tier: tier.name.clone(),
            assets: tier.assets.clone(),
            markets: tier.markets.clone(),
            limits: limits(tier, restrictions, profile, at),
            policy: profile.policy(),
            evidence: profile.evidence(),
            status: StatusReference { uri: terms.status_list.clone(), index },
        });
        let permit = mint(&grant.map_err(GateError::Grant)?, self.key);
        *self.book = book;
        Ok(permit)
    }
}

/// Reasons from the restrictions that count. A limit in a currency in which the tier has none cannot be laid on a
/// permit, for it would allow orders in that currency: what it was meant to lower, a person has to look at.
fn reasons(restrictions: &[&Restriction], tier: Option<&Tier>) -> Vec<Reason> {
    let lowers = |it: &Limit| tier.is_some_and(|tier| tier.limits.iter().any(|own| own.currency == it.currency));
    // By its beginning and what was seen of its hit: that one was lifted says nothing of the next of the same source, nor
    // of a hit that grew.
    let reason = |it: &&Restriction| match &it.restrain {
        Restrain::Block => Some(Reason::new(ReasonCode::Blocked, it.to_string())),
        Restrain::Review => Some(Reason::new(ReasonCode::UnderReview, it.to_string())),
        Restrain::Limit(all) if all.iter().all(lowers) => None,
        Restrain::Limit(_) => Some(Reason::new(ReasonCode::UnderReview, format!("limit of {it}"))),
    };
    let all: Vec<Reason> = restrictions.iter().filter_map(reason).collect();
    // Of a hit that grew the larger says what the smaller said: who lifts it lifts both.
    let is_less = |it: &&Reason| all.iter().any(|other| other.covers(it) && !it.covers(other));
    all.iter().filter(|it| !is_less(it)).cloned().collect()
}

/// The no of a decision; none where nothing stands in the way.
fn judge(profile: &Profile, new: Vec<Reason>) -> Option<Decision> {
    let mut all: Vec<Reason> = profile.reasons().iter().cloned().chain(new).collect();
    all.sort_unstable_by(|one, other| (other.code.weight(), one).cmp(&(one.code.weight(), other)));
    all.dedup();
    match all.first()?.code.weight() {
        Weight::Gap => Some(Decision::Hold(all)),
        Weight::Finding => Some(Decision::Refuse(all)),
    }
}

/// The lower of the tier's limit and those of the restrictions that count, in the currencies of the tier.
fn limits(tier: &Tier, restrictions: &[&Restriction], profile: &Profile, at: Instant) -> BTreeSet<Limit> {
    let mut limits = tier.limits.clone();
    for it in restrictions.iter().filter(|it| it.counts(profile.subject(), at)) {
        let Restrain::Limit(lower) = &it.restrain else { continue };
        for limit in lower.iter().filter(|it| tier.limits.iter().any(|own| own.currency == it.currency)) {
            let same = |it: &&Limit| it.currency == limit.currency && it.per == limit.per;
            let held = limits.iter().find(same).cloned();
            if held.as_ref().is_none_or(|it| limit.minor < it.minor) {
                held.map(|it| limits.remove(&it));
                limits.insert(limit.clone());
            }
        }
    }
    limits
}

/// When a permit that is minted now ends: with the first of what it rests on.
fn end(profile: &Profile, restrictions: &[&Restriction], lifted: &[Lifted], policy: &Policy, at: Instant) -> Instant {
    let valid = Instant::from_micros(at.micros().saturating_add(policy.permit().valid.micros()));
    let midnight = |day: crate::base::Day| Instant::from_civil(day, 0, 0, 0).ok();
    let policy_ends = policy.days().until.and_then(midnight);
    let ahead = restrictions.iter().filter(|it| it.from > at && !it.counts(profile.subject(), at));
    let begins = ahead.map(|it| it.from);
    let voices = lifted.iter().map(|it| it.until);
    // Where people lifted that the review lapsed, the permit ends with what they said.
    let lapses = midnight(profile.lapses()).filter(|it| *it > at);
    let own = [policy_ends, lapses, profile.until()];
    own.into_iter().flatten().chain(begins).chain(voices).fold(valid, Instant::min)
}
