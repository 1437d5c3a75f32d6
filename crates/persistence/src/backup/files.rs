use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use parking_lot::Mutex;

use super::error::BackupError;

/// The file that a backup will be, empty until then, and the one beside it that is being written. So that a name that was
/// free stays free for it, and no file with that name is ever half a backup.
pub(super) struct Files {
    target: PathBuf,
    partial: PathBuf,
    state: Mutex<State>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Written,
    Kept,
    Discarded,
}

impl Files {
    pub(super) fn reserve(target: &Path) -> Result<Self, BackupError> {
        let mut partial = target.as_os_str().to_owned();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        create(target)?;
        if let Err(error) = create(&partial) {
            remove(target);
            return Err(error);
        }
        Ok(Self {
            target: target.to_owned(),
            partial,
            state: Mutex::new(State::Written),
        })
    }

    pub(super) fn partial(&self) -> &Path {
        &self.partial
    }

    /// Gives what was written its name, once all of it is on the disk.
    pub(super) fn keep(&self) -> Result<(), BackupError> {
        let failed = |cause| BackupError::file(&self.target, cause);
        sync(&self.partial).map_err(failed)?;
        let mut state = self.state.lock();
        if *state == State::Discarded {
            return Err(BackupError::Discarded);
        }
        fs::rename(&self.partial, &self.target).map_err(failed)?;
        *state = State::Kept;
        sync(folder(&self.target)).map_err(failed)
    }

    pub(super) fn discard(&self) {
        let mut state = self.state.lock();
        if *state == State::Written {
            *state = State::Discarded;
            remove(&self.partial);
            remove(&self.target);
        }
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        self.discard();
    }
}

/// Makes a file that only its owner may read: SQLite would leave that to the umask.
fn create(path: &Path) -> Result<(), BackupError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(BackupError::Exists(path.to_owned()))
        }
        Err(error) => Err(BackupError::file(path, error)),
    }
}

fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        log::warn!("could not remove {}: {error}", path.display());
    }
}

fn folder(path: &Path) -> &Path {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
