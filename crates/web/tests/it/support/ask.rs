use std::net::SocketAddr;

use actix_web::http::header::TryIntoHeaderPair;
use actix_web::test::TestRequest;
use futures_util::future::LocalBoxFuture;
use serde_json::Value;

use super::{Answer, Call, Described};

/// A request in the making. Awaiting it sends it, and holds the answer against the API's description.
pub(crate) struct Ask {
    call: Call,
    method: String,
    path: String,
    request: TestRequest,
}

impl Ask {
    pub(crate) fn new(call: &Call, method: &str, path: &str) -> Self {
        Self {
            call: call.clone(),
            method: method.to_owned(),
            path: path.to_owned(),
            request: TestRequest::with_uri(path).method(method.parse().unwrap()),
        }
    }

    /// Adds a header; one of the same name stays.
    pub(crate) fn header(mut self, pair: impl TryIntoHeaderPair) -> Self {
        self.request = self.request.append_header(pair);
        self
    }

    pub(crate) fn bearer(self, credential: &str) -> Self {
        self.header(("authorization", format!("Bearer {credential}")))
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.raw("application/json", body.to_string())
    }

    pub(crate) fn raw(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self = self.header(("content-type", content_type));
        self.request = self.request.set_payload(body.into());
        self
    }

    /// The address of the other end of the socket.
    pub(crate) fn peer(mut self, address: &str) -> Self {
        let address: SocketAddr = address.parse().unwrap();
        self.request = self.request.peer_addr(address);
        self
    }
}

impl IntoFuture for Ask {
    type Output = Answer;
    type IntoFuture = LocalBoxFuture<'static, Answer>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let answer = (self.call)(self.request).await;
            Described::load().judge(&self.method, &self.path, &answer);
            answer
        })
    }
}
