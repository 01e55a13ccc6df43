//! `tidegate onboard`: one application in, one decision out, recorded.
//!
//! Puts the library's rooms together: documents, attestations, lists → dossier → profile → decision. The journal has
//! the decision before anybody sees a permit.

mod application;
mod gather;
mod kept;
mod owners;
mod past;
pub(crate) mod restrictions;
mod reviews;
mod written;

pub(crate) use kept::BEHIND;
pub(crate) use past::{Item, Past};
pub(crate) use reviews::{Verified, verified};

use crate::args::{OnboardArgs, VerdictForm};
use crate::book::{Address, Standing, given_out, tell_ahead};
use crate::fault::{Exit, Fault};
use crate::input::{self, Folder, Ink, Office, Signer, Written};
use crate::report::decision::{DecisionLine, Given};
use crate::report::words::plural;
use crate::screen::{tell_findings, tell_undecoded};
use crate::verify::anchors;
use application::Application;
use gather::{Gathered, Means};
use kept::Kept;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use tidegate_kyc_core::base::written::WrittenFile;
use tidegate_kyc_core::base::{Instant, SourceId, SubjectId, clause};
use tidegate_kyc_core::evidence::{AttestationPolicy, RawAttestationPolicy, Shown};
use tidegate_kyc_core::gate::{
    Answer, BookFault, Decision, Gate, GateError, PlaceStatus, Restriction, StatusBook, carried,
};
use tidegate_kyc_core::journal::{Event, Kind};
use tidegate_kyc_core::key::KeyRing;
use tidegate_kyc_core::policy::Policy;
use tidegate_kyc_core::profile::{Profile, assess};
use tidegate_kyc_core::review::SignedReview;
use tidegate_kyc_core::screen::Screen;

/// The largest application in bytes; what it names lies in files of their own.
const APPLICATION_LEN_MAX: u64 = 4 << 20;
/// The unit of a list's times, in microseconds.
const SECOND: i64 = 1_000_000;
const NOTHING: &str = "nothing was changed";

/// Runs the command.
///
/// # Errors
/// A fault where something cannot be read or written; nothing is decided then.
pub(crate) fn command(args: &OnboardArgs) -> Result<Exit, Fault> {
    if args.status_life.micros() < SECOND {
        return Err(Fault::usage("--status-life is less than a second", "give a longer one: 24h, for instance"));
    }
    let given_at = args.moment.given()?;
    args.permit.as_deref().map_or(Ok(()), |it| has_room(it, args))?;
    let application = application(&args.application)?;
    let folder = args.application.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    application.stands(&input::file_name(&args.application), folder)?;
    let policy = policy(&args.policy)?;
    let vendors = vendors(&args.policy)?;
    let owner_rules = owners::rules(&args.policy)?;
    let given = args.restrictions.as_deref().map(restrictions::read).transpose()?.unwrap_or_default();
    let keys = Folder(&args.secret.keys);
    let ring = keys.open(args.secret.passphrase_file.as_deref())?;
    let lists = input::read_lists(&args.lists, None)?;
    tell_findings(&lists);
    let screen = Screen::new(lists.into_iter().map(|it| it.list).collect());
    tell_undecoded(&screen);
    // What takes long comes before the folder is ours, so that nobody waits for it.
    let begun = given_at.unwrap_or_else(input::now);
    let trusted = args.anchors.as_deref().map(|it| anchors::read(it, begun)).transpose()?;
    let screening = policy.screening_policy();
    let gather = |kept: &Kept, seen: &Shown, unrecorded: Option<Instant>, at: Instant| {
        let (trusted, vendors, salt) = (trusted.as_ref(), vendors.as_ref(), kept.salt());
        let (screen, screening, owners) = (&screen, &screening, owner_rules.as_ref());
        gather::gather(&application, &Means { trusted, vendors, screen, screening, owners, salt, seen, unrecorded, at })
    };
    let before = Kept::of(input::openings(&args.journal, &application.subject)?)?;
    let told = before.told();
    let gathered = gather(&before, &told, None, begun)?;

    // From here on the folder is ours: what is decided is decided on what it holds now.
    let mut past = Past::default();
    let signer = Signer::of_permits(&keys, ring.set(), begun);
    let mut office = Office::open(&args.journal, &signer, &origin(&policy), |it| past.see(it))?;
    office.is_of(&origin(&policy))?;
    let terms = policy.permit();
    let address = Address { issuer: terms.issuer.clone(), uri: terms.status_list.clone() };
    let Standing { book, ahead, .. } =
        Standing::of(&office.status_path(), ring.set(), &past.known, Some(&address), true)?;
    office.takes(&address.uri, ahead)?;
    tell_ahead("status.jwt", ahead);
    let at = given_at.unwrap_or_else(|| book.issued().map_or_else(input::now, input::now_after));
    office.not_before(at)?;
    // Whoever waited for the folder looks again, and whoever believed what no entry says.
    let mut kept = kept_now(&args.journal, &application.subject, before)?;
    let last = past.of(&application.subject);
    last.map_or(Ok(()), |it| opens(&kept, it, &application.subject))?;
    let (seen, unrecorded) = match kept.proved(last) {
        Some(seen) => (seen, None),
        None => (Shown::default(), last.map(|it| it.first)),
    };
    let same = is_fresh(begun, at) && unrecorded.is_none() && seen == told && kept.salt() == gathered.dossier.salt;
    let Gathered { mut dossier, shown } = if same { gathered } else { gather(&kept, &seen, unrecorded, at)? };
    let shown = shown.with(&seen);
    dossier.earlier = kept.earlier(last);
    let reviews = verified(office.reviews()?, &past, &policy, at).reviews;
    let profile = assess(&dossier, &reviews, &policy, at);
    let is_known = |it: &SubjectId| *it == application.subject || past.of(it).is_some();
    restrictions::tell_strangers(&given, args.restrictions.as_deref(), is_known);
    let restrictions = restrained(&given, past.of(&application.subject), at);
    let decided = decide(&profile, &restrictions, &policy, &ring, book, &past, at)?;
    let status = decided.changed.then(|| decided.book.sign(ring.pair(), at, args.status_life)).transpose();
    let status = status.map_err(|it| unpublished(&it))?.map(|it| it + "\n");
    let line = DecisionLine::of(&Given {
        profile: &profile,
        dossier: &dossier,
        policy: &policy,
        answer: &decided.answer,
        at,
        entry: office.size(),
        personal: args.show_personal_data,
    });
    let files = [("reviewers", "reviewers.toml"), ("vendors", "vendors.json")];
    let ownership = application.company.as_ref().filter(|it| !it.statements.is_empty());
    let files = files.into_iter().chain(ownership.map(|_| ("ownership", owners::FILE)));
    let beside: Map<String, Value> = files.map(|it| (it.0.to_owned(), digest(&args.policy, it.1))).collect();
    let key = ring.set().active().to_string();
    let mut event = event(&profile, (&policy, beside), &decided, (&key, status.as_deref()), &reviews, at);
    event.commitments = kept.commit(office.size(), &profile, &application, &dossier, &shown)?;
    office.gives_out(decided.book.uri(), given_out(&decided.book));
    office.record(at, event, status.as_deref(), Some((&application.subject, &kept.text())))?;
    if let (Some(out), Decision::Allow(permit)) = (&args.permit, &decided.answer.decision) {
        let again = "the decision stands in the journal and the permit does not: decide anew for a later second";
        input::owned(out, format!("{}\n", permit.token()).as_bytes()).map_err(|it| match it {
            Fault::Said { what, .. } => Fault::unreadable(what, again),
            other => other,
        })?;
    }
    say(&line, args.form)?;
    Ok(if matches!(decided.answer.decision, Decision::Allow(_)) { Exit::Clear } else { Exit::Found })
}

/// What is kept of a customer now that nobody else writes; what it was before, where nobody has.
fn kept_now(folder: &Path, subject: &SubjectId, before: Kept) -> Result<Kept, Fault> {
    let openings = input::openings(folder, subject)?;
    if openings == before.openings { Ok(before) } else { Kept::of(openings) }
}

/// Refuses to decide without what the newest decision was made of: nobody could tell what was shown before, and what was
/// found.
fn opens(kept: &Kept, last: &Item, subject: &SubjectId) -> Result<(), Fault> {
    let lost = kept.lost(last);
    if lost == 0 {
        return Ok(());
    }
    let values = plural(lost as u64, "value", "values");
    let what = format!("nothing opens {values} that entry {} is committed to about {subject}", last.entry);
    Err(Fault::unreadable(
        what,
        "take the folder openings/ of the journal from a copy. Where there is none, tidegate audit erase records that, and \
         the customer shows everything anew; nothing was changed",
    ))
}

/// Whether what was gathered at one instant holds for a decision at another: on the same day, and within the leeway that
/// clocks have.
fn is_fresh(gathered: Instant, at: Instant) -> bool {
    gathered.day() == at.day() && (0..=gather::LEEWAY.micros()).contains(&at.since(gathered))
}

/// The restrictions that are given, and those of the last decision that are not over and of which nothing is said.
fn restrained(given: &[Restriction], last: Option<&Item>, at: Instant) -> Vec<Restriction> {
    let Some(last) = last else { return given.to_vec() };
    let all = carried(given, &last.laid, at);
    restrictions::tell(given, &all, last.entry);
    all
}

/// Refuses a place for the permit where it would replace anything but a former permit, or stand among the gate's own
/// files.
fn has_room(out: &Path, args: &OnboardArgs) -> Result<(), Fault> {
    if out.as_os_str() == "-" {
        return Err(Fault::usage("--permit is a file", format!("the answer goes to standard output; {NOTHING}")));
    }
    let own = [&args.journal, &args.secret.keys, &args.policy].into_iter().chain(&args.anchors);
    input::free_for(out, Written::Permit, own.map(PathBuf::as_path))
}

fn say(line: &DecisionLine, form: VerdictForm) -> Result<(), Fault> {
    let (text, ink) = match form {
        VerdictForm::Table => (line.screen(input::width()), Ink::Coloured),
        VerdictForm::Json => (line.json(), Ink::Plain),
    };
    input::write(None, ink, &mut |out| out.write_all(text.as_bytes()))
}

fn application(path: &Path) -> Result<Application, Fault> {
    let text =
        input::bounded_text(path, APPLICATION_LEN_MAX, "an application names its documents and does not hold them")?;
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Application::read(&input::file_name(path), text.trim_start_matches('\u{feff}'), folder)
}

/// Reads the policy of a folder.
///
/// # Errors
/// A fault with every complaint about both files, drawn under the offending text.
pub(crate) fn policy(folder: &Path) -> Result<Policy, Fault> {
    if input::is_there(folder) && !folder.is_dir() {
        let what = format!("{} is no folder", folder.display());
        return Err(Fault::usage(what, "give the folder in which policy.toml lies"));
    }
    let file = |name: &str| {
        let path = folder.join(name);
        Ok::<_, Fault>(WrittenFile { name: path.display().to_string(), text: input::text(&path)? })
    };
    let policy = file("policy.toml")?;
    let people = if input::is_there(&folder.join("reviewers.toml")) { Some(file("reviewers.toml")?) } else { None };
    Policy::read(&policy, people.as_ref())
        .map_err(|complaints| Fault::Policy { complaints, files: std::iter::once(policy).chain(people).collect() })
}

/// The digest of a file beside the policy, for the record; none where there is no such file.
fn digest(folder: &Path, name: &str) -> Value {
    input::whole(&folder.join(name)).map_or(Value::Null, |it| SourceId::of(&it).to_string().into())
}

fn vendors(folder: &Path) -> Result<Option<AttestationPolicy>, Fault> {
    let path = folder.join("vendors.json");
    if !input::is_there(&path) {
        return Ok(None);
    }
    let help = "vendors.json names each vendor with its key, what it may attest, and how old that may be";
    let wrong = |why: String| Fault::unreadable(format!("{}: {why}", path.display()), help);
    let raw: RawAttestationPolicy = serde_json::from_str(&input::text(&path)?)
        .map_err(|it| wrong(format!("line {}: it is not of its form", it.line())))?;
    AttestationPolicy::of(&raw).map(Some).map_err(|it| wrong(it.to_string()))
}

/// The journal's name: the gate's own, without its scheme.
pub(crate) fn origin(policy: &Policy) -> String {
    let issuer = policy.permit().issuer.as_str();
    let name = issuer.split_once("://").map_or(issuer, |it| it.1).trim_end_matches('/');
    format!("{name}/journal")
}

fn unpublished(fault: &BookFault) -> Fault {
    let what = format!("the status list cannot be published: {}", clause(fault.meaning()));
    Fault::unreadable(what, format!("decide for a later second; {NOTHING}"))
}

/// A decision, and the book after it.
struct Decided {
    answer: Answer,
    book: StatusBook,
    /// Whether the book has to be published.
    changed: bool,
    /// Permits from before that no longer count, and what became of them.
    before: Vec<(String, PlaceStatus)>,
}

/// Decides. What stood before is taken back: a new permit replaces it, a finding revokes it, a gap suspends it.
fn decide(
    profile: &Profile,
    restrictions: &[Restriction],
    policy: &Policy,
    ring: &KeyRing,
    mut book: StatusBook,
    past: &Past,
    at: Instant,
) -> Result<Decided, Fault> {
    let stood: Vec<_> =
        past.permits(profile.subject(), book.uri()).filter(|it| stands(book.status(it.place()))).collect();
    let decided = Gate { key: ring.pair(), book: &mut book }.decide(profile, restrictions, policy, at);
    let answer = decided.map_err(|it| undecided(&it))?;
    let to = match answer.decision {
        Decision::Allow(_) | Decision::Refuse(_) => PlaceStatus::Revoked,
        Decision::Hold(_) => PlaceStatus::Suspended,
    };
    let mut before = Vec::new();
    for id in stood {
        if book.status(id.place()) != Some(to) {
            book.set(id.place(), to).map_err(|it| unpublished(&it))?;
            before.push((id.to_string(), to));
        }
    }
    let changed = !before.is_empty() || matches!(answer.decision, Decision::Allow(_));
    Ok(Decided { answer, book, changed, before })
}

/// Whether a permit at a place may still count, now or again.
const fn stands(status: Option<PlaceStatus>) -> bool {
    matches!(status, Some(PlaceStatus::Valid | PlaceStatus::Suspended))
}

fn undecided(error: &GateError) -> Fault {
    Fault::unreadable(format!("nothing can be decided: {}", clause(&error.to_string())), NOTHING)
}

/// The sources of the restrictions that counted.
fn restraining(answer: &Answer, profile: &Profile, at: Instant) -> Vec<String> {
    let counting = answer.restrictions.iter().filter(|it| it.counts(profile.subject(), at));
    counting.map(|it| it.source.to_string()).collect()
}

/// What the journal keeps: codes, digests and pseudonyms.
fn event(
    profile: &Profile,
    (policy, beside): (&Policy, Map<String, Value>),
    decided: &Decided,
    (key, status): (&str, Option<&str>),
    reviews: &[SignedReview],
    at: Instant,
) -> Event {
    let (word, reasons, permit) = match &decided.answer.decision {
        Decision::Allow(permit) => ("allow", &[][..], Some(permit.id().to_string())),
        Decision::Hold(reasons) => ("hold", reasons.as_slice(), None),
        Decision::Refuse(reasons) => ("refuse", reasons.as_slice(), None),
    };
    let reasons: Vec<Value> = reasons.iter().map(|it| json!({"about": &*it.about, "code": it.code.code()})).collect();
    let counting = reviews.iter().filter(|it| it.counts(profile.subject(), at));
    let before: Vec<Value> = decided.before.iter().map(|it| json!({"permit": it.0, "status": it.1.code()})).collect();
    let mut of_policy = beside;
    of_policy.insert("digest".to_owned(), policy.digest().to_string().into());
    of_policy.insert("id".to_owned(), policy.id().as_str().into());
    of_policy.insert("version".to_owned(), policy.version().into());
    let body = json!({
        "before": before,
        "decision": word,
        "evidence_digest": profile.evidence().to_string(),
        "issuer": policy.permit().issuer.as_str(),
        "key": key,
        "lapses": profile.lapses().to_string(),
        "laid": decided.answer.restrictions.iter().map(restrictions::record).collect::<Vec<_>>(),
        "level": profile.level().as_str(),
        "next_review": profile.next_review().to_string(),
        "permit": permit,
        "policy": of_policy,
        "reasons": reasons,
        "reckoned": profile.reckoned().as_str(),
        "restrictions": restraining(&decided.answer, profile, at),
        "reviews": counting.map(|it| it.digest().to_string()).collect::<Vec<_>>(),
        "status_list": policy.permit().status_list.as_str(),
        "status_list_digest": status.map(|it| SourceId::of(it.as_bytes()).to_string()),
        "tier": profile.tier().as_str(),
    });
    let body: Map<String, Value> = body.as_object().cloned().unwrap_or_default();
    Event { subject: Some(profile.subject().clone()), ..Event::of(Kind::Decision, body) }
}
