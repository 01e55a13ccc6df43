//! Roles and reviewers: who may lift what.

use super::field::{self, Kept, Notes};
use super::grounds::coded;
use crate::base::written::Section;
use crate::base::{Instant, Label};
use crate::document::base64url;
use crate::policy::codes::PolicyCode;
use crate::policy::reason::ReasonCode;
use crate::policy::terms::{Level, Reviewer, Role, SetsLevels};
use crate::trust::PublicKey;
use std::collections::BTreeSet;
use toml::Spanned;

const SETS: &[(&str, SetsLevels)] = &[("yes", SetsLevels::Yes), ("no", SetsLevels::No)];

/// The roles. Whatever people may lift, somebody may.
pub(super) fn roles(desk: &mut Notes<'_>, root: &Section<'_, '_>, levels: &[Level]) -> Kept<Role> {
    root.need(desk, "role", "at least one [[role]] that reviews what is held");
    let (mut roles, mut names) = (Vec::new(), Vec::new());
    for at in root.sections(desk, "role", &["name", "lifts", "sets_levels"]) {
        let name = field::name(desk, &at, "name", "what the role is called, such as \"analyst\"");
        at.need(desk, "lifts", "the reasons it may lift, such as [\"screening-candidate\"]");
        let lifts = at.texts(desk, "lifts");
        let lifts: BTreeSet<ReasonCode> = lifts.iter().filter_map(|it| liftable(desk, it)).collect();
        let levels = at.word(desk, "sets_levels", SETS).unwrap_or(SetsLevels::No);
        names.push(name.clone());
        roles.extend(name.map(|it| Role { name: it.into_inner(), lifts, levels }));
    }
    let roles = Kept::of(desk, "role", roles, &names);
    if root.has("role") {
        unlifted(desk, root, &roles.entries);
        for level in levels {
            if let Some(role) = level.approval.as_ref().filter(|it| !roles.names.contains(it)) {
                let name = Spanned::new(root.place("level"), role.clone());
                field::place_of(desk, "role", &name, &roles.names);
            }
        }
    }
    roles
}

fn liftable(desk: &mut Notes<'_>, text: &Spanned<String>) -> Option<ReasonCode> {
    let code = coded(desk, "reason", text, ReasonCode::parse, ReasonCode::ALL)?;
    if code.is_for_people() {
        return Some(code);
    }
    let message = format!("nobody can lift \"{code}\"");
    desk.note(text.span(), PolicyCode::NobodyLifts, message, format!("what lifts it is {}", code.lift()));
    None
}

/// Notes reasons for a hold that stand for ever: every gap that people may lift is some role's.
fn unlifted(desk: &mut Notes<'_>, root: &Section<'_, '_>, roles: &[Role]) {
    let lifted = |code: ReasonCode| {
        // What a level needs is for its own role to approve.
        code == ReasonCode::ApprovalMissing || roles.iter().any(|it| it.lifts.contains(&code))
    };
    let mine = ReasonCode::ALL.iter().filter(|it| it.is_for_people() && is_only_for_people(**it) && !lifted(**it));
    for code in mine {
        let message = format!("no role may lift \"{code}\", which nothing else can");
        desk.note(root.place("role"), PolicyCode::NobodyLifts, message, "add it to the \"lifts\" of a role");
    }
}

/// Reasons that no document and no answer of the customer lifts.
const fn is_only_for_people(code: ReasonCode) -> bool {
    matches!(
        code,
        ReasonCode::ScreeningCandidate
            | ReasonCode::OwnershipUnknown
            | ReasonCode::UnderReview
            | ReasonCode::ReviewLapsed
    )
}

/// The reviewers, from a file of their own.
pub(super) fn reviewers(desk: &mut Notes<'_>, root: &Section<'_, '_>, roles: &[Label]) -> Vec<Reviewer> {
    root.need(desk, "reviewer", "at least one [[reviewer]]");
    let (mut reviewers, mut names): (Vec<Reviewer>, Vec<_>) = (Vec::new(), Vec::new());
    for at in root.sections(desk, "reviewer", &["id", "role", "key", "until"]) {
        let id = field::name(desk, &at, "id", "a pseudonym, such as \"officer-1\"");
        let role = field::name(desk, &at, "role", "a role of the policy");
        let role = role.filter(|it| field::place_of(desk, "role", it, roles).is_some());
        let key = key(desk, &at);
        let until = field::day(desk, &at, "until");
        let until = until.and_then(|it| Instant::from_civil(*it.get_ref(), 0, 0, 0).ok());
        names.push(id.clone());
        let (Some(id), Some(role), Some(key)) = (id, role, key) else { continue };
        if reviewers.iter().any(|it| it.key == *key.get_ref()) {
            let help = "two people have two keys: a finding is overturned by two";
            desk.note(key.span(), PolicyCode::Duplicate, "two reviewers share one key", help);
        }
        let (id, role, key) = (id.into_inner(), role.into_inner(), key.into_inner());
        reviewers.push(Reviewer { id, role, key, until });
    }
    field::once(desk, "reviewer", &names);
    reviewers
}

fn key(desk: &mut Notes<'_>, at: &Section<'_, '_>) -> Option<Spanned<PublicKey>> {
    let text = field::text(desk, at, "key", "the public Ed25519 key, as the x of its JWK")?;
    let bytes = base64url::decode(text.get_ref());
    let key = bytes.filter(|it| it.len() == 32).and_then(|it| PublicKey::from_ed25519(&it).ok());
    if key.is_none() {
        let help = "43 characters of base64url: the member \"x\" of the reviewer's JWK (RFC 8037)";
        desk.note(text.span(), PolicyCode::BadKey, "\"key\" is no public Ed25519 key", help);
    }
    key.map(|it| Spanned::new(text.span(), it))
}
