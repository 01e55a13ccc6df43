//! The planted patterns: nine kinds, an equal share of rows each, every pattern within one day.

use super::random::{Random, log_normal};
use super::{Asked, DAY, MICRO, PLANTED_PER_MILLE, Row};

type Draw = fn(&mut Pattern<'_>);

const KINDS: [(&str, Draw); 9] = [
    ("fan_in", |it| it.fan(End::Receiver)),
    ("fan_out", |it| it.fan(End::Sender)),
    ("cycle", |it| it.cycle()),
    ("scatter_gather", |it| it.scatter_gather()),
    ("gather_scatter", |it| it.gather_scatter()),
    ("peel_chain", |it| it.peel_chain()),
    ("stack", |it| it.stack()),
    ("structuring", |it| it.structuring()),
    ("pass_through", |it| it.pass_through()),
];

/// The planted rows, and the kind of each pattern by its number less one.
pub(crate) fn plant(asked: &Asked) -> (Vec<Row>, Vec<&'static str>) {
    let mut random = Random::new(asked.seed, 1);
    let (mut rows, mut kinds) = (Vec::new(), Vec::new());
    let share = asked.transfers * PLANTED_PER_MILLE / 1000 / KINDS.len() as u64;
    for (kind, draw) in KINDS {
        let enough = rows.len() as u64 + share;
        while (rows.len() as u64) < enough {
            kinds.push(kind);
            let number = u32::try_from(kinds.len()).unwrap_or(u32::MAX);
            draw(&mut Pattern::new(asked, &mut random, &mut rows, number));
        }
    }
    (rows, kinds)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Sender,
    Receiver,
}

/// A pattern being drawn.
struct Pattern<'a> {
    random: &'a mut Random,
    rows: &'a mut Vec<Row>,
    wallets: u32,
    start: u64,
    length: u64,
    asset: u8,
    /// The money at stake, in millionths.
    stake: u64,
    number: u32,
}

impl<'a> Pattern<'a> {
    fn new(asked: &Asked, random: &'a mut Random, rows: &'a mut Vec<Row>, number: u32) -> Self {
        let length = random.within(4 * 3600, DAY);
        let start = random.below((asked.days - 1) * DAY);
        let asset = random.index(4) as u8;
        let stake = log_normal(random, 9_000, 700);
        Self { random, rows, wallets: asked.wallets, start, length, asset, stake, number }
    }

    fn add(&mut self, from: u32, to: u32, time: u64, amount: u64) {
        let (asset, pattern) = (self.asset, self.number);
        self.rows.push(Row { time: u32::try_from(time).unwrap_or(u32::MAX), from, to, amount, asset, pattern });
    }

    fn size(&mut self, low: usize, high: usize) -> usize {
        low + self.random.index(high + 1 - low)
    }

    fn parties(&mut self, count: usize) -> Vec<u32> {
        let drawn = self.random.different(count, u64::from(self.wallets));
        drawn.into_iter().map(|it| it as u32).collect()
    }

    /// So many different seconds of the pattern, in order.
    fn times(&mut self, count: usize) -> Vec<u64> {
        let mut times = self.random.different(count, self.length);
        times.sort_unstable();
        times.into_iter().map(|it| it + self.start).collect()
    }

    /// A share from `low` to `high` thousandths of an amount.
    fn share(&mut self, amount: u64, low: u64, high: u64) -> u64 {
        let millionths = self.random.within(low * 1000, high * 1000 + 1);
        (u128::from(amount) * u128::from(millionths) / 1_000_000) as u64
    }

    /// Ten to forty wallets pay one, or are paid by one.
    fn fan(&mut self, hub_is: End) {
        let count = self.size(10, 40);
        let (parties, times) = (self.parties(count + 1), self.times(count));
        for (other, time) in parties[1..].iter().zip(times) {
            let amount = self.share(self.stake / count as u64, 900, 1100);
            let (from, to) = if hub_is == End::Receiver { (*other, parties[0]) } else { (parties[0], *other) };
            self.add(from, to, time, amount);
        }
    }

    /// Three to eight wallets pass money round, 1.5 % less at each.
    fn cycle(&mut self) {
        let count = self.size(3, 8);
        let (parties, times) = (self.parties(count), self.times(count));
        let mut amount = self.stake;
        for (at, time) in times.into_iter().enumerate() {
            self.add(parties[at], parties[(at + 1) % count], time, amount);
            amount = amount * 985 / 1000;
        }
    }

    /// One pays four to twelve middles, which afterwards pay another.
    fn scatter_gather(&mut self) {
        let count = self.size(4, 12);
        let (parties, times) = (self.parties(count + 2), self.times(2 * count));
        let each = self.stake / count as u64;
        for (at, middle) in parties[2..].iter().enumerate() {
            self.add(parties[0], *middle, times[at], each);
            self.add(*middle, parties[1], times[count + at], each * 98 / 100);
        }
    }

    /// Four to twelve pay one, who afterwards pays as many others.
    fn gather_scatter(&mut self) {
        let count = self.size(4, 12);
        let (parties, times) = (self.parties(2 * count + 1), self.times(2 * count));
        let each = self.stake / count as u64;
        for at in 0..count {
            self.add(parties[1 + at], parties[0], times[at], each);
            self.add(parties[0], parties[1 + count + at], times[count + at], each * 98 / 100);
        }
    }

    /// Six to twenty hops, at each of which 2 to 15 % is peeled off to a wallet of its own.
    fn peel_chain(&mut self) {
        let count = self.size(6, 20);
        let (parties, times) = (self.parties(2 * count + 1), self.times(count));
        let mut amount = self.stake * 10;
        for (at, time) in times.into_iter().enumerate() {
            let peel = self.share(amount, 20, 150);
            amount -= peel;
            self.add(parties[at], parties[at + 1], time, amount);
            self.add(parties[at], parties[count + 1 + at], time, peel);
        }
    }

    /// Three layers of two to four wallets, each of which pays all of the next layer.
    fn stack(&mut self) {
        let count = self.size(2, 4);
        let (parties, times) = (self.parties(3 * count), self.times(2 * count * count));
        let each = self.stake / (count * count) as u64;
        for (at, time) in times.into_iter().enumerate() {
            let (layer, pair) = (at / (count * count), at % (count * count));
            let (from, to) = (layer * count + pair / count, (layer + 1) * count + pair % count);
            self.add(parties[from], parties[to], time, if layer == 0 { each } else { each * 99 / 100 });
        }
    }

    /// One wallet pays three others five to twenty times, each time just under 10,000 of a stablecoin.
    fn structuring(&mut self) {
        let count = self.size(5, 20);
        let (parties, times) = (self.parties(4), self.times(count));
        self.asset = 2 + self.asset % 2;
        for time in times {
            let (to, amount) = (1 + self.random.index(3), self.random.within(9_000 * MICRO, 9_999 * MICRO));
            self.add(parties[0], parties[to], time, amount);
        }
    }

    /// What comes in leaves within half an hour, 97 to 100 % of it.
    fn pass_through(&mut self) {
        let parties = self.parties(3);
        let time = self.start + self.random.below(1000);
        let (later, onward) = (self.random.within(30, 1800), self.share(self.stake, 970, 1000));
        self.add(parties[0], parties[1], time, self.stake);
        self.add(parties[1], parties[2], time + later, onward);
    }
}
