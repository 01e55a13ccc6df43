//! What a case expects: `hit SUBJECT rows 1-3,5 score 40`, `quiet SUBJECT`, `quiet`,
//! `too_little`, `unfinished`, one a line.

use super::notation::{Scenario, Word, words};
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
            match Self::line(line, span.start, scenario) {
                Err(fault) => faults.push(fault),
                Ok(one) => {
                    if let Some(other) = expected.iter().find(|it| it.contradicts(&one)) {
                        faults.push(Fault::new(
                            span,
                            format!("\"{one}\" and \"{other}\" cannot both come true"),
                            "keep one of them",
                        ));
                    } else {
                        expected.push(one);
                    }
                }
            }
        }
        if expected.is_empty() && faults.is_empty() {
            faults.push(Fault::new(0..text.len(), "nothing is expected", SHAPES));
        }
        (expected, faults)
    }

    fn line(line: &str, at: usize, scenario: &Scenario) -> Result<Self, Fault> {
        let words = words(line, at)?;
        let texts: Vec<&str> = words.iter().map(|it| it.text.as_str()).collect();
        let known = |word: &Word| {
            if scenario.knows(&word.text) {
                return Ok(word.text.clone());
            }
            let help = "name a wallet of this case, or cust:42 for its customer 42";
            Err(Fault::new(word.span.clone(), format!("\"{}\" is in no transfer", word.text), help))
        };
        match texts.as_slice() {
            ["quiet"] => Ok(Self::Nobody),
            ["too_little"] => Ok(Self::TooLittle),
            ["unfinished"] => Ok(Self::Unfinished),
            ["quiet", _] => Ok(Self::Quiet { subject: known(&words[1])? }),
            ["hit", _, "rows", _] => {
                Ok(Self::Hit { subject: known(&words[1])?, rows: rows(&words[3], scenario)?, score: None })
            }
            ["hit", _, "rows", _, "score", points] => {
                let score = points.parse().map_err(|_| {
                    Fault::new(
                        words[5].span.clone(),
                        format!("\"{points}\" is not a score"),
                        "write a whole number of points",
                    )
                })?;
                Ok(Self::Hit { subject: known(&words[1])?, rows: rows(&words[3], scenario)?, score: Some(score) })
            }
            [first, ..] if !["hit", "quiet", "too_little", "unfinished"].contains(first) => {
                let help = suggest(first, &["hit", "quiet", "too_little", "unfinished"]);
                Err(Fault::new(words[0].span.clone(), format!("\"{first}\" is not an answer"), help))
            }
            _ => Err(Fault::new(at..at + line.trim_end().len(), "an expectation cannot be read", SHAPES)),
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
        if last as usize > scenario.transfers.len() {
            return Err(fault(format!("row {last} is beyond the {} transfers of the case", scenario.transfers.len())));
        }
        rows.extend(first..=last);
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
