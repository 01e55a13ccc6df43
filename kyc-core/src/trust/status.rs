//! Token status lists (draft-ietf-oauth-status-list): a signed token → one small number for each document.
//!
//! The caller brings the list; nothing is fetched. The list is authenticated like any token, its compressed part is
//! opened under a bound, and it only speaks for documents of the same authority.

use super::anchors::Purpose;
use super::authenticated::{AnchorId, Authenticated, Remark};
use super::sd_jwt::same_media_type;
use super::signer::{Trust, numeric_date, verify_jws, within};
use super::token::{TokenDistrust, TokenFault, TokenPart};
use crate::base::{Instant, Window};
use crate::document::{Jws, StatusReference, base64url};
use serde_json::{Map, Value};
use std::cmp::Reverse;
use std::fmt;
use std::io::Read;

/// How long the token of a list may be, in bytes.
pub const LEN_MAX: usize = 8 << 20;
/// How long a list may be once opened, in bytes: 128 million documents of one bit.
pub const OPENED_MAX: u64 = 16 << 20;
/// How long a list counts that says neither `exp` nor `ttl`: a day. Issuers of identity documents publish anew at least
/// that often (the draft's own examples bear a `ttl` of twelve hours), and an old list is what hides a revocation.
pub const UNDATED_MAX: Window = Window::from_micros(24 * 60 * 60 * 1_000_000);

/// A status list as read; authenticate it before use.
#[derive(Clone)]
pub struct StatusList {
    token: Jws,
    uri: String,
    issuer: Option<String>,
    claims: Map<String, Value>,
    issued: Instant,
    expires: Option<Instant>,
    bits: u8,
    bytes: Vec<u8>,
}

impl fmt::Debug for StatusList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (uri, bits, length) = (&self.uri, self.bits, self.bytes.len());
        f.debug_struct("StatusList").field("uri", uri).field("bits", &bits).field("bytes", &length).finish()
    }
}

/// What a list says of one document (section "Status Types").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// 0: valid.
    Valid,
    /// 1: revoked for good.
    Invalid,
    /// 2: revoked for the time being.
    Suspended,
    /// A value that the application defines, or none does.
    Other(u8),
}

impl StatusList {
    /// Reads the token of a list (`typ` `statuslist+jwt`) and opens the list.
    ///
    /// # Errors
    /// [`TokenDistrust`] with [`TokenFault::Form`] or [`TokenFault::MediaType`].
    pub fn read(bytes: &[u8]) -> Result<Self, TokenDistrust> {
        let part = TokenPart::StatusList;
        let form = || part.fault(TokenFault::Form);
        if bytes.len() > LEN_MAX {
            return Err(form());
        }
        let text = std::str::from_utf8(bytes).map_err(|_| form())?;
        let token = Jws::read(text.trim_ascii()).map_err(|_| form())?;
        if !token.kind().map_err(|_| form())?.is_some_and(|it| same_media_type("statuslist+jwt", it)) {
            return Err(part.fault(TokenFault::MediaType));
        }
        let claims = token.claims().map_err(|_| form())?.into_revealed();
        let text = |name: &str| claims.get(name).map(|it| it.as_str().map(str::to_owned).ok_or_else(form)).transpose();
        let issued = numeric_date(&claims, "iat", part)?.ok_or_else(form)?;
        let mut expires = numeric_date(&claims, "exp", part)?;
        if let Some(ttl) = claims.get("ttl") {
            let micros = ttl.as_i64().filter(|it| *it > 0).and_then(|it| it.checked_mul(1_000_000)).ok_or_else(form)?;
            let stale = Instant::from_micros(issued.micros().saturating_add(micros));
            expires = Some(expires.map_or(stale, |it| it.min(stale)));
        }
        let list = claims.get("status_list").ok_or_else(form)?;
        let bits =
            list.get("bits").and_then(Value::as_u64).filter(|it| matches!(it, 1 | 2 | 4 | 8)).ok_or_else(form)?;
        let packed = list.get("lst").and_then(Value::as_str).and_then(base64url::decode).ok_or_else(form)?;
        Ok(Self {
            uri: text("sub")?.ok_or_else(form)?,
            issuer: text("iss")?,
            bytes: open(&packed).ok_or_else(form)?,
            // INVARIANT: the filter lets only 1, 2, 4 and 8 through.
            bits: bits as u8,
            token,
            claims,
            issued,
            expires,
        })
    }

    /// The address the list stands under (`sub`).
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// When it was issued (`iat`).
    #[must_use]
    pub const fn issued(&self) -> Instant {
        self.issued
    }

    /// Until when it counts by its own word, the earlier of `exp` and `iat` with `ttl`; `None` where it says neither:
    /// it then counts for [`UNDATED_MAX`].
    #[must_use]
    pub const fn expires(&self) -> Option<Instant> {
        self.expires
    }

    /// How many documents the list has a place for.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.bytes.len() as u64 * u64::from(8 / self.bits)
    }

    /// Whether it has a place for none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The status at a place; `None` past the end. Places begin at the lowest bit of each byte.
    #[must_use]
    pub fn status(&self, index: u64) -> Option<Status> {
        let each = u64::from(8 / self.bits);
        let byte = *self.bytes.get(usize::try_from(index / each).ok()?)?;
        // INVARIANT: the shift is below 8.
        let shifted = byte >> ((index % each) as u32 * u32::from(self.bits));
        Some(match shifted & (0xff >> (8 - self.bits)) {
            0 => Status::Valid,
            1 => Status::Invalid,
            2 => Status::Suspended,
            other => Status::Other(other),
        })
    }
}

/// Inflates zlib (RFC 1950) up to the bound; `None` for damage, bytes after the end, or more than the bound.
fn open(packed: &[u8]) -> Option<Vec<u8>> {
    let mut reader = flate2::bufread::ZlibDecoder::new(packed).take(OPENED_MAX + 1);
    let mut opened = Vec::new();
    reader.read_to_end(&mut opened).ok()?;
    let whole = reader.get_ref().total_in() == packed.len() as u64;
    (whole && opened.len() as u64 <= OPENED_MAX).then_some(opened)
}

/// Authenticates a list at an instant: a trusted authority signed it, and it is fresh (`exp`, `iat` and `ttl`).
///
/// # Errors
/// [`TokenDistrust`].
pub fn authenticate_status_list(
    list: StatusList,
    trust: &Trust<'_>,
    leeway: Window,
    at: Instant,
) -> Result<Authenticated<StatusList>, TokenDistrust> {
    let part = TokenPart::StatusList;
    // Mobile documents' lists are signed below the authority of the documents themselves.
    let by = |purpose| verify_jws(trust, &list.token, list.issuer.as_deref(), purpose, part, "status list", at);
    let signed = by(Purpose::Issuer).or_else(|fault| by(Purpose::Iaca).map_err(|_| fault))?;
    within(&list.claims, at, leeway, part)?;
    fresh(&list, at, leeway)?;
    Ok(Authenticated::new(list, signed.anchor, at).with(signed.path, signed.remarks))
}

fn fresh(list: &StatusList, at: Instant, leeway: Window) -> Result<(), TokenDistrust> {
    let fault = match list.expires {
        Some(end) if at.since(end) >= leeway.micros() => TokenFault::Expired,
        None if at.since(list.issued) > UNDATED_MAX.micros().saturating_add(leeway.micros()) => TokenFault::StatusOld,
        _ => return Ok(()),
    };
    Err(TokenPart::StatusList.fault(fault))
}

/// Looks a document up: `Ok(true)` where a list of the same authority says valid, `Ok(false)` where no list is there.
///
/// Of several lists that count the newest answers, so that an older one hides no revocation; of equally new ones that
/// which says the worst. Where none counts, the fault of the first is told.
pub(super) fn check(
    reference: &StatusReference,
    lists: &[Authenticated<StatusList>],
    issuer: Option<&str>,
    anchor: &AnchorId,
    at: Instant,
    leeway: Window,
) -> Result<bool, TokenDistrust> {
    let part = TokenPart::StatusList;
    let counts = |found: &Authenticated<StatusList>| {
        let list = found.document();
        let confirmed = list.issuer.is_some() && !found.remarks().contains(&Remark::IssuerNameUnconfirmed);
        let same_issuer = confirmed && list.issuer.as_deref() == issuer;
        if !same_issuer && found.anchor() != anchor {
            return Err(part.fault(TokenFault::StatusIssuer));
        }
        fresh(list, at, leeway)?;
        let fault = match list.status(reference.index) {
            Some(Status::Valid) => None,
            Some(Status::Invalid) => Some(TokenFault::Revoked),
            Some(Status::Suspended) => Some(TokenFault::Suspended),
            Some(Status::Other(_)) => Some(TokenFault::StatusOther),
            None => Some(TokenFault::StatusIndex),
        };
        Ok((list.issued, fault))
    };
    let judged = lists.iter().filter(|it| it.document().uri == reference.uri).map(counts);
    let (good, bad): (Vec<_>, Vec<_>) = judged.partition(Result::is_ok);
    // Faults of a place stand in `TokenFault` from the worst down, and none of them is better than any.
    let newest = good.into_iter().flatten().min_by_key(|it| (Reverse(it.0), it.1.is_none(), it.1));
    match (newest, bad.into_iter().find_map(Result::err)) {
        (Some((_, None)), _) => Ok(true),
        (Some((_, Some(fault))), _) => Err(part.fault(fault)),
        (None, Some(fault)) => Err(fault),
        (None, None) => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn list(bits: u8, packed: &str) -> Result<StatusList, TokenDistrust> {
        let part = |it: Value| base64url::encode(it.to_string().as_bytes());
        let header = part(json!({"alg": "ES256", "typ": "statuslist+jwt"}));
        let payload = json!({"sub": "https://example.com/1", "iat": 1, "status_list": {"bits": bits, "lst": packed}});
        StatusList::read(format!("{header}.{}.AA", part(payload)).as_bytes())
    }

    fn numbers(list: &StatusList, count: u64) -> Vec<u8> {
        let number = |at| match list.status(at).unwrap() {
            Status::Valid => 0,
            Status::Invalid => 1,
            Status::Suspended => 2,
            Status::Other(it) => it,
        };
        (0..count).map(number).collect()
    }

    #[test]
    fn the_lists_of_the_draft_are_opened() {
        // draft-ietf-oauth-status-list, section "Compressed Byte Array" and its examples of one and two bits.
        let one = list(1, "eNrbuRgAAhcBXQ").unwrap();
        assert_eq!(numbers(&one, 16), [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]);
        assert_eq!((one.len(), one.status(16)), (16, None));
        let two = list(2, "eNo76fITAAPfAgc").unwrap();
        assert_eq!(numbers(&two, 12), [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]);
        assert_eq!(two.status(u64::MAX), None);
    }

    #[test]
    fn damaged_lists_are_refused() {
        for (fault, bits, packed) in [
            ("bits", 3, "eNrbuRgAAhcBXQ"),
            ("cut", 1, "eNrbuRgAAhcB"),
            ("checksum", 1, "eNrbuRgAAhcBXg"),
            ("rest", 1, "eNrbuRgAAhcBXQAA"),
            ("not_packed", 1, "uaM"),
            ("padded", 1, "eNrbuRgAAhcBXQ=="),
        ] {
            assert_eq!(list(bits, packed).err().map(|it| it.fault()), Some(TokenFault::Form), "{fault}");
        }
    }

    proptest! {
        /// The oracle: the list as one long row of bits, lowest first.
        #[test]
        fn places_are_rows_of_bits(bytes in prop::collection::vec(any::<u8>(), 1..20), width in 0_u32..4) {
            use std::io::Write;
            let bits = 1_u8 << width;
            let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
            packer.write_all(&bytes).unwrap();
            let list = list(bits, &base64url::encode(&packer.finish().unwrap())).unwrap();
            let row: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).map(move |at| byte >> at & 1)).collect();
            let slowly = row.chunks(bits.into()).map(|it| it.iter().rev().fold(0, |sum, bit| sum << 1 | bit));
            prop_assert_eq!(numbers(&list, list.len()), slowly.collect::<Vec<u8>>());
        }
    }
}
