//! The ways of pieces, each a chain of transfers that shares its beginning with others.

/// A step in [`Steps`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StepId(u32);

impl StepId {
    /// Before the first transfer.
    pub(super) const START: Self = Self(u32::MAX);
}

#[derive(Clone, Copy, Debug)]
struct Step {
    /// The transfer's place in the ledger.
    place: u32,
    before: StepId,
    hops: u32,
}

/// All steps of all pieces.
#[derive(Debug, Default)]
pub(super) struct Steps(Vec<Step>);

impl Steps {
    /// A step over a transfer, behind another. Several pieces of one transfer that came the same way share the last one.
    pub(super) fn take(&mut self, place: u32, before: StepId) -> StepId {
        if self.0.last().is_some_and(|it| it.place == place && it.before == before) {
            return StepId(self.0.len() as u32 - 1);
        }
        let hops = self.hops(before) + 1;
        self.0.push(Step { place, before, hops });
        StepId(self.0.len() as u32 - 1)
    }

    /// How many transfers lie behind.
    pub(super) fn hops(&self, step: StepId) -> u32 {
        self.0.get(step.0 as usize).map_or(0, |it| it.hops)
    }

    /// The last so many transfers of a way, as a way of its own. Linear in them, however long the way is.
    pub(super) fn cut(&mut self, step: StepId, hops: u32) -> StepId {
        let places: Vec<u32> = self.back(step).take(hops as usize).collect();
        places.into_iter().rev().fold(StepId::START, |before, place| self.take(place, before))
    }

    /// The transfers up to a step, the latest first.
    fn back(&self, mut step: StepId) -> impl Iterator<Item = u32> {
        std::iter::from_fn(move || {
            let it = self.0.get(step.0 as usize)?;
            step = it.before;
            Some(it.place)
        })
    }

    /// The transfers up to a step, the earliest first.
    pub(super) fn places(&self, step: StepId) -> Vec<u32> {
        let mut places: Vec<u32> = self.back(step).collect();
        places.reverse();
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_told_from_its_beginning() {
        let mut steps = Steps::default();
        let first = steps.take(3, StepId::START);
        let (one, same, other) = (steps.take(5, first), steps.take(5, first), steps.take(5, StepId::START));
        assert_eq!((one, steps.places(one), steps.hops(one)), (same, vec![3, 5], 2));
        let cut = steps.cut(one, 1);
        assert_eq!((steps.places(cut), steps.hops(cut)), (vec![5], 1));
        assert_eq!((steps.places(other), steps.hops(other), steps.hops(StepId::START)), (vec![5], 1, 0));
    }
}
