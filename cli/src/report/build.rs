//! Answers of the engine → lines: numbers become names, transfers become citations.
//!
//! Takes a scan with its book and pack, gives the command line's own types. Judges nothing.

use super::lines::{
    AskedLine, Counts, FactCounts, FactsLine, HIT_SCHEMA, HitLine, MeasuredLine, PartyLine, RowLine, SourceLine,
    TooLittleLine, UnfinishedLine, UntaggedLine, VALUE,
};
use crate::input::FactFile;
use tidegate_kyc_core::base::SourceId;
use tidegate_monitor::engine::Lack;
use tidegate_monitor::hit::{AgeSince, Hit, Ids, Missing, Unfinished, party};
use tidegate_monitor::ledger::{Book, Counts as Count, PartyId, Source, Transfer, Value};
use tidegate_monitor::pattern::{Measured, Quantity};
use tidegate_monitor::rule::{Facts, Pack, Rule, Severity, Status, figure, fill};

/// What lines are made with: the names behind the numbers.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    /// Wallets, customers, assets, texts, and what is known of them.
    pub(crate) facts: Facts<'a>,
    /// The rules.
    pub(crate) pack: &'a Pack,
    /// File names by the number of the source.
    pub(crate) sources: &'a [String],
}

/// The word of a severity.
pub(crate) const fn severity(it: Severity) -> &'static str {
    match it {
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
        Severity::Critical => "critical",
    }
}

/// Rows by what became of them.
pub(crate) const fn counts(it: Count) -> Counts {
    Counts { total: it.rows, accepted: it.accepted, rejected: it.rejected, duplicates: it.duplicates }
}

/// An export, with what became of its rows.
pub(crate) fn source_line(it: &Source) -> SourceLine {
    SourceLine {
        name: it.name.clone(),
        sha256: it.digest.to_string(),
        format: it.format.name().to_owned(),
        rows: Counts { total: it.rows, accepted: it.accepted, rejected: it.rejected, duplicates: it.duplicates },
    }
}

/// A file of tags, customers or prices.
pub(crate) fn facts_line(it: &FactFile) -> FactsLine {
    FactsLine {
        holds: it.holds.to_owned(),
        name: it.name.clone(),
        sha256: it.digest.to_string(),
        rows: FactCounts { total: it.accepted + it.rejected, accepted: it.accepted, rejected: it.rejected },
    }
}

/// A transfer, cited; file names by the number of the source.
pub(crate) fn row(book: &Book, sources: &[String], it: &Transfer) -> RowLine {
    let name = |party: PartyId| book.parties.name(party).to_owned();
    RowLine {
        source: sources.get(it.source.0 as usize).cloned().unwrap_or_default(),
        line: it.line,
        txid: book.texts.text(it.txid).into_owned(),
        from: name(it.from),
        to: name(it.to),
        amount: it.amount.to_string(),
        asset: book.asset(it.asset).to_owned(),
        value: it.value.map(|it| it.to_string()),
        time: it.time.to_string(),
        from_customer: it.from_customer.map(name),
        to_customer: it.to_customer.map(name),
    }
}

/// A wallet or a customer.
pub(crate) fn party_line(book: &Book, it: PartyId) -> PartyLine {
    let (kind, id) = party(book, it);
    PartyLine { kind: kind.to_owned(), id: id.to_owned() }
}

/// The transfer whose arrival crossed the bounds: the newest one the hit opened with.
pub(crate) fn opening<'h>(hit: &'h Hit<'_>) -> Option<&'h Transfer> {
    hit.rows.iter().take(hit.opened_with.max(1)).max_by_key(|it| it.time)
}

impl<'a> Names<'a> {
    /// The rule of an answer.
    pub(crate) fn rule(&self, index: usize) -> &'a Rule {
        &self.pack.rules[index]
    }

    /// The hits of a run, each with its identity.
    pub(crate) fn identified<'h, 't>(
        self,
        hits: &'h [Hit<'t>],
    ) -> impl Iterator<Item = (&'h Hit<'t>, SourceId)> + use<'a, 'h, 't> {
        let mut ids = Ids::default();
        hits.iter().map(move |it| (it, ids.next(it, self.rule(it.rule), self.facts.book)))
    }

    /// A hit of that identity, with its rows cited.
    pub(crate) fn hit(&self, hit: &Hit<'_>, id: SourceId) -> HitLine {
        let rule = self.rule(hit.rule);
        HitLine {
            schema: HIT_SCHEMA.to_owned(),
            id: id.to_string(),
            rule: rule.id.clone(),
            version: rule.version,
            rule_digest: rule.digest.to_string(),
            typology: rule.typology.clone(),
            severity: severity(rule.severity).to_owned(),
            score: hit.score,
            subject: self.party(hit.subject),
            time: opening(hit).map(|it| it.time.to_string()).unwrap_or_default(),
            rows: hit.rows_in_order().into_iter().map(|it| self.row(it)).collect(),
            measured: hit.measured.iter().map(|it| measured(it, hit.age_since(self.facts))).collect(),
            explanation: self.explanation(hit, |it| it.to_owned()),
            truncated: hit.truncated,
            status: (rule.status == Status::Shadow).then(|| "shadow".to_owned()),
        }
    }

    /// A search without an end.
    pub(crate) fn unfinished(&self, it: &Unfinished) -> UnfinishedLine {
        let rule = self.rule(it.rule);
        UnfinishedLine {
            rule: rule.id.clone(),
            version: rule.version,
            subject: self.party(it.subject),
            at: self.row(&it.at),
            why: format!(
                "the search took more than the {} steps that the rules allow, and what it found by then is reported: give searches more search_steps in pack.toml or in an overlay, and scan again",
                self.pack.search_steps
            ),
        }
    }

    /// What a rule could not judge.
    pub(crate) fn too_little(&self, lack: &Lack) -> TooLittleLine {
        let name = |it: PartyId| self.facts.book.parties.name(it).to_owned();
        let mut wallets: Vec<UntaggedLine> =
            lack.parties.iter().map(|it| UntaggedLine { id: name(it.0), transfers: it.1 }).collect();
        // Numbers of parties hang on the order of reading; names do not.
        wallets.sort_by(|one, other| (other.transfers, &one.id).cmp(&(one.transfers, &other.id)));
        let (missing, why) = match lack.missing {
            Missing::Value => (VALUE, self.without_value(&lack.first)),
            Missing::Party => ("party", NO_PARTY.to_owned()),
            Missing::Tag => (
                "tag",
                "these wallets receive and send like services, and trails end there: find out what each is, and tag it in a --tags file".to_owned(),
            ),
        };
        TooLittleLine {
            rule: self.rule(lack.rule).id.clone(),
            missing: missing.to_owned(),
            transfers: lack.transfers,
            wallets,
            first: self.row(&lack.first),
            why,
        }
    }

    /// Why a transfer has no value, and what would help.
    fn without_value(&self, first: &Transfer) -> String {
        let currency = &self.pack.currency;
        // What is in the reporting currency is its own value, unless that has no room for it.
        if first.value.is_none() && self.facts.book.asset(first.asset) == *currency {
            let most = Value(u64::MAX);
            return format!(
                "the rule needs values in {currency}, and the first of these transfers moves more than can be reckoned with ({most} at most): is its amount right?"
            );
        }
        format!(
            "the rule needs values in {currency}, and these transfers, or others it weighs with them, carry none: give the export a value column, or prices of those assets and days"
        )
    }

    /// A transfer, cited.
    pub(crate) fn row(&self, it: &Transfer) -> RowLine {
        row(self.facts.book, self.sources, it)
    }

    /// A wallet or a customer.
    pub(crate) fn party(&self, it: PartyId) -> PartyLine {
        party_line(self.facts.book, it)
    }

    /// The rule's sentence with the figures of the hit; `call` says how the subject's name is written.
    pub(crate) fn explanation(&self, hit: &Hit<'_>, call: impl Fn(&str) -> String) -> String {
        let (kind, id) = party(self.facts.book, hit.subject);
        let text = fill(self.rule(hit.rule), &self.pack.currency, &hit.measured, &format!("{kind} {}", call(id)));
        match hit.age_since(self.facts) {
            Some(AgeSince::FirstRow) => text + FIRST_ROW,
            _ => text,
        }
    }
}

/// What helps where nobody knows how many sent or received.
const NO_PARTY: &str = "the rule counts different senders or receivers, and for these transfers, or others of their \
                        window, the export names none: look their transactions up, and give the rows their addresses";

/// What is said of an age that is only the least it may be.
const FIRST_ROW: &str = "; when the account was opened is not known, so its age is counted from its first row";

fn measured(it: &Measured, age: Option<AgeSince>) -> MeasuredLine {
    let since = age.filter(|_| it.what == Quantity::AccountAge).map(|it| match it {
        AgeSince::Opening => "opening".to_owned(),
        AgeSince::FirstRow => "first_row".to_owned(),
    });
    MeasuredLine {
        since,
        what: it.what.row().name.to_owned(),
        observed: it.observed.exact().map(|observed| figure(it.what, observed)),
        at_least: it.observed.at_least().map(|least| figure(it.what, least)),
        asked: AskedLine {
            min: it.asked.min.map(|end| figure(it.what, end)),
            max: it.asked.max.map(|end| figure(it.what, end)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Ledgerette, pack_of};
    use super::*;
    use tidegate_monitor::tag::{Customers, Tags};

    #[test]
    fn a_lack_of_values_says_what_would_help() {
        for (row, help) in [
            ("a z 1 BTC", "give the export a value column, or prices"),
            // The transfer at which a rule could not judge has a value, and another of its window has none.
            ("a z 9000 EUR 900000", "give the export a value column, or prices"),
            ("a z 184467440737095517 EUR", "is its amount right?"),
        ] {
            let (ledger, pack) = (Ledgerette::read(row), pack_of(Vec::new()));
            let (tags, customers) = (Tags::default(), Customers::default());
            let facts = Facts { book: &ledger.book, tags: &tags, customers: &customers };
            let why = Names { facts, pack: &pack, sources: &[] }.without_value(&ledger.transfers[0]);
            assert!(why.contains(help), "{row}: {why}");
        }
    }
}
