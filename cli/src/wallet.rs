//! `tidegate wallet`: a text for a customer to sign; whether a signature over it proves control over the wallet.

use crate::args::{ChallengeArgs, ProofForm, ProveControlArgs, WalletCommand};
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink};
use crate::report::control::{ControlLine, SCHEMA, page, word};
use crate::report::json::object;
use std::path::Path;
use tidegate_kyc_core::base::{SourceId, Window};
use tidegate_kyc_core::wallet::address::Address;
use tidegate_kyc_core::wallet::proof::{Challenge, ChallengeError, NONCE_LEN, SIGNATURE_MAX, is_verified};

/// The longest text that is read for a challenge or a signature.
const TEXT_MAX: u64 = 2 * SIGNATURE_MAX as u64;

const HELP: &str = "give your own copy of what tidegate wallet challenge wrote, not what came back with the answer";

/// Runs the command.
///
/// # Errors
/// A fault where a file cannot be read or written, or an address is none.
pub(crate) fn command(command: &WalletCommand) -> Result<Exit, Fault> {
    match command {
        WalletCommand::Challenge(args) => challenge(args),
        WalletCommand::Prove(args) => prove(args),
    }
}

fn address(text: &str) -> Result<Address, Fault> {
    Address::read(text).map_err(|it| Fault::usage(format!("the address {it}"), "copy it from the wallet as it stands"))
}

fn challenge(args: &ChallengeArgs) -> Result<Exit, Fault> {
    if !is_verified(&address(&args.address)?) {
        input::speak(
            "note: proofs are not verified for addresses of this kind, so that tidegate wallet prove can only say UNKNOWN",
        );
    }
    let nonce = *input::random::<NONCE_LEN>()?;
    let within = Window::from_micros(i64::from(args.minutes) * 60_000_000);
    let names = (args.origin.as_str(), args.customer.as_str(), args.address.trim());
    let challenge = Challenge::new(names, nonce, args.at.unwrap_or_else(input::now), within);
    let challenge =
        challenge.map_err(|it| Fault::usage(it.to_string(), "give --origin and --customer in a word or two each"))?;
    if let Some(out) = &args.out {
        input::spares_records(out)?;
    }
    input::write(args.out.as_deref(), Ink::Plain, &mut |out| writeln!(out, "{}", challenge.text()))?;
    Ok(Exit::Clear)
}

fn prove(args: &ProveControlArgs) -> Result<Exit, Fault> {
    let asked = address(&args.address)?;
    let hyphens = [Some(&args.challenge), args.signature_file.as_ref()].into_iter().flatten();
    if hyphens.filter(|it| it.as_os_str() == "-").count() > 1 {
        let help = "give the challenge as a file, and the signature alone by the hyphen";
        return Err(Fault::usage("standard input is asked for twice", help));
    }
    let challenge = read_challenge(&args.challenge)?;
    let signature = match (&args.signature, &args.signature_file) {
        (Some(text), _) => text.clone(),
        (None, Some(file)) => read_signature(file)?,
        (None, None) => String::new(),
    };
    let at = args.at.unwrap_or_else(input::now);
    let is_other = args.customer.as_ref().is_some_and(|it| *it != challenge.customer);
    let answer = match is_other {
        true => Err(ChallengeError::OtherCustomer),
        false => challenge.answered(&asked, signature.trim_start_matches('\u{feff}'), at),
    };
    let line = ControlLine {
        kind: "wallet-proof",
        schema: SCHEMA,
        address: args.address.trim().to_owned(),
        networks: asked.families().iter().map(|it| it.code()).collect(),
        answer: word(answer),
        way: answer.ok().map(|it| it.code()),
        why: answer.err().map(|it| it.to_string()),
        origin: challenge.origin.clone(),
        customer: challenge.customer.clone(),
        nonce: challenge.nonce_digits(),
        issued: challenge.issued.to_string(),
        expires: challenge.expires.to_string(),
        at: at.to_string(),
        text_sha256: SourceId::of(challenge.text().as_bytes()).to_string(),
    };
    let ink = if args.form == ProofForm::Table { Ink::Coloured } else { Ink::Plain };
    input::write(None, ink, &mut |out| match args.form {
        ProofForm::Table => out.write_all(page(&line, input::width()).as_bytes()),
        ProofForm::Json => object(&line, out),
    })?;
    Ok(if answer.is_ok() { Exit::Clear } else { Exit::Found })
}

/// A signature as it came in.
///
/// # Errors
/// A fault where the file is no text, or too long for one.
pub(crate) fn read_signature(path: &Path) -> Result<String, Fault> {
    input::bounded_text(path, TEXT_MAX, "a signature is a line of text: is this the right file?")
}

/// A challenge of the house's own.
///
/// # Errors
/// A fault where the file is none.
pub(crate) fn read_challenge(path: &Path) -> Result<Challenge, Fault> {
    let text = input::bounded_text(path, TEXT_MAX, HELP)?;
    // A file that went through another system may have its line ends, and its mark of UTF-8.
    Challenge::parse(text.trim_start_matches('\u{feff}').replace("\r\n", "\n").as_str())
        .map_err(|it| Fault::unreadable(format!("{}: {it}", input::file_name(path)), HELP))
}
