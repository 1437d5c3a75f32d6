#![doc = include_str!("../README.md")]
//!
//! | question | module |
//! |---|---|
//! | Which database does a URL name, and how is it reached? | `location`, `sqlite`, `postgres` |
//! | Which tables are there, and how do they come to be? | `schema`, `migrations` |
//! | How does a row become an entity? | `rows` |
//! | How is a port answered? | `store` |
//! | What is serialized, what shares a commit, and what is retried? | `pool`, `writer`, `transaction` |
//! | Is it still the database that answers: not a standby, not another file? | `primary`, `sqlite_files` |
//! | How does a server learn that a file was written to? | `sqlite_files` |
//! | How does everything move to another database? | `copy` |
//! | How is a file backed up while it is in use? | `backup` |
//! | What does a failure mean? | `error`, `open_error` |
//! | What is the database unable to do now? How busy is it? | `health`, `room`, `load` |
//!
//! Queries are written once, for both databases.

mod alarm;
mod backup;
mod connection;
mod copy;
mod error;
mod health;
#[cfg(feature = "postgres")]
mod kept_session;
mod load;
mod location;
mod migrations;
mod open_error;
mod options;
mod pool;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "postgres")]
mod postgres_url;
mod primary;
mod readiness;
mod room;
mod rows;
mod schema;
mod sqlite;
mod sqlite_files;
mod store;
mod transaction;
mod writer;

pub use backup::{Backup, BackupError, BackupProgress, FinishedBackup};
pub use copy::{CopiedTable, CopyError, CopyProgress, WatchCopy};
pub use load::{PoolLoad, StoreLoad};
pub use open_error::OpenError;
pub use options::StoreOptions;
pub use readiness::NotReady;
pub use store::{Inspection, SqlStore};
