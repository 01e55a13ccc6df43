//! Reading: the two files of a policy → the policy, or every complaint at once.

mod field;
mod grounds;
mod people;
mod risk;

use super::codes::PolicyCode;
use super::terms::Reviewer;
use super::{Policy, Specimens};
use crate::base::written::{Complaint, Desk, Section, WrittenFile, read_root};
use crate::base::{Label, SourceId};
use toml::Spanned;

const KEYS: &[&str] = &[
    "id",
    "version",
    "from",
    "until",
    "currency",
    "specimens",
    "grace_days",
    "permit",
    "screening",
    "countries",
    "level",
    "tier",
    "group",
    "channel",
    "requirement",
    "factor",
    "role",
];
const SPECIMENS: &[(&str, Specimens)] = &[("refused", Specimens::Refused), ("accepted", Specimens::Accepted)];

impl Policy {
    /// Reads a policy and, in a file of their own, its reviewers. Without that file nobody may lift anything.
    ///
    /// Success means that every key is known and of its type, every name refers to something, more risk never helps,
    /// each channel demands or waives every check, and each tier requires something. Linear in the files.
    ///
    /// # Errors
    /// Every complaint of both files at once, in their order.
    pub fn read(policy: &WrittenFile, reviewers: Option<&WrittenFile>) -> Result<Self, Vec<Complaint<PolicyCode>>> {
        let mut desk = Desk::new(policy);
        let read = read_root(&mut desk, KEYS, root_to_policy).flatten();
        let (mut people, mut complaints) = (Vec::new(), Vec::new());
        if let Some(file) = reviewers {
            let roles: Vec<Label> = read.iter().flat_map(|it| &it.roles).map(|it| it.name.clone()).collect();
            let mut desk_of_people = Desk::new(file);
            let root = |desk: &mut Desk<'_, PolicyCode>, at: &Section<'_, '_>| people::reviewers(desk, at, &roles);
            people = read_root(&mut desk_of_people, &["reviewer"], root).unwrap_or_default();
            if read.is_none() {
                // Without the policy no role is known: what is said of roles would mislead.
                desk_of_people.sift(0, |_, code| code != PolicyCode::UnknownName);
            }
            complaints = if desk_of_people.is_clean() { Vec::new() } else { desk_of_people.hand_over() };
        }
        match read {
            Some(it) if desk.is_clean() && complaints.is_empty() => Ok(Self { reviewers: people, ..it }),
            _ => {
                let mut all = if desk.is_clean() { Vec::new() } else { desk.hand_over() };
                all.append(&mut complaints);
                Err(all)
            }
        }
    }
}

fn root_to_policy(desk: &mut field::Notes<'_>, root: &Section<'_, '_>) -> Option<Policy> {
    let id = field::name(desk, root, "id", "the policy's lasting name");
    let version = field::whole(desk, root, "version", 1..1 << 32, "1, and one more with every change of meaning");
    let days = field::days(desk, root);
    let currency = field::currency(desk, root);
    let specimens = root.word(desk, "specimens", SPECIMENS).unwrap_or(Specimens::Refused);
    let grace_days = root.whole(desk, "grace_days", 0..366).map_or(0, |it| *it.get_ref());
    let permit = grounds::permit(desk, root);
    let screening = grounds::screening(desk, root);
    let groups = field::groups(desk, root);
    let levels = risk::levels(desk, root);
    let tiers = risk::tiers(desk, root, &levels.names, currency.as_ref().map(Spanned::get_ref));
    let weights = risk::groups(desk, root);
    let channels = grounds::channels(desk, root);
    let requirements = grounds::requirements(desk, root, &tiers, &groups);
    let factors = risk::factors(desk, root, &levels.names, &groups);
    let roles = people::roles(desk, root, &levels.entries);
    let reviewers: Vec<Reviewer> = Vec::new();
    Some(Policy {
        id: id?.into_inner(),
        version: u32::try_from(version?.into_inner()).ok()?,
        days: days?,
        currency: currency?.into_inner(),
        specimens,
        grace_days: u32::try_from(grace_days).ok()?,
        permit: permit?,
        screening: screening?,
        levels: levels.entries,
        tiers: tiers.entries,
        weights,
        channels,
        requirements,
        factors,
        roles: roles.entries,
        reviewers,
        digest: digest_of(desk.text()),
    })
}

/// SHA-256 of a file whose line endings and byte order mark are left out of account.
fn digest_of(text: &str) -> SourceId {
    SourceId::of(text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").as_bytes())
}
