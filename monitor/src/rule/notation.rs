//! Case notation: a tiny ledger written as lines becomes transfers, names, tags and customers.
//!
//! `2026-03-01T10:00Z  x1 -> cust:42  9500 EUR` moves 9500 EUR from wallet x1 to wallet `cust:42`,
//! which belongs to customer 42; `a1@cust:42` is wallet a1 of customer 42. After the asset may
//! stand `value=`, `kind=`, `tx=` and `memo=`; quotes hold spaces together. Knows no rules.

use super::figure::{MONEY, read_decimal};
use crate::ledger::{Amount, Book, PartyId, SourceIndex, SymbolId, TextId, Transfer, Value};
use crate::tag::{Customer, Customers, Tag, Tags};
use std::collections::BTreeSet;
use std::ops::Range;
use tidegate_kyc_core::base::Instant;
use tidegate_kyc_core::base::written::{Fault, suggest};

/// A tiny ledger.
#[derive(Debug, Default)]
pub struct Scenario {
    /// The names behind the numbers.
    pub book: Book,
    /// In the ledger's order; `line` is the place among the written transfers, from 1.
    pub transfers: Vec<Transfer>,
    /// Tags of wallets.
    pub tags: Tags,
    /// Facts about customers.
    pub customers: Customers,
    /// How case notation calls each party of the transfers.
    called: BTreeSet<String>,
    /// Whether a line could not be read, so that nobody can be said to be missing.
    pub(super) in_doubt: bool,
}

/// What may stand behind the asset of a line.
struct Extras {
    value: Option<Value>,
    kind: String,
    txid: TextId,
    memo: TextId,
}

/// A word of a line; quotes are taken off.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) span: Range<usize>,
}

const SHAPE: &str = "a line reads 2026-03-01T10:00Z  x1 -> cust:42  9500 EUR  and may add value= kind= tx= memo=";
const EXTRAS: [&str; 4] = ["value", "kind", "tx", "memo"];

impl Scenario {
    /// Reads transfers; values of the reporting currency are their amounts.
    ///
    /// Every good line stands, and of a bad one everything is told that does not follow from what was told before.
    /// Linear in the text.
    #[must_use]
    pub fn read(transfers: &str, currency: &str) -> (Self, Vec<Fault>) {
        let (mut scenario, mut faults) = (Self::default(), Vec::new());
        let mut at = 0;
        for line in transfers.split('\n') {
            if !line.trim().is_empty() {
                let told = faults.len();
                let transfer = scenario.transfer(line, at, currency, &mut faults);
                scenario.transfers.extend(transfer.filter(|_| faults.len() == told));
            }
            at += line.len() + 1;
        }
        scenario.in_doubt = !faults.is_empty();
        scenario.transfers.sort_by_key(|it| (it.time, it.sequence));
        let sides = |it: &Transfer| [Some(it.from), Some(it.to), it.from_customer, it.to_customer];
        let parties: BTreeSet<PartyId> = scenario.transfers.iter().flat_map(sides).flatten().collect();
        scenario.called = parties.into_iter().map(|it| scenario.call(it)).collect();
        (scenario, faults)
    }

    /// One line; the transfer stands where nothing was told of it.
    fn transfer(&mut self, line: &str, at: usize, currency: &str, faults: &mut Vec<Fault>) -> Option<Transfer> {
        let words = kept(faults, words(line, at))?;
        let [time, from, arrow, to, amount, asset, extras @ ..] = words.as_slice() else {
            faults.push(Fault::new(at..at + line.len(), "a transfer is incomplete", SHAPE));
            return None;
        };
        let time_read = kept(faults, time_of(time));
        if arrow.text != "->" {
            let message = format!("\"{}\" stands where -> belongs", arrow.text);
            faults.push(Fault::new(arrow.span.clone(), message, SHAPE));
            // A wallet there means that the arrow was left out, and that all behind stands in another's place.
            if arrow.text.contains(char::is_alphanumeric) {
                return None;
            }
        }
        let (from, to) = (kept(faults, self.endpoint(from)), kept(faults, self.endpoint(to)));
        let moved = kept(faults, amount_of(amount));
        let of_currency = moved.filter(|_| asset.text == currency);
        let value = of_currency.and_then(|_| kept(faults, read_value(&amount.text, &amount.span)));
        let row = self.transfers.len() + 1;
        let mut stated = Extras { value, kind: "transfer".to_owned(), txid: TextId::NONE, memo: TextId::NONE };
        for (nth, word) in extras.iter().enumerate() {
            let name = word.text.split('=').next().unwrap_or("");
            if extras[..nth].iter().any(|it| it.text.split('=').next() == Some(name)) {
                faults.push(Fault::new(word.span.clone(), format!("{name}= stands twice"), "give it once"));
                continue;
            }
            kept(faults, self.extra(word, &mut stated));
        }
        let ((from, from_customer), (to, to_customer)) = (from?, to?);
        Some(Transfer {
            amount: moved?,
            time: time_read?,
            sequence: row as u64,
            value: stated.value,
            txid: stated.txid,
            memo: stated.memo,
            from,
            to,
            from_customer,
            to_customer,
            asset: SymbolId(self.book.assets.intern(&asset.text)),
            kind: SymbolId(self.book.kinds.intern(&stated.kind)),
            index: 0,
            source: SourceIndex(0),
            line: u32::try_from(row).unwrap_or(u32::MAX),
        })
    }

    fn extra(&mut self, word: &Word, stated: &mut Extras) -> Result<(), Fault> {
        let Some((key, text)) = word.text.split_once('=').filter(|it| EXTRAS.contains(&it.0)) else {
            let key = word.text.split('=').next().unwrap_or("");
            return Err(Fault::new(
                word.span.clone(),
                format!("\"{key}\" means nothing after the asset"),
                suggest(key, &EXTRAS),
            ));
        };
        if text.is_empty() {
            return Err(Fault::new(
                word.span.clone(),
                format!("{key}= is empty"),
                "write something behind it, or leave it out",
            ));
        }
        let long = || {
            Fault::new(word.span.clone(), format!("{key}= is too long"), format!("at most {} bytes", TextId::LEN_MAX))
        };
        match key {
            "value" => stated.value = Some(read_value(text, &word.span)?),
            "kind" => stated.kind = text.to_ascii_lowercase(),
            "tx" => stated.txid = self.book.texts.keep(text).ok_or_else(long)?,
            _ => stated.memo = self.book.texts.keep(text).ok_or_else(long)?,
        }
        Ok(())
    }

    /// `cust:42`, `a1@cust:42` or a bare wallet.
    fn endpoint(&mut self, word: &Word) -> Result<(PartyId, Option<PartyId>), Fault> {
        let (wallet, customer) = endpoint_parts(&word.text);
        if wallet.is_empty() || customer == Some("") {
            let help = "write x1, cust:42, or a1@cust:42";
            return Err(Fault::new(
                word.span.clone(),
                format!("\"{}\" names no wallet or no customer", word.text),
                help,
            ));
        }
        let parties = &mut self.book.parties;
        Ok((parties.wallet(wallet), customer.map(|it| parties.customer(it))))
    }

    /// Whether a subject is written in the transfers, or may be in one that could not be read: a wallet, or `cust:42` for
    /// customer 42.
    #[must_use]
    pub fn knows(&self, subject: &str) -> bool {
        self.in_doubt || self.called.contains(subject)
    }

    /// How case notation calls a party: a wallet by its name, customer 42 as `cust:42`.
    #[must_use]
    pub fn call(&self, party: PartyId) -> String {
        let name = self.book.parties.name(party);
        match self.book.parties.kind(party) {
            crate::ledger::PartyKind::Wallet => name.to_owned(),
            crate::ledger::PartyKind::Customer => format!("cust:{name}"),
        }
    }

    /// Adds a tag written `x1 mixer`; further words are its label.
    ///
    /// # Errors
    /// A [`Fault`] where the line cannot be read or the wallet is in no transfer.
    pub fn tag(&mut self, line: &str) -> Result<(), Fault> {
        let words = words(line, 0)?;
        let [wallet, category, label @ ..] = words.as_slice() else {
            return Err(Fault::new(
                0..line.len(),
                "a tag is incomplete",
                "write the wallet and the category: x1 mixer",
            ));
        };
        let id = self.book.parties.wallet(&wallet.text);
        if !self.in_doubt && !self.transfers.iter().any(|it| it.from == id || it.to == id) {
            return Err(Fault::new(
                wallet.span.clone(),
                format!("wallet \"{}\" is in no transfer", wallet.text),
                "tag a wallet of this case",
            ));
        }
        let label = label.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(" ");
        let tag = Tag { category: category.text.clone(), label, source: "case".to_owned() };
        self.tags.add(self.book.parties.name(id), tag);
        Ok(())
    }

    /// Adds facts written `42 risk=high country=DE opened=2026-01-01`. Where anything is told, nothing is added.
    #[must_use]
    pub fn customer(&mut self, line: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        let Some(words) = kept(&mut faults, words(line, 0)) else { return faults };
        let [name, facts @ ..] = words.as_slice() else {
            return vec![Fault::new(
                0..line.len(),
                "a customer is missing",
                "write 42 risk=high country=DE opened=2026-01-01",
            )];
        };
        let id = self.book.parties.customer(&name.text);
        let known = |it: &Transfer| it.from_customer == Some(id) || it.to_customer == Some(id);
        if !self.in_doubt && !self.transfers.iter().any(known) {
            let help = "name a customer of this case, without cust:";
            faults.push(Fault::new(name.span.clone(), format!("customer \"{}\" is in no transfer", name.text), help));
        }
        let mut customer = Customer::default();
        for word in facts {
            kept(&mut faults, fact(word, &mut customer));
        }
        if faults.is_empty() {
            self.customers.add(&name.text, customer);
        }
        faults
    }
}

/// The value, or nothing where the fault was put to the others.
pub(super) fn kept<T>(faults: &mut Vec<Fault>, read: Result<T, Fault>) -> Option<T> {
    read.map_err(|it| faults.push(it)).ok()
}

fn time_of(word: &Word) -> Result<Instant, Fault> {
    let help = "write 2026-03-01T10:00Z, in UTC, of the years 1 to 9999";
    read_time(&word.text).ok_or_else(|| Fault::new(word.span.clone(), format!("\"{}\" is not a time", word.text), help))
}

fn amount_of(word: &Word) -> Result<Amount, Fault> {
    let help = "write a plain decimal such as 9500 or 1.5";
    read_amount(&word.text)
        .ok_or_else(|| Fault::new(word.span.clone(), format!("\"{}\" is not an amount", word.text), help))
}

/// One fact of a customer, written `risk=high`.
fn fact(word: &Word, customer: &mut Customer) -> Result<(), Fault> {
    match word.text.split_once('=').filter(|it| !it.1.is_empty()) {
        Some(("risk", text)) => customer.risk = Some(text.to_owned()),
        Some(("country", text)) => customer.country = Some(text.to_owned()),
        Some(("opened", text)) => {
            let help = "write 2026-01-01 or 2026-01-01T10:00Z";
            let fault = || Fault::new(word.span.clone(), format!("\"{text}\" is not a date"), help);
            customer.opened = Some(read_time(text).ok_or_else(fault)?);
        }
        _ => {
            let help = suggest(word.text.split('=').next().unwrap_or(""), &["risk", "country", "opened"]);
            let message = format!("\"{}\" is no fact of a customer", word.text);
            return Err(Fault::new(word.span.clone(), message, help));
        }
    }
    Ok(())
}

/// Wallet and customer of an endpoint.
fn endpoint_parts(text: &str) -> (&str, Option<&str>) {
    match text.split_once("@cust:") {
        Some((wallet, customer)) => (wallet, Some(customer)),
        None => (text, text.strip_prefix("cust:")),
    }
}

/// Words of a line; double quotes hold spaces together and are taken off.
pub(super) fn words(line: &str, at: usize) -> Result<Vec<Word>, Fault> {
    let mut words: Vec<Word> = Vec::new();
    let (mut open, mut quote) = (false, None);
    for (place, letter) in line.char_indices() {
        if quote.is_none() && letter.is_whitespace() {
            open = false;
            continue;
        }
        if !open {
            words.push(Word { text: String::new(), span: at + place..at + place });
            open = true;
        }
        if let Some(word) = words.last_mut() {
            word.span.end = at + place + letter.len_utf8();
            if letter == '"' {
                quote = if quote.is_none() { Some(at + place) } else { None };
            } else {
                word.text.push(letter);
            }
        }
    }
    match quote {
        Some(start) => Err(Fault::new(start..at + line.len(), "a quote is not closed", "close it on the same line")),
        None => Ok(words),
    }
}

fn read_value(text: &str, span: &Range<usize>) -> Result<Value, Fault> {
    read_decimal(text, MONEY).map(Value).ok_or_else(|| {
        Fault::new(
            span.clone(),
            format!("\"{text}\" is not a value"),
            "write a plain decimal with at most two decimals",
        )
    })
}

fn read_amount(text: &str) -> Option<Amount> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || text.ends_with('.') {
        return None;
    }
    Amount::new(format!("{whole}{fraction}").parse().ok()?, u8::try_from(fraction.len()).ok()?).ok()
}

/// `YYYY-MM-DD`, `YYYY-MM-DDTHH:MMZ` or `YYYY-MM-DDTHH:MM:SSZ`, of the years 1 to 9999.
fn read_time(text: &str) -> Option<Instant> {
    let (date, clock) = text.split_once('T').map_or((text, "00:00Z"), |it| it);
    let number = |it: Option<&str>, digits: usize| {
        it.filter(|it| it.len() == digits && it.bytes().all(|it| it.is_ascii_digit()))?.parse::<i64>().ok()
    };
    let mut parts = date.split('-');
    let (year, month, day) = (number(parts.next(), 4)?, number(parts.next(), 2)?, number(parts.next(), 2)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let mut clock = clock.strip_suffix('Z')?.split(':');
    let (hour, minute) = (number(clock.next(), 2)?, number(clock.next(), 2)?);
    let second = clock.next().map_or(Some(0), |it| number(Some(it), 2))?;
    let fits = year > 0 && (1..=days).contains(&day) && hour < 24 && minute < 60 && second < 60;
    if !fits || parts.next().is_some() || clock.next().is_some() {
        return None;
    }
    let whole = days_since_epoch(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    Some(Instant::from_micros(whole * 1_000_000))
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar; years begin in March so that the
/// leap day is the last one.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    365 * year + year / 4 - year / 100 + year / 400 + day_of_year - 719_468
}

#[cfg(test)]
#[path = "notation_tests.rs"]
mod tests;
