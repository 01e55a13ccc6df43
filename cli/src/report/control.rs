//! Whether control over a wallet was proved: an object for machines, some lines for people.

use super::paint::{BAD, FAINT, GOOD, STRONG, WARN, fit, fold, paint, side_by_side};
use super::words::{clean, second};
use serde::Serialize;
use tidegate_kyc_core::wallet::proof::{ChallengeError, Standing, Way};

/// The schema of the object.
pub(crate) const SCHEMA: &str = "tidegate.wallet-proof/1";

/// The answer; its schema is docs/schema/wallet-proof.schema.json.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ControlLine {
    /// `wallet-proof`.
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// [`SCHEMA`].
    pub(crate) schema: &'static str,
    /// The wallet.
    pub(crate) address: String,
    /// The networks that it can belong to.
    pub(crate) networks: Vec<&'static str>,
    /// `proved`, `refuted` or `unknown`.
    pub(crate) answer: &'static str,
    /// In which way it was proved.
    pub(crate) way: Option<&'static str>,
    /// Why it was not.
    pub(crate) why: Option<String>,
    /// Who asked.
    pub(crate) origin: String,
    /// Whom.
    pub(crate) customer: String,
    /// The challenge's random number.
    pub(crate) nonce: String,
    /// From when on it could be answered.
    pub(crate) issued: String,
    /// Until when.
    pub(crate) expires: String,
    /// For when it was judged.
    pub(crate) at: String,
    /// SHA-256 of the text that was to be signed.
    pub(crate) text_sha256: String,
}

/// The page of an answer.
pub(crate) fn page(line: &ControlLine, width: usize) -> String {
    let width = width.clamp(40, 110);
    let (style, word) = match line.answer {
        "proved" => (GOOD, "PROVED"),
        "refuted" => (BAD, "NOT PROVED"),
        _ => (WARN, "UNKNOWN"),
    };
    let mut text = vec![format!(" {}  wallet {}", paint(style, word), paint(STRONG, &clean(&line.address)))];
    let way = line.way.map_or_else(|| line.networks.join(", "), |it| format!("by {it}"));
    let facts = [
        way,
        format!("customer {}", clean(&line.customer)),
        format!("asked by {}", clean(&line.origin)),
        format!("to be answered {} – {}", second(&line.issued), second(&line.expires)),
        format!("judged for {}", second(&line.at)),
    ];
    text.extend(side_by_side(&facts, width - 1).into_iter().map(|it| format!(" {}", paint(FAINT, &it))));
    text.push(String::new());
    let told = match &line.why {
        Some(why) => why.clone(),
        None => {
            "Whoever answered has the key of this address. Whose key it is, and who else has it, this does not show. \
                 Accept no second answer to the same challenge."
                .to_owned()
        }
    };
    text.extend(fold(&told, width - 2).into_iter().map(|it| format!(" {it}")));
    text.push(format!(" {}", paint(FAINT, &format!("text sha256 {}", line.text_sha256))));
    fit(&(text.join("\n") + "\n"), width)
}

/// What an answer to a challenge is worth, in a word.
pub(crate) fn word(answer: Result<Way, ChallengeError>) -> &'static str {
    match answer.map_err(ChallengeError::standing) {
        Ok(_) => "proved",
        Err(Standing::Refuted) => "refuted",
        Err(Standing::Unknown) => "unknown",
    }
}
