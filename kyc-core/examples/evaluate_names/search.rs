//! Search over the whole of the Treasury's list: aliases held out, and clean customers.
//!
//! Aliases are held out by a hash of their text, `SET=0` (reported) or `SET=1` (tuned on); their entry
//! keeps its other names. Customers who are on no list are made by `clean`.

use crate::clean;
use crate::pairs::fnv;
use std::collections::{BTreeMap, HashSet};
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
    strength: Strength,
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
            rows.push(Row { entry: at, kind: entry.kind, text: name.text.to_string(), strength: name.strength });
        }
    }
    rows
}

/// The names that are indexed, and the places of 800 aliases held out by a hash of their text.
pub(crate) fn held_out(rows: &[Row], set: usize) -> (Vec<&Row>, Vec<usize>) {
    let mut aliases: Vec<usize> = (0..rows.len()).filter(|it| rows[*it].strength != Strength::Primary).collect();
    aliases.sort_by_key(|it| fnv(&rows[*it].text));
    let mut held: Vec<usize> = aliases.into_iter().skip(800 * set).take(800).collect();
    held.sort_unstable();
    // A name written twice for one entry would let the held one back in.
    let texts: HashSet<(u32, &str)> = held.iter().map(|it| (rows[*it].entry, rows[*it].text.as_str())).collect();
    let kept = rows.iter().filter(|it| !texts.contains(&(it.entry, it.text.as_str())));
    (kept.collect(), held)
}

pub(crate) fn run(folder: &str) {
    let rows = read(folder);
    let set: usize = std::env::var("SET").map_or(0, |it| it.parse().unwrap());
    let (kept, held) = held_out(&rows, set);
    let start = Instant::now();
    let index = Index::build(kept.iter().map(|it| (Name::prepare(&it.text, it.kind), it.entry)));
    println!("{} names built in {:?}", index.len(), start.elapsed());
    let bytes = index.save();
    let start = Instant::now();
    let index = Index::load(&bytes).unwrap();
    println!("{} bytes loaded in {:?}", bytes.len(), start.elapsed());
    let threshold = Score::parse(&std::env::var("THRESHOLD").unwrap_or("0.70".into())).unwrap();
    let aliases: Vec<(Name, u32)> =
        held.iter().map(|it| (weighed(&index, &rows[*it].text, rows[*it].kind), rows[*it].entry)).collect();
    let found = search(&index, &aliases, threshold, "aliases");
    ranks(&rows, &held, &found, &aliases);
    let columns = customers(&index, set as u64, threshold);
    println!(
        "threshold  recall  strong  weak   alerts per 1000, without namesakes: {:?}",
        columns.iter().map(|it| it.0).collect::<Vec<_>>()
    );
    for at in (threshold.parts().max(6000)..=9800).step_by(100) {
        let recall = |of: &dyn Fn(usize) -> bool| {
            let all: Vec<usize> = (0..held.len()).filter(|it| of(*it)).collect();
            let hit =
                all.iter().filter(|it| found[**it].iter().any(|hit| hit.0 == aliases[**it].1 && hit.1 >= at)).count();
            hit as f64 / all.len() as f64
        };
        let weak = |it: usize| rows[held[it]].strength == Strength::WeakAlias;
        print!("  {at}     {:.3}   {:.3}   {:.3}", recall(&|_| true), recall(&|it| !weak(it)), recall(&weak));
        for (_, alerts, namesake) in &columns {
            let over = |it: &usize| alerts[*it].iter().any(|hit| hit.1 >= at);
            let all = (0..alerts.len()).filter(over).count() as f64 / 2.0;
            let others = (0..alerts.len()).filter(|it| !namesake[*it]).filter(over).count() as f64 / 2.0;
            print!("   {all:6.1} {others:6.1}");
        }
        println!();
    }
    if std::env::var("BRUTE").is_ok() {
        brute(&index, &aliases[..60], threshold);
    }
    if std::env::var("SHOW").is_ok() {
        show_missed(&rows, &index, &held, &found, &aliases);
    }
}

/// Clean customers of one kind.
type Column = (&'static str, Vec<Vec<Found>>, Vec<bool>);

/// Clean customers of each kind: the kind, what each was alerted by, and whether it is a namesake.
fn customers(index: &Index, set: u64, threshold: Score) -> Vec<Column> {
    let mut sets = vec![("hard", clean::hard(2_000, set)), ("world", clean::world(2_000, set))];
    if let Ok(folder) = std::env::var("CENSUS") {
        sets.push(("census", clean::census(&folder, 2_000, set)));
    }
    let listed: HashSet<Vec<String>> = (0..index.len() as u32).map(|it| sorted(index.name(it).unwrap())).collect();
    let mut columns = Vec::new();
    for (what, customers) in &sets {
        let clean: Vec<(Name, u32)> = customers.iter().map(|it| (weighed(index, it, EntryKind::Person), 0)).collect();
        let alerts = search(index, &clean, threshold, what);
        let namesake: Vec<bool> = clean.iter().map(|it| listed.contains(&sorted(&it.0))).collect();
        println!("{what}: {} of 2000 bear the very words of a listed name", namesake.iter().filter(|it| **it).count());
        if std::env::var("SHOW").is_ok() {
            show_false(index, what, &alerts, &clean);
        }
        columns.push((*what, alerts, namesake));
    }
    columns
}

/// Prints the aliases that are not first, with all names of their entry and what is first.
fn show_missed(rows: &[Row], index: &Index, held: &[usize], found: &[Vec<Found>], aliases: &[(Name, u32)]) {
    for (at, hits) in found.iter().enumerate() {
        let (name, entry) = &aliases[at];
        let place = hits.iter().position(|hit| hit.0 == *entry);
        if place == Some(0) {
            continue;
        }
        let others: Vec<&str> = rows.iter().filter(|it| it.entry == *entry).map(|it| it.text.as_str()).collect();
        println!(
            "MISS {:?} {} {:?} place {place:?} score {:?} entry {others:?}",
            rows[held[at]].strength,
            rows[held[at]].text,
            name.kind(),
            place.map(|it| hits[it].1)
        );
        for hit in hits.iter().take(3) {
            println!("      {} {:?}", hit.1, index.name(hit.2).unwrap().words().collect::<Vec<_>>());
        }
    }
}

/// How many aliases are found at which rank, by strength; and where an entry counts that bears the very
/// name, whichever of the entries of that name it is.
fn ranks(rows: &[Row], held: &[usize], found: &[Vec<Found>], aliases: &[(Name, u32)]) {
    let mut bearers: BTreeMap<&str, HashSet<u32>> = BTreeMap::new();
    for row in rows {
        bearers.entry(row.text.as_str()).or_default().insert(row.entry);
    }
    for (what, of) in [("all", None), ("strong", Some(Strength::Alias)), ("weak", Some(Strength::WeakAlias))] {
        let of: Vec<usize> = (0..held.len()).filter(|it| of.is_none_or(|of| rows[held[*it]].strength == of)).collect();
        let share = |most: usize, right: &dyn Fn(usize, u32) -> bool| {
            let hits = of.iter().filter(|at| found[**at].iter().take(most).any(|hit| right(**at, hit.0)));
            hits.count() as f64 / of.len() as f64
        };
        let own = |at: usize, entry: u32| aliases[at].1 == entry;
        let bearer = |at: usize, entry: u32| bearers[rows[held[at]].text.as_str()].contains(&entry);
        println!(
            "{what:<7} {:3} aliases: at rank 1 {:.3}, 5 {:.3}, 10 {:.3}; rank 1 is a bearer of the name {:.3}",
            of.len(),
            share(1, &own),
            share(5, &own),
            share(10, &own),
            share(1, &bearer)
        );
    }
}

/// The words of a name without their order.
fn sorted(name: &Name) -> Vec<String> {
    let mut words: Vec<String> = name.words().map(str::to_owned).collect();
    words.sort_unstable();
    words
}

fn show_false(index: &Index, what: &str, alerts: &[Vec<Found>], clean: &[(Name, u32)]) {
    for (hits, (name, _)) in alerts.iter().zip(clean) {
        if let Some(hit) = hits.first().filter(|it| it.1 > 7800) {
            let listed = index.name(hit.2).unwrap();
            println!(
                "FALSE {what} {} {:?} = {:?}",
                hit.1,
                name.words().collect::<Vec<_>>(),
                listed.words().collect::<Vec<_>>()
            );
        }
    }
}

/// An entry found: its number, the score of its best name, and that name's number.
type Found = (u32, u16, u32);

pub(crate) fn weighed(index: &Index, text: &str, kind: EntryKind) -> Name {
    let mut name = Name::prepare(text, kind);
    index.rarity().weigh(&mut name);
    name
}

/// Hits by entry, best name of each, best entry first.
fn search(index: &Index, queries: &[(Name, u32)], threshold: Score, what: &str) -> Vec<Vec<Found>> {
    let mut scratch = Scratch::default();
    let mut took: Vec<Duration> = Vec::new();
    let mut all = Vec::new();
    for (query, _) in queries {
        let start = Instant::now();
        let hits = index.search(query, threshold, &mut scratch, &mut Budget::of(STEPS)).unwrap();
        took.push(start.elapsed());
        let mut entries: Vec<Found> = Vec::new();
        for hit in hits {
            let owner = index.owner(hit.name).unwrap();
            if !entries.iter().any(|it| it.0 == owner) {
                entries.push((owner, hit.score.parts(), hit.name));
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
