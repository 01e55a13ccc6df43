//! Transfers → the wallets that stand with a customer in some rows and with none or another in others.
//!
//! A party is the customer where a row names one, otherwise the wallet: such a wallet's money is more than one party's.
//! Nothing is merged, for a wallet may be sold, shared, or one of an exchange's own.

use super::{Parties, PartyId, Transfer};

/// A wallet that is not one party throughout.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitWallet {
    /// The wallet.
    pub wallet: PartyId,
    /// Whether rows name several customers for it; otherwise some name one and some name none.
    pub several: bool,
    /// The first transfer that does not fit those before it, in the ledger's order.
    pub first: Transfer,
}

/// What the rows so far said of a wallet.
#[derive(Clone, Copy, PartialEq)]
enum Holder {
    Unseen,
    Nobody,
    One(PartyId),
    /// Where in the answer it stands, and the customer named first.
    Split(usize, PartyId),
}

/// The wallets that are not one party throughout, by the first transfer that shows it. Transfers come in the ledger's
/// order. Linear.
#[must_use]
pub fn split_wallets(transfers: &[Transfer], parties: &Parties) -> Vec<SplitWallet> {
    let mut found: Vec<SplitWallet> = Vec::new();
    if transfers.iter().all(|it| it.from_customer.is_none() && it.to_customer.is_none()) {
        return found;
    }
    let mut holders = vec![Holder::Unseen; parties.len()];
    for transfer in transfers {
        for (wallet, customer) in [(transfer.from, transfer.from_customer), (transfer.to, transfer.to_customer)] {
            let Some(holder) = holders.get_mut(wallet.index()) else { continue };
            let split = |several| SplitWallet { wallet, several, first: *transfer };
            let place = found.len();
            *holder = match (*holder, customer) {
                (Holder::Unseen, Some(it)) => Holder::One(it),
                (Holder::Unseen, None) => Holder::Nobody,
                (Holder::Nobody, Some(it)) => {
                    found.push(split(false));
                    Holder::Split(place, it)
                }
                (Holder::One(known), other) if other != Some(known) => {
                    found.push(split(other.is_some()));
                    Holder::Split(place, known)
                }
                (Holder::Split(at, known), Some(other)) if other != known => {
                    found.get_mut(at).into_iter().for_each(|it| it.several = true);
                    Holder::Split(at, known)
                }
                (same, _) => same,
            };
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Import, LedgerBuilder};

    #[test]
    fn wallets_that_are_not_one_party_throughout_are_found_and_others_are_not() {
        let rows =
            "1,a,w1,,c-1\n2,a,w1,,\n3,a,w1,,c-2\n4,b,c,c-3,\n5,c,b,,c-3\n6,w2,a,,\n7,a,w2,,c-1\n8,w3,w3,c-1,C-1\n";
        let text = format!("sequence,from,to,from_customer,to_customer\n{rows}");
        let map = crate::ledger::ColumnMap::parse("time='2026-03-01',amount='1',asset='EUR'").ok();
        let mut builder = LedgerBuilder::new(Import { map, ..Import::default() });
        builder.read("x.csv", text.as_bytes()).unwrap();
        let ledger = builder.finish();
        let parties = &ledger.book().parties;
        let found = split_wallets(ledger.transfers(), parties);
        let told: Vec<_> = found.iter().map(|it| (parties.name(it.wallet), it.several, it.first.line)).collect();
        assert_eq!(told, [("w1", true, 3), ("w2", false, 8), ("w3", true, 9)]);
        let none = split_wallets(&ledger.transfers()[5..6], parties);
        assert_eq!(none, []);
    }
}
