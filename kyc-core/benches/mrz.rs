//! What reading a machine-readable zone costs: reading alone, and with every answer.

use divan::black_box;
use tidegate_kyc_core::base::Day;
use tidegate_kyc_core::document::mrz::{Digit, Ending, Mrz};
use tidegate_kyc_core::document::transliterate::{Fit, Spelling};

const ZONES: [(&str, &str); 3] = [
    ("td1", "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"),
    ("td3", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"),
    ("french-id", "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n8806923102858CORINNE<<<<<<<6512068F6"),
];

fn main() {
    divan::main();
}

fn zone(kind: &str) -> &'static str {
    ZONES.iter().find(|it| it.0 == kind).map_or("", |it| it.1)
}

#[divan::bench(args = ZONES.map(|it| it.0))]
fn read(kind: &str) -> bool {
    Mrz::read(black_box(zone(kind))).is_ok()
}

#[divan::bench(args = ZONES.map(|it| it.0))]
fn read_and_answer(kind: &str) -> usize {
    let Ok(mrz) = Mrz::read(black_box(zone(kind))) else { return 0 };
    let agreeing = mrz.digits().filter(|it| it.1 == Digit::Agrees).count();
    let dates = usize::from(mrz.birth().reveal().birth(Day::from_days(20_000)).is_ok());
    let names = mrz.name().reveal().primary_parts().count() + mrz.document_number().reveal().len();
    agreeing + mrz.forms().count() + dates + names
}

#[divan::bench]
fn suggest() -> usize {
    let text = "P<UT0ERIK55ON<<ANNA<MAR1A<<<<<<<<<<<<<<<<<<<\nL898902C36UTO740BIZZF12041S9ZE184226B<<<<<1O";
    Mrz::read(black_box(text)).map_or(0, |it| it.suggestions().len())
}

#[divan::bench]
fn spell_a_name_and_fit_it() -> bool {
    Spelling::of(black_box("Müller-Lüdenscheidt"))
        .is_ok_and(|it| it.fits("MUELLER<LUEDENSCHEIDT", Ending::Whole) == Fit::Whole)
}
