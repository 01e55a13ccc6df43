//! Reviews applied: reasons and the reviews that count → what still stands in the way, and what people lifted.

use crate::base::{Instant, Label, SubjectId};
use crate::policy::{FOUR_EYES, Policy, Reason, Role, Taken};
use crate::review::{Act, NewLevel, Review, SignedReview, last_words};
use std::collections::{BTreeMap, BTreeSet};

/// By whom, and until when each.
type Voices = BTreeMap<Label, Instant>;

/// The reviews of one customer that count at one instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lifts {
    reasons: BTreeMap<Reason, Voices>,
    levels: BTreeMap<Label, (NewLevel, Instant)>,
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

impl Lifts {
    /// Those that count for a subject at an instant: each reviewer's last word, so that two reviews of one reviewer are
    /// one voice.
    #[must_use]
    pub fn of(reviews: &[SignedReview], subject: &SubjectId, at: Instant) -> Self {
        let mut lifts = Self::default();
        for Review { reviewer, act, until, .. } in
            last_words(reviews, subject, at).into_iter().map(SignedReview::review)
        {
            match act {
                Act::Lift(reason) => {
                    lifts.reasons.entry(reason.clone()).or_default().insert(reviewer.clone(), *until);
                }
                Act::Uphold(_) => {}
                Act::SetLevel(it) => {
                    lifts.levels.insert(reviewer.clone(), (it.clone(), *until));
                }
            }
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
        if !reason.code.is_for_people() {
            return None;
        }
        let mut voices = Voices::new();
        for (by, until) in self.reasons.iter().filter(|it| it.0.covers(reason)).flat_map(|it| it.1) {
            let held = voices.entry(by.clone()).or_insert(*until);
            *held = (*held).max(*until);
        }
        agreed(&voices, reason.code.weight().people())
    }

    /// The level that two people set in place of the one that was `reckoned`, of those that two people name the
    /// strictest. A stricter level than the reckoned one counts whatever is known. A milder one counts by the voices
    /// that saw no less: every factor that is `met`, and a level no lower. Those who take on whom the policy refuses
    /// may lift exactly that, and where the reckoned level needs an approval, one of them is of the role that gives it.
    ///
    /// Worse knowledge never gives a milder level: it silences voices and adds none.
    pub(super) fn level(&self, policy: &Policy, reckoned: usize, met: &BTreeSet<&Label>) -> Option<SetLevel> {
        let place = |name: &Label| policy.levels().iter().position(|it| it.name == *name);
        let named = |at: usize| self.levels.iter().filter(move |it| place(&it.1.0.level) == Some(at));
        let set = (0..policy.levels().len()).rev().find(|at| named(*at).count() >= FOUR_EYES)?;
        let former = policy.levels().get(reckoned)?;
        let role = |reviewer: &Label| policy.reviewer(reviewer.as_str()).and_then(|it| policy.role(&it.role));
        let saw = |(reviewer, (it, _)): &(&Label, &(NewLevel, Instant))| {
            let no_less = place(&it.instead_of) >= Some(reckoned) && met.iter().all(|met| it.factors.contains(*met));
            no_less && (former.taken == Taken::Accepted || role(reviewer).is_some_and(Role::takes_refused))
        };
        let voices: Voices =
            named(set).filter(|it| set >= reckoned || saw(it)).map(|it| (it.0.clone(), it.1.1)).collect();
        let (by, mut until) = agreed(&voices, FOUR_EYES)?;
        if set < reckoned && former.approval.is_some() {
            let approves = |it: &Label| former.approval.as_ref() == role(it).map(|it| &it.name);
            let approved = voices.iter().filter(|it| approves(it.0)).map(|it| *it.1).max()?;
            until = until.min(approved);
        }
        Some(SetLevel { level: policy.levels().get(set)?.name.clone(), by, until })
    }
}

/// Who agreed, and until when enough of them do: the voice that makes it enough is the one that falls silent first.
fn agreed(voices: &Voices, needed: usize) -> Option<(Vec<Label>, Instant)> {
    let mut ends: Vec<Instant> = voices.values().copied().collect();
    ends.sort_unstable_by(|one, other| other.cmp(one));
    let until = *ends.get(needed.checked_sub(1)?)?;
    Some((voices.keys().cloned().collect(), until))
}
