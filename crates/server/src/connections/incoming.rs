use super::blank_line::BlankLine;
use super::chunks::Chunks;
use super::exchange::BodyLength;

/// Where in a connection's requests its next byte stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Incoming {
    /// Before a request.
    Between,
    /// In the headers.
    Head(BlankLine),
    /// After the headers, before the service has said how long the body is.
    HeadRead {
        /// Whether the last one ended with a line feed alone, as no client ends a line.
        mixed: bool,
    },
    /// In a body of which this many bytes are still to come.
    Sized(u64),
    Chunked(Chunks),
    UntilClose,
}

/// What is to be done with bytes that were read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Admitted {
    /// How many bytes at the start belong to no request.
    pub(super) skipped: usize,
    /// How many bytes after those are to be handed on, before anything else happens.
    pub(super) taken: usize,
}

impl Incoming {
    /// The service has the headers.
    pub(super) fn begin_body(&mut self, length: BodyLength) {
        *self = match length {
            BodyLength::Sized(0) => Self::Between,
            BodyLength::Sized(left) => Self::Sized(left),
            BodyLength::Chunked => Self::Chunked(Chunks::new()),
            BodyLength::UntilClose => Self::UntilClose,
        };
    }

    pub(super) fn is_body(&self) -> bool {
        matches!(self, Self::Sized(_) | Self::Chunked(_) | Self::UntilClose)
    }

    /// How many of these bytes belong to the part of the request at hand. Empty lines before a request are none of it
    /// (RFC 9112, section 2.2), and so do not make a connection any less idle.
    pub(super) fn admit(&mut self, bytes: &[u8]) -> Admitted {
        let mut skipped = 0;
        if let Self::Between = self {
            let text = bytes.iter().position(|byte| !b"\r\n".contains(byte));
            skipped = text.unwrap_or(bytes.len());
            if text.is_some() {
                *self = Self::Head(BlankLine::after_text());
            }
        }
        let taken = self.take(&bytes[skipped..]);
        Admitted { skipped, taken }
    }

    fn take(&mut self, bytes: &[u8]) -> usize {
        let (end, next) = match self {
            Self::Between | Self::HeadRead { .. } => return 0,
            Self::UntilClose => (None, Self::UntilClose),
            Self::Head(line) => {
                let end = line.end_in(bytes);
                let mixed = line.is_mixed();
                (end, Self::HeadRead { mixed })
            }
            Self::Chunked(chunks) => (chunks.end_in(bytes), Self::Between),
            Self::Sized(left) => {
                let end = usize::try_from(*left)
                    .ok()
                    .filter(|left| *left <= bytes.len());
                *left -= end.unwrap_or(bytes.len()) as u64;
                (end, Self::Between)
            }
        };
        if end.is_some() {
            *self = next;
        }
        end.unwrap_or(bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GET: &[u8] = b"GET / HTTP/1.1\r\n\r\n";

    #[test]
    fn one_request_is_admitted_at_a_time() {
        let mut incoming = Incoming::Between;
        let two = [GET, GET].concat();
        let one = Admitted {
            skipped: 0,
            taken: GET.len(),
        };
        assert_eq!(incoming.admit(&two), one);
        assert_eq!(
            incoming.admit(GET),
            Admitted {
                skipped: 0,
                taken: 0
            }
        );
        incoming.begin_body(BodyLength::Sized(0));
        assert_eq!(incoming.admit(GET), one);
    }

    #[test]
    fn empty_lines_before_a_request_are_skipped_and_begin_none() {
        let mut incoming = Incoming::Between;
        assert_eq!(
            incoming.admit(b"\r\n\n\r"),
            Admitted {
                skipped: 4,
                taken: 0
            }
        );
        assert!(matches!(incoming, Incoming::Between));
        assert_eq!(
            incoming.admit(b"\r\nG"),
            Admitted {
                skipped: 2,
                taken: 1
            }
        );
        assert!(matches!(incoming, Incoming::Head(_)));
    }

    #[test]
    fn a_body_is_admitted_to_its_end() {
        let admitted = |length, bytes: &[u8]| {
            let mut incoming = Incoming::HeadRead { mixed: false };
            incoming.begin_body(length);
            let taken = incoming.admit(bytes).taken;
            (taken, incoming.is_body())
        };
        assert_eq!(admitted(BodyLength::Sized(2), b"{}GET"), (2, false));
        assert_eq!(admitted(BodyLength::Sized(4), b"{}"), (2, true));
        assert_eq!(admitted(BodyLength::Chunked, b"0\r\n\r\nGET"), (5, false));
        assert_eq!(admitted(BodyLength::UntilClose, GET), (GET.len(), true));
    }
}
