//! Tests of the chip's files: names, tags, and each group from bytes made by hand.

use super::*;
use crate::base::{Day, tlv};
use crate::document::mrz::{MrzKind, PartialDate};

const ZONE: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10";

fn dg1() -> Vec<u8> {
    tlv(0x61, &tlv(0x5f1f, ZONE.as_bytes()))
}

#[test]
fn files_are_known_by_name_and_by_tag() {
    for (name, file) in [
        ("EF.COM", Some(LdsFile::Common)),
        ("EF_SOD.bin", Some(LdsFile::SecurityObject)),
        ("sod", Some(LdsFile::SecurityObject)),
        ("chip/DG1.bin", Some(LdsFile::Group(1))),
        ("c:\\chip\\EF.DG02", Some(LdsFile::Group(2))),
        ("DataGroup14.bin", Some(LdsFile::Group(14))),
        ("0101", Some(LdsFile::Group(1))),
        ("0110.bin", Some(LdsFile::Group(16))),
        ("011E", Some(LdsFile::Common)),
        ("011d", Some(LdsFile::SecurityObject)),
        ("DG0", None),
        ("DG17", None),
        ("DG", None),
        ("DG1x", None),
        ("0100", None),
        ("0111", None),
        ("CardAccess", None),
        ("", None),
    ] {
        assert_eq!(LdsFile::from_name(name), file, "{name}");
    }
    for number in 1..=16 {
        assert_eq!(LdsFile::from_tag(LdsFile::Group(number).tag()), Some(LdsFile::Group(number)));
    }
    let bytes = dg1();
    let passport = Passport::read(&[("0101", &bytes), ("notes.txt", b"hello")]).unwrap();
    assert_eq!((passport.files().collect::<Vec<_>>(), passport.ignored()), (vec![LdsFile::Group(1)], 1));
    assert_eq!(passport.mrz().unwrap().unwrap().kind(), MrzKind::Td3);
    assert_eq!(Passport::read(&[("whatever", &bytes)]).unwrap().groups().collect::<Vec<_>>(), [1]);
    assert_eq!(format!("{passport:?}"), "{\"data group 1\"}");
}

#[test]
fn files_that_do_not_fit_together_are_refused_by_name() {
    let (bytes, large) = (dg1(), vec![0x61; FILE_BYTES_MAX + 1]);
    let cut = &bytes[..bytes.len() - 1];
    let more = [&bytes[..], &[0]].concat();
    for (fault, files, error) in [
        ("none", vec![], LdsError::Nothing),
        ("strangers", vec![("a.txt", &b"hello"[..])], LdsError::Nothing),
        ("empty", vec![("DG1", &b""[..])], LdsError::OtherTag { named: LdsFile::Group(1) }),
        ("name_and_tag", vec![("DG2", &bytes[..])], LdsError::OtherTag { named: LdsFile::Group(2) }),
        ("twice", vec![("DG1", &bytes[..]), ("0101", &bytes[..])], LdsError::Twice(LdsFile::Group(1))),
        ("cut", vec![("DG1", cut)], LdsError::Form { file: LdsFile::Group(1), fault: TlvError::Cut }),
        ("longer", vec![("DG1", &more[..])], LdsError::Form { file: LdsFile::Group(1), fault: TlvError::Trailing }),
        ("large", vec![("DG1", &large[..])], LdsError::TooLarge),
        ("many", vec![("x", &b""[..]); FILES_MAX + 1], LdsError::TooLarge),
    ] {
        assert_eq!(Passport::read(&files), Err(error), "{fault}");
    }
}

/// One face record in the frame of data group 2.
fn dg2(tag: u32, record: &[u8]) -> Vec<u8> {
    let template = tlv(0x7f60, &[tlv(0xa1, &tlv(0x81, &[2])), tlv(tag, record)].concat());
    tlv(0x75, &tlv(0x7f61, &[tlv(0x02, &[1]), template].concat()))
}

fn record_19794(points: u16, image: &[u8]) -> Vec<u8> {
    let face = 20 + 8 * usize::from(points) + 12 + image.len();
    let mut out = b"FAC\x00010\0".to_vec();
    out.extend(u32::try_from(14 + face).unwrap().to_be_bytes());
    out.extend([0, 1]);
    out.extend(u32::try_from(face).unwrap().to_be_bytes());
    out.extend(points.to_be_bytes());
    out.extend([0; 14]);
    out.extend(vec![0; 8 * usize::from(points)]);
    out.extend([1, 0, 0x01, 0x9d, 0x02, 0x13, 1, 2, 0, 0, 0, 0]);
    out.extend(image);
    out
}

#[test]
fn faces_of_both_standards_are_read_and_told_apart() {
    let jpeg = [0xff, 0xd8, 0xff, 0xe0, 1, 2, 3];
    for points in [0, 3] {
        let bytes = dg2(0x5f2e, &record_19794(points, &jpeg));
        let passport = Passport::read(&[("DG2", &bytes)]).unwrap();
        let face = passport.face().unwrap().unwrap();
        assert_eq!((face.standard(), face.format()), (FaceStandard::Iso19794, ImageFormat::Jpeg));
        assert_eq!((face.pixels(), *face.image().reveal()), (Some((413, 531)), &jpeg[..]));
        assert_eq!(face.digest(), SourceId::of(&jpeg));
        assert!(!format!("{face:?}").contains("255"), "the image does not show");
    }
    let codestream = [0xff, 0x4f, 0xff, 0x51, 9];
    let image = tlv(0xa0, &tlv(0xa0, &[tlv(0x80, &codestream), tlv(0xa1, &tlv(0x80, &[0]))].concat()));
    let representation = tlv(0x30, &[tlv(0x80, &[0]), tlv(0xa1, &image)].concat());
    let record = tlv(0x65, &[tlv(0xa0, &tlv(0x80, &[3])), tlv(0xa1, &representation)].concat());
    let bytes = dg2(0x7f2e, &tlv(0xa1, &record));
    let passport = Passport::read(&[("DG2", &bytes)]).unwrap();
    let face = passport.face().unwrap().unwrap();
    assert_eq!((face.standard(), face.format()), (FaceStandard::Iso39794, ImageFormat::Jpeg2000));
    assert_eq!((face.pixels(), *face.image().reveal()), (None, &codestream[..]));
}

#[test]
fn a_face_record_that_lies_about_its_lengths_is_refused() {
    let good = record_19794(1, &[0xff, 0xd8, 0xff]);
    let changed = |at: usize, to: u8| {
        let mut it = good.clone();
        it[at] = to;
        it
    };
    for (fault, record) in [
        ("record_longer", changed(11, 0)),
        ("face_longer", changed(17, 0xff)),
        ("face_shorter", changed(17, 10)),
        ("many_points", changed(18, 0xff)),
        ("no_image", changed(54, 0)),
        ("cut", good[..20].to_vec()),
        ("nothing", Vec::new()),
    ] {
        let bytes = dg2(0x5f2e, &record);
        let passport = Passport::read(&[("DG2", &bytes)]).unwrap();
        assert!(passport.face().is_err(), "{fault}");
    }
    let many: Vec<u8> = tlv(0x80, &[]).repeat(ELEMENTS);
    let bytes = dg2(0x7f2e, &many);
    assert!(Passport::read(&[("DG2", &bytes)]).unwrap().face().is_err());
}

const ELEMENTS: usize = 1000;

#[test]
fn details_of_holder_and_issuance_are_read() {
    let names = tlv(0xa0, &[tlv(0x02, &[1]), tlv(0x5f0f, b"ROE<<JANE")].concat());
    let fields = [
        tlv(0x5c, &[0x5f, 0x0e]),
        tlv(0x5f0e, "ERIKSSÖN<<ANNA<MARIA".as_bytes()),
        names,
        tlv(0x5f2b, b"19740812"),
        tlv(0x5f11, b"ZENITH<UTOPIA"),
    ];
    let bytes = tlv(0x6b, &fields.concat());
    let passport = Passport::read(&[("DG11", &bytes)]).unwrap();
    let details = passport.holder_details().unwrap().unwrap();
    assert_eq!(details.name.as_ref().unwrap().reveal(), "ERIKSSÖN<<ANNA<MARIA");
    assert_eq!(details.other_names[0].reveal(), "ROE<<JANE");
    assert_eq!(*details.birth.unwrap().reveal(), PartialDate { year: 1974, month: Some(8), day: Some(12) });
    assert!(!format!("{details:?}").contains("ERIKS") && !format!("{details:?}").contains("1974"));

    let fields = [tlv(0x5c, &[0x5f, 0x19]), tlv(0x5f19, b"PASSPORT OFFICE"), tlv(0x5f26, &[0x20, 0x24, 0x02, 0x29])];
    let bytes = tlv(0x6c, &fields.concat());
    let issuance = Passport::read(&[("DG12", &bytes)]).unwrap().issuance_details().unwrap().unwrap();
    assert_eq!(issuance.authority.as_deref(), Some("PASSPORT OFFICE"));
    assert_eq!(issuance.issued, Day::from_civil(2024, 2, 29).ok());
}

#[test]
fn bad_details_are_refused_by_the_name_of_the_field() {
    for (fault, field, what) in [
        ("date_of_seven", tlv(0x5f2b, b"1974081"), "a date"),
        ("month_13", tlv(0x5f2b, b"19741312"), "a date"),
        ("letters", tlv(0x5f2b, b"1974AU12"), "a date"),
        ("latin_1", tlv(0x5f0e, &[0xd6]), "a text"),
        ("fields", tlv(0x5f70, &[]).repeat(100), "the number of fields"),
    ] {
        let bytes = tlv(0x6b, &[tlv(0x5c, &[]), field].concat());
        let error = Passport::read(&[("DG11", &bytes)]).unwrap().holder_details();
        assert_eq!(error, Err(LdsError::Value { file: LdsFile::Group(11), what }), "{fault}");
    }
}

#[test]
fn protocols_and_listed_groups_are_read() {
    let oid = |text: &str| tlv(0x06, const_oid::ObjectIdentifier::new(text).unwrap().as_bytes());
    let active = tlv(0x30, &[oid("2.23.136.1.1.5"), tlv(2, &[1]), oid("0.4.0.127.0.7.1.1.4.1.3")].concat());
    let chip = tlv(0x30, &[oid("0.4.0.127.0.7.2.2.3.2.4"), tlv(2, &[1]), tlv(2, &[1])].concat());
    let dg14 = tlv(0x6e, &tlv(0x31, &[chip, active].concat()));
    let com = tlv(0x60, &[tlv(0x5f01, b"0107"), tlv(0x5f36, b"040000"), tlv(0x5c, &[0x61, 0x75, 0x6e])].concat());
    let passport = Passport::read(&[("DG14", &dg14), ("COM", &com)]).unwrap();
    let infos = passport.security_infos().unwrap().unwrap();
    assert_eq!(infos.entries().len(), 2);
    assert_eq!(infos.active_authentication().unwrap().to_string(), "0.4.0.127.0.7.1.1.4.1.3");
    assert_eq!(passport.listed_groups().unwrap().unwrap(), [1, 2, 14]);
    assert_eq!(passport.face(), Ok(None), "what is not there is no fault");
}
