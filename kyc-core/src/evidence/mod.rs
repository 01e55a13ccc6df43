//! Evidence: authenticated documents and a claim in, what is proved and what is not out.
//!
//! Judges validity, age and agreement of page, chip and claim. Trust was decided before: an
//! unauthenticated document gives checks here, never evidence.

mod attestation;
mod check;
mod claim;
mod compare;
mod examine;
mod itself;
mod names;
mod review;
mod shown;
mod signed;
mod statement;
mod states;
#[cfg(test)]
mod tests;
mod validity;
mod verdict;
mod zone;

pub use attestation::{
    AttestationPolicy, Attested, Occasion, PolicyError, RawAttestationPolicy, RawVendor, Vendor, check_attestation,
};
pub use check::{Answer, Check, CheckCode, overall};
pub use claim::{Claim, ClaimError, RawClaim};
pub use compare::compare;
pub use examine::{Evidence, Proved, States, examine, of_remark};
pub use review::review;
pub use shown::{PartKind, Shown, document_digest};
pub use signed::{check_chip, check_genuine, of_distrust, of_token_distrust};
pub use statement::{Source, Statement};
pub use validity::{ADULT_YEARS, age};
pub use zone::{check_aamva, check_mrz, digits_and_forms};
