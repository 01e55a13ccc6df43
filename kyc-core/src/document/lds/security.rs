//! Data group 14: which security protocols the chip speaks, and with which algorithms.

use super::LdsError;
use super::file::LdsFile;
use crate::base::Tlv;
use const_oid::ObjectIdentifier;

const FILE: LdsFile = LdsFile::Group(14);
/// The most entries read; a chip with every protocol of Doc 9303-11 has about ten.
const ENTRIES_MAX: usize = 64;
/// `id-icao-mrtd-security-aaProtocolObject` (Doc 9303-11).
const ACTIVE_AUTHENTICATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.136.1.1.5");

/// One protocol the chip speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityInfo {
    /// The protocol's identifier.
    pub protocol: ObjectIdentifier,
    /// The version, where the entry has one.
    pub version: Option<u8>,
    /// The signature algorithm, where the entry is that of active authentication.
    pub signature: Option<ObjectIdentifier>,
}

/// The entries of data group 14, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityInfos(Vec<SecurityInfo>);

impl SecurityInfos {
    pub(super) fn read(group: Tlv<'_>) -> Result<Self, LdsError> {
        let form = |fault| LdsError::Form { file: FILE, fault };
        let mut entries = group.parts().expect(0x31).map_err(form)?.parts();
        let mut read = Vec::new();
        while let Some(entry) = entries.next().map_err(form)? {
            if read.len() == ENTRIES_MAX {
                return Err(LdsError::Value { file: FILE, what: "the number of protocols" });
            }
            let mut parts = entry.demand(0x30).map_err(form)?.parts();
            let protocol = oid(parts.expect(0x06).map_err(form)?)?;
            let first = parts.next().map_err(form)?;
            let version = first.filter(|it| it.tag() == 0x02).and_then(|it| <[u8; 1]>::try_from(it.value()).ok());
            let signature = match parts.next().map_err(form)? {
                Some(it) if protocol == ACTIVE_AUTHENTICATION => Some(oid(it)?),
                _ => None,
            };
            read.push(SecurityInfo { protocol, version: version.map(|it| it[0]), signature });
        }
        Ok(Self(read))
    }

    /// The entries.
    #[must_use]
    pub fn entries(&self) -> &[SecurityInfo] {
        &self.0
    }

    /// The signature algorithm of active authentication; chips with an ECDSA key must state it.
    #[must_use]
    pub fn active_authentication(&self) -> Option<ObjectIdentifier> {
        self.0.iter().find(|it| it.protocol == ACTIVE_AUTHENTICATION)?.signature
    }
}

fn oid(element: Tlv<'_>) -> Result<ObjectIdentifier, LdsError> {
    let fault = LdsError::Value { file: FILE, what: "an object identifier" };
    let value = element.demand(0x06).map_err(|_| fault)?.value();
    ObjectIdentifier::from_bytes(value).map_err(|_| fault)
}
