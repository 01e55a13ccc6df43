//! What is known about parties from outside the ledger: tags of wallets, facts about customers.

use std::collections::BTreeMap;
use tidegate_kyc_core::base::Instant;

/// One statement about a wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Category in lower case, for instance `exchange` or `mixer`.
    pub category: String,
    /// Name of the entity or service.
    pub label: String,
    /// Who says so.
    pub source: String,
}

/// Tags by wallet, all of them with their sources.
#[derive(Clone, Debug, Default)]
pub struct Tags {
    by_wallet: BTreeMap<String, Vec<Tag>>,
}

impl Tags {
    /// All tags of a wallet.
    #[must_use]
    pub fn of(&self, wallet: &str) -> &[Tag] {
        self.by_wallet.get(wallet).map_or(&[], Vec::as_slice)
    }

    /// Adds a tag.
    pub fn add(&mut self, wallet: &str, tag: Tag) {
        self.by_wallet.entry(wallet.to_owned()).or_default().push(tag);
    }
}

/// Facts about one customer, by pseudonym.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Customer {
    /// Risk class, for instance `low`, `medium`, `high`.
    pub risk: Option<String>,
    /// ISO 3166-1 alpha-2 country of residence.
    pub country: Option<String>,
    /// When the account was opened.
    pub opened: Option<Instant>,
}

/// Facts about customers.
#[derive(Clone, Debug, Default)]
pub struct Customers {
    by_name: BTreeMap<String, Customer>,
}

impl Customers {
    /// What is known about a customer.
    #[must_use]
    pub fn of(&self, pseudonym: &str) -> Option<&Customer> {
        self.by_name.get(pseudonym)
    }

    /// Adds or replaces a customer's facts.
    pub fn add(&mut self, pseudonym: &str, customer: Customer) {
        self.by_name.insert(pseudonym.to_owned(), customer);
    }
}
