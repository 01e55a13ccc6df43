//! What is known of words beforehand: the tables of `data/` in, meanings by folded spelling out.
//!
//! Legal forms, generic words, titles, particles, nicknames, common names. The tables are facts
//! collected from general knowledge, one thing a line, read once when first needed; a line that is not of
//! its form is passed over and a test says so. Knows spellings, not whole names.

use super::fold::folded;
use super::sound::Sounds;
use super::spell;
use smallvec::SmallVec;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What kind of thing a part of a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Class {
    /// A word of its own: a given name, a family name, a brand.
    Word,
    /// A name made of the father's: `-ovich`, `-ovna`.
    Patronymic,
    /// A word that many companies bear.
    Generic,
    /// A legal form.
    Form,
    /// A title or form of address.
    Title,
    /// `al`, `bin`, `de`, `van`, `of`.
    Particle,
    /// A single letter.
    Initial,
    /// A number, in digits or in words.
    Number,
}

impl Class {
    pub(crate) const ALL: [Self; 8] = [
        Self::Word,
        Self::Patronymic,
        Self::Generic,
        Self::Form,
        Self::Title,
        Self::Particle,
        Self::Initial,
        Self::Number,
    ];
}

/// What two parts may share besides their spelling. The highest byte says what kind of thing it is.
pub(crate) type Symbol = u64;

/// Kinds of symbols, as the highest byte.
pub(crate) mod symbol {
    pub(crate) const FORM: u64 = 1 << 56;
    pub(crate) const WORD: u64 = 2 << 56;
    pub(crate) const TITLE: u64 = 3 << 56;
    pub(crate) const PARTICLE: u64 = 4 << 56;
    pub(crate) const NICKNAME: u64 = 5 << 56;
    pub(crate) const NUMBER: u64 = 6 << 56;
    pub(crate) const SYLLABLES: u64 = 7 << 56;
    pub(crate) const ACRONYM: u64 = 8 << 56;
    /// A country, a city or a part of the world.
    pub(crate) const PLACE: u64 = 9 << 56;
    /// A word that says what a company does: a bank, and the lighter of the generic words. *Star* and *Gold* are half a name.
    pub(crate) const TRADE: u64 = 10 << 56;
    /// A word by its spelling: every part has this one, beside its symbols.
    pub(crate) const SPELLING: u64 = 18 << 56;
    /// The symbol of a spelling, by its print.
    pub(crate) const fn of_spelling(print: u64) -> u64 {
        SPELLING | print & !(0xff << 56)
    }

    /// The kind of a symbol.
    pub(crate) const fn kind(symbol: u64) -> u64 {
        symbol & (0xff << 56)
    }
}

/// What a spelling means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) class: Class,
    pub(crate) symbol: Symbol,
    pub(crate) weight: u16,
}

/// Weights of parts that hardly tell one name from another, of 1000.
pub(crate) mod weight {
    pub(crate) const FORM: u16 = 110;
    /// Next to nothing: a title is left out and put in at will, and must not count against a name that leaves it out.
    pub(crate) const TITLE: u16 = 25;
    pub(crate) const PARTICLE: u16 = 70;
    /// A city or country that no line of generic words has: as good as a word of its own where it is not merely added.
    pub(crate) const PLACE: u16 = 800;
    /// The most that a word weighs which only says what a company does.
    pub(crate) const TRADE: u16 = 350;
    pub(crate) const INITIAL: u16 = 250;
    pub(crate) const NUMBER: u16 = 400;
    pub(crate) const PATRONYMIC: u16 = 600;
    pub(crate) const FULL: u16 = 1000;
    /// A name that is common in one country, in several, all over the world.
    pub(crate) const COMMON: [u16; 4] = [620, 520, 450, 400];
}

/// What the name of a line of generic words begins with that is a place.
const PLACE_OF: &str = "of_";
/// What it begins with where the word is a trade although it weighs more than others.
const TRADE_OF: &str = "trade_";

/// The texts of the tables, in the order they are digested.
pub(crate) const TABLES: [&str; 14] = [
    include_str!("data/forms.txt"),
    include_str!("data/words.txt"),
    include_str!("data/titles.txt"),
    include_str!("data/particles.txt"),
    include_str!("data/nicknames.txt"),
    include_str!("data/common.txt"),
    include_str!("data/places.txt"),
    include_str!("data/asia.txt"),
    include_str!("data/romanised.txt"),
    include_str!("data/cantonese.txt"),
    include_str!("data/cities.txt"),
    include_str!("data/trades.txt"),
    include_str!("data/brands.txt"),
    include_str!("../list/countries.txt"),
];

/// The lines of a table that say something.
pub(crate) fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|it| !it.is_empty() && !it.starts_with('#'))
}

/// How near two trades are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nearness {
    /// No company is named by either.
    Far,
    /// One of them says nothing of what a company does: *Group*.
    Open,
    /// One company may be named by either: *Air*, *Aviation*.
    Akin,
}

/// All tables.
pub(crate) struct Lexicon {
    phrases: HashMap<Box<str>, SmallVec<[Meaning; 1]>>,
    /// For each first word of a phrase, the most words a phrase with it has.
    firsts: HashMap<Box<str>, usize>,
    nicknames: HashMap<&'static str, SmallVec<[u16; 2]>>,
    /// Legal forms of several long words, by the consonants of each word.
    sounding: HashMap<Vec<u64>, Meaning>,
    common: HashMap<&'static str, u16>,
    common_skeletons: HashMap<u64, u16>,
    /// For each trade the lines of trades that it stands in, as bits.
    trades: HashMap<Symbol, u32>,
    brands: HashSet<Sounds>,
}

/// The one lexicon.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);
    &LEXICON
}

impl Lexicon {
    fn read() -> Self {
        let mut it = Self {
            phrases: HashMap::new(),
            firsts: HashMap::new(),
            nicknames: HashMap::new(),
            sounding: HashMap::new(),
            common: HashMap::new(),
            common_skeletons: HashMap::new(),
            trades: HashMap::new(),
            brands: lines(TABLES[12]).flat_map(|it| it.split(' ')).map(spell::latin).collect(),
        };
        it.classes(TABLES[0], Class::Form, symbol::FORM, weight::FORM);
        it.classes(TABLES[1], Class::Generic, symbol::WORD, weight::FULL);
        it.classes(TABLES[2], Class::Title, symbol::TITLE, weight::TITLE);
        it.classes(TABLES[3], Class::Particle, symbol::PARTICLE, weight::PARTICLE);
        it.chinese_places();
        it.places();
        for (at, line) in (0_u16..).zip(lines(TABLES[4])) {
            for form in line.split(", ") {
                it.nicknames.entry(form).or_default().push(at);
            }
        }
        it.common_names();
        it.trades();
        it
    }

    /// Which trades are near one another, by the names of the lines of generic words.
    fn trades(&mut self) {
        let heads = lines(TABLES[1]).map(|it| it.split([' ', ':']).next().unwrap_or(""));
        let numbers: HashMap<&str, u64> = heads.zip(0..).collect();
        for (line, all) in lines(TABLES[11]).enumerate() {
            // What says nothing of a trade is near all.
            let bits = if line == 0 { u32::MAX } else { 1 << line };
            for at in all.split(' ').filter_map(|it| numbers.get(it)) {
                *self.trades.entry(symbol::TRADE | at).or_default() |= bits;
            }
        }
    }

    /// `name weight: spelling, spelling`; the weight may be left out. What is named `of_…` is a place.
    fn classes(&mut self, table: &'static str, class: Class, kind: Symbol, usual: u16) {
        for (at, line) in (0_u64..).zip(lines(table)) {
            let Some((head, spellings)) = line.split_once(':') else { continue };
            let weight = head.split_once(' ').and_then(|it| it.1.trim().parse().ok()).unwrap_or(usual);
            let kind = match kind {
                symbol::WORD if head.starts_with(PLACE_OF) => symbol::PLACE,
                symbol::WORD if weight <= weight::TRADE || head.starts_with(TRADE_OF) => symbol::TRADE,
                _ => kind,
            };
            for spelling in spellings.split(',') {
                self.phrase(spelling, Meaning { class, symbol: kind | at, weight });
            }
        }
    }

    /// Cities, `city: spelling, spelling`, and the countries of ISO 3166-1 by their names: one place a line, the one that
    /// is known already where a spelling of it is.
    fn places(&mut self) {
        let cities = lines(TABLES[10]).filter_map(|it| it.split_once(':'));
        let cities = cities.map(|it| it.1.split(',').collect());
        let countries = lines(TABLES[13]).map(|it| it.split('|').skip(2).collect());
        for (at, names) in (0x2_0000_u64..).zip(cities.chain(countries)) {
            let names: Vec<&'static str> = names;
            let is_place = |it: &Meaning| symbol::kind(it.symbol) == symbol::PLACE;
            let known = names.iter().find_map(|it| self.meaning(&folded(it), &[Class::Generic]).filter(is_place));
            let meaning = Meaning { class: Class::Generic, symbol: symbol::PLACE | at, weight: weight::PLACE };
            names.iter().for_each(|it| self.phrase(it, known.unwrap_or(meaning)));
        }
    }

    /// Places inside Chinese company names are words of their own, and so are their spellings.
    fn chinese_places(&mut self) {
        let pairs = lines(TABLES[6]).flat_map(|it| it.split(", ")).filter_map(|it| it.split_once(' '));
        let mut numbers: HashMap<&str, u64> = HashMap::new();
        for (characters, spelling) in pairs {
            let next = 0x1_0000 + numbers.len() as u64;
            let at = *numbers.entry(spelling).or_insert(next);
            let meaning = Meaning { class: Class::Generic, symbol: symbol::PLACE | at, weight: 500 };
            self.phrase(characters, meaning);
            if next == at {
                self.phrase(spelling, meaning);
            }
        }
    }

    fn phrase(&mut self, spelling: &str, meaning: Meaning) {
        let key = folded(spelling);
        let Some(first) = key.split(' ').next().filter(|it| !it.is_empty()) else { return };
        let count = key.split(' ').count();
        let most = self.firsts.entry(first.into()).or_default();
        *most = (*most).max(count);
        if meaning.class == Class::Form
            && let Some(sounds) = sounding(key.split(' '))
        {
            self.sounding.entry(sounds).or_insert(meaning);
        }
        let meanings = self.phrases.entry(key.into()).or_default();
        if !meanings.iter().any(|it| it.class == meaning.class) {
            meanings.push(meaning);
        }
    }

    fn common_names(&mut self) {
        let mut seen: HashMap<&'static str, usize> = HashMap::new();
        for line in lines(TABLES[5]) {
            let Some((_, names)) = line.split_once(": ") else { continue };
            for name in names.split(' ') {
                *seen.entry(name).or_default() += 1;
            }
        }
        for (name, count) in seen {
            let weight = weight::COMMON[(count - 1).min(3)];
            self.common.insert(name, weight);
            let skeleton = spell::latin(name).skeleton();
            if skeleton >= 0x100 {
                let here = self.common_skeletons.entry(skeleton).or_insert(weight);
                *here = (*here).min(weight);
            }
        }
    }

    /// What a folded phrase means in any of these classes, the first class first.
    pub(crate) fn meaning(&self, phrase: &str, classes: &[Class]) -> Option<Meaning> {
        let all = self.phrases.get(phrase)?;
        classes.iter().find_map(|class| all.iter().find(|it| it.class == *class).copied())
    }

    /// The legal form that these words sound like: *Obshestvo s Ogranichenoi Otvetstvenostyu*.
    pub(crate) fn form_by_sound<'a>(&self, words: impl Iterator<Item = &'a str>) -> Option<Meaning> {
        self.sounding.get(&sounding(words)?).copied()
    }

    /// How near two trades are.
    pub(crate) fn nearness(&self, one: Symbol, other: Symbol) -> Nearness {
        let [one, other] = [one, other].map(|it| self.trades.get(&it).copied().unwrap_or(0));
        match one & other {
            0 => Nearness::Far,
            _ if one == u32::MAX || other == u32::MAX => Nearness::Open,
            _ => Nearness::Akin,
        }
    }

    /// Whether many companies bear a word that sounds so.
    pub(crate) fn is_brand(&self, word: &Sounds) -> bool {
        self.brands.contains(word)
    }

    /// The most words of a phrase that begins so; none where no phrase does.
    pub(crate) fn longest_from(&self, first: &str) -> usize {
        self.firsts.get(first).copied().unwrap_or(0)
    }

    /// The names that a given name is a form of.
    pub(crate) fn nicknames(&self, name: &str) -> impl Iterator<Item = Symbol> {
        self.nicknames.get(name).into_iter().flatten().map(|it| symbol::NICKNAME | u64::from(*it))
    }

    /// What a word weighs when no list tells: less where the name, or one of its consonants, is common.
    pub(crate) fn usual_weight(&self, word: &str, skeleton: u64) -> u16 {
        let by_text = self.common.get(word).copied();
        let by_skeleton = || self.common_skeletons.get(&skeleton).map(|it| (it + 120).min(weight::FULL));
        by_text.or_else(by_skeleton).unwrap_or(weight::FULL)
    }
}

/// Words of a legal form that is known by its sounds, at most.
pub(crate) const SOUNDING_MAX: usize = 4;

/// The consonants of each word of a phrase; none where fewer than two are long, or a letter is not Latin.
fn sounding<'a>(words: impl Iterator<Item = &'a str>) -> Option<Vec<u64>> {
    let mut long = 0;
    let mut keys = Vec::new();
    for word in words {
        if !word.bytes().all(|it| it.is_ascii_lowercase()) {
            return None;
        }
        let skeleton = spell::latin(word).skeleton();
        long += usize::from(skeleton >= 0x1000);
        keys.push(skeleton);
    }
    (long >= 2 && keys.len() <= SOUNDING_MAX).then_some(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_table_is_read() {
        // The last is that of countries, which `list` tests.
        for (at, table) in TABLES[..13].iter().enumerate() {
            assert!(table.starts_with("# "), "table {at} says what its lines are");
            assert!(lines(table).count() > 1, "table {at}");
        }
        for line in TABLES[..4].iter().flat_map(|it| lines(it)) {
            let (head, spellings) = line.split_once(':').unwrap();
            assert!(head.split(' ').count() <= 2, "{head}");
            for it in spellings.split(',') {
                assert!(!folded(it).is_empty(), "{head}: {it}");
            }
        }
        let lone = |it: &&str| it.bytes().all(|it| it.is_ascii_lowercase());
        for line in lines(TABLES[4]) {
            assert!(line.split(", ").all(|it| lone(&it)), "{line}");
        }
        for line in lines(TABLES[5]) {
            assert!(line.split_once(": ").unwrap().1.split(' ').all(|it| lone(&it)), "{line}");
        }
    }

    #[test]
    fn one_class_of_words_in_all_languages_is_one_symbol() {
        let it = lexicon();
        let of =
            |text: &str| it.meaning(&folded(text), &[Class::Form, Class::Generic, Class::Particle]).map(|it| it.symbol);
        assert!(of("Bank").is_some());
        for (one, other) in [
            ("Bank", "银行"),
            ("Limited Liability Company", "ООО"),
            ("GmbH", "S.A.R.L."),
            ("Trading", "التجارة"),
            ("shenzhen", "深圳"),
            ("bin", "ибн"),
            ("Iran", "Islamic Republic of Iran"),
            ("Saint Petersburg", "Санкт-Петербург"),
            ("Kyrgyzstan", "Kyrgyz Republic"),
            ("beijing", "Peking"),
        ] {
            assert_eq!(of(one), of(other), "{one} {other}");
        }
        assert_ne!(of("GmbH"), of("AG"));
    }

    #[test]
    fn every_trade_is_a_line_of_words_and_is_near_those_beside_it() {
        let it = lexicon();
        let heads: Vec<&str> = lines(TABLES[1]).filter_map(|it| it.split([' ', ':']).next()).collect();
        for name in lines(TABLES[11]).flat_map(|it| it.split(' ')) {
            assert!(heads.contains(&name), "{name}");
        }
        assert!(lines(TABLES[11]).count() <= 32, "a bit for each line");
        let of = |text: &str| it.meaning(&folded(text), &[Class::Generic]).unwrap().symbol;
        for (one, other, near) in [
            ("Air", "Aviation", Nearness::Akin),
            ("Bank", "Capital", Nearness::Akin),
            ("Group", "Shipping", Nearness::Open),
            ("Air", "Trading", Nearness::Far),
            ("Airlines", "Shipping", Nearness::Far),
        ] {
            assert_eq!(it.nearness(of(one), of(other)), near, "{one} {other}");
        }
        assert!(it.is_brand(&spell::latin("orion")) && !it.is_brand(&spell::latin("quillmarsh")));
    }

    #[test]
    fn common_names_weigh_less_in_any_spelling() {
        let it = lexicon();
        let weight = |text: &str| it.usual_weight(text, spell::latin(text).skeleton());
        assert!(weight("muhammad") < weight("moukhamad") && weight("moukhamad") < 1000);
        assert_eq!(weight("bezprozvannykh"), 1000);
    }
}
