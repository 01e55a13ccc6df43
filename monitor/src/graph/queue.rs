//! A queue whose content is one slice: what is read for each leg of a search is found by one addition.

/// Items that come at the new end and go at the old one.
///
/// What is gone stands before the others until it is half of all, and is then overwritten by them: each
/// item is moved once at the most, but for the growth of its memory.
#[derive(Clone, Debug)]
pub(super) struct Queue<T> {
    items: Vec<T>,
    gone: usize,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self { items: Vec::new(), gone: 0 }
    }
}

impl<T> Queue<T> {
    /// Appends an item. Amortised constant time.
    #[inline]
    pub(super) fn push(&mut self, item: T) {
        self.items.push(item);
    }

    /// Lets go of so many of the oldest, or of all; tells how many. Amortised constant time an item.
    pub(super) fn forget(&mut self, items: usize) -> usize {
        let gone = items.min(self.len());
        self.gone += gone;
        if self.gone * 2 > self.items.len() {
            self.items.drain(..self.gone);
            self.gone = 0;
        }
        gone
    }

    /// How many there are.
    #[inline]
    pub(super) const fn len(&self) -> usize {
        self.items.len() - self.gone
    }

    /// The item before which there are so many.
    #[inline]
    pub(super) fn get(&self, at: usize) -> Option<&T> {
        self.items.get(self.gone + at)
    }

    /// The newest.
    #[inline]
    pub(super) fn last(&self) -> Option<&T> {
        self.as_slice().last()
    }

    /// All of them, oldest first.
    #[inline]
    pub(super) fn as_slice(&self) -> &[T] {
        self.items.get(self.gone..).unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::VecDeque;

    proptest! {
        /// The oracle is the standard library's queue.
        #[test]
        fn a_queue_is_a_slice(turns in prop::collection::vec((0_u32..9, 0_usize..9), 0..40)) {
            let (mut queue, mut oracle, mut next) = (Queue::default(), VecDeque::new(), 0);
            for (pushed, forgotten) in turns {
                for _ in 0..pushed {
                    queue.push(next);
                    oracle.push_back(next);
                    next += 1;
                }
                let gone = oracle.drain(..forgotten.min(oracle.len())).count();
                prop_assert_eq!(queue.forget(forgotten), gone);
                prop_assert_eq!((queue.len(), queue.last()), (oracle.len(), oracle.back()));
                prop_assert!(queue.as_slice().iter().eq(&oracle) && (0..=next as usize).all(|it| queue.get(it) == oracle.get(it)));
                prop_assert!(queue.items.len() <= 2 * queue.len().max(1), "half of it is gone at the most");
            }
        }
    }
}
