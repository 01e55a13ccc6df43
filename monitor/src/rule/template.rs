//! The explanation of a hit: a sentence with placeholders in braces.
//!
//! Placeholders are closed: the quantities of the kind, the window, the subject, the selected
//! range of values and the asked bounds. A sentence is written for many; what follows a count of
//! one is put into the singular, as far as English does so by rule.

use super::figure::{show, show_duration, show_money};
use super::{Require, Rule, Select};
use crate::pattern::{Bounds, Figure, Kind, Measured, Quantity, QuantityRow, Unit};
use std::ops::Range;
use tidegate_kyc_core::base::written::{Fault, suggest};

/// A piece of a template.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'t> {
    Text(&'t str),
    Placeholder(&'t str, Range<usize>),
    /// A brace without its partner.
    Loose(Range<usize>),
}

/// What a placeholder stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filling {
    Measured(Quantity),
    AskedMin(Quantity),
    AskedMax(Quantity),
    Within,
    Subject,
    ValueFrom,
    ValueBelow,
}

fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::with_capacity(16);
    let mut at = 0;
    while let Some(next) = template[at..].find(['{', '}']).map(|it| at + it) {
        pieces.push(Piece::Text(&template[at..next]));
        at = next + 1;
        let closing = template[at..].find(['{', '}']).map(|it| at + it);
        match closing.filter(|it| template[next..].starts_with('{') && template[*it..].starts_with('}')) {
            Some(end) => {
                pieces.push(Piece::Placeholder(&template[at..end], next..end + 1));
                at = end + 1;
            }
            None => pieces.push(Piece::Loose(next..at)),
        }
    }
    pieces.push(Piece::Text(&template[at..]));
    pieces
}

/// What a template may speak of, as far as the rest of the file could be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fillable<'a> {
    pub(super) select: Option<&'a Select>,
    pub(super) kind: Option<Kind>,
    pub(super) bounds: Option<&'a Bounds>,
}

impl<'a> Fillable<'a> {
    pub(super) const fn of(select: &'a Select, require: &'a Require) -> Self {
        Self { select: Some(select), kind: Some(require.kind), bounds: Some(&require.bounds) }
    }

    /// Everything that can be filled, in the order of documentation.
    fn fillings(self) -> Vec<(String, Filling)> {
        let mut known = Vec::new();
        let measured = |it: &&QuantityRow| self.kind.is_none_or(|kind| it.kinds.contains(&kind));
        for row in Quantity::table().iter().filter(measured) {
            known.push((row.name.to_owned(), Filling::Measured(row.quantity)));
        }
        known.push(("within".to_owned(), Filling::Within));
        known.push(("subject".to_owned(), Filling::Subject));
        if self.select.is_none_or(|it| it.value_from.is_some()) {
            known.push(("select.value.from".to_owned(), Filling::ValueFrom));
        }
        if self.select.is_none_or(|it| it.value_below.is_some()) {
            known.push(("select.value.below".to_owned(), Filling::ValueBelow));
        }
        for (quantity, bound) in self.bounds.map_or(&[][..], |it| &it.0) {
            let name = quantity.row().name;
            if bound.min.is_some() {
                known.push((format!("require.{name}.min"), Filling::AskedMin(*quantity)));
            }
            if bound.max.is_some() {
                known.push((format!("require.{name}.max"), Filling::AskedMax(*quantity)));
            }
        }
        known
    }

    /// The one of them that has this name.
    fn named(self, name: &str) -> Option<Filling> {
        let row = |name: &str| Quantity::table().iter().find(|it| it.name == name);
        let measured = || row(name).filter(|it| self.kind.is_none_or(|kind| it.kinds.contains(&kind)));
        match name {
            "within" => Some(Filling::Within),
            "subject" => Some(Filling::Subject),
            "select.value.from" => self.select.is_none_or(|it| it.value_from.is_some()).then_some(Filling::ValueFrom),
            "select.value.below" => {
                self.select.is_none_or(|it| it.value_below.is_some()).then_some(Filling::ValueBelow)
            }
            _ => match name.strip_prefix("require.").and_then(|it| it.rsplit_once('.')) {
                None => measured().map(|it| Filling::Measured(it.quantity)),
                Some((asked, end)) => {
                    let quantity = row(asked)?.quantity;
                    let bound = self.bounds?.0.iter().find(|it| it.0 == quantity)?.1;
                    match end {
                        "min" => bound.min.map(|_| Filling::AskedMin(quantity)),
                        "max" => bound.max.map(|_| Filling::AskedMax(quantity)),
                        _ => None,
                    }
                }
            },
        }
    }
}

/// Every placeholder that nothing fills, and every brace without its partner. What could not be
/// read is given the benefit of the doubt.
pub(super) fn faults(template: &str, fillable: Fillable<'_>) -> Vec<Fault> {
    let known = fillable.fillings();
    let names: Vec<&str> = known.iter().map(|it| it.0.as_str()).collect();
    let doubtful = |name: &str| fillable.bounds.is_none() && name.starts_with("require.");
    let mut faults = Vec::new();
    for piece in pieces(template) {
        match piece {
            Piece::Placeholder(name, span) if !names.contains(&name) && !doubtful(name) => {
                let message = format!("nothing fills the placeholder {{{name}}}");
                faults.push(Fault::new(span, message, suggest(name, &names)));
            }
            Piece::Loose(span) => {
                let help = "write placeholders as {name}; braces stand for nothing else";
                faults.push(Fault::new(span, "a brace without its partner", help));
            }
            _ => {}
        }
    }
    faults
}

/// The rule's explanation with figures filled in; `subject` is how the subject is to be called.
///
/// A figure that was not measured, or could not be known, reads "an unknown …", one that is known in part "at least …". Behind a count of
/// one stands the singular: "1 sender", not "1 senders".
#[must_use]
pub fn fill(rule: &Rule, currency: &str, measured: &[Measured], subject: &str) -> String {
    let fillable = Fillable::of(&rule.select, &rule.require);
    let mut text = String::with_capacity(rule.explain.len() + 64);
    let mut one = false;
    for piece in pieces(&rule.explain) {
        let after_one = std::mem::take(&mut one);
        match piece {
            Piece::Text(it) if after_one => text.push_str(&singular(it)),
            Piece::Text(it) => text.push_str(it),
            Piece::Loose(span) => text.push_str(rule.explain.get(span).unwrap_or("")),
            Piece::Placeholder(name, span) => match fillable.named(name) {
                Some(filling) => {
                    one = is_one(filling, rule, measured);
                    text.push_str(&filled(filling, rule, currency, measured, subject));
                }
                None => text.push_str(rule.explain.get(span).unwrap_or("")),
            },
        }
    }
    text
}

/// Whether a count of exactly one stands here.
fn is_one(filling: Filling, rule: &Rule, measured: &[Measured]) -> bool {
    let bounds = &rule.require.bounds;
    let (what, figure) = match filling {
        Filling::Measured(what) => (what, observed(what, measured)),
        Filling::AskedMin(what) => (what, asked(bounds.of(what).min)),
        Filling::AskedMax(what) => (what, asked(bounds.of(what).max)),
        _ => return false,
    };
    what.row().unit == Unit::Count && matches!(figure, Figure::Exact(1) | Figure::AtLeast(1))
}

fn observed(what: Quantity, measured: &[Measured]) -> Figure {
    measured.iter().find(|it| it.what == what).map_or(Figure::Unknown, |it| it.observed)
}

fn asked(end: Option<u64>) -> Figure {
    end.map_or(Figure::Unknown, Figure::Exact)
}

/// The text with its first noun in the singular: the first word that ends like a plural, if it is
/// one of the first two and nothing but letters comes before it; and the verb right behind it.
fn singular(text: &str) -> String {
    let mut words = text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let letters = |it: &String| !it.is_empty() && it.chars().all(char::is_alphabetic);
    // Before the first word stands the blank behind the figure.
    for at in 1..words.len().min(3) {
        let end = words[at].trim_end_matches([',', ';', '.', ':', ')']).len();
        let Some(one) = singular_of(&words[at][..end]) else { if letters(&words[at]) { continue } else { break } };
        words[at].replace_range(..end, &one);
        let verbs = [("were", "was"), ("are", "is"), ("have", "has")];
        if let Some(verb) = words.get_mut(at + 1)
            && let Some((_, one)) = verbs.iter().find(|it| it.0 == verb)
        {
            (*one).clone_into(verb);
        }
        break;
    }
    words.join(" ")
}

/// `parties` → `party`, `addresses` → `address`, `senders` → `sender`; `None` for no plural.
fn singular_of(word: &str) -> Option<String> {
    if let Some(stem) = word.strip_suffix("ies") {
        return Some(format!("{stem}y"));
    }
    if ["sses", "shes", "ches", "xes", "zes"].iter().any(|it| word.ends_with(it)) {
        return word.strip_suffix("es").map(str::to_owned);
    }
    let plural = word.len() > 2 && !["ss", "us", "is"].iter().any(|it| word.ends_with(it));
    word.strip_suffix('s').filter(|_| plural).map(str::to_owned)
}

fn filled(filling: Filling, rule: &Rule, currency: &str, measured: &[Measured], subject: &str) -> String {
    let bounds = &rule.require.bounds;
    let money = |it: Option<crate::ledger::Value>| show_money(it.map_or(0, |it| it.0), currency);
    match filling {
        Filling::Measured(what) => show(what, observed(what, measured), currency),
        Filling::AskedMin(what) => show(what, asked(bounds.of(what).min), currency),
        Filling::AskedMax(what) => show(what, asked(bounds.of(what).max), currency),
        Filling::Within => show_duration(u64::try_from(rule.require.within.micros()).unwrap_or(0)),
        Filling::Subject => subject.to_owned(),
        Filling::ValueFrom => money(rule.select.value_from),
        Filling::ValueBelow => money(rule.select.value_below),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Bound;
    use crate::rule::validate_select::everything;
    use crate::rule::{Direction, Subject};

    #[test]
    fn behind_a_one_stands_the_singular() {
        for (many, one) in [
            (" senders", " sender"),
            (" deposits, ", " deposit, "),
            (" incoming transfers in all", " incoming transfer in all"),
            (" parties in between", " party in between"),
            (" addresses were paid in ", " address was paid in "),
            (" wallets without pasts", " wallet without pasts"),
            (" process", " process"),
            (" as before", " as before"),
            (" in a row", " in a row"),
            (", 3 senders", ", 3 senders"),
            ("", ""),
        ] {
            assert_eq!(singular(many), one);
        }
    }

    /// The oracle is the list of all that can be filled.
    #[test]
    fn a_filling_is_found_by_its_name() {
        let bound = |min, max| Bound { min, max };
        let rows = || Quantity::table().iter().enumerate();
        let some = rows().map(|(at, it)| (it.quantity, bound((at % 2 == 0).then_some(1), (at % 3 == 0).then_some(9))));
        let everything = || everything(Subject::Party, Direction::In);
        let (bounds, select) = (Bounds(some.collect()), everything());
        let ranged = Select { value_from: Some(crate::ledger::Value(1)), ..everything() };
        let kinds = [None, Some(Kind::Flow), Some(Kind::Turnover), Some(Kind::Path), Some(Kind::Diamond)];
        for kind in kinds {
            for (select, bounds) in [(None, None), (Some(&select), Some(&bounds)), (Some(&ranged), Some(&bounds))] {
                let fillable = Fillable { select, kind, bounds };
                let known = fillable.fillings();
                let others =
                    ["", "none", "require", "require.", "require.count", "require.count.mid", "require.none.min"];
                let asked = rows().flat_map(|it| ["min", "max"].map(|end| format!("require.{}.{end}", it.1.name)));
                let plain = rows().map(|it| it.1.name.to_owned());
                let selected = ["within", "subject", "select.value.from", "select.value.below"].map(str::to_owned);
                for name in others.map(str::to_owned).into_iter().chain(asked).chain(plain).chain(selected) {
                    let slowly = known.iter().find(|it| it.0 == name).map(|it| it.1);
                    assert_eq!(fillable.named(&name), slowly, "{name}");
                }
            }
        }
    }

    #[test]
    fn a_template_falls_into_text_placeholders_and_loose_braces() {
        assert_eq!(
            pieces("a {count} b} {c {d}"),
            vec![
                Piece::Text("a "),
                Piece::Placeholder("count", 2..9),
                Piece::Text(" b"),
                Piece::Loose(11..12),
                Piece::Text(" "),
                Piece::Loose(13..14),
                Piece::Text("c "),
                Piece::Placeholder("d", 16..19),
                Piece::Text(""),
            ]
        );
    }
}
