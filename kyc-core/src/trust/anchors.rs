//! The store of trust anchors: certificates and keys with their purpose in, candidates out.
//!
//! What is in the store is trusted for its purpose because it is in the store, not because it signed
//! itself: many authorities on a master list are known by link certificates only. The store has a day
//! and a digest, so that a decision can name what it relied on.

use super::authenticated::AnchorId;
use super::certificate::{Certificate, CertificateFault};
use super::key::PublicKey;
use super::name::{Name, NameKey};
use crate::base::{Day, SourceId};
use crate::codes;
use std::collections::{BTreeMap, BTreeSet};

codes! {
    /// What an anchor is trusted to vouch for.
    pub enum Purpose {
        /// Signers of passports and identity cards: a country signing authority (Doc 9303-12).
        Csca = "csca",
        /// Signers of mobile documents: an issuing authority (ISO 18013-5 annex B).
        Iaca = "iaca",
        /// Signers of visible digital seals (Doc 9303-13).
        Vds = "vds",
        /// Issuers of tokens and attestations.
        Issuer = "issuer",
        /// Signers of lists of country signing authorities (Doc 9303-12).
        MasterList = "master-list",
        /// Vendors of attestations about a person's presence or a document.
        Vendor = "vendor",
    }
}

/// A key that is trusted without a certificate, for instance one published by its issuer as a JWK.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedKey {
    /// Whose it is, as its documents name the issuer.
    pub issuer: String,
    /// The identifier that documents point to it with.
    pub key_id: Option<String>,
    /// The key.
    pub key: PublicKey,
}

impl TrustedKey {
    /// Its digest and its issuer, to tell it by.
    #[must_use]
    pub fn id(&self) -> AnchorId {
        AnchorId::new(self.key.id(), self.issuer.clone())
    }
}

/// Trust anchors by purpose, found by subject and by key identifier in logarithmic time.
#[derive(Clone, Debug)]
pub struct Anchors {
    date: Day,
    certificates: Vec<(Purpose, Certificate)>,
    pinned: BTreeSet<(Purpose, SourceId)>,
    by_digest: BTreeMap<(Purpose, SourceId), usize>,
    by_subject: BTreeMap<(Purpose, NameKey), Vec<usize>>,
    by_key_id: BTreeMap<(Purpose, Vec<u8>), Vec<usize>>,
    keys: BTreeMap<(Purpose, String), Vec<TrustedKey>>,
}

impl Anchors {
    /// An empty store, which trusts nobody, as put together on `date`.
    #[must_use]
    pub const fn new(date: Day) -> Self {
        Self {
            date,
            certificates: Vec::new(),
            pinned: BTreeSet::new(),
            by_digest: BTreeMap::new(),
            by_subject: BTreeMap::new(),
            by_key_id: BTreeMap::new(),
            keys: BTreeMap::new(),
        }
    }

    /// Trusts a certificate for a purpose. Twice the same is once.
    pub fn add(&mut self, purpose: Purpose, certificate: Certificate) {
        let at = self.certificates.len();
        if self.by_digest.contains_key(&(purpose, certificate.digest())) {
            return;
        }
        self.by_digest.insert((purpose, certificate.digest()), at);
        self.by_subject.entry((purpose, certificate.subject().key().clone())).or_default().push(at);
        if let Some(id) = certificate.subject_key_id() {
            self.by_key_id.entry((purpose, id.to_vec())).or_default().push(at);
        }
        self.certificates.push((purpose, certificate));
    }

    /// Trusts this very certificate of a signer for a purpose, although it is no authority's: nobody above it is asked,
    /// and no revocation list speaks of it. For a signer whose authority publishes no certificate.
    pub fn pin(&mut self, purpose: Purpose, certificate: Certificate) {
        self.pinned.insert((purpose, certificate.digest()));
        self.add(purpose, certificate);
    }

    /// Whether what a certificate signs is trusted for a purpose with nobody above it: it was pinned, or it is trusted
    /// and is an authority's, or an issuer's own that it issued to itself. A document signer's that lies among the anchors is not.
    #[must_use]
    pub fn vouches_for_itself(&self, purpose: Purpose, certificate: &Certificate) -> bool {
        let pinned = self.pinned.contains(&(purpose, certificate.digest()));
        pinned || (self.contains(purpose, certificate) && is_anchor(purpose, certificate))
    }

    /// The certificates that were added and can vouch for nobody, each once: those of document signers and others that
    /// are no authorities. What they sign has to lead to an authority like everything else.
    #[must_use]
    pub fn idle(&self) -> Vec<&Certificate> {
        let able =
            |it: &&(Purpose, Certificate)| is_anchor(it.0, &it.1) || self.pinned.contains(&(it.0, it.1.digest()));
        let able: BTreeSet<SourceId> = self.certificates.iter().filter(able).map(|it| it.1.digest()).collect();
        let mut told = BTreeSet::new();
        let rest = self.certificates.iter().map(|it| &it.1).filter(|it| !able.contains(&it.digest()));
        rest.filter(|it| told.insert(it.digest())).collect()
    }

    /// Trusts a DER certificate for a purpose.
    ///
    /// # Errors
    /// [`CertificateFault`]; nothing is added then.
    pub fn add_der(&mut self, purpose: Purpose, der: &[u8]) -> Result<(), CertificateFault> {
        self.add(purpose, Certificate::read(der)?);
        Ok(())
    }

    /// Trusts every certificate of a PEM text for a purpose and says how many it has.
    ///
    /// # Errors
    /// [`CertificateFault`]; nothing is added then.
    pub fn add_pem(&mut self, purpose: Purpose, text: &str) -> Result<usize, CertificateFault> {
        let found = Certificate::read_pem(text)?;
        let count = found.len();
        found.into_iter().for_each(|it| self.add(purpose, it));
        Ok(count)
    }

    /// Trusts a bare key of an issuer for a purpose. Twice the same is once.
    pub fn add_key(&mut self, purpose: Purpose, key: TrustedKey) {
        let keys = self.keys.entry((purpose, key.issuer.clone())).or_default();
        if !keys.contains(&key) {
            keys.push(key);
        }
    }

    /// The bare keys of an issuer.
    #[must_use]
    pub fn keys(&self, purpose: Purpose, issuer: &str) -> &[TrustedKey] {
        self.keys.get(&(purpose, issuer.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// Whether this very certificate is trusted for the purpose.
    #[must_use]
    pub fn contains(&self, purpose: Purpose, certificate: &Certificate) -> bool {
        self.by_digest.contains_key(&(purpose, certificate.digest()))
    }

    /// The anchors that may have issued a certificate, most likely first: those with the key identifier
    /// it names, then those with the name it gives its issuer. Whether one did is settled by its key.
    #[must_use]
    pub fn candidates(&self, purpose: Purpose, certificate: &Certificate) -> Vec<&Certificate> {
        let key_id = certificate.authority_key_id().and_then(|it| self.by_key_id.get(&(purpose, it.to_vec())));
        let named = self.by_subject.get(&(purpose, certificate.issuer().key().clone()));
        let mut found: Vec<usize> = Vec::new();
        for at in key_id.into_iter().chain(named).flatten() {
            if !found.contains(at) {
                found.push(*at);
            }
        }
        found.into_iter().filter_map(|at| self.certificates.get(at)).map(|it| &it.1).collect()
    }

    /// The certificates of a purpose whose subject names that country (two letters, any case), in the order they were added.
    pub fn of_country(&self, purpose: Purpose, country: &str) -> impl Iterator<Item = &Certificate> {
        let country = country.to_ascii_uppercase();
        let of = move |it: &Name| it.country() == Some(&country);
        self.certificates.iter().filter(move |it| it.0 == purpose && of(it.1.subject())).map(|it| &it.1)
    }

    /// Every certificate with its purpose, in the order they were added.
    pub fn certificates(&self) -> impl Iterator<Item = (Purpose, &Certificate)> {
        self.certificates.iter().map(|it| (it.0, &it.1))
    }

    /// How many certificates and keys are trusted, counted once for each purpose.
    #[must_use]
    pub fn len(&self) -> usize {
        self.certificates.len() + self.keys.values().map(Vec::len).sum::<usize>()
    }

    /// Whether it trusts nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The day it was put together.
    #[must_use]
    pub const fn date(&self) -> Day {
        self.date
    }

    /// The SHA-256 over purposes, certificates and keys, whatever the order they were added in.
    #[must_use]
    pub fn digest(&self) -> SourceId {
        let certificates = self.by_digest.keys().map(|(purpose, digest)| format!("{purpose} certificate {digest}\n"));
        let keys = self.keys.iter().flat_map(|((purpose, issuer), keys)| {
            let show = move |it: &TrustedKey| {
                format!("{purpose} key {} {issuer:?} {:?}\n", it.key.id(), it.key_id.as_deref().unwrap_or_default())
            };
            keys.iter().map(show)
        });
        let mut lines: Vec<String> = certificates.chain(keys).collect();
        lines.sort_unstable();
        SourceId::of(lines.concat().as_bytes())
    }
}

/// Whether a certificate can be an anchor: it may issue others, or is an issuer's of tokens or a vendor's, issued to itself.
fn is_anchor(purpose: Purpose, certificate: &Certificate) -> bool {
    let alone = matches!(purpose, Purpose::Issuer | Purpose::Vendor) && certificate.is_self_issued();
    certificate.may_issue() || alone
}
