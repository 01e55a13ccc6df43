//! What is not known: bands, remainders, nobody.

use super::*;

#[test]
fn a_band_is_sure_where_its_lower_end_is_enough_and_open_where_only_its_upper_is() {
    check("T: p >25..50, q 50..<75", "q 50% to under 75% ownership | p over 25% to 50% ownership");
    check("T: p 10..30, q 70", "q 70% ownership+control | ?p 10% to 30% ownership | [share-unclear p]");
    check("T: p 10..<25, q 75..90", "q 75% to 90% ownership+control");
    // At the bound itself: below a quarter is none, up to a quarter may be one.
    check(
        "T: p 0..25, q 75",
        "q 75% ownership+control | ?p up to 25% ownership | [holders-undisclosed T] | [share-unclear p]",
    );
    assert_eq!(told(&answered("T: p 0..25, q 75", &rule("eu-amld"))), "q 75% ownership+control");
}

#[test]
fn what_others_surely_hold_is_not_left_for_who_holds_an_unknown_part() {
    check("T: p ?, q 80", "q 80% ownership+control");
    check(
        "T: p ?, q 60",
        "q 60% ownership+control | ?p up to 40% ownership | [holders-undisclosed T] | [share-unclear p]",
    );
}

#[test]
fn a_remainder_is_open_where_an_owner_may_be_in_it() {
    check("T: q 80", "q 80% ownership+control");
    check("T: q 70", "q 70% ownership+control | [holders-undisclosed T]");
    check("T: A 30, q 70\nA: r 20", "q 70% ownership+control | [holders-undisclosed A]");
    check("T: A 20, q 80\nA:", "q 80% ownership+control");
    // Who hides may hold a part of each.
    check("T: A 15, B 15, q 70\nA:\nB:", "q 70% ownership+control | [holders-undisclosed A] | [holders-undisclosed B]");
}

#[test]
fn nobody_who_is_not_named_is_taken_for_nobody() {
    check("T: nobody", "[party-unnamed nobody] | [managers-missing T]");
    check("T: hidden 30, q 70", "q 70% ownership+control | [party-unnamed hidden]");
    check("T: hidden 20, q 80", "q 80% ownership+control");
    check("T:", "[holders-undisclosed T] | [managers-missing T]");
    check("T: state 100", "[managers-missing T]");
}

#[test]
fn a_listed_company_is_passed_over_where_the_rule_says_so() {
    let mut structure = drawn("T: A 60, q 40\nA:");
    structure.parties.iter_mut().find(|it| it.id == "A").unwrap().is_listed = true;
    let told = |id: &str| told(&structure.owners(None, &rule(id), day("2026-03-01"), Vec::new()).unwrap());
    assert_eq!(told("eu-amlr"), "q 40% ownership | [holders-undisclosed A]");
    assert_eq!(told("eu-amld"), "q 40% ownership | [listed A]");
}

#[test]
fn no_drawing_is_followed_for_ever() {
    // Sixty entities that all own each other, and a chain of twenty thousand.
    let all: Vec<String> = (0..60).map(|it| format!("A{it}")).collect();
    let holds =
        |it: &String| format!("{it}: {}", all.iter().map(|it| format!("{it} 1.5")).collect::<Vec<_>>().join(", "));
    let knot = all.iter().map(holds).collect::<Vec<_>>().join("\n");
    let answer = answered(&format!("T: A0 50, p 50\n{knot}\nA1: p 10"), &rule("eu-amlr"));
    assert!(answer.owners.iter().any(|it| it.party.id == "p"));
    let chain: Vec<String> = (0..20_000).map(|it| format!("A{it}: A{} 100", it + 1)).collect();
    let answer = answered(&chain.join("\n"), &rule("eu-amlr"));
    assert_eq!(answer.standing(), Standing::Open);
}
