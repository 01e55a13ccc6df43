//! What was handed in: files in, one document and perhaps its printed page out.
//!
//! Recognises by content, not by name: tags of a chip's files, the first characters of a text,
//! the shape of a zone. What is no document is a fault that names the file.

use super::stranger;
use crate::fault::Fault;
use crate::input::Piece;
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use tidegate_kyc_core::base::{SourceId, Tlv, TlvRules};
use tidegate_kyc_core::document::aamva::Aamva;
use tidegate_kyc_core::document::lds::{LdsFile, Passport};
use tidegate_kyc_core::document::mdoc::{DeviceResponse, Mdoc};
use tidegate_kyc_core::document::mrz::Mrz;
use tidegate_kyc_core::document::sd_jwt::{SdJwt, SdJwtError};
use tidegate_kyc_core::document::vds_nc::VdsNc;
use tidegate_kyc_core::evidence::{Source, Statement, States};
use tidegate_kyc_core::trust::status::StatusList;

/// One document.
pub(crate) enum Document {
    /// The text of a machine-readable zone, and nothing else.
    Page(Mrz),
    /// An AAMVA barcode.
    Barcode(Aamva),
    /// A verifiable credential.
    Credential(Box<SdJwt>),
    /// What is plainly a verifiable credential, and why it is none that holds.
    Damaged(SdJwtError),
    /// A mobile document.
    Mobile(Box<Mdoc>),
    /// A visible digital seal.
    Seal(Box<VdsNc>),
    /// The files of a chip.
    Chip(Box<Passport>),
}

impl Document {
    /// What it states, part by part, whether or not anybody vouches for it.
    pub(crate) fn statements(&self) -> Vec<Statement> {
        match self {
            Self::Page(zone) => vec![Statement::of_mrz(Source::Page, zone)],
            Self::Barcode(card) => vec![Statement::of_aamva(card)],
            Self::Credential(token) => token.statements(),
            Self::Damaged(_) => Vec::new(),
            Self::Mobile(mobile) => mobile.statements(),
            Self::Seal(seal) => seal.statements(),
            Self::Chip(passport) => passport.statements(),
        }
    }
}

/// What one file is.
enum Found {
    Document(Document),
    Page(Mrz),
    List(StatusList),
}

/// A document and what came with it.
pub(crate) struct Given {
    pub(crate) document: Document,
    /// The text of its page.
    pub(crate) page: Option<Mrz>,
    /// Status lists, not yet authenticated.
    pub(crate) lists: Vec<StatusList>,
    /// SHA-256 of the document's file; of a chip, of its security object, which stands for all of its files.
    pub(crate) source: SourceId,
}

/// Finds the one document among all files.
///
/// # Errors
/// A fault where a file is no document, or the files are of several documents.
pub(crate) fn recognise(pieces: Vec<Piece>) -> Result<Given, Fault> {
    let (chip, others): (Vec<Piece>, Vec<Piece>) = pieces.into_iter().partition(is_chip_file);
    let (mut pages, mut documents, mut lists) = (Vec::new(), Vec::new(), Vec::new());
    for piece in others {
        match one(&piece)? {
            Found::Page(mrz) => pages.push((mrz, SourceId::of(&piece.bytes))),
            Found::Document(document) => documents.push((document, SourceId::of(&piece.bytes))),
            Found::List(list) => lists.push(list),
        }
    }
    if !chip.is_empty() {
        let files: Vec<(&str, &[u8])> = chip.iter().map(|it| (it.name.as_str(), it.bytes.as_slice())).collect();
        let passport = Passport::read(&files).map_err(|it| {
            Fault::unreadable(
                format!("the files are not those of one chip: {it}"),
                "give the files as they were read from the chip",
            )
        })?;
        documents.push((Document::Chip(Box::new(passport)), chip_source(&chip)));
    }
    if documents.len() > 1 || pages.len() > 1 {
        return Err(Fault::usage(
            "these files are of several documents",
            "verify one document at a time: the files of one chip, or one credential, and at most one printed zone",
        ));
    }
    match (documents.pop(), pages.pop()) {
        (Some((document, source)), page) => Ok(Given { document, page: page.map(|it| it.0), lists, source }),
        (None, Some((mrz, source))) => Ok(Given { document: Document::Page(mrz), page: None, lists, source }),
        (None, None) => Err(Fault::unreadable("there is no document", "give its files")),
    }
}

/// The security object names the digest of every other file; without one, all of them.
fn chip_source(files: &[Piece]) -> SourceId {
    let tag = LdsFile::SecurityObject.tag();
    let object = files.iter().find(|it| it.bytes.first().is_some_and(|it| u32::from(*it) == tag));
    object.map_or_else(
        || SourceId::of(&files.iter().flat_map(|it| it.bytes.iter().copied()).collect::<Vec<_>>()),
        |it| SourceId::of(&it.bytes),
    )
}

/// A file of the logical data structure: whole, or at least of the name and the tag of one.
fn is_chip_file(piece: &Piece) -> bool {
    let whole = Tlv::only(&piece.bytes, TlvRules::Ber).is_ok_and(|it| LdsFile::from_tag(it.tag()).is_some());
    let tag = piece.bytes.first().map(|it| u32::from(*it)).and_then(LdsFile::from_tag);
    whole || (tag.is_some() && LdsFile::from_name(&piece.name) == tag)
}

fn one(piece: &Piece) -> Result<Found, Fault> {
    let name = &piece.name;
    if let Some(fault) = stranger::known(piece) {
        return Err(fault);
    }
    let bytes = piece.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&piece.bytes);
    let Some(text) = std::str::from_utf8(bytes).ok().map(str::trim) else {
        // Scanners give barcodes in Latin-1.
        let document = match bytes.first() {
            Some(b'@') => barcode(name, bytes),
            _ if is_map(bytes) => mobile(name, bytes),
            _ => Err(Fault::unreadable(format!("{name} is no document that is known here"), DOCUMENT_HELP)),
        };
        return document.map(Found::Document);
    };
    if let Some(fault) = of_json(name, text) {
        return Err(fault);
    }
    if text.contains('<') && !text.starts_with(['@', '{']) {
        return Mrz::read(text).map(Found::Page).map_err(|it| {
            let what = format!("{name} is no machine-readable zone: {it}");
            Fault::unreadable(what, stranger::zone_help(text, it))
        });
    }
    // A credential has a tilde behind its issuer's part, a status list has none.
    if text.contains('.') && !text.contains(['~', '{', '@']) {
        return StatusList::read(bytes).map(Found::List).map_err(|it| {
            Fault::unreadable(format!("{name} is no status list, and no SD-JWT without a tilde: {it}"), DOCUMENT_HELP)
        });
    }
    let seal = text.contains("\"sig\"") && text.contains("\"hdr\"");
    let document = match text.bytes().next() {
        None => Err(Fault::unreadable(format!("{name} is empty"), DOCUMENT_HELP)),
        Some(b'@') => barcode(name, bytes),
        Some(b'{') if seal => VdsNc::read(bytes)
            .map(|it| Document::Seal(Box::new(it)))
            .map_err(|it| Fault::unreadable(format!("{name} is no visible digital seal: {it}"), DOCUMENT_HELP)),
        Some(b'{') if text.contains("\"payload\"") => credential(name, bytes),
        Some(b'{') => Err(Fault::unreadable(
            format!("{name} is JSON, and neither an SD-JWT (no payload) nor a visible digital seal (no hdr and sig)"),
            DOCUMENT_HELP,
        )),
        Some(_) if text.contains('~') => credential(name, bytes),
        Some(_) => match decoded(text) {
            Some(it) if is_map(&it) => mobile(name, &it),
            _ => Err(Fault::unreadable(format!("{name} is no document that is known here"), DOCUMENT_HELP)),
        },
    };
    document.map(Found::Document)
}

/// What begins as a text or a list of JSON does: no document begins so.
fn of_json(name: &str, text: &str) -> Option<Fault> {
    let (what, help) = match text.bytes().next()? {
        b'"' => (
            "is a text in quotes, as JSON writes it, and no document",
            "take the quotes and the backslashes off: give the text that stands inside",
        ),
        b'[' => ("begins as a list of JSON does, and no document that is known here does", DOCUMENT_HELP),
        _ => return None,
    };
    Some(Fault::unreadable(format!("{name} {what}"), help))
}

const DOCUMENT_HELP: &str = "give the text of a machine-readable zone, files of a chip, an SD-JWT, a mobile document \
                             (CBOR, base64url or hex), an AAMVA barcode or a VDS-NC seal";

fn barcode(name: &str, bytes: &[u8]) -> Result<Document, Fault> {
    Aamva::read(bytes)
        .map(Document::Barcode)
        .map_err(|it| Fault::unreadable(format!("{name} is no AAMVA barcode: {it}"), DOCUMENT_HELP))
}

fn credential(name: &str, bytes: &[u8]) -> Result<Document, Fault> {
    match SdJwt::read(bytes) {
        Ok(token) => Ok(Document::Credential(Box::new(token))),
        Err(fault) if fault.is_of_a_token() => Ok(Document::Damaged(fault)),
        Err(fault) => Err(Fault::unreadable(format!("{name} is no SD-JWT: {fault}"), DOCUMENT_HELP)),
    }
}

/// Whether CBOR begins with a map, or a tag before one: a mobile document does.
fn is_map(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|it| matches!(it >> 5, 5 | 6))
}

/// A response with one document, or what an issuer signed alone.
fn mobile(name: &str, bytes: &[u8]) -> Result<Document, Fault> {
    let response = match DeviceResponse::read(bytes) {
        Ok(response) => response,
        Err(why) => {
            let alone = Mdoc::read_issuer_signed(bytes).map(|it| Document::Mobile(Box::new(it)));
            return alone.map_err(|_| {
                Fault::unreadable(format!("{name} is no document that is known here: {why}"), DOCUMENT_HELP)
            });
        }
    };
    let mut documents = response.into_documents();
    match (documents.pop(), documents.is_empty()) {
        (Some(document), true) => Ok(Document::Mobile(Box::new(document))),
        (None, _) => Err(Fault::unreadable(format!("{name} is a response without a document"), DOCUMENT_HELP)),
        (Some(_), false) => {
            Err(Fault::usage(format!("{name} holds several documents"), "verify one document at a time"))
        }
    }
}

/// Bytes written as hex, base64url or base64.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let text: String = text.split_ascii_whitespace().collect();
    let hex = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    if text.len().is_multiple_of(2) && text.bytes().all(|it| it.is_ascii_hexdigit()) {
        return (0..text.len()).step_by(2).map(hex).collect();
    }
    let unpadded = text.trim_end_matches('=');
    Base64UrlUnpadded::decode_vec(unpadded).or_else(|_| Base64::decode_vec(&text)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(bytes: &[u8]) -> Piece {
        Piece { name: "x".into(), bytes: bytes.to_vec() }
    }

    #[test]
    fn files_of_a_chip_are_known_by_tag_and_length_or_by_name() {
        for (fault, name, bytes, is) in [
            ("whole", "x", &b"\x60\x02\x01\x02"[..], true),
            ("long_form", "x", b"\x61\x81\x01\x00", true),
            ("cut", "x", b"\x77\x05\x01", false),
            ("cut_and_named", "EF.SOD", b"\x77\x05\x01", true),
            ("named_and_of_another_tag", "EF.SOD", b"hello", false),
            ("text_behind", "x", b"\x60\x01\x01x", false),
            ("other_tag", "x", b"\x30\x01\x01", false),
            ("empty", "DG1.bin", b"", false),
        ] {
            assert_eq!(is_chip_file(&Piece { name: name.into(), bytes: bytes.to_vec() }), is, "{fault}");
        }
    }

    #[test]
    fn what_is_no_document_is_told_by_its_file() {
        for bytes in [&b""[..], b"hello", b"a.b.c", b"{}", b"a.b.c~", b"P<UTO", b"@", &[0xff, 0xfe]] {
            let Err(Fault::Said { what, help, .. }) = recognise(vec![piece(bytes)]).map(|_| ()) else {
                panic!("took {bytes:?} for a document")
            };
            assert!(what.starts_with("x ") && !help.is_empty(), "{what}");
        }
    }

    #[test]
    fn what_is_json_is_not_blamed_on_cbor() {
        for (text, said) in [
            (&br#""{\"sig\": 1}""#[..], "x is a text in quotes"),
            (br#""a.b.c""#, "x is a text in quotes"),
            (br#""P<UTOERIKSSON<<ANNA""#, "x is a text in quotes"),
            (b"[[[[", "x begins as a list of JSON"),
            (b"[{\"a\": 1.5}]", "x begins as a list of JSON"),
            (br#"{"isThisAVDS": false}"#, "x is JSON, and neither"),
            (b"hello, world", "x is no document that is known here"),
        ] {
            let Err(Fault::Said { what, .. }) = recognise(vec![piece(text)]).map(|_| ()) else { panic!("{text:?}") };
            assert!(what.starts_with(said) && !what.contains("CBOR"), "{what}");
        }
    }

    #[test]
    fn two_documents_are_not_one() {
        let zone = b"I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
        assert!(matches!(
            recognise(vec![piece(zone), piece(zone)]),
            Err(Fault::Said { exit: crate::fault::Exit::Usage, .. })
        ));
        assert!(recognise(vec![piece(zone)]).is_ok_and(|it| it.page.is_none()));
        assert!(recognise(vec![piece(zone), piece(b"\x60\x00")]).is_ok_and(|it| it.page.is_some()));
    }
}
