//! What makes a beneficial owner, and a sanctioned company: figures by regime and day, from a file that officers keep.
//!
//! Reads the file or gives every complaint at once; judges nobody.

use super::share::Bound;
use crate::base::written::{Complaint, Desk, FileCode, FormCode, Section, WrittenFile, read_root};
use crate::base::{Day, Label, SourceId};
use std::collections::BTreeSet;
use std::fmt;
use toml::Spanned;

crate::codes! {
    /// What can be wrong with a file of ownership rules.
    pub enum RuleCode {
        /// The file is larger than such a file may be.
        TooLarge = "ownership-too-large",
        /// The text is not TOML.
        Syntax = "ownership-syntax",
        /// A key that means nothing at this place.
        UnknownKey = "ownership-unknown-key",
        /// A key that must be given is missing.
        MissingKey = "ownership-missing-key",
        /// A value is of another type than the key takes.
        WrongType = "ownership-wrong-type",
        /// A text or a list that must say something is empty.
        Empty = "ownership-empty",
        /// A word outside the fixed choice of its key.
        UnknownWord = "ownership-unknown-word",
        /// The same entry stands twice in one list.
        Twice = "ownership-twice",
        /// A number beyond what its key can hold.
        OutOfRange = "ownership-out-of-range",
        /// A name in another form than names have.
        BadName = "ownership-bad-name",
        /// Two rules share one name.
        Duplicate = "ownership-duplicate",
        /// A text that is not a day.
        BadDay = "ownership-bad-day",
        /// A period that ends before it begins.
        PeriodEmpty = "ownership-period-empty",
        /// A text that is not a percentage, or one that everybody or nobody can meet.
        BadPercent = "ownership-bad-percent",
    }
}

impl FileCode for RuleCode {
    fn of(form: FormCode) -> Self {
        match form {
            FormCode::TooLarge => Self::TooLarge,
            FormCode::Syntax => Self::Syntax,
            FormCode::UnknownKey => Self::UnknownKey,
            FormCode::MissingKey => Self::MissingKey,
            FormCode::WrongType => Self::WrongType,
            FormCode::Empty => Self::Empty,
            FormCode::UnknownWord => Self::UnknownWord,
            FormCode::Twice => Self::Twice,
            FormCode::OutOfRange => Self::OutOfRange,
        }
    }

    fn code(self) -> &'static str {
        Self::code(self)
    }

    fn follows_from_syntax(self) -> bool {
        self == Self::MissingKey
    }
}

/// A share that has to be reached, or exceeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threshold {
    share: Bound,
    is_exceeded: bool,
}

impl Threshold {
    /// So much or more.
    #[must_use]
    pub const fn reached(share: Bound) -> Self {
        Self { share, is_exceeded: false }
    }

    /// More than so much.
    #[must_use]
    pub const fn exceeded(share: Bound) -> Self {
        Self { share, is_exceeded: true }
    }

    /// Whether a share is enough.
    #[must_use]
    pub fn is_met(&self, share: &Bound) -> bool {
        if self.is_exceeded { *share > self.share } else { *share >= self.share }
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_exceeded {
            true => write!(f, "more than {}", self.share),
            false => write!(f, "{} or more", self.share),
        }
    }
}

/// Where a rule is from, and when it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its lasting name.
    pub id: Label,
    /// What it is, in words.
    pub title: String,
    /// The law that it is taken from.
    pub source: String,
    /// The first day on which it holds.
    pub from: Day,
    /// The first day on which it no longer holds.
    pub until: Option<Day>,
}

impl Head {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, at: Day) -> bool {
        self.from <= at && self.until.is_none_or(|it| at < it)
    }
}

/// Who is a beneficial owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerRule {
    /// Where it is from, and when it holds.
    pub head: Head,
    /// How much of a stake, along all chains, makes an owner.
    pub ownership: Threshold,
    /// How much of a stake, at each level, makes somebody control an entity.
    pub control: Threshold,
    /// Whether who controls a holder, or holds a share of who controls, is an owner as well (Regulation (EU) 2024/1624, Art. 54).
    pub is_joined: bool,
    /// Whether the owners of a listed company need not be known.
    pub is_listed_exempt: bool,
    /// From how many layers on a structure counts as complex.
    pub layers: u32,
    /// How old the newest statement may be, in days.
    pub days_max: u32,
}

/// Which companies count as sanctioned for their owners.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SanctionRule {
    /// Where it is from, and when it holds.
    pub head: Head,
    /// How much sanctioned owners hold at each level.
    pub owned: Threshold,
    /// Whether what several of them hold is added up.
    pub is_added: bool,
    /// Whether control by other means counts as well.
    pub by_control: bool,
}

/// A file of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Who is a beneficial owner, in the order of the file.
    pub owners: Vec<OwnerRule>,
    /// Which companies count as sanctioned, in the order of the file.
    pub sanctions: Vec<SanctionRule>,
    /// SHA-256 of the file, whose line endings are left out of account.
    pub digest: SourceId,
}

type Notes<'t> = Desk<'t, RuleCode>;

const HEAD: &[&str] = &["id", "title", "source", "from", "until"];

impl Rules {
    /// Reads a file of rules.
    ///
    /// # Errors
    /// Every complaint at once, in the order of the file.
    pub fn read(file: &WrittenFile) -> Result<Self, Vec<Complaint<RuleCode>>> {
        let mut desk = Desk::new(file);
        let read = read_root(&mut desk, &["owner", "sanction"], |desk, root| {
            let owners = owners(desk, root);
            let sanctions = sanctions(desk, root);
            let text = desk.text().strip_prefix('\u{feff}').unwrap_or(desk.text()).replace("\r\n", "\n");
            Self { owners, sanctions, digest: SourceId::of(text.as_bytes()) }
        });
        match read {
            Some(it) if desk.is_clean() => Ok(it),
            _ => Err(desk.hand_over()),
        }
    }
}

fn owners(desk: &mut Notes<'_>, root: &Section<'_, '_>) -> Vec<OwnerRule> {
    let own = ["ownership", "control", "joined", "listed", "layers", "days_max"];
    let keys: Vec<&str> = HEAD.iter().copied().chain(own).collect();
    root.need(desk, "owner", "who is a beneficial owner: one [[owner]] at least");
    let mut names = BTreeSet::new();
    let mut owners = Vec::new();
    for at in root.sections(desk, "owner", &keys) {
        let head = head(desk, &at, &mut names);
        let ownership = threshold(desk, &at, "ownership");
        let control = threshold(desk, &at, "control");
        at.need(desk, "joined", "\"counted\" or \"left\": chains in which ownership and control meet");
        let joined = at.word(desk, "joined", &[("counted", true), ("left", false)]);
        at.need(desk, "listed", "\"exempt\" or \"asked\": the owners of listed companies");
        let listed = at.word(desk, "listed", &[("exempt", true), ("asked", false)]);
        at.need(desk, "layers", "from how many layers on a structure is complex");
        let layers = at.whole(desk, "layers", 1..1000).map(Spanned::into_inner);
        at.need(desk, "days_max", "how old the newest statement may be");
        let days_max = at.whole(desk, "days_max", 1..100_001).map(Spanned::into_inner);
        let read = || {
            Some(OwnerRule {
                head: head?,
                ownership: ownership?,
                control: control?,
                is_joined: joined?,
                is_listed_exempt: listed?,
                layers: u32::try_from(layers?).ok()?,
                days_max: u32::try_from(days_max?).ok()?,
            })
        };
        owners.extend(read());
    }
    owners
}

fn sanctions(desk: &mut Notes<'_>, root: &Section<'_, '_>) -> Vec<SanctionRule> {
    let keys: Vec<&str> = HEAD.iter().copied().chain(["owned", "together", "control"]).collect();
    let mut names = BTreeSet::new();
    let mut rules = Vec::new();
    for at in root.sections(desk, "sanction", &keys) {
        let head = head(desk, &at, &mut names);
        let owned = threshold(desk, &at, "owned");
        at.need(desk, "together", "\"added\" or \"apart\": what several sanctioned owners hold");
        let together = at.word(desk, "together", &[("added", true), ("apart", false)]);
        at.need(desk, "control", "\"counted\" or \"left\": control by other means than shares");
        let control = at.word(desk, "control", &[("counted", true), ("left", false)]);
        let read = || Some(SanctionRule { head: head?, owned: owned?, is_added: together?, by_control: control? });
        rules.extend(read());
    }
    rules
}

fn head(desk: &mut Notes<'_>, at: &Section<'_, '_>, names: &mut BTreeSet<Label>) -> Option<Head> {
    let text = |desk: &mut Notes<'_>, key: &str, help: &str| {
        at.need(desk, key, help);
        at.text(desk, key)
    };
    let id = text(desk, "id", "its lasting name").and_then(|it| name(desk, &it));
    if let Some(id) = id.as_ref().filter(|it| !names.insert(it.get_ref().clone())) {
        desk.note(id.span(), RuleCode::Duplicate, format!("\"{}\" stands twice", id.get_ref()), "name each once");
    }
    let title = text(desk, "title", "what it is, in words");
    let source = text(desk, "source", "the law that it is taken from");
    at.need(desk, "from", "the first day on which it holds");
    let (from, until) = (day(desk, at, "from"), day(desk, at, "until"));
    if let (Some(from), Some(until)) = (&from, &until)
        && until.get_ref() <= from.get_ref()
    {
        let help = "the first day on which it no longer holds, or leave it out";
        desk.note(until.span(), RuleCode::PeriodEmpty, "\"until\" is not after \"from\"", help);
    }
    Some(Head {
        id: id?.into_inner(),
        title: title?.into_inner(),
        source: source?.into_inner(),
        from: from?.into_inner(),
        until: until.map(Spanned::into_inner),
    })
}

fn name(desk: &mut Notes<'_>, text: &Spanned<String>) -> Option<Spanned<Label>> {
    match Label::parse(text.get_ref()) {
        Ok(it) => Some(Spanned::new(text.span(), it)),
        Err(why) => {
            desk.note(text.span(), RuleCode::BadName, "\"id\" is not a name", why.to_string());
            None
        }
    }
}

fn day(desk: &mut Notes<'_>, at: &Section<'_, '_>, key: &str) -> Option<Spanned<Day>> {
    let text = at.text(desk, key)?;
    match Day::parse(text.get_ref()) {
        Ok(it) => Some(Spanned::new(text.span(), it)),
        Err(why) => {
            let message = format!("\"{key}\" is not a day: {why}");
            desk.note(text.span(), RuleCode::BadDay, message, "a day as \"2026-03-01\", in quotes");
            None
        }
    }
}

/// `{ percent = "25", is = "reached" }`.
fn threshold(desk: &mut Notes<'_>, at: &Section<'_, '_>, key: &str) -> Option<Threshold> {
    at.need(desk, key, "{ percent = \"25\", is = \"reached\" }, or \"exceeded\"");
    let inside = at.section(desk, key, &["percent", "is"])?;
    inside.need(desk, "percent", "a percentage in quotes: \"25\"");
    inside.need(desk, "is", "\"reached\", or \"exceeded\" where it has to be more");
    let is_exceeded = inside.word(desk, "is", &[("reached", false), ("exceeded", true)]);
    let text = inside.text(desk, "percent")?;
    let share = Bound::percent(text.get_ref()).ok();
    let Some(share) = share.filter(|it| !it.is_zero() && *it < Bound::ONE) else {
        let help = "a percentage above 0 and below 100, in quotes";
        desk.note(text.span(), RuleCode::BadPercent, "\"percent\" is no bound", help);
        return None;
    };
    Some(Threshold { share, is_exceeded: is_exceeded? })
}
