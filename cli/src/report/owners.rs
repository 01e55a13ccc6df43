//! Who is behind a company, as a decision tells it: counts and codes; who it is, only where that was asked for.

use super::paint::{BAD, FAINT, GOOD, HEAD, STRONG, Style, WARN, bullet, paint};
use super::words::{clean, plural};
use serde::Serialize;
use std::collections::BTreeMap;
use tidegate_kyc_core::company::{ConcernCode, Owner, Weight};
use tidegate_kyc_core::profile::{Behind, Company};

/// What ownership statements say.
#[derive(Debug, Serialize)]
pub(crate) struct OwnershipLine {
    /// `known`, `open` or `contradicted`.
    answer: &'static str,
    /// Whether the statements are about the company that is applied for.
    is_about_the_company: bool,
    at: String,
    rule: String,
    rules_sha256: String,
    /// How many are owners for sure.
    owners: usize,
    /// How many may be owners.
    owners_perhaps: usize,
    layers: usize,
    /// Everybody behind it.
    behind: usize,
    /// Those of them who were screened.
    screened: usize,
    concerns: Vec<ConcernLine>,
    /// Who the owners are; none where that was not asked to be shown.
    persons: Option<Vec<PersonLine>>,
}

#[derive(Debug, Serialize)]
struct ConcernLine {
    code: &'static str,
    /// `contradiction`, `gap` or `note`.
    weight: &'static str,
    times: usize,
    meaning: &'static str,
    help: &'static str,
}

#[derive(Debug, Serialize)]
struct PersonLine {
    record: String,
    name: Option<String>,
    born: Option<String>,
    is_sure: bool,
    /// The greatest share, in words.
    share: Option<String>,
}

impl OwnershipLine {
    /// Of a company, where there are statements; with the persons where `personal`. `screened` is how many were.
    pub(crate) fn of(company: &Company, screened: usize, personal: bool) -> Option<Self> {
        let behind: &Behind = company.behind.as_deref()?;
        let ownership = behind.ownership();
        let sure = ownership.owners.iter().filter(|it| it.is_sure()).count();
        let mut times: BTreeMap<(Weight, ConcernCode), usize> = BTreeMap::new();
        for it in &ownership.concerns {
            *times.entry((it.code.weight(), it.code)).or_default() += 1;
        }
        Some(Self {
            answer: ownership.standing().code(),
            is_about_the_company: behind.is_about(company),
            at: ownership.at.to_string(),
            rule: ownership.rule.to_string(),
            rules_sha256: behind.rules().to_string(),
            owners: sure,
            owners_perhaps: ownership.owners.len() - sure,
            layers: ownership.layers,
            behind: behind.parties().len(),
            screened: screened.min(behind.named().count()),
            concerns: times.into_iter().map(|((weight, code), times)| concern(weight, code, times)).collect(),
            persons: personal.then(|| ownership.owners.iter().map(person).collect()),
        })
    }

    /// The lines of the screen.
    pub(crate) fn screen(&self, width: usize) -> String {
        let (style, word) = match self.answer {
            "known" => (GOOD, "known"),
            "open" => (WARN, "not all known"),
            _ => (BAD, "contradicted"),
        };
        let mut text = vec![String::new(), format!(" {}  {}", paint(HEAD, "OWNERS"), paint(style, word))];
        let perhaps =
            if self.owners_perhaps == 0 { String::new() } else { format!(", {} perhaps", self.owners_perhaps) };
        let counts = format!(
            "{}{perhaps} by {} · {} behind it, {} screened · {}",
            plural(self.owners as u64, "beneficial owner", "beneficial owners"),
            self.rule,
            plural(self.behind as u64, "party", "parties"),
            self.screened,
            plural(self.layers as u64, "layer", "layers"),
        );
        text.extend(bullet("   ", FAINT, &counts, width));
        if !self.is_about_the_company {
            text.extend(bullet(" ✗ ", BAD, "The statements are about a company of another name and number.", width));
        }
        for it in &self.concerns {
            let (mark, style) = match it.weight {
                "contradiction" => (" ✗ ", BAD),
                "gap" => (" ? ", WARN),
                _ => (" · ", FAINT),
            };
            let times = if it.times == 1 { String::new() } else { format!(" ({} times)", it.times) };
            text.extend(bullet(mark, style, &format!("{}{times}", it.meaning), width));
        }
        for it in self.persons.iter().flatten() {
            let name = it.name.as_deref().unwrap_or("nobody is named");
            let born = it.born.as_ref().map_or_else(String::new, |it| format!(", born {it}"));
            let share = it.share.as_ref().map_or_else(String::new, |it| format!(" · {it}"));
            let (mark, style) = if it.is_sure { (" ● ", STRONG) } else { (" ? ", WARN) };
            text.extend(bullet(mark, style, &clean(&format!("{name}{born}{share}")), width));
        }
        text.extend(bullet("   → ", Style::new(), "tidegate company shows every chain of these statements", width));
        text.join("\n") + "\n"
    }
}

fn concern(weight: Weight, code: ConcernCode, times: usize) -> ConcernLine {
    ConcernLine { code: code.code(), weight: weight.code(), times, meaning: code.meaning(), help: code.help() }
}

fn person(it: &Owner) -> PersonLine {
    PersonLine {
        record: it.party.id.clone(),
        name: it.party.names.first().map(|it| it.reveal().clone()),
        born: it.party.born.as_ref().map(|it| it.reveal().clone()),
        is_sure: it.is_sure(),
        share: it.greatest().map(|(stake, range)| format!("{range} of the {}", stake.code())),
    }
}
