use std::io;
use std::net::SocketAddr;

/// Requests that are ready to be sent, one a credential.
#[derive(Debug)]
pub struct Requests(Vec<Vec<u8>>);

impl Requests {
    /// Renders a `GET` for each line of `credentials`.
    ///
    /// # Errors
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) if there is no credential.
    pub fn render(address: SocketAddr, path: &str, credentials: &str) -> io::Result<Self> {
        let requests: Vec<_> = credentials
            .lines()
            .filter(|line| !line.is_empty())
            .map(|credential| {
                let head = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n");
                format!("{head}Authorization: Bearer {credential}\r\n\r\n").into_bytes()
            })
            .collect();
        if requests.is_empty() {
            let kind = io::ErrorKind::InvalidInput;
            return Err(io::Error::new(kind, "there is no credential"));
        }
        Ok(Self(requests))
    }

    /// The request whose turn it is; after the last one, the first again.
    pub(super) fn turn(&self, count: usize) -> &[u8] {
        &self.0[count % self.0.len()]
    }
}
