//! An overlay pack: the same rules with other windows and bounds, for other data.
//!
//! It changes nothing else. Embedded cases belong to the rules as written, which the pack keeps
//! in `stands_on`.

use super::pack::{currency, restrict, search_steps, unknown_rule, untagged_service};
use super::template::{self, Fillable};
use super::validate_require::{BEYOND, beyond, bounds, within};
use super::{Code, Pack, Rule, validate};
use super::{Complaint, Desk, RuleFile};
use crate::pattern::Quantity;
use tidegate_kyc_core::base::SourceId;
use tidegate_kyc_core::base::written::{Section, read_root};
use toml::Spanned;

/// The keys of an overlay pack.
pub(super) const KEYS: &[&str] =
    &["rules", "currency", "untagged_service", "search_steps", "restrict", "only", "overlay"];

/// Lays an overlay pack over the pack it stands on.
pub(super) fn lay(file: &RuleFile, pack: Pack) -> Result<Pack, Vec<Complaint>> {
    let mut desk = Desk::new(file);
    let mut laid = pack.clone();
    laid.stands_on = Some(Box::new(pack));
    read_root(&mut desk, KEYS, |desk, root| read(desk, root, &mut laid));
    if !desk.is_clean() {
        return Err(desk.hand_over());
    }
    laid.seal();
    Ok(laid)
}

fn read(desk: &mut Desk<'_>, root: &Section<'_, '_>, pack: &mut Pack) {
    root.need(desk, "rules", "the folder of rules it stands on, relative to this file");
    let _ = root.text(desk, "rules");
    if let Some(it) = currency(desk, root) {
        pack.currency = it;
    }
    if let Some(it) = untagged_service(desk, root) {
        pack.untagged_service = Some(it);
    }
    if let Some(it) = search_steps(desk, root) {
        pack.search_steps = it;
    }
    if let Some(it) = restrict(desk, root) {
        pack.restrict = it;
    }
    let before = desk.count();
    let sections = root.sections(desk, "overlay", &["id", "within", "drop", "require"]);
    // What a key that nobody knows was to change is not known either.
    let is_known = desk.count() == before;
    let mut seen: Vec<Spanned<String>> = Vec::new();
    for section in sections {
        let Some(id) = validate::id(desk, &section) else { continue };
        if seen.iter().any(|it| it.get_ref() == id.get_ref()) {
            let message = format!("two overlays are for \"{}\"", id.get_ref());
            desk.note(id.span(), Code::DuplicateId, message, "put them together");
            continue;
        }
        match pack.rules.iter().position(|it| it.id == *id.get_ref()) {
            Some(at) => {
                change(desk, &section, &mut pack.rules[at], is_known);
                seen.push(id);
            }
            None => unknown_rule(desk, id.span(), id.get_ref(), pack.rules.iter().map(|it| it.id.as_str())),
        }
    }
    let only = root.texts(desk, "only");
    for id in only.iter().filter(|id| pack.rules.iter().all(|it| it.id != *id.get_ref())) {
        unknown_rule(desk, id.span(), id.get_ref(), pack.rules.iter().map(|it| it.id.as_str()));
    }
    if root.has("only") {
        for id in seen.iter().filter(|id| only.iter().all(|it| it.get_ref() != id.get_ref())) {
            let message = format!("the overlay of \"{}\" changes nothing: \"only\" leaves that rule out", id.get_ref());
            desk.note(id.span(), Code::OverlayIdle, message, "name the rule in \"only\", or leave the overlay out");
        }
        pack.rules.retain(|it| only.iter().any(|id| *id.get_ref() == it.id));
    }
}

/// Changes one rule; its digest then covers the change. That nothing is changed is told only where all keys are
/// known.
fn change(desk: &mut Desk<'_>, section: &Section<'_, '_>, rule: &mut Rule, is_known: bool) {
    let before = desk.count();
    let mut require = rule.require.clone();
    if let Some(it) = within(desk, section) {
        require.within = it;
    }
    for name in section.texts(desk, "drop") {
        let quantity = Quantity::table().iter().find(|it| it.name == name.get_ref()).map(|it| it.quantity);
        match require.bounds.0.iter().position(|it| Some(it.0) == quantity) {
            Some(at) => drop(require.bounds.0.remove(at)),
            None => {
                let asked: Vec<&str> = require.bounds.0.iter().map(|it| it.0.row().name).collect();
                let message = format!("the rule asks nothing of \"{}\"", name.get_ref());
                desk.note(name.span(), Code::OverlayDrop, message, format!("it asks {}", asked.join(", ")));
            }
        }
    }
    if let Some(table) = section.table(desk, "require") {
        for (quantity, bound) in bounds(desk, &table, Some(require.kind), &[]).0 {
            match require.bounds.0.iter_mut().find(|it| it.0 == quantity) {
                Some(asked) => asked.1 = bound,
                None => require.bounds.0.push((quantity, bound)),
            }
        }
    }
    if desk.count() > before {
        return;
    }
    for (_, message) in beyond(require.within, &require.bounds) {
        let key = if section.has("require") { "require" } else { "within" };
        desk.note(section.place(key), Code::BeyondWindow, message, BEYOND);
    }
    if require.bounds.0.is_empty() {
        desk.note(section.place("drop"), Code::OverlayDrop, "no bound is left", "keep or add at least one");
    } else if require.within == rule.require.within && require.bounds == rule.require.bounds {
        if !is_known {
            return;
        }
        let help = "name another window or other bounds, or leave the overlay out";
        desk.note(
            section.span.clone(),
            Code::OverlayIdle,
            format!("the overlay of \"{}\" changes nothing", rule.id),
            help,
        );
    } else if let Some(fault) = template::faults(&rule.explain, Fillable::of(&rule.select, &require)).into_iter().next()
    {
        let help = "the rule's explanation needs this bound: keep it";
        desk.note(section.place("drop"), Code::OverlayDrop, fault.message, help);
    }
    rule.digest = laid_digest(rule, &require);
    rule.require = require;
}

/// SHA-256 over the rule's own digest and the window and bounds that it is left with.
fn laid_digest(rule: &Rule, require: &super::Require) -> SourceId {
    let mut text = format!("tidegate.overlay/1\nrule {}\nwithin {}\n", rule.digest, require.within.micros());
    let end = |it: Option<u64>| it.map_or_else(|| "-".to_owned(), |it| it.to_string());
    for (quantity, bound) in &require.bounds.0 {
        text.push_str(&format!("{} {} {}\n", quantity.row().name, end(bound.min), end(bound.max)));
    }
    SourceId::of(text.as_bytes())
}
