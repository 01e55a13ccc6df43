//! From the file as written to the rule obeyed: everything a rule must be, every fault at once.
//!
//! Goes on after each fault, so that an author sees the whole list. What a section must be
//! stands in the file of that section.

use super::template::Fillable;
use super::validate_case::Looks;
use super::{Code, Rule, Severity, Status, validate_case, validate_require, validate_select};
use super::{Complaint, Desk, RuleFile};
use std::ops::Range;
use tidegate_kyc_core::base::SourceId;
use tidegate_kyc_core::base::written::{Section, read_root};
use toml::Spanned;

const KEYS: &[&str] = &[
    "id",
    "version",
    "status",
    "severity",
    "title",
    "typology",
    "references",
    "rationale",
    "innocent",
    "blind_spots",
    "select",
    "require",
    "score",
    "explain",
    "case",
];
const STATUS: &[(&str, Status)] =
    &[("draft", Status::Draft), ("shadow", Status::Shadow), ("active", Status::Active), ("retired", Status::Retired)];
pub(super) const SEVERITY: &[(&str, Severity)] =
    &[("low", Severity::Low), ("medium", Severity::Medium), ("high", Severity::High), ("critical", Severity::Critical)];

/// A rule and where its id stands, for complaints of its pack.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) rule: Rule,
    pub(super) id: Range<usize>,
}

impl Rule {
    /// Reads one rule file; money in it is of `currency`.
    ///
    /// Success means that every key is known and of its type, every bound is one the kind
    /// measures, every placeholder can be filled, and every case can be run and names a hit or
    /// a silence; whether the cases come true is for `case::run`. Linear in the file.
    ///
    /// # Errors
    /// Every complaint at once, in the order of the file.
    pub fn read(file: &RuleFile, currency: &str) -> Result<Self, Vec<Complaint>> {
        let mut desk = Desk::new(file);
        match read(&mut desk, currency) {
            Some(it) if desk.is_clean() => Ok(it.rule),
            _ => Err(desk.hand_over()),
        }
    }
}

/// Reads the desk's file as a rule. Where it gives none, the desk has complaints.
pub(super) fn read(desk: &mut Desk<'_>, currency: &str) -> Option<Placed> {
    read_root(desk, KEYS, |desk, root| root_to_rule(desk, root, currency)).flatten()
}

/// SHA-256 of a file whose line endings and byte order mark are left out of account.
pub(super) fn digest_of(text: &str) -> SourceId {
    SourceId::of(text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").as_bytes())
}

fn root_to_rule(desk: &mut Desk<'_>, root: &Section<'_, '_>, currency: &str) -> Option<Placed> {
    let head = head(desk, root);
    let kind = validate_require::kind(desk, root);
    let mut counts = vec![desk.count()];
    let select = validate_select::read(desk, root, kind);
    counts.push(desk.count());
    let asked = validate_require::read(desk, root, kind);
    counts.push(desk.count());
    let fillable = Fillable {
        select: select.as_ref().filter(|_| counts[0] == counts[1]),
        kind,
        bounds: asked.as_ref().map(|it| &it.bounds).filter(|_| counts[1] == counts[2]),
    };
    let sound = asked.as_ref().filter(|_| counts[1] == counts[2]);
    let score = validate_require::score(desk, root, kind, sound);
    let explain = validate_require::explain(desk, root, fillable);
    let looks = select.as_ref().filter(|_| counts[0] == counts[1]).zip(kind);
    let cases = validate_case::read(desk, root, currency, looks.map(|(select, kind)| Looks::of(select, kind)));
    let (id, version) = (head.id?, head.version?);
    let rule = Rule {
        id: id.get_ref().clone(),
        version: u32::try_from(*version.get_ref()).ok()?,
        status: head.status?,
        severity: head.severity?,
        title: head.title?,
        typology: head.typology?,
        references: head.references,
        rationale: head.rationale?,
        innocent: head.innocent,
        blind_spots: head.blind_spots,
        select: select?,
        require: asked?.settled()?,
        score,
        explain: explain?,
        cases,
        digest: digest_of(desk.text()),
        file: desk.file().to_owned(),
    };
    Some(Placed { rule, id: id.span() })
}

struct Head {
    id: Option<Spanned<String>>,
    version: Option<Spanned<u64>>,
    status: Option<Status>,
    severity: Option<Severity>,
    title: Option<String>,
    typology: Option<String>,
    references: Vec<String>,
    rationale: Option<String>,
    innocent: Vec<String>,
    blind_spots: Vec<String>,
}

fn head(desk: &mut Desk<'_>, root: &Section<'_, '_>) -> Head {
    let id = id(desk, root);
    root.need(desk, "version", "version = 1, and one more with every change of meaning");
    root.need(desk, "status", "one of draft, shadow, active, retired");
    root.need(desk, "severity", "one of low, medium, high, critical");
    root.need(desk, "typology", "the id in the catalogue of typologies, such as AMT-01");
    Head {
        id,
        version: root.whole(desk, "version", 1..u64::from(u32::MAX) + 1),
        status: root.word(desk, "status", STATUS),
        severity: root.word(desk, "severity", SEVERITY),
        title: text(desk, root, "title", "one line that names what is flagged"),
        typology: typology(desk, root),
        references: texts(desk, root, "references", "where the typology is described"),
        rationale: text(desk, root, "rationale", "why such a match is suspicious"),
        innocent: texts(desk, root, "innocent", "what honest behaviour looks alike"),
        blind_spots: texts(desk, root, "blind_spots", "what the rule does not see"),
    }
}

/// The id of a rule, in kebab case.
pub(super) fn id(desk: &mut Desk<'_>, section: &Section<'_, '_>) -> Option<Spanned<String>> {
    section.need(desk, "id", "the rule's lasting name, such as fan-in");
    let id = section.text(desk, "id")?;
    let kebab = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    if id.get_ref().len() > 64 || !id.get_ref().split('-').all(kebab) {
        let help = "lower-case letters and digits, joined by single hyphens, at most 64";
        desk.note(id.span(), Code::BadId, format!("\"{}\" is not an id", id.get_ref()), help);
        return None;
    }
    Some(id)
}

fn typology(desk: &mut Desk<'_>, root: &Section<'_, '_>) -> Option<String> {
    let text = root.text(desk, "typology")?;
    let bytes = text.get_ref().as_bytes();
    let right = |(at, byte): (usize, &u8)| match at {
        0..=2 => byte.is_ascii_uppercase(),
        3 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    if bytes.len() != 6 || !bytes.iter().enumerate().all(right) {
        let message = format!("\"{}\" is not a typology", text.get_ref());
        desk.note(text.span(), Code::BadTypology, message, "three capitals, a hyphen, two digits, such as GRA-05");
        return None;
    }
    Some(text.into_inner())
}

/// A text that must be there.
pub(super) fn text(desk: &mut Desk<'_>, section: &Section<'_, '_>, key: &str, help: &str) -> Option<String> {
    section.need(desk, key, help);
    section.text(desk, key).map(|it| it.get_ref().trim().to_owned())
}

fn texts(desk: &mut Desk<'_>, section: &Section<'_, '_>, key: &str, help: &str) -> Vec<String> {
    section.need(desk, key, help);
    section.texts(desk, key).into_iter().map(|it| it.get_ref().trim().to_owned()).collect()
}
