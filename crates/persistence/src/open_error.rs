use std::error::Error;

/// Why a store could not be opened or migrated: a sentence for the operator, without any password. It leaves out the
/// source, which the caller prints.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The URL names no database that we know.
    #[error("The database URL must begin with sqlite:// or postgres://.")]
    UnknownScheme,
    /// The URL ends where the file name should begin.
    #[error("The database URL names no file: write sqlite://sendook.db, for example.")]
    NoFile,
    /// A database in memory would forget every account when the process ends.
    #[error(
        "A database in memory would be lost at every restart: name a file, as in sqlite://sendook.db."
    )]
    InMemory,
    /// Settings behind a `?`, which other programs know, would be ignored or taken as part of the name.
    #[error("Settings after \"?\" are not supported in a sqlite:// URL: name the file alone.")]
    SqliteSettings,
    /// This binary cannot speak to PostgreSQL.
    #[error(
        "This binary was built without PostgreSQL: build it with \"--features postgres\", or use a sqlite:// URL."
    )]
    PostgresMissing,
    /// There is no database, and only serving and migrating make one.
    #[error(
        "There is no database {0}: name the one that the service uses, or make it with \"sendook migrate\"."
    )]
    Missing(String),
    /// The database is there, but nothing of this service is in it.
    #[error(
        "The database {0} has none of this service's tables: name the one that the service uses, or run \"sendook migrate\" on it."
    )]
    NoSchema(String),
    /// The database lacks migrations, and only serving and migrating run them.
    #[error("The database {location} lacks the migration {first}: run \"sendook migrate\" first.")]
    OutdatedSchema {
        /// Where it is.
        location: String,
        /// The first migration that was not run.
        first: String,
    },
    /// The URL lets libpq connect to a standby, which does not know of the last revocations.
    #[error(
        "\"target_session_attrs={0}\" in the database URL lets a standby answer, which lags behind in revocations: remove it, or write \"read-write\"."
    )]
    StandbyWanted(String),
    /// A pooler hands one session to several clients.
    #[error(
        "The database {0} is behind a pooler that does not keep a session for one client, such as PgBouncer with pool_mode = transaction or statement: set pool_mode = session for this database, or, from PgBouncer 1.21 on, max_prepared_statements, or connect to PostgreSQL itself."
    )]
    SessionsShared(String),
    /// The folder that is to hold the file does not exist.
    #[error("The folder of the database file {0} does not exist: create it first.")]
    FolderMissing(String),
    /// A folder has the name.
    #[error("{0} is a folder: the database URL must name a file.")]
    IsFolder(String),
    /// The operating system refuses reading, writing or creating.
    #[error("The database file {file} cannot be created, read and written")]
    NotWritable {
        /// The file.
        file: String,
        /// What the operating system says.
        #[source]
        cause: std::io::Error,
    },
    /// The file holds something else.
    #[error("{0} is not an SQLite database: move it away, or name another file.")]
    NotADatabase(String),
    /// Another process holds the lock of the file for longer than we wait.
    #[error("The database {0} is locked by another process: stop it, or wait and try again.")]
    Locked(String),
    /// The database does not take connections; it may later.
    #[error("The database {location} cannot be reached: {cause}")]
    Unreachable {
        /// Where it should be.
        location: String,
        /// What the client library says.
        cause: String,
    },
    /// The schema holds migrations that this binary does not know.
    #[error(
        "The database {location} was migrated by a newer version (it has {versions}): start that version."
    )]
    NewerSchema {
        /// Where it is.
        location: String,
        /// The unknown migrations, separated by commas.
        versions: String,
    },
    /// A migration failed; none of the pending ones was kept.
    #[error("The database {location} could not be migrated, and was left as it was")]
    Migration {
        /// Where it is.
        location: String,
        /// What failed.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
}

impl OpenError {
    /// Whether trying again may help: the database is away or busy, rather than misnamed or unfit.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Locked(_) | Self::Unreachable { .. })
    }
}
