//! Statements as publishers write them (BODS 0.4, JSON), before anything is asked of them.

use super::bods::StatementFault;
use super::record::{Directness, Interest, InterestType, Party, PartyKind, Unspecified};
use super::share::{Bound, Range};
use crate::base::{Day, Redacted};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

type Text = Redacted<String>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawStatement<'a> {
    pub(super) statement_id: Option<String>,
    pub(super) statement_date: Option<String>,
    pub(super) declaration_subject: Option<String>,
    pub(super) record_id: Option<String>,
    pub(super) record_type: Option<String>,
    pub(super) record_status: Option<String>,
    pub(super) publication_details: Option<RawPublication>,
    pub(super) source: Option<RawSource>,
    /// Before version 0.4 a statement had a type, and a record none.
    pub(super) statement_type: Option<IgnoredAny>,
    #[serde(borrow)]
    pub(super) record_details: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawPublication {
    pub(super) bods_version: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct RawSource {
    #[serde(rename = "type")]
    pub(super) kinds: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawEntity {
    entity_type: Option<RawEntityType>,
    name: Option<Text>,
    #[serde(default)]
    alternate_names: Vec<Text>,
    jurisdiction: Option<RawCountry>,
    #[serde(default)]
    identifiers: Vec<RawIdentifier>,
    dissolution_date: Option<String>,
    public_listing: Option<RawListing>,
    unspecified_entity_details: Option<RawUnspecified>,
}

#[derive(Deserialize)]
struct RawEntityType {
    #[serde(rename = "type")]
    kind: Option<String>,
    subtype: Option<String>,
}

#[derive(Deserialize)]
struct RawCountry {
    code: Option<String>,
}

#[derive(Deserialize)]
struct RawIdentifier {
    id: Option<Text>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawListing {
    has_public_listing: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct RawUnspecified {
    pub(super) reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawPerson {
    person_type: Option<String>,
    #[serde(default)]
    names: Vec<RawName>,
    #[serde(default)]
    identifiers: Vec<RawIdentifier>,
    #[serde(default)]
    nationalities: Vec<RawCountry>,
    birth_date: Option<Text>,
    death_date: Option<String>,
    political_exposure: Option<RawExposure>,
    unspecified_person_details: Option<RawUnspecified>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawName {
    #[serde(rename = "type")]
    kind: Option<String>,
    full_name: Option<Text>,
    given_name: Option<Text>,
    patronymic_name: Option<Text>,
    family_name: Option<Text>,
}

#[derive(Deserialize)]
struct RawExposure {
    status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawRelationship {
    pub(super) subject: Option<RawEnd>,
    pub(super) interested_party: Option<RawEnd>,
    #[serde(default)]
    pub(super) interests: Vec<RawInterest>,
    #[serde(default)]
    pub(super) component_records: Vec<String>,
}

/// One end of a relationship: a record, or why there is none.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum RawEnd {
    Record(String),
    Unspecified(RawUnspecified),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawInterest {
    #[serde(rename = "type")]
    kind: Option<String>,
    direct_or_indirect: Option<String>,
    beneficial_ownership_or_control: Option<bool>,
    share: Option<RawShare>,
    start_date: Option<String>,
    end_date: Option<String>,
}

/// Numbers as they are written: no binary fraction stands for a third of a percent.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawShare {
    exact: Option<Box<RawValue>>,
    minimum: Option<Box<RawValue>>,
    exclusive_minimum: Option<Box<RawValue>>,
    maximum: Option<Box<RawValue>>,
    exclusive_maximum: Option<Box<RawValue>>,
}

impl RawEntity {
    pub(super) fn into_party(self, id: String) -> Result<Party, StatementFault> {
        let kind = self.entity_type.ok_or(StatementFault::Missing("entityType"))?;
        let subtype = kind.subtype.as_deref();
        let kind = match kind.kind.as_deref().ok_or(StatementFault::Missing("entityType.type"))? {
            "registeredEntity" | "legalEntity" if subtype == Some("trust") => PartyKind::Trust,
            "registeredEntity" | "legalEntity" => PartyKind::Entity,
            "arrangement" => match subtype {
                Some("trust") => PartyKind::Trust,
                Some("nomination") => PartyKind::Nomination,
                _ => PartyKind::Arrangement,
            },
            "anonymousEntity" | "unknownEntity" => PartyKind::UnnamedEntity,
            "state" | "stateBody" => PartyKind::State,
            _ => return Err(StatementFault::Word("entityType.type")),
        };
        let is_listed = self.public_listing.is_some_and(|it| it.has_public_listing == Some(true));
        Ok(Party {
            names: said(self.name.into_iter().chain(self.alternate_names)),
            countries: codes_of(self.jurisdiction),
            numbers: said(self.identifiers.into_iter().filter_map(|it| it.id)),
            ended: self.dissolution_date,
            is_listed,
            unspecified: reason(self.unspecified_entity_details)?,
            ..Party::new(id, kind)
        })
    }
}

impl RawPerson {
    pub(super) fn into_party(self, id: String) -> Result<Party, StatementFault> {
        let kind = match self.person_type.as_deref().ok_or(StatementFault::Missing("personType"))? {
            "knownPerson" => PartyKind::Person,
            "anonymousPerson" | "unknownPerson" => PartyKind::UnnamedPerson,
            _ => return Err(StatementFault::Word("personType")),
        };
        let is_exposed = match self.political_exposure.and_then(|it| it.status).as_deref() {
            Some("isPep") => Some(true),
            Some("isNotPep") => Some(false),
            Some("unknown") | None => None,
            Some(_) => return Err(StatementFault::Word("politicalExposure.status")),
        };
        // The legal name is the one that a person goes by, wherever it stands in the list.
        let (legal, others): (Vec<RawName>, Vec<RawName>) =
            self.names.into_iter().partition(|it| it.kind.as_deref() == Some("legal"));
        Ok(Party {
            names: said(legal.into_iter().chain(others).filter_map(RawName::whole)),
            countries: codes_of(self.nationalities),
            numbers: said(self.identifiers.into_iter().filter_map(|it| it.id)),
            born: self.birth_date,
            ended: self.death_date,
            is_exposed,
            unspecified: reason(self.unspecified_person_details)?,
            ..Party::new(id, kind)
        })
    }
}

impl RawName {
    fn whole(self) -> Option<Text> {
        let parts = || {
            let parts = [self.given_name, self.patronymic_name, self.family_name];
            let parts: Vec<String> = parts.into_iter().flatten().map(|it| it.reveal().clone()).collect();
            (!parts.is_empty()).then(|| Redacted::new(parts.join(" ")))
        };
        self.full_name.or_else(parts)
    }
}

impl RawInterest {
    pub(super) fn read(self) -> Result<Interest, StatementFault> {
        let of = match self.kind.as_deref() {
            None => InterestType::UnknownInterest,
            Some(word) => InterestType::written(word).ok_or(StatementFault::Word("interests.type"))?,
        };
        let directness = match self.direct_or_indirect.as_deref() {
            Some("direct") => Directness::Direct,
            Some("indirect") => Directness::Indirect,
            Some("unknown") | None => Directness::Unknown,
            Some(_) => return Err(StatementFault::Word("interests.directOrIndirect")),
        };
        let share = self.share.map(RawShare::read).transpose()?.flatten();
        let (from, until) = (day("interests.startDate", self.start_date)?, day("interests.endDate", self.end_date)?);
        Ok(Interest {
            of,
            is_counted: share.is_some(),
            share: share.unwrap_or(Range::UNKNOWN),
            directness,
            is_declared: self.beneficial_ownership_or_control,
            from,
            until,
        })
    }
}

impl RawShare {
    /// None where it says nothing.
    fn read(self) -> Result<Option<Range>, StatementFault> {
        let number = |it: Option<Box<RawValue>>| {
            it.filter(|it| it.get() != "null").map(|it| Bound::percent(it.get())).transpose()
        };
        let read = |it| number(it).map_err(StatementFault::Share);
        let exact = read(self.exact)?.map(Range::exact);
        let lows = [read(self.minimum)?, read(self.exclusive_minimum)?.map(Bound::above)];
        let highs = [read(self.maximum)?, read(self.exclusive_maximum)?.map(Bound::below)];
        if exact.is_none() && lows.iter().chain(&highs).all(Option::is_none) {
            return Ok(None);
        }
        let low = lows.into_iter().flatten().max().unwrap_or(Bound::ZERO);
        let high = highs.into_iter().flatten().min().unwrap_or(Bound::ONE);
        if low > high {
            return Err(StatementFault::ShareEmpty);
        }
        let band = Range { low, high };
        match exact {
            None => Ok(Some(band)),
            // A register that gives both means the exact share, and the band has to hold it.
            Some(exact) => exact.and(&band).map(Some).ok_or(StatementFault::ShareEmpty),
        }
    }
}

/// A day, of a text that may go on with a time of day.
pub(super) fn day(field: &'static str, text: Option<String>) -> Result<Option<Day>, StatementFault> {
    let Some(text) = text else { return Ok(None) };
    let date = text.split(['T', 't', ' ']).next().unwrap_or_default();
    Day::parse(date).map(Some).map_err(|why| StatementFault::Day(field, why))
}

/// Why nobody is named.
pub(super) fn reason(raw: Option<RawUnspecified>) -> Result<Option<Unspecified>, StatementFault> {
    let Some(word) = raw.and_then(|it| it.reason) else { return Ok(None) };
    Unspecified::written(&word).map(Some).ok_or(StatementFault::Word("reason"))
}

fn said(all: impl Iterator<Item = Text>) -> Vec<Text> {
    all.filter(|it| !it.reveal().trim().is_empty()).collect()
}

fn codes_of(all: impl IntoIterator<Item = RawCountry>) -> Vec<String> {
    // A subdivision (GB-SCT) belongs to its country.
    let code = |it: RawCountry| it.code.and_then(|it| it.split('-').next().map(str::to_owned));
    all.into_iter().filter_map(code).filter(|it| !it.is_empty()).collect()
}
