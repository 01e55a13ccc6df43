//! A selection at work: one verdict a transfer, names looked up once.
//!
//! Verdicts on names are kept by number, so that a transfer costs a few array reads. Tags and
//! customers must therefore not change while a [`Selector`] lives.

use super::{Facts, Select, Side, Verdict};
use crate::ledger::{PartyId, SymbolId, Transfer};

/// A selection made ready to answer for millions of transfers.
#[derive(Debug)]
pub struct Selector {
    select: Select,
    asks_assets: bool,
    asks_kinds: bool,
    asks_value: bool,
    asks_counterparty: bool,
    asks_subject: bool,
    asks_customer: bool,
    from: u64,
    below: u64,
    assets: Known,
    kinds: Known,
    counterparties: Known,
    subjects: Known,
    customers: Known,
}

/// Verdicts by number: a byte each, made on first sight.
#[derive(Debug, Default)]
struct Known(Vec<u8>);

const UNSEEN: u8 = 0;
const ADMITTED: u8 = 1;
const REFUSED: u8 = 2;

impl Known {
    #[inline]
    fn admits(&mut self, number: u32, judge: impl FnOnce() -> bool) -> bool {
        match self.0.get(number as usize) {
            Some(&ADMITTED) => true,
            Some(&REFUSED) => false,
            _ => self.learn(number as usize, judge()),
        }
    }

    #[cold]
    fn learn(&mut self, at: usize, admitted: bool) -> bool {
        if self.0.len() <= at {
            self.0.resize(at + 1, UNSEEN);
        }
        self.0[at] = if admitted { ADMITTED } else { REFUSED };
        admitted
    }
}

impl Selector {
    /// Makes a selection ready.
    #[must_use]
    pub fn new(select: Select) -> Self {
        Self {
            asks_assets: !select.assets.is_empty(),
            asks_kinds: !select.kinds.is_empty(),
            asks_value: select.value_from.is_some() || select.value_below.is_some(),
            asks_counterparty: !select.counterparty_tags.is_open() || select.label.is_some(),
            asks_subject: !select.subject_tags.is_open(),
            asks_customer: !select.customer_risk.is_empty() || !select.customer_country.is_empty(),
            from: select.value_from.map_or(0, |it| it.0),
            below: select.value_below.map_or(u64::MAX, |it| it.0),
            select,
            assets: Known::default(),
            kinds: Known::default(),
            counterparties: Known::default(),
            subjects: Known::default(),
            customers: Known::default(),
        }
    }

    /// Whether the transfer counts as seen from `side`, whoever the subject is.
    ///
    /// Tags are those of the wallets; risk and country those of the customer on that side, and
    /// a transfer without one, or with one of whom the fact is not known, does not count.
    /// [`Verdict::UnknownValue`] is given only where everything else admits. Constant time but
    /// for a memo's expression, which is linear in the memo.
    #[inline]
    pub fn admits(&mut self, transfer: &Transfer, side: Side, facts: Facts<'_>) -> Verdict {
        let value = match transfer.value {
            _ if !self.asks_value => Verdict::Yes,
            None => Verdict::UnknownValue,
            Some(value) if value.0 >= self.from && (value.0 < self.below || self.select.value_below.is_none()) => {
                Verdict::Yes
            }
            Some(_) => return Verdict::No,
        };
        let admitted = (!self.asks_assets || self.asset(transfer.asset, facts))
            && (!self.asks_kinds || self.kind(transfer.kind, facts))
            && (!self.asks_counterparty || self.counterparty(transfer, side, facts))
            && (!self.asks_subject || self.subject(transfer, side, facts))
            && (!self.asks_customer || self.customer(transfer, side, facts))
            && self.select.memo.as_ref().is_none_or(|it| it.is_match(facts.book.texts.text(transfer.memo)));
        if admitted { value } else { Verdict::No }
    }

    fn asset(&mut self, asset: SymbolId, facts: Facts<'_>) -> bool {
        let asked = &self.select.assets;
        self.assets.admits(asset.0, || asked.iter().any(|it| it.eq_ignore_ascii_case(facts.book.asset(asset))))
    }

    fn kind(&mut self, kind: SymbolId, facts: Facts<'_>) -> bool {
        let asked = &self.select.kinds;
        self.kinds.admits(kind.0, || asked.iter().any(|it| it == facts.book.kind(kind)))
    }

    fn counterparty(&mut self, transfer: &Transfer, side: Side, facts: Facts<'_>) -> bool {
        let wallet = match side {
            Side::In => transfer.from,
            Side::Out => transfer.to,
        };
        let select = &self.select;
        self.counterparties.admits(wallet.0, || {
            let tags = facts.tags.of(facts.book.parties.name(wallet));
            let labelled = select.label.as_ref().is_none_or(|label| tags.iter().any(|it| label.is_match(&it.label)));
            labelled && select.counterparty_tags.admits(tags)
        })
    }

    fn subject(&mut self, transfer: &Transfer, side: Side, facts: Facts<'_>) -> bool {
        let wallet = match side {
            Side::In => transfer.to,
            Side::Out => transfer.from,
        };
        let asked = &self.select.subject_tags;
        self.subjects.admits(wallet.0, || asked.admits(facts.tags.of(facts.book.parties.name(wallet))))
    }

    fn customer(&mut self, transfer: &Transfer, side: Side, facts: Facts<'_>) -> bool {
        let customer: Option<PartyId> = match side {
            Side::In => transfer.to_customer,
            Side::Out => transfer.from_customer,
        };
        let Some(customer) = customer else { return false };
        let select = &self.select;
        self.customers.admits(customer.0, || {
            let Some(known) = facts.customers.of(facts.book.parties.name(customer)) else { return false };
            let among =
                |asked: &[String], is: Option<&String>| asked.is_empty() || is.is_some_and(|it| asked.contains(it));
            among(&select.customer_risk, known.risk.as_ref()) && among(&select.customer_country, known.country.as_ref())
        })
    }
}

#[cfg(test)]
#[path = "selector_tests.rs"]
mod tests;
