//! What both rivers need: days, instants, windows, codes, countries, permille, identities, sources, budgets, files that people write.
//!
//! Texts come in from documents, exports and policies; values that cannot be wrong go out.
//! Uses nothing else of the project; every other room may use it.

mod budget;
mod codes;
mod country;
mod country_table;
mod day;
mod instant;
pub(crate) mod json;
mod label;
mod lei;
mod permille;
mod redacted;
mod seen;
mod source;
mod subject;
mod text;
mod tlv;
mod window;
pub mod written;

pub use crate::codes;
pub use budget::{Budget, Exhausted};
pub use codes::clause;
#[doc(hidden)]
pub use codes::{all_differ, is_code};
pub use country::{Country, CountryError, Entity};
pub use day::{Day, TimeError};
pub use instant::Instant;
pub use json::JsonFault;
pub use label::{Label, LabelError};
pub use lei::{Lei, LeiError};
pub use permille::{Permille, PermilleError};
pub use redacted::Redacted;
pub(crate) use seen::is_unseen;
pub use seen::says_something;
pub use source::{DigestError, SourceId, Span};
pub use subject::{SubjectError, SubjectId};
pub(crate) use text::hex;
pub use tlv::{Tlv, TlvError, TlvReader, TlvRules, tlv};
pub use window::Window;
