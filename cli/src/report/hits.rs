//! Hit lines straight into bytes, since a ledger of hubs has a million rows to cite.
//!
//! Writes what serde_json writes of a [`HitLine`](super::lines::HitLine), byte for byte: the line
//! types stay what a line is, and the tests hold this file to them.

use super::build::{Names, opening, severity};
use super::json::{Clock, push_amount, push_bytes, push_digest, push_figure, push_text};
use super::lines::HIT_SCHEMA;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::mpsc::sync_channel;
use tidegate_monitor::hit::{AgeSince, Hit, Ids};
use tidegate_monitor::ledger::{PartyId, Transfer, push_whole};
use tidegate_monitor::pattern::{Measured, Quantity};
use tidegate_monitor::rule::{Rule, Status};

/// About so many rows of hits are written together.
const ROWS_TOGETHER: usize = if cfg!(test) { 3 } else { 1 << 10 };
/// At least so many bytes are handed on at once: hits of one instant, which stay together, may be a whole ledger's.
const TOGETHER: usize = if cfg!(test) { 500 } else { 1 << 19 };
/// So many pieces wait to be handed on, for each thread that writes them.
const WAITING: usize = 2;

/// Writes the lines of all hits of one scan. So many threads may work; the bytes do not depend on it.
///
/// # Errors
/// Where `out` cannot be written.
pub(crate) fn write_hits(names: Names<'_>, hits: &[Hit<'_>], threads: usize, out: &mut dyn Write) -> io::Result<()> {
    let parts = parts(hits);
    let threads = threads.min(parts.len());
    if threads <= 1 {
        let mut writer = HitWriter::new(names);
        let mut hand = |bytes: &mut Vec<u8>, _| out.write_all(bytes).map(|()| bytes.clear());
        return parts.iter().try_for_each(|it| writer.part(&hits[it.clone()], &mut hand));
    }
    std::thread::scope(|scope| {
        let work = |first: usize| {
            let (parts, (done, waiting)) = (&parts, sync_channel(WAITING));
            scope.spawn(move || {
                let mut writer = HitWriter::new(names);
                let mut hand = |bytes: &mut Vec<u8>, is_last| done.send((std::mem::take(bytes), is_last));
                // Where nobody waits any more, the answer could not be written.
                parts.iter().skip(first).step_by(threads).try_for_each(|it| writer.part(&hits[it.clone()], &mut hand))
            });
            waiting
        };
        let waiting: Vec<_> = (0..threads).map(work).collect();
        for from in waiting.iter().cycle().take(parts.len()) {
            // A thread that ends early has panicked, which the scope tells.
            while let Ok((bytes, is_last)) = from.recv() {
                out.write_all(&bytes)?;
                if is_last {
                    break;
                }
            }
        }
        Ok(())
    })
}

/// Hits in parts that can be written apart, in their order: those that open at one instant are numbered together.
fn parts(hits: &[Hit<'_>]) -> Vec<Range<usize>> {
    let opens = |it: &Hit<'_>| opening(it).map(|it| it.time);
    let (mut parts, mut start, mut rows) = (Vec::new(), 0, 0);
    for (at, hit) in hits.iter().enumerate() {
        if rows >= ROWS_TOGETHER && opens(hit) != opens(&hits[at - 1]) {
            parts.push(start..at);
            (start, rows) = (at, 0);
        }
        rows += hit.rows.len();
    }
    parts.push(start..hits.len());
    parts
}

/// Writes hits one after the other.
struct HitWriter<'a> {
    names: Names<'a>,
    /// What the hits of each rule have in common, from its id to the name of their scores.
    rules: Vec<Vec<u8>>,
    /// What the rows of each file have in common, to the name of their lines; last, that of no file.
    sources: Vec<Vec<u8>>,
    clock: Clock,
    ids: Ids,
}

impl<'a> HitWriter<'a> {
    /// A writer of the hits of one scan.
    fn new(names: Names<'a>) -> Self {
        let source = |it: &str| {
            let mut bytes = b"{\"source\":".to_vec();
            push_text(&mut bytes, it);
            bytes.extend_from_slice(b",\"line\":");
            bytes
        };
        let sources = names.sources.iter().map(String::as_str).chain([""]);
        Self {
            rules: names.pack.rules.iter().map(head).collect(),
            sources: sources.map(source).collect(),
            names,
            clock: Clock::default(),
            ids: Ids::default(),
        }
    }

    /// Hands the lines of a part on in pieces, and says which is the last.
    fn part<E>(
        &mut self,
        hits: &[Hit<'_>],
        hand: &mut impl FnMut(&mut Vec<u8>, bool) -> Result<(), E>,
    ) -> Result<(), E> {
        // A part opens at another instant than the hit before it, whoever wrote that.
        self.ids = Ids::default();
        let mut bytes = Vec::new();
        for hit in hits {
            if bytes.len() >= TOGETHER {
                hand(&mut bytes, false)?;
            }
            self.push(&mut bytes, hit);
        }
        hand(&mut bytes, true)
    }

    /// Appends the line of a hit, with its line break.
    fn push(&mut self, bytes: &mut Vec<u8>, hit: &Hit<'_>) {
        let rule = self.names.rule(hit.rule);
        std::hint::black_box(self.warm(hit));
        bytes.extend_from_slice(b"{\"type\":\"hit\",\"schema\":");
        push_text(bytes, HIT_SCHEMA);
        bytes.extend_from_slice(b",\"id\":");
        push_digest(bytes, self.ids.next(hit, rule, self.names.facts.book).digest());
        bytes.extend_from_slice(&self.rules[hit.rule]);
        push_whole(bytes, u64::from(hit.score));
        let (kind, id) = tidegate_monitor::hit::party(self.names.facts.book, hit.subject);
        bytes.extend_from_slice(b",\"subject\":{\"kind\":");
        push_text(bytes, kind);
        bytes.extend_from_slice(b",\"id\":");
        push_text(bytes, id);
        bytes.extend_from_slice(b"},\"time\":");
        match opening(hit) {
            Some(row) => self.clock.push(bytes, row.time),
            None => push_text(bytes, ""),
        }
        self.push_rows(bytes, hit);
        push_all_measured(bytes, &hit.measured, hit.age_since(self.names.facts));
        bytes.extend_from_slice(b",\"explanation\":");
        push_text(bytes, &self.names.explanation(hit, str::to_owned));
        bytes.extend_from_slice(if hit.truncated { b",\"truncated\":true" } else { b",\"truncated\":false" });
        if rule.status == Status::Shadow {
            bytes.extend_from_slice(b",\"status\":\"shadow\"");
        }
        bytes.extend_from_slice(b"}\n");
    }

    /// Reads the beginnings of the texts that a hit's rows cite, all at once, so that the memory
    /// answers for many together. The sum keeps the reads alive.
    fn warm(&self, hit: &Hit<'_>) -> usize {
        let book = self.names.facts.book;
        let touch = |it: &Transfer| book.texts.touch(it.txid) + book.parties.touch(it.from) + book.parties.touch(it.to);
        hit.rows.iter().map(touch).sum()
    }

    fn push_rows(&mut self, bytes: &mut Vec<u8>, hit: &Hit<'_>) {
        bytes.extend_from_slice(b",\"rows\":[");
        if hit.rows.iter().is_sorted_by_key(|it| (it.time, it.sequence)) {
            hit.rows.iter().for_each(|it| self.push_row(bytes, it));
        } else {
            hit.rows_in_order().into_iter().for_each(|it| self.push_row(bytes, it));
        }
        close_list(bytes);
    }

    /// Appends a row and a comma.
    fn push_row(&mut self, bytes: &mut Vec<u8>, row: &Transfer) {
        let book = self.names.facts.book;
        let name = |bytes: &mut Vec<u8>, of: &[u8], party: PartyId| {
            bytes.extend_from_slice(of);
            push_bytes(bytes, book.parties.name_bytes(party));
        };
        bytes.reserve(ROW_BYTES);
        let source = self.sources.get(row.source.0 as usize).or(self.sources.last());
        bytes.extend_from_slice(source.map_or(&[], Vec::as_slice));
        push_whole(bytes, u64::from(row.line));
        bytes.extend_from_slice(b",\"txid\":");
        push_bytes(bytes, &book.texts.bytes(row.txid));
        name(bytes, b",\"from\":", row.from);
        name(bytes, b",\"to\":", row.to);
        bytes.extend_from_slice(b",\"amount\":");
        push_amount(bytes, row.amount.units(), row.amount.decimals());
        bytes.extend_from_slice(b",\"asset\":");
        push_text(bytes, book.asset(row.asset));
        bytes.extend_from_slice(b",\"value\":");
        match row.value {
            Some(value) => push_amount(bytes, u128::from(value.0), 2),
            None => bytes.extend_from_slice(b"null"),
        }
        bytes.extend_from_slice(b",\"time\":");
        self.clock.push(bytes, row.time);
        row.from_customer.into_iter().for_each(|it| name(bytes, b",\"from_customer\":", it));
        row.to_customer.into_iter().for_each(|it| name(bytes, b",\"to_customer\":", it));
        bytes.extend_from_slice(b"},");
    }
}

/// A row takes about so many bytes.
const ROW_BYTES: usize = 512;

/// What stands between the id of a hit and its score.
fn head(rule: &Rule) -> Vec<u8> {
    let mut bytes = b",\"rule\":".to_vec();
    push_text(&mut bytes, &rule.id);
    bytes.extend_from_slice(b",\"version\":");
    push_whole(&mut bytes, u64::from(rule.version));
    bytes.extend_from_slice(b",\"rule_digest\":");
    push_digest(&mut bytes, rule.digest.digest());
    bytes.extend_from_slice(b",\"typology\":");
    push_text(&mut bytes, &rule.typology);
    bytes.extend_from_slice(b",\"severity\":");
    push_text(&mut bytes, severity(rule.severity));
    bytes.extend_from_slice(b",\"score\":");
    bytes
}

fn push_all_measured(bytes: &mut Vec<u8>, all: &[Measured], age: Option<AgeSince>) {
    bytes.extend_from_slice(b",\"measured\":[");
    for it in all {
        bytes.extend_from_slice(b"{\"what\":");
        push_text(bytes, it.what.row().name);
        bytes.extend_from_slice(b",\"observed\":");
        match it.observed.exact() {
            Some(observed) => push_figure(bytes, it.what, observed),
            None => bytes.extend_from_slice(b"null"),
        }
        if let Some(least) = it.observed.at_least() {
            bytes.extend_from_slice(b",\"at_least\":");
            push_figure(bytes, it.what, least);
        }
        match age.filter(|_| it.what == Quantity::AccountAge) {
            Some(AgeSince::Opening) => bytes.extend_from_slice(b",\"since\":\"opening\""),
            Some(AgeSince::FirstRow) => bytes.extend_from_slice(b",\"since\":\"first_row\""),
            None => {}
        }
        bytes.extend_from_slice(b",\"asked\":{");
        let ends = [(&b"\"min\":"[..], it.asked.min), (b"\"max\":", it.asked.max)];
        for (name, end) in ends.into_iter().filter_map(|(name, end)| Some((name, end?))) {
            bytes.extend_from_slice(name);
            push_figure(bytes, it.what, end);
            bytes.push(b',');
        }
        drop_comma(bytes);
        bytes.extend_from_slice(b"}},");
    }
    close_list(bytes);
}

/// Ends a list whose items all end in a comma.
fn close_list(bytes: &mut Vec<u8>) {
    drop_comma(bytes);
    bytes.push(b']');
}

fn drop_comma(bytes: &mut Vec<u8>) {
    if bytes.last() == Some(&b',') {
        bytes.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::Line;
    use super::super::testing::{Ledgerette, hit_of, pack_of, rule_of};
    use super::*;
    use proptest::prelude::*;
    use tidegate_kyc_core::base::{Instant, SourceId};
    use tidegate_monitor::ledger::{Amount, SourceIndex, Value};
    use tidegate_monitor::pattern::{Bound, Figure, Kind};
    use tidegate_monitor::rule::Facts;
    use tidegate_monitor::tag::{Customers, Tags};

    const KINDS: [Kind; 5] = [Kind::Flow, Kind::Turnover, Kind::Path, Kind::Cycle, Kind::Diamond];

    /// The oracle: the line types, written by serde_json.
    fn slowly(names: Names<'_>, hits: &[Hit<'_>]) -> String {
        let line =
            |(hit, id): (&Hit<'_>, SourceId)| serde_json::to_string(&Line::Hit(names.hit(hit, id))).unwrap() + "\n";
        names.identified(hits).map(line).collect()
    }

    fn quickly(names: Names<'_>, hits: &[Hit<'_>], threads: usize) -> String {
        let mut out = Vec::new();
        write_hits(names, hits, threads, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// Takes some bytes and no more.
    struct Full(usize);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    prop_compose! {
        /// A row from and to few parties of odd names; the fields that `Ledgerette` leaves plain.
        fn row()(ends in ("(cust:)?[ab\"\\\\é\u{1}\u{7f}z]{1,3}", "(cust:)?[ab\"z]{1,3}"), units: u64, decimals in 0_u8..20, value: Option<u64>, micros in -2_000_000_i64..4_000_000_000_000_000, source in 0_u32..3, line: u32)
            -> (String, Amount, Option<Value>, i64, u32, u32) {
            (format!("{} {} 1 ETH", ends.0, ends.1), Amount::new(u128::from(units), decimals).unwrap(), value.map(Value), micros, source, line)
        }
    }

    fn figure() -> impl Strategy<Value = Figure> {
        let known = any::<u64>();
        prop_oneof![
            known.prop_map(Figure::Exact),
            known.prop_map(Figure::AtLeast),
            Just(Figure::AtLeast(0)),
            Just(Figure::Unknown),
            Just(Figure::Absent)
        ]
    }

    proptest! {
        #[test]
        fn hits_are_what_serde_writes(rows in prop::collection::vec(row(), 1..7), kind in 0..KINDS.len(), shadow: bool, truncated: bool, opened in 0_usize..9, score: u32, measured in prop::collection::vec((0..Quantity::table().len(), figure(), any::<Option<u64>>(), any::<Option<u64>>()), 0..5)) {
            let text: Vec<&str> = rows.iter().map(|it| it.0.as_str()).collect();
            let mut ledger = Ledgerette::read(&text.join("\n"));
            for (transfer, it) in ledger.transfers.iter_mut().zip(&rows) {
                (transfer.amount, transfer.value, transfer.time) = (it.1, it.2, Instant::from_micros(it.3));
                (transfer.source, transfer.line) = (SourceIndex(it.4), it.5);
            }
            let mut hit = hit_of(&ledger, KINDS[kind]);
            (hit.truncated, hit.opened_with, hit.score) = (truncated, opened, score);
            hit.measured.extend(measured.into_iter().map(|(at, observed, min, max)| {
                Measured { what: Quantity::table()[at].quantity, observed, asked: Bound { min, max } }
            }));
            let mut rule = rule_of(KINDS[kind]);
            rule.explain = "\"{subject}\" had {count} transfers\n".to_owned();
            rule.status = if shadow { Status::Shadow } else { Status::Active };
            let (pack, sources) = (pack_of(vec![rule]), ["a.csv".to_owned(), "b\"é.csv".to_owned()]);
            let (tags, customers) = (Tags::default(), Customers::default());
            let facts = Facts { book: &ledger.book, tags: &tags, customers: &customers };
            let names = Names { facts, pack: &pack, sources: &sources };
            // Some that open at other instants, and copies of each, which are numbered together.
            let hits = (0..8).map(|it| Hit { opened_with: (opened + it / 2) % 9, ..hit.clone() }).collect::<Vec<_>>();
            let expected = slowly(names, &hits);
            for threads in 1..4 {
                prop_assert_eq!(&quickly(names, &hits, threads), &expected);
                let full = write_hits(names, &hits, threads, &mut Full(expected.len() - 1));
                prop_assert!(full.is_err_and(|it| it.kind() == io::ErrorKind::StorageFull));
            }
        }
    }
}
