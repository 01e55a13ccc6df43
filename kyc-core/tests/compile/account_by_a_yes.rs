//! Account by a yes: would let somebody trade without proof.

use tidegate_kyc_core::gate::Account;

fn main() {
    let _ = Account::open(true);
}
