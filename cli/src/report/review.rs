//! Review items and reviews, as a machine and as a person reads them.

use super::paint::{BAD, FAINT, GOOD, PAGE, STRONG, WARN, fit, fold_whole, left, paint};
use super::reasons::{ReasonLine, reasons, reasons_screen};
use super::words::{clean, plural};
use crate::onboard::Item;
use crate::review::{Said, matter};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write;
use tidegate_kyc_core::base::{Day, Instant, SourceId, SubjectId};
use tidegate_kyc_core::policy::{Policy, Reason, ReasonCode};
use tidegate_kyc_core::review::Review;

const SCHEMA: &str = "tidegate.review-items/1";
const ITEM: &str = "tidegate.review-item/1";
/// What is to be done where a reviewer upheld something after the decision.
const UPHELD: &str = "a finding was upheld and the permit still counts: decide about the customer anew with tidegate onboard, \
    or take the permit back with tidegate permit revoke";
const RECORD: &str = "tidegate.review/1";
/// How it is told that what entries are committed to cannot be opened.
pub(crate) const UNOPENED: &str = "that nothing opens";
/// How it is told that a review is not there.
pub(crate) const MISSING: &str = "which is missing";

/// What one reviewer said.
#[derive(Debug, Serialize)]
pub(crate) struct Voice {
    pub(crate) code: String,
    pub(crate) about: String,
    pub(crate) reviewer: String,
    pub(crate) until: String,
    /// Whether the reviewer said that the reason stands.
    pub(crate) upheld: bool,
}

impl Voice {
    /// Whether the reviewer let the customer go on without a new look.
    fn renews(&self) -> bool {
        !self.upheld && self.code == ReasonCode::ReviewLapsed.code()
    }
}

/// One customer's newest decision and the reviews that count.
#[derive(Debug, Serialize)]
pub(crate) struct ItemLine {
    schema: &'static str,
    subject: String,
    decision: String,
    since: String,
    entry: u64,
    /// When the next review is due; null where the decision tells none.
    next_review: Option<String>,
    /// Whether it is.
    due: bool,
    /// Whether the days of grace after it are over, so that the next decision gives no permit.
    lapsed: bool,
    /// What came in since the decision and asks for an earlier review.
    early: Vec<String>,
    /// Whether a reviewer upheld something after a decision that let the customer trade.
    upheld: bool,
    reasons: Vec<ReasonLine>,
    reviews: Vec<Voice>,
}

impl ItemLine {
    pub(crate) fn of(subject: &SubjectId, item: &Item, at: Day, policy: &Policy, reviews: Vec<Voice>) -> Self {
        // What a reviewer renewed and the decision went by is not due while that review counts.
        let is_renewed = item.decision == "allow" && item.is_due(item.at.day()) && reviews.iter().any(Voice::renews);
        let due = item.next_review.filter(|_| !is_renewed);
        Self {
            schema: ITEM,
            subject: subject.to_string(),
            decision: item.decision.clone(),
            since: item.at.to_string(),
            entry: item.entry,
            next_review: item.next_review.map(|it| it.to_string()),
            due: due.is_some_and(|it| it <= at),
            lapsed: due.is_some_and(|it| match item.lapses {
                Some(lapses) => lapses <= at,
                None => at.since(it) >= i64::from(policy.grace_days()),
            }),
            early: Vec::new(),
            upheld: item.is_upheld(),
            reasons: reasons(&item.reasons, policy),
            reviews,
        }
    }

    /// The same with what came in since.
    pub(crate) fn with(self, early: Vec<String>) -> Self {
        Self { early, ..self }
    }

    /// What reviewers lifted.
    pub(crate) fn lifted(&self) -> Vec<String> {
        self.reviews.iter().filter(|it| !it.upheld).map(|it| it.about.clone()).collect()
    }

    /// Whether the customer may not trade, or is to be reviewed or decided about anew.
    pub(crate) fn is_open(&self) -> bool {
        self.decision != "allow" || self.upheld || self.due || !self.early.is_empty()
    }

    /// What is to be done about a customer who may trade and is open all the same, and what came in since.
    fn pressing(&self) -> Vec<String> {
        let grace = if self.lapsed { ", and no days of grace are left" } else { "" };
        let renewal = format!(
            "review due since {}{grace}: look at the customer anew, with fresh documents",
            self.next_review.as_deref().unwrap_or("-")
        );
        let all = [(self.upheld, UPHELD.to_owned()), (self.due, renewal)];
        let of_trader = all.into_iter().filter(|it| self.decision == "allow" && it.0).map(|it| it.1);
        let early = self.early.iter().map(|it| format!("{it}: {}", advice(it)));
        of_trader.chain(early).collect()
    }

    /// How many voices a reason still needs.
    fn needed(&self, reason: &ReasonLine) -> usize {
        let Some(code) = ReasonCode::parse(reason.code) else { return 0 };
        let asked = Reason::new(code, reason.about.as_str());
        let covers = |it: &&Voice| {
            let said = ReasonCode::parse(&it.code).map(|code| Reason::new(code, it.about.as_str()));
            !it.upheld && said.is_some_and(|it| it.covers(&asked))
        };
        let voices: BTreeSet<&str> = self.reviews.iter().filter(covers).map(|it| it.reviewer.as_str()).collect();
        code.weight().people().saturating_sub(voices.len())
    }

    fn head(&self) -> String {
        let (style, word) = match self.decision.as_str() {
            "allow" if self.upheld => (WARN, "UPHELD"),
            "allow" if !self.early.is_empty() => (WARN, "EARLY"),
            "allow" if self.lapsed => (BAD, "LAPSED"),
            "allow" if self.due => (WARN, "DUE"),
            "allow" => (GOOD, "ALLOW"),
            "hold" => (WARN, "HOLD"),
            _ => (BAD, "REFUSE"),
        };
        format!(" {}  {}", paint(style, &left(word, 6)), paint(STRONG, &self.subject))
    }
}

/// What is to be done about something that came in.
fn advice(early: &str) -> &'static str {
    match early {
        it if it.ends_with(UNOPENED) => "take the folder openings/ from a copy",
        it if it.ends_with(MISSING) => "take it from a copy, or decide about the customer anew",
        _ => "decide about the customer anew",
    }
}

impl Said for ItemLine {
    fn json(&self) -> String {
        json(self)
    }

    fn screen(&self, width: usize) -> String {
        let width = width.clamp(PAGE.0, PAGE.1);
        let mut text =
            format!("{}\n {}\n", self.head(), paint(FAINT, &format!("entry {} · {}", self.entry, self.since)));
        text += &reasons_screen(&self.reasons, width);
        if !self.reviews.is_empty() {
            text.push('\n');
        }
        for it in &self.reviews {
            let word = if it.upheld { "upheld by" } else { "by" };
            let line = format!("{} · {} · {word} {} until {}", it.code, it.about, it.reviewer, it.until);
            let mark = if it.upheld { paint(BAD, "✗") } else { paint(GOOD, "✓") };
            for (at, line) in fold_whole(&clean(&line), width - 4).iter().enumerate() {
                let _ = writeln!(text, " {} {line}", if at == 0 { mark.clone() } else { " ".to_owned() });
            }
        }
        let open = self.reasons.iter().filter(|it| self.needed(it) > 0).count();
        let left_over = match open {
            _ if !self.is_open() => "nothing is open".to_owned(),
            _ if self.decision == "allow" => self.pressing().join("\n "),
            0 => "enough people agreed: decide about the customer anew with tidegate onboard".to_owned(),
            _ => format!("{} open", plural(open as u64, "reason is", "reasons are")),
        };
        let _ = writeln!(text, "\n {left_over}");
        fit(&text, width)
    }
}

/// Everything that is open.
#[derive(Debug, Serialize)]
pub(crate) struct ItemsLine {
    schema: &'static str,
    at: String,
    items: Vec<ItemLine>,
    /// What the lists that were asked could not answer.
    gaps: Vec<String>,
}

impl ItemsLine {
    pub(crate) fn of(items: Vec<ItemLine>, gaps: Vec<String>, at: Instant) -> Self {
        Self { schema: SCHEMA, at: at.to_string(), items, gaps }
    }
}

impl Said for ItemsLine {
    fn json(&self) -> String {
        json(self)
    }

    fn screen(&self, width: usize) -> String {
        let width = width.clamp(PAGE.0, PAGE.1);
        let mut text = String::new();
        let name = self.items.iter().map(|it| it.subject.len()).max().unwrap_or(0);
        for it in &self.items {
            let mut codes: Vec<String> = Vec::new();
            for reason in &it.reasons {
                let open = if it.needed(reason) == 0 { " (agreed)" } else { "" };
                codes.push(format!("{}{open}", reason.code));
            }
            codes.extend(it.pressing());
            codes.dedup();
            let pad = " ".repeat(name - it.subject.len());
            let begin = format!("{}{pad}  {}  ", it.head(), it.since);
            let room = width.saturating_sub(name + 34).max(20);
            for (at, line) in fold_whole(&codes.join(", "), room).iter().enumerate() {
                let lead = if at == 0 { begin.clone() } else { " ".repeat(name + 33) };
                let _ = writeln!(text, "{lead}{line}");
            }
        }
        let held = self.items.iter().filter(|it| it.decision == "hold").count();
        let due = self.items.iter().filter(|it| it.decision == "allow").count();
        let counts = match self.items.len() {
            0 => "nothing is held or refused, and no review is due".to_owned(),
            all if due == 0 => format!("{held} held, {} refused", all - held),
            all => format!("{held} held, {} refused, {due} to be reviewed", all - held - due),
        };
        if !self.items.is_empty() {
            text.push('\n');
        }
        if !self.gaps.is_empty() {
            let what = format!("the lists do not clear anybody: {}", self.gaps.join(", "));
            let _ = writeln!(text, " {}", paint(BAD, &what));
        }
        fit(&(text + &format!(" {counts}\n")), width)
    }
}

/// A review that was signed.
#[derive(Debug, Serialize)]
pub(crate) struct RecordLine {
    schema: &'static str,
    subject: String,
    code: String,
    about: String,
    reviewer: String,
    until: String,
    digest: String,
    entry: u64,
}

impl RecordLine {
    pub(crate) fn of(review: &Review, digest: &SourceId, entry: u64) -> Self {
        let (code, about) = matter(&review.act);
        Self {
            schema: RECORD,
            subject: review.subject.to_string(),
            code,
            about,
            reviewer: review.reviewer.to_string(),
            until: review.until.to_string(),
            digest: digest.to_string(),
            entry,
        }
    }
}

impl Said for RecordLine {
    fn json(&self) -> String {
        json(self)
    }

    fn screen(&self, width: usize) -> String {
        let line = format!(
            "{} signed: {} · {} for {} until {} (entry {})",
            self.reviewer, self.code, self.about, self.subject, self.until, self.entry
        );
        fold_whole(&clean(&line), width.clamp(PAGE.0, PAGE.1) - 2).iter().map(|it| format!(" {it}\n")).collect()
    }
}

fn json(line: &impl Serialize) -> String {
    // Texts and numbers alone have no way to fail.
    serde_json::to_string(line).unwrap_or_default() + "\n"
}
