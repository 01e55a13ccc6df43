//! The `[select]` table: which transfers count, checked against what the kind can look at.

use super::Desk;
use super::figure::MONEY;
use super::validate_require::decimal;
use super::{Code, Direction, Select, Subject, TagFilter};
use crate::ledger::Value;
use crate::pattern::Kind;
use crate::tag::is_country;
use regex::{Regex, RegexBuilder};
use tidegate_kyc_core::base::written::Section;
use toml::Spanned;

const KEYS: &[&str] = &["subject", "direction", "kind", "asset", "value", "memo", "counterparty", "customer"];
const SUBJECTS: &[(&str, Subject)] =
    &[("party", Subject::Party), ("wallet", Subject::Wallet), ("customer", Subject::Customer)];
const DIRECTIONS: &[(&str, Direction)] = &[("in", Direction::In), ("out", Direction::Out), ("both", Direction::Both)];

/// The most memory a compiled expression may take, in bytes: room for long lists of words, not
/// for repetitions of repetitions.
const REGEX_BYTES_MAX: usize = 1 << 20;

/// Reads `[select]`, which may be left out where nothing is selected.
pub(super) fn read(desk: &mut Desk<'_>, root: &Section<'_, '_>, kind: Option<Kind>) -> Option<Select> {
    let select = if root.has("select") { Some(root.section(desk, "select", KEYS)?) } else { None };
    let Some(section) = select else {
        if kind == Some(Kind::Flow) {
            let help = "under [select]: direction = \"in\", \"out\" or \"both\"";
            desk.note(0..0, Code::MissingKey, "the file lacks the direction that a flow is counted in", help);
        }
        return Some(everything(Subject::Party, Direction::Both));
    };
    let subject = section.word(desk, "subject", SUBJECTS);
    let direction = section.word(desk, "direction", DIRECTIONS);
    let mut read = everything(subject.unwrap_or(Subject::Party), direction.unwrap_or(Direction::Both));
    if let Some(kind) = kind {
        refuse(desk, &section, kind, subject);
    }
    read.kinds = section.texts(desk, "kind").into_iter().filter_map(|it| lower(desk, it)).collect();
    read.assets = section.texts(desk, "asset").into_iter().map(Spanned::into_inner).collect();
    value(desk, &section, &mut read);
    read.memo = section.text(desk, "memo").and_then(|it| regex(desk, &it));
    counterparty(desk, &section, &mut read);
    customer(desk, &section, &mut read);
    Some(read)
}

pub(super) const fn everything(subject: Subject, direction: Direction) -> Select {
    Select {
        subject,
        direction,
        kinds: Vec::new(),
        assets: Vec::new(),
        value_from: None,
        value_below: None,
        subject_tags: TagFilter { any_of: Vec::new(), none_of: Vec::new() },
        counterparty_tags: TagFilter { any_of: Vec::new(), none_of: Vec::new() },
        customer_risk: Vec::new(),
        customer_country: Vec::new(),
        memo: None,
        label: None,
    }
}

/// Notes what this kind cannot look at.
fn refuse(desk: &mut Desk<'_>, section: &Section<'_, '_>, kind: Kind, subject: Option<Subject>) {
    let mut deny = |key: &str, why: &str, help: &str| {
        if section.has(key) {
            desk.note(section.place(key), Code::NotForKind, format!("\"{key}\" {why}"), help.to_owned());
        }
    };
    if kind.is_trail() {
        for key in ["counterparty", "customer"] {
            deny(
                key,
                "asks for one subject's side, which a path, cycle or diamond does not have",
                "leave it out; tagged services are boundaries already",
            );
        }
        if subject.is_some_and(|it| it != Subject::Party) {
            deny("subject", "cannot be chosen for a path, cycle or diamond", "leave it out: their nodes are parties");
        }
    }
    if kind == Kind::Flow {
        section.need(desk, "direction", "a flow counts one direction: in, out or both");
    } else {
        deny("direction", "belongs to a flow", "leave it out: this kind fixes the directions itself");
    }
}

fn value(desk: &mut Desk<'_>, select: &Section<'_, '_>, read: &mut Select) {
    let Some(section) = select.section(desk, "value", &["from", "below"]) else { return };
    let from = section.entry("from").and_then(|it| decimal(desk, "\"from\"", it, MONEY));
    let below = section.entry("below").and_then(|it| decimal(desk, "\"below\"", it, MONEY));
    if !section.has("from") && !section.has("below") {
        desk.note(section.span.clone(), Code::Empty, "\"value\" selects nothing", "give from, below or both");
    }
    if below.is_some_and(|below| below <= from.unwrap_or(0)) {
        let help = "from is included, below is not: below must be the greater one";
        desk.note(section.place("below"), Code::RangeEmpty, "no value lies in this range", help);
    }
    (read.value_from, read.value_below) = (from.map(Value), below.map(Value));
}

fn counterparty(desk: &mut Desk<'_>, select: &Section<'_, '_>, read: &mut Select) {
    let Some(section) = select.section(desk, "counterparty", &["tags", "not_tags", "label"]) else { return };
    refuse_empty(desk, &section, "counterparty");
    read.counterparty_tags = tags(desk, &section);
    read.label = section.text(desk, "label").and_then(|it| regex(desk, &it));
}

fn customer(desk: &mut Desk<'_>, select: &Section<'_, '_>, read: &mut Select) {
    let Some(section) = select.section(desk, "customer", &["tags", "not_tags", "risk", "country"]) else { return };
    refuse_empty(desk, &section, "customer");
    read.subject_tags = tags(desk, &section);
    read.customer_risk = section.texts(desk, "risk").into_iter().filter_map(|it| lower(desk, it)).collect();
    read.customer_country = section.texts(desk, "country").into_iter().filter_map(|it| country(desk, it)).collect();
}

fn refuse_empty(desk: &mut Desk<'_>, section: &Section<'_, '_>, name: &str) {
    if section.keys().next().is_none() {
        let help = "name what is asked, or leave it out";
        desk.note(section.span.clone(), Code::Empty, format!("\"{name}\" asks for nothing"), help);
    }
}

fn tags(desk: &mut Desk<'_>, section: &Section<'_, '_>) -> TagFilter {
    let mut list = |key| section.texts(desk, key).into_iter().filter_map(|it| lower(desk, it)).collect();
    let filter: TagFilter = TagFilter { any_of: list("tags"), none_of: list("not_tags") };
    if let Some(both) = filter.any_of.iter().find(|it| filter.none_of.contains(it)) {
        let message = format!("\"{both}\" is both asked for and excluded");
        desk.note(section.place("not_tags"), Code::Twice, message, "keep it in one of the two lists");
    }
    filter
}

/// A name that the field writes in lower case: a category, a kind of transfer, a risk class.
pub(super) fn lower(desk: &mut Desk<'_>, text: Spanned<String>) -> Option<String> {
    if text.get_ref().chars().any(|it| it.is_uppercase() || it.is_whitespace()) {
        let help =
            format!("did you mean \"{}\"?", text.get_ref().trim().to_lowercase().replace(char::is_whitespace, "_"));
        let message = format!("\"{}\" is not in lower case, without spaces", text.get_ref());
        desk.note(text.span(), Code::BadName, message, help);
        return None;
    }
    Some(text.into_inner())
}

fn country(desk: &mut Desk<'_>, text: Spanned<String>) -> Option<String> {
    if !is_country(text.get_ref()) {
        let message = format!("\"{}\" is not a country code", text.get_ref());
        let help = if text.get_ref() == "UK" {
            "did you mean \"GB\"?"
        } else {
            "two capitals of ISO 3166-1, such as DE or GB"
        };
        desk.note(text.span(), Code::BadName, message, help);
        return None;
    }
    Some(text.into_inner())
}

fn regex(desk: &mut Desk<'_>, text: &Spanned<String>) -> Option<Regex> {
    let built = RegexBuilder::new(text.get_ref()).size_limit(REGEX_BYTES_MAX).dfa_size_limit(REGEX_BYTES_MAX).build();
    let (why, help) = match built {
        Ok(it) => return Some(it),
        Err(regex::Error::CompiledTooBig(_)) => (
            "is too large when compiled".to_owned(),
            format!("it may take {REGEX_BYTES_MAX} bytes: shorten repetitions"),
        ),
        Err(error) => {
            let last = error.to_string().lines().last().unwrap_or("").trim_start_matches("error: ").to_owned();
            (format!("cannot be read: {last}"), "write backslashes in single quotes: '\\bhawala\\b'".to_owned())
        }
    };
    desk.note(text.span(), Code::BadRegex, format!("the expression {why}"), help);
    None
}
