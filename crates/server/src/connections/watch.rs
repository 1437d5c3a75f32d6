use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_http::body::{BodySize, MessageBody};
use actix_http::header::CONTENT_LENGTH;
use actix_http::{HttpMessage as _, Payload, Request, Response};
use actix_service::Service;
use bytes::Bytes;
use pin_project_lite::pin_project;

use super::exchange::{Answering, BodyLength, Exchange};

/// The parser copies a part into its own memory, and keeps what that has grown to for the next answer.
const PART: usize = 16 * 1024;

/// Asks the service, and tells the stream of the connection when the request begins and when its answer is made.
pub(super) fn watch<S, B>(
    mut request: Request,
    service: &S,
) -> impl Future<Output = Result<Response<WatchedBody<B>>, S::Error>> + use<S, B>
where
    S: Service<Request>,
    S::Response: Into<Response<B>>,
    B: MessageBody,
{
    let length = body_length(&mut request);
    let answering = request
        .conn_data::<Rc<Exchange>>()
        .map(|exchange| exchange.begin(length));
    let answer = service.call(request);
    async move {
        let answer = answer.await?.into();
        Ok(answer.map_body(|_, body| WatchedBody {
            body,
            rest: Bytes::new(),
            answering,
        }))
    }
}

fn body_length(request: &mut Request) -> BodyLength {
    if let Payload::None = request.payload() {
        return BodyLength::Sized(0);
    }
    if request.chunked().unwrap_or(false) {
        return BodyLength::Chunked;
    }
    let length = request.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.trim().parse().ok());
    match length {
        Some(length) if !request.head().upgrade() => BodyLength::Sized(length),
        _ => BodyLength::UntilClose,
    }
}

pin_project! {
    /// A body that is handed out in small parts, and tells when it is over.
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
