use std::io;
use std::net::TcpListener;

use listenfd::ListenFd;

use crate::error::ServerError;

/// Listening sockets that the service manager has opened, and that stay open when this process ends; none if it opens no sockets
/// for the service.
///
/// Call it before there are other threads: it takes variables out of the environment.
pub(crate) fn inherited_sockets() -> Result<Vec<TcpListener>, ServerError> {
    let mut sockets = ListenFd::from_env();
    (0..sockets.len())
        .filter_map(|index| sockets.take_tcp_listener(index).transpose())
        .collect::<io::Result<_>>()
        .map_err(ServerError::Inherited)
}
