//! The graph-shaped kinds against their definitions, written out slowly, on small ledgers.
//!
//! Catches any difference from the definitions that shows with few parties, few times and few
//! transfers: ties, parallel transfers, self-transfers, services, unknown values, the canonical
//! choice among equals. Cannot catch what needs a large graph, nor a definition that is wrong.

#![expect(clippy::unwrap_used, reason = "helpers of tests may stop at what they did not expect")]

mod cycle;
mod diamond;
mod ledgers;
mod path;
mod peer;
mod slow;
