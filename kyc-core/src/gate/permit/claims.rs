//! A grant ↔ the claims of its token. Both directions meet in one form: claims that the grant they spell out would not
//! be written as are refused, so that nothing in a permit is passed over.

use super::grant::{Grant, Terms};
use super::id::PermitId;

use crate::base::{Instant, Label, SourceId, SubjectId};
use crate::document::StatusReference;
use crate::policy::{Limit, Period};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const SECOND: i64 = 1_000_000;

/// The claims in canonical form (RFC 8785: names in order, no space, whole numbers), with the id.
pub(super) fn written(grant: &Grant) -> (PermitId, Value) {
    let it = grant.terms();
    let seconds = |it: Instant| it.micros().div_euclid(SECOND);
    let limit = |it: &Limit| json!({"currency": it.currency.as_str(), "minor": it.minor, "per": it.per.code()});
    // Names stand in order, whichever kind of map serde_json was built with.
    let mut claims = json!({
        "aud": it.audience,
        "evidence_digest": it.evidence.to_string(),
        "exp": seconds(it.until),
        "iat": seconds(it.issued),
        "iss": it.issuer,
        "jti": "",
        "nbf": seconds(it.from),
        "policy_digest": it.policy.to_string(),
        "status": {"status_list": {"idx": it.status.index, "uri": it.status.uri}},
        "sub": it.subject.as_str(),
        "tier": it.tier.as_str(),
        "trade": {
            "assets": names(&it.assets),
            "limits": it.limits.iter().map(limit).collect::<Vec<_>>(),
            "markets": names(&it.markets),
        },
    });
    let id = PermitId::of(it.status.index, claims.to_string().as_bytes());
    claims["jti"] = json!(id.to_string());
    (id, claims)
}

fn names(labels: &BTreeSet<Label>) -> Vec<&str> {
    labels.iter().map(Label::as_str).collect()
}

/// The grant that claims spell out; `None` where a claim is missing, is of another form, or is one too many.
pub(super) fn read(claims: &Map<String, Value>) -> Option<(PermitId, Grant)> {
    let text = |name: &str| claims.get(name)?.as_str();
    let time = |name: &str| Some(Instant::from_micros(claims.get(name)?.as_i64()?.checked_mul(SECOND)?));
    let digest = |name: &str| SourceId::parse(text(name)?).ok();
    let trade = claims.get("trade")?;
    let names = |name: &str| {
        let listed = trade.get(name)?.as_array()?.iter();
        listed.map(|it| Label::parse(it.as_str()?).ok()).collect::<Option<BTreeSet<_>>>()
    };
    let limit = |it: &Value| {
        Some(Limit {
            currency: Label::parse(it.get("currency")?.as_str()?).ok()?,
            per: Period::parse(it.get("per")?.as_str()?)?,
            minor: it.get("minor")?.as_u64()?,
        })
    };
    let list = claims.get("status")?.get("status_list")?;
    let grant = Grant::of(Terms {
        issuer: text("iss")?.to_owned(),
        audience: text("aud")?.to_owned(),
        subject: SubjectId::parse(text("sub")?).ok()?,
        issued: time("iat")?,
        from: time("nbf")?,
        until: time("exp")?,
        tier: Label::parse(text("tier")?).ok()?,
        assets: names("assets")?,
        markets: names("markets")?,
        limits: trade.get("limits")?.as_array()?.iter().map(limit).collect::<Option<_>>()?,
        policy: digest("policy_digest")?,
        evidence: digest("evidence_digest")?,
        status: StatusReference { uri: list.get("uri")?.as_str()?.to_owned(), index: list.get("idx")?.as_u64()? },
    })
    .ok()?;
    let (id, again) = written(&grant);
    (again.as_object() == Some(claims)).then_some((id, grant))
}
