//! `tidegate company`: ownership statements in; who owns and controls a company, and what sanctions make of it, out.
//!
//! Puts the rooms together; the library reckons. Decides nothing but which rule and the exit code.

use crate::args::{CompanyArgs, ProofForm};
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink};
use crate::report::company::{Asked, Screened, line, page};
use crate::report::complaints::draw_all;
use crate::report::json::object;
use crate::screen::{tell_findings, tell_undecoded};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tidegate_kyc_core::base::written::WrittenFile;
use tidegate_kyc_core::base::{Day, SourceId};
use tidegate_kyc_core::company::{
    BODS_VERSION, OwnerRule, Ownership, Rules, Sanctioned, Standing, Statements, Structure, Tainted,
};
use tidegate_kyc_core::profile::screened_as;
use tidegate_kyc_core::screen::{Memory, Policy, Screen};

/// The rules that are shipped.
const SHIPPED: (&str, &str) = ("rules/kyc/ownership.toml", include_str!("../../rules/kyc/ownership.toml"));
/// The largest file of statements; that of a group of a hundred thousand statements has a hundred.
const FILE_LEN_MAX: u64 = 256 << 20;
/// The largest file of rules.
const RULES_LEN_MAX: u64 = 1 << 20;

/// Runs the command.
///
/// # Errors
/// A fault where a file cannot be read or written, or no such entity or rule is there.
pub(crate) fn command(args: &CompanyArgs) -> Result<Exit, Fault> {
    let read = args.files.iter().chain(&args.lists).chain(&args.rules).cloned();
    input::spares_inputs(args.out.as_deref(), read, None)?;
    let at = args.age.at.unwrap_or_else(input::today);
    let rules = rules(args)?;
    let rule = rule(args, &rules, at)?;
    let (statements, sources) = statements(&args.files)?;
    let (structure, open) = statements.on(at);
    let unknown = |why: tidegate_kyc_core::company::CompanyError| {
        let help = "name the entity by its recordId: --subject RECORD; is it told of on the day of --at?";
        Fault::usage(why, help)
    };
    let answer = structure.owners(args.subject.as_deref(), rule, at, open).map_err(unknown)?;
    let screened = screened(args, &structure, at)?;
    let named = sanctioned(args, &structure)?;
    let parties: Vec<String> = named.iter().cloned().chain(screened.iter().flat_map(Screened::candidates)).collect();
    let asked = !args.sanctioned.is_empty() || !args.lists.is_empty();
    let rules_of_sanctions = rules.sanctions.iter().filter(|it| asked && it.head.holds_on(at));
    let tainted: Vec<Sanctioned> = rules_of_sanctions
        .map(|it| structure.sanctioned(Some(&answer.subject.id), &parties, it).map_err(unknown))
        .collect::<Result<_, _>>()?;
    let told = Asked {
        structure: &structure,
        rules: &rules,
        rule,
        statements: statements.len(),
        sources: &sources,
        named: &named,
        screened: screened.as_ref(),
        tainted: &tainted,
    };
    let line = line(&answer, &told);
    let ink = if args.form == ProofForm::Table { Ink::Coloured } else { Ink::Plain };
    input::write(args.out.as_deref(), ink, &mut |out| match args.form {
        ProofForm::Table => out.write_all(page(&line, input::width()).as_bytes()),
        ProofForm::Json => object(&line, out),
    })?;
    Ok(exit(&answer, screened.as_ref(), &tainted, &named))
}

/// Clear where every owner is known, nothing is open, and nobody is on a list.
fn exit(answer: &Ownership, screened: Option<&Screened>, tainted: &[Sanctioned], named: &BTreeSet<String>) -> Exit {
    let is_clear = answer.standing() == Standing::Known
        && screened.is_none_or(|it| it.is_clear())
        && tainted.iter().all(|it| it.answer == Tainted::No)
        && named.is_empty();
    if is_clear { Exit::Clear } else { Exit::Found }
}

fn rules(args: &CompanyArgs) -> Result<Rules, Fault> {
    match &args.rules {
        None => read_rules(&WrittenFile { name: SHIPPED.0.to_owned(), text: SHIPPED.1.to_owned() }),
        Some(path) => rules_in(path),
    }
}

/// The ownership rules of a file.
///
/// # Errors
/// A fault where it cannot be read or used; what is wrong was said then.
pub(crate) fn rules_in(path: &Path) -> Result<Rules, Fault> {
    let help = "it is the file with [[owner]] and [[sanction]]: is this the right one?";
    read_rules(&WrittenFile { name: input::file_name(path), text: input::bounded_text(path, RULES_LEN_MAX, help)? })
}

fn read_rules(file: &WrittenFile) -> Result<Rules, Fault> {
    Rules::read(file).map_err(|complaints| {
        input::speak_drawn(draw_all(&complaints, std::slice::from_ref(file), input::width()).trim_end());
        Fault::unreadable(format!("{} holds no ownership rules that can be used", file.name), "mend what is said above")
    })
}

fn rule<'r>(args: &CompanyArgs, rules: &'r Rules, at: Day) -> Result<&'r OwnerRule, Fault> {
    let found = match &args.rule {
        Some(name) => rules.owners.iter().find(|it| it.head.id.as_str() == name),
        None => rules.owners.iter().find(|it| it.head.holds_on(at)),
    };
    let names: Vec<&str> = rules.owners.iter().map(|it| it.head.id.as_str()).collect();
    let what = || match &args.rule {
        Some(_) => "no rule has that name".to_owned(),
        None => format!("no rule holds on {at}"),
    };
    let rule = found.ok_or_else(|| Fault::usage(what(), format!("give one by --rule: {}", names.join(", "))))?;
    if !rule.head.holds_on(at) {
        let until = rule.head.until.map_or(String::new(), |it| format!(" until {it}"));
        input::speak(&format!("note: {} holds from {}{until}, and not on {at}", rule.head.id, rule.head.from));
    }
    Ok(rule)
}

/// The statements of every file, and the digests of the files.
///
/// # Errors
/// A fault where a file cannot be read, or not one statement.
pub(crate) fn statements(files: &[PathBuf]) -> Result<(Statements, Vec<(String, SourceId)>), Fault> {
    if files.iter().filter(|it| it.as_os_str() == "-").count() > 1 {
        return Err(Fault::usage("standard input is asked for twice", "give each file once"));
    }
    let help = format!("statements of BODS {BODS_VERSION} as JSON are read: one array, or one statement a line");
    let (mut all, mut sources) = (Statements::default(), Vec::new());
    for path in files {
        let (name, text) = (input::file_name(path), input::bounded_text(path, FILE_LEN_MAX, &help)?);
        let read = Statements::read(&text).map_err(|it| Fault::unreadable(format!("{name}: it {it}"), &help))?;
        all.join(read, &name);
        sources.push((name, SourceId::of(text.as_bytes())));
    }
    if all.is_empty() {
        let first = all.unread().next().map_or_else(String::new, |it| format!("; {}: {}", it.0, it.1));
        return Err(Fault::unreadable(format!("not one statement can be read{first}"), &help));
    }
    Ok((all, sources))
}

/// The parties that are named as sanctioned.
fn sanctioned(args: &CompanyArgs, structure: &Structure) -> Result<BTreeSet<String>, Fault> {
    match args.sanctioned.iter().find(|it| !structure.parties.iter().any(|party| party.id == **it)) {
        Some(_) => {
            Err(Fault::usage("--sanctioned names a record that the statements do not have", "give its recordId"))
        }
        None => Ok(args.sanctioned.iter().cloned().collect()),
    }
}

/// What the lists say of everybody, where lists were given.
fn screened(args: &CompanyArgs, structure: &Structure, at: Day) -> Result<Option<Screened>, Fault> {
    if args.lists.is_empty() {
        return Ok(None);
    }
    let loaded = input::read_lists(&args.lists, args.age.published)?;
    tell_findings(&loaded);
    let screen = Screen::new(loaded.into_iter().map(|it| it.list).collect());
    tell_undecoded(&screen);
    let (days_max, days_max_of) = args.age.days_max();
    let ids: Vec<String> = screen.lists().map(|it| it.id().to_owned()).collect();
    let policy = Policy { threshold: args.threshold, days_max, days_max_of, ..Policy::requiring(ids.clone()) };
    let mut screened = Screened { lists: ids, ..Screened::default() };
    let mut memory = Memory::default();
    for party in structure.parties.iter().filter(|it| !it.names.is_empty()) {
        let answer = screen.screen(&screened_as(party), &policy, at, &mut memory);
        screened.asked += 1;
        let gaps = answer.gaps().iter();
        screened.gaps.extend(
            gaps.map(|it| format!("{}{}", it.code, it.list.as_deref().map_or(String::new(), |it| format!(" of {it}")))),
        );
        if let Some(best) = answer.candidates().first() {
            let list = answer.lists().get(best.list).map_or_else(String::new, |it| it.id.to_string());
            screened.found.push((party.id.clone(), list, best.entry.to_string(), best.score().to_string()));
        }
    }
    Ok(Some(screened))
}
