//! What a journal records of the keys that sign by it: which of them ended, when, and which took their place.
//!
//! Keys that were put back from a copy know nothing of it: the key that was stolen would sign again, and what it signed
//! would count. So whoever signs by a journal asks it about the keys.

use super::secret::Folder;
use crate::fault::Fault;
use std::collections::BTreeMap;
use std::fmt;
use tidegate_kyc_core::base::Instant;
use tidegate_kyc_core::journal::{Entry, Kind};
use tidegate_kyc_core::key::{KeyId, KeySet, SetKey};

/// What is to be done once such keys were mended.
const AFTER: &str =
    "publish the set then, and sign the status list anew (tidegate permit publish); nothing was changed";

/// Who signs by a journal: the keys as they were opened, and for which instant.
pub(crate) struct Signer<'a> {
    pub(crate) keys: &'a Folder<'a>,
    pub(crate) set: &'a KeySet,
    pub(crate) at: Instant,
}

/// When a key counts no more, and which entry says so.
#[derive(Clone, Copy, Debug)]
struct End {
    until: Instant,
    entry: u64,
    at: Instant,
}

/// What became of keys, by the entries of a journal. Keys that were rotated without it are not in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trail {
    ends: BTreeMap<KeyId, End>,
    /// By key: the one that took its place.
    heirs: BTreeMap<KeyId, KeyId>,
}

impl Trail {
    /// Takes in one entry, in the order of the journal.
    pub(super) fn see(&mut self, entry: &Entry) {
        let event = entry.event();
        if event.kind != Kind::KeyEvent {
            return;
        }
        let text = |name: &str| event.body.get(name).and_then(|it| it.as_str());
        let key = |name: &str| text(name).and_then(|it| KeyId::parse(it).ok());
        let (ended, until) = match text("event") {
            Some("rotated") => (key("former"), text("former_until").and_then(|it| Instant::parse(it).ok())),
            Some("ended") => (key("key"), None),
            _ => return,
        };
        let Some(ended) = ended else { return };
        if let Some(heir) = key("key").filter(|it| *it != ended) {
            self.heirs.insert(ended, heir);
        }
        let at = entry.time();
        let end = End { until: until.unwrap_or(at), entry: entry.sequence(), at };
        let known = self.ends.entry(ended).or_insert(end);
        if end.until < known.until {
            *known = end;
        }
    }

    /// Until when a key counts at the most; none where the journal records no end of it.
    pub(crate) fn end_of(&self, key: KeyId) -> Option<Instant> {
        self.ends.get(&key).map(|it| it.until)
    }

    /// The key that signs in the place of another by now, if it did not end as well.
    pub(crate) fn heir_of(&self, key: KeyId) -> Option<KeyId> {
        let mut newest = key;
        // A journal that somebody made up may lead in circles.
        for _ in 0..self.heirs.len() {
            newest = *self.heirs.get(&newest)?;
            if !self.ends.contains_key(&newest) {
                return Some(newest);
            }
        }
        None
    }

    /// The former keys of a set that count still, and longer than the journal says.
    pub(crate) fn overstayed(&self, set: &KeySet, at: Instant) -> Vec<KeyId> {
        let is_longer = |it: &SetKey| it.not_after().zip(self.end_of(it.id())).is_some_and(|it| it.0 > it.1);
        set.keys().iter().filter(|it| it.counts_at(at) && is_longer(it)).map(SetKey::id).collect()
    }

    /// Refuses keys that are an older copy than the journal.
    ///
    /// # Errors
    /// A fault that says which key ended when, and what to do.
    pub(super) fn admits(&self, signer: &Signer<'_>, journal: &str) -> Result<(), Fault> {
        let older = format!("the keys in {} are an older copy than {journal}", signer.keys.0.display());
        let ended = |id: &KeyId| self.ends.get(id).map(|it| (*id, *it));
        let active = signer.set.active();
        if let Some((_, end)) = ended(&active) {
            let what = format!("{older}: {active} signs by them, and {end}");
            let help = "put the newest copy of the keys back. Where there is none, or a rotation was cut off, tidegate keys \
                rotate --journal has another key sign, and ends again what was ended";
            return Err(Fault::unreadable(what, format!("{help}: {AFTER}")));
        }
        let Some((id, end)) = self.overstayed(signer.set, signer.at).first().and_then(ended) else { return Ok(()) };
        let what = format!("{older}: what {id} signed counts longer by them, and {end}");
        let help = format!(
            "put the newest copy of the keys back. Where there is none, tidegate keys end {id} --journal ends it again: {AFTER}"
        );
        Err(Fault::unreadable(what, help))
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entry {} of {} ended it: what it signed counts until {}", self.entry, self.at, self.until)
    }
}
