//! Any single changed byte of a signed document makes it unauthenticated, or leaves what was signed as it was.
//!
//! Bytes that may change without harm are listed by place: there is none in a compact token, and in a mobile document only
//! names of members that no rule reads. Every byte is changed in all eight single bits.

use super::*;

/// Runs `judge` over every single-bit change and gives the places of those that still pass.
fn survivors(bytes: &[u8], judge: impl Fn(&[u8]) -> bool) -> Vec<usize> {
    assert!(judge(bytes), "the unchanged bytes are authentic");
    let mut found = Vec::new();
    for at in 0..bytes.len() {
        let passes = (0..8).any(|bit| {
            let mut changed = bytes.to_vec();
            changed[at] ^= 1 << bit;
            judge(&changed)
        });
        found.extend(passes.then_some(at));
    }
    found
}

#[test]
fn no_bit_of_a_bound_token_can_change() {
    let anchors = anchors();
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let policy = SdJwtPolicy::pid(required());
    let text = token::bound(&token::pid(|_, _| ()), |_, _| ());
    let judge = |bytes: &[u8]| {
        let read = SdJwt::read(bytes).ok();
        read.is_some_and(|it| authenticate_sd_jwt(it, &trust, &[], &policy, now()).is_ok())
    };
    assert_eq!(survivors(text.as_bytes(), judge), Vec::<usize>::new());
}

#[test]
fn no_bit_of_an_unbound_token_can_change_but_to_withhold_a_disclosure() {
    let anchors = anchors();
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let policy = SdJwtPolicy::pid(HolderProof::NotAsked);
    let text = token::pid(|_, _| ());
    let judge = |bytes: &[u8]| {
        let read = SdJwt::read(bytes).ok();
        read.is_some_and(|it| authenticate_sd_jwt(it, &trust, &[], &policy, now()).is_ok())
    };
    assert_eq!(survivors(text.as_bytes(), judge), Vec::<usize>::new());
}

#[test]
fn no_bit_of_a_status_list_can_change() {
    let anchors = anchors();
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let judge = |bytes: &[u8]| {
        let read = StatusList::read(bytes).ok();
        read.is_some_and(|it| authenticate_status_list(it, &trust, Window::from_micros(0), now()).is_ok())
    };
    assert_eq!(survivors(token::status_list(|_, _| ()).as_bytes(), judge), Vec::<usize>::new());
}

#[test]
fn no_bit_of_a_mobile_document_can_change_but_those_that_nobody_signs() {
    let anchors = anchors();
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let session = Session { transcript: mobile::session_transcript(), reader_key: None };
    let device = DeviceProof::Required(session);
    let policy = MdocPolicy { document_types: vec![MDL_TYPE.into()], device, leeway: Window::from_micros(0) };
    let response = mobile::response(&Authorities::new(), |_| ());
    let elements = |it: &Mdoc| -> Vec<Vec<u8>> {
        it.namespaces().iter().flat_map(|it| &it.elements).map(|it| it.encoded().reveal().clone()).collect()
    };
    let wanted = elements(&DeviceResponse::read(&response).unwrap().documents()[0]);
    let judge = |bytes: &[u8]| {
        let Ok(read) = DeviceResponse::read(bytes) else { return false };
        let document = read.into_documents().remove(0);
        let judged = authenticate_mdoc(document, &trust, &[], &policy, now());
        // Withholding every element is the holder's right; a changed element is not.
        judged.is_ok_and(|it| elements(it.document()).is_empty() || elements(it.document()) == wanted)
    };
    let found = survivors(&response, judge);
    let place = |name: &[u8]| response.windows(name.len()).position(|it| it == name).unwrap();
    // After the name of the member, `1.0`: any version 1.x is read.
    let minor = place(b"version") + b"version".len() + 3;
    let unsigned: Vec<usize> = found.iter().copied().filter(|it| *it != minor).collect();
    assert_eq!(unsigned, Vec::<usize>::new());
}

#[test]
fn no_bit_of_a_seal_can_change() {
    let anchors = anchors();
    let trust = Trust { anchors: &anchors, revocations: &[] };
    let text = others::seal(&Authorities::new()).to_string();
    let judge = |bytes: &[u8]| {
        let read = VdsNc::read(bytes).ok();
        read.is_some_and(|it| authenticate_seal(it, &trust, &[], now()).is_ok())
    };
    let whole: Value = serde_json::from_str(&text).unwrap();
    // Members of `sig` that no rule reads are not signed: there is none in this seal.
    assert!(whole["sig"].as_object().unwrap().keys().all(|it| ["alg", "cer", "sigvl"].contains(&it.as_str())));
    assert_eq!(survivors(text.as_bytes(), judge), Vec::<usize>::new());
}
