//! `tidegate review`: what is held or refused, and what reviewers decide about it.

use crate::args::{DeskArgs, ReviewCommand, ReviewDecideArgs, VerdictForm};
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink, Office, Twice};
use crate::onboard::{Item, Past, policy, verified};
use crate::report::review::{ItemLine, ItemsLine, RecordLine, Voice};
use serde_json::{Map, Value, json};
use tidegate_kyc_core::base::{Instant, Redacted, SourceId, SubjectId};
use tidegate_kyc_core::journal::{Event, Kind};
use tidegate_kyc_core::key::KeyPair;
use tidegate_kyc_core::policy::{Policy, Reason, ReasonCode};
use tidegate_kyc_core::review::{Act, Review, SignedReview};

/// Days for which a review counts, unless it says otherwise.
const DAYS: i32 = 90;
const NOTHING: &str = "nothing was changed";

/// Runs the command.
///
/// # Errors
/// A fault where something cannot be read or written, or the review may not be made.
pub(crate) fn command(command: &ReviewCommand) -> Result<Exit, Fault> {
    match command {
        ReviewCommand::List(args) => {
            let (desk, at) = (Desk::open(&args.desk)?, args.at.unwrap_or_else(input::now));
            let items: Vec<ItemLine> = desk.past.open().map(|(who, it)| desk.line(who, it, at)).collect();
            let exit = if items.is_empty() { Exit::Clear } else { Exit::Found };
            say(&ItemsLine::of(items, at), args.desk.form)?;
            Ok(exit)
        }
        ReviewCommand::Show(args) => {
            let (desk, at) = (Desk::open(&args.desk)?, args.at.unwrap_or_else(input::now));
            let line = desk.line(&args.subject, desk.item(&args.subject)?, at);
            let exit = if line.is_open() { Exit::Found } else { Exit::Clear };
            say(&line, args.desk.form)?;
            Ok(exit)
        }
        ReviewCommand::Decide(args) => decide(args),
    }
}

/// What can be shown in both forms.
pub(crate) trait Said {
    /// One object.
    fn json(&self) -> String;
    /// One screen.
    fn screen(&self, width: usize) -> String;
}

fn say(line: &impl Said, form: VerdictForm) -> Result<(), Fault> {
    let (text, ink) = match form {
        VerdictForm::Table => (line.screen(input::width()), Ink::Coloured),
        VerdictForm::Json => (line.json(), Ink::Plain),
    };
    input::write(None, ink, &mut |out| out.write_all(text.as_bytes()))
}

/// The folder as it stands, and who may do what.
struct Desk<'a> {
    office: Office<'a>,
    past: Past,
    policy: Policy,
    reviews: Vec<SignedReview>,
}

impl<'a> Desk<'a> {
    fn open(args: &'a DeskArgs) -> Result<Self, Fault> {
        let policy = policy(&args.policy)?;
        let mut past = Past::default();
        let office = Office::of(&args.journal, |it| past.see(it))?;
        let reviews = verified(office.reviews()?, &policy);
        Ok(Self { office, past, policy, reviews })
    }

    fn item(&self, subject: &SubjectId) -> Result<&Item, Fault> {
        self.past.of(subject).ok_or_else(|| {
            let help = "tidegate review list names the customers whose last decision was no permit";
            Fault::usage(format!("the journal has no decision about {subject}"), help)
        })
    }

    fn line(&self, subject: &SubjectId, item: &Item, at: Instant) -> ItemLine {
        let counting = self.reviews.iter().filter(|it| it.counts(subject, at)).map(SignedReview::review);
        let voice = |it: &Review| Voice {
            code: match &it.act {
                Act::Lift(reason) => reason.code.code().to_owned(),
                Act::SetLevel(_) => "level".to_owned(),
            },
            about: match &it.act {
                Act::Lift(reason) => reason.about.to_string(),
                Act::SetLevel(level) => level.to_string(),
            },
            reviewer: it.reviewer.to_string(),
            until: it.until.to_string(),
        };
        ItemLine::of(subject, item, &self.policy, counting.map(voice).collect())
    }
}

fn decide(args: &ReviewDecideArgs) -> Result<Exit, Fault> {
    let mut desk = Desk::open(&args.desk)?;
    let at = args.at.unwrap_or_else(input::now);
    desk.office.not_before(at)?;
    let until = match args.until.or_else(|| at.day().plus_days(DAYS)) {
        Some(day) => Instant::from_civil(day, 0, 0, 0).map_err(|it| Fault::usage(format!("--until: {it}"), NOTHING))?,
        None => return Err(Fault::usage("the review has no last day", "give one with --until")),
    };
    let act = match (&args.lift, &args.level) {
        (Some(code), _) => Act::Lift(reason(desk.item(&args.subject)?, *code, args.about.as_deref())?),
        (None, Some(level)) => Act::SetLevel(level.clone()),
        (None, None) => return Err(Fault::usage("nothing was decided", "give --lift or --level")),
    };
    let (reviewer, why) = (args.reviewer.clone(), Redacted::new(args.why.clone()));
    let review = Review { subject: args.subject.clone(), act, reviewer, made: at, until, why };
    let passphrase = input::passphrase(args.passphrase_file.as_deref(), Twice::No)?;
    let key = KeyPair::from_pem(&input::whole(&args.key)?, &passphrase)
        .map_err(|it| Fault::unreadable(format!("{}: {it}", input::file_name(&args.key)), NOTHING))?;
    let refused = |it| Fault::usage(format!("the review does not count: {it}"), NOTHING);
    let token = review.sign(&key).map_err(refused)? + "\n";
    // What nobody would accept is not filed.
    let signed = SignedReview::verify(token.as_bytes(), &desk.policy).map_err(refused)?;
    let line = RecordLine::of(&review, &signed.digest(), desk.office.size());
    let path = desk.office.file_review(at, event(&review, signed.digest()), &token)?;
    input::speak(&format!("filed {}; decide about the customer anew: tidegate onboard", path.display()));
    say(&line, args.desk.form)?;
    Ok(Exit::Clear)
}

/// The one reason that is meant, among those that were told.
fn reason(item: &Item, code: ReasonCode, about: Option<&str>) -> Result<Reason, Fault> {
    let told: Vec<&Reason> = item.reasons.iter().filter(|it| it.code == code).collect();
    let exact = told.iter().find(|it| about.is_some_and(|about| *it.about == *about));
    match (about, exact, told.as_slice()) {
        (Some(_), Some(reason), _) => Ok((*reason).clone()),
        (None, _, [only]) => Ok((*only).clone()),
        (None, _, [_, ..]) => {
            let all: Vec<&str> = told.iter().map(|it| &*it.about).collect();
            Err(Fault::usage(
                format!("\"{code}\" stands {} times", told.len()),
                format!("give --about: {}", all.join(", ")),
            ))
        }
        _ => {
            let help = format!("tidegate review show tells what stands in the way since entry {}", item.entry);
            Err(Fault::usage(format!("the last decision has no such reason \"{code}\""), help))
        }
    }
}

/// What the journal keeps: all but the words.
fn event(review: &Review, digest: SourceId) -> Event {
    let act = match &review.act {
        Act::Lift(reason) => json!({"about": &*reason.about, "code": reason.code.code()}),
        Act::SetLevel(level) => json!({"level": level.as_str()}),
    };
    let body = json!({
        "act": act, "digest": digest.to_string(), "reviewer": review.reviewer.as_str(), "until": review.until.to_string(),
    });
    let body: Map<String, Value> = body.as_object().cloned().unwrap_or_default();
    Event { subject: Some(review.subject.clone()), ..Event::of(Kind::Review, body) }
}
