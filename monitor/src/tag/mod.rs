//! What is known about parties from outside the ledger: tags of wallets, facts about customers.
//!
//! Takes CSV tables; gives [`Tags`] and [`Customers`], and a [`Finding`] for each bad row. Knows
//! no rules: which categories make a party a service is the pack's to say.

mod customers;
mod table;
mod tags;

pub use customers::{Customer, Customers, is_country};
pub use table::{Fault, Finding, TableError};
pub use tags::{CATEGORIES, Tag, Tags};
