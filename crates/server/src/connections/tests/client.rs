use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

/// Longer than any answer takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A peer that sends exactly the bytes it is given.
pub(super) struct Client(BufReader<TcpStream>);

impl Client {
    pub(super) fn new(socket: TcpStream) -> Self {
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.set_write_timeout(Some(PATIENCE)).unwrap();
        Self(BufReader::new(socket))
    }

    pub(super) fn send(&mut self, text: &str) {
        self.try_send(text).unwrap();
    }

    pub(super) fn try_send(&mut self, text: &str) -> io::Result<()> {
        self.0.get_mut().write_all(text.as_bytes())
    }

    /// Sends as much as the connection takes for as long as this.
    pub(super) fn send_what_fits(&mut self, text: &str, timeout: Duration) {
        let socket = self.0.get_mut();
        socket.set_write_timeout(Some(timeout)).unwrap();
        let _ = socket.write_all(text.as_bytes());
        socket.set_write_timeout(Some(PATIENCE)).unwrap();
    }

    /// The next answer: its status line and its body.
    pub(super) fn answer(&mut self) -> (String, String) {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).unwrap();
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_ascii_lowercase()),
            }
        }
        let length = lines
            .iter()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        (lines[0].clone(), String::from_utf8(body).unwrap())
    }

    /// Asks for a path and gives the body of the answer.
    pub(super) fn get(&mut self, path: &str) -> String {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"));
        let (status, body) = self.answer();
        assert_eq!(status, "http/1.1 200 ok");
        body
    }

    /// The same, if there is an answer and it is not a refusal.
    pub(super) fn try_get(&mut self, path: &str) -> Option<String> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        self.try_send(&request).ok()?;
        let answer = self.rest().ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        head.starts_with("HTTP/1.1 200 ").then(|| body.to_owned())
    }

    /// Everything up to the end of the connection.
    pub(super) fn rest(&mut self) -> io::Result<String> {
        let mut rest = String::new();
        self.0.read_to_string(&mut rest)?;
        Ok(rest)
    }

    /// Whether the connection ends within this time, when nothing more comes.
    pub(super) fn ends_within(&mut self, timeout: Duration) -> bool {
        self.0.get_mut().set_read_timeout(Some(timeout)).unwrap();
        let ends = match self.0.read(&mut [0]) {
            Ok(count) => count == 0,
            Err(error) => error.kind() == io::ErrorKind::ConnectionReset,
        };
        self.0.get_mut().set_read_timeout(Some(PATIENCE)).unwrap();
        ends
    }

    /// Whether the server ends the connection within this time, without a byte being read from it.
    pub(super) fn ends_within_unread(&mut self, timeout: Duration) -> bool {
        let since = Instant::now();
        let socket = self.0.get_mut();
        socket.set_nonblocking(true).unwrap();
        let ended = loop {
            // The system reports a broken connection on the next read.
            if let Some(error) = socket.take_error().unwrap() {
                break error.kind() == io::ErrorKind::ConnectionReset;
            }
            if since.elapsed() > timeout {
                break false;
            }
            thread::park_timeout(timeout / 50);
        };
        socket.set_nonblocking(false).unwrap();
        ended
    }
}
