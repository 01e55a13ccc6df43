//! Copies of the made keys that nobody but their owner may read, as the command asks: a checkout gives them to all.

use std::fs;
use std::path::{Path, PathBuf};

/// The passphrase of every made key.
pub(crate) const PASSPHRASE: &str = "correct horse battery";

/// Copies a folder of keys.
pub(crate) fn keys(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(file.file_name());
        fs::write(&target, fs::read(file.path()).unwrap()).unwrap();
        owned(&target, 0o600);
    }
    owned(to, 0o700);
}

/// Gives a file or folder to its owner alone, or to others.
pub(crate) fn owned(path: &Path, mode: u32) {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    #[cfg(not(unix))]
    let _ = (path, mode);
}

/// Every file below a folder, by path; none where there is no folder.
#[allow(dead_code, reason = "each test takes a part")]
pub(crate) fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let (mut found, mut rest) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(it) = rest.pop() {
        match (it.is_dir(), it.exists()) {
            (true, _) => rest.extend(fs::read_dir(it).unwrap().map(|it| it.unwrap().path())),
            (false, true) => found.push((it.clone(), fs::read(it).unwrap())),
            (false, false) => {}
        }
    }
    found.sort();
    found
}
