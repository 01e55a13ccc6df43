//! Where a payload is read value by value: each reader gives the value, or notes why there is none and goes on.

use crate::base::{Country, Day, Entity, Redacted, is_unseen};
use crate::travel::filler::{Sort, says_nothing};
use crate::travel::gap::{Gap, TravelCode};
use serde_json::{Map, Value};

/// So many gaps are told one by one; whoever sends more has to write the payload anew anyway.
pub(in crate::travel) const GAPS_MAX: usize = 1000;

/// Where a value stands: a name of the standard or a number, and what is around it.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    around: Option<&'p Self>,
    step: Step,
}

#[derive(Clone, Copy)]
enum Step {
    Name(&'static str),
    Item(usize),
}

impl<'p> Place<'p> {
    pub(super) const fn root(name: &'static str) -> Self {
        Self { around: None, step: Step::Name(name) }
    }

    pub(super) const fn name(&'p self, name: &'static str) -> Self {
        Self { around: Some(self), step: Step::Name(name) }
    }

    pub(super) const fn item(&'p self, at: usize) -> Self {
        Self { around: Some(self), step: Step::Item(at) }
    }

    pub(super) fn path(&self) -> String {
        let around = self.around.map(Self::path).unwrap_or_default();
        match self.step {
            Step::Name(name) if around.is_empty() => name.to_owned(),
            Step::Name(name) => format!("{around}.{name}"),
            Step::Item(at) => format!("{around}[{at}]"),
        }
    }
}

/// The texts of the standard: how long they may be and in which letters.
#[derive(Clone, Copy)]
pub(super) enum Datatype {
    /// `MaxNText`: printable ASCII, as the standard's expression `^[ -~]{1,N}$` has it.
    Latin(usize),
    /// `LocalMaxNText`: any letters.
    Local(usize),
}

/// Whether an element has to be there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Must,
    May,
}

pub(super) type Members = Map<String, Value>;

/// Where gaps are gathered.
pub(super) struct Desk {
    pub(super) gaps: Vec<Gap>,
    pub(super) left_off: u64,
    /// The day for which the payload is read.
    pub(super) at: Day,
}

impl Desk {
    pub(super) fn note(&mut self, place: &Place<'_>, code: TravelCode) {
        self.push(|| Gap::new(place.path(), code));
    }

    pub(super) fn note_with(&mut self, place: &Place<'_>, code: TravelCode, detail: impl Into<String>) {
        self.push(|| Gap::new(place.path(), code).with(detail));
    }

    fn push(&mut self, gap: impl FnOnce() -> Gap) {
        if self.gaps.len() < GAPS_MAX {
            self.gaps.push(gap());
        } else {
            self.left_off += 1;
        }
    }

    /// The members of an object, of which each name is one of `known`.
    pub(super) fn members<'v>(
        &mut self,
        value: &'v Value,
        place: &Place<'_>,
        known: &[&'static str],
    ) -> Option<&'v Members> {
        let Value::Object(members) = value else {
            self.wrong_type(place, value, "an object");
            return None;
        };
        for name in members.keys().filter(|it| !known.contains(&it.as_str())) {
            // A stranger's word may be anybody's name: only words of the standard are repeated.
            match super::word_of_the_standard(name) {
                Some((word, told)) => self.note_with(&place.name(word), TravelCode::UnknownElement, told),
                None => {
                    let told = match crate::base::written::closest(name, known.iter().copied()) {
                        Some(near) => format!("a name that is nearly {near}"),
                        None => "a name that no version of the standard has".to_owned(),
                    };
                    self.note_with(place, TravelCode::UnknownElement, told);
                }
            }
        }
        Some(members)
    }

    pub(super) fn wrong_type(&mut self, place: &Place<'_>, value: &Value, asked: &str) {
        let is = match value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.note_with(place, TravelCode::WrongType, format!("it is {is} and has to be {asked}"));
    }

    /// A member that has to be there, or may be.
    pub(super) fn member<'v>(
        &mut self,
        members: &'v Members,
        place: &Place<'_>,
        name: &'static str,
        need: Need,
    ) -> Option<&'v Value> {
        let found = members.get(name);
        if found.is_none() && need == Need::Must {
            self.note(&place.name(name), TravelCode::ElementMissing);
        }
        found
    }

    /// The entries of an element that may stand several times: a list, or one value without brackets.
    pub(super) fn entries<'v>(
        &mut self,
        members: &'v Members,
        place: &Place<'_>,
        name: &'static str,
        need: Need,
    ) -> &'v [Value] {
        let entries = match self.member(members, place, name, need) {
            None => return &[],
            Some(Value::Array(entries)) => entries.as_slice(),
            Some(one) => std::slice::from_ref(one),
        };
        if entries.is_empty() && need == Need::Must {
            self.note(&place.name(name), TravelCode::ElementMissing);
        }
        entries
    }

    /// A text member of its datatype.
    pub(super) fn text(
        &mut self,
        members: &Members,
        place: &Place<'_>,
        (name, datatype, sort): (&'static str, Datatype, Sort),
        need: Need,
    ) -> Option<Redacted<String>> {
        let value = self.member(members, place, name, need)?;
        self.text_of(value, &place.name(name), datatype, sort)
    }

    pub(super) fn text_of(
        &mut self,
        value: &Value,
        place: &Place<'_>,
        datatype: Datatype,
        sort: Sort,
    ) -> Option<Redacted<String>> {
        let Value::String(text) = value else {
            self.wrong_type(place, value, "a text");
            return None;
        };
        let (most, fits): (usize, fn(char) -> bool) = match datatype {
            Datatype::Latin(most) => (most, |it| (' '..='~').contains(&it)),
            Datatype::Local(most) => (most, is_local),
        };
        let length = text.chars().count();
        if length == 0 {
            self.note(place, TravelCode::Empty);
            return None;
        }
        if length > most {
            let told = format!("it has {length} characters, and at most {most} are allowed");
            self.note_with(place, TravelCode::TooLong, told);
            return None;
        }
        if !text.chars().all(fits) {
            self.note(place, TravelCode::Characters);
            return None;
        }
        if says_nothing(text, sort) {
            self.note(place, TravelCode::Meaningless);
        }
        Some(Redacted::new(text.clone()))
    }

    /// A member that is a code of a list; `parse` knows the list.
    pub(super) fn code<T>(
        &mut self,
        members: &Members,
        place: &Place<'_>,
        name: &'static str,
        parse: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.member(members, place, name, Need::Must)?;
        self.code_of(value, &place.name(name), parse)
    }

    pub(super) fn code_of<T>(&mut self, value: &Value, place: &Place<'_>, parse: fn(&str) -> Option<T>) -> Option<T> {
        let Value::String(text) = value else {
            self.wrong_type(place, value, "a text");
            return None;
        };
        let found = parse(text);
        if found.is_none() {
            self.note(place, TravelCode::UnknownCode);
        }
        found
    }

    /// C3: a country.
    pub(super) fn country(
        &mut self,
        members: &Members,
        place: &Place<'_>,
        name: &'static str,
        need: Need,
    ) -> Option<Redacted<Option<Country>>> {
        let value = self.member(members, place, name, need)?;
        let place = place.name(name);
        let Value::String(text) = value else {
            self.wrong_type(&place, value, "a text");
            return None;
        };
        if text == UNKNOWN_STATE {
            return Some(Redacted::new(None));
        }
        // Kosovo has no code of ISO 3166-1: XK is left to users, and KS is that of travel documents.
        let of_iso = |it: &Country| it.entity() == Entity::State && it.alpha2() == Some(text) && text != "KS";
        let country = Country::from_alpha2(text).filter(of_iso);
        if country.is_none() {
            self.note(&place, TravelCode::Country);
        }
        country.map(|it| Redacted::new(Some(it)))
    }
}

/// The code for a state that is not known (WIPO ST.3, as the standard takes it).
pub(in crate::travel) const UNKNOWN_STATE: &str = "XX";

/// Any character that a reader sees, and those that join the letters of a script or choose the form of one.
fn is_local(it: char) -> bool {
    let joins = matches!(it, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    !it.is_control() && !matches!(it, '\u{2028}' | '\u{2029}') && (joins || !is_unseen(it))
}
