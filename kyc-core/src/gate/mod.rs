//! The gate: what was decided about a customer → the permit to trade, and the account that only a permit opens.
//!
//! [`Permit`] is minted here and nowhere else; the order path takes a [`VerifiedPermit`], which only
//! [`PermitVerifier::verify`] makes. Neither has a default, and neither can be put together from its parts.

mod account;
mod decide;
mod permit;
mod restriction;
mod status;
#[cfg(test)]
mod tests;
mod written;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/permits.md")]
struct Documentation;

pub use crate::policy::{Limit, MINOR_MAX, Period};
pub use account::{Account, AdmitError, RenewError};
pub use decide::{Answer, Decision, Gate, GateError};
pub use permit::{
    Grant, GrantFault, Order, OrderFault, Permit, PermitError, PermitFault, PermitId, PermitIdError, PermitVerifier,
    TOKEN_LEN_MAX, Terms, UnverifiedPermit, Used, VerifiedPermit, VerifierPolicy,
};
pub use restriction::{Restrain, Restriction, RestrictionKind, Seen, carried};
pub use status::{BookFault, CheckedList, PLACES_MAX, PlaceStatus, StatusBook};
pub use written::{RawLimit, RawRestriction, RawSeen, RestrictionError};
