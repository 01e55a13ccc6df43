//! What was found about a journal or a proof: an object for machines, a few lines for people.

use super::paint::{BAD, FAINT, GOOD, WARN, fold, paint};
use super::words::{clean, plural};
use serde::Serialize;
use tidegate_kyc_core::journal::Digest;

/// The object that `--as json` writes; its schema is docs/schema/audit.schema.json.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Audit {
    /// `tidegate.audit/1`.
    pub(crate) schema: &'static str,
    /// `journal` or `proof`.
    pub(crate) of: &'static str,
    /// What it comes to, as a code.
    pub(crate) answer: &'static str,
    /// Whether all that was asked holds.
    pub(crate) holds: bool,
    /// Why, in words.
    pub(crate) why: String,
    /// What names the journal.
    pub(crate) origin: Option<String>,
    /// How many entries were read and hold; of a proof, how many its tree has.
    pub(crate) entries: u64,
    /// The root of their tree.
    pub(crate) root: Option<Digest>,
    /// When the newest of them was written; of a proof, its entry.
    pub(crate) newest: Option<String>,
    /// Bytes of a torn tail behind them.
    pub(crate) torn: u64,
    /// How many entries the checkpoint covers.
    pub(crate) checkpoint: Option<u64>,
    /// The key that signed it.
    pub(crate) signed_by: Option<String>,
}

impl Audit {
    /// A few lines.
    pub(crate) fn screen(&self, width: usize) -> String {
        let width = width.clamp(40, 120);
        let style = if self.holds {
            GOOD
        } else if self.answer == "torn-tail" {
            WARN
        } else {
            BAD
        };
        let mut lines = vec![format!(" {}", paint(style, &self.answer.to_uppercase().replace('-', " ")))];
        let mut say = |text: &str, style: Option<anstyle::Style>| {
            let folded = fold(&clean(text), width - 3);
            lines.extend(
                folded
                    .into_iter()
                    .map(|it| format!("  {}", style.map_or_else(|| it.clone(), |style| paint(style, &it)))),
            );
        };
        say(&self.why, None);
        let mut about = vec![plural(self.entries, "entry", "entries")];
        about.extend(self.origin.clone());
        about.extend(
            self.newest
                .iter()
                .map(|it| if self.of == "proof" { format!("written {it}") } else { format!("newest {it}") }),
        );
        say(&about.join(" · "), Some(FAINT));
        if let Some(root) = &self.root {
            say(&format!("root {root}"), Some(FAINT));
        }
        lines.join("\n") + "\n"
    }
}
