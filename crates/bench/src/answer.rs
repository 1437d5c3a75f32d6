use std::io;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Bytes;

/// One HTTP answer, taken apart.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers, in the order in which they came.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Its body.
    pub body: Bytes,
}

impl Answer {
    /// Reads an HTTP/1.1 answer as it was sent.
    ///
    /// # Errors
    /// [`InvalidData`](io::ErrorKind::InvalidData) if it is none.
    pub fn parse(bytes: impl Into<Bytes>) -> io::Result<Self> {
        Self::parts(&bytes.into())
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "this is no HTTP answer"))
    }

    fn parts(bytes: &Bytes) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?;
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((
                name.parse().ok()?,
                HeaderValue::from_str(value.trim()).ok()?,
            ))
        });
        Some(Self {
            status: status.parse().ok()?,
            headers: headers.collect::<Option<_>>()?,
            body: bytes.slice(end + 4..),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_taken_apart() {
        let bytes = b"HTTP/1.1 201 Created\r\nX-One: a: b\r\ncontent-length: 2\r\n\r\nhi";
        let answer = Answer::parse(&bytes[..]).unwrap();
        assert_eq!(answer.status, StatusCode::CREATED);
        let header = |(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        let expected = [("x-one", "a: b"), ("content-length", "2")].map(header);
        assert_eq!(answer.headers, expected);
        assert_eq!(answer.body, "hi");
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for bytes in [
            "",
            "HTTP/1.1 200 OK\r\n",
            "HTTP/1.1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        ] {
            assert!(Answer::parse(bytes).is_err(), "{bytes}");
        }
    }
}
