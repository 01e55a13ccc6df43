//! `tidegate exposure`: a wallet or customer, exports and tags in; where the money is from and where it went out.
//!
//! Puts the rooms together; the library follows the money. Decides nothing but whom is meant and the exit code.

use crate::args::{ExposureArgs, ExposureForm};
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink};
use crate::report::exposure::{ExposureLine, Told, line, page};
use crate::report::json::object;
use crate::report::words::clean;
use std::collections::BTreeSet;
use tidegate_kyc_core::base::Window;
use tidegate_monitor::exposure::{Categories, Exposure, Question, Side, trace};
use tidegate_monitor::ledger::{Parties, PartyId};
use tidegate_monitor::rule::{Pack, UntaggedService};
use tidegate_monitor::tag::{CATEGORIES, Finding, Tags};

/// How a customer is named, as in the cases of rules.
const CUSTOMER: &str = "cust:";

/// Who is taken for a service where no rules say: as in the rules that are shipped.
const UNTAGGED: UntaggedService =
    UntaggedService { received: 100, sent: 100, within: Window::from_micros(24 * 3_600_000_000) };

/// Findings of tags and customers that are told.
const FINDINGS: usize = 10;

/// Runs the command.
///
/// # Errors
/// A fault where a file cannot be read or written, or no transfer names the subject.
pub(crate) fn command(args: &ExposureArgs) -> Result<Exit, Fault> {
    let read = args.exports.iter().chain(args.read.facts()).cloned();
    input::spares_inputs(args.out.as_deref(), read, args.rules.as_deref())?;
    let pack = args.rules.as_deref().map(|it| input::read_rules(it)?.pack()).transpose()?;
    let loaded = input::load(&args.exports, &args.read, pack.as_ref())?;
    let book = loaded.ledger.book();
    if loaded.ledger.transfers().is_empty() {
        let help = "look at the rows with tidegate scan; is the format right, or are columns to be named with --map?";
        return Err(Fault::unreadable("no row of the exports is a transfer, so nothing was followed", help));
    }
    let subject = subject(&args.subject, &book.parties)?;
    let question = question(args, subject, pack.as_ref());
    let categories = categories(args, pack.as_ref(), &loaded.tags)?;
    let ask =
        |side: &Side| (*side, trace(&loaded.ledger, &loaded.tags, &categories, &Question { side: *side, ..question }));
    let sides: Vec<(Side, Exposure)> = args.side.all().iter().map(ask).collect();
    let sources: Vec<String> = loaded.ledger.sources().iter().map(|it| it.name.clone()).collect();
    let told = Told {
        ledger: &loaded.ledger,
        sources: &sources,
        tags: &loaded.tags,
        facts: &loaded.facts,
        categories: &categories,
        asked: (!args.risk.is_empty(), !args.known.is_empty()),
        currency: pack.map(|it| it.currency),
        method: args.method.is().1,
    };
    let answer = line(&told, &question, &sides);
    tell(&loaded.findings);
    let ink = if args.form == ExposureForm::Table { Ink::Coloured } else { Ink::Plain };
    input::write(args.out.as_deref(), ink, &mut |out| match args.form {
        ExposureForm::Table => out.write_all(page(&answer, input::width()).as_bytes()),
        ExposureForm::Json => object(&answer, out),
    })?;
    Ok(exit(&answer))
}

/// Says what is wrong with rows of tags and customers.
fn tell(findings: &[Finding]) {
    findings.iter().take(FINDINGS).for_each(|it| input::speak(&format!("note: {it}")));
    if findings.len() > FINDINGS {
        input::speak(&format!("note: … and {} more", findings.len() - FINDINGS));
    }
}

/// Clear only where everything is known to come from, and to have gone to, those of whom nothing is to be asked.
fn exit(answer: &ExposureLine) -> Exit {
    if answer.answer == "clear" { Exit::Clear } else { Exit::Found }
}

fn question(args: &ExposureArgs, subject: PartyId, pack: Option<&Pack>) -> Question {
    Question {
        method: args.method.is().0,
        hops: args.hops,
        untagged_service: pack.map_or(Some(UNTAGGED), |it| it.untagged_service),
        until: args.at,
        moves: args.moves,
        ..Question::new(subject, Side::Source)
    }
}

/// The categories that were asked for, or the usual ones. A slip of the hand there would turn a finding into none.
fn categories(args: &ExposureArgs, pack: Option<&Pack>, tags: &Tags) -> Result<Categories, Fault> {
    let small = |words: &[String]| words.iter().map(|it| it.trim().to_lowercase()).collect::<BTreeSet<String>>();
    let (risks, known) = (small(&args.risk), small(&args.known));
    let is_one = |it: &str| {
        CATEGORIES.contains(&it) || tags.names_category(it) || pack.is_some_and(|pack| pack.names_category(it))
    };
    if let Some(slip) = risks.iter().chain(&known).find(|it| !is_one(it)) {
        let what = format!(
            "{} is no category: no tag names it, and it is none of the usual ones",
            clean(&format!("{slip:?}"))
        );
        return Err(Fault::usage(what, format!("the usual ones are {}", CATEGORIES.join(", "))));
    }
    if let Some(both) = risks.intersection(&known).next() {
        return Err(Fault::usage(format!("{both} is asked for as a risk and as known"), "name it once"));
    }
    let usual = Categories::default();
    // What is named on one side is taken from the other.
    let left = |usual: BTreeSet<String>, named: &BTreeSet<String>| usual.difference(named).cloned().collect();
    Ok(Categories {
        risks: if risks.is_empty() { left(usual.risks, &known) } else { risks.clone() },
        known: if known.is_empty() { left(usual.known, &risks) } else { known },
    })
}

/// Whom the words mean.
fn subject(text: &str, parties: &Parties) -> Result<PartyId, Fault> {
    let name = text.trim();
    let shown = clean(name);
    let unknown = |what: &str, shown: &str| {
        let help = "is it written as the exports have it? customers are given as cust:NAME";
        Err(Fault::usage(format!("no transfer of these exports names the {what} {shown}"), help))
    };
    let wallet = parties.find_wallet(name);
    if let Some(customer) = name.strip_prefix(CUSTOMER) {
        let found = parties.find_customer(customer).or(wallet);
        return found.map_or_else(|| unknown("customer", &clean(customer)), Ok);
    }
    match (wallet, parties.find_customer(name)) {
        (Some(it), None) | (None, Some(it)) => Ok(it),
        (None, None) => unknown("wallet or customer", &shown),
        (Some(wallet), Some(_)) => {
            let other = format!("{CUSTOMER}{shown}");
            input::speak(&format!(
                "note: {shown} is a wallet and a customer: this is about the wallet; {other} is the other"
            ));
            Ok(wallet)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_means_a_wallet_before_a_customer() {
        let mut parties = Parties::default();
        let (wallet, customer) =
            (parties.wallet("0xAbC0000000000000000000000000000000000001"), parties.customer("c-1"));
        let odd = parties.wallet("cust:odd");
        let (both, other) = (parties.wallet("x"), parties.customer("x"));
        for (text, meant) in [
            ("0xabc0000000000000000000000000000000000001", Some(wallet)),
            (" 0xABC0000000000000000000000000000000000001 ", Some(wallet)),
            ("c-1", Some(customer)),
            ("cust:c-1", Some(customer)),
            ("x", Some(both)),
            ("cust:x", Some(other)),
            ("cust:0xabc0000000000000000000000000000000000001", None),
            ("cust:odd", Some(odd)),
            ("nobody", None),
        ] {
            assert_eq!(subject(text, &parties).ok(), meant, "{text}");
        }
    }
}
