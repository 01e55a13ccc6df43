//! Who a customer is, proved before trading is enabled.
//!
//! The library is silent: it reads no clock, environment, file or network and prints nothing.
//! Time, files and randomness come in as arguments, so that every answer can be derived again.
//! ARCHITECTURE.md draws the rooms and says which may use which.

pub mod base;
pub mod company;
pub mod document;
pub mod evidence;
pub mod gate;
pub mod journal;
pub mod key;
pub mod policy;
pub mod profile;
pub mod review;
pub mod screen;
pub mod travel;
pub mod trust;
pub mod wallet;
