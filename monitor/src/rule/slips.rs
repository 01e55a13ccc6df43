//! Words of rules and packs that mean something only where exports and tags spell them alike: nearly one
//! that is known, and not it.
//!
//! They are no faults, since exports and tags may have words of their own. Nothing would be found by a slip of the
//! hand, and nobody would see why.

use super::{Pack, Rule};
use crate::tag::CATEGORIES;
use tidegate_kyc_core::base::written::closest;

/// The kinds of transfers that readers give by themselves.
const KINDS: &[&str] = &["deposit", "transfer", "withdrawal"];

/// A word that may be misspelt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Id of the rule; none where it stands in the pack itself.
    pub rule: Option<String>,
    /// Where it stands there.
    pub key: &'static str,
    /// The word.
    pub word: String,
    /// What it may be meant to be.
    pub meant: String,
}

impl Pack {
    /// The words of its rules and settings that may be misspelt, rule by rule.
    #[must_use]
    pub fn slips(&self) -> Vec<Slip> {
        let services = self.services.iter().filter_map(|it| slip(None, "services", it, CATEGORIES));
        let known: Vec<&str> = CATEGORIES.iter().copied().chain(self.services.iter().map(String::as_str)).collect();
        services.chain(self.rules.iter().flat_map(|it| of(it, &known))).collect()
    }
}

fn of(rule: &Rule, categories: &[&str]) -> Vec<Slip> {
    let (select, id) = (&rule.select, Some(rule.id.as_str()));
    let lists = [
        ("kind", &select.kinds, KINDS),
        ("counterparty.tags", &select.counterparty_tags.any_of, categories),
        ("counterparty.not_tags", &select.counterparty_tags.none_of, categories),
        ("customer.tags", &select.subject_tags.any_of, categories),
        ("customer.not_tags", &select.subject_tags.none_of, categories),
    ];
    lists
        .into_iter()
        .flat_map(|(key, words, known)| words.iter().filter_map(move |it| slip(id, key, it, known)))
        .collect()
}

fn slip(rule: Option<&str>, key: &'static str, word: &str, known: &[&str]) -> Option<Slip> {
    let meant = closest(word, known.iter().copied()).filter(|_| !known.contains(&word))?;
    Some(Slip { rule: rule.map(str::to_owned), key, word: word.to_owned(), meant: meant.to_owned() })
}

#[cfg(test)]
mod tests {
    use crate::engine::oracle;
    use crate::pattern::{Assets, Kind};
    use crate::rule::Direction;

    #[test]
    fn only_what_is_nearly_a_known_word_is_told() {
        let told = |words: [&str; 3]| {
            let mut rule = oracle::rule(Kind::Flow, Direction::In, 1, Assets::Any, vec![]);
            rule.select.kinds = vec![words[0].to_owned()];
            rule.select.counterparty_tags.any_of = vec![words[1].to_owned()];
            rule.select.subject_tags.none_of = vec![words[2].to_owned()];
            oracle::pack(vec![rule]).slips().into_iter().map(|it| (it.key, it.meant)).collect::<Vec<_>>()
        };
        assert_eq!(told(["deposit", "mixer", "hot_wallet"]), []);
        assert_eq!(told(["card_topup", "house_bank", "staff"]), [], "words of one's own");
        let slips = [("kind", "deposit"), ("counterparty.tags", "mixer"), ("customer.not_tags", "hot_wallet")];
        assert_eq!(told(["deposits", "mixxer", "hot_walet"]), slips.map(|it| (it.0, it.1.to_owned())));
    }
}
