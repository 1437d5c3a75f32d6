use std::process::ExitCode;

use sendook_persistence::{CopiedTable, SqlStore};
use sendook_web::with_causes;

use crate::console::{CannotPrint, EXIT_FAILURE, EXIT_USAGE, fail, print};
use crate::settings::Settings;
use crate::wiring::store_options;

/// Copies one database into another.
pub(crate) fn copy(settings: &Settings, from: &str, to: &str) -> ExitCode {
    if let Some(mistakes) = mistakes(from, to) {
        return fail(EXIT_USAGE, mistakes);
    }
    log::info!("copying: nothing may write to the source until this ends");
    let copied = match SqlStore::copy(from, to, &store_options(settings)) {
        Ok(copied) => copied,
        Err(error) => return fail(EXIT_FAILURE, with_causes(&error)),
    };
    match print_copied(&copied) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(EXIT_FAILURE, format_args!("Everything was copied. {error}")),
    }
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
