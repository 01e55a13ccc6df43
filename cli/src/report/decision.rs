//! A decision as a machine and as a person reads it: the answer, why, what would change it; then the table.
//!
//! Personal data come in only where they were asked for.

use super::owners::OwnershipLine;
use super::paint::{BAD, FAINT, GOOD, HEAD, PAGE, STRONG, WARN, fit, fold_whole, left, paint, right};
use super::permit::LimitLine;
use super::reasons::{ReasonLine, reasons, reasons_screen};
use super::wallets::{self, WalletLine};
use super::words::{clean, plural};
use serde::Serialize;
use std::fmt::Write;
use tidegate_kyc_core::base::{Instant, Label};
use tidegate_kyc_core::evidence::{Check, CheckCode};
use tidegate_kyc_core::gate::{Answer, Decision};
use tidegate_kyc_core::policy::Policy;
use tidegate_kyc_core::profile::{Dossier, Lifted, Met, Profile, Row};

const SCHEMA: &str = "tidegate.decision/1";

/// What a decision is told from.
pub(crate) struct Given<'a> {
    pub(crate) profile: &'a Profile,
    pub(crate) dossier: &'a Dossier,
    pub(crate) policy: &'a Policy,
    pub(crate) answer: &'a Answer,
    pub(crate) at: Instant,
    /// The entry of the journal that records it.
    pub(crate) entry: u64,
    /// Whether what was observed is shown.
    pub(crate) personal: bool,
}

/// The object that `--as json` writes; its schema is docs/schema/decision.schema.json.
#[derive(Debug, Serialize)]
pub(crate) struct DecisionLine {
    schema: &'static str,
    /// `allow`, `hold` or `refuse`.
    decision: &'static str,
    subject: String,
    jurisdiction: String,
    tier: String,
    channel: String,
    at: String,
    level: String,
    /// The level by points and floors, before anybody set another.
    reckoned: String,
    points: u64,
    diligence: &'static str,
    stage: &'static str,
    verified: String,
    next_review: String,
    lapses: String,
    reasons: Vec<ReasonLine>,
    lifted: Vec<LiftedLine>,
    table: Vec<FactorLine>,
    attributes: Vec<AttributeLine>,
    checks: Vec<CheckLine>,
    lists: Vec<ListLine>,
    /// What ownership statements say of the company; none where there are none.
    ownership: Option<OwnershipLine>,
    /// The wallets that were named, and over which control was proved.
    wallets: Vec<WalletLine>,
    restrictions: Vec<String>,
    policy: PolicyLine,
    evidence_digest: String,
    entry: u64,
    permit: Option<PermitLine>,
    /// The factors that reasons name by a digest, for the screen alone.
    #[serde(skip)]
    factors: Vec<(String, String)>,
}

#[derive(Debug, Serialize)]
struct LiftedLine {
    code: &'static str,
    about: String,
    by: Vec<String>,
    until: String,
}

#[derive(Debug, Serialize)]
struct FactorLine {
    factor: String,
    group: &'static str,
    fact: &'static str,
    /// None where the fact is not known, or was not asked to be shown.
    observed: Option<String>,
    met: &'static str,
    points: u32,
    floor: Option<String>,
    source: String,
}

#[derive(Debug, Serialize)]
struct AttributeLine {
    attribute: &'static str,
    grade: &'static str,
    since: Option<String>,
    /// The documents that prove it, by their number from 1.
    documents: Vec<usize>,
}

#[derive(Debug, Serialize)]
struct CheckLine {
    /// The number of the document, from 1.
    document: usize,
    code: &'static str,
    field: Option<&'static str>,
    answer: &'static str,
    why: String,
}

#[derive(Debug, Serialize)]
struct ListLine {
    id: String,
    published: Option<String>,
    digest: String,
}

#[derive(Debug, Serialize)]
struct PolicyLine {
    id: String,
    version: u32,
    digest: String,
}

#[derive(Debug, Serialize)]
struct PermitLine {
    id: String,
    expires: String,
    /// Up to how much: by the policy, and by restrictions that lower it.
    limits: Vec<LimitLine>,
    token: String,
}

impl DecisionLine {
    /// Gathers what is told.
    pub(crate) fn of(given: &Given<'_>) -> Self {
        let Given { profile, policy, answer, .. } = given;
        let (decision, held) = match &answer.decision {
            Decision::Allow(_) => ("allow", &[][..]),
            Decision::Hold(reasons) => ("hold", reasons.as_slice()),
            Decision::Refuse(reasons) => ("refuse", reasons.as_slice()),
        };
        let permit = match &answer.decision {
            Decision::Allow(permit) => Some(PermitLine {
                id: permit.id().to_string(),
                expires: permit.grant().terms().until.to_string(),
                limits: permit.grant().terms().limits.iter().map(LimitLine::of).collect(),
                token: permit.token().to_owned(),
            }),
            Decision::Hold(_) | Decision::Refuse(_) => None,
        };
        Self {
            schema: SCHEMA,
            decision,
            subject: profile.subject().to_string(),
            jurisdiction: profile.jurisdiction().to_string(),
            tier: profile.tier().to_string(),
            channel: profile.channel().to_string(),
            at: given.at.to_string(),
            level: profile.level().to_string(),
            reckoned: profile.reckoned().to_string(),
            points: profile.points(),
            diligence: profile.diligence().code(),
            stage: profile.stage().code(),
            verified: profile.verified().to_string(),
            next_review: profile.next_review().to_string(),
            lapses: profile.lapses().to_string(),
            reasons: reasons(held, policy),
            lifted: profile.lifted().iter().chain(&answer.lifted).map(lifted).collect(),
            table: profile.table().iter().map(|it| factor(it, given.personal)).collect(),
            attributes: attributes(profile),
            checks: checks(given.dossier),
            lists: lists(given.dossier),
            ownership: given
                .dossier
                .company
                .as_ref()
                .and_then(|it| OwnershipLine::of(it, given.dossier.screenings.len().saturating_sub(2), given.personal)),
            wallets: wallets::lines(given.dossier, given.personal),
            restrictions: answer
                .restrictions
                .iter()
                .filter(|it| it.counts(profile.subject(), given.at))
                .map(|it| it.source.to_string())
                .collect(),
            policy: PolicyLine {
                id: policy.id().to_string(),
                version: policy.version(),
                digest: policy.digest().to_string(),
            },
            evidence_digest: profile.evidence().to_string(),
            entry: given.entry,
            permit,
            factors: policy.factors().iter().map(|it| named(given.dossier, &it.name)).collect(),
        }
    }

    /// One JSON object and a line break.
    pub(crate) fn json(&self) -> String {
        // Texts and numbers alone have no way to fail.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// One screen.
    pub(crate) fn screen(&self, width: usize) -> String {
        let width = width.clamp(PAGE.0, PAGE.1);
        let mut text = self.head(width);
        text += &reasons_screen(&self.reasons, width);
        text += &self.whys(width);
        for it in &self.lifted {
            let line = format!("{} · {} · lifted by {} until {}", it.code, it.about, it.by.join(", "), it.until);
            for (at, line) in fold_whole(&clean(&line), width - 4).iter().enumerate() {
                let _ = writeln!(text, " {} {line}", if at == 0 { paint(GOOD, "✓") } else { " ".to_owned() });
            }
        }
        text += &self.ownership.as_ref().map_or_else(String::new, |it| it.screen(width));
        text += &wallets::screen(&self.wallets, width);
        text += &self.risk(width);
        fit(&(text + &self.foot(width)), width)
    }

    /// Why the checks that stand in the way are not clear, and what could not be read at all.
    fn whys(&self, width: usize) -> String {
        let reasons = |it: &&CheckLine| {
            let named = |about: &str| about.split('/').next() == Some(it.code);
            self.reasons.iter().any(|reason| reason.code.starts_with("check-") && named(&reason.about))
        };
        let unread = |it: &CheckLine| it.code == CheckCode::DocumentForm.code();
        let told = self.checks.iter().filter(|it| it.answer != "clear" && (unread(it) || reasons(it)));
        let mut text = String::new();
        for it in told {
            let field = it.field.map_or_else(String::new, |it| format!(" {it}"));
            let line = format!("document {}, {}{field}: {}", it.document, it.code, it.why);
            for (at, line) in fold_whole(&clean(&line), width - 7).iter().enumerate() {
                let _ = writeln!(text, "   {} {}", if at == 0 { "·" } else { " " }, paint(FAINT, line));
            }
        }
        let is_named = |digest: &str| self.reasons.iter().any(|it| it.about.contains(&format!("factor {digest} ")));
        for (digest, factor) in self.factors.iter().filter(|it| is_named(&it.0)) {
            let _ = writeln!(text, "   · {}", paint(FAINT, &format!("factor {digest} is {factor}")));
        }
        if text.is_empty() { text } else { format!("\n{text}") }
    }

    fn head(&self, width: usize) -> String {
        let (style, word, said) = match self.decision {
            "allow" => (GOOD, "ALLOW", "may trade"),
            "hold" => (WARN, "HOLD", "may not trade yet"),
            _ => (BAD, "REFUSE", "may not trade"),
        };
        let who = format!("{} {said}", self.subject);
        let mut text = format!(" {}  {}\n", paint(style, word), paint(STRONG, &who));
        let mut facts =
            vec![format!("tier {}", self.tier), format!("channel {}", self.channel), self.jurisdiction.clone()];
        facts.push(format!("decided for {}", self.at));
        for line in fold_whole(&facts.join(" · "), width - 2) {
            let _ = writeln!(text, " {}", paint(FAINT, &line));
        }
        if let Some(permit) = &self.permit {
            let _ = writeln!(text, "\n {} permit {} counts until {}", paint(GOOD, "✓"), permit.id, permit.expires);
        }
        text
    }

    /// The level, and every factor that counts.
    fn risk(&self, width: usize) -> String {
        let set =
            if self.level == self.reckoned { String::new() } else { format!(" (set; {} by points)", self.reckoned) };
        let given = self.table.iter().filter(|it| it.met != "no").map(|it| u64::from(it.points)).sum::<u64>();
        let capped =
            if given == self.points { String::new() } else { format!(" of {given}, groups capped and weighed") };
        let points = plural(self.points, "point", "points") + &capped;
        let head = format!("{}{set} · {points} · {} due diligence", self.level, self.diligence);
        let mut text = format!("\n {}  {head}\n", paint(HEAD, "RISK"));
        let counting: Vec<&FactorLine> = self.table.iter().filter(|it| it.met != "no").collect();
        let name_width = counting.iter().map(|it| it.factor.len()).max().unwrap_or(0).max(6);
        let seen = |it: &FactorLine| match (it.met, &it.observed) {
            ("unknown", _) => "not known".to_owned(),
            (_, Some(observed)) => clean(observed),
            (_, None) => it.fact.to_owned(),
        };
        let seen_width = counting.iter().map(|it| seen(it).chars().count()).max().unwrap_or(0).clamp(8, 28);
        if !counting.is_empty() {
            let titles = format!("   {}  {}  points  source", left("factor", name_width), left("observed", seen_width));
            let _ = writeln!(text, "{}", paint(FAINT, &titles));
        }
        for it in &counting {
            let floor = it.floor.as_ref().map_or_else(String::new, |it| format!("at least {it}; "));
            let begin = format!(
                "   {}  {}  {}  ",
                left(&it.factor, name_width),
                left(&seen(it), seen_width),
                right(&it.points.to_string(), 6)
            );
            let room = width.saturating_sub(begin.chars().count()).max(24);
            for (at, line) in fold_whole(&clean(&format!("{floor}{}", it.source)), room).iter().enumerate() {
                let lead = if at == 0 { begin.clone() } else { " ".repeat(begin.chars().count()) };
                let _ = writeln!(text, "{lead}{line}");
            }
        }
        let rest = self.table.len() - counting.len();
        let _ = writeln!(
            text,
            "   {}",
            paint(FAINT, &format!("{} not met", plural(rest as u64, "factor is", "factors are")))
        );
        text
    }

    fn foot(&self, width: usize) -> String {
        let known = self.attributes.iter().filter(|it| it.grade == "authenticated").count();
        let clear = self.checks.iter().filter(|it| it.answer == "clear").count();
        let lists: Vec<String> = self
            .lists
            .iter()
            .map(|it| format!("{} of {}", it.id, it.published.as_deref().unwrap_or("an unknown day")))
            .collect();
        let limits = self.permit.iter().flat_map(|it| &it.limits).map(LimitLine::to_string);
        let limits = [("limits", limits.collect::<Vec<_>>().join(", ")), ("laid", self.restrictions.join(", "))];
        let review = match known {
            0 => "nothing was verified: no document counts".to_owned(),
            _ => format!("verified {}, next review {}, lapses {}", self.verified, self.next_review, self.lapses),
        };
        let rows = [
            (
                "proved",
                format!(
                    "{known} of {} attributes · {clear} of {} checks clear",
                    self.attributes.len(),
                    self.checks.len()
                ),
            ),
            ("lists", if lists.is_empty() { "none".to_owned() } else { lists.join(", ") }),
            ("review", review),
            ("policy", format!("{} {} · sha256 {}", self.policy.id, self.policy.version, short(&self.policy.digest))),
            ("record", format!("journal entry {} · evidence {}", self.entry, short(&self.evidence_digest))),
        ];
        let mut text = "\n".to_owned();
        for (name, value) in limits.into_iter().filter(|it| !it.1.is_empty()).chain(rows) {
            for (at, line) in fold_whole(&clean(&value), width - 10).iter().enumerate() {
                let name = if at == 0 { name } else { "" };
                let _ = writeln!(text, " {} {line}", paint(HEAD, &left(name, 7)));
            }
        }
        text
    }
}

/// How reasons name a factor, and its name.
fn named(dossier: &Dossier, factor: &Label) -> (String, String) {
    (dossier.factor_digest(factor), factor.to_string())
}

fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}

fn lifted(it: &Lifted) -> LiftedLine {
    LiftedLine {
        code: it.reason.code.code(),
        about: it.reason.about.to_string(),
        by: it.by.iter().map(ToString::to_string).collect(),
        until: it.until.to_string(),
    }
}

fn factor(row: &Row, personal: bool) -> FactorLine {
    FactorLine {
        factor: row.factor.to_string(),
        group: row.group.code(),
        fact: row.fact.code(),
        observed: row.observed.as_ref().filter(|_| personal).map(|it| it.reveal().clone()),
        met: match row.met {
            Met::Yes => "yes",
            Met::No => "no",
            Met::Unknown => "unknown",
        },
        points: row.points,
        floor: row.floor.as_ref().map(ToString::to_string),
        source: row.source.clone(),
    }
}

fn attributes(profile: &Profile) -> Vec<AttributeLine> {
    let line = |it: &tidegate_kyc_core::profile::Known| AttributeLine {
        attribute: it.attribute.code(),
        grade: it.grade.code(),
        since: it.since.map(|it| it.to_string()),
        documents: it.proofs.iter().map(|it| it + 1).collect(),
    };
    profile.known().iter().map(line).collect()
}

fn checks(dossier: &Dossier) -> Vec<CheckLine> {
    let line = |document: usize, it: &Check| CheckLine {
        document: document + 1,
        code: it.code.code(),
        field: it.field,
        answer: it.answer.code(),
        why: it.why.clone(),
    };
    let all = dossier.proofs.iter().enumerate();
    all.flat_map(|(at, proof)| proof.checks().map(move |it| line(at, it))).collect()
}

fn lists(dossier: &Dossier) -> Vec<ListLine> {
    // All were asked of the same lists.
    let lists = dossier.screenings.iter().take(1).flat_map(|it| it.lists());
    lists
        .map(|it| ListLine {
            id: it.id.to_string(),
            published: it.published.map(|it| it.to_string()),
            digest: it.source.to_string(),
        })
        .collect()
}
