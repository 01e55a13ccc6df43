//! Travel Rule: who sends and who receives, as IVMS101.2023 writes it → a payload, or every gap of it at once.
//!
//! Reads and writes the payload that services send one another beside a transfer, checks the standard's constraints,
//! and what a policy file of an office asks of a transfer by jurisdiction and day. Sends nothing, and asks nobody: what only a
//! register can tell is a gap here and never fine. No gap carries personal data.

mod build;
mod check;
mod describe;
mod field;
mod filler;
mod gap;
mod list;
mod payload;
mod person;
mod policy;
mod read;
#[cfg(test)]
mod tests;
mod transfer;
mod write;

pub use build::{Built, Filled, build};
pub use check::{Answer, Verdict, check};
pub use describe::{Description, Script};
pub use field::TravelFileCode;
pub use gap::{Constraint, Field, Gap, GapKind, TravelCode, document_travel_codes};
pub use list::{
    AddressType, LegalPersonNameType, NationalIdentifierType, NaturalPersonNameType, TransliterationMethod,
};
pub use payload::{PAYLOAD_LEN_MAX, Payload, PayloadError, VERSION};
pub use person::{
    Address, DateAndPlaceOfBirth, IntermediaryVasp, LegalPerson, LegalPersonName, LegalPersonNameId, Metadata,
    NationalIdentification, NaturalPerson, NaturalPersonName, NaturalPersonNameId, Party, Person, Who,
};
pub use policy::{Ask, Bound, KnownVasp, Rule, Threshold, TravelPolicy};
pub use transfer::{Amount, AmountError, Control, Hosting, Reach, Transfer, bare};
