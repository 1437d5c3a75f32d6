use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::http::header::TRANSFER_ENCODING;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage as _};
use futures_util::{Stream, StreamExt as _};

/// A chunked body that is kept until its request is answered, whether it is read or not.
///
/// The server closes a connection on whose request it is left with an unread body. Of a chunked one that was
/// dropped it waits for the end instead, without any time limit (actix-http 3.20), so that a client without
/// a credential could hold connections indefinitely.
#[derive(Clone)]
pub(crate) struct HeldPayload(Rc<RefCell<Payload>>);

impl HeldPayload {
    /// Takes the body of a request, if it has a chunked one.
    pub(crate) fn of(request: &mut ServiceRequest) -> Option<Self> {
        if let Payload::None = request.parts_mut().1 {
            return None;
        }
        if !request.headers().contains_key(TRANSFER_ENCODING) {
            return None;
        }
        let held = Self(Rc::new(RefCell::new(request.take_payload())));
        request.set_payload(Payload::Stream {
            payload: Box::pin(held.clone()),
        });
        Some(held)
    }

    /// The body of the answer, which lets go of the request's when it was sent.
    pub(crate) fn until_sent(self, body: BoxBody) -> BoxBody {
        BoxBody::new(Answered {
            body,
            _payload: self,
        })
    }
}

impl Stream for HeldPayload {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.borrow_mut().poll_next_unpin(context)
    }
}

struct Answered {
    body: BoxBody,
    _payload: HeldPayload,
}

impl MessageBody for Answered {
    type Error = Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Error>>> {
        let body = Pin::new(&mut self.body);
        body.poll_next(context)
            .map_err(|error| std::io::Error::other(error.to_string()).into())
    }
}
