//! What a policy may ask about a customer beyond documents: a closed list of facts, each with the kind of its value.
//!
//! Facts are grouped as the risk factors of FATF Recommendation 10 are: customer, product, channel, geography,
//! transactions. Knows no customer.

use crate::base::{Country, Label};
use crate::codes;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

codes! {
    /// The five groups of risk factors.
    pub enum Group {
        /// Who the customer is.
        Customer = "customer",
        /// What the customer wants to use.
        Product = "product",
        /// How the customer came.
        Channel = "channel",
        /// Where the customer lives, comes from, and connects from.
        Geography = "geography",
        /// What the customer does.
        Transactions = "transactions",
    }
}

codes! {
    /// What is known about a customer.
    pub enum Fact {
        /// Age in whole years; follows from the day of birth.
        Age = "age",
        /// Whether the customer holds a prominent public function, or is close to one who does (FATF Recommendation 12).
        PoliticalExposure = "political-exposure",
        /// What the customer lives from.
        Occupation = "occupation",
        /// Where the money comes from.
        SourceOfFunds = "source-of-funds",
        /// Every nationality; follows from documents and the claim.
        Nationality = "nationality",
        /// The country of the address; follows from documents and the claim.
        Residence = "residence",
        /// The country of birth; follows from documents and the claim.
        BirthCountry = "birth-country",
        /// Where the company is registered, no country for a person alone; follows from the application.
        RegistrationCountry = "registration-country",
        /// Countries of the beneficial owners (of who manages it, where nobody owns) and of the entities between, no country for
        /// a person alone; follows from ownership statements.
        OwnerCountry = "owner-country",
        /// Whether a beneficial owner holds a prominent public function, no word for a person alone; `exposed` where
        /// ownership statements say so.
        OwnerExposure = "owner-exposure",
        /// How many entities stand between the company and an owner, none for a person alone; follows from ownership statements.
        OwnershipLayers = "ownership-layers",
        /// Countries that the customer connects from.
        AccessCountry = "access-country",
        /// The products asked for.
        Product = "product",
        /// How the customer came; the channel of the application.
        Channel = "channel",
        /// What the customer expects to move in a month, in whole minor units of the policy's currency.
        MonthlyVolume = "monthly-volume",
        /// How many wallets of the customer's own were named.
        SelfHostedWallets = "self-hosted-wallets",
        /// Whether every wallet that was named is under the customer's control, `proved` where it is, no word where none was named;
        /// follows from proofs.
        WalletControl = "wallet-control",
        /// How many hits of the monitor are open.
        OpenHits = "open-hits",
        /// Days since the account was opened.
        DaysActive = "days-active",
    }
}

/// What kind of value a fact has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// One or more words of the exchange's own.
    Words,
    /// One or more countries.
    Countries,
    /// A whole number.
    Number,
}

impl Fact {
    /// The kind of its value.
    #[must_use]
    pub const fn kind(self) -> FactKind {
        match self {
            Self::Nationality
            | Self::Residence
            | Self::BirthCountry
            | Self::RegistrationCountry
            | Self::OwnerCountry
            | Self::AccessCountry => FactKind::Countries,
            Self::PoliticalExposure
            | Self::OwnerExposure
            | Self::Occupation
            | Self::SourceOfFunds
            | Self::Product
            | Self::Channel
            | Self::WalletControl => FactKind::Words,
            Self::Age
            | Self::OwnershipLayers
            | Self::MonthlyVolume
            | Self::SelfHostedWallets
            | Self::OpenHits
            | Self::DaysActive => FactKind::Number,
        }
    }

    /// Whether it follows from documents and the application, so that nobody may state it apart from them.
    #[must_use]
    pub const fn follows(self) -> bool {
        matches!(
            self,
            Self::Age
                | Self::Nationality
                | Self::Residence
                | Self::BirthCountry
                | Self::RegistrationCountry
                | Self::OwnerCountry
                | Self::OwnershipLayers
                | Self::Channel
                | Self::SelfHostedWallets
                | Self::WalletControl
        )
    }
}

/// The value of a fact. Personal data: `Debug` shows its kind alone.
#[derive(Clone, PartialEq, Eq)]
pub enum FactValue {
    /// Words, one or more.
    Words(BTreeSet<Label>),
    /// Countries, one or more.
    Countries(BTreeSet<Country>),
    /// A number.
    Number(u64),
}

impl FactValue {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> FactKind {
        match self {
            Self::Words(_) => FactKind::Words,
            Self::Countries(_) => FactKind::Countries,
            Self::Number(_) => FactKind::Number,
        }
    }

    /// Whether it says anything: an empty set of words is as good as nothing known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        match self {
            Self::Words(words) => !words.is_empty(),
            Self::Countries(countries) => !countries.is_empty(),
            Self::Number(_) => true,
        }
    }
}

impl fmt::Debug for FactValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}([redacted])", self.kind())
    }
}

/// What somebody said about a customer: values of the right kind, of facts that do not follow from elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts(BTreeMap<Fact, FactValue>);

/// Why a fact is not taken. Carries nothing of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactError {
    /// The value is of another kind.
    #[error("{0} takes {kind}", kind = kind_in_words(.0.kind()))]
    Kind(Fact),
    /// The fact follows from documents and the application.
    #[error("{0} is not stated: it follows from documents, the claim or the application itself")]
    Follows(Fact),
}

const fn kind_in_words(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Words => "a word, or a list of words",
        FactKind::Countries => "a country code, or a list of them",
        FactKind::Number => "a whole number that is not negative",
    }
}

impl Facts {
    /// Adds a fact, in place of what was said of it before.
    ///
    /// # Errors
    /// [`FactError`].
    pub fn state(&mut self, fact: Fact, value: FactValue) -> Result<(), FactError> {
        if fact.follows() {
            return Err(FactError::Follows(fact));
        }
        if value.kind() != fact.kind() {
            return Err(FactError::Kind(fact));
        }
        self.0.insert(fact, value);
        Ok(())
    }

    /// What was said of a fact, if anything.
    #[must_use]
    pub fn get(&self, fact: Fact) -> Option<&FactValue> {
        self.0.get(&fact).filter(|it| it.is_known())
    }
}
