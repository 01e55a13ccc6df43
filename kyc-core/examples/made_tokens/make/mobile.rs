//! A mobile driving licence in a device's response, and a mobile PID as its issuer hands it out (ISO/IEC 18013-5).

use super::certificate::Authorities;
use super::{key, seed, sign};
use ciborium::Value;
use sha2::{Digest, Sha256};

/// What a document says, and what can be wrong with it.
pub(crate) struct Made {
    pub(crate) document_type: String,
    pub(crate) signed_type: String,
    pub(crate) namespace: String,
    pub(crate) items: Vec<(&'static str, Value)>,
    /// Elements whose digest is not signed.
    pub(crate) unsigned: Vec<&'static str>,
    pub(crate) signed: String,
    pub(crate) valid_from: String,
    pub(crate) valid_until: String,
    pub(crate) algorithm: i64,
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) transcript: Vec<u8>,
    /// Elements the device states itself, in the document's namespace.
    pub(crate) device_items: Vec<(&'static str, Value)>,
    pub(crate) status: Option<(u64, &'static str)>,
}

fn date(text: &str) -> Value {
    Value::Tag(1004, Box::new(text.into()))
}

impl Made {
    fn of(document_type: &str, namespace: &str, items: Vec<(&'static str, Value)>) -> Self {
        Self {
            document_type: document_type.into(),
            signed_type: document_type.into(),
            namespace: namespace.into(),
            items,
            unsigned: Vec::new(),
            signed: "2026-02-01T00:00:00Z".into(),
            valid_from: "2026-02-01T00:00:00Z".into(),
            valid_until: "2026-08-01T00:00:00Z".into(),
            algorithm: -7,
            certificates: Vec::new(),
            transcript: session_transcript(),
            device_items: Vec::new(),
            status: None,
        }
    }

    pub(crate) fn mdl() -> Self {
        let items = vec![
            ("family_name", "Eriksson".into()),
            ("given_name", "Anna Maria".into()),
            ("birth_date", date("1974-08-12")),
            ("issue_date", date("2026-02-01")),
            ("expiry_date", date("2031-01-31")),
            ("issuing_country", "UT".into()),
            ("issuing_authority", "Utopian Road Office".into()),
            ("document_number", "L898902C3".into()),
            ("portrait", Value::Bytes(seed("portrait").repeat(8))),
            ("age_over_18", true.into()),
            ("sex", 2.into()),
            ("nationality", "UT".into()),
        ];
        Self::of("org.iso.18013.5.1.mDL", "org.iso.18013.5.1", items)
    }

    pub(crate) fn pid() -> Self {
        let place = Value::Map(vec![("locality".into(), "Zenith".into()), ("country".into(), "UT".into())]);
        let items = vec![
            ("family_name", "Eriksson".into()),
            ("given_name", "Anna Maria".into()),
            ("birth_date", date("1974-08-12")),
            ("place_of_birth", place),
            ("nationality", Value::Array(vec!["UT".into()])),
            ("expiry_date", date("2031-01-31")),
            ("issuing_authority", "Utopian Registry of Persons".into()),
            ("issuing_country", "UT".into()),
        ];
        Self::of("eu.europa.ec.eudi.pid.1", "eu.europa.ec.eudi.pid.1", items)
    }
}

pub(crate) fn map(entries: Vec<(&str, Value)>) -> Value {
    Value::Map(entries.into_iter().map(|(name, value)| (Value::from(name), value)).collect())
}

pub(crate) fn bytes(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    ciborium::into_writer(value, &mut out).unwrap();
    out
}

pub(crate) fn encoded(value: &Value) -> Value {
    Value::Tag(24, Box::new(Value::Bytes(bytes(value))))
}

/// The transcript of a made session: the form of a presentation over the network, with a digest for its handover.
pub(crate) fn session_transcript() -> Vec<u8> {
    let handover = Value::Array(vec!["OpenID4VPHandover".into(), Value::Bytes(seed("handover").to_vec())]);
    bytes(&Value::Array(vec![Value::Null, Value::Null, handover]))
}

/// The public key as COSE.
fn cose_key(name: &str) -> Value {
    let point = key(name).verifying_key().to_sec1_point(false);
    let point = point.as_bytes();
    Value::Map(vec![
        (1.into(), 2.into()),
        ((-1).into(), 1.into()),
        ((-2).into(), Value::Bytes(point[1..33].to_vec())),
        ((-3).into(), Value::Bytes(point[33..].to_vec())),
    ])
}

fn items(made: &Made) -> Vec<Value> {
    let item = |(number, (name, value)): (usize, &(&'static str, Value))| {
        let random = Value::Bytes(seed(&format!("random {name}")).to_vec());
        let entries = vec![("digestID", (number as u64).into()), ("random", random)];
        encoded(&map([entries, vec![("elementIdentifier", (*name).into()), ("elementValue", value.clone())]].concat()))
    };
    made.items.iter().enumerate().map(item).collect()
}

fn security(made: &Made) -> Value {
    let digests = items(made).into_iter().enumerate().filter(|it| !made.unsigned.contains(&made.items[it.0].0));
    let digests =
        digests.map(|(number, it)| ((number as u64).into(), Value::Bytes(Sha256::digest(bytes(&it)).to_vec())));
    let time = |text: &str| Value::Tag(0, Box::new(text.into()));
    let allowed = map(vec![("dataElements", map(vec![(&made.namespace, Value::Array(vec!["allowed".into()]))]))]);
    let mut entries = vec![
        ("version", "1.0".into()),
        ("digestAlgorithm", "SHA-256".into()),
        ("valueDigests", map(vec![(&made.namespace, Value::Map(digests.collect()))])),
        ("deviceKeyInfo", map(vec![("deviceKey", cose_key("device")), ("keyAuthorizations", allowed)])),
        ("docType", made.signed_type.as_str().into()),
        (
            "validityInfo",
            map(vec![
                ("signed", time(&made.signed)),
                ("validFrom", time(&made.valid_from)),
                ("validUntil", time(&made.valid_until)),
            ]),
        ),
    ];
    if let Some((index, uri)) = made.status {
        let list = map(vec![("idx", index.into()), ("uri", uri.into())]);
        entries.push(("status", map(vec![("status_list", list)])));
    }
    encoded(&map(entries))
}

/// `COSE_Sign1` over a payload.
fn signed(name: &str, algorithm: i64, unprotected: Value, payload: &[u8]) -> Vec<Value> {
    let protected = Value::Bytes(bytes(&Value::Map(vec![(1.into(), algorithm.into())])));
    let structure = vec!["Signature1".into(), protected.clone(), Value::Bytes(vec![]), Value::Bytes(payload.to_vec())];
    let signature = sign(&key(name), &bytes(&Value::Array(structure)));
    vec![protected, unprotected, Value::Bytes(payload.to_vec()), Value::Bytes(signature)]
}

fn issuer_part(authorities: &Authorities, made: &Made) -> Value {
    let chain =
        if made.certificates.is_empty() { vec![authorities.mdl_signer.clone()] } else { made.certificates.clone() };
    let chain = match chain.len() {
        1 => Value::Bytes(chain[0].clone()),
        _ => Value::Array(chain.into_iter().map(Value::Bytes).collect()),
    };
    let unprotected = Value::Map(vec![(33.into(), chain)]);
    let issuer = signed("mdl signer", made.algorithm, unprotected, &bytes(&security(made)));
    map(vec![
        ("nameSpaces", map(vec![(&made.namespace, Value::Array(items(made)))])),
        ("issuerAuth", Value::Array(issuer)),
    ])
}

/// `IssuerSigned` alone.
pub(crate) fn issuer_signed(authorities: &Authorities, made: &Made) -> Vec<u8> {
    bytes(&issuer_part(authorities, made))
}

/// A `DeviceResponse` with one licence and the device's signature over the session.
pub(crate) fn response(authorities: &Authorities, change: impl FnOnce(&mut Made)) -> Vec<u8> {
    let mut made = Made::mdl();
    change(&mut made);
    let own = made.device_items.iter().map(|it| (it.0, it.1.clone())).collect::<Vec<_>>();
    let namespaces = if own.is_empty() { map(vec![]) } else { map(vec![(&made.namespace, map(own))]) };
    let namespaces = encoded(&namespaces);
    let transcript: Value = ciborium::from_reader(made.transcript.as_slice()).unwrap();
    let parts = vec!["DeviceAuthentication".into(), transcript, made.document_type.as_str().into(), namespaces.clone()];
    let mut proof = signed("device", -7, Value::Map(vec![]), &bytes(&encoded(&Value::Array(parts))));
    proof[2] = Value::Null;
    let device =
        map(vec![("nameSpaces", namespaces), ("deviceAuth", map(vec![("deviceSignature", Value::Array(proof))]))]);
    let document = map(vec![
        ("docType", made.document_type.as_str().into()),
        ("issuerSigned", issuer_part(authorities, &made)),
        ("deviceSigned", device),
    ]);
    bytes(&map(vec![("version", "1.0".into()), ("documents", Value::Array(vec![document])), ("status", 0.into())]))
}
