//! Listed digital-currency addresses: an address text in, the entries that list what it pays to out.
//!
//! Keys are decoded payloads, so that capitals, prefixes and the old or new form make no difference,
//! and tickers are ignored: one real entry lists a TRON address under `XBT`. What cannot be decoded is
//! kept as the text it is and found by that text alone. Where an address stands among other words (a link, a
//! ticker before it, two in one cell), those that are in the text are looked up.

use super::list::List;
use crate::base::is_unseen;
use crate::wallet::address::{Address, AddressError, AddressKey, Families};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

crate::codes! {
    /// How a listed address and the one asked for agree.
    pub enum Agreement {
        /// The same payload on the same network: the same address, however it is written.
        Same = "same-address",
        /// The listed text cannot be decoded, and is the text asked for.
        SameText = "same-text",
        /// The letters of a listed address whose capitals are lost, which are a part of it: somebody's program made them all
        /// small, or all large.
        SameLetters = "same-letters",
        /// The same payload on another network. Of a hash of a key or an account, whoever holds the key holds
        /// both, unless it is a contract: a reason to look, not yet a match.
        SamePayload = "same-payload-elsewhere",
    }
}

/// Where an address is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListedAt {
    /// Which of the lists, counted from zero.
    pub list: u16,
    /// Which entry of the list's [`List::entries`].
    pub entry: u32,
    /// Which of the entry's addresses.
    pub address: u32,
}

/// An address that is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressHit {
    /// How the two agree.
    pub agreement: Agreement,
    /// Where it is listed.
    pub at: ListedAt,
}

/// A listed text that is no address of a known network; it is found by its text alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undecoded {
    /// Where it is listed.
    pub at: ListedAt,
    /// Why it is none.
    pub why: AddressError,
}

/// What was found about one address text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct AddressFound {
    /// The address, or why the text is none. A text that is none has been looked up all the same.
    pub address: Result<Address, AddressError>,
    /// Where it is listed: the strongest agreement first, then in the order of the lists.
    pub hits: Vec<AddressHit>,
}

/// Every address of some lists. Look-up is a binary search; 758 addresses take 45 kB.
#[derive(Clone, Debug, Default)]
pub struct AddressIndex {
    keys: Vec<(AddressKey, Families, ListedAt)>,
    texts: Vec<(Box<str>, ListedAt)>,
    /// Listed texts with letters of both cases, in small ones.
    letters: Vec<(Box<str>, ListedAt)>,
}

impl AddressIndex {
    /// Indexes all addresses of the lists, and tells which of them cannot be decoded.
    pub fn of<'a>(lists: impl IntoIterator<Item = &'a List>) -> (Self, Vec<Undecoded>) {
        let (mut index, mut undecoded) = (Self::default(), Vec::new());
        for (list, number) in lists.into_iter().zip(0_u16..) {
            for (entry, of_entry) in list.entries().iter().zip(0_u32..) {
                for (listed, address) in entry.addresses.iter().zip(0_u32..) {
                    let at = ListedAt { list: number, entry: of_entry, address };
                    if let Err(why) = index.add(&listed.text, at) {
                        undecoded.push(Undecoded { at, why });
                    }
                }
            }
        }
        index.keys.sort_unstable();
        index.texts.sort_unstable();
        index.letters.sort_unstable();
        (index, undecoded)
    }

    /// A wrong checksum is told, and what can be known of the address is kept besides its text.
    fn add(&mut self, text: &str, at: ListedAt) -> Result<(), AddressError> {
        let written = Written::of(text);
        self.keys.extend(written.addresses.iter().map(|it| (it.key(), it.families(), at)));
        let whole = seen(text);
        if has_both_cases(&whole) {
            self.letters.push((whole.trim().to_ascii_lowercase().into(), at));
        }
        written.read.map(drop).inspect_err(|_| self.texts.push((as_text(text), at)))
    }

    /// How many listed addresses it holds, repetitions included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len() + self.texts.iter().filter(|it| Written::of(&it.0).addresses.is_empty()).count()
    }

    /// Whether no list has an address.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.texts.is_empty()
    }

    /// Where that address is listed, under any ticker and in any spelling; of a text with several, all are looked up.
    pub fn find(&self, text: &str) -> AddressFound {
        let Written { read, addresses, mut others } = Written::of(text);
        let mut hits: Vec<AddressHit> = addresses.iter().flat_map(|it| self.find_key(it)).collect();
        if addresses.is_empty() {
            others.push(as_text(text));
        }
        for text in others {
            hits.extend(among_texts(&self.texts, &text, Agreement::SameText));
            if !has_both_cases(&text) {
                hits.extend(among_texts(&self.letters, &text.to_ascii_lowercase(), Agreement::SameLetters));
            }
        }
        hits.sort_unstable();
        hits.dedup();
        AddressFound { address: read, hits }
    }

    /// Where what that address pays to is listed, in the order of keys.
    pub fn find_key(&self, address: &Address) -> impl Iterator<Item = AddressHit> {
        let (key, families) = (address.key(), address.families());
        let first = self.keys.partition_point(|it| it.0 < key);
        self.keys.iter().skip(first).take_while(move |it| it.0 == key).map(move |it| {
            let agreement = if it.1.meets(families) { Agreement::Same } else { Agreement::SamePayload };
            AddressHit { agreement, at: it.2 }
        })
    }
}

/// Where a text stands in a sorted list of texts.
fn among_texts<'a>(
    texts: &'a [(Box<str>, ListedAt)],
    text: &'a str,
    agreement: Agreement,
) -> impl Iterator<Item = AddressHit> + 'a {
    let first = texts.partition_point(|it| *it.0 < *text);
    let same = texts.iter().skip(first).take_while(move |it| *it.0 == *text);
    same.map(move |it| AddressHit { agreement, at: it.1 })
}

/// Whether a text has capitals and small letters, of which an address of Base58 has both.
fn has_both_cases(text: &str) -> bool {
    text.bytes().any(|it| it.is_ascii_lowercase()) && text.bytes().any(|it| it.is_ascii_uppercase())
}

/// Letters and digits of the shortest run that may be an address among other words: those of the networks
/// known here have 25 and more.
const RUN_MIN: usize = 25;

/// Letters of `xdc` and an account's forty digits.
const XDC_LEN: usize = 43;

/// Whether a run of letters and digits is written as an address is, whole or not.
fn is_meant(run: &str) -> bool {
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    let prefix = ["0x", "bc1", "ltc1", "addr1"].iter().any(|it| run.starts_with(it));
    run.len() >= 14 && digits >= 2 || prefix && run.len() >= 6
}

/// What a text says of addresses.
struct Written {
    /// The one address that it is or has; else why it is none.
    read: Result<Address, AddressError>,
    /// Every address that it is or has, whatever its capitals.
    addresses: Vec<Address>,
    /// What stands among its words and is no address, but is written as if it were meant for one.
    others: Vec<Box<str>>,
}

impl Written {
    /// Reads a text as an address; one that is none, as words with addresses among them. Linear.
    fn of(text: &str) -> Self {
        let clean = seen(text);
        let read = Address::read(&clean);
        // Forty digits behind `xdc` are hexadecimal, although another network has words of these letters.
        if let (Some(address), true) = (among(clean.trim()), clean.trim().len() == XDC_LEN) {
            let addresses = std::iter::once(address).chain(read).collect();
            return Self { read: Ok(address), addresses, others: Vec::new() };
        }
        if let Ok(address) = read.or_else(|_| Address::read_in_any_capitals(&clean)) {
            return Self { read, addresses: vec![address], others: Vec::new() };
        }
        // An address that was broken over two lines is one.
        let whole = || clean.split_whitespace().collect::<String>();
        if let Some(whole) = clean.trim().contains(char::is_whitespace).then(whole)
            && let Ok(address) = Address::read_in_any_capitals(&whole)
        {
            return Self { read: Address::read(&whole), addresses: vec![address], others: Vec::new() };
        }
        let (mut addresses, mut others) = (Vec::new(), Vec::new());
        for run in clean.split(|it: char| !it.is_ascii_alphanumeric()) {
            match among(run).filter(|_| run.len() >= RUN_MIN) {
                Some(address) => addresses.push(address),
                None if is_meant(run) => others.push(as_text(run)),
                None => {}
            }
        }
        addresses.dedup();
        let only = addresses.first().filter(|_| addresses.len() == 1 && others.is_empty());
        Self { read: only.map_or(read.and(Err(AddressError::Unrecognised)), |it| Ok(*it)), addresses, others }
    }
}

/// The address that a run of letters and digits is; of the network XDC, `xdc` stands for `0x`.
fn among(run: &str) -> Option<Address> {
    let hex = run.strip_prefix("xdc").or_else(|| run.strip_prefix("XDC")).filter(|it| it.len() == 40);
    Address::read_in_any_capitals(hex.unwrap_or(run)).ok()
}

/// Letters and digits of an address in the text of a name that is surely meant for one, although it is none: the number of
/// an account or a company is shorter.
const MEANT_MIN: usize = 25;
/// Ends of names that stand for an address in a directory of names (ENS and its like): the address is what is needed.
const DIRECTORIES: [&str; 9] =
    [".eth", ".sol", ".bnb", ".crypto", ".nft", ".wallet", ".dao", ".blockchain", ".bitcoin"];

/// Whether a name's text is an address, has one among its words, or speaks of one that cannot be read.
pub(super) fn speaks_of_address(text: &str) -> bool {
    let written = Written::of(text);
    let prefix = |it: &str| it.starts_with("0x") || it.starts_with("bc1q") || it.starts_with("bc1p");
    let meant = |it: &str| it.len() >= MEANT_MIN && it.bytes().any(|it| it.is_ascii_alphabetic()) || prefix(it);
    !written.addresses.is_empty() || written.others.iter().any(|it| meant(it)) || is_in_directory(text.trim())
}

/// Whether a text is one word that stands for an address in a directory.
fn is_in_directory(text: &str) -> bool {
    let text = text.to_lowercase();
    !text.contains(char::is_whitespace)
        && DIRECTORIES.iter().any(|it| text.strip_suffix(it).is_some_and(|it| !it.is_empty()))
}

/// A text as it is seen: compatibility forms unified (NFKC), without what nobody sees.
fn seen(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { text.into() } else { text.nfkc().filter(|it| !is_unseen(*it)).collect() }
}

/// A text as it is compared: without white space around it, and hexadecimal digits in one case.
fn as_text(text: &str) -> Box<str> {
    let text = seen(text);
    let text = text.trim();
    let hexadecimal = text.strip_prefix("0x").unwrap_or(text).bytes().all(|it| it.is_ascii_hexdigit());
    if hexadecimal { text.to_ascii_lowercase().into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::super::list::{Entry, EntryKind, ListedAddress, Publisher};
    use super::*;
    use crate::base::SourceId;

    const TRON_UNDER_XBT: &str = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
    const HASH_UNDER_XMR: &str = "5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320";

    fn index() -> (AddressIndex, Vec<Undecoded>) {
        let mut entry = Entry::new("1", EntryKind::Person);
        entry.addresses = [
            ("XBT", TRON_UNDER_XBT),
            ("XMR", HASH_UNDER_XMR),
            ("ETH", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
            ("BCH", "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"),
            ("ETH", "0x7e5F4552091A69125d5DfCb7b8C2659029395Bdf"), // one capital too few
        ]
        .map(|it| ListedAddress { ticker: it.0.into(), text: it.1.into() })
        .into();
        let list = List::new("test", Publisher::Own, None, SourceId::of(b""), vec![entry]).unwrap();
        AddressIndex::of([&list])
    }

    fn found(text: &str) -> Vec<(&'static str, u32)> {
        index().0.find(text).hits.iter().map(|it| (it.agreement.code(), it.at.address)).collect()
    }

    #[test]
    fn an_address_is_found_in_every_spelling_and_under_any_ticker() {
        for (text, number) in [
            (TRON_UNDER_XBT, 0),
            ("41a614f803b6fd780986a42c78ec9c7f77e6ded13c", 0),
            ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", 2),
            ("0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED", 2),
            ("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", 2),
            ("bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", 3),
            ("1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu", 3),
            ("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf", 4),
        ] {
            assert_eq!(found(text), [("same-address", number)], "{text}");
        }
        assert!(found("1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH").is_empty());
    }

    #[test]
    fn an_address_that_lost_its_capitals_is_found_by_its_letters() {
        let (small, large) = (TRON_UNDER_XBT.to_lowercase(), TRON_UNDER_XBT.to_uppercase());
        for text in [&small, &large, &format!("tron:{small}"), &format!("{small}, x")] {
            assert_eq!(found(text), [("same-letters", 0)], "{text}");
            assert!(index().0.find(text).address.is_err(), "{text}");
        }
        assert!(found(&small.replace('q', "x")).is_empty());
        let other_case = TRON_UNDER_XBT.replace("TR7", "Tr7");
        assert!(found(&other_case).is_empty(), "one letter may be another address's");
    }

    #[test]
    fn an_address_is_found_whatever_stands_around_it_or_is_not_seen() {
        const PLAIN: &str = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed";
        let (one, other) = PLAIN.split_at(20);
        let wide: String = PLAIN.chars().map(|it| char::from_u32(u32::from(it) + 0xfee0).unwrap()).collect();
        for text in [
            format!("{PLAIN}\u{200b}"),
            format!("\u{feff}{one}\u{200e}{other}"),
            format!("{one}\n{other}"),
            wide,
            format!("ETH {PLAIN}"),
            format!("eip155:1:{PLAIN}"),
            format!("<{PLAIN}>,"),
            format!("https://explorer.example/address/{PLAIN}#tokens"),
            PLAIN.replace("0x", "xdc"),
            format!("ethereum:pay-{PLAIN}@1?value=1"),
        ] {
            assert_eq!(found(&text), [("same-address", 2)], "{text}");
            assert!(index().0.find(&text).address.is_ok() && speaks_of_address(&text), "{text}");
        }
        let two = format!("{PLAIN}; {TRON_UNDER_XBT}");
        assert_eq!(found(&two), [("same-address", 0), ("same-address", 2)]);
        assert_eq!(index().0.find(&two).address, Err(AddressError::Unrecognised), "two are not one");
        for rest in ["1Q2TWHE3GMdB6BZKafqwxXtWAWgFt5Jvm", "0x1da5821544e25c636c1417ba96ade4cf6d2f9b5", "bc1qqqqq"] {
            let cell = index().0.find(&format!("{PLAIN}, {rest}"));
            assert_eq!((cell.address, cell.hits.len()), (Err(AddressError::Unrecognised), 1), "{rest}");
        }
        for between in [",", "/", "|", " ", "\n"] {
            let text = format!("{TRON_UNDER_XBT}{between}{HASH_UNDER_XMR}");
            assert_eq!(found(&text), [("same-address", 0), ("same-text", 1)], "{between}");
        }
        let mixed = "xdc5aaeb6053f3e94c9b9a09f33669435e7ef1beaed";
        assert_eq!(found(mixed), [("same-address", 2)]);
        assert!(!speaks_of_address("Society for Worldwide Interbank Financial Telecommunication"));
        for name in [
            "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae",
            "vitalik.eth",
            HASH_UNDER_XMR,
            "Voss TCu5onCzXuqxjvVzdB2tR4FLuF66d4yRqg",
        ] {
            assert!(speaks_of_address(name), "{name}");
        }
        for name in ["Ethan", "Blender.io", "Garantex.org", "Voss 0012345678901234", "DE89370400440532013000", "a .eth"]
        {
            assert!(!speaks_of_address(name), "{name}");
        }
    }

    #[test]
    fn a_listed_text_with_an_address_in_it_is_found_by_the_address() {
        let mut entry = Entry::new("1", EntryKind::Person);
        entry.addresses =
            ["\u{200b}0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "USDT-TRC20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"]
                .map(|it| ListedAddress { ticker: "ETH".into(), text: it.into() })
                .into();
        let list = List::new("test", Publisher::Own, None, SourceId::of(b""), vec![entry]).unwrap();
        let (index, undecoded) = AddressIndex::of([&list]);
        assert_eq!((index.len(), undecoded.len()), (2, 0));
        for text in ["0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", TRON_UNDER_XBT] {
            assert_eq!(index.find(text).hits.len(), 1);
        }
    }

    #[test]
    fn what_cannot_be_decoded_is_told_and_found_by_its_text() {
        let (index, undecoded) = index();
        assert_eq!(
            undecoded.iter().map(|it| (it.at.address, it.why)).collect::<Vec<_>>(),
            [(1, AddressError::Unrecognised), (4, AddressError::Capitals)]
        );
        assert_eq!(index.len(), 5);
        assert_eq!(found(HASH_UNDER_XMR), [("same-text", 1)]);
        assert_eq!(found(&HASH_UNDER_XMR.to_uppercase()), [("same-text", 1)]);
    }

    #[test]
    fn the_same_bytes_on_another_network_are_a_hint() {
        assert_eq!(found("0xa614f803b6fd780986a42c78ec9c7f77e6ded13c"), [("same-payload-elsewhere", 0)]);
        assert_eq!(found("XmN7PQYWKn5MJFna5fRYgP6mxT2F7xpekE"), [], "another key");
    }

    #[test]
    fn wrong_capitals_are_an_error_and_screened_all_the_same() {
        let begun = index().0.find("Qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a");
        assert_eq!((begun.address, begun.hits.len()), (Err(AddressError::Mixed), 1));
        let found = index().0.find("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
        assert_eq!((found.address, found.hits.len()), (Err(AddressError::Capitals), 1));
    }
}
