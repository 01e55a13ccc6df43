//! A permit as a machine and as a person reads it.

use super::paint::{BAD, GOOD, HEAD, fit, paint};
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt::{self, Write};
use tidegate_kyc_core::base::Instant;
use tidegate_kyc_core::gate::{Limit, PermitError, UnverifiedPermit};

/// The number of the form of a permit's object.
const SCHEMA: &str = "tidegate.permit/1";
/// The number of the form of a revocation's object.
pub(crate) const REVOCATION: &str = "tidegate.revocation/1";

/// One permit and what was found about it.
#[derive(Debug, Serialize)]
pub(crate) struct PermitLine {
    schema: &'static str,
    /// `unverified`, `valid` or `refused`.
    answer: &'static str,
    code: Option<&'static str>,
    why: String,
    at: Option<String>,
    /// What it says; none where it is not even read.
    #[serde(flatten)]
    said: Option<SaidLine>,
}

/// What a permit says.
#[derive(Debug, Serialize)]
struct SaidLine {
    id: String,
    issuer: String,
    audience: String,
    subject: String,
    issued: String,
    not_before: String,
    expires: String,
    tier: String,
    assets: Vec<String>,
    markets: Vec<String>,
    limits: Vec<LimitLine>,
    policy_digest: String,
    evidence_digest: String,
    key: String,
    status: StatusLine,
}

/// Up to how much may be traded.
#[derive(Debug, Serialize)]
pub(crate) struct LimitLine {
    currency: String,
    minor: u64,
    per: &'static str,
}

impl LimitLine {
    pub(crate) fn of(it: &Limit) -> Self {
        Self { currency: it.currency.to_string(), minor: it.minor, per: it.per.code() }
    }
}

impl fmt::Display for LimitLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} minor units of {} per {}", self.minor, self.currency, self.per)
    }
}

#[derive(Debug, Serialize)]
struct StatusLine {
    uri: String,
    index: u64,
}

/// A place of the status list that was changed; its schema is docs/schema/revocation.schema.json.
#[derive(Debug, Serialize)]
pub(crate) struct RevocationLine {
    /// `tidegate.revocation/1`.
    pub(crate) schema: &'static str,
    /// The permit.
    pub(crate) id: String,
    /// Its place in the list.
    pub(crate) place: u64,
    /// What the list said of it before.
    pub(crate) before: &'static str,
    /// What it says now.
    pub(crate) status: &'static str,
    /// Why.
    pub(crate) reason: String,
    /// When the new list was signed.
    pub(crate) at: String,
    /// The address of the list.
    pub(crate) list: String,
    /// SHA-256 of the file of the new list.
    pub(crate) list_digest: String,
    /// The entry of the journal that records it.
    pub(crate) entry: u64,
}

impl PermitLine {
    /// A permit; `judged` is `None` where nobody verified it, else the fault that was found, if any.
    pub(crate) fn of(permit: &UnverifiedPermit, at: Option<Instant>, judged: Option<Option<PermitError>>) -> Self {
        let (answer, code, why) = match judged {
            None => ("unverified", None, "nobody asked who signed it: nothing may be decided by it".to_owned()),
            Some(None) => ("valid", None, "signed by the gate, in time, and its status is valid".to_owned()),
            Some(Some(fault)) => return Self::refused(Some(permit), at, fault),
        };
        Self { schema: SCHEMA, answer, code, why, at: at.map(|it| it.to_string()), said: Some(SaidLine::of(permit)) }
    }

    /// What does not count, be it a permit or not.
    pub(crate) fn refused(permit: Option<&UnverifiedPermit>, at: Option<Instant>, fault: PermitError) -> Self {
        Self {
            schema: SCHEMA,
            answer: "refused",
            code: Some(fault.0.code()),
            why: fault.to_string(),
            at: at.map(|it| it.to_string()),
            said: permit.map(SaidLine::of),
        }
    }

    /// One JSON object and a line break.
    pub(crate) fn json(&self) -> String {
        json(self)
    }

    /// One screen.
    pub(crate) fn screen(&self, width: usize) -> String {
        let style = if self.answer == "valid" { GOOD } else { BAD };
        let mut text = format!(" {}  {}\n", paint(style, &self.answer.to_uppercase()), self.why);
        let mut row = |name: &str, value: &str| {
            let _ = writeln!(text, " {}{value}", paint(HEAD, &format!("{name:<11}")));
        };
        row("code", self.code.unwrap_or("-"));
        row("judged for", self.at.as_deref().unwrap_or("-"));
        let Some(said) = &self.said else { return fit(&text, width) };
        row("permit", &said.id);
        row("customer", &format!("{} · tier {}", said.subject, said.tier));
        row("from", &format!("{} for {}", said.issuer, said.audience));
        row("counts", &format!("{} to before {}", said.not_before, said.expires));
        row("assets", &said.assets.join(", "));
        row("markets", &said.markets.join(", "));
        for it in &said.limits {
            row("limit", &it.to_string());
        }
        row("status", &format!("place {} of {}", said.status.index, said.status.uri));
        row("policy", &said.policy_digest);
        row("evidence", &said.evidence_digest);
        row("key", &said.key);
        fit(&text, width)
    }
}

impl SaidLine {
    fn of(permit: &UnverifiedPermit) -> Self {
        let terms = permit.grant.terms();
        Self {
            id: permit.id.to_string(),
            issuer: terms.issuer.clone(),
            audience: terms.audience.clone(),
            subject: terms.subject.to_string(),
            issued: terms.issued.to_string(),
            not_before: terms.from.to_string(),
            expires: terms.until.to_string(),
            tier: terms.tier.to_string(),
            assets: terms.assets.iter().map(ToString::to_string).collect(),
            markets: terms.markets.iter().map(ToString::to_string).collect(),
            limits: terms.limits.iter().map(LimitLine::of).collect(),
            policy_digest: terms.policy.to_string(),
            evidence_digest: terms.evidence.to_string(),
            key: permit.key.to_string(),
            status: StatusLine { uri: terms.status.uri.clone(), index: terms.status.index },
        }
    }
}

impl RevocationLine {
    /// What the journal keeps of it, with the key that signed the list.
    pub(crate) fn body(&self, key: &str) -> Map<String, Value> {
        let texts = [
            ("before", self.before),
            ("key", key),
            ("list", &self.list),
            ("list_digest", &self.list_digest),
            ("permit", &self.id),
            ("reason", &self.reason),
            ("status", self.status),
        ];
        texts.into_iter().map(|(name, it)| (name.to_owned(), it.into())).collect()
    }

    /// One JSON object and a line break.
    pub(crate) fn json(&self) -> String {
        json(self)
    }

    /// Two lines.
    pub(crate) fn screen(&self, width: usize) -> String {
        let Self { id, before, status, reason, entry, .. } = self;
        let until = if *status == "valid" { "only then it counts again" } else { "until then it still counts" };
        let text = format!(
            "{status}: permit {id} (was {before}; {reason}; entry {entry})\npublish the new status list: {until}\n"
        );
        fit(&text, width)
    }
}

fn json(line: &impl Serialize) -> String {
    // Texts and numbers alone have no way to fail.
    serde_json::to_string(line).unwrap_or_default() + "\n"
}
