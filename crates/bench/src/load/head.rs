use std::io;

/// What is read of the head of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) status: u16,
    /// Head and body together, in bytes.
    pub(super) length: usize,
}

impl Head {
    /// Reads the head at the start of `bytes`; `None` if it is not complete yet.
    ///
    /// # Errors
    /// [`InvalidData`](io::ErrorKind::InvalidData) if it is no HTTP/1.1 answer with a `Content-Length`.
    pub(super) fn read(bytes: &[u8]) -> io::Result<Option<Self>> {
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            return Ok(None);
        };
        let head = &bytes[..end];
        let parts = status(head).zip(content_length(head));
        let (status, body) = parts.ok_or_else(|| {
            let kind = io::ErrorKind::InvalidData;
            io::Error::new(kind, "an answer has no status or no length")
        })?;
        Ok(Some(Self {
            status,
            length: end + 4 + body,
        }))
    }
}

fn status(head: &[u8]) -> Option<u16> {
    number(head.strip_prefix(b"HTTP/1.1 ")?.get(..3)?)
}

fn content_length(head: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"content-length:";
    head.split(|&byte| byte == b'\n').find_map(|line| {
        let (name, value) = line.split_at_checked(NAME.len())?;
        let named = name.eq_ignore_ascii_case(NAME);
        named.then(|| number(value.trim_ascii()))?
    })
}

fn number<T: std::str::FromStr>(digits: &[u8]) -> Option<T> {
    str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_and_length_are_read() {
        let answer =
            b"HTTP/1.1 401 Unauthorized\r\nx: y\r\nContent-Length: 5\r\n\r\nhello, and the next";
        let head = Head::read(answer).unwrap().unwrap();
        assert_eq!(
            (head.status, &answer[head.length - 5..head.length]),
            (401, &b"hello"[..])
        );
    }

    #[test]
    fn half_a_head_is_none_yet() {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
        for end in 0..answer.len() {
            assert_eq!(Head::read(&answer[..end]).unwrap(), None, "{end}");
        }
    }

    #[test]
    fn an_answer_without_a_length_is_refused() {
        for answer in [
            "HTTP/1.1 200 OK\r\n\r\n",
            "HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n",
        ] {
            assert!(Head::read(answer.as_bytes()).is_err(), "{answer}");
        }
    }
}
