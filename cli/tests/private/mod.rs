//! Copies of the made keys that nobody but their owner may read, as the command asks: a checkout gives them to all.

use std::fs;
use std::path::Path;

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
