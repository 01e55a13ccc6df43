//! `tidegate review`: what is held or refused, and what reviewers decide about it.

use crate::args::{DeskArgs, ReviewCommand, ReviewDecideArgs, VerdictForm};
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink, Office, Twice};
use crate::onboard::{Item, Past, Verified, origin, policy, restrictions, verified};
use crate::report::review::{ItemLine, ItemsLine, MISSING, RecordLine, Voice};
use crate::report::words::plural;
use crate::watch::Watch;
use serde_json::{Map, Value, json};
use tidegate_kyc_core::base::{Instant, Redacted, SourceId, SubjectId};
use tidegate_kyc_core::journal::{Entry, Event, Kind};
use tidegate_kyc_core::key::KeyPair;
use tidegate_kyc_core::policy::{FOUR_EYES, Policy, Reason, ReasonCode};
use tidegate_kyc_core::review::{Act, NewLevel, Review, SignedReview, last_words};

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
            let at = args.at.unwrap_or_else(input::now);
            let desk = Desk::open(&args.desk, at, args.at, false)?;
            let screening = desk.policy.screening_policy();
            let mut watch = Watch::new(&args.desk.journal, args.restrictions.as_deref(), &args.lists, screening, at)?;
            let mut items = Vec::new();
            for (who, it) in desk.past.all() {
                let line = desk.line(who, it, at);
                let news = desk.undone(it).into_iter().chain(watch.news(who, it, &line.lifted())).collect();
                items.push(line.with(news));
            }
            items.retain(ItemLine::is_open);
            desk.tell_policy();
            let given = args.restrictions.as_deref();
            restrictions::tell_strangers(watch.restrictions(), given, |it| desk.past.of(it).is_some());
            let gaps = watch.into_gaps();
            let exit = if items.is_empty() && gaps.is_empty() { Exit::Clear } else { Exit::Found };
            say(&ItemsLine::of(items, gaps, at), args.desk.form)?;
            Ok(exit)
        }
        ReviewCommand::Show(args) => {
            let at = args.at.unwrap_or_else(input::now);
            let desk = Desk::open(&args.desk, at, args.at, false)?;
            let item = desk.item(&args.subject)?;
            let line = desk.line(&args.subject, item, at).with(desk.undone(item));
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
    /// Reviews that were filed and are missing, by digest.
    gone: Vec<String>,
}

impl<'a> Desk<'a> {
    /// As it stands, or as it stood at the end of an instant.
    fn open(args: &'a DeskArgs, at: Instant, until: Option<Instant>, records: bool) -> Result<Self, Fault> {
        let policy = policy(&args.policy)?;
        let (mut past, mut later) = (Past::default(), Past::default());
        let mut see = |it: &Entry| {
            let is_then = until.is_none_or(|until| it.time() <= until);
            if is_then { past.see(it) } else { later.see(it) }
        };
        let office =
            if records { Office::of(&args.journal, &mut see)? } else { Office::read(&args.journal, &mut see)? };
        office.is_of(&origin(&policy))?;
        let mut files = office.reviews()?;
        files.retain(|it| later.filed(&SourceId::of(it.1.trim_ascii()).to_string()).is_none());
        let Verified { reviews, gone } = verified(files, &past, &policy, at);
        Ok(Self { office, past, policy, reviews, gone })
    }

    /// What has become of what a decision rests on.
    fn undone(&self, item: &Item) -> Vec<String> {
        let gone = self.gone.iter().filter(|digest| item.rests_on(digest));
        let gone = gone.map(|it| format!("the permit rests on the review {it}, {MISSING}"));
        let voided = self.past.voided(item);
        let voided = voided.map(|it| format!("entry {it} took the permit back: the journal was put back from a copy"));
        gone.chain(voided).collect()
    }

    /// Tells how many trade by another policy than the one that is given.
    fn tell_policy(&self) {
        let digest = self.policy.digest().to_string();
        let is_other = |it: &Item| it.decision == "allow" && it.policy.as_deref().is_some_and(|it| it != digest);
        let others = self.past.all().filter(|it| is_other(it.1)).count() as u64;
        if others > 0 {
            input::speak(&format!(
                "note: {} may trade by another policy than this one, which counts for them with their next decision",
                plural(others, "customer", "customers")
            ));
        }
    }

    fn item(&self, subject: &SubjectId) -> Result<&Item, Fault> {
        self.past.of(subject).ok_or_else(|| {
            let help = "tidegate review list names the customers whose last decision was no permit";
            Fault::usage(format!("the journal has no decision about {subject}"), help)
        })
    }

    fn line(&self, subject: &SubjectId, item: &Item, at: Instant) -> ItemLine {
        let counting = last_words(&self.reviews, subject, at).into_iter().map(SignedReview::review);
        let voice = |it: &Review| Voice {
            code: matter(&it.act).0,
            about: matter(&it.act).1,
            upheld: matches!(it.act, Act::Uphold(_)),
            reviewer: it.reviewer.to_string(),
            until: it.until.to_string(),
        };
        ItemLine::of(subject, item, at.day(), &self.policy, counting.map(voice).collect())
    }
}

impl Desk<'_> {
    /// What was decided: bound to what the newest decision told, or to what the reviewer lifted before.
    fn act(&self, args: &ReviewDecideArgs, at: Instant) -> Result<Act, Fault> {
        let item = self.item(&args.subject)?;
        let about = args.about.as_deref();
        match (args.lift, args.uphold, &args.level) {
            (Some(code), _, _) => {
                let help = format!("tidegate review show tells what stands in the way since entry {}", item.entry);
                reason(&item.reasons, code, about, &help).map(Act::Lift)
            }
            (_, Some(code), _) => {
                let own = last_words(&self.reviews, &args.subject, at).into_iter().map(SignedReview::review);
                let own = own.filter(|it| it.reviewer == args.reviewer);
                let lifted =
                    own.filter_map(|it| if let Act::Lift(reason) = &it.act { Some(reason.clone()) } else { None });
                let help = "one takes back what one lifted oneself, as tidegate review show tells it";
                reason(&lifted.collect::<Vec<_>>(), code, about, help).map(Act::Uphold)
            }
            (_, _, Some(level)) => {
                let openings = input::openings(&args.desk.journal, &args.subject)?;
                let help = "decide about the customer anew: tidegate onboard; nothing was changed";
                let gone = |what: &str| Fault::usage(what, help);
                let untold = "the last decision tells no level that another could take the place of";
                let lost = "the factors of risk of the last decision are gone from the journal's openings";
                Ok(Act::SetLevel(NewLevel {
                    level: level.clone(),
                    instead_of: item.reckoned.clone().ok_or_else(|| gone(untold))?,
                    factors: item.factors(&openings).ok_or_else(|| gone(lost))?,
                }))
            }
            _ => Err(Fault::usage("nothing was decided", "give --lift, --uphold or --level")),
        }
    }

    /// What is to be done after a review.
    fn next(&self, review: &Review, at: Instant) -> String {
        let same = |it: &SignedReview| match (&it.review().act, &review.act) {
            (Act::SetLevel(one), Act::SetLevel(other)) => one.level == other.level,
            (one, other) => one == other,
        };
        let said = last_words(&self.reviews, &review.subject, at);
        let voices = said.iter().filter(|it| same(it)).count();
        let needed = match &review.act {
            Act::Lift(reason) => reason.code.weight().people(),
            Act::SetLevel(_) => FOUR_EYES,
            Act::Uphold(_) => 0,
        };
        let approver = match &review.act {
            Act::SetLevel(it) => self.policy.level(&it.instead_of).and_then(|it| it.approval.as_ref()),
            _ => None,
        };
        let role = |it: &SignedReview| self.policy.reviewer(it.review().reviewer.as_str()).map(|it| &it.role);
        let approved = approver.is_none_or(|role_asked| said.iter().any(|it| same(it) && role(it) == Some(role_asked)));
        if voices < needed {
            "it takes a second reviewer who says the same".to_owned()
        } else if let Some(asked) = approver.filter(|_| !approved) {
            format!("it takes a reviewer of the role {asked} who says the same")
        } else {
            "decide about the customer anew: tidegate onboard".to_owned()
        }
    }
}

fn decide(args: &ReviewDecideArgs) -> Result<Exit, Fault> {
    let at = args.moment.or_now()?;
    let mut desk = Desk::open(&args.desk, at, None, true)?;
    desk.office.not_before(at)?;
    let until = match args.until.or_else(|| at.day().plus_days(DAYS)) {
        Some(day) => Instant::from_civil(day, 0, 0, 0).map_err(|it| Fault::usage(format!("--until: {it}"), NOTHING))?,
        None => return Err(Fault::usage("the review has no last day", "give one with --until")),
    };
    let act = desk.act(args, at)?;
    let (reviewer, why) = (args.reviewer.clone(), Redacted::new(args.why.clone()));
    let review = Review { subject: args.subject.clone(), act, reviewer, made: at, until, why };
    let passphrase = input::passphrase(args.passphrase_file.as_deref(), Twice::No)?;
    input::private(&args.key)?;
    let key = KeyPair::from_pem(&input::whole(&args.key)?, &passphrase)
        .map_err(|it| Fault::unreadable(format!("{}: {it}", input::file_name(&args.key)), NOTHING))?;
    let refused = |it| Fault::usage(format!("the review does not count: {it}"), NOTHING);
    let token = review.sign(&key).map_err(refused)? + "\n";
    // What nobody would accept is not filed.
    let signed = SignedReview::verify(token.as_bytes(), &desk.policy).map_err(refused)?;
    let line = RecordLine::of(&review, &signed.digest(), desk.office.size());
    let path = desk.office.file_review(at, event(&review, signed.digest()), &token)?;
    desk.reviews.push(signed);
    let next = desk.next(&review, at);
    input::speak(&format!("filed {}; {next}", path.display()));
    say(&line, args.desk.form)?;
    Ok(Exit::Clear)
}

/// What a review is about, as it is shown.
pub(crate) fn matter(act: &Act) -> (String, String) {
    match act {
        Act::Lift(reason) | Act::Uphold(reason) => (reason.code.code().to_owned(), reason.about.to_string()),
        Act::SetLevel(it) => ("level".to_owned(), format!("{} instead of {}", it.level, it.instead_of)),
    }
}

/// The one reason that is meant, among those that were told.
fn reason(told: &[Reason], code: ReasonCode, about: Option<&str>, help: &str) -> Result<Reason, Fault> {
    let told: Vec<&Reason> = told.iter().filter(|it| it.code == code).collect();
    let exact = told.iter().find(|it| about.is_some_and(|about| *it.about == *about));
    match (about, exact, told.as_slice()) {
        (Some(_), Some(reason), _) => Ok((*reason).clone()),
        (None, _, [only]) => Ok((*only).clone()),
        (_, _, [_, ..]) => {
            let all: Vec<String> = told.iter().map(|it| format!("'{}'", it.about)).collect();
            let what = match about {
                Some(_) => format!("\"{code}\" is not about what --about says"),
                None => format!("\"{code}\" stands {} times", told.len()),
            };
            Err(Fault::usage(what, format!("give --about: {}", all.join(" or "))))
        }
        _ => Err(Fault::usage(format!("there is no such reason \"{code}\""), help.to_owned())),
    }
}

/// What the journal keeps: all but the words.
fn event(review: &Review, digest: SourceId) -> Event {
    let act = match &review.act {
        Act::Lift(reason) => json!({"about": &*reason.about, "code": reason.code.code()}),
        Act::Uphold(reason) => json!({"about": &*reason.about, "code": reason.code.code(), "upheld": true}),
        Act::SetLevel(it) => json!({"instead_of": it.instead_of.as_str(), "level": it.level.as_str()}),
    };
    let body = json!({
        "act": act, "digest": digest.to_string(), "reviewer": review.reviewer.as_str(), "until": review.until.to_string(),
    });
    let body: Map<String, Value> = body.as_object().cloned().unwrap_or_default();
    Event { subject: Some(review.subject.clone()), ..Event::of(Kind::Review, body) }
}
