//! Keys and passphrases on their way in and out: a folder that its owner alone may read, randomness, a prompt.
//!
//! Refuses a folder or a key that others may read, rather than warning about it.

use super::{cannot, is_same, whole};
use crate::fault::Fault;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use tidegate_kyc_core::base::SourceId;
use tidegate_kyc_core::key::{KeyId, KeyRing, KeySet, Passphrase, Seal};
use zeroize::Zeroizing;

const VARIABLE: &str = "TIDEGATE_PASSPHRASE";

/// Random bytes of the operating system.
///
/// # Errors
/// A fault where it has none.
pub(crate) fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, Fault> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(&mut *bytes)
        .map_err(|_| Fault::unreadable("the operating system gives no random bytes", "try again, or elsewhere"))?;
    Ok(bytes)
}

/// The passphrase from a file, else from `TIDEGATE_PASSPHRASE`, else from the terminal: typed twice for a new key.
///
/// # Errors
/// A fault where there is none, others may read its file, or it was not typed alike.
pub(crate) fn passphrase(file: Option<&Path>, twice: Twice) -> Result<Passphrase, Fault> {
    let text = match (file, std::env::var_os(VARIABLE)) {
        (Some(path), _) => {
            private(path)?;
            Zeroizing::new(whole(path)?)
        }
        (None, Some(text)) => Zeroizing::new(text.into_encoded_bytes()),
        (None, None) if io::stdin().is_terminal() => typed(twice)?,
        (None, None) => {
            let help = format!("give it with --passphrase-file or in the variable {VARIABLE}");
            return Err(Fault::usage("no passphrase was given, and there is no terminal to ask on", help));
        }
    };
    Passphrase::new(text).map_err(|it| Fault::unreadable(it, "give the passphrase of the key"))
}

/// How often a passphrase is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Twice {
    /// Once, to open a key.
    No,
    /// Twice, so that a new key is not locked by a slip.
    Yes,
}

fn typed(twice: Twice) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let ask = |prompt: &str| {
        let text = rpassword::prompt_password(prompt);
        text.map(|it| Zeroizing::new(it.into_bytes()))
            .map_err(|_| Fault::unreadable("the passphrase could not be read", "try --passphrase-file"))
    };
    let first = ask("Passphrase: ")?;
    if twice == Twice::Yes && ask("The same again: ")? != first {
        return Err(Fault::usage("the two passphrases differ", "try again; nothing was written"));
    }
    Ok(first)
}

/// The signing key of a ring as the text of its file, encrypted with new random bytes.
///
/// # Errors
/// A fault where the passphrase is too short.
pub(crate) fn sealed(ring: &KeyRing, passphrase: &Passphrase) -> Result<Zeroizing<String>, Fault> {
    let seal = Seal { salt: *random()?, iv: *random()? };
    ring.pair().to_pem(passphrase, &seal).map_err(|it| Fault::usage(it, "nothing was written"))
}

/// A folder of keys: `jwks.json`, and the encrypted signing key under its name.
pub(crate) struct Folder<'a>(pub(crate) &'a Path);

impl Folder<'_> {
    fn set_path(&self) -> PathBuf {
        self.0.join("jwks.json")
    }

    fn key_path(&self, id: KeyId) -> PathBuf {
        self.0.join(format!("{id}.pem"))
    }

    /// Where the mark of a journal is: how far it had come when the keys were used for it last.
    pub(super) fn mark_path(&self, origin: &str) -> PathBuf {
        let digest = SourceId::of(origin.as_bytes()).to_string();
        self.0.join(format!("journal-{}.mark", &digest[..16]))
    }

    /// Keeps others of this command from rotating or ending the keys, as long as what it gives is held: of two at once, one
    /// would remove the private key that the other has sign.
    pub(crate) fn alone(&self) -> Option<std::fs::File> {
        super::alone(&self.set_path())
    }

    /// Whether the keys were used by any journal: they remember one.
    pub(crate) fn has_marks(&self) -> bool {
        let files = std::fs::read_dir(self.0).into_iter().flatten().flatten();
        files.map(|it| it.path()).any(|it| it.extension().is_some_and(|it| it == "mark"))
    }

    /// Whether a path lies in it, so that nothing else is written among keys.
    pub(crate) fn holds(&self, path: &Path) -> bool {
        path.parent().is_some_and(|it| is_same(it, self.0))
    }

    /// Refuses a folder that holds keys already, or that others may read.
    ///
    /// # Errors
    /// A fault that says so.
    pub(crate) fn vacant(&self) -> Result<(), Fault> {
        if self.set_path().exists() {
            let help = "rotate them with tidegate keys rotate, or choose another folder";
            return Err(Fault::usage(format!("{} holds keys already", self.0.display()), help));
        }
        let files = std::fs::read_dir(self.0).into_iter().flatten().flatten();
        if files.map(|it| it.path()).any(|it| it.extension().is_some_and(|it| it == "pem")) {
            let what = format!("{} holds a private key, and no jwks.json that says which", self.0.display());
            let help = "take jwks.json from a copy, or from where the key set is published; for keys of their own choose \
                another folder; nothing was changed";
            return Err(Fault::usage(what, help));
        }
        if self.0.is_dir() { private(self.0) } else { Ok(()) }
    }

    /// Makes the folder where there is none.
    ///
    /// # Errors
    /// A fault where it cannot be made, or others may read it.
    pub(crate) fn make(&self) -> Result<(), Fault> {
        if !self.0.is_dir() {
            let mut builder = std::fs::DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.recursive(true).create(self.0).map_err(|it| cannot_write(self.0, &it))?;
        }
        private(self.0)
    }

    /// The public keys.
    ///
    /// # Errors
    /// A fault where they cannot be read.
    pub(crate) fn set(&self) -> Result<KeySet, Fault> {
        let path = self.set_path();
        KeySet::read(&whole(&path)?)
            .map_err(|it| Fault::unreadable(format!("{}: {it}", path.display()), "take it from a copy of the folder"))
    }

    /// Opens the ring.
    ///
    /// # Errors
    /// A fault where others may read the folder or the key, or the passphrase does not open it.
    pub(crate) fn open(&self, passphrase_file: Option<&Path>) -> Result<KeyRing, Fault> {
        private(self.0)?;
        let set = self.set()?;
        let path = self.key_path(set.active());
        if !path.exists() {
            let help = "take it from a copy of the folder: without it nothing can be signed; nothing was changed";
            return Err(Fault::unreadable(format!("{} does not exist", path.display()), help));
        }
        private(&path)?;
        let pem = whole(&path)?;
        let passphrase = passphrase(passphrase_file, Twice::No)?;
        KeyRing::open(set, &pem, &passphrase)
            .map_err(|it| Fault::unreadable(format!("{}: {it}", path.display()), "nothing was changed"))
    }

    /// Writes a ring: the key first, then the set that names it, in one step each. What is in between names the
    /// former key, which is still there.
    ///
    /// # Errors
    /// A fault where something cannot be written.
    pub(crate) fn write(&self, ring: &KeyRing, sealed: &str) -> Result<(), Fault> {
        owned(&self.key_path(ring.set().active()), sealed.as_bytes())?;
        self.publish(ring)
    }

    /// Writes the public keys of a ring whose private key stays.
    ///
    /// # Errors
    /// A fault where they cannot be written.
    pub(crate) fn publish(&self, ring: &KeyRing) -> Result<(), Fault> {
        owned(&self.set_path(), ring.set().to_json().as_bytes())
    }

    /// Removes the private keys that no longer sign, those of a rotation that was cut off as well.
    ///
    /// # Errors
    /// A fault where one of them cannot be removed.
    pub(crate) fn clear(&self, active: KeyId) -> Result<(), Fault> {
        for file in std::fs::read_dir(self.0).map_err(|it| cannot(self.0, &it))? {
            let path = file.map_err(|it| cannot(self.0, &it))?.path();
            let named = path.file_stem().and_then(|it| KeyId::parse(it.to_str()?).ok());
            if path.extension().is_some_and(|it| it == "pem") && named.is_some_and(|it| it != active) {
                std::fs::remove_file(&path).map_err(|it| cannot_write(&path, &it))?;
            }
        }
        Ok(())
    }
}

fn cannot_write(path: &Path, error: &io::Error) -> Fault {
    Fault::unreadable(
        format!("{} cannot be written: {}", path.display(), error.kind()),
        "check the path and its rights",
    )
}

/// Writes a file that its owner alone may read, complete or not at all.
///
/// # Errors
/// A fault where it cannot be written.
pub(crate) fn owned(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    super::out::replaceable(path)?;
    super::writers::sweep(path, bytes);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    });
    written.map_err(|it| {
        // The half-written file is ours; if it cannot be removed, the first error still counts.
        let _ = std::fs::remove_file(&beside);
        cannot_write(path, &it)
    })
}

/// Makes a folder that its owner alone may enter, where there is none.
///
/// # Errors
/// A fault where it cannot be made, or is none.
pub(crate) fn own_folder(path: &Path) -> Result<(), Fault> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|it| cannot_write(path, &it))
}

/// Refuses what others than the owner may read or write.
///
/// # Errors
/// A fault that says what to do.
pub(crate) fn private(path: &Path) -> Result<(), Fault> {
    if is_private(path)? {
        return Ok(());
    }
    let help = format!("chmod go-rwx {}, and make a new key if others had access", path.display());
    Err(Fault::unreadable(format!("{} may be read or changed by others than its owner", path.display()), help))
}

/// Whether nobody but the owner may read or write it.
///
/// # Errors
/// A fault where it is not there.
#[cfg(unix)]
pub(crate) fn is_private(path: &Path) -> Result<bool, Fault> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).map_err(|it| cannot(path, &it))?.permissions().mode();
    Ok(mode & 0o077 == 0)
}

/// Elsewhere the rights of a file are not told in this way.
#[cfg(not(unix))]
pub(crate) fn is_private(path: &Path) -> Result<bool, Fault> {
    std::fs::metadata(path).map(|_| true).map_err(|it| cannot(path, &it))
}
