//! The payload: bytes in JSON → an IVMS101.2023 payload that meets the standard, or every gap; and canonical bytes of it.

use super::gap::{Gap, GapKind};
use super::person::{IntermediaryVasp, Metadata, Party, Person};
use super::read::{self, Reading};
use crate::base::{Day, JsonFault};

/// The version that is read and written (PayloadVersionCode).
pub const VERSION: &str = "101.2023";
/// The longest payload that is read, in bytes: thousands of persons.
pub const PAYLOAD_LEN_MAX: usize = 1 << 20;

/// An identity payload that meets IVMS101.2023 as far as it can be told without asking anybody: C10 asks of a registration
/// authority to stand on GLEIF's list, of which its form alone is checked. Only [`Payload::read`] makes one.
///
/// ```
/// use tidegate_kyc_core::base::Day;
/// use tidegate_kyc_core::travel::{Payload, PayloadError, TravelCode};
/// let text = r#"{"originator": {"originatorPerson": [{"naturalPerson": {"name": {"nameIdentifier": [
///     {"primaryIdentifier": "Eriksson", "secondaryIdentifier": "Anna", "naturalPersonNameIdentifierType": "LEGL"}]}}}]},
///     "beneficiary": {"beneficiaryPerson": [{"legalPerson": {"name": {"nameIdentifier": [
///     {"legalPersonName": "Utopia Trading", "legalPersonNameIdentifierType": "LEGL"}]}}}]},
///     "payloadMetadata": {"payloadVersion": "101.2023"}}"#;
/// let Err(PayloadError::Gaps(gaps)) = Payload::read(text.as_bytes(), Day::parse("2026-03-01").unwrap()) else { panic!() };
/// assert_eq!((gaps.len(), gaps[0].code), (1, TravelCode::OriginatorNaturalPerson));
/// assert_eq!(gaps[0].path, "originator.originatorPerson[0].naturalPerson");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    pub(super) originator: Party,
    pub(super) beneficiary: Party,
    pub(super) originating_vasp: Option<Person>,
    pub(super) beneficiary_vasp: Option<Person>,
    pub(super) transfer_path: Vec<IntermediaryVasp>,
    pub(super) metadata: Metadata,
}

/// Why bytes are no payload. Carries no personal data, so it may be logged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadError {
    /// Longer than [`PAYLOAD_LEN_MAX`].
    #[error("the payload has more than {PAYLOAD_LEN_MAX} bytes")]
    TooLarge,
    /// Not JSON that may be read, with the path of the element where that was noticed, as far as the standard knows its names.
    #[error("{fault}{}", at(.path))]
    Json {
        /// What is wrong.
        fault: JsonFault,
        /// Where; empty for the whole.
        path: String,
    },
    /// It states the version of May 2020, or is written like it and states none.
    #[error(
        "the payload is written in IVMS101 of 2020, and this reads {VERSION}: convert it, or ask for the newer version"
    )]
    Version2020,
    /// It states a version that there is not.
    #[error("the payload states a version that is not {VERSION}, which is the one that is read here")]
    OtherVersion,
    /// It is a payload and does not meet the standard: everything that is missing or faulty. The list is never empty.
    #[error("the payload does not meet IVMS101.2023: {} gaps", .0.len())]
    Gaps(Vec<Gap>),
}

fn at(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!(", at {path}") }
}

impl Payload {
    /// Reads a payload, for a day: dates of birth have to lie before it.
    ///
    /// Success means that every element is one of the standard, of its datatype and its list, that what must be there is, and
    /// that the constraints C1 to C12 hold but for GLEIF's list in C10. What the fields say may still be nonsense: that is
    /// for [`super::check`]. A name that may stand once stands once; lists may be written without brackets where they have one entry.
    ///
    /// # Errors
    /// A [`PayloadError`]; where it is JSON of this version, every gap at once.
    pub fn read(bytes: &[u8], at: Day) -> Result<Self, PayloadError> {
        let Reading { payload, gaps, left_off, .. } = read::read(bytes, at)?;
        let only_meaningless = gaps.iter().all(|it| it.code.kind() == GapKind::Meaningless) && left_off == 0;
        match payload {
            Some(payload) if only_meaningless => Ok(payload),
            _ => Err(PayloadError::Gaps(gaps)),
        }
    }

    /// Its canonical bytes: JSON of RFC 8785 with the names of the standard, `accountNumber` where it was read and
    /// `originatingVASP` as a person, as the packages in use have it. The same payload gives the same bytes.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        super::write::canonical(self)
    }

    /// `originator`
    #[must_use]
    pub const fn originator(&self) -> &Party {
        &self.originator
    }

    /// `beneficiary`
    #[must_use]
    pub const fn beneficiary(&self) -> &Party {
        &self.beneficiary
    }

    /// `originatingVASP`
    #[must_use]
    pub const fn originating_vasp(&self) -> Option<&Person> {
        self.originating_vasp.as_ref()
    }

    /// `beneficiaryVASP`
    #[must_use]
    pub const fn beneficiary_vasp(&self) -> Option<&Person> {
        self.beneficiary_vasp.as_ref()
    }

    /// `transferPath`: the intermediaries, in their order.
    #[must_use]
    pub fn transfer_path(&self) -> &[IntermediaryVasp] {
        &self.transfer_path
    }

    /// `payloadMetadata`
    #[must_use]
    pub const fn metadata(&self) -> &Metadata {
        &self.metadata
    }
}
