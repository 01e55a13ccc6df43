//! What taking up a snapshot must keep whatever its body is, once somebody has sealed it. Shared by
//! the fuzz target and by the replay of its corpus in `cargo test`; knows nothing of the fuzzer.
//!
//! A seed is a snapshot without its digest. Length, rules and digest are put right before it is taken
//! up, so that what is tried is the body and not the seal.

use tidegate_kyc_core::base::{Instant, SourceId};
use tidegate_monitor::engine::{Monitor, Resumed};
use tidegate_monitor::ledger::{Amount, PartyId, SourceIndex, SymbolId, TextId, Transfer, Value, parse_instant};
use tidegate_monitor::rule::{Facts, Pack, RuleFile};
use tidegate_monitor::tag::{Customers, Tags};

/// One rule of each kind that keeps something open from one transfer to the next.
const RULES: [&str; 4] = [
    "[select]\ndirection = \"in\"\n[require]\nkind = \"flow\"\nwithin = \"9h\"\ncount = { min = 2 }",
    "[require]\nkind = \"turnover\"\nwithin = \"9h\"\nout_count = { min = 1 }",
    "[require]\nkind = \"path\"\nwithin = \"9h\"\nhops = { min = 2 }",
    "[require]\nkind = \"diamond\"\nwithin = \"9h\"\nmiddles = { min = 2 }",
];

/// The rules of every seed.
pub(crate) fn pack() -> Pack {
    let file = |name: String, text: String| RuleFile { name, text };
    let rule = |(number, require): (usize, &str)| {
        let head = include_str!("../corpus/rule/path.toml").replace("\"layering\"", &format!("\"rule-{number}\""));
        let (head, rest) = head.split_once("[require]").unwrap_or_default();
        let rest = rest.split_once("[[score]]").unwrap_or_default().1;
        let rest = rest
            .replace("{hops} hops from {subject}", "found")
            .replace(", each passing on {require.kept_share.min} or more", "");
        file(format!("{number}.toml"), format!("{head}{require}\n[[score]]{rest}"))
    };
    let rules: Vec<RuleFile> = RULES.into_iter().enumerate().map(rule).collect();
    let mut pack = "currency = \"EUR\"\nsearch_steps = 1000\n".to_owned();
    (0..RULES.len()).for_each(|it| pack.push_str(&format!("[[rule]]\nid = \"rule-{it}\"\nversion = 1\n")));
    Pack::read(&[file("pack.toml".into(), pack)], &rules).unwrap()
}

/// A transfer between two of the parties with these numbers.
pub(crate) fn transfer(time: Instant, number: u32, from: u32, to: u32) -> Option<Transfer> {
    Some(Transfer {
        amount: Amount::new(5, 0).ok()?,
        time,
        sequence: 0,
        value: Some(Value(500)),
        txid: TextId::NONE,
        memo: TextId::NONE,
        from: PartyId(from),
        to: PartyId(to),
        from_customer: None,
        to_customer: None,
        asset: SymbolId(0),
        kind: SymbolId(0),
        index: 0,
        source: SourceIndex(0),
        line: number,
    })
}

/// A snapshot without its digest, taken up; what is taken up goes on and can be put down again.
pub(crate) fn snapshot(bytes: &[u8]) {
    let pack = pack();
    let _ = Monitor::restore(bytes, &pack);
    let Some((sealed, newest)) = sealed(bytes, &pack) else { return };
    let Ok(Resumed { mut monitor, book, .. }) = Monitor::restore(&sealed, &pack) else { return };
    let (tags, customers) = (Tags::default(), Customers::default());
    let facts = Facts { book: &book, tags: &tags, customers: &customers };
    let parties = u32::try_from(book.parties.len()).unwrap_or(u32::MAX);
    if parties == 0 || book.assets.is_empty() || book.kinds.is_empty() {
        return;
    }
    for time in
        [newest, Instant::from_micros(newest.micros().saturating_add(3_600_000_000)), Instant::from_micros(i64::MAX)]
    {
        for number in 0..8 {
            let (from, to) = (number % parties.min(4), (number + 1 + number / 4) % parties);
            let observed = transfer(time, number, from, to).map(|it| monitor.observe(&it, facts).is_ok());
            assert_eq!(observed, Some(true), "nothing observed before was later");
        }
    }
    let again = monitor.snapshot(&book);
    assert!(Monitor::restore(&again, &pack).is_ok(), "what a monitor writes is taken up");
}

/// The bytes with length, rules and digest put right, and the newest time that they tell.
fn sealed(bytes: &[u8], pack: &Pack) -> Option<(Vec<u8>, Instant)> {
    let (header, body) = bytes.split_at(bytes.iter().position(|it| *it == b'\n')?);
    let (header, body): (serde_json::Value, _) = (serde_json::from_slice(header).ok()?, body.get(1..)?);
    let newest = header.get("newest")?;
    let transfers = header.get("transfers")?.as_u64()?;
    let line = format!(
        "{{\"schema\":\"tidegate.snapshot/4\",\"pack\":\"{}\",\"transfers\":{transfers},\"newest\":{newest},\"bytes\":{}}}\n",
        pack.digest,
        body.len()
    );
    let mut sealed = [line.as_bytes(), body].concat();
    let digest = SourceId::of(&sealed);
    sealed.extend_from_slice(digest.digest());
    let newest = newest.as_str().map_or(Some(Instant::from_micros(i64::MIN)), |it| parse_instant(it).ok())?;
    Some((sealed, newest))
}
