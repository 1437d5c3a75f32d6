use sendook_domain::entities::Scope;
use utoipa::openapi::HttpMethod::{Delete, Get, Post};
use utoipa::openapi::schema::AdditionalProperties;
use utoipa::openapi::{ObjectBuilder, Type};

use super::Group;
use crate::dto::Success;
use crate::openapi::bodies::{
    LeakReport, ShownToken, ShownTokenForm, TokenRequest, TokenRequestForm,
};
use crate::openapi::caller::Caller::{AnyClient, AnyKey, Anyone, Client, Either, ThroughGateway};
use crate::openapi::parameters;
use crate::openapi::route::Route;
use crate::routes::{
    AuthorizationServer, EndedDto, Health, Introspection, Nothing, ProtectedResource, Ready,
    TokenResponse, Whoami,
};

/// The headers in which a gateway learns whose request it is.
const OF_CALLER: [&str; 5] = [
    "Sendook-Organization-Id",
    "Sendook-Key-Id",
    "Sendook-User-Id",
    "Sendook-Scopes",
    "Sendook-Environment",
];

pub(super) fn other_services() -> Group {
    Group {
        name: "Credentials",
        description: "What a credential stands for, and what to do with one that was shown or found.",
        routes: vec![
            Route::new(Get, "/v1/whoami", "whoAmI", "Show what the credential stands for", Either)
                .details("For services that let callers in by their API key, this is the check.")
                .gives::<Whoami<'_>>(200, "The key, with its run token if it is one, or the person."),
            Route::new(Delete, "/v1/whoami", "endOwnKey", "Let a key delete itself, or a run token end itself", AnyKey)
                .details("For whoever finds a key and is to make it useless.")
                .gives::<EndedDto<'_>>(200, "The key as it was, and not active, or the run token as it was."),
            Route::new(Get, "/forward-auth", "forwardAuth", "Judge the request that a gateway holds, by any method", ThroughGateway)
                .details("For nginx's `auth_request`, Caddy's `forward_auth` and the like. `POST`, `PUT` and every other method are answered as `GET` is, since some gateways ask by the method of the request that they hold; the body is not read. A refusal is 401 or 403, as gateways pass on no other. What is 400 or 429 elsewhere is 401 or 403 here, with the same sentence and `Retry-After`. Without parameters, every valid credential is let through.")
                .asks(parameters::of_gateway())
                .gives_headers("The request may go through; the headers say whose it is.", &OF_CALLER),
            Route::new(Post, "/oauth/token", "createRunToken", "Make a run token of an API key (RFC 6749)", AnyClient)
                .details("For one task, such as one run of an agent: it does at `/v1` what the key may, or less, for an hour at most, and makes no keys and no tokens. It ends with the secret that made it, and when the key may no longer do all of it. This is the only answer that shows it.")
                .repeatable()
                .form_or_body::<TokenRequestForm, TokenRequest>()
                .gives::<TokenResponse<'_>>(200, "The run token.")
                .fails(&["invalid_scope", "unsupported_grant_type", "too_many_requests"]),
            Route::new(Post, "/oauth/introspect", "introspectToken", "Ask about a credential (RFC 7662)", Client(Scope::TokensIntrospect))
                .details("Tells of credentials of the key's own organization alone.")
                .form_or_body::<ShownTokenForm, ShownToken>()
                .gives::<Introspection>(200, "What it may do, or that it is not active."),
            Route::new(Post, "/oauth/revoke", "revokeToken", "Revoke a credential (RFC 7009)", Client(Scope::TokensIntrospect))
                .details("Deletes a key, ends a run token, or ends the session of an access or refresh token. A key or a run token that reaches further than the key that asks is not revoked: 403.")
                .form_or_body::<ShownTokenForm, ShownToken>()
                .gives::<Nothing>(200, "It is revoked, or is no credential of the organization's.")
                .fails(&["forbidden"]),
            Route::new(Get, "/.well-known/oauth-authorization-server", "getAuthorizationServerMetadata", "Describe the endpoints of OAuth (RFC 8414)", Anyone)
                .details("For clients of OAuth, which need no other settings then.")
                .gives::<AuthorizationServer>(200, "What there is.")
                .without_database(),
            Route::new(Get, "/.well-known/oauth-protected-resource", "getProtectedResourceMetadata", "Describe who judges credentials (RFC 9728)", Anyone)
                .details("The service judges them itself.")
                .gives::<ProtectedResource>(200, "Where to ask.")
                .without_database(),
            Route::new(Post, "/leaks", "reportLeak", "Report a leaked credential", Anyone)
                .details("Who has a credential may report it: it is disabled, and its organization finds out where it was. The answer does not tell whether there was one. The text may be larger than other bodies.")
                .body::<LeakReport>()
                .gives::<Success>(200, "Whatever the text held was dealt with.")
                .fails(&["too_many_requests"]),
        ],
    }
}

pub(super) fn descriptions() -> Group {
    let any_object = ObjectBuilder::new()
        .schema_type(Type::Object)
        .additional_properties(Some(AdditionalProperties::FreeForm(true)));
    let page = ObjectBuilder::new().schema_type(Type::String);
    Group {
        name: "Description",
        description: "This description itself, for programs and for people.",
        routes: vec![
            Route::new(
                Get,
                "/openapi.json",
                "getDescription",
                "Describe the API as OpenAPI 3.1",
                Anyone,
            )
            .details("")
            .gives_document("application/json", any_object, "The description."),
            Route::new(
                Get,
                "/docs",
                "readDescription",
                "Show the API reference",
                Anyone,
            )
            .details("")
            .gives_document("text/html", page, "A page for browsers."),
        ],
    }
}

pub(super) fn health() -> Group {
    Group {
        name: "Health",
        description: "For load balancers and supervisors.",
        routes: vec![
            Route::new(
                Get,
                "/health",
                "getHealth",
                "Tell that the process is alive",
                Anyone,
            )
            .details("Asks no database.")
            .gives::<Health<'_>>(200, "It is.")
            .without_database(),
            Route::new(
                Get,
                "/health/ready",
                "getReadiness",
                "Tell whether the service can serve",
                Anyone,
            )
            .details("")
            .gives::<Ready>(200, "It can.")
            .fails(&[
                "database_unavailable",
                "schema_outdated",
                "database_damaged",
                "database_full",
                "database_read_only",
            ]),
        ],
    }
}
