//! From the ownership statements of an application to who is behind its company.

use super::application::Company;
use crate::company;
use crate::fault::Fault;
use crate::input;
use std::path::Path;
use tidegate_kyc_core::base::Day;
use tidegate_kyc_core::company::{CompanyError, Rules};
use tidegate_kyc_core::profile::Behind;

/// The file beside the policy that says who is an owner.
pub(super) const FILE: &str = "ownership.toml";
/// The most parties behind a company who are screened in one decision.
const PARTIES_MAX: usize = 2_000;

/// The ownership rules of a policy's folder; none where it has none.
///
/// # Errors
/// A fault where they cannot be used.
pub(super) fn rules(folder: &Path) -> Result<Option<Rules>, Fault> {
    let path = folder.join(FILE);
    if input::is_there(&path) { company::rules_in(&path).map(Some) } else { Ok(None) }
}

/// Who is behind a company on a day, as its statements say; none where there are no statements.
///
/// # Errors
/// A fault where they cannot be read, are about no one company, or no rule holds on the day.
pub(super) fn behind(company: &Company, rules: Option<&Rules>, at: Day) -> Result<Option<Box<Behind>>, Fault> {
    if company.statements.is_empty() {
        return Ok(None);
    }
    let rule = rules.map(|it| (it, it.owners.iter().find(|it| it.head.holds_on(at))));
    let Some((rules, Some(rule))) = rule else {
        let what = match rule {
            None => format!("the policy's folder has no {FILE}, which says who is an owner"),
            Some(_) => format!("no rule of {FILE} holds on {at}"),
        };
        return Err(Fault::unreadable(what, "begin from rules/kyc/ownership.toml; nothing was changed"));
    };
    let (statements, _) = company::statements(&company.statements)?;
    let (structure, open) = statements.on(at);
    let wrong = |why: CompanyError| {
        let help =
            "name the company by its recordId, as \"record\" of the application's \"company\"; nothing was changed";
        Fault::unreadable(format!("the ownership statements: {why}"), help)
    };
    let ownership = structure.owners(company.record.as_deref(), rule, at, open).map_err(wrong)?;
    let behind = Behind::of(&structure, ownership, rules.digest);
    let count = behind.parties().len();
    if count > PARTIES_MAX {
        let help = "give the statements of its own chains alone; nothing was changed";
        let what = format!("{count} parties are behind the company, and a decision looks at {PARTIES_MAX} at most");
        return Err(Fault::unreadable(what, help));
    }
    Ok(Some(Box::new(behind)))
}
