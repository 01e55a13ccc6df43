//! Reading SD-JWTs: every refusal of RFC 9901 section 7.1 by name, and a slow oracle for the unfolding.
//!
//! The oracle builds a token from a tree whose hidden parts it knows, presents some of them and prunes the
//! tree by hand. It cannot see mistakes that issuing and pruning share with reading.

use super::super::base64url::encode;
use super::*;
use proptest::prelude::*;
use serde_json::json;
use sha2::Digest;

fn digest(disclosure: &str) -> String {
    encode(&sha2::Sha256::digest(disclosure))
}

fn disclosure(content: &Value) -> String {
    encode(content.to_string().as_bytes())
}

fn signed(payload: &Value) -> String {
    format!("{}.{}.AA", encode(br#"{"alg":"ES256"}"#), encode(payload.to_string().as_bytes()))
}

fn token(payload: &Value, disclosures: &[String]) -> Result<SdJwt, SdJwtError> {
    let tail: String = disclosures.iter().map(|it| format!("{it}~")).collect();
    SdJwt::read(format!("{}~{tail}", signed(payload)).as_bytes())
}

fn refused(payload: Value, contents: &[Value]) -> SdJwtError {
    let disclosures: Vec<String> = contents.iter().map(disclosure).collect();
    let fill = |text: String| {
        disclosures.iter().enumerate().fold(text, |it, (at, one)| it.replace(&format!("#{at}"), &digest(one)))
    };
    let payload: Value = serde_json::from_str(&fill(payload.to_string())).unwrap();
    token(&payload, &disclosures).unwrap_err()
}

#[test]
fn disclosures_go_to_their_places() {
    let inner = disclosure(&json!(["s", "inner", 1]));
    let outer = disclosure(&json!(["s", "outer", {"_sd": [digest(&inner), digest("decoy")]}]));
    let element = disclosure(&json!(["s", [true]]));
    let payload = json!({
        "iss": "https://issuer.example", "_sd": [digest("decoy 2"), digest(&outer)], "_sd_alg": "sha-256",
        "list": [0, {"...": digest(&element)}, {"...": digest("decoy 3")}],
    });
    let read = token(&payload, &[element, outer.clone(), inner]).unwrap();
    let expected = json!({"iss": "https://issuer.example", "list": [0, [true]], "outer": {"inner": 1}});
    assert_eq!(Value::Object(read.claims().reveal().clone()), expected);
    assert_eq!((read.disclosed(), read.issuer()), (3, Some("https://issuer.example")));
    let less = token(&payload, &[outer]).unwrap();
    assert_eq!(Value::Object(less.claims().reveal().clone())["outer"], json!({}));
    assert!(!format!("{less:?}").contains("inner"));
}

#[test]
fn what_rfc_9901_refuses_is_refused_by_name() {
    use SdJwtError::*;
    let claim = json!(["s", "a", 1]);
    for (fault, payload, contents, error) in [
        ("unreferenced", json!({}), vec![claim.clone()], Unreferenced(0)),
        ("referenced_by_a_withheld_one_only", json!({"_sd": ["x"]}), vec![claim.clone()], Unreferenced(0)),
        ("disclosure_twice", json!({"_sd": ["#0"]}), vec![claim.clone(), claim.clone()], DisclosureTwice(1)),
        ("digest_twice", json!({"_sd": ["#0", "#0"]}), vec![claim.clone()], DigestTwice),
        ("digest_twice_apart", json!({"_sd": ["#0"], "b": {"_sd": ["#0"]}}), vec![claim.clone()], DigestTwice),
        ("decoy_twice", json!({"_sd": ["x"], "b": [{"...": "x"}]}), vec![], DigestTwice),
        ("name_stands_there", json!({"a": 2, "_sd": ["#0"]}), vec![claim.clone()], NameTwice(0)),
        ("name_disclosed_twice", json!({"_sd": ["#0", "#1"]}), vec![claim.clone(), json!(["t", "a", 1])], NameTwice(1)),
        ("named_sd", json!({"_sd": ["#0"]}), vec![json!(["s", "_sd", []])], ForbiddenName(0)),
        ("named_dots", json!({"_sd": ["#0"]}), vec![json!(["s", "...", 1])], ForbiddenName(0)),
        ("hidden_expiry", json!({"_sd": ["#0"]}), vec![json!(["s", "exp", 1])], ForbiddenName(0)),
        ("hidden_key", json!({"_sd": ["#0"]}), vec![json!(["s", "cnf", {}])], ForbiddenName(0)),
        ("element_for_a_claim", json!({"_sd": ["#0"]}), vec![json!(["s", 1])], DisclosureShape(0)),
        ("claim_for_an_element", json!({"b": [{"...": "#0"}]}), vec![claim.clone()], DisclosureShape(0)),
        ("dots_with_company", json!({"b": [{"...": "#0", "c": 1}]}), vec![json!(["s", 1])], Reserved("...")),
        ("dots_in_an_object", json!({"...": "x"}), vec![], Reserved("...")),
        ("dots_number", json!({"b": [{"...": 1}]}), vec![], Reserved("...")),
        ("sd_text", json!({"_sd": "x"}), vec![], Reserved("_sd")),
        ("sd_of_numbers", json!({"b": {"_sd": [1]}}), vec![], Reserved("_sd")),
        ("weak_digest", json!({"_sd_alg": "md5"}), vec![], Algorithm),
    ] {
        assert_eq!(refused(payload, &contents), error, "{fault}");
    }
}

#[test]
fn bad_serialisations_are_refused_by_name() {
    let good = signed(&json!({}));
    let many = format!("{good}~{}", "e30~".repeat(1025));
    for (fault, text, error) in [
        ("empty", String::new(), SdJwtError::Form),
        ("no_tilde", good.clone(), SdJwtError::Form),
        ("no_issuer", "~".into(), SdJwtError::Issuer(JwsError::Parts)),
        ("empty_disclosure", format!("{good}~~"), SdJwtError::DisclosureJson(0, JsonFault::Form)),
        ("binding_in_two_parts", format!("{good}~e30.e30"), SdJwtError::KeyBinding(JwsError::Parts)),
        ("disclosure_without_a_tilde", format!("{good}~WyJzIiwxXQ"), SdJwtError::KeyBinding(JwsError::Parts)),
        ("many", many, SdJwtError::TooManyDisclosures),
        ("json_without_payload", "{}".into(), SdJwtError::Form),
        ("json_open", "{".into(), SdJwtError::Form),
        ("json_no_signature", r#"{"payload":"e30","signatures":[]}"#.into(), SdJwtError::Signatures),
        (
            "json_name_twice",
            r#"{"payload":"e30","payload":"e30","signature":"AA"}"#.into(),
            SdJwtError::Issuer(JwsError::Json("serialisation", JsonFault::NameTwice)),
        ),
        (
            "json_both_forms",
            r#"{"payload":"e30","protected":"e30","signature":"AA","signatures":[]}"#.into(),
            SdJwtError::Form,
        ),
        (
            "json_disclosures_twice",
            r#"{"payload":"e30","protected":"e30","signature":"AA","disclosures":[],"header":{"disclosures":[]}}"#
                .into(),
            SdJwtError::Form,
        ),
    ] {
        assert_eq!(SdJwt::read(text.as_bytes()).unwrap_err(), error, "{fault}");
    }
    assert_eq!(SdJwt::read(&vec![b'a'; LEN_MAX + 1]).unwrap_err(), SdJwtError::TooLong);
    assert_eq!(SdJwt::read(b"\xff").unwrap_err(), SdJwtError::Form);
}

#[test]
fn a_token_with_a_fault_is_told_from_what_is_no_token() {
    let one = disclosure(&json!(["s", "a", 1]));
    let whole = signed(&json!({"_sd": [digest(&one)]}));
    let critical = format!("{}.e30.AA~", encode(br#"{"alg":"ES256","crit":["x"],"x":1}"#));
    let twice = format!("{}.{}.AA~", encode(br#"{"alg":"ES256"}"#), encode(br#"{"exp":1,"exp":2}"#));
    for (fault, text, is) in [
        ("changed_disclosure", format!("{whole}~{}~", disclosure(&json!(["s", "a", 2]))), true),
        ("disclosure_cut", format!("{whole}~{}~", &one[1..]), true),
        ("disclosure_twice", format!("{whole}~{one}~{one}~"), true),
        ("payload_changed", format!("{}.{}.AA~", encode(br#"{"alg":"ES256"}"#), encode(b"{]")), true),
        ("binding_cut", format!("{whole}~{one}~e30.e30"), false),
        ("signature_padded", format!("{whole}=~{one}~"), false),
        ("binding_that_asks", format!("{whole}~{one}~{}.e30.AA", encode(br#"{"crit":["x"]}"#)), true),
        ("extension", critical, true),
        ("claim_twice", twice, true),
        ("json_member_twice", r#"{"payload":"e30","payload":"e30","signature":"AA"}"#.into(), true),
        ("other_json_member_twice", r#"{"a":1,"a":2}"#.into(), false),
        ("other_json", r#"{"a":1}"#.into(), false),
        ("words", "what.is.this~".into(), false),
        ("words_with_many_tildes", "~".repeat(2_000), false),
    ] {
        assert_eq!(SdJwt::read(text.as_bytes()).unwrap_err().is_of_a_token(), is, "{fault}");
    }
}

#[test]
fn ages_are_read_as_of_the_day_of_issue() {
    let ages = |payload: Value| crate::document::Ages::of_sd_jwt(&token(&payload, &[]).unwrap());
    let over = json!({"16": true, "18": false, "x": true, "21": "true"});
    let read =
        ages(json!({"iat": 1_772_000_000, "age_equal_or_over": over, "age_in_years": 44, "age_birth_year": 1980}));
    assert_eq!((read.over, read.years, read.birth_year), (vec![(16, true), (18, false)], Some(44), Some(1980)));
    assert_eq!(read.as_of.unwrap().to_string(), "2026-02-25");
    let silent = ages(json!({"nbf": 0, "age_equal_or_over": 5, "age_in_years": "44"}));
    assert_eq!((silent.over, silent.years, silent.birth_year), (vec![], None, None));
    assert_eq!(silent.as_of.unwrap().to_string(), "1970-01-01");
    assert_eq!(ages(json!({"iat": i64::MAX})).as_of, None);
}

#[test]
fn the_json_forms_say_what_the_compact_form_says() {
    let one = disclosure(&json!(["s", "a", 1]));
    let payload = json!({"_sd": [digest(&one)]});
    let compact = token(&payload, std::slice::from_ref(&one)).unwrap();
    let text = signed(&payload);
    let [header, body, signature] = text.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
    let flat = json!({"payload": body, "protected": header, "signature": signature, "header": {"disclosures": [one]}});
    let general = json!({"payload": body, "signatures": [
        {"protected": header, "signature": signature, "header": {"disclosures": [one]}},
        {"protected": header, "signature": signature},
    ]});
    for (form, count) in [(flat, 1), (general, 2)] {
        let read = SdJwt::read(form.to_string().as_bytes()).unwrap();
        assert_eq!(read.claims(), compact.claims());
        assert_eq!(read.presentation_digest(), compact.presentation_digest());
        assert_eq!(read.signatures().len(), count);
    }
}

#[test]
fn nested_disclosures_cannot_go_deeper_than_the_bound() {
    let chain = |length: usize| {
        let mut disclosures = vec![disclosure(&json!(["s", "a", 1]))];
        for _ in 1..length {
            let inner = digest(disclosures.last().unwrap());
            disclosures.push(disclosure(&json!(["s", "a", {"_sd": [inner]}])));
        }
        token(&json!({"_sd": [digest(disclosures.last().unwrap())]}), &disclosures).map(|it| it.disclosed())
    };
    assert_eq!(chain(DEPTH_MAX as usize + 1), Ok(33));
    assert_eq!(chain(DEPTH_MAX as usize + 2), Err(SdJwtError::Depth));
    assert_eq!(chain(1000), Err(SdJwtError::Depth));
}

/// A tree some of whose members are hidden; `Some(true)` is presented, `Some(false)` withheld.
#[derive(Clone, Debug)]
enum Tree {
    Leaf(u8),
    Array(Vec<(Tree, Option<bool>)>),
    Object(Vec<(Tree, Option<bool>)>),
}

fn trees() -> impl Strategy<Value = Tree> {
    let state = prop_oneof![Just(None), Just(Some(true)), Just(Some(false))];
    any::<u8>().prop_map(Tree::Leaf).prop_recursive(4, 30, 4, move |inner| {
        let members = prop::collection::vec((inner, state.clone()), 0..4);
        prop_oneof![members.clone().prop_map(Tree::Array), members.prop_map(Tree::Object)]
    })
}

/// What a reader must see.
fn pruned(tree: &Tree) -> Value {
    match tree {
        Tree::Leaf(it) => json!(it),
        Tree::Array(items) => items.iter().filter(|it| it.1 != Some(false)).map(|it| pruned(&it.0)).collect(),
        Tree::Object(members) => {
            let kept = members.iter().enumerate().filter(|(_, it)| it.1 != Some(false));
            Value::Object(kept.map(|(at, it)| (format!("m{at}"), pruned(&it.0))).collect())
        }
    }
}

/// Issuing: every hidden member gets a salt of its own; what lies under a withheld member is withheld too.
#[derive(Default)]
struct Issuing {
    presented: Vec<String>,
    salts: u32,
}

impl Issuing {
    fn hide(&mut self, content: &[Value], presents: bool) -> String {
        self.salts += 1;
        let text = disclosure(&[&[json!(self.salts.to_string())], content].concat().into());
        let digest = digest(&text);
        if presents {
            self.presented.push(text);
        }
        digest
    }

    fn issue(&mut self, tree: &Tree, presents: bool) -> Value {
        match tree {
            Tree::Leaf(it) => json!(it),
            Tree::Array(items) => items
                .iter()
                .map(|(it, state)| {
                    let presents = presents && *state != Some(false);
                    let value = self.issue(it, presents);
                    if state.is_some() { json!({"...": self.hide(&[value], presents)}) } else { value }
                })
                .collect(),
            Tree::Object(members) => {
                let (mut found, mut digests) = (Map::new(), Vec::new());
                for (at, (it, state)) in members.iter().enumerate() {
                    let presents = presents && *state != Some(false);
                    let (name, value) = (format!("m{at}"), self.issue(it, presents));
                    if state.is_some() {
                        digests.push(json!(self.hide(&[json!(name), value], presents)));
                    } else {
                        found.insert(name, value);
                    }
                }
                if !digests.is_empty() {
                    found.insert("_sd".into(), Value::Array(digests));
                }
                Value::Object(found)
            }
        }
    }
}

proptest! {
    #[test]
    fn unfolding_agrees_with_the_pruned_tree(tree in trees(), turn in any::<usize>()) {
        let mut issuing = Issuing::default();
        let payload = json!({"top": issuing.issue(&tree, true)});
        let mut disclosures = issuing.presented;
        if !disclosures.is_empty() {
            let middle = turn % disclosures.len();
            disclosures.rotate_left(middle);
        }
        let read = token(&payload, &disclosures);
        prop_assert_eq!(read.map(|it| it.claims().reveal()["top"].clone()), Ok(pruned(&tree)));
    }

    #[test]
    fn no_text_panics(text in "[{}\\[\\]\"a-zA-Z0-9~.:,_=-]{0,80}") {
        let _ = SdJwt::read(text.as_bytes());
    }
}
