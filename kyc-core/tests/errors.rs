//! Every error of this library is one to whoever calls it: `?` takes it into a box, over threads.
//!
//! Catches an error type that is none; knows error types by their names, and by the list where they have others.

mod house;

use house::sources;
use std::path::Path;
use tidegate_kyc_core::base::written::{Complaint, Fault};
use tidegate_kyc_core::base::{
    CountryError, DigestError, Exhausted, LabelError, LeiError, PermilleError, SubjectError, TimeError, TlvError,
};
use tidegate_kyc_core::company::{BodsError, CompanyError, PercentError, StatementFault};
use tidegate_kyc_core::document::aamva::{AamvaError, AamvaFault};
use tidegate_kyc_core::document::cbor::CborFault;
use tidegate_kyc_core::document::lds::LdsError;
use tidegate_kyc_core::document::mdoc::MdocError;
use tidegate_kyc_core::document::mrz::{DateFault, FormFault, MrzError};
use tidegate_kyc_core::document::sd_jwt::SdJwtError;
use tidegate_kyc_core::document::transliterate::NameFault;
use tidegate_kyc_core::document::vds_nc::VdsError;
use tidegate_kyc_core::document::{JsonFault, JwsError, PidGap};
use tidegate_kyc_core::evidence::{ClaimError, PolicyError};
use tidegate_kyc_core::gate::{
    AdmitError, BookFault, GateError, GrantFault, OrderFault, PermitError, PermitFault, PermitIdError, RenewError,
    RestrictionError,
};
use tidegate_kyc_core::journal::{
    AppendFault, CheckpointFault, EntryFault, KeyFault, LineFault, LogFault, NoteFault, OpeningFault, OpeningsError,
    ProofFault, RecordFault, ValueFault,
};
use tidegate_kyc_core::key::{KeyFileError, KeyIdError, KeySetError, RingError};
use tidegate_kyc_core::policy::{FactError, PolicyCode};
use tidegate_kyc_core::review::{ReviewError, ReviewFault};
use tidegate_kyc_core::screen::diff::Unlike;
use tidegate_kyc_core::screen::name::{IndexError, ScoreError};
use tidegate_kyc_core::screen::read::{CustomerFault, CustomersError, ListError};
use tidegate_kyc_core::travel::{AmountError, PayloadError, TravelFileCode};
use tidegate_kyc_core::trust::{
    Asn1Fault, CertificateFault, Distrust, JwkFault, SignatureFault, TokenDistrust, TokenFault,
};
use tidegate_kyc_core::wallet::address::AddressError;
use tidegate_kyc_core::wallet::proof::{ChallengeError, ProofError};

/// The name of an error type, which has to be one.
fn named<T: std::error::Error + Send + Sync + 'static>() -> &'static str {
    std::any::type_name::<T>()
}

macro_rules! names {
    ($($type:ty),+ $(,)?) => { [$(named::<$type>()),+] };
}

// long: one list, read from top to bottom
fn all() -> Vec<&'static str> {
    names![
        BodsError,
        CompanyError,
        PercentError,
        StatementFault,
        CountryError,
        DigestError,
        Exhausted,
        LabelError,
        LeiError,
        PermilleError,
        SubjectError,
        TimeError,
        TlvError,
        Complaint<PolicyCode>,
        Complaint<TravelFileCode>,
        Fault,
        AamvaError,
        AamvaFault,
        CborFault,
        LdsError,
        MdocError,
        DateFault,
        FormFault,
        MrzError,
        SdJwtError,
        NameFault,
        VdsError,
        JsonFault,
        JwsError,
        PidGap,
        ClaimError,
        PolicyError,
        AdmitError,
        BookFault,
        GateError,
        GrantFault,
        OrderFault,
        PermitError,
        PermitFault,
        PermitIdError,
        RenewError,
        RestrictionError,
        AppendFault,
        CheckpointFault,
        EntryFault,
        KeyFault,
        LineFault,
        LogFault,
        NoteFault,
        OpeningFault,
        OpeningsError,
        ProofFault,
        RecordFault,
        ValueFault,
        KeyFileError,
        KeyIdError,
        KeySetError,
        RingError,
        FactError,
        ReviewError,
        ReviewFault,
        Unlike,
        IndexError,
        ScoreError,
        CustomerFault,
        CustomersError,
        ListError,
        Asn1Fault,
        CertificateFault,
        Distrust,
        JwkFault,
        SignatureFault,
        TokenDistrust,
        TokenFault,
        tidegate_kyc_core::trust::KeyFault,
        tidegate_kyc_core::screen::list::CountryError,
        AddressError,
        AmountError,
        PayloadError,
        ChallengeError,
        ProofError,
    ]
    .to_vec()
}

#[test]
fn every_error_type_is_an_error() {
    let all = all();
    let is_listed = |name: &str| all.iter().any(|it| it.split(['<', ':']).any(|it| it == name));
    let mut found = 0;
    for source in sources(Path::new(env!("CARGO_MANIFEST_DIR")), "src") {
        for name in source.text.lines().filter_map(error_type) {
            assert!(is_listed(name), "{}: {name} is no error of the list above", source.path.display());
            found += 1;
        }
    }
    assert!(found > 50, "the sources were found: {found}");
}

/// The error type that a line declares.
fn error_type(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("pub ")?;
    let rest = rest.strip_prefix("enum ").or_else(|| rest.strip_prefix("struct "))?;
    let name = rest.split(|it: char| !it.is_alphanumeric()).next()?;
    ["Error", "Fault", "Distrust"].iter().any(|it| name.ends_with(it)).then_some(name)
}

/// What a list of codes says as an error is its code, which lasts; its meaning is a sentence.
#[test]
fn a_fault_of_a_list_of_codes_goes_through_a_box() {
    let boxed: Box<dyn std::error::Error + Send + Sync> = BookFault::Full.into();
    assert_eq!(
        (boxed.to_string(), BookFault::Full.meaning()),
        ("book-full".to_owned(), "Every place was given out: begin another list.")
    );
    let fault = Fault::new(0..1, "no day", "write 2026-03-01");
    assert_eq!(fault.to_string(), "no day; write 2026-03-01");
}
