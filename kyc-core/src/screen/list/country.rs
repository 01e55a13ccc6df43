//! Countries: codes and the names that publishers use in, two letters of ISO 3166-1 out.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

/// One country a line: two letters, three letters, then its names, the one to show first, bars between.
///
/// ISO 3166-1, with `XK` for Kosovo as the European Union uses it, and former states by their codes of
/// ISO 3166-3 (`SU`, `YU`, `CS`, `DD`, `ZR`, `AN`). Names are those of the Treasury, the United Nations, the United Kingdom and everyday use.
const TABLE: &str = include_str!("countries.txt");

/// A country or territory, by its two letters of ISO 3166-1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

/// A text names no country. Carries nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not the code of a country")]
pub struct CountryError;

struct Known {
    by_code: HashMap<&'static str, Country>,
    by_name: HashMap<String, Country>,
    shown: HashMap<Country, &'static str>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut known = Known { by_code: HashMap::new(), by_name: HashMap::new(), shown: HashMap::new() };
    for line in TABLE.lines() {
        let mut cells = line.split('|');
        let (Some(two), Some(three)) = (cells.next(), cells.next()) else { continue };
        let &[first, second] = two.as_bytes() else { continue };
        let country = Country([first, second]);
        known.by_code.insert(two, country);
        known.by_code.insert(three, country);
        for name in cells {
            known.by_name.insert(folded(name), country);
            known.shown.entry(country).or_insert(name);
        }
    }
    known
});

impl Country {
    /// The country of two or three letters in any case.
    ///
    /// # Errors
    /// [`CountryError`] where the letters are nobody's code.
    pub fn parse(text: &str) -> Result<Self, CountryError> {
        KNOWN.by_code.get(text.trim().to_ascii_uppercase().as_str()).copied().ok_or(CountryError)
    }

    /// The country of a name as lists write it (`Korea, North`, `Democratic People's Republic of Korea`), or of a
    /// code; case, accents' bytes and punctuation aside. `None` where the name is not known.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let folded = folded(text);
        let plain = folded.strip_prefix("the ").unwrap_or(&folded);
        KNOWN.by_name.get(plain).copied().or_else(|| Self::parse(text).ok())
    }

    /// The country whose two or three letters, or whose name, a text consists of or ends with: `Minsk, Belarus`.
    #[must_use]
    pub fn at_end_of(text: &str) -> Option<Self> {
        Self::named(text).or_else(|| {
            // Names have commas too (`Korea, North`), so the longest tail that is a name counts.
            text.match_indices([',', ';']).find_map(|(at, mark)| Self::by_name(text.get(at + mark.len()..)?))
        })
    }

    fn by_name(text: &str) -> Option<Self> {
        KNOWN.by_name.get(&folded(text)).copied()
    }

    /// Its two letters in upper case.
    #[must_use]
    pub fn code(&self) -> &str {
        // INVARIANT: only letters of the table, which are ASCII, are ever kept.
        std::str::from_utf8(&self.0).unwrap_or("ZZ")
    }

    /// Its name in English.
    #[must_use]
    pub fn name(self) -> &'static str {
        KNOWN.shown.get(&self).copied().unwrap_or("unknown")
    }

    /// Every country of the table, by code.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all: Vec<Self> = KNOWN.shown.keys().copied().collect();
        all.sort_unstable();
        all
    }
}

/// Lower-case letters and digits, one space for everything between.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\'' | '’' | '`' => {}
            it if it.is_alphanumeric() => folded.extend(it.to_lowercase()),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_table_is_well_formed_and_names_nobody_twice() {
        let mut names = HashSet::new();
        let mut codes = HashSet::new();
        for line in TABLE.lines() {
            let cells: Vec<&str> = line.split('|').collect();
            assert!(cells.len() >= 3, "{line}");
            assert!(cells[0].len() == 2 && cells[1].len() == 3, "{line}");
            assert!(cells[..2].iter().all(|it| it.bytes().all(|it| it.is_ascii_uppercase())), "{line}");
            assert!(codes.insert(cells[0]) && codes.insert(cells[1]), "{line}");
            let own: HashSet<String> = cells[2..].iter().map(|it| folded(it)).collect();
            for name in own {
                assert!(names.insert(name.clone()), "{name} stands twice");
            }
        }
        assert!(Country::all().len() >= 250);
    }

    #[test]
    fn publishers_names_are_known() {
        for (text, code) in [
            ("Korea, North", "KP"),
            ("Democratic People's Republic of Korea", "KP"),
            ("Iran (Islamic Republic of)", "IR"),
            ("IRAN", "IR"),
            ("Syrian Arab Republic", "SY"),
            ("Congo, Democratic Republic of the", "CD"),
            ("Democratic Republic of the Congo", "CD"),
            ("The Gambia", "GM"),
            ("Côte d’Ivoire", "CI"),
            ("Bahamas, The", "BS"),
            ("Burma", "MM"),
            ("Russia", "RU"),
            ("Russian Federation", "RU"),
            ("Kosovo", "XK"),
            ("prk", "KP"),
            ("gb", "GB"),
            ("Türkiye", "TR"),
            ("West Bank", "PS"),
        ] {
            assert_eq!(Country::named(text).map(|it| it.code().to_owned()).as_deref(), Some(code), "{text}");
        }
        assert_eq!(Country::named("Atlantis"), None);
        assert_eq!(Country::parse("ZZ"), Err(CountryError));
        assert_eq!(Country::parse("Korea"), Err(CountryError));
    }

    #[test]
    fn a_country_is_found_at_the_end_of_a_place() {
        let at_end = |it| Country::at_end_of(it).map(|it| it.code().to_owned());
        assert_eq!(at_end("Minsk, Belarus").as_deref(), Some("BY"));
        assert_eq!(at_end("Hamhung; Korea, North").as_deref(), Some("KP"));
        assert_eq!(at_end("Cuba").as_deref(), Some("CU"));
        assert_eq!(at_end("Georgia Street 5, Nowhere"), None);
    }
}
