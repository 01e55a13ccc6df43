//! What stands behind a pseudonym: an object for machines, a page for people. Personal data, shown because somebody asked.

use super::paint::{BAD, FAINT, HEAD, fit, fold_whole, paint};
use super::words::clean;
use serde::Serialize;
use serde_json::Value as Json;
use tidegate_kyc_core::base::SubjectId;

/// The object that `--as json` writes; its schema is docs/schema/opened.schema.json.
#[derive(Clone, Serialize)]
pub(crate) struct Opened {
    schema: &'static str,
    subject: String,
    /// The decision's entry.
    entry: u64,
    /// The entry that records that somebody looked.
    recorded: u64,
    values: Vec<Value>,
    /// What reviewers said of the customer, in the order of time.
    reviews: Vec<Words>,
    /// Attributes that the entry is committed to and nothing opens.
    unopened: Vec<String>,
}

/// One value, by its attribute.
#[derive(Clone, Serialize)]
pub(crate) struct Value {
    /// The attribute's code.
    pub(crate) attribute: String,
    /// What the entry is committed to.
    pub(crate) value: Json,
}

/// What a reviewer said, with the words why.
#[derive(Clone, Serialize)]
pub(crate) struct Words {
    /// When.
    pub(crate) made: String,
    /// Who.
    pub(crate) reviewer: String,
    /// What about: the code of a reason, or `level`.
    pub(crate) code: String,
    /// What about exactly.
    pub(crate) about: String,
    /// Why.
    pub(crate) why: String,
}

impl Opened {
    /// The values of a decision's entry, and the attributes that nothing opens.
    pub(crate) fn of(
        subject: &SubjectId,
        entry: u64,
        recorded: u64,
        values: Vec<Value>,
        unopened: Vec<String>,
    ) -> Self {
        let (schema, subject) = ("tidegate.opened/1", subject.to_string());
        Self { schema, subject, entry, recorded, values, reviews: Vec::new(), unopened }
    }

    /// The same with what reviewers said.
    pub(crate) fn with(mut self, mut reviews: Vec<Words>) -> Self {
        reviews.sort_by(|one, other| (&one.made, &one.reviewer).cmp(&(&other.made, &other.reviewer)));
        self.reviews = reviews;
        self
    }

    /// Whether every commitment could be opened.
    pub(crate) const fn is_whole(&self) -> bool {
        self.unopened.is_empty()
    }

    /// One object.
    pub(crate) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// A page.
    pub(crate) fn screen(&self, width: usize) -> String {
        let head = format!(" {} by the decision of entry {}\n", paint(HEAD, &self.subject), self.entry);
        let room = self.values.iter().map(|it| it.attribute.len()).max().unwrap_or_default();
        let line = |it: &Value| format!("  {:<room$}  {}\n", it.attribute, clean(&words(&it.value)));
        let lines: String = self.values.iter().map(line).collect();
        let said = |it: &Words| {
            let line = format!("{} {} · {} · {}: {}", it.made, it.reviewer, it.code, it.about, it.why);
            let folded = fold_whole(&clean(&line), width.saturating_sub(4));
            folded.iter().enumerate().map(|it| format!("  {}{}\n", if it.0 == 0 { "" } else { "  " }, it.1)).collect()
        };
        let reviews: String = self.reviews.iter().map(said).collect::<Vec<String>>().concat();
        let lines = lines + &reviews;
        let shut = if self.is_whole() {
            String::new()
        } else {
            format!(" {}\n", paint(BAD, &format!("nothing opens: {}", self.unopened.join(", "))))
        };
        let foot = paint(FAINT, &format!("that you looked is entry {}", self.recorded));
        fit(&format!("{head}{lines}{shut} {foot}\n"), width)
    }
}

/// A value as people read it.
fn words(value: &Json) -> String {
    match value {
        Json::String(it) => it.clone(),
        Json::Array(all) if all.is_empty() => "none".to_owned(),
        Json::Array(all) => all.iter().map(words).collect::<Vec<_>>().join(", "),
        Json::Object(all) => {
            let says = |it: &&Json| !it.is_null() && it.as_array().is_none_or(|it| !it.is_empty());
            all.values().filter(says).map(words).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}
