//! A stream put down and taken up again: [`Monitor::snapshot`] and [`Monitor::restore`].
//!
//! A snapshot is a line of JSON that says what it is, a body, and the SHA-256 of both (32 bytes):
//!
//! ```text
//! {"schema":"tidegate.snapshot/4","pack":"<digest>","transfers":5120,"newest":"2026-…","bytes":90210}
//! body of so many bytes, then the digest
//! ```
//!
//! The body holds what was observed and decided, not what follows from it: names, the rows within
//! the longest window, what outlives it of parties, open hits. Sums, legs and cursors are made
//! again. What no later transfer can touch is left out, and tables are sorted, so that the same
//! state gives the same bytes. Every later version keeps the schema in front and the digest behind.

mod image;
mod names;
mod series;
mod shapes;
#[cfg(test)]
mod tests;
mod world;

use super::{Group, Monitor};
use crate::ledger::Book;
use crate::rule::Pack;
use image::{GroupImage, Image};
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use tidegate_kyc_core::base::{Instant, SourceId};

/// The version that is written and read.
const SCHEMA: &str = "tidegate.snapshot/4";
/// How a snapshot of any version begins.
const START: &[u8] = b"{\"schema\":\"tidegate.snapshot/";
/// Bytes of the digest at the end.
const DIGEST: usize = 32;
/// No stream counts further: at a thousand million a second it takes 146 years.
const COUNTED_MAX: u64 = 1 << 62;
/// No header is longer.
const HEADER_MAX: usize = 4096;

/// A stream that goes on where its snapshot was taken.
#[derive(Debug)]
pub struct Resumed {
    /// The monitor, as it was.
    pub monitor: Monitor,
    /// The names, under the numbers they had; of transaction ids and memos those alone that stand
    /// in rows the monitor still knows. New names are to be added to this book.
    pub book: Book,
    /// How many transfers were observed before: the next one is the first that was not. One that was refused, or left out
    /// as a duplicate, was not observed: whoever leaves out any keeps the place in the queue beside the snapshot.
    pub transfers: u64,
}

/// Why a snapshot cannot be taken up. Carries no personal data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// Other bytes altogether.
    #[error("this is no snapshot: give a file that a monitor's snapshot was written to")]
    NotOne,
    /// The end is missing, as after a crash while it was written.
    #[error(
        "the snapshot is cut short, {has} of {needs} bytes are there: take the one before it, or replay the stream"
    )]
    CutShort {
        /// Bytes given.
        has: usize,
        /// Bytes that it says it has; zero where not even that is there.
        needs: usize,
    },
    /// Its digest is another.
    #[error("the snapshot was changed after it was written: take the one before it, or replay the stream")]
    Changed,
    /// Another version of the format.
    #[error(
        "the snapshot is of version {found}, and {SCHEMA} is read: go on with the program that wrote it, or replay the stream"
    )]
    OtherVersion {
        /// The version it is of.
        found: String,
    },
    /// It was taken under other rules.
    #[error(
        "the snapshot belongs to the rules with digest {found}, and those given have {given}: give the rules it was taken under, or replay the stream under the new ones"
    )]
    OtherPack {
        /// The digest of the rules it was taken under.
        found: String,
        /// The digest of the rules given.
        given: String,
    },
    /// Written whole and unchanged, yet not what a monitor writes.
    #[error(
        "the snapshot does not hold together ({0}): report it as a fault of the program that wrote it, and replay the stream"
    )]
    Unsound(&'static str),
}

/// What a snapshot says of itself.
#[derive(Serialize, Deserialize)]
struct Header {
    schema: String,
    pack: String,
    transfers: u64,
    newest: Option<String>,
    bytes: usize,
}

impl Monitor {
    /// The whole state as bytes, with the names of `book`, for [`Monitor::restore`] in this or
    /// another process. Linear in the window and in the names.
    ///
    /// The same state gives the same bytes. Names of wallets and customers stand in it in clear, so
    /// that it is to be kept as safe as the export.
    ///
    /// ```
    /// # use tidegate_monitor::{engine::Monitor, ledger::*, rule::{Facts, Pack}, tag::*};
    /// # fn next(book: &mut Book) -> Transfer {
    /// #     let (from, to) = (book.parties.wallet("a"), book.parties.wallet("b"));
    /// #     let (asset, kind) = (SymbolId(book.asset_number("ETH")), SymbolId(book.kind_number("")));
    /// #     Transfer {
    /// #         amount: Amount::new(1, 0).unwrap(), time: tidegate_kyc_core::base::Instant::from_micros(0), sequence: 0,
    /// #         value: None, txid: TextId::NONE, memo: TextId::NONE, from, to, from_customer: None, to_customer: None,
    /// #         asset, kind, index: 0, source: SourceIndex(0), line: 0,
    /// #     }
    /// # }
    /// # let digest = tidegate_kyc_core::base::SourceId::of(b"");
    /// # let (rules, services) = (vec![], Default::default());
    /// # let pack = Pack {
    /// #     rules, currency: "EUR".into(), services, untagged_service: None, search_steps: 1000, restrict: Default::default(), digest, stands_on: None,
    /// # };
    /// # let (tags, customers) = (Tags::default(), Customers::default());
    /// let (mut monitor, mut book) = (Monitor::new(&pack), Book::default());
    /// let transfer = next(&mut book);
    /// monitor.observe(&transfer, Facts { book: &book, tags: &tags, customers: &customers })?;
    /// let snapshot = monitor.snapshot(&book);
    ///
    /// // In another process, with the same rules:
    /// let resumed = Monitor::restore(&snapshot, &pack)?;
    /// let (mut monitor, mut book) = (resumed.monitor, resumed.book);
    /// assert_eq!(resumed.transfers, 1); // go on with the second
    /// let transfer = next(&mut book);
    /// monitor.observe(&transfer, Facts { book: &book, tags: &tags, customers: &customers })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn snapshot(&self, book: &Book) -> Vec<u8> {
        let groups = self.groups.iter().map(|it| it.image(book)).collect();
        let newest = self.newest.map(Instant::micros);
        let image = Image { names: names::image(book), serial: self.buffer.serial, newest, groups };
        let body = to_body(&image);
        let header = Header {
            schema: SCHEMA.to_owned(),
            pack: self.pack.to_string(),
            transfers: self.transfers,
            newest: self.newest.map(|it| it.to_string()),
            bytes: body.len(),
        };
        let mut bytes = serde_json::to_vec(&header).unwrap_or_default();
        bytes.push(b'\n');
        bytes.extend_from_slice(&body);
        let digest = SourceId::of(&bytes);
        bytes.extend_from_slice(digest.digest());
        bytes
    }

    /// Takes up a snapshot that was taken under the same rules: what follows is answered as if the
    /// stream had never stopped.
    ///
    /// What tags and customer facts said of a party when it was last asked is kept; for parties that come
    /// later, the facts given then are asked. Serials of hits go on, so that whoever keeps what each one named knows what
    /// grows. Numbers of sources mean what they meant.
    ///
    /// # Errors
    /// [`SnapshotError`] where it is torn, changed, of another version or of other rules.
    pub fn restore(snapshot: &[u8], pack: &Pack) -> Result<Resumed, SnapshotError> {
        let (header, body) = open(snapshot)?;
        let (found, given) = (header.pack, pack.digest.to_string());
        if found != given {
            return Err(SnapshotError::OtherPack { found, given });
        }
        let unsound = SnapshotError::Unsound;
        let (image, rest): (Image, &[u8]) =
            postcard::take_from_bytes(body).map_err(|_| unsound("its body cannot be read"))?;
        if !rest.is_empty() {
            return Err(unsound("something follows its body"));
        }
        let mut monitor = Self::new(pack);
        if image.groups.len() != monitor.groups.len() {
            return Err(unsound("it has another number of groups of rules"));
        }
        let seen = image.groups.iter().map(|it| it.seen);
        if seen.chain([image.serial, header.transfers]).any(|it| it > COUNTED_MAX) {
            return Err(unsound("it has counted further than a stream can"));
        }
        if header.newest != image.newest.map(|it| Instant::from_micros(it).to_string()) {
            return Err(unsound("its newest time is not the one it says"));
        }
        let mut book = names::book(&image.names).map_err(unsound)?;
        for (group, row) in monitor.groups.iter_mut().zip(image.groups) {
            group.resume(row, &mut book).map_err(unsound)?;
            if group.world.rows.newest().map(|it| it.time.micros()) > image.newest {
                return Err(unsound("its newest time is older than a row of it"));
            }
            if group.newest_serial() > image.serial {
                return Err(unsound("a hit of it is newer than its newest"));
            }
        }
        monitor.buffer.serial = image.serial;
        monitor.newest = image.newest.map(Instant::from_micros);
        monitor.transfers = header.transfers;
        Ok(Resumed { monitor, book, transfers: header.transfers })
    }
}

#[expect(
    clippy::expect_used,
    reason = "better no snapshot than one without a body that is found out when it is needed"
)]
fn to_body(image: &Image) -> Vec<u8> {
    postcard::to_stdvec(image).expect("plain values go into memory")
}

/// Whether numbers stand in their order, none twice, as they are written.
fn rises<T: PartialOrd>(numbers: impl Iterator<Item = T>) -> bool {
    numbers.is_sorted_by(|one, next| one < next)
}

/// The header and the body of bytes that are whole and unchanged.
fn open(snapshot: &[u8]) -> Result<(Header, &[u8]), SnapshotError> {
    let has = snapshot.len();
    if !snapshot.starts_with(START) {
        let begun = !snapshot.is_empty() && START.starts_with(snapshot);
        return Err(if begun { SnapshotError::CutShort { has, needs: 0 } } else { SnapshotError::NotOne });
    }
    let end = snapshot.iter().take(HEADER_MAX).position(|it| *it == b'\n');
    let Some((line, rest)) = end.and_then(|it| snapshot.split_at_checked(it)) else {
        return Err(if has < HEADER_MAX { SnapshotError::CutShort { has, needs: 0 } } else { SnapshotError::Changed });
    };
    let header: Header = serde_json::from_slice(line).map_err(|_| version(line, snapshot))?;
    let needs = line.len().saturating_add(1).saturating_add(header.bytes).saturating_add(DIGEST);
    if has < needs {
        return Err(SnapshotError::CutShort { has, needs });
    }
    if !is_sealed(snapshot) || has > needs {
        return Err(SnapshotError::Changed);
    }
    if header.schema != SCHEMA {
        return Err(SnapshotError::OtherVersion { found: shown(&header.schema) });
    }
    let body = rest.get(1..=header.bytes).unwrap_or(&[]);
    Ok((header, body))
}

/// Whether the last bytes are the digest of the others.
fn is_sealed(snapshot: &[u8]) -> bool {
    let Some((sealed, digest)) = snapshot.split_last_chunk::<DIGEST>() else { return false };
    SourceId::of(sealed).digest() == digest
}

/// What is wrong with a header of another form: another version's, if nobody changed it.
fn version(line: &[u8], snapshot: &[u8]) -> SnapshotError {
    #[derive(Deserialize)]
    struct Schema {
        schema: String,
    }
    match serde_json::from_slice::<Schema>(line) {
        Ok(it) if it.schema != SCHEMA && is_sealed(snapshot) => {
            SnapshotError::OtherVersion { found: shown(&it.schema) }
        }
        _ => SnapshotError::Changed,
    }
}

/// A text from outside, fit to be shown: short, and without signs that move a terminal's cursor.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    text.chars().take(60).for_each(|it| _ = write!(shown, "{}", it.escape_default()));
    shown
}

impl Group<'_> {
    fn image(&self, book: &Book) -> GroupImage {
        GroupImage {
            seen: self.seen,
            stances: self.selector.stances().to_vec(),
            world: world::image(&self.world, book),
            episodes: series::image(&self.series, &self.programs.all, &self.world),
            shapes: shapes::image(&self.shapes, &self.programs.all, &self.world),
        }
    }

    /// The number of its newest hit that may still grow.
    fn newest_serial(&self) -> u64 {
        let (series, shapes) = (&self.series, &self.shapes);
        let serials = series.episodes.values().map(|it| it.serial).chain(shapes.chains.values().map(|it| it.serial));
        serials.chain(shapes.gatherings.values().map(|it| it.serial)).max().unwrap_or(0)
    }

    /// Takes up an image, as a group that has seen nothing.
    fn resume(&mut self, image: GroupImage, book: &mut Book) -> Result<(), &'static str> {
        if !self.selector.take_up(image.stances) {
            return Err("its selections are others");
        }
        self.seen = image.seen;
        world::resume(&mut self.world, image.world, &self.programs, &self.selector, book)?;
        series::resume(&mut self.series, &image.episodes, &self.programs.all, &self.world)?;
        shapes::resume(&mut self.shapes, &image.shapes, &self.programs.all, &self.world)
    }
}
