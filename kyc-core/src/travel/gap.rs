//! What can be said of a payload: lasting codes, and gaps with the path of the element and what to do.
//!
//! A gap names elements by the standard's names and never what stands in them.

use std::fmt;

crate::codes! {
    /// What can be wrong with a Travel Rule payload or with its transfer.
    pub enum TravelCode {
        /// An element that the standard asks for is missing.
        ElementMissing = "travel-element-missing",
        /// A field that a rule of the policy asks for is missing.
        FieldMissing = "travel-field-missing",
        /// No account number is the wallet of the transfer, and none is written like a wallet address.
        WalletMissing = "travel-wallet-missing",
        /// A rule of the policy asks for a proof of control over the self-hosted wallet, and there is none.
        ControlUnproved = "travel-control-unproved",
        /// A field is filled and says nothing: it is as good as missing.
        Meaningless = "travel-meaningless",
        /// An element that the standard does not have at this place.
        UnknownElement = "travel-unknown-element",
        /// A value of another type than the element has.
        WrongType = "travel-wrong-type",
        /// A text of no characters.
        Empty = "travel-empty",
        /// A text with more characters than its datatype has.
        TooLong = "travel-too-long",
        /// A character that the datatype does not have: Latin texts are printable ASCII, local ones have no control characters.
        Characters = "travel-characters",
        /// A text that is none of the codes of its list.
        UnknownCode = "travel-unknown-code",
        /// A text that is no day of the calendar, written YYYY-MM-DD.
        BadDate = "travel-bad-date",
        /// More entries than the element may have.
        TooMany = "travel-too-many",
        /// A person is both natural and legal.
        BothPersons = "travel-both-persons",
        /// The check digits of a legal entity identifier do not agree with the rest of it.
        LeiCheckDigits = "travel-lei-check-digits",
        /// C1: an originator who is a natural person needs an address, a customer or national identification, or date and place of birth.
        OriginatorNaturalPerson = "travel-c1-originator-natural-person",
        /// C2: a date of birth is before the day of the transfer.
        DateInPast = "travel-c2-date-in-past",
        /// C3: a country is an ISO 3166-1 alpha-2 code, or XX.
        Country = "travel-c3-country",
        /// C4: an originator who is a legal person needs an address of type GEOG, or a customer or national identification.
        OriginatorLegalPerson = "travel-c4-originator-legal-person",
        /// C5: a legal person has a name of type LEGL.
        LegalNameLegalPerson = "travel-c5-legal-name-legal-person",
        /// C6: a natural person has a name of type LEGL.
        LegalNameNaturalPerson = "travel-c6-legal-name-natural-person",
        /// C7: a legal person is identified by RAID, MISC, LEIX or TXID.
        NationalIdentifierLegalPerson = "travel-c7-national-identifier-legal-person",
        /// C8: an address has an address line, or a street with a building's name or number.
        Address = "travel-c8-address",
        /// C9: a legal person's identification names no country of issue, and a registration authority unless it is an LEI.
        CompleteIdentifierLegalPerson = "travel-c9-complete-identifier-legal-person",
        /// C10: a registration authority is written as RA and six digits.
        RegistrationAuthority = "travel-c10-registration-authority",
        /// C11: a legal entity identifier is 18 capital letters and digits with two digits behind them.
        Lei = "travel-c11-lei",
        /// C12: intermediaries are numbered from 0 without a gap.
        SequentialIntegrity = "travel-c12-sequential-integrity",
        /// The account numbers name wallets, and none is that of the transfer.
        AccountNotWallet = "travel-account-not-wallet",
        /// The name of a service and its legal entity identifier are not of the same service.
        VaspNotLei = "travel-vasp-not-lei",
        /// Whether the code of a registration authority stands on GLEIF's list was not looked up.
        AuthorityUnchecked = "travel-c10-unchecked",
        /// Whose legal entity identifier a service gives was not looked up.
        VaspUnchecked = "travel-vasp-unchecked",
        /// The amount is in another currency than the rule's threshold, so that the rule counts.
        AmountUnchecked = "travel-amount-unchecked",
        /// The wallet of the transfer is not known here, so that no account number was compared with it.
        WalletUnchecked = "travel-wallet-unchecked",
        /// The policy has no rule for this jurisdiction on this day.
        NoRule = "travel-no-rule",
    }
}

crate::codes! {
    /// What a gap is: what it takes from a payload.
    pub enum GapKind {
        /// What has to be there is not.
        Missing = "missing",
        /// A field is filled with what says nothing, which counts as missing (EBA/GL/2024/11).
        Meaningless = "meaningless",
        /// It is not as the standard asks.
        Faulty = "faulty",
        /// It disagrees with the transfer or with itself.
        Contradicts = "contradicts",
        /// It was not checked, since that cannot be told here.
        Unchecked = "unchecked",
    }
}

crate::codes! {
    /// A field that a policy can ask for.
    pub enum Field {
        /// A name.
        Name = "name",
        /// An account number: the wallet.
        AccountNumber = "account-number",
        /// A geographic address, with its country.
        Address = "address",
        /// An official number, such as that of a passport or of a register.
        NationalIdentification = "national-identification",
        /// The number by which the service knows its customer.
        CustomerIdentification = "customer-identification",
        /// Date and place of birth.
        Birth = "birth",
        /// The country of residence or of registration.
        Country = "country",
        /// A legal entity identifier.
        Lei = "lei",
    }
}

/// The number of a constraint of IVMS101.2023, from 1 to 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Constraint(u8);

impl Constraint {
    /// All of them.
    pub const ALL: [Self; 12] = {
        let mut all = [Self(0); 12];
        let mut at: u8 = 0;
        while at < 12 {
            all[at as usize] = Self(at + 1);
            at += 1;
        }
        all
    };

    /// Its number.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "C{}", self.0)
    }
}

impl TravelCode {
    /// What it takes from a payload.
    #[must_use]
    pub const fn kind(self) -> GapKind {
        match self {
            Self::ElementMissing | Self::FieldMissing | Self::WalletMissing | Self::ControlUnproved => GapKind::Missing,
            Self::Meaningless => GapKind::Meaningless,
            Self::AccountNotWallet | Self::VaspNotLei => GapKind::Contradicts,
            Self::AuthorityUnchecked
            | Self::VaspUnchecked
            | Self::AmountUnchecked
            | Self::WalletUnchecked
            | Self::NoRule => GapKind::Unchecked,
            _ => GapKind::Faulty,
        }
    }

    /// The constraint of IVMS101.2023 that is broken, or was not checked.
    #[must_use]
    pub const fn constraint(self) -> Option<Constraint> {
        Some(Constraint(match self {
            Self::OriginatorNaturalPerson => 1,
            Self::DateInPast => 2,
            Self::Country => 3,
            Self::OriginatorLegalPerson => 4,
            Self::LegalNameLegalPerson => 5,
            Self::LegalNameNaturalPerson => 6,
            Self::NationalIdentifierLegalPerson => 7,
            Self::Address => 8,
            Self::CompleteIdentifierLegalPerson => 9,
            Self::RegistrationAuthority | Self::AuthorityUnchecked => 10,
            Self::Lei => 11,
            Self::SequentialIntegrity => 12,
            _ => return None,
        }))
    }

    /// What it says, as a lower-case clause without the number of its constraint.
    #[must_use]
    pub fn clause(self) -> String {
        let meaning = self.meaning();
        let numbered = meaning.split_once(": ").filter(|it| it.0.starts_with('C') && self.constraint().is_some());
        crate::base::clause(numbered.map_or(meaning, |it| it.1))
    }

    /// What to do about it, as a lower-case clause.
    #[must_use]
    pub const fn help(self) -> &'static str {
        match self {
            Self::ElementMissing | Self::FieldMissing => "ask the sending service for it, or fill it in",
            Self::WalletMissing => "ask for the wallet address among the account numbers",
            Self::ControlUnproved => "have the customer prove control (tidegate wallet challenge), then say so",
            Self::Meaningless => "ask for what should stand there",
            Self::UnknownElement => "take it out, or write it as the standard does",
            Self::WrongType => "write it as the standard's datatype",
            Self::Empty => "fill it in, or take the element out",
            Self::TooLong => "shorten it, or part it over the elements that there are",
            Self::Characters => "write it in Latin letters without marks, and the original as a local name",
            Self::UnknownCode => "take a code of the standard's list",
            Self::BadDate => "write a day of the calendar as YYYY-MM-DD",
            Self::TooMany => "keep as many as the standard has room for",
            Self::BothPersons => "keep one of naturalPerson and legalPerson",
            Self::LeiCheckDigits => "copy the identifier anew from search.gleif.org",
            Self::OriginatorNaturalPerson | Self::OriginatorLegalPerson => "add one of them",
            Self::DateInPast => "correct the date of birth",
            Self::Country => "write the two capital letters of ISO 3166-1, or XX where it is not known",
            Self::LegalNameLegalPerson | Self::LegalNameNaturalPerson => "give the legal name, with the type LEGL",
            Self::NationalIdentifierLegalPerson => "give a register's number, a tax number or an LEI",
            Self::Address => "add an address line, or the street with the building's number",
            Self::CompleteIdentifierLegalPerson => {
                "leave countryOfIssue out; give registrationAuthority for all but an LEI, and none for an LEI"
            }
            Self::RegistrationAuthority => "write the code of GLEIF's list, such as RA000001",
            Self::Lei => "write the 20 characters of the LEI",
            Self::SequentialIntegrity => "number the intermediaries 0, 1, 2 and so on in their order",
            Self::AccountNotWallet => "do not release: ask whose payload this is",
            Self::VaspNotLei => "do not release: ask which service this is",
            Self::AuthorityUnchecked => {
                "look the code up on GLEIF's list of registration authorities, then name it in the policy"
            }
            Self::VaspUnchecked => "look the LEI up at search.gleif.org, then name the service in the policy",
            Self::AmountUnchecked => "give the amount in the currency of the rule",
            Self::WalletUnchecked => "give the wallet of the transfer",
            Self::NoRule => "name the jurisdiction as the policy does, or add a rule to it",
        }
    }
}

/// One thing that keeps a payload from being complete.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// The element, by the names of the standard: `originator.originatorPerson[0].naturalPerson.name`. Lists are counted from
    /// 0, also where a single value was written without brackets.
    pub path: String,
    /// What it is, as a lasting code.
    pub code: TravelCode,
    /// What exactly, where the code does not say it: lower case, and nothing of what stands there.
    pub detail: Option<String>,
}

impl Gap {
    pub(super) fn new(path: impl Into<String>, code: TravelCode) -> Self {
        Self { path: path.into(), code, detail: None }
    }

    pub(super) fn with(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.path, self.code.clause(), self.code)?;
        self.detail.as_ref().map_or(Ok(()), |it| write!(f, ": {it}"))
    }
}

/// Every code that a gap may carry, as the rows of a Markdown table.
#[must_use]
pub fn document_travel_codes() -> String {
    let mut page = "| code | is | meaning |\n| --- | --- | --- |\n".to_owned();
    for it in TravelCode::ALL {
        page.push_str(&format!("| `{it}` | {} | {} |\n", it.kind(), it.meaning()));
    }
    page
}
