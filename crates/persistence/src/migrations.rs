//! The migrations that this binary contains.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::connection::{MultiBackend, SqlConnection};
use crate::error::{Fault, SqlError, SqlResult};
use crate::location::Location;
use crate::open_error::OpenError;
use crate::primary::on_primary;
use crate::transaction::{Failed, Kind, transaction};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
#[cfg(feature = "postgres")]
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

diesel::table! {
    /// What `diesel_migrations` remembers.
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}

/// How the schema of a database and the steps of this binary differ.
pub(crate) struct SchemaGap {
    /// The names of steps that were not run yet, the oldest first.
    pub(crate) pending: Vec<String>,
    /// The versions of steps that a newer binary ran.
    unknown: Vec<String>,
    /// Whether no step was ever run, by any binary.
    is_new: bool,
}

impl SchemaGap {
    /// Compares, changing nothing.
    pub(crate) fn of(connection: &mut SqlConnection) -> SqlResult<Self> {
        let mut unknown = applied_versions(connection)?;
        let is_new = unknown.is_empty();
        let mut steps = steps(connection)?;
        steps.sort_by_cached_key(|step| step.name().version().to_string());
        let mut pending = Vec::new();
        for step in steps {
            let version = step.name().version().to_string();
            match unknown.iter().position(|applied| *applied == version) {
                Some(index) => drop(unknown.remove(index)),
                None => pending.push(step.name().to_string()),
            }
        }
        Ok(Self {
            pending,
            unknown,
            is_new,
        })
    }

    /// All steps of this binary: the gap of an SQLite file that does not exist.
    pub(crate) fn of_nothing() -> SqlResult<Self> {
        let steps: Vec<Box<dyn Migration<MultiBackend>>> =
            SQLITE.migrations().map_err(SqlError::Migration)?;
        let mut pending: Vec<_> = steps.iter().map(|step| step.name().to_string()).collect();
        pending.sort();
        Ok(Self {
            pending,
            unknown: Vec::new(),
            is_new: true,
        })
    }

    /// Refuses a database in which there is no schema of ours.
    pub(crate) fn refuse_new(self, location: &Location) -> Result<Self, OpenError> {
        if self.is_new {
            return Err(OpenError::NoSchema(location.to_string()));
        }
        Ok(self)
    }

    /// Refuses a schema that a newer binary has made.
    pub(crate) fn refuse_newer(self, location: &Location) -> Result<Self, OpenError> {
        if self.unknown.is_empty() {
            return Ok(self);
        }
        Err(OpenError::NewerSchema {
            location: location.to_string(),
            versions: self.unknown.join(", "),
        })
    }
}

/// Runs what is pending: all or nothing, and once, however many processes start. Gives the names of what
/// was run.
pub(crate) fn migrate(
    connection: &mut SqlConnection,
    location: &Location,
) -> Result<Vec<String>, OpenError> {
    let failed = |error: SqlError| match (error.fault(), location) {
        (Fault::Unavailable, Location::Sqlite(path)) => OpenError::Locked(path.clone()),
        _ => OpenError::Migration {
            location: location.to_string(),
            cause: error.into(),
        },
    };
    let gap = SchemaGap::of(connection).map_err(failed)?;
    if gap.refuse_newer(location)?.pending.is_empty() {
        return Ok(Vec::new());
    }
    let gap = transaction(connection, Kind::Write, |connection| {
        wait_for_others(connection)?;
        // Another process may have been faster.
        let gap = SchemaGap::of(connection)?;
        if gap.unknown.is_empty() {
            run_pending(connection)?;
        }
        Ok(gap)
    });
    let gap = gap.map_err(|error| failed(Failed::into_error(error)))?;
    Ok(gap.refuse_newer(location)?.pending)
}

/// Waits for others that migrate the same schema. On SQLite the transaction itself already did.
fn wait_for_others(connection: &mut SqlConnection) -> SqlResult<()> {
    let wait = match connection {
        SqlConnection::Sqlite(_) => None,
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(_) => Some(
            "SELECT pg_advisory_xact_lock(hashtextextended('sendook:' || current_schema(), 0))",
        ),
    };
    if let Some(wait) = wait {
        connection.batch_execute(wait)?;
    }
    Ok(())
}

fn run_pending(connection: &mut SqlConnection) -> SqlResult<()> {
    let run = match connection {
        SqlConnection::Sqlite(connection) => connection.run_pending_migrations(SQLITE).map(drop),
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(connection) => {
            connection.run_pending_migrations(POSTGRES).map(drop)
        }
    };
    run.map_err(SqlError::Migration)
}

fn steps(connection: &SqlConnection) -> SqlResult<Vec<Box<dyn Migration<MultiBackend>>>> {
    let steps = match connection {
        SqlConnection::Sqlite(_) => SQLITE.migrations(),
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(_) => POSTGRES.migrations(),
    };
    steps.map_err(SqlError::Migration)
}

/// The versions of the steps that were run, the oldest first; none where there is no schema of ours.
pub(crate) fn applied_versions(connection: &mut SqlConnection) -> SqlResult<Vec<String>> {
    let tables = match connection {
        SqlConnection::Sqlite(_) => {
            "(SELECT count(*) FROM sqlite_schema WHERE name = '__diesel_schema_migrations')"
        }
        #[cfg(feature = "postgres")]
        SqlConnection::Postgres(_) => {
            "(SELECT count(*) FROM pg_tables \
             WHERE schemaname = current_schema() AND tablename = '__diesel_schema_migrations')"
        }
    };
    let tables: i64 = diesel::select(sql::<BigInt>(tables))
        .filter(on_primary())
        .get_result(connection)?;
    if tables == 0 {
        return Ok(Vec::new());
    }
    Ok(__diesel_schema_migrations::table
        .filter(on_primary())
        .select(__diesel_schema_migrations::version)
        .order(__diesel_schema_migrations::version)
        .load(connection)?)
}
