//! SD-JWTs and status lists with one thing wrong each.

use super::*;
use make::certificate::{Made, certificate};
use make::{encode, jws};

fn judged_with(
    text: &str,
    anchors: &Anchors,
    lists: &[Authenticated<StatusList>],
    policy: &SdJwtPolicy,
    at: Instant,
) -> Result<Vec<Remark>, String> {
    let read = SdJwt::read(text.as_bytes()).map_err(|it| it.to_string())?;
    let judged = authenticate_sd_jwt(read, &Trust { anchors, revocations: &[] }, lists, policy, at);
    judged.map(|it| it.remarks().to_vec()).map_err(|it| it.to_string())
}

fn fault(text: &str, policy: &SdJwtPolicy, at: Instant) -> TokenFault {
    let anchors = anchors();
    let trust = Trust { anchors: &anchors, revocations: &[] };
    authenticate_sd_jwt(SdJwt::read(text.as_bytes()).unwrap(), &trust, &[], policy, at).unwrap_err().fault()
}

fn asked() -> SdJwtPolicy {
    SdJwtPolicy { leeway: Window::from_micros(0), ..SdJwtPolicy::pid(required()) }
}

/// The fault of a token whose issuer part was changed before it was signed.
fn issuer_fault(change: impl FnOnce(&mut Value, &mut Value)) -> TokenFault {
    fault(&token::bound(&token::pid(change), |_, _| ()), &asked(), now())
}

#[test]
fn issuer_parts_are_refused_by_name() {
    assert_eq!(issuer_fault(|header, _| header["alg"] = json!("none")), TokenFault::Algorithm);
    assert_eq!(issuer_fault(|header, _| header["alg"] = json!("HS256")), TokenFault::Algorithm);
    assert_eq!(issuer_fault(|header, _| header["alg"] = json!("ES384")), TokenFault::Algorithm);
    assert_eq!(issuer_fault(|header, _| header["alg"] = json!("RS256")), TokenFault::Algorithm);
    assert_eq!(issuer_fault(|header, _| header["typ"] = json!("JWT")), TokenFault::MediaType);
    assert_eq!(issuer_fault(|header, _| drop(header.as_object_mut().unwrap().remove("typ"))), TokenFault::MediaType);
    assert_eq!(issuer_fault(|header, _| header["kid"] = json!("2025")), TokenFault::Signature);
    assert_eq!(issuer_fault(|_, payload| payload["iss"] = json!("https://other.example")), TokenFault::IssuerUnknown);
    assert_eq!(
        issuer_fault(|_, payload| drop(payload.as_object_mut().unwrap().remove("iss"))),
        TokenFault::IssuerUnknown
    );
    assert_eq!(issuer_fault(|_, payload| payload["vct"] = json!("urn:eudi:pid:2")), TokenFault::DocumentType);
    for kind in [json!("https://gym.example/membership"), json!(5), Value::Null] {
        assert_eq!(issuer_fault(|_, payload| payload["vct"] = kind.clone()), TokenFault::DocumentType, "{kind}");
    }
    assert_eq!(issuer_fault(|_, payload| payload["exp"] = json!(NOW)), TokenFault::Expired);
    assert_eq!(issuer_fault(|_, payload| payload["nbf"] = json!(NOW + 1)), TokenFault::NotYetValid);
    assert_eq!(issuer_fault(|_, payload| payload["iat"] = json!(NOW + 1)), TokenFault::IssuedInFuture);
    assert_eq!(issuer_fault(|_, payload| payload["exp"] = json!("tomorrow")), TokenFault::Form);
    assert_eq!(issuer_fault(|_, payload| payload["exp"] = json!(i64::MAX)), TokenFault::Form);
    assert_eq!(issuer_fault(|_, payload| payload["cnf"] = json!({"kid": "1"})), TokenFault::HolderKey);
    let without_a_name = token::pid(|header, _| drop(header.as_object_mut().unwrap().remove("kid")));
    assert!(judged_with(&token::bound(&without_a_name, |_, _| ()), &anchors(), &[], &asked(), now()).is_ok());
}

#[test]
fn key_bindings_are_refused_by_name() {
    let of = |change: &dyn Fn(&mut Value, &mut Value)| {
        fault(&token::bound(&token::pid(|_, _| ()), |a, b| change(a, b)), &asked(), now())
    };
    assert_eq!(of(&|header, _| header["typ"] = json!("JWT")), TokenFault::MediaType);
    assert_eq!(of(&|header, _| header["alg"] = json!("none")), TokenFault::Algorithm);
    assert_eq!(of(&|_, payload| payload["nonce"] = json!("another")), TokenFault::Nonce);
    assert_eq!(of(&|_, payload| payload["aud"] = json!("https://other.example")), TokenFault::Audience);
    assert_eq!(of(&|_, payload| payload["aud"] = json!([AUDIENCE])), TokenFault::Audience);
    assert_eq!(of(&|_, payload| payload["sd_hash"] = json!(token::digest("x"))), TokenFault::HolderDigest);
    assert_eq!(of(&|_, payload| drop(payload.as_object_mut().unwrap().remove("iat"))), TokenFault::Form);
    assert_eq!(of(&|_, payload| payload["iat"] = json!(NOW - 301)), TokenFault::TooOld);
    assert_eq!(of(&|_, payload| payload["iat"] = json!(NOW + 1)), TokenFault::IssuedInFuture);
    assert_eq!(of(&|_, payload| payload["exp"] = json!(NOW)), TokenFault::Expired);
    let pid = token::pid(|_, _| ());
    assert_eq!(fault(&pid, &asked(), now()), TokenFault::HolderMissing, "stripping the binding does not pass");
    let stranger = format!(
        "{pid}{}",
        jws(
            &key("stranger"),
            &json!({"alg": "ES256", "typ": "kb+jwt"}),
            &json!({"nonce": NONCE, "aud": AUDIENCE, "iat": NOW, "sd_hash": token::digest(&pid)})
        )
    );
    assert_eq!(fault(&stranger, &asked(), now()), TokenFault::Signature);
}

#[test]
fn a_binding_is_over_the_disclosures_that_are_presented() {
    let pid = token::pid(|_, _| ());
    let bound = token::bound(&pid, |_, _| ());
    let mut parts: Vec<&str> = bound.split('~').collect();
    parts.remove(1);
    assert_eq!(fault(&parts.join("~"), &asked(), now()), TokenFault::HolderDigest);
    let mut swapped: Vec<&str> = bound.split('~').collect();
    swapped.swap(1, 2);
    assert_eq!(fault(&swapped.join("~"), &asked(), now()), TokenFault::HolderDigest);
    let mut fewer: Vec<&str> = pid.split('~').collect();
    fewer.remove(1);
    let fewer = token::bound(&fewer.join("~"), |_, _| ());
    assert!(judged_with(&fewer, &anchors(), &[], &asked(), now()).is_ok(), "the holder may withhold");
}

#[test]
fn what_is_not_asked_is_remarked() {
    let policy = SdJwtPolicy { holder: HolderProof::NotAsked, ..asked() };
    let remarks = judged_with(&token::pid(|_, _| ()), &anchors(), &[], &policy, now());
    assert_eq!(remarks, Ok(vec![Remark::StatusUnknown, Remark::HolderUnknown]));
}

#[test]
fn status_lists_speak_for_their_documents() {
    let anchors = anchors();
    let lists = [list(&anchors, &token::status_list(|_, _| ()))];
    let at_place = |index: u64| {
        let text =
            token::bound(&token::pid(|_, payload| payload["status"]["status_list"]["idx"] = json!(index)), |_, _| ());
        judged_with(&text, &anchors, &lists, &asked(), now())
    };
    assert_eq!(at_place(7), Ok(vec![]));
    assert_eq!(at_place(8).unwrap_err(), "the status list: the status list says that the document was revoked");
    assert_eq!(at_place(9).unwrap_err(), "the status list: the status list says that the document is suspended");
    assert_eq!(at_place(1_023), Ok(vec![]));
    assert_eq!(at_place(1_024).unwrap_err(), "the status list: the status list has no such place");
    let text = token::bound(
        &token::pid(|_, payload| payload["status"]["status_list"]["uri"] = json!("https://x.example")),
        |_, _| (),
    );
    assert_eq!(judged_with(&text, &anchors, &lists, &asked(), now()), Ok(vec![Remark::StatusUnknown]));
    let whole = token::bound(&token::pid(|_, _| ()), |_, payload| payload["iat"] = json!(NOW + 40_000));
    let stale = judged_with(&whole, &anchors, &lists, &asked(), later(40_000));
    assert_eq!(stale.unwrap_err(), "the status list: it is no longer valid");
}

#[test]
fn of_several_lists_the_newest_answers_and_of_equally_new_ones_the_worst() {
    let anchors = anchors();
    let made = |iat: i64, lst: &str| {
        list(
            &anchors,
            &token::status_list(|_, payload| {
                payload["iat"] = json!(iat);
                payload["status_list"] = json!({"bits": 1, "lst": lst});
            }),
        )
    };
    let packed = |byte: u8| {
        use std::io::Write;
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(&[byte; 4]).unwrap();
        encode(&packer.finish().unwrap())
    };
    let (clean, revoked) = (packed(0), packed(0xff));
    let text = token::bound(&token::pid(|_, _| ()), |_, _| ());
    let told = "the status list: the status list says that the document was revoked";
    let (clear, found) = (Ok(vec![]), Err(told.to_owned()));
    for (case, lists, answer) in [
        ("older_clean", [made(NOW - 900, &clean), made(NOW - 60, &revoked)], &found),
        ("older_revoked", [made(NOW - 900, &revoked), made(NOW - 60, &clean)], &clear),
        ("as_new", [made(NOW - 60, &clean), made(NOW - 60, &revoked)], &found),
    ] {
        for lists in [lists.clone(), {
            let [a, b] = lists;
            [b, a]
        }] {
            assert_eq!(judged_with(&text, &anchors, &lists, &asked(), now()), *answer, "{case}");
        }
    }
}

#[test]
fn a_list_that_says_not_how_long_it_counts_counts_for_a_day() {
    let anchors = anchors();
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let undated = token::status_list(|_, payload| {
        let members = payload.as_object_mut().unwrap();
        members.retain(|name, _| name != "exp" && name != "ttl");
        members.insert("iat".into(), json!(NOW));
    });
    let at = |seconds: i64| {
        let read = StatusList::read(undated.as_bytes()).unwrap();
        assert_eq!((read.issued(), read.expires()), (now(), None));
        let judged = authenticate_status_list(read, &trust, Window::from_micros(0), later(seconds));
        judged.map(|_| ()).map_err(|it| it.fault())
    };
    assert_eq!(at(0), Ok(()));
    assert_eq!(at(86_400), Ok(()));
    assert_eq!(at(86_401), Err(TokenFault::StatusOld));
}

#[test]
fn what_revokes_by_a_mechanism_that_is_not_read_is_remarked() {
    let judge = |change: &dyn Fn(&mut Value)| {
        let text = token::bound(&token::pid(|_, payload| change(payload)), |_, _| ());
        judged_with(&text, &anchors(), &[], &asked(), now()).unwrap()
    };
    let list = json!({"idx": 8, "uri": "https://status.example/1"});
    for status in [
        json!({"identifier_list": {"id": "01"}}),
        json!({"status_assertion": {}}),
        json!({"status_lists": list}),
        json!({"status_list": {"idx": "8"}}),
        json!({}),
        json!([]),
        json!("ok"),
        Value::Null,
    ] {
        assert_eq!(judge(&|it| it["status"] = status.clone()), [Remark::StatusUnread], "{status}");
    }
    let w3c = || json!({"type": "BitstringStatusListEntry"});
    let both = [Remark::StatusUnknown, Remark::StatusUnread];
    assert_eq!(judge(&|it| it["credentialStatus"] = w3c()), both);
    assert_eq!(judge(&|it| it["vc"] = json!({"credentialStatus": w3c()})), both);
    assert_eq!(judge(&|it| drop(it.as_object_mut().unwrap().remove("status"))), []);
}

#[test]
fn status_lists_of_others_and_old_ones_do_not_count() {
    let mut anchors = anchors();
    let set = json!({"keys": [jwk(&key("other issuer"))]}).to_string();
    add_jwks(&mut anchors, Purpose::Issuer, Some("https://other.example"), set.as_bytes()).unwrap();
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let header = json!({"alg": "ES256", "typ": "statuslist+jwt"});
    let payload: Value = {
        let own = token::status_list(|_, _| ());
        let body = own.split('.').nth(1).unwrap();
        use base64ct::Encoding;
        serde_json::from_slice(&base64ct::Base64UrlUnpadded::decode_vec(body).unwrap()).unwrap()
    };
    let mut foreign = payload.clone();
    foreign["iss"] = json!("https://other.example");
    let foreign = [list(&anchors, &jws(&key("other issuer"), &header, &foreign))];
    let text = token::bound(&token::pid(|_, _| ()), |_, _| ());
    let judged = judged_with(&text, &anchors, &foreign, &asked(), now());
    assert_eq!(
        judged.unwrap_err(),
        "the status list: the status list is signed by another authority than the document"
    );
    let fault = |change: &dyn Fn(&mut Value, &mut Value)| {
        let read = StatusList::read(token::status_list(|a, b| change(a, b)).as_bytes());
        read.and_then(|it| authenticate_status_list(it, &trust, Window::from_micros(0), now()).map(|_| ()))
            .map_err(|it| it.fault())
    };
    assert_eq!(fault(&|_, _| ()), Ok(()));
    assert_eq!(fault(&|header, _| header["typ"] = json!("JWT")), Err(TokenFault::MediaType));
    assert_eq!(fault(&|_, payload| payload["exp"] = json!(NOW)), Err(TokenFault::Expired));
    assert_eq!(fault(&|_, payload| payload["ttl"] = json!(3_600)), Err(TokenFault::Expired));
    assert_eq!(fault(&|_, payload| payload["iat"] = json!(NOW + 1)), Err(TokenFault::IssuedInFuture));
    assert_eq!(fault(&|_, payload| payload["iss"] = json!("https://x.example")), Err(TokenFault::IssuerUnknown));
    assert_eq!(fault(&|_, payload| drop(payload.as_object_mut().unwrap().remove("sub"))), Err(TokenFault::Form));
    assert_eq!(fault(&|_, payload| payload["status_list"]["bits"] = json!(3)), Err(TokenFault::Form));
    assert_eq!(fault(&|_, payload| payload["status_list"]["lst"] = json!("AAAA")), Err(TokenFault::Form));
}

#[test]
fn a_list_that_unpacks_past_its_bound_is_refused() {
    use std::io::Write;
    let packed = |length: usize| {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(&vec![0; length]).unwrap();
        let packed = encode(&packer.finish().unwrap());
        let text = token::status_list(|_, payload| payload["status_list"]["lst"] = json!(packed));
        StatusList::read(text.as_bytes()).map(|it| it.len()).map_err(|it| it.fault())
    };
    assert_eq!(packed(16 << 20), Ok((16 << 20) * 4));
    assert_eq!(packed((16 << 20) + 1), Err(TokenFault::Form));
}

#[test]
fn a_chain_in_the_header_has_to_end_at_an_anchor_and_name_the_issuer() {
    let (root_key, signer) = (key("token root"), key("pid issuer"));
    let root = make::certificate::root("Utopian Token Authority", &root_key);
    let with = |dns_name: Option<&str>| {
        let made = Made {
            subject: "Utopian PID Issuer",
            issuer: "Utopian Token Authority",
            country: "UT",
            key: &signer,
            signer: &root_key,
            authority: None,
            extended_usage: None,
            dns_name,
            not_after: "301231235959Z",
            names_use: true,
        };
        let chain = {
            use base64ct::{Base64, Encoding};
            Base64::encode_string(&certificate(&made))
        };
        let pid = token::pid(|header, _| header["x5c"] = json!([chain]));
        token::bound(&pid, |_, _| ())
    };
    let mut anchors = Anchors::new(Day::from_days(20_513));
    let judge = |text: &str, anchors: &Anchors| judged_with(text, anchors, &[], &asked(), now());
    let unknown = judge(&with(None), &anchors).unwrap_err();
    assert!(unknown.contains("no trust anchor is known"), "{unknown}");
    // The header's own chain decides, even where the store has the issuer's key.
    assert!(judge(&with(None), &super::anchors()).is_err());
    anchors.add_der(Purpose::Issuer, &root).unwrap();
    let sure = vec![Remark::RevocationUnknown, Remark::StatusUnknown];
    assert_eq!(judge(&with(Some("pid-issuer.example")), &anchors), Ok(sure.clone()));
    assert_eq!(judge(&with(None), &anchors), Ok([sure, vec![Remark::IssuerNameUnconfirmed]].concat()));
    let other = judge(&with(Some("evil.example")), &anchors).unwrap_err();
    assert_eq!(other, "the issuer's part: the certificate is for another issuer than the token names");
}

#[test]
fn it_is_told_how_long_the_issuer_vouches() {
    let until = |change: &dyn Fn(&mut Value, &mut Value)| {
        let token = SdJwt::read(token::bound(&token::pid(|a, b| change(a, b)), |_, _| ()).as_bytes()).unwrap();
        let anchors = anchors();
        authenticate_sd_jwt(token, &Trust { anchors: &anchors, revocations: &[] }, &[], &asked(), now())
            .unwrap()
            .until()
    };
    let end = (NOW + 7) * 1_000_000;
    assert_eq!(until(&|_, payload| payload["exp"] = json!(NOW + 7)), Some(Instant::from_micros(end)));
    assert_eq!(until(&|_, payload| drop(payload.as_object_mut().unwrap().remove("exp"))), None);
}
