//! Names of customers who are on no list, drawn by a seeded row of numbers.
//!
//! `hard`: a given and a family name of one country of `common.txt`, every country and name as likely as
//! any other, a third with a middle name: each part is common, and many are names of listed people.
//! `world`: countries by their share of mankind, names by the inverse of their place in the table, a third
//! with a middle name. `census`: given and family names by their frequency in the United States' census
//! of 1990 (88,799 family names, 5,494 given ones), half with a middle name.

use std::collections::BTreeMap;

/// Millions of people who bear the names of each country of the table, to about a tenth.
const MILLIONS: [(&str, usize); 25] = [
    ("arab", 450),
    ("iran", 90),
    ("afghan_pakistan", 280),
    ("turkey", 85),
    ("russia", 145),
    ("ukraine", 38),
    ("belarus", 9),
    ("chinese", 1430),
    ("korea", 78),
    ("japan", 123),
    ("vietnam", 100),
    ("india", 1430),
    ("southeast_asia", 550),
    ("spanish", 500),
    ("portuguese", 225),
    ("english", 480),
    ("german", 100),
    ("french", 75),
    ("italian", 59),
    ("balkan", 50),
    ("central_asia", 80),
    ("nigeria", 230),
    ("africa", 900),
    ("israel", 9),
    ("greece", 10),
];

/// Given and family names with how often each is drawn.
type Country = [Vec<(String, usize)>; 2];

struct Drawer(u64);

impl Drawer {
    fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below
    }

    fn one<'a>(&mut self, names: &'a [(String, usize)]) -> &'a str {
        let mut at = self.below(names.iter().map(|it| it.1).sum());
        let taken = names.iter().find(|it| {
            let here = at < it.1;
            at = at.saturating_sub(it.1);
            here
        });
        &taken.unwrap().0
    }

    fn person(&mut self, country: &Country, middle: bool) -> String {
        let [given, family] = country;
        let first = self.one(given).to_owned();
        let middle = if middle { format!(" {}", self.one(given)) } else { String::new() };
        format!("{first}{middle} {}", self.one(family))
    }
}

/// The table's countries; of each name how often it is drawn, by its place.
fn table(weight: impl Fn(usize) -> usize) -> BTreeMap<&'static str, Country> {
    let table = include_str!("../../src/screen/name/data/common.txt");
    let mut countries: BTreeMap<&str, Country> = BTreeMap::new();
    for (head, names) in table.lines().filter(|it| !it.starts_with('#')).filter_map(|it| it.split_once(": ")) {
        let (country, what) = head.split_once(' ').unwrap();
        countries.entry(country).or_default()[usize::from(what == "family")] =
            names.split(' ').enumerate().map(|(at, it)| (it.to_owned(), weight(at))).collect();
    }
    countries
}

/// See the head of the file; another `set` has other customers.
pub(crate) fn hard(count: usize, set: u64) -> Vec<String> {
    let countries: Vec<Country> = table(|_| 1).into_values().collect();
    let mut drawer = Drawer(0x9e37_79b9_7f4a_7c15_u64 ^ set << 20);
    let mut one = || {
        let country = &countries[drawer.below(countries.len())];
        let middle = drawer.below(3) == 0;
        drawer.person(country, middle)
    };
    (0..count).map(|_| one()).collect()
}

/// See the head of the file.
pub(crate) fn world(count: usize, set: u64) -> Vec<String> {
    let countries = table(|at| 100_000 / (at + 5));
    let shares = MILLIONS.map(|(name, share)| (name.to_owned(), share));
    let mut drawer = Drawer(0x1234_5678_9abc_def1_u64 ^ set << 20);
    let mut one = || {
        let country = &countries[drawer.one(&shares)];
        let middle = drawer.below(3) == 0;
        drawer.person(country, middle)
    };
    (0..count).map(|_| one()).collect()
}

/// From the census's three files `dist.all.last`, `dist.female.first`, `dist.male.first` in a folder.
pub(crate) fn census(folder: &str, count: usize, set: u64) -> Vec<String> {
    let read = |file: &str| -> Vec<(String, usize)> {
        let text = std::fs::read_to_string(format!("{folder}/{file}")).unwrap();
        let lines = text.lines().map(|it| it.split_whitespace().collect::<Vec<_>>());
        // Frequencies are per cent with three decimals; the rarest round to none and are drawn as half of one.
        lines.map(|it| (it[0].to_owned(), (it[1].parse::<f64>().unwrap() * 2000.0).round().max(1.0) as usize)).collect()
    };
    let family = read("dist.all.last");
    let both = ["dist.female.first", "dist.male.first"].map(|it| [read(it), family.clone()]);
    let mut drawer = Drawer(0x0fed_cba9_8765_4321_u64 ^ set << 20);
    let mut one = || {
        let country = &both[drawer.below(2)];
        let middle = drawer.below(2) == 0;
        drawer.person(country, middle)
    };
    (0..count).map(|_| one()).collect()
}
