//! Status lists that came with a document: those that count, and of the others in words why they do not.
//!
//! A list that nobody vouches for says nothing about the document, and must not pass for one that does.

use super::Ask;
use super::signed::LEEWAY;
use tidegate_kyc_core::base::Instant;
use tidegate_kyc_core::document::StatusReference;
use tidegate_kyc_core::evidence::{Answer, Check, CheckCode};
use tidegate_kyc_core::trust::status::{StatusList, authenticate_status_list};
use tidegate_kyc_core::trust::{Authenticated, TokenDistrust, TokenFault, Trust};

/// A list that does not count.
pub(super) struct Refused {
    /// Whether the document refers to it.
    pub(super) own: bool,
    /// Why it does not count.
    pub(super) why: String,
}

/// Authenticates the lists. One that is too old is passed over where a newer one of the same name counts.
pub(super) fn judge(
    ask: &Ask<'_>,
    trust: &Trust<'_>,
    listed: Option<&StatusReference>,
) -> (Vec<Authenticated<StatusList>>, Vec<Refused>) {
    let (mut lists, mut refused) = (Vec::new(), Vec::new());
    for list in ask.lists {
        match authenticate_status_list(list.clone(), trust, LEEWAY, ask.at) {
            Ok(list) => lists.push(list),
            Err(why) => refused.push((list, why)),
        }
    }
    let replaced = |it: &(&StatusList, TokenDistrust)| {
        is_old(it.1.fault()) && lists.iter().any(|other| other.document().uri() == it.0.uri())
    };
    let refused = refused.into_iter().filter(|it| !replaced(it)).map(|(list, why)| Refused {
        own: listed.is_some_and(|it| it.uri == list.uri()),
        why: words(list, &why, ask.at),
    });
    let refused = refused.collect();
    (lists, refused)
}

const fn is_old(fault: TokenFault) -> bool {
    matches!(fault, TokenFault::Expired | TokenFault::StatusOld)
}

fn words(list: &StatusList, why: &TokenDistrust, at: Instant) -> String {
    const HOUR: i64 = 3_600_000_000;
    match (why.fault(), list.expires()) {
        (TokenFault::Expired, Some(end)) => format!("the status list has expired, on {end}: fetch it anew"),
        (TokenFault::StatusOld, _) => {
            let hours = at.since(list.issued()) / HOUR;
            let age = if hours < 72 { format!("{hours} hours") } else { format!("{} days", hours / 24) };
            format!("the status list is {age} old and does not say how long it counts: fetch it anew")
        }
        _ => {
            let why = why.to_string();
            let clause = why.strip_prefix("the status list: ").unwrap_or(&why);
            format!("a status list was given that does not count: {clause}")
        }
    }
}

/// As checks of their own.
pub(super) fn lines(refused: Vec<Refused>) -> impl Iterator<Item = Check> {
    refused.into_iter().map(|it| Check::new(CheckCode::Revocation, Answer::Unknown, it.why))
}
