//! What was handed in and is no document: its bytes in, what it is and what to do with it out.
//!
//! Whoever mistakes a certificate for a document, or saves a zone in the wrong form, is told so, and not of the form that was
//! tried last.

use crate::fault::Fault;
use crate::input::Piece;
use tidegate_kyc_core::document::mrz::MrzError;
use tidegate_kyc_core::trust::{Certificate, Crl};

const ANCHOR_HELP: &str = "lay it into a folder of what is trusted, and give the folder with --anchors";
const FILLER_HELP: &str = "type every filler as <, so that each line has its 30, 36 or 44 characters";

/// `id-icao-cscaMasterList` (2.23.136.1.1.2), as signed data name their content.
const MASTER_LIST: &[u8] = &[0x06, 0x06, 0x67, 0x81, 0x08, 0x01, 0x01, 0x02];
/// `id-icao-ldsSecurityObject` (2.23.136.1.1.1).
const SECURITY_OBJECT: &[u8] = &[0x06, 0x06, 0x67, 0x81, 0x08, 0x01, 0x01, 0x01];
/// The object identifier of the content stands behind the heads and the digest algorithms.
const CONTENT_WITHIN: usize = 512;

/// What a file is that nothing else need be tried with.
pub(super) fn known(piece: &Piece) -> Option<Fault> {
    let bytes = piece.bytes.as_slice();
    let (what, help) = match () {
        () if is_utf16(bytes) => ("is written in UTF-16", "save it as UTF-8 and give it again"),
        () if Certificate::read(bytes).is_ok() => ("is a certificate, and no document", ANCHOR_HELP),
        () if Crl::read(bytes).is_ok() => ("is a revocation list (CRL), and no document", ANCHOR_HELP),
        () if names(bytes, MASTER_LIST) => ("is a master list, and no document", ANCHOR_HELP),
        () if names(bytes, SECURITY_OBJECT) => (
            "is the signed data of a security object without the tag of EF.SOD",
            "give EF.SOD as it was read from the chip, with the other files of the chip",
        ),
        () => of_text(std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}'))?,
    };
    Some(Fault::unreadable(format!("{} {what}", piece.name), help))
}

/// Signed data that name their content so, in DER.
fn names(bytes: &[u8], content: &[u8]) -> bool {
    bytes.starts_with(&[0x30])
        && bytes[..bytes.len().min(CONTENT_WITHIN)].windows(content.len()).any(|it| it == content)
}

/// By its mark, or by the zeros between its letters.
fn is_utf16(bytes: &[u8]) -> bool {
    let zeros = |at: usize| bytes.iter().skip(at).step_by(2).all(|it| *it == 0);
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let text = bytes.len() >= 4 && bytes.len().is_multiple_of(2);
    text && (marked || zeros(0) != zeros(1))
}

fn of_text(text: &str) -> Option<(&'static str, &'static str)> {
    match text.trim_start() {
        it if it.starts_with("-----BEGIN CERTIFICATE") => Some(("is a certificate, and no document", ANCHOR_HELP)),
        it if it.starts_with("-----BEGIN X509 CRL") => {
            Some(("is a revocation list (CRL), and no document", ANCHOR_HELP))
        }
        it if it.starts_with("-----BEGIN ") => {
            Some(("is text of PEM, and no document that is known here", "give the document itself"))
        }
        it if it.starts_with('{') && it.contains("\"keys\"") && !it.contains("\"payload\"") => {
            Some(("is a set of keys, and no document", ANCHOR_HELP))
        }
        _ => fillers(text).map(|it| (it, FILLER_HELP)),
    }
}

/// Two or three lines as long as those of a zone, of its letters and digits, with something else where fillers belong.
fn fillers(text: &str) -> Option<&'static str> {
    let lines: Vec<&str> = text.split(['\n', '\r']).filter(|it| !it.trim().is_empty()).collect();
    let zone = |it: char| it.is_ascii_uppercase() || it.is_ascii_digit();
    let other = |it: char| matches!(it, ' ' | '\u{a0}' | '«' | '‹' | '＜' | '〈' | '_');
    let long =
        |it: &&str| (28..=44).contains(&it.chars().count()) && it.chars().all(|it| zone(it) || it == '<' || other(it));
    let whole = (2..=3).contains(&lines.len()) && lines.iter().all(long) && text.starts_with(['P', 'I', 'A', 'C', 'V']);
    let digits = lines.iter().any(|it| it.chars().filter(char::is_ascii_digit).count() > 6);
    if !whole || !digits {
        return None;
    }
    let blank = |it: &&str| it.trim().contains(' ') || it.ends_with(' ');
    match () {
        () if text.contains(|it: char| !it.is_ascii()) => {
            Some("is a machine-readable zone with other signs than < for its fillers")
        }
        () if text.contains('<') => None,
        () if lines.iter().any(blank) => Some("is a machine-readable zone with blanks for its fillers"),
        () if text.contains("KK") => Some("is a machine-readable zone with K for its fillers"),
        () => None,
    }
}

/// A zone that cannot be read: what to do about it.
pub(super) fn zone_help(text: &str, fault: MrzError) -> &'static str {
    match fault {
        MrzError::Character { .. } if text.contains(|it: char| it.is_ascii_lowercase()) => {
            "a zone is printed in capitals: give it in capitals"
        }
        MrzError::Character { .. } => {
            "look at that place: a letter of another script may look like one of A to Z, and a blank is no filler"
        }
        _ => "type or scan it again, filler by filler",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> Option<String> {
        match known(&Piece { name: "x".into(), bytes: bytes.to_vec() }) {
            Some(Fault::Said { what, .. }) => Some(what),
            _ => None,
        }
    }

    const LINES: [&str; 2] =
        ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F3404159<<<<<<<<<<<<<<04"];

    #[test]
    fn what_is_no_document_is_told_as_what_it_is() {
        let zone = LINES.join("\n");
        let wide: Vec<u8> = zone.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked: Vec<u8> = [0xfe, 0xff].into_iter().chain(zone.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let pem = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
        for (bytes, said) in [
            (wide.as_slice(), "x is written in UTF-16"),
            (&marked, "x is written in UTF-16"),
            (pem, "x is a certificate, and no document"),
            (b"{\"keys\": []}", "x is a set of keys, and no document"),
            (zone.replace('<', "K").as_bytes(), "x is a machine-readable zone with K for its fillers"),
            (zone.replace('<', " ").as_bytes(), "x is a machine-readable zone with blanks for its fillers"),
            (zone.replace('<', "«").as_bytes(), "x is a machine-readable zone with other signs than < for its fillers"),
        ] {
            assert_eq!(told(bytes).as_deref(), Some(said));
        }
        let list = [&[0x30, 0x82, 0x01, 0x00, 0x06, 0x09][..], &[0; 30], MASTER_LIST].concat();
        assert_eq!(told(&list).as_deref(), Some("x is a master list, and no document"));
    }

    #[test]
    fn what_may_be_a_document_is_left_to_its_reader() {
        let zone = LINES.join("\n");
        for bytes in [
            zone.as_bytes(),
            b"a.b.c~",
            b"@\n\x1e\rANSI ",
            b"{\"data\": {}, \"sig\": {}}",
            b"\xa2\x61\x61\x00",
            b"PLEASE READ",
        ] {
            assert_eq!(told(bytes), None);
        }
    }

    #[test]
    fn a_fault_of_a_zone_names_its_cause() {
        let of = |text: &str| tidegate_kyc_core::document::mrz::Mrz::read(text).map_err(|it| zone_help(text, it));
        let zone = LINES.join("\n");
        assert!(of(&zone.to_lowercase()).is_err_and(|it| it.contains("capitals")));
        assert!(of(&zone.replace('O', "О")).is_err_and(|it| it.contains("another script")));
        assert!(of(&zone[..80]).is_err_and(|it| it.contains("filler by filler")));
    }
}
