use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::cut_head::{Cut, begins_with_field};
use super::deadlines::Deadlines;
use super::early_answer::EarlyAnswer;
use super::exchange::Exchange;
use super::incoming::Incoming;
use super::slots::Slot;
use super::time_limits::TimeLimits;

/// The most bytes that the parser gets in one turn, so that it uses up what it has before it gets more.
const TURN: usize = 16 * 1024;

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
    /// Whether there is more to read that the parser has to wait for.
    put_off: bool,
    /// Whether end of stream was reported to the parser.
    ended: bool,
    deadlines: Deadlines,
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
        Self {
            socket,
            exchange: Rc::default(),
            incoming: Incoming::Between,
            held: BytesMut::new(),
            handed_on: 0,
            put_off: false,
            ended: false,
            deadlines: Deadlines::new(limits),
            answer,
            _slot: slot,
        }
    }

    /// What the service reports about the current request.
    pub(super) fn exchange(&self) -> Rc<Exchange> {
        Rc::clone(&self.exchange)
    }

    fn note_begun(&mut self) {
        if let Some(length) = self.exchange.take_begun() {
            self.incoming.begin_body(length);
            if self.incoming.is_body() {
                self.deadlines.begin_body();
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
        in_turn && !self.deadlines.is_writing()
    }

    /// Reports end of stream to the parser, because the peer's time is up.
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
            log::debug!("the time of a connection was up");
        }
        self.ended = true;
    }

    /// Reads nothing for now. If there is nothing to read yet, the parser is woken when the peer sends something.
    fn put_off(&mut self, cx: &mut Context<'_>) {
        let nothing = self.held.is_empty() && self.socket.poll_read_ready(cx).is_pending();
        self.put_off |= !nothing;
    }

    /// Informs the service, which is about to get the request, that its headers seem cut off.
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
        let is_busy = this.exchange.is_busy();
        if !this.ended
            && !this.deadlines.is_writing()
            && this.deadlines.is_read_overdue(&this.incoming, is_busy)
        {
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
                // Empty lines, which the parser does not need.
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
        if this.deadlines.is_write_overdue() {
            log::debug!("an answer was not read in time");
            // Otherwise the system would keep trying to send what it has buffered.
            this.socket.set_zero_linger()?;
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let written = Pin::new(&mut this.socket).poll_write(cx, data);
        if written.is_pending() {
            this.deadlines.begin_write(cx);
        }
        written
    }

    /// Ends a turn: the system has taken all that there was to send.
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.note_begun();
        this.deadlines.end_write();
        this.handed_on = 0;
        if this.exchange.end_if_answered() {
            this.deadlines.begin_idle();
        }
        let is_head = matches!(this.incoming, Incoming::Head(_) | Incoming::HeadRead { .. });
        this.deadlines.note_head(is_head);
        if !this.ended {
            let is_busy = this.exchange.is_busy();
            this.deadlines.wake_for_read(&this.incoming, is_busy, cx);
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
