//! `tidegate travel-rule`: a description → a payload in a file of its own; a payload and its transfer → what is missing.
//!
//! Nothing of a payload is shown: what it holds is about people.

use crate::args::{TravelBuildArgs, TravelCheckArgs, TravelCommand, TravelForm};
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink, Staged};
use crate::report::json::object;
use crate::report::travel::{FilledLine, GapLine, PolicyLine, SCHEMA, TransferLine, TravelLine, page};
use crate::report::words::clean;
use std::path::Path;
use tidegate_kyc_core::base::written::WrittenFile;
use tidegate_kyc_core::base::{Redacted, SourceId, clause};
use tidegate_kyc_core::travel::{
    Answer, Built, Control, Description, Gap, PAYLOAD_LEN_MAX, Payload, PayloadError, Reach, Transfer, TravelPolicy,
    Verdict, bare, build, check,
};
use tidegate_kyc_core::wallet::address::{Address, AddressError};

/// Descriptions and policies that people write are far smaller.
const FILE_LEN_MAX: u64 = 1 << 20;
const PAYLOAD_HELP: &str = "a payload is IVMS101.2023 as JSON, of at most 1 MiB: is this the right file?";
const DESCRIPTION_HELP: &str = "docs/travel-rule.md has the keys of a description";

/// Runs the command.
///
/// # Errors
/// A fault where a file cannot be read or written, or a wallet is none.
pub(crate) fn command(command: &TravelCommand) -> Result<Exit, Fault> {
    match command {
        TravelCommand::Build(args) => build_one(args),
        TravelCommand::Check(args) => check_one(args),
    }
}

fn written(path: &Path, help: &str) -> Result<WrittenFile, Fault> {
    let text = input::bounded_text(path, FILE_LEN_MAX, help)?;
    let text = text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned);
    Ok(WrittenFile { name: input::file_name(path), text })
}

fn build_one(args: &TravelBuildArgs) -> Result<Exit, Fault> {
    if args.out.as_os_str() == "-" {
        let help = "name a file: --out payload.json";
        return Err(Fault::usage("a payload is about people and is not written to standard output", help));
    }
    input::spares_inputs(Some(&args.out), std::iter::once(args.description.clone()), None)?;
    let file = written(&args.description, DESCRIPTION_HELP)?;
    let description = match Description::read(&file) {
        Ok(description) => description,
        Err(complaints) => {
            // A description is about people: its lines are not shown, and no word of it.
            for it in &complaints {
                let place = format!("{}:{}:{}", clean(&it.file), it.line, it.column);
                input::speak(&format!(
                    "error: {place}: {} ({}); {}",
                    clause(it.code.meaning()),
                    it.code,
                    clean(&it.help)
                ));
            }
            return Ok(Exit::Unreadable);
        }
    };
    let day = args.at.unwrap_or_else(input::today);
    let Built { payload, gaps, left_off, filled } = build(&description, day);
    let bytes = payload.as_ref().map(Payload::canonical);
    if let Some(bytes) = &bytes {
        Staged::private(&args.out, bytes)?.put()?;
    }
    let line = TravelLine {
        kind: "travel-rule",
        schema: SCHEMA,
        command: "build",
        answer: if bytes.is_some() { "complete" } else { told(&gaps, left_off) },
        gaps: gaps.iter().map(GapLine::of).collect(),
        more: left_off,
        filled: filled.iter().map(FilledLine::of).collect(),
        day: day.to_string(),
        payload_sha256: bytes.as_ref().map(|it| SourceId::of(it).to_string()),
        transfer: None,
        policy: None,
    };
    let place = args.out.display().to_string();
    let name = input::file_name(&args.description);
    tell(&line, args.form, (&name, Some(&place)))?;
    Ok(if bytes.is_some() { Exit::Clear } else { Exit::Found })
}

/// What gaps amount to where no policy was asked.
fn told(gaps: &[Gap], left_off: u64) -> &'static str {
    Verdict::of(gaps, left_off).code()
}

fn check_one(args: &TravelCheckArgs) -> Result<Exit, Fault> {
    let hyphens = [&args.payload, &args.policy].into_iter().filter(|it| it.as_os_str() == "-").count();
    if hyphens > 1 {
        return Err(Fault::usage("standard input is asked for twice", "give the policy as a file"));
    }
    let transfer = transfer(args)?;
    let file = written(&args.policy, "a policy is a small TOML file: is this the right one?")?;
    let policy = TravelPolicy::read(&file).map_err(|complaints| Fault::Travel { complaints, files: vec![file] })?;
    let name = input::file_name(&args.payload);
    let bytes = input::bounded(&args.payload, PAYLOAD_LEN_MAX as u64, PAYLOAD_HELP)?;
    let Answer { verdict, gaps, left_off, rules } =
        check(&bytes, &transfer, &policy).map_err(|it| unreadable(&name, &it))?;
    let line = TravelLine {
        kind: "travel-rule",
        schema: SCHEMA,
        command: "check",
        answer: verdict.code(),
        gaps: gaps.iter().map(GapLine::of).collect(),
        more: left_off,
        filled: Vec::new(),
        day: transfer.day.to_string(),
        payload_sha256: Some(SourceId::of(&bytes).to_string()),
        transfer: Some(TransferLine {
            jurisdiction: transfer.jurisdiction.to_string(),
            amount: transfer.amount.to_string(),
            currency: transfer.currency.to_string(),
            asset: args.asset.to_string(),
            rules: rules.iter().map(ToString::to_string).collect(),
        }),
        policy: Some(PolicyLine {
            id: policy.id().to_string(),
            version: policy.version(),
            sha256: policy.digest().to_string(),
        }),
    };
    tell(&line, args.form, (&name, None))?;
    Ok(if line.answer == "complete" { Exit::Clear } else { Exit::Found })
}

fn unreadable(name: &str, why: &PayloadError) -> Fault {
    Fault::unreadable(format!("{name}: {why}"), PAYLOAD_HELP)
}

fn transfer(args: &TravelCheckArgs) -> Result<Transfer, Fault> {
    for (option, wallet) in [("--from", &args.from), ("--to", &args.to)] {
        let Some(wallet) = wallet else { continue };
        match Address::read(bare(wallet)) {
            Ok(_) | Err(AddressError::Unrecognised) => {}
            Err(why) => {
                return Err(Fault::usage(
                    format!("the address of {option} {why}"),
                    "copy it from the wallet as it stands",
                ));
            }
        }
    }
    Ok(Transfer {
        jurisdiction: args.jurisdiction.clone(),
        day: args.at.unwrap_or_else(input::today),
        amount: args.amount,
        currency: args.currency.clone(),
        from: args.from.clone().map(Redacted::new),
        to: args.to.clone().map(Redacted::new),
        hosting: args.self_hosted.is(),
        control: if args.control_proved { Control::Proved } else { Control::Unproved },
        reach: if args.domestic { Reach::Domestic } else { Reach::CrossBorder },
    })
}

fn tell(line: &TravelLine, form: TravelForm, names: (&str, Option<&str>)) -> Result<(), Fault> {
    let ink = if form == TravelForm::Table { Ink::Coloured } else { Ink::Plain };
    input::write(None, ink, &mut |out| match form {
        TravelForm::Table => out.write_all(page(line, names, input::width()).as_bytes()),
        TravelForm::Json => object(line, out),
    })
}
