//! Two names compared, with every line.
use tidegate_kyc_core::screen::list::EntryKind;
use tidegate_kyc_core::screen::name::{Name, compare};

pub(crate) fn run(one: &str, other: &str) {
    let names = [one, other].map(|it| Name::prepare(it, EntryKind::Person));
    let it = compare(&names[0], &names[1]);
    println!("{}", it.score);
    for line in it.lines {
        println!("  {:?} {:?} {} {} w{} +{}", line.here, line.there, line.how, line.agreement, line.weight, line.points);
    }
}
