//! The text that a customer signs: by whom it is asked, for which wallet, once, and until when.

use super::{ProofError, Way, verify};
use crate::base::{Instant, Window, hex};
use crate::wallet::address::{Address, AddressError};

/// The length of a nonce in bytes.
pub const NONCE_LEN: usize = 16;

/// The longest name of who asks, of a customer and of an address, in bytes.
const NAME_MAX: usize = 200;

/// What a customer is asked to sign.
///
/// Everything that keeps an answer from being used for another wallet, another customer, another service or another time is in
/// the signed text itself. That a nonce is asked for once only is for whoever asks to see to.
#[derive(Clone, PartialEq, Eq)]
pub struct Challenge {
    /// Who asks, for instance `exchange.example`.
    pub origin: String,
    /// Whom, by pseudonym.
    pub customer: String,
    /// The wallet's address, as the customer gave it.
    pub address: String,
    /// What makes it the only one: random bytes.
    pub nonce: [u8; NONCE_LEN],
    /// When it was asked.
    pub issued: Instant,
    /// Until when it may be answered.
    pub expires: Instant,
}

/// Why a text is no challenge, or an answer to one does not count. Carries nothing of either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChallengeError {
    /// A name is empty, too long, or could be read as another: it is not plain ASCII, has blanks that do not show, or
    /// says what the text says itself.
    #[error(
        "names of who asks, of the customer and of the wallet have 1 to 200 plain ASCII characters, no two blanks together, and no words of the text itself"
    )]
    Name,
    /// It would end before it begins.
    #[error("a challenge has to end after it begins")]
    Times,
    /// The text is not one that [`Challenge::text`] writes.
    #[error("the text is no challenge as it was written: not a letter of it may differ")]
    Text,
    /// The address in it is none.
    #[error("the address {0}")]
    Address(#[from] AddressError),
    /// It names another wallet than the one that is asked about, or another address of the same key.
    #[error("the challenge is about another wallet, or another address of it")]
    OtherWallet,
    /// It names another customer.
    #[error("the challenge is about another customer")]
    OtherCustomer,
    /// It is from after the instant that is asked about.
    #[error("the challenge was issued later than that")]
    Early,
    /// It has expired.
    #[error("the challenge has expired")]
    Expired,
    /// The signature proves nothing.
    #[error("the signature {0}")]
    Signature(#[from] ProofError),
}

/// What a failed answer is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It is not a proof.
    Refuted,
    /// Nobody here can tell.
    Unknown,
}

impl ChallengeError {
    /// Whether the answer is no proof, or none that can be judged here.
    #[must_use]
    pub const fn standing(self) -> Standing {
        match self {
            Self::Signature(ProofError::Unsupported | ProofError::Kind) => Standing::Unknown,
            _ => Standing::Refuted,
        }
    }
}

/// The lines of a challenge, without what stands behind them.
const HEAD: &str = " asks you to prove that you control this wallet.";
const CALM: &str = "Signing this moves no money and costs nothing.";
const FIELDS: [&str; 5] = ["Wallet: ", "Customer: ", "Nonce: ", "Issued: ", "Expires: "];

impl Challenge {
    /// A challenge that may be answered for so long.
    ///
    /// # Errors
    /// [`ChallengeError`] where a name does not fit, the address is none, or the time is nothing.
    pub fn new(
        (origin, customer, address): (&str, &str, &str),
        nonce: [u8; NONCE_LEN],
        issued: Instant,
        within: Window,
    ) -> Result<Self, ChallengeError> {
        let is_plain = |it: &str| it.bytes().all(|it| it == b' ' || it.is_ascii_graphic()) && !it.contains("  ");
        let is_own = |it: &str| !it.contains(HEAD.trim()) && !FIELDS.iter().any(|field| it.contains(field.trim()));
        let fits = |it: &str| (1..=NAME_MAX).contains(&it.len()) && it.trim() == it && is_plain(it) && is_own(it);
        if ![origin, customer, address].into_iter().all(fits) {
            return Err(ChallengeError::Name);
        }
        // Signed texts say seconds, so that a wallet shows what a person can read.
        let issued = Instant::from_micros(issued.micros().div_euclid(SECOND) * SECOND);
        let expires = Instant::from_micros(issued.micros().saturating_add(within.micros()).div_euclid(SECOND) * SECOND);
        if expires <= issued {
            return Err(ChallengeError::Times);
        }
        Address::read(address)?;
        let [origin, customer, address] = [origin, customer, address].map(str::to_owned);
        Ok(Self { origin, customer, address, nonce, issued, expires })
    }

    /// The text that is signed, in lines of `\n`, without one at its end.
    #[must_use]
    pub fn text(&self) -> String {
        let values = [
            self.address.clone(),
            self.customer.clone(),
            self.nonce_digits(),
            self.issued.to_string(),
            self.expires.to_string(),
        ];
        let lines: Vec<String> = FIELDS.iter().zip(values).map(|(name, it)| format!("{name}{it}")).collect();
        format!("{}{HEAD}\n\n{CALM}\n\n{}", self.origin, lines.join("\n"))
    }

    /// The nonce in hex digits, as the text has it.
    #[must_use]
    pub fn nonce_digits(&self) -> String {
        hex(&self.nonce)
    }

    /// Reads a text that [`Challenge::text`] wrote; a line break at its end is left away, as editors add one.
    ///
    /// # Errors
    /// [`ChallengeError`] for any other text, were it one letter.
    pub fn parse(text: &str) -> Result<Self, ChallengeError> {
        let text = text.strip_suffix('\n').unwrap_or(text);
        let wrong = ChallengeError::Text;
        let mut lines = text.split('\n');
        let origin = lines.next().and_then(|it| it.strip_suffix(HEAD)).ok_or(wrong)?;
        let fields: Vec<&str> = lines.skip(3).collect();
        let field = |at: usize| fields.get(at).and_then(|it| it.strip_prefix(FIELDS[at])).ok_or(wrong);
        let nonce = data_encoding::HEXLOWER.decode(field(2)?.as_bytes()).map_err(|_| wrong)?;
        let nonce = nonce.try_into().map_err(|_| wrong)?;
        let instant = |text: &str| Instant::parse(text).map_err(|_| wrong);
        let (issued, expires) = (instant(field(3)?)?, instant(field(4)?)?);
        let within = Window::from_micros(expires.since(issued));
        let challenge = Self::new((origin, field(1)?, field(0)?), nonce, issued, within)?;
        if challenge.text() == text { Ok(challenge) } else { Err(wrong) }
    }

    /// Whether a signature answers it, for this wallet, at that instant: in which way.
    ///
    /// # Errors
    /// [`ChallengeError`]: control is not proved then.
    pub fn answered(&self, address: &Address, signature: &str, at: Instant) -> Result<Way, ChallengeError> {
        let own = Address::read(&self.address)?;
        if own.key() != address.key() || own.families() != address.families() {
            return Err(ChallengeError::OtherWallet);
        }
        if at < self.issued {
            return Err(ChallengeError::Early);
        }
        if at > self.expires {
            return Err(ChallengeError::Expired);
        }
        Ok(verify(&own, &self.text(), signature)?)
    }
}

/// A second in microseconds.
const SECOND: i64 = 1_000_000;

/// Without who is asked about which wallet.
impl std::fmt::Debug for Challenge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Challenge of {} until {}", self.issued, self.expires)
    }
}
