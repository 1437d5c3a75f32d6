use std::process::ExitCode;

use sendook_persistence::{OpenError, SqlStore};

use crate::console::tell;
use crate::settings::Settings;
use crate::wiring::store_options;

/// Runs what is pending.
pub(crate) fn migrate(settings: &Settings) -> Result<(), OpenError> {
    let run = SqlStore::migrate(settings.database_url.expose(), &store_options(settings))?;
    if run.is_empty() {
        tell("The schema is current.");
    }
    for name in run {
        tell(format_args!("Migrated: {name}"));
    }
    Ok(())
}

/// Tells what is pending, and changes nothing.
pub(crate) fn check(settings: &Settings) -> Result<ExitCode, OpenError> {
    let pending =
        SqlStore::pending_migrations(settings.database_url.expose(), &store_options(settings))?;
    if pending.is_empty() {
        tell("The schema is current.");
        return Ok(ExitCode::SUCCESS);
    }
    for name in pending {
        tell(format_args!("Pending: {name}"));
    }
    Ok(ExitCode::FAILURE)
}
