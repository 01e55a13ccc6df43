//! From letters to sounds: a folded word in Latin, Cyrillic, Arabic or Hebrew letters in, its sounds out.
//!
//! One set of rules reads Latin letters whatever the language, because a list does not say whose
//! romanisation it used; where rules of two languages differ, the cost of sounds is small between them.

use super::sound::code::*;
use super::sound::{Sounds, Vowels};

/// The sounds of lower-case ASCII letters. Anything else is passed over; digits inside a word stand for
/// the letter they look like.
pub(crate) fn latin(text: &str) -> Sounds {
    let letters: Vec<u8> = text.bytes().map(letter_of).filter(u8::is_ascii_lowercase).collect();
    let mut codes = Vec::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        at += one(&letters, at, &mut codes);
    }
    Sounds::of(&codes, Vowels::Written)
}

/// Digits and signs that are used for the letter they look like.
const fn letter_of(byte: u8) -> u8 {
    match byte {
        b'0' => b'o',
        b'1' => b'i',
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' | b'$' => b's',
        other => other,
    }
}

/// Groups of letters that are one sound or a fixed row of sounds; the longest come first.
const GROUPS: &[(&[u8], &[u8])] = &[
    (b"shch", &[SH, CH]),
    (b"tsch", &[CH]),
    (b"dzh", &[J]),
    (b"sch", &[SH]),
    (b"tch", &[CH]),
    (b"sh", &[SH]),
    (b"zh", &[ZH]),
    (b"kh", &[KH]),
    (b"gh", &[GH]),
    (b"ch", &[CH]),
    (b"th", &[TH]),
    (b"dh", &[DH]),
    (b"ph", &[F]),
    (b"ck", &[K]),
    (b"cz", &[CH]),
    (b"dj", &[J]),
    (b"ts", &[TS]),
    (b"tz", &[TS]),
    (b"sz", &[S]),
    (b"ou", &[U]),
    (b"oo", &[U]),
    (b"ee", &[I]),
    (b"ij", &[I]),
    (b"iy", &[I]),
    (b"yi", &[I]),
    (b"ii", &[I]),
];

/// Reads what begins at `at` and says how many letters it took.
fn one(letters: &[u8], at: usize, codes: &mut Vec<u8>) -> usize {
    let rest = &letters[at..];
    if let Some((group, sounds)) = GROUPS.iter().find(|it| rest.starts_with(it.0)) {
        codes.extend_from_slice(sounds);
        return group.len();
    }
    let next = rest.get(1).copied().unwrap_or(b' ');
    let soft = matches!(next, b'e' | b'i' | b'y');
    let vowel_next = matches!(next, b'a' | b'e' | b'i' | b'o' | b'u');
    match rest[0] {
        b'a' => codes.push(A),
        b'b' => codes.push(B),
        b'c' if soft => codes.push(S),
        b'c' | b'k' => codes.push(K),
        b'd' => codes.push(D),
        b'e' => codes.push(E),
        b'f' => codes.push(F),
        b'g' => codes.push(G),
        b'h' => codes.push(H),
        b'i' => codes.push(I),
        b'j' => codes.push(J),
        b'l' => codes.push(L),
        b'm' => codes.push(M),
        b'n' => codes.push(N),
        b'o' => codes.push(O),
        b'p' => codes.push(P),
        b'q' => codes.push(Q),
        b'r' => codes.push(R),
        b's' => codes.push(S),
        b't' => codes.push(T),
        b'u' => codes.push(U),
        b'v' => codes.push(V),
        b'w' => codes.push(W),
        b'x' if at == 0 => codes.push(SH),
        b'x' => codes.extend_from_slice(&[K, S]),
        b'y' if vowel_next => codes.push(Y),
        b'y' => codes.push(I),
        _ => codes.push(Z),
    }
    1
}

/// The sounds of a word in Arabic letters (Arabic, Persian, Urdu, Pashto, Kurdish) or Hebrew letters.
pub(crate) fn abjad(word: &str) -> Sounds {
    let letters: Vec<char> = word.chars().collect();
    let codes: Vec<u8> = (0..letters.len()).filter_map(|at| abjad_sound(&letters, at)).collect();
    Sounds::of(&codes, Vowels::Unwritten)
}

/// The Arabic article.
pub(crate) const ARTICLE: &str = "ال";

/// Whether the *l* of the article before this sound is heard as the sound itself (the sun letters).
pub(crate) const fn is_sun(sound: u8) -> bool {
    matches!(sound, T | TH | D | DH | R | Z | S | SH | DAD | N)
}

/// The sounds of a word with the article within, whose *l* melts: *Abdurrahman*, of عبدالرحمن.
pub(crate) fn melted(word: &str) -> Option<Sounds> {
    let letters: Vec<char> = word.chars().collect();
    // What stands before the article and behind it: less is no name.
    let at = (2..letters.len().saturating_sub(4)).find(|at| letters[*at..].starts_with(&['ا', 'ل']))?;
    let sun = abjad_letter(letters[at + 2]).is_some_and(is_sun);
    let rest: String = letters[..=at].iter().chain(&letters[at + 2..]).collect();
    sun.then(|| abjad(&rest))
}

/// The sounds of a word in which an *h* follows a letter that Latin ones write with an *h* of its own: *Azhar*, *Fathi* and
/// *Ishaq* are read as though they had ژ, ث and ش.
pub(crate) fn met(word: &str) -> Option<Sounds> {
    let letters: Vec<char> = word.chars().collect();
    let mut codes: Vec<u8> = Vec::with_capacity(letters.len());
    let mut found = false;
    for code in (0..letters.len()).filter_map(|at| abjad_sound(&letters, at)) {
        let one = match (codes.last(), code) {
            (Some(&Z), H) => Some(ZH),
            (Some(&S), H) => Some(SH),
            (Some(&D), H) => Some(DH),
            (Some(&T), H) => Some(TH),
            _ => None,
        };
        match (one, codes.last_mut()) {
            (Some(one), Some(last)) => {
                *last = one;
                found = true;
            }
            _ => codes.push(code),
        }
    }
    found.then(|| Sounds::of(&codes, Vowels::Unwritten))
}

/// Letters of a word that may end in one that is written and hardly heard.
const TAILED: usize = 3;

/// The sound of the letter at a place. An *h* at the end is heard as *a*, *e* or *ah*, or not at all, and so before the
/// ending of *Khamene-i*; with two dots as *t* too. That of *Allah* is heard.
fn abjad_sound(letters: &[char], at: usize) -> Option<u8> {
    let (before, here) = (&letters[..at], &letters[at..]);
    let is_long = letters.len() >= TAILED && !before.ends_with(&['ل', 'ل']);
    match here {
        ['ة', ..] => Some(TAIL),
        ['ه' | 'ۀ' | 'ہ' | 'ە' | 'ה'] | ['ه', 'ا', 'ی' | 'ي'] if is_long => Some(HEH),
        ['ا', 'ی' | 'ي'] if before.len() >= TAILED && before.ends_with(&['ه']) => None,
        _ => abjad_letter(letters[at]),
    }
}

/// The sound of one Arabic or Hebrew letter, after the names of the letters in Unicode.
const fn abjad_letter(c: char) -> Option<u8> {
    Some(match c {
        'ا' | 'أ' | 'إ' | 'آ' | 'ٱ' | 'ى' | 'א' => A,
        'ب' | 'ב' => B,
        'پ' => P,
        'ت' | 'ط' | 'ٹ' | 'ټ' | 'ת' | 'ט' => T,
        'ث' => TH,
        'ج' => J,
        'چ' | 'څ' => CH,
        'ح' | 'ه' | 'ة' | 'ہ' | 'ھ' | 'ە' | 'ۀ' | 'ח' | 'ה' => H,
        'خ' => KH,
        'د' | 'ڈ' | 'ډ' | 'ד' => D,
        'ذ' => DH,
        'ر' | 'ڑ' | 'ړ' | 'ڕ' | 'ר' => R,
        'ز' | 'ظ' | 'ځ' | 'ז' => Z,
        'ژ' | 'ږ' => ZH,
        'س' | 'ص' | 'ס' | 'ש' => S,
        'ش' | 'ښ' => SH,
        'ض' => DAD,
        'ع' | 'ע' => AIN,
        'غ' => GH,
        'ف' | 'ڤ' => F,
        'ق' | 'ק' => Q,
        'ك' | 'ک' | 'ڪ' | 'כ' | 'ך' => K,
        'گ' | 'ګ' | 'ڭ' | 'ג' => G,
        'ل' | 'ڵ' | 'ל' => L,
        'م' | 'מ' | 'ם' => M,
        'ن' | 'ں' | 'ڼ' | 'נ' | 'ן' => N,
        'و' | 'ؤ' | 'ۆ' | 'ۇ' | 'ו' => W,
        'ئ' => I,
        'ي' | 'ی' | 'ے' | 'ې' | 'ۍ' | 'י' => Y,
        'פ' | 'ף' => P,
        'צ' | 'ץ' => TS,
        _ => return None,
    })
}

/// Pairs of Greek letters that are written as other Latin ones than each alone (ISO 843, transcription); those at
/// the beginning of a word come first.
const GREEK_PAIRS: [(&str, &str, bool); 9] = [
    ("μπ", "b", true),
    ("ντ", "d", true),
    ("γκ", "g", true),
    ("ου", "ou", false),
    ("αυ", "av", false),
    ("ευ", "ev", false),
    ("γγ", "ng", false),
    ("γχ", "nch", false),
    ("γξ", "nx", false),
];

/// A word in Greek letters without accents in Latin ones.
pub(crate) fn greek(word: &str) -> String {
    let mut latin = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let pair = GREEK_PAIRS.iter().find(|it| rest.starts_with(it.0) && (!it.2 || latin.is_empty()));
        let (read, letters) =
            pair.map_or((first.len_utf8(), any_ascii::any_ascii_char(first)), |it| (it.0.len(), it.1));
        latin.push_str(letters);
        rest = &rest[read..];
    }
    latin
}

/// Letters of Devanagari that another sound is written with by a dot below (nukta).
const DOTTED: [(char, &str); 8] =
    [('क', "q"), ('ख', "kh"), ('ग', "gh"), ('ज', "z"), ('ड', "r"), ('ढ', "rh"), ('फ', "f"), ('य', "y")];
const NUKTA: char = '\u{93C}';

/// A word in the letters of any other script in Latin ones, as `any_ascii` has each.
pub(crate) fn other(word: &str) -> String {
    let mut latin = String::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let dotted = DOTTED.iter().find(|it| it.0 == letter).filter(|_| letters.peek() == Some(&NUKTA));
        match dotted {
            Some((_, sound)) => {
                latin.push_str(sound);
                letters.next();
            }
            None => latin.push_str(&any_ascii::any_ascii_char(letter).to_ascii_lowercase()),
        }
    }
    latin
}

/// A word in Cyrillic letters in Latin ones, as the commonest romanisations have it.
pub(crate) fn cyrillic(word: &str) -> String {
    let mut latin = String::with_capacity(word.len());
    for c in word.chars() {
        latin.push_str(match c {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' | 'ґ' | 'ғ' => "g",
            'д' => "d",
            'е' | 'э' | 'ё' => "e",
            'ж' | 'җ' => "zh",
            'з' => "z",
            'и' | 'й' | 'ы' | 'і' => "i",
            'к' | 'қ' | 'ќ' => "k",
            'л' => "l",
            'м' => "m",
            'н' | 'ң' => "n",
            'о' | 'ө' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' | 'ү' | 'ұ' => "u",
            'ф' => "f",
            'х' | 'ҳ' => "kh",
            'ц' => "ts",
            'ч' => "ch",
            'ш' => "sh",
            'щ' => "shch",
            'ъ' | 'ь' => "",
            'ю' => "yu",
            'я' => "ya",
            'ї' => "yi",
            'є' => "ye",
            'ў' => "u",
            'ј' => "j",
            'љ' => "lj",
            'њ' => "nj",
            'ћ' => "c",
            'ђ' => "dj",
            'џ' => "dzh",
            'ѓ' => "gj",
            'ә' => "a",
            'һ' => "h",
            other => any_ascii::any_ascii_char(other),
        });
    }
    latin
}
