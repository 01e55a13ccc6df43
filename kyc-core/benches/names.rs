//! Names: preparing, comparing prepared names, building an index and searching it, on made names.
//!
//! The names are rows of given and family names of the table of common names, four words each, so that
//! every query meets many near names: harder than a list of rare ones.

#![expect(clippy::unwrap_used, reason = "a bench may stop at what it did not expect")]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use tidegate_kyc_core::base::Budget;
use tidegate_kyc_core::screen::list::EntryKind;
use tidegate_kyc_core::screen::name::{Index, Name, Score, Scratch, score};

fn main() {
    divan::main();
}

const COMMON: &str = include_str!("../src/screen/name/data/common.txt");

/// So many names, by a seeded row of numbers (a 64-bit xorshift).
fn names(count: usize, mut seed: u64) -> Vec<String> {
    let lines: Vec<Vec<&str>> =
        COMMON.lines().filter_map(|it| it.split_once(": ")).map(|it| it.1.split(' ').collect()).collect();
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 11) as usize % below
    };
    let mut word = || {
        let line = &lines[1 + next(lines.len() - 1)];
        line[next(line.len())]
    };
    (0..count).map(|_| [word(), word(), word(), word()].join(" ")).collect()
}

fn prepared(count: usize, seed: u64) -> Vec<Name> {
    names(count, seed).iter().map(|it| Name::prepare(it, EntryKind::Person)).collect()
}

#[divan::bench]
fn prepare(bencher: Bencher<'_, '_>) {
    let names = names(1_000, 1);
    bencher
        .counter(ItemsCount::new(1_000_u32))
        .bench(|| names.iter().map(|it| Name::prepare(it, EntryKind::Person).words().len()).sum::<usize>());
}

#[divan::bench]
fn compare_pairs(bencher: Bencher<'_, '_>) {
    let names = prepared(400, 2);
    bencher.counter(ItemsCount::new(400_u32 * 400)).bench(|| {
        let pairs = names.iter().flat_map(|one| names.iter().map(move |other| (one, other)));
        pairs.map(|(one, other)| u64::from(score(black_box(one), other).parts())).sum::<u64>()
    });
}

#[divan::bench(sample_count = 5)]
fn build_48_000(bencher: Bencher<'_, '_>) {
    let names = prepared(48_000, 3);
    bencher.bench(|| Index::build((0..).zip(names.clone()).map(|(at, name)| (name, at))).len());
}

#[divan::bench]
fn search_48_000(bencher: Bencher<'_, '_>) {
    let index = Index::build((0..).zip(prepared(48_000, 3)).map(|(at, name)| (name, at)));
    let mut queries = prepared(100, 4);
    queries.iter_mut().for_each(|it| index.rarity().weigh(it));
    let threshold = Score::parse("0.85").unwrap();
    bencher.counter(ItemsCount::new(100_u32)).bench_local(|| {
        let mut scratch = Scratch::default();
        let search = |it: &Name| index.search(it, threshold, &mut scratch, &mut Budget::of(u64::MAX)).unwrap().len();
        queries.iter().map(search).sum::<usize>()
    });
}
