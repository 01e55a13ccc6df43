//! Screening for people: the answer first, then each candidate with why, then the lists it rests on.

use super::lines::{AlignedLine, CandidateLine, ListLine, ScreenLine, WalletLine};
use crate::report::paint::{BAD, FAINT, GOOD, HEAD, STRONG, WARN, fold, left, paint};
use crate::report::words::{clean, grouped, plural};
use crate::screen::judge::Policy;

/// Candidates shown for one subject before the rest is counted.
const SHOWN: usize = 10;
/// Where the text beside the score begins.
const MARGIN: usize = 9;

/// The whole answer; of a batch only the subjects that are not clear.
pub(crate) fn table(lines: &[ScreenLine], lists: &[ListLine], policy: &Policy, width: usize) -> String {
    let width = width.clamp(40, 200);
    let mut text = Vec::new();
    if lines.len() > 1 {
        text.push(headline(lines));
        text.push(String::new());
    }
    for line in lines.iter().filter(|it| lines.len() == 1 || it.answer != "clear") {
        text.extend(subject(line, policy, width));
        text.push(String::new());
    }
    text.extend(lists.iter().flat_map(|it| list(it, width)));
    text.join("\n") + "\n"
}

fn headline(lines: &[ScreenLine]) -> String {
    let of = |answer: &str| lines.iter().filter(|it| it.answer == answer).count() as u64;
    let mut parts = vec![paint(STRONG, &plural(lines.len() as u64, "subject", "subjects"))];
    for (answer, style) in [("found", BAD), ("unknown", WARN), ("clear", GOOD)] {
        parts.push(paint(style, &format!("{} {answer}", grouped(of(answer)))));
    }
    format!(" {}", parts.join(" · "))
}

fn subject(line: &ScreenLine, policy: &Policy, width: usize) -> Vec<String> {
    let style = match line.answer {
        "found" => BAD,
        "clear" => GOOD,
        _ => WARN,
    };
    let it = &line.subject;
    let who =
        [&it.customer, &it.name, &it.address].into_iter().flatten().map(|it| clean(it)).collect::<Vec<_>>().join(" · ");
    let mut text = vec![format!(" {}  {}", paint(style, &line.answer.to_uppercase()), paint(STRONG, &who))];
    let mut say = |words: String| {
        text.extend(fold(&words, width - MARGIN).into_iter().map(|it| format!("{}{it}", " ".repeat(MARGIN))))
    };
    let searched = it.name.is_some();
    if searched && line.candidates.is_empty() {
        say(format!("no name scores {} or more", policy.threshold));
    }
    if !line.reasons.is_empty() {
        say(format!("cannot be clear: {}", line.reasons.join(", ")));
    }
    for it in line.wallet.iter().flat_map(wallet) {
        say(it);
    }
    for it in line.candidates.iter().take(SHOWN) {
        text.extend(candidate(it, width));
    }
    let more = line.candidates.len().saturating_sub(SHOWN) as u64;
    if more > 0 {
        text.push(format!(
            " … and {} with lower scores: --as jsonl writes them",
            plural(more, "candidate", "candidates")
        ));
    }
    text
}

fn wallet(it: &WalletLine) -> Vec<String> {
    let mut said = Vec::new();
    match &it.invalid {
        Some(why) => said.push(format!("the address {why}")),
        None => said.push(format!("networks: {}", it.networks.join(", "))),
    }
    if it.listed.is_empty() {
        said.push("the address is on none of the lists".to_owned());
    }
    for hit in &it.listed {
        let ticker = if hit.ticker.is_empty() { String::new() } else { format!(" under {}", clean(&hit.ticker)) };
        said.push(format!(
            "{}: listed{ticker} as {} for {} ({} {})",
            hit.agreement,
            clean(&hit.address),
            clean(&hit.title),
            clean(&hit.list),
            clean(&hit.entry)
        ));
    }
    said
}

fn candidate(it: &CandidateLine, width: usize) -> Vec<String> {
    let room = width - MARGIN;
    let mut lines = Vec::new();
    let place = paint(FAINT, &format!("{} {} · {}", clean(&it.list), clean(&it.entry), it.kind));
    lines.push(format!("  {} {}  {place}", paint(STRONG, &it.score), paint(STRONG, &clean(&it.title))));
    let mut say =
        |words: String| lines.extend(fold(&words, room).into_iter().map(|it| format!("{}{it}", " ".repeat(MARGIN))));
    if it.name != it.title || it.strength != "primary" {
        say(format!("by the name {} ({})", clean(&it.name), it.strength));
    }
    say(it.alignment.iter().map(aligned).collect::<Vec<_>>().join(" · "));
    let told = |word: &str, verdict: &str, listed: &[String]| {
        let listed = listed.iter().map(|it| clean(it)).collect::<Vec<_>>().join(", ");
        match (verdict, listed.as_str()) {
            (_, "") => format!("{word} not listed"),
            ("untold", listed) => format!("{word} {listed}"),
            (verdict, listed) => format!("{word} {verdict} ({listed})"),
        }
    };
    let mut facts = vec![told("birth", it.birth, &it.births), told("country", it.country, &it.countries)];
    if !it.programmes.is_empty() {
        facts.push(format!("listed under {}", clean(&it.programmes.join(", "))));
    }
    say(facts.join(" · "));
    lines
}

fn aligned(it: &AlignedLine) -> String {
    match (it.here.as_str(), it.there.as_str()) {
        (here, "") => format!("{} left over {}", clean(here), it.points),
        ("", there) => format!("{} only listed {}", clean(there), it.points),
        (here, there) if here == there => format!("{} {}", clean(here), it.points),
        (here, there) => format!("{} ≈ {} ({}) {}", clean(here), clean(there), it.how, it.points),
    }
}

fn list(it: &ListLine, width: usize) -> Vec<String> {
    let day = match (&it.published, it.age_days) {
        (Some(day), Some(days)) => format!("{day}, {} old", plural(u64::from(days), "day", "days")),
        (Some(day), None) => day.clone(),
        (None, _) => "day not told".to_owned(),
    };
    let judged = if it.age == "unjudged" { String::new() } else { format!(" ({})", it.age) };
    let partial = if it.completeness == "whole" { "" } else { ", incomplete" };
    let digest: String = it.sha256.chars().take(12).collect();
    let counts = format!("{} entries, {} names", grouped(it.entries as u64), grouped(it.names as u64));
    let text = format!("{} · {day}{judged} · {counts}{partial} · sha256 {digest}", clean(&it.id));
    let head = paint(HEAD, &left("list", MARGIN - 2));
    let lines = fold(&text, width - MARGIN).into_iter().enumerate();
    lines
        .map(|(at, it)| if at == 0 { format!(" {head} {it}") } else { format!("{}{it}", " ".repeat(MARGIN)) })
        .collect()
}
