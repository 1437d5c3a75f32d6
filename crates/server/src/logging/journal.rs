use std::env;
use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;

/// Whether the journal of systemd reads standard error: it then takes a priority before each line
/// (systemd.exec(5), `JOURNAL_STREAM`; sd-daemon(3)).
#[expect(
    clippy::disallowed_methods,
    reason = "the service manager sets it for a process, and no person does"
)]
pub(super) fn reads_standard_error() -> bool {
    // The variable is inherited by everything that a unit starts, also where standard error leads elsewhere.
    env::var("JOURNAL_STREAM")
        .is_ok_and(|stream| stream_of_standard_error().is_ok_and(|own| own == stream))
}

fn stream_of_standard_error() -> io::Result<String> {
    let file = File::from(io::stderr().as_fd().try_clone_to_owned()?);
    let metadata = file.metadata()?;
    Ok(format!("{}:{}", metadata.dev(), metadata.ino()))
}
