//! Names of columns that nothing is read from → what they may have been meant to be.

use super::Role;
use super::columns::fold;
use tidegate_kyc_core::base::written::closest;

/// The fewest letters of a name in which two may be wrong: two letters make another word of a shorter one.
const LONG: usize = 8;
/// The fewest letters of a name in which one may be wrong.
const SHORT: usize = 4;
/// Words that columns are headed by in earnest, though they are one letter from a name we know.
const OTHERS: [&str; 8] = ["black", "contact", "node", "none", "stats", "tape", "taxid", "totype"];

/// Of names that no role has, those that a slip of the hand may part from a name of a role that stands nowhere.
pub(super) fn slips<'a>(unused: impl Iterator<Item = &'a str>, is_free: impl Fn(Role) -> bool) -> Vec<(String, Role)> {
    let free: Vec<Role> = Role::ALL.into_iter().filter(|it| is_free(*it)).collect();
    let near = |name: &str| {
        let folded = fold(name);
        let role = free.iter().find(|it| it.synonyms().iter().any(|known| is_slip(&folded, known)))?;
        Some((name.trim().to_owned(), *role))
    };
    unused.filter_map(near).collect()
}

/// Whether a name is nearly a known one. The first letter of a short one is hardly ever wrong, and another there makes
/// another word: `cash` is no `hash`.
fn is_slip(name: &str, known: &str) -> bool {
    if name == known || OTHERS.contains(&name) {
        return false;
    }
    if name.len() >= LONG && known.len() >= LONG && closest(name, [known]).is_some() {
        return true;
    }
    name.len() >= SHORT && known.len() >= SHORT && name.as_bytes()[0] == known.as_bytes()[0] && is_one_slip(name, known)
}

/// Whether one letter more, less or other, or two that changed places, part the words.
fn is_one_slip(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[same..], &other[same..]);
    let same = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&one[..one.len() - same], &other[..other.len() - same]) {
        ([a, b], [c, d]) => a == d && b == c,
        (one, other) => one.len() <= 1 && other.len() <= 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &str, expected: &[(&str, Role)]) {
        let needed = |it: Role| !it.is_needed();
        let expected: Vec<(String, Role)> = expected.iter().map(|it| (it.0.to_owned(), it.1)).collect();
        assert_eq!(slips(names.split('|'), needed), expected, "{names}");
    }

    #[test]
    fn a_name_that_is_nearly_that_of_a_missing_column_is_told() {
        check("To_Custmer|transactoin_id", &[("To_Custmer", Role::ToCustomer), ("transactoin_id", Role::Txid)]);
        check("tixd|txhsh|Tx_Hashh|haash", &["tixd", "txhsh", "Tx_Hashh", "haash"].map(|it| (it, Role::Txid)));
        check("memmo|vlaue|idnex|knd", &[("memmo", Role::Memo), ("vlaue", Role::Value), ("idnex", Role::Index)]);
        assert_eq!(slips(["tixd"].into_iter(), |it| it != Role::Txid), [], "the column is there");
    }

    #[test]
    fn ordinary_columns_of_exports_are_no_slips() {
        check(
            "fee|fees|fee_asset|form|format|status|state|network|chain|chain_id|gas|gas_price|gas_used|nonce|method|\
             balance|price|rate|total|subtotal|side|pair|market|order|order_id|trade_id|exchange|wallet|account|address|\
             country|iban|bic|swift|name|email|phone|user|user_id|bank|branch|city|zip|tag|tags|title|cash|\
             clock|vat|tax|tax_id|net|gross|cost|size|volume|channel|device|ip|risk|score|flag|class|group|batch|page|\
             line|row|id|uid|uuid|guid|key|data|input|output|out|in|code|ref|mode|role|unit|year|month|day|hour|zone|\
             timezone|valid|valuta|to_label|to_type|from_label|source_type|node|none|vote|wash|dash|rank|confirmations|\
             direction|category|purpose|counterparty|product|service|provider|platform|language|version|created|\
             updated|settled|cleared|memory|mind|lock|black|tier|limit|margin|reason|result|error|item|sum|cell|",
            &[],
        );
    }

    #[test]
    fn one_slip_is_a_letter_more_less_other_or_two_that_changed_places() {
        for (one, other, near) in [
            ("txid", "txid", true),
            ("tixd", "txid", true),
            ("txd", "txid", true),
            ("txxid", "txid", true),
            ("txod", "txid", true),
            ("tdix", "txid", false),
            ("tx", "txid", false),
            ("dixt", "txid", false),
        ] {
            assert_eq!((is_one_slip(one, other), is_one_slip(other, one)), (near, near), "{one} {other}");
        }
    }
}
