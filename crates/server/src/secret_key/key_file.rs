use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sendook_crypto::{RingSecretSealer, RingSecrets, SecretKey};
use sendook_domain::ports::{Factors, SealError, SecretOwner, SecretSealer, UnsealError};
use zeroize::Zeroizing;

/// Keys in a file, one a line: the first seals, and all open. It is made when the first secret is sealed, and read whenever one is
/// sealed or opened, which is seldom: so a key that another process added holds at once.
pub(crate) struct KeyFile {
    path: PathBuf,
    secrets: Arc<RingSecrets>,
    /// What may be sealed under its keys. `None`: nobody knows, so that no first key is made.
    factors: Option<Arc<dyn Factors>>,
}

/// The right to change the file. While somebody has it, everybody else waits for it, in other processes too.
pub(crate) struct KeyFileTurn<'a> {
    file: &'a KeyFile,
    _lock: File,
}

/// Only its owner may read the file.
const MODE: u32 = 0o600;

impl KeyFile {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self {
            path,
            secrets: Arc::new(RingSecrets::new()),
            factors: None,
        }
    }

    /// Lets the file be made when the first secret of these is sealed.
    pub(crate) fn made_for(self, factors: Arc<dyn Factors>) -> Self {
        Self {
            factors: Some(factors),
            ..self
        }
    }

    /// Waits until nobody else changes the file.
    pub(crate) fn turn(&self) -> io::Result<KeyFileTurn<'_>> {
        let mut options = OpenOptions::new();
        let options = options.write(true).create(true).truncate(false).mode(MODE);
        // Of the file itself another takes the place, with a lock of its own.
        let lock = options.open(self.beside(".lock")).and_then(|lock| {
            lock.lock()?;
            Ok(lock)
        });
        Ok(KeyFileTurn {
            file: self,
            _lock: lock.map_err(|error| self.naming(&error))?,
        })
    }

    /// The path of a file beside this one.
    fn beside(&self, suffix: &str) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push(suffix);
        path.into()
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The keys; none if there is no file yet.
    pub(crate) fn keys(&self) -> io::Result<Vec<SecretKey>> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.naming(&error)),
        };
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let keys: Result<Vec<_>, _> = lines.map(SecretKey::parse).collect();
        let keys =
            keys.map_err(|error| self.naming(&io::Error::new(ErrorKind::InvalidData, error)))?;
        if keys.is_empty() {
            let empty = io::Error::new(ErrorKind::InvalidData, "it holds no key");
            return Err(self.naming(&empty));
        }
        Ok(keys)
    }

    /// The keys, of which there is one at least.
    fn keys_to_seal_with(&self) -> Result<Vec<SecretKey>, SealError> {
        let keys = self.keys().map_err(unreadable)?;
        if !keys.is_empty() {
            return Ok(keys);
        }
        let factors = self.factors.as_ref().ok_or(SealError::NoKey)?;
        let sealed = factors.sealed_factors(None, 1).map_err(unreadable)?;
        if sealed.is_empty() {
            return self.make().map_err(unreadable);
        }
        // Another process may have made the file, and sealed the first secret, after it was looked for here.
        let keys = self.keys().map_err(unreadable)?;
        if keys.is_empty() {
            return Err(unreadable(self.lost()));
        }
        Ok(keys)
    }

    /// A new key in its place would hide that it is gone, and what is sealed under that one would be lost when the file is put back.
    fn lost(&self) -> io::Error {
        let lost = io::Error::new(
            ErrorKind::NotFound,
            "it is gone, and secrets of authenticator apps are encrypted under its keys. Put the file back. If it is lost: sendook user reset-factors",
        );
        self.naming(&lost)
    }

    /// Makes the file with a first key, and returns what it holds: two processes that make it at once have the same key.
    fn make(&self) -> io::Result<Vec<SecretKey>> {
        let turn = self.turn()?;
        let made = self.keys()?;
        if !made.is_empty() {
            return Ok(made);
        }
        let key = SecretKey::generate(&*self.secrets).map_err(io::Error::other)?;
        let draft = turn.draft(&[key])?;
        // A link, as that does not take the place of a file that somebody has put back meanwhile.
        let linked = fs::hard_link(&draft, &self.path);
        fs::remove_file(&draft)?;
        match linked {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(self.naming(&error)),
            _ => {
                self.sync_folder()?;
                self.keys()
            }
        }
    }

    fn sync_folder(&self) -> io::Result<()> {
        match self.path.parent() {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    }

    fn naming(&self, error: &io::Error) -> io::Error {
        io::Error::new(error.kind(), format!("{}: {error}", self.path.display()))
    }

    fn cipher(&self, keys: Vec<SecretKey>) -> RingSecretSealer {
        RingSecretSealer::new(keys, self.secrets.clone())
    }
}

impl KeyFileTurn<'_> {
    /// The keys; none if there is no file yet.
    pub(crate) fn keys(&self) -> io::Result<Vec<SecretKey>> {
        self.file.keys()
    }

    /// Puts a new key in front of the others. Returns it.
    pub(crate) fn add_key(&self) -> io::Result<SecretKey> {
        let new = SecretKey::generate(&*self.file.secrets).map_err(io::Error::other)?;
        let mut keys = vec![new.clone()];
        keys.extend(self.keys()?);
        self.replace(&keys)?;
        Ok(new)
    }

    /// Removes the keys that are needed no more: all but the first, and the one before it. A server may have sealed something under that
    /// one at this very moment.
    pub(crate) fn forget_old_keys(&self) -> io::Result<()> {
        let keys = self.keys()?;
        match keys.get(..2) {
            Some(newest) if keys.len() > 2 => self.replace(newest),
            _ => Ok(()),
        }
    }

    fn replace(&self, keys: &[SecretKey]) -> io::Result<()> {
        let file = self.file;
        fs::rename(self.draft(keys)?, &file.path).map_err(|error| file.naming(&error))?;
        file.sync_folder()
    }

    /// A file beside the one with the keys that holds these, safe from a loss of power. It has the same name every time,
    /// so that a draft left by an interrupted change does not linger.
    fn draft(&self, keys: &[SecretKey]) -> io::Result<PathBuf> {
        let draft = self.file.beside(".new");
        let mut text = Zeroizing::new(String::new());
        for key in keys {
            text.push_str(key.base64().expose());
            text.push('\n');
        }
        // Not written over: it may be another name of the file with the keys.
        let removed = match fs::remove_file(&draft) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
        let mut options = OpenOptions::new();
        let options = options.write(true).create_new(true).mode(MODE);
        let written = removed.and_then(|()| {
            let mut file = options.open(&draft)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        written.map_err(|error| self.file.naming(&error))?;
        Ok(draft)
    }
}

fn unreadable(error: impl Into<Box<dyn Error + Send + Sync>>) -> SealError {
    SealError::Unreadable(error.into())
}

impl SecretSealer for KeyFile {
    fn seal(&self, owner: &SecretOwner<'_>, secret: &[u8]) -> Result<Vec<u8>, SealError> {
        let keys = self.keys_to_seal_with()?;
        self.cipher(keys).seal(owner, secret)
    }

    fn open(
        &self,
        owner: &SecretOwner<'_>,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, UnsealError> {
        let keys = self.keys();
        let keys = keys.map_err(|error| UnsealError::Unreadable(error.into()))?;
        self.cipher(keys).open(owner, sealed)
    }

    fn is_current(&self, sealed: &[u8]) -> Result<bool, SealError> {
        let keys = self.keys().map_err(unreadable)?;
        if keys.is_empty() {
            return Ok(false);
        }
        self.cipher(keys).is_current(sealed)
    }
}

#[cfg(test)]
mod tests;
