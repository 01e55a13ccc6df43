//! What a reader sees of a text: characters without a shape are told apart from those that say something.

/// Characters that nobody sees: Default_Ignorable_Code_Point of Unicode 17, DerivedCoreProperties.txt.
pub(crate) const fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether a text says anything: it has a letter or digit that one sees, and is no blank, hyphen or filler alone.
///
/// ```
/// use tidegate_kyc_core::base::says_something;
/// assert!(says_something("asked by telephone") && says_something("東京"));
/// assert!(!says_something(" - ") && !says_something("\u{200B}\u{3164}"));
/// ```
#[must_use]
pub fn says_something(text: &str) -> bool {
    text.chars().any(|it| it.is_alphanumeric() && !is_unseen(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_shape_is_seen() {
        assert!(!is_unseen(' ') && !is_unseen('\u{00A0}') && !is_unseen('a'));
        assert!(['\u{AD}', '\u{200B}', '\u{3164}', '\u{E0041}'].into_iter().all(is_unseen));
    }
}
