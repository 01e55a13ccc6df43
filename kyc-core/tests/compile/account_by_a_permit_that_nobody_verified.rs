//! Account by a permit that nobody verified: would let somebody trade without proof.

use tidegate_kyc_core::gate::{Account, Permit, UnverifiedPermit};

fn minted(permit: Permit) -> Account {
    Account::open(permit)
}

fn read(permit: UnverifiedPermit) -> Account {
    Account::open(permit)
}

fn main() {}
