//! `tidegate keys`: makes and rotates signing keys, prints the public ones.

use crate::args::{KeysCommand, RotateArgs, SecretArgs};
use crate::fault::{Exit, Fault};
use crate::input::{self, Folder, Ink, Twice};
use tidegate_kyc_core::base::Instant;
use tidegate_kyc_core::key::{KeyPair, KeyRing};

const HELP: &str = "nothing was written";

/// Runs the command.
///
/// # Errors
/// A fault where a key cannot be read, opened or written.
pub(crate) fn command(command: &KeysCommand) -> Result<Exit, Fault> {
    match command {
        KeysCommand::New(args) => new(args),
        KeysCommand::Rotate(args) => rotate(args),
        KeysCommand::Jwks { keys } => {
            let set = Folder(keys).set()?.to_json();
            input::write(None, Ink::Plain, &mut |out| out.write_all(set.as_bytes()))?;
            Ok(Exit::Clear)
        }
    }
}

fn new(args: &SecretArgs) -> Result<Exit, Fault> {
    let folder = Folder(&args.keys);
    folder.make()?;
    let passphrase = input::passphrase(args.passphrase_file.as_deref(), Twice::Yes)?;
    let pair = KeyPair::from_seed(&input::random()?);
    let ring = KeyRing::new(pair).map_err(|it| Fault::usage(it, HELP))?;
    folder.write(&ring, &passphrase)?;
    input::speak(&format!("made key {}: keep its passphrase, nobody can open it without", ring.set().active()));
    Ok(Exit::Clear)
}

fn rotate(args: &RotateArgs) -> Result<Exit, Fault> {
    let folder = Folder(&args.secret.keys);
    let file = args.secret.passphrase_file.as_deref();
    let ring = folder.open(file)?;
    let passphrase = input::passphrase(file, Twice::Yes)?;
    let (former, at) = (ring.set().active(), args.at.unwrap_or_else(input::now));
    let end = Instant::from_micros(at.micros().saturating_add(args.grace.micros()));
    let pair = KeyPair::from_seed(&input::random()?);
    let ring = ring.rotate(pair, end, at).map_err(|it| Fault::usage(it, HELP))?;
    folder.write(&ring, &passphrase)?;
    let active = ring.set().active();
    folder.clear(active)?;
    input::speak(&format!("key {active} signs from now on; what {former} signed counts until {end}"));
    input::speak("publish the new key set before the first permit: tidegate keys jwks");
    Ok(Exit::Clear)
}
