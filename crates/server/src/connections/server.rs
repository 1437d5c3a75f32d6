use std::fmt::Debug;
use std::future::ready;
use std::io;
use std::time::Duration;

use actix_http::body::MessageBody;
use actix_http::error::DispatchError;
use actix_http::{HttpService, KeepAlive, Request, Response};
use actix_server::{Server, ServerBuilder, ServerHandle};
use actix_service::{
    IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt as _, apply_fn_factory,
    fn_service, map_config,
};
use actix_web::Error;
use actix_web::dev::AppConfig;
use actix_web::rt::spawn;
use actix_web::rt::time::sleep;
use tokio::net::TcpStream;

use super::gate::Gate;
use super::guarded_stream::GuardedStream;
use super::listeners::Listeners;
use super::watch::watch;

/// Requests in flight get this long after a signal: orchestrators kill after 10 s, and
/// the workers look only once a second.
const SHUTDOWN_SECONDS: u64 = 7;

/// After an answer sent before the end of the body, the rest of the body is read for this long: the peer might
/// not see the answer otherwise (RFC 9112, section 9.6).
const LINGER: Duration = Duration::from_secs(1);

/// How many connections are accepted beyond those that the gate admits; further ones stay in the backlog. The gate refuses
/// connections well before, so that they cannot keep others waiting there.
const MORE_THAN_THE_GATE: usize = 1024;

/// The threads of a server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Threads {
    /// Threads that answer requests.
    pub(crate) workers: usize,
    /// The most threads that each worker may have for work that blocks.
    pub(crate) blocking: usize,
}

/// Serves the connections that the gate lets in, until the signal comes and the requests in flight are finished.
///
/// # Errors
/// The listeners cannot be used.
pub(crate) fn serve<F, I, S, B>(
    listeners: Listeners,
    gate: &Gate,
    threads: Threads,
    stop: impl Future<Output = ()> + 'static,
    app: F,
) -> io::Result<Server>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<Error> + 'static,
    S::InitError: Debug,
    S::Response: Into<Response<B>> + 'static,
    S::Service: 'static,
    <S::Service as Service<Request>>::Future: 'static,
    B: MessageBody + 'static,
{
    let mut builder = ServerBuilder::new()
        .workers(threads.workers)
        .worker_max_blocking_threads(threads.blocking)
        .max_concurrent_connections(gate.slots().most().saturating_add(MORE_THAN_THE_GATE))
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals();
    let stopping = builder.graceful_shutdown_signal();
    let gate = gate.clone();
    let factory = move || {
        let app = app()
            .into_factory()
            .map_err(|error| error.into().error_response());
        let app = map_config(app, |()| AppConfig::default());
        let stopping = stopping.clone();
        let http = HttpService::build()
            // The stream enforces the time limits.
            .keep_alive(KeepAlive::Os)
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(LINGER)
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .on_connect_ext(|stream: &GuardedStream, data| {
                data.insert(stream.exchange());
            })
            .h1(apply_fn_factory(app, watch));
        let gate = gate.clone();
        fn_service(move |socket: TcpStream| ready(gate.admit(socket).map_err(DispatchError::Io)))
            .and_then(http)
    };
    let last_arrivals = listeners.last_arrivals();
    for listener in listeners.into_sockets() {
        builder = builder.listen("sendook", listener, factory.clone())?;
    }
    let server = builder.run();
    spawn(end(server.handle(), stop, last_arrivals));
    Ok(server)
}

/// Ends the server once `stop` is over. `last_arrivals`: how long it first goes on with the connections that it has, but accepts
/// no more.
async fn end(
    server: ServerHandle,
    stop: impl Future<Output = ()>,
    last_arrivals: Option<Duration>,
) {
    stop.await;
    if let Some(time) = last_arrivals {
        server.pause().await;
        sleep(time).await;
    }
    server.stop(true).await;
}
