//! What the readers of printed zones must keep whatever the bytes are. Shared by the fuzz targets
//! and by the replay of their corpora in `cargo test`; knows nothing of the fuzzer.

use tidegate_kyc_core::base::Day;
use tidegate_kyc_core::document::aamva::Aamva;
use tidegate_kyc_core::document::mrz::{Digit, Mrz, MrzKind, SUGGESTIONS_MAX};
use tidegate_kyc_core::document::transliterate::Spelling;

/// A machine-readable zone, recognised and forced into each kind.
pub(crate) fn mrz(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let forced = MrzKind::ALL.iter().filter_map(|it| Mrz::read_as(*it, text).ok());
    for zone in Mrz::read(text).into_iter().chain(forced) {
        answer(&zone);
    }
}

fn answer(zone: &Mrz) {
    let lines: Vec<String> = zone.lines().map(|it| (*it.reveal()).to_owned()).collect();
    assert_eq!(lines.len(), zone.kind().lines());
    assert!(lines.iter().all(|it| it.len() == zone.kind().width()));
    assert_eq!(Mrz::read_as(zone.kind(), &lines.join("\n")).as_ref(), Ok(zone));
    let at = Day::from_days(20_000);
    if let Ok(birth) = zone.birth().reveal().birth(at) {
        assert!(birth.earliest().is_ok_and(|it| it <= at));
    }
    let _ = (zone.expires(at), zone.sex(), zone.optional(), zone.issuing_country(), zone.forms().count());
    assert!(!zone.document_number().reveal().ends_with('<'));
    let name = zone.name();
    for part in name.reveal().primary_parts().chain(name.reveal().secondary_parts()) {
        if let Ok(spelling) = Spelling::of(part) {
            let _ = spelling.fits(name.reveal().primary, name.reveal().ending);
        }
    }
    let suggestions = zone.suggestions();
    assert!(suggestions.len() <= SUGGESTIONS_MAX);
    for it in suggestions {
        assert!(!it.changes.is_empty() && it.mrz.digits().all(|it| it.1 != Digit::Fails));
    }
}

/// A barcode payload.
pub(crate) fn aamva(bytes: &[u8]) {
    let Ok(card) = Aamva::read(bytes) else { return };
    assert!(card.subfiles().iter().any(|it| matches!(&it.kind, b"DL" | b"ID")));
    let faults = card.faults();
    assert!(faults.is_sorted());
    let _ = (card.birth(), card.given_names(), card.surname(), card.sex(), card.country());
}
