//! Run tokens: `POST /oauth/token` makes them (RFC 6749, section 4.4), and below `…/api_keys/{id}/tokens` they are listed and ended.

use std::convert::Infallible;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, web};
use base64ct::{Base64, Encoding as _};
use sendook_domain::api_keys::key_limits::check_inboxes_of_new_key;
use sendook_domain::api_keys::{IssuedRunToken, RunTokenRequest};
use sendook_domain::authorization::permission::{ManageKeys, ReadKeys};
use sendook_domain::entities::{InboxScope, ScopeSet};
use sendook_domain::policies::RunTokenLifetime;
use sendook_domain::values::{Id, RunTokenLabel};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::api_keys::NO_SUCH_KEY;
use crate::api::Api;
use crate::authn::{OAuthClient, Permit, Principal};
use crate::dto::RunTokenDto;
use crate::error::Problem;
use crate::idempotency::{IdempotencyHeader, respond};
use crate::json::{self, ok, ok_page};
use crate::request::{FieldNames, Fields, ItemPath, Origin, Query};
use crate::threads::run;

/// The one grant that there is (RFC 6749, section 4.4).
const GRANT: &str = "client_credentials";

const NO_SUCH_TOKEN: Problem = Problem::not_found("This API key has no such run token.");

const OTHER_GRANT: &str = "The grant_type must be \"client_credentials\".";

/// A restriction under a wrong name must not be passed over, nor one that a token cannot have: it would reach further than was asked for.
const NAMES: FieldNames = FieldNames {
    known: &[
        "grant_type",
        "scope",
        "inbox_ids",
        "expires_in",
        "label",
        "client_id",
        "client_secret",
        "resource",
        "audience",
    ],
    fixed: &["environment", "active", "rate_limit", "allowed_ips"],
    mistaken: &[
        ("scopes", "scope"),
        ("scp", "scope"),
        ("permissions", "scope"),
        ("inbox_id", "inbox_ids"),
        ("inbox", "inbox_ids"),
        ("inboxes", "inbox_ids"),
        ("expires_at", "expires_in"),
        ("expires", "expires_in"),
        ("ttl", "expires_in"),
        ("lifetime", "expires_in"),
        ("name", "label"),
    ],
};

/// A run token, shown once (RFC 6749, section 5.1).
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenResponse<'a> {
    /// The token, which is never shown again.
    #[schema(example = "sndt_000000000000000000000000000000EXAMPL")]
    access_token: &'a str,
    /// `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// In how many seconds it ends, unless its API key ends before.
    #[schema(example = 900)]
    expires_in: i64,
    /// What it may do: scopes, separated by spaces.
    #[schema(example = "inboxes:read")]
    scope: String,
}

impl<'a> From<&'a IssuedRunToken> for TokenResponse<'a> {
    fn from(issued: &'a IssuedRunToken) -> Self {
        let token = &issued.token;
        Self {
            access_token: issued.secret.expose(),
            token_type: "Bearer",
            expires_in: (token.expires_at - token.created_at).num_seconds(),
            scope: token.scopes.to_text(),
        }
    }
}

/// `POST /oauth/token`
pub(super) async fn issue(
    client: OAuthClient,
    idempotency: IdempotencyHeader,
    Origin(origin): Origin,
    query: Query,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    check_query(&query)?;
    let (holder, mut fields, body) = client.into_parts()?;
    // A token ends with the secret that made it: the other secret of the key is another caller.
    let secret = Base64::encode_string(holder.stored().digest.as_bytes());
    let repeatable = idempotency.of(secret, &body)?;
    let issue = move |api: &Api| {
        let write = |issued: &_| json::text(&TokenResponse::from(issued));
        repeatable.once(api, StatusCode::OK, write, |remember| {
            let request = run_token_request(&mut fields)?;
            let run_tokens = &api.services.run_tokens;
            Ok(run_tokens.issue(&holder, request, &origin, remember)?)
        })
    };
    let mut answer = respond(&run(api, issue).await?)?;
    // For caches of HTTP/1.0 (RFC 6749, section 5.1); for others, every answer has `Cache-Control: no-store`.
    let no_cache = HeaderValue::from_static("no-cache");
    answer.headers_mut().insert(header::PRAGMA, no_cache);
    Ok(answer)
}

/// Parameters come in the body alone (RFC 6749, section 3.2): a restriction in the URL must not be passed over.
fn check_query(query: &Query) -> Result<(), Problem> {
    if NAMES.known.iter().any(|name| query.has(name)) {
        return Err(Problem::invalid_request(
            "The parameters belong into the body, not into the query of the URL.",
        ));
    }
    Ok(())
}

fn run_token_request(fields: &mut Fields) -> Result<RunTokenRequest, Problem> {
    let text = |text: &str| Ok::<_, Infallible>(text.to_owned());
    let grant = fields.required("grant_type", text);
    if grant.is_some_and(|grant| grant != GRANT) {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            OTHER_GRANT.into(),
        ));
    }
    fields.expect(&NAMES);
    let scope = fields.optional("scope", text);
    let inboxes = fields.list_of_form("inbox_ids", |text| {
        Id::parse(text).map_err(
            |_| "inbox_ids must be a list of inbox ids: in a form, with spaces between them.",
        )
    });
    if let Some(inboxes) = &inboxes {
        fields.judge("inbox_ids", check_inboxes_of_new_key(inboxes));
    }
    let lifetime = fields.number_of_form("expires_in", RunTokenLifetime::of_seconds);
    let label = fields.optional("label", |text| {
        RunTokenLabel::parse(text).map_err(|error| error.about("label"))
    });
    fields.check()?;
    let scopes = scope.map(|text| ScopeSet::parse(&text)).transpose();
    Ok(RunTokenRequest {
        scopes: scopes.map_err(|error| Problem::invalid_scope(&error))?,
        inboxes: inboxes.map(InboxScope::only),
        lifetime: lifetime.unwrap_or_default(),
        label,
    })
}

/// `GET …/api_keys/{id}/tokens`
pub(super) async fn list<P: Principal>(
    permit: Permit<P, ReadKeys>,
    path: web::Path<ItemPath>,
    mut query: Query,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let id = path.id().ok_or(NO_SUCH_KEY)?;
    let page = query.page();
    query.check()?;
    let limit = page.limit;
    let listing = run(api, move |api| {
        let run_tokens = &api.services.run_tokens;
        run_tokens.list(&permit.grant, &id, &page)
    })
    .await?;
    let listing = listing.ok_or(NO_SUCH_KEY)?;
    Ok(ok_page(&listing, limit, &[], RunTokenDto::from))
}

/// A key, and a run token of it.
#[derive(Deserialize)]
pub(super) struct TokenPath {
    id: String,
    token_id: String,
}

/// `DELETE …/api_keys/{id}/tokens/{token_id}`
pub(super) async fn end<P: Principal>(
    permit: Permit<P, ManageKeys>,
    path: web::Path<TokenPath>,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let key = Id::parse(&path.id).map_err(|_| NO_SUCH_KEY)?;
    let id = Id::parse(&path.token_id).map_err(|_| NO_SUCH_TOKEN)?;
    let ended = run(api, move |api| {
        let run_tokens = &api.services.run_tokens;
        run_tokens.end(&permit.grant, &key, &id, &origin)
    })
    .await?;
    Ok(ok(&RunTokenDto::from(&ended.ok_or(NO_SUCH_TOKEN)?)))
}
