//! `/forward-auth`: whether a gateway may let a request through to a service behind it.

use std::fmt::Display;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use percent_encoding::percent_decode_str;
use sendook_domain::authentication::{ApiKeyPrincipal, Caller, UserPrincipal};
use sendook_domain::authorization::{GatewayPolicy, KeyRequirements, Policy as _};
use sendook_domain::entities::Scope;
use sendook_domain::values::Environment;

use crate::authn::Auth;
use crate::error::{FieldError, Problem};

const ORGANIZATION_ID: HeaderName = HeaderName::from_static("sendook-organization-id");
const KEY_ID: HeaderName = HeaderName::from_static("sendook-key-id");
const USER_ID: HeaderName = HeaderName::from_static("sendook-user-id");
const SCOPES: HeaderName = HeaderName::from_static("sendook-scopes");
const ENVIRONMENT: HeaderName = HeaderName::from_static("sendook-environment");

/// `/forward-auth`: 204, with headers that say whose request it is, or a refusal that gateways pass on. The body is not read.
pub(super) async fn judge(request: HttpRequest) -> Result<HttpResponse, Problem> {
    judged(&request).await.map_err(Problem::for_gateway)
}

async fn judged(request: &HttpRequest) -> Result<HttpResponse, Problem> {
    let query = request.query_string();
    if query.is_empty() {
        return match Auth::<Caller>::of(request).await?.0 {
            Caller::Key(holder) => of_key(&holder),
            Caller::User(session) => of_person(&session),
        };
    }
    // A person has neither scopes nor an environment.
    let Auth(holder) = Auth::<ApiKeyPrincipal>::of(request).await?;
    GatewayPolicy.decide(&holder, &requirements(query)?)?;
    of_key(&holder)
}

/// Reads `?scope=`, which may come several times, and `?environment=`. Strictly, as a requirement that was overlooked would let
/// everybody through; and without a copy, as this is asked about every request of a gateway.
fn requirements(query: &str) -> Result<KeyRequirements, Problem> {
    let parameters = || {
        let parts = query.split('&').filter(|part| !part.is_empty());
        parts.map(|part| part.split_once('=').unwrap_or((part, "")))
    };
    let values = |wanted: &'static str| {
        let known = parameters().filter(move |(name, _)| *name == wanted);
        known.map(|(_, value)| percent_decode_str(value).decode_utf8_lossy())
    };
    if parameters().any(|(name, _)| !matches!(name, "scope" | "environment")) {
        let fault_of_name = "A parameter is neither \"scope\" nor \"environment\".";
        return Err(fault("query", &fault_of_name));
    }
    let scopes: Result<_, _> = values("scope").map(|text| Scope::parse(&text)).collect();
    let mut environments = values("environment").map(|text| Environment::parse(&text));
    let environment = environments.next().transpose();
    if environments.next().is_some() {
        return Err(fault("environment", &"It asks for two environments."));
    }
    Ok(KeyRequirements {
        scopes: scopes.map_err(|error| fault("scope", &error))?,
        environment: environment.map_err(|error| fault("environment", &error))?,
    })
}

/// What is wrong with the question of the gateway. Its operator may meet it as the client's answer alone.
fn fault(path: &'static str, error: &impl Display) -> Problem {
    Problem::validation(vec![FieldError {
        path: Some(path.into()),
        msg: format!("The gateway in front of this service is misconfigured. {error}"),
    }])
}

fn of_key(holder: &ApiKeyPrincipal) -> Result<HttpResponse, Problem> {
    let mut answer = HttpResponse::new(StatusCode::NO_CONTENT);
    let headers = answer.headers_mut();
    let organization = holder.organization_id().as_str();
    headers.insert(ORGANIZATION_ID, value(organization)?);
    headers.insert(KEY_ID, value(holder.key_id().as_str())?);
    headers.insert(SCOPES, value(holder.scopes().spelled_out().to_text())?);
    let environment = holder.stored().key.environment.as_str();
    headers.insert(ENVIRONMENT, HeaderValue::from_static(environment));
    Ok(answer)
}

fn of_person(session: &UserPrincipal) -> Result<HttpResponse, Problem> {
    let mut answer = HttpResponse::new(StatusCode::NO_CONTENT);
    let headers = answer.headers_mut();
    headers.insert(USER_ID, value(session.user_id().as_str())?);
    Ok(answer)
}

/// Ids and scopes fit into a header. If one did not, nobody should be let through without it.
fn value<T>(text: T) -> Result<HeaderValue, Problem>
where
    HeaderValue: TryFrom<T, Error: std::error::Error + Send + Sync + 'static>,
{
    HeaderValue::try_from(text).map_err(Problem::internal)
}
