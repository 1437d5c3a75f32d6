//! Whether there is room on the disk of an SQLite file.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::error::Refusal;

/// More than a write of ours needs: 1 MiB.
const ROOM: usize = 1 << 20;

/// Tries to write beside the file. A write to the database itself says little: what was rolled back for want of room has
/// left some behind in the write-ahead log, where a small one still fits.
pub(crate) fn refusal_beside(database: &str) -> Option<Refusal> {
    // Where a link leads: that disk has to have room.
    let mut path = fs::canonicalize(database).ok()?.into_os_string();
    path.push("-room");
    let path = PathBuf::from(path);
    let tried = fill(&path);
    let _ = fs::remove_file(&path);
    match tried.err()?.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Some(Refusal::Full),
        ErrorKind::ReadOnlyFilesystem => Some(Refusal::ReadOnly),
        _ => None,
    }
}

fn fill(path: &Path) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(&vec![0; ROOM])?;
    // Some file systems look for the room only now.
    file.sync_data()
}
