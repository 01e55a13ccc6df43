//! Grant changed after its checks: would let anybody widen what a permit grants.

use tidegate_kyc_core::gate::{Limit, MINOR_MAX, VerifiedPermit};

fn raise(permit: &mut VerifiedPermit, limit: Limit) {
    permit.grant().terms().limits.insert(Limit { minor: MINOR_MAX, ..limit });
}

fn main() {}
