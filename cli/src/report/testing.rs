//! Tiny ledgers for the tests of reports: `from to amount asset [minor units]`, one hour apart.

use super::build::Names;
use super::lines::HitLine;
use tidegate_kyc_core::base::{Instant, SourceId, Window};
use tidegate_monitor::hit::Hit;
use tidegate_monitor::ledger::{Amount, Book, SourceIndex, SymbolId, TextId, Transfer, Value};
use tidegate_monitor::pattern::{Assets, Bound, Bounds, Figure, Kind, Measured, Quantity};
use tidegate_monitor::rule::{
    Direction, Facts, Pack, Points, Require, Rule, Select, Severity, Status, Subject, TagFilter,
};
use tidegate_monitor::tag::{Customers, Tags};

/// Transfers with their book.
#[derive(Debug)]
pub(crate) struct Ledgerette {
    pub(crate) book: Book,
    pub(crate) transfers: Vec<Transfer>,
}

impl Ledgerette {
    pub(crate) fn read(text: &str) -> Self {
        let mut book = Book::default();
        let mut transfers = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (whole, fraction) = words[2].split_once('.').unwrap_or((words[2], ""));
            let units = format!("{whole}{fraction}").parse().unwrap();
            let mut party = |name: &str| match name.strip_prefix("cust:") {
                Some(customer) => (book.parties.wallet(name), Some(book.parties.customer(customer))),
                None => (book.parties.wallet(name), None),
            };
            let ((from, from_customer), (to, to_customer)) = (party(words[0]), party(words[1]));
            transfers.push(Transfer {
                amount: Amount::new(units, u8::try_from(fraction.len()).unwrap()).unwrap(),
                time: Instant::from_micros(1_772_359_200_000_000 + i64::try_from(at).unwrap() * 3_600_000_000),
                sequence: 0,
                value: words.get(4).map(|it| Value(it.parse().unwrap())),
                txid: book.texts.keep(&format!("tx{at}")).unwrap(),
                memo: TextId::NONE,
                from,
                to,
                from_customer,
                to_customer,
                asset: SymbolId(book.assets.intern(words[3])),
                kind: SymbolId(book.kinds.intern("transfer")),
                index: 0,
                source: SourceIndex(0),
                line: u32::try_from(at).unwrap() + 2,
            });
        }
        Self { book, transfers }
    }
}

/// A rule of that kind that asks for at least two of something.
pub(crate) fn rule_of(kind: Kind) -> Rule {
    let asked = match kind {
        Kind::Flow => Quantity::Count,
        Kind::Turnover => Quantity::InCount,
        Kind::Path | Kind::Cycle => Quantity::Hops,
        Kind::Diamond => Quantity::Middles,
    };
    let bounds = Bounds(vec![(asked, Bound { min: Some(2), max: None })]);
    let many = Bounds(vec![(asked, Bound { min: Some(9), max: None })]);
    Rule {
        id: "many-small-ones".to_owned(),
        version: 3,
        status: Status::Active,
        severity: Severity::High,
        title: "Many small transfers in a short time".to_owned(),
        typology: "AMT-01".to_owned(),
        references: vec!["FATF Virtual Assets Red Flag Indicators 2020".to_owned()],
        rationale: "Each transfer stays small so that none is looked at on its own.".to_owned(),
        innocent: vec!["salary paid in equal parts".to_owned()],
        blind_spots: vec!["several customers acting together".to_owned()],
        select: Select {
            subject: Subject::Party,
            direction: Direction::In,
            kinds: Vec::new(),
            assets: Vec::new(),
            value_from: None,
            value_below: None,
            subject_tags: TagFilter::default(),
            counterparty_tags: TagFilter::default(),
            customer_risk: Vec::new(),
            customer_country: Vec::new(),
            memo: None,
            label: None,
        },
        require: Require { kind, within: Window::from_hours(72), assets: Assets::Any, bounds },
        score: vec![
            Points { points: 40, when: Bounds::default(), because: None },
            Points { points: 10, when: many, because: Some("nine or more".to_owned()) },
        ],
        explain: "several transfers within 72h".to_owned(),
        cases: Vec::new(),
        digest: SourceId::of(b"rule"),
        file: "many-small-ones.toml".to_owned(),
    }
}

/// A hit of all transfers about wallet `z`, or about the customer `z`.
pub(crate) fn hit_of(ledger: &Ledgerette, kind: Kind) -> Hit<'static> {
    let parties = ledger.transfers.iter().flat_map(|it| [it.sender(), it.receiver()]);
    let subject =
        parties.into_iter().find(|it| ledger.book.parties.name(*it) == "z").unwrap_or(ledger.transfers[0].from);
    let asked = rule_of(kind).require.bounds.0[0];
    let observed = Figure::Exact(u64::try_from(ledger.transfers.len()).unwrap());
    Hit {
        rule: 0,
        subject,
        rows: ledger.transfers.clone().into(),
        opened_with: ledger.transfers.len(),
        measured: vec![
            Measured { what: asked.0, observed, asked: asked.1 },
            Measured { what: Quantity::Span, observed: Figure::Exact(7_200_000_000), asked: Bound::default() },
        ],
        score: 40,
        truncated: false,
    }
}

/// The same as a line.
pub(crate) fn line_of(text: &str, kind: Kind) -> HitLine {
    let ledger = Ledgerette::read(text);
    let pack = pack_of(vec![rule_of(kind)]);
    let sources = ["demo.csv".to_owned()];
    let (tags, customers) = (Tags::default(), Customers::default());
    let facts = Facts { book: &ledger.book, tags: &tags, customers: &customers };
    let hit = hit_of(&ledger, kind);
    Names { facts, pack: &pack, sources: &sources }.hit(&hit, hit.id(&pack.rules[0], &ledger.book))
}

/// A pack of these rules.
pub(crate) fn pack_of(rules: Vec<Rule>) -> Pack {
    Pack {
        rules,
        currency: "EUR".to_owned(),
        services: std::collections::BTreeSet::new(),
        untagged_service: None,
        search_steps: 20_000,
        restrict: std::collections::BTreeMap::new(),
        digest: SourceId::of(b"pack"),
        stands_on: None,
    }
}
