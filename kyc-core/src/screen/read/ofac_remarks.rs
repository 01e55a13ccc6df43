//! Remarks of the US Treasury's CSV: facts joined by semicolons, each with its label in front.
//!
//! `DOB 13 Dec 1960; POB Cali, Colombia; Passport AC312064 (Colombia) expires 2020; alt. Digital Currency Address - XBT 1…`

use super::draft::Draft;
use crate::screen::list::{Country, CountryRole, PlaceRole, Strength};

/// Labels before a number, the longer of two before the shorter. What is not here stays a remark.
const NUMBERS: &[&str] = &[
    "British National Overseas Passport",
    "Diplomatic Passport",
    "Stateless Person Passport",
    "Passport",
    "National ID No.",
    "National Foreign ID Number",
    "Identification Number",
    "Personal ID Card",
    "Federal ID Card",
    "Tax ID No.",
    "Fiscal Code",
    "Italian Fiscal Code",
    "V.A.T. Number",
    "SSN",
    "US FEIN",
    "Cedula No.",
    "D.N.I.",
    "N.I.E.",
    "NIT #",
    "RUC #",
    "RIF #",
    "R.F.C.",
    "C.U.R.P.",
    "C.U.I.T.",
    "C.U.I.P.",
    "C.I.F.",
    "N.I.F.",
    "C.R. No.",
    "I.F.E.",
    "RTN",
    "Registration ID",
    "Registration Number",
    "Business Registration Document #",
    "Business Registration Number",
    "Commercial Registry Number",
    "Certificate of Incorporation Number",
    "Company Number",
    "UK Company Number",
    "Public Registration Number",
    "Chamber of Commerce Number",
    "Matricula Mercantil No",
    "Folio Mercantil No.",
    "Organization Code",
    "Unified Social Credit Code (USCC)",
    "United Social Credit Code Certificate (USCCC)",
    "Legal Entity Number",
    "Enterprise Number",
    "Trade License No.",
    "License",
    "Serial No.",
    "SWIFT/BIC",
    "BIK (RU)",
    "D-U-N-S Number",
    "Vessel Registration Identification",
    "MMSI",
    "Driver's License No.",
    "Birth Certificate Number",
    "Travel Document Number",
    "Tazkira National ID Card",
    "Turkish Identification Number",
    "Chinese Commercial Code",
    "Residency Number",
    "Electoral Registry No.",
    "Bosnian Personal ID No.",
    "Kenyan ID No.",
    "Military Registration Number",
    "Central Registration System Number",
    "Economic Register Number (CBLS)",
    "ISIN",
    "Equity Ticker",
    "Phone Number",
];
const CURRENCY: &str = "Digital Currency Address - ";

/// Takes a remark apart.
pub(super) fn remarks(text: &str, draft: &mut Draft<'_>) {
    for part in text.split(';') {
        let part = part.trim();
        let part = part.strip_suffix('.').unwrap_or(part);
        let fact = part.strip_prefix("alt. ").unwrap_or(part);
        let after = |label: &str| fact.strip_prefix(label);
        if let Some(text) = after("DOB ") {
            draft.birth(text);
        } else if let Some(text) = after("POB ") {
            draft.place_in_words(text, PlaceRole::Birth);
        } else if let Some(text) = after("nationality ").or_else(|| after("citizen ")) {
            draft.country(text, CountryRole::Nationality);
        } else if let Some(text) = after("Gender ") {
            draft.gender(text);
        } else if let Some(text) = after("a.k.a. ").or_else(|| after("f.k.a. ")) {
            // Names in quotation marks among the remarks are the Treasury's weak aliases.
            draft.name(text.trim_matches(['\'', '"', ' ']), Strength::WeakAlias);
        } else if let Some((ticker, address)) = after(CURRENCY).and_then(|it| it.split_once(' ')) {
            draft.address(ticker, address);
        } else if let Some(text) = after("Former Vessel Flag ").or_else(|| after("Vessel Flag ")) {
            draft.country(text, CountryRole::Registration);
        } else if let Some((label, rest)) = number(fact) {
            let (value, country) = rest.split_once(" (").unwrap_or((rest, ""));
            let country = country.split_once(')').and_then(|it| Country::named(it.0));
            let value = value.split(" issued ").next().unwrap_or(value);
            draft.identifier(label, value.split(" expires ").next().unwrap_or(value), country);
        } else {
            draft.remark(part);
        }
    }
}

fn number(fact: &str) -> Option<(&'static str, &str)> {
    let with =
        |label: &&'static str| fact.strip_prefix(*label).and_then(|it| it.strip_prefix(' ')).map(|it| (*label, it));
    NUMBERS.iter().find_map(with)
}
