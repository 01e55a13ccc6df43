//! Restrictions at the gate: what the journal knows of them stays, and nothing of a second is forgotten.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod house;
mod private;
mod schema;

use house::{House, application, codes, object, testdata};
use serde_json::{Value, json};

/// Decides about the passport with these restrictions; none is without the option.
fn decided(house: &House, restrictions: Option<&[Value]>, at: &str) -> (Value, String) {
    let text: String = restrictions.unwrap_or_default().iter().map(|it| format!("{it}\n")).collect();
    std::fs::write(house.path("restrictions.jsonl"), text).unwrap();
    let given: &[&str] = if restrictions.is_some() { &["--restrictions", "restrictions.jsonl"] } else { &[] };
    let more = [given, &["--as", "json"]].concat();
    let output = house.onboard_with(&testdata("applications/passport.json"), at, &more);
    (object(&output, "decision"), String::from_utf8(output.stderr).unwrap())
}

fn restriction(kind: &str, from: &str) -> Value {
    json!({"schema": "tidegate.restriction/1", "subject": "cust-1001", "kind": kind, "source": "hit-1", "from": from})
}

#[test]
fn a_restriction_that_is_not_given_any_more_counts_all_the_same() {
    let house = House::new();
    let block = restriction("block", "2026-03-01T10:00:00Z");
    assert_eq!(decided(&house, Some(std::slice::from_ref(&block)), "00:01").0["decision"], "refuse");
    for (at, given) in [("00:02", None), ("00:03", Some(&[][..])), ("00:04", None)] {
        let (refused, told) = decided(&house, given, at);
        assert_eq!((codes(&refused), &refused["restrictions"]), (vec!["blocked"], &json!(["hit-1"])), "{at}");
        assert_eq!(refused["reasons"][0]["about"], "hit-1 from 2026-03-01T10:00:00Z");
        assert!(told.contains("the block of hit-1 from 2026-03-01T10:00:00Z that entry"), "{told}");
    }
    for (who, at) in [("officer-1", "00:10"), ("officer-2", "00:11")] {
        object(&house.lift("cust-1001", &["--lift", "blocked"], who, at), "review");
    }
    let (allowed, _) = decided(&house, None, "00:20");
    assert_eq!((&allowed["decision"], &allowed["restrictions"]), (&json!("allow"), &json!(["hit-1"])), "it was lifted");
    let mut ended = block;
    ended["until"] = json!("2026-03-01T10:01:00Z");
    assert_eq!(decided(&house, Some(&[ended]), "02:00").0["decision"], "allow");
    let (allowed, told) = decided(&house, None, "03:00");
    assert_eq!((allowed["decision"].as_str(), told.contains("not given any more")), (Some("allow"), false));
}

#[test]
fn a_limit_that_is_not_given_any_more_lowers_all_the_same() {
    let house = House::new();
    let mut limit = restriction("limit", "2026-03-01T10:00:00Z");
    limit["limits"] = json!([{"currency": "EUR", "per": "day", "minor": 5}]);
    std::fs::write(house.path("restrictions.jsonl"), format!("{limit}\n")).unwrap();
    let given: &[&str] = &["--restrictions", "restrictions.jsonl"];
    for (at, given) in [("00:01", given), ("00:02", &[])] {
        let more = [given, &["--permit", "permit.jwt"]].concat();
        let output = house.onboard_with(&testdata("applications/passport.json"), at, &more);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let limits = house.verified("permit.jwt", at)["limits"].clone();
        assert!(limits.to_string().contains("\"minor\":5,"), "{at}: {limits}");
    }
}

/// Permits count by whole seconds: one that began within the second of the decision made a permit without any time.
#[test]
fn a_restriction_that_begins_within_the_second_takes_effect() {
    let house = House::new();
    let (refused, _) = decided(&house, Some(&[restriction("block", "2026-03-01T10:00:01.5Z")]), "00:01");
    assert_eq!(codes(&refused), ["blocked"]);
}

/// A pseudonym that is misspelt would let somebody trade who should not.
#[test]
fn a_restriction_about_nobody_known_is_told() {
    let house = House::new();
    let mut stray = restriction("block", "2026-03-01T10:00:00Z");
    stray["subject"] = json!("cust-l001");
    let (allowed, told) = decided(&house, Some(&[stray, restriction("review", "2027-03-01T10:00:00Z")]), "00:01");
    let said = "note: restrictions.jsonl restricts 1 customer of whom the journal knows nothing: cust-l001";
    assert!(allowed["decision"] == "allow" && told.contains(said), "{told}");
    let listed = house.review(&["list", "--restrictions", "restrictions.jsonl", "--at", "2026-03-01T10:00:02Z"]);
    let told = String::from_utf8(listed.stderr).unwrap();
    assert!(told.contains(said), "{told}");
}

/// What the monitor finds of a customer reaches the gate: the next decision holds, until somebody has looked.
#[test]
fn a_hit_holds_its_customer_at_the_gate() {
    let house = House::new();
    let rules = testdata("../rules").display().to_string();
    let (ledger, tags) = (testdata("ledgers/demo.csv"), testdata("tags/demo.csv"));
    let (ledger, tags) = (ledger.display().to_string(), tags.display().to_string());
    let scan = |rules: &str, more: &[&str]| {
        let words = ["scan", &ledger, "--rules", rules, "--tags", &tags, "--as", "jsonl", "--out", "hits.jsonl"];
        let output = house.run("", &[&words[..], more].concat());
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let held = || std::fs::read_to_string(house.path("hits-restrict.jsonl")).unwrap();
    let asked = &["--restrict", "hits-restrict.jsonl"][..];
    let (code, told) = scan(&rules, asked);
    assert!(code == Some(1) && told.contains("hits-restrict.jsonl: 5 new restrictions about 5 customers"), "{told}");
    assert!(told.contains("3 hits put nothing on anybody: it is about a wallet"), "{told}");
    let first = held();
    for line in first.lines() {
        schema::check("restriction", &serde_json::from_str(line).unwrap()).unwrap();
    }
    let hits = std::fs::read_to_string(house.path("hits.jsonl")).unwrap();
    let structuring: Value = serde_json::from_str(first.lines().next().unwrap()).unwrap();
    assert!(hits.contains(&format!("\"id\":\"{}", structuring["source"].as_str().unwrap())), "the source is the hit");
    // An officer ends one by hand: it stays ended, and the others are not added again.
    let ended = first.replacen("}\n", ",\"until\":\"2026-03-08T00:00:00Z\"}\n", 1);
    std::fs::write(house.path("hits-restrict.jsonl"), ended.trim_end()).unwrap();
    let (_, told) = scan(&rules, asked);
    assert!(told.contains("nothing new; 5 are there already"), "{told}");
    assert_eq!(held(), ended.trim_end(), "what is there stays as it is");

    // An officer makes a block of one: the hit is known by its source, whatever became of it.
    let harder = first.replacen("review", "block", 1);
    std::fs::write(house.path("hits-restrict.jsonl"), &harder).unwrap();
    scan(&rules, asked);
    assert_eq!(held(), harder);
    // What grew behind the end of one counts anew, once.
    let ended = first.replacen("}\n", ",\"until\":\"2026-03-06T12:00:00Z\"}\n", 1);
    std::fs::write(house.path("hits-restrict.jsonl"), &ended).unwrap();
    let (_, told) = scan(&rules, asked);
    assert!(told.contains("1 new restriction about 1 customer; 1 of a hit that grew; 4 are there already"), "{told}");
    let grown: Value = serde_json::from_str(held().lines().last().unwrap()).unwrap();
    assert_eq!((&grown["source"], &grown["from"]), (&structuring["source"], &json!("2026-03-06T18:26:00Z")));
    assert!(scan(&rules, asked).1.contains("nothing new; 5 are there already"));

    let of = |subject: &str| application(&house, subject, |it| it["subject"] = subject.into());
    let decide = |subject: &str, at: &str| {
        let more = ["--restrictions", "hits-restrict.jsonl", "--as", "json"];
        object(&house.onboard_with(&of(subject), at, &more), "decision")
    };
    // The hits of March are of a time to come at the first of it: the gate looks at the instant.
    assert_eq!(decide("c-0031", "00:01")["decision"], "allow");
    let early = first.replace("2026-03-", "2026-02-");
    std::fs::write(house.path("hits-restrict.jsonl"), early).unwrap();
    let holds = decide("c-0031", "00:02");
    assert_eq!((&holds["decision"], codes(&holds)), (&json!("hold"), vec!["under-review"]));

    // Nothing is begun where nothing can come of it.
    let silent = house.path("silent.toml");
    std::fs::write(&silent, format!("rules = {rules:?}\nrestrict = {{ high = \"nothing\" }}\n")).unwrap();
    for (rules, file, said) in [
        (silent.to_str().unwrap(), "new.jsonl", "the rules put nothing on anybody"),
        (&*rules, "hits.jsonl", "would change a file that is read or written"),
        (&*rules, "keys/jwks.json", "is a record of a gate"),
        (&*rules, "reviewers", "no hyphen, folder or pipe"),
        (&*rules, "./hits.jsonl", "would change a file that is read or written"),
        (&*rules, "-", "is a file, and no hyphen"),
    ] {
        let (code, told) = scan(rules, &["--restrict", file]);
        assert!(matches!(code, Some(2 | 3)) && told.contains(said), "{file}: {told}");
    }
    assert!(!house.path("new.jsonl").exists());
}

/// Deposits that meet a rule, by day and hour of February.
const FIRST: [&str; 4] = ["20T10", "20T15", "21T10", "22T10"];

/// Scans deposits of a customer, and gives what was said.
fn deposits(house: &House, times: &[&str]) -> String {
    let row = |it: &&str| format!("2026-02-{it}:00:00Z,e1,h1,9600,EUR,t{it},9600,deposit,cust-1001\n");
    let rows: String = times.iter().map(row).collect();
    let head = "time,from,to,amount,asset,txid,value,kind,to_customer\n";
    std::fs::write(house.path("a.csv"), format!("{head}{rows}")).unwrap();
    let rules = testdata("../rules").display().to_string();
    let words = ["scan", "a.csv", "--rules", &rules, "--out", "hits.txt", "--restrict", "r.jsonl"];
    String::from_utf8(house.run("", &words).stderr).unwrap()
}

/// The lines of the file of restrictions.
fn lines(house: &House) -> Vec<Value> {
    let text = std::fs::read_to_string(house.path("r.jsonl")).unwrap();
    text.lines().map(|it| serde_json::from_str(it).unwrap()).collect()
}

/// A reviewer lifts, and an officer ends, a hit as it stands: what joins it later, be it by a row that comes late, is looked at anew.
#[test]
fn a_hit_that_grew_is_seen_again() {
    let house = House::new();
    let (deposits, lines) = (|times: &[&str]| deposits(&house, times), || lines(&house));
    let decided = |at: &str, given: &[&str]| {
        let more = [given, &["--as", "json"]].concat();
        let decision = object(&house.onboard_with(&testdata("applications/passport.json"), at, &more), "decision");
        let about = decision["reasons"].as_array().unwrap().iter().map(|it| it["about"].as_str().unwrap().to_owned());
        (decision["decision"].as_str().unwrap().to_owned(), about.collect::<Vec<_>>())
    };
    let given = &["--restrictions", "r.jsonl"][..];
    let first = FIRST;
    assert!(deposits(&first).contains("r.jsonl: 1 new restriction about 1 customer"));
    lines().iter().for_each(|it| schema::check("restriction", it).unwrap());
    let hit = lines()[0]["source"].as_str().unwrap().to_owned();
    let of = |rows: u8, score: u8| format!("{hit} from 2026-02-21T10:00:00Z, rows at {rows}, score at {score}");
    assert_eq!(decided("00:01", given), ("hold".into(), vec![of(4, 40)]));
    object(&house.lift("cust-1001", &["--lift", "under-review"], "officer-1", "00:02"), "review");
    assert_eq!(decided("00:03", given).0, "allow");

    // A row of the day before its newest one comes late: the reviewer did not see it.
    let late = [&first[..], &["21T20"]].concat();
    assert!(deposits(&late).contains("1 new restriction about 1 customer; 1 of a hit that grew"));
    assert_eq!(lines()[1]["seen"], json!({"rows": 5, "score": 50}));
    for told in [deposits(&late), deposits(&first)] {
        assert!(
            told.contains("r.jsonl: nothing new; 1 is there already"),
            "the same, and what was there before: {told}"
        );
    }
    for (at, given) in [("00:04", given), ("00:05", &[][..])] {
        assert_eq!(decided(at, given), ("hold".into(), vec![of(5, 50)]), "the larger says what the smaller said");
    }
    object(&house.lift("cust-1001", &["--lift", "under-review"], "officer-1", "00:06"), "review");
    assert_eq!(decided("00:07", given).0, "allow");

    // An officer ends both lines some days behind the hit, and a row comes late all the same.
    let ended: String = lines()
        .into_iter()
        .map(|mut it| {
            it["until"] = json!("2026-02-25T00:00:00Z");
            format!("{it}\n")
        })
        .collect();
    std::fs::write(house.path("r.jsonl"), &ended).unwrap();
    assert!(deposits(&late).contains("nothing new; 1 is there already"));
    assert_eq!(decided("00:08", given).0, "allow");
    let later = [&late[..], &["22T09"]].concat();
    assert!(deposits(&later).contains("1 of a hit that grew"));
    assert_eq!((lines().len(), &lines()[2]["seen"]["rows"], &lines()[2]["until"]), (3, &json!(6), &Value::Null));
    assert_eq!(decided("00:09", given).0, "hold");
}

/// Of a line that does not say how large the hit was nobody knows that more was seen than it opened with.
#[test]
fn what_a_line_does_not_say_was_not_seen() {
    let house = House::new();
    let unknown = |times: &[&str]| {
        deposits(&house, times);
        let mut line = lines(&house)[0].clone();
        line.as_object_mut().unwrap().remove("seen");
        std::fs::write(house.path("r.jsonl"), format!("{line}\n")).unwrap();
        deposits(&house, times)
    };
    assert!(unknown(&FIRST[..3]).contains("nothing new"));
    assert!(unknown(&FIRST).contains("1 of a hit that grew"));
    assert!(deposits(&house, &FIRST).contains("nothing new"));
    // What an officer made a block of is a block when it grows.
    let harder = std::fs::read_to_string(house.path("r.jsonl")).unwrap().replace("review", "block");
    std::fs::write(house.path("r.jsonl"), harder).unwrap();
    deposits(&house, &[&FIRST[..], &["21T20"]].concat());
    let grown = &lines(&house)[2];
    assert_eq!((&grown["kind"], &grown["seen"]["rows"]), (&json!("block"), &json!(5)));
}

/// An officer may put a line off, and not what joins the hit later.
#[test]
fn what_joins_a_hit_is_not_put_off_with_its_line() {
    let house = House::new();
    deposits(&house, &FIRST[..3]);
    let mut line = lines(&house)[0].clone();
    line["from"] = json!("2027-03-01T00:00:00Z");
    std::fs::write(house.path("r.jsonl"), format!("{line}\n")).unwrap();
    assert!(deposits(&house, &FIRST[..3]).contains("nothing new"));
    assert!(deposits(&house, &FIRST).contains("1 of a hit that grew"));
    assert_eq!(lines(&house)[1]["from"], json!("2026-02-22T10:00:00Z"));
    assert!(deposits(&house, &FIRST).contains("nothing new"));
}

/// Rules that were made stricter change no line; that they would now ask for more is told.
#[test]
fn a_line_that_is_milder_than_the_rules_is_told() {
    let house = House::new();
    let rules = testdata("../rules").display().to_string();
    let overlay = format!("rules = {rules:?}\nrestrict = {{ high = \"block\", critical = \"block\" }}\n");
    std::fs::write(house.path("strict.toml"), overlay).unwrap();
    assert!(!deposits(&house, &FIRST).contains("less than the rules"));
    let words = ["scan", "a.csv", "--rules", "strict.toml", "--out", "hits.txt", "--restrict", "r.jsonl"];
    let told = || String::from_utf8(house.run("", &words).stderr).unwrap().replace("\n        ", " ");
    assert!(told().contains("1 hit stands there with less than the rules now ask for"), "{}", told());
    assert_eq!(lines(&house).len(), 1);
    std::fs::remove_file(house.path("r.jsonl")).unwrap();
    told();
    assert!(lines(&house)[0]["kind"] == json!("block") && !told().contains("less than the rules"));
}

/// Scans that add to one file at the same time wait for each other.
#[test]
fn scans_at_the_same_time_lose_no_restriction() {
    let house = House::new();
    let rules = testdata("../rules").display().to_string();
    std::thread::scope(|scope| {
        for number in 0..6 {
            let (house, rules) = (&house, &rules);
            scope.spawn(move || {
                let row = |it: &&str| {
                    format!(
                        "2026-02-{it}:00:00Z,e{number},h{number},9600,EUR,t{it}-{number},9600,deposit,cust-{number}\n"
                    )
                };
                let rows: String = FIRST.iter().map(row).collect();
                let (export, out) = (format!("{number}.csv"), format!("{number}.txt"));
                let head = "time,from,to,amount,asset,txid,value,kind,to_customer\n";
                std::fs::write(house.path(&export), format!("{head}{rows}")).unwrap();
                let words = ["scan", &export, "--rules", rules, "--out", &out, "--restrict", "r.jsonl"];
                let told = String::from_utf8(house.run("", &words).stderr).unwrap();
                assert!(told.contains("r.jsonl: 1 new restriction about 1 customer"), "{told}");
            });
        }
    });
    let mut about: Vec<String> = lines(&house).iter().map(|it| it["subject"].to_string()).collect();
    about.sort();
    assert_eq!(about, (0..6).map(|it| format!("\"cust-{it}\"")).collect::<Vec<_>>());
}
