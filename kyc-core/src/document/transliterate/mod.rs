//! Names and what a machine-readable zone may make of them: a name in, its spellings out.
//!
//! ICAO Doc 9303-3 sections 4.6 (punctuation, components) and 6 (transliteration), and the rules
//! of parts 4 to 7 for names that are too long. A standard with choices cannot be inverted, so a
//! name is compared with a zone letter by letter along every permitted form, not by one of them.

mod hidden;
mod letters;
#[cfg(test)]
mod tests;

pub use hidden::{hides_characters, mixes_scripts};
use letters::LETTERS;
use unicode_normalization::UnicodeNormalization;

/// The longest name that is looked at, in characters: far above any register's limit.
pub const NAME_LEN_MAX: usize = 512;
/// The most spellings that are listed; Ä, Å, Ñ, Ö and Ü in one name give 48.
pub const SPELLINGS_MAX: usize = 64;

/// Why a name has no spelling. Carries nothing of the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    /// No letters at all.
    #[error("the name has no letters")]
    Empty,
    /// Longer than [`NAME_LEN_MAX`].
    #[error("the name has more than {NAME_LEN_MAX} characters")]
    TooLong,
    /// A letter, digit or sign that section 6 has no form for: another script.
    #[error("the name has a character that Doc 9303-3 does not transliterate")]
    Letter,
}

/// How a name and what a zone prints go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// Every letter of both, in one of the permitted forms.
    Whole,
    /// The printed components are beginnings of those of the name: the name was cut to fit its field.
    Cut,
    /// Every component of both, in another order.
    Turned,
    /// Some components are missing on one side; those of both agree, in whatever order.
    Part,
    /// As the two before, but one side has a first letter alone for a component of the other.
    Initial,
    /// Different names.
    Differs,
}

/// A name as components of letters, each with its permitted forms.
#[derive(Clone)]
pub struct Spelling {
    components: Vec<Vec<Letter>>,
    /// Whether every letter was Latin.
    latin: bool,
}

#[derive(Clone, Copy)]
struct Letter {
    /// What it is, to choose one form for all of its kind.
    letter: char,
    forms: &'static [&'static str],
    /// Whether it may be left out: a doubling by shadda.
    may_miss: bool,
}

const BASIC: [&[&str]; 26] = [
    &["A"],
    &["B"],
    &["C"],
    &["D"],
    &["E"],
    &["F"],
    &["G"],
    &["H"],
    &["I"],
    &["J"],
    &["K"],
    &["L"],
    &["M"],
    &["N"],
    &["O"],
    &["P"],
    &["Q"],
    &["R"],
    &["S"],
    &["T"],
    &["U"],
    &["V"],
    &["W"],
    &["X"],
    &["Y"],
    &["Z"],
];

const SHADDA: char = '\u{0651}';

/// The spellings that a zone may have of a name, with fillers between components: the recommended
/// one first, at most [`SPELLINGS_MAX`]. Each letter is written one way throughout, as issuers do.
///
/// ```
/// use tidegate_kyc_core::document::transliterate::mrz_name;
/// assert_eq!(mrz_name("Müller-Lüdenscheidt")?, ["MUELLER<LUEDENSCHEIDT", "MUXXLLER<LUXXDENSCHEIDT", "MULLER<LUDENSCHEIDT"]);
/// assert_eq!(mrz_name("D'Artagnan")?, ["DARTAGNAN"]);
/// # Ok::<(), tidegate_kyc_core::document::transliterate::NameFault>(())
/// ```
///
/// # Errors
/// A [`NameFault`].
pub fn mrz_name(name: &str) -> Result<Vec<String>, NameFault> {
    Ok(Spelling::of(name)?.list())
}

impl Spelling {
    /// Takes a name apart. Linear.
    ///
    /// Blanks, hyphens and commas part components; apostrophes and all other punctuation vanish
    /// (section 4.6). Small letters count as capitals, combining marks as part of their letter. A
    /// Latin letter with marks that section 6 does not list is taken without them.
    ///
    /// # Errors
    /// A [`NameFault`].
    pub fn of(name: &str) -> Result<Self, NameFault> {
        if name.chars().take(NAME_LEN_MAX + 1).count() > NAME_LEN_MAX {
            return Err(NameFault::TooLong);
        }
        let mut spelling = Self { components: vec![Vec::new()], latin: true };
        for letter in name.nfc().flat_map(capital).nfc() {
            spelling.push(letter)?;
        }
        spelling.components.retain(|it| !it.is_empty());
        if spelling.components.is_empty() { Err(NameFault::Empty) } else { Ok(spelling) }
    }

    /// Whether the name is written in Latin letters. For other scripts few issuers follow
    /// section 6: they print a transcription by sound, so that a difference says little.
    #[must_use]
    pub const fn is_latin(&self) -> bool {
        self.latin
    }

    /// How the name fits the printed identifier, whose components are parted by fillers.
    ///
    /// `may_be_cut` says whether a cut name may be meant ([`super::mrz::Ending`]). Letters decide:
    /// where an issuer sets no filler between two components, they still fit. Time: letters of the
    /// name times letters printed, for each component.
    #[must_use]
    pub fn fits(&self, printed: &str, ending: super::mrz::Ending) -> Fit {
        let parts: Vec<&str> = printed.split('<').filter(|it| !it.is_empty()).collect();
        if parts.is_empty() || printed.len() > PRINTED_LEN_MAX {
            return Fit::Differs;
        }
        if matches(self.components.iter().flatten(), &parts.concat(), Until::End) {
            return Fit::Whole;
        }
        let begins = || self.components.iter().zip(&parts).all(|(name, it)| matches(name, it, Until::Printed));
        if ending == super::mrz::Ending::MayBeCut && parts.len() <= self.components.len() && begins() {
            return Fit::Cut;
        }
        let same = |name: &[Letter], it: &&str| matches(name, it, Until::End);
        match () {
            () if self.lies_with(&parts, &[&same]) && self.components.len() == parts.len() => Fit::Turned,
            () if self.lies_with(&parts, &[&same]) => Fit::Part,
            () if self.lies_with(&parts, &[&same, &is_initial]) => Fit::Initial,
            () => Fit::Differs,
        }
    }

    /// Whether each component of the side that has fewer has one of its own on the other side.
    fn lies_with(&self, parts: &[&str], ways: &[&Way]) -> bool {
        let (names, printed) = (self.components.len(), parts.len());
        let mut free_names: Vec<&Vec<Letter>> = self.components.iter().collect();
        let mut free_parts = parts.to_vec();
        for same in ways {
            free_names.retain(|name| {
                let found = free_parts.iter().position(|it| same(name.as_slice(), it));
                found.map(|at| free_parts.remove(at)).is_none()
            });
        }
        if names <= printed { free_names.is_empty() } else { free_parts.is_empty() }
    }

    /// The recommended spelling with every digraph that can stand for a letter with marks as that letter alone: MUELLER
    /// and MULLER are one. Two names that fold alike may be transcriptions of one name, and need not be.
    #[must_use]
    pub fn folded(&self) -> String {
        let spelled = self.components.iter().map(|it| spell(it, &[], 0)).collect::<Vec<_>>().join("<");
        DIGRAPHS.iter().fold(spelled, |text, (two, one)| text.replace(two, one))
    }

    /// The spellings, one form for each letter throughout.
    fn list(&self) -> Vec<String> {
        let mut choices: Vec<Letter> = Vec::new();
        for it in self.components.iter().flatten().filter(|it| it.forms.len() > 1) {
            if !choices.iter().any(|seen| seen.letter == it.letter) {
                choices.push(*it);
            }
        }
        let all: usize = choices.iter().fold(1, |product: usize, it| product.saturating_mul(it.forms.len()));
        let mut list: Vec<String> = Vec::new();
        for number in 0..all.min(SPELLINGS_MAX) {
            let spelled = self.components.iter().map(|it| spell(it, &choices, number)).collect::<Vec<_>>().join("<");
            if !list.contains(&spelled) {
                list.push(spelled);
            }
        }
        list
    }

    fn push(&mut self, letter: char) -> Result<(), NameFault> {
        let Some(component) = self.components.last_mut() else { return Ok(()) };
        if letter.is_whitespace() || matches!(letter, '-' | ',' | '<' | '\u{2010}'..='\u{2015}') {
            self.components.push(Vec::new());
            return Ok(());
        }
        if letter == SHADDA {
            let doubled = component.last().map(|it| Letter { may_miss: true, ..*it });
            component.extend(doubled);
            return Ok(());
        }
        match forms(letter) {
            Some(forms) => component.push(Letter { letter, forms, may_miss: false }),
            None if letter.is_alphanumeric() => return Err(NameFault::Letter),
            None => {}
        }
        self.latin &=
            u32::from(letter) < 0x370 || (0x1E00..0x1F00).contains(&u32::from(letter)) || !letter.is_alphabetic();
        Ok(())
    }
}

/// Printed identifiers are at most 39 characters long (Doc 9303-4); the positions of a match are bits of a word.
const PRINTED_LEN_MAX: usize = 127;

/// Where a match may stop.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    /// Both are used up.
    End,
    /// The printed text is used up: it is a beginning of the name.
    Printed,
}

/// Walks the name and keeps every position of the printed text that some choice of forms reaches.
fn matches<'a>(name: impl IntoIterator<Item = &'a Letter>, printed: &str, until: Until) -> bool {
    let printed = printed.as_bytes();
    let end = 1_u128 << printed.len().min(PRINTED_LEN_MAX);
    let mut reached = 1_u128;
    for letter in name {
        let mut next = if letter.may_miss { reached } else { 0 };
        for form in letter.forms.iter().map(|it| it.as_bytes()) {
            for at in (0..=printed.len()).filter(|at| reached >> at & 1 == 1) {
                let rest = &printed[at..];
                if rest.starts_with(form) {
                    next |= 1 << (at + form.len());
                } else if until == Until::Printed && form.starts_with(rest) {
                    return true;
                }
            }
        }
        reached = next;
        if until == Until::Printed && reached & end != 0 {
            return true;
        }
    }
    reached & end != 0
}

/// How a component of a name and a printed one may be the same.
type Way = dyn Fn(&[Letter], &&str) -> bool;

/// Whether one of them is the first letter of the other.
fn is_initial(name: &[Letter], printed: &&str) -> bool {
    let Some(first) = name.first() else { return false };
    match (name.len(), printed.len()) {
        (1, _) => first.forms.iter().any(|it| !it.is_empty() && printed.starts_with(it)),
        (_, 1) => first.forms.iter().any(|it| it.starts_with(printed)),
        _ => false,
    }
}

/// What stands for a letter with marks where there are none, by national use.
const DIGRAPHS: [(&str, &str); 5] = [("AE", "A"), ("OE", "O"), ("UE", "U"), ("AA", "A"), ("DJ", "D")];

fn spell(component: &[Letter], choices: &[Letter], mut number: usize) -> String {
    let mut chosen = Vec::with_capacity(choices.len());
    for it in choices {
        chosen.push((it.letter, number % it.forms.len()));
        number /= it.forms.len();
    }
    let form = |it: &Letter| {
        let at = chosen.iter().find(|(letter, _)| *letter == it.letter).map_or(0, |it| it.1);
        it.forms.get(at).copied().unwrap_or_default()
    };
    component.iter().map(form).collect()
}

fn capital(letter: char) -> impl Iterator<Item = char> {
    letter.to_uppercase()
}

/// The permitted forms of a capital letter; none for what is no letter of the tables.
fn forms(letter: char) -> Option<&'static [&'static str]> {
    if letter.is_ascii_uppercase() {
        return BASIC.get(usize::from(letter as u8 - b'A')).copied();
    }
    if let Ok(at) = LETTERS.binary_search_by_key(&letter, |it| it.0) {
        return Some(LETTERS[at].1);
    }
    let base = std::iter::once(letter).nfd().next().filter(|it| *it != letter)?;
    forms_of_base(base)
}

/// One step only: the first character of a full decomposition decomposes no further.
fn forms_of_base(base: char) -> Option<&'static [&'static str]> {
    if base.is_ascii_uppercase() {
        return BASIC.get(usize::from(base as u8 - b'A')).copied();
    }
    LETTERS.binary_search_by_key(&base, |it| it.0).ok().map(|at| LETTERS[at].1)
}
