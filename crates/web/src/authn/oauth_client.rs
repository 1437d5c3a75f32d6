use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use sendook_domain::authentication::ApiKeyPrincipal;
use sendook_domain::authorization::{Grant, Permission};

use super::bearer::found_instead;
use super::client_credentials::ClientCredentials;
use super::door::Door;
use crate::error::{Problem, missing_client};
use crate::request::{Fields, JsonBody, WholeBody};

/// A client of OAuth's endpoints: a service, by its API key and not by a run token, with what it asks. As a handler's parameter it refuses every
/// request without a good key.
///
/// The key may stand in the form, so that the body is read first. A fault of it comes up last all the same:
/// credential, permission, body.
pub(crate) struct OAuthClient {
    key: ApiKeyPrincipal,
    sent: Result<(Fields, WholeBody), Problem>,
}

impl OAuthClient {
    /// Asks whether the client may do `A`, and gives what it sent.
    ///
    /// # Errors
    /// 403 as the [`Denial`](sendook_domain::authorization::Denial) says; what is wrong with the body.
    pub(crate) fn permit<A: Permission>(self) -> Result<(Grant<A>, Fields), Problem> {
        let grant = Grant::for_key(&self.key)?;
        Ok((grant, self.sent?.0))
    }

    /// The key, what it sent, and the body in which that stood.
    ///
    /// # Errors
    /// What is wrong with the body.
    pub(crate) fn into_parts(self) -> Result<(ApiKeyPrincipal, Fields, WholeBody), Problem> {
        let (parameters, body) = self.sent?;
        Ok((self.key, parameters, body))
    }

    async fn of(request: &HttpRequest, body: JsonBody) -> Result<Self, Problem> {
        let is_form = body.is_form();
        let sent = body.whole().await;
        let sent = sent.and_then(|body| Ok((body.parameters()?, body)));
        let form = sent.as_ref().ok().filter(|_| is_form);
        let form = form.map(|(parameters, _)| parameters);
        let door = Door::<ApiKeyPrincipal>::of(request)?;
        let credentials = ClientCredentials::of(request.headers(), form);
        let credentials = credentials.map_err(|problem| door.refused(problem))?;
        let Some(credentials) = credentials else {
            return Err(match sent {
                // The credentials may stand in what cannot be read.
                Err(fault) if is_form && fault.status == StatusCode::BAD_REQUEST => fault,
                _ => door.refused(missing_client(found_instead(request))),
            });
        };
        let (id, secret) = (credentials.id.as_deref(), &credentials.secret);
        let key = door.check_client(request, id, secret).await;
        let key = key.map_err(|problem| match problem.status {
            StatusCode::UNAUTHORIZED if credentials.by_basic => problem.challenging_basic(),
            _ => problem,
        })?;
        Ok(Self { key, sent })
    }
}

impl FromRequest for OAuthClient {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let body = JsonBody::from_request(&request, payload).into_inner();
        Box::pin(async move { Self::of(&request, body?).await })
    }
}
