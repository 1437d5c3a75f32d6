//! What the files of an SQLite database tell without a statement: whether they are still those that were opened, and
//! whether anything was committed, by any process.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use parking_lot::RwLock;
use sendook_domain::ports::{Position, StoreError, Untrusted};

/// How long an answer holds.
const EVERY: Duration = Duration::from_secs(1);

/// The files that were opened, and whether they were under their paths at the last check.
///
/// A process can go on using a file that was removed or replaced. Other processes' writes from then on, revocations among
/// them, go to the file under the path.
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
        let opened = [fs::canonicalize(database)?, shared_memory(database)?]
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

/// The path of `<database>-shm`.
fn shared_memory(database: &str) -> io::Result<PathBuf> {
    let mut name = fs::canonicalize(database)?.into_os_string();
    name.push("-shm");
    Ok(name.into())
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

/// The size of one copy of the header of `<database>-shm`.
const COPY: usize = 48;

/// One copy of the header.
type Header = [u8; COPY];

/// Remembers a position for as long as nothing is committed, at the cost of one small read.
///
/// In write-ahead logging, every commit, and nothing less than a commit, gives the file `<database>-shm` a new
/// header: a counter, the end of the log and its checksum (<https://sqlite.org/walformat.html>, "The WAL-Index
/// Header"). It is stored twice, and a writer changes the second copy first: if both, read in order, are equal,
/// the header is complete, and no commit that had finished before the read replaced it.
pub(crate) struct CommitWatch {
    /// Never closed: when a process closes any handle of a file, it loses its locks on it, those of SQLite included
    /// (<https://sqlite.org/howtocorrupt.html>, section 2.2). One handle for each store that was asked.
    index: ManuallyDrop<File>,
    known: RwLock<Option<(Header, Position)>>,
}

impl CommitWatch {
    /// Watches the database at this path. At least one connection to it MUST stay open meanwhile: when the last one
    /// closes, the watched file is removed.
    ///
    /// `commit` makes a commit that changes something; a header that does not show it is of no use, as on a file system
    /// where what one process maps is not what another reads.
    ///
    /// # Errors
    /// Why commits cannot be watched. Positions then have to be read.
    pub(crate) fn open(
        database: &str,
        commit: impl FnOnce() -> Result<(), StoreError>,
    ) -> io::Result<Self> {
        let index = ManuallyDrop::new(File::open(shared_memory(database)?)?);
        let watch = Self {
            index,
            known: RwLock::new(None),
        };
        let before = watch.header();
        commit().map_err(io::Error::other)?;
        if before.is_none() || watch.header() == before {
            return Err(io::Error::other("the header does not tell of commits"));
        }
        Ok(watch)
    }

    /// The position, which is read only if there was a commit since it was last read.
    pub(crate) fn position(
        &self,
        read: impl FnOnce() -> Result<Position, StoreError>,
    ) -> Result<Position, StoreError> {
        let Some(header) = self.header() else {
            // A commit is under way.
            return read();
        };
        if let Some((known, position)) = &*self.known.read()
            && *known == header
        {
            return Ok(*position);
        }
        // The header was read first: if the position is younger, the next comparison finds another header.
        let position = read()?;
        *self.known.write() = Some((header, position));
        Ok(position)
    }

    /// The header, unless a commit is changing it.
    fn header(&self) -> Option<Header> {
        let mut copies = [0; 2 * COPY];
        read_start(&self.index, &mut copies).ok()?;
        let (first, second) = copies.split_at(COPY);
        let first: Header = first.try_into().ok()?;
        (first == second && is_initialized(&first)).then_some(first)
    }
}

fn is_initialized(header: &Header) -> bool {
    const IS_INIT: usize = 12;
    header[IS_INIT] == 1
}

#[cfg(unix)]
fn read_start(file: &File, bytes: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, 0)
}

#[cfg(not(unix))]
fn read_start(_: &File, _: &mut [u8]) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
