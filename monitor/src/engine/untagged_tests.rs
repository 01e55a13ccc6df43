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
use crate::ledger::{Amount, PartyId, Transfer};
use crate::pattern::{Assets, Bound, Kind, Quantity};
use crate::rule::{Direction, Facts, Pack, Rule, UntaggedService};
use crate::tag::{Customers, Tag, Tags};
use proptest::prelude::*;
use tidegate_kyc_core::base::Window;

/// The fifth party has a tag that makes it no service, `w5` one that does.
fn batch<'t>(transfers: &'t [Transfer], pack: &Pack) -> Scan<'t> {
    let (book, mut tags) = book();
    tags.add("tx:4", Tag { category: "mixer".into(), label: "x".into(), source: "test".into() });
    scan(transfers, Facts { book: &book, tags: &tags, customers: &Customers::default() }, pack, 1, &|_| {})
}

/// The ends of a transfer that are taken for services there.
fn cut_off(transfers: &[Transfer], at: usize, service: UntaggedService) -> Vec<PartyId> {
    let it = &transfers[at];
    let counts = |other: &&Transfer| {
        other.from != other.to && !other.amount.is_zero() && service.within.holds(other.time, it.time)
    };
    let window = || transfers[..at].iter().filter(counts);
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

/// Whether a transfer is off a rule's trails by the tag of `w5`, whoever else stands at it.
fn is_past(rule: usize, it: &Transfer) -> bool {
    it.from == PartyId(5) || (rule == 0 && it.to == PartyId(5))
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
        mut transfers in hub_ledger(), rules in both(), service in untagged(), by_tag in any::<bool>(),
        zeros in proptest::collection::vec(proptest::bool::weighted(0.15), 90),
    ) {
        for (it, _) in transfers.iter_mut().zip(&zeros).filter(|it| *it.1) {
            it.amount = Amount::new(0, 0).unwrap();
        }
        let (third, fifth) = (PartyId(3), PartyId(5));
        for it in transfers.iter_mut().filter(|_| by_tag) {
            it.from = if it.from == third { fifth } else { it.from };
            it.to = if it.to == third { fifth } else { it.to };
        }
        let plain = pack(rules);
        let with = Pack { untagged_service: service, ..plain.clone() };
        let cut: Vec<Vec<PartyId>> =
            (0..transfers.len()).map(|at| service.map_or(vec![], |it| cut_off(&transfers, at, it))).collect();
        let (found, all) = (batch(&transfers, &with), batch(&transfers, &plain));
        let one = |number: usize| move |it: &Hit| it.rule == number;
        prop_assert_eq!(without(&found.hits, one(3)), without(&all.hits, one(3)));
        for rule in 0..3 {
            // Nobody in a diamond is a service; whoever sends in a cycle or a chain is none.
            let ended: Vec<Vec<PartyId>> = transfers.iter().zip(&cut).map(|(transfer, cut)| {
                cut.iter().copied().filter(|it| rule == 0 || *it == transfer.from).filter(|_| !is_past(rule, transfer)).collect()
            }).collect();
            let followed: Vec<Transfer> =
                transfers.iter().zip(&ended).filter(|it| it.1.is_empty()).map(|it| *it.0).collect();
            let trails = batch(&followed, &plain);
            prop_assert_eq!(without(&found.hits, one(rule)), without(&trails.hits, one(rule)));
            let told = found.lacks.iter().find(|it| it.rule == rule && it.missing == Missing::Tag);
            let unfollowed = ended.iter().filter(|it| !it.is_empty()).count() as u64;
            prop_assert_eq!(told.map_or(0, |it| it.transfers), unfollowed);
            for party in (0..6).map(PartyId) {
                let count = ended.iter().filter(|it| it.contains(&party)).count() as u64;
                let counted = told.and_then(|it| it.parties.iter().find(|it| it.0 == party)).map_or(0, |it| it.1);
                prop_assert_eq!(counted, count, "{:?}", party);
            }
            let values = |of: &Scan<'_>| of.lacks.iter().find(|it| it.rule == rule && it.missing == Missing::Value).map(|it| it.transfers);
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

/// A rule of one kind that asks for little, in a pack that takes two each way for a service.
fn asking(kind: Kind, hours: u32) -> Pack {
    let size = if kind == Kind::Diamond { Quantity::Middles } else { Quantity::Hops };
    let least = Bound { min: Some(2), max: None };
    let within = Window::from_hours(hours);
    let untagged_service = Some(UntaggedService { received: 2, sent: 2, within });
    Pack { untagged_service, ..pack(vec![rule(kind, Direction::Both, 9, Assets::Any, vec![(size, least)])]) }
}

#[test]
fn the_window_is_closed_and_the_transfer_itself_does_not_count() {
    let unfollowed = |kind, hours| {
        let lacks = batch(&six(), &asking(kind, hours)).lacks;
        lacks.into_iter().map(|it| (it.missing, it.transfers, it.first.line, it.parties)).collect::<Vec<_>>()
    };
    // The fifth has two in and two out before it: the first of them four hours before.
    assert_eq!(unfollowed(Kind::Diamond, 4), [(Missing::Tag, 2, 4, vec![(PartyId(1), 2)])]);
    // In the three hours before the fifth there is one in alone, and before the sixth one out alone.
    assert_eq!(unfollowed(Kind::Diamond, 3), []);
    // A chain may end at a service, tagged or not, and none goes on from there.
    assert_eq!(unfollowed(Kind::Path, 4), [(Missing::Tag, 1, 5, vec![(PartyId(1), 1)])]);
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
