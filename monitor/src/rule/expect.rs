//! What a case expects: `hit SUBJECT rows 1-3,5 score 40`, `quiet SUBJECT`, `quiet`,
//! `too_little`, `unfinished`, one a line.

use super::notation::{Scenario, Word, kept, words};
use std::fmt;
use tidegate_kyc_core::base::written::{Fault, suggest};

/// One line of an expectation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expectation {
    /// The subject is hit with exactly these rows.
    Hit {
        /// A wallet, or `cust:42` for customer 42.
        subject: String,
        /// Places among the written transfers, from 1, ascending.
        rows: Vec<u32>,
        /// The exact score, where it matters.
        score: Option<u32>,
    },
    /// This subject is not hit.
    Quiet {
        /// A wallet, or `cust:42` for customer 42.
        subject: String,
    },
    /// Nobody is hit.
    Nobody,
    /// The rule lacks knowledge for some transfer.
    TooLittle,
    /// Some search is not finished.
    Unfinished,
}

const SHAPES: &str = "write hit cust:42 rows 1-3,5 score 40, quiet cust:42, quiet, too_little or unfinished";

const ANSWERS: [&str; 4] = ["hit", "quiet", "too_little", "unfinished"];

impl Expectation {
    /// Reads all lines against the scenario they are about. Every good line stands.
    #[must_use]
    pub fn read(text: &str, scenario: &Scenario) -> (Vec<Self>, Vec<Fault>) {
        let (mut expected, mut faults) = (Vec::<Self>::new(), Vec::new());
        let mut at = 0;
        for line in text.split('\n') {
            let span = at..at + line.trim_end().len();
            at += line.len() + 1;
            if line.trim().is_empty() {
                continue;
            }
            let Some(one) = Self::line(line, span.start, scenario, &mut faults) else { continue };
            if let Some(other) = expected.iter().find(|it| it.contradicts(&one)) {
                let message = format!("\"{one}\" and \"{other}\" cannot both come true");
                faults.push(Fault::new(span, message, "keep one of them"));
            } else {
                expected.push(one);
            }
        }
        if expected.is_empty() && faults.is_empty() {
            faults.push(Fault::new(0..text.len(), "nothing is expected", SHAPES));
        }
        (expected, faults)
    }

    /// One line, or everything that is wrong with it.
    fn line(line: &str, at: usize, scenario: &Scenario, faults: &mut Vec<Fault>) -> Option<Self> {
        let words = kept(faults, words(line, at))?;
        let texts: Vec<&str> = words.iter().map(|it| it.text.as_str()).collect();
        match texts.as_slice() {
            ["quiet"] => Some(Self::Nobody),
            ["too_little"] => Some(Self::TooLittle),
            ["unfinished"] => Some(Self::Unfinished),
            ["quiet", _] => Some(Self::Quiet { subject: kept(faults, known(&words[1], scenario))? }),
            ["hit", _, "rows", _] | ["hit", _, "rows", _, "score", _] => {
                let subject = kept(faults, known(&words[1], scenario));
                let rows = kept(faults, rows(&words[3], scenario));
                let score = words.get(5).map(|it| kept(faults, points(it)));
                Some(Self::Hit { subject: subject?, rows: rows?, score: score.map_or(Some(None), |it| it.map(Some))? })
            }
            [first, ..] if !ANSWERS.contains(first) => {
                let help = suggest(first, &ANSWERS);
                faults.push(Fault::new(words[0].span.clone(), format!("\"{first}\" is not an answer"), help));
                None
            }
            _ => {
                faults.push(Fault::new(at..at + line.trim_end().len(), "an expectation cannot be read", SHAPES));
                None
            }
        }
    }

    fn contradicts(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Hit { .. }, Self::Nobody) | (Self::Nobody, Self::Hit { .. }) => true,
            (Self::Hit { subject, .. }, Self::Quiet { subject: quiet })
            | (Self::Quiet { subject: quiet }, Self::Hit { subject, .. }) => subject == quiet,
            _ => self == other,
        }
    }
}

fn known(word: &Word, scenario: &Scenario) -> Result<String, Fault> {
    if scenario.knows(&word.text) {
        return Ok(word.text.clone());
    }
    let help = "name a wallet of this case, or cust:42 for its customer 42";
    Err(Fault::new(word.span.clone(), format!("\"{}\" is in no transfer", word.text), help))
}

fn points(word: &Word) -> Result<u32, Fault> {
    let message = || format!("\"{}\" is not a score", word.text);
    word.text.parse().map_err(|_| Fault::new(word.span.clone(), message(), "write a whole number of points"))
}

/// `1-3,5` as ascending places among the scenario's transfers.
fn rows(word: &Word, scenario: &Scenario) -> Result<Vec<u32>, Fault> {
    let fault = |message: String| Fault::new(word.span.clone(), message, "write ascending rows of this case: 1-3,5");
    let mut rows: Vec<u32> = Vec::new();
    for part in word.text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (Ok(first), Ok(last)) = (first.parse::<u32>(), last.parse::<u32>()) else {
            return Err(fault(format!("\"{}\" is not a list of rows", word.text)));
        };
        if first == 0 || last < first || rows.last().is_some_and(|it| *it >= first) {
            return Err(fault(format!("the rows \"{}\" are not ascending", word.text)));
        }
        if !scenario.in_doubt && last as usize > scenario.transfers.len() {
            return Err(fault(format!("row {last} is beyond the {} transfers of the case", scenario.transfers.len())));
        }
        // A case in doubt is refused anyway, and its ranges may be of any length.
        rows.extend(if scenario.in_doubt { last } else { first }..=last);
    }
    Ok(rows)
}

/// Ascending rows as `1-3,5`.
fn ranges(rows: &[u32]) -> String {
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match parts.last_mut().filter(|it| it.1 + 1 == *row) {
            Some(part) => part.1 = *row,
            None => parts.push((*row, *row)),
        }
    }
    let one = |(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    parts.iter().map(one).collect::<Vec<_>>().join(",")
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hit { subject, rows, score } => {
                write!(f, "hit {subject} rows {}", ranges(rows))?;
                score.map_or(Ok(()), |it| write!(f, " score {it}"))
            }
            Self::Quiet { subject } => write!(f, "quiet {subject}"),
            Self::Nobody => f.write_str("quiet"),
            Self::TooLittle => f.write_str("too_little"),
            Self::Unfinished => f.write_str("unfinished"),
        }
    }
}
