//! Shares of a whole in thousandths: whole numbers in, a share that cannot exceed one out.
//!
//! Knows counting only. Shares that may exceed one (a payment back of more than was received)
//! are plain `u64` permille in the monitor.

use std::fmt;

/// A share from nothing to all, in thousandths; totally ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Permille(u16);

/// Why a number or a text is not a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PermilleError {
    /// The text has another shape.
    #[error("is not a share of the form 0.93, with at most three decimals")]
    Form,
    /// More than the whole.
    #[error("a share cannot be more than the whole")]
    MoreThanAll,
    /// A share of nothing is not a number.
    #[error("there is no share of nothing")]
    OfNothing,
}

impl Permille {
    /// Nothing of it.
    pub const NONE: Self = Self(0);
    /// All of it.
    pub const ALL: Self = Self(1000);

    /// So many thousandths.
    ///
    /// # Errors
    /// [`PermilleError::MoreThanAll`] above 1000.
    pub const fn new(thousandths: u16) -> Result<Self, PermilleError> {
        if thousandths > 1000 { Err(PermilleError::MoreThanAll) } else { Ok(Self(thousandths)) }
    }

    /// The share that `part` is of `whole`, rounded down: 1000 means all, to the last unit.
    ///
    /// # Errors
    /// [`PermilleError::OfNothing`] for a whole of zero, [`PermilleError::MoreThanAll`] for a part above it.
    pub fn of(part: u64, whole: u64) -> Result<Self, PermilleError> {
        if whole == 0 {
            return Err(PermilleError::OfNothing);
        }
        if part > whole {
            return Err(PermilleError::MoreThanAll);
        }
        // INVARIANT: part <= whole, so the quotient is at most 1000.
        Ok(Self((u128::from(part) * 1000 / u128::from(whole)) as u16))
    }

    /// Its thousandths, 0 to 1000.
    #[must_use]
    pub const fn thousandths(self) -> u16 {
        self.0
    }

    /// Reads a decimal from 0 to 1 with at most three decimals: `0.93`, `1`.
    ///
    /// # Errors
    /// [`PermilleError::Form`] for any other text, [`PermilleError::MoreThanAll`] above one.
    pub fn parse(text: &str) -> Result<Self, PermilleError> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || decimals.len() > 3 {
            return Err(PermilleError::Form);
        }
        let thousandths = format!("{whole}{decimals:0<3}").parse().map_err(|_| PermilleError::MoreThanAll)?;
        Self::new(thousandths)
    }
}

/// Three decimals, always: `0.930`, `1.000`.
impl fmt::Display for Permille {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

impl TryFrom<u16> for Permille {
    type Error = PermilleError;

    fn try_from(thousandths: u16) -> Result<Self, Self::Error> {
        Self::new(thousandths)
    }
}

impl From<Permille> for u16 {
    fn from(share: Permille) -> Self {
        share.0
    }
}

impl std::str::FromStr for Permille {
    type Err = PermilleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shares_are_rounded_down() {
        assert_eq!(Permille::of(1, 3).unwrap().thousandths(), 333);
        assert_eq!(Permille::of(u64::MAX - 1, u64::MAX).unwrap().thousandths(), 999);
        assert_eq!(Permille::of(u64::MAX, u64::MAX), Ok(Permille::ALL));
        assert_eq!(Permille::of(0, 7), Ok(Permille::NONE));
        assert_eq!(Permille::of(0, 0), Err(PermilleError::OfNothing));
        assert_eq!(Permille::of(8, 7), Err(PermilleError::MoreThanAll));
    }

    #[test]
    fn texts_are_read_to_the_thousandth() {
        for (text, thousandths) in
            [("0", 0), ("1", 1000), ("0.5", 500), ("0.93", 930), ("0.001", 1), ("1.000", 1000), ("00.5", 500)]
        {
            assert_eq!(Permille::parse(text).map(Permille::thousandths), Ok(thousandths), "{text}");
        }
    }

    #[test]
    fn bad_texts_are_refused_by_name() {
        use PermilleError::*;
        for (fault, text, error) in [
            ("empty", "", Form),
            ("point_only", ".", Form),
            ("no_whole", ".5", Form),
            ("no_decimals", "0.", Form),
            ("four_decimals", "0.9999", Form),
            ("percent", "93%", Form),
            ("comma", "0,93", Form),
            ("negative", "-0.1", Form),
            ("plus", "+0.1", Form),
            ("exponent", "1e0", Form),
            ("two_points", "0.1.2", Form),
            ("just_above_all", "1.001", MoreThanAll),
            ("permille_as_number", "930", MoreThanAll),
            ("longer_than_any_number", "99999999999999999999", MoreThanAll),
        ] {
            assert_eq!(Permille::parse(text), Err(error), "{fault}");
        }
    }

    #[test]
    fn serde_refuses_more_than_all() {
        assert_eq!(serde_json::to_string(&Permille::ALL).unwrap(), "1000");
        assert_eq!(serde_json::from_str::<Permille>("930").unwrap(), Permille(930));
        assert!(serde_json::from_str::<Permille>("1001").is_err());
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(thousandths in 0_u16..=1000) {
            let share = Permille::new(thousandths).unwrap();
            prop_assert_eq!(Permille::parse(&share.to_string()), Ok(share));
        }

        /// The oracle: the largest share whose part of the whole does not exceed the part.
        #[test]
        fn the_share_is_the_largest_that_fits(part in 0_u64..500, more in 0_u64..500) {
            let whole = part + more;
            let slowly = (0..=1000_u64).rev().find(|it| it * whole <= part * 1000);
            match Permille::of(part, whole) {
                Ok(share) => prop_assert_eq!(Some(u64::from(share.thousandths())), slowly),
                Err(error) => prop_assert_eq!((error, whole), (PermilleError::OfNothing, 0)),
            }
        }
    }
}
