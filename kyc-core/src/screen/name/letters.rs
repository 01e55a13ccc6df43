//! One character in, its script and the letter it looks like out.
//!
//! Facts of the Unicode Character Database (scripts by block, Default_Ignorable_Code_Point) and of UTS #39
//! (characters that are mistaken for one another). Knows characters, not words.

use crate::base::is_unseen;
use unicode_normalization::char::is_combining_mark;

/// The writing system of a word, as far as names are treated by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Script {
    /// Latin letters.
    Latin,
    /// Cyrillic letters.
    Cyrillic,
    /// Greek letters.
    Greek,
    /// Arabic letters: Arabic, Persian, Urdu, Pashto, Kurdish.
    Arabic,
    /// Hebrew letters.
    Hebrew,
    /// Chinese characters.
    Han,
    /// Korean syllables.
    Hangul,
    /// Japanese syllables.
    Kana,
    /// Digits only.
    Digits,
    /// Any other script.
    Other,
}

impl Script {
    /// Whether its letters are capital or small.
    pub(crate) const fn has_case(self) -> bool {
        matches!(self, Self::Latin | Self::Cyrillic | Self::Greek)
    }

    /// Whether letters of it are written among Latin ones: by mistake, or for their looks.
    pub(crate) const fn mixes(self) -> bool {
        matches!(self, Self::Latin | Self::Digits | Self::Cyrillic | Self::Greek)
    }
}

/// The script of one character; `None` for marks, which belong to any.
pub(crate) fn script_of(c: char) -> Option<Script> {
    Some(match c {
        '0'..='9' => Script::Digits,
        'A'..='Z'
        | 'a'..='z'
        | '\u{00C0}'..='\u{02AF}'
        | '\u{1D00}'..='\u{1DBF}'
        | '\u{1E00}'..='\u{1EFF}'
        | '\u{2C60}'..='\u{2C7F}'
        | '\u{A720}'..='\u{A7FF}'
        | '\u{AB30}'..='\u{AB6F}'
        | '\u{1F130}'..='\u{1F189}' => Script::Latin,
        '\u{0370}'..='\u{03FF}' | '\u{1F00}'..='\u{1FFF}' => Script::Greek,
        '\u{0400}'..='\u{052F}' | '\u{1C80}'..='\u{1C8F}' | '\u{A640}'..='\u{A69F}' => Script::Cyrillic,
        '\u{0590}'..='\u{05FF}' => Script::Hebrew,
        '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{08A0}'..='\u{08FF}' => Script::Arabic,
        '\u{2E80}'..='\u{2FDF}'
        | '\u{3005}'
        | '\u{3007}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}' => Script::Han,
        '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7AF}' => Script::Hangul,
        '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' => Script::Kana,
        c if is_combining_mark(c) => return None,
        _ => Script::Other,
    })
}

/// Characters that are no part of a spelling: apostrophes, the Arabic stretch and vowel signs, and all that
/// are not seen (Default_Ignorable_Code_Point: joiners, marks of direction, selectors of a variant, tags).
pub(crate) const fn is_silent(c: char) -> bool {
    is_unseen(c)
        || matches!(c,
            '\'' | '`' | '´' | '‘' | '’' | '‛' | 'ʹ' | 'ʺ' | 'ʻ' | 'ʼ' | 'ʽ' | 'ʾ' | 'ʿ' | 'ˈ' | '′' | '＇' | '׳' | '״'
            | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}'
            | '\u{0591}'..='\u{05C7}' | 'ء')
}

/// The small Latin letter that a letter of another script is mistaken for (UTS #39, and small letters that
/// look like small capitals).
pub(crate) fn latin_twin(c: char) -> Option<char> {
    match c {
        'к' | 'κ' => return Some('k'),
        'м' => return Some('m'),
        'т' | 'τ' => return Some('t'),
        // Their twin in UTS #39 is the small L, which a capital I is mistaken for.
        'І' | 'Ӏ' | 'Ι' | 'ӏ' => return Some('i'),
        _ => {}
    }
    let one = [c];
    let text: &str = &one.iter().collect::<String>();
    let mut twin = unicode_security::skeleton(text);
    let letter = twin.next().filter(char::is_ascii_alphabetic)?;
    twin.next().is_none().then(|| letter.to_ascii_lowercase())
}

/// The small Cyrillic letter that a small Latin letter is mistaken for; any other as it is.
pub(crate) const fn cyrillic_twin(c: char) -> char {
    match c {
        'a' => 'а',
        'b' => 'в',
        'c' => 'с',
        'e' => 'е',
        'h' => 'н',
        'i' => 'і',
        'j' => 'ј',
        'k' => 'к',
        'm' => 'м',
        'o' => 'о',
        'p' => 'р',
        't' => 'т',
        'x' => 'х',
        'y' => 'у',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_other_scripts_look_like_latin_ones() {
        for (foreign, latin) in
            [('а', 'a'), ('Р', 'p'), ('В', 'b'), ('Н', 'h'), ('ο', 'o'), ('Ρ', 'p'), ('Ꭺ', 'a'), ('І', 'i')]
        {
            assert_eq!(latin_twin(foreign), Some(latin), "{foreign}");
        }
        for none in ['и', 'д', 'ж', 'Ω', 'λ', '中', 'ب'] {
            assert_eq!(latin_twin(none), None, "{none}");
        }
    }

    #[test]
    fn what_is_not_seen_is_silent() {
        for c in ['\u{200B}', '\u{E0041}', '\u{FE0F}', '\u{034F}', '\u{3164}', '\u{00AD}', '\u{2066}'] {
            assert!(is_silent(c), "{c:?}");
        }
        assert!(!is_unseen(' ') && !is_unseen('\u{00A0}') && !is_unseen('a'));
    }
}
