//! The policy of an office: a file in, what each jurisdiction asks of a transfer, from when on and from which amount.
//!
//! No figure and no field of any law stands in the code: the file has them, each with its source.

use super::field::{self, Notes, TravelFileCode};
use super::gap::Field;
use super::read::address::is_authority;
use super::transfer::{Amount, Hosting, Reach, Transfer};
use crate::base::written::{CURRENCY_HELP, Complaint, Desk, Section, WrittenFile, is_currency, read_root, suggest};
use crate::base::{Day, Label, Lei, SourceId};
use std::collections::BTreeSet;
use toml::Spanned;

/// What an office asks of transfers. Only [`TravelPolicy::read`] makes one.
#[derive(Clone, Debug)]
pub struct TravelPolicy {
    id: Label,
    version: u32,
    rules: Vec<Rule>,
    vasps: Vec<KnownVasp>,
    authorities: BTreeSet<String>,
    digest: SourceId,
}

/// A service that somebody looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownVasp {
    /// Its legal name, as the Global LEI Index has it.
    pub name: String,
    /// Its identifier there.
    pub lei: Lei,
}

/// What one rule of one jurisdiction asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its lasting name.
    pub name: Label,
    /// Whose rule it is.
    pub jurisdiction: Label,
    /// The first day on which it holds.
    pub from: Day,
    /// The first day on which it no longer does.
    pub until: Option<Day>,
    /// Transfers across borders, within them, or both where it is [`None`].
    pub reach: Option<Reach>,
    /// Transfers of which wallets: `Some(true)` one self-hosted, `Some(false)` none.
    pub self_hosted: Option<bool>,
    /// The amounts it begins at, one a currency; empty where it holds for every amount.
    pub thresholds: Vec<Threshold>,
    /// What it asks.
    pub ask: Ask,
    /// The law, guideline or judgement it comes from.
    pub source: String,
}

/// What a rule asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// Fields of each originator.
    pub originator: Vec<Field>,
    /// Sets of fields of each originator of which one has to be whole.
    pub originator_one_of: Vec<Vec<Field>>,
    /// Fields of each beneficiary.
    pub beneficiary: Vec<Field>,
    /// Sets of fields of each beneficiary of which one has to be whole.
    pub beneficiary_one_of: Vec<Vec<Field>>,
    /// Whether `originatingVASP` has to be there.
    pub originating_vasp: bool,
    /// Whether `beneficiaryVASP` has to be there.
    pub beneficiary_vasp: bool,
    /// Whether control over a self-hosted wallet has to be proved.
    pub control: bool,
}

/// An amount from which on, or above which, a rule holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// The currency.
    pub currency: Label,
    /// The amount.
    pub amount: Amount,
    /// Whether the amount itself is within.
    pub bound: Bound,
}

/// On which side of a threshold the amount itself lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The rule holds from this amount on.
    From,
    /// The rule holds above this amount.
    Above,
}

/// Whether a rule holds for a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Yes,
    No,
    /// It may: the amount is in a currency that the rule has no threshold in.
    Perhaps,
}

impl Rule {
    /// Whether it is in force on a day, for its jurisdiction.
    pub(super) fn is_in_force(&self, transfer: &Transfer) -> bool {
        self.jurisdiction == transfer.jurisdiction
            && self.from <= transfer.day
            && self.until.is_none_or(|it| transfer.day < it)
    }

    /// Whether it holds for a transfer, in force or not.
    pub(super) fn holds(&self, transfer: &Transfer) -> Holds {
        let is_self_hosted = transfer.hosting != Hosting::BothHosted;
        let reaches = self.reach.is_none_or(|it| it == transfer.reach);
        if !reaches || self.self_hosted.is_some_and(|it| it != is_self_hosted) {
            return Holds::No;
        }
        let of_currency = self.thresholds.iter().find(|it| it.currency == transfer.currency);
        match of_currency {
            None if self.thresholds.is_empty() => Holds::Yes,
            None => Holds::Perhaps,
            Some(it) => {
                let is_within = match it.bound {
                    Bound::From => transfer.amount >= it.amount,
                    Bound::Above => transfer.amount > it.amount,
                };
                if is_within { Holds::Yes } else { Holds::No }
            }
        }
    }
}

const KEYS: &[&str] = &["id", "version", "registration_authorities", "vasp", "rule"];
const RULE_KEYS: &[&str] = &[
    "name",
    "jurisdiction",
    "from",
    "until",
    "reach",
    "wallets",
    "amounts",
    "originator",
    "originator_one_of",
    "beneficiary",
    "beneficiary_one_of",
    "vasps",
    "control",
    "source",
];
const REACHES: &[(&str, Option<Reach>)] =
    &[("any", None), ("domestic", Some(Reach::Domestic)), ("cross-border", Some(Reach::CrossBorder))];
const WALLETS: &[(&str, Option<bool>)] = &[("any", None), ("hosted", Some(false)), ("self-hosted", Some(true))];
const BOUNDS: &[(&str, Bound)] = &[("from", Bound::From), ("above", Bound::Above)];

impl TravelPolicy {
    /// Reads a policy.
    ///
    /// Success means that every key is known and of its type, names are given once, and every rule asks for something and
    /// says where it comes from. Linear in the file, but for the rules and services, which are compared with each other.
    ///
    /// # Errors
    /// Every complaint at once, with line and column.
    pub fn read(file: &WrittenFile) -> Result<Self, Vec<Complaint<TravelFileCode>>> {
        let mut desk = Desk::new(file);
        let read = read_root(&mut desk, KEYS, root).flatten();
        match read {
            Some(it) if desk.is_clean() => Ok(it),
            _ => Err(desk.hand_over()),
        }
    }

    /// Its lasting name.
    #[must_use]
    pub const fn id(&self) -> &Label {
        &self.id
    }

    /// Its version, one more with every change of meaning.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// SHA-256 of its file; line endings do not count.
    #[must_use]
    pub const fn digest(&self) -> SourceId {
        self.digest
    }

    /// Its rules, in the order of the file.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The services that were looked up.
    #[must_use]
    pub fn vasps(&self) -> &[KnownVasp] {
        &self.vasps
    }

    /// Whether somebody looked this registration authority up on GLEIF's list.
    #[must_use]
    pub fn knows_authority(&self, code: &str) -> bool {
        self.authorities.contains(code)
    }
}

fn root(desk: &mut Notes<'_>, root: &Section<'_, '_>) -> Option<TravelPolicy> {
    let id = field::name(desk, root, "id", "the policy's lasting name");
    root.need(desk, "version", "1, and one more with every change of meaning");
    let version = root.whole(desk, "version", 1..1 << 32);
    let mut authorities = BTreeSet::new();
    for code in root.texts(desk, "registration_authorities") {
        if is_authority(code.get_ref()) {
            authorities.insert(code.into_inner());
        } else {
            let message = format!("\"{}\" is not the code of a registration authority", code.get_ref());
            desk.note(
                code.span(),
                TravelFileCode::BadAuthority,
                message,
                "a code of GLEIF's list, such as \"RA000001\"",
            );
        }
    }
    let vasps = vasps(desk, root);
    let rules = rules(desk, root);
    Some(TravelPolicy {
        id: id?.into_inner(),
        version: u32::try_from(version?.into_inner()).ok()?,
        rules,
        vasps,
        authorities,
        digest: digest_of(desk.text()),
    })
}

/// SHA-256 of a file whose line endings and byte order mark are left out of account.
fn digest_of(text: &str) -> SourceId {
    SourceId::of(text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").as_bytes())
}

fn vasps(desk: &mut Notes<'_>, root: &Section<'_, '_>) -> Vec<KnownVasp> {
    let (mut known, mut seen): (Vec<KnownVasp>, BTreeSet<Lei>) = (Vec::new(), BTreeSet::new());
    for at in root.sections(desk, "vasp", &["name", "lei"]) {
        let name = field::text(desk, &at, "name", "its legal name, as the Global LEI Index has it");
        let lei = field::text(desk, &at, "lei", "its identifier there");
        let (Some(name), Some(text)) = (name, lei) else { continue };
        match Lei::parse(text.get_ref()) {
            Ok(lei) if !seen.insert(lei) => {
                desk.note(text.span(), TravelFileCode::Duplicate, "two services have this LEI", "name each once");
            }
            Ok(lei) => known.push(KnownVasp { name: name.into_inner(), lei }),
            Err(why) => desk.note(text.span(), TravelFileCode::BadLei, "\"lei\" is no LEI", why.to_string()),
        }
    }
    known
}

fn rules(desk: &mut Notes<'_>, root: &Section<'_, '_>) -> Vec<Rule> {
    root.need(desk, "rule", "at least one [[rule]]");
    let (mut rules, mut names) = (Vec::new(), BTreeSet::new());
    let sections = root.sections(desk, "rule", RULE_KEYS);
    if sections.is_empty() && root.has("rule") {
        desk.note(root.place("rule"), TravelFileCode::NothingAsked, "there is no rule", "at least one [[rule]]");
    }
    for at in sections {
        let name = field::name(desk, &at, "name", "the rule's lasting name");
        if let Some(name) = &name
            && !names.insert(name.get_ref().clone())
        {
            let message = format!("there are two rules named \"{}\"", name.get_ref());
            desk.note(name.span(), TravelFileCode::Duplicate, message, "give each a name of its own");
        }
        rules.extend(rule(desk, &at, name));
    }
    rules
}

fn rule(desk: &mut Notes<'_>, at: &Section<'_, '_>, name: Option<Spanned<Label>>) -> Option<Rule> {
    let jurisdiction = field::name(desk, at, "jurisdiction", "whose rule it is, such as \"EU\"");
    at.need(desk, "from", "the first day on which it holds");
    let (from, until) = (field::day(desk, at, "from"), field::day(desk, at, "until"));
    if let (Some(from), Some(until)) = (&from, &until)
        && until.get_ref() <= from.get_ref()
    {
        let help = "the first day on which it no longer holds, or leave it out";
        desk.note(until.span(), TravelFileCode::PeriodEmpty, "\"until\" is not after \"from\"", help);
    }
    let reach = at.word(desk, "reach", REACHES).unwrap_or(None);
    let self_hosted = at.word(desk, "wallets", WALLETS).unwrap_or(None);
    let thresholds = thresholds(desk, at);
    let ask = ask(desk, at);
    if ask == Ask::default() {
        let help = "name fields under originator, beneficiary or their _one_of, vasps, or control = \"proved\"";
        desk.note(at.span.clone(), TravelFileCode::NothingAsked, "the rule asks for nothing", help);
    }
    let source = field::text(desk, at, "source", "the law, guideline or judgement it comes from");
    Some(Rule {
        name: name?.into_inner(),
        jurisdiction: jurisdiction?.into_inner(),
        from: from?.into_inner(),
        until: until.map(Spanned::into_inner),
        reach,
        self_hosted,
        thresholds,
        ask,
        source: source?.into_inner(),
    })
}

fn thresholds(desk: &mut Notes<'_>, at: &Section<'_, '_>) -> Vec<Threshold> {
    let (mut thresholds, mut seen): (Vec<Threshold>, BTreeSet<Label>) = (Vec::new(), BTreeSet::new());
    for at in at.sections(desk, "amounts", &["currency", "amount", "bound"]) {
        let currency = field::text(desk, &at, "currency", CURRENCY_HELP);
        let amount = field::text(desk, &at, "amount", "an amount in quotes, such as \"1000\"");
        at.need(desk, "bound", "\"from\" where the amount itself is within, \"above\" where it is not");
        let bound = at.word(desk, "bound", BOUNDS);
        let currency = currency.and_then(|it| match Label::parse(it.get_ref()) {
            Ok(label) if is_currency(it.get_ref()) => Some(Spanned::new(it.span(), label)),
            _ => {
                desk.note(it.span(), TravelFileCode::BadCurrency, "\"currency\" is not a currency", CURRENCY_HELP);
                None
            }
        });
        let amount = amount.and_then(|it| match Amount::parse(it.get_ref()) {
            Ok(amount) => Some(amount),
            Err(why) => {
                desk.note(it.span(), TravelFileCode::BadAmount, "\"amount\" is not an amount", why.to_string());
                None
            }
        });
        let (Some(currency), Some(amount), Some(bound)) = (currency, amount, bound) else { continue };
        if !seen.insert(currency.get_ref().clone()) {
            let message = format!("there are two amounts in {}", currency.get_ref());
            desk.note(currency.span(), TravelFileCode::Duplicate, message, "give one for each currency");
        }
        thresholds.push(Threshold { currency: currency.into_inner(), amount, bound });
    }
    thresholds
}

fn ask(desk: &mut Notes<'_>, at: &Section<'_, '_>) -> Ask {
    let services = at.texts(desk, "vasps");
    for it in services.iter().filter(|it| !["originating", "beneficiary"].contains(&it.get_ref().as_str())) {
        let message = format!("\"vasps\" cannot name \"{}\"", it.get_ref());
        let help = suggest(it.get_ref(), &["originating", "beneficiary"]);
        desk.note(it.span(), TravelFileCode::UnknownWord, message, help);
    }
    let names = |word: &str| services.iter().any(|it| it.get_ref() == word);
    let (originating_vasp, beneficiary_vasp) = (names("originating"), names("beneficiary"));
    Ask {
        originator: fields(desk, at, "originator"),
        originator_one_of: sets(desk, at, "originator_one_of"),
        beneficiary: fields(desk, at, "beneficiary"),
        beneficiary_one_of: sets(desk, at, "beneficiary_one_of"),
        originating_vasp,
        beneficiary_vasp,
        control: at.word(desk, "control", &[("proved", ())]).is_some(),
    }
}

fn fields(desk: &mut Notes<'_>, at: &Section<'_, '_>, key: &str) -> Vec<Field> {
    let texts = at.texts(desk, key);
    texts.iter().filter_map(|it| field_of(desk, key, it.get_ref(), it)).collect()
}

/// Sets of fields: `"address + customer-identification"`.
fn sets(desk: &mut Notes<'_>, at: &Section<'_, '_>, key: &str) -> Vec<Vec<Field>> {
    let texts = at.texts(desk, key);
    let set = |it: &Spanned<String>| {
        it.get_ref().split('+').filter_map(|word| field_of(desk, key, word.trim(), it)).collect()
    };
    texts.iter().map(set).collect()
}

fn field_of(desk: &mut Notes<'_>, key: &str, word: &str, place: &Spanned<String>) -> Option<Field> {
    let found = Field::parse(word);
    if found.is_none() {
        let known: Vec<&str> = Field::ALL.iter().map(|it| it.code()).collect();
        let message = format!("\"{key}\" cannot ask for \"{word}\"");
        desk.note(place.span(), TravelFileCode::UnknownWord, message, suggest(word, &known));
    }
    found
}
