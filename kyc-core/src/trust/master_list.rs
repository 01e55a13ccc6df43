//! Master lists (Doc 9303-12): a signed list of country authorities in, its certificates out.
//!
//! Who trusts a list trusts its signer to have checked every authority in it. The list's own signature
//! is checked against a root that the user chose to trust for that.

use super::anchors::{Anchors, Purpose};
use super::asn1::{Asn1Fault, INTEGER, SET, sequence, small};
use super::authenticated::{Authenticated, Remark, Step};
use super::certificate::Certificate;
use super::chain::{CHAIN_STEPS, Demand, chain};
use super::cms::SignedData;
use super::distrust::{Distrust, Part};
use super::passive::PassportPolicy;
use crate::base::{Budget, Instant};
use const_oid::ObjectIdentifier;

/// `id-icao-cscaMasterList`.
const MASTER_LIST: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.136.1.1.2");
/// `id-icao-cscaMasterListSigningKey`.
const MASTER_LIST_SIGNER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.136.1.1.3");
/// The largest list read, in bytes; the German one of May 2026 has 902,359.
const BYTES_MAX: usize = 1 << 24;

/// The certificates of a master list, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MasterList {
    certificates: Vec<Certificate>,
    signed_at: Option<Instant>,
}

impl MasterList {
    /// The certificates.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// When the signer says it signed.
    #[must_use]
    pub const fn signed_at(&self) -> Option<Instant> {
        self.signed_at
    }
}

impl Anchors {
    /// Trusts every certificate of an authenticated list to vouch for signers of passports.
    pub fn add_master_list(&mut self, list: &Authenticated<MasterList>) {
        list.document().certificates().iter().for_each(|it| self.add(Purpose::Csca, it.clone()));
    }
}

/// Authenticates a master list against the roots of `anchors` whose purpose is [`Purpose::MasterList`].
///
/// A list with one certificate that cannot be read is refused: half a list would say of some
/// countries that they have no authority.
///
/// # Errors
/// [`Distrust`].
pub fn authenticate_master_list(
    bytes: &[u8],
    anchors: &Anchors,
    policy: &PassportPolicy<'_>,
    at: Instant,
) -> Result<Authenticated<MasterList>, Distrust> {
    let of = Part::MasterList;
    let unreadable = |fault: Asn1Fault| Distrust::Unreadable { part: of, why: fault.0 };
    if bytes.len() > BYTES_MAX {
        return Err(Distrust::Unreadable { part: of, why: "it is larger than is read" });
    }
    let data = SignedData::read(bytes).map_err(unreadable)?;
    if data.content_type != MASTER_LIST {
        return Err(Distrust::Unreadable { part: of, why: "it has another type of content" });
    }
    let signed = data.verify(of, policy.certificates, policy.weak_hash)?;
    let signer = signed.certificate;
    let demand = Demand {
        purpose: Purpose::MasterList,
        at,
        extended_usage: Some(MASTER_LIST_SIGNER),
        weak_hash: policy.weak_hash,
        crls: policy.crls,
    };
    let chain = chain(signer, &data.certificates, anchors, &demand, &mut Budget::of(CHAIN_STEPS))?;
    let list = MasterList { certificates: certificates(&data.content)?, signed_at: signed.time };
    let key = signer.key().map_err(|fault| Distrust::Key { of: Part::Signer, fault })?;
    let mut path = vec![Step { what: "master list", by: signer.id(), key: key.to_string() }];
    path.extend(chain.steps);
    let weak = signed.has_weak_hash.then_some(Remark::WeakHash);
    Ok(Authenticated::new(list, chain.anchor, at).with(path, chain.remarks.into_iter().chain(weak)))
}

/// `CscaMasterList`: version 0 and a set of certificates.
fn certificates(content: &[u8]) -> Result<Vec<Certificate>, Distrust> {
    let unreadable = |fault: Asn1Fault| Distrust::Unreadable { part: Part::MasterList, why: fault.0 };
    let list = || -> Result<Vec<&[u8]>, Asn1Fault> {
        let mut parts = sequence(content)?;
        if small(parts.expect(INTEGER)?)? != 0 {
            return Err(Asn1Fault("its version is not known"));
        }
        let mut set = parts.expect(SET)?.parts();
        parts.end()?;
        let mut found = Vec::new();
        while let Some(it) = set.next()? {
            found.push(it.whole());
        }
        Ok(found)
    };
    let read = |it: &[u8]| {
        Certificate::read(it)
            .map_err(|_| Distrust::Unreadable { part: Part::MasterList, why: "a certificate in it is not well formed" })
    };
    list().map_err(unreadable)?.into_iter().map(read).collect()
}
