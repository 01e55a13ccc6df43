//! Permit by minting outside the gate: would let others than the gate permit.

use tidegate_kyc_core::gate::permit::mint;
use tidegate_kyc_core::gate::{Grant, Permit};
use tidegate_kyc_core::key::KeyPair;

fn permit(grant: &Grant, key: &KeyPair) -> Permit {
    mint(grant, key)
}

fn main() {}
