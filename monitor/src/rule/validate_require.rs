//! The `[require]`, `[[score]]` and `[explain]` tables: what a match must amount to, what it
//! earns, how it reads. Bounds are checked against the table of quantities.

use super::Desk;
use super::figure::{MONEY, SHARE, read_decimal, read_duration, show_duration};
use super::template::{self, Fillable};
use super::{Code, Points, Require};
use crate::pattern::{Assets, Bound, Bounds, Kind, Quantity, QuantityRow, Unit};
use tidegate_kyc_core::base::Window;
use tidegate_kyc_core::base::written::suggest;
use tidegate_kyc_core::base::written::{Section, whole_of, wrong_type};
use toml::Spanned;
use toml::de::DeValue;

/// The kinds by their names in rule files.
pub(super) const KINDS: &[(&str, Kind)] = &[
    ("flow", Kind::Flow),
    ("turnover", Kind::Turnover),
    ("path", Kind::Path),
    ("cycle", Kind::Cycle),
    ("diamond", Kind::Diamond),
];
/// The most points a hit can earn in all.
const POINTS_MAX: u64 = 1000;

/// The kind alone, for it decides what everything else may be.
pub(super) fn kind(desk: &mut Desk<'_>, root: &Section<'_, '_>) -> Option<Kind> {
    root.need(desk, "require", "a table [require] with kind, within and at least one bound");
    let section = root.table(desk, "require")?;
    section.need(desk, "kind", "one of flow, turnover, path, cycle, diamond");
    section.word(desk, "kind", KINDS)
}

/// `[require]` as far as it could be read.
#[derive(Debug)]
pub(super) struct Asked {
    kind: Option<Kind>,
    within: Option<Window>,
    assets: Assets,
    pub(super) bounds: Bounds,
}

impl Asked {
    /// The whole, if there is one.
    pub(super) fn settled(self) -> Option<Require> {
        Some(Require { kind: self.kind?, within: self.within?, assets: self.assets, bounds: self.bounds })
    }
}

/// The rest of `[require]`.
pub(super) fn read(desk: &mut Desk<'_>, root: &Section<'_, '_>, kind: Option<Kind>) -> Option<Asked> {
    let section = root.table_silently("require")?;
    section.need(desk, "within", "the window, such as within = \"72h\"");
    let within = within(desk, &section);
    let assets = section.word(desk, "asset", &[("any", Assets::Any), ("same", Assets::Same)]);
    let count = desk.count();
    let bounds = bounds(desk, &section, kind, &["kind", "within", "asset"]);
    for (quantity, message) in within.into_iter().flat_map(|it| beyond(it, &bounds)) {
        desk.note(section.place(quantity.row().name), Code::BeyondWindow, message, BEYOND);
    }
    if bounds.0.is_empty() && desk.count() == count {
        let help = "bound at least one quantity, such as count = { min = 3 }";
        desk.note(section.span.clone(), Code::NothingAsked, "\"require\" asks for nothing", help);
    }
    Some(Asked { kind, within, assets: assets.unwrap_or(Assets::Any), bounds })
}

/// What helps where a bound lies beyond the window.
pub(super) const BEYOND: &str = "lengthen the window, or ask for less";

/// The bounds that nothing within a window can meet: times within a match that are longer than the window.
pub(super) fn beyond(within: Window, bounds: &Bounds) -> impl Iterator<Item = (Quantity, String)> {
    let length = u64::try_from(within.micros()).unwrap_or(0);
    let never = move |it: &&(Quantity, Bound)| {
        matches!(it.0, Quantity::Span | Quantity::Delay) && it.1.min.is_some_and(|min| min > length)
    };
    let message = move |it: &(Quantity, Bound)| {
        let (name, asked) = (it.0.row().name, it.1.min.unwrap_or(0));
        (it.0, format!("no {name} within {} is as long as {}", show_duration(length), show_duration(asked)))
    };
    bounds.0.iter().filter(never).map(message)
}

/// The window of a section.
pub(super) fn within(desk: &mut Desk<'_>, section: &Section<'_, '_>) -> Option<Window> {
    let micros = section.entry("within").and_then(|it| duration(desk, "\"within\"", it))?;
    if micros == 0 {
        desk.note(section.place("within"), Code::BadDuration, "the window has no length", "write at least \"1s\"");
        return None;
    }
    i64::try_from(micros).ok().map(Window::from_micros)
}

/// Every key of a section but `others`, as a bound of a quantity that the kind measures.
///
/// Where the kind is not known, quantities are checked for existence only.
pub(super) fn bounds(desk: &mut Desk<'_>, section: &Section<'_, '_>, kind: Option<Kind>, others: &[&str]) -> Bounds {
    let mut bounds = Vec::new();
    for key in section.keys().filter(|it| !others.contains(it.get_ref())) {
        let name = *key.get_ref();
        let Some(row) = Quantity::table().iter().find(|it| it.name == name) else {
            let measured = Quantity::table().iter().filter(|it| kind.is_none_or(|kind| it.kinds.contains(&kind)));
            let known: Vec<&str> = others.iter().copied().chain(measured.map(|it| it.name)).collect();
            let message = format!("\"{name}\" is no quantity");
            desk.note(key.span(), Code::UnknownKey, message, suggest(name, &known));
            continue;
        };
        if let Some(kind) = kind.filter(|it| !row.kinds.contains(it)) {
            let known: Vec<&str> =
                Quantity::table().iter().filter(|it| it.kinds.contains(&kind)).map(|it| it.name).collect();
            let message = format!("a {} does not measure \"{name}\"", name_of(kind));
            desk.note(key.span(), Code::NotMeasured, message, format!("it measures {}", known.join(", ")));
            continue;
        }
        if let Some(bound) = bound(desk, section, name, row) {
            check_range(desk, section, kind, row, bound);
            bounds.push((row.quantity, bound));
        }
    }
    Bounds(bounds)
}

/// The kind's name in rule files.
pub(super) fn name_of(kind: Kind) -> &'static str {
    KINDS.iter().find(|it| it.1 == kind).map_or("pattern", |it| it.0)
}

fn bound(desk: &mut Desk<'_>, section: &Section<'_, '_>, name: &str, row: &QuantityRow) -> Option<Bound> {
    let table = section.section(desk, name, &["min", "max"])?;
    if !table.has("min") && !table.has("max") {
        let message = format!("\"{name}\" gives neither a least nor a most");
        desk.note(table.span.clone(), Code::BoundOpen, message, "give min, max or both: { min = 3 }");
        return None;
    }
    let (mut min, mut max) = (None, None);
    for (key, end) in [("min", &mut min), ("max", &mut max)] {
        if let Some(value) = table.entry(key) {
            *end = Some(quantity(desk, &format!("\"{key}\" of \"{name}\""), value, row.unit)?);
        }
    }
    Some(Bound { min, max })
}

fn check_range(desk: &mut Desk<'_>, section: &Section<'_, '_>, kind: Option<Kind>, row: &QuantityRow, bound: Bound) {
    if bound.min.zip(bound.max).is_some_and(|(min, max)| min > max) {
        let message = format!("nothing lies between the min and the max of \"{}\"", row.name);
        desk.note(section.place(row.name), Code::RangeEmpty, message, "min must not be above max");
    }
    let least = if row.quantity == Quantity::Hops { 2 } else { 0 };
    let short = bound.min.is_some_and(|it| it < least) || bound.max.is_some_and(|it| it < least);
    if kind.is_some() && short {
        let message = "a path or cycle has at least two hops";
        desk.note(section.place(row.name), Code::OutOfRange, message, "write 2 or more");
    }
}

/// A figure in the unit of its quantity.
fn quantity(desk: &mut Desk<'_>, what: &str, value: &Spanned<DeValue<'_>>, unit: Unit) -> Option<u64> {
    match unit {
        Unit::Count => whole_of(desk, what, value, 0..u64::from(u32::MAX)).map(Spanned::into_inner),
        Unit::Money => decimal(desk, what, value, MONEY),
        Unit::Share => decimal(desk, what, value, SHARE),
        Unit::Duration => duration(desk, what, value),
    }
}

/// A decimal in quotes, or a whole number without.
pub(super) fn decimal(desk: &mut Desk<'_>, what: &str, value: &Spanned<DeValue<'_>>, decimals: u32) -> Option<u64> {
    let help = format!("a decimal in quotes with at most {decimals} decimals, such as \"0.85\", or a whole number");
    let text = match value.get_ref() {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
        DeValue::Float(number) => {
            let help = format!("put it in quotes, so that it stays exact: \"{}\"", number.as_str());
            desk.note(value.span(), Code::WrongType, format!("{what} is a floating-point number"), help);
            return None;
        }
        _ => {
            wrong_type(desk, what, value, &help);
            return None;
        }
    };
    let read = read_decimal(&text, decimals);
    if read.is_none() {
        desk.note(value.span(), Code::BadNumber, format!("{what} cannot be \"{text}\""), help);
    }
    read
}

fn duration(desk: &mut Desk<'_>, what: &str, value: &Spanned<DeValue<'_>>) -> Option<u64> {
    let help = "a whole number with s, m, h or d, such as \"72h\", at most a hundred years";
    let DeValue::String(text) = value.get_ref() else {
        wrong_type(desk, what, value, help);
        return None;
    };
    let read = read_duration(text);
    if read.is_none() {
        desk.note(value.span(), Code::BadDuration, format!("{what} cannot be \"{text}\""), help);
    }
    read
}

/// All `[[score]]` tables.
pub(super) fn score(
    desk: &mut Desk<'_>,
    root: &Section<'_, '_>,
    kind: Option<Kind>,
    asked: Option<&Asked>,
) -> Vec<Points> {
    root.need(desk, "score", "at least one [[score]] with points");
    let (mut parts, mut sum) = (Vec::new(), 0);
    for section in root.sections(desk, "score", &["points", "when", "because"]) {
        section.need(desk, "points", "points = 40");
        let points = section.whole(desk, "points", 1..POINTS_MAX + 1).map_or(0, Spanned::into_inner);
        if sum <= POINTS_MAX && sum + points > POINTS_MAX {
            let help = format!("at most {POINTS_MAX} in all");
            desk.note(section.place("points"), Code::ScoreSum, "the points add up to more than a score can be", help);
        }
        sum += points;
        let because = section.text(desk, "because").map(Spanned::into_inner);
        let mut when = Bounds::default();
        if section.has("when") {
            section.need(desk, "because", "why these points are earned, in a few words");
            if let Some(table) = section.table(desk, "when") {
                let count = desk.count();
                when = bounds(desk, &table, kind, &[]);
                if when.0.is_empty() && desk.count() == count {
                    let help = "bound a quantity, or leave it out";
                    desk.note(table.span.clone(), Code::NothingAsked, "\"when\" asks for nothing", help);
                }
                for (quantity, message) in asked.into_iter().flat_map(|it| never(it, &when)) {
                    let help = "ask what a hit of this rule can be, or leave the points out";
                    desk.note(table.place(quantity.row().name), Code::NeverEarned, message, help);
                }
            }
        }
        parts.push(Points { points: u32::try_from(points).unwrap_or(0), when, because });
    }
    parts
}

/// The conditions that no hit can meet, since it meets what the rule asks.
fn never(asked: &Asked, when: &Bounds) -> Vec<(Quantity, String)> {
    let excludes = |it: &&(Quantity, Bound)| {
        let rule = asked.bounds.of(it.0);
        // Of several kept shares the least is scored, and the rule's most is asked of the largest.
        let most = rule.max.filter(|_| it.0 != Quantity::KeptShare);
        it.1.min.zip(most).is_some_and(|(min, most)| min > most)
            || it.1.max.zip(rule.min).is_some_and(|(max, least)| max < least)
    };
    let message = |it: &(Quantity, Bound)| {
        (it.0, format!("no hit has such a \"{}\": the rule asks otherwise under [require]", it.0.row().name))
    };
    let excluded = when.0.iter().filter(excludes).map(message);
    excluded.chain(asked.within.into_iter().flat_map(|it| beyond(it, when))).collect()
}

/// The explanation's template, with every placeholder checked if the rest is known.
pub(super) fn explain(desk: &mut Desk<'_>, root: &Section<'_, '_>, fillable: Fillable<'_>) -> Option<String> {
    root.need(desk, "explain", "a table [explain] with a text");
    let section = root.section(desk, "explain", &["text"])?;
    section.need(desk, "text", "a sentence with placeholders such as {count}");
    let text = section.text(desk, "text")?;
    let faults = template::faults(text.get_ref(), fillable);
    desk.note_inside(&text.span(), text.get_ref(), Code::Placeholder, faults);
    Some(text.get_ref().trim().to_owned())
}
