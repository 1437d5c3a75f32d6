use std::io;
use std::net::SocketAddr;

/// Requests that are ready to be sent.
#[derive(Debug)]
pub struct Requests(Vec<Vec<u8>>);

impl Requests {
    /// A `GET` with each of these bearer credentials, one per line.
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

    /// A `POST` of each of these JSON bodies, one per line.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_request_and_they_take_turns() {
        let address = SocketAddr::from(([127, 0, 0, 1], 80));
        let text =
            |requests: &Requests, turn| String::from_utf8_lossy(requests.turn(turn)).into_owned();
        let checks = Requests::with_credentials(address, "/v1/whoami", "one\n\ntwo\n").unwrap();
        let second =
            "GET /v1/whoami HTTP/1.1\r\nHost: 127.0.0.1:80\r\nAuthorization: Bearer two\r\n\r\n";
        assert_eq!([text(&checks, 1), text(&checks, 3)], [second, second]);
        let posts = Requests::with_bodies(address, "/auth/login", "{\"a\":1}\n").unwrap();
        let posted = text(&posts, 0);
        assert!(
            posted.starts_with("POST /auth/login HTTP/1.1\r\n"),
            "{posted}"
        );
        assert!(
            posted.ends_with("Content-Length: 7\r\n\r\n{\"a\":1}"),
            "{posted}"
        );
        assert!(Requests::with_bodies(address, "/", "\n").is_err());
    }
}
