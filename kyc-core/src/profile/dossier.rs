//! What is known of a customer when somebody asks for a decision: a [`Dossier`].
//!
//! Gathered by the caller from documents, attestations, screening and the application. Personal data throughout:
//! `Debug` shows codes and digests alone.

use super::behind::Behind;
use super::control::Control;
use super::earlier::Earlier;
use super::gaps;
use crate::base::{Country, Instant, Label, Redacted, SourceId, SubjectId};
use crate::document::Attribute;
use crate::evidence::{Check, Evidence};
use crate::policy::Facts;
use crate::screen::Screening;
use std::collections::BTreeMap;

/// One document, page or attestation, and what came of it.
#[derive(Clone, Debug)]
pub enum Proof {
    /// An authenticated document.
    Proved {
        /// SHA-256 of what was read.
        source: SourceId,
        /// What it proves.
        evidence: Box<Evidence>,
        /// Checks made beside it: of a chip ([`crate::evidence::check_chip`], [`crate::evidence::check_genuine`]), of an
        /// attestation about it.
        beside: Vec<Check>,
    },
    /// Something that nobody vouches for, or that states no attributes: a page, a document that could not be
    /// authenticated, an attestation.
    Checked {
        /// SHA-256 of what was read; none where that could be guessed, as of a printed page.
        source: Option<SourceId>,
        /// What was checked; of a document that is not authentic, why ([`crate::evidence::of_distrust`],
        /// [`crate::evidence::of_token_distrust`]).
        checks: Vec<Check>,
    },
}

impl Proof {
    /// All checks, those made beside the evidence last.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        let (own, beside): (&[Check], &[Check]) = match self {
            Self::Proved { evidence, beside, .. } => (evidence.checks(), beside),
            Self::Checked { checks, .. } => (checks, &[]),
        };
        own.iter().chain(beside)
    }

    /// The same for what was first seen earlier ([`Evidence::seen`]): when the newest of its parts that count was
    /// ([`crate::evidence::Shown::first`]), so that leaving one out, or adding one that is wrong, makes no new showing of an
    /// old one.
    #[must_use]
    pub fn seen(self, at: Instant) -> Self {
        match self {
            Self::Proved { source, evidence, beside } => {
                Self::Proved { source, evidence: Box::new(evidence.seen(at)), beside }
            }
            Self::Checked { .. } => self,
        }
    }

    /// The digest of what was read, where it may be kept.
    #[must_use]
    pub const fn source(&self) -> Option<&SourceId> {
        match self {
            Self::Proved { source, .. } => Some(source),
            Self::Checked { source, .. } => source.as_ref(),
        }
    }
}

/// A company and its papers, which people read.
#[derive(Clone, Debug)]
pub struct Company {
    /// Its name.
    pub name: Redacted<String>,
    /// Where it is registered.
    pub country: Country,
    /// Its numbers: in the register, LEI.
    pub numbers: Vec<Redacted<String>>,
    /// Its papers, by the SHA-256 of each file.
    pub papers: Vec<SourceId>,
    /// What ownership statements say of who is behind it; none where none were given.
    pub behind: Option<Box<Behind>>,
}

impl Company {
    /// Every name by which it goes: as it is applied for, and as ownership statements have it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let told = self.behind.iter().flat_map(|it| &it.ownership().subject.names);
        std::iter::once(&self.name).chain(told).map(|it| it.reveal().as_str())
    }
}

/// All that is known of a customer.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// The customer's pseudonym.
    pub subject: SubjectId,
    /// The country under whose rules the customer is taken on.
    pub jurisdiction: Country,
    /// The tier that is asked for, by its name in the policy.
    pub tier: Label,
    /// How the customer came, by the channel's name in the policy.
    pub channel: Label,
    /// What the customer says, in the claim ([`crate::evidence::RawClaim::declared`]) and beside it: one value an attribute,
    /// except nationalities.
    pub declared: BTreeMap<Attribute, Vec<Redacted<String>>>,
    /// Documents, pages and attestations.
    pub proofs: Vec<Proof>,
    /// The answers about sanctions lists, one for each of [`Dossier::customers`] in their order; none where nobody screened.
    pub screenings: Vec<Screening>,
    /// The company that the person acts for; none for a person alone.
    pub company: Option<Company>,
    /// The wallets of the customer's own that were named.
    pub wallets: Vec<Redacted<String>>,
    /// Proofs of control over them.
    pub controls: Vec<Control>,
    /// What else is known.
    pub facts: Facts,
    /// 32 random bytes of this customer's own, the same at every decision, kept with the customer's data and deleted with
    /// them: the digests that reasons name are made with it, so that nobody confirms a name by guessing it.
    pub salt: Redacted<[u8; 32]>,
    /// What earlier decisions about the customer knew; none where there was none.
    pub earlier: Option<Earlier>,
}

impl Dossier {
    /// How reasons name a factor of risk of this customer: four bytes of a digest with the customer's own salt, so that the
    /// reason tells nobody which factor it was.
    #[must_use]
    pub fn factor_digest(&self, factor: &Label) -> String {
        crate::base::hex(&gaps::digest(self, &format!("factor {factor}"))[..4])
    }
}
