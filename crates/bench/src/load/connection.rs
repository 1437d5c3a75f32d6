use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::ops::Range;
use std::time::Instant;

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};

use super::head::Head;

/// More than any answer of a key check.
const ROOM: usize = 64 * 1024;

/// A connection that is kept, with at most one request under way.
pub(super) struct Connection {
    stream: TcpStream,
    received: Box<[u8]>,
    filled: usize,
    /// Where the body of the last complete answer lies.
    body: Range<usize>,
    /// Since when the request under way counts.
    pub(super) since: Option<Instant>,
}

impl Connection {
    /// Connects, blocking: connecting is not part of a measurement.
    pub(super) fn open(address: SocketAddr, registry: &Registry, token: Token) -> io::Result<Self> {
        let stream = std::net::TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        registry.register(&mut stream, token, Interest::READABLE)?;
        Ok(Self {
            stream,
            received: vec![0; ROOM].into(),
            filled: 0,
            body: 0..0,
            since: None,
        })
    }

    /// Sends a request, whose latency counts from `since`.
    pub(super) fn send(&mut self, request: &[u8], since: Instant) -> io::Result<()> {
        // A few hundred bytes always fit into the buffer of a socket that has nothing else to send.
        if self.stream.write(request)? < request.len() {
            return Err(io::Error::other("a request did not fit into the socket"));
        }
        self.since = Some(since);
        Ok(())
    }

    /// Reads what has come; the status, once an answer is complete.
    pub(super) fn receive(&mut self) -> io::Result<Option<u16>> {
        loop {
            match self.stream.read(&mut self.received[self.filled..]) {
                Ok(0) => return Err(io::Error::from(ErrorKind::UnexpectedEof)),
                Ok(count) => self.filled += count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            }
            // A complete answer leaves nothing to read before the next request: that saves a system call.
            if let Some(status) = self.complete()? {
                return Ok(Some(status));
            }
        }
    }

    fn complete(&mut self) -> io::Result<Option<u16>> {
        let head = Head::read(&self.received[..self.filled])?;
        let Some(head) = head.filter(|head| head.length <= self.filled) else {
            return Ok(None);
        };
        if head.length < self.filled {
            let message = "an answer is longer than it says";
            return Err(io::Error::new(ErrorKind::InvalidData, message));
        }
        (self.body, self.filled) = (head.body..head.length, 0);
        Ok(Some(head.status))
    }

    /// The body of the last complete answer, until the next is received.
    pub(super) fn body(&self) -> &[u8] {
        &self.received[self.body.clone()]
    }
}
