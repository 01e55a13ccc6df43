//! Permit by its fields: would let others than the gate permit.

use tidegate_kyc_core::gate::Permit;

fn permit(token: String, other: Permit) -> Permit {
    Permit { token, ..other }
}

fn main() {}
