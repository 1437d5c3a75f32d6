use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use rustix::net::sockopt::{set_socket_send_buffer_size, socket_acceptconn};
use tokio::net::TcpSocket;

/// The most connections that may wait to be accepted.
const BACKLOG: u32 = 1024;

/// How much of an answer the system holds for a peer that does not read, in bytes. Linux doubles it for its own bookkeeping;
/// without a size, it would let it grow to megabytes.
const SEND_BUFFER: u32 = 64 * 1024;

/// How long the requests on the last accepted connections may take to arrive: peers send them as soon as they are connected.
const LAST_ARRIVALS: Duration = Duration::from_millis(250);

/// The sockets on which connections come in.
#[derive(Debug)]
pub(crate) enum Listeners {
    /// Opened by this process: it closes when the process stops, and what is not accepted by then is refused.
    Own(TcpListener),
    /// Opened by the service manager, which keeps them: what this process does not accept waits for the next one.
    Inherited(Vec<TcpListener>),
}

impl Listeners {
    /// Listens on an address; port 0 is a free one.
    ///
    /// # Errors
    /// The system does not give the address.
    pub(crate) fn bind(address: SocketAddr) -> io::Result<Self> {
        let socket = match address {
            SocketAddr::V4(_) => TcpSocket::new_v4()?,
            SocketAddr::V6(_) => TcpSocket::new_v6()?,
        };
        // So that a restart need not wait until the system has dropped the previous connections.
        socket.set_reuseaddr(true)?;
        // Connections inherit it.
        socket.set_send_buffer_size(SEND_BUFFER)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)?.into_std().map(Self::Own)
    }

    /// Takes sockets over.
    ///
    /// # Errors
    /// One of them does not listen.
    pub(crate) fn inherit(sockets: Vec<TcpListener>) -> io::Result<Self> {
        for socket in &sockets {
            if !socket_acceptconn(socket)? {
                return Err(io::Error::other("it does not listen (is it Accept=yes?)"));
            }
            set_socket_send_buffer_size(socket, SEND_BUFFER as usize)?;
        }
        Ok(Self::Inherited(sockets))
    }

    /// Where they listen.
    pub(crate) fn addresses(&self) -> io::Result<Vec<SocketAddr>> {
        let sockets = match self {
            Self::Own(socket) => std::slice::from_ref(socket),
            Self::Inherited(sockets) => sockets,
        };
        sockets.iter().map(TcpListener::local_addr).collect()
    }

    /// How long the server goes on with what it has accepted before it ends idle connections. While a socket of its own is
    /// open, new connections would be accepted in vain meanwhile.
    pub(super) fn last_arrivals(&self) -> Option<Duration> {
        matches!(self, Self::Inherited(_)).then_some(LAST_ARRIVALS)
    }

    pub(super) fn into_sockets(self) -> Vec<TcpListener> {
        match self {
            Self::Own(socket) => vec![socket],
            Self::Inherited(sockets) => sockets,
        }
    }
}
