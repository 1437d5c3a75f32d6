use std::cell::Cell;
use std::rc::Rc;

use super::cut_head::Cut;

/// How long a request's body is, as its headers say (RFC 9112, section 6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyLength {
    /// The length in bytes; 0 if there is no body.
    Sized(u64),
    /// The body itself shows where it ends.
    Chunked,
    /// Everything up to the end of the connection.
    UntilClose,
}

/// What a connection's stream and the service behind it tell each other about the request at hand. Both live in
/// one task, with the parser between them.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    begun: Cell<Option<BodyLength>>,
    cut: Cell<Option<Cut>>,
    state: Cell<State>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// There is no request, or not all of its headers.
    #[default]
    Waiting,
    /// The service has a request, and has not made all of its answer.
    Serving,
    /// The whole answer is made. Some of it may not be sent.
    Answered,
}

impl Exchange {
    /// The service has received a request with a body of this length.
    pub(super) fn begin(self: &Rc<Self>, body: BodyLength) -> Answering {
        self.begun.set(Some(body));
        self.state.set(State::Serving);
        Answering(Rc::clone(self))
    }

    /// The headers of the request that the service gets next seem cut off.
    pub(super) fn note_cut(&self, cut: Cut) {
        self.cut.set(Some(cut));
    }

    /// What was recorded about the request that the service is about to get.
    pub(super) fn take_cut(&self) -> Option<Cut> {
        self.cut.take()
    }

    /// The request that was begun since the last call.
    pub(super) fn take_begun(&self) -> Option<BodyLength> {
        self.begun.take()
    }

    /// Whether there is a request whose answer is not all sent.
    pub(super) fn is_busy(&self) -> bool {
        self.state.get() != State::Waiting
    }

    /// The system has accepted everything there was to send. Returns whether this completed an answer.
    pub(super) fn end_if_answered(&self) -> bool {
        let ends = self.state.get() == State::Answered;
        if ends {
            self.state.set(State::Waiting);
        }
        ends
    }
}

/// Held by the body of the answer, and dropped once all of it is made.
#[derive(Debug)]
pub(super) struct Answering(Rc<Exchange>);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.state.set(State::Answered);
    }
}
