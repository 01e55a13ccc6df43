//! Answers in the forms of the command line: lines for machines, tables and stories for people.
//!
//! Pure: takes what was found and a width, gives text. Only `build`, `exposure`, `moved` and `valueless` know the
//! engine's types, and `hits` which writes without lines; everything else knows lines.

pub(crate) mod audit;
pub(crate) mod build;
pub(crate) mod company;
pub(crate) mod complaints;
pub(crate) mod control;
pub(crate) mod decision;
pub(crate) mod draw;
pub(crate) mod exposure;
pub(crate) mod figures;
pub(crate) mod hits;
pub(crate) mod json;
pub(crate) mod lines;
pub(crate) mod moved;
mod open;
pub(crate) mod opened;
mod owners;
pub(crate) mod paint;
mod part;
pub(crate) mod permit;
mod reasons;
pub(crate) mod review;
pub(crate) mod screening;
pub(crate) mod split;
pub(crate) mod story;
pub(crate) mod table;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod travel;
pub(crate) mod valueless;
pub(crate) mod verdict;
mod wallets;
pub(crate) mod words;
