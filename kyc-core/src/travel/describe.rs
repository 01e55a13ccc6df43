//! The description: a small file in which an exchange says who sends and who receives → the JSON of a payload.
//!
//! Words of its own for the elements of the standard; what they may hold the reader of payloads judges, so that there is one
//! judge. What is not in Latin letters is transliterated where no Latin spelling is given, and marked.

use super::build::Filled;
use super::field::{self, Notes, TravelFileCode};
use super::list::{AddressType, NationalIdentifierType, TransliterationMethod};
use super::payload::VERSION;
use super::transfer::bare;
use crate::base::Redacted;
use crate::base::written::{Complaint, Desk, Section, WrittenFile, read_root};
use crate::wallet::address::{Address, AddressError};
use serde_json::{Map, Value, json};

/// The letters that a Latin spelling was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Latin letters with marks, such as ü.
    Marked,
    /// Letters of another script.
    Other,
}

/// A description that was read. Shows nothing of itself.
#[derive(Clone, Debug)]
pub struct Description {
    pub(super) payload: Redacted<Value>,
    pub(super) filled: Vec<Filled>,
}

const KEYS: &[&str] = &[
    "from",
    "to",
    "transliteration",
    "originator",
    "beneficiary",
    "originating_vasp",
    "beneficiary_vasp",
    "intermediary",
];
const PERSON_KEYS: &[&str] = &[
    "family_name",
    "family_name_latin",
    "given_names",
    "given_names_latin",
    "legal_name",
    "legal_name_latin",
    "trading_name",
    "born",
    "birth_place",
    "residence",
    "registered_in",
    "customer",
    "lei",
    "id_type",
    "id_number",
    "id_country",
    "id_authority",
    "address",
];
/// Keys that only a natural person has, and those of a legal one.
const OF_NATURAL: &[&str] =
    &["family_name", "family_name_latin", "given_names", "given_names_latin", "born", "birth_place", "residence"];
const OF_LEGAL: &[&str] = &["legal_name", "legal_name_latin", "trading_name", "registered_in", "lei"];
/// Keys of an address and the elements they become.
const ADDRESS: &[(&str, &str)] = &[
    ("department", "department"),
    ("sub_department", "subDepartment"),
    ("street", "streetName"),
    ("building_number", "buildingNumber"),
    ("building_name", "buildingName"),
    ("floor", "floor"),
    ("post_box", "postBox"),
    ("room", "room"),
    ("postcode", "postcode"),
    ("town", "townName"),
    ("town_location", "townLocationName"),
    ("district", "districtName"),
    ("subdivision", "countrySubDivision"),
];
const ADDRESS_TYPES: &[(&str, AddressType)] =
    &[("home", AddressType::Home), ("business", AddressType::Business), ("geographic", AddressType::Geographic)];
const IDENTIFIERS: &[(&str, NationalIdentifierType)] = &[
    ("alien-registration", NationalIdentifierType::AlienRegistration),
    ("passport", NationalIdentifierType::Passport),
    ("register", NationalIdentifierType::RegistrationAuthority),
    ("driving-licence", NationalIdentifierType::DrivingLicence),
    ("foreign-investment", NationalIdentifierType::ForeignInvestment),
    ("tax", NationalIdentifierType::Tax),
    ("social-security", NationalIdentifierType::SocialSecurity),
    ("identity-card", NationalIdentifierType::IdentityCard),
    ("other", NationalIdentifierType::Unspecified),
];

impl Description {
    /// Reads a description.
    ///
    /// Success means that every key is known and of its type, and that each person is a natural or a legal one. Whether the
    /// payload is complete [`super::build()`] says. Linear.
    ///
    /// # Errors
    /// Every complaint at once, with line and column. A complaint's message may repeat a word of the file: show its code, its
    /// help and its place where others read along.
    pub fn read(file: &WrittenFile) -> Result<Self, Vec<Complaint<TravelFileCode>>> {
        let mut desk = Desk::new(file);
        let read = read_root(&mut desk, KEYS, root).flatten();
        match read {
            Some(it) if desk.is_clean() => Ok(it),
            _ => Err(desk.hand_over()),
        }
    }
}

fn root(desk: &mut Notes<'_>, root: &Section<'_, '_>) -> Option<Description> {
    let mut filled = Vec::new();
    let mut whole = Map::new();
    let mut methods: Vec<String> = Vec::new();
    for word in root.texts(desk, "transliteration") {
        match TransliterationMethod::parse(word.get_ref()) {
            Some(it) => methods.push(it.code().to_owned()),
            None => {
                let help = "the codes of the standard, such as \"cyrl\"";
                desk.note(word.span(), TravelFileCode::UnknownWord, "no code of a script", help);
            }
        }
    }
    for (key, wallet, element) in
        [("originator", "from", "originatorPerson"), ("beneficiary", "to", "beneficiaryPerson")]
    {
        root.need(desk, key, "who it is, under [[originator]] and [[beneficiary]]");
        let mut persons = Vec::new();
        for (at, section) in root.sections(desk, key, PERSON_KEYS).iter().enumerate() {
            let path = format!("{key}.{element}[{at}]");
            persons.push(person(desk, section, &mut Latin { filled: &mut filled, path }));
        }
        let mut party = Map::new();
        party.insert(element.to_owned(), persons.into());
        if let Some(account) = account(desk, root, wallet) {
            party.insert("accountNumber".to_owned(), json!([account]));
        }
        whole.insert(key.to_owned(), party.into());
    }
    for (key, element) in [("originating_vasp", "originatingVASP"), ("beneficiary_vasp", "beneficiaryVASP")] {
        let Some(section) = root.section(desk, key, PERSON_KEYS) else { continue };
        let vasp = person(desk, &section, &mut Latin { filled: &mut filled, path: element.to_owned() });
        whole.insert(element.to_owned(), vasp);
    }
    let mut path = Vec::new();
    for (at, section) in root.sections(desk, "intermediary", PERSON_KEYS).iter().enumerate() {
        let around = format!("transferPath[{at}].intermediaryVASP");
        let vasp = person(desk, section, &mut Latin { filled: &mut filled, path: around });
        path.push(json!({"intermediaryVASP": vasp, "sequence": at}));
    }
    if !path.is_empty() {
        whole.insert("transferPath".to_owned(), json!({ "transferPath": path }));
    }
    // No standard of section 7 was followed where letters of another script were filled in: that is code othr.
    let other = TransliterationMethod::Other.code();
    if filled.iter().any(|it| it.from == Script::Other) && !methods.iter().any(|it| it == other) {
        methods.push(other.to_owned());
    }
    whole.insert("payloadMetadata".to_owned(), json!({"payloadVersion": VERSION, "transliterationMethod": methods}));
    Some(Description { payload: Redacted::new(whole.into()), filled })
}

/// The account number: the wallet's address alone. One with a slip of the pen goes into no payload.
fn account(desk: &mut Notes<'_>, root: &Section<'_, '_>, key: &str) -> Option<String> {
    let text = root.text(desk, key)?;
    let address = bare(text.get_ref()).to_owned();
    match Address::read(&address) {
        Ok(_) | Err(AddressError::Unrecognised) => Some(address),
        Err(why) => {
            desk.note(text.span(), TravelFileCode::BadWallet, format!("\"{key}\" {why}"), "copy it from the wallet");
            None
        }
    }
}

/// Where Latin spellings are made, and what is noted of them.
struct Latin<'f> {
    filled: &'f mut Vec<Filled>,
    path: String,
}

impl Latin<'_> {
    /// The text in printable ASCII; what had to be changed for that is noted under the path of the element.
    fn of(&mut self, text: &str, element: &str) -> String {
        if text.chars().all(is_plain) {
            return text.to_owned();
        }
        let is_marked = |it: char| {
            it.is_ascii() || it < '\u{250}' || ('\u{1e00}'..='\u{1eff}').contains(&it) || !it.is_alphabetic()
        };
        let from = if text.chars().all(is_marked) { Script::Marked } else { Script::Other };
        self.filled.push(Filled { path: format!("{}.{element}", self.path), from });
        let latin: String = any_ascii::any_ascii(text).chars().filter(|it| is_plain(*it)).collect();
        latin.trim().to_owned()
    }
}

const fn is_plain(it: char) -> bool {
    matches!(it, ' '..='~')
}

fn person(desk: &mut Notes<'_>, at: &Section<'_, '_>, latin: &mut Latin<'_>) -> Value {
    let (natural, legal) = (OF_NATURAL.iter().any(|it| at.has(it)), OF_LEGAL.iter().any(|it| at.has(it)));
    if natural == legal {
        let message = if natural { "a person who is natural and legal" } else { "a person without a name" };
        let help = "family_name and given_names for people, legal_name for companies";
        desk.note(at.span.clone(), TravelFileCode::WhichPerson, message, help);
    }
    let kind = if legal { "legalPerson" } else { "naturalPerson" };
    let around = std::mem::take(&mut latin.path);
    latin.path = format!("{around}.{kind}");
    let mut members = Map::new();
    members.insert("name".to_owned(), if legal { legal_name(desk, at, latin) } else { natural_name(desk, at, latin) });
    if let Some(address) = at.section(desk, "address", &address_keys()) {
        members.insert("geographicAddress".to_owned(), json!([self::address(desk, &address, latin)]));
    }
    let mut put = |desk: &mut Notes<'_>, key: &str, element: &str| {
        if let Some(text) = at.text(desk, key) {
            members.insert(element.to_owned(), text.into_inner().into());
        }
    };
    put(desk, "customer", "customerIdentification");
    put(desk, "residence", "countryOfResidence");
    put(desk, "registered_in", "countryOfRegistration");
    if at.has("born") || at.has("birth_place") {
        let help = "date and place of birth stand together";
        let born = field::text(desk, at, "born", help).map(toml::Spanned::into_inner);
        let place = field::text(desk, at, "birth_place", help)
            .map(|it| latin.of(it.get_ref(), "dateAndPlaceOfBirth.placeOfBirth"));
        members.insert("dateAndPlaceOfBirth".to_owned(), json!({"dateOfBirth": born, "placeOfBirth": place}));
    }
    if let Some(identification) = identification(desk, at) {
        members.insert("nationalIdentification".to_owned(), identification);
    }
    latin.path = around;
    json!({ kind: members })
}

fn address_keys() -> Vec<&'static str> {
    ADDRESS.iter().map(|it| it.0).chain(["type", "country", "lines"]).collect()
}

fn address(desk: &mut Notes<'_>, at: &Section<'_, '_>, latin: &mut Latin<'_>) -> Value {
    let mut members = Map::new();
    at.need(desk, "type", "\"home\", \"business\" or \"geographic\"");
    if let Some(kind) = at.word(desk, "type", ADDRESS_TYPES) {
        members.insert("addressType".to_owned(), kind.code().into());
    }
    for (key, element) in ADDRESS {
        if let Some(text) = at.text(desk, key) {
            let text = latin.of(text.get_ref(), &format!("geographicAddress[0].{element}"));
            members.insert((*element).to_owned(), text.into());
        }
    }
    let lines = at.texts(desk, "lines");
    let lines = lines.iter().enumerate();
    let lines: Vec<String> =
        lines.map(|(at, it)| latin.of(it.get_ref(), &format!("geographicAddress[0].addressLine[{at}]"))).collect();
    if !lines.is_empty() {
        members.insert("addressLine".to_owned(), lines.into());
    }
    if let Some(country) = at.text(desk, "country") {
        members.insert("country".to_owned(), country.into_inner().into());
    }
    members.into()
}

/// An LEI, or a number of another kind.
fn identification(desk: &mut Notes<'_>, at: &Section<'_, '_>) -> Option<Value> {
    const KEYS: [&str; 4] = ["id_type", "id_number", "id_country", "id_authority"];
    if at.has("lei") {
        if let Some(key) = KEYS.iter().find(|it| at.has(it)) {
            let help = "a payload has room for one identification";
            desk.note(at.place(key), TravelFileCode::Duplicate, "an LEI stands there too", help);
        }
        let lei = at.text(desk, "lei")?.into_inner();
        return Some(json!({"nationalIdentifier": lei, "nationalIdentifierType": "LEIX"}));
    }
    if !KEYS.iter().any(|it| at.has(it)) {
        return None;
    }
    at.need(desk, "id_type", "what kind of number it is, such as \"passport\"");
    let kind = at.word(desk, "id_type", IDENTIFIERS).map(NationalIdentifierType::code);
    let mut members = Map::new();
    members.insert("nationalIdentifierType".to_owned(), kind.into());
    let number = field::text(desk, at, "id_number", "the number itself");
    members.insert("nationalIdentifier".to_owned(), number.map(toml::Spanned::into_inner).into());
    for (key, element) in [("id_country", "countryOfIssue"), ("id_authority", "registrationAuthority")] {
        if let Some(text) = at.text(desk, key) {
            members.insert(element.to_owned(), text.into_inner().into());
        }
    }
    Some(members.into())
}

/// A part of a name: as it is written, and in Latin letters, given or made.
fn part(
    desk: &mut Notes<'_>,
    at: &Section<'_, '_>,
    key: &str,
    element: &str,
    latin: &mut Latin<'_>,
) -> Option<(String, String)> {
    let written = at.text(desk, key)?.into_inner();
    let given = at.text(desk, &format!("{key}_latin")).map(toml::Spanned::into_inner);
    let spelt = given.unwrap_or_else(|| latin.of(&written, &format!("name.nameIdentifier[0].{element}")));
    Some((written, spelt))
}

fn natural_name(desk: &mut Notes<'_>, at: &Section<'_, '_>, latin: &mut Latin<'_>) -> Value {
    at.need(desk, "family_name", "the family name, or the whole name where it has one part");
    let family = part(desk, at, "family_name", "primaryIdentifier", latin);
    let given = part(desk, at, "given_names", "secondaryIdentifier", latin);
    let name = |family: Option<&String>, given: Option<&String>, type_name: &str| {
        let mut members = Map::new();
        members.extend(family.map(|it| ("primaryIdentifier".to_owned(), it.as_str().into())));
        members.extend(given.map(|it| ("secondaryIdentifier".to_owned(), it.as_str().into())));
        members.insert(type_name.to_owned(), "LEGL".into());
        Value::Object(members)
    };
    let spelt =
        name(family.as_ref().map(|it| &it.1), given.as_ref().map(|it| &it.1), "naturalPersonNameIdentifierType");
    let is_local = [&family, &given].into_iter().flatten().any(|it| !it.0.chars().all(is_plain));
    let mut members = Map::new();
    members.insert("nameIdentifier".to_owned(), json!([spelt]));
    if is_local {
        let local = name(family.as_ref().map(|it| &it.0), given.as_ref().map(|it| &it.0), "nameIdentifierType");
        members.insert("localNameIdentifier".to_owned(), json!([local]));
    }
    members.into()
}

fn legal_name(desk: &mut Notes<'_>, at: &Section<'_, '_>, latin: &mut Latin<'_>) -> Value {
    at.need(desk, "legal_name", "the registered name");
    let legal = part(desk, at, "legal_name", "legalPersonName", latin);
    let trading = at.text(desk, "trading_name").map(toml::Spanned::into_inner);
    let name = |text: &str, kind: &str| json!({"legalPersonName": text, "legalPersonNameIdentifierType": kind});
    let (mut first, mut local) = (Vec::new(), Vec::new());
    if let Some((written, spelt)) = &legal {
        first.push(name(spelt, "LEGL"));
        if !written.chars().all(is_plain) {
            local.push(name(written, "LEGL"));
        }
    }
    if let Some(written) = &trading {
        first.push(name(&latin.of(written, "name.nameIdentifier[1].legalPersonName"), "TRAD"));
        if !written.chars().all(is_plain) {
            local.push(name(written, "TRAD"));
        }
    }
    let mut members = Map::new();
    members.insert("nameIdentifier".to_owned(), first.into());
    if !local.is_empty() {
        members.insert("localNameIdentifier".to_owned(), local.into());
    }
    members.into()
}
