//! X.509 certificates (RFC 5280) of made authorities, written byte by byte.

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use sha2::{Digest, Sha256};

use super::key;

/// The roots, and the signers below them.
pub(crate) struct Authorities {
    pub(crate) iaca: Vec<u8>,
    pub(crate) mdl_signer: Vec<u8>,
    pub(crate) vds: Vec<u8>,
    pub(crate) vds_signer: Vec<u8>,
}

/// What a certificate says.
pub(crate) struct Made<'a> {
    pub(crate) subject: &'a str,
    pub(crate) issuer: &'a str,
    pub(crate) country: &'a str,
    pub(crate) key: &'a SigningKey,
    pub(crate) signer: &'a SigningKey,
    pub(crate) authority: Option<()>,
    pub(crate) extended_usage: Option<&'a [u8]>,
    pub(crate) dns_name: Option<&'a str>,
    pub(crate) not_after: &'a str,
    /// Whether a signer's certificate names its use.
    pub(crate) names_use: bool,
}

/// 1.0.18013.5.1.2, the usage of mDL signers.
pub(crate) const MDL_USAGE: &[u8] = &[0x28, 0x81, 0x8c, 0x5d, 0x05, 0x01, 0x02];
/// 2.23.136.1.1.14.2, the usage of signers of seals.
pub(crate) const SEAL_USAGE: &[u8] = &[0x67, 0x81, 0x08, 0x01, 0x01, 0x0e, 0x02];

impl Authorities {
    pub(crate) fn new() -> Self {
        let (iaca, mdl) = (key("iaca"), key("mdl signer"));
        let (vds, seal) = (key("vds authority"), key("seal signer"));
        Self {
            iaca: root("Utopian Mobile Document Authority", &iaca),
            mdl_signer: leaf(
                "Utopian Mobile Document Signer",
                "Utopian Mobile Document Authority",
                &mdl,
                &iaca,
                MDL_USAGE,
            ),
            vds: root("Utopian Signing Authority", &vds),
            vds_signer: leaf("Utopian Seal Signer", "Utopian Signing Authority", &seal, &vds, SEAL_USAGE),
        }
    }
}

pub(crate) fn root(name: &str, key: &SigningKey) -> Vec<u8> {
    let made = Made {
        subject: name,
        issuer: name,
        country: "UT",
        key,
        signer: key,
        authority: Some(()),
        extended_usage: None,
        dns_name: None,
        not_after: "351231235959Z",
        names_use: true,
    };
    certificate(&made)
}

fn leaf(subject: &str, issuer: &str, key: &SigningKey, signer: &SigningKey, usage: &[u8]) -> Vec<u8> {
    let (authority, dns_name) = (None, None);
    let extended_usage = Some(usage);
    certificate(&Made {
        subject,
        issuer,
        country: "UT",
        key,
        signer,
        authority,
        extended_usage,
        dns_name,
        not_after: "301231235959Z",
        names_use: true,
    })
}

/// Tag, length, content.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..=0x7f => vec![tag, length as u8],
        0x80..=0xff => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [head, content.to_vec()].concat()
}

fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

fn name(country: &str, common: &str) -> Vec<u8> {
    let part =
        |kind: u8, tag: u8, text: &str| tlv(0x31, &sequence(&[tlv(6, &[0x55, 0x04, kind]), tlv(tag, text.as_bytes())]));
    sequence(&[part(6, 0x13, country), part(3, 0x0c, common)])
}

fn spki(key: &SigningKey) -> Vec<u8> {
    let algorithm = [tlv(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]), tlv(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7])];
    let point = key.verifying_key().to_sec1_point(false);
    sequence(&[sequence(&algorithm), tlv(3, &[&[0], point.as_bytes()].concat())])
}

fn key_id(key: &SigningKey) -> Vec<u8> {
    let point = key.verifying_key().to_sec1_point(false);
    Sha256::digest(point.as_bytes())[..20].to_vec()
}

fn extension(last: u8, critical: Option<()>, content: &[u8]) -> Vec<u8> {
    let mut parts = vec![tlv(6, &[0x55, 0x1d, last])];
    parts.extend(critical.map(|()| tlv(1, &[0xff])));
    parts.push(tlv(4, content));
    sequence(&parts)
}

pub(crate) fn certificate(made: &Made<'_>) -> Vec<u8> {
    let ecdsa_sha256 = sequence(&[tlv(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2])]);
    let mut extensions = vec![
        extension(0x23, None, &sequence(&[tlv(0x80, &key_id(made.signer))])),
        extension(0x0e, None, &tlv(4, &key_id(made.key))),
    ];
    if made.authority.is_some() {
        extensions.push(extension(0x13, Some(()), &sequence(&[tlv(1, &[0xff]), tlv(2, &[0])])));
        extensions.push(extension(0x0f, Some(()), &tlv(3, &[1, 0x06])));
    } else if made.names_use {
        extensions.push(extension(0x0f, Some(()), &tlv(3, &[7, 0x80])));
    }
    extensions.extend(made.extended_usage.map(|it| extension(0x25, Some(()), &sequence(&[tlv(6, it)]))));
    extensions.extend(made.dns_name.map(|it| extension(0x11, None, &sequence(&[tlv(0x82, it.as_bytes())]))));
    let mut serial = Sha256::digest(made.subject)[..12].to_vec();
    serial[0] = serial[0] & 0x7f | 0x40;
    let signed = sequence(&[
        tlv(0xa0, &tlv(2, &[2])),
        tlv(2, &serial),
        ecdsa_sha256.clone(),
        name(made.country, made.issuer),
        sequence(&[tlv(0x17, b"250101000000Z"), tlv(0x17, made.not_after.as_bytes())]),
        name(made.country, made.subject),
        spki(made.key),
        tlv(0xa3, &sequence(&extensions)),
    ]);
    let signature: DerSignature = made.signer.sign(&signed);
    sequence(&[signed, ecdsa_sha256, tlv(3, &[&[0], signature.as_bytes()].concat())])
}
