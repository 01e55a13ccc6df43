//! The risk profile of a customer: a dossier and a policy → points with reasons, what is proved, what is missing.

mod dossier;

pub use dossier::{Dossier, Proof};
