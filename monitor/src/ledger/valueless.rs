//! Transfers without a value, by asset and reason: what whoever has prices would have to look up.

use super::decimal::in_minor_units;
use super::{Ledger, Prices, SymbolId, Transfer};
use std::collections::HashMap;
use tidegate_kyc_core::base::Day;

tidegate_kyc_core::codes! {
    /// Why a transfer has no value in the reporting currency.
    pub enum NoValue {
        /// Neither the row nor a price file says what it was worth.
        NoPrices = "no-prices",
        /// The row gives a value in another currency, or in one that it does not name, and no price helps.
        OtherCurrency = "other-currency",
        /// The price file does not name the asset.
        AssetUnpriced = "asset-unpriced",
        /// The asset's first price is of a later day.
        PriceLater = "price-later",
        /// The asset's newest price before is older than prices may be.
        PriceTooOld = "price-too-old",
        /// The value is beyond what can be reckoned with.
        ValueTooLarge = "value-too-large",
        /// How many of the units that the amount is in make one whole unit is not known.
        UnitUnknown = "unit-unknown",
        /// Several contracts bear the asset's symbol, and the price does not say which of them is meant.
        SeveralContracts = "several-contracts",
    }
}

/// Transfers of one asset that have no value, for one reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Valueless {
    /// The asset.
    pub asset: SymbolId,
    /// Why there is no value.
    pub why: NoValue,
    /// For how many transfers.
    pub transfers: u64,
    /// The first of them, in the ledger's order.
    pub first: Transfer,
    /// The day of the price that came nearest to it: the newest that is too old, or the first that is later.
    pub price: Option<Day>,
}

/// Counts them, one transfer after the other. Constant time each, logarithmic where there are prices.
#[derive(Debug)]
pub struct ValuelessCount<'a> {
    prices: Option<&'a Prices>,
    ledger: &'a Ledger,
    currency: &'a str,
    counted: Vec<Valueless>,
    /// Where in `counted`.
    places: HashMap<(SymbolId, NoValue), usize, foldhash::fast::RandomState>,
    /// By the number of an asset one more than that place, where all its transfers have the same reason; otherwise zero.
    alike: Vec<u32>,
    /// Whether neither prices nor other currencies tell transfers of one asset apart.
    is_plain: bool,
}

impl<'a> ValuelessCount<'a> {
    /// Nothing of the ledger is counted yet. `prices` are those that it was read with, if any, and `currency` is the
    /// symbol of the reporting currency.
    #[must_use]
    pub fn new(ledger: &'a Ledger, prices: Option<&'a Prices>, currency: &'a str) -> Self {
        let is_plain = prices.is_none() && !ledger.has_values_elsewhere();
        Self { prices, ledger, currency, counted: Vec::new(), places: HashMap::default(), alike: Vec::new(), is_plain }
    }

    /// Counts a transfer if it has no value. Transfers come in the ledger's order.
    #[inline]
    pub fn take(&mut self, transfer: &Transfer) {
        if transfer.value.is_some() {
            return;
        }
        let place = self.alike.get(transfer.asset.0 as usize).and_then(|it| it.checked_sub(1));
        match place.and_then(|it| self.counted.get_mut(it as usize)) {
            Some(it) => it.transfers += 1,
            None => self.look(transfer),
        }
    }

    fn look(&mut self, transfer: &Transfer) {
        let (why, price) = self.why(transfer);
        let asset = transfer.asset;
        let place = *self.places.entry((asset, why)).or_insert_with(|| {
            self.counted.push(Valueless { asset, why, transfers: 0, first: *transfer, price });
            self.counted.len() - 1
        });
        self.counted[place].transfers += 1;
        // Of the reporting currency itself some amounts are too large and others are not.
        if self.is_plain && why == NoValue::NoPrices && self.ledger.book().asset(asset) != self.currency {
            let at = asset.0 as usize;
            self.alike.resize(self.alike.len().max(at + 1), 0);
            self.alike[at] = u32::try_from(place + 1).unwrap_or(0);
        }
    }

    fn why(&self, transfer: &Transfer) -> (NoValue, Option<Day>) {
        let book = self.ledger.book();
        let asset = book.asset(transfer.asset);
        if asset == self.currency && in_minor_units(transfer.amount).is_err() {
            return (NoValue::ValueTooLarge, None);
        }
        if book.is_unscaled(transfer.asset) {
            return (NoValue::UnitUnknown, None);
        }
        let judge = |it: &Prices| it.judge(asset, transfer.amount, transfer.time).err();
        let priced = self.prices.map_or(Some((NoValue::NoPrices, None)), judge);
        match priced {
            Some((NoValue::NoPrices | NoValue::AssetUnpriced, _)) if self.ledger.is_valued_elsewhere(transfer) => {
                (NoValue::OtherCurrency, None)
            }
            why => why.unwrap_or((NoValue::SeveralContracts, None)),
        }
    }

    /// What was counted: most transfers first, then by asset and reason.
    #[must_use]
    pub fn finish(self) -> Vec<Valueless> {
        let (mut counted, book) = (self.counted, self.ledger.book());
        counted.sort_by(|one, other| {
            let name = |it: &Valueless| (book.asset(it.asset), it.why);
            other.transfers.cmp(&one.transfers).then_with(|| name(one).cmp(&name(other)))
        });
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Import, LedgerBuilder};

    const ROWS: &str = "time,from,to,amount,asset\n\
        2026-03-01,a,b,1,BTC\n2026-03-02,a,b,2,BTC\n2026-03-20,a,b,3,BTC\n\
        2026-03-20,a,b,1,ETH\n2026-03-20,a,b,99999999999999999999999,DOGE\n2026-03-21,a,b,1,DOGE\n\
        2026-03-21,a,b,184467440737095517,EUR\n2026-03-21,a,b,5,EUR\n2026-03-22,a,b,9,BTC\n";

    fn told(prices: Option<&str>) -> Vec<(String, &'static str, u64, u32, Option<String>)> {
        let prices = prices.map(|it| Prices::read("p.csv", it.as_bytes()).unwrap());
        let currency = Some("EUR".to_owned());
        let mut builder = LedgerBuilder::new(Import { currency, prices: prices.clone(), ..Import::default() });
        builder.read("rows.csv", ROWS.as_bytes()).unwrap();
        let ledger = builder.finish();
        let mut count = ValuelessCount::new(&ledger, prices.as_ref(), "EUR");
        ledger.transfers().iter().for_each(|it| count.take(it));
        let asset = |it: SymbolId| ledger.book().asset(it).to_owned();
        let line = |it: Valueless| {
            (asset(it.asset), it.why.code(), it.transfers, it.first.line, it.price.map(|it| it.to_string()))
        };
        count.finish().into_iter().map(line).collect()
    }

    fn row(
        asset: &str,
        why: &'static str,
        count: u64,
        line: u32,
        price: &str,
    ) -> (String, &'static str, u64, u32, Option<String>) {
        (asset.to_owned(), why, count, line, Some(price.to_owned()).filter(|it| !it.is_empty()))
    }

    #[test]
    fn each_asset_and_reason_is_counted_with_its_first_transfer() {
        let prices = "asset,day,price\nBTC,2026-03-02,50000\nDOGE,2026-03-20,0.3\n";
        let expected = [
            row("BTC", "price-too-old", 2, 4, "2026-03-02"),
            row("BTC", "price-later", 1, 2, "2026-03-02"),
            row("DOGE", "value-too-large", 1, 6, ""),
            row("ETH", "asset-unpriced", 1, 5, ""),
            row("EUR", "value-too-large", 1, 8, ""),
        ];
        assert_eq!(told(Some(prices)), expected);
    }

    #[test]
    fn without_prices_each_asset_is_told_once() {
        let expected = [
            row("BTC", "no-prices", 4, 2, ""),
            row("DOGE", "no-prices", 2, 6, ""),
            row("ETH", "no-prices", 1, 5, ""),
            row("EUR", "value-too-large", 1, 8, ""),
        ];
        assert_eq!(told(None), expected);
    }

    #[test]
    fn a_value_in_another_currency_is_a_reason_of_its_own() {
        let rows = "time,from,to,amount,asset,value,value_currency\n2026-03-01,a,b,1,ETH,2000,USD\n\
            2026-03-01,a,b,1,ETH,,\n2026-03-01,a,b,1,ETH,9,\n2026-03-01,a,b,1,ETH,9,eur\n2026-03-01,a,b,1,BTC,9,USD\n";
        let prices = Prices::read("p.csv", "asset,day,price\nBTC,2026-03-01,50000\n".as_bytes()).unwrap();
        for (prices, expected) in [
            (None, &[("ETH", "other-currency", 2), ("BTC", "other-currency", 1), ("ETH", "no-prices", 1)][..]),
            (Some(prices), &[("ETH", "other-currency", 2), ("ETH", "asset-unpriced", 1)]),
        ] {
            let currency = Some("EUR".to_owned());
            let mut builder = LedgerBuilder::new(Import { currency, prices: prices.clone(), ..Import::default() });
            builder.read("rows.csv", rows.as_bytes()).unwrap();
            let ledger = builder.finish();
            let mut count = ValuelessCount::new(&ledger, prices.as_ref(), "EUR");
            ledger.transfers().iter().for_each(|it| count.take(it));
            let told: Vec<_> = count
                .finish()
                .iter()
                .map(|it| (ledger.book().asset(it.asset).to_owned(), it.why.code(), it.transfers))
                .collect();
            assert_eq!(told, expected.iter().map(|it| (it.0.to_owned(), it.1, it.2)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn so_is_a_column_of_another_currency_and_no_other() {
        let why = |name: &str, head: &str, row: &str| {
            let mut builder = LedgerBuilder::new(Import { currency: Some("EUR".to_owned()), ..Import::default() });
            builder.read(name, format!("{head}{row}\n").as_bytes()).unwrap();
            let ledger = builder.finish();
            let mut count = ValuelessCount::new(&ledger, None, "EUR");
            ledger.transfers().iter().for_each(|it| count.take(it));
            (count.finish()[0].why.code(), ledger.sources()[0].value_elsewhere.clone())
        };
        let csv = |columns: &str| {
            why("x.csv", &format!("time,from,to,amount,asset,{columns}\n"), "2026-03-01,a,b,1,ETH,,2000")
        };
        let told = |it: &str| ("other-currency", Some(it.to_owned()));
        assert_eq!(csv("memo,Value_USD"), told("Value_USD"));
        assert_eq!(csv("memo,gbp value"), told("gbp value"));
        for columns in ["value,value_usd", "memo,value_out", "memo,fee_usd", "value_eur,amount_usd"] {
            assert_eq!(csv(columns), ("no-prices", None), "{columns}");
        }
        let json = r#"{"time":1772323200,"from":"a","to":"b","amount":1,"asset":"ETH","value_usd":9}"#;
        assert_eq!(why("x.jsonl", "", json), told("value_usd"));
    }

    #[test]
    fn a_price_does_not_help_where_the_unit_is_unknown() {
        let prices = Prices::read("p.csv", "asset,day,price\nUSDC,2026-03-01,0.92\n".as_bytes()).unwrap();
        let ledger = {
            let mut builder = LedgerBuilder::new(Import { prices: Some(prices.clone()), ..Import::default() });
            let rows =
                "time,from,to,amount,asset,decimals\n2026-03-01,a,b,1000000,usdc,\n2026-03-01,a,b,1000000,usdc,6\n";
            builder.read("r.csv", rows.as_bytes()).unwrap();
            builder.finish()
        };
        let mut count = ValuelessCount::new(&ledger, Some(&prices), "EUR");
        ledger.transfers().iter().for_each(|it| count.take(it));
        let told: Vec<_> = count.finish().into_iter().map(|it| (ledger.book().asset(it.asset), it.why)).collect();
        assert_eq!(told, [("USDC (smallest units)", NoValue::UnitUnknown)]);
    }
}
