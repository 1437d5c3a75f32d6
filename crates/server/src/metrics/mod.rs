//! Metrics for Prometheus, on an address of their own: `docs/monitoring` lists them.

mod background;
mod mail;
mod process;
mod samples;
mod state;

use std::future::pending;
use std::io;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{App, HttpResponse, web};
use chrono::{DateTime, Utc};
use prometheus_client::encoding::prometheus_text;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;
use sendook_persistence::SqlStore;
use sendook_web::{Api, Endpoint, HttpMetrics, Problem};

pub(crate) use self::background::BackgroundMetrics;
pub(crate) use self::mail::MailMetrics;
use self::process::Process;
use self::state::ServiceState;
use crate::connections::{self, Gate, Listeners, Threads};

/// Scrapes are few, and short.
const THREADS: Threads = Threads {
    workers: 1,
    blocking: 1,
};

const NOT_HERE: Problem =
    Problem::not_found("There is nothing but /metrics at this address; the service has another.");

/// All metrics of a service that started at `start`.
pub(crate) fn registry(
    http: &HttpMetrics,
    background: &BackgroundMetrics,
    mail: &MailMetrics,
    api: web::Data<Api>,
    store: Arc<SqlStore>,
    gate: Gate,
    start: DateTime<Utc>,
) -> Registry {
    let mut all = Registry::default();
    all.register_collector(Box::new(Process { start }));
    let registry = all.sub_registry_with_prefix("sendook");
    let build =
        registry.sub_registry_with_label(("version".into(), env!("CARGO_PKG_VERSION").into()));
    build.register(
        "build_info",
        "1, with the version of the program as a label",
        ConstGauge::new(1),
    );
    http.register(registry);
    background.register(registry);
    mail.register(registry);
    registry.register_collector(Box::new(ServiceState { api, store, gate }));
    all
}

/// Answers scrapes until its handle stops it: also while the service finishes its last requests.
///
/// # Errors
/// The listener cannot be used.
pub(crate) fn serve(listeners: Listeners, gate: &Gate, registry: Registry) -> io::Result<Server> {
    let registry = web::Data::new(registry);
    let service = move || {
        App::new()
            .app_data(registry.clone())
            .service(Endpoint::at("/metrics").get(scrape))
            .default_service(web::to(|| async { Err::<&str, _>(NOT_HERE) }))
    };
    connections::serve(listeners, gate, THREADS, pending(), service)
}

async fn scrape(registry: web::Data<Registry>) -> Result<HttpResponse, Problem> {
    let mut text = String::new();
    prometheus_text::encode(&mut text, &registry).map_err(Problem::internal)?;
    let text_type = (CONTENT_TYPE, prometheus_text::CONTENT_TYPE);
    Ok(HttpResponse::Ok().insert_header(text_type).body(text))
}
