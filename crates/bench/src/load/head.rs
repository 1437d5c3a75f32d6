use std::io;

use httparse::{EMPTY_HEADER, Response};

/// More headers than an answer has.
const HEADERS: usize = 32;

/// What a run reads of the head of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) status: u16,
    /// Where the body begins, in bytes.
    pub(super) body: usize,
    /// Head and body together, in bytes.
    pub(super) length: usize,
}

impl Head {
    /// Reads the head at the start of `bytes`; `None` if it is not complete yet.
    ///
    /// # Errors
    /// [`InvalidData`](io::ErrorKind::InvalidData) if it is no HTTP answer with a `Content-Length`, and neither a 204, which has no
    /// body.
    pub(super) fn read(bytes: &[u8]) -> io::Result<Option<Self>> {
        let invalid = |error| io::Error::new(io::ErrorKind::InvalidData, error);
        let mut headers = [EMPTY_HEADER; HEADERS];
        let mut answer = Response::new(&mut headers);
        let parsed = answer.parse(bytes);
        let httparse::Status::Complete(body) =
            parsed.map_err(|error| invalid(error.to_string()))?
        else {
            return Ok(None);
        };
        let mut headers = answer.headers.iter();
        let length = headers.find(|header| header.name.eq_ignore_ascii_case("content-length"));
        let length =
            length.and_then(|header| str::from_utf8(header.value).ok()?.parse::<usize>().ok());
        let length = length.or_else(|| (answer.code == Some(204)).then_some(0));
        let read = answer.code.zip(length).map(|(status, length)| Self {
            status,
            body,
            length: body + length,
        });
        read.ok_or_else(|| invalid("an answer has no length".to_owned()))
            .map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_and_length_are_read() {
        let answer =
            b"HTTP/1.1 401 Unauthorized\r\nx: y\r\nContent-Length: 5\r\n\r\nhello, and the next";
        let head = Head::read(answer).unwrap().unwrap();
        let body = &answer[head.body..head.length];
        assert_eq!((head.status, body), (401, &b"hello"[..]));
    }

    #[test]
    fn a_204_ends_with_its_head() {
        let answer = b"HTTP/1.1 204 No Content\r\nx: y\r\n\r\nHTTP/1.1";
        let head = Head::read(answer).unwrap().unwrap();
        assert_eq!(head.status, 204);
        assert_eq!(&answer[head.length..], b"HTTP/1.1");
    }

    #[test]
    fn half_a_head_is_none_yet() {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
        for end in 0..answer.len() {
            assert_eq!(Head::read(&answer[..end]).unwrap(), None, "{end}");
        }
    }

    #[test]
    fn what_is_no_answer_with_a_length_is_refused() {
        for answer in [
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        ] {
            assert!(Head::read(answer.as_bytes()).is_err(), "{answer}");
        }
    }
}
