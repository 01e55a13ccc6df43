//! Facts about customers: risk class, country, day of opening.
//!
//! Takes tables by pseudonym; gives what is known about each. Who a customer is stays elsewhere.

use super::table::{Column, Fault, Finding, Need, Place, TableError, read};
use crate::ledger::{Parties, PartyId, PartyKind, Transfer, is_placeholder};
use std::collections::BTreeMap;
use std::io::Read;
use tidegate_kyc_core::base::{Country, Day, Entity, Instant, TimeError};

/// Facts about one customer, by pseudonym.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Customer {
    /// Risk class in lower case, for instance `low`, `medium`, `high`.
    pub risk: Option<String>,
    /// ISO 3166-1 alpha-2 country of residence, in upper case.
    pub country: Option<String>,
    /// When the account was opened.
    pub opened: Option<Instant>,
}

/// Facts about customers.
#[derive(Clone, Debug, Default)]
pub struct Customers {
    by_name: BTreeMap<String, Customer>,
    /// Where each risk class stands first.
    risks: BTreeMap<String, Place>,
    /// Where the opening of each account stands first.
    openings: BTreeMap<String, Place>,
    rows: u64,
}

/// The risk classes that policies usually have; a rule may name others.
const RISKS: [&str; 3] = ["low", "medium", "high"];

const COLUMNS: &[Column] = &[
    Column { names: &["customer", "customer_id", "pseudonym", "client", "client_id"], need: Need::Value },
    Column { names: &["risk", "risk_class", "risk_level", "risk_rating"], need: Need::Nothing },
    Column { names: &["country", "country_code", "residence"], need: Need::Nothing },
    Column { names: &["opened", "opened_at", "account_opened", "created", "created_at"], need: Need::Nothing },
];
const RISK: usize = 1;
const COUNTRY: usize = 2;
const OPENED: usize = 3;

impl Customers {
    /// Reads a CSV table with the column `customer` (or `customer_id`), and optionally `risk`,
    /// `country` and `opened` (a date, which is its midnight in UTC, or an RFC 3339 time). An
    /// empty field is an unknown fact.
    ///
    /// Good rows stand; bad ones are findings. Where rows about one customer disagree on a fact,
    /// it is unknown and each of them after the first is a finding; the order of rows makes no
    /// difference to the facts.
    ///
    /// # Errors
    /// [`TableError`] where the table as a whole cannot be used: it cannot be read to its end, or
    /// it lacks a column.
    pub fn read_csv(name: &str, from: impl Read) -> Result<(Self, Vec<Finding>), TableError> {
        let (mut customers, mut said) = (Self::default(), BTreeMap::<String, Vec<(u64, Customer)>>::new());
        let mut findings = read(name, from, COLUMNS, |row| {
            let customer = Customer {
                risk: written(row.fields[RISK]).map(str::to_lowercase),
                country: written(row.fields[COUNTRY]).map(country).transpose()?,
                opened: written(row.fields[OPENED]).map(opened).transpose()?,
            };
            let place = || Place { file: name.to_owned(), line: row.line };
            if let Some(risk) = &customer.risk {
                customers.risks.entry(risk.clone()).or_insert_with(place);
            }
            if customer.opened.is_some() {
                customers.openings.entry(row.fields[0].to_owned()).or_insert_with(place);
            }
            customers.rows += 1;
            said.entry(row.fields[0].to_owned()).or_default().push((row.line, customer));
            Ok(())
        })?;
        for (pseudonym, rows) in said {
            let mut disputed = |at: usize, line| {
                let column = COLUMNS[at].names.first().copied();
                findings.push(Finding { file: name.to_owned(), line, column, fault: Fault::Contradiction });
            };
            let customer = Customer {
                risk: agreed(&rows, |it| it.risk.clone(), |line| disputed(RISK, line)),
                country: agreed(&rows, |it| it.country.clone(), |line| disputed(COUNTRY, line)),
                opened: agreed(&rows, |it| it.opened, |line| disputed(OPENED, line)),
            };
            customers.add(&pseudonym, customer);
        }
        findings.sort_by_key(|it| (it.line, it.column));
        Ok((customers, findings))
    }

    /// A finding for each risk class that is neither low, medium nor high and not `known`
    /// otherwise, at the first row that names it.
    #[must_use]
    pub fn doubts(&self, known: impl Fn(&str) -> bool) -> Vec<Finding> {
        let strange = |it: &&String| !RISKS.contains(&it.as_str()) && !known(it);
        let places = self.risks.iter().filter(|it| strange(&it.0)).map(|it| it.1);
        places.map(|it| it.finding("risk", Fault::UnknownRisk)).collect()
    }

    /// A finding for each account that has a transfer before its opening, where a table told the
    /// opening: by file and line. Linear in the parties and transfers.
    #[must_use]
    pub fn opened_late(&self, transfers: &[Transfer], parties: &Parties) -> Vec<Finding> {
        let mut opened: Vec<Option<(Instant, &Place)>> = vec![None; parties.len()];
        for (party, slot) in (0..).map(PartyId).zip(&mut opened) {
            let name = parties.name(party);
            let known = || Some((self.by_name.get(name)?.opened?, self.openings.get(name)?));
            *slot = if parties.kind(party) == PartyKind::Customer { known() } else { None };
        }
        let mut late = Vec::new();
        for it in transfers {
            for party in [it.from_customer, it.to_customer].into_iter().flatten() {
                let slot = opened.get_mut(party.index());
                if let Some((_, place)) = slot.and_then(|slot| slot.take_if(|known| it.time < known.0)) {
                    late.push(place.finding("opened", Fault::OpenedLate));
                }
            }
        }
        late.sort_by(|left, right| (&left.file, left.line).cmp(&(&right.file, right.line)));
        late
    }

    /// How many rows of the table were taken.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// What is known about a customer.
    #[must_use]
    pub fn of(&self, pseudonym: &str) -> Option<&Customer> {
        self.by_name.get(pseudonym)
    }

    /// Adds or replaces a customer's facts. A stream that met the customer has to ask anew (`Monitor::ask_again`).
    pub fn add(&mut self, pseudonym: &str, customer: Customer) {
        self.by_name.insert(pseudonym.to_owned(), customer);
    }

    /// How many customers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_name.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }
}

/// What a cell says; nothing where it only says that nothing is known.
fn written(text: &str) -> Option<&str> {
    (!text.is_empty() && !is_placeholder(text)).then_some(text)
}

fn country(text: &str) -> Result<String, (usize, Fault)> {
    let code = text.to_ascii_uppercase();
    if is_country(&code) { Ok(code) } else { Err((COUNTRY, Fault::Country)) }
}

/// Whether these capitals are a country's code of ISO 3166-1 alpha-2, or `XK`, which lists and banks use for Kosovo.
#[must_use]
pub fn is_country(code: &str) -> bool {
    // Documents write Kosovo as KS, which is no code of ISO's.
    let is_state = || Country::from_alpha2(code).is_some_and(|it| it.entity() == Entity::State);
    code == "XK" || code != "KS" && is_state()
}

fn opened(text: &str) -> Result<Instant, (usize, Fault)> {
    let midnight = |day| Instant::from_civil(day, 0, 0, 0);
    let read = if text.len() == 10 { Day::parse(text).and_then(midnight) } else { Instant::parse(text) };
    let fault = |it| if matches!(it, TimeError::Form(_)) { Fault::Time } else { Fault::NoMoment(it) };
    read.map_err(|it| (OPENED, fault(it)))
}

/// The fact that all rows which state it agree on; `dispute` hears the rows that differ from the first.
fn agreed<T: PartialEq>(
    rows: &[(u64, Customer)],
    fact: impl Fn(&Customer) -> Option<T>,
    mut dispute: impl FnMut(u64),
) -> Option<T> {
    let mut stated = rows.iter().filter_map(|(line, it)| fact(it).map(|it| (*line, it)));
    let (_, first) = stated.next()?;
    let mut same = true;
    for (line, other) in stated {
        if other != first {
            same = false;
            dispute(line);
        }
    }
    same.then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(table: &str) -> (Customers, Vec<Finding>) {
        Customers::read_csv("c.csv", table.as_bytes()).unwrap()
    }

    fn customer(risk: &str, country: &str, opened: &str) -> Customer {
        let text = |it: &str| written(it).map(str::to_owned);
        Customer {
            risk: text(risk),
            country: text(country),
            opened: written(opened).map(|it| Instant::parse(it).unwrap()),
        }
    }

    #[test]
    fn facts_are_read_by_the_columns_that_are_there() {
        for (table, expect) in [
            ("customer,risk,country,opened\n42,High,de,2026-03-01\n", customer("high", "DE", "2026-03-01T00:00:00Z")),
            ("customer_id;opened\n42;2026-03-01T10:00:00+01:00\n", customer("", "", "2026-03-01T09:00:00Z")),
            ("country,Risk Class,client,memo\n,,42,x\n", customer("", "", "")),
            ("customer,risk,country,opened\n42,low,NULL,2026-03-01\n", customer("low", "", "2026-03-01T00:00:00Z")),
            ("customer,risk,country,opened\n42,-,DE,N/A\n", customer("", "DE", "")),
        ] {
            let (customers, findings) = read_text(table);
            assert_eq!((customers.of("42"), findings), (Some(&expect), vec![]), "{table}");
            assert_eq!(customers.of("43"), None);
        }
    }

    #[test]
    fn countries_are_those_of_iso_and_kosovo() {
        for good in ["DE", "GB", "XK", "US", "AX"] {
            assert!(is_country(good), "{good}");
        }
        for bad in ["UK", "XX", "EU", "UN", "KS", "ZZ", "de", "", "--"] {
            assert!(!is_country(bad), "{bad}");
        }
    }

    #[test]
    fn a_bad_row_is_a_finding_and_the_good_rows_stand() {
        for (fault_named, row, column, fault) in [
            ("customer missing", ",high,DE,", Some("customer"), Fault::Missing),
            ("country by name", "1,,Germany,", Some("country"), Fault::Country),
            ("country by three letters", "1,,DEU,", Some("country"), Fault::Country),
            ("country in another spelling", "1,,UK,", Some("country"), Fault::Country),
            ("country of nobody", "1,,XX,", Some("country"), Fault::Country),
            ("country of digits", "1,,49,", Some("country"), Fault::Country),
            ("day that is not", "1,,,2026-02-30", Some("opened"), Fault::NoMoment(TimeError::DayOfMonth)),
            ("day of year zero", "1,,,0000-01-01", Some("opened"), Fault::NoMoment(TimeError::Year)),
            ("day first", "1,,,01.03.2026", Some("opened"), Fault::Time),
            ("time without zone", "1,,,2026-03-01T10:00:00", Some("opened"), Fault::Time),
            ("too few fields", "1,high", None, Fault::Ragged { fields: 2, header: 4 }),
        ] {
            let (customers, findings) = read_text(&format!("customer,risk,country,opened\n{row}\n2,low,FR,\n"));
            let finding = Finding { file: "c.csv".to_owned(), line: 2, column, fault };
            assert_eq!((customers.len(), findings), (1, vec![finding]), "{fault_named}");
        }
    }

    #[test]
    fn rows_that_disagree_leave_the_fact_unknown_in_any_order() {
        let rows = ["1,high,DE,", "1,low,,2026-03-01", "1,high,DE,2026-03-01"];
        for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0], [1, 0, 2]] {
            let table = order.iter().map(|it| rows[*it]).collect::<Vec<_>>().join("\n");
            let (customers, findings) = read_text(&format!("customer,risk,country,opened\n{table}"));
            assert_eq!(customers.of("1"), Some(&customer("", "DE", "2026-03-01T00:00:00Z")), "{order:?}");
            let contradiction = |it: &Finding| it.fault == Fault::Contradiction && it.column == Some("risk");
            assert!(!findings.is_empty() && findings.iter().all(contradiction), "{findings:?}");
        }
    }

    #[test]
    fn a_risk_class_that_nobody_knows_is_doubted_and_kept() {
        let (customers, _) = read_text("customer,risk\n1,high\n2,hihg\n3,pep\n");
        let place = Place { file: "c.csv".to_owned(), line: 3 };
        assert_eq!(customers.doubts(|it| it == "pep"), [place.finding("risk", Fault::UnknownRisk)]);
        assert_eq!((customers.of("2").and_then(|it| it.risk.as_deref()), customers.rows()), (Some("hihg"), 3));
    }

    #[test]
    fn an_account_that_moves_money_before_its_opening_is_a_finding() {
        let (customers, _) = read_text("customer,opened\n1,2026-03-01\n2,2026-03-02\n3,2026-03-02\n4,\n5,2026-03-09\n");
        let mut builder = crate::ledger::LedgerBuilder::new(crate::ledger::Import::default());
        let rows = "time,from,to,amount,asset,from_customer,to_customer\n\
                    2026-03-01,a,b,1,EUR,,1\n2026-03-02,a,b,1,EUR,2,3\n2026-03-01,a,b,1,EUR,3,4\n2026-03-01,5,b,1,EUR,,\n";
        builder.read("t.csv", rows.as_bytes()).unwrap();
        let ledger = builder.finish();
        let place = Place { file: "c.csv".to_owned(), line: 4 };
        let late = customers.opened_late(ledger.transfers(), &ledger.book().parties);
        assert_eq!(late, [place.finding("opened", Fault::OpenedLate)]);
    }

    #[test]
    fn the_same_row_twice_says_nothing_new() {
        let (customers, findings) = read_text("customer,risk\n1,high\n1,high\n");
        assert_eq!((customers.len(), findings.len()), (1, 0));
    }
}
