use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::http::KeepAlive;
use actix_web::middleware::Condition;
use actix_web::{HttpServer, web};
use sendook_domain::ports::Freshness as _;
use sendook_web::{Api, app};

use crate::background::Background;
use crate::error::ServerError;
use crate::settings::Settings;
use crate::signals::stop_signal;
use crate::{VERSION, logging, wiring};

/// Longer than the idle time of common load balancers (60 s), which then close a connection first.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// Headers that take longer are answered with 408.
const HEADER_TIME: Duration = Duration::from_secs(5);

/// Requests in flight get this long after a signal: orchestrators kill after 10 s, and
/// the workers look only once a second.
const SHUTDOWN_SECONDS: u64 = 7;

/// Connections that wait to be accepted.
const BACKLOG: u32 = 1024;

/// Threads of each worker for look-ups and writes, besides those that wait for a hash: more than can wait for
/// their turn to log in.
const BLOCKING_THREADS: usize = 192;

/// Serves until a signal has come and the requests in flight are finished.
pub(crate) async fn serve(settings: Settings) -> Result<(), ServerError> {
    let mut stop = Box::pin(stop_signal().map_err(ServerError::Serving)?);
    let store = tokio::select! {
        opened = wiring::open_store(&settings) => Arc::new(opened?),
        () = &mut stop => return Ok(()),
    };
    // So that no request has to wait until it is known how the database shows its commits.
    if let Err(error) = store.position() {
        log::warn!("the database does not tell how far it is: {error}");
    }
    let database = store.location();
    let ports = wiring::ports(&settings, Arc::clone(&store))?;
    let api = web::Data::new(wiring::api(&settings, ports.clone(), store));
    let background = Background::start(&settings, &ports, &api);
    let served = match bind(&settings, api, &database, stop) {
        Ok(server) => server.await.map_err(ServerError::Serving),
        Err(error) => Err(error),
    };
    background.stop().await;
    served
}

fn bind(
    settings: &Settings,
    api: web::Data<Api>,
    database: &str,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<Server, ServerError> {
    let hashes = settings.hash_queue.at_once.get() + settings.hash_queue.waiting;
    let access_log = settings.access_log;
    let site = settings.dashboard.clone();
    let service = move || {
        let app = app(&api).configure(|config| {
            if let Some(site) = &site {
                sendook_dashboard::configure(config, site);
            }
        });
        app.wrap(Condition::new(access_log, logging::access_log()))
    };
    let server = HttpServer::new(service)
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
        log::info!("Sendook {VERSION} listens on http://{address} (database: {database})");
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
