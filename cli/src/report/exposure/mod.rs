//! Where money is from and where it went: an object for machines, one page for people.
//!
//! Takes exposures of the library with their names, gives texts. The JSON Schema is
//! docs/schema/exposure.schema.json.

mod build;
mod lines;
mod page;

pub(crate) use build::{Told, line};
pub(crate) use lines::ExposureLine;
pub(crate) use page::page;
