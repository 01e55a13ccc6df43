//! Identity documents: bytes in, what they say out.
//!
//! Reads and describes; knows nothing of trust. A well-formed document may still be a forgery.

pub mod aamva;
pub mod mrz;
pub mod transliterate;
