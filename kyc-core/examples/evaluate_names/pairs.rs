//! Labelled pairs of names: read, scored, summed up by category.

use crate::measure::{Scored, at, auc, best_f1, recall_at};
use std::collections::BTreeMap;
use std::time::Instant;
use tidegate_kyc_core::screen::list::EntryKind;
use tidegate_kyc_core::screen::name::{Name, compare, score};

/// One labelled pair.
pub(crate) struct Pair {
    pub(crate) kind: EntryKind,
    pub(crate) names: [String; 2],
    pub(crate) matches: bool,
    pub(crate) category: String,
}

/// What a schema of the data says of the kind.
pub(crate) fn kind_of(schema: &str) -> EntryKind {
    match schema {
        "Person" => EntryKind::Person,
        "Company" | "Organization" => EntryKind::Organisation,
        "Vessel" => EntryKind::Vessel,
        _ => EntryKind::Unknown,
    }
}

/// The pairs of a file, or of one half of it.
pub(crate) fn read(path: &str, half: Option<u64>) -> Vec<Pair> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows = reader.records().map(Result::unwrap);
    let rows = rows.filter(|it| half.is_none_or(|half| half_of(&it[2], &it[3]) == half));
    rows.map(|it| Pair {
        kind: kind_of(&it[1]),
        names: [it[2].to_owned(), it[3].to_owned()],
        matches: &it[4] == "true",
        category: format!("{} {}", &it[5], kind_of(&it[1])),
    })
    .collect()
}

/// Which half a pair is in: a bit of the hash of both names.
fn half_of(one: &str, other: &str) -> u64 {
    (fnv(&format!("{one}\0{other}")) >> 33) & 1
}

/// The FNV-1a hash of a text.
pub(crate) fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

pub(crate) fn run(folder: &str, half: Option<u64>) {
    let mut all = Vec::new();
    for file in ["name_bench_dev", "ofac_alias_dev"] {
        let pairs = read(&format!("{folder}/{file}.csv"), half);
        let scored = scored(&pairs);
        println!("{file}: {} pairs", pairs.len());
        summary("all", &scored);
        let mut by_category: BTreeMap<&str, Vec<Scored>> = BTreeMap::new();
        for (pair, it) in pairs.iter().zip(&scored) {
            let script = pair.category.split(' ').next().unwrap();
            by_category.entry(script).or_default().push(*it);
            by_category.entry(&pair.category).or_default().push(*it);
        }
        for (category, scored) in by_category {
            summary(category, &scored);
        }
        if let Ok(shown) = std::env::var("SHOW") {
            show(&pairs, &scored, &shown);
        }
        all.push((pairs, scored));
    }
    speed(&all[1].0);
}

fn scored(pairs: &[Pair]) -> Vec<Scored> {
    let of = |it: &Pair| {
        let [one, other] = [0, 1].map(|at| Name::prepare(&it.names[at], it.kind));
        (score(&one, &other).parts(), it.matches)
    };
    pairs.iter().map(of).collect()
}

fn summary(what: &str, scored: &[Scored]) {
    let fixed = at(scored, 7_500);
    let (f1, threshold) = best_f1(scored);
    let [r99, r98] = [0.99, 0.98].map(|it| recall_at(scored, it));
    println!(
        "  {what:<28} n {:5} auc {:.3}  at .75 p {:.3} r {:.3} f1 {:.3}  best f1 {f1:.3} at {threshold}  r@p99 {:.3} at {}  r@p98 {:.3} at {}",
        scored.len(),
        auc(scored),
        fixed.0,
        fixed.1,
        fixed.2,
        r99.0,
        r99.1,
        r98.0,
        r98.1
    );
}

/// Prints the worst pairs of a category with their alignment.
fn show(pairs: &[Pair], scored: &[Scored], category: &str) {
    let mut order: Vec<usize> = (0..pairs.len()).filter(|it| pairs[*it].category.contains(category)).collect();
    order.sort_by_key(|it| scored[*it].0);
    let wrong_no = order.iter().rev().filter(|it| !pairs[**it].matches).take(40);
    let wrong_yes = order.iter().filter(|it| pairs[**it].matches && scored[**it].0 < 8_500).take(150);
    for at in wrong_no.chain(wrong_yes) {
        let pair = &pairs[*at];
        let names = [0, 1].map(|side: usize| Name::prepare(&pair.names[side], pair.kind));
        println!("{} {} {} | {}", scored[*at].0, pair.matches, pair.names[0], pair.names[1]);
        for line in compare(&names[0], &names[1]).lines {
            let words = |name: &Name, range: std::ops::Range<usize>| {
                name.words().skip(range.start).take(range.len()).collect::<Vec<_>>().join("+")
            };
            println!(
                "      {} = {}  {} {} w{} +{}",
                words(&names[0], line.here.clone()),
                words(&names[1], line.there.clone()),
                line.how,
                line.agreement,
                line.weight,
                line.points
            );
        }
    }
}

/// Pairs a second on prepared names, every name of one side against a stride of the other.
fn speed(pairs: &[Pair]) {
    let names: Vec<[Name; 2]> = pairs.iter().map(|it| [0, 1].map(|at| Name::prepare(&it.names[at], it.kind))).collect();
    let (start, mut count, mut sum) = (Instant::now(), 0_u64, 0_u64);
    for round in 0..40 {
        for at in 0..names.len() {
            sum += u64::from(score(&names[at][0], &names[(at + round * 7) % names.len()][1]).parts());
            count += 1;
        }
    }
    let took = start.elapsed();
    println!("scorer: {:.0} pairs/s (sum {sum})", count as f64 / took.as_secs_f64());
}
