//! The door to trading: a verified permit in, an open account out.

use super::permit::{Order, OrderFault, PermitError, PermitVerifier, Used, VerifiedPermit};
use super::status::CheckedList;
use crate::base::Instant;

/// An account that may trade. There is no way to one but a verified permit:
///
/// ```compile_fail
/// let account = tidegate_kyc_core::gate::Account::open(true); // does not compile: a yes is not a permit
/// ```
#[must_use]
#[derive(Debug)]
pub struct Account {
    permit: VerifiedPermit,
}

/// Why an order is not admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdmitError {
    /// The permit no longer counts.
    #[error(transparent)]
    Permit(#[from] PermitError),
    /// The order lies outside the permit.
    #[error("the order is outside the permit: {0}")]
    Order(OrderFault),
}

/// A permit of another customer cannot renew an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the permit is of another customer than the account")]
pub struct RenewError;

impl Account {
    /// Opens an account.
    pub const fn open(permit: VerifiedPermit) -> Self {
        Self { permit }
    }

    /// The permit it was opened with.
    pub const fn permit(&self) -> &VerifiedPermit {
        &self.permit
    }

    /// Replaces the permit by a newer one of the same customer.
    ///
    /// # Errors
    /// [`RenewError`]; the account is as it was then.
    pub fn renew(&mut self, permit: VerifiedPermit) -> Result<(), RenewError> {
        if permit.grant().terms().subject != self.permit.grant().terms().subject {
            return Err(RenewError);
        }
        self.permit = permit;
        Ok(())
    }

    /// Admits one order: the permit still counts at that instant (time, key, status), and the order lies within it.
    ///
    /// # Errors
    /// [`AdmitError`].
    pub fn admit(
        &self,
        order: &Order,
        used: &Used,
        verifier: &PermitVerifier,
        lists: &[CheckedList],
        at: Instant,
    ) -> Result<(), AdmitError> {
        verifier.recheck(&self.permit, lists, at)?;
        self.permit.allows(order, used).map_err(AdmitError::Order)
    }
}
