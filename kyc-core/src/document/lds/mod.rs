//! The chip of a passport: its files → a [`Passport`] whose groups are read one by one.
//!
//! Reads the logical data structure of ICAO Doc 9303-10: EF.COM, the data groups and the document
//! security object. Knows nothing of trust: whether a group is what the issuer signed is for
//! [`crate::trust`] to say.

mod details;
mod face;
mod file;
mod security;
#[cfg(test)]
mod tests;

pub use details::{HolderDetails, IssuanceDetails};
pub use face::{Face, FaceStandard, ImageFormat};
pub use file::LdsFile;
pub use security::{SecurityInfo, SecurityInfos};

use crate::base::{Redacted, SourceId, Tlv, TlvError, TlvRules};
use crate::document::mrz::{Mrz, MrzError};
use std::collections::BTreeMap;

/// The largest file read, in bytes. A face image is recommended to have 15 to 20 kB (Doc 9303-9);
/// fifty times that.
const FILE_BYTES_MAX: usize = 1 << 20;
/// The most files looked at: 18 files of the application, and as many that are none of it.
const FILES_MAX: usize = 36;

/// Why files are not those of a passport's chip. Carries nothing of their content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LdsError {
    /// None of the files is one of the application.
    #[error("no file is one of a passport's chip")]
    Nothing,
    /// More files, or larger ones, than are read.
    #[error("there are more files, or larger ones, than are read")]
    TooLarge,
    /// A file's name says one thing and its first tag another.
    #[error("the file named as {named} has not its tag")]
    OtherTag {
        /// What its name says.
        named: LdsFile,
    },
    /// The same file twice.
    #[error("{0} stands twice")]
    Twice(LdsFile),
    /// A file is not well formed.
    #[error("{file} is not well formed: {fault}")]
    Form {
        /// Which file.
        file: LdsFile,
        /// What is wrong.
        fault: TlvError,
    },
    /// A value within a file is out of its range, or not of its form.
    #[error("{what} in {file} is not well formed")]
    Value {
        /// Which file.
        file: LdsFile,
        /// Which value.
        what: &'static str,
    },
    /// The machine-readable zone of data group 1 is none.
    #[error("the machine-readable zone of data group 1: {0}")]
    Mrz(MrzError),
}

/// The files of one chip, each with its right tag and length, and nothing said of what is inside.
///
/// Every reader below answers `None` where the file is not there, and an error where it is not
/// well formed. `Debug` shows which files there are, never their content.
#[derive(Clone, PartialEq, Eq)]
pub struct Passport {
    files: BTreeMap<LdsFile, Vec<u8>>,
    ignored: usize,
}

impl std::fmt::Debug for Passport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.files.keys().map(ToString::to_string)).finish()
    }
}

impl Passport {
    /// Recognises the files of a chip among `files` by name (`EF.COM`, `DG1.bin`, `EF_DG15`, the file
    /// identifiers `0101` to `0110`, `011D`, `011E`) and by first tag. A name that says nothing is no
    /// fault; one that contradicts the tag is.
    ///
    /// Success means that each file has its tag and is one element with nothing after it.
    ///
    /// # Errors
    /// [`LdsError`].
    pub fn read(files: &[(&str, &[u8])]) -> Result<Self, LdsError> {
        if files.len() > FILES_MAX || files.iter().any(|it| it.1.len() > FILE_BYTES_MAX) {
            return Err(LdsError::TooLarge);
        }
        let mut read = Self { files: BTreeMap::new(), ignored: 0 };
        for (name, bytes) in files {
            let tagged = LdsFile::from_content(bytes);
            let whole = Tlv::only(bytes, TlvRules::Ber);
            let file = match (LdsFile::from_name(name), tagged) {
                (Some(named), tagged) if tagged != Some(named) => return Err(LdsError::OtherTag { named }),
                (Some(named), _) => whole.map(|_| named).map_err(|fault| LdsError::Form { file: named, fault })?,
                // Letters are tags too, so a stranger's first byte alone says nothing.
                (None, Some(tagged)) if whole.is_ok() => tagged,
                (None, _) => {
                    read.ignored += 1;
                    continue;
                }
            };
            if read.files.insert(file, bytes.to_vec()).is_some() {
                return Err(LdsError::Twice(file));
            }
        }
        if read.files.is_empty() { Err(LdsError::Nothing) } else { Ok(read) }
    }

    /// Which files there are.
    pub fn files(&self) -> impl Iterator<Item = LdsFile> {
        self.files.keys().copied()
    }

    /// How many of the files given were none of the application and are not kept.
    #[must_use]
    pub const fn ignored(&self) -> usize {
        self.ignored
    }

    /// A file as it stood: tag, length and value, which is what the issuer's digest covers.
    #[must_use]
    pub fn file(&self, file: LdsFile) -> Option<Redacted<&[u8]>> {
        self.files.get(&file).map(|it| Redacted::new(it.as_slice()))
    }

    /// The SHA-256 of a file as it stood.
    #[must_use]
    pub fn digest(&self, file: LdsFile) -> Option<SourceId> {
        self.files.get(&file).map(|it| SourceId::of(it))
    }

    /// The data groups there are, by number.
    pub fn groups(&self) -> impl Iterator<Item = u8> {
        self.files.keys().filter_map(|it| it.group())
    }

    /// The signed data inside EF.SOD (tag 0x77): CMS of RFC 5652.
    #[must_use]
    pub fn security_object(&self) -> Option<&[u8]> {
        let file = self.files.get(&LdsFile::SecurityObject)?;
        Tlv::only(file, TlvRules::Ber).ok().map(|it| it.value())
    }

    /// The machine-readable zone of data group 1.
    ///
    /// # Errors
    /// [`LdsError`].
    pub fn mrz(&self) -> Result<Option<Mrz>, LdsError> {
        let file = LdsFile::Group(1);
        let Some(outer) = self.outer(file) else { return Ok(None) };
        let form = |fault| LdsError::Form { file, fault };
        let zone = outer.parts().expect(0x5f1f).map_err(form)?.value();
        let text = str::from_utf8(zone).map_err(|_| LdsError::Value { file, what: "the machine-readable zone" })?;
        Mrz::read(text).map(Some).map_err(LdsError::Mrz)
    }

    /// The face of data group 2.
    ///
    /// # Errors
    /// [`LdsError`].
    pub fn face(&self) -> Result<Option<Face<'_>>, LdsError> {
        self.outer(LdsFile::Group(2)).map(Face::read).transpose()
    }

    /// The holder's details of data group 11.
    ///
    /// # Errors
    /// [`LdsError`].
    pub fn holder_details(&self) -> Result<Option<HolderDetails>, LdsError> {
        self.outer(LdsFile::Group(11)).map(HolderDetails::read).transpose()
    }

    /// The details of issuance of data group 12.
    ///
    /// # Errors
    /// [`LdsError`].
    pub fn issuance_details(&self) -> Result<Option<IssuanceDetails>, LdsError> {
        self.outer(LdsFile::Group(12)).map(IssuanceDetails::read).transpose()
    }

    /// The security protocols of data group 14.
    ///
    /// # Errors
    /// [`LdsError`].
    pub fn security_infos(&self) -> Result<Option<SecurityInfos>, LdsError> {
        self.outer(LdsFile::Group(14)).map(SecurityInfos::read).transpose()
    }

    /// The public key of data group 15, a `SubjectPublicKeyInfo` in DER.
    #[must_use]
    pub fn chip_key(&self) -> Option<&[u8]> {
        self.outer(LdsFile::Group(15)).map(|it| it.value())
    }

    /// The data groups that EF.COM lists, by number. EF.COM is signed by nobody; the security object tells.
    ///
    /// # Errors
    /// [`LdsError`].
    pub fn listed_groups(&self) -> Result<Option<Vec<u8>>, LdsError> {
        let file = LdsFile::Common;
        let Some(outer) = self.outer(file) else { return Ok(None) };
        let form = |fault| LdsError::Form { file, fault };
        let mut parts = outer.parts();
        parts.expect(0x5f01).map_err(form)?;
        parts.expect(0x5f36).map_err(form)?;
        let tags = parts.expect(0x5c).map_err(form)?.value();
        let groups: Option<Vec<u8>> =
            tags.iter().map(|it| LdsFile::from_tag(u32::from(*it)).and_then(LdsFile::group)).collect();
        groups.map(Some).ok_or(LdsError::Value { file, what: "the list of data groups" })
    }

    fn outer(&self, file: LdsFile) -> Option<Tlv<'_>> {
        // INVARIANT: `read` keeps only files that are one element.
        Tlv::only(self.files.get(&file)?, TlvRules::Ber).ok()
    }
}
