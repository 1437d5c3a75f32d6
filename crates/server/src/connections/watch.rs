use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_http::body::{BodySize, MessageBody};
use actix_http::header::{CONTENT_LENGTH, UPGRADE};
use actix_http::{ConnectionType, HttpMessage as _, Payload, Request, Response, ResponseHead};
use actix_service::Service;
use actix_web::HttpResponse;
use bytes::Bytes;
use pin_project_lite::pin_project;
use sendook_web::CutHead;

use super::cut_head::Cut;
use super::exchange::{Answering, BodyLength, Exchange};

/// The most that the encoder gets at a time, in bytes: it copies each part into a buffer that never shrinks.
const PART: usize = 16 * 1024;

/// Calls the service, and signals the connection's stream when the request begins and when its answer is complete.
///
/// A connection ends after an offer to upgrade it (RFC 9110, section 7.8), which is never accepted, and after headers that seem
/// cut off: what follows is no request. The answer says `Connection: close`, so that the peer does not use it again.
pub(super) fn watch<S, B>(
    mut request: Request,
    service: &S,
) -> impl Future<Output = Result<Response<WatchedBody<B>>, HttpResponse>> + use<S, B>
where
    S: Service<Request, Error = HttpResponse>,
    S::Response: Into<Response<B>>,
    B: MessageBody,
{
    let length = body_length(&mut request);
    let mut closes = length == BodyLength::UntilClose
        || request.head().connection_type() == ConnectionType::Upgrade;
    let answering = request
        .conn_data::<Rc<Exchange>>()
        .map(|exchange| (exchange.take_cut(), exchange.begin(length)));
    let answering = answering.map(|(cut, answering)| {
        if cut.is_some_and(|Cut { mixed }| mixed || length == BodyLength::Sized(0)) {
            closes = true;
            request.extensions_mut().insert(CutHead);
        }
        answering
    });
    let answer = service.call(request);
    async move {
        match answer.await {
            Ok(answer) => {
                let mut answer = answer.into();
                announce_end(answer.head_mut(), closes);
                Ok(answer.map_body(|_, body| WatchedBody {
                    body,
                    rest: Bytes::new(),
                    answering,
                }))
            }
            Err(mut answer) => {
                announce_end(answer.head_mut(), closes);
                Err(answer)
            }
        }
    }
}

fn announce_end(answer: &mut ResponseHead, closes: bool) {
    if closes {
        answer.set_connection_type(ConnectionType::Close);
    }
}

/// As the parser counts it: it reads on to the end of the connection after an offer of WebSocket, and after no other.
fn body_length(request: &mut Request) -> BodyLength {
    if let Payload::None = request.payload() {
        return BodyLength::Sized(0);
    }
    if request.chunked().unwrap_or(false) {
        return BodyLength::Chunked;
    }
    let headers = request.headers();
    let mut offers = headers.get_all(UPGRADE);
    if offers.any(|offer| {
        offer
            .as_bytes()
            .trim_ascii()
            .eq_ignore_ascii_case(b"websocket")
    }) {
        return BodyLength::UntilClose;
    }
    let length = headers.get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.trim().parse().ok());
    length.map_or(BodyLength::UntilClose, BodyLength::Sized)
}

pin_project! {
    /// A body that is handed out in small parts and signals when it is complete.
    pub(super) struct WatchedBody<B> {
        #[pin]
        body: B,
        rest: Bytes,
        answering: Option<Answering>,
    }
}

impl<B: MessageBody> MessageBody for WatchedBody<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let this = self.project();
        if this.rest.is_empty() {
            match ready!(this.body.poll_next(cx)) {
                Some(Ok(bytes)) => *this.rest = bytes,
                end => return Poll::Ready(end),
            }
        }
        let part = this.rest.len().min(PART);
        Poll::Ready(Some(Ok(this.rest.split_to(part))))
    }
}
