//! Hits of one run, in the engine's order → their identities, no two of them the same.

use super::{Hit, put_written};
use crate::ledger::{Book, push_whole};
use crate::rule::Rule;
use std::collections::HashMap;
use tidegate_kyc_core::base::{Instant, SourceId};

/// Gives the hits of a run their identities, one after the other as the engine found them.
///
/// Rows without a transaction id may be copies of each other, and hits that open with such rows alike in everything
/// an identity is made of ([`Hit::id`]). The first of them keeps that one; into those of the others goes their number.
/// Such hits open at one instant, so that they are numbered alike in a stream, a batch and the slice they belong to,
/// and no more is kept than the hits of one instant. Whoever takes up a stream with new ones puts it down between two instants.
#[derive(Debug, Default)]
pub struct Ids {
    at: Option<Instant>,
    seen: HashMap<SourceId, u64>,
    bytes: Vec<u8>,
}

impl Ids {
    /// The identity of the next hit of the run.
    #[must_use]
    pub fn next(&mut self, hit: &Hit<'_>, rule: &Rule, book: &Book) -> SourceId {
        let id = hit.id_within(&mut self.bytes, rule, book);
        let at = hit.rows.iter().take(hit.opened_with.max(1)).map(|it| it.time).max();
        if self.at != at {
            (self.at, self.seen) = (at, HashMap::new());
        }
        let before = self.seen.entry(id).or_default();
        *before += 1;
        if *before == 1 {
            return id;
        }
        put_written(&mut self.bytes, |it| push_whole(it, *before));
        SourceId::of(&self.bytes)
    }
}
