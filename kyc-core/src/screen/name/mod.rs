//! Names: two spellings of a name in, how far and why they agree out; and the index of a list's names.
//!
//! Prepare ([`Name::prepare`]), compare ([`compare`]), find ([`Index::search`]). Knows nothing of lists and
//! customers; docs/screening.md tells how well it does.

mod acronym;
mod align;
mod alike;
mod asia;
mod assign;
mod fold;
mod hangul;
mod index;
mod join;
mod letters;
mod lexicon;
mod number;
mod own;
mod part;
mod prepare;
mod rarity;
mod score;
mod segment;
mod sound;
mod sound_table;
mod spell;
mod tuning;

pub(crate) use letters::{Script, script_of};

pub use align::{Comparison, Line, compare, score};
pub use index::{Hit, Index, IndexError, Scratch};
pub use part::{Name, Wholeness};
pub use rarity::Rarity;
pub use score::{How, Score, ScoreError};
