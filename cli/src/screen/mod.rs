//! `tidegate screen`: subjects and lists in, candidates and everything that was not judged out.
//!
//! Puts the rooms together; the library judges. Decides nothing but the order and the exit code.

mod batch;
mod changes;
mod compare;
mod told;

pub(crate) use batch::Tally;
pub(crate) use told::{tell_findings, tell_undecoded};

use crate::args::{JudgeArgs, KnownArgs, ScreenArgs, ScreenCommand, ScreenForm, Subjects};
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink, LoadedList};
use crate::report::screening::{self, Asked, ScreenLine};
use tidegate_kyc_core::base::{Day, Redacted};
use tidegate_kyc_core::screen::list::{EntryKind, is_asked_for};
use tidegate_kyc_core::screen::{Customer, CustomerName, Memory, Policy, Screen, Screening, Verdict};
use tidegate_kyc_core::wallet::address::{Address, AddressError};

/// Runs the command.
///
/// # Errors
/// A fault where a file cannot be read or written.
pub(crate) fn command(args: &ScreenArgs) -> Result<Exit, Fault> {
    match &args.command {
        Some(ScreenCommand::Compare(args)) => return compare::command(args),
        Some(ScreenCommand::Diff(args)) => return changes::command(args),
        None => {}
    }
    if let Some(out) = &args.judge.out {
        input::spares_records(out)?;
    }
    let file = args.batch.as_deref().map(input::customers).transpose()?;
    let loaded = input::read_lists(&args.lists, args.judge.age.published)?;
    tell_findings(&loaded);
    has_lists(&args.judge, loaded.iter().map(|it| it.list.id()))?;
    let run = Run::of(loaded, &args.require, &args.judge);
    tell_undecoded(&run.screen);
    if args.known.born.is_some_and(|it| it.first() > run.at) {
        return Err(Fault::usage("--born lies in the future", "write the date of birth: 1961-04-17, 1961-04 or 1961"));
    }
    match file {
        Some(file) => batch::run(&run, file, &args.judge),
        None => one(&run, &customer(args.subject.as_deref(), &args.known), &args.judge),
    }
}

/// Lists made searchable, and how to judge.
struct Run {
    screen: Screen,
    policy: Policy,
    at: Day,
}

impl Run {
    fn of(loaded: Vec<LoadedList>, required: &[String], judge: &JudgeArgs) -> Self {
        Self::with(Screen::new(loaded.into_iter().map(|it| it.list).collect()), required, judge)
    }

    fn with(screen: Screen, required: &[String], judge: &JudgeArgs) -> Self {
        // A list that was given is required: without it there would be no run at all.
        let all = required.iter().cloned().chain(screen.lists().map(|it| it.id().to_owned()));
        let (days_max, mut days_max_of) = judge.age.days_max();
        // What is said of a list holds for the difference of its two issues.
        days_max_of.extend(days_max_of.clone().into_iter().map(|it| (format!("{}-changes", it.0), it.1)));
        let policy = Policy { threshold: judge.threshold, days_max, days_max_of, ..Policy::requiring(all) };
        Self { screen, policy, at: judge.age.at.unwrap_or_else(input::today) }
    }

    fn line(&self, asked: Asked<'_>, screening: &Screening) -> ScreenLine {
        screening::line(asked, screening, &self.screen)
    }
}

/// Refuses an age for a list that was not given: a slip of the pen would leave the list its usual days.
fn has_lists<'a>(judge: &JudgeArgs, ids: impl Iterator<Item = &'a str>) -> Result<(), Fault> {
    let ids: Vec<&str> = ids.collect();
    let (_, of_lists) = judge.age.days_max();
    match of_lists.iter().find(|it| !ids.iter().any(|id| is_asked_for(&it.0, id))) {
        None => Ok(()),
        Some((list, _)) => Err(Fault::usage(
            format!("--max-age names the list {list}, and no such list was given"),
            format!("the lists given are {}: name one of them, or give DAYS alone for all", ids.join(", ")),
        )),
    }
}

/// Clear only where every subject is.
const fn exit(verdict: Verdict) -> Exit {
    match verdict {
        Verdict::Clear => Exit::Clear,
        Verdict::Found | Verdict::Unknown => Exit::Found,
    }
}

fn one(run: &Run, customer: &Customer, judge: &JudgeArgs) -> Result<Exit, Fault> {
    let screening = run.screen.screen(customer, &run.policy, run.at, &mut Memory::default());
    let line = run.line(Asked { id: None, line: None, customer }, &screening);
    let ink = if judge.form == ScreenForm::Table { Ink::Coloured } else { Ink::Plain };
    input::write(judge.out.as_deref(), ink, &mut |to| match judge.form {
        ScreenForm::Table => to.write_all(screening::page(&line, input::width()).as_bytes()),
        ScreenForm::Jsonl => screening::json(&line, to),
        ScreenForm::Csv => {
            let mut rows = screening::Rows::new(to)?;
            rows.screened(&line)?;
            rows.finish()
        }
    })?;
    Ok(exit(screening.verdict()))
}

/// The customer of the command line. A word that is written like an address is one; what nearly is one is looked
/// for as a name as well, and so is never clear by mistake.
fn customer(subject: Option<&str>, known: &KnownArgs) -> Customer {
    let kind = match known.kind {
        Some(Subjects::Person) => EntryKind::Person,
        Some(Subjects::Company) => EntryKind::Organisation,
        Some(Subjects::Vessel) => EntryKind::Vessel,
        Some(Subjects::Aircraft) => EntryKind::Aircraft,
        None => EntryKind::Unknown,
    };
    let mut customer = Customer::new(kind);
    if let Some(text) = subject {
        let (name, wallet) = match Address::read(text) {
            _ if known.kind.is_some() => (true, false),
            Ok(_) => (false, true),
            Err(AddressError::Unrecognised | AddressError::TooLong) => (true, is_like_an_address(text)),
            Err(_) => (text.trim().contains(' ') || !is_like_an_address(text), true),
        };
        customer.names.extend(name.then(|| CustomerName::whole(text)));
        customer.wallets.extend(wallet.then(|| Redacted::new(text.to_owned())));
    }
    if let Some(family) = &known.family {
        customer.names.push(CustomerName::of_parts(known.given.as_deref().unwrap_or(""), family));
    }
    customer.birth = known.born.map(Redacted::new);
    customer.gender = known.gender;
    customer.countries.clone_from(&known.country);
    customer.identifiers = known.ids.iter().map(|it| Redacted::new(it.clone())).collect();
    customer
}

/// Whether a text that is no address was perhaps meant to have one: a long word of letters and several digits.
fn is_like_an_address(text: &str) -> bool {
    let is_like = |it: &str| it.len() >= 14 && it.bytes().filter(u8::is_ascii_digit).count() >= 3;
    text.split(|it: char| !it.is_ascii_alphanumeric() && it != ':').any(is_like)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_a_name_a_wallet_or_both_where_it_is_in_doubt() {
        let known = |kind| KnownArgs {
            given: None,
            family: None,
            born: None,
            gender: None,
            country: Vec::new(),
            ids: Vec::new(),
            kind,
        };
        for (text, names, wallets) in [
            ("Ravindar Voss", 1, 0),
            ("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf", 0, 1),
            ("0x7e5f4552091a69125d5dfcb7b8c2659029395b", 0, 1), // cut
            ("0O0l1234567890abcdef", 1, 1),                     // of no network
            ("1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMh", 0, 1),       // one letter wrong
            ("Quillmarshtradingfze", 1, 0),
            ("11420 Corp", 1, 0),
        ] {
            let it = customer(Some(text), &known(None));
            assert_eq!((it.names.len(), it.wallets.len().min(1)), (names, wallets), "{text}");
            let it = customer(Some(text), &known(Some(Subjects::Company)));
            assert_eq!((it.names.len(), it.wallets.len()), (1, 0), "{text}");
        }
    }
}
