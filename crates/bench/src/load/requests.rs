use std::io;
use std::net::SocketAddr;

/// Requests that are ready to be sent.
#[derive(Debug)]
pub struct Requests(Vec<Vec<u8>>);

impl Requests {
    /// A `GET` with each of these bearer credentials, one a line.
    ///
    /// # Errors
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) if there is none.
    pub fn with_credentials(
        address: SocketAddr,
        path: &str,
        credentials: &str,
    ) -> io::Result<Self> {
        Self::each_line(credentials, |credential| {
            let head = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n");
            format!("{head}Authorization: Bearer {credential}\r\n\r\n")
        })
    }

    /// A `POST` of each of these JSON bodies, one a line.
    ///
    /// # Errors
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) if there is none.
    pub fn with_bodies(address: SocketAddr, path: &str, bodies: &str) -> io::Result<Self> {
        Self::each_line(bodies, |body| {
            let head = format!("POST {path} HTTP/1.1\r\nHost: {address}\r\n");
            let length = body.len();
            format!(
                "{head}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
            )
        })
    }

    fn each_line(lines: &str, request: impl Fn(&str) -> String) -> io::Result<Self> {
        let lines = lines.lines().filter(|line| !line.is_empty());
        let requests: Vec<_> = lines.map(|line| request(line).into_bytes()).collect();
        if requests.is_empty() {
            let kind = io::ErrorKind::InvalidInput;
            return Err(io::Error::new(kind, "there is nothing to ask"));
        }
        Ok(Self(requests))
    }

    /// The request whose turn it is; after the last one, the first again.
    pub(super) fn turn(&self, count: usize) -> &[u8] {
        &self.0[count % self.0.len()]
    }
}
