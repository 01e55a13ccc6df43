//! A name on a list: its text, script and strength, and its parts where the list tells them.

use super::Text;

crate::codes! {
    /// How much a name weighs on its own.
    pub enum Strength {
        /// The name the entry is listed under; one in each script the publisher writes.
        Primary = "primary",
        /// Another name known to be used.
        Alias = "alias",
        /// A broad or doubtful alias, which the publisher does not expect anybody to screen for alone.
        WeakAlias = "weak-alias",
    }
}

crate::codes! {
    /// A script, by its code of ISO 15924 in lower case.
    pub enum Script {
        /// Latin.
        Latin = "latn",
        /// Cyrillic.
        Cyrillic = "cyrl",
        /// Greek.
        Greek = "grek",
        /// Armenian.
        Armenian = "armn",
        /// Georgian.
        Georgian = "geor",
        /// Hebrew.
        Hebrew = "hebr",
        /// Arabic, with Persian, Urdu, Pashto and Kurdish.
        Arabic = "arab",
        /// Han: Chinese in either form, and Japanese written in Han alone.
        Han = "hani",
        /// Japanese with kana.
        Japanese = "jpan",
        /// Hangul.
        Hangul = "hang",
        /// Devanagari.
        Devanagari = "deva",
        /// Bengali.
        Bengali = "beng",
        /// Thai.
        Thai = "thai",
        /// Any other.
        Other = "zzzz",
    }
}

impl Script {
    /// The script of most letters of a text; the first of equals; Latin where there is no letter.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut counts = [0_u32; Self::ALL.len()];
        for letter in text.chars().filter(|it| it.is_alphabetic()) {
            let at = Self::of_letter(letter) as usize;
            counts[at] = counts[at].saturating_add(1);
        }
        // Kana settles it: a Japanese name has more Han than kana as a rule.
        if counts[Self::Japanese as usize] > 0 {
            return Self::Japanese;
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        if most == 0 {
            return Self::Latin;
        }
        let at = counts.iter().position(|it| *it == most).unwrap_or(0);
        Self::ALL.get(at).copied().unwrap_or(Self::Other)
    }

    /// The script of one letter, by the blocks of the Unicode Standard.
    #[must_use]
    pub const fn of_letter(letter: char) -> Self {
        match letter as u32 {
            0x0000..=0x024F
            | 0x0250..=0x02FF
            | 0x1E00..=0x1EFF
            | 0x2C60..=0x2C7F
            | 0xA720..=0xA7FF
            | 0xFF21..=0xFF5A => Self::Latin,
            0x0370..=0x03FF | 0x1F00..=0x1FFF => Self::Greek,
            0x0400..=0x052F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F => Self::Cyrillic,
            0x0530..=0x058F => Self::Armenian,
            0x0590..=0x05FF => Self::Hebrew,
            0x0600..=0x06FF | 0x0750..=0x077F | 0x08A0..=0x08FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => Self::Arabic,
            0x0900..=0x097F => Self::Devanagari,
            0x0980..=0x09FF => Self::Bengali,
            0x0E00..=0x0E7F => Self::Thai,
            0x10A0..=0x10FF | 0x1C90..=0x1CBF => Self::Georgian,
            0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF => Self::Hangul,
            0x3040..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9F => Self::Japanese,
            0x2E80..=0x2FDF
            | 0x3005..=0x3007
            | 0x3400..=0x4DBF
            | 0x4E00..=0x9FFF
            | 0xF900..=0xFAFF
            | 0x20000..=0x3134F => Self::Han,
            _ => Self::Other,
        }
    }
}

crate::codes! {
    /// What a part of a name is.
    pub enum PartRole {
        /// A family name.
        Family = "family",
        /// A given name.
        Given = "given",
        /// A middle name.
        Middle = "middle",
        /// A father's name.
        Patronymic = "patronymic",
        /// A mother's name.
        Matronymic = "matronymic",
        /// A family name before marriage.
        Maiden = "maiden",
        /// A nickname.
        Nickname = "nickname",
        /// A title or form of address.
        Title = "title",
        /// A whole name without parts: of an organisation, a ship, an aircraft.
        Whole = "whole",
    }
}

/// A stretch of a name's text and what it is: a range of bytes, both ends between characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamePart {
    /// What it is.
    pub role: PartRole,
    start: u16,
    end: u16,
}

/// A name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListName {
    /// The whole name, one space between parts.
    pub text: Text,
    /// Its script, as the list tells or as its letters show.
    pub script: Script,
    /// How much it weighs on its own.
    pub strength: Strength,
    parts: Box<[NamePart]>,
}

impl ListName {
    /// A name of which no parts are told; the script is that of its letters.
    #[must_use]
    pub fn new(text: &str, strength: Strength) -> Self {
        let text = words(text);
        Self { script: Script::of(&text), text: text.into(), strength, parts: Box::default() }
    }

    /// A name put together from parts in the order given. Parts without a character are left out, as are
    /// the ranges of parts beyond byte 65,535.
    ///
    /// ```
    /// use tidegate_kyc_core::screen::list::{ListName, PartRole, Strength};
    /// let name = ListName::of_parts([(PartRole::Given, "Erika"), (PartRole::Family, "Mustermann")], Strength::Primary);
    /// assert_eq!(&*name.text, "Erika Mustermann");
    /// assert_eq!(name.parts().collect::<Vec<_>>(), [(PartRole::Given, "Erika"), (PartRole::Family, "Mustermann")]);
    /// ```
    #[must_use]
    pub fn of_parts<'a>(parts: impl IntoIterator<Item = (PartRole, &'a str)>, strength: Strength) -> Self {
        let (mut text, mut ranges) = (String::new(), Vec::new());
        for (role, part) in parts {
            let part = words(part);
            if part.is_empty() {
                continue;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(&part);
            if let (Ok(start), Ok(end)) = (u16::try_from(start), u16::try_from(text.len())) {
                ranges.push(NamePart { role, start, end });
            }
        }
        Self { script: Script::of(&text), text: text.into(), strength, parts: ranges.into() }
    }

    /// The same name in the script that the list names.
    #[must_use]
    pub fn in_script(mut self, script: Script) -> Self {
        self.script = script;
        self
    }

    /// The parts that the list tells, in the order of the text; none where it tells only the whole.
    pub fn parts(&self) -> impl Iterator<Item = (PartRole, &str)> {
        self.parts.iter().filter_map(|it| Some((it.role, self.text.get(usize::from(it.start)..usize::from(it.end))?)))
    }

    /// The ranges of the parts.
    #[must_use]
    pub fn ranges(&self) -> &[NamePart] {
        &self.parts
    }
}

impl NamePart {
    /// The bytes of the name's text that it covers.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        usize::from(self.start)..usize::from(self.end)
    }
}

/// The words of a text with one space between them.
fn words(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !whole.is_empty() {
            whole.push(' ');
        }
        whole.push_str(word);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn scripts_are_told_by_their_letters() {
        use Script::*;
        for (text, script) in [
            ("Erika Müller", Latin),
            ("Владимир", Cyrillic),
            ("محمد", Arabic),
            ("王小明", Han),
            ("山田たろう", Japanese),
            ("김정은", Hangul),
            ("Νίκος", Greek),
            ("გიორგი", Georgian),
            ("Արամ", Armenian),
            ("דוד", Hebrew),
            ("राम", Devanagari),
            ("", Latin),
            ("11420", Latin),
            ("Ivan Иванов Петров", Cyrillic),
        ] {
            assert_eq!(Script::of(text), script, "{text}");
        }
    }

    proptest! {
        #[test]
        fn parts_are_found_again_in_the_text(parts in prop::collection::vec("[a-zäж王]{0,6}", 0..6)) {
            let name = ListName::of_parts(parts.iter().map(|it| (PartRole::Given, it.as_str())), Strength::Alias);
            let wanted: Vec<&str> = parts.iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
            prop_assert_eq!(name.parts().map(|it| it.1).collect::<Vec<_>>(), wanted.clone());
            prop_assert_eq!(&*name.text, wanted.join(" "));
        }
    }
}
