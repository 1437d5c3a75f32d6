use std::fmt::Debug;
use std::future::ready;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_http::body::MessageBody;
use actix_http::error::DispatchError;
use actix_http::{HttpService, KeepAlive, Request, Response};
use actix_server::{Server, ServerBuilder};
use actix_service::{
    IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt as _, apply_fn_factory,
    fn_service, map_config,
};
use actix_web::Error;
use actix_web::dev::AppConfig;
use tokio::net::{TcpSocket, TcpStream};

use super::gate::Gate;
use super::guarded_stream::GuardedStream;
use super::watch::watch;

/// The most connections that may wait to be accepted.
const BACKLOG: u32 = 1024;

/// How much of an answer the system holds for a peer that does not read, in bytes. Linux doubles it for its own bookkeeping;
/// without a size, it would let it grow to megabytes.
const SEND_BUFFER: u32 = 64 * 1024;

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

/// Listens on an address; port 0 is a free one.
///
/// # Errors
/// The system does not give the address.
pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // So that a restart need not wait until the system has dropped the previous connections.
    socket.set_reuseaddr(true)?;
    // Connections inherit it.
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}

/// Serves the connections that the gate lets in, until the signal comes and the requests in flight are finished.
///
/// # Errors
/// The listener cannot be used.
pub(crate) fn serve<F, I, S, B>(
    listener: TcpListener,
    gate: &Gate,
    threads: Threads,
    stop: impl Future<Output = ()> + Send + 'static,
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
    let builder = ServerBuilder::new()
        .workers(threads.workers)
        .worker_max_blocking_threads(threads.blocking)
        .max_concurrent_connections(gate.slots().most().saturating_add(MORE_THAN_THE_GATE))
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .shutdown_signal(stop);
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
    Ok(builder.listen("sendook", listener, factory)?.run())
}
