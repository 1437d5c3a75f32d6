use std::process::ExitCode;

use sendook_persistence::SqlStore;

use crate::console::{eprint, print};
use crate::error::ServerError;
use crate::settings::Settings;
use crate::waiting::until_open;
use crate::wiring::store_options;

/// Runs the pending migrations; waits for a database that cannot be reached.
pub(crate) async fn migrate(settings: &Settings) -> Result<(), ServerError> {
    let options = store_options(settings);
    let migrate = || SqlStore::migrate(settings.database_url.expose(), &options);
    let run = until_open(settings.database_wait, migrate).await?;
    if run.is_empty() {
        print("The schema is current.")?;
    }
    for name in run {
        print(format_args!("Migrated: {name}"))?;
    }
    Ok(())
}

/// Lists the pending migrations, and changes nothing.
pub(crate) fn check(settings: &Settings) -> Result<ExitCode, ServerError> {
    let pending =
        SqlStore::pending_migrations(settings.database_url.expose(), &store_options(settings))?;
    if pending.is_empty() {
        print("The schema is current.")?;
        return Ok(ExitCode::SUCCESS);
    }
    for name in pending {
        print(format_args!("Pending: {name}"))?;
    }
    if let Err(missing) = SqlStore::check_exists(settings.database_url.expose()) {
        eprint(missing);
    }
    Ok(ExitCode::FAILURE)
}
