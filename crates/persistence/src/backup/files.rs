use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use parking_lot::Mutex;

use super::error::BackupError;

/// How often a folder is emptied into which SQLite may write at the same moment.
const ATTEMPTS: usize = 100;

/// The folder in which a backup is written, and the name that it gets once it is whole.
///
/// SQLite puts its journal beside the file that it writes, and may do so until the process ends. In a folder of their own,
/// both go at once, and nothing new can appear once the folder is gone.
pub(super) struct Files {
    target: PathBuf,
    folder: PathBuf,
    copy: PathBuf,
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
        if target.symlink_metadata().is_ok() {
            return Err(BackupError::Exists(target.to_owned()));
        }
        let mut folder = target.as_os_str().to_owned();
        folder.push(".partial");
        let folder = PathBuf::from(folder);
        match create_folder(&folder) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                return Err(BackupError::Unfinished(folder));
            }
            Err(error) => return Err(BackupError::file(target, error)),
        }
        let files = Self {
            target: target.to_owned(),
            copy: folder.join("copy.db"),
            folder,
            state: Mutex::new(State::Written),
        };
        create(&files.copy).map_err(|error| BackupError::file(target, error))?;
        Ok(files)
    }

    /// The file to write.
    pub(super) fn copy(&self) -> &Path {
        &self.copy
    }

    /// Gives what was written its name, once all of it is on the disk.
    pub(super) fn keep(&self) -> Result<(), BackupError> {
        let failed = |cause| BackupError::file(&self.target, cause);
        sync(&self.copy).map_err(failed)?;
        let mut state = self.state.lock();
        if *state == State::Discarded {
            return Err(BackupError::Discarded);
        }
        // A rename alone would overwrite a file that somebody has put there meanwhile.
        create(&self.target).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => BackupError::Exists(self.target.clone()),
            _ => failed(error),
        })?;
        if let Err(error) = fs::rename(&self.copy, &self.target) {
            warn_unless_removed(&self.target, fs::remove_file(&self.target));
            return Err(failed(error));
        }
        *state = State::Kept;
        warn_unless_removed(&self.folder, remove_folder(&self.folder));
        sync(parent(&self.target)).map_err(failed)
    }

    pub(super) fn discard(&self) {
        let mut state = self.state.lock();
        if *state == State::Written {
            *state = State::Discarded;
            warn_unless_removed(&self.folder, remove_folder(&self.folder));
        }
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        self.discard();
    }
}

/// Makes a folder that is its owner's alone.
fn create_folder(path: &Path) -> io::Result<()> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes a file that only its owner may read: SQLite would leave that to the umask.
fn create(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Removes a folder with all that is in it, also what is put into it meanwhile.
fn remove_folder(path: &Path) -> io::Result<()> {
    let mut attempts = 0;
    loop {
        attempts += 1;
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty && attempts < ATTEMPTS => {}
            done => return done,
        }
    }
}

fn warn_unless_removed(path: &Path, removed: io::Result<()>) {
    if let Err(error) = removed {
        log::warn!("could not remove {}: {error}", path.display());
    }
}

fn parent(path: &Path) -> &Path {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
