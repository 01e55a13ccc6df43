//! Shares: a query and a threshold in, what each part of the query must be worth for a name to be looked at out.
//!
//! A name that reaches the threshold T has, over the pairs of its alignment and the parts of the query
//! left over,
//!
//! ```text
//! Σ weight · (agreement − T)  −  Σ leftover weight · T · LEFT_ONE / 1000  ≥  0
//! ```
//!
//! because leftovers count at least LEFT_ONE, and those of both sides more. Call each pair's summand its
//! *worth*. Where every part of the query is given a share and the shares add up to less than nothing, some
//! pair of such a name is worth the share of its parts or more; the search looks for such pairs alone.
//! A part whose share is more than it can be worth need not be looked for, and heavy parts pay for
//! that: leaving them out costs much.

use crate::screen::name::score::Score;
use crate::screen::name::tuning::LEFT_ONE;

/// Parts of this weight are looked for even where lighter ones need not be: few names have them, and the
/// more parts are looked for, the better each must agree. A choice; measured on the Treasury's list.
const RARE: u32 = 700;

/// What a pair is worth: weight times agreement beyond the threshold, in ten-thousandths of a weight.
pub(super) type Worth = i64;

/// More than the roundings of an agreement come to.
const ROUNDED: u32 = 20;

/// What a pair of parts of these weights is worth.
pub(super) fn worth(one: u32, other: u32, agreement: u32, threshold: Score) -> Worth {
    i64::from((one + other) / 2) * (i64::from(agreement) - i64::from(threshold.parts()))
}

/// What is at least lost where a part of this weight is left over.
fn loss(weight: u32, threshold: Score) -> Worth {
    // INVARIANT: a name weighs at most 32 times 1000.
    (u64::from(weight) * u64::from(threshold.parts()) * LEFT_ONE / 1000) as i64
}

/// The share of each part, from what each weighs at least as a leftover and can be worth at most; they add up to less than nothing.
///
/// `None` where no part can be left over at a loss: then any name may be found.
pub(super) fn shares(parts: &[(u32, Worth)], threshold: Score) -> Option<Vec<Worth>> {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|it| (std::cmp::Reverse(parts[*it].0), *it));
    let beyond = |it: &usize| parts[*it].1 + 1;
    let mut owed: Worth = order.iter().map(beyond).sum::<Worth>() + 1;
    let mut room = 0;
    for kept in 1..=order.len() {
        let last = order[kept - 1];
        owed -= beyond(&last);
        room += loss(parts[last].0, threshold);
        let rare = order.get(kept).is_some_and(|it| parts[*it].0 >= RARE);
        if owed <= room && room > 0 && !rare {
            let mut shares: Vec<Worth> = parts.iter().map(|it| it.1 + 1).collect();
            for it in &order[..kept] {
                let lost = loss(parts[*it].0, threshold);
                shares[*it] = -(owed * lost + room - 1).div_euclid(room);
            }
            return Some(shares);
        }
    }
    None
}

/// The least agreement of sounds, at least `least`, at which a word can be worth a share; `None` where
/// none can.
///
/// `weight` is what the query has on its side, `heaviest` the most that the other side has; `agreement` is what
/// sounds and the mean weight come to. It may lose by the weight what is in proportion to it: then the worth is
/// a parabola that is open above, and greatest at one of its ends.
pub(super) fn least_for(
    share: Worth,
    (weight, heaviest): (u32, u32),
    least: u32,
    threshold: Score,
    agreement: impl Fn(u32, u32) -> u32,
) -> Option<u32> {
    let enough = |sound: u32| {
        let most = |other| worth(weight, other, agreement(sound, (weight + other) / 2) + ROUNDED, threshold);
        most(heaviest).max(most(0)) >= share
    };
    let (mut no, mut yes) = (least, 10_000);
    if !enough(yes) {
        return None;
    }
    if enough(no) {
        return Some(no);
    }
    while no + 1 < yes {
        let middle = no.midpoint(yes);
        if enough(middle) { yes = middle } else { no = middle }
    }
    Some(yes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::list::EntryKind;
    use crate::screen::name::align::{most_alike, told};
    use crate::screen::name::alike::curve;
    use proptest::prelude::*;

    proptest! {
        /// No sound below the least is worth the share, whatever the other side weighs.
        #[test]
        fn what_is_below_the_least_is_worth_too_little(
            (share, weight, heaviest) in (-300_000_i64..300_000, 1_u32..1_001, 0_u32..1_001),
            (threshold, consonants) in (5_000_u16..9_900, 0_u8..4),
            company in any::<bool>(),
        ) {
            let kind = if company { EntryKind::Organisation } else { EntryKind::Person };
            let threshold = Score::new(threshold).unwrap();
            let agreement = |sound, weight| most_alike(curve(sound), told(weight, consonants), kind).into();
            let least = least_for(share, (weight, heaviest), 7_200, threshold, agreement);
            for sound in (7_200..least.unwrap_or(10_001)).step_by(37) {
                for other in 0..=heaviest {
                    let most = worth(weight, other, agreement(sound, (weight + other) / 2), threshold);
                    prop_assert!(most < share, "{sound} {other}");
                }
            }
        }
    }

    #[test]
    fn shares_add_up_to_less_than_nothing() {
        let threshold = Score::at_most(8_000);
        for parts in
            [&[(1000, 2_000_000)][..], &[(1000, 2_000_000); 2], &[(300, 1_300_000), (1000, 0)], &[(50, 9), (70, -1)]]
        {
            let shares = shares(parts, threshold).unwrap();
            assert!(shares.iter().sum::<Worth>() < 0, "{shares:?}");
        }
        assert_eq!(shares(&[], threshold), None);
        assert_eq!(shares(&[(0, 5)], threshold), None, "a part without weight is left over for nothing");
    }
}
