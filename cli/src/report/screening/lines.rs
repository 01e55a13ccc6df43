//! One line a subject: what was asked, what was answered, and every candidate with its reasons.

use crate::screen::judge::{Candidate, Judged, Policy, Subject, Verdict, Wallet};
use serde::Serialize;
use std::io::{self, Write};
use tidegate_kyc_core::screen::list::{Age, EntryKind, List};

/// The schema of these lines.
const SCHEMA: &str = "tidegate.screen/1";

/// The answer for one subject.
#[derive(Clone, Serialize)]
pub(crate) struct ScreenLine {
    schema: &'static str,
    /// What was asked.
    pub(crate) subject: SubjectLine,
    /// `clear`, `found` or `unknown`.
    pub(crate) answer: &'static str,
    /// Why it cannot be clear, as lasting codes.
    pub(crate) reasons: Vec<&'static str>,
    /// The least score of a candidate.
    pub(crate) threshold: String,
    /// Entries by name, the strongest first.
    pub(crate) candidates: Vec<CandidateLine>,
    /// The wallet that was asked for.
    pub(crate) wallet: Option<WalletLine>,
}

/// A line with the lists it was made with.
#[derive(Serialize)]
pub(crate) struct WithLists<'a> {
    #[serde(flatten)]
    line: &'a ScreenLine,
    lists: &'a [ListLine],
}

/// What was asked.
#[derive(Clone, Serialize)]
pub(crate) struct SubjectLine {
    pub(crate) customer: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) born: Option<String>,
    pub(crate) country: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kind: Option<&'static str>,
}

/// An entry whose name is like the subject's.
#[derive(Clone, Serialize)]
pub(crate) struct CandidateLine {
    pub(crate) list: String,
    pub(crate) entry: String,
    pub(crate) title: String,
    pub(crate) name: String,
    pub(crate) strength: &'static str,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) programmes: Vec<String>,
    pub(crate) score: String,
    pub(crate) alignment: Vec<AlignedLine>,
    pub(crate) birth: &'static str,
    pub(crate) country: &'static str,
    pub(crate) births: Vec<String>,
    pub(crate) countries: Vec<String>,
}

/// One line of an alignment; the points of all add up to the score.
#[derive(Clone, Serialize)]
pub(crate) struct AlignedLine {
    pub(crate) here: String,
    pub(crate) there: String,
    pub(crate) how: &'static str,
    pub(crate) agreement: String,
    pub(crate) points: String,
}

/// What is known of a wallet.
#[derive(Clone, Serialize)]
pub(crate) struct WalletLine {
    /// The networks it can belong to; none where it is no address.
    pub(crate) networks: Vec<&'static str>,
    /// What an EVM address's capitals say.
    pub(crate) capitals: Option<&'static str>,
    /// Why it is no address.
    pub(crate) invalid: Option<String>,
    /// Where it is listed.
    pub(crate) listed: Vec<WalletHitLine>,
}

/// Where a wallet is listed.
#[derive(Clone, Serialize)]
pub(crate) struct WalletHitLine {
    pub(crate) list: String,
    pub(crate) entry: String,
    pub(crate) title: String,
    pub(crate) ticker: String,
    pub(crate) address: String,
    pub(crate) agreement: &'static str,
}

/// A list as the answer cites it.
#[derive(Clone, Serialize)]
pub(crate) struct ListLine {
    pub(crate) id: String,
    pub(crate) publisher: &'static str,
    pub(crate) published: Option<String>,
    pub(crate) age_days: Option<u32>,
    /// `fresh`, `stale`, `unknown`, or `unjudged` without a greatest age.
    pub(crate) age: &'static str,
    pub(crate) completeness: &'static str,
    pub(crate) entries: usize,
    pub(crate) names: usize,
    pub(crate) sha256: String,
}

/// The line of a list.
pub(crate) fn list_line(list: &List, policy: &Policy) -> ListLine {
    let days = match list.age(policy.at, u32::MAX) {
        Age::Fresh { days } | Age::Stale { days } => Some(days),
        Age::Unknown => None,
    };
    let age = match policy.max_age.map(|it| list.age(policy.at, it)) {
        None => "unjudged",
        Some(Age::Fresh { .. }) => "fresh",
        Some(Age::Stale { .. }) => "stale",
        Some(Age::Unknown) => "unknown",
    };
    ListLine {
        id: list.id().to_owned(),
        publisher: list.publisher().code(),
        published: list.published().map(|it| it.to_string()),
        age_days: days,
        age,
        completeness: list.completeness().code(),
        entries: list.entries().len(),
        names: list.names(),
        sha256: list.source().to_string(),
    }
}

/// The line of a subject.
pub(crate) fn line(subject: &Subject, judged: &Judged<'_>, policy: &Policy) -> ScreenLine {
    ScreenLine {
        schema: SCHEMA,
        subject: SubjectLine {
            customer: subject.customer.clone(),
            name: subject.name.clone(),
            address: subject.address.clone(),
            born: subject.born.map(|it| it.to_string()),
            country: subject.country.map(|it| it.to_string()),
            kind: Some(subject.kind).filter(|it| *it != EntryKind::Unknown).map(EntryKind::code),
        },
        answer: judged.answer(),
        reasons: judged.reasons.clone(),
        threshold: policy.threshold.to_string(),
        candidates: judged.candidates.iter().map(candidate).collect(),
        wallet: judged.address.as_ref().map(|it| WalletLine {
            networks: it.iter().flat_map(|it| it.families().iter()).map(|it| it.code()).collect(),
            capitals: it.as_ref().ok().and_then(|it| it.capitals()).map(|it| it.code()),
            invalid: it.as_ref().err().map(ToString::to_string),
            listed: judged.wallets.iter().map(wallet).collect(),
        }),
    }
}

fn verdict(it: Verdict) -> &'static str {
    match it {
        Verdict::Agrees => "agrees",
        Verdict::Untold => "untold",
        Verdict::Differs => "differs",
    }
}

fn candidate(it: &Candidate<'_>) -> CandidateLine {
    let words = |all: &[String], range: &std::ops::Range<usize>| all.get(range.clone()).unwrap_or(&[]).join(" ");
    let mut countries: Vec<String> = it.entry.countries.iter().map(|it| it.country.to_string()).collect();
    countries.sort();
    countries.dedup();
    CandidateLine {
        list: it.list.id().to_owned(),
        entry: it.entry.id.to_string(),
        title: it.entry.title().map(|it| it.text.to_string()).unwrap_or_default(),
        name: it.text.to_owned(),
        strength: it.strength.code(),
        kind: it.entry.kind.code(),
        programmes: it.entry.programmes.iter().map(ToString::to_string).collect(),
        score: it.comparison.score.to_string(),
        alignment: it
            .comparison
            .lines
            .iter()
            .map(|line| AlignedLine {
                here: words(&it.words.0, &line.here),
                there: words(&it.words.1, &line.there),
                how: line.how.code(),
                agreement: line.agreement.to_string(),
                points: line.points.to_string(),
            })
            .collect(),
        birth: verdict(it.evidence.birth),
        country: verdict(it.evidence.country),
        births: it.entry.births.iter().map(ToString::to_string).collect(),
        countries,
    }
}

fn wallet(it: &Wallet<'_>) -> WalletHitLine {
    WalletHitLine {
        list: it.list.id().to_owned(),
        entry: it.entry.id.to_string(),
        title: it.entry.title().map(|it| it.text.to_string()).unwrap_or_default(),
        ticker: it.ticker.to_owned(),
        address: it.text.to_owned(),
        agreement: it.agreement.code(),
    }
}

/// A line as it is written, with the lists it was made with.
pub(crate) const fn with_lists<'a>(line: &'a ScreenLine, lists: &'a [ListLine]) -> WithLists<'a> {
    WithLists { line, lists }
}

/// One row a candidate or listed wallet, and one for each subject without any.
pub(crate) fn csv(lines: &[ScreenLine], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record([
        "customer", "name", "address", "answer", "reasons", "score", "list", "entry", "title", "matched", "how",
        "birth", "country",
    ])?;
    for line in lines {
        let text = |it: &Option<String>| it.clone().unwrap_or_default();
        let subject = &line.subject;
        let head = [
            text(&subject.customer),
            text(&subject.name),
            text(&subject.address),
            line.answer.to_owned(),
            line.reasons.join(" "),
        ];
        let mut row = |rest: [&str; 8]| writer.write_record(head.iter().map(String::as_str).chain(rest));
        let wallets = line.wallet.iter().flat_map(|it| &it.listed);
        let mut rows = 0;
        for it in wallets {
            row(["", &it.list, &it.entry, &it.title, &it.address, it.agreement, "", ""])?;
            rows += 1;
        }
        for it in &line.candidates {
            row([&it.score, &it.list, &it.entry, &it.title, &it.name, it.strength, it.birth, it.country])?;
            rows += 1;
        }
        if rows == 0 {
            row([""; 8])?;
        }
    }
    writer.flush()
}
