//! Prices by asset and day, for exports that carry no value.
//!
//! CSV `asset,day,price`, the price being that of one whole unit in the reporting currency.
//! Exact decimals in, minor units out, rounded half to even. Knows no currency.

use super::columns::fold;
use super::decimal::worth;
use super::feed::Feed;
use super::input::plain;
use super::record::Record;
use super::{Amount, AmountError, NoValue, Reason, Value, parse_amount, parse_instant};
use std::collections::BTreeMap;
use std::io::Read;
use tidegate_kyc_core::base::{Day, Instant};

/// Prices that are older than this many days say nothing.
const MAX_AGE_DAYS: u32 = 7;

/// Prices by asset and day in UTC, of a file ([`Prices::read`]) or one at a time:
///
/// ```
/// use tidegate_kyc_core::base::Instant;
/// use tidegate_monitor::ledger::{Prices, parse_amount};
///
/// let mut prices = Prices::default();
/// let noon = Instant::parse("2026-03-01T12:00:00Z")?;
/// prices.add("BTC", noon.day(), parse_amount("60000")?)?;
/// assert_eq!(prices.value("BTC", parse_amount("0.5")?, noon).map(|it| it.0), Some(3_000_000));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Prices {
    assets: BTreeMap<String, Vec<(Day, Amount)>>,
    max_age_days: u32,
    rows: u64,
}

/// Why a price file cannot be used. It is taken as a whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{source_name}: line {line}: {fault}")]
pub struct PriceError {
    /// The file's name.
    pub source_name: String,
    /// The line at fault.
    pub line: u32,
    /// What is wrong there.
    pub fault: PriceFault,
}

/// What is wrong with a price, or with a file of them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PriceFault {
    /// No header `asset,day,price`.
    #[error("the header is not asset,day,price")]
    Header,
    /// The row cannot be read.
    #[error("{0}")]
    Row(Reason),
    /// The price cannot be read.
    #[error("a price cannot be read: {0}")]
    Price(AmountError),
    /// One asset has two prices on one day.
    #[error("the asset has another price on the same day already")]
    TwoPrices,
}

impl Default for Prices {
    /// None at all; those that are added count for 7 days after their own.
    fn default() -> Self {
        Self { assets: BTreeMap::new(), max_age_days: MAX_AGE_DAYS, rows: 0 }
    }
}

impl Prices {
    /// Reads a price file; gzip and zstd by the suffix of its name.
    ///
    /// # Errors
    /// [`PriceError`] at the first line at fault: a wrong price is worse than none.
    pub fn read(name: &str, input: impl Read) -> Result<Self, PriceError> {
        let at = |line, fault| PriceError { source_name: name.to_owned(), line, fault };
        let mut feed = Feed::new(plain(name, input).1);
        if feed.peek(3).starts_with(b"\xef\xbb\xbf") {
            feed.skip(3);
        }
        let columns = match feed.next_record() {
            Some(Ok(header)) => columns(&header).ok_or_else(|| at(1, PriceFault::Header))?,
            Some(Err(fault)) => return Err(at(fault.line, PriceFault::Row(fault.reason))),
            None => return Err(at(1, PriceFault::Header)),
        };
        let mut prices = Self::default();
        while let Some(record) = feed.next_record() {
            let record = record.map_err(|it| at(it.line, PriceFault::Row(it.reason)))?;
            prices.take(&record, columns).map_err(|fault| at(record.line, fault))?;
        }
        Ok(prices)
    }

    /// Adds the price of one whole unit of an asset, in the reporting currency, on a day in UTC. Capital letters and small ones
    /// of an asset are the same; a price that is there already may be given again. Linear in the asset's prices where it is not
    /// the newest, else logarithmic.
    ///
    /// # Errors
    /// [`PriceFault::Row`] for an asset without a name, [`PriceFault::TwoPrices`] where the day has another price already;
    /// nothing is then added.
    pub fn add(&mut self, asset: &str, day: Day, price: Amount) -> Result<(), PriceFault> {
        let asset = asset.trim().to_ascii_uppercase();
        if asset.is_empty() {
            return Err(PriceFault::Row(Reason::Missing));
        }
        let prices = self.assets.entry(asset).or_default();
        match prices.binary_search_by_key(&day, |it| it.0) {
            Ok(at) if prices.get(at).is_some_and(|it| it.1 == price) => {}
            Ok(_) => return Err(PriceFault::TwoPrices),
            Err(at) => prices.insert(at, (day, price)),
        }
        self.rows += 1;
        Ok(())
    }

    /// How many prices were taken, each row of a file and each that was added.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// The same prices, of which those older than so many days say nothing (default: 7).
    #[must_use]
    pub fn not_older_than(mut self, days: u32) -> Self {
        self.max_age_days = days;
        self
    }

    /// For how many days a price counts after its own.
    #[must_use]
    pub const fn max_age_days(&self) -> u32 {
        self.max_age_days
    }

    /// What an amount of an asset was worth: at the latest price of the day or before it.
    /// `None` where there is none, it is too old, or the value is beyond 64 bits of minor units.
    /// Logarithmic.
    #[must_use]
    pub fn value(&self, asset: &str, amount: Amount, time: Instant) -> Option<Value> {
        self.judge(asset, amount, time).ok()
    }

    /// The same; where there is no value, why, and the day of the price that came nearest.
    pub(super) fn judge(&self, asset: &str, amount: Amount, time: Instant) -> Result<Value, (NoValue, Option<Day>)> {
        let found = self.assets.get(asset).or_else(|| self.assets.get(&asset.to_ascii_uppercase()));
        let prices = found.ok_or((NoValue::AssetUnpriced, None))?;
        let day = time.day();
        let newest = prices.partition_point(|it| it.0 <= day).checked_sub(1).and_then(|it| prices.get(it));
        let (priced, price) = newest.ok_or_else(|| (NoValue::PriceLater, prices.first().map(|it| it.0)))?;
        if day.since(*priced) > i64::from(self.max_age_days) {
            return Err((NoValue::PriceTooOld, Some(*priced)));
        }
        worth(amount, *price).map_err(|_| (NoValue::ValueTooLarge, None))
    }

    fn take(&mut self, record: &Record<'_>, [asset, day, price]: [usize; 3]) -> Result<(), PriceFault> {
        let asset = record.field(asset);
        if asset.trim().is_empty() {
            return Err(PriceFault::Row(Reason::Missing));
        }
        let day = parse_instant(record.field(day)).map_err(|it| PriceFault::Row(Reason::Time(it)))?;
        let price = parse_amount(record.field(price)).map_err(PriceFault::Price)?;
        self.add(asset, day.day(), price)
    }
}

fn columns(header: &Record<'_>) -> Option<[usize; 3]> {
    let find = |names: &[&str]| (0..header.len()).find(|it| names.contains(&fold(header.field(*it)).as_str()));
    Some([
        find(&["asset", "symbol", "token", "coin", "currency"])?,
        find(&["day", "date", "time"])?,
        find(&["price", "close"])?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "asset,day,price\neth,2026-03-01,2500.50\nETH,2026-03-05,3000\nBTC,2026-03-02,60000\n";

    fn value(asset: &str, amount: &str, time: &str, days: u32) -> Option<u64> {
        let prices = Prices::read("p.csv", FILE.as_bytes()).unwrap().not_older_than(days);
        prices.value(asset, parse_amount(amount).unwrap(), parse_instant(time).unwrap()).map(|it| it.0)
    }

    #[test]
    fn the_latest_price_of_the_day_or_before_counts() {
        assert_eq!(value("ETH", "2", "2026-03-01T23:59:59Z", 7), Some(500_100));
        assert_eq!(value("eth", "2", "2026-03-04T12:00:00Z", 7), Some(500_100));
        assert_eq!(value("ETH", "0.00001", "2026-03-05", 7), Some(3));
    }

    #[test]
    fn without_a_fresh_price_the_value_is_unknown_and_not_zero() {
        assert_eq!(value("ETH", "2", "2026-02-28T23:59:59Z", 7), None);
        assert_eq!(value("BTC", "1", "2026-03-09", 7), Some(6_000_000));
        assert_eq!(value("BTC", "1", "2026-03-10", 7), None);
        assert_eq!(value("BTC", "1", "2026-03-03", 0), None);
        assert_eq!(value("DOGE", "1", "2026-03-03", 7), None);
        assert_eq!(value("BTC", "340282366920938463463374607431768211455", "2026-03-02", 7), None);
    }

    #[test]
    fn a_wrong_price_file_is_refused_with_its_line() {
        for (text, line, fault) in [
            ("", 1, PriceFault::Header),
            ("asset,price\n", 1, PriceFault::Header),
            ("asset,day,price\nETH,yesterday,1\n", 2, PriceFault::Row(Reason::Time(super::super::TimeError::NotATime))),
            ("asset,day,price\nETH,2026-01-01,-1\n", 2, PriceFault::Price(AmountError::Negative)),
            ("asset,day,price\n,2026-01-01,1\n", 2, PriceFault::Row(Reason::Missing)),
            ("asset,day,price\nETH,2026-01-01,1\nETH,2026-01-01,1.0\neth,2026-01-01,2\n", 4, PriceFault::TwoPrices),
            ("asset,day,price\n\"ETH,2026-01-01,1\n", 2, PriceFault::Row(Reason::UnclosedQuote)),
        ] {
            let error = Prices::read("p.csv", text.as_bytes()).unwrap_err();
            assert_eq!((error.line, error.fault), (line, fault), "{text}");
        }
    }
    #[test]
    fn a_price_that_is_added_counts_like_one_of_a_file() {
        let mut prices = Prices::default();
        let at = |it: &str| parse_instant(it).unwrap();
        let mut add =
            |asset: &str, day: &str, price: &str| prices.add(asset, at(day).day(), parse_amount(price).unwrap());
        // In any order, and the same twice.
        for (asset, day, price) in [
            ("BTC", "2026-03-02", "60000"),
            ("eth", "2026-03-05", "3000"),
            ("ETH", "2026-03-01", "2500.5"),
            ("ETH", "2026-03-01", "2500.50"),
        ] {
            assert_eq!(add(asset, day, price), Ok(()));
        }
        assert_eq!(add(" ", "2026-03-01", "1"), Err(PriceFault::Row(Reason::Missing)));
        assert_eq!(add("Eth", "2026-03-05", "3001"), Err(PriceFault::TwoPrices));
        let read = Prices::read("p.csv", FILE.as_bytes()).unwrap();
        assert_eq!((prices.rows(), &prices.assets), (4, &read.assets));
        let value = |it: &str| prices.value("ETH", parse_amount("2").unwrap(), at(it)).map(|it| it.0);
        assert_eq!(
            (value("2026-03-04"), value("2026-03-12"), value("2026-03-13")),
            (Some(500_100), Some(600_000), None)
        );
    }
}
