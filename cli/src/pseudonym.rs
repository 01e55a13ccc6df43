//! Who stands behind a pseudonym: looked up, which is an entry of its own, or deleted, so that nobody can any more.

use crate::args::{EraseArgs, OpenArgs, VerdictForm};
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink, Office};
use crate::report::opened::{Opened, Value as OpenedValue, Words};
use crate::review::matter;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use tidegate_kyc_core::base::{Redacted, SubjectId, says_something};
use tidegate_kyc_core::journal::{Commitment, Entry, Event, Kind, Openings, Salt};
use tidegate_kyc_core::review::read_unverified;

/// The attribute under which the words stand why somebody looked.
const WHY: &str = "why-opened";

/// What the journal says of one customer.
#[derive(Debug, Default)]
struct Traces {
    /// The newest decision: its entry, and what that is committed to.
    decision: Option<(u64, BTreeMap<Box<str>, Commitment>)>,
    /// The reviews of the customer, by digest.
    reviews: BTreeSet<String>,
    /// Those that were deleted since.
    deleted: BTreeSet<String>,
    /// The entry after which nothing was kept any more.
    erased: Option<u64>,
}

impl Traces {
    fn see(&mut self, entry: &Entry, subject: &SubjectId) {
        let event = entry.event();
        if event.subject.as_ref() != Some(subject) {
            return;
        }
        match event.kind {
            Kind::Decision => {
                self.decision = Some((entry.sequence(), event.commitments.clone()));
                self.erased = None;
            }
            Kind::Review => self.reviews.extend(event.body.get("digest").and_then(Value::as_str).map(str::to_owned)),
            Kind::DataErased => {
                self.erased = Some(entry.sequence());
                self.deleted.append(&mut self.reviews);
            }
            _ => {}
        }
    }
}

/// Shows the values that the newest decision about a customer is committed to.
///
/// # Errors
/// A fault where nothing is kept, or something cannot be read or written; nothing is then shown.
pub(crate) fn open(args: &OpenArgs) -> Result<Exit, Fault> {
    let at = args.who.moment.or_now()?;
    let (mut traces, subject) = (Traces::default(), &args.subject);
    let mut office = Office::of(&args.who.journal, |it| traces.see(it, subject))?;
    office.not_before(at)?;
    if !says_something(&args.why) {
        return Err(Fault::usage("--why says nothing", "say what it is looked at for; nothing was recorded"));
    }
    if let Some(entry) = traces.erased {
        let what = format!("nothing is kept that opens what the journal says of {subject}");
        let help = format!(
            "it was deleted with entry {entry}, and a copy that was put back does not count; nothing was recorded"
        );
        return Err(Fault::unreadable(what, help));
    }
    let (decision, commitments) = traces.decision.ok_or_else(|| {
        let help = "tidegate review list names the customers who are held; nothing was recorded";
        Fault::usage(format!("the journal has no decision about {subject}"), help)
    })?;
    let mut openings = input::openings(&args.who.journal, subject)?;
    let values = opened(&openings, &commitments);
    if values.is_empty() {
        let what = format!("nothing is kept that opens entry {decision} about {subject}");
        let help = "take the folder openings/ of the journal from a copy; nothing was recorded";
        return Err(Fault::unreadable(what, help));
    }
    let salt = Salt::new(*input::random()?);
    let why = openings.commit(office.size(), WHY, json!(args.why), salt);
    let why = why.map_err(|it| Fault::unreadable(it, "report this"))?;
    let reviews = said(&office.held_reviews(&traces.reviews)?)?;
    let attributes: Vec<&str> = values.iter().map(|it| it.attribute.as_str()).collect();
    let (by, count) = (args.who.by.as_str(), reviews.len());
    let body = json!({"attributes": attributes, "by": by, "entry": decision, "reviews": count});
    let mut event = event(Kind::PseudonymOpened, subject, &body);
    event.commitments.insert(WHY.into(), why);
    let shut = commitments.iter().filter(|it| openings.value(it.0, it.1).is_none()).map(|it| it.0.to_string());
    let answer = Opened::of(subject, decision, office.size(), values, shut.collect()).with(reviews);
    let exit = if answer.is_whole() { Exit::Clear } else { Exit::Found };
    office.record(at, event, None, Some((subject, &openings.text())))?;
    let (text, ink) = match args.form {
        VerdictForm::Table => (answer.screen(input::width()), Ink::Coloured),
        VerdictForm::Json => (answer.json(), Ink::Plain),
    };
    input::write(None, ink, &mut |out| out.write_all(text.as_bytes()))?;
    Ok(exit)
}

/// What reviewers said, from records that the journal names by their digest.
fn said(held: &[(String, PathBuf)]) -> Result<Vec<Words>, Fault> {
    let mut all = BTreeMap::new();
    for (digest, path) in held {
        let help = "take the file from a copy; nothing was recorded";
        let review = read_unverified(&input::whole(path)?)
            .map_err(|it| Fault::unreadable(format!("{}: {it}", input::file_name(path)), help))?;
        let (code, about) = matter(&review.act);
        let words = Words {
            made: review.made.to_string(),
            reviewer: review.reviewer.to_string(),
            code,
            about,
            why: review.why.reveal().clone(),
        };
        all.insert(digest, words);
    }
    Ok(all.into_values().collect())
}

/// Every value that the store has for a commitment; a salt alone says nothing.
fn opened(openings: &Openings, commitments: &BTreeMap<Box<str>, Commitment>) -> Vec<OpenedValue> {
    let value = |(attribute, it): (&str, &Commitment)| {
        let value = openings.value(attribute, it).map(Redacted::reveal).filter(|it| !it.is_null())?;
        Some(OpenedValue { attribute: attribute.to_owned(), value: value.clone() })
    };
    commitments.iter().map(|it| (&**it.0, it.1)).filter_map(value).collect()
}

/// Deletes what is kept of a customer.
///
/// # Errors
/// A fault where something cannot be read or written; where the entry stands and something could not be deleted, it says so.
pub(crate) fn erase(args: &EraseArgs) -> Result<Exit, Fault> {
    let at = args.who.moment.or_now()?;
    let (mut traces, subject) = (Traces::default(), &args.subject);
    let mut office = Office::of(&args.who.journal, |it| traces.see(it, subject))?;
    office.not_before(at)?;
    // What is damaged is deleted as well.
    let kept = office.keeps(subject)?;
    // A copy that was put back is deleted again.
    let reviews = office.held_reviews(&(&traces.reviews | &traces.deleted))?;
    // That it was lost is recorded as well: decisions are made without it from then on.
    let is_lost = traces.erased.is_none() && traces.decision.as_ref().is_some_and(|it| !it.1.is_empty());
    if !kept && reviews.is_empty() && !is_lost {
        let why = traces.erased.map_or_else(String::new, |it| format!(" since entry {it}"));
        return Err(Fault::usage(format!("nothing is kept of {subject}{why}"), "nothing was recorded"));
    }
    let entry = office.size();
    let digests: BTreeSet<&str> = reviews.iter().map(|it| it.0.as_str()).collect();
    let body = json!({"by": args.who.by.as_str(), "openings": kept, "reviews": digests});
    office.record(at, event(Kind::DataErased, subject, &body), None, None)?;
    office.forget(subject, &reviews, entry)?;
    input::speak(&format!(
        "deleted what was kept of {subject}: the entries stay, and nobody can open what they are committed to (entry \
         {entry}); copies of the folder keep it until they are deleted too, and a permit counts until its end"
    ));
    Ok(Exit::Clear)
}

fn event(kind: Kind, subject: &SubjectId, body: &Value) -> Event {
    let body: Map<String, Value> = body.as_object().cloned().unwrap_or_default();
    Event { subject: Some(subject.clone()), ..Event::of(kind, body) }
}
