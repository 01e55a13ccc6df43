//! Chains, circles, control, trusts and nominees.

use super::*;

#[test]
fn shares_are_multiplied_along_a_chain_and_chains_are_added() {
    // With the 45 of an entity that p controls, p's own nine are more than a half of the votes.
    check("T: A 45, p 9, q 46\nA: p 60, r 40", "q 46% ownership | p 36% ownership+control+controls-holder");
    check("T: A 50, q 50\nA: p 50, r 50", "q 50% ownership | p 25% ownership | r 25% ownership");
    let thirds = "T: A 75, q 25\nA: B 33.333333333333333333, r 66.666666666666666667\nB: p 100";
    let answer = answered(thirds, &rule("us-cdd"));
    assert!(!answer.owners.iter().any(|it| it.party.id == "p"), "no quarter is made by rounding");
    assert_eq!(answer.holders.iter().find(|it| it.party.id == "p").unwrap().shares[0].1.to_string(), "24.99…%");
}

#[test]
fn a_quarter_makes_an_owner_by_one_rule_and_none_by_another() {
    let text = "T: p 25, q 75";
    check(text, "q 75% ownership+control | p 25% ownership");
    assert_eq!(told(&answered(text, &rule("eu-amld"))), "q 75% ownership+control");
    // A third of three quarters is a quarter, and no rounding makes it less.
    check(
        "T: A 75, q 24, r 1\nA: p 33.4, s 66.6",
        "s 49.95% ownership+control+controls-holder+holds-controller | p 25.05% ownership+holds-controller",
    );
}

#[test]
fn who_controls_a_holder_is_an_owner_though_the_chain_is_thin() {
    // 51% of 51% of 25% is not seven per cent, and yet all of the 25 are voted by one hand (Art. 54(a)).
    let text = "T: A 25, q 75\nA: B 51, r 49\nB: p 51, s 49";
    check(text, "q 75% ownership+control | p 6.50…% controls-holder");
    assert_eq!(told(&answered(text, &rule("us-cdd"))), "q 75% ownership+control");
    // A quarter of who controls is enough as well (Art. 54(b)).
    check(
        "T: A 60, q 40\nA: p 30, r 30, s 40",
        "q 40% ownership | s 24% holds-controller | p 18% holds-controller | r 18% holds-controller",
    );
}

#[test]
fn what_is_held_over_several_controlled_entities_adds_up() {
    check(
        "T: A 20, B 20, C 20, q 40\nA: p 51, x 49\nB: p 51, y 49\nC: p 51, z 49",
        "q 40% ownership | p 30.6% ownership+control+controls-holder",
    );
}

#[test]
fn votes_and_shares_are_followed_apart() {
    check("T: p 90, p 10 votes, q 10, q 90 votes", "p 90% ownership+control | q 90% ownership+control");
    // Where only one of them is told it stands for the other.
    check("T: A 100 votes\nA: p 100", "p 100% ownership+control+controls-holder+holds-controller");
}

#[test]
fn entities_that_own_each_other_are_added_up_to_the_limit() {
    // Of A and B, each a tenth of the other: p holds 0.9 of both in the end, by halves.
    check(
        "T: A 100\nA: p 90, B 10\nB: p 90, A 10",
        "p 100% ownership+control+controls-holder+holds-controller | [circle A]",
    );
    // An entity that holds its own shares: the others hold all of it.
    check("T: T 20, p 60, q 20", "p 75% ownership+control | q 25% ownership | [circle T]");
    check("T: A 100\nA: B 100\nB: A 100", "[closed-circle A] | [managers-missing T]");
    check("T: A 50, p 50\nA: T 100", "p 100% ownership | [circle A]");
}

#[test]
fn whoever_has_a_role_in_a_trust_is_behind_it() {
    check(
        "T: trust 30, q 70\ntrust: p settlor, r beneficiary-of-legal-arrangement, A trustee\nA: s 100",
        "q 70% ownership+control | p 0% behind-trust | r 0% behind-trust | s 0% behind-trust",
    );
    check("T: trust 10, q 90\ntrust: p settlor", "q 90% ownership+control");
    check("trust: p settlor, q trustee", "p 0% behind-trust | q 0% behind-trust");
    check("T: trust 40, q 60\ntrust:", "q 60% ownership+control | [party-unnamed trust]");
}

#[test]
fn a_nominator_owns_and_a_nominee_does_not() {
    check(
        "T: nomination 60, q 40\nnomination: p nominator, r nominee",
        "p 60% ownership+control+controls-holder+holds-controller | q 40% ownership | [nominee nomination]",
    );
}

#[test]
fn a_nominee_for_nobody_is_told() {
    check("T: p 100, p nominee", "p 100% ownership+control | [nominator-missing p]");
    check(
        "T: p 100, p nominee, q nominator",
        "p 100% ownership+control | q 100% ownership+control | [share-over-whole T]",
    );
    check(
        "T: nomination 60, q 40\nnomination: r nominee",
        "q 40% ownership | [nominator-missing nomination] | [nominee nomination]",
    );
}

#[test]
fn control_by_other_means_counts_whatever_the_shares() {
    check("T: p board, q 100", "q 100% ownership+control | p 0% control");
    check("T: p unclear, q 100", "q 100% ownership+control | ?p 0% control | [control-unclear p]");
    check("T: A 100\nA: p board, q 20, r 20, s 20, t 20, u 20", "p 0% control+controls-holder");
}

#[test]
fn what_is_said_to_be_held_over_others_is_not_counted_beside_them() {
    let chain = "T: A 60, q 40, p 30 over r1 r4\nA: p";
    check(chain, "q 40% ownership | p 30% ownership | [holders-undisclosed A]");
}

#[test]
fn managers_stand_in_where_nobody_owns() {
    let ten = (0..10).map(|it| format!("p{it} 10")).collect::<Vec<_>>().join(", ");
    check(&format!("T: {ten}"), "[managers-missing T]");
    check(&format!("T: {ten}, m manages"), "");
}

#[test]
fn sanctioned_owners_are_added_at_each_level() {
    let asked = |text: &str, parties: &[&str], rule: usize| {
        let parties: Vec<String> = parties.iter().map(|it| (*it).to_owned()).collect();
        let answer = drawn(text).sanctioned(None, &parties, &rules().sanctions[rule]).unwrap();
        (answer.answer, answer.share.to_string(), answer.over.join(" "))
    };
    // OFAC's own examples: half of a half of an entity counts whole, and two quarters make a half.
    assert_eq!(asked("T: A 50, q 50\nA: x 50, r 50", &["x"], 0), (Tainted::Yes, "50%".into(), "A".into()));
    assert_eq!(asked("T: A 25, B 25, q 50\nA: x 50, r 50\nB: y 50, r 50", &["x", "y"], 0).0, Tainted::Yes);
    assert_eq!(
        asked("T: A 50, B 10, q 40\nA: x 25, r 75\nB: x 100", &["x"], 0),
        (Tainted::No, "10%".into(), "B".into())
    );
    assert_eq!(asked("T: x 25, y 25, q 50", &["x", "y"], 0).0, Tainted::Yes);
    assert_eq!(asked("T: x 25, y 25, q 50", &["x"], 0).0, Tainted::No);
    assert_eq!(asked("T: x 40..60, q 40", &["x"], 0), (Tainted::Unknown, "40% to 60%".into(), String::new()));
    // More than a half by the one rule, a half by the other; control counts by one of them.
    assert_eq!(asked("T: x 50, q 50", &["x"], 1).0, Tainted::No);
    assert_eq!(asked("T: x board, q 100", &["x"], 1).0, Tainted::Yes);
    assert_eq!(asked("T: x board, q 100", &["x"], 0).0, Tainted::No);
    assert_eq!(asked("T: q 100", &["T"], 0).0, Tainted::Yes);
}
