//! What ownership statements speak of: parties, interests, relationships. Values only; nothing is reckoned here.

use super::share::Range;
use crate::base::{Day, Redacted};

crate::codes! {
    /// What kind of party it is (BODS 0.4, `entityType` and `personType`).
    pub enum PartyKind {
        /// A natural person who is known.
        Person = "person",
        /// A natural person whose identity is withheld or was not found.
        UnnamedPerson = "unnamed-person",
        /// A company, or another body with a legal personality of its own.
        Entity = "entity",
        /// An entity that is withheld or was not found.
        UnnamedEntity = "unnamed-entity",
        /// A trust, or an arrangement like one.
        Trust = "trust",
        /// A nomination: a nominee acts in it for a nominator.
        Nomination = "nomination",
        /// Another arrangement, such as shares that are held jointly.
        Arrangement = "arrangement",
        /// A state, or a body of one.
        State = "state",
        /// Nobody is named, and perhaps nobody is there.
        Unspecified = "unspecified",
    }
}

impl PartyKind {
    /// Whether a natural person stands there.
    #[must_use]
    pub const fn is_person(self) -> bool {
        matches!(self, Self::Person | Self::UnnamedPerson)
    }
}

crate::codes! {
    /// What an interest is (BODS 0.4, `interestType`).
    pub enum InterestType {
        /// Shares.
        Shareholding = "shareholding",
        /// Votes.
        VotingRights = "voting-rights",
        /// Appoints the board.
        AppointmentOfBoard = "appointment-of-board",
        /// Influence or control of another kind.
        OtherInfluenceOrControl = "other-influence-or-control",
        /// Manages the entity.
        SeniorManagingOfficial = "senior-managing-official",
        /// Settlor of a trust.
        Settlor = "settlor",
        /// Trustee of a trust.
        Trustee = "trustee",
        /// Protector of a trust.
        Protector = "protector",
        /// Beneficiary of a trust or another arrangement.
        BeneficiaryOfLegalArrangement = "beneficiary-of-legal-arrangement",
        /// What is left when the entity is wound up.
        RightsToSurplusAssetsOnDissolution = "rights-to-surplus-assets-on-dissolution",
        /// Profits.
        RightsToProfitOrIncome = "rights-to-profit-or-income",
        /// Rights by a contract.
        RightsGrantedByContract = "rights-granted-by-contract",
        /// Rights by a contract, on a condition.
        ConditionalRightsGrantedByContract = "conditional-rights-granted-by-contract",
        /// Control by articles or an agreement of shareholders.
        ControlViaCompanyRulesOrArticles = "control-via-company-rules-or-articles",
        /// Control by law, as of a state over its bodies.
        ControlByLegalFramework = "control-by-legal-framework",
        /// One of the board.
        BoardMember = "board-member",
        /// At the head of the board.
        BoardChair = "board-chair",
        /// Of an unknown kind, or of none that was told.
        UnknownInterest = "unknown-interest",
        /// Of a kind that is not published.
        UnpublishedInterest = "unpublished-interest",
        /// Uses what belongs to an arrangement.
        EnjoymentAndUseOfAssets = "enjoyment-and-use-of-assets",
        /// Profits of what belongs to an arrangement.
        RightToProfitOrIncomeFromAssets = "right-to-profit-or-income-from-assets",
        /// Acts for a nominator.
        Nominee = "nominee",
        /// Has a nominee act.
        Nominator = "nominator",
    }
}

crate::codes! {
    /// What of an entity can be held in shares; each is followed for itself.
    pub enum Stake {
        /// Shares of its capital.
        Shares = "shares",
        /// Votes.
        Votes = "votes",
        /// Profits.
        Profits = "profits",
        /// What is left when it is wound up.
        Liquidation = "liquidation",
    }
}

/// What an interest can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// So much of a stake.
    Stake(Stake),
    /// Control of itself, whatever the shares (Regulation (EU) 2024/1624, Art. 53(3) and (4)).
    Control,
    /// It may be control or a stake, and nobody says so.
    Unclear,
    /// A role in a trust: whoever has it is behind the trust, whatever the share (Art. 58).
    TrustRole,
    /// Who is behind a nomination.
    Nominator,
    /// Manages; counts where nobody owns or controls.
    Manager,
    /// Neither ownership nor control.
    Neither,
}

impl InterestType {
    /// The type that a publisher writes so, such as `votingRights`.
    #[must_use]
    pub fn written(word: &str) -> Option<Self> {
        Self::parse(&kebab(word))
    }

    /// What such an interest means for ownership and control.
    #[must_use]
    pub const fn effect(self) -> Effect {
        match self {
            Self::Shareholding => Effect::Stake(Stake::Shares),
            Self::VotingRights => Effect::Stake(Stake::Votes),
            Self::RightsToProfitOrIncome | Self::RightToProfitOrIncomeFromAssets => Effect::Stake(Stake::Profits),
            Self::RightsToSurplusAssetsOnDissolution => Effect::Stake(Stake::Liquidation),
            Self::AppointmentOfBoard
            | Self::OtherInfluenceOrControl
            | Self::ControlViaCompanyRulesOrArticles
            | Self::ControlByLegalFramework => Effect::Control,
            Self::RightsGrantedByContract
            | Self::ConditionalRightsGrantedByContract
            | Self::UnknownInterest
            | Self::UnpublishedInterest => Effect::Unclear,
            Self::Settlor
            | Self::Trustee
            | Self::Protector
            | Self::BeneficiaryOfLegalArrangement
            | Self::EnjoymentAndUseOfAssets => Effect::TrustRole,
            Self::Nominator => Effect::Nominator,
            Self::SeniorManagingOfficial => Effect::Manager,
            Self::BoardMember | Self::BoardChair | Self::Nominee => Effect::Neither,
        }
    }
}

crate::codes! {
    /// Why nobody is named (BODS 0.4, `unspecifiedReason`).
    pub enum Unspecified {
        /// There is none who has to be told.
        NoBeneficialOwners = "no-beneficial-owners",
        /// The entity could not or would not say.
        SubjectUnable = "subject-unable-to-confirm-or-identify-beneficial-owner",
        /// The party did not say enough.
        NotProvided = "interested-party-has-not-provided-information",
        /// The entity need not say.
        SubjectExempt = "subject-exempt-from-disclosure",
        /// The party need not say.
        PartyExempt = "interested-party-exempt-from-disclosure",
        /// Nobody says why.
        Unknown = "unknown",
        /// The publisher does not know.
        UnknownToPublisher = "information-unknown-to-publisher",
    }
}

impl Unspecified {
    /// The reason that a publisher writes so, such as `noBeneficialOwners`.
    #[must_use]
    pub fn written(word: &str) -> Option<Self> {
        Self::parse(&kebab(word))
    }
}

/// A word in camel case as the project's codes are written.
fn kebab(word: &str) -> String {
    let letter = |it: char| match it.is_ascii_uppercase() {
        true => format!("-{}", it.to_ascii_lowercase()),
        false => it.to_string(),
    };
    word.chars().map(letter).collect()
}

/// A person, an entity or an arrangement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// How the publisher knows it (`recordId`).
    pub id: String,
    /// What it is.
    pub kind: PartyKind,
    /// Every name, the first of them the one it goes by.
    pub names: Vec<Redacted<String>>,
    /// The codes of its countries: nationalities of a person, of an entity where it is registered.
    pub countries: Vec<String>,
    /// Its numbers, such as that in a register or a legal entity identifier.
    pub numbers: Vec<Redacted<String>>,
    /// A person's day of birth, as it is written.
    pub born: Option<Redacted<String>>,
    /// The day of a person's death or an entity's end, as it is written.
    pub ended: Option<String>,
    /// Whether its shares are listed at a stock exchange.
    pub is_listed: bool,
    /// Whether a person says of itself, or is said, to be politically exposed; none where nobody says.
    pub is_exposed: Option<bool>,
    /// Why it is not named.
    pub unspecified: Option<Unspecified>,
}

impl Party {
    /// A party of whom nothing else is known.
    #[must_use]
    pub fn new(id: impl Into<String>, kind: PartyKind) -> Self {
        Self {
            id: id.into(),
            kind,
            names: Vec::new(),
            countries: Vec::new(),
            numbers: Vec::new(),
            born: None,
            ended: None,
            is_listed: false,
            is_exposed: None,
            unspecified: None,
        }
    }
}

/// How directly something is held (BODS 0.4, `directOrIndirect`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directness {
    /// With nobody between.
    Direct,
    /// With somebody between.
    Indirect,
    /// Nobody says.
    Unknown,
}

/// An interest that a party has in an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interest {
    /// What it is.
    pub of: InterestType,
    /// How much of it, where it can be counted.
    pub share: Range,
    /// Whether anybody said how much.
    pub is_counted: bool,
    /// With somebody between or not.
    pub directness: Directness,
    /// Whether the publisher says that it makes a beneficial owner.
    pub is_declared: Option<bool>,
    /// From when on.
    pub from: Option<Day>,
    /// The first day on which it is no more.
    pub until: Option<Day>,
}

/// What a party has in an entity, as one record says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relationship {
    /// How the publisher knows it (`recordId`).
    pub id: String,
    /// The statement that says so (`statementId`).
    pub statement: String,
    /// When it was said.
    pub said: Day,
    /// From what it was taken (BODS 0.4, `sourceType`), such as `officialRegister` or `selfDeclaration`.
    pub sources: Vec<String>,
    /// The entity.
    pub subject: String,
    /// Who has something in it.
    pub party: String,
    /// What.
    pub interests: Vec<Interest>,
    /// The records that tell of it in detail, where it is held over others.
    pub components: Vec<String>,
}

/// Who has what in whom on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Structure {
    /// Everybody, in the order of their ids.
    pub parties: Vec<Party>,
    /// Every relationship, in the order of their ids; both ends are among the parties.
    pub relationships: Vec<Relationship>,
    /// The entity that most statements are about, where they name one.
    pub subject: Option<String>,
}
