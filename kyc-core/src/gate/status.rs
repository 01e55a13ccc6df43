//! The status of permits: what the gate keeps and publishes, and what an order path checked of it
//! (draft-ietf-oauth-status-list).
//!
//! A place that was never given out has the value 3, so that a permit that the list does not know does not count.

use super::permit::signed;
use crate::base::{Instant, Window};
use crate::codes;
use crate::document::{Jws, base64url};
use crate::key::{KeyId, KeyPair, KeySet};
use crate::trust::Authenticated;
use crate::trust::status::{Status, StatusList};
use serde_json::json;
use std::io::Write;

/// How many permits one list may have a place for: 256 KiB once opened.
pub const PLACES_MAX: u64 = 1 << 20;
const SECOND: i64 = 1_000_000;

codes! {
    /// The status of one place of a list (two bits).
    pub enum PlaceStatus {
        /// The permit counts.
        Valid = "valid",
        /// The permit was revoked for good.
        Revoked = "revoked",
        /// The permit is suspended for the time being.
        Suspended = "suspended",
        /// No permit was given this place.
        Free = "free",
    }
}

codes! {
    /// Why a list of statuses cannot be read or changed.
    pub enum BookFault {
        /// It is no status list of this issuer, signed by a key of the set, with two bits a place.
        List = "book-list",
        /// Every place was given out: begin another list.
        Full = "book-full",
        /// The list has no such place, or it was never given out.
        Place = "book-place",
        /// What was revoked stays revoked: a new permit is needed.
        Revoked = "book-revoked",
        /// The new issue would not be later than the one it replaces, by a whole second.
        Time = "book-time",
    }
}

impl std::error::Error for BookFault {}

/// The gate's own book of statuses. Published as a signed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusBook {
    issuer: String,
    uri: String,
    places: Vec<PlaceStatus>,
    issued: Option<Instant>,
}

/// The token that a list is.
fn token_of(list: &[u8]) -> Result<Jws, BookFault> {
    let jws = std::str::from_utf8(list).ok().and_then(|it| Jws::read(it.trim_ascii()).ok());
    jws.filter(|it| it.algorithm() == Ok("EdDSA")).ok_or(BookFault::List)
}

impl StatusBook {
    /// An empty book of an issuer, published under an address. All places are free.
    ///
    /// # Errors
    /// [`BookFault::Place`] for no place, more than [`PLACES_MAX`], or a number that four does not divide.
    pub fn new(issuer: &str, uri: &str, places: u64) -> Result<Self, BookFault> {
        let count = usize::try_from(places).map_err(|_| BookFault::Place)?;
        if places == 0 || places > PLACES_MAX || !places.is_multiple_of(4) {
            return Err(BookFault::Place);
        }
        Ok(Self { issuer: issuer.into(), uri: uri.into(), places: vec![PlaceStatus::Free; count], issued: None })
    }

    /// Reads the list that was published last, to change it. It may be past its end, but a key of the set signed it.
    ///
    /// # Errors
    /// [`BookFault::List`].
    pub fn read(token: &[u8], keys: &KeySet) -> Result<Self, BookFault> {
        let wrong = BookFault::List;
        let jws = token_of(token)?;
        let key = jws.key_id().and_then(|it| keys.named(it)).ok_or(wrong)?;
        let verified = key.key().verify(crate::trust::Scheme::Ed25519, jws.signing_input(), jws.signature());
        verified.map_err(|_| wrong)?;
        let book = Self::of(token, &jws)?;
        if book.issued.is_some_and(|it| key.counts_at(it)) { Ok(book) } else { Err(wrong) }
    }

    /// The same of a list whoever signed it: what may be evidence of what was published, and is nothing to go on from.
    ///
    /// # Errors
    /// [`BookFault::List`].
    pub fn read_unsigned(token: &[u8]) -> Result<Self, BookFault> {
        Self::of(token, &token_of(token)?)
    }

    /// What a list says.
    fn of(token: &[u8], jws: &Jws) -> Result<Self, BookFault> {
        let wrong = BookFault::List;
        let list = StatusList::read(token).map_err(|_| wrong)?;
        let claims = jws.claims().map_err(|_| wrong)?.into_revealed();
        let issuer = claims.get("iss").and_then(|it| it.as_str()).ok_or(wrong)?;
        let issued = claims.get("iat").and_then(|it| it.as_i64()).and_then(|it| it.checked_mul(SECOND)).ok_or(wrong)?;
        if list.is_empty() || list.len() > PLACES_MAX {
            return Err(wrong);
        }
        if claims.get("status_list").and_then(|it| it.get("bits")) != Some(&json!(2)) {
            return Err(wrong);
        }
        let place = |at| match list.status(at) {
            Some(Status::Valid) => Ok(PlaceStatus::Valid),
            Some(Status::Invalid) => Ok(PlaceStatus::Revoked),
            Some(Status::Suspended) => Ok(PlaceStatus::Suspended),
            Some(Status::Other(3)) => Ok(PlaceStatus::Free),
            Some(Status::Other(_)) | None => Err(wrong),
        };
        let places = (0..list.len()).map(place).collect::<Result<_, _>>()?;
        let issued = Some(Instant::from_micros(issued));
        Ok(Self { issuer: issuer.to_owned(), uri: list.uri().to_owned(), places, issued })
    }

    /// The address it is published under.
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The issuer it speaks for.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// When the issue it was read from was signed; `None` for a new book.
    #[must_use]
    pub const fn issued(&self) -> Option<Instant> {
        self.issued
    }

    /// How many places it has.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.places.len() as u64
    }

    /// Whether every place is free.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.iter().all(|it| *it == PlaceStatus::Free)
    }

    /// The status of a place; `None` past the end.
    #[must_use]
    pub fn status(&self, place: u64) -> Option<PlaceStatus> {
        self.places.get(usize::try_from(place).ok()?).copied()
    }

    /// Gives out the first free place, which is valid from then on.
    ///
    /// # Errors
    /// [`BookFault::Full`].
    pub fn give_out(&mut self) -> Result<u64, BookFault> {
        let place = self.places.iter().position(|it| *it == PlaceStatus::Free).ok_or(BookFault::Full)?;
        self.places[place] = PlaceStatus::Valid;
        Ok(place as u64)
    }

    /// Sets the status of a place that was given out. What is revoked stays so, and no place is freed again.
    ///
    /// # Errors
    /// [`BookFault::Place`] or [`BookFault::Revoked`].
    pub fn set(&mut self, place: u64, status: PlaceStatus) -> Result<(), BookFault> {
        let held = usize::try_from(place).ok().and_then(|it| self.places.get_mut(it)).ok_or(BookFault::Place)?;
        match (*held, status) {
            (PlaceStatus::Free, _) | (_, PlaceStatus::Free) => Err(BookFault::Place),
            (PlaceStatus::Revoked, PlaceStatus::Valid | PlaceStatus::Suspended) => Err(BookFault::Revoked),
            (_, status) => {
                *held = status;
                Ok(())
            }
        }
    }

    /// Puts a place where a record says it is, given out or not, for bringing a list up to the journal that comes before
    /// it; of the two the stricter counts.
    ///
    /// # Errors
    /// [`BookFault::Place`] for a place that the book does not have.
    pub fn restore(&mut self, place: u64, status: PlaceStatus) -> Result<(), BookFault> {
        let held = usize::try_from(place).ok().and_then(|it| self.places.get_mut(it)).ok_or(BookFault::Place)?;
        let strictness = |it: PlaceStatus| match it {
            PlaceStatus::Free => 0,
            PlaceStatus::Valid => 1,
            PlaceStatus::Suspended => 2,
            PlaceStatus::Revoked => 3,
        };
        if strictness(status) > strictness(*held) {
            *held = status;
        }
        Ok(())
    }

    /// Notes that an issue was signed at an instant, whether it was found or not: the next one is later.
    pub fn signed_before(&mut self, at: Instant) {
        self.issued = self.issued.max(Some(at));
    }

    /// Signs the list as it stands (`typ` `statuslist+jwt`), good for `life`. The same book, key, instant and life
    /// give the same bytes.
    ///
    /// # Errors
    /// [`BookFault::Time`] where it would not be later than the issue before, or `life` is below a second.
    pub fn sign(&self, key: &KeyPair, at: Instant, life: Window) -> Result<String, BookFault> {
        let (issued, ttl) = (at.micros().div_euclid(SECOND), life.micros().div_euclid(SECOND));
        let later = self.issued.is_none_or(|it| issued > it.micros().div_euclid(SECOND));
        let end = issued.checked_add(ttl).filter(|_| later && ttl > 0 && issued >= 0).ok_or(BookFault::Time)?;
        let bits = |it: &PlaceStatus| match it {
            PlaceStatus::Valid => 0_u8,
            PlaceStatus::Revoked => 1,
            PlaceStatus::Suspended => 2,
            PlaceStatus::Free => 3,
        };
        let packed: Vec<u8> =
            self.places.chunks(4).map(|it| it.iter().rev().fold(0, |byte, place| byte << 2 | bits(place))).collect();
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        // Writing to memory has no way to fail; were it to, no list comes out.
        let list = packer.write_all(&packed).and_then(|()| packer.finish()).map_err(|_| BookFault::List)?;
        let claims = json!({
            "exp": end,
            "iat": issued,
            "iss": self.issuer,
            "status_list": {"bits": 2, "lst": base64url::encode(&list)},
            "sub": self.uri,
            "ttl": ttl,
        });
        Ok(signed("statuslist+jwt", &claims, key))
    }
}

/// A status list whose signature, issuer and age an order path checked. Its age is checked anew with each permit.
#[derive(Clone, Debug)]
pub struct CheckedList {
    list: Authenticated<StatusList>,
    issued: Instant,
    until: Instant,
    key: KeyId,
}

impl CheckedList {
    pub(in crate::gate) const fn new(
        list: Authenticated<StatusList>,
        issued: Instant,
        until: Instant,
        key: KeyId,
    ) -> Self {
        Self { list, issued, until, key }
    }

    /// The list.
    #[must_use]
    pub fn list(&self) -> &StatusList {
        self.list.document()
    }

    /// When it was issued.
    #[must_use]
    pub const fn issued(&self) -> Instant {
        self.issued
    }

    /// The instant from which it no longer counts.
    #[must_use]
    pub const fn until(&self) -> Instant {
        self.until
    }

    pub(in crate::gate) const fn key(&self) -> KeyId {
        self.key
    }
}
