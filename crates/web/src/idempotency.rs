//! The `Idempotency-Key` of a request: sent again with it, the request has no further effect, and gets the same answer.

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use futures_util::future::{Ready, ready};
use sendook_domain::entities::Actor;
use sendook_domain::idempotency::{Answer, Remember};
use sendook_domain::ports::KeyedRequest;
use sendook_domain::values::{IdempotencyKey, InvalidIdempotencyKey, Secret};

use crate::api::Api;
use crate::error::Problem;
use crate::json::written;
use crate::request::WholeBody;

const NAME: HeaderName = HeaderName::from_static("idempotency-key");

const REPLAY: HeaderName = HeaderName::from_static("idempotent-replay");

const TWICE: &str = "The Idempotency-Key header came more than once.";

/// The header of a request, and its route. It is judged later, as a caller without permission must be refused for that first.
pub(crate) struct IdempotencyHeader(Result<Option<(IdempotencyKey, String)>, Problem>);

impl FromRequest for IdempotencyHeader {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let route = || format!("{} {}", request.method(), request.path());
        let found = key_of(request.headers());
        ready(Ok(Self(found.map(|found| found.map(|key| (key, route()))))))
    }
}

fn key_of(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Problem> {
    let fault = |reason: &dyn ToString| Problem::field("Idempotency-Key", &reason.to_string());
    let mut values = headers.get_all(NAME);
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(fault(&TWICE));
    }
    let text = value.to_str().map_err(|_| InvalidIdempotencyKey);
    let key = text.and_then(IdempotencyKey::parse);
    key.map(Some).map_err(|error| fault(&error))
}

impl IdempotencyHeader {
    /// The request of this caller.
    ///
    /// # Errors
    /// 400 if the header is malformed.
    pub(crate) fn of(self, caller: String, body: &WholeBody) -> Result<Repeatable, Problem> {
        Ok(Repeatable(self.0?.map(|(key, route)| Identified {
            key,
            route,
            caller,
            body: body.bytes().clone(),
        })))
    }
}

/// The name of a caller, under whichever credential. A run token is the key that made it, as a service that sends a request again may
/// have made a new one.
pub(crate) fn caller_of(actor: &Actor) -> String {
    match actor {
        Actor::User(user) => user.to_string(),
        Actor::Key(key) => key.to_string(),
        Actor::RunToken(run) => run.key_id.to_string(),
        Actor::Operator | Actor::Anonymous => String::new(),
    }
}

/// A request that may be sent again without further effect, if it has an idempotency key.
pub(crate) struct Repeatable(Option<Identified>);

struct Identified {
    key: IdempotencyKey,
    route: String,
    caller: String,
    body: Bytes,
}

impl Repeatable {
    /// Carries the request out, unless it was carried out before: then it gets the same answer again.
    ///
    /// # Errors
    /// Those of `make`; 409 if the key came with another body before.
    pub(crate) fn once<T>(
        &self,
        api: &Api,
        status: StatusCode,
        write: impl Fn(&T) -> String,
        make: impl FnOnce(Option<&Remember<'_, T>>) -> Result<T, Problem>,
    ) -> Result<Answer, Problem> {
        let status = status.as_u16();
        let write = |made: &T| Secret::new(write(made));
        let Some(Identified {
            key,
            route,
            caller,
            body,
        }) = &self.0
        else {
            let body = write(&make(None)?);
            return Ok(Answer {
                status,
                body,
                is_replay: false,
            });
        };
        let request = KeyedRequest { key, route, caller };
        let service = &api.services.idempotency;
        service.once(&request, body, status, write, |remember| {
            make(Some(remember))
        })
    }
}

/// The response with this answer.
pub(crate) fn respond(answer: &Answer) -> Result<HttpResponse, Problem> {
    let status = StatusCode::from_u16(answer.status).map_err(Problem::internal)?;
    let body = Bytes::copy_from_slice(answer.body.expose().as_bytes());
    let mut response = written(status, body);
    if answer.is_replay {
        let headers = response.headers_mut();
        headers.insert(REPLAY, HeaderValue::from_static("true"));
    }
    Ok(response)
}
