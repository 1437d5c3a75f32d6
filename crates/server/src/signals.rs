use std::io;

use actix_web::rt::signal::unix::{SignalKind, signal};

/// Listens for SIGTERM, SIGINT and SIGHUP from this call on. The future ends at the first of them, and logs
/// what it makes the program do.
///
/// actix's own handler drops the requests in flight on SIGINT. SIGHUP, which a terminal sends that is closed, would
/// end the process at once.
pub(crate) fn stop_signal(doing: &'static str) -> io::Result<impl Future<Output = ()> + Send> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(async move {
        let name = tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
            _ = hangup.recv() => "SIGHUP",
        };
        log::info!("{name}: {doing}");
    })
}
