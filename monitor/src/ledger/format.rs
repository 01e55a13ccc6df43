//! The formats that are read, and how each is recognised.

use super::columns::fold;
use super::jsonl::starts_list;

/// A format of export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Whatever the first bytes and the header say.
    Auto,
    /// CSV with the canonical columns under their usual names.
    Canonical,
    /// One JSON object a line with the same names.
    JsonLines,
    /// Parquet with the same names.
    Parquet,
    /// Etherscan and its relatives: transactions of an address.
    EtherscanNative,
    /// Etherscan: ERC-20 token transfers.
    EtherscanErc20,
    /// Etherscan: internal transactions.
    EtherscanInternal,
    /// Blockscout: transactions, amounts in wei.
    Blockscout,
    /// Blockscout: token transfers.
    BlockscoutTokens,
    /// Blockchair: effects on a wallet's addresses.
    Blockchair,
    /// Binance: deposit history.
    BinanceDeposits,
    /// Binance: withdrawal history.
    BinanceWithdrawals,
    /// IBM AMLSim: `transactions.csv`.
    AmlSim,
    /// IBM AMLworld: `*_Trans.csv`.
    AmlWorld,
    /// IBM AMLworld: `*_Patterns.txt`.
    AmlWorldPatterns,
    /// Any columns, named by a column map.
    Mapped,
}

const NAMES: [(Format, &str); 16] = [
    (Format::Auto, "auto"),
    (Format::Canonical, "csv"),
    (Format::JsonLines, "jsonl"),
    (Format::Parquet, "parquet"),
    (Format::EtherscanNative, "etherscan"),
    (Format::EtherscanErc20, "etherscan-erc20"),
    (Format::EtherscanInternal, "etherscan-internal"),
    (Format::Blockscout, "blockscout"),
    (Format::BlockscoutTokens, "blockscout-tokens"),
    (Format::Blockchair, "blockchair"),
    (Format::BinanceDeposits, "binance-deposits"),
    (Format::BinanceWithdrawals, "binance-withdrawals"),
    (Format::AmlSim, "amlsim"),
    (Format::AmlWorld, "amlworld"),
    (Format::AmlWorldPatterns, "amlworld-patterns"),
    (Format::Mapped, "mapped"),
];

impl Format {
    /// The format of this name; `None` if there is none.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        NAMES.iter().find(|it| it.1.eq_ignore_ascii_case(name)).map(|it| it.0)
    }

    /// Every name that [`Format::parse`] takes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|it| it.1)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|it| it.0 == self).map_or("", |it| it.1)
    }
}

/// What the first bytes of a source and its name (without a suffix of compression) say.
pub(super) fn of_start(name: &str, start: &[u8]) -> Format {
    let suffix = name.rsplit_once('.').map_or("", |it| it.1);
    let first = start.iter().find(|it| !it.is_ascii_whitespace());
    if start.starts_with(b"PAR1") {
        Format::Parquet
    } else if first == Some(&b'{')
        || starts_list(start)
        || ["jsonl", "ndjson"].iter().any(|it| suffix.eq_ignore_ascii_case(it))
    {
        Format::JsonLines
    } else if start.starts_with(b"BEGIN LAUNDERING ATTEMPT") {
        Format::AmlWorldPatterns
    } else {
        Format::Auto
    }
}

/// What a header says. [`Format::Canonical`] when no exchange, explorer or data set is recognised;
/// `None` when it fits Binance's deposits and withdrawals alike and the file's name does not tell.
pub(super) fn of_header(headers: &[String], name: &str) -> Option<Format> {
    let folded: Vec<String> = headers.iter().map(|it| fold(it)).collect();
    let has = |names: &[&str]| names.iter().all(|name| folded.iter().any(|it| it == name));
    let starts = |names: &[&str]| names.iter().all(|name| folded.iter().any(|it| it.starts_with(name)));
    let hash = has(&["txhash"]) || has(&["transactionhash"]);
    Some(if hash && has(&["unixtimestamp", "parenttxfrom", "txto"]) {
        Format::EtherscanInternal
    } else if hash && has(&["unixtimestamp", "from", "to"]) && starts(&["valuein", "valueout"]) {
        Format::EtherscanNative
    } else if hash && has(&["unixtimestamp", "from", "to", "tokensymbol"]) && (has(&["tokenvalue"]) || has(&["value"]))
    {
        Format::EtherscanErc20
    } else if has(&["txhash", "unixtimestamp", "fromaddress", "toaddress", "tokenstransferred", "tokensymbol"]) {
        Format::BlockscoutTokens
    } else if has(&["txhash", "unixtimestamp", "fromaddress", "toaddress", "value", "status"]) {
        Format::Blockscout
    } else if has(&["effect", "ticker", "date", "transactionhash"]) {
        Format::Blockchair
    } else if starts(&["date"]) && has(&["coin", "amount", "address", "txid", "status"]) {
        return binance(&folded, name);
    } else if has(&["tranid", "origacct", "beneacct", "baseamt", "trantimestamp"]) {
        Format::AmlSim
    } else if has(&["timestamp", "frombank", "tobank", "account", "amountpaid", "paymentcurrency"]) {
        Format::AmlWorld
    } else {
        Format::Canonical
    })
}

fn binance(folded: &[String], name: &str) -> Option<Format> {
    let has = |name: &str| folded.iter().any(|it| it == name);
    let name = name.to_ascii_lowercase();
    match (name.contains("deposit"), name.contains("withdraw")) {
        (true, false) => Some(Format::BinanceDeposits),
        (false, true) => Some(Format::BinanceWithdrawals),
        _ if has("fee") => Some(Format::BinanceWithdrawals),
        _ if !has("transactionfee") => Some(Format::BinanceDeposits),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name() {
        for name in Format::names() {
            assert_eq!(Format::parse(name).map(Format::name), Some(name));
        }
        assert_eq!(Format::parse("JSONL"), Some(Format::JsonLines));
        assert_eq!(Format::parse("excel"), None);
    }

    #[test]
    fn the_first_bytes_and_the_suffix_tell_the_family() {
        assert_eq!(of_start("x", b"PAR1...."), Format::Parquet);
        assert_eq!(of_start("x.csv", b"\n {\"time\":1}"), Format::JsonLines);
        assert_eq!(of_start("x.csv", b"[{\"time\":1}"), Format::JsonLines);
        assert_eq!(of_start("x.NDJSON", b""), Format::JsonLines);
        assert_eq!(of_start("x.txt", b"BEGIN LAUNDERING ATTEMPT - STACK\n"), Format::AmlWorldPatterns);
        assert_eq!(of_start("x.csv", b"time,from"), Format::Auto);
    }

    #[test]
    fn deposits_and_withdrawals_of_one_header_are_told_apart_by_the_name() {
        let header = "Date(UTC),Coin,Network,Amount,TransactionFee,Address,TXID,SourceAddress,PaymentID,Status";
        let of = |header: &str, name: &str| of_header(&header.split(',').map(str::to_owned).collect::<Vec<_>>(), name);
        assert_eq!(of(header, "Deposit History.csv"), Some(Format::BinanceDeposits));
        assert_eq!(of(header, "withdraw.csv"), Some(Format::BinanceWithdrawals));
        assert_eq!(of(header, "history.csv"), None);
        assert_eq!(of("Date(UTC+0),Coin,Network,Amount,Address,TXID,Status", "x"), Some(Format::BinanceDeposits));
        assert_eq!(
            of("Date(UTC+0),Coin,Network,Amount,Fee,Address,TXID,Status", "x"),
            Some(Format::BinanceWithdrawals)
        );
    }
}
