//! Korean letters in Latin ones: a word in Hangul in, how it is written out.
//!
//! Syllable by syllable as the Revised Romanisation of Korean (2000) has personal names, without what neighbours do to each
//! other's sounds. A family name that the South writes without its first sound has it in the North: 이 is *Ri* and *Lee*.

/// The first of the 11,172 syllables, and how many sounds may end one (Unicode 17, section 3.12).
const FIRST: u32 = 0xAC00;
const LAST: u32 = 0xD7A3;
const FINALS: u32 = 28;
const VOWELS: u32 = 21;

const INITIAL: [&str; 19] =
    ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"];
const VOWEL: [&str; 21] = [
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu",
    "ui", "i",
];
const FINAL: [&str; 28] = [
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t",
    "t", "k", "t", "p", "t",
];

/// Family names that begin with *r* in the North and in names of old: 이, 임, 유, 양, 여, 염, 용, 육, 노, 나, 남궁 not.
const WITH_R: [char; 10] = ['이', '임', '유', '양', '여', '염', '용', '육', '노', '나'];

/// The word in Latin letters. What is no syllable is left as any table has it.
pub(crate) fn latin(word: &str) -> String {
    let mut latin = String::with_capacity(word.len() * 2);
    for c in word.chars() {
        match syllable(c) {
            Some(parts) => parts.iter().for_each(|it| latin.push_str(it)),
            None => latin.push_str(&any_ascii::any_ascii_char(c).to_ascii_lowercase()),
        }
    }
    latin
}

/// The ways in which a word may be written: as it stands, and a family name with the *r* that the South drops.
pub(crate) fn readings(word: &str) -> Vec<String> {
    let mut all = vec![latin(word)];
    let mut letters = word.chars();
    if let (Some(first), None) = (letters.next(), letters.next())
        && WITH_R.contains(&first)
        && let Some([_, vowel, last]) = syllable(first)
    {
        all.push(format!("r{vowel}{last}"));
    }
    all
}

/// Whether a character is a whole Korean syllable.
pub(crate) fn is_syllable(c: char) -> bool {
    (FIRST..=LAST).contains(&u32::from(c))
}

/// The first sound, the vowel and the last sound of a syllable.
fn syllable(c: char) -> Option<[&'static str; 3]> {
    let place = u32::from(c).checked_sub(FIRST).filter(|_| is_syllable(c))?;
    let of = |table: &[&'static str], at: u32| table.get(usize::try_from(at).ok()?).copied();
    let (vowel, last) = (place / FINALS % VOWELS, place % FINALS);
    Some([of(&INITIAL, place / FINALS / VOWELS)?, of(&VOWEL, vowel)?, of(&FINAL, last)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_written_as_personal_names_are() {
        for (word, latin_) in [
            ("박진혁", "bakjinhyeok"),
            ("심현섭", "simhyeonseop"),
            ("최룡해", "choeryonghae"),
            ("김여정", "gimyeojeong"),
            ("정경택", "jeonggyeongtaek"),
            ("힣", "hit"),
            ("가", "ga"),
        ] {
            assert_eq!(latin(word), latin_, "{word}");
        }
        assert_eq!(readings("이"), ["i", "ri"]);
        assert_eq!(readings("이수"), ["isu"]);
    }
}
