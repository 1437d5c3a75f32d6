use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::http::KeepAlive;
use actix_web::{HttpServer, web};
use sendook_persistence::SqlStore;
use sendook_web::app;

use crate::error::ServerError;
use crate::settings::Settings;
use crate::signals::stop_signal;
use crate::{VERSION, wiring};

/// Longer than the idle time of common load balancers (60 s), which then close a connection first.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// Headers that take longer are answered with 408.
const HEADER_TIME: Duration = Duration::from_secs(5);

/// Requests in flight get this long after a signal: orchestrators kill after 10 s, and
/// the workers look only once a second.
const SHUTDOWN_SECONDS: u64 = 7;

/// Connections that wait to be accepted.
const BACKLOG: u32 = 1024;

/// Threads of each worker for look-ups and writes, besides those that wait for a hash.
const BLOCKING_THREADS: usize = 64;

/// Serves until a signal has come and the requests in flight are finished.
pub(crate) async fn serve(settings: Settings) -> Result<(), ServerError> {
    let mut stop = Box::pin(stop_signal().map_err(ServerError::Serving)?);
    let store = tokio::select! {
        opened = wiring::open_store(&settings) => opened?,
        () = &mut stop => return Ok(()),
    };
    let server = bind(&settings, store, stop)?;
    server.await.map_err(ServerError::Serving)
}

fn bind(
    settings: &Settings,
    store: SqlStore,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<Server, ServerError> {
    let database = store.location();
    let api = web::Data::new(wiring::api(settings, store)?);
    let hashes = settings.hash_queue.at_once.get() + settings.hash_queue.waiting;
    let server = HttpServer::new(move || app(&api))
        .workers(settings.workers)
        .worker_max_blocking_threads(hashes + BLOCKING_THREADS)
        .backlog(BACKLOG)
        .keep_alive(KeepAlive::Timeout(KEEP_ALIVE))
        .client_request_timeout(HEADER_TIME)
        .tcp_nodelay(true)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .shutdown_signal(stop)
        .bind(settings.bind)
        .map_err(|cause| cannot_bind(settings.bind, cause))?;
    for address in server.addrs() {
        log::info!(
            "Sendook {VERSION} listens on http://{address} and keeps everything in the {database}"
        );
    }
    Ok(server.run())
}

fn cannot_bind(address: SocketAddr, cause: io::Error) -> ServerError {
    match cause.kind() {
        io::ErrorKind::AddrInUse => ServerError::AddressInUse(address),
        io::ErrorKind::PermissionDenied => ServerError::AddressForbidden(address),
        io::ErrorKind::AddrNotAvailable => ServerError::AddressForeign(address),
        _ => ServerError::Bind { address, cause },
    }
}
