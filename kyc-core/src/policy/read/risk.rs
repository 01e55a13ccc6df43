//! Levels, tiers, groups and factors: how a customer's risk is reckoned, and what it leaves open.

use super::field::{self, Groups, Kept, Notes};
use crate::base::Label;
use crate::base::written::Section;
use crate::policy::codes::PolicyCode;
use crate::policy::fact::{Fact, FactKind, Group};
use crate::policy::limit::{Limit, MINOR_MAX, Period};
use crate::policy::terms::{Condition, Diligence, Factor, GroupWeight, Level, Taken, Tier};
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

const DILIGENCE: &[(&str, Diligence)] =
    &[("simplified", Diligence::Simplified), ("standard", Diligence::Standard), ("enhanced", Diligence::Enhanced)];
const TAKEN: &[(&str, Taken)] = &[("accepted", Taken::Accepted), ("refused", Taken::Refused)];
/// Points that no sum of factors passes what a counter holds.
const POINTS_MAX: u64 = 1_000_000;

/// A word for how closely a customer is looked at.
pub(super) fn diligence(desk: &mut Notes<'_>, at: &Section<'_, '_>) -> Option<Diligence> {
    at.word(desk, "diligence", DILIGENCE)
}

/// The levels, lowest first. Each is at least as strict as the one below, so that more points never help.
pub(super) fn levels(desk: &mut Notes<'_>, root: &Section<'_, '_>) -> Kept<Level> {
    const KEYS: &[&str] = &["name", "from", "diligence", "review_days", "approval", "taken"];
    root.need(desk, "level", "at least one [[level]], from = 0");
    // A level that cannot be read has no place in the order, and says nothing of its neighbours.
    let (mut levels, mut names, mut all_read): (Vec<Level>, _, _) = (Vec::new(), Vec::new(), true);
    for at in root.sections(desk, "level", KEYS) {
        let name = field::name(desk, &at, "name", "what the level is called, such as \"high\"");
        let from = field::whole(desk, &at, "from", 0..POINTS_MAX, "the points from which on a customer has it");
        at.need(desk, "diligence", "one of simplified, standard, enhanced");
        let diligence = diligence(desk, &at);
        let review_days = field::days_count(desk, &at, "review_days", "days after which the customer is reviewed");
        let approval = at.text(desk, "approval").and_then(|it| field::label(desk, &it)).map(Spanned::into_inner);
        let taken = at.word(desk, "taken", TAKEN).unwrap_or(Taken::Accepted);
        names.push(name.clone());
        let (Some(name), Some(from), Some(diligence), Some(review_days)) = (name, from, diligence, review_days) else {
            all_read = false;
            continue;
        };
        let from = *from.get_ref();
        let level = Level {
            name: name.get_ref().clone(),
            from,
            diligence,
            review_days: *review_days.get_ref(),
            approval,
            taken,
        };
        if let Some(why) = milder(levels.last(), &level).filter(|_| all_read) {
            desk.note(name.span(), PolicyCode::LevelOrder, why, "each level is at least as strict as the one below it");
        }
        levels.push(level);
    }
    Kept::of(desk, "level", levels, &names)
}

/// Why a level may not stand above another.
fn milder(below: Option<&Level>, level: &Level) -> Option<String> {
    let name = &level.name;
    let Some(below) = below else {
        return (level.from != 0).then(|| format!("the first level, \"{name}\", does not begin at 0 points"));
    };
    let why = match () {
        () if level.from <= below.from => "does not begin above it",
        () if level.diligence < below.diligence => "asks for less diligence",
        () if level.review_days > below.review_days => "is reviewed less often",
        () if below.taken == Taken::Refused && level.taken == Taken::Accepted => "is accepted where that is refused",
        () if below.approval.is_some() && level.approval.is_none() && level.taken == Taken::Accepted => {
            "needs no approval where that does"
        }
        () => return None,
    };
    Some(format!("the level \"{name}\" stands above \"{}\" and {why}", below.name))
}

/// The tiers.
pub(super) fn tiers(
    desk: &mut Notes<'_>,
    root: &Section<'_, '_>,
    levels: &[Label],
    currency: Option<&Label>,
) -> Kept<Tier> {
    const KEYS: &[&str] = &["name", "level_max", "assets", "markets", "limits"];
    root.need(desk, "tier", "at least one [[tier]]");
    let (mut tiers, mut names) = (Vec::new(), Vec::new());
    for at in root.sections(desk, "tier", KEYS) {
        let name = field::name(desk, &at, "name", "what the tier is called, such as \"basic\"");
        let level = field::name(desk, &at, "level_max", "the highest level that the tier takes");
        let level_max = level.and_then(|it| field::place_of(desk, "level", &it, levels));
        let assets = field::label_set(desk, &at, "assets", "what may be traded, such as [\"BTC\"]");
        let markets = field::label_set(desk, &at, "markets", "where or how, such as [\"spot\"]");
        let limits = limits(desk, &at, currency);
        names.push(name.clone());
        if let (Some(name), Some(level_max)) = (name, level_max) {
            tiers.push(Tier { name: name.into_inner(), level_max, assets, markets, limits });
        }
    }
    Kept::of(desk, "tier", tiers, &names)
}

fn limits(desk: &mut Notes<'_>, tier: &Section<'_, '_>, currency: Option<&Label>) -> BTreeSet<Limit> {
    tier.need(desk, "limits", "at least one, such as [{ per = \"day\", minor = 100000 }]");
    let periods: Vec<(&str, Period)> = Period::ALL.iter().map(|it| (it.code(), *it)).collect();
    let (mut limits, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for at in tier.sections(desk, "limits", &["per", "minor"]) {
        at.need(desk, "per", "one of order, day, month, year");
        let per = at.word(desk, "per", &periods);
        let minor = field::whole(desk, &at, "minor", 0..MINOR_MAX + 1, "whole minor units of the policy's currency");
        let (Some(per), Some(minor)) = (per, minor) else { continue };
        if !seen.insert(per) {
            let message = format!("there are two limits for one {per}");
            desk.note(minor.span(), PolicyCode::Duplicate, message, "give one limit for each period");
        }
        // Without a currency there is no policy, and its absence was told.
        limits.extend(currency.map(|it| Limit { currency: it.clone(), per, minor: *minor.get_ref() }));
    }
    if seen.is_empty() && tier.has("limits") {
        let help = "give at least one limit";
        desk.note(tier.place("limits"), PolicyCode::NothingRequired, "the tier has no limit", help);
    }
    limits
}

/// What the groups weigh, from `[group]`; a group that is not named counts in full.
pub(super) fn groups(desk: &mut Notes<'_>, root: &Section<'_, '_>) -> BTreeMap<Group, GroupWeight> {
    let full = GroupWeight { weight: 100, cap: u32::MAX };
    let mut weights: BTreeMap<Group, GroupWeight> = Group::ALL.iter().map(|it| (*it, full)).collect();
    let known: Vec<&str> = Group::ALL.iter().map(|it| it.code()).collect();
    let Some(table) = root.section(desk, "group", &known) else { return weights };
    for group in Group::ALL {
        let Some(at) = table.section(desk, group.code(), &["weight", "cap"]) else { continue };
        let weight = at.whole(desk, "weight", 0..10_001).and_then(|it| u32::try_from(*it.get_ref()).ok());
        let cap = at.whole(desk, "cap", 0..POINTS_MAX).and_then(|it| u32::try_from(*it.get_ref()).ok());
        let weight = GroupWeight { weight: weight.unwrap_or(full.weight), cap: cap.unwrap_or(full.cap) };
        weights.insert(*group, weight);
    }
    weights
}

/// The factors, in the order of the file.
pub(super) fn factors(
    desk: &mut Notes<'_>,
    root: &Section<'_, '_>,
    levels: &[Label],
    countries: &Groups,
) -> Vec<Factor> {
    const KEYS: &[&str] = &["name", "group", "fact", "any_of", "none_of", "min", "max", "points", "floor", "source"];
    root.need(desk, "factor", "at least one [[factor]]: a profile without one tells nobody apart");
    let groups: Vec<(&str, Group)> = Group::ALL.iter().map(|it| (it.code(), *it)).collect();
    let facts: Vec<(&str, Fact)> = Fact::ALL.iter().map(|it| (it.code(), *it)).collect();
    let (mut factors, mut names) = (Vec::new(), Vec::new());
    for at in root.sections(desk, "factor", KEYS) {
        let name = field::name(desk, &at, "name", "what the factor is called");
        at.need(desk, "group", "one of customer, product, channel, geography, transactions");
        at.need(desk, "fact", "the fact it looks at, such as \"residence\"");
        let (group, fact) = (at.word(desk, "group", &groups), at.word(desk, "fact", &facts));
        let when = fact.and_then(|it| condition(desk, &at, it, countries));
        let points = field::whole(desk, &at, "points", 0..100_001, "what it adds, from 0");
        let floor = at.text(desk, "floor").and_then(|it| field::label(desk, &it));
        let floor = floor.and_then(|it| field::place_of(desk, "level", &it, levels));
        let source = field::text(desk, &at, "source", "the law, guideline or judgement it comes from");
        names.push(name.clone());
        let (Some(name), Some(group), Some(fact), Some(when)) = (name, group, fact, when) else { continue };
        let (Some(points), Some(source)) = (points, source) else { continue };
        let points = u32::try_from(*points.get_ref()).unwrap_or(u32::MAX);
        let (name, source) = (name.into_inner(), source.into_inner());
        factors.push(Factor { name, group, fact, when, points, floor, source });
    }
    field::once(desk, "factor", &names);
    factors
}

/// The condition of a factor, of the kind that its fact has.
fn condition(desk: &mut Notes<'_>, at: &Section<'_, '_>, fact: Fact, groups: &Groups) -> Option<Condition> {
    let kind = fact.kind();
    let takes: &[&str] = if kind == FactKind::Number { &["min", "max"] } else { &["any_of", "none_of"] };
    let given: Vec<&str> = ["any_of", "none_of", "min", "max"].into_iter().filter(|it| at.has(it)).collect();
    let wrong = given.iter().any(|it| !takes.contains(it)) || (kind != FactKind::Number && given.len() > 1);
    if wrong || given.is_empty() {
        let (message, help) = match kind {
            FactKind::Number => (format!("\"{fact}\" is a number"), "give \"min\", \"max\" or both"),
            _ => (format!("\"{fact}\" has words or countries"), "give either \"any_of\" or \"none_of\""),
        };
        let place = given.first().map_or_else(|| at.span.clone(), |it| at.place(it));
        desk.note(place, PolicyCode::BadCondition, message, help);
        return None;
    }
    let any = given.contains(&"any_of");
    let key = if any { "any_of" } else { "none_of" };
    Some(match kind {
        FactKind::Number => between(desk, at)?,
        FactKind::Words => {
            let words = field::labels(desk, at, key).into_iter().map(Spanned::into_inner).collect();
            if any { Condition::AnyWord(words) } else { Condition::OtherWord(words) }
        }
        FactKind::Countries => {
            let countries = field::countries(desk, at, key, groups)?;
            if any { Condition::AnyCountry(countries) } else { Condition::OtherCountry(countries) }
        }
    })
}

fn between(desk: &mut Notes<'_>, at: &Section<'_, '_>) -> Option<Condition> {
    let least = at.has("min").then(|| at.whole(desk, "min", 0..u64::MAX));
    let most = at.has("max").then(|| at.whole(desk, "max", 0..u64::MAX));
    let number = |it: Option<Option<Spanned<u64>>>, open: u64| it.map_or(Some(open), |it| Some(*it?.get_ref()));
    let (least, most) = (number(least, 0)?, number(most, u64::MAX)?);
    if least > most {
        desk.note(at.place("max"), PolicyCode::BadCondition, "\"max\" is below \"min\"", "no number lies between them");
        return None;
    }
    Some(Condition::Between(least, most))
}
