//! `tidegate explain`: one hit in full, from the lines of a run or by scanning again.

use crate::args::ExplainArgs;
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink};
use crate::report::lines::{HIT_SCHEMA, HitLine, Line, TooLittleLine};
use crate::report::story::{End, Teller, story};
use crate::report::words::clean;
use crate::scan;
use std::collections::BTreeSet;
use std::path::Path;
use tidegate_kyc_core::base::SourceId;
use tidegate_monitor::hit::Hit;
use tidegate_monitor::rule::{Pack, Rule};

/// The fewest digits that name a hit.
const DIGITS_MIN: usize = 6;

/// Runs the command.
///
/// # Errors
/// A fault where no hit or several begin with these digits, or something cannot be read.
pub(crate) fn command(args: &ExplainArgs) -> Result<Exit, Fault> {
    let prefix = prefix(&args.hit)?;
    let (Found { hits, lacks, currency }, pack) = match (&args.run, &args.rules) {
        (Some(run), rules) => {
            let pack = rules.as_ref().map(|it| input::read_rules(it)?.pack()).transpose()?;
            (from_lines(run, &prefix)?, pack)
        }
        (None, Some(rules)) if !args.exports.is_empty() => {
            let read = scan::Read::all(&args.exports, rules, &args.read)?;
            let found = from_scan(&read.scan(None, args.read.threads)?, &prefix);
            (found, Some(read.pack))
        }
        (None, _) => {
            return Err(Fault::usage(
                "a hit is explained from the run that found it, or by scanning again",
                "tidegate explain HIT --run FILE, where FILE is what scan --as jsonl --out FILE wrote; or tidegate \
                 explain HIT EXPORT… --rules RULES with the same options as the scan",
            ));
        }
    };
    let hits = only(hits, &prefix)?;
    let currency = currency.or_else(|| pack.as_ref().map(|it| it.currency.clone())).unwrap_or_default();
    let rules: Vec<Option<&Rule>> = hits.iter().map(|hit| pack.as_ref().and_then(|it| rule_of(it, hit))).collect();
    remark(&hits, &rules, pack.is_some());
    let told = hits.iter().zip(rules).map(|(hit, rule)| {
        story(Teller { hit, rule, currency: &currency, end: end(hit, &lacks), width: input::width() })
    });
    let text = told.collect::<Vec<_>>().join("\n");
    input::write(None, Ink::Coloured, &mut |out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Clear)
}

/// Says what the stories do not hold, and that there are several.
fn remark(hits: &[HitLine], rules: &[Option<&Rule>], given: bool) {
    if hits.len() > 1 {
        let count = hits.len();
        input::speak(&format!(
            "note: {count} hits have this id, for rows they open with are copies of each other: each is shown with the rows it cites"
        ));
    }
    let untold = hits.iter().zip(rules).find(|it| it.1.is_none());
    match untold.map(|it| clean(&it.0.rule)) {
        Some(id) if given => input::speak(&format!(
            "note: these rules hold no {id} as it was when it found this hit, so its reason is not shown"
        )),
        Some(_) => input::speak("note: --rules adds the rule's reason, its innocent explanations and its blind spots"),
        None => {}
    }
}

fn rule_of<'a>(pack: &'a Pack, hit: &HitLine) -> Option<&'a Rule> {
    pack.rules.iter().find(|it| it.id == hit.rule && it.digest.to_string() == hit.rule_digest)
}

fn prefix(hit: &str) -> Result<String, Fault> {
    let prefix = hit.to_ascii_lowercase();
    let is_hex = prefix.bytes().all(|it| it.is_ascii_hexdigit());
    if !is_hex || !(DIGITS_MIN..=64).contains(&prefix.len()) {
        let what = format!("{} does not name a hit", clean(hit));
        return Err(Fault::usage(what, "give the id of a hit or its first digits, at least 6, for instance 3f2a9c"));
    }
    Ok(prefix)
}

/// What a run says of hits whose ids begin alike.
#[derive(Debug, Default)]
struct Found {
    hits: Vec<HitLine>,
    /// What rules lacked in that run.
    lacks: Vec<TooLittleLine>,
    /// Its currency, where the run says so itself.
    currency: Option<String>,
}

/// Whether the run followed nothing through the party that a hit's last row leads to, for it has no tag.
fn end(hit: &HitLine, lacks: &[TooLittleLine]) -> End {
    let last = hit.rows.last().map(|it| it.to_customer.as_ref().unwrap_or(&it.to));
    let untagged = lacks.iter().filter(|it| it.missing == "tag" && it.rule == hit.rule).flat_map(|it| &it.wallets);
    if untagged.map(|it| &it.id).any(|it| Some(it) == last) { End::Untagged } else { End::Plain }
}

fn from_lines(run: &Path, prefix: &str) -> Result<Found, Fault> {
    let mut found = Found::default();
    let name = input::file_name(run);
    for (at, line) in input::lines(run)?.enumerate() {
        let place = format!("{name}:{}", at + 1);
        let help = "give the file that tidegate scan --as jsonl --out FILE wrote";
        let line =
            line.map_err(|it| Fault::unreadable(format!("{place}: the line cannot be read: {}", it.kind()), help))?;
        let read = serde_json::from_str(&line);
        match read.map_err(|_| Fault::unreadable(format!("{place}: this is no line of a scan"), help))? {
            Line::Hit(hit) if hit.schema != HIT_SCHEMA => {
                let what =
                    format!("{place}: the hit is written as {}, this program reads {HIT_SCHEMA}", clean(&hit.schema));
                return Err(Fault::unreadable(what, "scan again with this program"));
            }
            Line::Hit(hit) if hit.id.starts_with(prefix) => found.hits.push(hit),
            Line::TooLittle(lack) => found.lacks.push(lack),
            Line::Summary(summary) => found.currency = Some(summary.currency),
            _ => {}
        }
    }
    Ok(found)
}

fn from_scan(run: &scan::Run<'_>, prefix: &str) -> Found {
    let names = run.read.names();
    let begins = |it: &(&Hit<'_>, SourceId)| it.1.to_string().starts_with(prefix);
    Found {
        hits: names.identified(&run.scan.hits).filter(begins).map(|it| names.hit(it.0, it.1)).collect(),
        lacks: run.scan.lacks.iter().map(|it| names.too_little(it)).collect(),
        currency: None,
    }
}

/// The hit that these digits name. More than one only where different hits were written under one id, as a run may
/// hold them whose rows are copies of each other; what was written twice is one.
fn only(found: Vec<HitLine>, prefix: &str) -> Result<Vec<HitLine>, Fault> {
    let mut different: Vec<HitLine> = Vec::new();
    for hit in found {
        if !different.contains(&hit) {
            different.push(hit);
        }
    }
    let ids: BTreeSet<&str> = different.iter().map(|it| it.id.as_str()).collect();
    match ids.len() {
        1 => Ok(different),
        0 => Err(Fault::usage(format!("no hit begins with {prefix}"), "tidegate scan lists the ids of all hits")),
        several => {
            let ids: Vec<String> = ids.iter().take(5).map(|it| it.chars().take(prefix.len() + 8).collect()).collect();
            let what = format!("{several} hits begin with {prefix}: {}", ids.join(", "));
            Err(Fault::usage(what, "give more digits"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::lines::UntaggedLine;
    use crate::report::testing::line_of;
    use tidegate_monitor::pattern::Kind;

    fn hit(id: &str) -> HitLine {
        HitLine { id: id.to_owned(), ..line_of("a z 9 EUR", Kind::Flow) }
    }

    #[test]
    fn a_hit_is_named_by_six_digits_or_more() {
        assert_eq!(prefix("3F2A9C").unwrap(), "3f2a9c");
        for bad in ["3f2a9", "", "3f2a9g", "hit 3f2a9c", &"a".repeat(65)] {
            assert!(prefix(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn digits_must_name_one_hit_only() {
        assert_eq!(only(vec![hit("aaaaaa1")], "aaaaaa").unwrap(), [hit("aaaaaa1")]);
        assert_eq!(only(vec![hit("aaaaaa1"), hit("aaaaaa1")], "aaaaaa").unwrap(), [hit("aaaaaa1")]);
        assert!(only(Vec::new(), "aaaaaa").is_err());
        let Err(Fault::Said { what, .. }) = only(vec![hit("aaaaaa1"), hit("aaaaaa2")], "aaaaaa") else {
            panic!("one of two was taken")
        };
        assert!(what.contains("aaaaaa1") && what.contains("aaaaaa2"), "{what}");
    }

    #[test]
    fn hits_of_one_id_that_cite_other_rows_are_all_shown() {
        let mut other = hit("aaaaaa1");
        other.rows[0].line += 1;
        assert_eq!(
            only(vec![hit("aaaaaa1"), other.clone(), hit("aaaaaa1")], "aaaaaa").unwrap(),
            [hit("aaaaaa1"), other]
        );
    }

    #[test]
    fn the_end_of_a_trail_is_known_from_what_its_own_rule_lacked() {
        let hit = line_of("a b 9 EUR\nb z 9 EUR", Kind::Path);
        let lack = |rule: &str, missing: &str, wallet: &str| TooLittleLine {
            rule: rule.to_owned(),
            missing: missing.to_owned(),
            transfers: 9,
            wallets: vec![UntaggedLine { id: wallet.to_owned(), transfers: 9 }],
            first: hit.rows[0].clone(),
            why: String::new(),
        };
        for (rule, missing, wallet, known) in [
            ("many-small-ones", "tag", "z", End::Untagged),
            ("many-small-ones", "tag", "b", End::Plain),
            ("many-small-ones", "value", "z", End::Plain),
            ("another", "tag", "z", End::Plain),
        ] {
            assert_eq!(end(&hit, &[lack(rule, missing, wallet)]), known, "{rule} {missing} {wallet}");
        }
    }

    #[test]
    fn a_run_is_read_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hits.jsonl");
        let written = hit("aaaaaa1");
        let line = serde_json::to_string(&Line::Hit(written.clone())).unwrap();
        std::fs::write(&path, format!("{line}\n")).unwrap();
        assert_eq!(from_lines(&path, "aaaaaa").unwrap().hits, [written]);
        for (bad, said) in
            [(line.replace("hit/1", "hit/9"), "hit/9"), ("{\"type\":\"other\"}".to_owned(), ":1: this is no line")]
        {
            std::fs::write(&path, bad).unwrap();
            let Err(Fault::Said { what, .. }) = from_lines(&path, "aaaaaa") else { panic!("read") };
            assert!(what.contains(said), "{what}");
        }
    }
}
