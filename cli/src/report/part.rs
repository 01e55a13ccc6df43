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
    // An instant is not torn: where both do not fit on a line, each has its own.
    let both = ends(slice);
    let both = if both.len() + ":".len() < width { both } else { both.replacen("..", ".. ", 1) };
    let mut line = format!("slice {both}: {transfers} of {whole} transfers; rules were run from {back}");
    if slice.may_grow && slice.to.is_some() {
        line +=
            &format!("; the exports end within {} of it, so that its last hits may still grow", slice.longest_window);
    }
    fold(&line, width - 1).into_iter().map(|it| format!(" {it}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_instant_of_a_slice_is_torn() {
        let (from, to) = ("2026-03-11T00:00:00Z", "2026-03-12T00:00:00Z");
        let slice = SliceLine {
            schema: String::new(),
            from: Some(from.to_owned()),
            to: Some(to.to_owned()),
            transfers: 19,
            before: 400,
            after: 51,
            may_grow: false,
            longest_window: "72h".to_owned(),
            look_back: "72h".to_owned(),
            look_back_by_rule: std::collections::BTreeMap::new(),
            hits: 0,
            unfinished: 0,
            too_little: 0,
            inputs_digest: String::new(),
            pack_digest: String::new(),
        };
        for width in 40..=100 {
            let lines = lines(&slice, width);
            assert!(lines.iter().all(|it| it.len() <= width), "{width}: {lines:?}");
            assert!([from, to].iter().all(|end| lines.iter().any(|it| it.contains(end))), "{width}: {lines:?}");
        }
    }
}
