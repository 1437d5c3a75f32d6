use std::io::{self, Write as _};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use log::Level;
use tokio::net::TcpStream;

use super::early_answer::EarlyAnswer;
use super::guarded_stream::GuardedStream;
use super::slots::{Full, Slots};
use super::time_limits::TimeLimits;

/// The least time between two lines of the log about refused connections, for each reason.
const BETWEEN_LINES: Duration = Duration::from_mins(1);

/// Admits connections while there are free slots.
#[derive(Clone)]
pub(crate) struct Gate {
    slots: Arc<Slots>,
    limits: TimeLimits,
    answer: EarlyAnswer,
    lines: Arc<Lines>,
}

impl Gate {
    pub(crate) fn new(slots: Arc<Slots>, limits: TimeLimits, answer: EarlyAnswer) -> Self {
        Self {
            slots,
            limits,
            answer,
            lines: Arc::default(),
        }
    }

    pub(crate) fn slots(&self) -> &Slots {
        &self.slots
    }

    /// How many connections were refused since the start.
    pub(crate) fn refused(&self) -> Refusals {
        Refusals {
            full: self.lines.all.total.load(Ordering::Relaxed),
            share: self.lines.share.total.load(Ordering::Relaxed),
        }
    }

    /// Guards a new connection, or answers it with 503 and ends it.
    pub(super) fn admit(
        &self,
        socket: TcpStream,
    ) -> io::Result<(GuardedStream, Option<SocketAddr>)> {
        let peer = socket.peer_addr()?;
        match self.slots.take(peer.ip()) {
            Ok(slot) => {
                socket.set_nodelay(true)?;
                let stream = GuardedStream::new(socket, slot, self.limits, self.answer.clone());
                Ok((stream, Some(peer)))
            }
            Err(full) => {
                self.log_refusal(peer.ip(), full);
                self.refuse(socket);
                Err(io::Error::other("one connection too many"))
            }
        }
    }

    /// Sends as much of the answer as the socket takes at once: nothing is held for a connection that is not admitted.
    fn refuse(&self, socket: TcpStream) {
        let sent = socket
            .into_std()
            .and_then(|mut socket| socket.write(&self.answer.too_many()));
        if let Err(error) = sent {
            log::debug!("a refused connection was not answered: {error}");
        }
    }

    fn log_refusal(&self, peer: IpAddr, full: Full) {
        let (level, refused, reason) = match full {
            // Every client is refused, so an operator may have to act.
            Full::All => {
                let reason = format!("all {} are taken", self.slots.most());
                (Level::Warn, &self.lines.all, reason)
            }
            // Only this address is refused.
            Full::Share => {
                let reason = format!("it holds {}", self.slots.most_for_one());
                (Level::Info, &self.lines.share, reason)
            }
        };
        match refused.count() {
            Some(1) => log::log!(level, "refused a connection from {peer}: {reason}"),
            Some(count) => log::log!(
                level,
                "refused {count} connections since the last such line, now one from {peer}: {reason}"
            ),
            None => log::debug!("refused a connection from {peer}: {reason}"),
        }
    }
}

/// How many connections were refused.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refusals {
    /// As there were too many.
    pub(crate) full: u64,
    /// As the address held its share.
    pub(crate) share: u64,
}

/// The refusals of each reason: many of one must not hide the first of the other.
#[derive(Default)]
struct Lines {
    all: Refused,
    share: Refused,
}

/// Counts events that are not worth a line of the log each.
struct Refused {
    start: Instant,
    /// Seconds after `start` from which the next event is worth a line.
    next: AtomicU64,
    silent: AtomicU64,
    total: AtomicU64,
}

impl Default for Refused {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            next: AtomicU64::new(0),
            silent: AtomicU64::new(0),
            total: AtomicU64::new(0),
        }
    }
}

impl Refused {
    /// Counts an event. If it is time for a line: how many there were since the last one.
    fn count(&self) -> Option<u64> {
        self.total.fetch_add(1, Ordering::Relaxed);
        let now = self.start.elapsed().as_secs();
        let due = self.next.load(Ordering::Relaxed);
        let later = now + BETWEEN_LINES.as_secs();
        let is_due = now >= due
            && self
                .next
                .compare_exchange(due, later, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok();
        if is_due {
            return Some(self.silent.swap(0, Ordering::Relaxed) + 1);
        }
        self.silent.fetch_add(1, Ordering::Relaxed);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_refusals_is_one_line() {
        let refused = Refused::default();
        assert_eq!(refused.count(), Some(1));
        for _ in 0..1000 {
            assert_eq!(refused.count(), None);
        }
        refused.next.store(0, Ordering::Relaxed);
        assert_eq!(refused.count(), Some(1001));
    }
}
