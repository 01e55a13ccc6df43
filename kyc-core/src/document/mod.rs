//! Identity documents: bytes → parsed documents and the attributes they state.
//!
//! Knows nothing of trust: what is well formed here may still be a forgery. Errors carry the
//! name of what is wrong, never its content.

pub mod aamva;
mod ages;
mod attribute;
pub(crate) mod base64url;
pub mod cbor;
mod jws;
pub mod lds;
pub mod mdoc;
pub mod mrz;
mod pid;
pub mod sd_jwt;
mod status;
pub mod transliterate;
pub mod vds_nc;

pub use crate::base::JsonFault;
pub use ages::Ages;
pub use attribute::Attribute;

pub use jws::{Jws, JwsError};
pub use pid::{MANDATORY, Pid, PidGap};
pub use status::StatusReference;
