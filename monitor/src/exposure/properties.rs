//! Properties: the answer is that of the slow oracle, adds up, and depends on nothing but the transfers.

use super::oracle::World;
use super::{AssetExposure, Categories, End, Exposure, MOVES, Method, Question, Side, Stop, trace};
use crate::ledger::{Amount, Book, Import, Ledger, LedgerBuilder, PartyId, SymbolId, Transfer, Value};
use crate::rule::UntaggedService;
use crate::tag::{Tag, Tags};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tidegate_kyc_core::base::{Instant, Window};

const HOUR: i64 = 3_600_000_000;

/// Wallets `w0`…, of which `w4` is not named and `w5` is a mixer; and two customers.
fn book() -> (Book, Tags) {
    let (mut book, mut tags) = (Book::default(), Tags::default());
    for name in ["w0", "w1", "w2", "w3", "tx:4", "w5"] {
        book.parties.wallet(name);
    }
    book.parties.customer("c6");
    book.parties.customer("c7");
    book.assets.intern("A");
    book.assets.intern("B");
    book.kinds.intern("transfer");
    tags.add("w3", Tag { category: "self_hosted".into(), label: String::new(), source: "test".into() });
    tags.add("w5", Tag { category: "mixer".into(), label: "x".into(), source: "test".into() });
    (book, tags)
}

prop_compose! {
    fn transfers(most: u128)(rows in prop::collection::vec((0_i64..9, 0_u32..6, 0_u32..6, 0..most, 0_u32..2, prop::option::weighted(0.2, 6_u32..8)), 1..40)) -> Vec<Transfer> {
        let mut rows = rows;
        rows.sort_by_key(|it| it.0);
        let numbered = rows.into_iter().enumerate();
        numbered.map(|(at, (hour, from, to, amount, asset, customer))| {
            let mut it = crate::engine::oracle::transfer(at as u32, hour, from, to, amount, asset, Some(amount as u64 * 10));
            it.to_customer = customer.map(PartyId);
            it
        }).collect()
    }
}

fn question() -> impl Strategy<Value = Question> {
    let service = prop::option::of((1_u64..4, 1_u64..4, 0_i64..4)).prop_map(|it| {
        it.map(|(received, sent, hours)| UntaggedService { received, sent, within: Window::from_micros(hours * HOUR) })
    });
    let side = prop_oneof![Just(Side::Source), Just(Side::Destination)];
    let (subject, until) = (prop_oneof![0_u32..6, 6_u32..8], prop::option::of(0_i64..9));
    (subject, side, prop::option::of(1_u32..4), service, until).prop_map(
        |(subject, side, hops, untagged_service, until)| {
            let until = until.map(|it| Instant::from_micros(it * HOUR));
            Question { hops, untagged_service, until, ..Question::new(PartyId(subject), side) }
        },
    )
}

/// Direct and indirect units, the fewest hops, and when the first and last came, in how many transfers.
type Told = BTreeMap<(SymbolId, Stop), (u128, u128, u32, Instant, Instant, u64)>;

fn told(exposure: &Exposure) -> Told {
    let all = exposure.assets.iter().flat_map(|it| it.ends.iter().map(move |end| (it.asset, end)));
    all.map(|(asset, it)| {
        ((asset, it.at), (it.direct.units(), it.indirect.units(), it.hops, it.first, it.last, it.transfers))
    })
    .collect()
}

/// All that ended somewhere, in units.
fn sum(it: &AssetExposure) -> u128 {
    it.ends.iter().map(|it| it.direct.units() + it.indirect.units()).sum()
}

fn ask(transfers: &[Transfer], question: &Question) -> (Exposure, Told) {
    let (book, tags) = book();
    let exposure = trace(&Ledger::of(transfers.to_vec(), book), &tags, &Categories::default(), question);
    let told = told(&exposure);
    (exposure, told)
}

proptest! {
    /// By first in, first out, and by last in, first out, every unit ends where its coin does.
    #[test]
    fn each_unit_ends_where_its_coin_does(transfers in transfers(5), question in question(), lifo in any::<bool>()) {
        let question = Question { method: if lifo { Method::Lifo } else { Method::Fifo }, ..question };
        let (book, tags) = book();
        let ledger = Ledger::of(transfers, book);
        let exposure = trace(&ledger, &tags, &Categories::default(), &question);
        let world = World { transfers: ledger.transfers(), book: ledger.book(), tags: &tags, question: &question };
        let (mut expected, mut brought) = (Told::new(), BTreeSet::new());
        let time = |place: u32| ledger.transfers()[place as usize].time;
        for (asset, stop, coin) in world.coins() {
            let (hops, last) = (coin.way.len() as u32, time(*coin.way.last().unwrap()));
            let it = expected.entry((asset, stop)).or_insert((0, 0, hops, last, last, 0));
            *(if hops == 1 { &mut it.0 } else { &mut it.1 }) += 1;
            let is_new = brought.insert((asset, stop, coin.way.last().copied()));
            *it = (it.0, it.1, it.2.min(hops), it.3.min(last), it.4.max(last), it.5 + u64::from(is_new));
        }
        prop_assert_eq!(told(&exposure), expected);
        for it in &exposure.assets {
            prop_assert_eq!(sum(it), it.total.units());
            for route in it.ends.iter().flat_map(|it| &it.routes) {
                let rows: Vec<&Transfer> = route.places.iter().map(|it| &ledger.transfers()[*it as usize]).collect();
                prop_assert!(rows.windows(2).all(|it| it[0].time <= it[1].time && it[0].asset == it[1].asset));
                prop_assert!(rows.iter().all(|it| Some(it.amount) >= route.amount), "no more came than any transfer moved");
            }
        }
    }

    /// By haircut each part is near the share in floating point, and they add up; by poison it is the oracle's.
    #[test]
    fn shares_are_those_of_the_oracle(transfers in transfers(1_000_000_000_000), question in question(), poison in any::<bool>()) {
        let method = if poison { Method::Poison } else { Method::Haircut };
        let question = Question { method, hops: None, side: Side::Source, ..question };
        let (book, tags) = book();
        let ledger = Ledger::of(transfers, book);
        let exposure = trace(&ledger, &tags, &Categories::default(), &question);
        let world = World { transfers: ledger.transfers(), book: ledger.book(), tags: &tags, question: &question };
        let mut expected = world.shares();
        for ((asset, stop), (direct, indirect, ..)) in told(&exposure) {
            let share = expected.remove(&(asset, stop)).unwrap_or(0.0).round() as u128;
            prop_assert!((direct + indirect).abs_diff(share) < 2000, "{stop:?}: {direct} + {indirect}, and {share}");
        }
        prop_assert!(expected.values().all(|it| *it < 2000.0), "{expected:?}");
        if !poison {
            prop_assert!(exposure.assets.iter().all(|it| sum(it) == it.total.units()));
        }
    }

    /// By any method, with any bound of hops or work, the parts add up to the whole, in units and in value, and are no
    /// more than poison says.
    #[test]
    fn nothing_is_lost_and_poison_says_the_most(transfers in transfers(9), question in question(), moves in 0_u64..60, method in 0..3) {
        let method = [Method::Fifo, Method::Lifo, Method::Haircut][method as usize];
        let (exposure, _) = ask(&transfers, &Question { moves, method, ..question });
        for it in &exposure.assets {
            prop_assert_eq!(sum(it), it.total.units());
            prop_assert_eq!(it.ends.iter().map(|it| it.value.0).sum::<u64>(), it.value.0);
        }
        let question = Question { hops: None, ..question };
        let (_, told) = ask(&transfers, &Question { method, ..question });
        let (_, most) = ask(&transfers, &Question { method: Method::Poison, ..question });
        for (key, it) in told {
            let bound = most.get(&key).map_or(0, |it| it.0 + it.1);
            prop_assert!(it.0 + it.1 <= bound, "{key:?}: {} and at most {bound}", it.0 + it.1);
        }
    }

    /// Rows in any order, and so names under other numbers, give the same answer by name.
    #[test]
    fn the_order_of_rows_makes_no_difference(transfers in transfers(5), question in question(), turn in 0_usize..40, method in 0..4) {
        let method = [Method::Fifo, Method::Lifo, Method::Haircut, Method::Poison][method as usize];
        let (names, tags) = book();
        let name = |it: PartyId| names.parties.name(it).to_owned();
        let rows: Vec<String> = transfers.iter().enumerate().map(|(at, it)| {
            let customer = it.to_customer.map(name).unwrap_or_default();
            format!("{},{},{},{},{},t{at},{customer}\n", it.time, name(it.from), name(it.to), it.amount, names.asset(it.asset))
        }).collect();
        let answer = |rows: &[String]| {
            let mut builder = LedgerBuilder::new(Import::default());
            let text = format!("time,from,to,amount,asset,txid,to_customer\n{}", rows.concat());
            builder.read("a.csv", text.as_bytes()).unwrap();
            let ledger = builder.finish();
            let parties = &ledger.book().parties;
            let asked = name(question.subject);
            let subject = parties.find_wallet(&asked).or_else(|| parties.find_customer(&asked))?;
            let exposure = trace(&ledger, &tags, &Categories::default(), &Question { subject, method, ..question });
            let place = |it: &u32| ledger.book().texts.text(ledger.transfers()[*it as usize].txid).into_owned();
            let ways = |it: &End| -> Vec<Vec<String>> { it.routes.iter().map(|it| it.places.iter().map(place).collect()).collect() };
            let end = |it: &End| (it.at.party().map(|it| parties.name(it).to_owned()), it.direct, it.indirect, it.hops, ways(it));
            let asset = |it: &AssetExposure| (ledger.book().asset(it.asset).to_owned(), it.ends.iter().map(end).collect::<Vec<_>>());
            Some(exposure.assets.iter().map(asset).collect::<Vec<_>>())
        };
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        turned.reverse();
        prop_assert_eq!(answer(&rows), answer(&turned));
    }
}

#[test]
fn what_cannot_be_added_up_is_said_and_the_rest_stands() {
    let (mut huge, mut fine) = (transfer_of(0, u128::MAX, 0), transfer_of(1, 1, 30));
    (huge.asset, fine.asset) = (SymbolId(1), SymbolId(1));
    let rows = [huge, fine, transfer_of(2, 7, 0)];
    let (exposure, _) = ask(&rows, &Question::new(PartyId(1), Side::Source));
    assert_eq!(exposure.too_large, [SymbolId(1)]);
    assert_eq!(exposure.assets.iter().map(|it| (it.asset, it.total.units())).collect::<Vec<_>>(), [(SymbolId(0), 7)]);
}

fn transfer_of(hour: i64, units: u128, decimals: u8) -> Transfer {
    let mut it = crate::engine::oracle::transfer(hour as u32, hour, 0, 1, 0, 0, None);
    it.amount = Amount::new(units, decimals).unwrap();
    it
}

#[test]
fn work_that_is_spent_is_said() {
    let rows: Vec<Transfer> =
        (0..9).map(|it| crate::engine::oracle::transfer(it, i64::from(it), it % 2, 1 + it % 2, 4, 0, None)).collect();
    let question = Question { moves: 3, ..Question::new(PartyId(2), Side::Source) };
    let (exposure, _) = ask(&rows, &question);
    assert!(exposure.is_spent && exposure.assets[0].ends.iter().any(|it| it.at == Stop::Spent(PartyId(1))));
    let (whole, _) = ask(&rows, &Question { moves: MOVES, ..question });
    assert!(!whole.is_spent && whole.assets[0].value == Value(0) && whole.assets[0].without_value > 0);
}

/// A chain as long as the ledger is a loop, not a stack.
#[test]
fn a_long_chain_is_followed_to_its_beginning() {
    let length = 100_000_u32;
    let mut book = Book::default();
    (0..=length).for_each(|it| _ = book.parties.wallet(&format!("n{it}")));
    book.assets.intern("A");
    book.kinds.intern("transfer");
    let rows =
        (0..length).map(|it| crate::engine::oracle::transfer(it, i64::from(it), it, it + 1, 4, 0, None)).collect();
    let mut tags = Tags::default();
    tags.add("n0", Tag { category: "mixer".into(), label: String::new(), source: "test".into() });
    let exposure =
        trace(&Ledger::of(rows, book), &tags, &Categories::default(), &Question::new(PartyId(length), Side::Source));
    let end = &exposure.assets[0].ends[0];
    assert_eq!((end.at, end.hops, end.routes[0].places.len()), (Stop::Tagged(PartyId(0)), length, length as usize));
}
