//! Reasons as a machine and as a person reads them: what stands in the way, what lifts it, and who may.

use super::paint::{BAD, WARN, fold_whole, left, paint};
use super::words::clean;
use serde::Serialize;
use std::fmt::Write;
use tidegate_kyc_core::policy::{Policy, Reason, Weight};

/// What stands in the way.
#[derive(Debug, Serialize)]
pub(crate) struct ReasonLine {
    pub(crate) code: &'static str,
    /// `finding` or `gap`.
    pub(crate) weight: &'static str,
    pub(crate) about: String,
    /// What would lift it.
    pub(crate) lift: &'static str,
    /// The roles that may.
    pub(crate) roles: Vec<String>,
}

/// The reasons of a policy's decision, with what lifts each and who may.
pub(crate) fn reasons(all: &[Reason], policy: &Policy) -> Vec<ReasonLine> {
    let line = |it: &Reason| ReasonLine {
        code: it.code.code(),
        weight: if it.code.weight() == Weight::Finding { "finding" } else { "gap" },
        about: it.about.to_string(),
        lift: it.lift(),
        roles: policy.lifters(it).into_iter().map(|it| it.name.to_string()).collect(),
    };
    all.iter().map(line).collect()
}

/// Reasons by code, findings first, each with what lifts it and who may.
pub(crate) fn reasons_screen(reasons: &[ReasonLine], width: usize) -> String {
    let mut text = String::new();
    let mut at = 0;
    while let Some(first) = reasons.get(at) {
        let same = reasons[at..]
            .iter()
            .take_while(|it| (it.code, it.lift, &it.roles) == (first.code, first.lift, &first.roles))
            .count();
        let about: Vec<&str> = reasons[at..at + same].iter().map(|it| it.about.as_str()).collect();
        at += same;
        let (style, mark) = if first.weight == "finding" { (BAD, "✗") } else { (WARN, "?") };
        text.push('\n');
        let begin = format!(" {mark} {}  ", left(first.code, 19));
        for (at, line) in
            fold_whole(&clean(&about.join(", ")), width.saturating_sub(begin.chars().count())).iter().enumerate()
        {
            let lead = if at == 0 {
                format!(" {} {}  ", paint(style, mark), paint(style, &left(first.code, 19)))
            } else {
                " ".repeat(begin.chars().count())
            };
            let _ = writeln!(text, "{lead}{line}");
        }
        let who = if first.roles.is_empty() { String::new() } else { format!(" ({})", first.roles.join(", ")) };
        for (at, line) in fold_whole(&format!("{}{who}", first.lift), width - 7).iter().enumerate() {
            let _ = writeln!(text, "     {} {line}", if at == 0 { "→" } else { " " });
        }
    }
    text
}
