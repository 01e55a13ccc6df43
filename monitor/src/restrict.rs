//! Hits → measures: what a hit puts on its customer until somebody has looked.
//!
//! Knows pseudonyms and severities; what a gate makes of a measure is the gate's. A measure is no judgement: by the shipped
//! pack a hit asks for a look, and blocks nobody.

use crate::hit::{Cited, Hit};
use crate::ledger::{Book, PartyKind};
use crate::rule::{MeasureKind, Pack, Status};
use std::collections::BTreeSet;
use std::fmt;
use tidegate_kyc_core::base::{Instant, SourceId, SubjectId};
use tidegate_kyc_core::codes;

codes! {
    /// Why a hit puts nothing on anybody.
    pub enum NoMeasure {
        /// Its rule is on trial.
        OnTrial = "on-trial",
        /// The pack asks for nothing at this severity.
        NotAsked = "not-asked",
        /// It is about a wallet that no customer is known to hold.
        Wallet = "wallet",
        /// The customer's id is no pseudonym, so that no gate knows it.
        NoPseudonym = "no-pseudonym",
    }
}

impl std::error::Error for NoMeasure {}

/// What a hit puts on a customer. Of a gate it becomes a restriction whose source is the hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// The customer.
    pub subject: SubjectId,
    /// What is asked for.
    pub kind: MeasureKind,
    /// The hit, by its lasting identity.
    pub hit: SourceId,
    /// Since when: the instant of the transfer that completed the match.
    pub from: Instant,
    /// When it grew: the instants of the transfers that joined it later, in order, each once.
    pub grew: Vec<Instant>,
    /// How many rows the hit has.
    pub rows: u32,
    /// Its score.
    pub score: u32,
}

impl Measure {
    /// What a hit of a pack puts on its customer. `id` is the hit's own ([`Hit::id`], [`crate::hit::Ids`]).
    ///
    /// # Errors
    /// A [`NoMeasure`] where it puts nothing on anybody.
    pub fn of(hit: &Hit<'_>, id: SourceId, pack: &Pack, book: &Book) -> Result<Self, NoMeasure> {
        let rule = pack.rules.get(hit.rule).ok_or(NoMeasure::NotAsked)?;
        if rule.status != Status::Active {
            return Err(NoMeasure::OnTrial);
        }
        let kind = *pack.restrict.get(&rule.severity).ok_or(NoMeasure::NotAsked)?;
        if book.parties.kind(hit.subject) != PartyKind::Customer {
            return Err(NoMeasure::Wallet);
        }
        let subject = SubjectId::parse(book.parties.name(hit.subject)).map_err(|_| NoMeasure::NoPseudonym)?;
        let times = || hit.rows.iter().map(|it| it.time);
        let opened_with = hit.opened_with.max(1);
        let from = times().take(opened_with).max().ok_or(NoMeasure::NotAsked)?;
        let grew: BTreeSet<Instant> = times().skip(opened_with).collect();
        let rows = count(&hit.rows);
        Ok(Self { subject, kind, hit: id, from, grew: grew.into_iter().collect(), rows, score: hit.score })
    }

    /// The hit grew in a stream by these rows, and has this score now: what is put on the customer anew is of all of it.
    pub fn grow(&mut self, rows: &Cited<'_>, score: u32) {
        let grew: BTreeSet<Instant> = self.grew.drain(..).chain(rows.iter().map(|it| it.time)).collect();
        self.grew = grew.into_iter().collect();
        self.rows = self.rows.saturating_add(count(rows));
        self.score = score;
    }
}

fn count(rows: &Cited<'_>) -> u32 {
    u32::try_from(rows.len()).unwrap_or(u32::MAX)
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} from {}", self.kind, self.subject, self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::oracle::{pack, rule, transfer};
    use crate::ledger::PartyId;
    use crate::pattern::{Assets, Kind};
    use crate::rule::{Direction, Severity};

    #[test]
    fn a_hit_puts_on_its_customer_what_the_pack_asks_for_and_nothing_else() {
        let mut book = Book::default();
        let [known, named, wallet] =
            [book.parties.customer("c-1"), book.parties.customer("Erika M."), book.parties.wallet("w")];
        let rows = [3, 1, 9].map(|hour| transfer(1, hour, 0, 1, 5, 0, None));
        let hit = |subject: PartyId| Hit {
            rule: 0,
            subject,
            rows: rows.iter().copied().collect(),
            opened_with: 2,
            measured: vec![],
            score: 40,
            truncated: false,
        };
        let mut pack = pack(vec![rule(Kind::Flow, Direction::In, 24, Assets::Any, vec![])]);
        let id = SourceId::of(b"hit");
        assert_eq!(Measure::of(&hit(known), id, &pack, &book), Err(NoMeasure::NotAsked));
        pack.restrict.insert(Severity::Low, MeasureKind::Review);
        let asked = Measure::of(&hit(known), id, &pack, &book).unwrap();
        assert_eq!((asked.subject.as_str(), asked.kind, asked.hit), ("c-1", MeasureKind::Review, id));
        assert_eq!(asked.from, rows[0].time, "when the match was complete, and not when a row joined it");
        assert_eq!((asked.grew.as_slice(), asked.rows, asked.score), (&[rows[2].time][..], 3, 40));
        let mut grown = asked.clone();
        let late = transfer(2, 5, 0, 1, 5, 0, None);
        grown.grow(&[late].into_iter().collect(), 55);
        assert_eq!((grown.grew.as_slice(), grown.rows, grown.score), (&[late.time, rows[2].time][..], 4, 55));
        assert_eq!((grown.hit, grown.from), (asked.hit, asked.from), "it is the same hit");
        assert_eq!(Measure::of(&hit(named), id, &pack, &book), Err(NoMeasure::NoPseudonym));
        assert_eq!(Measure::of(&hit(wallet), id, &pack, &book), Err(NoMeasure::Wallet));
        pack.rules[0].severity = Severity::High;
        assert_eq!(Measure::of(&hit(known), id, &pack, &book), Err(NoMeasure::NotAsked));
        pack.rules[0].status = Status::Shadow;
        assert_eq!(Measure::of(&hit(known), id, &pack, &book), Err(NoMeasure::OnTrial));
    }
}
