//! Exact amounts: whole smallest units with a decimal scale, never floats.

use super::wide::Wide;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// The most digits after the decimal point that an amount may have.
pub(crate) const DECIMALS_MAX: u8 = 30;

/// An exact, non-negative amount of one asset: `units / 10^decimals`.
///
/// Trailing zeros of the fraction are dropped, so that equal amounts are equal bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C, packed(4))]
pub struct Amount {
    /// Packed: aligned to 16 bytes it would cost each transfer sixteen. In one piece: pieces are copied one
    /// by one, and whoever reads all of them then waits for the copies.
    units: u128,
    /// As wide as the packing: bytes of padding would be copied one by one as well.
    decimals: u32,
}

/// A value in whole minor units of the reporting currency, for instance cents.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Value(pub u64);

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Nothing was written.
    #[error("an amount is missing")]
    Empty,
    /// A minus sign: transfers carry their direction in from and to.
    #[error("an amount is negative: sender and receiver say which way it went")]
    Negative,
    /// Not a number, or infinite.
    #[error("an amount is not finite")]
    NotFinite,
    /// A comma, a blank or another separator of thousands, or a decimal comma.
    #[error(
        "an amount has a comma or another separator: write plain digits with a decimal point, or say with --decimal point or --decimal comma which mark stands before decimals"
    )]
    Separated,
    /// A point or a comma that may part thousands or decimals, in a table that does not tell which.
    #[error(
        "an amount can be read in two ways, as thousands or with decimals: say which mark stands before decimals, with --decimal comma or --decimal point"
    )]
    Ambiguous,
    /// Not in groups of three before a decimal comma.
    #[error(
        "an amount has a point that does not part thousands, and decimals are to stand behind a comma: is --decimal comma right?"
    )]
    Misgrouped,
    /// Not a plain decimal number.
    #[error("an amount is not a decimal number")]
    NotANumber,
    /// Does not fit into 128 bits or has more than 30 decimals.
    #[error("an amount is larger or finer than 38 digits with 30 decimals can hold")]
    TooLarge,
}

impl Hash for Amount {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.units(), self.decimals()).hash(state);
    }
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self::shortest(0, 0);

    /// The amount `units / 10^decimals`, in its shortest form.
    ///
    /// # Errors
    /// [`AmountError::TooLarge`] beyond 30 decimals after shortening.
    pub fn new(mut units: u128, mut decimals: u8) -> Result<Self, AmountError> {
        if units == 0 {
            decimals = 0;
        }
        while decimals > 0 && units.is_multiple_of(10) {
            units /= 10;
            decimals -= 1;
        }
        if decimals > DECIMALS_MAX {
            return Err(AmountError::TooLarge);
        }
        Ok(Self::shortest(units, decimals))
    }

    /// The same of parts that are already in their shortest form.
    pub(super) const fn shortest(units: u128, decimals: u8) -> Self {
        Self { units, decimals: decimals as u32 }
    }

    /// Smallest units, on the scale of [`Amount::decimals`].
    #[must_use]
    pub const fn units(self) -> u128 {
        self.units
    }

    /// Digits after the decimal point.
    #[must_use]
    pub const fn decimals(self) -> u8 {
        self.decimals as u8
    }

    /// Whether nothing at all is moved.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.units() == 0
    }

    /// The sum, or `None` when it does not fit.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let decimals = self.decimals().max(other.decimals());
        let sum = self.on(decimals)?.checked_add(other.on(decimals)?)?;
        Self::new(sum, decimals).ok()
    }

    /// `self` as whole permille of `whole`, rounded down; `None` of nothing.
    /// Saturates at [`u64::MAX`].
    #[must_use]
    pub fn permille_of(self, whole: Self) -> Option<u64> {
        if whole.units() == 0 {
            return None;
        }
        let decimals = self.decimals().max(whole.decimals());
        if let (Some(part), Some(all)) = (self.on(decimals).and_then(|it| it.checked_mul(1000)), whole.on(decimals)) {
            return Some(u64::try_from(part / all).unwrap_or(u64::MAX));
        }
        Wide::of(self.units())
            .times_ten_to(DECIMALS_MAX - self.decimals())
            .permille_of(Wide::of(whole.units()).times_ten_to(DECIMALS_MAX - whole.decimals()))
    }

    fn on(self, decimals: u8) -> Option<u128> {
        self.units().checked_mul(10_u128.checked_pow(u32::from(decimals) - self.decimals)?)
    }
}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Amount {
    fn cmp(&self, other: &Self) -> Ordering {
        let decimals = self.decimals().max(other.decimals());
        match (self.on(decimals), other.on(decimals)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => {
                let wide = |it: &Self| Wide::of(it.units()).times_ten_to(decimals - it.decimals());
                wide(self).cmp(&wide(other))
            }
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.decimals == 0 {
            return write!(f, "{}", self.units());
        }
        let scale = 10_u128.pow(self.decimals);
        write!(f, "{}.{:0width$}", self.units() / scale, self.units() % scale, width = self.decimals as usize)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}
