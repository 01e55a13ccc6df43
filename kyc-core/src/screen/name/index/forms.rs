//! Forms: which distinct parts and joins the names of an index are made of, so that a search compares each
//! with its query once, however many names have it.

use super::glance::Glance;
use crate::screen::name::lexicon::{Class, Symbol};
use crate::screen::name::part::{Join, Name, Part};
use crate::screen::name::sound::Sounds;
use std::collections::HashMap;
use std::ops::Range;

/// A part or join of a name.
#[derive(Clone, Copy)]
pub(super) struct Form {
    /// Which distinct one it is.
    pub(super) number: u32,
    pub(super) weight: u16,
    /// What a part counts at least where it is left over.
    pub(super) least: u16,
    /// What it counts at least where the other name has leftovers too; nothing where a company's own word may stand beside it.
    pub(super) least_both: u16,
    /// The first part of the name it stands for, and how many.
    first: u8,
    count: u8,
}

impl Form {
    /// The parts of the name it stands for, as bits.
    pub(super) fn mask(self) -> u32 {
        // INVARIANT: a name has at most 32 parts.
        ((((1_u64 << self.count) - 1) << self.first) & u64::from(u32::MAX)) as u32
    }

    pub(super) fn first(self) -> usize {
        usize::from(self.first)
    }
}

/// The forms of all names.
#[derive(Clone, Default)]
pub(super) struct Forms {
    /// Where the forms of each name begin.
    starts: Vec<u32>,
    all: Vec<Form>,
    /// For each distinct form the first name that has it, and where.
    examples: Vec<(u32, u8)>,
    /// Of parts, what is seen of each distinct one.
    glances: Vec<Glance>,
}

/// What the agreement of a part with others rests on, besides its weight and role.
type PartKey<'a> = (u64, Class, u8, &'a [Sounds], &'a [Symbol]);

impl Forms {
    /// The parts of names.
    pub(super) fn of_parts(names: &[Name]) -> Self {
        let mut known: HashMap<PartKey<'_>, u32> = HashMap::new();
        let mut forms = Self::default();
        for (at, name) in (0_u32..).zip(names) {
            for (place, part) in (0_u8..).zip(&name.parts) {
                let key: PartKey<'_> = (part.spelling, part.class, part.letter, &part.readings, &part.symbols);
                let next = forms.examples.len() as u32;
                let number = *known.entry(key).or_insert(next);
                if number == next {
                    forms.glances.push(Glance::of(part));
                }
                forms.add(number, (at, place), [part.weight, part.least_weight(), part.least_both()], (place, 1));
            }
            forms.starts.push(forms.all.len() as u32);
        }
        forms
    }

    /// The joins of names.
    pub(super) fn of_joins(names: &[Name]) -> Self {
        let mut known: HashMap<(&[Sounds], &[Symbol]), u32> = HashMap::new();
        let mut forms = Self::default();
        for (at, name) in (0_u32..).zip(names) {
            for (place, join) in (0_u8..).zip(&name.joins) {
                let next = forms.examples.len() as u32;
                let number = *known.entry((&join.readings, &join.symbols)).or_insert(next);
                let weight: u32 = name.parts[join.range()].iter().map(|it| u32::from(it.weight)).sum();
                // INVARIANT: at most 32 parts of at most 1000; at most 70 joins.
                forms.add(number, (at, place), [weight as u16, 0, 0], (join.first, join.count));
            }
            forms.starts.push(forms.all.len() as u32);
        }
        forms
    }

    fn add(
        &mut self,
        number: u32,
        example: (u32, u8),
        [weight, least, least_both]: [u16; 3],
        (first, count): (u8, u8),
    ) {
        if number as usize == self.examples.len() {
            self.examples.push(example);
        }
        self.all.push(Form { number, weight, least, least_both, first, count });
    }

    /// The forms of a name.
    pub(super) fn of_name(&self, name: u32) -> &[Form] {
        let start = (name as usize).checked_sub(1).map_or(0, |it| self.starts[it]);
        &self.all[start as usize..self.starts[name as usize] as usize]
    }

    /// How many distinct forms there are.
    pub(super) fn len(&self) -> usize {
        self.examples.len()
    }

    /// What is seen of a part of this form.
    pub(super) fn glance(&self, number: u32) -> &Glance {
        &self.glances[number as usize]
    }

    /// A part of this form.
    pub(super) fn part<'a>(&self, names: &'a [Name], number: u32) -> &'a Part {
        let (name, place) = self.examples[number as usize];
        &names[name as usize].parts[usize::from(place)]
    }

    /// A join of this form.
    pub(super) fn join<'a>(&self, names: &'a [Name], number: u32) -> &'a Join {
        let (name, place) = self.examples[number as usize];
        &names[name as usize].joins[usize::from(place)]
    }
}

/// The parts of a range, as bits.
pub(super) fn mask_of(range: Range<usize>) -> u32 {
    range.fold(0, |mask, at| mask | 1 << at)
}
