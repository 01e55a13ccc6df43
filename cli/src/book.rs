//! The status list as it is to stand: what was published last, and what the journal knows of it.
//!
//! The journal is written first and is the record; the list is its publication. So a list that is lost, older than the
//! journal or signed by a key that no longer counts is made anew from the journal, and nothing that was revoked counts
//! again by it.

use crate::fault::Fault;
use crate::input;
use crate::report::words::plural;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tidegate_kyc_core::base::{Instant, clause};
use tidegate_kyc_core::document::Jws;
use tidegate_kyc_core::gate::{BookFault, PermitId, PlaceStatus, StatusBook};
use tidegate_kyc_core::journal::{Entry, Kind};
use tidegate_kyc_core::key::KeySet;

/// How many permits one status list has a place for.
const PLACES: u64 = 1 << 17;
/// The unit of a list's times, in microseconds.
pub(crate) const SECOND: i64 = 1_000_000;
const NOTHING: &str = "nothing was changed";

/// Whose list: the gate that issues, and the address under which it publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) issuer: String,
    pub(crate) uri: String,
}

/// By place: the permit that has it, and its status.
type Places = BTreeMap<u64, (PermitId, PlaceStatus)>;

/// What a journal knows of status lists. Memory grows with permits, not with entries.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// By address.
    lists: BTreeMap<String, Places>,
    /// By address: the gate that issues the permits of the list.
    issuers: BTreeMap<String, String>,
    /// The list of the newest decision.
    newest: Option<Address>,
    /// The newest entry after which a list was to be signed.
    signed: Option<Instant>,
    /// Permits that a decision suspended: only another decision lets them count again.
    held: BTreeSet<PermitId>,
    /// By address: below which place everything was revoked, known or not, when a journal was gone on with from a copy.
    voided: BTreeMap<String, u64>,
}

impl Known {
    /// Takes in one entry, in the order of the journal.
    pub(crate) fn see(&mut self, entry: &Entry) {
        let body = &entry.event().body;
        match entry.event().kind {
            Kind::Decision => self.decided(body, entry.time()),
            Kind::PermitRevoked | Kind::PermitSuspended | Kind::PermitReinstated => {
                if let Some(((id, status), uri)) = changed(body).zip(text(body, "list")) {
                    self.set(uri, id, status);
                    self.held.remove(&id);
                    self.signed = Some(entry.time());
                }
            }
            Kind::JournalResumed => self.resumed(body, entry.time()),
            _ => {}
        }
    }

    /// A journal that was gone on with from an older copy: whatever was given out before is void.
    fn resumed(&mut self, body: &Map<String, Value>, at: Instant) {
        let lists = body.get("revoked_below").and_then(Value::as_object).into_iter().flatten();
        for (uri, end) in lists.filter_map(|it| Some((it.0, it.1.as_u64()?))) {
            let held = self.lists.entry(uri.clone()).or_default();
            held.range_mut(..end).for_each(|it| it.1.1 = PlaceStatus::Revoked);
            let before = self.voided.entry(uri.clone()).or_default();
            *before = end.max(*before);
        }
        self.signed = Some(at);
    }

    /// How many places of a list say what the journal does not record.
    pub(crate) fn unrecorded(&self, book: &StatusBook) -> u64 {
        let (places, voided) = (self.lists.get(book.uri()), self.voided.get(book.uri()).copied().unwrap_or(0));
        let unknown = |it: u64| if it < voided { PlaceStatus::Revoked } else { PlaceStatus::Free };
        let recorded = |it: u64| places.and_then(|all| all.get(&it)).map_or_else(|| unknown(it), |it| it.1);
        (0..book.len()).filter(|it| book.status(*it) != Some(recorded(*it))).count() as u64
    }

    /// A decision: what became of former permits, and the one that it gave, if any.
    fn decided(&mut self, body: &Map<String, Value>, at: Instant) {
        let Some((issuer, uri)) = text(body, "issuer").zip(text(body, "status_list")) else { return };
        for (id, status) in
            body.get("before").and_then(Value::as_array).into_iter().flatten().filter_map(|it| changed(it.as_object()?))
        {
            self.set(uri, id, status);
            if status == PlaceStatus::Suspended {
                self.held.insert(id);
            }
        }
        if let Some(id) = permit(body) {
            self.set(uri, id, PlaceStatus::Valid);
        }
        if text(body, "status_list_digest").is_some() {
            self.signed = Some(at);
        }
        let newest = Address { issuer: issuer.to_owned(), uri: uri.to_owned() };
        if self.newest.as_ref() != Some(&newest) {
            self.issuers.insert(newest.uri.clone(), newest.issuer.clone());
            self.newest = Some(newest);
        }
    }

    fn set(&mut self, uri: &str, id: PermitId, status: PlaceStatus) {
        self.lists.entry(uri.to_owned()).or_default().insert(id.place(), (id, status));
    }

    /// Whether a decision suspended a permit.
    pub(crate) fn is_held(&self, id: PermitId) -> bool {
        self.held.contains(&id)
    }

    /// The list of a permit that a decision gave out.
    pub(crate) fn list_of(&self, id: PermitId) -> Option<Address> {
        let is_held = |places: &Places| places.get(&id.place()).is_some_and(|it| it.0 == id);
        let uri = self.lists.iter().find(|it| is_held(it.1))?.0;
        Some(Address { issuer: self.issuers.get(uri)?.clone(), uri: uri.clone() })
    }

    /// A list brought up to what the journal records.
    ///
    /// # Errors
    /// A [`BookFault`] where it has no place for a permit that the journal knows.
    fn caught_up(&self, mut book: StatusBook) -> Result<StatusBook, BookFault> {
        let (uri, voided) = (book.uri().to_owned(), self.voided.get(book.uri()).copied().unwrap_or(0));
        for (place, (_, status)) in self.lists.get(&uri).into_iter().flatten() {
            book.restore(*place, *status)?;
        }
        (0..voided).try_for_each(|it| book.restore(it, PlaceStatus::Revoked))?;
        Ok(book)
    }

    /// Whether a list says what the journal does not record: then the journal cannot make it anew, and it may be all that tells
    /// of entries that were lost.
    fn is_behind(&self, list: &StatusBook) -> bool {
        self.caught_up(list.clone()).map_or(true, |it| self.unrecorded(&it) > 0)
    }

    /// The list of a file, whoever signed it, where the journal knows permits of it.
    fn claimed(&self, list: &[u8]) -> Option<Address> {
        claimed(list).filter(|it| self.lists.contains_key(&it.uri))
    }

    /// The permit that has a place of a list, where the journal knows one.
    pub(crate) fn holder(&self, uri: &str, place: u64) -> Option<PermitId> {
        self.lists.get(uri)?.get(&place).map(|it| it.0)
    }
}

fn text<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    body.get(name)?.as_str()
}

fn permit(body: &Map<String, Value>) -> Option<PermitId> {
    PermitId::parse(text(body, "permit")?).ok()
}

/// The list that a file says it is, whoever signed it.
fn claimed(list: &[u8]) -> Option<Address> {
    let jws = Jws::read(std::str::from_utf8(list).ok()?.trim_ascii()).ok()?;
    let claims = jws.claims().ok().filter(|_| jws.kind() == Ok(Some("statuslist+jwt")))?.into_revealed();
    let text = |name: &str| Some(claims.get(name)?.as_str()?.to_owned());
    Some(Address { issuer: text("iss")?, uri: text("sub")? })
}

/// The file of the list that a permit is of: the one that is meant by the words, where it is that list, else one beside the
/// journal, where a list of a former address may have been left.
///
/// # Errors
/// A fault where there is none, or several.
pub(crate) fn place_of(status: PathBuf, is_named: bool, wanted: &Address, known: &Known) -> Result<PathBuf, Fault> {
    let list = |path: &Path| input::whole(path).ok().and_then(|it| claimed(&it)).map(|it| it.uri);
    let stands = input::is_there(&status).then(|| list(&status)).flatten();
    // A list that is lost is made anew where it is to be; the journal's own is that of the newest decision.
    let meant = stands.or_else(|| known.newest.as_ref().filter(|_| !is_named).map(|it| it.uri.clone()));
    let Some(other) = meant.filter(|it| *it != wanted.uri) else { return Ok(status) };
    let beside = if is_named { Vec::new() } else { input::tokens_beside(&status) };
    let mut found = beside.into_iter().filter(|it| list(it).as_ref() == Some(&wanted.uri));
    if let (Some(one), None) = (found.next(), found.next()) {
        input::speak(&format!("note: the permit is of {}: {} is that list", wanted.uri, one.display()));
        return Ok(one);
    }
    let what = format!("the permit is of the list {}, and {} is {other}", wanted.uri, input::file_name(&status));
    let help = "give with --status the file that is published under the permit's address; where that is lost, the place in which \
        it is to be: it is made anew from the journal; nothing was changed";
    Err(Fault::usage(what, help))
}

/// A permit and what became of it.
fn changed(body: &Map<String, Value>) -> Option<(PermitId, PlaceStatus)> {
    Some((permit(body)?, PlaceStatus::parse(text(body, "status")?)?))
}

/// A list ready for its next issue.
#[derive(Debug)]
pub(crate) struct Standing {
    /// What was published last with what the journal knows.
    pub(crate) book: StatusBook,
    /// What was published last; none where it is lost or cannot be read.
    pub(crate) published: Option<StatusBook>,
    /// How many places of it say what the journal knows nothing of.
    pub(crate) ahead: u64,
}

impl Standing {
    /// Reads what was published last, if it is there, and brings it up to the journal.
    ///
    /// `policy` is the list that the policy or a permit asks for; without it the file says which list it is, or else the newest
    /// decision does. `fresh` is whether a list that neither the file nor the journal knows may be begun.
    ///
    /// # Errors
    /// A fault where there is no list and none may be begun, or the file is none of ours and the journal knows nothing
    /// of this list either.
    pub(crate) fn of(
        path: &Path,
        keys: &KeySet,
        known: &Known,
        policy: Option<&Address>,
        fresh: bool,
    ) -> Result<Self, Fault> {
        let name = input::file_name(path);
        let wrong = |it: BookFault| Fault::unreadable(format!("{name}: {}", clause(it.meaning())), NOTHING);
        let bytes = input::is_there(path).then(|| input::whole(path)).transpose()?;
        // A list that a key signed which is gone says all the same which one it is.
        let told = bytes.as_ref().and_then(|it| known.claimed(it));
        let read = bytes.as_ref().map(|it| StatusBook::read(it, keys)).transpose();
        let of = |it: &StatusBook| Address { issuer: it.issuer().to_owned(), uri: it.uri().to_owned() };
        let told = read.as_ref().ok().and_then(Option::as_ref).map(of).or(told);
        if let Some((told, asked)) = told.as_ref().zip(policy).filter(|it| it.0 != it.1) {
            return Err(moved(&name, told, asked));
        }
        let address = policy.cloned().or(told).or_else(|| known.newest.clone());
        let places = address.as_ref().and_then(|it| known.lists.get(&it.uri));
        let published = match (read, places) {
            (Ok(read), _) => read,
            // Signed by a key that is gone, or is not there yet: the journal has these keys sign. Where it records all that the list
            // says, that can be made anew; otherwise what the list says stands, as that of one that was signed does.
            (Err(fault), Some(_)) => {
                let told = bytes.as_ref().and_then(|it| StatusBook::read_unsigned(it).ok());
                if told.as_ref().is_some_and(|it| address.as_ref().is_none_or(|address| it.uri() != address.uri)) {
                    return Err(unsigned(&name, fault));
                }
                told.filter(|it| known.is_behind(it)).inspect(|_| tell_unsigned(&name))
            }
            (Err(fault), _) => return Err(unsigned(&name, fault)),
        };
        let book = match (&published, &address) {
            (Some(book), _) => book.clone(),
            (None, Some(it)) if places.is_some() || fresh => {
                StatusBook::new(&it.issuer, &it.uri, PLACES).map_err(wrong)?
            }
            _ => {
                let help = "tidegate onboard begins a list with its first permit; --status names the file";
                return Err(Fault::unreadable(format!("{name} does not exist"), help));
            }
        };
        if let Some(places) = places.filter(|_| published.is_none()) {
            let how =
                if bytes.is_none() { "is not there" } else { "is signed by no key of the set, and says nothing more" };
            let permits = plural(places.len() as u64, "permit", "permits");
            input::speak(&format!("note: {name} {how}: it is made anew from what the journal records of {permits}"));
        }
        let mut book = known.caught_up(book).map_err(wrong)?;
        // A journal that knows no permit at all may have lost its only one.
        let ahead = published.as_ref().map_or(0, |_| known.unrecorded(&book));
        published.iter().for_each(|it| tell_behind(&name, &book, it));
        // What was recorded and perhaps never published may be published for its own second still.
        let before = |it: Instant| Instant::from_micros(it.micros().saturating_sub(SECOND));
        known.signed.into_iter().for_each(|it| book.signed_before(before(it)));
        Ok(Self { book, published, ahead })
    }
}

/// How many places of a list were given out: they are given out in their order.
pub(crate) fn given_out(book: &StatusBook) -> u64 {
    let is_given = |it: &u64| book.status(*it) != Some(PlaceStatus::Free);
    (0..book.len()).rev().find(is_given).map_or(0, |it| it + 1)
}

fn unsigned(name: &str, fault: BookFault) -> Fault {
    let help = "check --keys and the file: no key of the set signed it, and the journal records no permit of its list; nothing was \
        changed";
    Fault::unreadable(format!("{name}: {}", clause(fault.meaning())), help)
}

/// The policy names another list than the one that stands there.
fn moved(name: &str, told: &Address, asked: &Address) -> Fault {
    let what = format!("{name} is the list {}, and the policy names {}", told.uri, asked.uri);
    let help = "a new address begins a new list: go on publishing the old one where it is until the last of its permits \
        has ended, and give it another name than status.jwt; decisions no longer take its permits back, permit revoke does; nothing was \
        changed";
    Fault::unreadable(what, help)
}

/// Tells that a list is taken at its word.
fn tell_unsigned(name: &str) {
    input::speak(&format!(
        "note: no key of the set signed {name}, and the journal does not record all that it says: it is taken for the list that \
         was published last. Where somebody else made it, take it away"
    ));
}

/// Tells where the file is older than the journal.
fn tell_behind(name: &str, book: &StatusBook, published: &StatusBook) {
    let behind = (0..published.len()).filter(|it| published.status(*it) != book.status(*it)).count();
    if behind > 0 {
        input::speak(&format!(
            "note: {name} lacks {} that the journal records: it is brought up to it",
            plural(behind as u64, "change", "changes")
        ));
    }
}

/// Tells where the journal is older than the file, and signs by it all the same.
pub(crate) fn tell_ahead(name: &str, ahead: u64) {
    if ahead > 0 {
        input::speak(&format!(
            "note: {name} has {} that the journal knows nothing of, and what it says stands: were entries cut off? \
             Compare the journal with a checkpoint that you keep: tidegate audit verify",
            plural(ahead, "change", "changes")
        ));
    }
}
