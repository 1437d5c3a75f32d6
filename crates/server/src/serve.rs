use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::Condition;
use actix_web::rt::spawn;
use actix_web::web;
use ipnet::IpNet;
use prometheus_client::registry::Registry;
use sendook_domain::ports::{Freshness as _, Ports};
use sendook_runtime::UsageTracker;
use sendook_web::{Api, HttpMetrics, app, with_causes};

use crate::background::Background;
use crate::connections::{self, EarlyAnswer, Gate, Slots, Threads, TimeLimits};
use crate::error::ServerError;
use crate::metrics::BackgroundMetrics;
use crate::settings::Settings;
use crate::signals::stop_signal;
use crate::{logging, metrics, wiring};

/// Threads of each worker for requests that are at the database, or wait for a connection to it.
const DATABASE_THREADS: usize = 192;

/// Connections for scrapes: more than any monitoring has, and few enough for the reserve of open files.
const SCRAPES: usize = 64;

/// Serves until a signal has come and the requests in flight are finished.
pub(crate) async fn serve(settings: Settings) -> Result<(), ServerError> {
    let mut stop =
        Box::pin(stop_signal("finishing the requests in flight").map_err(ServerError::Serving)?);
    let store = tokio::select! {
        opened = wiring::open_store(&settings) => Arc::new(opened?),
        () = &mut stop => return Ok(()),
    };
    // So that no request has to wait until it is known how the database makes its commits visible.
    if let Err(error) = store.position() {
        let error = with_causes(&error);
        log::warn!("could not read the position of the database: {error}");
    }
    let database = store.location();
    let hasher = wiring::hasher(&settings)?;
    let usage = Arc::<UsageTracker>::default();
    let ports = wiring::ports_with(Arc::clone(&hasher), Arc::clone(&store), Arc::clone(&usage));
    let counted = settings.metrics_bind.map(|_| HttpMetrics::default());
    let api = wiring::api(
        &settings,
        ports.clone(),
        Arc::clone(&store),
        counted.clone(),
    );
    let api = web::Data::new(api);
    let most = connections::raise_open_files(settings.max_connections);
    let gate = gate(most, settings.trusted_proxies.clone(), &ports)?;
    let start = ports.clock.now();
    let done = BackgroundMetrics::new(start);
    let background = Background::start(
        &settings,
        &ports,
        &api,
        hasher,
        Arc::clone(&store),
        usage,
        &done,
    );
    let served = async {
        let scrapes = match (settings.metrics_bind, counted) {
            (Some(address), Some(http)) => {
                let (api, gate) = (api.clone(), gate.clone());
                let registry = metrics::registry(&http, &done, api, store, gate, start);
                Some(serve_metrics(address, &ports, registry)?)
            }
            _ => None,
        };
        let ended = bind(&settings, api, &gate, &database, stop)?.await;
        if let Some(scrapes) = scrapes {
            scrapes.stop(false).await;
        }
        ended.map_err(ServerError::Serving)
    }
    .await;
    background.stop().await;
    served
}

fn serve_metrics(
    address: SocketAddr,
    ports: &Ports,
    registry: Registry,
) -> Result<ServerHandle, ServerError> {
    let (listener, address) = listen(address, "SENDOOK_METRICS_BIND")?;
    let gate = gate(SCRAPES, Vec::new(), ports)?;
    let server = metrics::serve(listener, &gate, registry).map_err(ServerError::Serving)?;
    log::info!("metrics are at http://{address}/metrics");
    let handle = server.handle();
    spawn(server);
    Ok(handle)
}

fn gate(most: usize, trusted: Vec<IpNet>, ports: &Ports) -> Result<Gate, ServerError> {
    let slots = Slots::new(most, trusted);
    let answer = EarlyAnswer::new(&*ports.secrets, Arc::clone(&ports.clock))
        .map_err(|error| ServerError::Serving(io::Error::other(error)))?;
    Ok(Gate::new(slots, TimeLimits::default(), answer))
}

fn bind(
    settings: &Settings,
    api: web::Data<Api>,
    gate: &Gate,
    database: &str,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<Server, ServerError> {
    let threads = Threads {
        workers: settings.workers,
        blocking: DATABASE_THREADS,
    };
    let access_log = settings.access_log;
    let trusted = api.settings.trusted_proxies.clone();
    let site = settings.dashboard_site();
    let service = move || {
        let app = app(&api).configure(|config| {
            if let Some(site) = &site {
                sendook_dashboard::configure(config, site);
            }
        });
        app.wrap(Condition::new(
            access_log,
            logging::access_log(trusted.clone()),
        ))
    };
    let (listener, address) = listen(settings.bind, "SENDOOK_BIND")?;
    let server =
        connections::serve(listener, gate, threads, stop, service).map_err(ServerError::Serving)?;
    let version = env!("CARGO_PKG_VERSION");
    log::info!("Sendook {version} listens on http://{address} (database: {database})");
    Ok(server)
}

/// Listens where this variable says; also gives the address with the port that was taken.
fn listen(
    address: SocketAddr,
    variable: &'static str,
) -> Result<(TcpListener, SocketAddr), ServerError> {
    let listener =
        connections::listen(address).map_err(|cause| cannot_bind(address, variable, cause))?;
    let address = listener.local_addr().map_err(ServerError::Serving)?;
    Ok((listener, address))
}

fn cannot_bind(address: SocketAddr, variable: &'static str, cause: io::Error) -> ServerError {
    match cause.kind() {
        io::ErrorKind::AddrInUse => ServerError::AddressInUse(address, variable),
        io::ErrorKind::PermissionDenied => ServerError::AddressForbidden(address, variable),
        io::ErrorKind::AddrNotAvailable => ServerError::AddressForeign(address, variable),
        _ => ServerError::Bind { address, cause },
    }
}
