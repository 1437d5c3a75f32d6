use std::io;
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::rt::spawn;
use actix_web::rt::task::spawn_blocking;
use sendook_domain::with_causes;
use sendook_persistence::{CopiedTable, CopyError, SqlStore};

use crate::console::{CannotPrint, EXIT_FAILURE, EXIT_USAGE, fail, print};
use crate::progress;
use crate::settings::Settings;
use crate::signals::stop_signal;
use crate::wiring::store_options;

/// Copies one database into another.
pub(crate) async fn copy(settings: &Settings, from: &str, to: &str) -> ExitCode {
    if let Some(mistakes) = mistakes(from, to) {
        return fail(EXIT_USAGE, mistakes);
    }
    log::info!("copying: nothing may write to the source until this ends");
    let copied = match copied(settings, from, to).await {
        Ok(Ok(copied)) => copied,
        Ok(Err(error)) => return fail(EXIT_FAILURE, with_causes(&error)),
        Err(error) => return fail(EXIT_FAILURE, error),
    };
    match print_copied(&copied) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(EXIT_FAILURE, format_args!("Everything was copied. {error}")),
    }
}

/// Copies on a thread of its own, so that this one can hear a signal. That only asks the copy to end: while the target commits it
/// would be unknown whether it did.
async fn copied(
    settings: &Settings,
    from: &str,
    to: &str,
) -> io::Result<Result<Vec<CopiedTable>, CopyError>> {
    let given_up = Arc::new(AtomicBool::new(false));
    let (stop, heard) = (stop_signal("giving the copy up")?, Arc::clone(&given_up));
    spawn(async move {
        stop.await;
        heard.store(true, Ordering::Relaxed);
    });
    let (from, to, options) = (from.to_owned(), to.to_owned(), store_options(settings));
    let bar = progress::bar();
    let copying = spawn_blocking(move || {
        let copied = SqlStore::copy(&from, &to, &options, &mut |progress| {
            bar.set_message(progress.table);
            bar.set_length(progress.total);
            bar.set_position(progress.done);
            if given_up.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        bar.finish_and_clear();
        copied
    });
    copying.await.map_err(io::Error::other)
}

fn print_copied(copied: &[CopiedTable]) -> Result<(), CannotPrint> {
    for CopiedTable { name, rows } in copied {
        print(format_args!("{name}: {rows} rows copied and compared"))?;
    }
    print("Everything was copied: keys, tokens and passwords go on working.")
}

/// A sentence for each URL that cannot name a database.
fn mistakes(from: &str, to: &str) -> Option<String> {
    let judged = [("--from", from), ("--to", to)]
        .map(|(name, url)| SqlStore::check_url(url).map_err(|error| format!("{name}: {error}")));
    let errors: Vec<_> = judged.into_iter().filter_map(Result::err).collect();
    (!errors.is_empty()).then(|| errors.join("\n"))
}
