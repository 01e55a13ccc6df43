//! `tidegate permit`: shows, verifies and revokes permits.

use crate::args::{PermitCommand, PermitForm, PublicArgs, RevokeArgs, ViewArgs};
use crate::fault::{Exit, Fault};
use crate::input::{self, Folder, Ink};
use crate::report::permit::{PermitLine, RevocationLine, SCHEMA};
use clap::ValueEnum;
use std::path::Path;
use tidegate_kyc_core::base::Instant;
use tidegate_kyc_core::gate::{
    PermitError, PermitId, PermitVerifier, PlaceStatus, StatusBook, UnverifiedPermit, VerifierPolicy,
};

/// Runs the command.
///
/// # Errors
/// A fault where something cannot be read or written.
pub(crate) fn command(command: &PermitCommand) -> Result<Exit, Fault> {
    match command {
        PermitCommand::Inspect(args) => inspect(args),
        PermitCommand::Verify(args) => verify(args),
        PermitCommand::Revoke(args) => revoke(args),
    }
}

/// A token from standard input, from a file, or from the words themselves.
fn token(given: &str) -> Result<String, Fault> {
    let path = Path::new(given);
    // A compact signature has two dots and no file has its name: base64url of a brace begins so.
    if given.starts_with("eyJ") && !path.exists() {
        return Ok(given.to_owned());
    }
    Ok(input::text(path)?.trim().to_owned())
}

fn read(token: &str) -> Result<UnverifiedPermit, Fault> {
    UnverifiedPermit::read(token).map_err(|it| {
        Fault::unreadable(
            format!("no permit: {it} ({})", it.0),
            "give a permit, as a file, a hyphen or the text itself",
        )
    })
}

fn inspect(args: &ViewArgs) -> Result<Exit, Fault> {
    let permit = read(&token(&args.token)?)?;
    say(&PermitLine::of(&permit, None, None), args.form)?;
    Ok(Exit::Clear)
}

fn verify(args: &PublicArgs) -> Result<Exit, Fault> {
    let token = token(&args.view.token)?;
    let permit = read(&token)?;
    let policy = VerifierPolicy {
        issuer: args.issuer.clone(),
        audience: args.audience.clone(),
        status_age_max: args.status_age,
    };
    let verifier = PermitVerifier::new(&input::whole(&args.jwks)?, policy).map_err(|it| {
        let help = "give what tidegate keys jwks printed";
        Fault::unreadable(format!("{}: {it}", input::file_name(&args.jwks)), help)
    })?;
    let at = args.at.unwrap_or_else(input::now);
    let judged = judge(&verifier, &token, args.status.as_deref(), at)?;
    say(&PermitLine::of(&permit, Some(at), Some(judged.err())), args.view.form)?;
    Ok(if judged.is_ok() { Exit::Clear } else { Exit::Found })
}

fn judge(
    verifier: &PermitVerifier,
    token: &str,
    status: Option<&Path>,
    at: Instant,
) -> Result<Result<(), PermitError>, Fault> {
    let list = status.map(input::whole).transpose()?.map(|it| verifier.status_list(&it, at)).transpose();
    Ok(match list {
        Ok(list) => verifier.verify(token, list.as_slice(), at).map(|_| ()),
        // What is wrong with the permit itself comes before what is wrong with the list.
        Err(fault) => verifier.verify(token, &[], at).map(|_| ()).map_err(|it| if it.0.is_gap() { fault } else { it }),
    })
}

fn revoke(args: &RevokeArgs) -> Result<Exit, Fault> {
    let ring = Folder(&args.secret.keys).open(args.secret.passphrase_file.as_deref())?;
    let name = input::file_name(&args.status);
    let wrong = |it: &dyn std::fmt::Display| Fault::unreadable(format!("{name}: {it}"), "nothing was changed");
    let mut book = StatusBook::read(&input::whole(&args.status)?, ring.set()).map_err(|it| wrong(&it.meaning()))?;
    let id = match PermitId::parse(&args.permit) {
        Ok(id) => id,
        Err(_) => read_own(&token(&args.permit)?, &ring, &book)?,
    };
    let to = if args.suspend { PlaceStatus::Suspended } else { PlaceStatus::Revoked };
    let before = book.status(id.place()).ok_or_else(|| wrong(&"the list has no such place"))?;
    book.set(id.place(), to).map_err(|it| wrong(&it.meaning()))?;
    let at = args.at.unwrap_or_else(input::now);
    let list = book.sign(ring.pair(), at, args.life).map_err(|it| wrong(&it.meaning()))?;
    input::write(Some(&args.status), Ink::Plain, &mut |out| writeln!(out, "{list}"))?;
    let reason = args.reason.to_possible_value().map_or_else(String::new, |it| it.get_name().to_owned());
    let line = RevocationLine {
        schema: SCHEMA,
        id: id.to_string(),
        place: id.place(),
        before: before.code(),
        status: to.code(),
        reason,
        at: at.to_string(),
    };
    let text = match args.form {
        PermitForm::Json => line.json(),
        PermitForm::Table => line.screen(),
    };
    input::write(None, Ink::Plain, &mut |out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Clear)
}

/// The id of a permit of our own: signed by a key of the set, for this very list.
fn read_own(token: &str, ring: &tidegate_kyc_core::key::KeyRing, book: &StatusBook) -> Result<PermitId, Fault> {
    let permit = read(token)?;
    let terms = permit.grant.terms();
    let ours = terms.issuer == book.issuer() && terms.status.uri == book.uri();
    if !ours || ring.set().named(&permit.key.to_string()).is_none() {
        return Err(Fault::usage("the permit is not of this status list and these keys", "give the list it names"));
    }
    Ok(permit.id)
}

fn say(line: &PermitLine, form: PermitForm) -> Result<(), Fault> {
    let (text, ink) = match form {
        PermitForm::Table => (line.screen(), Ink::Coloured),
        PermitForm::Json => (line.json(), Ink::Plain),
    };
    input::write(None, ink, &mut |out| out.write_all(text.as_bytes()))
}
