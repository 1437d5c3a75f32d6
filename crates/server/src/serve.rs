use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::Condition;
use actix_web::rt::spawn;
use actix_web::web;
use prometheus_client::registry::Registry;
use sendook_domain::ports::{Freshness as _, Ports};
use sendook_domain::values::AddressRange;
use sendook_domain::with_causes;
use sendook_runtime::UsageTracker;
use sendook_web::{Api, HttpMetrics, app};

use crate::background::Background;
use crate::connections::{self, EarlyAnswer, Gate, Listeners, Slots, Threads, TimeLimits};
use crate::error::ServerError;
use crate::mailer::Mailer;
use crate::metrics::{BackgroundMetrics, MailMetrics};
use crate::service_manager::{Heartbeats, ServiceManager, keep_alive};
use crate::settings::Settings;
use crate::signals::stop_signal;
use crate::{logging, metrics, secret_key, wiring};

/// Threads of each worker for requests that are at the database, or wait for a connection to it.
const DATABASE_THREADS: usize = 192;

/// Connections for scrapes: more than any monitoring has, and few enough for the reserve of open files.
const SCRAPES: usize = 64;

/// Serves until a signal has come and the requests in flight are finished. `inherited`: sockets to serve on, in place of one of
/// its own.
pub(crate) async fn serve(
    settings: Settings,
    inherited: Vec<TcpListener>,
) -> Result<(), ServerError> {
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
    let (usage, unwritten) = UsageTracker::new();
    let ports = wiring::ports_with(&settings, store.clone(), hasher.clone(), usage);
    let key_check =
        secret_key::warn_unless_it_fits(store.clone(), Arc::clone(&ports.secret_sealer));
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
        unwritten,
        &done,
    );
    let mails = MailMetrics::default();
    let mailer = settings
        .mail()
        .map(|mail| Mailer::start(mail, &api, mails.clone()))
        .transpose()
        .map_err(ServerError::Serving)?;
    let served = async {
        let scrapes = match (settings.metrics_bind, counted) {
            (Some(address), Some(http)) => {
                let (api, gate) = (api.clone(), gate.clone());
                let registry = metrics::registry(&http, &done, &mails, api, store, gate, start);
                Some(serve_metrics(address, &ports, registry)?)
            }
            _ => None,
        };
        let listeners = listeners(&settings, inherited)?;
        let addresses = addresses(&listeners)?;
        let manager = ServiceManager::from_environment();
        let heartbeats = manager.watchdog().map(Heartbeats::new);
        let stop = {
            let manager = manager.clone();
            async move {
                stop.await;
                manager.stopping();
            }
        };
        let server = server(&settings, listeners, api, &gate, heartbeats.clone(), stop)?;
        let version = env!("CARGO_PKG_VERSION");
        log::info!("Sendook {version} listens on {addresses} (database: {database})");
        manager.ready(&format!("Listens on {addresses}"));
        let key_check = spawn(key_check);
        let watched = heartbeats.map(|beats| spawn(keep_alive(manager, beats, settings.workers)));
        let ended = server.await;
        key_check.abort();
        if let Some(watched) = watched {
            watched.abort();
        }
        if let Some(scrapes) = scrapes {
            scrapes.stop(false).await;
        }
        ended.map_err(ServerError::Serving)
    }
    .await;
    if let Some(mailer) = mailer {
        mailer.stop().await;
    }
    background.stop().await;
    served
}

fn serve_metrics(
    address: SocketAddr,
    ports: &Ports,
    registry: Registry,
) -> Result<ServerHandle, ServerError> {
    let listeners = bind(address, "SENDOOK_METRICS_BIND")?;
    let url = addresses(&listeners)?;
    let gate = gate(SCRAPES, Vec::new(), ports)?;
    let server = metrics::serve(listeners, &gate, registry).map_err(ServerError::Serving)?;
    log::info!("metrics are at {url}/metrics");
    let handle = server.handle();
    spawn(server);
    Ok(handle)
}

fn gate(most: usize, trusted: Vec<AddressRange>, ports: &Ports) -> Result<Gate, ServerError> {
    let slots = Slots::new(most, trusted);
    let answer = EarlyAnswer::new(&*ports.secrets, Arc::clone(&ports.clock))
        .map_err(|error| ServerError::Serving(io::Error::other(error)))?;
    Ok(Gate::new(slots, TimeLimits::default(), answer))
}

fn server(
    settings: &Settings,
    listeners: Listeners,
    api: web::Data<Api>,
    gate: &Gate,
    heartbeats: Option<Heartbeats>,
    stop: impl Future<Output = ()> + 'static,
) -> Result<Server, ServerError> {
    let threads = Threads {
        workers: settings.workers,
        blocking: DATABASE_THREADS,
    };
    let access_log = settings.access_log;
    let trusted = api.settings.trusted_proxies.clone();
    let site = settings.dashboard_site();
    // Called once by each worker, on its thread.
    let service = move || {
        if let Some(heartbeats) = &heartbeats {
            heartbeats.beat();
        }
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
    connections::serve(listeners, gate, threads, stop, service).map_err(ServerError::Serving)
}

/// The sockets of the service manager, or else one where the settings say.
fn listeners(settings: &Settings, inherited: Vec<TcpListener>) -> Result<Listeners, ServerError> {
    if inherited.is_empty() {
        return bind(settings.bind, "SENDOOK_BIND");
    }
    log::info!("the service manager opened the socket: SENDOOK_BIND does not count");
    Listeners::inherit(inherited).map_err(ServerError::Inherited)
}

/// Listens where this variable says.
fn bind(address: SocketAddr, variable: &'static str) -> Result<Listeners, ServerError> {
    Listeners::bind(address).map_err(|cause| cannot_bind(address, variable, cause))
}

/// As URLs, with the ports that were taken.
fn addresses(listeners: &Listeners) -> Result<String, ServerError> {
    let addresses = listeners.addresses().map_err(ServerError::Serving)?;
    let urls = addresses.iter().map(|address| format!("http://{address}"));
    Ok(urls.collect::<Vec<_>>().join(" and "))
}

fn cannot_bind(address: SocketAddr, variable: &'static str, cause: io::Error) -> ServerError {
    match cause.kind() {
        io::ErrorKind::AddrInUse => ServerError::AddressInUse(address, variable),
        io::ErrorKind::PermissionDenied => ServerError::AddressForbidden(address, variable),
        io::ErrorKind::AddrNotAvailable => ServerError::AddressForeign(address, variable),
        _ => ServerError::Bind { address, cause },
    }
}
