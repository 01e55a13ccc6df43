//! What payloads of the Travel Rule, policies and descriptions must keep whatever the bytes are. Shared by the fuzz target
//! and by the replay of its corpus in `cargo test`; knows nothing of the fuzzer.

use tidegate_kyc_core::base::written::WrittenFile;
use tidegate_kyc_core::base::{Day, Label, Redacted};
use tidegate_kyc_core::travel::{
    Amount, Control, Description, Hosting, Payload, Reach, Transfer, TravelPolicy, Verdict, build, check,
};

const POLICY: &str = include_str!("../../testdata/policies/travel.toml");

fn day() -> Day {
    Day::from_days(20_513)
}

fn transfer(amount: Amount, name: Label) -> Transfer {
    Transfer {
        jurisdiction: name.clone(),
        day: day(),
        amount,
        currency: name,
        from: Some(Redacted::new("0x4a62316623ad457f02cdc5d997ded67a383ec569".to_owned())),
        to: None,
        hosting: Hosting::BeneficiarySelfHosted,
        control: Control::Unproved,
        reach: Reach::CrossBorder,
    }
}

/// A payload, a policy or a description: what is read is written and read again, and nothing is complete with a gap.
pub(crate) fn travel(bytes: &[u8]) {
    if let Ok(payload) = Payload::read(bytes, day()) {
        let written = payload.canonical();
        assert_eq!(Payload::read(&written, day()).as_ref(), Ok(&payload), "what is written is read again");
        assert_eq!(payload.canonical(), written);
    }
    let policy = WrittenFile { name: "travel.toml".to_owned(), text: POLICY.to_owned() };
    if let (Ok(policy), Ok(amount), Ok(name)) = (TravelPolicy::read(&policy), Amount::parse("1000"), Label::parse("EU"))
        && let Ok(answer) = check(bytes, &transfer(amount, name), &policy)
    {
        assert_eq!(answer.verdict == Verdict::Complete, answer.gaps.is_empty() && answer.left_off == 0);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let file = WrittenFile { name: "x.toml".to_owned(), text: text.to_owned() };
    if let Err(complaints) = TravelPolicy::read(&file) {
        assert!(complaints.iter().all(|it| text.get(it.span.clone()).is_some()), "complaints lie within the text");
    }
    match Description::read(&file) {
        Ok(description) => {
            let built = build(&description, day());
            assert_eq!(built.payload.is_some(), built.gaps.is_empty() && built.left_off == 0);
        }
        Err(complaints) => assert!(!complaints.is_empty()),
    }
}
