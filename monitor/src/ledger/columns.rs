//! What a column can hold, by which names it is known, and maps by hand.
//!
//! Knows the common synonyms of the canonical columns; knows nothing of the formats of particular
//! exchanges and explorers, nor of any one header.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// When.
    Time,
    /// The sending wallet.
    From,
    /// The receiving wallet.
    To,
    /// How much.
    Amount,
    /// Of what.
    Asset,
    /// The transaction.
    Txid,
    /// Worth in the reporting currency.
    Value,
    /// Kind of transfer.
    Kind,
    /// The customer behind the sender.
    FromCustomer,
    /// The customer behind the receiver.
    ToCustomer,
    /// Free text.
    Memo,
    /// Index within the transaction.
    Index,
    /// The export's own order: block number, serial number.
    Sequence,
    /// The currency of the value, where a column says it row by row.
    ValueCurrency,
    /// Whether the movement took place.
    Status,
    /// How many decimals the asset has; the amount then counts smallest units.
    Decimals,
    /// The zone of the time.
    Timezone,
    /// The contract of the token moved.
    Contract,
    /// Which token of its contract was moved.
    TokenId,
    /// The day, where the time is one of day alone.
    Date,
    /// The transaction's place in its block.
    TransactionIndex,
}

impl Role {
    /// Every role, in the order of its number.
    pub const ALL: [Self; 21] = [
        Self::Time,
        Self::From,
        Self::To,
        Self::Amount,
        Self::Asset,
        Self::Txid,
        Self::Value,
        Self::Kind,
        Self::FromCustomer,
        Self::ToCustomer,
        Self::Memo,
        Self::Index,
        Self::Sequence,
        Self::ValueCurrency,
        Self::Status,
        Self::Decimals,
        Self::Timezone,
        Self::Contract,
        Self::TokenId,
        Self::Date,
        Self::TransactionIndex,
    ];

    /// How many there are.
    pub(super) const COUNT: usize = Self::ALL.len();

    /// The canonical name of its column.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::From => "from",
            Self::To => "to",
            Self::Amount => "amount",
            Self::Asset => "asset",
            Self::Txid => "txid",
            Self::Value => "value",
            Self::Kind => "kind",
            Self::FromCustomer => "from_customer",
            Self::ToCustomer => "to_customer",
            Self::Memo => "memo",
            Self::Index => "index",
            Self::Sequence => "sequence",
            Self::ValueCurrency => "value_currency",
            Self::Status => "status",
            Self::Decimals => "decimals",
            Self::Timezone => "timezone",
            Self::Contract => "contract",
            Self::TokenId => "token_id",
            Self::Date => "date",
            Self::TransactionIndex => "transaction_index",
        }
    }

    /// Whether a row is worth nothing without it.
    #[must_use]
    pub const fn is_needed(self) -> bool {
        matches!(self, Self::Time | Self::From | Self::To | Self::Amount | Self::Asset)
    }

    /// Whether it says something of a row beyond who moved what when: most exports have no such column.
    pub(super) const fn is_further(self) -> bool {
        matches!(
            self,
            Self::ValueCurrency
                | Self::Status
                | Self::Decimals
                | Self::Timezone
                | Self::Contract
                | Self::TokenId
                | Self::Date
                | Self::TransactionIndex
        )
    }

    /// Another role that comes first to a column of these names: this one has it only where that has another.
    pub(super) const fn behind(self) -> Option<(Self, &'static [&'static str])> {
        match self {
            Self::ValueCurrency => Some((Self::Asset, &["currency", "ccy"])),
            Self::Date => Some((Self::Time, &["date", "transactiondate", "txdate", "bookingdate"])),
            _ => None,
        }
    }

    // long: one table of names, read from top to bottom
    /// Other names of the column, folded, the best first.
    pub(super) const fn synonyms(self) -> &'static [&'static str] {
        match self {
            Self::Time => &[
                "time",
                "timestamp",
                "datetime",
                "date",
                "blocktime",
                "blocktimestamp",
                "unixtimestamp",
                "transactiontime",
                "transactiondate",
                "txtime",
                "txdate",
                "utctime",
                "createdat",
                "executedat",
                "timeexecuted",
                "completedat",
                "bookingdate",
            ],
            Self::From => &[
                "from",
                "sender",
                "fromaddress",
                "senderaddress",
                "fromwallet",
                "fromaccount",
                "senderaccount",
                "source",
                "sourceaddress",
                "sourceaccount",
                "originator",
                "payer",
                "debtor",
                "src",
            ],
            Self::To => &[
                "to",
                "recipient",
                "receiver",
                "toaddress",
                "recipientaddress",
                "receiveraddress",
                "towallet",
                "toaccount",
                "receiveraccount",
                "recipientaccount",
                "destination",
                "destinationaddress",
                "destinationaccount",
                "beneficiary",
                "payee",
                "creditor",
                "dst",
            ],
            Self::Amount => &["amount", "quantity", "qty", "tokenamount", "tokenvalue", "coinamount", "sum", "amt"],
            Self::Asset => &[
                "asset",
                "token",
                "symbol",
                "currency",
                "coin",
                "ticker",
                "tokensymbol",
                "assetsymbol",
                "cryptocurrency",
                "ccy",
            ],
            Self::Txid => &[
                "txid",
                "hash",
                "txhash",
                "transactionhash",
                "transactionid",
                "txnhash",
                "txnid",
                "trxid",
                "tx",
                "tranid",
            ],
            Self::Value => &["value", "fiatvalue", "fiatamount", "amountfiat"],
            Self::Kind => &["kind", "type", "transactiontype", "txtype", "transfertype", "trantype"],
            Self::FromCustomer => {
                &["fromcustomer", "fromcustomerid", "sendercustomer", "sendercustomerid", "originatorcustomer"]
            }
            Self::ToCustomer => &[
                "tocustomer",
                "tocustomerid",
                "receivercustomer",
                "receivercustomerid",
                "recipientcustomer",
                "beneficiarycustomer",
            ],
            Self::Memo => {
                &["memo", "note", "notes", "reference", "label", "description", "comment", "remark", "message"]
            }
            Self::Index => &["index", "logindex", "outputindex", "vout", "outputnumber", "transferindex"],
            Self::Sequence => &["sequence", "seq", "block", "blockno", "blocknumber", "blockheight"],
            Self::ValueCurrency => &["valuecurrency", "fiatcurrency", "quotecurrency", "countercurrency"],
            Self::Status => {
                &["status", "transactionstatus", "txnstatus", "txstatus", "state", "success", "successful", "result"]
            }
            Self::Decimals => &["decimals", "tokendecimals", "tokendecimal"],
            Self::Timezone => &["timezone", "tz"],
            Self::Contract => &["contract", "contractaddress", "tokencontract", "tokencontractaddress", "tokenaddress"],
            Self::TokenId => &["tokenid", "nftid"],
            Self::Date => &[],
            Self::TransactionIndex => &["transactionindex", "txindex", "txnindex", "transactionposition"],
        }
    }

    /// How good a folded name is for this role; zero is best, `None` is no name for it. A value
    /// column that names a currency is one only where that is the reporting currency.
    pub(super) fn rank(self, folded: &str, currency: Option<&str>) -> Option<u32> {
        let known = self.synonyms().iter().zip(0..).find(|it| *it.0 == folded).map(|it| it.1);
        let behind = || self.behind()?.1.iter().zip(BEHIND..).find(|it| *it.0 == folded).map(|it| it.1);
        known.or_else(behind).or_else(|| (self == Self::Value && is_value_in(folded, currency?)).then_some(u32::MAX))
    }
}

/// Names that come first to other roles rank from here on.
const BEHIND: u32 = 1 << 16;

/// Currencies that columns of values are named by.
const CURRENCIES: [&str; 30] = [
    "aed", "aud", "brl", "cad", "chf", "cny", "czk", "dkk", "eur", "gbp", "hkd", "huf", "idr", "ils", "inr", "jpy",
    "krw", "mxn", "myr", "ngn", "nok", "nzd", "pln", "rub", "sek", "sgd", "thb", "try", "usd", "zar",
];

/// Whether a folded name is that of a column of values in another currency than this.
pub(super) fn is_value_elsewhere(folded: &str, currency: Option<&str>) -> bool {
    let other = |it: &&&str| currency.is_some_and(|own| !own.eq_ignore_ascii_case(it));
    CURRENCIES.iter().filter(other).any(|it| is_value_in(folded, it))
}

/// `valueusd`, `usdvalue` or `amountusd` for USD.
fn is_value_in(folded: &str, currency: &str) -> bool {
    let currency = currency.to_ascii_lowercase();
    let rest = ["value", "amount"].iter().find_map(|it| folded.strip_prefix(it)).or(folded.strip_suffix("value"));
    !currency.is_empty() && rest.is_some_and(|it| it == currency)
}

/// A header as it is compared: lower case, without blanks, `_`, `-`, a byte order mark, `(UTC)`.
pub(super) fn fold(header: &str) -> String {
    let lower = header.to_lowercase().replace("(utc)", "");
    lower.chars().filter(|it| !it.is_whitespace() && !matches!(it, '_' | '-' | '\u{feff}')).collect()
}

/// Columns named by hand: `time=Booked at,from=Payer,to=Payee,amount=Sum,asset='EUR'`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnMap {
    pub(super) entries: Vec<(Role, Place)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Column(String),
    Constant(String),
}

/// Why a text is not a column map.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    /// An entry without `=`, or with nothing on one side of it.
    #[error("entry {0} of the column map is not written name=column")]
    NotAPair(usize),
    /// A name that is no column of ours.
    #[error("entry {0} of the column map names no known column: known are {known}", known = names())]
    Unknown(usize),
    /// One name twice.
    #[error("the column map names {} twice", .0.name())]
    Twice(Role),
}

fn names() -> String {
    let names: Vec<&str> = Role::ALL.iter().map(|it| it.name()).collect();
    names.join(", ")
}

impl ColumnMap {
    /// Reads `name=column` pairs, split by commas. A column in single quotes is a constant for
    /// every row. What the map does not name is found by its usual synonyms.
    ///
    /// # Errors
    /// [`MapError`] with the entry's number, counted from 1.
    pub fn parse(text: &str) -> Result<Self, MapError> {
        let mut entries: Vec<(Role, Place)> = Vec::new();
        for (at, pair) in text.split(',').enumerate() {
            let (name, column) = pair.split_once('=').ok_or(MapError::NotAPair(at + 1))?;
            let (name, column) = (name.trim(), column.trim());
            if name.is_empty() || column.is_empty() {
                return Err(MapError::NotAPair(at + 1));
            }
            let folded = fold(name);
            let role = Role::ALL.into_iter().find(|it| fold(it.name()) == folded).ok_or(MapError::Unknown(at + 1))?;
            if entries.iter().any(|it| it.0 == role) {
                return Err(MapError::Twice(role));
            }
            let constant = column.strip_prefix('\'').and_then(|it| it.strip_suffix('\''));
            let place = constant.map_or_else(|| Place::Column(column.to_owned()), |it| Place::Constant(it.to_owned()));
            entries.push((role, place));
        }
        Ok(Self { entries })
    }

    /// The constant for a role; empty where the map has none.
    pub(super) fn constant(&self, role: Role) -> &str {
        let entry = self.entries.iter().find(|it| it.0 == role);
        entry.map_or("", |it| if let Place::Constant(text) = &it.1 { text } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_that_do_not_do_are_refused_for_their_reason() {
        for (map, fault) in [
            ("", MapError::NotAPair(1)),
            ("time=a,from", MapError::NotAPair(2)),
            ("time=", MapError::NotAPair(1)),
            ("time=a,colour=b", MapError::Unknown(2)),
            ("time=a,Time=b", MapError::Twice(Role::Time)),
        ] {
            assert_eq!(ColumnMap::parse(map), Err(fault), "{map}");
        }
    }

    #[test]
    fn no_synonym_means_two_things() {
        let mut all: Vec<&str> = Role::ALL.iter().flat_map(|it| it.synonyms()).copied().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(all.iter().all(|it| fold(it) == *it));
    }
}
