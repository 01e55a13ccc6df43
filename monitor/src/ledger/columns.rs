//! Header names → which column holds what.
//!
//! Knows the common synonyms of the canonical columns and maps by hand; knows nothing of the
//! formats of particular exchanges and explorers.

use super::ReadFault;

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
}

impl Role {
    /// Every role, in the order of its number.
    pub const ALL: [Self; 13] = [
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
    ];

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
        }
    }

    /// Whether a row is worth nothing without it.
    #[must_use]
    pub const fn is_needed(self) -> bool {
        matches!(self, Self::Time | Self::From | Self::To | Self::Amount | Self::Asset)
    }

    /// Other names of the column, folded, the best first.
    const fn synonyms(self) -> &'static [&'static str] {
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
            ],
            Self::Amount => &["amount", "quantity", "qty", "tokenamount", "tokenvalue", "coinamount"],
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
            Self::Value => &[
                "value",
                "valueeur",
                "valueusd",
                "valuegbp",
                "valuechf",
                "fiatvalue",
                "usdvalue",
                "eurvalue",
                "fiatamount",
                "amountfiat",
                "amountusd",
                "amounteur",
            ],
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
        }
    }

    /// The role whose name this is, by any synonym.
    #[must_use]
    pub fn of(header: &str) -> Option<Self> {
        let folded = fold(header);
        Self::ALL.into_iter().find(|it| it.synonyms().contains(&folded.as_str()))
    }
}

/// A header as it is compared: lower case, without blanks, `_`, `-`, a byte order mark, `(UTC)`.
pub(super) fn fold(header: &str) -> String {
    let lower = header.to_lowercase().replace("(utc)", "");
    lower.chars().filter(|it| !it.is_whitespace() && !matches!(it, '_' | '-' | '\u{feff}')).collect()
}

/// Columns named by hand: `time=Booked at,from=Payer,to=Payee,amount=Sum,asset='EUR'`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnMap {
    entries: Vec<(Role, Place)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
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

/// Where each role stands in the rows of one source.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    columns: [Option<usize>; 13],
    constants: [String; 13],
}

impl Layout {
    /// Nothing anywhere, to be filled by [`Layout::put`].
    pub(super) fn empty() -> Self {
        Self { columns: [None; 13], constants: std::array::from_fn(|_| String::new()) }
    }

    /// The same with a role in a column.
    pub(super) fn put(mut self, role: Role, column: Option<usize>) -> Self {
        self.columns[role as usize] = column;
        self
    }

    /// The same with one text for every row.
    pub(super) fn put_text(mut self, role: Role, text: &str) -> Self {
        text.clone_into(&mut self.constants[role as usize]);
        self
    }

    /// Finds every role by the map first, then by its synonyms among the columns left.
    pub(super) fn find(headers: &[String], map: Option<&ColumnMap>) -> Result<Self, ReadFault> {
        let mut layout = Self::empty().overlay(headers, map)?;
        let folded: Vec<String> = headers.iter().map(|it| fold(it)).collect();
        let mapped: &[(Role, Place)] = map.map_or(&[], |it| &it.entries);
        let taken = layout.columns;
        for role in Role::ALL {
            if !mapped.iter().any(|it| it.0 == role) {
                layout.columns[role as usize] = by_synonym(role, &folded, &taken)?;
            }
        }
        let holds = |it: &Role| layout.column(*it).is_some() || !layout.constant(*it).is_empty();
        let missing: Vec<Role> = Role::ALL.into_iter().filter(|it| it.is_needed() && !holds(it)).collect();
        if missing.is_empty() { Ok(layout) } else { Err(ReadFault::NoColumn(missing)) }
    }

    /// Lets a map by hand override what a known format says.
    pub(super) fn overlay(mut self, headers: &[String], map: Option<&ColumnMap>) -> Result<Self, ReadFault> {
        for (role, place) in map.map_or(&[][..], |it| &it.entries) {
            self.place(*role, place, headers)?;
        }
        Ok(self)
    }

    fn place(&mut self, role: Role, place: &Place, headers: &[String]) -> Result<(), ReadFault> {
        match place {
            Place::Constant(text) => self.constants[role as usize].clone_from(text),
            Place::Column(name) => {
                let exact = headers.iter().position(|it| it.trim() == name);
                let column = exact.or_else(|| headers.iter().position(|it| fold(it) == fold(name)));
                let missing = || ReadFault::NotInHeader { role, column: name.clone() };
                self.columns[role as usize] = Some(column.ok_or_else(missing)?);
            }
        }
        Ok(())
    }

    /// Which roles a name means and how good a name for each it is; zero is best. For sources
    /// without a header, where every row names its cells.
    pub(super) fn ranked(name: &str, map: Option<&ColumnMap>) -> Vec<(Role, u32)> {
        let (folded, mapped) = (fold(name), map.map_or(&[][..], |it| &it.entries));
        let by_map = |it: &&(Role, Place)| matches!(&it.1, Place::Column(column) if fold(column) == folded);
        let named: Vec<(Role, u32)> = mapped.iter().filter(by_map).map(|it| (it.0, 0)).collect();
        if !named.is_empty() {
            return named;
        }
        let free = |it: &Role| !mapped.iter().any(|entry| entry.0 == *it);
        let rank =
            |it: Role| it.synonyms().iter().zip(1..).find(|synonym| *synonym.0 == folded).map(|found| (it, found.1));
        Role::ALL.into_iter().filter(free).filter_map(rank).collect()
    }

    pub(super) const fn column(&self, role: Role) -> Option<usize> {
        self.columns[role as usize]
    }

    pub(super) fn constant(&self, role: Role) -> &str {
        &self.constants[role as usize]
    }
}

fn by_synonym(role: Role, folded: &[String], taken: &[Option<usize>]) -> Result<Option<usize>, ReadFault> {
    for synonym in role.synonyms() {
        let mut found = (0..folded.len()).filter(|it| folded[*it] == *synonym && !taken.contains(&Some(*it)));
        if let Some(column) = found.next() {
            return if found.next().is_some() { Err(ReadFault::Ambiguous(role)) } else { Ok(Some(column)) };
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str, map: Option<&str>) -> Result<Vec<Option<usize>>, ReadFault> {
        let headers: Vec<String> = header.split('|').map(str::to_owned).collect();
        let map = map.map(|it| ColumnMap::parse(it).unwrap());
        Layout::find(&headers, map.as_ref()).map(|it| it.columns[..7].to_vec())
    }

    #[test]
    fn synonyms_are_found_in_any_case_and_spacing() {
        let some = |it: [usize; 6]| it.map(Some).into_iter().chain([None]).collect::<Vec<_>>();
        assert_eq!(columns("time|from|to|amount|asset|txid", None), Ok(some([0, 1, 2, 3, 4, 5])));
        assert_eq!(
            columns("\u{feff}Tx Hash|Block_Time|SENDER|Recipient|Quantity|symbol", None),
            Ok(some([1, 2, 3, 4, 5, 0]))
        );
        assert_eq!(
            columns("transaction_id|Date (UTC)|from-address|to-address|Qty|Coin", None),
            Ok(some([1, 2, 3, 4, 5, 0]))
        );
    }

    #[test]
    fn the_better_synonym_wins_over_the_other() {
        let found = columns("block_time|timestamp|from|to|amount|currency|token", None).unwrap();
        assert_eq!((found[0], found[4]), (Some(1), Some(6)));
    }

    #[test]
    fn a_map_takes_columns_and_constants_and_leaves_the_rest_to_synonyms() {
        let found = columns("Booked|Payer|Payee|Sum", Some("time=booked,amount=Sum,asset='EUR'")).unwrap();
        assert_eq!(found, [Some(0), Some(1), Some(2), Some(3), None, None, None]);
        let found = columns("time|from|to|amount|qty|asset", Some("value=amount")).unwrap();
        assert_eq!((found[3], found[6]), (Some(4), Some(3)));
    }

    #[test]
    fn headers_that_do_not_do_are_refused_for_their_reason() {
        for (header, map, fault) in [
            ("time|from|to|asset", None, ReadFault::NoColumn(vec![Role::Amount])),
            ("time|from|to|value|asset", None, ReadFault::NoColumn(vec![Role::Amount])),
            ("a|b", None, ReadFault::NoColumn(vec![Role::Time, Role::From, Role::To, Role::Amount, Role::Asset])),
            ("time|from|to|amount|amount|asset", None, ReadFault::Ambiguous(Role::Amount)),
            (
                "time|from|to|amount|asset",
                Some("memo=Zweck"),
                ReadFault::NotInHeader { role: Role::Memo, column: "Zweck".into() },
            ),
        ] {
            assert_eq!(columns(header, map), Err(fault), "{header}");
        }
    }

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
