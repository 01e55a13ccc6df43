//! Permits, screening, channels and requirements: what must be shown before anybody trades.

use super::field::{self, Groups, Kept, Notes};
use super::risk;
use crate::base::written::{Section, suggest};
use crate::base::{Label, Window};
use crate::document::Attribute;
use crate::evidence::CheckCode;
use crate::policy::codes::PolicyCode;
use crate::policy::fact::Fact;
use crate::policy::terms::{Channel, Diligence, Grade, PermitTerms, Requirement, ScreeningTerms, Tier, Wanted};
use std::collections::BTreeSet;
use toml::Spanned;

/// Permits are short-lived: at most 31 days, whatever a policy wishes.
const PERMIT_MAX: Window = Window::from_hours(31 * 24);
const PERMIT_MIN: Window = Window::from_micros(60_000_000);
/// As long as a permit can carry.
const ADDRESS_LEN_MAX: usize = 256;
const GRADES: &[(&str, Grade)] = &[("declared", Grade::Declared), ("authenticated", Grade::Authenticated)];

/// What permits carry, from `[permit]`.
pub(super) fn permit(desk: &mut Notes<'_>, root: &Section<'_, '_>) -> Option<PermitTerms> {
    root.need(desk, "permit", "a table [permit] with issuer, audience, status_list, valid");
    let at = root.section(desk, "permit", &["issuer", "audience", "status_list", "valid"])?;
    let issuer = address(desk, &at, "issuer", "the address of the gate that issues permits");
    let audience = address(desk, &at, "audience", "the address of the order path that takes them");
    let status_list = address(desk, &at, "status_list", "the address under which their status list is published");
    let valid = field::window(desk, &at, "valid", PERMIT_MIN, PERMIT_MAX);
    Some(PermitTerms { issuer: issuer?, audience: audience?, status_list: status_list?, valid: valid? })
}

fn address(desk: &mut Notes<'_>, at: &Section<'_, '_>, key: &str, help: &str) -> Option<String> {
    let text = field::text(desk, at, key, help)?;
    let fits = text.get_ref().len() <= ADDRESS_LEN_MAX && text.get_ref().bytes().all(|it| it.is_ascii_graphic());
    // Verifiers fetch the list from its address, and the keys of the issuer from beside its own.
    let fetched = key == "audience" || text.get_ref().starts_with("https://");
    let fits = fits && fetched;
    if !fits {
        let message = format!("\"{key}\" cannot stand in a permit");
        let help = if fetched { "at most 256 visible ASCII characters" } else { "it begins with https://" };
        desk.note(text.span(), PolicyCode::BadAddress, message, help);
    }
    fits.then(|| text.into_inner())
}

/// What is asked of a screening, from `[screening]`.
pub(super) fn screening(desk: &mut Notes<'_>, root: &Section<'_, '_>) -> Option<ScreeningTerms> {
    const KEYS: &[&str] = &["required", "threshold", "refuse_from", "days_max", "days_max_of", "valid_days"];
    root.need(desk, "screening", "a table [screening] with required, threshold, refuse_from, days_max, valid_days");
    let at = root.section(desk, "screening", KEYS)?;
    at.need(desk, "required", "the ids of the lists without which nothing is clear, such as [\"us-ofac-sdn\"]");
    let required: Vec<String> = at.texts(desk, "required").into_iter().map(Spanned::into_inner).collect();
    let threshold = field::score(desk, &at, "threshold", "the score from which on a name is a candidate");
    let refuse_from = field::score(desk, &at, "refuse_from", "the score from which on a candidate is a match");
    let days_max = field::days_count(desk, &at, "days_max", "days after which a list is too old");
    let valid_days = field::days_count(desk, &at, "valid_days", "days after which a screening is too old");
    let days_max_of = ages(desk, &at, &required);
    if let (Some(low), Some(high)) = (&threshold, &refuse_from)
        && high.get_ref() < low.get_ref()
    {
        let help = "a candidate is found first and matches from there on";
        desk.note(high.span(), PolicyCode::BadScore, "\"refuse_from\" is below \"threshold\"", help);
    }
    Some(ScreeningTerms {
        required,
        threshold: threshold?.into_inner(),
        refuse_from: refuse_from?.into_inner(),
        days_max: days_max?.into_inner(),
        days_max_of,
        valid_days: valid_days?.into_inner(),
    })
}

/// Days for some of the lists.
fn ages(desk: &mut Notes<'_>, screening: &Section<'_, '_>, required: &[String]) -> Vec<(String, u32)> {
    let Some(table) = screening.table(desk, "days_max_of") else { return Vec::new() };
    let known: Vec<&str> = required.iter().map(String::as_str).collect();
    let mut ages = Vec::new();
    for key in table.keys() {
        let id = (*key.get_ref()).to_owned();
        if !required.contains(&id) {
            let message = format!("\"{id}\" is none of the required lists");
            desk.note(key.span(), PolicyCode::UnknownName, message, suggest(&id, &known));
        }
        ages.extend(field::days_count(desk, &table, &id, "days").map(|it| (id, it.into_inner())));
    }
    ages
}

/// The channels. Each demands or waives every check there is, so that none is forgotten.
pub(super) fn channels(desk: &mut Notes<'_>, root: &Section<'_, '_>) -> Vec<Channel> {
    const KEYS: &[&str] = &["name", "checks", "waived", "reason", "source"];
    root.need(desk, "channel", "at least one [[channel]]");
    let (mut channels, mut names) = (Vec::new(), Vec::new());
    for at in root.sections(desk, "channel", KEYS) {
        let name = field::name(desk, &at, "name", "how customers come, such as \"wallet\"");
        at.need(desk, "checks", "the checks in which one document must be clear");
        at.need(desk, "waived", "the checks that this channel does without");
        field::text(desk, &at, "reason", "why the waived checks may be missing");
        field::text(desk, &at, "source", "the law, guideline or judgement it comes from");
        let (asked, waived) = (checks(desk, &at, "checks"), checks(desk, &at, "waived"));
        for it in waived.intersection(&asked) {
            let message = format!("\"{it}\" is both demanded and waived");
            desk.note(at.place("waived"), PolicyCode::CheckOpen, message, "it is one or the other");
        }
        let open = CheckCode::ALL.iter().filter(|it| !asked.contains(it) && !waived.contains(it));
        let open: Vec<&str> = open.map(|it| it.code()).collect();
        if !open.is_empty() && at.has("checks") && at.has("waived") {
            let message = format!("neither demanded nor waived: {}", open.join(", "));
            desk.note(at.place("checks"), PolicyCode::CheckOpen, message, "put each into \"checks\" or \"waived\"");
        }
        if !asked.contains(&CheckCode::Authenticity) && at.has("checks") {
            let help = "demand \"authenticity\": without it a drawing would do";
            desk.note(at.place("checks"), PolicyCode::NothingRequired, "the channel takes documents on trust", help);
        }
        names.push(name.clone());
        channels.extend(name.map(|it| Channel { name: it.into_inner(), checks: asked }));
    }
    field::once(desk, "channel", &names);
    channels
}

fn checks(desk: &mut Notes<'_>, at: &Section<'_, '_>, key: &str) -> BTreeSet<CheckCode> {
    let texts = at.texts(desk, key);
    texts.iter().filter_map(|it| coded(desk, "check", it, CheckCode::parse, CheckCode::ALL)).collect()
}

/// A word of a list of codes.
pub(super) fn coded<T: Copy + std::fmt::Display>(
    desk: &mut Notes<'_>,
    what: &str,
    text: &Spanned<String>,
    parse: impl Fn(&str) -> Option<T>,
    all: &[T],
) -> Option<T> {
    let found = parse(text.get_ref());
    if found.is_none() {
        let words: Vec<String> = all.iter().map(ToString::to_string).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let message = format!("there is no {what} \"{}\"", text.get_ref());
        desk.note(text.span(), PolicyCode::UnknownWord, message, suggest(text.get_ref(), &words));
    }
    found
}

/// The requirements. Each tier has at least one that holds for every diligence.
pub(super) fn requirements(
    desk: &mut Notes<'_>,
    root: &Section<'_, '_>,
    tiers: &Kept<Tier>,
    groups: &Groups,
) -> Vec<Requirement> {
    root.need(desk, "requirement", "at least one [[requirement]]");
    let (mut all, mut names) = (Vec::new(), Vec::new());
    const KEYS: &[&str] =
        &["name", "from", "until", "countries", "tiers", "diligence", "attributes", "facts", "source"];
    for at in root.sections(desk, "requirement", KEYS) {
        let (name, read) = requirement(desk, &at, &tiers.names, groups);
        names.push(name);
        all.extend(read);
    }
    field::once(desk, "requirement", &names);
    for tier in &tiers.entries {
        let mut of_tier = all.iter().filter(|it: &&Requirement| it.tiers.contains(&tier.name));
        if !of_tier.any(|it| it.diligence == Diligence::Simplified) && root.has("requirement") {
            let message = format!("no requirement holds for every customer of the tier \"{}\"", tier.name);
            let help = "add a [[requirement]] for it, without \"diligence\"";
            desk.note(root.place("requirement"), PolicyCode::NothingRequired, message, help);
        }
    }
    all
}

fn requirement(
    desk: &mut Notes<'_>,
    at: &Section<'_, '_>,
    tiers: &[Label],
    groups: &Groups,
) -> (Option<Spanned<Label>>, Option<Requirement>) {
    let name = field::name(desk, at, "name", "what it is called, such as \"amlr-art-22\"");
    let days = field::days(desk, at);
    let countries = field::countries(desk, at, "countries", groups);
    at.need(desk, "tiers", "the tiers it is about");
    let named = field::labels(desk, at, "tiers");
    let of_tiers = named.iter().filter(|it| field::place_of(desk, "tier", it, tiers).is_some());
    let of_tiers: BTreeSet<Label> = of_tiers.map(|it| it.get_ref().clone()).collect();
    let diligence = risk::diligence(desk, at).unwrap_or(Diligence::Simplified);
    at.need(desk, "attributes", "such as [{ any = [\"birth-date\"], grade = \"authenticated\" }]");
    let attributes: Vec<Wanted> =
        at.sections(desk, "attributes", &["any", "grade"]).iter().filter_map(|it| wanted(desk, it)).collect();
    let facts = at.texts(desk, "facts");
    let facts = facts.iter().filter_map(|it| coded(desk, "fact", it, Fact::parse, Fact::ALL)).collect();
    let source = field::text(desk, at, "source", "the law, guideline or judgement it comes from");
    let read = (|| {
        let (name, days, source) = (name.as_ref()?.get_ref().clone(), days?, source?.into_inner());
        Some(Requirement { name, days, countries, tiers: of_tiers, diligence, attributes, facts, source })
    })();
    (name, read)
}

fn wanted(desk: &mut Notes<'_>, at: &Section<'_, '_>) -> Option<Wanted> {
    at.need(desk, "any", "one or more attributes, any of which will do");
    at.need(desk, "grade", "declared or authenticated");
    let texts = at.texts(desk, "any");
    let any: Vec<Attribute> =
        texts.iter().filter_map(|it| coded(desk, "attribute", it, Attribute::parse, Attribute::ALL)).collect();
    let grade = at.word(desk, "grade", GRADES)?;
    (!any.is_empty()).then_some(Wanted { any, grade })
}
