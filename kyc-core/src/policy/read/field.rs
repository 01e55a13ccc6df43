//! Fields of a policy: a key in, a value of its type out, or the complaint noted.

use crate::base::written::{CURRENCY_HELP, Desk, Section, is_currency, suggest};
use crate::base::{Country, Day, Label, Window};
use crate::policy::codes::PolicyCode;
use crate::policy::terms::Days;
use crate::screen::name::Score;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::Spanned;

pub(super) type Notes<'t> = Desk<'t, PolicyCode>;
/// Groups of countries by name.
pub(super) type Groups = BTreeMap<String, BTreeSet<Country>>;

/// A text that must stand there.
pub(super) fn text(desk: &mut Notes<'_>, at: &Section<'_, '_>, key: &str, help: &str) -> Option<Spanned<String>> {
    at.need(desk, key, help);
    at.text(desk, key)
}

/// A name that must stand there.
pub(super) fn name(desk: &mut Notes<'_>, at: &Section<'_, '_>, key: &str, help: &str) -> Option<Spanned<Label>> {
    let text = text(desk, at, key, help)?;
    label(desk, &text)
}

/// The currency of an office that must be named.
pub(super) fn currency(desk: &mut Notes<'_>, at: &Section<'_, '_>) -> Option<Spanned<Label>> {
    let text = text(desk, at, "currency", "the currency of limits and volumes, such as \"EUR\"")?;
    if is_currency(text.get_ref()) {
        return label(desk, &text);
    }
    let message = format!("\"{}\" is not a currency", text.get_ref());
    desk.note(text.span(), PolicyCode::BadName, message, CURRENCY_HELP);
    None
}

/// A text as a name.
pub(super) fn label(desk: &mut Notes<'_>, text: &Spanned<String>) -> Option<Spanned<Label>> {
    match Label::parse(text.get_ref()) {
        Ok(it) => Some(Spanned::new(text.span(), it)),
        Err(why) => {
            let message = format!("\"{}\" is not a name", text.get_ref());
            desk.note(text.span(), PolicyCode::BadName, message, why.to_string());
            None
        }
    }
}

/// A list of names; empty where it is missing.
pub(super) fn labels(desk: &mut Notes<'_>, at: &Section<'_, '_>, key: &str) -> Vec<Spanned<Label>> {
    let texts = at.texts(desk, key);
    texts.iter().filter_map(|it| label(desk, it)).collect()
}

/// A list of names that must stand there, as a set.
pub(super) fn label_set(desk: &mut Notes<'_>, at: &Section<'_, '_>, key: &str, help: &str) -> BTreeSet<Label> {
    at.need(desk, key, help);
    labels(desk, at, key).into_iter().map(Spanned::into_inner).collect()
}

/// A whole number that must stand there.
pub(super) fn whole(
    desk: &mut Notes<'_>,
    at: &Section<'_, '_>,
    key: &str,
    range: Range<u64>,
    help: &str,
) -> Option<Spanned<u64>> {
    at.need(desk, key, help);
    at.whole(desk, key, range)
}

/// A whole number of days.
pub(super) fn days_count(desk: &mut Notes<'_>, at: &Section<'_, '_>, key: &str, help: &str) -> Option<Spanned<u32>> {
    let read = whole(desk, at, key, 0..100_001, help)?;
    Some(Spanned::new(read.span(), u32::try_from(*read.get_ref()).ok()?))
}

/// A day.
pub(super) fn day(desk: &mut Notes<'_>, at: &Section<'_, '_>, key: &str) -> Option<Spanned<Day>> {
    let text = at.text(desk, key)?;
    match Day::parse(text.get_ref()) {
        Ok(it) => Some(Spanned::new(text.span(), it)),
        Err(why) => {
            let message = format!("\"{key}\" is not a day: {why}");
            desk.note(text.span(), PolicyCode::BadDay, message, "a day as \"2026-03-01\", in quotes");
            None
        }
    }
}

/// From a day on, until before another.
pub(super) fn days(desk: &mut Notes<'_>, at: &Section<'_, '_>) -> Option<Days> {
    at.need(desk, "from", "the first day on which it holds");
    let (from, until) = (day(desk, at, "from"), day(desk, at, "until"));
    let from = *from?.get_ref();
    if let Some(it) = until.as_ref().filter(|it| *it.get_ref() <= from) {
        let help = "the first day on which it no longer holds, or leave it out";
        desk.note(it.span(), PolicyCode::PeriodEmpty, "\"until\" is not after \"from\"", help);
    }
    Some(Days { from, until: until.map(Spanned::into_inner) })
}

/// A length of time between two others.
pub(super) fn window(
    desk: &mut Notes<'_>,
    at: &Section<'_, '_>,
    key: &str,
    least: Window,
    most: Window,
) -> Option<Window> {
    let help = format!("a length of time from {least} to {most}, such as 24h");
    let text = text(desk, at, key, &help)?;
    match Window::parse(text.get_ref()) {
        Ok(it) if it >= least && it <= most => Some(it),
        Ok(_) => {
            desk.note(text.span(), PolicyCode::BadWindow, format!("\"{key}\" is too short or too long"), help);
            None
        }
        Err(why) => {
            desk.note(text.span(), PolicyCode::BadWindow, format!("\"{key}\" is no length of time: {why}"), help);
            None
        }
    }
}

/// A score.
pub(super) fn score(desk: &mut Notes<'_>, at: &Section<'_, '_>, key: &str, help: &str) -> Option<Spanned<Score>> {
    let text = text(desk, at, key, help)?;
    match Score::parse(text.get_ref()) {
        Ok(it) => Some(Spanned::new(text.span(), it)),
        Err(why) => {
            let message = format!("\"{key}\" {why}");
            desk.note(text.span(), PolicyCode::BadScore, message, "a text such as \"0.78\"");
            None
        }
    }
}

/// A list of countries, by code or by the name of a group; none where the key is missing.
pub(super) fn countries(
    desk: &mut Notes<'_>,
    at: &Section<'_, '_>,
    key: &str,
    groups: &Groups,
) -> Option<BTreeSet<Country>> {
    if !at.has(key) {
        return None;
    }
    let mut all = BTreeSet::new();
    for text in at.texts(desk, key) {
        let word = text.get_ref().as_str();
        match (groups.get(word), Country::parse(word)) {
            (Some(group), _) => all.extend(group),
            (None, Ok(country)) => all.extend([country]),
            (None, Err(_)) => {
                let known: Vec<&str> = groups.keys().map(String::as_str).collect();
                let help = format!("a code such as \"DE\", or a group of [countries]; {}", suggest(word, &known));
                desk.note(text.span(), PolicyCode::BadCountry, format!("\"{word}\" is no country and no group"), help);
            }
        }
    }
    Some(all)
}

/// The groups of countries, from `[countries]`.
pub(super) fn groups(desk: &mut Notes<'_>, root: &Section<'_, '_>) -> Groups {
    let mut groups = Groups::new();
    let Some(table) = root.table(desk, "countries") else { return groups };
    for key in table.keys() {
        let name = (*key.get_ref()).to_owned();
        if Country::parse(&name).is_ok() || Label::parse(&name).is_err() {
            let message = format!("\"{name}\" cannot name a group of countries");
            let help = "a name of letters and digits that is no country code";
            desk.note(key.span(), PolicyCode::BadName, message, help);
        }
        let countries = countries(desk, &table, &name, &Groups::new()).unwrap_or_default();
        groups.insert(name, countries);
    }
    groups
}

/// Where a name stands in a list of names that the policy has.
pub(super) fn place_of(desk: &mut Notes<'_>, what: &str, name: &Spanned<Label>, known: &[Label]) -> Option<usize> {
    let found = known.iter().position(|it| it == name.get_ref());
    if found.is_none() {
        let words: Vec<&str> = known.iter().map(Label::as_str).collect();
        let message = format!("the policy has no {what} \"{}\"", name.get_ref());
        desk.note(name.span(), PolicyCode::UnknownName, message, suggest(name.get_ref().as_str(), &words));
    }
    found
}

/// Entries of one kind that could be read, and the names of all, so that one slip is not told again by who refers to it.
pub(super) struct Kept<T> {
    pub(super) entries: Vec<T>,
    pub(super) names: Vec<Label>,
}

impl<T> Kept<T> {
    pub(super) fn of(desk: &mut Notes<'_>, what: &str, entries: Vec<T>, names: &[Option<Spanned<Label>>]) -> Self {
        once(desk, what, names);
        Self { entries, names: names.iter().flatten().map(|it| it.get_ref().clone()).collect() }
    }
}

/// Notes names that stand twice among entries of one kind.
pub(super) fn once(desk: &mut Notes<'_>, what: &str, names: &[Option<Spanned<Label>>]) {
    let mut seen = BTreeSet::new();
    for name in names.iter().flatten() {
        if !seen.insert(name.get_ref().clone()) {
            let message = format!("there are two {what}s named \"{}\"", name.get_ref());
            desk.note(name.span(), PolicyCode::Duplicate, message, "give each a name of its own");
        }
    }
}
