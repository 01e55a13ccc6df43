//! What it says of money that it comes from, or goes to, somebody with such tags.

use super::Stop;
use crate::tag::Tag;
use std::collections::BTreeSet;

/// Categories that are a finding wherever money is from or goes to: those of sanctions and crime, services that hide
/// where money is from, and services without or with little control of their own.
pub const RISKS: &[&str] = &[
    "csam",
    "dark_service",
    "darknet_market",
    "drug_market",
    "exchange_high_risk",
    "exchange_unlicensed",
    "extortion",
    "fraud_shop",
    "gambling",
    "human_trafficking",
    "mixer",
    "phishing",
    "ransomware",
    "sanctions",
    "scam",
    "seized_funds",
    "stolen_funds",
    "terrorist_financing",
    "weapons",
];

/// Categories of those who know their own customers, or make coins: money is from there, and that is all there is to
/// ask. Of a bridge, an automated market or a cash machine nobody knows who stands behind it.
pub const KNOWN: &[&str] = &["custodian", "exchange", "hot_wallet", "merchant", "mining_pool", "payment_processor"];

/// Categories that say nothing of who stands there: money is followed through such wallets as through those without a
/// tag.
pub const SILENT: &[&str] = &["self_hosted", "unknown"];

/// What the end of a trail says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// A finding.
    Risk,
    /// Nothing, for nobody knows who stands behind it.
    Open,
    /// All is well.
    Known,
}

/// Which categories say what; all others say nothing.
#[derive(Clone, Debug)]
pub struct Categories {
    /// Those that are a finding.
    pub risks: BTreeSet<String>,
    /// Those of which nothing more is to be asked.
    pub known: BTreeSet<String>,
}

impl Default for Categories {
    fn default() -> Self {
        let all = |it: &[&str]| it.iter().map(|it| (*it).to_owned()).collect();
        Self { risks: all(RISKS), known: all(KNOWN) }
    }
}

impl Categories {
    /// Whether trails end at a wallet with these tags: one of them says who stands there, or was asked for.
    #[must_use]
    pub fn stop(&self, tags: &[Tag]) -> bool {
        let is_asked = |it: &String| self.risks.contains(it) || self.known.contains(it);
        tags.iter().any(|it| is_asked(&it.category) || !SILENT.contains(&it.category.as_str()))
    }

    /// Whether these tags are a finding.
    #[must_use]
    pub fn is_risk(&self, tags: &[Tag]) -> bool {
        tags.iter().any(|it| self.risks.contains(&it.category))
    }

    /// What a stop says, given the tags of who stands there. Of several tags the worst counts, and one that says something
    /// before one that says nothing. The subject's own money that came back says nothing new, as long as it is shown receiving it
    /// before ([`super::AssetExposure::sent_unseen`]).
    #[must_use]
    pub fn standing(&self, stop: Stop, tags: &[Tag]) -> Standing {
        match stop {
            Stop::Returned => Standing::Known,
            Stop::Tagged(_) if self.is_risk(tags) => Standing::Risk,
            Stop::Tagged(_) if tags.iter().any(|it| self.known.contains(&it.category)) => Standing::Known,
            _ => Standing::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::PartyId;
    use crate::tag::CATEGORIES;

    #[test]
    fn the_worst_tag_counts_and_silence_is_never_innocence() {
        let tag = |it: &&str| Tag { category: (*it).to_owned(), label: String::new(), source: String::new() };
        let standing = |it: &[&str]| {
            Categories::default().standing(Stop::Tagged(PartyId(0)), &it.iter().map(tag).collect::<Vec<_>>())
        };
        assert_eq!(standing(&["exchange", "sanctions"]), Standing::Risk);
        assert_eq!(standing(&["exchange", "unknown"]), Standing::Known);
        for open in [&["bridge"][..], &["self_hosted"], &["a word of somebody's own"], &[]] {
            assert_eq!(standing(open), Standing::Open, "{open:?}");
        }
        assert_eq!(Categories::default().standing(Stop::Held(PartyId(0)), &[]), Standing::Open);
    }

    #[test]
    fn every_category_that_is_named_is_one_and_none_says_two_things() {
        let all = Categories::default();
        assert!(all.risks.is_disjoint(&all.known) && SILENT.iter().all(|it| CATEGORIES.contains(it)));
        assert!(all.risks.union(&all.known).all(|it| CATEGORIES.contains(&it.as_str())));
    }
}
