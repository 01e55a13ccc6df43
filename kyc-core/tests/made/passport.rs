//! The files of one made passport, and the security object over them.

use super::{CSCA, Key, Signed, Template, crl, hash_algorithm, oid, sequence, set};
use tidegate_kyc_core::base::tlv;
use tidegate_kyc_core::document::lds::LdsFile;
use tidegate_kyc_core::document::mrz::check_digit;
use tidegate_kyc_core::trust::Hash;

pub(crate) const LDS_SECURITY_OBJECT: &str = "2.23.136.1.1.1";

/// A file and the name it is kept under.
pub(crate) type File = (&'static str, Vec<u8>);

/// The country's authority, its signer, and the certificates of both.
pub(crate) struct Country {
    pub(crate) authority: Key,
    pub(crate) signer: Key,
    pub(crate) csca: Vec<u8>,
    pub(crate) dsc: Vec<u8>,
    pub(crate) crl: Vec<u8>,
}

impl Country {
    pub(crate) fn utopia() -> Self {
        let (authority, signer) = (Key::of("Utopia: authority"), Key::of("Utopia: signer 7"));
        Self {
            csca: Template::authority().sign(&authority, &authority),
            dsc: Template::signer().sign(&signer, &authority),
            crl: crl(CSCA, &authority, ("2026-01-01", "2036-01-01"), &[(6, "2025-05-05")]),
            authority,
            signer,
        }
    }
}

/// Whom a passport is for, as its zone has it.
pub(crate) struct Holder {
    pub(crate) name: &'static str,
    pub(crate) number: &'static str,
    pub(crate) birth: &'static str,
    pub(crate) sex: char,
    pub(crate) expiry: &'static str,
    /// With its century, as the chip's details have it.
    pub(crate) issued: &'static str,
}

impl Holder {
    /// The holder of the specimens of Doc 9303.
    pub(crate) const ANNA: Self = Self {
        name: "ERIKSSON<<ANNA<MARIA",
        number: "L898902C3",
        birth: "740812",
        sex: 'F',
        expiry: "340415",
        issued: "20240415",
    };
    /// The same person's passport before.
    pub(crate) const ANNA_BEFORE: Self =
        Self { number: "L898902C2", expiry: "200415", issued: "20100416", ..Self::ANNA };
    /// Whom `lists/own.csv` names.
    pub(crate) const RAVINDAR: Self = Self {
        name: "VOSS<<RAVINDAR<TOLMACHI",
        number: "MX4471902",
        birth: "610417",
        sex: 'M',
        expiry: "310228",
        issued: "20240415",
    };
}

/// The zone of a passport of Utopia (TD3), its check digits computed.
pub(crate) fn zone() -> String {
    zone_of(&Holder::ANNA)
}

/// The zone of somebody's.
pub(crate) fn zone_of(holder: &Holder) -> String {
    let digit = |text: &str| char::from(b'0' + check_digit(text.as_bytes()).unwrap());
    let first = format!("{:<<44}", format!("P<UTO{}", holder.name));
    let (number, birth, expiry, optional) = (holder.number, holder.birth, holder.expiry, "<<<<<<<<<<<<<<");
    let with = |it: &str| format!("{it}{}", digit(it));
    let (number, birth, expiry, optional) = (with(number), with(birth), with(expiry), with(optional));
    let composite = digit(&[&number[..], &birth, &expiry, &optional].concat());
    format!("{first}{number}UTO{birth}{}{expiry}{optional}{composite}", holder.sex)
}

/// A grey square of eight by eight points, baseline JPEG (ITU-T T.81): one quantisation table of ones, one
/// code a Huffman table, no difference and no coefficient.
pub(crate) fn image() -> Vec<u8> {
    let segment = |marker: u8, body: &[u8]| {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker][..], &length, body].concat()
    };
    let huffman = |class: u8| [&[class, 1][..], &[0; 15], &[0]].concat();
    [
        vec![0xff, 0xd8],
        segment(0xdb, &[&[0][..], &[1; 64]].concat()),
        segment(0xc0, &[8, 0, 8, 0, 8, 1, 1, 0x11, 0]),
        segment(0xc4, &huffman(0x00)),
        segment(0xc4, &huffman(0x10)),
        segment(0xda, &[1, 1, 0, 0, 63, 0]),
        vec![0x3f, 0xff, 0xd9],
    ]
    .concat()
}

/// Data group 2 with one face (ISO/IEC 19794-5).
fn face() -> Vec<u8> {
    let image = image();
    let length = |it: usize| u32::try_from(it).unwrap().to_be_bytes();
    let block = 20 + 12 + image.len();
    let record = [
        &b"FAC\x00010\0"[..],
        &length(14 + block),
        &[0, 1],
        &length(block),
        &[0; 16],
        &[1, 0, 0, 8, 0, 8, 1, 2, 0, 0, 0, 0],
        &image,
    ]
    .concat();
    let header = tlv(0xa1, &[tlv(0x81, &[2]), tlv(0x87, &[1, 1]), tlv(0x88, &[0, 8])].concat());
    let template = tlv(0x7f60, &[header, tlv(0x5f2e, &record)].concat());
    tlv(0x75, &tlv(0x7f61, &[tlv(0x02, &[1]), template].concat()))
}

/// The data groups, whose chip holds the key of `chip`.
pub(crate) fn groups(chip: &Key) -> Vec<(u8, Vec<u8>)> {
    groups_of(&Holder::ANNA, chip)
}

/// The data groups of somebody's.
pub(crate) fn groups_of(of: &Holder, chip: &Key) -> Vec<(u8, Vec<u8>)> {
    let holder = [
        tlv(0x5c, &[0x5f, 0x0e, 0x5f, 0x2b, 0x5f, 0x11]),
        tlv(0x5f0e, of.name.as_bytes()),
        tlv(0x5f2b, format!("19{}", of.birth).as_bytes()),
        tlv(0x5f11, b"ZENITH<UTOPIA"),
    ];
    let issuance = [
        tlv(0x5c, &[0x5f, 0x19, 0x5f, 0x26]),
        tlv(0x5f19, b"PASSPORT OFFICE OF UTOPIA"),
        tlv(0x5f26, of.issued.as_bytes()),
    ];
    let active = sequence(&[oid("2.23.136.1.1.5"), tlv(0x02, &[1]), oid("0.4.0.127.0.7.1.1.4.1.3")]);
    vec![
        (1, tlv(0x61, &tlv(0x5f1f, zone_of(of).as_bytes()))),
        (2, face()),
        (11, tlv(0x6b, &holder.concat())),
        (12, tlv(0x6c, &issuance.concat())),
        (14, tlv(0x6e, &set(&[active]))),
        (15, tlv(0x6f, &chip.spki())),
    ]
}

/// `LDSSecurityObject` of version 0 over groups, with a hash.
pub(crate) fn security_content(groups: &[(u8, Vec<u8>)], hash: Hash) -> Vec<u8> {
    let digests: Vec<Vec<u8>> =
        groups.iter().map(|it| sequence(&[tlv(0x02, &[it.0]), tlv(0x04, &hash.digest(&it.1))])).collect();
    sequence(&[tlv(0x02, &[0]), hash_algorithm(hash), sequence(&digests)])
}

/// The signed data over groups.
pub(crate) fn security_object(country: &Country, groups: &[(u8, Vec<u8>)]) -> Signed {
    Signed::of(LDS_SECURITY_OBJECT, security_content(groups, Hash::Sha256), country.dsc.clone())
}

/// Every file of the passport, as its chip has them.
pub(crate) fn files() -> Vec<File> {
    files_of(&Holder::ANNA)
}

/// The key in the chip of somebody's passport.
pub(crate) fn chip_of(holder: &Holder) -> Key {
    Key::of(&format!("Utopia: chip {}", holder.number))
}

/// Every file of somebody's passport.
pub(crate) fn files_of(holder: &Holder) -> Vec<File> {
    let country = Country::utopia();
    let groups = groups_of(holder, &chip_of(holder));
    let tags: Vec<u8> = groups.iter().map(|it| u8::try_from(LdsFile::Group(it.0).tag()).unwrap()).collect();
    let common = tlv(0x60, &[tlv(0x5f01, b"0107"), tlv(0x5f36, b"040000"), tlv(0x5c, &tags)].concat());
    let signed = security_object(&country, &groups).sign(&country.signer);
    let mut files = vec![("EF.COM", common), ("EF.SOD", tlv(0x77, &signed))];
    for (number, bytes) in groups {
        let name = match number {
            1 => "DG1.bin",
            2 => "DG2.bin",
            11 => "DG11.bin",
            12 => "DG12.bin",
            14 => "DG14.bin",
            _ => "DG15.bin",
        };
        files.push((name, bytes));
    }
    files
}
