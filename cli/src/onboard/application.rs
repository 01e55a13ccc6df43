//! The application as written: JSON in, what somebody asks for and shows out; no fault repeats a value.
//!
//! Its schema is `tidegate.application/1`, docs/schema/application.schema.json. Unknown keys are refused, and keys that
//! stand twice: what nobody reads would be a document or a fact that nobody judges.

use super::written::{OneOrMore, Pairs, RawApplication, RawCompany, RawDocument, harmless};
use crate::fault::Fault;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use tidegate_kyc_core::base::{Country, Label, Lei, Redacted, SubjectId};
use tidegate_kyc_core::document::Attribute;
use tidegate_kyc_core::evidence::{Claim, RawClaim};
use tidegate_kyc_core::policy::{Fact, FactKind, FactValue, Facts};

const SCHEMA: &str = "tidegate.application/1";
/// The most files or attestations of one document, and papers of a company.
const PARTS_MAX: usize = 64;
/// The most documents of one application.
const DOCUMENTS_MAX: usize = 16;
/// The most wallets.
const WALLETS_MAX: usize = 256;
/// The most values of one declared key, names above all: each is screened against every list.
const VALUES_MAX: usize = 32;
const HELP: &str = "docs/onboarding.md has the keys of an application; nothing was changed";

/// What somebody asks for and shows. Holds personal data; has no `Debug` of its own.
pub(super) struct Application {
    pub(super) subject: SubjectId,
    pub(super) jurisdiction: Country,
    pub(super) tier: Label,
    pub(super) channel: Label,
    pub(super) claim: Claim,
    /// The claim in its own words, for screening.
    pub(super) claimed: RawClaim,
    pub(super) declared: BTreeMap<Attribute, Vec<Redacted<String>>>,
    pub(super) documents: Vec<Papers>,
    pub(super) wallets: Vec<Redacted<String>>,
    /// Proofs of control over them: the challenge and the answer, a file each.
    pub(super) wallet_proofs: Vec<(PathBuf, PathBuf)>,
    pub(super) facts: Facts,
    pub(super) company: Option<Company>,
}

/// The company that a person acts for.
pub(super) struct Company {
    pub(super) name: Redacted<String>,
    pub(super) country: Country,
    /// Its number in the register and its LEI, where it has them.
    pub(super) numbers: Vec<Redacted<String>>,
    pub(super) papers: Vec<PathBuf>,
    /// Files of ownership statements.
    pub(super) statements: Vec<PathBuf>,
    /// Which of their entities it is, by its record; none where they are about one alone.
    pub(super) record: Option<String>,
}

/// A document by the files it is in, and what binds it.
pub(super) struct Papers {
    pub(super) files: Vec<PathBuf>,
    pub(super) presented: Option<(String, String)>,
    pub(super) session: Option<PathBuf>,
    pub(super) chip: Option<([u8; 8], Vec<u8>)>,
    /// Attestations about it, each with the nonce of its occasion.
    pub(super) attestations: Vec<(PathBuf, String)>,
}

impl Application {
    /// Reads an application. Files are named relative to `folder`, and lie in it.
    ///
    /// # Errors
    /// A fault that names the key, and the line where it is not JSON; never a value.
    pub(super) fn read(name: &str, text: &str, folder: &Path) -> Result<Self, Fault> {
        let wrong = |why: String| Fault::unreadable(format!("{name}: {why}"), HELP);
        let raw: RawApplication = serde_json::from_str(text).map_err(|it| {
            wrong(format!("line {}, column {}: {}", it.line(), it.column(), harmless(&it.to_string())))
        })?;
        Self::of(raw, folder).map_err(wrong)
    }

    /// Whether every file that it names is there, lies in the folder wherever links lead, and can be read whole, before
    /// anything is begun.
    ///
    /// # Errors
    /// A fault that names the first that is not.
    pub(super) fn stands(&self, name: &str, folder: &Path) -> Result<(), Fault> {
        let of_documents = self.documents.iter().flat_map(|it| {
            let attestations = it.attestations.iter().map(|it| &it.0);
            it.files.iter().chain(&it.session).chain(attestations)
        });
        let papers = self.company.iter().flat_map(|it| it.papers.iter().chain(&it.statements));
        let proofs = self.wallet_proofs.iter().flat_map(|it| [&it.0, &it.1]);
        of_documents.chain(papers).chain(proofs).try_for_each(|path| {
            let help = "files are named relative to the application's own folder and lie in it; nothing was changed";
            crate::input::readable_in(path, folder)
                .map_err(|why| Fault::unreadable(format!("{name} names {}, which {why}", path.display()), help))
        })
    }

    fn of(raw: RawApplication, folder: &Path) -> Result<Self, String> {
        if raw.schema != SCHEMA {
            return Err(format!("\"schema\" is not {SCHEMA}"));
        }
        let company = match (raw.kind.as_str(), raw.company) {
            ("person", None) => None,
            ("company", Some(company)) => Some(Company::of(company, folder)?),
            ("person", Some(_)) => return Err("\"company\" stands with the kind \"company\" alone".to_owned()),
            ("company", None) => return Err("\"company\" is missing: name, country, papers".to_owned()),
            _ => return Err("\"kind\" is not person or company".to_owned()),
        };
        let label = |key: &str, text: &str| Label::parse(text).map_err(|it| format!("\"{key}\": {it}"));
        let claimed = RawClaim { ..raw.claim.clone() };
        for (key, count, most) in [
            ("documents", raw.documents.len(), DOCUMENTS_MAX),
            ("wallets", raw.wallets.len(), WALLETS_MAX),
            ("wallet_proofs", raw.wallet_proofs.len(), WALLETS_MAX),
            ("claim.nationalities", raw.claim.nationalities.as_ref().map_or(0, Vec::len), VALUES_MAX),
        ] {
            if count > most {
                return Err(format!("\"{key}\" has {count} values, and an application has at most {most}"));
            }
        }
        let documents = raw.documents.into_iter().enumerate();
        let documents =
            documents.map(|(at, it)| Papers::of(it, folder).map_err(|why| format!("document {}: {why}", at + 1)));
        let proofs = raw.wallet_proofs.iter();
        let proofs = proofs.map(|it| Ok((below(folder, &it.challenge)?, below(folder, &it.signature)?)));
        Ok(Self {
            subject: SubjectId::parse(&raw.subject).map_err(|it| format!("\"subject\": {it}"))?,
            jurisdiction: Country::parse(&raw.jurisdiction).map_err(|it| format!("\"jurisdiction\" {it}"))?,
            tier: label("tier", &raw.tier)?,
            channel: label("channel", &raw.channel)?,
            claim: Claim::of(raw.claim).map_err(|it| format!("\"claim\": {it}"))?,
            claimed,
            declared: declared(raw.declared)?,
            documents: documents.collect::<Result<_, _>>()?,
            wallets: raw.wallets,
            wallet_proofs: proofs.collect::<Result<_, String>>()?,
            facts: facts(raw.facts)?,
            company,
        })
    }
}

impl Company {
    fn of(raw: RawCompany, folder: &Path) -> Result<Self, String> {
        if raw.papers.is_empty() || raw.papers.len() > PARTS_MAX {
            return Err(format!("\"company\" has no papers, or more than {PARTS_MAX}"));
        }
        if raw.statements.len() > PARTS_MAX {
            return Err(format!("\"company\" has more than {PARTS_MAX} files of statements"));
        }
        if raw.record.is_some() && raw.statements.is_empty() {
            return Err("the company's \"record\" stands with \"statements\" alone".to_owned());
        }
        if raw.name.reveal().trim().is_empty() {
            return Err("\"company\" has no name".to_owned());
        }
        if let Some(lei) = &raw.lei {
            Lei::parse(lei.reveal()).map_err(|it| format!("the company's \"lei\": {it}"))?;
        }
        Ok(Self {
            name: raw.name,
            country: Country::parse(&raw.country).map_err(|it| format!("the company's \"country\" {it}"))?,
            numbers: raw.register_number.into_iter().chain(raw.lei).collect(),
            papers: raw.papers.iter().map(|it| below(folder, it)).collect::<Result<_, _>>()?,
            statements: raw.statements.iter().map(|it| below(folder, it)).collect::<Result<_, _>>()?,
            record: raw.record,
        })
    }
}

impl Papers {
    fn of(raw: RawDocument, folder: &Path) -> Result<Self, String> {
        if raw.files.is_empty() {
            return Err("it names no files".to_owned());
        }
        if raw.files.len() > PARTS_MAX || raw.attestations.len() > PARTS_MAX {
            return Err(format!("it has more than {PARTS_MAX} files or attestations"));
        }
        let below = |name: &String| below(folder, name);
        let presented = match (raw.nonce, raw.audience) {
            (Some(nonce), Some(audience)) => Some((nonce, audience)),
            (None, None) => None,
            _ => return Err("\"nonce\" and \"audience\" come together".to_owned()),
        };
        let hex = |key: &str, text: String| crate::input::hex(&text).map_err(|it| format!("\"{key}\" {it}"));
        let chip = match (raw.chip_challenge, raw.chip_answer) {
            (Some(challenge), Some(answer)) => {
                let challenge: Result<[u8; 8], _> = hex("chip_challenge", challenge)?.0.try_into();
                let challenge = challenge.map_err(|_| "\"chip_challenge\" has not eight bytes".to_owned())?;
                Some((challenge, hex("chip_answer", answer)?.0))
            }
            (None, None) => None,
            _ => return Err("\"chip_challenge\" and \"chip_answer\" come together".to_owned()),
        };
        let attestations = raw.attestations.into_iter().map(|it| Ok((below(&it.file)?, it.nonce)));
        Ok(Self {
            files: raw.files.iter().map(below).collect::<Result<_, _>>()?,
            presented,
            session: raw.session.as_ref().map(below).transpose()?,
            chip,
            attestations: attestations.collect::<Result<_, String>>()?,
        })
    }
}

/// A file of the application: below its folder, whatever its name says.
fn below(folder: &Path, name: &str) -> Result<PathBuf, String> {
    let path = Path::new(name);
    let inside = path.components().all(|it| matches!(it, Component::Normal(_) | Component::CurDir));
    if inside && !name.is_empty() {
        Ok(folder.join(path))
    } else {
        Err("a file lies outside the application's folder: name it relative to the folder, without \"..\"".to_owned())
    }
}

/// What is declared beside the claim. What documents are compared with stands in the claim alone, and what a document
/// says of itself nobody declares: said here, it would contradict a document unnoticed.
const DECLARED: &[Attribute] = &[
    Attribute::FullName,
    Attribute::BirthFamilyName,
    Attribute::BirthGivenName,
    Attribute::BirthPlace,
    Attribute::BirthRegion,
    Attribute::BirthCountry,
    Attribute::Address,
    Attribute::AddressStreet,
    Attribute::AddressHouse,
    Attribute::AddressCity,
    Attribute::AddressPostalCode,
    Attribute::AddressRegion,
    Attribute::AddressCountry,
    Attribute::PersonalNumber,
    Attribute::Email,
    Attribute::Phone,
];

fn declared(pairs: Pairs<OneOrMore>) -> Result<BTreeMap<Attribute, Vec<Redacted<String>>>, String> {
    let read = |(key, values): (String, OneOrMore)| {
        // A key is no personal data where it is one of ours; another may be anything.
        let attribute = Attribute::parse(&key).ok_or("\"declared\" has a key that is no attribute")?;
        if !DECLARED.contains(&attribute) {
            return Err(format!("{attribute} is not declared: it stands in the claim, or a document states it"));
        }
        let values = match values {
            OneOrMore::One(it) => vec![it],
            OneOrMore::More(all) => all,
        };
        if values.len() > VALUES_MAX {
            let count = values.len();
            return Err(format!("{attribute} is declared {count} times, and an application has at most {VALUES_MAX}"));
        }
        let is_country = matches!(attribute, Attribute::BirthCountry | Attribute::AddressCountry);
        if is_country && values.iter().any(|it| Country::parse(it.reveal()).is_err()) {
            // Taken as it is, it would be a country that nobody knows, which is the worst of all.
            return Err(format!("{attribute} is no country code, such as DE or DEU"));
        }
        Ok((attribute, values))
    };
    pairs.0.into_iter().map(read).collect()
}

fn facts(pairs: Pairs<Redacted<Value>>) -> Result<Facts, String> {
    let mut facts = Facts::default();
    for (key, value) in pairs.0 {
        let fact = Fact::parse(&key).ok_or("\"facts\" has a key that is no fact: docs/facts.md lists them")?;
        let value = fact_value(fact, value.reveal()).ok_or_else(|| format!("{fact} takes {}", takes(fact.kind())))?;
        facts.state(fact, value).map_err(|it| it.to_string())?;
    }
    Ok(facts)
}

const fn takes(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Words => "a word or a list of words, of letters, digits and hyphens",
        FactKind::Countries => "a country code or a list of them",
        FactKind::Number => "a whole number that is not negative",
    }
}

fn fact_value(fact: Fact, value: &Value) -> Option<FactValue> {
    let texts = || match value {
        Value::String(text) => Some(vec![text.as_str()]),
        Value::Array(all) => all.iter().map(Value::as_str).collect(),
        _ => None,
    };
    Some(match fact.kind() {
        FactKind::Number => FactValue::Number(value.as_u64()?),
        FactKind::Words => {
            FactValue::Words(texts()?.into_iter().map(|it| Label::parse(it).ok()).collect::<Option<_>>()?)
        }
        FactKind::Countries => {
            FactValue::Countries(texts()?.into_iter().map(|it| Country::parse(it).ok()).collect::<Option<_>>()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"{"schema": "tidegate.application/1", "subject": "cust-1", "kind": "person", "jurisdiction": "DE",
        "tier": "basic", "channel": "wallet", "claim": {"family_name": "Mustermann"}, "documents": [{"files": ["a"]}],
        "declared": {"address-city": "Köln", "full-name": ["E. M.", "Mimi"]}, "facts": {"open-hits": 0, "product": "spot"}}"#;

    fn read(text: &str) -> Result<Application, String> {
        Application::read("a.json", text, Path::new("/folder")).map_err(|it| match it {
            Fault::Said { what, help, .. } => {
                assert!(!help.is_empty());
                what
            }
            other => format!("{other:?}"),
        })
    }

    #[test]
    fn a_whole_application_is_read() {
        let read = read(WHOLE).unwrap_or_else(|it| panic!("{it}"));
        assert_eq!((read.subject.as_str(), read.documents.len()), ("cust-1", 1));
        assert_eq!(read.documents[0].files, [PathBuf::from("/folder/a")]);
        assert_eq!(read.declared[&Attribute::FullName].len(), 2);
        assert_eq!(read.facts.get(Fact::OpenHits), Some(&FactValue::Number(0)));
    }

    #[test]
    fn what_is_wrong_is_told_by_key_and_never_by_value() {
        for (fault, from, to, said) in [
            ("not_json", "\"kind\"", "kind", "line 1, column 59: key must be a string"),
            ("cut", "}}", "}", "line 3, column 123: EOF while parsing"),
            ("misspelt", "\"tier\"", "\"teir\"", "an unknown field, where `schema`, `subject`, `kind`"),
            (
                "name_for_a_key",
                "\"family_name\"",
                "\"Mustermann\": 1, \"family_name\"",
                "an unknown field, where `family_name`",
            ),
            ("name_twice", "\"open-hits\": 0", "\"Mustermann\": 3, \"Mustermann\": 0", "duplicate field"),
            ("missing", "\"tier\": \"basic\", ", "", "missing field `tier`"),
            ("twice", "\"tier\": \"basic\"", "\"tier\": \"basic\", \"tier\": \"full\"", "duplicate field `tier`"),
            ("fact_twice", "\"open-hits\": 0", "\"open-hits\": 3, \"open-hits\": 0", "duplicate field `open-hits`"),
            ("other_schema", "application/1", "application/9", "\"schema\" is not tidegate.application/1"),
            ("company_of_nothing", "person", "company", "\"company\" is missing"),
            ("other_kind", "person", "robot", "\"kind\" is not person or company"),
            ("name_for_a_pseudonym", "cust-1", "Erika Mustermann", "\"subject\": a subject id has only ASCII"),
            ("no_country", "\"DE\",", "\"Mustermannland\",", "\"jurisdiction\" is not a country code"),
            ("claim_of_nothing", "\"family_name\": \"Mustermann\"", "", "\"claim\": the claim says nothing"),
            ("declared_beside_the_claim", "address-city", "birth-date", "birth-date is not declared"),
            ("declared_of_a_document", "address-city", "expiry-date", "expiry-date is not declared"),
            ("country_in_words", "address-city", "address-country", "address-country is no country code"),
            ("no_attribute", "address-city", "Mustermann", "\"declared\" has a key that is no attribute"),
            ("no_fact", "open-hits", "Mustermann", "\"facts\" has a key that is no fact"),
            ("fact_of_another_kind", "\"open-hits\": 0", "\"open-hits\": -1", "open-hits takes a whole number"),
            ("fact_that_follows", "open-hits", "age", "age is not stated: it follows"),
            ("number_for_a_text", "\"Köln\"", "1964", "a value is of another type"),
            ("no_files", "[\"a\"]", "[]", "document 1: it names no files"),
            ("outside", "[\"a\"]", "[\"../Mustermann\"]", "document 1: a file lies outside"),
            ("absolute", "[\"a\"]", "[\"/etc/Mustermann\"]", "document 1: a file lies outside"),
            ("half_a_binding", "[\"a\"]", "[\"a\"], \"nonce\": \"x\"", "\"nonce\" and \"audience\" come together"),
            ("half_a_chip", "[\"a\"]", "[\"a\"], \"chip_answer\": \"00\"", "come together"),
            (
                "short_challenge",
                "[\"a\"]",
                "[\"a\"], \"chip_challenge\": \"00\", \"chip_answer\": \"00\"",
                "not eight bytes",
            ),
            (
                "no_hex",
                "[\"a\"]",
                "[\"a\"], \"chip_challenge\": \"xy\", \"chip_answer\": \"00\"",
                "pairs of hex digits",
            ),
        ] {
            assert!(WHOLE.contains(from), "{fault}");
            let told = read(&WHOLE.replacen(from, to, 1)).map(|_| ()).unwrap_err();
            assert!(told.starts_with("a.json: ") && told.contains(said), "{fault}: {told}");
            for value in ["Mustermann", "Köln", "1964"] {
                assert!(!told.contains(value), "{fault}: {told}");
            }
        }
    }

    #[test]
    fn nobody_has_more_names_wallets_or_documents_than_anybody() {
        let many = |text: &str, count: usize| vec![text; count].join(", ");
        for (from, one, most, said) in [
            (
                "[\"E. M.\", \"Mimi\"]",
                "\"E\"",
                VALUES_MAX,
                "full-name is declared 33 times, and an application has at most 32",
            ),
            ("[{\"files\": [\"a\"]}]", "{\"files\": [\"a\"]}", DOCUMENTS_MAX, "\"documents\" has 17 values"),
        ] {
            assert!(read(&WHOLE.replace(from, &format!("[{}]", many(one, most)))).is_ok());
            let told = read(&WHOLE.replace(from, &format!("[{}]", many(one, most + 1)))).err().unwrap();
            assert!(told.contains(said), "{told}");
        }
        let wallets =
            |count: usize| WHOLE.replace("\"claim\"", &format!("\"wallets\": [{}], \"claim\"", many("\"x\"", count)));
        assert!(read(&wallets(WALLETS_MAX)).is_ok());
        assert!(read(&wallets(WALLETS_MAX + 1)).err().unwrap().contains("\"wallets\" has 257 values"));
    }
}
