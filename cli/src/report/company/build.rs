//! The answer of the library made into lines.

use super::lines::{
    CandidateLine, CompanyLine, ConcernLine, GroundLine, HolderLine, OwnerLine, PartyLine, RuleLine, SCHEMA,
    SanctionsLine, ShareLine, SourceLine, StepLine, TaintLine, WayLine,
};
use std::collections::BTreeSet;
use tidegate_kyc_core::base::SourceId;
use tidegate_kyc_core::company::{
    Concern, Ground, Holder, InterestType, Owner, OwnerRule, Ownership, Party, Range, Rules, Sanctioned, Stake,
    Structure, Tainted, Way,
};

/// What was asked, and what it was asked of.
pub(crate) struct Asked<'a> {
    /// Everybody.
    pub(crate) structure: &'a Structure,
    /// The file of rules.
    pub(crate) rules: &'a Rules,
    /// The rule of owners.
    pub(crate) rule: &'a OwnerRule,
    /// How many statements there are.
    pub(crate) statements: usize,
    /// The files.
    pub(crate) sources: &'a [(String, SourceId)],
    /// Who was named as sanctioned.
    pub(crate) named: &'a BTreeSet<String>,
    /// What lists say.
    pub(crate) screened: Option<&'a Screened>,
    /// What rules say of that.
    pub(crate) tainted: &'a [Sanctioned],
}

/// What lists say of everybody who has a name.
#[derive(Default)]
pub(crate) struct Screened {
    /// The lists.
    pub(crate) lists: Vec<String>,
    /// How many parties were asked about.
    pub(crate) asked: usize,
    /// The best candidate of each: the party, the list, the entry, the score.
    pub(crate) found: Vec<(String, String, String, String)>,
    /// What was not searched.
    pub(crate) gaps: BTreeSet<String>,
}

impl Screened {
    /// Whether everybody is clear.
    pub(crate) fn is_clear(&self) -> bool {
        self.found.is_empty() && self.gaps.is_empty()
    }

    /// The parties with a candidate.
    pub(crate) fn candidates(&self) -> impl Iterator<Item = String> {
        self.found.iter().map(|it| it.0.clone())
    }
}

impl Asked<'_> {
    fn party(&self, id: &str) -> Option<&Party> {
        self.structure.parties.iter().find(|it| it.id == id)
    }

    fn party_line(&self, id: &str) -> PartyLine {
        let unknown = || PartyLine { record: id.to_owned(), kind: "unspecified", name: None };
        self.party(id).map_or_else(unknown, party)
    }
}

/// The lines of an answer.
pub(crate) fn line(answer: &Ownership, asked: &Asked<'_>) -> CompanyLine {
    CompanyLine {
        kind: "company",
        schema: SCHEMA,
        answer: answer.standing().code(),
        subject: party(&answer.subject),
        at: answer.at.to_string(),
        rule: RuleLine {
            id: asked.rule.head.id.to_string(),
            title: asked.rule.head.title.clone(),
            source: asked.rule.head.source.clone(),
            ownership: asked.rule.ownership.to_string(),
            control: asked.rule.control.to_string(),
            rules_sha256: asked.rules.digest.to_string(),
        },
        owners: answer.owners.iter().map(|it| owner(it, asked)).collect(),
        managers: answer.managers.iter().map(party).collect(),
        holders: answer.holders.iter().map(holder).collect(),
        concerns: answer.concerns.iter().map(|it| concern(it, asked)).collect(),
        layers: answer.layers,
        parties: answer.parties,
        statements: asked.statements,
        sources: asked.sources.iter().map(|it| SourceLine { file: it.0.clone(), sha256: it.1.to_string() }).collect(),
        sanctions: sanctions(asked),
    }
}

fn party(it: &Party) -> PartyLine {
    let name = it.names.first().map(|it| it.reveal().clone());
    PartyLine { record: it.id.clone(), kind: it.kind.code(), name }
}

fn share(stake: Stake, range: &Range) -> ShareLine {
    ShareLine {
        stake: stake.code(),
        shown: range.to_string(),
        least: range.low.fraction(),
        most: range.high.fraction(),
        is_exact: range.low == range.high,
    }
}

fn owner(it: &Owner, asked: &Asked<'_>) -> OwnerLine {
    let stake = it.greatest().map_or(Stake::Shares, |it| it.0);
    OwnerLine {
        party: party(&it.party),
        born: it.party.born.as_ref().map(|it| it.reveal().clone()),
        is_sure: it.is_sure(),
        is_declared: it.is_declared,
        is_politically_exposed: it.party.is_exposed,
        shares: it.shares.iter().map(|it| share(it.0, &it.1)).collect(),
        grounds: it.grounds.iter().map(|it| ground(it, asked)).collect(),
        ways: it.ways.iter().map(|it| way(it, stake, asked)).collect(),
    }
}

fn ground(it: &Ground, asked: &Asked<'_>) -> GroundLine {
    GroundLine {
        code: it.kind.code(),
        is_sure: it.is_sure,
        share: it.share.as_ref().map(|it| share(it.0, &it.1)),
        over: it.over.as_deref().map(|it| asked.party_line(it)),
        by: it.by.map(InterestType::code),
    }
}

fn way(it: &Way, stake: Stake, asked: &Asked<'_>) -> WayLine {
    let steps = it.steps.iter().map(|it| StepLine {
        party: asked.party_line(&it.party),
        share: share(stake, &it.share),
        by: it.by.map(InterestType::code),
        statements: it.statements.clone(),
        sources: it.sources.clone(),
    });
    WayLine { share: share(stake, &it.share), steps: steps.collect() }
}

fn holder(it: &Holder) -> HolderLine {
    HolderLine {
        party: party(&it.party),
        is_undisclosed: it.is_undisclosed,
        shares: it.shares.iter().map(|it| share(it.0, &it.1)).collect(),
    }
}

fn concern(it: &Concern, asked: &Asked<'_>) -> ConcernLine {
    ConcernLine {
        code: it.code.code(),
        weight: it.code.weight().code(),
        about: it.about.clone(),
        name: asked.party(&it.about).and_then(|it| it.names.first()).map(|it| it.reveal().clone()),
        detail: it.detail.clone(),
        meaning: it.code.meaning(),
        help: it.code.help(),
    }
}

fn sanctions(asked: &Asked<'_>) -> Option<SanctionsLine> {
    if asked.named.is_empty() && asked.screened.is_none() {
        return None;
    }
    let nothing = Screened::default();
    let screened = asked.screened.unwrap_or(&nothing);
    let candidates = screened.found.iter().map(|(id, list, entry, score)| CandidateLine {
        party: asked.party_line(id),
        list: list.clone(),
        entry: entry.clone(),
        score: score.clone(),
    });
    let rules = asked.tainted.iter().filter_map(|it| {
        let rule = asked.rules.sanctions.iter().find(|rule| rule.head.id == it.rule)?;
        Some(TaintLine {
            id: it.rule.to_string(),
            title: rule.head.title.clone(),
            source: rule.head.source.clone(),
            answer: match it.answer {
                Tainted::Yes => "sanctioned",
                Tainted::Unknown => "unknown",
                Tainted::No => "not-sanctioned",
            },
            asked: rule.owned.to_string(),
            held: it.share.to_string(),
            over: it.over.iter().map(|it| asked.party_line(it)).collect(),
        })
    });
    Some(SanctionsLine {
        named: asked.named.iter().map(|it| asked.party_line(it)).collect(),
        lists: screened.lists.clone(),
        screened: screened.asked,
        candidates: candidates.collect(),
        gaps: screened.gaps.iter().cloned().collect(),
        rules: rules.collect(),
    })
}
