//! Lasting codes: a list of names, texts and meanings in, an enum whose list is complete out.
//!
//! Policies, reports and tests speak codes; sentences may be reworded, codes may not. The
//! macro refuses at compile time a code that stands twice or is not written like one.

/// Declares an enum of lasting codes. Every code needs a doc comment: it is the meaning.
///
/// The enum gets `ALL` (in the order of the list), `code()`, `meaning()`, `parse()` and
/// `Display` (the code).
///
/// ```
/// tidegate_kyc_core::codes! {
///     /// What can be wrong with a list.
///     pub enum ListCode {
///         /// A screening list is older than the policy allows.
///         TooOld = "list-too-old",
///     }
/// }
/// assert_eq!(ListCode::TooOld.code(), "list-too-old");
/// assert_eq!(ListCode::TooOld.meaning(), "A screening list is older than the policy allows.");
/// assert_eq!(ListCode::parse("list-too-old"), Some(ListCode::TooOld));
/// assert_eq!(ListCode::ALL.len(), 1);
/// ```
///
/// ```compile_fail
/// tidegate_kyc_core::codes! {
///     /// The second code repeats the first, so this does not compile.
///     pub enum Twice {
///         /// One.
///         One = "one",
///         /// Two.
///         Two = "one",
///     }
/// }
/// ```
#[macro_export]
macro_rules! codes {
    (
        $(#[doc = $about:literal])+
        $visibility:vis enum $name:ident {
            $($(#[doc = $meaning:literal])+ $variant:ident = $code:literal),+ $(,)?
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibility enum $name {
            $($(#[doc = $meaning])+ $variant),+
        }

        impl $name {
            /// Every code, in the order of the list.
            $visibility const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The lasting code.
            #[must_use]
            $visibility const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// What it says, as a sentence.
            #[must_use]
            $visibility const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($meaning),+).trim_ascii()),+ }
            }

            /// The code of that text, if the list has it.
            #[must_use]
            $visibility fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.code() == text)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.code())
            }
        }

        const _: () = {
            const CODES: &[&str] = &[$($code),+];
            assert!($crate::base::all_differ(CODES), "a code stands twice in one list");
            $(assert!($crate::base::is_code($code), "a code is lower-case words joined by dashes");)+
        };
    };
}

/// A sentence as a clause of another: lower case at its beginning, without its full stop. For meanings of codes in errors.
#[must_use]
pub fn clause(sentence: &str) -> String {
    let (first, rest) = sentence.split_at(sentence.chars().next().map_or(0, char::len_utf8));
    format!("{}{}", first.to_lowercase(), rest.trim_end_matches('.'))
}

/// Whether no two texts are equal. Quadratic; runs in the compiler.
#[doc(hidden)]
#[must_use]
pub const fn all_differ(texts: &[&str]) -> bool {
    let mut at = 0;
    while at < texts.len() {
        let mut other = at + 1;
        while other < texts.len() {
            if same(texts[at].as_bytes(), texts[other].as_bytes()) {
                return false;
            }
            other += 1;
        }
        at += 1;
    }
    true
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

/// Whether a text is lower-case words and numbers joined by single dashes, with a letter first.
#[doc(hidden)]
#[must_use]
pub const fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.is_empty() || !bytes[0].is_ascii_lowercase() {
        return false;
    }
    let mut at = 1;
    while at < bytes.len() {
        let dash = bytes[at] == b'-';
        let end = at + 1 == bytes.len();
        if !(dash || bytes[at].is_ascii_lowercase() || bytes[at].is_ascii_digit()) {
            return false;
        }
        if dash && (end || bytes[at + 1] == b'-') {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{all_differ, is_code};
    use std::collections::BTreeSet;

    codes! {
        /// A list for the tests.
        enum Sample {
            /// A list is older
            /// than the policy allows.
            ListTooOld = "list-too-old",
            /// A list could not be read to its end.
            ListCut = "list-cut-2",
        }
    }

    #[test]
    fn codes_are_unique_and_explained() {
        let codes: BTreeSet<&str> = Sample::ALL.iter().map(|it| it.code()).collect();
        assert_eq!(codes.len(), Sample::ALL.len());
        for it in Sample::ALL {
            assert!(it.meaning().starts_with(char::is_uppercase) && it.meaning().ends_with('.'), "{it}");
            assert_eq!(Sample::parse(it.code()), Some(*it));
        }
        assert_eq!(Sample::ListTooOld.meaning(), "A list is older than the policy allows.");
        assert_eq!(format!("{:>14}", Sample::ListCut), "    list-cut-2");
        assert_eq!(Sample::parse("list-cut"), None);
    }

    #[test]
    fn a_sentence_becomes_a_clause() {
        assert_eq!(super::clause("A list is old."), "a list is old");
        assert_eq!(super::clause("Übrig"), "übrig");
        assert_eq!(super::clause(""), "");
    }

    #[test]
    fn what_is_no_code_is_told_apart() {
        for text in ["a", "list-too-old", "td1", "list-2"] {
            assert!(is_code(text), "{text}");
        }
        for text in ["", "-", "List", "list_old", "list old", "2-lists", "list-", "-list", "list--old", "liste-ä"] {
            assert!(!is_code(text), "{text}");
        }
    }

    #[test]
    fn a_repeated_code_is_noticed_wherever_it_stands() {
        assert!(all_differ(&[]) && all_differ(&["a", "ab", "b"]));
        for texts in [["a", "a", "b"], ["a", "b", "a"], ["b", "a", "a"]] {
            assert!(!all_differ(&texts), "{texts:?}");
        }
    }
}
