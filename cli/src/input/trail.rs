//! What a journal records of the keys that sign by it: which one does now, whose place it took, and until when what the others
//! signed counts.
//!
//! Keys that were put back from a copy know nothing of it: the key that was stolen would sign again, and what it signed
//! would count. So whoever signs by a journal asks it about the keys. Of keys that follow each other it names one, whichever
//! entry did so last: in whatever order copies are put back and rotated, no two of them sign.

use super::secret::Folder;
use crate::fault::Fault;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use tidegate_kyc_core::base::Instant;
use tidegate_kyc_core::journal::{Entry, Kind};
use tidegate_kyc_core::key::{KeyId, KeySet, SetKey};

/// What is to be done once such keys were mended.
const AFTER: &str =
    "publish the set then, and sign the status list anew (tidegate permit publish); nothing was changed";

/// What is to be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signs {
    /// Permits and their status list: one key does.
    Permits,
    /// Checkpoints, which keys of their own may sign as well.
    Checkpoints,
}

/// Who signs by a journal: the keys as they were opened, what, and for which instant.
pub(crate) struct Signer<'a> {
    pub(crate) keys: &'a Folder<'a>,
    pub(crate) set: &'a KeySet,
    pub(crate) signs: Signs,
    pub(crate) at: Instant,
}

impl<'a> Signer<'a> {
    /// Who signs permits and their status list.
    pub(crate) const fn of_permits(keys: &'a Folder<'a>, set: &'a KeySet, at: Instant) -> Self {
        Self { keys, set, signs: Signs::Permits, at }
    }
}

/// An entry, by its number and its instant.
#[derive(Clone, Copy, Debug)]
struct By(u64, Instant);

/// When a key counts no more, and which entry says so.
#[derive(Clone, Copy, Debug)]
struct End {
    until: Instant,
    by: By,
}

/// What became of keys, by the entries of a journal. Keys that were rotated without it are not in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trail {
    ends: BTreeMap<KeyId, End>,
    /// By key: the one that signs in its place by now, which is itself where none took it.
    heirs: BTreeMap<KeyId, KeyId>,
    /// By key: the entry that has it sign.
    since: BTreeMap<KeyId, By>,
    /// A key that signed permits, or was made to: its heir does now.
    permits: Option<KeyId>,
}

impl Trail {
    /// Takes in one entry, in the order of the journal.
    pub(super) fn see(&mut self, entry: &Entry) {
        let event = entry.event();
        self.note(event.kind, &event.body, entry.sequence(), entry.time());
    }

    /// The same by what stands in the entry.
    pub(crate) fn note(&mut self, kind: Kind, body: &Map<String, Value>, entry: u64, at: Instant) {
        let by = By(entry, at);
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let key = |name: &str| text(name).and_then(|it| KeyId::parse(it).ok());
        let signs_permits = match (kind, text("event")) {
            (Kind::KeyEvent, Some("ended")) => {
                key("key").into_iter().for_each(|it| self.limit(it, at, by));
                return;
            }
            (Kind::KeyEvent, Some("made" | "rotated")) => text("purpose") == Some("permits"),
            (Kind::Decision | Kind::JournalResumed, _)
            | (Kind::PermitRevoked | Kind::PermitSuspended | Kind::PermitReinstated, _) => true,
            _ => return,
        };
        let former = key("former");
        if let Some(former) = former {
            let until = text("former_until").and_then(|it| Instant::parse(it).ok());
            self.limit(former, until.unwrap_or(at), by);
        }
        let others = others(body);
        others.iter().for_each(|it| self.limit(*it.0, *it.1, by));
        let Some(key) = key("key") else { return };
        let before = if signs_permits { self.permits } else { None };
        self.follows(key, former.into_iter().chain(before).chain(others.into_keys()), by);
        if signs_permits {
            self.permits = Some(key);
        }
    }

    /// A key counts until then at the most.
    fn limit(&mut self, key: KeyId, until: Instant, by: By) {
        let known = self.ends.entry(key).or_insert(End { until, by });
        if until < known.until {
            *known = End { until, by };
        }
    }

    /// A key signs in the place of others and of whichever did in theirs.
    fn follows(&mut self, key: KeyId, others: impl Iterator<Item = KeyId>, by: By) {
        let others: BTreeSet<KeyId> = others.chain([key]).collect();
        if others.iter().all(|it| self.heirs.get(it) == Some(&key)) {
            return;
        }
        let gone: BTreeSet<KeyId> = others.iter().filter_map(|it| self.heirs.get(it)).copied().collect();
        self.heirs.values_mut().filter(|it| gone.contains(it)).for_each(|it| *it = key);
        self.heirs.extend(others.into_iter().map(|it| (it, key)));
        self.since.insert(key, by);
    }

    /// Until when a key counts at the most; none where the journal records no end of it.
    pub(crate) fn end_of(&self, key: KeyId) -> Option<Instant> {
        self.ends.get(&key).map(|it| it.until)
    }

    /// Whether a key signed by the journal, or was made or replaced in it.
    pub(crate) fn knows(&self, key: KeyId) -> bool {
        self.heirs.contains_key(&key)
    }

    /// The key that the journal has sign where keys with that active one would: whichever signs permits, where they do.
    pub(crate) fn present(&self, active: KeyId, signs_permits: bool) -> Option<KeyId> {
        let of_permits = self.permits.filter(|_| signs_permits);
        self.heirs.get(&of_permits.unwrap_or(active)).copied()
    }

    /// The former keys of a set that count still, and longer than the journal says, each with the end that it records.
    pub(crate) fn overstayed(&self, set: &KeySet, at: Instant) -> Vec<(KeyId, Instant)> {
        let longer = |it: &SetKey| {
            let end = self.end_of(it.id())?;
            it.not_after().filter(|it| *it > end).map(|_| (it.id(), end))
        };
        set.keys().iter().filter(|it| it.counts_at(at)).filter_map(longer).collect()
    }

    /// What is to be recorded where the active key of a set takes the place of the `present` one: until when that one counts by
    /// the set, and others of which the journal says nothing. Of a set that is no older than the journal (`is_newest`) also those
    /// that count longer by the journal.
    pub(crate) fn unrecorded(
        &self,
        set: &KeySet,
        present: Option<KeyId>,
        at: Instant,
        is_newest: bool,
    ) -> BTreeMap<KeyId, Instant> {
        let counts = |id: KeyId| set.keys().iter().find(|it| it.id() == id).and_then(SetKey::not_after).unwrap_or(at);
        let others = self.heirs.iter().filter(|it| Some(*it.1) == present && *it.0 != set.active());
        let told = others.filter_map(|(id, _)| {
            let (until, end) = (counts(*id), self.end_of(*id));
            let is_news = end.is_none_or(|end| is_newest && until < end && at < end);
            (is_news || Some(*id) == present).then(|| (*id, end.map_or(until, |it| it.min(until))))
        });
        told.collect()
    }

    /// Refuses keys of which the journal does not say that they sign: an older copy, or others.
    ///
    /// # Errors
    /// A fault that says which key signs by which entry, and what to do.
    pub(crate) fn admits(&self, signer: &Signer<'_>, signed_lists: bool, journal: &str) -> Result<(), Fault> {
        let folder = signer.keys.0.display();
        let older = format!("the keys in {folder} are an older copy than {journal}");
        let ended = |id: &KeyId| self.ends.get(id).map(|it| (*id, *it));
        let active = signer.set.active();
        let signs_permits = signer.signs == Signs::Permits || signed_lists;
        let present = self.present(active, signs_permits);
        let is_of_line = self.heirs.get(&active).is_some_and(|it| Some(*it) == present);
        let newest = present.filter(|it| *it != active);
        if let Some((_, end)) = ended(&active).filter(|_| newest.is_none() || is_of_line) {
            let back = newest.map_or_else(String::new, |it| format!(", those whose key is {it}"));
            let help = format!(
                "put the newest copy of the keys back{back}. Where there is none, or a rotation was cut off, tidegate keys \
                 rotate --journal has another key sign, and ends again what was ended: {AFTER}"
            );
            return Err(Fault::unreadable(format!("{older}: {active} signs by them, and {end}"), help));
        }
        if let Some(newest) = newest {
            return Err(self.other(signer, newest, signed_lists || is_of_line, journal));
        }
        let Some((id, end)) = self.overstayed(signer.set, signer.at).first().and_then(|it| ended(&it.0)) else {
            return Ok(());
        };
        let what = format!("{older}: what {id} signed counts longer by them, and {end}");
        let help = format!(
            "put the newest copy of the keys back. Where there is none, tidegate keys end {id} --journal ends it again: {AFTER}"
        );
        Err(Fault::unreadable(what, help))
    }

    /// The fault of keys that the journal does not know, or has signing nothing of the kind. `is_own`: they signed by it, or one did
    /// whose place their key took.
    fn other(&self, signer: &Signer<'_>, present: KeyId, is_own: bool, journal: &str) -> Fault {
        let (folder, active) = (signer.keys.0.display(), signer.set.active());
        let since =
            self.since.get(&present).map_or_else(String::new, |By(entry, at)| format!(" since entry {entry} of {at}"));
        let ended = if self.ends.contains_key(&present) { ", though it ended" } else { "" };
        let what = format!(
            "the keys in {folder} are not those that sign by {journal}: {active} signs by them, and by the journal {present} \
             does{since}{ended}"
        );
        let help = if is_own {
            format!(
                "put the keys back whose key is {present}. Where another took its place without --journal, or they are lost, \
                 tidegate keys rotate --journal has another key sign, and that one no more: {AFTER}"
            )
        } else {
            format!(
                "give the keys whose key is {present}. Where they are lost, tidegate keys rotate --journal --for-permits has \
                 another key sign in its place: {AFTER}"
            )
        };
        Fault::unreadable(what, help)
    }
}

/// The member in which an entry tells until when other keys count.
pub(crate) const OTHERS: &str = "others_until";

/// Until when keys count, as an entry tells it.
pub(crate) fn ends(keys: &BTreeMap<KeyId, Instant>) -> Value {
    keys.iter().map(|it| (it.0.to_string(), Value::from(it.1.to_string()))).collect::<Map<_, _>>().into()
}

fn others(body: &Map<String, Value>) -> BTreeMap<KeyId, Instant> {
    let all = body.get(OTHERS).and_then(Value::as_object).into_iter().flatten();
    all.filter_map(|it| Some((KeyId::parse(it.0).ok()?, Instant::parse(it.1.as_str()?).ok()?))).collect()
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let By(entry, at) = self.by;
        write!(f, "entry {entry} of {at} ended it: what it signed counts until {}", self.until)
    }
}
