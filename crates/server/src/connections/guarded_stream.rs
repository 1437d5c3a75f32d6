use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::cut_head::{Cut, begins_with_field};
use super::early_answer::EarlyAnswer;
use super::exchange::Exchange;
use super::incoming::Incoming;
use super::limits::TimeLimits;
use super::patience::Patience;
use super::slots::Slot;

/// The parser gets no more at a time, so that it has used up what it got before it gets more.
const TURN: usize = 16 * 1024;

/// A service that waits for a body has its own limit, and so long to answer by it before the connection ends.
const SERVICE_FIRST: Duration = Duration::from_secs(1);

/// A connection, as the parser of requests sees it. It hands one request on at a time, reads nothing while an answer
/// waits to be read, and ends when the peer takes longer than it may.
///
/// The parser calls it in turns: it reads, works, writes what it can, and flushes once the system has taken all.
pub(super) struct GuardedStream {
    socket: TcpStream,
    exchange: Rc<Exchange>,
    incoming: Incoming,
    /// Read from the socket, and not handed on yet: what follows the part of a request at hand.
    held: BytesMut,
    /// Handed on in this turn.
    handed_on: usize,
    /// Whether there is more, of which the parser was told to wait for it.
    put_off: bool,
    /// Whether the parser was told that the peer sends no more.
    ended: bool,
    idle_until: Instant,
    head_until: Option<Instant>,
    body_until: Instant,
    write_until: Option<Instant>,
    patience: Patience,
    limits: TimeLimits,
    answer: EarlyAnswer,
    _slot: Slot,
}

impl GuardedStream {
    pub(super) fn new(
        socket: TcpStream,
        slot: Slot,
        limits: TimeLimits,
        answer: EarlyAnswer,
    ) -> Self {
        let now = Instant::now();
        let first = now + limits.head;
        Self {
            socket,
            exchange: Rc::default(),
            incoming: Incoming::Between,
            held: BytesMut::new(),
            handed_on: 0,
            put_off: false,
            ended: false,
            idle_until: first,
            head_until: None,
            body_until: now,
            write_until: None,
            patience: Patience::new(first),
            limits,
            answer,
            _slot: slot,
        }
    }

    /// What the service tells of the request at hand.
    pub(super) fn exchange(&self) -> Rc<Exchange> {
        Rc::clone(&self.exchange)
    }

    fn note_begun(&mut self) {
        if let Some(length) = self.exchange.take_begun() {
            self.incoming.begin_body(length);
            if self.incoming.is_body() {
                self.body_until = Instant::now() + self.limits.body;
            }
        }
    }

    /// Whether what came next may be handed on. A request may not until the answer to the one before is sent.
    fn may_hand_on(&self) -> bool {
        let in_turn = match self.incoming {
            Incoming::HeadRead { .. } => false,
            Incoming::Between | Incoming::Head(_) => !self.exchange.is_busy(),
            Incoming::Sized(_) | Incoming::Chunked(_) | Incoming::UntilClose => true,
        };
        in_turn && self.write_until.is_none()
    }

    /// When the connection ends, if the peer does not go on. None while it is up to the service.
    fn deadline(&self) -> Option<Instant> {
        let busy = self.exchange.is_busy();
        match self.incoming {
            _ if self.write_until.is_some() => self.write_until,
            _ if self.ended => None,
            Incoming::Sized(_) | Incoming::Chunked(_) | Incoming::UntilClose if busy => {
                Some(self.body_until + SERVICE_FIRST)
            }
            Incoming::Sized(_) | Incoming::Chunked(_) | Incoming::UntilClose => {
                Some(self.body_until)
            }
            _ if busy => None,
            Incoming::Head(_) | Incoming::HeadRead { .. } => self.head_until,
            Incoming::Between => Some(self.idle_until),
        }
    }

    fn is_overdue(&self) -> bool {
        self.patience.went_off()
            && self
                .deadline()
                .is_some_and(|deadline| deadline <= Instant::now())
    }

    /// Tells the parser that the peer sends no more, as it has had its time.
    fn end(&mut self, cx: &mut Context<'_>) {
        if let Incoming::Head(_) = self.incoming {
            // The parser has written nothing since the last answer, so that there is room for this one.
            let answer = self.answer.too_late();
            let sent = Pin::new(&mut self.socket).poll_write(cx, &answer);
            log::debug!(
                "a request did not arrive in time; answered: {}",
                sent.is_ready()
            );
        } else {
            log::debug!("a connection had its time");
        }
        self.ended = true;
    }

    /// Leaves what may come where it is. Wakes the parser if the peer sends something while nothing is there yet.
    fn put_off(&mut self, cx: &mut Context<'_>) {
        let nothing = self.held.is_empty() && self.socket.poll_read_ready(cx).is_pending();
        self.put_off |= !nothing;
    }

    /// Tells the service, which is about to have the request, that its headers seem cut off.
    fn note_cut(&self) {
        if let Incoming::HeadRead { mixed } = self.incoming {
            let followed = !self.held.is_empty() && begins_with_field(&self.held);
            if mixed || followed {
                self.exchange.note_cut(Cut { mixed });
            }
        }
    }

    /// Hands on what is held, as far as it belongs to the part of the request at hand.
    fn hand_on_held(&mut self, buf: &mut ReadBuf<'_>) -> usize {
        let fits = self.held.len().min(buf.remaining());
        let admitted = self.incoming.admit(&self.held[..fits]);
        self.held.advance(admitted.skipped);
        buf.put_slice(&self.held[..admitted.taken]);
        self.held.advance(admitted.taken);
        if self.held.is_empty() {
            self.held = BytesMut::new();
        }
        self.note_cut();
        admitted.taken
    }

    /// Hands on what the socket has, and holds the rest. `None`: the peer sends no more.
    fn hand_on_new(
        &mut self,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<Option<usize>>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.socket).poll_read(cx, buf))?;
        let came = &mut buf.filled_mut()[before..];
        if came.is_empty() {
            return Poll::Ready(Ok(None));
        }
        let admitted = self.incoming.admit(came);
        let end = admitted.skipped + admitted.taken;
        self.held.extend_from_slice(&came[end..]);
        if admitted.skipped > 0 {
            came.copy_within(admitted.skipped..end, 0);
        }
        buf.set_filled(before + admitted.taken);
        self.note_cut();
        Poll::Ready(Ok(Some(admitted.taken)))
    }
}

impl AsyncRead for GuardedStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.note_begun();
        if !this.ended && this.write_until.is_none() && this.is_overdue() {
            this.end(cx);
        }
        if this.ended || buf.remaining() == 0 {
            return Poll::Ready(Ok(()));
        }
        if !this.may_hand_on() {
            this.put_off(cx);
            return Poll::Pending;
        }
        if this.handed_on >= TURN {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        loop {
            let handed_on = if this.held.is_empty() {
                ready!(this.hand_on_new(cx, buf))?
            } else {
                Some(this.hand_on_held(buf))
            };
            match handed_on {
                // Empty lines, which are nothing to the parser.
                Some(0) => {}
                Some(count) => {
                    this.handed_on += count;
                    return Poll::Ready(Ok(()));
                }
                None => return Poll::Ready(Ok(())),
            }
        }
    }
}

impl AsyncWrite for GuardedStream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.write_until.is_some() && this.is_overdue() {
            log::debug!("an answer was not read in time");
            // Else the system would go on trying to send what it has of it.
            this.socket.set_zero_linger()?;
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let written = Pin::new(&mut this.socket).poll_write(cx, data);
        if written.is_pending() {
            let write = this.limits.write;
            let until = *this
                .write_until
                .get_or_insert_with(|| Instant::now() + write);
            this.patience.until(until, cx);
        }
        written
    }

    /// Ends a turn: the system has taken all that there was to send.
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.note_begun();
        this.write_until = None;
        this.handed_on = 0;
        if this.exchange.end_if_answered() {
            this.idle_until = Instant::now() + this.limits.idle;
        }
        if let Incoming::Head(_) | Incoming::HeadRead { .. } = this.incoming {
            let head = this.limits.head;
            this.head_until.get_or_insert_with(|| Instant::now() + head);
        } else {
            this.head_until = None;
        }
        if let Some(deadline) = this.deadline() {
            this.patience.until(deadline, cx);
        }
        if this.put_off && this.may_hand_on() {
            this.put_off = false;
            cx.waker().wake_by_ref();
        }
        Pin::new(&mut this.socket).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_shutdown(cx)
    }
}
