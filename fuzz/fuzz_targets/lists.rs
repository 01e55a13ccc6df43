//! What every reader of lists and of addresses must keep whatever the bytes are. Shared by the fuzz
//! targets and by the replay of their corpora in `cargo test`; knows nothing of the fuzzer.

use std::ops::ControlFlow;
use tidegate_kyc_core::base::{Day, SourceId};
use tidegate_kyc_core::screen::address::AddressIndex;
use tidegate_kyc_core::screen::diff::diff;
use tidegate_kyc_core::screen::list::List;
use tidegate_kyc_core::screen::read::{Finding, Limits, read, read_customers, read_parts};
use tidegate_kyc_core::wallet::address::{Address, Family};

/// A list of any format.
pub(crate) fn list(bytes: &[u8]) {
    let limits = Limits { bytes_max: 1 << 20, ..Limits::default() };
    let (list, findings) = match read(bytes, &limits) {
        Ok(read) => read,
        Err(error) => return assert!(!error.to_string().is_empty() && !error.help().is_empty()),
    };
    assert_eq!(list.source(), SourceId::of(bytes));
    held(&list, &findings);
    assert_eq!(read(bytes, &limits).ok().map(|it| it.0), Some(list));
}

/// A list of several files, cut at the bytes that separate files (FS, 0x1c).
pub(crate) fn parts(bytes: &[u8]) {
    let limits = Limits { bytes_max: 1 << 20, ..Limits::default() };
    let files = || bytes.split(|it| *it == 0x1c).map(|it| Box::new(it) as Box<dyn std::io::Read>).collect::<Vec<_>>();
    let count = files().len();
    match read_parts(files(), &limits) {
        Ok((list, findings)) => held(&list, &findings),
        Err((at, error)) => assert!(at < count && !error.help().is_empty()),
    }
}

/// What holds of every list that was read.
fn held(list: &List, findings: &[Finding]) {
    assert!(!list.entries().is_empty());
    assert!(list.entries().is_sorted_by(|one, other| one.id < other.id));
    assert!(findings.len() <= 20_000);
    for it in list.entries() {
        assert_eq!(list.entry(&it.id), Some(it));
        for name in &it.names {
            assert!(!name.text.is_empty() && name.text.len() <= 100_000);
            assert!(name.ranges().iter().all(|part| name.text.get(part.range()).is_some()));
        }
        assert!(it.births.iter().all(|born| born.first() <= born.last()));
    }
    assert!(diff(list, list).is_ok_and(|it| it.is_empty()));
    let (index, _) = AddressIndex::of([list]);
    for it in list.entries().iter().flat_map(|it| &it.addresses) {
        assert!(!index.find(&it.text).hits.is_empty());
    }
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

/// A customer file.
pub(crate) fn customers(bytes: &[u8]) {
    let limits = Limits { bytes_max: 1 << 20, ..Limits::default() };
    let (mut rows, mut line) = (0, 1);
    let read = read_customers(bytes, &limits, Day::from_days(20_000), &mut |row| {
        assert!(row.line > line || rows == 0);
        (rows, line) = (rows + 1, row.line);
        assert_eq!(row.customer.is_none(), row.findings.iter().any(|it| it.fault.rejects()));
        assert!(row.findings.iter().all(|it| it.line == row.line));
        let named = |it: &tidegate_kyc_core::screen::Customer| !it.names.is_empty() || !it.wallets.is_empty();
        assert!(row.customer.as_ref().is_none_or(named));
        ControlFlow::<()>::Continue(())
    });
    match read {
        Ok(Ok(file)) => {
            assert_eq!((file.rows, file.accepted + file.rejected), (rows, rows));
            assert_eq!(file.source, SourceId::of(bytes));
        }
        Ok(Err(())) => unreachable!("nothing broke off"),
        Err(error) => assert!(!error.to_string().is_empty() && !error.help().is_empty()),
    }
}
