//! Notices writes to an SQLite file by any process, at the cost of one small read and without
//! a statement.
//!
//! In write-ahead logging, every commit, and nothing less than a commit, gives the file `<database>-shm` a new
//! header: a counter, the end of the log and its checksum (<https://sqlite.org/walformat.html>, "The WAL-Index
//! Header"). It is stored twice, and a writer changes the second copy first: if both, read in order, are equal,
//! the header is complete, and no commit that had finished before the read replaced it.

use std::fs::{self, File};
use std::io;
use std::mem::ManuallyDrop;
use std::path::Path;

use parking_lot::RwLock;
use sendook_domain::ports::{Position, StoreError};

const COPY: usize = 48;

/// One copy of the header.
type Header = [u8; COPY];

/// Remembers a position for as long as nothing is committed.
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
        let mut name = fs::canonicalize(Path::new(database))?.into_os_string();
        name.push("-shm");
        let index = ManuallyDrop::new(File::open(name)?);
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
