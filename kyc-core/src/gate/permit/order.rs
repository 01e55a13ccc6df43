//! An order against a permit: what, where, how much, and how much was used already.

use super::verify::VerifiedPermit;
use crate::base::Label;
use crate::codes;
use crate::policy::Period;
use std::collections::BTreeMap;

/// What somebody wants to trade, valued in a currency of the permit's limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The asset.
    pub asset: Label,
    /// The market.
    pub market: Label,
    /// The currency of the value.
    pub currency: Label,
    /// The value in whole minor units, rounded up.
    pub minor: u64,
}

/// What was used already in the running day, month or year, in minor units. What is not stated is not known.
pub type Used = BTreeMap<(Label, Period), u64>;

codes! {
    /// Why an order is outside its permit.
    pub enum OrderFault {
        /// The permit does not name the asset.
        Asset = "order-asset",
        /// The permit does not name the market.
        Market = "order-market",
        /// The permit has no limit in the currency of the order.
        NoLimit = "order-no-limit",
        /// How much was used in the period of a limit is not known.
        UsedUnknown = "order-used-unknown",
        /// The order would pass a limit.
        Limit = "order-limit",
    }
}

impl std::error::Error for OrderFault {}

impl VerifiedPermit {
    /// Whether an order lies within the permit. Says nothing of time and status: see [`crate::gate::Account::admit`].
    ///
    /// # Errors
    /// The first [`OrderFault`]: the asset, the market, then each limit of the order's currency.
    pub fn allows(&self, order: &Order, used: &Used) -> Result<(), OrderFault> {
        let terms = self.grant().terms();
        if !terms.assets.contains(&order.asset) {
            return Err(OrderFault::Asset);
        }
        if !terms.markets.contains(&order.market) {
            return Err(OrderFault::Market);
        }
        let mut any = false;
        for it in terms.limits.iter().filter(|it| it.currency == order.currency) {
            any = true;
            let before = match it.per {
                Period::Order => 0,
                per => *used.get(&(it.currency.clone(), per)).ok_or(OrderFault::UsedUnknown)?,
            };
            if before.checked_add(order.minor).is_none_or(|sum| sum > it.minor) {
                return Err(OrderFault::Limit);
            }
        }
        if any { Ok(()) } else { Err(OrderFault::NoLimit) }
    }
}
