//! Seeded draws in whole numbers: uniform, by rank, by hour of the day, log-normal.

/// The finaliser of `SplitMix64` (Steele, Lea, Flood: Fast splittable pseudorandom number
/// generators, 2014). One to one, so different numbers stay different.
pub(crate) const fn mix(number: u64) -> u64 {
    let mut it = number.wrapping_add(STEP);
    it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    it ^ (it >> 31)
}

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// `SplitMix64`.
#[derive(Debug)]
pub(crate) struct Random {
    state: u64,
}

impl Random {
    /// The draws of one purpose of a seed.
    pub(crate) const fn new(seed: u64, purpose: u64) -> Self {
        Self { state: mix(mix(seed) ^ purpose) }
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    /// A number from 0 to below `bound`; 0 where there is none. The bias is below bound / 2^64.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.next()) * u128::from(bound);
        (product >> 64) as u64
    }

    pub(crate) fn index(&mut self, bound: usize) -> usize {
        self.below(bound as u64) as usize
    }

    /// A number from `low` to below `high`.
    pub(crate) fn within(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low)
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.index(last + 1));
        }
    }

    /// So many different numbers below `bound`, which is at least four times as many.
    pub(crate) fn different(&mut self, count: usize, bound: u64) -> Vec<u64> {
        let mut drawn = Vec::with_capacity(count);
        while drawn.len() < count {
            let it = self.below(bound);
            if !drawn.contains(&it) {
                drawn.push(it);
            }
        }
        drawn
    }
}

/// Ranks by a power law.
#[derive(Debug)]
pub(crate) struct Law {
    /// The weight of all ranks up to and including each.
    sums: Vec<u64>,
}

impl Law {
    /// Weights (r + 10)^-3/4 of ranks from 1 on, or (r + 3)^-1 with hubs.
    pub(crate) fn new(ranks: u32, hubs: bool) -> Self {
        let mut sum = 0;
        let sums = (1..=u128::from(ranks)).map(|rank| {
            // The root of the root of x^3, with 14 binary places.
            let power = if hubs { (rank + 3) << 14 } else { (((rank + 10).pow(3)) << 56).isqrt().isqrt() };
            sum += ((1_u128 << 54) / power) as u64;
            sum
        });
        Self { sums: sums.collect() }
    }

    /// A rank, counted from 0.
    pub(crate) fn rank(&self, random: &mut Random) -> usize {
        let drawn = random.below(self.sums.last().copied().unwrap_or(0));
        self.sums.partition_point(|it| *it <= drawn)
    }
}

/// Seconds of a day, busiest at noon.
#[derive(Debug)]
pub(crate) struct Clock {
    sums: [u64; 24],
}

impl Clock {
    /// Shares of the hours from midnight to noon in thousandths of the mean hour, the afternoon
    /// mirrors them: where a uniform time u of the day lands when it is moved to
    /// u + 0.35 / (2 pi) sin(2 pi u).
    const HOURS: [u64; 12] = [742, 749, 764, 788, 822, 869, 932, 1016, 1126, 1262, 1410, 1517];

    pub(crate) fn new() -> Self {
        let mut sum = 0;
        let mut sums = [0; 24];
        for (at, hour) in Self::HOURS.into_iter().chain(Self::HOURS.into_iter().rev()).enumerate() {
            sum += hour;
            sums[at] = sum;
        }
        Self { sums }
    }

    pub(crate) fn second(&self, random: &mut Random) -> u64 {
        let drawn = random.below(self.sums[23]);
        let hour = self.sums.partition_point(|it| *it <= drawn) as u64;
        hour * 3600 + random.below(3600)
    }
}

/// e to a normal draw of that mean and deviation, both in thousandths; the result in millionths.
///
/// The normal draw is the sum of twelve uniform ones, which lies within six deviations.
pub(crate) fn log_normal(random: &mut Random, mean: i64, deviation: i64) -> u64 {
    let sum: i64 = (0..12).map(|_| (random.next() >> 32) as i64).sum();
    let normal = sum - (6_i64 << 32);
    // Times 1 / ln 2 = 1.442695, as a binary logarithm with 32 binary places; 19.931569 is that of a million.
    let thousandths = (mean << 32) + deviation * normal;
    let binary = i128::from(thousandths) * 1_442_695 / 1_000_000_000 + (19_931_569_i128 << 32) / 1_000_000;
    exp2(binary.max(0) as u64)
}

/// 2 to a number with 32 binary places, below 2^63, rounded down.
fn exp2(power: u64) -> u64 {
    const PLACES: u32 = 62;
    let mut root = 2_u128 << PLACES;
    let mut result = 1_u128 << PLACES;
    for bit in (0..32).rev() {
        // The root of the root before: 2^(1/2), 2^(1/4), ….
        root = (root << PLACES).isqrt();
        if power >> bit & 1 == 1 {
            result = (result * root) >> PLACES;
        }
    }
    let whole = (power >> 32).min(62) as u32;
    (result >> (PLACES - whole)) as u64
}
