use std::net::SocketAddr;

use actix_web::http::header::TryIntoHeaderPair;
use actix_web::test::TestRequest;
use futures_util::future::LocalBoxFuture;
use serde_json::Value;

use super::{Answer, World};

/// A request in the making. Awaiting it sends it.
pub(crate) struct Ask<'w> {
    world: &'w World,
    request: TestRequest,
}

impl<'w> Ask<'w> {
    pub(crate) fn new(world: &'w World, method: &str, path: &str) -> Self {
        let method = method.parse().unwrap();
        Self {
            world,
            request: TestRequest::with_uri(path).method(method),
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

    /// Sends it, also from a task of its own.
    pub(crate) fn send(self) -> LocalBoxFuture<'static, Answer> {
        self.world.send(self.request)
    }

    /// The address of the other end of the socket.
    pub(crate) fn peer(mut self, address: &str) -> Self {
        let address: SocketAddr = address.parse().unwrap();
        self.request = self.request.peer_addr(address);
        self
    }
}

impl<'w> IntoFuture for Ask<'w> {
    type Output = Answer;
    type IntoFuture = LocalBoxFuture<'w, Answer>;

    fn into_future(self) -> Self::IntoFuture {
        self.world.send(self.request)
    }
}
