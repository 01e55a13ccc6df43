//! Parties that are taken for services though nobody has tagged them, against the slow definition: for
//! each transfer, both ends' transfers in the window before it are counted anew.
//!
//! Trails must be those of a ledger from which the transfers of such parties were taken out beforehand,
//! all other rules must answer as if there were no such setting, and every transfer that was not
//! followed must be told of the right parties. It cannot catch what both get wrong alike: how a hit that
//! asks for wallets without a past counts transfers that were not followed (it does count them).

use super::oracle::{book, pack, rule, transfer};
use super::samples::{hub_ledger, hub_rules, untagged};
use super::{Scan, scan};
use crate::hit::{Hit, Missing};
use crate::ledger::{PartyId, Transfer};
use crate::pattern::{Assets, Bound, Kind, Quantity};
use crate::rule::{Direction, Facts, Pack, Rule, UntaggedService};
use crate::tag::{Customers, Tag, Tags};
use proptest::prelude::*;

/// `w4` has a tag that makes it no service, `w5` one that does.
fn batch(transfers: &[Transfer], pack: &Pack) -> Scan {
    let (book, mut tags) = book();
    tags.add("w4", Tag { category: "mixer".into(), label: "x".into(), source: "test".into() });
    scan(transfers, Facts { book: &book, tags: &tags, customers: &Customers::default() }, pack, 1, &|_| {})
}

/// The ends of a transfer that are taken for services there.
fn cut_off(transfers: &[Transfer], at: usize, service: UntaggedService) -> Vec<PartyId> {
    let it = &transfers[at];
    let window =
        || transfers[..at].iter().filter(|other| other.from != other.to && service.within.holds(other.time, it.time));
    let is_one = |party: &PartyId| {
        let received = window().filter(|it| it.to == *party).count() as u64;
        let sent = window().filter(|it| it.from == *party).count() as u64;
        party.0 < 4 && received >= service.received && sent >= service.sent
    };
    [it.from, it.to].into_iter().filter(is_one).collect()
}

fn without(hits: &[Hit], kinds: impl Fn(&Hit) -> bool) -> Vec<(usize, PartyId, Vec<u32>)> {
    let lines = |hit: &Hit| hit.rows.iter().map(|it| it.line).collect();
    hits.iter().filter(|it| kinds(it)).map(|it| (it.rule, it.subject, lines(it))).collect()
}

/// Trails beside rules about one subject that select the same transfers.
fn both() -> impl Strategy<Value = Vec<Rule>> {
    (hub_rules(), 1_u64..4).prop_map(|(mut rules, count)| {
        let count = (Quantity::Count, Bound { min: Some(count), max: None });
        rules.push(rule(Kind::Flow, Direction::In, 2, Assets::Any, vec![count]));
        rules
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn trails_end_at_whoever_receives_and_sends_like_a_service(
        transfers in hub_ledger(), rules in both(), service in untagged(),
    ) {
        let plain = pack(rules);
        let with = Pack { untagged_service: service, ..plain.clone() };
        let cut: Vec<Vec<PartyId>> =
            (0..transfers.len()).map(|at| service.map_or(vec![], |it| cut_off(&transfers, at, it))).collect();
        let followed: Vec<Transfer> =
            transfers.iter().zip(&cut).filter(|it| it.1.is_empty()).map(|it| *it.0).collect();
        let (found, all, trails) = (batch(&transfers, &with), batch(&transfers, &plain), batch(&followed, &plain));
        let is_trail = |it: &Hit| plain.rules[it.rule].require.kind.is_trail();
        prop_assert_eq!(without(&found.hits, is_trail), without(&trails.hits, is_trail));
        prop_assert_eq!(without(&found.hits, |it| !is_trail(it)), without(&all.hits, |it| !is_trail(it)));
        for rule in 0..3 {
            let told = found.lacks.iter().find(|it| it.rule == rule && it.missing == Missing::Tag);
            let unfollowed = cut.iter().filter(|it| !it.is_empty()).count() as u64;
            prop_assert_eq!(told.map_or(0, |it| it.transfers), unfollowed);
            for party in (0..6).map(PartyId) {
                let count = cut.iter().filter(|it| it.contains(&party)).count() as u64;
                let counted = told.and_then(|it| it.parties.iter().find(|it| it.0 == party)).map_or(0, |it| it.1);
                prop_assert_eq!(counted, count, "{:?}", party);
            }
            let values = |of: &Scan| of.lacks.iter().find(|it| it.rule == rule && it.missing == Missing::Value).map(|it| it.transfers);
            prop_assert_eq!(values(&found), values(&trails));
        }
        prop_assert!(found.lacks.iter().all(|it| it.rule < 3 || it.missing == Missing::Value));
    }
}

/// Two transfers into `w1` and two out of it, then one more on each side, an hour apart.
fn six() -> Vec<Transfer> {
    let ends = [(0, 1), (2, 1), (1, 3), (1, 0), (2, 1), (1, 3)];
    (0_u32..).zip(ends).map(|(at, (from, to))| transfer(at, i64::from(at), from, to, 100, 0, None)).collect()
}

#[test]
fn the_window_is_closed_and_the_transfer_itself_does_not_count() {
    let path =
        rule(Kind::Path, Direction::Both, 9, Assets::Any, vec![(Quantity::Hops, Bound { min: Some(2), max: None })]);
    let service = |hours| {
        let within = tidegate_kyc_core::base::Window::from_hours(hours);
        Pack { untagged_service: Some(UntaggedService { received: 2, sent: 2, within }), ..pack(vec![path.clone()]) }
    };
    let unfollowed = |hours| {
        let lacks = batch(&six(), &service(hours)).lacks;
        lacks.into_iter().map(|it| (it.missing, it.transfers, it.first.line, it.parties)).collect::<Vec<_>>()
    };
    // The fifth has two in and two out before it: the first of them four hours before.
    assert_eq!(unfollowed(4), [(Missing::Tag, 2, 4, vec![(PartyId(1), 2)])]);
    // Three hours before the fifth there is one in alone, and three before the sixth none but its neighbour.
    assert_eq!(unfollowed(3), []);
}

#[test]
fn customers_and_tagged_wallets_are_never_taken_for_services() {
    let path =
        rule(Kind::Path, Direction::Both, 9, Assets::Any, vec![(Quantity::Hops, Bound { min: Some(2), max: None })]);
    let within = tidegate_kyc_core::base::Window::from_hours(9);
    let service = Some(UntaggedService { received: 2, sent: 2, within });
    let pack = Pack { untagged_service: service, ..pack(vec![path]) };
    let (mut book, mut tags) = book();
    let customer = book.parties.customer("c");
    let lacks = |transfers: &[Transfer], tags: &Tags| {
        scan(transfers, Facts { book: &book, tags, customers: &Customers::default() }, &pack, 1, &|_| {}).lacks.len()
    };
    assert_eq!(lacks(&six(), &tags), 1);
    let mut named = six();
    named.iter_mut().filter(|it| it.from == PartyId(1)).for_each(|it| it.from_customer = Some(customer));
    named.iter_mut().filter(|it| it.to == PartyId(1)).for_each(|it| it.to_customer = Some(customer));
    assert_eq!(lacks(&named, &tags), 0);
    tags.add("w1", Tag { category: "self_hosted".into(), label: "x".into(), source: "test".into() });
    assert_eq!(lacks(&six(), &tags), 0);
}
