//! `tidegate verify`: one identity document, from its files to a verdict and an exit code.
//!
//! Puts the library's rooms together: recognise, authenticate, review. What cannot be checked is
//! said to be unknown; only where everything is clear the exit code is 0.

pub(crate) mod anchors;
mod claim;
mod lists;
pub(crate) mod recognise;
mod signed;
mod stranger;

use crate::args::{VerdictForm, VerifyArgs};
use crate::fault::{Exit, Fault};
use crate::input::{self, Ink};
use crate::report::verdict::{AnchorLine, CheckLine, DocumentLine, PlaceLine, SCHEMA, SuggestionLine, Verdict};
use recognise::Document;
use std::collections::BTreeMap;
use tidegate_kyc_core::base::{Day, Instant, SourceId};
use tidegate_kyc_core::document::mrz::{Change, Mrz};
use tidegate_kyc_core::evidence::{
    Answer, Check, CheckCode, Claim, Evidence, Source, Statement, check_aamva, check_mrz, review,
};
use tidegate_kyc_core::profile::Proof;
use tidegate_kyc_core::trust::DistrustCode;
use tidegate_kyc_core::trust::status::StatusList;

/// Runs the command.
///
/// # Errors
/// A fault where something cannot be read, or the files are not of one document.
pub(crate) fn command(args: &VerifyArgs) -> Result<Exit, Fault> {
    let claim = args.claim.as_deref().map(claim::read).transpose()?;
    let given = recognise::recognise(input::pieces(&args.documents)?)?;
    fits(args, &given.document)?;
    let at = args.at.unwrap_or_else(input::now);
    let trusted = args.anchors.as_deref().map(|it| anchors::read(it, at)).transpose()?;
    let presented = args.nonce.as_deref().zip(args.audience.as_deref());
    let session = args.session.as_deref().map(input::whole).transpose()?;
    let chip = args.chip_challenge.as_ref().zip(args.chip_answer.as_ref());
    let chip =
        chip.map(|(challenge, answer)| Ok::<_, Fault>((eight(&challenge.0)?, answer.0.as_slice()))).transpose()?;
    let (page, claim, lists) = (given.page.as_ref(), claim.as_ref(), given.lists.as_slice());
    let ask = Ask { page, claim, lists, presented, session, chip, at, seen: None };
    let judged = judge(&given.document, &ask, trusted.as_ref());
    let fields = if args.show_personal_data { fields(&judged.statements, at.day()) } else { BTreeMap::new() };
    let verdict = judged.verdict(at, fields);
    match args.form {
        VerdictForm::Table => {
            let screen = verdict.screen(input::width());
            input::write(None, Ink::Coloured, &mut |out| out.write_all(screen.as_bytes()))?;
        }
        VerdictForm::Json => {
            let object = serde_json::to_string(&verdict).map_err(|it| Fault::unreadable(it, "report this"))?;
            input::write(None, Ink::Plain, &mut |out| writeln!(out, "{object}"))?;
        }
    }
    Ok(if verdict.answer() == Answer::Clear { Exit::Clear } else { Exit::Found })
}

/// Refuses what binds another kind of document to its holder: it would be passed over, and be thought to have held.
fn fits(args: &VerifyArgs, document: &Document) -> Result<(), Fault> {
    let (this, own) = match document {
        Document::Credential(_) | Document::Damaged(_) => ("an SD-JWT credential", Some("--nonce")),
        Document::Mobile(_) => ("a mobile document", Some("--session")),
        Document::Chip(_) => ("the chip of a passport", Some("--chip-challenge")),
        Document::Page(_) => ("a printed zone", None),
        Document::Barcode(_) => ("a barcode", None),
        Document::Seal(_) => ("a visible digital seal", None),
    };
    let options = [
        ("--nonce", "an SD-JWT credential", args.nonce.is_some()),
        ("--session", "a mobile document", args.session.is_some()),
        ("--chip-challenge", "the chip of a passport", args.chip_challenge.is_some()),
    ];
    let astray = options.iter().filter(|it| it.2 && own != Some(it.0));
    let astray: Vec<String> = astray.map(|it| format!("{} is for {}", it.0, it.1)).collect();
    if astray.is_empty() {
        return Ok(());
    }
    let help = own.map_or_else(
        || "leave it away: nothing binds this one to its holder".to_owned(),
        |it| format!("{it} binds this one to its holder"),
    );
    Err(Fault::usage(format!("the document is {this}, and {}", astray.join(" and ")), help))
}

/// What a document is compared with, and for when.
pub(crate) struct Ask<'a> {
    /// The printed page that came with it.
    pub(crate) page: Option<&'a Mrz>,
    /// What the customer claims.
    pub(crate) claim: Option<&'a Claim>,
    /// Status lists at hand, not yet authenticated.
    pub(crate) lists: &'a [StatusList],
    /// Nonce and audience of the occasion.
    pub(crate) presented: Option<(&'a str, &'a str)>,
    /// The session transcript of a mobile document.
    pub(crate) session: Option<Vec<u8>>,
    /// The challenge to the chip and its answer.
    pub(crate) chip: Option<([u8; 8], &'a [u8])>,
    /// The instant.
    pub(crate) at: Instant,
    /// When this presentation was first seen, where that was before and stands on record.
    pub(crate) seen: Option<Instant>,
}

/// A challenge has eight bytes (Doc 9303-11 section 6.1).
pub(crate) fn eight(challenge: &[u8]) -> Result<[u8; 8], Fault> {
    challenge.try_into().map_err(|_| {
        Fault::usage("--chip-challenge has not eight bytes", "give the 16 hex digits that were sent to the chip")
    })
}

/// What is gathered on the way to a verdict.
pub(crate) struct Judged {
    kind: &'static str,
    checks: Vec<CheckLine>,
    statements: Vec<Statement>,
    anchor: Option<AnchorLine>,
    path: Vec<String>,
    suggestions: Vec<SuggestionLine>,
    /// What it proves, where somebody vouches for it.
    evidence: Option<Evidence>,
    /// Every check that is not part of that.
    beside: Vec<Check>,
}

fn line(check: &Check) -> CheckLine {
    CheckLine { code: check.code.code(), field: check.field, answer: check.answer, why: check.why.clone() }
}

/// Checks of form alone: what they find makes a document ill-formed.
const FORM: [CheckCode; 4] =
    [CheckCode::MrzCheckDigit, CheckCode::MrzForm, CheckCode::DocumentForm, CheckCode::AamvaConsistency];

/// A signature that is no signed data at all is a fault of form, too.
const UNREADABLE: &str = DistrustCode::Unreadable.code();

impl Judged {
    fn of(kind: &'static str, statements: Vec<Statement>) -> Self {
        let (checks, path, suggestions, beside) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { kind, checks, statements, anchor: None, path, suggestions, evidence: None, beside }
    }

    fn add(&mut self, checks: impl IntoIterator<Item = Check>) {
        for check in checks {
            self.checks.push(line(&check));
            self.beside.push(check);
        }
    }

    fn prove(&mut self, evidence: Evidence) {
        self.checks.extend(evidence.checks().iter().map(line));
        self.evidence = Some(evidence);
    }

    /// The same for a dossier. `source` is what was read; a printed page could be guessed from its digest.
    pub(crate) fn into_proof(self, source: SourceId) -> Proof {
        match self.evidence {
            Some(evidence) => Proof::Proved { source, evidence: Box::new(evidence), beside: self.beside },
            None => Proof::Checked { source: None, checks: self.beside },
        }
    }

    fn verdict(self, at: Instant, fields: BTreeMap<&'static str, String>) -> Verdict {
        let form = |it: &CheckLine| FORM.iter().any(|code| code.code() == it.code) || it.code == UNREADABLE;
        let ill = |it: &CheckLine| it.answer == Answer::Found && form(it);
        Verdict {
            schema: SCHEMA,
            document: DocumentLine { kind: self.kind },
            fields,
            well_formed: !self.checks.iter().any(ill),
            authenticated: self.anchor.is_some(),
            checks: self.checks,
            anchor: self.anchor,
            path: self.path,
            suggestions: self.suggestions,
            at: at.to_string(),
        }
    }
}

/// Judges one document.
pub(crate) fn judge(document: &Document, ask: &Ask<'_>, trusted: Option<&anchors::Trusted>) -> Judged {
    match document {
        Document::Page(mrz) => {
            let checks = check_mrz(mrz, ask.at.day());
            let mut judged = unsigned(mrz.kind().code(), checks, Statement::of_mrz(Source::Page, mrz), ask);
            judged.suggestions = suggestions(mrz);
            judged
        }
        Document::Barcode(card) => unsigned("aamva", check_aamva(card, ask.at.day()), Statement::of_aamva(card), ask),
        signed => signed::judge(signed, ask, trusted),
    }
}

/// Where a reader may have taken a letter for a digit or a digit for a letter, without saying which.
fn suggestions(mrz: &Mrz) -> Vec<SuggestionLine> {
    let place = |it: &Change| PlaceLine { field: it.field.code(), line: it.line, column: it.column };
    let all = mrz.suggestions();
    all.iter().map(|it| SuggestionLine { changes: it.changes.iter().map(place).collect() }).collect()
}

/// What carries no signature: its own checks, which say already whether it is valid, and the claim.
fn unsigned(kind: &'static str, checks: Vec<Check>, statement: Statement, ask: &Ask<'_>) -> Judged {
    let mut judged = Judged::of(kind, vec![statement]);
    judged.add(checks);
    let reviewed = review(&judged.statements, ask.page, ask.claim, ask.at);
    let said = |it: &Check| matches!(it.code, CheckCode::DocumentExpiry | CheckCode::HolderAge);
    judged.add(reviewed.into_iter().filter(|it| !said(it)));
    judged
}

/// Each attribute as the first part that states it says it; several values of one part side by side.
fn fields(statements: &[Statement], day: Day) -> BTreeMap<&'static str, String> {
    let mut fields: BTreeMap<&'static str, String> = BTreeMap::new();
    for statement in statements {
        let mut own: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for (attribute, value) in statement.values_at(day) {
            own.entry(attribute.code()).or_default().push(value.into_revealed());
        }
        for (code, values) in own {
            fields.entry(code).or_insert_with(|| values.join(", "));
        }
    }
    fields
}
