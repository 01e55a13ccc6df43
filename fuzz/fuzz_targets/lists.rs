//! What every reader of lists and of addresses must keep whatever the bytes are. Shared by the fuzz
//! targets and by the replay of their corpora in `cargo test`; knows nothing of the fuzzer.

use tidegate_kyc_core::base::SourceId;
use tidegate_kyc_core::screen::address::AddressIndex;
use tidegate_kyc_core::screen::diff::diff;
use tidegate_kyc_core::screen::read::{Limits, read};
use tidegate_kyc_core::wallet::address::{Address, Family};

/// A list of any format.
pub(crate) fn list(bytes: &[u8]) {
    let limits = Limits { bytes_max: 1 << 20, ..Limits::default() };
    let (list, findings) = match read(bytes, &limits) {
        Ok(read) => read,
        Err(error) => return assert!(!error.to_string().is_empty() && !error.help().is_empty()),
    };
    assert!(!list.entries().is_empty());
    assert!(list.entries().is_sorted_by(|one, other| one.id < other.id));
    assert_eq!(list.source(), SourceId::of(bytes));
    assert!(findings.len() <= 20_000);
    for it in list.entries() {
        assert_eq!(list.entry(&it.id), Some(it));
        for name in &it.names {
            assert!(!name.text.is_empty() && name.text.len() <= 100_000);
            assert!(name.ranges().iter().all(|part| name.text.get(part.range()).is_some()));
        }
        assert!(it.births.iter().all(|born| born.first() <= born.last()));
    }
    assert!(diff(&list, &list).is_ok_and(|it| it.is_empty()));
    let (index, _) = AddressIndex::of([&list]);
    for it in list.entries().iter().flat_map(|it| &it.addresses) {
        assert!(!index.find(&it.text).hits.is_empty());
    }
    assert_eq!(read(bytes, &limits).ok().map(|it| it.0), Some(list));
}

/// An address of any network.
pub(crate) fn address(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(address) = Address::read(text) else { return };
    assert!((1..=32).contains(&address.key().payload().len()));
    assert!(address.families().iter().count() > 0);
    for (family, spelling) in address.spellings() {
        let read = Address::read(&spelling);
        assert!(read.is_ok_and(|it| it.key() == address.key() && it.families().contains(family)));
    }
    assert!(address.families().iter().all(|it| Family::parse(it.code()) == Some(it)));
}
