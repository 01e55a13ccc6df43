//! Answers of screening: lines for machines, tables for people.
//!
//! Takes judgements and changes, gives texts. The JSON Schemas stand in docs/schema/.

mod changes;
mod lines;
mod table;

pub(crate) use changes::{ChangeLine, change_csv, change_lines, change_table, changes_in_short};
pub(crate) use lines::{ListLine, ScreenLine, csv, line, list_line, with_lists};
pub(crate) use table::table;
