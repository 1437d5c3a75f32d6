//! What OAuth's clients and resource servers can find out by themselves: the metadata of the authorization server (RFC 8414) and of
//! the protected resource (RFC 9728). Only what exists is listed.

use actix_web::{HttpRequest, HttpResponse, web};
use sendook_domain::entities::Scope;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Api;
use crate::error::Problem;
use crate::json::ok;
use crate::request::{PathPrefix, base_url};

/// RFC 8414, section 2.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuthorizationServer {
    /// The address of the service.
    #[schema(example = "https://auth.example.com")]
    issuer: String,
    /// Where services make run tokens of their API keys (RFC 6749, section 4.4).
    token_endpoint: String,
    /// How they show their own.
    token_endpoint_auth_methods_supported: [&'static str; 2],
    /// Where services ask about credentials that were shown to them (RFC 7662).
    introspection_endpoint: String,
    /// How they show their own: `Bearer` is a type of token, the others are ways in which clients authenticate.
    introspection_endpoint_auth_methods_supported: [&'static str; 3],
    /// Where services revoke credentials that were shown to them (RFC 7009).
    revocation_endpoint: String,
    /// How they show their own.
    revocation_endpoint_auth_methods_supported: [&'static str; 2],
    /// None: there is no authorization endpoint.
    response_types_supported: [&'static str; 0],
    /// The grant of run tokens.
    grant_types_supported: [&'static str; 1],
    /// What an API key may do.
    scopes_supported: Vec<&'static str>,
    /// The API reference.
    service_documentation: String,
}

/// RFC 9728, section 2.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProtectedResource {
    /// The address of the service.
    #[schema(example = "https://auth.example.com")]
    resource: String,
    /// Who judges credentials for it: the service itself.
    authorization_servers: [String; 1],
    /// Where a credential is read.
    bearer_methods_supported: [&'static str; 1],
    /// What an API key may do.
    scopes_supported: Vec<&'static str>,
    /// What people call it.
    resource_name: &'static str,
    /// The API reference.
    resource_documentation: String,
}

/// `GET /.well-known/oauth-authorization-server`
pub(super) async fn authorization_server(
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let issuer = issuer(&request, &api)?;
    Ok(ok(&AuthorizationServer {
        token_endpoint: format!("{issuer}/oauth/token"),
        token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
        introspection_endpoint: format!("{issuer}/oauth/introspect"),
        introspection_endpoint_auth_methods_supported: [
            "Bearer",
            "client_secret_basic",
            "client_secret_post",
        ],
        revocation_endpoint: format!("{issuer}/oauth/revoke"),
        revocation_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
        response_types_supported: [],
        grant_types_supported: ["client_credentials"],
        scopes_supported: scopes(),
        service_documentation: format!("{issuer}/docs"),
        issuer,
    }))
}

/// `GET /.well-known/oauth-protected-resource`
pub(super) async fn protected_resource(
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let address = issuer(&request, &api)?;
    Ok(ok(&ProtectedResource {
        resource: address.clone(),
        bearer_methods_supported: ["header"],
        scopes_supported: scopes(),
        resource_name: "Sendook authentication",
        resource_documentation: format!("{address}/docs"),
        authorization_servers: [address],
    }))
}

/// The address of the service. If it has a path, clients write that after the name of the document, at the root of the host (RFC 8414,
/// section 3.1; RFC 9728, section 3.1); any other path there leads nowhere.
fn issuer(request: &HttpRequest, api: &Api) -> Result<String, Problem> {
    let asked = request.match_info().get("issuer_path").unwrap_or_default();
    let prefix = api
        .settings
        .path_prefix
        .as_ref()
        .map_or("", PathPrefix::as_str);
    if !asked.is_empty() && asked != prefix {
        return Err(Problem::no_such_route(request.path()));
    }
    Ok(base_url(request, api.settings.public_url.as_deref()))
}

fn scopes() -> Vec<&'static str> {
    Scope::known().into_iter().map(Scope::as_str).collect()
}
