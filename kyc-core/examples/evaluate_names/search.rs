//! Search over the whole of the Treasury's list: aliases held out, and clean customers.
//!
//! Aliases are held out by a hash of their text; their entry keeps its other names. Clean customers are
//! pairs of a given and a family name of one country of `common.txt`, so that they are as hard as
//! customers can be: every part of them is common.

use crate::pairs::fnv;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::{Duration, Instant};
use tidegate_kyc_core::base::Budget;
use tidegate_kyc_core::screen::list::{EntryKind, Strength};
use tidegate_kyc_core::screen::name::{Index, Name, Score, Scratch, score};
use tidegate_kyc_core::screen::read::Limits;

/// One name of the list and whose it is.
pub(crate) struct Row {
    pub(crate) entry: u32,
    pub(crate) kind: EntryKind,
    pub(crate) text: String,
    alias: bool,
}

/// The budget of a search: more than any needs.
pub(crate) const STEPS: u64 = 100_000_000;

/// The names of a list file, packed with bzip2 or plain.
pub(crate) fn read(path: &str) -> Vec<Row> {
    let file = std::fs::File::open(path).unwrap();
    let input: Box<dyn std::io::Read> =
        if path.ends_with(".bz2") { Box::new(bzip2::read::BzDecoder::new(file)) } else { Box::new(file) };
    let (list, _) = tidegate_kyc_core::screen::read::read(input, &Limits::default()).unwrap();
    let mut rows = Vec::new();
    for (at, entry) in (0..).zip(list.entries()) {
        for name in &entry.names {
            let alias = name.strength != Strength::Primary;
            rows.push(Row { entry: at, kind: entry.kind, text: name.text.to_string(), alias });
        }
    }
    rows
}

/// The names that are indexed, and 800 aliases held out by a hash of their text.
pub(crate) fn held_out(rows: &[Row]) -> (Vec<&Row>, Vec<&Row>) {
    let mut aliases: Vec<usize> = (0..rows.len()).filter(|it| rows[*it].alias).collect();
    aliases.sort_by_key(|it| fnv(&rows[*it].text));
    let held: BTreeSet<usize> = aliases.into_iter().take(800).collect();
    // A name written twice for one entry would let the held one back in.
    let texts: HashSet<(u32, &str)> = held.iter().map(|it| (rows[*it].entry, rows[*it].text.as_str())).collect();
    let kept = rows.iter().filter(|it| !texts.contains(&(it.entry, it.text.as_str())));
    (kept.collect(), held.iter().map(|it| &rows[*it]).collect())
}

pub(crate) fn run(folder: &str) {
    let rows = read(folder);
    let (kept, held) = held_out(&rows);
    let start = Instant::now();
    let index = Index::build(kept.iter().map(|it| (Name::prepare(&it.text, it.kind), it.entry)));
    println!("{} names built in {:?}", index.len(), start.elapsed());
    let bytes = index.save();
    let start = Instant::now();
    let index = Index::load(&bytes).unwrap();
    println!("{} bytes loaded in {:?}", bytes.len(), start.elapsed());
    let threshold = Score::parse(&std::env::var("THRESHOLD").unwrap_or("0.70".into())).unwrap();
    let aliases: Vec<(Name, u32)> = held.iter().map(|it| (weighed(&index, &it.text, it.kind), it.entry)).collect();
    let clean: Vec<(Name, u32)> =
        customers(2_000).iter().map(|it| (weighed(&index, it, EntryKind::Person), 0)).collect();
    let found = search(&index, &aliases, threshold, "aliases");
    let alerts = search(&index, &clean, threshold, "clean customers");
    let rank = |most: usize| {
        found.iter().zip(&aliases).filter(|(hits, it)| hits.iter().take(most).any(|hit| hit.0 == it.1)).count()
    };
    println!("at rank 1: {}, 5: {}, 10: {} of {}", rank(1), rank(5), rank(10), aliases.len());
    for at in (threshold.parts()..=9800).step_by(200) {
        let recall =
            found.iter().zip(&aliases).filter(|(hits, it)| hits.iter().any(|hit| hit.0 == it.1 && hit.1 >= at)).count();
        let alerted = alerts.iter().filter(|hits| hits.iter().any(|hit| hit.1 >= at)).count();
        println!(
            "  {at}: recall {:.3}, clean customers alerted {:.4}",
            recall as f64 / aliases.len() as f64,
            alerted as f64 / clean.len() as f64
        );
    }
    brute(&index, &aliases[..60], threshold);
    if std::env::var("SHOW").is_ok() {
        for ((hits, _), (name, _)) in found
            .iter()
            .zip(&held)
            .zip(&aliases)
            .filter(|((hits, _), it)| hits.first().is_none_or(|hit| hit.0 != it.1))
            .take(60)
        {
            println!(
                "missed: {:?} hits {:?}",
                name.words().collect::<Vec<_>>(),
                hits.iter().take(2).collect::<Vec<_>>()
            );
        }
        for (hits, (name, _)) in
            alerts.iter().zip(&clean).filter(|it| it.0.first().is_some_and(|it| it.1 > 8000)).take(60)
        {
            println!("false: {:?} hits {:?}", name.words().collect::<Vec<_>>(), hits.first());
        }
    }
}

pub(crate) fn weighed(index: &Index, text: &str, kind: EntryKind) -> Name {
    let mut name = Name::prepare(text, kind);
    index.rarity().weigh(&mut name);
    name
}

/// Hits by entry, best name of each, best entry first.
fn search(index: &Index, queries: &[(Name, u32)], threshold: Score, what: &str) -> Vec<Vec<(u32, u16)>> {
    let mut scratch = Scratch::default();
    let mut took: Vec<Duration> = Vec::new();
    let mut all = Vec::new();
    for (query, _) in queries {
        let start = Instant::now();
        let hits = index.search(query, threshold, &mut scratch, &mut Budget::of(STEPS)).unwrap();
        took.push(start.elapsed());
        let mut entries: Vec<(u32, u16)> = Vec::new();
        for hit in hits {
            let owner = index.owner(hit.name).unwrap();
            if !entries.iter().any(|it| it.0 == owner) {
                entries.push((owner, hit.score.parts()));
            }
        }
        all.push(entries);
    }
    took.sort_unstable();
    let mean = took.iter().sum::<Duration>() / took.len() as u32;
    let at = |share: usize| took[took.len() * share / 1000];
    println!(
        "{what}: mean {mean:?}, median {:?}, p90 {:?}, p99 {:?}, most {:?}",
        at(500),
        at(900),
        at(990),
        took[took.len() - 1]
    );
    all
}

/// Compares each query with every name: the index must have found the same.
fn brute(index: &Index, queries: &[(Name, u32)], threshold: Score) {
    let mut scratch = Scratch::default();
    let mut differing = 0;
    for (query, _) in queries {
        let hits = index.search(query, threshold, &mut scratch, &mut Budget::of(STEPS)).unwrap();
        let slow = (0..index.len() as u32).filter(|it| {
            let name = index.name(*it).unwrap();
            (name.kind() == query.kind() || name.kind() == EntryKind::Unknown || query.kind() == EntryKind::Unknown)
                && score(query, name) >= threshold
        });
        differing += usize::from(slow.count() != hits.len());
    }
    println!("queries whose hits differ from brute force: {differing} of {}", queries.len());
}

/// Names of clean customers: a given and a family name of one country, by a seeded row of numbers.
pub(crate) fn customers(count: usize) -> Vec<String> {
    let table = include_str!("../../src/screen/name/data/common.txt");
    let mut countries: BTreeMap<&str, [Vec<&str>; 2]> = BTreeMap::new();
    for (head, names) in table.lines().filter(|it| !it.starts_with('#')).filter_map(|it| it.split_once(": ")) {
        let (country, what) = head.split_once(' ').unwrap();
        countries.entry(country).or_default()[usize::from(what == "family")] = names.split(' ').collect();
    }
    let countries: Vec<&[Vec<&str>; 2]> = countries.values().collect();
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 11) as usize % below
    };
    let mut one = || {
        let [given, family] = countries[next(countries.len())];
        let middle = if next(3) == 0 { format!(" {}", given[next(given.len())]) } else { String::new() };
        format!("{}{middle} {}", given[next(given.len())], family[next(family.len())])
    };
    (0..count).map(|_| one()).collect()
}
