//! What stands in the way of an answer, or beside it: lasting codes, and what each is about.

crate::codes! {
    /// What is wrong with ownership statements, missing in them, or worth a look.
    pub enum ConcernCode {
        /// A statement could not be read; what it says is missing.
        StatementUnreadable = "statement-unreadable",
        /// Two different statements carry the same id.
        StatementTwice = "statement-twice",
        /// A statement was made after the day that was asked about, and is left aside.
        StatementLater = "statement-later",
        /// A relationship names a record that is not there.
        RecordMissing = "record-missing",
        /// A relationship stands although the record of one of its ends is closed.
        RecordClosed = "record-closed",
        /// Nobody says who holds so much that an owner may be among them.
        HoldersUndisclosed = "holders-undisclosed",
        /// How much somebody holds is not known well enough to tell whether it makes an owner.
        ShareUnclear = "share-unclear",
        /// Somebody may control it, and nobody says so or not.
        ControlUnclear = "control-unclear",
        /// An owner, or somebody behind whom one may be, is not named.
        PartyUnnamed = "party-unnamed",
        /// Two records may be of one party, whose shares are not added then.
        PartyTwice = "party-twice",
        /// Somebody holds as a nominee, and nobody says for whom.
        NominatorMissing = "nominator-missing",
        /// More than the whole is held.
        ShareOverWhole = "share-over-whole",
        /// What is said to be held over others cannot be what is held over them.
        IndirectContradicts = "indirect-contradicts",
        /// Entities own each other all round, and nobody else owns them.
        ClosedCircle = "closed-circle",
        /// Entities own each other.
        Circle = "circle",
        /// The structure is too large or too entangled to be followed to its end.
        Unfinished = "unfinished",
        /// The publisher says that somebody is a beneficial owner, and the shares and rights do not show it.
        OwnerOnlyDeclared = "owner-only-declared",
        /// The shares and rights make an owner of somebody of whom the publisher says that it is none.
        OwnerNotDeclared = "owner-not-declared",
        /// No natural person owns or controls it, and nobody who manages it is named either.
        ManagersMissing = "managers-missing",
        /// The newest statement about it is older than the rule allows.
        StatementsOld = "statements-old",
        /// Somebody who owns or controls has died, or an entity between was wound up.
        PartyEnded = "party-ended",
        /// Its shares, or those of an entity between, are listed at a stock exchange: who owns them need not be told.
        Listed = "listed",
        /// There are so many layers between it and an owner that the structure counts as complex.
        Complex = "complex",
        /// An owner is politically exposed.
        OwnerExposed = "owner-exposed",
        /// Somebody holds for another as a nominee.
        Nominee = "nominee",
    }
}

/// What a concern means for the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The statements contradict themselves or each other.
    Contradiction,
    /// Something is not known.
    Gap,
    /// Worth a look; the answer stands.
    Note,
}

impl Weight {
    /// The word for it: `contradiction`, `gap` or `note`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Contradiction => "contradiction",
            Self::Gap => "gap",
            Self::Note => "note",
        }
    }
}

impl ConcernCode {
    /// What it means for the answer.
    #[must_use]
    pub const fn weight(self) -> Weight {
        match self {
            Self::StatementTwice | Self::ShareOverWhole | Self::IndirectContradicts | Self::OwnerNotDeclared => {
                Weight::Contradiction
            }
            Self::StatementUnreadable
            | Self::RecordMissing
            | Self::RecordClosed
            | Self::HoldersUndisclosed
            | Self::ShareUnclear
            | Self::ControlUnclear
            | Self::PartyUnnamed
            | Self::PartyTwice
            | Self::NominatorMissing
            | Self::ClosedCircle
            | Self::Unfinished
            | Self::OwnerOnlyDeclared
            | Self::ManagersMissing
            | Self::PartyEnded => Weight::Gap,
            Self::StatementLater
            | Self::StatementsOld
            | Self::Circle
            | Self::Listed
            | Self::Complex
            | Self::OwnerExposed
            | Self::Nominee => Weight::Note,
        }
    }

    /// What whoever reads it can do.
    #[must_use]
    pub const fn help(self) -> &'static str {
        match self {
            Self::StatementUnreadable => "ask the publisher for the statement once more, as BODS 0.4",
            Self::StatementTwice => "ask the publisher which of them counts",
            Self::StatementLater => "ask about a later day, by --at",
            Self::RecordMissing => "ask for the missing record",
            Self::RecordClosed => "ask whether the relationship ended as well",
            Self::HoldersUndisclosed => "ask for its register of members",
            Self::ShareUnclear => "ask for the exact share",
            Self::ControlUnclear => "ask what the interest is, and for the agreement or the articles",
            Self::PartyUnnamed => "ask who it is",
            Self::PartyTwice => "ask whether they are one, and for their statements under one record then",
            Self::NominatorMissing => "ask for whom, and for the nomination",
            Self::ShareOverWhole => "ask for its register of members, of one day",
            Self::IndirectContradicts => "ask for the shares at every level",
            Self::ClosedCircle => "ask who decides: somebody behind a closed circle is not told of",
            Self::Circle => "look whether the circle hides somebody",
            Self::Unfinished => "ask about one of the entities between, by --subject",
            Self::OwnerOnlyDeclared => "ask for what makes it an owner; until then it counts as one",
            Self::OwnerNotDeclared => "report the difference to the register (Regulation (EU) 2024/1624, Art. 24)",
            Self::ManagersMissing => "ask for its senior managing officials",
            Self::StatementsOld => "take a newer extract",
            Self::PartyEnded => "ask who came in its place",
            Self::Listed => "look at its notices of major holdings",
            Self::Complex => "ask for the reason of the structure",
            Self::OwnerExposed => "apply enhanced diligence",
            Self::Nominee => "keep who holds for whom with the customer's file",
        }
    }
}

/// One concern: what it is, whom or what it is about, and more of it where it says more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Concern {
    /// What it is.
    pub code: ConcernCode,
    /// The record or statement, by its id, or the line of the file; empty where it is about the whole.
    pub about: String,
    /// More of it, without personal data: a share, a number, a field.
    pub detail: String,
}

impl Concern {
    /// A concern about something.
    #[must_use]
    pub fn new(code: ConcernCode, about: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code, about: about.into(), detail: detail.into() }
    }
}
