//! Companies and their owners: ownership statements in, who owns and controls a company on a day out.
//!
//! Takes statements of the Beneficial Ownership Data Standard 0.4 ([`Statements`]), brings them to a day
//! ([`Statements::on`]), and reckons in exact fractions, along every chain and through every circle, who is a beneficial owner by
//! a rule ([`Structure::owners`]), and whether sanctioned owners make the company sanctioned ([`Structure::sanctioned`]).
//!
//! A share that is told as a band stays one: what is sure is said to be sure, and what may be is said to be
//! open. Nobody who is not named is taken for nobody. Whether statements are true, and whether whoever is named is who
//! they say, this room does not know.
//!
//! ```
//! use tidegate_kyc_core::base::{Day, written::WrittenFile};
//! use tidegate_kyc_core::company::{Rules, Standing, Statements};
//!
//! let statements = Statements::read(include_str!("../../../testdata/ownership/chain.json")).unwrap();
//! let rules = WrittenFile { name: "ownership.toml".into(), text: include_str!("../../../rules/kyc/ownership.toml").into() };
//! let rules = Rules::read(&rules).unwrap();
//! let at = Day::parse("2026-03-01").unwrap();
//! let (structure, open) = statements.on(at);
//! let answer = structure.owners(None, &rules.owners[0], at, open).unwrap();
//! assert_eq!(answer.standing(), Standing::Known);
//! assert_eq!(answer.owners[0].greatest().unwrap().1.to_string(), "46%");
//! ```

mod alike;
mod answer;
mod behind;
mod bods;
mod concern;
mod control;
mod current;
mod judge;
mod open;
mod owners;
mod raw;
mod record;
mod rule;
mod sanction;
mod share;
mod solve;
#[cfg(test)]
mod tests;
mod ways;
mod web;

pub use answer::{Ground, GroundKind, Holder, Owner, Ownership, Standing, Step, Way};
pub use bods::{BODS_VERSION, BodsError, STATEMENTS_MAX, StatementFault, Statements};
pub use concern::{Concern, ConcernCode, Weight};
pub use owners::CompanyError;
pub use record::{
    Directness, Effect, Interest, InterestType, Party, PartyKind, Relationship, Stake, Structure, Unspecified,
};
pub use rule::{Head, OwnerRule, RuleCode, Rules, SanctionRule, Threshold};
pub use sanction::{Sanctioned, Tainted};
pub use share::{Bound, PercentError, Range};
