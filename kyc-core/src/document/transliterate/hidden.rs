//! What a written name hides from whoever reads it: letters that look like others, characters without a shape.

use crate::base::is_unseen;
use unicode_security::MixedScript;

/// Whether letters of several scripts stand in one word: an `е` of the Cyrillic among Latin letters looks like one of them.
/// Scripts that people write together, as Han and the kanas, count as one.
#[must_use]
pub fn mixes_scripts(name: &str) -> bool {
    name.split(|it: char| it.is_whitespace() || it == '-').any(|it| !it.is_single_script())
}

/// Whether a character stands in it that nobody sees: a blank without width, a mark that turns the direction. The joiners of
/// Arabic and Indic words belong to their spelling.
#[must_use]
pub fn hides_characters(name: &str) -> bool {
    let joins = |it: char| matches!(it, '\u{200C}' | '\u{200D}') && !name.contains(|it: char| it.is_ascii_alphabetic());
    name.chars().any(|it| (it.is_control() || is_unseen(it)) && !joins(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_people_write_them_hide_nothing() {
        for name in [
            "Müller-Lüdenscheidt",
            "O’Neill",
            "Đorđević",
            "Юлия",
            "山田 たろう",
            "رضا\u{200c}زاده",
            "Anna Юлия",
            "김 Kim",
        ] {
            assert!(!mixes_scripts(name) && !hides_characters(name), "{name}");
        }
    }

    #[test]
    fn look_alikes_and_characters_without_a_shape_are_told() {
        for name in ["Mull\u{435}r", "\u{391}nna", "Anna \u{421}chmidt"] {
            assert!(mixes_scripts(name), "{name}");
        }
        for name in ["Muller\u{200b}", "\u{feff}Anna", "An\u{ad}na", "An\u{202e}na", "An\u{200d}na", "Anna\u{0}"] {
            assert!(hides_characters(name), "{name:?}");
        }
    }
}
