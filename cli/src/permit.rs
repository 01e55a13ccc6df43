//! `tidegate permit`: shows, verifies and revokes permits.

use crate::args::{ListArgs, PermitCommand, PermitForm, PublicArgs, RevokeArgs, ViewArgs};
use crate::book::{Address, Known, SECOND, Standing, given_out, place_of, tell_ahead};
use crate::fault::{Exit, Fault};
use crate::input::{self, Folder, Ink, JournalFile, Signer, Staged, Written};
use crate::report::permit::{PermitLine, REVOCATION, RevocationLine};
use clap::ValueEnum;
use std::path::{Path, PathBuf};
use tidegate_kyc_core::base::{Instant, SourceId, SubjectId, clause};
use tidegate_kyc_core::gate::{
    BookFault, PermitError, PermitFault, PermitId, PermitVerifier, PlaceStatus, StatusBook, UnverifiedPermit,
    VerifierPolicy,
};
use tidegate_kyc_core::journal::{Entry, Event, Kind};
use tidegate_kyc_core::key::KeyRing;

/// Runs the command.
///
/// # Errors
/// A fault where something cannot be read or written.
pub(crate) fn command(command: &PermitCommand) -> Result<Exit, Fault> {
    match command {
        PermitCommand::Inspect(args) => inspect(args),
        PermitCommand::Verify(args) => verify(args),
        PermitCommand::Revoke(args) => revoke(args),
        PermitCommand::Publish(args) => publish(args),
    }
}

/// A token from standard input, from a file, or from the words themselves, which no error repeats: whoever holds a permit
/// can show it.
fn token(given: &str) -> Result<String, Fault> {
    let path = Path::new(given);
    // A compact signature has two dots and no file has its name: base64url of a brace begins so.
    if given.contains("eyJ") && !path.exists() {
        return Ok(given.trim().to_owned());
    }
    // Somebody may have typed a name: only what is written like a path is repeated.
    let is_path = given == "-" || given.contains(['.', '/', '\\']) && !given.contains(char::is_whitespace);
    if !is_path && !path.exists() {
        let help = "give the permit as a file, a hyphen or the text itself; permit revoke takes its id as well";
        return Err(Fault::unreadable("what was given is no permit and no file", help));
    }
    Ok(input::text(path)?.trim().to_owned())
}

fn read(token: &str) -> Result<UnverifiedPermit, Fault> {
    let help = "give a permit, as a file, a hyphen or the text itself";
    UnverifiedPermit::read(token).map_err(|it| no_permit(it, help))
}

fn no_permit(error: PermitError, help: &str) -> Fault {
    Fault::unreadable(format!("no permit: {error} ({})", error.0), help)
}

fn inspect(args: &ViewArgs) -> Result<Exit, Fault> {
    let permit = read(&token(&args.token)?)?;
    say(&PermitLine::of(&permit, None, None), args.form)?;
    Ok(Exit::Clear)
}

fn verify(args: &PublicArgs) -> Result<Exit, Fault> {
    let token = token(&args.view.token)?;
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
    let permit = match UnverifiedPermit::read(&token) {
        Ok(permit) => permit,
        // A changed token is an answer like any other, for whoever asks by machine.
        Err(fault) => {
            say(&PermitLine::refused(None, Some(at), fault), args.view.form)?;
            return Ok(Exit::Found);
        }
    };
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
        Err(PermitError(fault)) => {
            // Its key and its signature are those of the list: the permit's are asked about apart.
            let stale = fault == PermitFault::StatusStale;
            let fault = PermitError(if stale { fault } else { PermitFault::StatusList });
            // What is wrong with the permit itself comes before what is wrong with the list.
            let missing = |it: &PermitError| it.0 == PermitFault::StatusMissing;
            verifier.verify(token, &[], at).map(|_| ()).map_err(|it| if missing(&it) { fault } else { it })
        }
    })
}

/// A permit as an officer names it.
pub(crate) enum Named {
    Id(PermitId),
    Token(String),
}

impl Named {
    fn of(given: &str) -> Result<Self, Fault> {
        match PermitId::parse(given) {
            Ok(id) => Ok(Self::Id(id)),
            Err(fault) if looks_like_id(given) => Err(Fault::usage(fault, "nothing was changed")),
            Err(_) => Ok(Self::Token(token(given)?)),
        }
    }

    /// The list that it is of: by the journal, or else by what the permit says itself.
    fn list(&self, known: &Known) -> Option<Address> {
        let permit = match self {
            Self::Id(id) => return known.list_of(*id),
            Self::Token(token) => UnverifiedPermit::read(token).ok()?,
        };
        let terms = permit.grant.terms();
        let said = || Address { issuer: terms.issuer.clone(), uri: terms.status.uri.clone() };
        Some(known.list_of(permit.id).unwrap_or_else(said))
    }
}

/// The gate's list, and what it takes to sign the next issue of it.
pub(crate) struct Desk {
    pub(crate) ring: KeyRing,
    /// Whoever holds the journal holds the list: two who change it at once would lose one of the two changes.
    pub(crate) journal: JournalFile,
    pub(crate) known: Known,
    pub(crate) book: StatusBook,
    /// As it was published last.
    pub(crate) published: Option<StatusBook>,
    /// How many of its places say what the journal knows nothing of.
    pub(crate) ahead: u64,
    pub(crate) status: PathBuf,
    pub(crate) name: String,
    pub(crate) at: Instant,
}

/// How a journal is opened with the keys of its gate, and each entry handed on.
type Opening<'a> = &'a mut dyn FnMut(&Path, &Signer<'_>, &mut dyn FnMut(&Entry)) -> Result<JournalFile, Fault>;

impl Desk {
    fn open(args: &ListArgs, named: Option<&Named>) -> Result<Self, Fault> {
        let mut desk =
            Self::open_by(args, named, &mut |path, signer, each| JournalFile::open_with(path, signer, each))?;
        desk.journal.takes((&desk.name, desk.book.uri()), desk.ahead)?;
        tell_ahead(&desk.name, desk.ahead);
        Ok(desk)
    }

    /// Opens the list and its journal in that way; the list of a permit, where one is named.
    ///
    /// # Errors
    /// A fault where something cannot be read, or is not the gate's.
    pub(crate) fn open_by(args: &ListArgs, named: Option<&Named>, opening: Opening<'_>) -> Result<Self, Fault> {
        let status = args.status.clone().or_else(|| input::status_beside(&args.journal));
        let help = "give the file that is published, or the journal by its folder";
        let what = match args.status {
            Some(_) => "--status is a file, which is replaced",
            None => "the journal is given by its file, and nothing tells where the status list is",
        };
        let status = status.filter(|it| it.as_os_str() != "-").ok_or_else(|| Fault::usage(what, help))?;
        if args.life.micros() < SECOND {
            return Err(Fault::usage("--life is less than a second", "give a longer one: 24h, for instance"));
        }
        let given = args.moment.given()?;
        input::later(given.unwrap_or_else(input::now), args.life, "--life")?;
        if args.status.is_some() {
            // A file that somebody names may be any file; the one of a gate's folder is its list.
            input::free_for(&status, Written::StatusList, [args.secret.keys.as_path()])?;
        }
        let keys = Folder(&args.secret.keys);
        let ring = keys.open(args.secret.passphrase_file.as_deref())?;
        let mut known = Known::default();
        let signer = Signer::of_permits(&keys, ring.set(), given.unwrap_or_else(input::now));
        let journal = opening(&args.journal, &signer, &mut |it| known.see(it))?;
        let wanted = named.and_then(|it| it.list(&known));
        let status = match &wanted {
            Some(it) => place_of(status, args.status.is_some(), it, &known)?,
            None => status,
        };
        let (name, anew) = (input::file_name(&status), wanted.filter(|_| !input::is_there(&status)));
        let Standing { book, published, ahead } = Standing::of(&status, ring.set(), &known, anew.as_ref(), false)?;
        // Lists are told apart by whole seconds.
        let at = given.unwrap_or_else(|| book.issued().map_or_else(input::now, input::now_after));
        Ok(Self { ring, journal, known, book, published, ahead, status, name, at })
    }

    /// The next issue, as the file is to hold it.
    ///
    /// # Errors
    /// A fault where it would not be later than the one before.
    pub(crate) fn sign(&self, args: &ListArgs) -> Result<String, Fault> {
        let list = self.book.sign(self.ring.pair(), self.at, args.life).map_err(|it| wrong(&self.name, it))?;
        Ok(list + "\n")
    }
}

/// What is asked of a list that it cannot do. The list was read, so that the command is at fault.
pub(crate) fn wrong(name: &str, fault: BookFault) -> Fault {
    Fault::usage(format!("{name}: {}", clause(fault.meaning())), "nothing was changed")
}

fn publish(args: &ListArgs) -> Result<Exit, Fault> {
    let mut desk = Desk::open(args, None)?;
    let staged = Staged::new(&desk.status, desk.sign(args)?.as_bytes())?;
    desk.journal.gives_out(desk.book.uri(), given_out(&desk.book));
    desk.journal.remember()?;
    staged.put()?;
    let end = Instant::from_micros(desk.at.micros().saturating_add(args.life.micros()));
    input::speak(&format!("signed {} anew: it counts until {end}", desk.name));
    Ok(Exit::Clear)
}

fn revoke(args: &RevokeArgs) -> Result<Exit, Fault> {
    let named = Named::of(&args.permit)?;
    let mut desk = Desk::open(&args.list, Some(&named))?;
    let (id, subject) = match &named {
        Named::Id(id) => (*id, None),
        Named::Token(token) => read_own(token, &desk)?,
    };
    let (to, kind) = match (args.suspend, args.lift) {
        (true, _) => (PlaceStatus::Suspended, Kind::PermitSuspended),
        (_, true) => (PlaceStatus::Valid, Kind::PermitReinstated),
        _ => (PlaceStatus::Revoked, Kind::PermitRevoked),
    };
    if desk.known.holder(desk.book.uri(), id.place()).is_some_and(|it| it != id) {
        let help =
            "by the journal its place belongs to another permit: take the id from the permit; nothing was changed";
        return Err(Fault::usage("the gate never gave out a permit of this id", help));
    }
    if args.lift && desk.known.is_held(id) {
        let help = "decide about the customer anew: tidegate onboard; nothing was changed";
        return Err(Fault::usage(
            "a decision suspended the permit, and only another lets the customer trade again",
            help,
        ));
    }
    let before = desk.book.status(id.place()).ok_or_else(|| wrong(&desk.name, BookFault::Place))?;
    desk.book.set(id.place(), to).map_err(|it| wrong(&desk.name, it))?;
    // What is recorded and was never published is published now.
    let published = desk.published.as_ref().and_then(|it| it.status(id.place()));
    if before == to && published == Some(to) {
        return Err(Fault::usage(format!("the permit is {} already", to.code()), "nothing was changed"));
    }
    let list = desk.sign(&args.list)?;
    let line = RevocationLine {
        schema: REVOCATION,
        id: id.to_string(),
        place: id.place(),
        before: before.code(),
        status: to.code(),
        reason: args.reason.to_possible_value().map_or_else(String::new, |it| it.get_name().to_owned()),
        at: desk.at.to_string(),
        list: desk.book.uri().to_owned(),
        list_digest: SourceId::of(list.as_bytes()).to_string(),
        entry: desk.journal.journal().size(),
    };
    let staged = Staged::new(&desk.status, list.as_bytes())?;
    let body = line.body(&desk.ring.set().active().to_string());
    desk.journal.gives_out(desk.book.uri(), given_out(&desk.book));
    desk.journal.append(desk.at, Event { subject, ..Event::of(kind, body) })?;
    staged.put().map_err(|it| half_done(it, line.entry))?;
    let text = match args.form {
        PermitForm::Json => line.json(),
        PermitForm::Table => line.screen(input::width()),
    };
    input::write(None, Ink::Plain, &mut |out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Clear)
}

/// Whether somebody meant an id, however mistyped, and no file.
fn looks_like_id(given: &str) -> bool {
    let id = given.len() > 32 && given.bytes().all(|it| it.is_ascii_hexdigit() || it == b'-');
    id && !Path::new(given).exists()
}

/// The journal has the entry, the list is the old one: the entry stays, and the same is to be done again.
fn half_done(fault: Fault, entry: u64) -> Fault {
    match fault {
        Fault::Said { what, .. } => Fault::unreadable(
            format!("{what}: entry {entry} of the journal records a change that the list does not show"),
            "run the same again; until then the list stands as it was",
        ),
        other => other,
    }
}

/// The id and customer of a permit of our own: signed by a key of the set, or given out by the journal; for this very list.
fn read_own(token: &str, desk: &Desk) -> Result<(PermitId, Option<SubjectId>), Fault> {
    let signed = UnverifiedPermit::read_signed(token, desk.ring.set());
    let permit = signed.or_else(|it| recorded(token, desk, it))?;
    let terms = permit.grant.terms();
    if terms.issuer != desk.book.issuer() || terms.status.uri != desk.book.uri() {
        return Err(Fault::usage("the permit is not of this status list", "give the list it names"));
    }
    Ok((permit.id, Some(terms.subject.clone())))
}

/// A permit that no key of the set signed, where the journal gave it out: its id is the digest of all that it says.
fn recorded(token: &str, desk: &Desk, fault: PermitError) -> Result<UnverifiedPermit, Fault> {
    let unsigned = |it| no_permit(it, "nothing was changed");
    if fault.0 != PermitFault::Key {
        return Err(unsigned(fault));
    }
    let permit = UnverifiedPermit::read(token).map_err(unsigned)?;
    let key = permit.key;
    if desk.known.list_of(permit.id).is_none() {
        let what = format!("the permit names {key}, which is no key of the set, and the journal never gave out its id");
        let help = "it needs no revoking: no order path that has the set as it is takes it. Publish the set, where an older one may \
            be in use (tidegate keys jwks); nothing was changed";
        return Err(Fault::usage(what, help));
    }
    input::speak(&format!(
        "note: the permit counts by no key of the set any more, for it names {key}; the journal gave it out, so that the list can \
         say what becomes of it"
    ));
    Ok(permit)
}

fn say(line: &PermitLine, form: PermitForm) -> Result<(), Fault> {
    let (text, ink) = match form {
        PermitForm::Table => (line.screen(input::width()), Ink::Coloured),
        PermitForm::Json => (line.json(), Ink::Plain),
    };
    input::write(None, ink, &mut |out| out.write_all(text.as_bytes()))
}
