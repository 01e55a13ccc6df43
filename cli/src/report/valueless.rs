//! Transfers without a value, by asset: what prices would have to be looked up.

use super::lines::{PlaceLine, ValuelessLine, WithoutValue};
use super::open::item;
use super::words::{clean, plural};
use tidegate_monitor::ledger::{Book, NoValue, Prices, Value, Valueless};

/// So many assets and reasons are listed for machines before the rest is counted.
const LISTED: usize = 100;
/// The same for people.
const SHOWN: usize = 8;

/// The lines of what was counted; `sources` are the names of the exports.
pub(crate) fn without_value(
    all: &[Valueless],
    book: &Book,
    sources: &[String],
    prices: Option<&Prices>,
) -> WithoutValue {
    let line = |it: &Valueless| ValuelessLine {
        asset: book.asset(it.asset).to_owned(),
        reason: it.why.code().to_owned(),
        transfers: it.transfers,
        first: PlaceLine {
            source: sources.get(it.first.source.0 as usize).cloned().unwrap_or_default(),
            line: it.first.line,
        },
        why: why(it, book.asset(it.asset), prices),
    };
    WithoutValue {
        transfers: all.iter().map(|it| it.transfers).sum(),
        listed: all.iter().take(LISTED).map(line).collect(),
        more: all.len().saturating_sub(LISTED) as u64,
    }
}

fn why(it: &Valueless, asset: &str, prices: Option<&Prices>) -> String {
    let day = it.price.map(|it| it.to_string()).unwrap_or_default();
    let days = prices.map_or(0, Prices::max_age_days);
    match it.why {
        NoValue::NoPrices => "the export gives none, and no prices were given".to_owned(),
        NoValue::OtherCurrency => {
            let none = if prices.is_some() { "the prices do not name the asset" } else { "no prices were given" };
            format!(
                "the export gives values in another currency than the rules', or in one it does not name, and {none}"
            )
        }
        NoValue::AssetUnpriced => "the prices do not name it".to_owned(),
        NoValue::PriceLater => format!("its first price is of {day}"),
        NoValue::PriceTooOld => {
            let days = plural(u64::from(days), "day", "days");
            format!("the newest price before that is of {day}, and a price counts for {days}")
        }
        NoValue::ValueTooLarge => {
            format!("more than can be reckoned with ({} at most): is its amount right?", Value(u64::MAX))
        }
        NoValue::SeveralContracts => {
            format!(
                "several contracts call themselves {}, and a price cannot tell which is meant: give the export a value column",
                clean(asset)
            )
        }
        NoValue::UnitUnknown => {
            "how many of these make one whole unit is not known: give the export a value column, or one of decimals"
                .to_owned()
        }
    }
}

/// The same for people: assets that lack values for one reason stand together.
pub(super) fn shown(all: &WithoutValue, width: usize) -> Vec<String> {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for it in all.listed.iter().take(SHOWN) {
        let place = format!("{}:{}", clean(&it.first.source), it.first.line);
        let text = format!("{} ({}, first {place})", clean(&it.asset), plural(it.transfers, "transfer", "transfers"));
        match reasons.iter_mut().find(|known| known.0 == it.why) {
            Some(known) => known.1.push(text),
            None => reasons.push((&it.why, vec![text])),
        }
    }
    let one = |it: (&str, Vec<String>)| item(&format!("{}: {}", it.1.join(", "), it.0), width);
    let mut lines: Vec<String> = reasons.into_iter().flat_map(one).collect();
    let more = all.listed.len().saturating_sub(SHOWN) as u64 + all.more;
    if more > 0 {
        lines.extend(item(&format!("… and {} in --as jsonl", plural(more, "more asset", "more assets")), width));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(asset: &str, transfers: u64, why: &str) -> ValuelessLine {
        let first = PlaceLine { source: "rows.csv".to_owned(), line: 7 };
        ValuelessLine { asset: asset.to_owned(), reason: String::new(), transfers, first, why: why.to_owned() }
    }

    #[test]
    fn assets_of_one_reason_stand_together_and_the_rest_is_counted() {
        let listed = vec![line("ETH", 1_200, "none given"), line("X", 9, "too old"), line("BTC", 1, "none given")];
        let mut all = WithoutValue { transfers: 1_210, listed, more: 0 };
        let expected = [
            "   ETH (1,200 transfers, first rows.csv:7), BTC (1 transfer, first rows.csv:7): none given",
            "   X (9 transfers, first rows.csv:7): too old",
        ];
        assert_eq!(shown(&all, 120), expected);
        all.listed.extend((0..SHOWN).map(|it| line(&format!("A{it}"), 1, "too old")));
        all.more = 4;
        assert_eq!(shown(&all, 300).last().unwrap(), "   … and 7 more assets in --as jsonl");
    }
}
