use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sendook_crypto::{RingSecretSealer, RingSecrets, SecretKey};
use sendook_domain::ports::{SealError, SecretOwner, SecretSealer, UnsealError};
use zeroize::Zeroizing;

/// Keys in a file, one a line: the first seals, and all open. It is made when the first secret is sealed, and read whenever one is
/// sealed or opened, which is seldom: so a key that another process added holds at once.
pub(crate) struct KeyFile {
    path: PathBuf,
    secrets: Arc<RingSecrets>,
}

/// Only its owner may read the file.
const MODE: u32 = 0o600;

impl KeyFile {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self {
            path,
            secrets: Arc::new(RingSecrets::new()),
        }
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

    /// The keys, of which there is one at least: two processes that make the file at once have the same.
    fn keys_to_seal_with(&self) -> io::Result<Vec<SecretKey>> {
        let keys = self.keys()?;
        if !keys.is_empty() {
            return Ok(keys);
        }
        let key = SecretKey::generate(&*self.secrets).map_err(io::Error::other)?;
        let draft = self.draft(&[key])?;
        // A link, as that does not take the place of a file that another process has made meanwhile.
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

    /// Puts a new key in front of the others. Returns it.
    pub(crate) fn add_key(&self) -> io::Result<SecretKey> {
        let new = SecretKey::generate(&*self.secrets).map_err(io::Error::other)?;
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
        fs::rename(self.draft(keys)?, &self.path).map_err(|error| self.naming(&error))?;
        self.sync_folder()
    }

    /// A file beside this one with these keys, safe from a loss of power.
    fn draft(&self, keys: &[SecretKey]) -> io::Result<PathBuf> {
        let mut draft = self.path.clone().into_os_string();
        // Nobody else has a key of this name.
        draft.push(
            keys.first()
                .map_or_else(String::new, |key| format!(".{}", key.id())),
        );
        let draft = PathBuf::from(draft);
        let mut text = Zeroizing::new(String::new());
        for key in keys {
            text.push_str(key.base64().expose());
            text.push('\n');
        }
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(true).mode(MODE);
        let written = file.open(&draft).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        written.map_err(|error| self.naming(&error))?;
        Ok(draft)
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

impl SecretSealer for KeyFile {
    fn seal(&self, owner: &SecretOwner<'_>, secret: &[u8]) -> Result<Vec<u8>, SealError> {
        let keys = self.keys_to_seal_with();
        let keys = keys.map_err(|error| SealError::Unreadable(error.into()))?;
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
        let keys = self.keys();
        let keys = keys.map_err(|error| SealError::Unreadable(error.into()))?;
        self.cipher(keys).is_current(sealed)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;
    use std::thread;

    use sendook_domain::values::Id;
    use tempfile::TempDir;

    use super::*;

    fn file(folder: &TempDir) -> KeyFile {
        KeyFile::at(folder.path().join("sendook.db.secret-key"))
    }

    #[test]
    fn it_is_made_when_the_first_secret_is_sealed_and_its_owner_alone_may_read_it() {
        let folder = TempDir::new().unwrap();
        let user = Id::parse("user_01h455vb4pex5vsknk084sn02q").unwrap();
        let factor = Id::parse("factor_01h455vb4pex5vsknk084sn02q").unwrap();
        let owner = SecretOwner {
            user: &user,
            factor: &factor,
        };
        let one = file(&folder);
        assert!(one.keys().unwrap().is_empty());
        let sealed = one.seal(&owner, b"told").unwrap();
        assert_eq!(&**file(&folder).open(&owner, &sealed).unwrap(), b"told");
        let mode = fs::metadata(one.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, MODE);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn those_who_make_it_at_once_have_the_same_key() {
        let folder = TempDir::new().unwrap();
        let made: Vec<_> = thread::scope(|scope| {
            let makers: Vec<_> = (0..8)
                .map(|_| {
                    let one = file(&folder);
                    scope.spawn(move || one.keys_to_seal_with().unwrap())
                })
                .collect();
            makers.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(made.iter().all(|keys| *keys == made[0] && keys.len() == 1));
    }

    #[test]
    fn a_new_key_comes_in_front_and_the_one_before_it_stays() {
        let folder = TempDir::new().unwrap();
        let one = file(&folder);
        let first = one.keys_to_seal_with().unwrap().remove(0);
        let second = one.add_key().unwrap();
        one.forget_old_keys().unwrap();
        assert_eq!(one.keys().unwrap(), [second.clone(), first]);
        let third = one.add_key().unwrap();
        assert_eq!(one.keys().unwrap().len(), 3);
        one.forget_old_keys().unwrap();
        assert_eq!(one.keys().unwrap(), [third, second]);
        let mode = fs::metadata(one.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, MODE);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_holds_no_key_is_named() {
        let folder = TempDir::new().unwrap();
        for text in ["", "\n", "no key\n"] {
            fs::write(folder.path().join("sendook.db.secret-key"), text).unwrap();
            let error = file(&folder).keys().unwrap_err().to_string();
            assert!(error.contains("sendook.db.secret-key"), "{error}");
            assert!(file(&folder).keys_to_seal_with().is_err());
        }
    }
}
