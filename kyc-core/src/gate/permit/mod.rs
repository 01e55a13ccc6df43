//! Permits: a grant and the gate's key → a signed token; a token, keys, status lists and an instant → a verified
//! permit, or the code of what is wrong.
//!
//! A permit is a JWT (RFC 7519) that any library can verify: `docs/permits.md` has its claims.

mod claims;
mod fault;
mod grant;
mod id;
mod mint;
mod order;
mod verify;

pub use fault::{PermitError, PermitFault};
pub use grant::{Grant, GrantFault, Terms};
pub use id::{PermitId, PermitIdError};
pub use mint::Permit;
pub(in crate::gate) use mint::mint;
pub(in crate::gate) use mint::signed;
pub use order::{Order, OrderFault, Used};
pub use verify::{PermitVerifier, TOKEN_LEN_MAX, UnverifiedPermit, VerifiedPermit, VerifierPolicy};

#[cfg(test)]
mod made;
#[cfg(test)]
pub(in crate::gate) mod tests;
