//! What a failure of the database means to the domain.

use std::error::Error;
use std::sync::Arc;

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as QueryError};
use sendook_domain::ports::{StoreError, Unique, Untrusted};

use crate::primary::COMPLAINT;
use crate::rows::CorruptRow;

/// What can go wrong between asking for a connection and having an entity.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SqlError {
    /// No connection could be had in time.
    #[error("no connection to the database")]
    NoConnection(#[source] Box<dyn Error + Send + Sync>),
    /// The database refused, or went away.
    #[error("the database refused")]
    Query(#[from] QueryError),
    /// A migration failed.
    #[error(transparent)]
    Migration(Box<dyn Error + Send + Sync>),
    /// A row cannot be read.
    #[error(transparent)]
    Row(#[from] CorruptRow),
    /// The commit of several writes at once failed.
    #[error(transparent)]
    Commit(Arc<Self>),
}

pub(crate) type SqlResult<T> = Result<T, SqlError>;

/// What can be done about a [`SqlError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The connection is broken; another may work.
    Broken,
    /// The transaction lost against another, and may win the next time.
    Contended,
    /// A row that this one refers to has vanished; a second look may see that.
    Dangling,
    /// The database is reachable, but cannot do it now.
    Unavailable,
    /// The server is a standby, which may lack the last revocations. The connection is of no use.
    Standby,
    /// A pooler gave statements of one session to another: the connection is of no use.
    MixedUp,
    /// Another row has this value.
    Taken(Unique),
    /// A defect of ours.
    Defect,
}

/// Why a database takes no write although it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is no room for it.
    Full,
    /// It may not be written to.
    ReadOnly,
}

/// The messages of failures that have no kind of their own in diesel. PostgreSQL's are those of
/// `lc_messages = 'C'`, which each connection asks for.
const UNAVAILABLE: [&str; 12] = [
    "database is locked",
    "database table is locked",
    "database or disk is full",
    "disk I/O error",
    "unable to open database file",
    "attempt to write a readonly database",
    "canceling statement",
    "could not extend file",
    "No space left on device",
    "out of memory",
    "out of shared memory",
    "the database system is",
];

/// Messages for a full disk.
const FULL: [&str; 3] = [
    "database or disk is full",
    "could not extend file",
    "No space left on device",
];

/// Messages for a read-only database.
const READ_ONLY: [&str; 2] = [
    "attempt to write a readonly database",
    "in a read-only transaction",
];

/// Messages for a damaged file.
const DAMAGED: [&str; 2] = ["database disk image is malformed", "file is not a database"];

impl SqlError {
    /// A connection that could not be had.
    pub(crate) fn no_connection(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::NoConnection(cause.into())
    }

    /// Whether the connection it came from must not be used again.
    pub(crate) fn ends_connection(&self) -> bool {
        matches!(
            self.fault(),
            Fault::Broken | Fault::Standby | Fault::MixedUp
        )
    }

    /// What can be done about it.
    pub(crate) fn fault(&self) -> Fault {
        match self {
            Self::NoConnection(_) => Fault::Unavailable,
            Self::Query(QueryError::DatabaseError(kind, info)) => database_fault(*kind, &**info),
            Self::Query(
                QueryError::BrokenTransactionManager | QueryError::RollbackErrorOnCommit { .. },
            ) => Fault::Broken,
            Self::Query(_) | Self::Migration(_) | Self::Row(_) => Fault::Defect,
            Self::Commit(error) => error.fault(),
        }
    }
}

impl SqlError {
    /// Why the database takes no write, if that is what failed.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        let says = |text: &str| self.says(text);
        if FULL.into_iter().any(says) {
            return Some(Refusal::Full);
        }
        READ_ONLY.into_iter().any(says).then_some(Refusal::ReadOnly)
    }

    /// What is wrong with the file, if it was found damaged.
    pub(crate) fn damage(&self) -> Option<String> {
        let message = self.database_message()?;
        DAMAGED.contains(&message).then(|| message.to_owned())
    }

    pub(crate) fn says(&self, text: &str) -> bool {
        self.database_message()
            .is_some_and(|message| message.contains(text))
    }

    fn database_message(&self) -> Option<&str> {
        match self {
            Self::Query(error) => message_of(error),
            Self::Commit(error) => error.database_message(),
            _ => None,
        }
    }
}

fn message_of(error: &QueryError) -> Option<&str> {
    match error {
        QueryError::DatabaseError(_, info) => Some(info.message()),
        QueryError::RollbackErrorOnCommit { commit_error, .. } => message_of(commit_error),
        _ => None,
    }
}

fn database_fault(kind: DatabaseErrorKind, info: &dyn DatabaseErrorInformation) -> Fault {
    match kind {
        DatabaseErrorKind::UniqueViolation => {
            // PostgreSQL names the constraint, SQLite the column.
            match info.constraint_name().unwrap_or(info.message()) {
                "users_email_key_unique" | "UNIQUE constraint failed: users.email_key" => {
                    Fault::Taken(Unique::UserEmail)
                }
                "inboxes_email_key_unique" | "UNIQUE constraint failed: inboxes.email_key" => {
                    Fault::Taken(Unique::InboxAddress)
                }
                "remembered_answers_pkey" | "UNIQUE constraint failed: remembered_answers.id" => {
                    Fault::Taken(Unique::IdempotencyKey)
                }
                "factors_credential_id_key" | "UNIQUE constraint failed: factors.credential_id" => {
                    Fault::Taken(Unique::Passkey)
                }
                _ => Fault::Defect,
            }
        }
        // After a fail-over the old server may be read-only: a new connection finds the right one.
        DatabaseErrorKind::ClosedConnection
        | DatabaseErrorKind::UnableToSendCommand
        | DatabaseErrorKind::ReadOnlyTransaction => Fault::Broken,
        DatabaseErrorKind::SerializationFailure => Fault::Contended,
        DatabaseErrorKind::ForeignKeyViolation => Fault::Dangling,
        _ if info.message().contains(COMPLAINT) => Fault::Standby,
        _ if info.message().contains("prepared statement") => Fault::MixedUp,
        _ if info.message().contains("deadlock detected") => Fault::Contended,
        _ if UNAVAILABLE.iter().any(|text| info.message().contains(text)) => Fault::Unavailable,
        _ => Fault::Defect,
    }
}

impl From<SqlError> for StoreError {
    fn from(error: SqlError) -> Self {
        match error.fault() {
            Fault::Taken(unique) => Self::Taken(unique),
            Fault::Standby => Self::Untrusted(Untrusted::Standby),
            Fault::Broken | Fault::MixedUp | Fault::Contended | Fault::Unavailable => {
                Self::unavailable(error)
            }
            Fault::Dangling | Fault::Defect => Self::internal(error),
        }
    }
}
