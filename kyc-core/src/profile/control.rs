//! Control over wallets, as a decision takes it: a challenge, the answer to it and the customer in, a [`Control`] out.
//!
//! Only [`Control::of`] makes one, so that the gate counts no proof that nobody judged.

use super::dossier::Dossier;
use super::gaps;
use crate::base::{Instant, Label, Redacted, SourceId, SubjectId};
use crate::policy::FactValue;
use crate::wallet::address::Address;
use crate::wallet::proof::{Challenge, ChallengeError, Way};
use std::collections::BTreeSet;

/// Whether a wallet's key answered a challenge that names the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    wallet: Redacted<String>,
    /// SHA-256 of the challenge's text, which has a nonce.
    challenge: SourceId,
    answer: Result<Way, ChallengeError>,
    at: Instant,
}

impl Control {
    /// Judges an answer for the instant at which it was first seen ([`crate::evidence::PartKind::Control`]). The challenge is the
    /// exchange's own copy: whoever answers could sign a text of their own.
    #[must_use]
    pub fn of(challenge: &Challenge, signature: &str, customer: &SubjectId, at: Instant) -> Self {
        let answer = || {
            if challenge.customer != customer.as_str() {
                return Err(ChallengeError::OtherCustomer);
            }
            challenge.answered(&Address::read(&challenge.address)?, signature, at)
        };
        Self {
            wallet: Redacted::new(challenge.address.clone()),
            challenge: SourceId::of(challenge.text().as_bytes()),
            answer: answer(),
            at,
        }
    }

    /// In which way control was proved.
    ///
    /// # Errors
    /// Why it was not.
    pub const fn answer(&self) -> Result<Way, ChallengeError> {
        self.answer
    }

    /// Whether it is about this wallet: the address may be written in another way.
    #[must_use]
    pub fn is_about(&self, wallet: &str) -> bool {
        let same = |one: Address, other: Address| one.key() == other.key() && one.families() == other.families();
        match (Address::read(self.wallet.reveal()), Address::read(wallet.trim())) {
            (Ok(one), Ok(other)) => same(one, other),
            _ => false,
        }
    }

    /// What stands in the digest of evidence: the challenge, which nobody guesses, and what came of it.
    pub(super) fn line(&self) -> [String; 3] {
        let answer = self.answer.map_or("none", Way::code);
        [self.challenge.to_string(), answer.to_owned(), self.at.to_string()]
    }
}

impl Dossier {
    /// Which of the customer's wallets are proved to be under the customer's control, in their order.
    #[must_use]
    pub fn controlled(&self) -> Vec<bool> {
        let proved = |wallet: &Redacted<String>| {
            self.controls.iter().any(|it| it.answer.is_ok() && it.is_about(wallet.reveal()))
        };
        self.wallets.iter().map(proved).collect()
    }
}

/// Whether every wallet is under the customer's control; no word where there is none, not known where one is not proved.
pub(super) fn fact(dossier: &Dossier) -> Option<FactValue> {
    let proved = Label::parse("proved").ok()?;
    let all = dossier.controlled();
    let words = |any: bool| FactValue::Words(Some(proved).filter(|_| any).into_iter().collect());
    all.iter().all(|it| *it).then(|| words(!all.is_empty()))
}

/// What a reason says of the wallets that are not proved: digests with the customer's own salt, so that what was lifted for
/// these says nothing of others, and nobody tries an address on it.
pub(super) fn unproved(dossier: &Dossier) -> String {
    let open = dossier.wallets.iter().zip(dossier.controlled()).filter(|it| !it.1).map(|it| it.0.reveal().trim());
    let open: BTreeSet<&str> = open.collect();
    let text: String = open.iter().map(|it| format!("wallet {}\n", it.escape_debug())).collect();
    let digest = crate::base::hex(&gaps::digest(dossier, &text)[..8]);
    let wallets = if open.len() == 1 { "wallet" } else { "wallets" };
    format!("{} {wallets} {digest}", open.len())
}
