//! The total order of transfers, and which of them are duplicates.
//!
//! Both compare texts and numbers of the export, never a row's place in a file or in a table, so
//! that shuffled and split exports give the same ledger.

use super::names::has_large;
use super::sequence;
use super::ties::Ties;
use super::tokens::Tokens;
use super::{Book, PartyId, SourceIndex, Transfer};
use std::borrow::Cow;
use std::cmp::Ordering;
use tidegate_kyc_core::base::Instant;

/// Natural order: runs of digits compare as numbers, everything else by its bytes; what is still
/// equal then (`7` and `07`) compares as plain text. Linear.
pub(super) fn natural(left: &[u8], right: &[u8]) -> Ordering {
    let (mut a, mut b) = (left, right);
    loop {
        let (one, two) = match (a.first(), b.first()) {
            (None, None) => return left.cmp(right),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(one), Some(two)) => (*one, *two),
        };
        let order = if one.is_ascii_digit() && two.is_ascii_digit() {
            let (first, second) = (number(&mut a), number(&mut b));
            first.len().cmp(&second.len()).then_with(|| first.cmp(second))
        } else {
            (a, b) = (&a[1..], &b[1..]);
            one.cmp(&two)
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// Cuts the run of digits off the front and gives it without leading zeros.
fn number<'a>(text: &mut &'a [u8]) -> &'a [u8] {
    let end = text.iter().position(|it| !it.is_ascii_digit()).unwrap_or(text.len());
    let (run, rest) = text.split_at(end);
    *text = rest;
    &run[run.iter().position(|it| *it != b'0').unwrap_or(end)..]
}

/// The total order: time, sequence, transaction, index, sender, receiver, asset, amount, value,
/// customers, kind, memo. Rows that are equal in all of that differ only in where they stand.
pub(super) fn compare(a: &Transfer, b: &Transfer, book: &Book) -> Ordering {
    let party = |one: PartyId, two: PartyId| {
        if one == two { Ordering::Equal } else { book.parties.name(one).cmp(book.parties.name(two)) }
    };
    let customer = |one: Option<PartyId>, two: Option<PartyId>| {
        one.map(|it| book.parties.name(it)).cmp(&two.map(|it| book.parties.name(it)))
    };
    (a.time, sequence::rank(a.sequence))
        .cmp(&(b.time, sequence::rank(b.sequence)))
        .then_with(|| natural(&book.texts.bytes(a.txid), &book.texts.bytes(b.txid)))
        .then_with(|| a.index.cmp(&b.index))
        .then_with(|| party(a.from, b.from))
        .then_with(|| party(a.to, b.to))
        .then_with(|| book.asset(a.asset).cmp(book.asset(b.asset)))
        .then_with(|| a.amount.cmp(&b.amount))
        .then_with(|| a.value.cmp(&b.value))
        .then_with(|| customer(a.from_customer, b.from_customer))
        .then_with(|| customer(a.to_customer, b.to_customer))
        .then_with(|| book.kind(a.kind).cmp(book.kind(b.kind)))
        .then_with(|| book.texts.bytes(a.memo).cmp(&*book.texts.bytes(b.memo)))
        .then_with(|| (a.source, a.line).cmp(&(b.source, b.line)))
}

/// Sorts by the total order: [`by_time`], then [`within_instants`].
pub(super) fn sort(transfers: &mut [Transfer], book: &Book) -> Ties {
    by_time(transfers);
    within_instants(transfers, book)
}

/// Sorts by time alone. Nothing to do where the rows come in order of time.
pub(super) fn by_time(transfers: &mut [Transfer]) {
    if !transfers.is_sorted_by_key(|it| it.time) {
        let mut places: Vec<(i64, u32)> =
            transfers.iter().zip(0..).map(|(it, place)| (it.time.micros(), place)).collect();
        places.sort_unstable();
        let mut places: Vec<u32> = places.into_iter().map(|it| it.1).collect();
        permute(transfers, &mut places);
    }
}

/// Sorts what is sorted by time by the total order; only rows of one instant are compared in full.
/// Afterwards a transfer's sequence is its rank within its instant, so that time and sequence alone
/// are the whole order. Gives those whose order only their ids decide.
pub(super) fn within_instants(transfers: &mut [Transfer], book: &Book) -> Ties {
    let (mut ties, mut place) = (Ties::default(), 0);
    for run in transfers.chunk_by_mut(|a, b| a.time == b.time) {
        rank(place, run, book, &mut ties);
        place += run.len();
    }
    ties
}

/// Sorts the transfers of one instant, the first of which has this place, and makes their ranks their sequences.
pub(super) fn rank(place: usize, run: &mut [Transfer], book: &Book, ties: &mut Ties) {
    if !run.is_sorted_by(|a, b| compare(a, b, book).is_le()) {
        run.sort_unstable_by(|a, b| compare(a, b, book));
    }
    if run.len() > 1 {
        ties.take(place, run, |it| book.texts.bytes(it));
    }
    for (it, rank) in run.iter_mut().zip(0..) {
        // What is not written to need not go back to memory: most ranks are zero, as they were read.
        if it.sequence != rank {
            it.sequence = rank;
        }
    }
}

/// Moves `items[places[i]]` to `i` for every `i`, along the cycles, without a second copy.
fn permute<T: Copy>(items: &mut [T], places: &mut [u32]) {
    for start in 0..items.len() {
        let (first, mut at) = (items[start], start);
        loop {
            let from = places[at] as usize;
            places[at] = at as u32;
            if from == start || from == at {
                break;
            }
            items[at] = items[from];
            at = from;
        }
        items[at] = first;
    }
}

/// Transaction ids of so many bytes are given once: hashes and UUIDs are, a bank's references and counters are not.
const UNIQUE_FROM: usize = 32;
/// An id that ends in so many equal letters stands for none, however long it is: zeros, hyphens.
const FILLER: usize = 12;

/// A hash of a transaction has so many hex digits, whatever chain it is of: 40 with `0x` before them, or 64 without.
const HASH_DIGITS: [usize; 2] = [40, 64];

/// The transaction id as it is compared: a hash with its letters small, for explorers write it with either; any other
/// as it is.
#[inline]
pub(super) fn compared(txid: &[u8]) -> Cow<'_, [u8]> {
    if txid.len() < HASH_DIGITS[0] || !has_large(txid) {
        return Cow::Borrowed(txid);
    }
    let is_hash = match txid {
        [b'0', b'x' | b'X', digits @ ..] => digits.len() >= HASH_DIGITS[0] && digits.iter().all(u8::is_ascii_hexdigit),
        digits => digits.len() == HASH_DIGITS[1] && digits.iter().all(u8::is_ascii_hexdigit),
    };
    if is_hash { Cow::Owned(txid.to_ascii_lowercase()) } else { Cow::Borrowed(txid) }
}

/// The time that rows of this transaction id must share to be the same; none where the id says enough.
#[inline]
pub(super) fn time_of_same(txid: &[u8], time: Instant) -> Option<Instant> {
    let tail = txid.last_chunk::<FILLER>();
    let is_filler = tail.is_none_or(|it| it.iter().all(|letter| *letter == it[0]));
    (txid.len() < UNIQUE_FROM || is_filler).then_some(time)
}

/// Removes duplicates: of rows with the same transaction (see [`compared`]), sender, receiver, asset, amount,
/// index and token (and the same time where the transaction's id may have been given twice, see
/// [`time_of_same`]) the first in the total order stays; `drop` is told the source of every other.
///
/// `keys` holds one number a transfer, equal for duplicates and zero for rows without a
/// transaction, which are never duplicates. Rows are compared only where two keys agree, which of a
/// million happens to a hundred by chance.
pub(super) fn remove_duplicates(
    transfers: &mut Vec<Transfer>,
    keys: &[u32],
    tokens: &Tokens,
    book: &Book,
    mut drop: impl FnMut(SourceIndex),
) {
    let mut suspects = alike(keys);
    if suspects.is_empty() {
        return;
    }
    let same = |one: u32, two: u32| {
        let (a, b) = (&transfers[one as usize], &transfers[two as usize]);
        (a.from, a.to, a.asset, a.amount, a.index, tokens.of(one as usize))
            .cmp(&(b.from, b.to, b.asset, b.amount, b.index, tokens.of(two as usize)))
            .then_with(|| {
                let written = (book.texts.bytes(a.txid), book.texts.bytes(b.txid));
                let (first, second) = (compared(&written.0), compared(&written.1));
                let time = |txid, it: &Transfer| time_of_same(txid, it.time);
                (&first, time(&first, a)).cmp(&(&second, time(&second, b)))
            })
    };
    suspects.sort_unstable_by(|one, two| {
        same(*one, *two).then_with(|| compare(&transfers[*one as usize], &transfers[*two as usize], book))
    });
    let mut gone = vec![false; transfers.len()];
    for pair in suspects.windows(2) {
        gone[pair[1] as usize] = same(pair[0], pair[1]).is_eq();
    }
    if !gone.contains(&true) {
        return;
    }
    let mut place = 0;
    transfers.retain(|it| {
        let stays = !gone[place];
        place += 1;
        if !stays {
            drop(it.source);
        }
        stays
    });
}

/// The places of keys that stand at other places too, but for zeros.
///
/// Two sieves, each of other bits of the keys, leave hardly any that stand alone; only what is left is
/// sorted. Linear, but for that.
fn alike(keys: &[u32]) -> Vec<u32> {
    let all = keys.iter().copied().zip(0..).filter(|it| it.0 != 0);
    let sieve = Sieve::of(all.clone().map(|it| it.0));
    let some: Vec<(u32, u32)> = all.filter(|it| sieve.lets_pass(it.0)).collect();
    let turned = |key: u32| key.swap_bytes();
    let sieve = Sieve::of(some.iter().map(|it| turned(it.0)));
    let mut few: Vec<(u32, u32)> = some.into_iter().filter(|it| sieve.lets_pass(turned(it.0))).collect();
    few.sort_unstable();
    let twins = few.chunk_by(|one, other| one.0 == other.0).filter(|it| it.len() > 1);
    let mut places: Vec<u32> = twins.flatten().map(|it| it.1).collect();
    places.sort_unstable();
    places
}

/// Which low bits of keys came twice.
struct Sieve {
    once: Vec<u64>,
    twice: Vec<u64>,
}

impl Sieve {
    fn of(keys: impl Iterator<Item = u32> + Clone) -> Self {
        // Eight bits a key let one in eight pass that stands alone; a million's stay in the cache.
        let words = (keys.clone().count() / 8).next_power_of_two();
        let mut sieve = Self { once: vec![0; words], twice: vec![0; words] };
        for key in keys {
            let (word, bit) = sieve.place(key);
            sieve.twice[word] |= sieve.once[word] & bit;
            sieve.once[word] |= bit;
        }
        sieve
    }

    const fn place(&self, key: u32) -> (usize, u64) {
        ((key / 64) as usize & (self.once.len() - 1), 1 << (key % 64))
    }

    fn lets_pass(&self, key: u32) -> bool {
        let (word, bit) = self.place(key);
        self.twice[word] & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn runs_of_digits_compare_as_numbers() {
        for (less, more) in [
            ("", "a"),
            ("tx2", "tx10"),
            ("tx2", "tx2a"),
            ("tx02", "tx2"),
            ("tx2", "tx03"),
            ("a99999999999999999999999", "a100000000000000000000000"),
            ("5", "a"),
            ("#", "5"),
            ("1-2", "1-10"),
            ("0", "00x"),
        ] {
            assert_eq!(natural(less.as_bytes(), more.as_bytes()), Ordering::Less, "{less} {more}");
            assert_eq!(natural(more.as_bytes(), less.as_bytes()), Ordering::Greater, "{more} {less}");
        }
        assert_eq!(natural(b"07", b"07"), Ordering::Equal);
    }

    #[test]
    fn hashes_are_compared_in_small_letters_and_nothing_else_is() {
        let (evm, bitcoin) = (format!("0x{}", "aB".repeat(32)), "Ab09".repeat(16));
        for hash in [evm.as_str(), &evm[..42], &evm.to_uppercase(), bitcoin.as_str()] {
            assert_eq!(compared(hash.as_bytes()), hash.to_lowercase().as_bytes());
        }
        let other = ["0xAB", &evm[..41], &bitcoin[1..], "", &"Signature".repeat(9), &bitcoin.replace('0', "G")];
        for text in other.into_iter().chain([evm.to_lowercase().as_str()]) {
            assert!(matches!(compared(text.as_bytes()), Cow::Borrowed(it) if it == text.as_bytes()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn natural_order_is_a_total_order(texts in proptest::collection::vec("[019a#]{0,4}", 3)) {
            let mut texts: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
            texts.sort_by(|a, b| natural(a, b));
            let (a, b, c) = (texts[0], texts[1], texts[2]);
            prop_assert!(natural(a, b).is_le() && natural(b, c).is_le() && natural(a, c).is_le());
            prop_assert_eq!(natural(a, b).is_eq(), a == b);
        }

        /// Few keys, so that many agree, and some in the lowest bits alone.
        #[test]
        fn keys_that_are_alike_are_those_that_stand_twice(keys in proptest::collection::vec(prop_oneof![0..20_u32, (0..4_u32).prop_map(|it| (it << 16) | 3), any::<u32>()], 0..60)) {
            let others = |key: &u32| keys.iter().filter(|it| *it == key).count() > 1;
            let slow: Vec<u32> = keys.iter().zip(0..).filter(|(key, _)| **key != 0 && others(key)).map(|it| it.1).collect();
            prop_assert_eq!(alike(&keys), slow);
        }

        #[test]
        fn permuting_in_place_agrees_with_a_copy(order in Just((0..20_u32).collect::<Vec<_>>()).prop_shuffle()) {
            let mut items: Vec<u32> = (100..120).collect();
            let copied: Vec<u32> = order.iter().map(|it| items[*it as usize]).collect();
            permute(&mut items, &mut order.clone());
            prop_assert_eq!(items, copied);
        }
    }
}
