//! Agreement of names: two names in the form of their sources in, a verdict on family name and given names out.
//!
//! Follows Doc 9303-3 (transliteration, punctuation, cutting) and what people do with their names: they leave some out, turn
//! them round, shorten one to its initial. What may be one person's name is never called different.

use super::check::Answer;
use super::statement::Name;
use super::verdict::{
    ANOTHER, BY_SOUND, CUT, EXCHANGED, FEWER, HIDDEN, INITIAL, MIXED, RESPELT, SAME, SCRIPT, SILENT, TOO_LONG,
    TRANSCRIBED, TURNED, UNNAMED, Verdict,
};
use crate::document::mrz::Ending;
use crate::document::transliterate::{Fit, NameFault, Spelling, hides_characters, mixes_scripts, mrz_name};

/// Family name and given names; nothing where the other side is silent.
pub(super) fn judge(one: Option<&Name>, other: Option<&Name>) -> [Option<Verdict>; 2] {
    let Some(other) = other else { return [None, None] };
    let Some(one) = one else {
        let silent = |it: bool| it.then_some(SILENT);
        return match other {
            Name::Written { family, given } => [silent(family.is_some()), silent(given.is_some())],
            Name::Zone { .. } => [Some(SILENT), Some(SILENT)],
        };
    };
    let verdicts = part_by_part(one, other);
    let differs = verdicts.iter().flatten().any(|it| it.0 == Answer::Found);
    if differs && exchanged(one, other) { [Some(EXCHANGED); 2] } else { verdicts }
}

fn part_by_part(one: &Name, other: &Name) -> [Option<Verdict>; 2] {
    match (one, other) {
        (Name::Zone { primary, secondary, ending }, Name::Written { family, given })
        | (Name::Written { family, given }, Name::Zone { primary, secondary, ending }) => {
            zone_and_written((primary, secondary, *ending), family.as_deref(), given.as_deref())
        }
        (Name::Zone { primary: a, secondary: b, ending: x }, Name::Zone { primary: c, secondary: d, ending: y }) => {
            let cut = if (x, y) == (&Ending::Whole, &Ending::Whole) { Ending::Whole } else { Ending::MayBeCut };
            [Some(zones(a, c, cut)), Some(zones(b, d, cut))]
        }
        (Name::Written { family: a, given: b }, Name::Written { family: c, given: d }) => {
            let judge = |one: &Option<String>, other: &Option<String>| {
                other.as_deref().map(|other| one.as_deref().map_or(SILENT, |one| written(one, other)))
            };
            [judge(a, c), judge(b, d)]
        }
    }
}

/// A zone without a primary identifier holds the whole name in the secondary one.
fn zone_and_written(zone: (&str, &str, Ending), family: Option<&str>, given: Option<&str>) -> [Option<Verdict>; 2] {
    let (primary, secondary, ending) = zone;
    if primary.is_empty() || (secondary.is_empty() && given.is_some()) {
        let all: Vec<&str> = [given, family].into_iter().flatten().collect();
        let turned: Vec<&str> = [family, given].into_iter().flatten().collect();
        let printed = format!("{primary}{secondary}");
        let best = [all, turned].map(|it| spelled(&it.join(" "), &printed, ending)).into_iter().min_by_key(|it| it.0);
        return [family.and(best), given.and(best)];
    }
    [family.map(|it| spelled(it, primary, ending)), given.map(|it| spelled(it, secondary, ending))]
}

/// A written name against a printed one.
fn spelled(name: &str, printed: &str, ending: Ending) -> Verdict {
    if let Some(verdict) = hidden(name) {
        return verdict;
    }
    let spelling = match Spelling::of(name) {
        Ok(spelling) => spelling,
        Err(fault) => return uncompared(fault),
    };
    let folded = || Spelling::of(&printed.replace('<', " ")).is_ok_and(|it| transcribed(&spelling, &it));
    match spelling.fits(printed, ending) {
        Fit::Whole => SAME,
        Fit::Cut => CUT,
        it => loose(it).unwrap_or_else(|| match spelling.is_latin() {
            false => BY_SOUND,
            true if folded() => TRANSCRIBED,
            true => ANOTHER,
        }),
    }
}

/// Two zones: the same characters, or one cut shorter. Both print one data page, so that nothing is turned round.
fn zones(one: &str, other: &str, ending: Ending) -> Verdict {
    let fit = || Spelling::of(&other.replace('<', " ")).map(|it| it.fits(one, ending));
    match () {
        () if one == other => SAME,
        () if one.is_empty() || other.is_empty() => ANOTHER,
        () => match fit() {
            Ok(Fit::Whole) => SAME,
            Ok(Fit::Cut) => CUT,
            Ok(Fit::Part) => FEWER,
            Ok(Fit::Turned | Fit::Initial | Fit::Differs) => ANOTHER,
            Err(fault) => uncompared(fault),
        },
    }
}

/// Two names as people write them: the same letters, or spellings of each other.
fn written(one: &str, other: &str) -> Verdict {
    let plain = |it: &str| it.split_whitespace().map(str::to_uppercase).collect::<Vec<_>>().join(" ");
    if plain(other) == plain(one) {
        return SAME;
    }
    if let Some(verdict) = hidden(one).or_else(|| hidden(other)) {
        return verdict;
    }
    let (a, b) = match (Spelling::of(one), Spelling::of(other)) {
        (Ok(a), Ok(b)) => (a, b),
        (Err(fault), _) | (_, Err(fault)) => return uncompared(fault),
    };
    match best(&a, other) {
        Fit::Whole | Fit::Cut => RESPELT,
        it => loose(it).unwrap_or_else(|| match a.is_latin() && b.is_latin() {
            false => BY_SOUND,
            true if transcribed(&a, &b) => TRANSCRIBED,
            true => ANOTHER,
        }),
    }
}

/// How a name fits any spelling of another written one.
fn best(one: &Spelling, other: &str) -> Fit {
    let spellings = mrz_name(other).unwrap_or_default();
    spellings.iter().map(|it| one.fits(it, Ending::Whole)).min().unwrap_or(Fit::Differs)
}

/// What people do with a name and is the same name perhaps.
const fn loose(fit: Fit) -> Option<Verdict> {
    match fit {
        Fit::Turned => Some(TURNED),
        Fit::Part => Some(FEWER),
        Fit::Initial => Some(INITIAL),
        Fit::Whole | Fit::Cut | Fit::Differs => None,
    }
}

/// Whether both may stand for one name in other letters: MUELLER and MULLER for Müller, IURII and YURI for Юрий.
fn transcribed(one: &Spelling, other: &Spelling) -> bool {
    let fits = |one: &str, other: &str| {
        Spelling::of(&one.replace('<', " ")).is_ok_and(|it| it.fits(other, Ending::Whole) != Fit::Differs)
    };
    let (one, other) = (one.folded(), other.folded());
    fits(&one, &other) || fits(&romanised(&one), &romanised(&other))
}

/// What romanisations write for one sound, in the order in which it is replaced.
const SOUNDS: [(&str, &str); 8] =
    [("Y", "I"), ("J", "I"), ("KH", "H"), ("IE", "E"), ("OU", "U"), ("OO", "U"), ("EE", "I"), ("II", "I")];

fn romanised(folded: &str) -> String {
    SOUNDS.iter().fold(folded.to_owned(), |text, (two, one)| text.replace(two, one))
}

fn hidden(name: &str) -> Option<Verdict> {
    match () {
        () if hides_characters(name) => Some(HIDDEN),
        () if mixes_scripts(name) => Some(MIXED),
        () => None,
    }
}

const fn uncompared(fault: NameFault) -> Verdict {
    match fault {
        NameFault::Letter => SCRIPT,
        NameFault::Empty => UNNAMED,
        NameFault::TooLong => TOO_LONG,
    }
}

/// How a written name fits one of the other side.
type Fitting<'a> = dyn Fn(&str, &str) -> Fit + 'a;

/// Whether both have the same names, parted otherwise into family and given names: exchanged, or one moved.
fn exchanged(one: &Name, other: &Name) -> bool {
    let (written, (first, second), fit): (_, _, &Fitting<'_>) = match (one, other) {
        (Name::Zone { primary, secondary, ending }, written @ Name::Written { .. })
        | (written @ Name::Written { .. }, Name::Zone { primary, secondary, ending }) => {
            (written, (primary, secondary), &|name, printed| fit_of(name, |it| it.fits(printed, *ending)))
        }
        (written @ Name::Written { .. }, Name::Written { family: Some(family), given: Some(given) }) => {
            (written, (family, given), &|name, other| fit_of(name, |it| best(it, other)))
        }
        _ => return false,
    };
    let Name::Written { family: Some(family), given: Some(given) } = written else { return false };
    if first.is_empty() || second.is_empty() {
        return false;
    }
    let crosswise = [fit(family, second), fit(given, first)].iter().all(|it| *it != Fit::Differs);
    let together = || fit(&format!("{family} {given}"), &format!("{first}<{second}"));
    crosswise || matches!(together(), Fit::Whole | Fit::Turned)
}

fn fit_of(name: &str, fit: impl Fn(&Spelling) -> Fit) -> Fit {
    Spelling::of(name).map_or(Fit::Differs, |it| fit(&it))
}
