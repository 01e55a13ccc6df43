//! Permit by its fields: would let others than the gate permit.

use tidegate_kyc_core::gate::{Grant, Permit, PermitId};

fn permit(token: String, id: PermitId, grant: Grant) -> Permit {
    Permit { token, id, grant }
}

fn main() {}
