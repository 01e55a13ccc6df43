//! The US Treasury's lists, Advanced XML (OFAC's `ADVANCED_XML.xsd`): 121 MB for the SDN list, read as a stream.
//!
//! Tested on the whole SDN list of 2025-11-19. The file refers by number: reference values come first,
//! then places and documents, then the parties that refer to them, then the sanctions that refer to the parties.

use super::draft::Draft;
use super::error::{FindingCode, Findings, ListError};
use super::input::Progress;
use super::xml::{Node, Shape, walk};
use super::{Drawn, Publisher};
use crate::base::Day;
use crate::screen::list::OF_OFAC;
use crate::screen::list::{Birth, Country, CountryRole, EntryKind, ListName, PartRole, PlaceRole, Script, Strength};
use std::collections::HashMap;
use std::io::BufRead;

const SHAPE: Shape = Shape {
    records: &["DateOfIssue", "ReferenceValueSets", "Location", "IDRegDocument", "DistinctParty", "SanctionsEntry"],
    around: &["Locations", "IDRegDocuments", "DistinctParties", "SanctionsEntries"],
    passed: &["ProfileRelationships", "SanctionsEntryLinks"],
};
const PROFILE: &[&str] = &["Comment", "Identity", "Feature", "SanctionsEntryReference", "ExternalReference"];
const IDENTITY: &[&str] = &["Comment", "Alias", "NamePartGroups", "IDRegDocumentReference"];
const NAME: &[&str] = &["Comment", "DocumentedNamePart", "DocumentedNameCountry", "IDRegDocumentReference"];
const FEATURE: &[&str] = &["Comment", "FeatureVersion", "IdentityReference"];
const VERSION: &[&str] = &["Comment", "DatePeriod", "VersionDetail", "VersionLocation", "ExternalReference"];

/// What the file defines before it is referred to.
#[derive(Default)]
struct Reference {
    /// Texts by the element that defines them and its number.
    texts: HashMap<(&'static str, u32), Box<str>>,
    countries: HashMap<u32, Country>,
    kinds: HashMap<u32, EntryKind>,
    scripts: HashMap<u32, Script>,
    places: HashMap<u32, Located>,
    /// Documents by the identity that they belong to.
    documents: HashMap<u32, Vec<Document>>,
    /// Where an entry stands, by its profile.
    entries: HashMap<u32, usize>,
}

/// A document: the number of its label, its own number, who gave it.
type Document = (u32, Box<str>, Option<Country>);

/// A place in parts, the country apart.
struct Located {
    parts: Box<[Box<str>]>,
    country: Box<str>,
}

/// Elements of the reference values whose texts are referred to.
const TEXTS: [&str; 7] =
    ["AliasType", "NamePartType", "FeatureType", "DetailReference", "IDRegDocType", "AreaCode", "List"];

/// The list of specially designated nationals, as its entries name it.
const SDN: &str = "SDN List";

pub(super) fn read(input: impl BufRead, step: &Progress, findings: &mut Findings) -> Result<Drawn, ListError> {
    let mut drawn = Drawn::of(Publisher::Ofac, "us-ofac");
    let mut known = Reference::default();
    let mut at = 0;
    // Whether any entry stands on a list, and on that of specially designated nationals.
    let (mut is_any, mut is_sdn) = (false, false);
    walk(input, step, &SHAPE, findings, &mut |node, findings| {
        match node.name() {
            "DateOfIssue" => drawn.published = date(node),
            "ReferenceValueSets" => known.read_values(node),
            "Location" => known.read_location(node),
            "IDRegDocument" if node.all("IDRegistrationNo").next().is_none() => findings.element(node.name(), 0),
            "IDRegDocument" => known.read_document(node),
            "DistinctParty" => {
                at += 1;
                let others = node.children().filter(|it| !["Comment", "Profile"].contains(&it.name()));
                others.for_each(|it| findings.element(it.name(), at));
                node.all("Profile")
                    .for_each(|it| party(it, node.text_of("Comment"), &mut known, findings, at, &mut drawn));
            }
            "SanctionsEntry" => {
                let list = known.text("List", node.attribute("ListID"));
                (is_any, is_sdn) = (is_any || !list.is_empty(), is_sdn || list == SDN);
                sanction(node, &known, findings, &mut drawn);
            }
            _ => {}
        }
        Ok(())
    })?;
    let [sdn, others] = OF_OFAC;
    match (is_any, is_sdn) {
        (_, true) => drawn.id = sdn.into(),
        (true, false) => drawn.id = others.into(),
        (false, false) => {}
    }
    Ok(drawn)
}

fn number(text: &str) -> u32 {
    text.parse().unwrap_or(0)
}

fn date(node: Node<'_>) -> Option<Day> {
    let [year, month, day] = ["Year", "Month", "Day"].map(|it| node.text_of(it));
    Day::from_civil(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

impl Reference {
    fn text(&self, element: &'static str, id: &str) -> &str {
        self.texts.get(&(element, number(id))).map_or("", |it| it)
    }

    fn read_values(&mut self, node: Node<'_>) {
        for element in TEXTS {
            let all = node.below(element).map(|it| ((element, number(it.attribute("ID"))), it.text().into()));
            self.texts.extend(all);
        }
        for it in node.below("Country") {
            let country = Country::parse(it.attribute("ISO2")).ok().or_else(|| Country::named(it.text()));
            self.countries.extend(country.map(|country| (number(it.attribute("ID")), country)));
            self.texts.insert(("Country", number(it.attribute("ID"))), it.text().into());
        }
        // The area's code is its country's; its description is its name.
        for it in node.below("AreaCode") {
            self.texts.insert(("AreaCode", number(it.attribute("ID"))), it.attribute("Description").into());
        }
        for it in node.below("PartySubType") {
            let kind = match (it.text(), it.attribute("PartyTypeID")) {
                ("Vessel", _) => EntryKind::Vessel,
                ("Aircraft", _) => EntryKind::Aircraft,
                (_, "1") => EntryKind::Person,
                (_, "2") => EntryKind::Organisation,
                _ => EntryKind::Unknown,
            };
            self.kinds.insert(number(it.attribute("ID")), kind);
        }
        for it in node.below("Script") {
            let script = match it.text() {
                "Arabic" => Script::Arabic,
                "Armenian" => Script::Armenian,
                text if text.starts_with("Chinese") => Script::Han,
                "Cyrillic" => Script::Cyrillic,
                "Georgian" => Script::Georgian,
                "Greek" => Script::Greek,
                "Hangul" | "Korean" => Script::Hangul,
                "Hebrew" => Script::Hebrew,
                "Japanese" => Script::Japanese,
                "Latin" => Script::Latin,
                _ => continue,
            };
            self.scripts.insert(number(it.attribute("ID")), script);
        }
    }

    fn read_location(&mut self, node: Node<'_>) {
        let values = node.all("LocationPart").flat_map(|it| it.all("LocationPartValue"));
        let parts = values.map(|it| it.text_of("Value")).filter(|it| !it.is_empty()).map(Into::into).collect();
        let country =
            node.all("LocationCountry").next().map_or("", |it| self.text("Country", it.attribute("CountryID")));
        let area =
            node.all("LocationAreaCode").next().map_or("", |it| self.text("AreaCode", it.attribute("AreaCodeID")));
        let country = if country.is_empty() { area } else { country }.into();
        self.places.insert(number(node.attribute("ID")), Located { parts, country });
    }

    fn read_document(&mut self, node: Node<'_>) {
        let value = node.text_of("IDRegistrationNo");
        if !value.is_empty() {
            let country = self.countries.get(&number(node.attribute("IssuedBy-CountryID"))).copied();
            let label = number(node.attribute("IDRegDocTypeID"));
            self.documents.entry(number(node.attribute("IdentityID"))).or_default().push((
                label,
                value.into(),
                country,
            ));
        }
    }
}

fn party(node: Node<'_>, comment: &str, known: &mut Reference, findings: &mut Findings, at: u64, drawn: &mut Drawn) {
    let kind = known.kinds.get(&number(node.attribute("PartySubTypeID"))).copied().unwrap_or(EntryKind::Unknown);
    let mut draft = Draft::new(node.attribute("ID"), kind, findings, at);
    draft.only(node, PROFILE);
    for identity in node.all("Identity") {
        draft.only(identity, IDENTITY);
        names(identity, known, &mut draft);
        for (label, value, country) in known.documents.remove(&number(identity.attribute("ID"))).unwrap_or_default() {
            let label = known.texts.get(&("IDRegDocType", label)).map_or("", |it| it);
            draft.identifier(label, &value, country);
        }
    }
    for it in node.all("Feature") {
        feature(it, known, &mut draft);
    }
    draft.remark(comment);
    let before = drawn.entries.len();
    draft.finish(&mut drawn.entries);
    if drawn.entries.len() > before {
        known.entries.insert(number(node.attribute("ID")), before);
    }
}

fn names(identity: Node<'_>, known: &Reference, draft: &mut Draft<'_>) {
    let groups: Vec<(&str, PartRole)> = identity
        .below("NamePartGroup")
        .map(|it| (it.attribute("ID"), role(known.text("NamePartType", it.attribute("NamePartTypeID")))))
        .collect();
    for alias in identity.all("Alias") {
        let strength = match (alias.attribute("LowQuality"), alias.attribute("Primary")) {
            ("true", _) => Strength::WeakAlias,
            (_, "true") => Strength::Primary,
            _ => Strength::Alias,
        };
        draft.only(alias, &["Comment", "DocumentedName"]);
        for name in alias.all("DocumentedName") {
            draft.only(name, NAME);
            name.all("DocumentedNamePart").for_each(|it| draft.only(it, &["Comment", "NamePartValue"]));
            let values: Vec<Node<'_>> = name.below("NamePartValue").collect();
            let parts = values.iter().map(|it| {
                let group = it.attribute("NamePartGroupID");
                let role = groups.iter().find(|known| known.0 == group).map_or(PartRole::Whole, |it| it.1);
                (role, it.text())
            });
            // A lone part is called a last name whatever it is: `ABU SALIM`.
            let name = match values.as_slice() {
                [lone] => ListName::new(lone.text(), strength),
                _ => ListName::of_parts(parts, strength),
            };
            let script = values.first().and_then(|it| known.scripts.get(&number(it.attribute("ScriptID"))));
            draft.named(match script {
                Some(script) => name.in_script(*script),
                None => name,
            });
        }
    }
}

fn role(text: &str) -> PartRole {
    match text {
        "Last Name" => PartRole::Family,
        "First Name" => PartRole::Given,
        "Middle Name" => PartRole::Middle,
        "Maiden Name" => PartRole::Maiden,
        "Patronymic" => PartRole::Patronymic,
        "Matronymic" => PartRole::Matronymic,
        "Nickname" => PartRole::Nickname,
        _ => PartRole::Whole,
    }
}

/// Features whose text is a number of some register.
const NUMBERS: [&str; 13] = [
    "Vessel Call Sign",
    "Other Vessel Call Sign",
    "SWIFT/BIC",
    "BIK (RU)",
    "MICEX Code",
    "D-U-N-S Number",
    "ISIN",
    "Equity Ticker",
    "UN/LOCODE",
    "Aircraft Tail Number",
    "Previous Aircraft Tail Number",
    "Aircraft Mode S Transponder Code",
    "Phone Number",
];
const CURRENCY: &str = "Digital Currency Address - ";
/// What the label of a wallet says whatever else it says.
const ANY_CURRENCY: &str = "Currency Address";

fn feature(node: Node<'_>, known: &Reference, draft: &mut Draft<'_>) {
    let label = known.text("FeatureType", node.attribute("FeatureTypeID"));
    draft.only(node, FEATURE);
    if label.is_empty() || label.contains(ANY_CURRENCY) && !label.starts_with(CURRENCY) {
        draft.unknown(if label.is_empty() { "FeatureType" } else { label });
    }
    for version in node.all("FeatureVersion") {
        draft.only(version, VERSION);
        let detail = version.all("VersionDetail").next();
        let listed = detail.map_or("", |it| known.text("DetailReference", it.attribute("DetailReferenceID")));
        let text = detail.map_or("", Node::text);
        let text = if text.is_empty() { listed } else { text };
        let places =
            || version.all("VersionLocation").filter_map(|it| known.places.get(&number(it.attribute("LocationID"))));
        match label {
            "Birthdate" => version.all("DatePeriod").for_each(|it| period(it, draft)),
            "Gender" => draft.gender(text),
            "Place of Birth" => {
                draft.place_in_words(text, PlaceRole::Birth);
                places().for_each(|it| it.add(PlaceRole::Birth, draft));
            }
            "Location" => places().for_each(|it| it.add(PlaceRole::Address, draft)),
            "Nationality Country" | "Citizenship Country" => {
                places().for_each(|it| draft.country(it.nation(), CountryRole::Nationality));
            }
            "Vessel Flag"
            | "Former Vessel Flag"
            | "Other Vessel Flag"
            | "Nationality of Registration"
            | "Registration Country" => {
                places().for_each(|it| draft.country(it.nation(), CountryRole::Registration));
                if let Some(country) = Country::named(text) {
                    draft.country(country.code(), CountryRole::Registration);
                }
            }
            label if label.contains(ANY_CURRENCY) => {
                if text.is_empty() {
                    draft.unknown("VersionDetail");
                }
                draft.address(label.split_once(" - ").map_or("", |it| it.1), text);
            }
            label if NUMBERS.contains(&label) || label.starts_with("Aircraft M") || label.starts_with("Aircraft C") => {
                draft.identifier(label, text, None);
            }
            label if !text.is_empty() => draft.remark(&format!("{} {text}", label.trim_end_matches([':', '-', ' ']))),
            _ => {}
        }
        draft.remark(version.text_of("Comment"));
    }
}

impl Located {
    /// A nationality is a place whose only part is the country's name.
    fn nation(&self) -> &str {
        if self.country.is_empty() { self.parts.last().map_or("", |it| it) } else { &self.country }
    }

    fn add(&self, role: PlaceRole, draft: &mut Draft<'_>) {
        let parts: Vec<&str> = self.parts.iter().map(|it| &**it).collect();
        if self.country.is_empty() {
            draft.place_in_words(&parts.join(", "), role);
        } else {
            draft.place(&parts, &self.country, role);
        }
    }
}

/// A birth lies between the earliest start and the latest end.
fn period(node: Node<'_>, draft: &mut Draft<'_>) {
    let at = |of: &str, end: &str| {
        let edge = node.children().find(|it| it.name() == of)?;
        edge.children().find(|it| it.name() == end).and_then(date)
    };
    let approximate = node.children().any(|it| it.attribute("Approximate") == "true");
    let (first, last) = (at("Start", "From"), at("End", "To"));
    let birth = first.or(last).map(|any| Birth::spanning(first.unwrap_or(any), last.unwrap_or(any)));
    draft.born(birth.map(|it| if approximate { it.about() } else { it }));
}

fn sanction(node: Node<'_>, known: &Reference, findings: &mut Findings, drawn: &mut Drawn) {
    let profile = node.attribute("ProfileID");
    let Some(entry) = known.entries.get(&number(profile)).and_then(|at| drawn.entries.get_mut(*at)) else {
        return findings.add(FindingCode::Orphan, profile, 0);
    };
    let days = node.all("EntryEvent").flat_map(|it| it.all("Date")).filter_map(date);
    entry.listed = days.chain(entry.listed).min();
    let programmes = node.all("SanctionsMeasure").map(|it| it.text_of("Comment"));
    entry.programmes.extend(programmes.filter(|it| !it.is_empty()).map(Into::into));
}
