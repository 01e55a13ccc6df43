//! Wallets that are not one party throughout: what a rule that follows parties may have missed.

use super::lines::{PlaceLine, SplitLine, SplitWallets};
use super::open::{heading, item};
use super::paint::WARN;
use super::words::{Shortener, clean, grouped, plural};
use tidegate_monitor::ledger::{Parties, SplitWallet};

/// So many are listed for machines before the rest is counted.
const LISTED: usize = 100;
/// The same for people.
const SHOWN: usize = 5;

/// The lines of what was found; `sources` are the names of the exports.
pub(crate) fn split_wallets(all: &[SplitWallet], parties: &Parties, sources: &[String]) -> SplitWallets {
    let line = |it: &SplitWallet| SplitLine {
        id: parties.name(it.wallet).to_owned(),
        customers: if it.several { "several" } else { "some" }.to_owned(),
        first: PlaceLine {
            source: sources.get(it.first.source.0 as usize).cloned().unwrap_or_default(),
            line: it.first.line,
        },
    };
    SplitWallets { wallets: all.len() as u64, listed: all.iter().take(LISTED).map(line).collect() }
}

/// The same for people.
pub(super) fn shown(all: &SplitWallets, width: usize) -> Vec<String> {
    if all.wallets == 0 {
        return Vec::new();
    }
    let wallets = plural(all.wallets, "wallet", "wallets");
    let what = format!("{wallets} of several customers, or of one in some rows only: each customer was judged alone");
    let mut lines = heading(WARN, "NOTED", &what, width);
    let shortener = Shortener::of(all.listed.iter().map(|it| it.id.as_str()));
    for it in all.listed.iter().take(SHOWN) {
        let what = if it.customers == "several" { "several customers" } else { "a customer in some rows only" };
        let place = format!("{}:{}", clean(&it.first.source), it.first.line);
        lines.extend(item(&format!("wallet {}: {what}, seen at {place}", shortener.name(&it.id)), width));
    }
    let more = all.wallets.saturating_sub(SHOWN as u64);
    if more > 0 {
        lines.extend(item(&format!("… and {} more: the summary of --as jsonl lists them", grouped(more)), width));
    }
    lines.extend(item("→ if such a wallet is one customer's, name him in every row that it stands in", width));
    lines.push(String::new());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_are_named_and_the_rest_is_counted() {
        let place = |line| PlaceLine { source: "rows.csv".to_owned(), line };
        let line = |at: u32| SplitLine {
            id: format!("w{at}"),
            customers: if at == 0 { "several" } else { "some" }.to_owned(),
            first: place(at + 2),
        };
        let all = SplitWallets { wallets: 7, listed: (0..7).map(line).collect() };
        let text = shown(&all, 120).join("\n");
        for needed in ["7 wallets", "w0: several customers, seen at rows.csv:2", "w4: a customer in some", "and 2 more"]
        {
            assert!(text.contains(needed), "{needed}: {text}");
        }
        assert!(!text.contains("w5") && shown(&SplitWallets::default(), 120).is_empty(), "{text}");
    }
}
