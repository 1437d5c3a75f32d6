use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::middleware::Condition;
use actix_web::web;
use sendook_domain::ports::{Freshness as _, Ports};
use sendook_runtime::UsageTracker;
use sendook_web::{Api, app, with_causes};

use crate::background::Background;
use crate::connections::{self, EarlyAnswer, Gate, Slots, Threads, TimeLimits};
use crate::error::ServerError;
use crate::settings::Settings;
use crate::signals::stop_signal;
use crate::{logging, wiring};

/// Threads of each worker for requests that are at the database, or wait for a connection to it.
const DATABASE_THREADS: usize = 192;

/// Serves until a signal has come and the requests in flight are finished.
pub(crate) async fn serve(settings: Settings) -> Result<(), ServerError> {
    let mut stop = Box::pin(stop_signal().map_err(ServerError::Serving)?);
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
    let api = wiring::api(&settings, ports.clone(), Arc::clone(&store));
    let api = web::Data::new(api);
    let gate = gate(&settings, &ports)?;
    let background = Background::start(&settings, &ports, &api, hasher, store, usage);
    let served = match bind(&settings, api, &gate, &database, stop) {
        Ok(server) => server.await.map_err(ServerError::Serving),
        Err(error) => Err(error),
    };
    background.stop().await;
    served
}

fn gate(settings: &Settings, ports: &Ports) -> Result<Gate, ServerError> {
    let most = connections::raise_open_files(settings.max_connections);
    let slots = Slots::new(most, settings.trusted_proxies.clone());
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
    let listener =
        connections::listen(settings.bind).map_err(|cause| cannot_bind(settings.bind, cause))?;
    let address = listener.local_addr().map_err(ServerError::Serving)?;
    let server =
        connections::serve(listener, gate, threads, stop, service).map_err(ServerError::Serving)?;
    let version = env!("CARGO_PKG_VERSION");
    log::info!("Sendook {version} listens on http://{address} (database: {database})");
    Ok(server)
}

fn cannot_bind(address: SocketAddr, cause: io::Error) -> ServerError {
    match cause.kind() {
        io::ErrorKind::AddrInUse => ServerError::AddressInUse(address),
        io::ErrorKind::PermissionDenied => ServerError::AddressForbidden(address),
        io::ErrorKind::AddrNotAvailable => ServerError::AddressForeign(address),
        _ => ServerError::Bind { address, cause },
    }
}
