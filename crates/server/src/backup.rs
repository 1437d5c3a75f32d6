use std::convert::Infallible;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use indicatif::ProgressBar;
use sendook_domain::with_causes;
use sendook_persistence::{Backup, BackupError, BackupProgress, FinishedBackup};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::time::interval;

use crate::console::{CannotPrint, EXIT_FAILURE, EXIT_USAGE, fail, print};
use crate::progress;
use crate::settings::Settings;
use crate::signals::stop_signal;
use crate::wiring::store_options;

/// How often it is looked how far the backup has come.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Copies the database into a new file while servers go on, and reads the copy back.
pub(crate) async fn back_up(settings: &Settings, file: &Path, as_json: bool) -> ExitCode {
    let printed = match finished(settings, file).await {
        Ok(finished) if as_json => print(to_json(file, &finished)),
        Ok(finished) => print_finished(file, &finished),
        Err(error @ BackupError::Postgres) => return fail(EXIT_USAGE, error),
        Err(error) => return fail(EXIT_FAILURE, with_causes(&error)),
    };
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(
            EXIT_FAILURE,
            format_args!("{} is made, and is whole. {error}", file.display()),
        ),
    }
}

async fn finished(settings: &Settings, file: &Path) -> Result<FinishedBackup, BackupError> {
    let cannot_listen = |cause| BackupError::Failed(Box::new(cause));
    let stop = stop_signal("giving the backup up").map_err(cannot_listen)?;
    let url = settings.database_url.expose();
    let backup = Arc::new(Backup::begin(url, file, &store_options(settings))?);
    let (running, (done, finished)) = (Arc::clone(&backup), oneshot::channel());
    // Not one of the runtime's threads, for which the program would wait at its end.
    thread::spawn(move || done.send(running.run()));
    let bar = progress::bar();
    let outcome = tokio::select! {
        finished = finished => finished.unwrap_or_else(|lost| Err(BackupError::Failed(lost.into()))),
        () = stop => {
            backup.discard();
            Err(BackupError::Discarded)
        }
        never = show(&bar, &backup) => match never {},
    };
    bar.finish_and_clear();
    outcome
}

/// Shows how far a backup has come for as long as it is let.
async fn show(bar: &ProgressBar, backup: &Backup) -> Infallible {
    let mut looks = interval(LOOK_EVERY);
    loop {
        looks.tick().await;
        match backup.progress() {
            BackupProgress::Waits => {}
            BackupProgress::Writes { bytes, most } => {
                bar.set_message("written");
                bar.set_length(most);
                bar.set_position(bytes.min(most));
            }
            BackupProgress::Checks => {
                bar.set_message("written, and is read back");
                bar.tick();
            }
        }
    }
}

fn to_json(file: &Path, finished: &FinishedBackup) -> Value {
    let tables = finished.tables.iter();
    let tables: serde_json::Map<_, _> = tables
        .map(|(name, rows)| (name.clone(), json!(rows)))
        .collect();
    json!({"file": file.display().to_string(), "bytes": finished.bytes, "tables": tables})
}

fn print_finished(file: &Path, finished: &FinishedBackup) -> Result<(), CannotPrint> {
    for (name, rows) in &finished.tables {
        print(format_args!("{name}: {rows} rows"))?;
    }
    let (file, bytes) = (file.display(), finished.bytes);
    print(format_args!(
        "{file} has all of it, {bytes} bytes, and was read back."
    ))
}
