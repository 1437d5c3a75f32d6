use std::io;

use actix_web::rt::signal::unix::{SignalKind, signal};

/// Listens for SIGTERM and SIGINT from this call on. The future ends with the first of them.
///
/// actix's own handler drops the requests in flight on SIGINT.
pub(crate) fn stop_signal() -> io::Result<impl Future<Output = ()> + Send> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        let name = tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        };
        log::info!("{name}: finishing the requests in flight");
    })
}
