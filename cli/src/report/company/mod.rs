//! Who owns and controls a company: an object for machines, a page for people.

mod build;
mod lines;
mod page;

pub(crate) use build::{Asked, Screened, line};
pub(crate) use page::page;
