//! How much a hit moved, in a few words.
//!
//! Money that passes through several wallets is counted once: a chain by its first and last
//! transfer, a gatherer by what it received. Sums are exact; an unknown value is never zero.

use super::words::brief;
use std::collections::BTreeSet;
use tidegate_monitor::hit::Hit;
use tidegate_monitor::ledger::{Amount, Book, SymbolId, Transfer, Value};
use tidegate_monitor::pattern::Kind;
use tidegate_monitor::rule::{Rule, Side};

/// `28300 EUR`, `1.5 BTC → 1.4 BTC`, `9 ETH in, 8.9 ETH out`, or what is unknown.
pub(crate) fn moved(hit: &Hit<'_>, rule: &Rule, book: &Book, currency: &str) -> String {
    let to_subject = |it: &&Transfer| rule.select.subject_of(it, Side::In) == Some(hit.subject);
    let all = |rows: &[&Transfer]| sum(rows, book, currency);
    let (credits, debits): (Vec<&Transfer>, Vec<&Transfer>) = hit.rows.iter().partition(to_subject);
    match rule.require.kind {
        Kind::Flow => all(&hit.rows.iter().collect::<Vec<_>>()),
        Kind::Turnover => format!("{} in, {} out", all(&credits), all(&debits)),
        Kind::Diamond => all(&credits),
        Kind::Path | Kind::Cycle => match hit.rows_in_order().as_slice() {
            [] => String::new(),
            [only] => all(&[*only]),
            [first, .., last] => format!("{} → {}", all(&[*first]), all(&[*last])),
        },
    }
}

fn sum(rows: &[&Transfer], book: &Book, currency: &str) -> String {
    let assets: BTreeSet<SymbolId> = rows.iter().map(|it| it.asset).collect();
    let value = rows.iter().try_fold(0_u64, |sum, it| sum.checked_add(it.value?.0)).map(Value);
    let value = value.map(|it| format!("{it} {currency}"));
    let [asset] = assets.into_iter().collect::<Vec<_>>()[..] else {
        return value.unwrap_or_else(|| "several assets of unknown value".to_owned());
    };
    let asset = book.asset(asset);
    if asset == currency
        && let Some(value) = value
    {
        return value;
    }
    let Some((first, others)) = rows.split_first() else { return String::new() };
    let amount = match others.iter().try_fold(first.amount, |sum, it| sum.plus(it.amount)) {
        Some(sum) => brief(&sum.to_string()),
        // Of a sum that is too long to write down, the whole units.
        None => format!("at least {}", rows.iter().fold(0_u128, |sum, it| sum.saturating_add(whole(it.amount)))),
    };
    let amount = format!("{amount} {}", super::words::clean(asset));
    match value {
        Some(value) => format!("{amount} ({value})"),
        None => amount,
    }
}

/// An amount without its fraction.
const fn whole(amount: Amount) -> u128 {
    amount.units() / 10_u128.pow(amount.decimals() as u32)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Ledgerette, hit_of, rule_of};
    use super::*;

    fn check(kind: Kind, transfers: &str, expected: &str) {
        let ledger = Ledgerette::read(transfers);
        let rule = rule_of(kind);
        let hit = hit_of(&ledger, kind);
        assert_eq!(moved(&hit, &rule, &ledger.book, "EUR"), expected);
    }

    #[test]
    fn a_flow_is_the_sum_of_its_rows() {
        check(Kind::Flow, "a z 9500 EUR 950000\nb z 9000.5 EUR 900050", "18500.50 EUR");
        check(Kind::Flow, "a z 1.5 BTC 9000000\nb z 0.5 BTC 3000000", "2 BTC (120000.00 EUR)");
    }

    #[test]
    fn an_unknown_value_is_not_zero() {
        check(Kind::Flow, "a z 1.5 BTC\nb z 0.5 BTC 3000000", "2 BTC");
        check(Kind::Flow, "a z 1.5 BTC\nb z 7 ETH 3000000", "several assets of unknown value");
        check(Kind::Flow, "a z 1 BTC 100\nb z 7 ETH 200", "3.00 EUR");
    }

    #[test]
    fn a_chain_is_counted_once() {
        check(Kind::Path, "a b 10 ETH\nb c 9 ETH\nc z 8 ETH", "10 ETH → 8 ETH");
        check(Kind::Cycle, "z b 10 ETH\nb z 9 ETH", "10 ETH → 9 ETH");
    }

    #[test]
    fn a_gatherer_is_counted_by_what_it_received() {
        check(Kind::Diamond, "a m 5 ETH\na n 5 ETH\nm z 4 ETH\nn z 4 ETH", "8 ETH");
        check(Kind::Turnover, "a z 5 ETH\nb z 5 ETH\nz c 9 ETH", "10 ETH in, 9 ETH out");
    }

    #[test]
    fn a_sum_beyond_all_bounds_is_said() {
        let huge = u128::MAX.to_string();
        check(Kind::Flow, &format!("a z {huge} X\nb z {huge} X"), &format!("at least {huge} X"));
        check(Kind::Turnover, &format!("a z {huge} X\nb z 1 X\nz c 9 X"), &format!("at least {huge} X in, 9 X out"));
        let long = "99999999.000000000000000000000000000001";
        let rows: Vec<String> = (0..12).map(|it| format!("a{it} z {long} X")).collect();
        check(Kind::Flow, &rows.join("\n"), "at least 1199999988 X");
    }
}
