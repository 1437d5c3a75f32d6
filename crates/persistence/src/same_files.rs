//! Whether the files of an SQLite database are still those that were opened.
//!
//! A process can go on using a file that was removed or replaced. Other processes' writes from then on, revocations among
//! them, go to the file under the path.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{fs, io};

use sendook_domain::ports::{StoreError, Untrusted};

/// How long an answer holds.
const EVERY: Duration = Duration::from_secs(1);

/// The files that were opened, and whether they were under their paths at the last check.
pub(crate) struct SameFiles {
    opened: Vec<(PathBuf, FileId)>,
    since: Instant,
    /// When to look again, in milliseconds after `since`.
    next_look: AtomicU64,
    replaced: AtomicBool,
}

/// What identifies a file, whatever its name: device and inode.
type FileId = (u64, u64);

impl SameFiles {
    /// Remembers the database at this path and its `-shm`, which exists while a connection is open that has read something.
    ///
    /// # Errors
    /// What the operating system says about one of them.
    pub(crate) fn of(database: &str) -> io::Result<Self> {
        let database = fs::canonicalize(Path::new(database))?;
        let mut shared_memory = database.clone().into_os_string();
        shared_memory.push("-shm");
        let opened = [database, shared_memory.into()]
            .into_iter()
            .map(|path| id(&path).map(|id| (path, id)))
            .collect::<io::Result<_>>()?;
        Ok(Self {
            opened,
            since: Instant::now(),
            next_look: AtomicU64::new(0),
            replaced: AtomicBool::new(false),
        })
    }

    /// Whether they are still in place, as of a second ago or later.
    ///
    /// # Errors
    /// [`Untrusted::Replaced`] if they are not.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        let now = self.elapsed();
        let next = self.next_look.load(Ordering::Relaxed);
        if now < next {
            return self.last_seen();
        }
        // One thread checks; the others use the last result.
        let claimed = self.next_look.compare_exchange(
            next,
            now.saturating_add(millis(EVERY)),
            Ordering::Relaxed,
            Ordering::Relaxed,
        );
        match claimed {
            Ok(_) => self.check_now(),
            Err(_) => self.last_seen(),
        }
    }

    /// Whether they are in place at this moment.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub(crate) fn check_now(&self) -> Result<(), StoreError> {
        let replaced = self.opened.iter().find(|(path, opened)| match id(path) {
            Ok(id) => id != *opened,
            // It cannot be known, for example, while a folder may not be read.
            Err(error) => matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory),
        });
        if self.replaced.swap(replaced.is_some(), Ordering::Relaxed) != replaced.is_some() {
            match replaced {
                Some((path, _)) => log::error!(
                    "{} was removed or replaced while the service was running: no request is let in until the service is \
                     restarted, or the file is back",
                    path.display()
                ),
                None => log::warn!("the files of the database are back in their place"),
            }
        }
        self.last_seen()
    }

    fn last_seen(&self) -> Result<(), StoreError> {
        if self.replaced.load(Ordering::Relaxed) {
            return Err(Untrusted::Replaced.into());
        }
        Ok(())
    }

    fn elapsed(&self) -> u64 {
        millis(self.since.elapsed())
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(unix)]
fn id(path: &Path) -> io::Result<FileId> {
    use std::os::unix::fs::MetadataExt as _;
    let file = fs::metadata(path)?;
    Ok((file.dev(), file.ino()))
}

/// Other systems do not let a file be removed that is open.
#[cfg(not(unix))]
fn id(path: &Path) -> io::Result<FileId> {
    fs::metadata(path).map(|_| (0, 0))
}
