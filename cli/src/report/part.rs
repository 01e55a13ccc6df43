//! Which part of a ledger was judged, for people.

use super::lines::SliceLine;
use super::paint::fold;
use super::words::{clean, grouped};

/// From where to where a slice reaches.
pub(super) fn ends(slice: &SliceLine) -> String {
    let end = |it: &Option<String>| it.as_deref().map(clean).unwrap_or_default();
    format!("{}..{}", end(&slice.from), end(&slice.to))
}

/// Which part was judged, and what that means for the rest.
pub(super) fn lines(slice: &SliceLine, width: usize) -> Vec<String> {
    let whole = slice.before + slice.transfers + slice.after;
    let [transfers, whole] = [slice.transfers, whole].map(grouped);
    let back = match slice.look_back.as_str() {
        "whole" => "the first transfer on".to_owned(),
        length => format!("{length} before it"),
    };
    let mut line = format!("slice {}: {transfers} of {whole} transfers; rules were run from {back}", ends(slice));
    if slice.may_grow && slice.to.is_some() {
        line +=
            &format!("; the exports end within {} of it, so that its last hits may still grow", slice.longest_window);
    }
    fold(&line, width - 1).into_iter().map(|it| format!(" {it}")).collect()
}
