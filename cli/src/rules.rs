//! `tidegate rules check` and `tidegate rules test`: are the rules well formed, and do their
//! cases come true?

use crate::fault::{Exit, Fault};
use crate::input::{self, Ink};
use crate::report::build::severity;
use crate::report::complaints::draw_all;
use crate::report::paint::{self, BAD, FAINT, GOOD, STRONG, fold, left, paint, width as wide};
use crate::report::words::{clean, plural};
use std::path::Path;
use tidegate_monitor::case::{self, CaseResult};
use tidegate_monitor::rule::{Pack, Rule, Slip, Status};

/// Checks rule files and lists the rules, or every complaint, or every case that fails.
///
/// # Errors
/// A fault where files cannot be read at all.
pub(crate) fn check(path: &Path) -> Result<Exit, Fault> {
    let width = input::width();
    let (text, exit) = match input::read_rules(path).and_then(input::Rules::pack) {
        Ok(pack) => (listing(&pack, width), Exit::Clear),
        Err(Fault::Rules { complaints, files }) => (draw_all(&complaints, &files, width), Exit::Unreadable),
        Err(Fault::Cases(failed)) => (refused(&failed, width), Exit::Unreadable),
        Err(other) => return Err(other),
    };
    input::write(None, Ink::Coloured, &mut |out| out.write_all(text.as_bytes()))?;
    Ok(exit)
}

/// Runs the cases of all rules.
///
/// # Errors
/// A fault where files cannot be read, or rules have complaints.
pub(crate) fn test(path: &Path) -> Result<Exit, Fault> {
    let pack = input::read_rules(path)?.unproven()?;
    if pack.stands_on.is_some() {
        input::speak("note: cases belong to the rules as they are written, so they are run without the overlay");
    }
    let results: Vec<(&Rule, Vec<CaseResult>)> = pack.rules.iter().map(|it| (it, case::run(it, &pack))).collect();
    let text = outcome(&results, input::width());
    input::write(None, Ink::Coloured, &mut |out| out.write_all(text.as_bytes()))?;
    let passed = results.iter().flat_map(|it| &it.1).all(|it| it.passed);
    Ok(if passed { Exit::Clear } else { Exit::Found })
}

const fn status(it: Status) -> &'static str {
    match it {
        Status::Draft => "draft",
        Status::Shadow => "shadow",
        Status::Active => "active",
        Status::Retired => "retired",
    }
}

fn listing(pack: &Pack, width: usize) -> String {
    let ids = pack.rules.iter().map(|it| wide(&it.id)).max().unwrap_or(0);
    let mut lines = Vec::new();
    for rule in &pack.rules {
        let margin = format!("  {}  {}  ", rule.typology, left(&rule.id, ids));
        let word = severity(rule.severity);
        let facts = format!("v{:<3} {:8} {:8} ", rule.version, word, status(rule.status));
        if width < wide(&margin) + wide(facts.trim_end()) {
            lines.extend(narrow(rule, &facts, word, width));
            continue;
        }
        let room = width.saturating_sub(wide(&margin) + wide(&facts));
        let titles = if room < 24 { Vec::new() } else { fold(&clean(&rule.title), room) };
        let facts = facts.replacen(word, &paint(paint::severity(word), word), 1);
        lines.push(format!("{margin}{facts}{}", titles.first().map_or("", String::as_str)).trim_end().to_owned());
        let indent = " ".repeat(width.saturating_sub(room));
        lines.extend(titles.iter().skip(1).map(|it| format!("{indent}{it}")));
    }
    let cases = pack.rules.iter().map(|it| it.cases.len() as u64).sum();
    let (rules, cases) = (plural(pack.rules.len() as u64, "rule", "rules"), plural(cases, "case", "cases"));
    lines.push(String::new());
    let sum = fold(&format!("{rules} with {cases}: no complaints, every case comes true"), width.saturating_sub(2));
    lines.push(format!("{} {}", paint(GOOD, "✓"), sum.join("\n  ")));
    let slips = pack.slips();
    let notes = overlaid(pack).into_iter().chain(slips.iter().map(doubt));
    lines
        .extend(notes.flat_map(|it| fold(&format!("note: {it}"), width.saturating_sub(2))).map(|it| format!("  {it}")));
    let digest = fold(&format!("pack {}", pack.digest), width.saturating_sub(2));
    lines.extend(digest.iter().map(|it| paint(FAINT, &format!("  {it}"))));
    lines.join("\n") + "\n"
}

/// Whom the cases are about where an overlay lies over the rules.
fn overlaid(pack: &Pack) -> Option<String> {
    let text = "the cases were run under the rules as they are written, without the overlay: they say nothing of its \
                windows and bounds";
    pack.stands_on.as_ref().map(|_| text.to_owned())
}

fn doubt(it: &Slip) -> String {
    let place = it.rule.as_ref().map_or_else(|| "the pack".to_owned(), |it| format!("rule {}", clean(it)));
    let word = clean(&it.word);
    format!(
        "{} of {place} names \"{word}\", which is nearly \"{}\": is it misspelt? it is kept as written",
        it.key, it.meant
    )
}

/// A rule where its id and its facts do not fit side by side: one under the other.
fn narrow(rule: &Rule, facts: &str, word: &str, width: usize) -> Vec<String> {
    let indent = " ".repeat(wide(&rule.typology) + 4);
    let mut lines: Vec<String> = Vec::new();
    for id in fold(&rule.id, width.saturating_sub(wide(&indent))) {
        let begin = if lines.is_empty() { format!("  {}  ", rule.typology) } else { indent.clone() };
        lines.push(begin + &id);
    }
    let facts: Vec<&str> = facts.split_whitespace().collect();
    let facts = facts.join(" ").replacen(word, &paint(paint::severity(word), word), 1);
    lines.push(indent + &facts);
    lines
}

fn outcome(results: &[(&Rule, Vec<CaseResult>)], width: usize) -> String {
    let mut lines = Vec::new();
    for (rule, cases) in results {
        lines.push(format!("{} {}", paint(STRONG, &rule.id), paint(FAINT, &format!("version {}", rule.version))));
        cases.iter().for_each(|it| lines.extend(case_lines(it, width)));
        lines.push(String::new());
    }
    let all: Vec<&CaseResult> = results.iter().flat_map(|it| &it.1).collect();
    let failed = all.iter().filter(|it| !it.passed).count() as u64;
    let (rules, cases) = (plural(results.len() as u64, "rule", "rules"), plural(all.len() as u64, "case", "cases"));
    lines.push(match failed {
        0 => format!("{} {cases} of {rules}: all pass", paint(GOOD, "✓")),
        _ => format!("{} {cases} of {rules}: {}", paint(BAD, "✗"), paint(BAD, &format!("{failed} failed"))),
    });
    lines.join("\n") + "\n"
}

/// Rules that are refused since their own cases fail, with what was expected and what came.
pub(crate) fn refused(failed: &[(String, Vec<CaseResult>)], width: usize) -> String {
    let mut lines = Vec::new();
    for (rule, cases) in failed {
        lines.push(paint(STRONG, &clean(rule)));
        cases.iter().for_each(|it| lines.extend(case_lines(it, width)));
        lines.push(String::new());
    }
    let count = failed.iter().map(|it| it.1.len() as u64).sum();
    let (cases, rules) = (plural(count, "case fails", "cases fail"), plural(failed.len() as u64, "rule", "rules"));
    let mut text =
        format!("{rules} refused: {cases}. A rule that fails its own cases is not run: mend the rule or the case");
    if failed.iter().flat_map(|it| &it.1).flat_map(|it| &it.got).any(|it| it.starts_with("unfinished")) {
        text += ", or where a search was not finished, give searches more search_steps in pack.toml";
    }
    let folded = fold(&text, width.saturating_sub(2)).join("\n  ");
    lines.push(format!("{} {folded}", paint(BAD, "✗")));
    lines.join("\n") + "\n"
}

fn case_lines(case: &CaseResult, width: usize) -> Vec<String> {
    let mark = if case.passed { paint(GOOD, "✓") } else { paint(BAD, "✗") };
    let indented = |texts: &[String], first: &str, rest: &str| -> Vec<String> {
        let folded = texts.iter().flat_map(|it| fold(&clean(it), width.saturating_sub(wide(rest)))).enumerate();
        folded.map(|(at, it)| format!("{}{it}", if at == 0 { first } else { rest })).collect()
    };
    let mut lines = indented(std::slice::from_ref(&case.name), &format!("  {mark} "), "    ");
    if !case.passed {
        lines.extend(indented(&case.expected, "      expected  ", "                "));
        lines.extend(indented(&case.got, "      got       ", "                "));
    }
    lines
}
