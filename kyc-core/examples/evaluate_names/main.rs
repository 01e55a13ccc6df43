//! Measures the name matcher: `evaluate_names pairs FOLDER [0|1]` on labelled pairs (the half given by
//! the hash of the pair, else all), `evaluate_names search LIST` on the Treasury's whole list; `THRESHOLD`,
//! `SET`, `CENSUS` (a folder of name frequencies), `SHOW` and `BRUTE` in the environment;
//! `evaluate_names speed LIST` how long searches over it take.
//!
//! A program for people who tune and for the figures of docs/screening.md; nothing of the product uses it.
#![allow(clippy::float_arithmetic, clippy::print_stdout, clippy::unwrap_used, reason = "a measuring program")]

mod clean;
mod measure;
mod pairs;
mod search;
mod speed;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["pairs", folder] => pairs::run(folder, None),
        ["pairs", folder, half] => pairs::run(folder, half.parse().ok()),
        ["search", list] => search::run(list),
        ["speed", list] => speed::run(list),
        _ => println!("evaluate_names pairs FOLDER [0|1] | search LIST | speed LIST"),
    }
}
