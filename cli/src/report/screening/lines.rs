//! One line a subject: what was asked, what was answered, and every candidate with its reasons.
//!
//! These are the command line's own types; their JSON Schemas stand in docs/schema/.

use serde::Serialize;
use tidegate_kyc_core::screen::list::{Age, Entry, EntryKind, Text};
use tidegate_kyc_core::screen::read::CustomerFile;
use tidegate_kyc_core::screen::{
    ALGORITHM, Candidate, Consulted, Customer, Gap, GapCode, NameMatch, Screen, Screening, Verdict, WalletAnswer,
    WalletHit,
};

/// The schema of these lines.
const SCHEMA: &str = "tidegate.screen/1";
/// The schema of the line that ends a batch.
const SUMMARY_SCHEMA: &str = "tidegate.screen-summary/1";

/// The answer for one subject.
#[derive(Clone, Serialize)]
pub(crate) struct ScreenLine {
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    schema: &'static str,
    /// What was asked.
    pub(crate) subject: SubjectLine,
    /// `clear`, `found` or `unknown`.
    pub(crate) answer: &'static str,
    /// Why it cannot be clear.
    pub(crate) gaps: Vec<GapLine>,
    /// The day for which the age of the lists was judged.
    pub(crate) at: String,
    /// The least score of a candidate.
    pub(crate) threshold: String,
    /// The version of the comparison of names.
    pub(crate) algorithm: &'static str,
    /// Entries by name or identifier, the strongest first.
    pub(crate) candidates: Vec<CandidateLine>,
    /// The wallets that were asked for.
    pub(crate) wallets: Vec<WalletLine>,
    /// Every list the answer rests on.
    pub(crate) lists: Vec<ListLine>,
}

/// What was asked.
#[derive(Clone, Serialize)]
pub(crate) struct SubjectLine {
    pub(crate) customer: Option<String>,
    pub(crate) line: Option<u64>,
    pub(crate) names: Vec<String>,
    pub(crate) addresses: Vec<String>,
    pub(crate) born: Option<String>,
    pub(crate) gender: Option<&'static str>,
    pub(crate) countries: Vec<String>,
    pub(crate) identifiers: Vec<String>,
    #[serde(rename = "type")]
    pub(crate) kind: Option<&'static str>,
}

/// Why an answer cannot be clear.
#[derive(Clone, Serialize)]
pub(crate) struct GapLine {
    #[serde(serialize_with = "by_code")]
    pub(crate) code: GapCode,
    pub(crate) list: Option<String>,
    pub(crate) asked: Option<usize>,
}

/// An entry that may be the subject.
#[derive(Clone, Serialize)]
pub(crate) struct CandidateLine {
    pub(crate) list: String,
    pub(crate) entry: String,
    pub(crate) title: String,
    pub(crate) basis: &'static str,
    pub(crate) name: Option<String>,
    pub(crate) asked: Option<usize>,
    pub(crate) strength: Option<&'static str>,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) programmes: Vec<String>,
    pub(crate) score: String,
    pub(crate) alignment: Vec<AlignedLine>,
    pub(crate) evidence: EvidenceLine,
    pub(crate) births: Vec<String>,
    pub(crate) genders: Vec<String>,
    pub(crate) countries: Vec<String>,
    /// Those that are the subject's.
    pub(crate) identifiers: Vec<String>,
}

/// How facts beside the name agree.
#[derive(Clone, Serialize)]
pub(crate) struct EvidenceLine {
    pub(crate) birth: &'static str,
    pub(crate) country: &'static str,
    pub(crate) gender: &'static str,
    pub(crate) identifier: &'static str,
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
    pub(crate) address: String,
    /// The networks it can belong to; none where it is no address.
    pub(crate) networks: Vec<&'static str>,
    /// What it decodes to, in hex.
    pub(crate) payload: Option<String>,
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
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) programmes: Vec<String>,
    pub(crate) ticker: String,
    pub(crate) address: String,
    pub(crate) agreement: &'static str,
}

/// A list as the answer cites it.
#[derive(Clone, Serialize)]
pub(crate) struct ListLine {
    pub(crate) id: String,
    pub(crate) published: Option<String>,
    pub(crate) age_days: Option<u32>,
    pub(crate) days_max: u32,
    /// `fresh`, `stale` or `unknown`.
    pub(crate) age: &'static str,
    pub(crate) completeness: &'static str,
    pub(crate) names: usize,
    pub(crate) addresses: usize,
    pub(crate) sha256: String,
}

/// The line that ends a batch.
#[derive(Clone, Serialize)]
pub(crate) struct SummaryLine {
    #[serde(rename = "type")]
    kind: &'static str,
    schema: &'static str,
    pub(crate) source: String,
    pub(crate) sha256: String,
    pub(crate) rows: u64,
    pub(crate) screened: u64,
    pub(crate) rejected: u64,
    /// Rows and cells that were not understood.
    pub(crate) findings: u64,
    pub(crate) found: u64,
    pub(crate) unknown: u64,
    pub(crate) clear: u64,
    pub(crate) unread_columns: Vec<String>,
    pub(crate) at: String,
    pub(crate) threshold: String,
    pub(crate) algorithm: &'static str,
    pub(crate) lists: Vec<ListLine>,
    tool: String,
}

/// Who was asked about.
pub(crate) struct Asked<'a> {
    /// The pseudonym, in a batch.
    pub(crate) id: Option<String>,
    /// The line of the file, in a batch.
    pub(crate) line: Option<u64>,
    /// Whom to screen.
    pub(crate) customer: &'a Customer,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
fn by_code<S: serde::Serializer>(code: &GapCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(code.code())
}

/// The line of a subject.
pub(crate) fn line(asked: Asked<'_>, screening: &Screening, screen: &Screen) -> ScreenLine {
    let it = asked.customer;
    let lists = screening.lists();
    let revealed = |all: &[tidegate_kyc_core::base::Redacted<String>]| -> Vec<String> {
        all.iter().map(|it| it.reveal().clone()).collect()
    };
    ScreenLine {
        kind: "screened",
        schema: SCHEMA,
        subject: SubjectLine {
            customer: asked.id,
            line: asked.line,
            names: it.names.iter().map(|it| it.text().to_owned()).collect(),
            addresses: revealed(&it.wallets),
            born: it.birth.map(|it| it.reveal().to_string()),
            gender: it.gender.map(tidegate_kyc_core::screen::list::Gender::code),
            countries: it.countries.iter().map(ToString::to_string).collect(),
            identifiers: revealed(&it.identifiers),
            kind: Some(it.kind).filter(|it| *it != EntryKind::Unknown).map(EntryKind::code),
        },
        answer: word(screening.verdict()),
        gaps: screening.gaps().iter().map(gap).collect(),
        at: screening.at().to_string(),
        threshold: screening.threshold().to_string(),
        algorithm: ALGORITHM,
        candidates: screening
            .candidates()
            .iter()
            .filter_map(|it| Some(candidate(it, lists.get(it.list)?, screen.entry(it.list, &it.entry)?)))
            .collect(),
        wallets: screening.wallets().iter().map(|it| wallet(it, lists, screen)).collect(),
        lists: lists.iter().map(list).collect(),
    }
}

const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Clear => "clear",
        Verdict::Found => "found",
        Verdict::Unknown => "unknown",
    }
}

fn gap(it: &Gap) -> GapLine {
    GapLine { code: it.code, list: it.list.as_ref().map(ToString::to_string), asked: it.asked }
}

fn title(entry: &Entry) -> String {
    entry.title().map(|it| it.text.to_string()).unwrap_or_default()
}

fn texts<T: ToString>(all: &[T]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

fn candidate(it: &Candidate, list: &Consulted, entry: &Entry) -> CandidateLine {
    let mut countries: Vec<String> = entry.countries.iter().map(|it| it.country.to_string()).collect();
    countries.sort();
    countries.dedup();
    let listed = it.name.as_ref().and_then(|it| entry.names.get(it.listed));
    let identifiers = it.identifiers.iter().filter_map(|at| entry.identifiers.get(*at));
    CandidateLine {
        list: list.id.to_string(),
        entry: it.entry.to_string(),
        title: title(entry),
        basis: it.basis.code(),
        name: listed.map(|it| it.text.to_string()),
        asked: it.name.as_ref().map(|it| it.asked),
        strength: listed.map(|it| it.strength.code()),
        kind: it.kind.code(),
        programmes: texts(&it.programmes),
        score: it.score().to_string(),
        alignment: it.name.as_ref().map(aligned).unwrap_or_default(),
        evidence: EvidenceLine {
            birth: it.evidence.birth.code(),
            country: it.evidence.country.code(),
            gender: it.evidence.gender.code(),
            identifier: it.evidence.identifier.code(),
        },
        births: texts(&entry.births),
        genders: texts(&entry.genders),
        countries,
        identifiers: identifiers.map(|it| named(&it.label, &it.value)).collect(),
    }
}

fn named(label: &Text, value: &Text) -> String {
    if label.is_empty() { value.to_string() } else { format!("{}: {}", label.as_str(), value.as_str()) }
}

fn aligned(it: &NameMatch) -> Vec<AlignedLine> {
    let words = |all: &[String], range: &std::ops::Range<usize>| all.get(range.clone()).unwrap_or(&[]).join(" ");
    let line = |line: &tidegate_kyc_core::screen::name::Line| AlignedLine {
        here: words(it.words.reveal(), &line.here),
        there: words(it.listed_words.reveal(), &line.there),
        how: line.how.code(),
        agreement: line.agreement.to_string(),
        points: line.points.to_string(),
    };
    it.comparison.lines.iter().map(line).collect()
}

fn wallet(it: &WalletAnswer, lists: &[Consulted], screen: &Screen) -> WalletLine {
    let hit = |hit: &WalletHit| {
        Some(WalletHitLine {
            list: lists.get(hit.list)?.id.to_string(),
            entry: hit.entry.to_string(),
            title: title(screen.entry(hit.list, &hit.entry)?),
            kind: hit.kind.code(),
            programmes: texts(&hit.programmes),
            ticker: hit.ticker.to_string(),
            address: hit.address.to_string(),
            agreement: hit.agreement.code(),
        })
    };
    let hex = |bytes: &[u8]| bytes.iter().map(|it| format!("{it:02x}")).collect::<String>();
    WalletLine {
        address: it.asked.reveal().clone(),
        networks: it.address.iter().flat_map(|it| it.families().iter()).map(|it| it.code()).collect(),
        payload: it.address.as_ref().ok().map(|it| hex(it.key().payload())),
        capitals: it.address.as_ref().ok().and_then(|it| it.capitals()).map(|it| it.code()),
        invalid: it.address.as_ref().err().map(ToString::to_string),
        listed: it.hits.iter().filter_map(hit).collect(),
    }
}

/// The line of a list.
fn list(it: &Consulted) -> ListLine {
    let (age, age_days) = match it.age {
        Age::Fresh { days } => ("fresh", Some(days)),
        Age::Stale { days } => ("stale", Some(days)),
        Age::Unknown => ("unknown", None),
    };
    ListLine {
        id: it.id.to_string(),
        published: it.published.map(|it| it.to_string()),
        age_days,
        days_max: it.days_max,
        age,
        completeness: it.completeness.code(),
        names: it.names,
        addresses: it.addresses,
        sha256: it.source.to_string(),
    }
}

/// The line that ends a batch; `about` is any screening of nobody, for the lists.
pub(crate) fn summary(file: &CustomerFile, name: &str, tally: &crate::screen::Tally, about: &Screening) -> SummaryLine {
    SummaryLine {
        kind: "screen-summary",
        schema: SUMMARY_SCHEMA,
        source: name.to_owned(),
        sha256: file.source.to_string(),
        rows: file.rows,
        screened: file.accepted,
        rejected: file.rejected,
        findings: tally.findings,
        found: tally.found,
        unknown: tally.unknown,
        clear: tally.clear,
        unread_columns: file.unread.clone(),
        at: about.at().to_string(),
        threshold: about.threshold().to_string(),
        algorithm: ALGORITHM,
        lists: about.lists().iter().map(list).collect(),
        tool: format!("tidegate {}", env!("CARGO_PKG_VERSION")),
    }
}
