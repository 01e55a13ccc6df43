//! The transfer that a payload goes with: amounts and facts in, values that cannot be wrong out.

use crate::base::{Day, Label, Redacted};
use crate::wallet::address::Address;
use std::fmt;

/// Digits behind the point that are told apart: as many as ether has.
const DECIMALS: usize = 18;
/// Digits before it.
const WHOLE_DIGITS: usize = 18;

/// An amount of money, exact to 18 decimals. Compared as a number: `1000` and `1000.00` are the same.
///
/// ```
/// use tidegate_kyc_core::travel::Amount;
/// let amount = |it: &str| Amount::parse(it).unwrap();
/// assert!(amount("1000.01") > amount("1000") && amount("1000.00") == amount("1000"));
/// assert!(Amount::parse("1,000").is_err() && Amount::parse("-1").is_err() && Amount::parse("1e3").is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(u128);

/// A text is no amount. Carries nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an amount has up to 18 digits, and up to 18 more behind a point")]
pub struct AmountError;

impl Amount {
    /// Reads digits, perhaps with a point and digits behind it.
    ///
    /// # Errors
    /// [`AmountError`] for any other text.
    pub fn parse(text: &str) -> Result<Self, AmountError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let fits = |it: &str, most: usize| (1..=most).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_digit());
        if !fits(whole, WHOLE_DIGITS) || !fits(fraction, DECIMALS) {
            return Err(AmountError);
        }
        // INVARIANT: 36 digits are less than 2^127.
        format!("{whole}{fraction:0<DECIMALS$}").parse().map(Self).map_err(|_| AmountError)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:0>1$}", self.0, DECIMALS + 1);
        let (whole, fraction) = digits.split_at(digits.len() - DECIMALS);
        match fraction.trim_end_matches('0') {
            "" => f.pad(whole),
            fraction => f.pad(&format!("{whole}.{fraction}")),
        }
    }
}

/// Whether one end of the transfer is nobody's but the customer's own wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hosting {
    /// Both wallets are held by services.
    BothHosted,
    /// The originator's wallet is self-hosted.
    OriginatorSelfHosted,
    /// The beneficiary's wallet is self-hosted.
    BeneficiarySelfHosted,
}

/// Whether control over the self-hosted wallet was proved ([`crate::wallet::proof`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// It was.
    Proved,
    /// It was not, or nobody knows.
    Unproved,
}

/// Whether the transfer crosses a border.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Both services are in the jurisdiction.
    Domestic,
    /// One is not, or nobody knows.
    CrossBorder,
}

/// What is known of a transfer beside its payload.
#[derive(Clone, Debug)]
pub struct Transfer {
    /// The jurisdiction whose rules are asked for, as the policy names it.
    pub jurisdiction: Label,
    /// The day of the transfer.
    pub day: Day,
    /// What it is worth.
    pub amount: Amount,
    /// In which currency that is said: three capital letters.
    pub currency: Label,
    /// The wallet it comes from; [`None`] where it is not known.
    pub from: Option<Redacted<String>>,
    /// The wallet it goes to; [`None`] where it is not known.
    pub to: Option<Redacted<String>>,
    /// Who holds the wallets.
    pub hosting: Hosting,
    /// Whether control was proved, where one is self-hosted.
    pub control: Control,
    /// Whether it crosses a border.
    pub reach: Reach,
}

/// A wallet address without what CAIP-10 puts before it (`eip155:1:`) and without blanks around it: as it stands in an
/// account number.
#[must_use]
pub fn bare(wallet: &str) -> &str {
    let wallet = wallet.trim();
    let mut parts = wallet.splitn(3, ':');
    let (Some(space), Some(reference), Some(address)) = (parts.next(), parts.next(), parts.next()) else {
        return wallet;
    };
    let small = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    let is_space = (3..=8).contains(&space.len()) && space.bytes().all(small);
    let is_reference = (1..=32).contains(&reference.len())
        && reference.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'));
    if is_space && is_reference && !address.is_empty() { address } else { wallet }
}

/// Whether two texts name one wallet: the same text, or the same payload on the same networks.
pub(super) fn is_same_wallet(one: &str, other: &str) -> bool {
    let (one, other) = (bare(one), bare(other));
    let read = |it: &str| Address::read_in_any_capitals(it).ok().map(|it| (it.key(), it.families()));
    one == other || read(one).is_some_and(|it| Some(it) == read(other))
}

/// Whether a text is written like a wallet address of a known network.
pub(super) fn is_wallet(text: &str) -> bool {
    Address::read_in_any_capitals(bare(text)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_chains_put_before_an_address_is_left_away() {
        for (text, address) in [
            ("eip155:1:0x4a62316623ad457f02cdc5d997ded67a383ec569", "0x4a62316623ad457f02cdc5d997ded67a383ec569"),
            (" bip122:000000000019d6689c085ae165831e93:1A1z ", "1A1z"),
            (
                "bitcoincash:qp3wjpa3tjlj042z2wv7hahsldgwhwy0rq9sywjpyy",
                "bitcoincash:qp3wjpa3tjlj042z2wv7hahsldgwhwy0rq9sywjpyy",
            ),
            ("a:b:c", "a:b:c"),
            ("00010190CBATRAD", "00010190CBATRAD"),
        ] {
            assert_eq!(bare(text), address);
        }
    }

    #[test]
    fn one_wallet_is_written_in_several_ways() {
        let small = "0x4a62316623ad457f02cdc5d997ded67a383ec569";
        assert!(is_same_wallet(&format!("eip155:1:{small}"), &small.to_uppercase().replace("0X", "0x")));
        assert!(!is_same_wallet(small, "0x4a62316623ad457f02cdc5d997ded67a383ec560"));
        assert!(is_same_wallet("account 7", "account 7") && !is_same_wallet("a", "A"), "account numbers tell case");
    }

    #[test]
    fn amounts_are_exact_and_nothing_else_is_one() {
        for (text, shown) in
            [("0", "0"), ("1000", "1000"), ("1000.10", "1000.1"), ("0.000000000000000001", "0.000000000000000001")]
        {
            assert_eq!(Amount::parse(text).unwrap().to_string(), shown);
        }
        for text in ["", ".", "1.", ".5", "1.0000000000000000001", "1234567890123456789", "+1", "１"] {
            assert_eq!(Amount::parse(text), Err(AmountError), "{text}");
        }
    }
}
