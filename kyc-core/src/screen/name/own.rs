//! Own words: whether two companies' names agree in a word that is hardly any other's, so that what else they say - a
//! place, a trade, a legal form - says where the company is and not that it is another.
//!
//! Takes an alignment, gives whether its leftovers are such; what they count is `align`.

use super::assign::{Edge, Edges};
use super::lexicon::{Class, Nearness, lexicon, symbol, weight};
use super::part::{Name, Part};
use super::sound::Sounds;
use super::tuning::{MAY_OWN_AGREEMENT, MAY_OWN_CONSONANTS, OWN_AGREEMENT, OWN_CONSONANTS, OWN_SOUNDS, OWN_WEIGHT};
use crate::screen::list::EntryKind;

/// How far a word is one company's alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Own {
    /// Many companies bear it, or it is too short to tell.
    No,
    /// Another may bear it; one of the same trade hardly will: *Mahan*.
    Short,
    /// It may be another's, whose trade is another: *VTB*.
    Perhaps,
    /// It is in the table of words that many bear, and long: *Crescent*.
    Borne,
    /// It is: *Sberbank*.
    Yes,
}

/// Whether the leftovers of two companies' names that only say where they are, what they do or of what form they are
/// count as nothing else: the names agree in a word of their own, and of one of them nothing else is left over.
///
/// Where that word may be another's, what is left over must not be two trades that no company has both of; where it is
/// short, it must be two trades that one has.
pub(super) fn stands_alone(here: (&Name, u32), there: (&Name, u32), chosen: &Edges) -> bool {
    let company = |it: &Name| matches!(it.kind, EntryKind::Organisation | EntryKind::Unknown);
    if !company(here.0) || !company(there.0) {
        return false;
    }
    let slight = || is_left(here, is_slight) || is_left(there, is_slight);
    chosen.iter().any(|it| match own(here.0, there.0, it) {
        Own::No => false,
        Own::Short => slight() && nearest(here, there) == Some(Nearness::Akin),
        Own::Perhaps => slight() && nearest(here, there) != Some(Nearness::Far),
        Own::Borne => is_left(here, is_nothing) || is_left(there, is_nothing),
        Own::Yes => slight(),
    })
}

impl Name {
    /// Whether it is one word that is hardly any other company's, and no common name of people.
    pub(crate) fn is_own_word(&self) -> bool {
        let [part] = &*self.parts else { return false };
        let tells = |it: &Sounds| it.mask.count_ones() >= MAY_OWN_CONSONANTS && !lexicon().is_brand(it);
        part.class == Class::Word && part.weight == weight::FULL && part.readings.iter().all(tells)
    }
}

/// How far the words of a pair are one company's.
fn own(here: &Name, there: &Name, edge: &Edge) -> Own {
    let agreement = u32::from(edge.agreement);
    if agreement < OWN_AGREEMENT || edge.weight < OWN_WEIGHT {
        return Own::No;
    }
    let words = here.parts[edge.here()].iter().chain(&there.parts[edge.there()]).filter(|it| it.class == Class::Word);
    let readings = || words.clone().flat_map(|it| &it.readings);
    let consonants = readings().map(|it| it.mask.count_ones()).max().unwrap_or(0);
    let borne = || readings().any(|it| lexicon().is_brand(it));
    match consonants {
        OWN_CONSONANTS.. if borne() => Own::Borne,
        OWN_CONSONANTS.. => Own::Yes,
        _ if agreement < MAY_OWN_AGREEMENT || borne() => Own::No,
        MAY_OWN_CONSONANTS.. => Own::Perhaps,
        _ if readings().any(|it| it.codes().len() >= OWN_SOUNDS) => Own::Short,
        _ => Own::No,
    }
}

/// The parts of a name that agree with nothing.
fn left((name, used): (&Name, u32)) -> impl Iterator<Item = &Part> {
    name.parts.iter().enumerate().filter(move |it| used & (1 << it.0) == 0).map(|it| it.1)
}

/// Whether all that is left over of a name is such.
fn is_left(name: (&Name, u32), is: fn(&Part) -> bool) -> bool {
    left(name).all(is)
}

/// What hardly counts, whatever it stands beside.
fn is_nothing(part: &Part) -> bool {
    matches!(part.class, Class::Form | Class::Title | Class::Particle)
}

/// The same, a place or a trade.
fn is_slight(part: &Part) -> bool {
    is_nothing(part) || part.is_beside()
}

/// How near the nearest trades are that both names have left over; none where one of them has none.
fn nearest(here: (&Name, u32), there: (&Name, u32)) -> Option<Nearness> {
    let trades = |it| left(it).flat_map(|it| &it.symbols).copied().filter(|it| symbol::kind(*it) == symbol::TRADE);
    trades(here).flat_map(|one| trades(there).map(move |other| lexicon().nearness(one, other))).max()
}
