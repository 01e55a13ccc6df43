//! What may be traded at most: so much of a currency in a period.

use crate::base::Label;
use crate::codes;

/// The greatest number of minor units: what every JSON reader keeps exact (RFC 8259 section 6), 2⁵³ − 1.
pub const MINOR_MAX: u64 = (1 << 53) - 1;

codes! {
    /// What a limit is counted over. Days, months and years are the calendar's, in UTC.
    pub enum Period {
        /// One order.
        Order = "order",
        /// One day.
        Day = "day",
        /// One month.
        Month = "month",
        /// One year.
        Year = "year",
    }
}

/// So much of a currency in a period, at most.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Limit {
    /// The currency that orders are valued in.
    pub currency: Label,
    /// What it is counted over.
    pub per: Period,
    /// Whole minor units of the currency (cents), at most [`MINOR_MAX`].
    pub minor: u64,
}
