//! One header → which column holds what.
//!
//! A map by hand comes first, then the usual synonyms among the columns that are left. What is
//! ambiguous is refused, never guessed.

use super::columns::{Place, fold, is_value_elsewhere};
use super::notation::Notation;
use super::slips::slips;
use super::{ColumnMap, Import, ReadFault, Role};

/// Where each role stands in the rows of one source.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    columns: [Option<usize>; Role::COUNT],
    constants: [String; Role::COUNT],
    /// The roles that are anywhere, for the rows.
    used: Vec<(Role, Option<usize>)>,
    /// Whether any of those is a further one.
    further: bool,
    /// What stands before decimals.
    pub(super) decimal: Notation,
}

impl Layout {
    /// Nothing anywhere, to be filled by [`Layout::put`].
    pub(super) fn empty() -> Self {
        Self {
            columns: [None; Role::COUNT],
            constants: std::array::from_fn(|_| String::new()),
            used: Vec::new(),
            further: false,
            decimal: Notation::Plain,
        }
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
    pub(super) fn find(headers: &[String], import: &Import) -> Result<Self, ReadFault> {
        let (map, currency) = (import.map.as_ref(), import.currency.as_deref());
        let mut layout = Self::empty().overlay(headers, map)?;
        let folded: Vec<String> = headers.iter().map(|it| fold(it)).collect();
        let mapped: &[(Role, Place)] = map.map_or(&[], |it| &it.entries);
        let taken = layout.columns;
        for role in Role::ALL {
            if !mapped.iter().any(|it| it.0 == role) {
                layout.columns[role as usize] = by_synonym(role, &folded, &taken, currency)?;
            }
        }
        layout.step_back(&folded, mapped, currency);
        let holds = |it: &Role| layout.column(*it).is_some() || !layout.constant(*it).is_empty();
        let missing: Vec<Role> = Role::ALL.into_iter().filter(|it| it.is_needed() && !holds(it)).collect();
        // A column that the map names for one role is not guessed for another.
        let spent = |role: &Role| {
            let (other, at) = mapped.iter().find_map(|it| {
                Some((it.0, layout.column(it.0)?)).filter(|it| role.rank(&folded[it.1], currency).is_some())
            })?;
            Some(ReadFault::Spent { role: *role, other, column: headers.get(at)?.trim().to_owned() })
        };
        match missing.iter().find_map(spent) {
            _ if missing.is_empty() => Ok(layout.counted()),
            Some(fault) => Err(fault),
            None => Err(ReadFault::NoColumn { missing, found: super::heading::shown(headers) }),
        }
    }

    /// Takes back columns that came to a role by a name of another role's, where they say nothing.
    fn step_back(&mut self, folded: &[String], mapped: &[(Role, Place)], currency: Option<&str>) {
        let name = |layout: &Self, role: Role| layout.column(role).map_or("", |it| &folded[it]).to_owned();
        for role in Role::ALL {
            let Some((first, names)) = role.behind() else { continue };
            let own = !names.contains(&name(self, role).as_str());
            let says = match role {
                _ if mapped.iter().any(|it| it.0 == role) => true,
                // Beside a time in full a day says nothing.
                Role::Date => CLOCKS.contains(&name(self, Role::Time).as_str()),
                // A value whose own name says its currency is in no other.
                _ => {
                    let value = name(self, Role::Value);
                    !value.is_empty() && (own || Role::Value.rank(&value, None).is_some() || currency.is_none())
                }
            };
            if !says || (!own && self.column(role) == self.column(first)) {
                self.columns[role as usize] = None;
            }
        }
    }

    /// Columns that would do for a role and are passed over for another: each with the one that is read.
    pub(super) fn passed_over(&self, headers: &[String], import: &Import) -> Vec<(Role, String, String)> {
        let (map, currency) = (import.map.as_ref(), import.currency.as_deref());
        let mapped = |role: Role| map.is_some_and(|it| it.entries.iter().any(|it| it.0 == role));
        let name = |at: usize| headers[at].trim().trim_start_matches('\u{feff}').to_owned();
        let unread = || (0..headers.len()).filter(|it| !self.columns.contains(&Some(*it)));
        let rivals = |role: Role| {
            let taken = self.column(role).filter(|_| !mapped(role));
            let fits = move |it: &usize| {
                let folded = fold(&headers[*it]);
                role.behind().is_none_or(|it| !it.1.contains(&folded.as_str()))
                    && role.rank(&folded, currency).is_some()
            };
            taken.into_iter().flat_map(move |taken| unread().filter(fits).map(move |it| (role, name(taken), name(it))))
        };
        Role::ALL.into_iter().flat_map(rivals).collect()
    }

    /// A column of values in another currency, where there are none in the rules' own.
    pub(super) fn value_elsewhere(&self, headers: &[String], import: &Import) -> Option<String> {
        let is_one = |it: &&String| is_value_elsewhere(&fold(it), import.currency.as_deref());
        let found = headers.iter().find(is_one).filter(|_| !self.has(Role::Value));
        found.map(|it| it.trim().trim_start_matches('\u{feff}').to_owned())
    }

    /// Whether rows have more to them than who moved what when.
    pub(super) const fn has_further(&self) -> bool {
        self.further
    }

    /// Whether a role stands in a column, or has one text for every row.
    pub(super) fn has(&self, role: Role) -> bool {
        self.column(role).is_some() || !self.constant(role).is_empty()
    }

    /// Lets a map by hand override what a known format says.
    pub(super) fn overlay(mut self, headers: &[String], map: Option<&ColumnMap>) -> Result<Self, ReadFault> {
        for (role, place) in map.map_or(&[][..], |it| &it.entries) {
            self.place(*role, place, headers)?;
        }
        Ok(self.counted())
    }

    /// The same with its list of roles brought up to date.
    fn counted(mut self) -> Self {
        let all = Role::ALL.into_iter().map(|it| (it, self.column(it)));
        self.used = all.filter(|it| it.1.is_some() || !self.constant(it.0).is_empty()).collect();
        self.further = self.used.iter().any(|it| it.0.is_further());
        self
    }

    fn place(&mut self, role: Role, place: &Place, headers: &[String]) -> Result<(), ReadFault> {
        match place {
            Place::Constant(text) => self.constants[role as usize].clone_from(text),
            Place::Column(name) => {
                let named = |is: &dyn Fn(&str) -> bool| -> Vec<usize> {
                    (0..headers.len()).filter(|it| is(headers[*it].trim())).collect()
                };
                let exact = named(&|it| it == name);
                let columns = if exact.is_empty() { named(&|it| fold(it) == fold(name)) } else { exact };
                self.columns[role as usize] = match columns[..] {
                    [column] => Some(column),
                    [] => return Err(ReadFault::NotInHeader { role, column: name.clone() }),
                    _ => return Err(ReadFault::NamedTwice { role, column: name.clone() }),
                };
            }
        }
        Ok(())
    }

    /// Which roles a name means and how good a name for each it is; zero is best. For sources
    /// without a header, where every row names its cells.
    pub(super) fn ranked(name: &str, import: &Import) -> Vec<(Role, u32)> {
        let (folded, mapped) = (fold(name), import.map.as_ref().map_or(&[][..], |it| &it.entries));
        let by_map = |it: &(Role, Place)| match &it.1 {
            Place::Column(column) if column == name.trim() => Some((it.0, 0)),
            Place::Column(column) if fold(column) == folded => Some((it.0, 1)),
            _ => None,
        };
        let named: Vec<(Role, u32)> = mapped.iter().filter_map(by_map).collect();
        if !named.is_empty() {
            return named;
        }
        let free = |it: &Role| !mapped.iter().any(|entry| entry.0 == *it);
        let rank = |it: Role| Some((it, it.rank(&folded, import.currency.as_deref())?));
        Role::ALL.into_iter().filter(free).filter_map(rank).collect()
    }

    /// Columns that nothing is read from though their names are nearly those of columns that are not there.
    pub(super) fn slips(&self, headers: &[String]) -> Vec<(String, Role)> {
        let unused = (0..headers.len()).filter(|it| !self.columns.contains(&Some(*it)));
        slips(unused.map(|it| headers[it].as_str()), |it| self.column(it).is_none() && self.constant(it).is_empty())
    }

    /// The roles that stand in a column or have one text for every row.
    pub(super) fn used(&self) -> &[(Role, Option<usize>)] {
        &self.used
    }

    pub(super) const fn column(&self, role: Role) -> Option<usize> {
        self.columns[role as usize]
    }

    pub(super) fn constant(&self, role: Role) -> &str {
        &self.constants[role as usize]
    }
}

/// Names of columns that may hold a time of day alone, beside a column with the day.
const CLOCKS: [&str; 4] = ["time", "transactiontime", "txtime", "utctime"];

fn by_synonym(
    role: Role,
    folded: &[String],
    taken: &[Option<usize>],
    currency: Option<&str>,
) -> Result<Option<usize>, ReadFault> {
    let free = (0..folded.len()).filter(|it| !taken.contains(&Some(*it)));
    let ranked: Vec<(u32, usize)> = free.filter_map(|it| Some((role.rank(&folded[it], currency)?, it))).collect();
    let Some(best) = ranked.iter().min() else { return Ok(None) };
    let rivals = ranked.iter().filter(|it| it.0 == best.0).count();
    if rivals > 1 { Err(ReadFault::Ambiguous(role)) } else { Ok(Some(best.1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str, map: Option<&str>) -> Result<Vec<Option<usize>>, ReadFault> {
        let headers: Vec<String> = header.split('|').map(str::to_owned).collect();
        let map = map.map(|it| ColumnMap::parse(it).unwrap());
        let import = Import { map, currency: Some("EUR".into()), ..Import::default() };
        Layout::find(&headers, &import).map(|it| it.columns[..7].to_vec())
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
        for header in [
            "created_at|payer|payee|sum|ccy|txid",
            "booking_date|debtor|creditor|amount|currency|hash",
            "ts_id|date|src|dst|amt|asset",
        ] {
            let found = columns(header, None).unwrap();
            let first = usize::from(header.starts_with("ts"));
            assert_eq!(found[..5], [0, 1, 2, 3, 4].map(|it| Some(it + first)), "{header}");
        }
        // The usual name goes before.
        let found = columns("time|src|from|dst|to|sum|amount|ccy|currency", None).unwrap();
        assert_eq!(found[..5], [0, 2, 4, 6, 8].map(Some));
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
    fn a_column_serves_two_roles_where_the_map_names_both() {
        let found = columns("time|from|to|amount|asset", Some("value=amount,amount=amount")).unwrap();
        assert_eq!((found[3], found[6]), (Some(3), Some(3)));
    }

    #[test]
    fn a_value_column_that_names_a_currency_is_one_in_that_currency_only() {
        for (name, column) in [
            ("value_eur", Some(5)),
            ("EUR value", Some(5)),
            ("Amount-EUR", Some(5)),
            ("value_usd", None),
            ("usd value", None),
            ("amount gbp", None),
        ] {
            let found = columns(&format!("time|from|to|amount|asset|{name}"), None).unwrap();
            assert_eq!(found[6], column, "{name}");
        }
    }

    #[test]
    fn only_columns_that_nothing_is_read_from_may_be_slips() {
        let slips = |header: &str| {
            let headers: Vec<String> = header.split('|').map(str::to_owned).collect();
            Layout::find(&headers, &Import::default()).map(|it| it.slips(&headers)).unwrap()
        };
        assert_eq!(slips("time|from|to|amount|asset| tixd "), [("tixd".to_owned(), Role::Txid)]);
        assert_eq!(slips("time|from|to|amount|asset|to_customer|to_custmer|form|tme"), []);
    }

    #[test]
    fn a_day_and_a_currency_have_columns_of_their_own_only_beside_those_that_need_them() {
        for (header, date, currency) in [
            ("date|time|from|to|amount|asset", Some(0), None),
            ("date|timestamp|from|to|amount|asset", None, None),
            ("date|from|to|amount|asset", None, None),
            ("time|from|to|amount|currency|value", None, None),
            ("time|from|to|amount|asset|currency", None, None),
            ("time|from|to|amount|asset|currency|value", None, Some(5)),
            ("time|from|to|amount|asset|currency|value_eur", None, None),
            ("time|from|to|amount|asset|fiat_currency|fiat_value", None, Some(5)),
            ("time|from|to|amount|currency|value_currency|value", None, Some(5)),
        ] {
            let headers: Vec<String> = header.split('|').map(str::to_owned).collect();
            let import = Import { currency: Some("EUR".into()), ..Import::default() };
            let layout = Layout::find(&headers, &import).unwrap();
            assert_eq!((layout.column(Role::Date), layout.column(Role::ValueCurrency)), (date, currency), "{header}");
        }
    }

    #[test]
    fn of_two_columns_for_one_role_the_one_that_is_not_read_is_told() {
        let passed = |header: &str, map: Option<&str>| {
            let headers: Vec<String> = header.split('|').map(str::to_owned).collect();
            let import = Import { map: map.map(|it| ColumnMap::parse(it).unwrap()), ..Import::default() };
            Layout::find(&headers, &import).unwrap().passed_over(&headers, &import)
        };
        let told = |role, taken: &str, other: &str| (role, taken.to_owned(), other.to_owned());
        assert_eq!(
            passed("time|from|sender|to|amount|quantity|asset", None),
            [told(Role::From, "from", "sender"), told(Role::Amount, "amount", "quantity")]
        );
        assert_eq!(passed("date|timestamp|from|to|amount|asset", None), [told(Role::Time, "timestamp", "date")]);
        assert_eq!(passed("date|time|from|to|amount|asset|currency|value", None), []);
        assert_eq!(passed("time|from|to|amount|quantity|asset", Some("amount=quantity")), []);
    }

    fn none(missing: &[Role], found: &str) -> ReadFault {
        ReadFault::NoColumn { missing: missing.to_vec(), found: found.to_owned() }
    }

    #[test]
    fn headers_that_do_not_do_are_refused_for_their_reason() {
        for (header, map, fault) in [
            ("time|from|to|asset", None, none(&[Role::Amount], "time, from, to, asset")),
            ("time|from|to|value|asset", None, none(&[Role::Amount], "time, from, to, value, asset")),
            ("a|b", None, none(&[Role::Time, Role::From, Role::To, Role::Amount, Role::Asset], "a, b")),
            ("time|from|to|amount|amount|asset", None, ReadFault::Ambiguous(Role::Amount)),
            (
                "time|from|to|amount|amount|asset",
                Some("amount=amount"),
                ReadFault::NamedTwice { role: Role::Amount, column: "amount".into() },
            ),
            (
                "time|from|to|Sum|SUM|asset",
                Some("amount=sum"),
                ReadFault::NamedTwice { role: Role::Amount, column: "sum".into() },
            ),
            (
                "time|from|to|Amount|asset",
                Some("value=amount"),
                ReadFault::Spent { role: Role::Amount, other: Role::Value, column: "Amount".into() },
            ),
            (
                "time|from|to|amount|asset",
                Some("memo=Zweck"),
                ReadFault::NotInHeader { role: Role::Memo, column: "Zweck".into() },
            ),
        ] {
            assert_eq!(columns(header, map), Err(fault), "{header}");
        }
    }
}
