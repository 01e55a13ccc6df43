//! What a row says of its order within an instant → one number, which sorts and knows a gap.
//!
//! ```text
//!   a serial number, or a block alone          compare among themselves
//!   a block and a transaction's place in it    compare among themselves
//!   nothing                                    says nothing of itself, nor beside a number
//! ```
//!
//! A missing number is no order: of a row that has one and a row that has none, nobody knows which was first.

/// Whether the row says its index within its transaction: the lowest bit.
const INDEXED: u64 = 1;
/// Whether the number is a block with a place: the highest bit.
const PLACED: u64 = 1 << 63;
/// The largest number that stands between the two, one more than that of the row.
const NUMBER_MAX: u64 = (PLACED - 1) >> 1;
/// So many bits are for a transaction's place in its block: a block of any chain has fewer than 16 million.
const PLACE_BITS: u32 = 24;

/// What a row says that says nothing of it.
pub(super) const NONE: u64 = 0;

/// What a row says: its sequence or block, the transaction's place in that block, and whether it has an index.
pub(super) fn written(sequence: Option<u64>, place: Option<u64>, is_indexed: bool) -> u64 {
    // The largest numbers are one here, so that nothing is made up of their order.
    let alone = |it: u64| it.min(NUMBER_MAX - 1) + 1;
    let in_block = |block: u64, place: u64| {
        let fits = block < NUMBER_MAX >> PLACE_BITS && place < 1 << PLACE_BITS;
        fits.then_some(PLACED | (((block << PLACE_BITS) | place) + 1) << 1)
    };
    let number = match (sequence, place) {
        // A place in a block that nobody names says nothing.
        (None, _) => 0,
        (Some(block), Some(place)) => in_block(block, place).unwrap_or(alone(block) << 1),
        (Some(sequence), None) => alone(sequence) << 1,
    };
    number | if is_indexed { INDEXED } else { 0 }
}

/// What sorts by it: numbers before gaps, so that of two copies of a row the one with a number stays.
pub(super) const fn rank(written: u64) -> u64 {
    number(written).wrapping_sub(1)
}

/// The number alone, zero where there is none.
pub(super) const fn number(written: u64) -> u64 {
    written >> 1
}

/// What kind of number it is: those of one kind compare.
pub(super) const fn kind(written: u64) -> u64 {
    if number(written) == 0 { 0 } else { 1 + (written >> 63) }
}

/// Whether two rows of one instant say by their numbers which of them was first.
pub(super) const fn tells(one: u64, other: u64) -> bool {
    number(one) != number(other) && kind(one) == kind(other)
}

/// Whether a row says its index within its transaction.
pub(super) const fn is_indexed(written: u64) -> bool {
    written & INDEXED != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_kind_are_an_order_and_gaps_are_none() {
        let (none, of) = (written(None, None, false), |it| written(Some(it), None, true));
        let placed = |block, place| written(Some(block), Some(place), false);
        for (earlier, later) in
            [(of(0), of(1)), (of(7), of(8)), (placed(0, 0), placed(0, 1)), (placed(4, 9), placed(5, 0))]
        {
            assert!(tells(earlier, later) && tells(later, earlier) && rank(earlier) < rank(later));
        }
        let unknown =
            [(none, of(0)), (none, none), (of(3), of(3)), (placed(3, 1), of(2)), (none, placed(0, 0)), (of(9), none)];
        for (one, other) in unknown {
            assert!(!tells(one, other) && !tells(other, one));
        }
        assert!([of(0), of(u64::MAX), placed(9, 9)].iter().all(|it| rank(*it) < rank(none)), "gaps come last");
        assert!(is_indexed(of(3)) && !is_indexed(placed(3, 3)) && number(written(None, Some(5), true)) == 0);
    }

    #[test]
    fn what_does_not_fit_makes_up_no_order() {
        let huge = |it| written(Some(it), None, false);
        assert!(!tells(huge(u64::MAX), huge(u64::MAX - 1)) && tells(huge(u64::MAX), huge(1 << 61)));
        let (block, place) = (NUMBER_MAX >> PLACE_BITS, 1 << PLACE_BITS);
        assert_eq!(written(Some(block), Some(1), false), written(Some(block), None, false));
        assert_eq!(written(Some(5), Some(place), false), written(Some(5), None, false));
        let last = written(Some(block - 1), Some(place - 1), false);
        assert!(kind(last) == 2 && tells(last, written(Some(block - 1), Some(place - 2), false)));
    }
}
