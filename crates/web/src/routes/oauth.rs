//! For other services of an organization: introspection (RFC 7662) and revocation (RFC 7009) of the
//! credentials that were shown to them.

use actix_web::{HttpResponse, web};
use sendook_domain::api_keys::Introspected;
use sendook_domain::authorization::permission::IntrospectTokens;
use sendook_domain::entities::InboxScope;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Api;
use crate::authn::OAuthClient;
use crate::dto::{RateLimitDto, allowed_ips};
use crate::error::Problem;
use crate::json::ok;
use crate::request::Origin;
use crate::threads::run;

/// RFC 7662, section 2.2. Instants are seconds since the Unix epoch.
#[derive(Serialize, Default, ToSchema)]
pub(crate) struct Introspection {
    /// Whether the token is good, and of the organization that asks. If not, nothing else is told.
    active: bool,
    /// `Bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Bearer")]
    token_type: Option<&'static str>,
    /// The key, that of a run token too, or the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "key_example")]
    sub: Option<String>,
    /// What a key may do: scopes, separated by spaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "inboxes:read")]
    scope: Option<String>,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    exp: Option<i64>,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    iat: Option<i64>,
    /// The id of a run token.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "token_example")]
    jti: Option<String>,
    /// The organization that it reaches.
    #[serde(skip_serializing_if = "Option::is_none", rename = "organizationId")]
    #[schema(nullable = false, example = "org_example")]
    organization_id: Option<String>,
    /// The only inboxes that a restricted key reaches.
    #[serde(skip_serializing_if = "Option::is_none", rename = "inboxIds")]
    #[schema(nullable = false)]
    inbox_ids: Option<Vec<String>>,
    /// How many requests a key with a rate limit may make to this service, which does not count those to others.
    #[serde(skip_serializing_if = "Option::is_none", rename = "rateLimit")]
    #[schema(nullable = false)]
    rate_limit: Option<RateLimitDto>,
    /// The only addresses that a restricted key is accepted from, as ranges in CIDR notation. The service that asks has to
    /// look for its client's address in them, which is not known here.
    #[serde(skip_serializing_if = "Option::is_none", rename = "allowedIps")]
    #[schema(nullable = false)]
    allowed_ips: Option<Vec<String>>,
    /// The session that an access token belongs to.
    #[serde(skip_serializing_if = "Option::is_none", rename = "sessionId")]
    #[schema(nullable = false, example = "session_example")]
    session_id: Option<String>,
}

/// `POST /oauth/introspect`
pub(super) async fn introspect(
    client: OAuthClient,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let (grant, mut fields) = client.permit::<IntrospectTokens>()?;
    let Some(token) = fields.secret("token") else {
        return Err(fields.failed());
    };
    let organization_id = grant.organization_id().to_string();
    let introspect = move |api: &Api| {
        api.services
            .introspection
            .introspect(&grant, token.expose())
    };
    let known = run(api, introspect).await?;
    let answer = known.map_or_else(Introspection::default, |known| {
        described(&known, organization_id)
    });
    Ok(ok(&answer))
}

fn described(known: &Introspected, organization_id: String) -> Introspection {
    let common = Introspection {
        active: true,
        token_type: Some("Bearer"),
        exp: known.expires_at().map(|at| at.timestamp()),
        organization_id: Some(organization_id),
        ..Introspection::default()
    };
    match known {
        Introspected::Key(key, holder) => {
            let run_token = holder.run_token().map(|run| &run.token);
            let made = run_token.map_or(key.secret.created_at, |token| token.created_at);
            Introspection {
                sub: Some(key.id.to_string()),
                scope: Some(holder.scopes().spelled_out().to_text()),
                iat: Some(made.timestamp()),
                jti: run_token.map(|token| token.id.to_string()),
                inbox_ids: reached(holder.inboxes()),
                rate_limit: holder.limits().rate.map(RateLimitDto::from),
                allowed_ips: holder.limits().allowed_ips.as_ref().map(allowed_ips),
                ..common
            }
        }
        Introspected::Member(token) => Introspection {
            sub: Some(token.user_id.to_string()),
            session_id: Some(token.session_id.to_string()),
            ..common
        },
    }
}

/// `None`: all inboxes of the organization.
fn reached(inboxes: &InboxScope) -> Option<Vec<String>> {
    match inboxes {
        InboxScope::All => None,
        InboxScope::Only(ids) => Some(ids.iter().map(ToString::to_string).collect()),
    }
}

/// An empty object: the answer tells nothing of the token.
#[derive(Serialize, ToSchema)]
pub(crate) struct Nothing {}

/// `POST /oauth/revoke`: what is no token of the organization's is none that has to be revoked (RFC 7009, section 2.2).
pub(super) async fn revoke(
    client: OAuthClient,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let (grant, mut fields) = client.permit::<IntrospectTokens>()?;
    let Some(token) = fields.secret("token") else {
        return Err(fields.failed());
    };
    let revoke = move |api: &Api| {
        api.services
            .introspection
            .revoke(&grant, token.expose(), &origin)
    };
    run(api, revoke).await?;
    Ok(ok(&Nothing {}))
}
