//! What ownership statements must keep whatever the bytes are. Shared by the fuzz target and by the replay of its corpus in
//! `cargo test`; knows nothing of the fuzzer.

use tidegate_kyc_core::base::Day;
use tidegate_kyc_core::base::written::WrittenFile;
use tidegate_kyc_core::company::{Bound, Rules, Statements};

/// Statements, brought to a day and reckoned by every rule: no panic, and every share from nothing to the whole.
pub(crate) fn ownership(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(statements) = Statements::read(text) else { return };
    let rules = include_str!("../../rules/kyc/ownership.toml").to_owned();
    let Ok(rules) = Rules::read(&WrittenFile { name: String::new(), text: rules }) else {
        panic!("the rules are read")
    };
    let at = Day::from_days(20_513);
    let (structure, open) = statements.on(at);
    for rule in &rules.owners {
        let Ok(answer) = structure.owners(None, rule, at, open.clone()) else { continue };
        let owners = answer.owners.iter().flat_map(|it| &it.shares);
        for (_, share) in owners.chain(answer.holders.iter().flat_map(|it| &it.shares)) {
            assert!(Bound::ZERO <= share.low && share.low <= share.high && share.high <= Bound::ONE);
        }
        assert!(answer.owners.iter().all(|it| !it.grounds.is_empty()));
    }
}
