//! A pack: the rules of one folder with the settings and pins of its `pack.toml`, and overlays
//! that move windows and bounds.
//!
//! Everything a run depends on is in here and in its digest; nothing has a silent default.

use super::overlay;
use super::validate::SEVERITY;
use super::validate::{self, Placed};
use super::validate_require::within;
use super::{Code, MeasureKind, Pack, Rule, Severity, UntaggedService};
use super::{Complaint, Desk, RuleFile};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use tidegate_kyc_core::base::written::{CURRENCY_HELP, Section, closest, is_currency, read_root};
use tidegate_kyc_core::base::{SourceId, Window};

const KEYS: &[&str] = &["currency", "services", "untagged_service", "search_steps", "restrict", "rule"];
/// The most steps that one search may be allowed: beyond it a slip of the hand is likelier.
const STEPS_MAX: u64 = 10_000_000_000;

/// The folder that an overlay pack stands on, relative to its file; `None` for a pack of its own.
///
/// # Errors
/// Complaints where the text is not TOML or `rules` is not a text.
pub fn pack_base(pack: &RuleFile) -> Result<Option<String>, Vec<Complaint>> {
    let mut desk = Desk::new(pack);
    let keys: Vec<&str> = KEYS.iter().chain(overlay::KEYS).copied().collect();
    let base = read_root(&mut desk, &keys, |desk, root| root.text(desk, "rules"));
    // Unknown keys are told when the pack is read.
    desk.sift(0, |_, code| code != Code::UnknownKey);
    if desk.is_clean() { Ok(base.flatten().map(toml::Spanned::into_inner)) } else { Err(desk.hand_over()) }
}

impl Pack {
    /// Reads the rule files under the packs from base to overlay: first the folder's `pack.toml`,
    /// then any overlay packs that stand on it.
    ///
    /// Success means that every rule is valid, pinned in its version and named once, and that
    /// every overlay fits its rule. Neither the order of `rules` nor line endings matter.
    ///
    /// # Errors
    /// Every complaint about every file at once, by file; about an overlay only where the
    /// folder it stands on is sound.
    pub fn read(packs: &[RuleFile], rules: &[RuleFile]) -> Result<Self, Vec<Complaint>> {
        let Some((base, overlays)) = packs.split_first() else {
            let none = RuleFile { name: "pack.toml".to_owned(), text: String::new() };
            let mut desk = Desk::new(&none);
            desk.note(
                0..0,
                Code::PackMissing,
                "there is no pack.toml",
                "it names currency, services, search_steps and pins each rule",
            );
            return Err(desk.hand_over());
        };
        let mut pack = read_base(base, rules)?;
        for file in overlays {
            pack = overlay::lay(file, pack)?;
        }
        Ok(pack)
    }

    /// How far back anything of it looks: no transfer that is older than this is cited by a later hit.
    #[must_use]
    pub fn longest_window(&self) -> Window {
        let windows = self.rules.iter().map(|it| it.require.within).chain(self.untagged_service.map(|it| it.within));
        windows.max().unwrap_or(Window::from_micros(0))
    }

    /// Whether a rule of the pack or its services name this category of tags.
    #[must_use]
    pub fn names_category(&self, category: &str) -> bool {
        let filters = self.rules.iter().flat_map(|it| [&it.select.subject_tags, &it.select.counterparty_tags]);
        let mut named = filters.flat_map(|it| it.any_of.iter().chain(&it.none_of));
        self.services.contains(category) || named.any(|it| it == category)
    }

    /// Whether a rule of the pack names this risk class of customers.
    #[must_use]
    pub fn names_risk(&self, risk: &str) -> bool {
        self.rules.iter().flat_map(|it| &it.select.customer_risk).any(|it| it == risk)
    }

    /// Sets its digest: SHA-256 over the settings and, in the order of their ids, the rules' digests.
    pub(super) fn seal(&mut self) {
        let mut text = format!("tidegate.pack/1\ncurrency {}\nsearch_steps {}\n", self.currency, self.search_steps);
        if let Some(it) = self.untagged_service {
            let micros = it.within.micros();
            text.push_str(&format!("untagged_service {} {} {micros}\n", it.received, it.sent));
        }
        self.services.iter().for_each(|it| text.push_str(&format!("service {it}\n")));
        self.rules.iter().for_each(|it| text.push_str(&format!("rule {} {} {}\n", it.id, it.version, it.digest)));
        self.digest = SourceId::of(text.as_bytes());
    }
}

#[derive(Default)]
struct Settings {
    currency: Option<String>,
    services: BTreeSet<String>,
    untagged_service: Option<UntaggedService>,
    search_steps: Option<u64>,
    restrict: BTreeMap<Severity, MeasureKind>,
    pins: Vec<Pin>,
    /// Whether every pin could be read, so that a missing one is really missing.
    complete: bool,
}

struct Pin {
    id: String,
    id_span: Range<usize>,
    version: u64,
    version_span: Range<usize>,
}

fn read_base(file: &RuleFile, rules: &[RuleFile]) -> Result<Pack, Vec<Complaint>> {
    let mut desk = Desk::new(file);
    let settings = read_root(&mut desk, KEYS, settings).unwrap_or_default();
    let currency = settings.currency.clone().unwrap_or_default();
    let mut files: Vec<&RuleFile> = rules.iter().collect();
    files.sort_by(|left, right| (&left.name, &left.text).cmp(&(&right.name, &right.text)));
    let mut desks: Vec<Desk<'_>> = files.into_iter().map(Desk::new).collect();
    let placed: Vec<Option<Placed>> = desks.iter_mut().map(|it| validate::read(it, &currency)).collect();
    if desks.is_empty() && settings.pins.is_empty() {
        desk.note(
            0..0,
            Code::PackEmpty,
            "the pack has no rules",
            "put rule files beside it and pin each under [[rule]]",
        );
    }
    check_pins(&mut desk, &mut desks, &settings, &placed);
    let clean = desk.is_clean() && desks.iter().all(Desk::is_clean);
    let (Some(search_steps), true) = (settings.search_steps, clean) else {
        return Err(desk.hand_over().into_iter().chain(desks.into_iter().flat_map(Desk::hand_over)).collect());
    };
    let mut rules: Vec<Rule> = placed.into_iter().flatten().map(|it| it.rule).collect();
    rules.sort_by(|left, right| left.id.cmp(&right.id));
    let Settings { services, untagged_service, restrict, .. } = settings;
    let (digest, stands_on) = (SourceId::of(b""), None);
    let mut pack = Pack { rules, currency, services, untagged_service, search_steps, restrict, digest, stands_on };
    pack.seal();
    Ok(pack)
}

fn settings(desk: &mut Desk<'_>, root: &Section<'_, '_>) -> Settings {
    root.need(desk, "currency", "the reporting currency, such as currency = \"EUR\"");
    root.need(desk, "search_steps", "the most steps of one search, such as search_steps = 20000");
    let currency = currency(desk, root);
    let services = root.texts(desk, "services");
    let services = services.into_iter().filter_map(|it| super::validate_select::lower(desk, it)).collect();
    let untagged_service = untagged_service(desk, root);
    let search_steps = search_steps(desk, root);
    let restrict = restrict(desk, root).unwrap_or_default();
    let sections = root.sections(desk, "rule", &["id", "version"]);
    let (mut pins, written) = (Vec::new(), sections.len());
    let mut seen = BTreeSet::new();
    for section in sections {
        section.need(desk, "version", "the version that the pack was approved with");
        let id = validate::id(desk, &section);
        let version = section.whole(desk, "version", 1..u64::from(u32::MAX) + 1);
        let (Some(id), Some(version)) = (id, version) else { continue };
        if !seen.insert(id.get_ref().clone()) {
            desk.note(
                id.span(),
                Code::DuplicateId,
                format!("rule \"{}\" is pinned twice", id.get_ref()),
                "pin it once",
            );
        }
        let (id_span, version_span) = (id.span(), version.span());
        pins.push(Pin { id: id.into_inner(), id_span, version: version.into_inner(), version_span });
    }
    let complete = pins.len() == written;
    Settings { currency, services, untagged_service, search_steps, restrict, pins, complete }
}

/// The most legs that one search may look at.
pub(super) fn search_steps(desk: &mut Desk<'_>, root: &Section<'_, '_>) -> Option<u64> {
    root.whole(desk, "search_steps", 1..STEPS_MAX + 1).map(toml::Spanned::into_inner)
}

/// What hits of each severity put on customers.
pub(super) fn restrict(desk: &mut Desk<'_>, root: &Section<'_, '_>) -> Option<BTreeMap<Severity, MeasureKind>> {
    let severities: Vec<&str> = SEVERITY.iter().map(|it| it.0).collect();
    let section = root.section(desk, "restrict", &severities)?;
    let kinds = MeasureKind::ALL.iter().map(|it| (it.code(), Some(*it)));
    let choice: Vec<(&str, Option<MeasureKind>)> = kinds.chain([("nothing", None)]).collect();
    let read = |it: &(&str, Severity)| Some((it.1, section.word(desk, it.0, &choice)??));
    Some(SEVERITY.iter().filter_map(read).collect())
}

/// From when on a party that nobody has tagged is taken for a service.
pub(super) fn untagged_service(desk: &mut Desk<'_>, root: &Section<'_, '_>) -> Option<UntaggedService> {
    let section = root.section(desk, "untagged_service", &["received", "sent", "within"])?;
    for key in ["received", "sent"] {
        section.need(desk, key, "the least number of transfers within the window, such as 100");
    }
    section.need(desk, "within", "the window they are counted in, such as within = \"24h\"");
    let least =
        |desk: &mut Desk<'_>, key| section.whole(desk, key, 1..u64::from(u32::MAX)).map(toml::Spanned::into_inner);
    let (received, sent) = (least(desk, "received"), least(desk, "sent"));
    Some(UntaggedService { received: received?, sent: sent?, within: within(desk, &section)? })
}

/// The reporting currency: what values and bounds of money are in.
pub(super) fn currency(desk: &mut Desk<'_>, root: &Section<'_, '_>) -> Option<String> {
    let text = root.text(desk, "currency")?;
    if !is_currency(text.get_ref()) {
        let message = format!("\"{}\" is not a currency", text.get_ref());
        desk.note(text.span(), Code::BadName, message, CURRENCY_HELP);
        return None;
    }
    Some(text.into_inner())
}

/// Rules and pins must name each other, in the same version.
fn check_pins(desk: &mut Desk<'_>, desks: &mut [Desk<'_>], settings: &Settings, placed: &[Option<Placed>]) {
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, one) in placed.iter().enumerate() {
        let Some(one) = one else { continue };
        if let Some(first) = by_id.get(one.rule.id.as_str()) {
            let message = format!("the id \"{}\" is taken by {}", one.rule.id, desks[*first].file());
            desks[at].note(one.id.clone(), Code::DuplicateId, message, "give each rule an id of its own");
            continue;
        }
        by_id.insert(&one.rule.id, at);
        let pin = settings.pins.iter().find(|it| it.id == one.rule.id);
        if let Some(pin) = pin.filter(|it| it.version != u64::from(one.rule.version)) {
            let message = format!("rule \"{}\" has version {}, pinned is {}", pin.id, one.rule.version, pin.version);
            let help = format!("read what changed, then pin version {}", one.rule.version);
            desk.note(pin.version_span.clone(), Code::PinVersion, message, help);
        } else if pin.is_none() && settings.complete {
            let message = format!("the rule \"{}\" is not pinned in {}", one.rule.id, desk.file());
            let help = format!("add there: [[rule]] id = \"{}\" version = {}", one.rule.id, one.rule.version);
            desks[at].note(one.id.clone(), Code::Unpinned, message, help);
        }
    }
    // A rule that cannot be read may be the one that a pin names.
    if placed.iter().all(Option::is_some) {
        for pin in settings.pins.iter().filter(|it| !by_id.contains_key(it.id.as_str())) {
            unknown_rule(desk, pin.id_span.clone(), &pin.id, by_id.keys().copied());
        }
    }
}

/// Notes that no rule of the folder has this id.
pub(super) fn unknown_rule<'r>(
    desk: &mut Desk<'_>,
    span: Range<usize>,
    id: &str,
    known: impl Iterator<Item = &'r str>,
) {
    let help = match closest(id, known) {
        Some(it) => format!("did you mean \"{it}\"?"),
        None => "take the entry out, or add the rule's file".to_owned(),
    };
    desk.note(span, Code::PinWithoutRule, format!("no rule of the folder is named \"{id}\""), help);
}
