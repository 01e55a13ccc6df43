//! Instants and windows, as whole microseconds in UTC.

/// A moment in UTC: microseconds since 1970-01-01T00:00:00Z, negative before it.
///
/// Covers the years 1 to 9999, which is what exports and documents can write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// The instant so many microseconds after (or before) the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Microseconds from `earlier` to `self`; negative when `self` is the earlier one.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The length of a closed sliding window in event time.
///
/// Two instants are in one window when they are at most this length apart:
/// `last - first <= length` (TYPOLOGIES 3, "closed sliding window").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    micros: i64,
}

impl Window {
    /// A window of so many microseconds; a negative length is taken as zero.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self { micros: if micros < 0 { 0 } else { micros } }
    }

    /// A window of so many hours.
    #[must_use]
    pub const fn from_hours(hours: u32) -> Self {
        Self { micros: hours as i64 * 3_600_000_000 }
    }

    /// Its length in microseconds.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.micros
    }

    /// Whether both instants lie in one window, borders included.
    #[must_use]
    pub const fn holds(self, first: Instant, last: Instant) -> bool {
        last.since(first) <= self.micros
    }

    /// The earliest instant that shares a window with `last`.
    #[must_use]
    pub const fn start(self, last: Instant) -> Instant {
        Instant(last.0.saturating_sub(self.micros))
    }
}
