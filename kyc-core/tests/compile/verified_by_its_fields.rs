//! Verified by its fields: would let others than the gate permit.

use tidegate_kyc_core::gate::{Grant, PermitId, VerifiedPermit};
use tidegate_kyc_core::key::KeyId;

fn verified(id: PermitId, grant: Grant, key: KeyId) -> VerifiedPermit {
    VerifiedPermit { id, grant, key }
}

fn main() {}
