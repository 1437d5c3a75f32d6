use std::task::Context;
use std::time::Duration;

use tokio::time::Instant;

use super::incoming::Incoming;
use super::time_limits::TimeLimits;
use super::timer::Timer;

/// A service that waits for a body has a limit of its own, and this much time to answer by it before the connection ends.
const SERVICE_FIRST: Duration = Duration::from_secs(1);

/// When a connection is closed unless its peer makes progress.
#[derive(Debug)]
pub(super) struct Deadlines {
    limits: TimeLimits,
    idle: Instant,
    head: Option<Instant>,
    body: Instant,
    /// Set while the system takes no more of an answer.
    write: Option<Instant>,
    timer: Timer,
}

impl Deadlines {
    /// Those of a new connection.
    pub(super) fn new(limits: TimeLimits) -> Self {
        let now = Instant::now();
        let first = now + limits.head;
        Self {
            limits,
            idle: first,
            head: None,
            body: now,
            write: None,
            timer: Timer::new(first),
        }
    }

    /// The service has the headers of a request, and the body is still to come.
    pub(super) fn begin_body(&mut self) {
        self.body = Instant::now() + self.limits.body;
    }

    /// An answer has been sent.
    pub(super) fn begin_idle(&mut self) {
        self.idle = Instant::now() + self.limits.idle;
    }

    /// Whether the headers of a request have begun, and are not all with the service.
    pub(super) fn note_head(&mut self, is_head: bool) {
        if is_head {
            let limit = self.limits.head;
            self.head.get_or_insert_with(|| Instant::now() + limit);
        } else {
            self.head = None;
        }
    }

    /// The system takes no more of an answer, as the peer does not read.
    pub(super) fn begin_write(&mut self, cx: &mut Context<'_>) {
        let limit = self.limits.write;
        let write = *self.write.get_or_insert_with(|| Instant::now() + limit);
        self.timer.wake_by(write, cx);
    }

    /// The system has taken the whole answer.
    pub(super) fn end_write(&mut self) {
        self.write = None;
    }

    pub(super) fn is_writing(&self) -> bool {
        self.write.is_some()
    }

    pub(super) fn is_write_overdue(&self) -> bool {
        self.is_overdue(self.write)
    }

    /// `is_busy`: there is a request whose answer is not all sent.
    pub(super) fn is_read_overdue(&self, incoming: &Incoming, is_busy: bool) -> bool {
        self.is_overdue(self.read(incoming, is_busy))
    }

    /// Wakes this task when the peer has made no progress in time.
    pub(super) fn wake_for_read(
        &mut self,
        incoming: &Incoming,
        is_busy: bool,
        cx: &mut Context<'_>,
    ) {
        if let Some(deadline) = self.read(incoming, is_busy) {
            self.timer.wake_by(deadline, cx);
        }
    }

    /// `None` while the service needs nothing more from the peer.
    fn read(&self, incoming: &Incoming, is_busy: bool) -> Option<Instant> {
        match incoming {
            incoming if incoming.is_body() => {
                let service_first = if is_busy {
                    SERVICE_FIRST
                } else {
                    Duration::ZERO
                };
                Some(self.body + service_first)
            }
            _ if is_busy => None,
            Incoming::Between => Some(self.idle),
            _ => self.head,
        }
    }

    fn is_overdue(&self, deadline: Option<Instant>) -> bool {
        self.timer.went_off() && deadline.is_some_and(|deadline| deadline <= Instant::now())
    }
}
