//! The digest of what a profile was made of: a text of one form, hashed.
//!
//! Values of attributes and facts are left out: they could be guessed from a digest. What is signed by others is named
//! by the digest of its bytes, which nobody guesses.

use super::dossier::{Dossier, Proof};
use super::known::Known;
use super::risk::Row;
use crate::base::{Instant, SourceId};
use crate::review::SignedReview;
use sha2::{Digest, Sha256};

/// SHA-256 over the lines of form `tidegate.evidence/1`: what was asked, each proof with its checks, each attribute
/// with its grade, the lists and whom they may mean, each factor with its points, each review.
pub(super) fn of(
    dossier: &Dossier,
    known: &[Known],
    table: &[Row],
    reviews: &[&SignedReview],
    at: Instant,
) -> SourceId {
    let mut text = Text(Sha256::new());
    text.line("tidegate.evidence/1", &[]);
    let asked =
        [dossier.subject.as_str(), dossier.jurisdiction.alpha3(), dossier.tier.as_str(), dossier.channel.as_str()];
    text.line("asked", &asked);
    text.line("at", &[&at.to_string()]);
    for proof in &dossier.proofs {
        let kind = if matches!(proof, Proof::Proved { .. }) { "proved" } else { "checked" };
        text.line(kind, &[&proof.source().map_or_else(String::new, ToString::to_string)]);
        if let Proof::Proved { evidence, .. } = proof {
            text.line("anchor", &[&evidence.anchor().digest().to_string(), &evidence.since().to_string()]);
        }
        for check in proof.checks() {
            text.line("check", &[check.code.code(), check.field.unwrap_or(""), check.answer.code()]);
        }
    }
    for it in known {
        let since = it.since.map_or_else(String::new, |it| it.to_string());
        text.line("attribute", &[it.attribute.code(), it.grade.code(), &since]);
    }
    for paper in dossier.company.iter().flat_map(|it| &it.papers) {
        text.line("paper", &[&paper.to_string()]);
    }
    owners(&mut text, dossier);
    for screening in &dossier.screenings {
        text.line("screened", &[&screening.at().to_string(), &screening.threshold().to_string()]);
        for list in screening.lists() {
            text.line("list", &[&list.id, &list.source.to_string()]);
        }
        for it in screening.candidates() {
            text.line("candidate", &[&it.list.to_string(), &it.entry, it.basis.code(), &it.score().to_string()]);
        }
        for (number, wallet) in screening.wallets().iter().enumerate() {
            for hit in &wallet.hits {
                text.line("wallet", &[&number.to_string(), &hit.list.to_string(), &hit.entry]);
            }
        }
        for gap in screening.gaps() {
            text.line("gap", &[gap.code.code(), gap.list.as_deref().unwrap_or("")]);
        }
    }
    for it in &dossier.controls {
        text.line("control", &it.line().each_ref().map(String::as_str));
    }
    for row in table {
        text.line("factor", &[row.factor.as_str(), row.met.code(), &row.points.to_string()]);
    }
    // What an earlier decision knew is named by its entry; the values stand nowhere.
    if let Some(earlier) = &dossier.earlier {
        let allowed = earlier.allowed.as_ref().map_or_else(String::new, |it| it.entry.to_string());
        text.line("earlier", &[&earlier.entry.to_string(), &allowed]);
    }
    for review in reviews {
        text.line("review", &[&review.digest().to_string()]);
    }
    SourceId::from_digest(text.0.finalize().into())
}

/// Who is behind a company: by the ids of records, which are no values.
fn owners(text: &mut Text, dossier: &Dossier) {
    for behind in dossier.company.iter().flat_map(|it| &it.behind) {
        let ownership = behind.ownership();
        let (day, rules) = (ownership.at.to_string(), behind.rules().to_string());
        text.line("ownership", &[&day, ownership.rule.as_str(), &rules, ownership.standing().code()]);
        for it in &ownership.owners {
            text.line("owner", &[&it.party.id]);
        }
        for it in &ownership.concerns {
            text.line("concern", &[it.code.code(), &it.about]);
        }
    }
}

/// Lines whose parts cannot run into each other: each part stands behind its length.
struct Text(Sha256);

impl Text {
    fn line(&mut self, word: &str, parts: &[&str]) {
        let parts: String = parts.iter().map(|it| format!(" {}:{it}", it.len())).collect();
        self.0.update(format!("{word}{parts}\n").as_bytes());
    }
}
