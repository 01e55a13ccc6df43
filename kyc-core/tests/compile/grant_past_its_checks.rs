//! Grant past its checks: would let anybody widen what a permit grants.

use tidegate_kyc_core::gate::{Grant, Terms};

fn grant(terms: Terms) -> Grant {
    Grant(terms)
}

fn main() {}
