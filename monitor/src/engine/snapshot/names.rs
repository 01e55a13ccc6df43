//! The names of a book under the numbers they have. Texts that occur once stand with their rows.

use super::image::NamesImage;
use crate::ledger::{Book, Interner, PartyId, PartyKind};

pub(super) fn image(book: &Book) -> NamesImage {
    let numbers = 0..u32::try_from(book.parties.len()).unwrap_or(u32::MAX);
    let party = |it: PartyId| (book.parties.kind(it) == PartyKind::Customer, book.parties.name(it).to_owned());
    NamesImage {
        parties: numbers.map(|it| party(PartyId(it))).collect(),
        assets: texts(&book.assets),
        kinds: texts(&book.kinds),
    }
}

fn texts(names: &Interner) -> Vec<String> {
    (0..u32::try_from(names.len()).unwrap_or(u32::MAX)).map(|it| names.text(it).to_owned()).collect()
}

/// A book in which every name has the number it had.
pub(super) fn book(image: &NamesImage) -> Result<Book, &'static str> {
    let mut book = Book::default();
    for (number, (is_customer, name)) in (0..).zip(&image.parties) {
        let parties = &mut book.parties;
        let given = if *is_customer { parties.customer(name) } else { parties.wallet(name) };
        if given != PartyId(number) {
            return Err("a party stands in it twice");
        }
    }
    for (table, names) in [(&mut book.assets, &image.assets), (&mut book.kinds, &image.kinds)] {
        if (0..).zip(names).any(|(number, name)| table.intern(name) != number) {
            return Err("an asset or a kind stands in it twice");
        }
    }
    Ok(book)
}
