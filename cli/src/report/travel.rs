//! What is said of a Travel Rule payload: an object for machines, a page for people. Neither shows anybody.

use super::paint::{BAD, FAINT, GOOD, HEAD, STRONG, WARN, fit, fold, paint, side_by_side};
use super::words::{clean, plural};
use serde::Serialize;
use tidegate_kyc_core::travel::{Filled, Gap, GapKind, Script};

/// The schema of the object.
pub(crate) const SCHEMA: &str = "tidegate.travel-rule/1";

/// So many gaps stand on a page; the object has all that are kept.
const SHOWN: usize = 40;

/// The answer; its schema is docs/schema/travel-rule.schema.json.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TravelLine {
    /// `travel-rule`.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// [`SCHEMA`].
    pub(crate) schema: &'static str,
    /// `build` or `check`.
    pub(crate) command: &'static str,
    /// `complete`, `incomplete` or `refused`.
    pub(crate) answer: &'static str,
    /// What keeps it from being complete.
    pub(crate) gaps: Vec<GapLine>,
    /// How many more there are.
    pub(crate) more: u64,
    /// Latin spellings that were made here.
    pub(crate) filled: Vec<FilledLine>,
    /// The day of the transfer.
    pub(crate) day: String,
    /// SHA-256 of the payload; none where none was built.
    pub(crate) payload_sha256: Option<String>,
    /// The transfer, where one was checked.
    pub(crate) transfer: Option<TransferLine>,
    /// The policy, where one was asked.
    pub(crate) policy: Option<PolicyLine>,
}

/// One gap.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct GapLine {
    /// The element, by the standard's names.
    path: String,
    /// What it is, as a lasting code.
    code: &'static str,
    /// `missing`, `meaningless`, `faulty`, `contradicts` or `unchecked`.
    is: &'static str,
    /// The constraint of the standard that it is about.
    constraint: Option<String>,
    /// What the code says.
    what: String,
    /// What exactly.
    detail: Option<String>,
    /// What to do.
    help: &'static str,
}

impl GapLine {
    /// The line of a gap.
    pub(crate) fn of(it: &Gap) -> Self {
        Self {
            path: it.path.clone(),
            code: it.code.code(),
            is: it.code.kind().code(),
            constraint: it.code.constraint().map(|it| it.to_string()),
            what: it.code.clause(),
            detail: it.detail.clone(),
            help: it.code.help(),
        }
    }
}

/// A Latin spelling that was made.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FilledLine {
    /// The element that holds it.
    path: String,
    /// `latin-with-marks` or `other-script`.
    from: &'static str,
}

impl FilledLine {
    /// The line of a spelling.
    pub(crate) fn of(it: &Filled) -> Self {
        let from = match it.from {
            Script::Marked => "latin-with-marks",
            Script::Other => "other-script",
        };
        Self { path: it.path.clone(), from }
    }
}

/// The transfer, without its wallets.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TransferLine {
    /// Whose rules were asked.
    pub(crate) jurisdiction: String,
    /// What it is worth.
    pub(crate) amount: String,
    /// In which currency.
    pub(crate) currency: String,
    /// What is transferred.
    pub(crate) asset: String,
    /// The rules that hold for it.
    pub(crate) rules: Vec<String>,
}

/// The policy that was asked.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PolicyLine {
    /// Its name.
    pub(crate) id: String,
    /// Its version.
    pub(crate) version: u32,
    /// SHA-256 of its file.
    pub(crate) sha256: String,
}

/// The kinds of gaps in the order of the page, each with its heading.
const KINDS: [(GapKind, &str); 5] = [
    (GapKind::Contradicts, "contradicts the transfer or itself"),
    (GapKind::Faulty, "faulty"),
    (GapKind::Missing, "missing"),
    (GapKind::Meaningless, "filled with what says nothing"),
    (GapKind::Unchecked, "not checked"),
];

/// The page of an answer about the file `name`; `out` is where a payload was to be written.
pub(crate) fn page(line: &TravelLine, (name, out): (&str, Option<&str>), width: usize) -> String {
    let width = width.clamp(40, 110);
    let (style, word) = match line.answer {
        "complete" => (GOOD, "COMPLETE"),
        "incomplete" => (WARN, "INCOMPLETE"),
        _ => (BAD, "REFUSED"),
    };
    let mut text = vec![format!(" {}  {}", paint(style, word), paint(STRONG, &clean(name)))];
    text.extend(side_by_side(&facts(line), width - 1).into_iter().map(|it| format!(" {}", paint(FAINT, &it))));
    let mut left = SHOWN;
    for (kind, heading) in KINDS {
        let of_kind: Vec<&GapLine> = line.gaps.iter().filter(|it| it.is == kind.code()).collect();
        if of_kind.is_empty() {
            continue;
        }
        text.push(String::new());
        text.push(format!(" {} {}", paint(HEAD, heading), paint(FAINT, &format!("({})", of_kind.len()))));
        let shown = of_kind.len().min(left);
        left -= shown;
        text.extend(of_kind.iter().take(shown).flat_map(|it| gap(it, width)));
    }
    let more = (line.gaps.len() as u64).saturating_sub(SHOWN as u64) + line.more;
    if more > 0 {
        text.push(String::new());
        text.push(format!(" … and {}", plural(more, "more gap", "more gaps")));
    }
    text.push(String::new());
    for told in closing(line, out) {
        text.extend(fold(&told, width - 2).into_iter().map(|it| format!(" {it}")));
    }
    for it in &line.filled {
        text.push(format!("   {}", it.path));
    }
    fit(&(text.join("\n") + "\n"), width)
}

fn facts(line: &TravelLine) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(it) = &line.transfer {
        facts.push(it.jurisdiction.clone());
        facts.push(format!("{} {} in {}", it.amount, it.currency, it.asset));
        facts.push(line.day.clone());
        let none = || "no rule asks anything of this transfer".to_owned();
        facts.push(if it.rules.is_empty() { none() } else { format!("rules {}", it.rules.join(", ")) });
    } else {
        facts.push(format!("for {}", line.day));
    }
    facts.extend(line.policy.as_ref().map(|it| format!("policy {} {}", it.id, it.version)));
    facts
}

fn gap(it: &GapLine, width: usize) -> Vec<String> {
    let number = it.constraint.as_ref().map_or_else(String::new, |it| format!("{it}: "));
    let detail = it.detail.as_ref().map_or_else(String::new, |it| format!(" – {it}"));
    let mut lines = vec![format!("   {}", paint(STRONG, &it.path))];
    let told = format!("{number}{}{detail}", it.what);
    lines.extend(fold(&told, width - 6).into_iter().map(|it| format!("     {it}")));
    let help = fold(&format!("→ {}", it.help), width - 6);
    lines.extend(help.into_iter().map(|it| format!("     {}", paint(FAINT, &it))));
    lines
}

/// What follows from the answer.
fn closing(line: &TravelLine, out: Option<&str>) -> Vec<String> {
    let mut told = Vec::new();
    match (line.command, line.answer, out) {
        ("build", "complete", Some(out)) => {
            told.push(format!("The payload stands in {}; its owner alone may read it.", clean(out)));
        }
        ("build", _, Some(out)) => {
            told.push(format!("Nothing was written. If {} stands there, it is from before.", clean(out)));
        }
        (_, "complete", _) => told.push(
            "Nothing is left to ask of this payload. Whether it is true of these people it does not show.".to_owned(),
        ),
        (_, "incomplete", _) => told.push("Ask for what is missing before anything is released.".to_owned()),
        _ => told.push("Release nothing on this payload: ask for another one.".to_owned()),
    }
    if !line.filled.is_empty() {
        told.push(String::new());
        told.push(
            "Spelt in Latin letters here, by no standard; compare with the documents and give the spelling yourself:"
                .to_owned(),
        );
    }
    told
}

#[cfg(test)]
mod tests {
    use super::super::paint::width as wide;
    use super::*;
    use tidegate_kyc_core::base::Day;
    use tidegate_kyc_core::travel::{Payload, PayloadError};

    fn line() -> TravelLine {
        let text = r#"{"originator": {"originatorPerson": [{"naturalPerson": {"name": {"nameIdentifier": []},
            "dateAndPlaceOfBirth": {"dateOfBirth": "3000-01-01", "placeOfBirth": "-"}, "x": 1}}]}, "beneficiary": 7}"#;
        let gaps = match Payload::read(text.as_bytes(), Day::from_days(20_000)) {
            Err(PayloadError::Gaps(gaps)) => gaps,
            other => panic!("{other:?}"),
        };
        TravelLine {
            kind: "travel-rule",
            schema: SCHEMA,
            command: "check",
            answer: "refused",
            gaps: gaps.iter().map(GapLine::of).collect(),
            more: 7,
            filled: vec![FilledLine {
                path: "originator.originatorPerson[0].naturalPerson.name.nameIdentifier[0].primaryIdentifier"
                    .to_owned(),
                from: "other-script",
            }],
            day: "2026-03-01".to_owned(),
            payload_sha256: None,
            transfer: Some(TransferLine {
                jurisdiction: "EU".to_owned(),
                amount: "1500".to_owned(),
                currency: "EUR".to_owned(),
                asset: "ETH".to_owned(),
                rules: vec!["eu-tfr-14".to_owned(), "eu-tfr-14-self-hosted".to_owned()],
            }),
            policy: Some(PolicyLine { id: "tidegate-travel".to_owned(), version: 1, sha256: "0".repeat(64) }),
        }
    }

    #[test]
    fn the_page_holds_at_every_width_and_says_the_word_first() {
        for width in 20..=130 {
            let page = page(&line(), ("payload.json", None), width);
            let plain = anstream::adapter::strip_str(&page).to_string();
            assert!(plain.starts_with(" REFUSED  payload.json"), "{plain}");
            for line in plain.lines() {
                assert!(wide(line) <= width.clamp(40, 110), "{width}: {line}");
            }
            let order = ["faulty (", "missing (", "filled with what says nothing (", "and 7 more gaps"];
            let places: Vec<usize> = order.iter().map(|it| plain.find(it).unwrap_or(0)).collect();
            assert!(places[0] > 0 && places.is_sorted(), "{plain}");
        }
    }

    #[test]
    fn a_page_of_many_gaps_ends() {
        let mut line = line();
        line.gaps = line.gaps.iter().cycle().take(500).cloned().collect();
        let plain = anstream::adapter::strip_str(&page(&line, ("p", None), 100)).to_string();
        assert!(plain.lines().count() < 200 && plain.contains("and 467 more gaps"), "{plain}");
    }
}
