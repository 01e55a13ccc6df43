//! Answers of screening: lines for machines, rows for spreadsheets, pages for people.
//!
//! Takes screenings and changes, gives texts. The JSON Schemas stand in docs/schema/.

mod changes;
mod lines;
mod rows;
mod table;
mod words;

pub(crate) use super::json::object as json;
pub(crate) use changes::{ChangeLine, change_csv, change_lines, change_table, changes_in_short};
pub(crate) use lines::{Asked, ScreenLine, SummaryLine, line, summary};
pub(crate) use rows::Rows;
pub(crate) use table::{Gravest, page};
pub(crate) use words::in_short;
