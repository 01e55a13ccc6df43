//! Identity documents: bytes → parsed documents and the attributes they state.
//!
//! Knows nothing of trust: what is well formed here may still be a forgery. Errors carry the
//! name of what is wrong, never its content.

pub mod aamva;
mod ages;
mod attribute;
pub(crate) mod base64url;
pub mod cbor;
pub(crate) mod json;
mod jws;
pub mod lds;
pub mod mdoc;
pub mod mrz;
mod pid;
pub mod sd_jwt;
mod status;
pub mod transliterate;
pub mod vds_nc;

pub use ages::Ages;
pub use attribute::Attribute;
pub use json::JsonFault;
pub use jws::{Jws, JwsError};
pub use pid::{MANDATORY, Pid, PidGap};
pub use status::StatusReference;
