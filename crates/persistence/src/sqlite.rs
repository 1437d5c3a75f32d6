//! How an SQLite file is made and reached.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection, QueryResult, SqliteConnection};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::connection::Purpose;
use crate::open_error::OpenError;

/// How often the change to write-ahead logging is tried while other processes start too.
const WAL_ATTEMPTS: usize = 50;

/// Makes the file if there is none, readable and writable by its owner alone: SQLite would leave that to
/// the umask, and gives the `-wal` and `-shm` files the mode of the file. Then sees to it that readers
/// never wait for the writer.
pub(crate) fn prepare(path: &str, busy_timeout: Duration) -> Result<(), OpenError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|cause| refusal(path, cause))?;
    let mut connection = SqliteConnection::establish(&uri(path))
        .map_err(|error| unusable(path, &error.to_string()))?;
    log_ahead(&mut connection, busy_timeout).map_err(|error| unusable(path, &error.to_string()))
}

/// Refuses a path at which no database can be: nothing, an empty file, or a folder.
pub(crate) fn refuse_missing(path: &str) -> Result<(), OpenError> {
    match fs::metadata(path) {
        Ok(file) if file.is_dir() => Err(OpenError::IsFolder(path.to_owned())),
        Ok(file) if file.len() > 0 => Ok(()),
        _ => Err(OpenError::Missing(path.to_owned())),
    }
}

/// Whether the file begins as every SQLite database does (<https://sqlite.org/fileformat.html>, section 1.3).
///
/// # Errors
/// It cannot be read.
pub(crate) fn is_database(path: impl AsRef<Path>) -> io::Result<bool> {
    const MAGIC: &[u8] = b"SQLite format 3\0";
    let mut start = Vec::new();
    let most = MAGIC.len() as u64;
    File::open(path)?.take(most).read_to_end(&mut start)?;
    Ok(start == MAGIC)
}

/// Reaches a file that exists.
pub(crate) fn connect(
    path: &str,
    busy_timeout: Duration,
    purpose: Purpose,
) -> Result<SqliteConnection, String> {
    let uri = match purpose {
        Purpose::Inspect | Purpose::CopyFrom => untouching_uri(path, purpose),
        Purpose::Read | Purpose::Write | Purpose::CopyTo | Purpose::Migrate => uri(path),
    };
    let mut connection = SqliteConnection::establish(&uri).map_err(|error| error.to_string())?;
    let pragmas = match purpose {
        Purpose::Read | Purpose::Inspect | Purpose::CopyFrom => "PRAGMA query_only = ON;",
        // FULL: a commit is on the disk when it returns. NORMAL could undo a revocation at power loss.
        Purpose::Write | Purpose::CopyTo => "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;",
        // With foreign keys on, a migration that recreates a table would delete all that refers to it.
        Purpose::Migrate => "PRAGMA foreign_keys = OFF; PRAGMA synchronous = FULL;",
    };
    connection
        .batch_execute(&format!("{} {pragmas}", wait(busy_timeout)))
        .map_err(|error| error.to_string())?;
    Ok(connection)
}

/// What stays as it is in the path of a `file:` URI.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'.')
    .remove(b'_')
    .remove(b'-');

/// A URI that opens a file and, unlike the bare path, does not make one that has vanished meanwhile.
pub(crate) fn uri(path: &str) -> String {
    uri_with(path, "mode=rw")
}

/// A URI for a connection that leaves the database and its log as they are.
///
/// The last connection that may write applies the log to the database and removes it, when it closes. One that may only
/// read does not; but it leaves files behind that were not there before.
fn untouching_uri(path: &str, purpose: Purpose) -> String {
    let has = |suffix: &str| fs::exists(format!("{path}{suffix}")).unwrap_or(false);
    let parameters = match purpose {
        _ if !has("-wal") => "mode=rw",
        // Not for a copy: without the shared memory it could not tell that somebody else writes.
        Purpose::Inspect if has("-shm") => "mode=ro&readonly_shm=1",
        _ => "mode=ro",
    };
    uri_with(path, parameters)
}

fn uri_with(path: &str, parameters: &str) -> String {
    format!("file:{}?{parameters}", utf8_percent_encode(path, IN_PATH))
}

fn wait(busy_timeout: Duration) -> String {
    format!("PRAGMA busy_timeout = {};", busy_timeout.as_millis())
}

/// SQLite does not wait for locks when it changes the journal mode. So we wait by a transaction, which does, and retry.
fn log_ahead(connection: &mut SqliteConnection, busy_timeout: Duration) -> QueryResult<()> {
    connection.batch_execute(&wait(busy_timeout))?;
    let mut attempts = 0;
    loop {
        attempts += 1;
        match connection.batch_execute("PRAGMA journal_mode = WAL") {
            Err(error) if attempts < WAL_ATTEMPTS && error.to_string().contains("locked") => {
                connection.batch_execute("BEGIN IMMEDIATE; ROLLBACK;")?;
            }
            done => return done,
        }
    }
}

fn refusal(path: &str, cause: io::Error) -> OpenError {
    let folder_missing = || {
        let folder = Path::new(path).parent();
        folder.is_some_and(|folder| !folder.as_os_str().is_empty() && !folder.exists())
    };
    match cause.kind() {
        ErrorKind::IsADirectory => OpenError::IsFolder(path.to_owned()),
        ErrorKind::NotFound if folder_missing() => OpenError::FolderMissing(path.to_owned()),
        _ => OpenError::NotWritable {
            file: path.to_owned(),
            cause,
        },
    }
}

/// A sentence for what SQLite says about a file that could be opened.
pub(crate) fn unusable(path: &str, message: &str) -> OpenError {
    if message.contains("not a database") {
        OpenError::NotADatabase(path.to_owned())
    } else if message.contains("locked") {
        OpenError::Locked(path.to_owned())
    } else {
        OpenError::Unreachable {
            location: path.to_owned(),
            cause: message.to_owned(),
        }
    }
}
