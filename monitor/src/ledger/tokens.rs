//! Which token each transfer moves, where exports name contracts and token ids; which symbols several contracts bear.
//!
//! Names become numbers that tell tokens apart and order nothing.

use super::{Interner, SourceIndex, SymbolId, Transfer, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The tokens of transfers, by the transfers' places.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    /// One number a transfer: zero where the row names no token. Ends with the last row that does.
    numbers: Vec<u32>,
    names: Interner,
    /// By a token's number the source and the symbol that its contract was noted for last.
    noted: Vec<Option<(SourceIndex, SymbolId)>>,
    name: String,
    /// Contracts by the source and the symbol they bear there.
    contracts: BTreeMap<(SourceIndex, SymbolId), BTreeSet<u32>>,
    source: SourceIndex,
    /// Places of transfers that were valued by a price of their symbol, each with what they are worth without it.
    priced: Vec<(u32, Option<Value>)>,
}

impl Tokens {
    /// What follows belongs to this source.
    pub(super) fn begin(&mut self, source: SourceIndex) {
        self.source = source;
    }

    /// The number of a token, for a row of this asset; zero where the row names neither a contract nor an id.
    #[inline(never)]
    pub(super) fn number(&mut self, asset: SymbolId, contract: &str, id: &str) -> u32 {
        if contract.is_empty() && id.is_empty() {
            return 0;
        }
        self.name.clear();
        self.name.push_str(contract);
        if contract.starts_with("0x") {
            self.name.make_ascii_lowercase();
        }
        self.name.push('\u{0}');
        self.name.push_str(id);
        let number = self.names.intern(&self.name);
        let (at, here) = (number as usize, Some((self.source, asset)));
        if self.noted.get(at) != Some(&here) {
            self.noted.resize(self.noted.len().max(at + 1), None);
            self.noted[at] = here;
            if let Some(contract) = self.name.get(..contract.len()).filter(|it| !it.is_empty()) {
                let contract = self.names.intern(contract);
                self.contracts.entry((self.source, asset)).or_default().insert(contract);
            }
        }
        number + 1
    }

    /// Notes the token of the transfer at a place; places only grow.
    pub(super) fn note(&mut self, place: usize, number: u32) {
        if number > 0 {
            self.numbers.resize(place, 0);
            self.numbers.push(number);
        }
    }

    /// Notes that a transfer of a named contract was valued by a price of its symbol.
    pub(super) fn note_priced(&mut self, place: usize, otherwise: Option<Value>) {
        self.priced.push((u32::try_from(place).unwrap_or(u32::MAX), otherwise));
    }

    /// The token of the transfer at a place.
    pub(super) fn of(&self, place: usize) -> u32 {
        self.numbers.get(place).copied().unwrap_or(0)
    }

    /// Forgets every transfer from this one on, and the contracts of the newest source.
    pub(super) fn truncate(&mut self, place: usize) {
        self.numbers.truncate(place);
        self.noted.clear();
        self.contracts.retain(|it, _| it.0 != self.source);
        self.priced.retain(|it| (it.0 as usize) < place);
    }

    /// Takes the values that a price of a symbol gave from transfers of symbols that several contracts of one source
    /// bear: it cannot be told which is meant. In several sources they may be one token on several chains.
    pub(super) fn unprice(&self, transfers: &mut [Transfer]) {
        let is_doubtful = |it: &Transfer| self.contracts.get(&(it.source, it.asset)).is_some_and(|it| it.len() > 1);
        for (place, otherwise) in &self.priced {
            let transfer = transfers.get_mut(*place as usize).filter(|it| is_doubtful(it));
            transfer.into_iter().for_each(|it| it.value = *otherwise);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ledger::{Import, Ledger, LedgerBuilder, NoValue, Prices, ValuelessCount};

    fn read(files: &[&str]) -> (Ledger, Prices) {
        let prices = Prices::read("p.csv", &b"asset,day,price\nUSDT,2026-03-01,0.9\n"[..]).unwrap();
        let mut builder = LedgerBuilder::new(Import { prices: Some(prices.clone()), ..Import::default() });
        for rows in files {
            let text = format!("time,from,to,amount,asset,txid,contract,token_id\n{rows}");
            builder.read("x.csv", text.as_bytes()).unwrap();
        }
        (builder.finish(), prices)
    }

    fn values(files: &[&str]) -> Vec<Option<u64>> {
        read(files).0.transfers().iter().map(|it| it.value.map(|it| it.0)).collect()
    }

    #[test]
    fn other_contracts_and_other_tokens_of_one_transaction_are_no_duplicates() {
        let row = |contract: &str, id: &str| format!("2026-03-01,a,b,1,NFT,0x01,{contract},{id}\n");
        let count = |rows: &[String]| read(&[&rows.concat()]).0.transfers().len();
        assert_eq!(count(&[row("0xC1", "7"), row("0xc1", "7")]), 1, "letters of a contract may be large or small");
        assert_eq!(count(&[row("0xc1", "7"), row("0xc1", "8"), row("0xc2", "7"), row("", "7"), row("", "")]), 5);
        assert_eq!(count(&[row("", ""), row("0xc1", "7"), row("", ""), row("0xc1", "7")]), 2);
    }

    #[test]
    fn a_price_of_a_symbol_is_not_given_to_two_contracts_that_bear_it() {
        let (real, fake) = ("2026-03-01,a,b,10,USDT,0x01,0xdac1,\n", "2026-03-01,a,b,9500,USDT,0x02,0x9999,\n");
        let own = "2026-03-01,a,b,10,USDT,0x03,,\n";
        assert_eq!(values(&[real, own]), [Some(900), Some(900)]);
        let both = format!("{fake}{real}{own}");
        assert_eq!(values(&[&both]), [None, None, Some(900)]);
        assert_eq!(values(&[&both, real]), [None, None, Some(900)], "the copy is the duplicate");
        let other = "2026-03-01,a,b,10,USDT,0x04,0xc213,\n";
        assert_eq!(values(&[real, other]), [Some(900), Some(900)], "another chain has another contract");
        let (ledger, prices) = read(&[&both]);
        let mut count = ValuelessCount::new(&ledger, Some(&prices), "EUR");
        ledger.transfers().iter().for_each(|it| count.take(it));
        assert_eq!(count.finish().iter().map(|it| it.why).collect::<Vec<_>>(), [NoValue::SeveralContracts]);
    }
}
