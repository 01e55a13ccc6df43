//! OpenSanctions' entities: FollowTheMoney, one JSON object a line.
//!
//! Tested on samples of real exports.

use super::draft::{Draft, day};
use super::error::{FindingCode, Findings, ListError};
use super::input::{Progress, STEP_MAX};
use super::simple::kind_of;
use super::{Drawn, Publisher};
use crate::screen::list::{CountryRole, Entry, EntryKind, IdentifierKind, PlaceRole, Strength};
use serde::Deserialize;
use std::collections::HashMap;
use std::io::{BufRead, Read};

/// Values of one property that are read. The longest honest entity has 400 names.
const VALUES_MAX: usize = 5_000;

#[derive(Deserialize)]
struct Object {
    id: String,
    schema: String,
    #[serde(default)]
    properties: HashMap<String, Vec<String>>,
    #[serde(default)]
    datasets: Vec<String>,
    last_seen: Option<String>,
    target: Option<bool>,
}

/// What an entity of another schema says of one that can be listed.
#[derive(Default)]
struct Apart {
    /// Full texts of addresses by their identifier.
    places: HashMap<String, String>,
    /// Programmes, passports and wallets by the identifier of the entity they belong to.
    told: HashMap<String, Vec<(Kind, String, String)>>,
}

#[derive(Clone, Copy)]
enum Kind {
    Programme,
    Identifier(IdentifierKind),
    Wallet,
}

pub(super) fn read(mut input: impl BufRead, step: &Progress, findings: &mut Findings) -> Result<Drawn, ListError> {
    let mut drawn = Drawn::of(Publisher::OpenSanctions, "opensanctions");
    let (mut apart, mut links) = (Apart::default(), Vec::new());
    let (mut line, mut number, mut read) = (Vec::new(), 0, 0_u64);
    loop {
        line.clear();
        let count = input.by_ref().take(STEP_MAX).read_until(b'\n', &mut line)?;
        if count == 0 {
            break;
        }
        number += 1;
        read += count as u64;
        if count as u64 == STEP_MAX && !line.ends_with(b"\n") {
            return Err(ListError::TooLarge { what: "bytes in one element or line", most: STEP_MAX });
        }
        step.set(read);
        let text = std::str::from_utf8(&line).map_err(|_| ListError::Encoding("another encoding (Latin-1?)"))?.trim();
        if text.is_empty() {
            continue;
        }
        match serde_json::from_str::<Object>(text) {
            Ok(object) => add(object, number, findings, &mut drawn, &mut apart, &mut links),
            // A line that ends in the middle, at the end of the file: the download was cut.
            Err(error) if error.is_eof() && !line.ends_with(b"\n") => {
                return Err(ListError::Truncated("the last line"));
            }
            Err(_) => findings.add(FindingCode::Row, "", number),
        }
    }
    for (at, place) in links {
        if let (Some(entry), Some(text)) = (drawn.entries.get_mut(at), apart.places.get(&place)) {
            let mut draft = Draft::new("", entry.kind, findings, 0);
            draft.place_in_words(text, PlaceRole::Address);
            entry.places.append(&mut draft.entry.places);
            entry.countries.append(&mut draft.entry.countries);
        }
    }
    for entry in &mut drawn.entries {
        for (kind, label, value) in apart.told.remove(&*entry.id).unwrap_or_default() {
            let mut draft = Draft::new(&entry.id, entry.kind, findings, 0);
            match kind {
                Kind::Programme => draft.programme(&value),
                Kind::Identifier(kind) => draft.identified(kind, &label, &value, None),
                Kind::Wallet => draft.address(&label, &value),
            }
            entry.programmes.append(&mut draft.entry.programmes);
            entry.identifiers.append(&mut draft.entry.identifiers);
            entry.addresses.append(&mut draft.entry.addresses);
        }
    }
    Ok(drawn)
}

fn add(
    object: Object,
    number: u64,
    findings: &mut Findings,
    drawn: &mut Drawn,
    apart: &mut Apart,
    links: &mut Vec<(usize, String)>,
) {
    drawn.published = drawn.published.max(object.last_seen.as_deref().and_then(day));
    let get = |name: &str| object.properties.get(name).into_iter().flatten().take(VALUES_MAX).map(String::as_str);
    let mut tell = |of: &str, kind: Kind, label: &str, values: &[&str]| {
        for of in get(of) {
            let all = apart.told.entry(of.to_owned()).or_default();
            all.extend(values.iter().map(|it| (kind, label.to_owned(), (*it).to_owned())));
        }
    };
    match object.schema.as_str() {
        "Address" => {
            if let Some(text) = get("full").next() {
                apart.places.insert(object.id, text.to_owned());
            }
        }
        "Sanction" => tell("entity", Kind::Programme, "", &get("programId").chain(get("program")).collect::<Vec<_>>()),
        "Passport" => {
            let values: Vec<_> = get("passportNumber").chain(get("number")).collect();
            tell("holder", Kind::Identifier(IdentifierKind::Passport), "passport", &values);
        }
        "Identification" => {
            let label = get("type").next().unwrap_or("identification");
            let kind = IdentifierKind::of_label(label);
            tell("holder", Kind::Identifier(kind), label, &get("number").collect::<Vec<_>>());
        }
        "CryptoWallet" => {
            let ticker = get("currency").next().unwrap_or("");
            let keys: Vec<&str> = get("publicKey").collect();
            tell("holder", Kind::Wallet, ticker, &keys);
            if get("holder").next().is_none() {
                let mut draft = Draft::new(&object.id, EntryKind::Unknown, findings, number);
                keys.iter().for_each(|it| draft.address(ticker, it));
                draft.finish(&mut drawn.entries);
            }
        }
        // Only what has a name of its own can be listed; the rest links such entities to each other.
        "Person" | "Organization" | "Company" | "PublicBody" | "LegalEntity" | "Vessel" | "Airplane" | "Security"
        | "Asset"
            if object.target != Some(false) =>
        {
            let before = drawn.entries.len();
            entity(&object, number, findings, &mut drawn.entries);
            if drawn.entries.len() > before {
                links.extend(get("addressEntity").map(|it| (before, it.to_owned())));
            }
        }
        known if NO_TARGETS.contains(&known) || object.target == Some(false) => {}
        // Whoever stands in a schema of another day has a name all the same.
        _ if NAMES.iter().any(|it| get(it).next().is_some()) => {
            findings.add(FindingCode::Kind, &object.id, number);
            entity(&object, number, findings, &mut drawn.entries);
        }
        unknown if get("publicKey").next().is_some() => findings.element(unknown, number),
        _ => {}
    }
}

/// Properties that hold a name.
const NAMES: [&str; 5] = ["name", "alias", "previousName", "weakAlias", "abbreviation"];

/// Schemas of FollowTheMoney that link entities, stand for papers and messages, or are never listed for themselves.
const NO_TARGETS: [&str; 58] = [
    "Analyzable",
    "Article",
    "Assessment",
    "Associate",
    "Audio",
    "BankAccount",
    "Call",
    "CallForTenders",
    "Contract",
    "ContractAward",
    "CourtCase",
    "CourtCaseParty",
    "Debt",
    "Directorship",
    "Document",
    "Documentation",
    "EconomicActivity",
    "Email",
    "Employment",
    "Event",
    "Family",
    "Folder",
    "HyperText",
    "Image",
    "Interest",
    "Interval",
    "License",
    "Membership",
    "Mention",
    "Message",
    "Note",
    "Occupancy",
    "Ownership",
    "Package",
    "Page",
    "Pages",
    "Payment",
    "PlainText",
    "Position",
    "Post",
    "Project",
    "ProjectParticipant",
    "RealEstate",
    "Representation",
    "Risk",
    "Row",
    "Similar",
    "Succession",
    "Table",
    "TaxRoll",
    "Thing",
    "Trip",
    "UnknownLink",
    "UserAccount",
    "Value",
    "Vehicle",
    "Video",
    "Workbook",
];

fn entity(object: &Object, number: u64, findings: &mut Findings, entries: &mut Vec<Entry>) {
    let get = |name: &str| object.properties.get(name).into_iter().flatten().take(VALUES_MAX).map(String::as_str);
    let kind = kind_of(&object.schema);
    let mut draft = Draft::new(&object.id, kind, findings, number);
    object.datasets.iter().for_each(|it| draft.programme(it));
    get("programId").for_each(|it| draft.programme(it));
    get("name").for_each(|it| draft.name(it, Strength::Primary));
    ["alias", "previousName"].into_iter().flat_map(get).for_each(|it| draft.name(it, Strength::Alias));
    ["weakAlias", "abbreviation"].into_iter().flat_map(get).for_each(|it| draft.name(it, Strength::WeakAlias));
    get("birthDate").for_each(|it| draft.birth(it));
    get("gender").for_each(|it| draft.gender(it));
    for (property, role) in [
        ("nationality", CountryRole::Nationality),
        ("citizenship", CountryRole::Nationality),
        ("birthCountry", CountryRole::Birth),
        ("jurisdiction", CountryRole::Registration),
        ("flag", CountryRole::Registration),
        ("mainCountry", CountryRole::Registration),
        ("country", if kind == EntryKind::Organisation { CountryRole::Registration } else { CountryRole::Other }),
    ] {
        get(property).for_each(|it| draft.country(it, role));
    }
    get("birthPlace").for_each(|it| draft.place_in_words(it, PlaceRole::Birth));
    get("address").for_each(|it| draft.place_in_words(it, PlaceRole::Address));
    for (property, kind) in NUMBERS {
        get(property).for_each(|it| draft.identified(*kind, property, it, None));
    }
    ["position", "notes", "summary"].into_iter().flat_map(get).for_each(|it| draft.remark(it));
    draft.finish(entries);
}

/// Properties that hold a number, and what it is.
const NUMBERS: &[(&str, IdentifierKind)] = &[
    ("passportNumber", IdentifierKind::Passport),
    ("idNumber", IdentifierKind::National),
    ("socialSecurityNumber", IdentifierKind::National),
    ("taxNumber", IdentifierKind::Tax),
    ("vatCode", IdentifierKind::Tax),
    ("innCode", IdentifierKind::Tax),
    ("registrationNumber", IdentifierKind::Registration),
    ("ogrnCode", IdentifierKind::Registration),
    ("leiCode", IdentifierKind::Lei),
    ("swiftBic", IdentifierKind::Bic),
    ("imoNumber", IdentifierKind::Imo),
    ("mmsi", IdentifierKind::Other),
    ("serialNumber", IdentifierKind::Registration),
];
