//! Names, times and amounts as people read them: escaped, shortened, never ambiguous.
//!
//! Takes texts of lines, gives texts for a terminal. Names are chosen by strangers, so nothing
//! reaches a terminal that has not passed [`clean`].

use std::collections::{BTreeMap, BTreeSet};

/// Names up to this many characters are never shortened.
const SHORT: usize = 20;
/// How many characters stay at the front and at the end, from the shortest form to the longest.
const LEVELS: [(usize, usize); 5] = [(6, 4), (8, 8), (12, 12), (20, 16), (28, 24)];
/// Digits of an amount that are shown before its fraction is cut.
const DIGITS: usize = 9;

/// The text with everything escaped that could steer a terminal or hide: control characters,
/// marks of direction, characters without width. Distinct texts stay distinct.
pub(crate) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for it in text.chars() {
        let hidden = matches!(it, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}');
        if it.is_control() || hidden || it == '\\' {
            cleaned.extend(it.escape_default());
        } else {
            cleaned.push(it);
        }
    }
    cleaned
}

/// Short forms of long names: the middle is left out as far as no two names look the same.
#[derive(Debug, Default)]
pub(crate) struct Shortener {
    forms: BTreeMap<String, String>,
}

impl Shortener {
    /// Short forms for all these names. Two names that agree at both ends, as in address
    /// poisoning, keep more of their middle than others. O(n log n) in the names' number.
    pub(crate) fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let cleaned: BTreeMap<&str, String> = names.map(|it| (it, clean(it))).collect();
        let mut taken: BTreeSet<String> = cleaned.values().cloned().collect();
        let mut pending: Vec<(&str, &String)> = cleaned.iter().map(|(name, it)| (*name, it)).collect();
        let mut forms = BTreeMap::new();
        pending.retain(|(_, it)| it.chars().count() > SHORT);
        for level in LEVELS {
            let mut same: BTreeMap<String, Vec<(&str, &String)>> = BTreeMap::new();
            for it in pending.drain(..) {
                same.entry(cut(it.1, level)).or_default().push(it);
            }
            for (form, names) in same {
                match names.as_slice() {
                    [(name, _)] if taken.insert(form.clone()) => {
                        forms.insert((*name).to_owned(), form);
                    }
                    _ => pending.extend(names),
                }
            }
        }
        Self { forms }
    }

    /// The short form of a name, or the cleaned name where it has none.
    pub(crate) fn name(&self, name: &str) -> String {
        self.forms.get(name).cloned().unwrap_or_else(|| clean(name))
    }
}

fn cut(name: &str, (front, end): (usize, usize)) -> String {
    let length = name.chars().count();
    if length <= front + end + 1 {
        return name.to_owned();
    }
    name.chars().take(front).chain(['…']).chain(name.chars().skip(length - end)).collect()
}

/// `2026-03-01T10:00:00Z` as `2026-03-01 10:00`.
pub(crate) fn minute(time: &str) -> String {
    clean(time.get(..16).unwrap_or(time)).replace('T', " ")
}

/// `2026-03-01T10:00:00Z` as `2026-03-01 10:00:00`.
pub(crate) fn second(time: &str) -> String {
    clean(time.trim_end_matches('Z')).replace('T', " ")
}

/// Two times as a range, the second without its day where that is the same.
pub(crate) fn between(first: &str, last: &str) -> String {
    let (first, last) = (minute(first), minute(last));
    match (first.split_once(' '), last.split_once(' ')) {
        _ if first == last => first,
        (Some((day, _)), Some((same, clock))) if day == same => format!("{first} – {clock}"),
        _ => format!("{first} – {last}"),
    }
}

/// An amount with a long fraction cut, marked by an ellipsis.
pub(crate) fn brief(amount: &str) -> String {
    let Some((whole, fraction)) = amount.split_once('.') else { return clean(amount) };
    let room = DIGITS.saturating_sub(whole.trim_start_matches('0').len()).max(2);
    // Zeros after the point are no digits: 0.000000001234 must not become 0.00.
    let zeros = if whole == "0" { fraction.len() - fraction.trim_start_matches('0').len() } else { 0 };
    match fraction.get(..room + zeros) {
        Some(kept) if kept.len() < fraction.len() => clean(&format!("{whole}.{kept}…")),
        _ => clean(amount),
    }
}

/// `1 hit`, `2 hits`.
pub(crate) fn plural(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {many}", grouped(count)) }
}

/// A count in groups of three digits: `1,234,567`.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How many digits tell these ids apart: at least 8, at most all.
pub(crate) fn id_digits<'a>(ids: impl Iterator<Item = &'a str>) -> usize {
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let shared = |a: &str, b: &str| a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    ids.windows(2).map(|pair| shared(pair[0], pair[1]) + 1).max().unwrap_or(0).max(8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn short(names: &[&str]) -> Vec<String> {
        let shortener = Shortener::of(names.iter().copied());
        names.iter().map(|it| shortener.name(it)).collect()
    }

    #[test]
    fn long_addresses_lose_their_middle() {
        assert_eq!(short(&["0x52908400098527886e0f7030069857d2e4169ee7"]), ["0x5290…9ee7"]);
        assert_eq!(short(&["c-0042", "twenty characters ok"]), ["c-0042", "twenty characters ok"]);
    }

    #[test]
    fn addresses_that_agree_at_both_ends_stay_apart() {
        let names = [
            "0x5290840009852788aaaaaaaaaaaaaaaaaa169ee7",
            "0x5290840009852788bbbbbbbbbbbbbbbbbb169ee7",
            "0xother0000000000000000",
        ];
        let forms = short(&names);
        assert_ne!(forms[0], forms[1]);
        assert!(forms[0].chars().count() > forms[2].chars().count());
    }

    #[test]
    fn a_name_that_looks_like_a_short_form_does_not_pass_for_one() {
        let names = ["0x52908400098527886e0f7030069857d2e4169ee7", "0x5290…9ee7"];
        let forms = short(&names);
        assert_ne!(forms[0], forms[1]);
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mred\r\nb"), "a\\u{1b}[31mred\\r\\nb");
        assert_eq!(clean("abc\u{202e}cba\u{200b}"), "abc\\u{202e}cba\\u{200b}");
        assert_eq!(clean("Zürich 東京"), "Zürich 東京");
    }

    #[test]
    fn times_are_read_at_a_glance() {
        assert_eq!(minute("2026-03-01T10:00:59Z"), "2026-03-01 10:00");
        assert_eq!(second("2026-03-01T10:00:59.5Z"), "2026-03-01 10:00:59.5");
        assert_eq!(between("2026-03-01T10:00:00Z", "2026-03-01T11:30:00Z"), "2026-03-01 10:00 – 11:30");
        assert_eq!(between("2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"), "2026-03-01 10:00 – 2026-03-02 10:00");
        assert_eq!(between("2026-03-01T10:00:00Z", "2026-03-01T10:00:09Z"), "2026-03-01 10:00");
    }

    #[test]
    fn long_fractions_are_cut_and_marked() {
        for (amount, expected) in [
            ("9500", "9500"),
            ("1.5", "1.5"),
            ("4.912345678912345678", "4.91234567…"),
            ("123456789012.123456", "123456789012.12…"),
            ("0.000000001234", "0.000000001234"),
            ("0.000000001234567890123", "0.00000000123456789…"),
        ] {
            assert_eq!(brief(amount), expected);
        }
    }

    #[test]
    fn counts_are_grouped() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(plural(1, "hit", "hits"), "1 hit");
        assert_eq!(plural(0, "hit", "hits"), "0 hits");
    }

    #[test]
    fn ids_are_as_long_as_they_must_be() {
        assert_eq!(id_digits(["aaaaaaaaaa1", "bbbbbbbbbb2"].into_iter()), 8);
        assert_eq!(id_digits(["aaaaaaaaaa1", "aaaaaaaaaa2"].into_iter()), 11);
        assert_eq!(id_digits(["aaaaaaaaaa1", "aaaaaaaaaa1"].into_iter()), 8, "one id twice parts nothing");
        assert_eq!(id_digits(std::iter::empty()), 8);
    }

    proptest! {
        #[test]
        fn distinct_names_never_look_the_same(names in proptest::collection::btree_set("[ab…\\\\]{0,2}[ab]{18,40}[ab…\u{1b}]{0,2}", 1..8)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let forms: BTreeSet<String> = short(&names).into_iter().collect();
            prop_assert_eq!(forms.len(), names.len());
        }

        #[test]
        fn a_short_form_is_never_longer_than_the_name(name in "\\PC{0,80}") {
            let form = short(&[&name]).remove(0);
            prop_assert!(form.chars().count() <= clean(&name).chars().count());
        }
    }
}
