//! Account by its fields: would let somebody trade without proof.

use tidegate_kyc_core::gate::{Account, VerifiedPermit};

fn open(permit: VerifiedPermit) -> Account {
    Account { permit }
}

fn main() {}
