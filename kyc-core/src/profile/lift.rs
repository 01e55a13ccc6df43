//! Reviews applied: reasons and the reviews that count → what still stands in the way, and what people lifted.

use crate::base::{Instant, Label, SubjectId};
use crate::policy::{Reason, Weight};
use crate::review::{Act, SignedReview};
use std::collections::BTreeMap;

/// By whom, and until when each.
type Voices = BTreeMap<Label, Instant>;

/// The reviews of one customer that count at one instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lifts {
    reasons: BTreeMap<Reason, Voices>,
    levels: BTreeMap<Label, Voices>,
}

/// A reason that people lifted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifted {
    /// The reason.
    pub reason: Reason,
    /// Who lifted it, in the order of their names.
    pub by: Vec<Label>,
    /// The instant from which too few of them count.
    pub until: Instant,
}

/// A level that people set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetLevel {
    /// The level.
    pub level: Label,
    /// Who set it, in the order of their names.
    pub by: Vec<Label>,
    /// The instant from which too few of them count.
    pub until: Instant,
}

/// How many people it takes to set a level of risk, and to overturn a finding.
const FOUR_EYES: usize = 2;

impl Lifts {
    /// Those that count for a subject at an instant. Two reviews of one reviewer are one voice.
    #[must_use]
    pub fn of(reviews: &[SignedReview], subject: &SubjectId, at: Instant) -> Self {
        let mut lifts = Self::default();
        for review in reviews.iter().filter(|it| it.counts(subject, at)).map(SignedReview::review) {
            let voices = match &review.act {
                Act::Lift(reason) => lifts.reasons.entry(reason.clone()).or_default(),
                Act::SetLevel(level) => lifts.levels.entry(level.clone()).or_default(),
            };
            let until = voices.entry(review.reviewer.clone()).or_insert(review.until);
            *until = (*until).max(review.until);
        }
        lifts
    }

    /// Parts reasons into those that still stand in the way and those that enough people lifted.
    #[must_use]
    pub fn settle(&self, reasons: Vec<Reason>) -> (Vec<Reason>, Vec<Lifted>) {
        let (mut open, mut lifted) = (Vec::new(), Vec::new());
        for reason in reasons {
            match self.voices(&reason) {
                Some((by, until)) => lifted.push(Lifted { reason, by, until }),
                None => open.push(reason),
            }
        }
        (open, lifted)
    }

    /// Whether enough people lifted a reason.
    #[must_use]
    pub fn lift(&self, reason: &Reason) -> bool {
        self.voices(reason).is_some()
    }

    fn voices(&self, reason: &Reason) -> Option<(Vec<Label>, Instant)> {
        let needed = if reason.code.weight() == Weight::Finding { FOUR_EYES } else { 1 };
        let voices = self.reasons.get(reason).filter(|_| reason.code.is_for_people())?;
        agreed(voices, needed)
    }

    /// The level that two people set. Where they set several, the one that comes last in `order`, the strictest.
    #[must_use]
    pub fn level<'l>(&self, order: impl IntoIterator<Item = &'l Label>) -> Option<SetLevel> {
        let set = order.into_iter().filter_map(|level| {
            let (by, until) = agreed(self.levels.get(level)?, FOUR_EYES)?;
            Some(SetLevel { level: level.clone(), by, until })
        });
        set.last()
    }
}

/// Who agreed, and until when enough of them do: the voice that makes it enough is the one that falls silent first.
fn agreed(voices: &Voices, needed: usize) -> Option<(Vec<Label>, Instant)> {
    let mut ends: Vec<Instant> = voices.values().copied().collect();
    ends.sort_unstable_by(|one, other| other.cmp(one));
    let until = *ends.get(needed.checked_sub(1)?)?;
    Some((voices.keys().cloned().collect(), until))
}
