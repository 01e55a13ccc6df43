//! Tags of wallets: who is said to stand behind an address, and who says so.
//!
//! Takes tables of address, category, label and source; gives all statements about a wallet.
//! Does not weigh one source against another.

use super::table::{Column, Fault, Finding, Need, Place, TableError, read};
use crate::ledger::Parties;
use std::collections::BTreeMap;
use std::io::Read;

/// One statement about a wallet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag {
    /// Category in lower case, for instance `exchange` or `mixer`.
    pub category: String,
    /// Name of the entity or service.
    pub label: String,
    /// Who says so.
    pub source: String,
}

/// Tags by wallet, all of them with their sources.
#[derive(Clone, Debug, Default)]
pub struct Tags {
    by_wallet: BTreeMap<String, Vec<Tag>>,
    /// Where each category stands first.
    categories: BTreeMap<String, Place>,
    rows: u64,
}

// long: one list of words
/// The categories that lists of tags usually carry; a pack may name others.
pub const CATEGORIES: &[&str] = &[
    "bridge",
    "csam",
    "custodian",
    "dark_service",
    "darknet_market",
    "defi",
    "dex",
    "drug_market",
    "exchange",
    "exchange_high_risk",
    "exchange_unlicensed",
    "extortion",
    "fraud_shop",
    "gambling",
    "hot_wallet",
    "human_trafficking",
    "kiosk",
    "merchant",
    "mining_pool",
    "mixer",
    "nft_marketplace",
    "otc",
    "p2p_exchange",
    "payment_processor",
    "phishing",
    "ransomware",
    "sanctions",
    "scam",
    "seized_funds",
    "self_hosted",
    "stolen_funds",
    "terrorist_financing",
    "unknown",
    "weapons",
];

const COLUMNS: &[Column] = &[
    Column { names: &["wallet", "address", "account", "wallet_address", "addr"], need: Need::Value },
    Column { names: &["category", "type", "tag", "entity_type"], need: Need::Value },
    Column { names: &["label", "name", "entity", "entity_name", "owner"], need: Need::Nothing },
    Column { names: &["source", "provider", "list", "reference"], need: Need::Nothing },
];

impl Tags {
    /// Reads a CSV table with the columns `wallet` (or `address`, `account`) and `category`, and
    /// optionally `label` and `source`; where no source is written, the file is the source.
    ///
    /// A row is one line. Good rows stand; bad ones are findings. A statement made twice counts
    /// once. The order of rows makes no difference to the tags.
    ///
    /// # Errors
    /// [`TableError`] where the table as a whole cannot be used: it cannot be read to its end, or
    /// it lacks a column.
    pub fn read_csv(name: &str, from: impl Read) -> Result<(Self, Vec<Finding>), TableError> {
        let mut tags = Self::default();
        let findings = read(name, from, COLUMNS, |row| {
            let [wallet, category, label, source] = [0, 1, 2, 3].map(|it| row.fields[it]);
            let source = if source.is_empty() { name } else { source };
            let category = category.to_lowercase();
            if !tags.categories.contains_key(&category) {
                let place = Place { file: name.to_owned(), line: row.line };
                tags.categories.insert(category.clone(), place);
            }
            tags.rows += 1;
            tags.add(wallet, Tag { category, label: label.to_owned(), source: source.to_owned() });
            Ok(())
        })?;
        Ok((tags, findings))
    }

    /// All tags of a wallet, by category, label and source. An EVM address may be in any case.
    #[must_use]
    pub fn of(&self, wallet: &str) -> &[Tag] {
        let mut found = self.by_wallet.get(wallet);
        if found.is_none() && wallet.bytes().any(|it| it.is_ascii_uppercase()) {
            found = self.by_wallet.get(&one_name(wallet));
        }
        found.map_or(&[], Vec::as_slice)
    }

    /// Adds a tag, unless the same is known.
    pub fn add(&mut self, wallet: &str, tag: Tag) {
        let tags = self.by_wallet.entry(one_name(wallet)).or_default();
        if let Err(place) = tags.binary_search(&tag) {
            tags.insert(place, tag);
        }
    }

    /// Says these tags of a wallet and no others, in place of what was said before. A stream that met the wallet has to ask
    /// anew (`Monitor::ask_again`).
    pub fn set(&mut self, wallet: &str, tags: impl IntoIterator<Item = Tag>) {
        self.by_wallet.remove(&one_name(wallet));
        tags.into_iter().for_each(|it| self.add(wallet, it));
    }

    /// A finding for each category that is none of [`CATEGORIES`] and not `known` otherwise, at
    /// the first row that names it: a slip of the hand there would silently change the hits.
    #[must_use]
    pub fn doubts(&self, known: impl Fn(&str) -> bool) -> Vec<Finding> {
        let strange = |it: &&String| CATEGORIES.binary_search(&it.as_str()).is_err() && !known(it);
        let places = self.categories.iter().filter(|it| strange(&it.0)).map(|it| it.1);
        places.map(|it| it.finding("category", Fault::UnknownCategory)).collect()
    }

    /// Whether any row of a table names a category.
    #[must_use]
    pub fn names_category(&self, category: &str) -> bool {
        self.categories.contains_key(category)
    }

    /// How many rows of tables were taken, those that repeat another included.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// Adds all of another's tags.
    pub fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        for (category, place) in other.categories {
            self.categories.entry(category).and_modify(|it| *it = it.clone().min(place.clone())).or_insert(place);
        }
        for (wallet, tags) in other.by_wallet {
            tags.into_iter().for_each(|it| self.add(&wallet, it));
        }
    }

    /// How many statements there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_wallet.values().map(Vec::len).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_wallet.is_empty()
    }
}

/// The wallet's name as the ledger's book has it, so that a tag and a transfer mean the same one.
fn one_name(wallet: &str) -> String {
    let mut book = Parties::default();
    let party = book.wallet(wallet);
    book.name(party).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::Fault;

    fn tag(category: &str, label: &str, source: &str) -> Tag {
        Tag { category: category.to_owned(), label: label.to_owned(), source: source.to_owned() }
    }

    fn check(table: &str, wallet: &str, expect: &[Tag]) {
        let (tags, findings) = Tags::read_csv("t.csv", table.as_bytes()).unwrap();
        assert_eq!(findings, [], "{table}");
        assert_eq!(tags.of(wallet), expect, "{table}");
    }

    #[test]
    fn columns_are_found_by_synonyms_in_any_order_and_case() {
        let known = [tag("mixer", "Blender", "OFAC")];
        for table in [
            "address,category,label,source\nw1,mixer,Blender,OFAC\n",
            "Source;Entity Name;Wallet-Address;Type\nOFAC;Blender;w1;Mixer\n",
            "\u{feff}WALLET\tTAG\tNAME\tSOURCE\tconfidence\r\nw1\tMIXER\tBlender\tOFAC\t90\r\n",
            "category,\"account\",owner,list\n mixer , \"w1\",\"Blender\",OFAC",
        ] {
            check(table, "w1", &known);
        }
    }

    #[test]
    fn every_statement_stays_with_its_source_and_stays_once() {
        let table = "wallet,category,label,source\nw,mixer,B,x\nw,exchange,A,y\nw,mixer,B,x\nw,mixer,B,a\n";
        check(table, "w", &[tag("exchange", "A", "y"), tag("mixer", "B", "a"), tag("mixer", "B", "x")]);
    }

    #[test]
    fn a_category_that_nobody_knows_is_doubted_once_and_kept() {
        let table = "wallet,category\nw,mixer\nv,Exchagne\nu,exchagne\nt,ours\n";
        let (tags, _) = Tags::read_csv("t.csv", table.as_bytes()).unwrap();
        let place = Place { file: "t.csv".to_owned(), line: 3 };
        assert_eq!(tags.doubts(|it| it == "ours"), [place.finding("category", Fault::UnknownCategory)]);
        assert_eq!((tags.of("v")[0].category.as_str(), tags.rows()), ("exchagne", 4));
        assert!(CATEGORIES.is_sorted());
    }

    #[test]
    fn a_row_without_source_is_said_by_its_file() {
        check("wallet,category\nw,bridge\n", "w", &[tag("bridge", "", "t.csv")]);
        check("wallet,category,source\nw,bridge,\n", "w", &[tag("bridge", "", "t.csv")]);
    }

    #[test]
    fn an_evm_address_is_one_wallet_in_any_case_and_others_are_not() {
        let mixed = "0xAbCdEf0123456789aBcDeF0123456789AbCdEf01";
        let table = format!("wallet,category\n{mixed},mixer\nAbC,miner\n");
        let (tags, _) = Tags::read_csv("t.csv", table.as_bytes()).unwrap();
        for name in [mixed, &mixed.to_lowercase(), &format!("0x{}", mixed[2..].to_uppercase())] {
            assert_eq!(tags.of(name).len(), 1, "{name}");
        }
        assert_eq!((tags.of("AbC").len(), tags.of("abc").len(), tags.of("ABC").len()), (1, 0, 0));
        let mut book = Parties::default();
        let party = book.wallet(mixed);
        assert_eq!(tags.of(book.name(party)).len(), 1);
    }

    #[test]
    fn files_merge_to_the_same_tags_in_either_order() {
        let read = |name, text: &str| Tags::read_csv(name, text.as_bytes()).unwrap().0;
        let (a, b) = ("wallet,category\nw,mixer\nv,miner\n", "wallet,category\nw,exchange\n");
        let (mut ab, mut ba) = (read("a", a), read("b", b));
        ab.merge(read("b", b));
        ba.merge(read("a", a));
        assert_eq!((ab.of("w"), ab.of("v"), ab.len()), (ba.of("w"), ba.of("v"), 3));
        assert_eq!(ab.of("w"), [tag("exchange", "", "b"), tag("mixer", "", "a")]);
    }

    #[test]
    fn a_bad_row_is_a_finding_and_the_good_rows_stand() {
        let long = format!("w,{},,\n", "x".repeat(1025));
        let huge = format!("w,mixer,{},\n", "x".repeat(10_000_000));
        let huge_quote = format!("w,mixer,\"{},\n", "x".repeat(65_536));
        for (fault_named, row, line, column, fault) in [
            ("wallet missing", ",mixer,,\n", 3, Some("wallet"), Fault::Missing),
            ("wallet of blanks", "  ,mixer,,\n", 3, Some("wallet"), Fault::Missing),
            ("category missing", "w,,,\n", 3, Some("category"), Fault::Missing),
            ("too few fields", "w,mixer\n", 3, None, Fault::Ragged { fields: 2, header: 4 }),
            ("too many fields", "w,mixer,,,,\n", 3, None, Fault::Ragged { fields: 6, header: 4 }),
            ("field too long", long.as_str(), 3, Some("category"), Fault::TooLong),
            ("null byte", "w\0,mixer,,\n", 3, Some("wallet"), Fault::Control),
            ("null byte in quotes", "w,mixer,\"\0\",\n", 3, Some("label"), Fault::Control),
            ("quote left open", "w,mixer,\"open,\n", 3, None, Fault::Quote),
            ("quote closed early", "w,mixer,\"a\"b,\n", 3, None, Fault::Quote),
            ("huge line", huge.as_str(), 3, None, Fault::TooLong),
            ("huge open quote", huge_quote.as_str(), 3, None, Fault::TooLong),
            ("empty lines with CRLF before it", "\r\n\r\n,mixer,,\r\n", 5, Some("wallet"), Fault::Missing),
            ("empty lines before it", "\n\n,mixer,,\n", 5, Some("wallet"), Fault::Missing),
        ] {
            let table = format!("wallet,category,label,source\ngood1,mixer,,\n{row}good2,mixer,,\n");
            let (tags, findings) = Tags::read_csv("t.csv", table.as_bytes()).unwrap();
            let finding = Finding { file: "t.csv".to_owned(), line, column, fault };
            assert_eq!((tags.len(), findings), (2, vec![finding]), "{fault_named}");
        }
    }

    #[test]
    fn quoted_texts_keep_separators_and_quotes() {
        check("wallet,category,label\nw,mixer,\"Fog, \"\"Inc\"\"\"\n", "w", &[tag("mixer", "Fog, \"Inc\"", "t.csv")]);
        check("wallet\tcategory\tlabel\nw\tmixer\t\n", "w", &[tag("mixer", "", "t.csv")]);
    }

    #[test]
    fn findings_read_as_file_line_column_and_what_is_wrong() {
        let table = "wallet,category\n,mixer\nw,\"mixer\n";
        let (_, findings) = Tags::read_csv("t.csv", table.as_bytes()).unwrap();
        let words: Vec<_> = findings.iter().map(ToString::to_string).collect();
        let expect = [
            "t.csv:2: column wallet: nothing is written where something is needed",
            "t.csv:3: a quote is left open or closes in the middle of a text",
        ];
        assert_eq!(words, expect);
    }

    #[test]
    fn text_that_is_not_utf_8_is_a_finding() {
        let (tags, findings) =
            Tags::read_csv("t.csv", &b"wallet,category,label\nw,mixer,B\xe9b\xe9\nv,mixer,\n"[..]).unwrap();
        assert_eq!((tags.len(), findings[0].fault), (1, Fault::NotUtf8));
    }

    #[test]
    fn a_table_without_its_columns_is_refused_in_plain_words() {
        for (table, words) in [
            ("", "t.csv:1: no header in UTF-8 is found; name the columns wallet, category in the first line"),
            ("\n\n", "t.csv:1: no header in UTF-8 is found; name the columns wallet, category in the first line"),
            ("wallet,label\n", "t.csv:1: no column is called category or type or tag or entity_type"),
            ("a,b\n1,2\n", "t.csv:1: no column is called wallet or address or account or wallet_address or addr"),
            (
                "wallet,category\rw,mixer\rv,miner",
                "t.csv:1: the lines end in a bare carriage return: save the file with ordinary ends of lines",
            ),
            ("wallet,address,category\n", "t.csv:1: two columns could be wallet; rename one of them"),
        ] {
            assert_eq!(Tags::read_csv("t.csv", table.as_bytes()).unwrap_err().to_string(), words);
        }
        let utf_16 = "wallet,category\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        let with_mark = [&b"\xff\xfe"[..], &utf_16].concat();
        assert!(matches!(Tags::read_csv("t.csv", &with_mark[..]), Err(TableError::NoHeader { .. })));
    }

    #[test]
    fn a_file_that_breaks_off_is_refused_whole() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                Err(std::io::Error::other("corrupt deflate stream"))
            }
        }
        let half = b"wallet,category\nw,mixer\n".chain(Broken);
        let error = Tags::read_csv("t.csv.gz", half).unwrap_err().to_string();
        assert_eq!(
            error,
            "t.csv.gz: the file cannot be read to its end (corrupt deflate stream); nothing of it is used"
        );
    }
}
