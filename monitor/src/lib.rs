//! Follows money from wallet to wallet through a temporal graph and flags laundering
//! patterns against declared rules.
//!
//! The river of this library: export rows become [`ledger::Transfer`]s, transfers become edges
//! of a [`graph::TemporalGraph`], pattern kinds search it, rules decide which matches are hits.
//! [`engine::Monitor`] runs it for a stream; [`engine::scan`] is the fold of the stream over a
//! sorted [`ledger::Ledger`], and [`engine::scan_slice`] that over a part of one. The library is silent: no clock, environment, file or network.

pub mod case;
pub mod engine;
pub mod exposure;
pub mod graph;
pub mod hit;
pub mod ledger;
pub mod pattern;
pub mod restrict;
pub mod rule;
pub mod tag;
