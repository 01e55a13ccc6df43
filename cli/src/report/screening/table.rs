//! Screening for people: the answer first, then why, then what would change it, then the lists it rests on.

use super::lines::{CandidateLine, ListLine, ScreenLine, SummaryLine, WalletLine};
use super::words::{aligned, gap, in_short, missing_facts};
use crate::report::paint::{BAD, FAINT, GOOD, HEAD, STRONG, WARN, fit, fold, left, paint};
use crate::report::words::{clean, grouped, plural};

/// Candidates shown in full before the rest is counted: as many as one screen holds.
const SHOWN: usize = 3;
/// Candidates of each subject shown in a batch.
const SHOWN_EACH: usize = 2;
/// Subjects of a batch that are shown.
const SUBJECTS: usize = 40;
/// Where the text beside the score begins.
const MARGIN: usize = 9;
/// How wide the names of facts are.
const FACT: usize = 9;

/// The answer about one subject.
pub(crate) fn page(line: &ScreenLine, width: usize) -> String {
    let width = width.clamp(40, 110);
    let mut text = head(line, width);
    for it in &line.wallets {
        text.push(String::new());
        text.extend(wallet(it, width));
    }
    for it in line.candidates.iter().take(SHOWN) {
        text.push(String::new());
        text.extend(candidate(it, line, width));
    }
    let more = line.candidates.iter().skip(SHOWN);
    if more.len() > 0 {
        text.push(String::new());
        text.push(format!(" {}", paint(HEAD, &format!("AND {} MORE", more.len()))));
        text.extend(more.clone().take(SHOWN_EACH * 3).flat_map(|it| brief(it, width)));
        if more.len() > SHOWN_EACH * 3 {
            text.push(format!("{}the rest with --as jsonl or csv", " ".repeat(MARGIN)));
        }
    }
    let change = changes(line, width);
    if !change.is_empty() {
        text.push(String::new());
        text.extend(change);
    }
    text.push(String::new());
    text.extend(line.lists.iter().flat_map(|it| list(it, width)));
    fit(&(text.join("\n") + "\n"), width)
}

/// The gravest subjects of a batch, as many as are shown.
#[derive(Default)]
pub(crate) struct Gravest {
    lines: Vec<ScreenLine>,
    left_out: u64,
}

impl Gravest {
    /// Keeps a subject that is not clear, if it is among the gravest.
    pub(crate) fn note(&mut self, line: ScreenLine) {
        if line.answer == "clear" {
            return;
        }
        self.lines.push(line);
        if self.lines.len() > 2 * SUBJECTS {
            self.settle();
        }
    }

    fn settle(&mut self) {
        // Wallets and identifiers before names, names by score; of equals the earlier row.
        let key = |it: &ScreenLine| {
            let certain = it.wallets.iter().any(|it| !it.listed.is_empty())
                || it.candidates.first().is_some_and(|it| it.basis == "identifier");
            let score = it.candidates.first().map(|it| it.score.clone());
            (it.answer != "found", !certain, std::cmp::Reverse(score), it.subject.line)
        };
        self.lines.sort_by_cached_key(key);
        self.left_out += self.lines.len().saturating_sub(SUBJECTS) as u64;
        self.lines.truncate(SUBJECTS);
    }

    /// The whole answer about a batch.
    pub(crate) fn page(mut self, summary: &SummaryLine, width: usize) -> String {
        let width = width.clamp(40, 110);
        self.settle();
        let mut text = vec![headline(summary)];
        text.extend(fold(&in_short(summary), width - 2).into_iter().map(|it| format!(" {}", paint(FAINT, &it))));
        for line in &self.lines {
            text.push(String::new());
            text.extend(subject(line, width));
        }
        if self.left_out > 0 {
            let more = plural(self.left_out, "subject", "subjects");
            text.push(String::new());
            text.push(format!(" … and {more} that are not clear: --as csv or jsonl writes all"));
        }
        text.push(String::new());
        text.extend(summary.lists.iter().flat_map(|it| list(it, width)));
        fit(&(text.join("\n") + "\n"), width)
    }
}

fn headline(it: &SummaryLine) -> String {
    let mut parts = vec![paint(STRONG, &plural(it.screened, "subject", "subjects"))];
    for (count, answer, style) in [(it.found, "found", BAD), (it.unknown, "unknown", WARN), (it.clear, "clear", GOOD)] {
        parts.push(paint(style, &format!("{} {answer}", grouped(count))));
    }
    if it.findings > 0 {
        parts.push(paint(WARN, &plural(it.findings, "row or cell not understood", "rows or cells not understood")));
    }
    format!(" {}", parts.join(" · "))
}

/// The answer and whom it is about.
fn title(line: &ScreenLine) -> String {
    let style = match line.answer {
        "found" => BAD,
        "clear" => GOOD,
        _ => WARN,
    };
    let it = &line.subject;
    let who: Vec<String> = it.customer.iter().chain(&it.names).chain(&it.addresses).map(|it| clean(it)).collect();
    format!(" {}  {}", paint(style, &line.answer.to_uppercase()), paint(STRONG, &who.join(" · ")))
}

/// The answer, and in a sentence what it rests on.
fn head(line: &ScreenLine, width: usize) -> Vec<String> {
    let mut text = vec![title(line)];
    let names: u64 = line.lists.iter().map(|it| it.names as u64).sum();
    let lists = plural(line.lists.len() as u64, "list", "lists");
    let by = |basis: &str| line.candidates.iter().filter(|it| it.basis == basis).count() as u64;
    let mut found = Vec::new();
    match by("identifier") {
        0 => {}
        it => found.push(plural(it, "entry has the same number", "entries have the same number")),
    }
    match by("name") {
        0 if line.subject.names.is_empty() || !found.is_empty() => {}
        0 => {
            let aside = line.subject.kind.map_or("", |it| match it {
                "person" => ", those of companies, ships and aircraft left aside",
                "organisation" => ", those of persons, ships and aircraft left aside",
                "vessel" => ", those of all but ships left aside",
                _ => ", those of all but aircraft left aside",
            });
            found.push(format!("none of {} names in {lists} scores {} or more{aside}", grouped(names), line.threshold));
        }
        1 => found.push(format!("1 entry has a name that scores {} or more", line.threshold)),
        it => found.push(format!("{} entries have names that score {} or more", grouped(it), line.threshold)),
    }
    let wallets = line.wallets.iter().filter(|it| !it.listed.is_empty()).count() as u64;
    let paid = match (line.wallets.is_empty(), wallets) {
        (true, _) => None,
        (false, 0) => Some(format!("the address is not listed: {lists} searched")),
        (false, it) => Some(format!("{} listed", plural(it, "address is", "addresses are"))),
    };
    let why = line.gaps.iter().map(|it| format!("not clear: {}", gap(it, &line.lists).0));
    for it in found.into_iter().chain(paid).chain(why) {
        text.extend(fold(&it, width - 2).into_iter().map(|it| format!(" {it}")));
    }
    text
}

/// What would change the answer.
fn changes(line: &ScreenLine, width: usize) -> Vec<String> {
    let mut all: Vec<String> = line.gaps.iter().map(|it| gap(it, &line.lists).1).collect();
    all.dedup();
    all.extend(missing_facts(line));
    let told = all.iter().flat_map(|it| {
        let folded = fold(it, width - MARGIN - 2).into_iter().enumerate();
        folded.map(|(at, it)| format!("{}{}{it}", " ".repeat(MARGIN), if at == 0 { "→ " } else { "  " }))
    });
    let mut text: Vec<String> = told.collect();
    if let Some(first) = text.first_mut() {
        *first = format!(" {} {}", paint(HEAD, &left("next", MARGIN - 2)), first.trim_start());
    }
    text
}

fn wallet(it: &WalletLine, width: usize) -> Vec<String> {
    let mut facts = Vec::new();
    match &it.invalid {
        Some(why) => facts.push(fact("!", WARN, "address", &format!("{} {why}", clean(&it.address)))),
        None => facts.push(fact(" ", FAINT, "networks", &it.networks.join(", "))),
    }
    if it.listed.is_empty() {
        facts.push(fact(" ", FAINT, "listed", "nowhere"));
    }
    for hit in &it.listed {
        let ticker = if hit.ticker.is_empty() { String::new() } else { format!(" under {}", clean(&hit.ticker)) };
        let how = hit.agreement.replace('-', " ");
        facts.push(fact("=", BAD, "listed", &format!("{how}: {}{ticker}", clean(&hit.address))));
        let who = format!("{} · {}", clean(&hit.title), place(&hit.list, &hit.entry, hit.kind, &hit.programmes));
        facts.push(fact(" ", FAINT, "of", &who));
    }
    facts.into_iter().flat_map(|it| it.lines(width)).collect()
}

fn place(list: &str, entry: &str, kind: &str, programmes: &[String]) -> String {
    let under = if programmes.is_empty() { String::new() } else { format!(" · {}", clean(&programmes.join(", "))) };
    format!("{kind} · {} {}{under}", clean(list), clean(entry))
}

fn candidate(it: &CandidateLine, line: &ScreenLine, width: usize) -> Vec<String> {
    let mut text = vec![format!("  {} {}", paint(BAD, mark(it)), paint(STRONG, &clean(&it.title)))];
    let place = place(&it.list, &it.entry, it.kind, &it.programmes);
    text.extend(fold(&place, width - MARGIN).into_iter().map(|it| format!("{}{it}", " ".repeat(MARGIN))));
    let mut facts = Vec::new();
    if let Some(name) = it.name.as_ref().filter(|name| **name != it.title || it.strength != Some("primary")) {
        facts.push(fact(" ", FAINT, "by name", &format!("{} ({})", clean(name), it.strength.unwrap_or(""))));
    }
    if !it.identifiers.is_empty() {
        facts.push(fact("=", BAD, "number", &format!("the same: {}", clean(&it.identifiers.join(", ")))));
    }
    let agree = it.alignment.iter().any(|it| !it.here.is_empty() && !it.there.is_empty());
    if !it.alignment.is_empty() && !agree {
        facts.push(fact("≠", GOOD, "parts", "no part of the names agrees"));
    } else if agree {
        let parts = it.alignment.iter().map(aligned).collect::<Vec<_>>().join(" · ");
        let parts = if it.basis == "identifier" { format!("score {}: {parts}", it.score) } else { parts };
        facts.push(fact(" ", FAINT, "parts", &parts));
    }
    let (subject, evidence) = (&line.subject, &it.evidence);
    for (name, code, asked, listed) in [
        ("born", evidence.birth, subject.born.is_some(), &it.births),
        ("gender", evidence.gender, subject.gender.is_some(), &it.genders),
        ("country", evidence.country, !subject.countries.is_empty(), &it.countries),
    ] {
        facts.extend(compared(name, code, asked, listed));
    }
    text.extend(facts.into_iter().flat_map(|it| it.lines(width)));
    text
}

/// What makes it a candidate: the score of its name, or a number that is the same.
fn mark(it: &CandidateLine) -> &str {
    if it.basis == "identifier" { "number" } else { &it.score }
}

/// How a fact of the subject stands to those listed; nothing where neither side tells it.
fn compared(name: &'static str, code: &str, asked: bool, listed: &[String]) -> Option<Fact> {
    let told = listed.iter().map(|it| clean(it)).collect::<Vec<_>>().join(", ");
    Some(match (code, asked, told.is_empty()) {
        (_, false, true) => return None,
        (_, true, true) => fact("?", FAINT, name, "not listed"),
        (_, false, false) => fact("?", FAINT, name, &format!("not asked; listed {told}")),
        ("disjoint", ..) => fact("≠", GOOD, name, &format!("differs: listed {told}")),
        ("near" | "swapped", ..) => fact("~", WARN, name, &format!("{code}: listed {told}")),
        (code, ..) => fact("=", BAD, name, &format!("{}: listed {told}", code.replace('-', " "))),
    })
}

/// A fact with its mark: = speaks for a match, ≠ against one, ~ and ? for neither.
struct Fact {
    mark: String,
    name: &'static str,
    text: String,
}

fn fact(mark: &str, style: anstyle::Style, name: &'static str, text: &str) -> Fact {
    Fact { mark: paint(style, mark), name, text: text.to_owned() }
}

impl Fact {
    fn lines(self, width: usize) -> Vec<String> {
        let room = width.saturating_sub(MARGIN + FACT);
        let first = format!("{}{} {}", " ".repeat(MARGIN - 2), self.mark, paint(FAINT, &left(self.name, FACT)));
        let lines = fold(&self.text, room).into_iter().enumerate();
        lines
            .map(|(at, it)| if at == 0 { format!("{first}{it}") } else { format!("{}{it}", " ".repeat(MARGIN + FACT)) })
            .collect()
    }
}

/// A subject of a batch: the answer, and its strongest candidates in a line each.
fn subject(line: &ScreenLine, width: usize) -> Vec<String> {
    let mut text = vec![title(line)];
    for hit in line.wallets.iter().flat_map(|it| &it.listed) {
        let words = format!(
            "{}: {} · {}",
            hit.agreement.replace('-', " "),
            clean(&hit.title),
            place(&hit.list, &hit.entry, hit.kind, &hit.programmes)
        );
        text.extend(fold(&words, width - MARGIN).into_iter().map(|it| format!("{}{it}", " ".repeat(MARGIN))));
    }
    text.extend(line.candidates.iter().take(SHOWN_EACH).flat_map(|it| brief(it, width)));
    let more = line.candidates.len().saturating_sub(SHOWN_EACH) as u64;
    if more > 0 {
        text.push(format!("{}and {}", " ".repeat(MARGIN), plural(more, "other candidate", "other candidates")));
    }
    if line.answer == "unknown" {
        let why = line.gaps.iter().map(|it| gap(it, &line.lists).0).collect::<Vec<_>>().join("; ");
        text.extend(fold(&why, width - MARGIN).into_iter().map(|it| format!("{}{it}", " ".repeat(MARGIN))));
    }
    text
}

/// A candidate in a line: score, name, where, and what speaks for or against.
fn brief(it: &CandidateLine, width: usize) -> Vec<String> {
    let by = it.name.as_ref().filter(|name| **name != it.title);
    let by = by.map_or_else(String::new, |name| format!(" (as {})", clean(name)));
    let mut words = format!("{}{by} · {} {}", clean(&it.title), clean(&it.list), clean(&it.entry));
    let evidence = [("born", it.evidence.birth), ("gender", it.evidence.gender), ("country", it.evidence.country)];
    for (name, code) in evidence.into_iter().filter(|it| it.1 != "unknown") {
        words +=
            &format!(" · {name} {}", if code == "disjoint" { "differs".to_owned() } else { code.replace('-', " ") });
    }
    if !it.identifiers.is_empty() {
        words += " · the same number";
    }
    let lines = fold(&words, width - MARGIN).into_iter().enumerate();
    lines
        .map(|(at, line)| match at {
            0 => format!("  {} {line}", paint(BAD, mark(it))),
            _ => format!("{}{line}", " ".repeat(MARGIN)),
        })
        .collect()
}

fn list(it: &ListLine, width: usize) -> Vec<String> {
    let day = match (&it.published, it.age_days) {
        (Some(day), Some(days)) => {
            let old = plural(u64::from(days), "day", "days");
            format!("{day}, {old} old (at most {})", it.days_max)
        }
        (Some(day), None) => format!("{day}, a day to come"),
        (None, _) => "day not told".to_owned(),
    };
    let partial = if it.completeness == "whole" { "" } else { " · incomplete" };
    let digest: String = it.sha256.chars().take(12).collect();
    let counts = format!("{} names, {} addresses", grouped(it.names as u64), grouped(it.addresses as u64));
    let text = format!("{} · {day} · {counts}{partial} · sha256 {digest}", clean(&it.id));
    let good = it.age == "fresh" && it.completeness == "whole";
    let head = paint(if good { HEAD } else { WARN }, &left("list", MARGIN - 2));
    let lines = fold(&text, width - MARGIN).into_iter().enumerate();
    lines
        .map(|(at, it)| if at == 0 { format!(" {head} {it}") } else { format!("{}{it}", " ".repeat(MARGIN)) })
        .collect()
}
