use std::net::IpAddr;
use std::ptr;
use std::sync::{Arc, Weak};

use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use sendook_domain::authentication::{ApiKeyPrincipal, Caller, CredentialError, UserPrincipal};
use sendook_domain::entities::{ApiKey, Organization, StoredKey, StoredRunToken};
use sendook_domain::tokens::TokenKind;
use sendook_domain::values::Environment;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Api;
use crate::authn::Auth;
use crate::dto::{ApiKeyDto, MembershipDto, OrganizationDto, RunTokenDto, SessionDto, UserDto};
use crate::error::Problem;
use crate::json::{ok, write, written};
use crate::request::{ClientAddress, Origin};
use crate::threads::run;

/// What the presented credential stands for.
#[derive(Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Whoami<'a> {
    /// An API key.
    ApiKey {
        /// The key.
        #[serde(rename = "apiKey")]
        api_key: ApiKeyDto<'a>,
        /// The organization that it reaches.
        organization: OrganizationDto<'a>,
        /// The address of the client, as the service sees it.
        #[serde(rename = "clientIp", skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>, nullable = false, example = "203.0.113.7")]
        client_ip: Option<IpAddr>,
    },
    /// A run token.
    RunToken {
        /// The token.
        #[serde(rename = "runToken")]
        run_token: RunTokenDto<'a>,
        /// The key that made it.
        #[serde(rename = "apiKey")]
        api_key: ApiKeyDto<'a>,
        /// The organization that it reaches.
        organization: OrganizationDto<'a>,
        /// The address of the client, as the service sees it.
        #[serde(rename = "clientIp", skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>, nullable = false, example = "203.0.113.7")]
        client_ip: Option<IpAddr>,
    },
    /// An access token.
    AccessToken {
        /// The person.
        user: UserDto<'a>,
        /// The organizations that the person is a member of, the newest first.
        organizations: Vec<MembershipDto<'a>>,
        /// The session that the token belongs to.
        session: SessionDto<'a>,
        /// The address of the client, as the service sees it.
        #[serde(rename = "clientIp", skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>, nullable = false, example = "203.0.113.7")]
        client_ip: Option<IpAddr>,
    },
}

/// A credential that has ended itself.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Ended)]
pub(crate) enum EndedDto<'a> {
    /// The key as it was, and not active.
    ApiKey(ApiKeyDto<'a>),
    /// The run token as it was.
    RunToken(RunTokenDto<'a>),
}

/// `GET /v1/whoami`: what the presented credential stands for.
pub(super) async fn get(
    Auth(caller): Auth<Caller>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let api = Api::of(&request)?;
    let client = ClientAddress::of(&request, &api.settings.trusted_proxies);
    let client = client.map(|client| client.0);
    match caller {
        Caller::Key(holder) => {
            let described = match holder.run_token() {
                Some(run) => of_run_token(&api, &holder, run, client),
                None => of_key(&api, &holder, client),
            };
            Ok(written(StatusCode::OK, described))
        }
        Caller::User(session) => {
            let lookups = api.settings.lookups;
            let answer = lookups.run(move || of_user(&api, &session, client));
            Ok(written(StatusCode::OK, answer.await??))
        }
    }
}

/// `DELETE /v1/whoami`: lets a key, or a run token, end itself.
pub(super) async fn end(
    Auth(holder): Auth<ApiKeyPrincipal>,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    if holder.run_token().is_some() {
        let end = move |api: &Api| api.services.run_tokens.end_self(&holder, &origin);
        let token = run(api, end).await?;
        let token = token.ok_or_else(|| gone(TokenKind::RunToken))?;
        return Ok(ok(&EndedDto::RunToken((&token).into())));
    }
    let ended = run(api, move |api| api.services.keys.end_self(&holder, &origin)).await?;
    let key = ended.ok_or_else(|| gone(TokenKind::ApiKey(Environment::Production)))?;
    Ok(ok(&EndedDto::ApiKey((&key).into())))
}

/// The credential was good a moment ago; if what it stands for is gone now, it no longer is.
fn gone(got: TokenKind) -> Problem {
    CredentialError::Unknown { got }.into()
}

/// Serialized once for each copy of a key, for the client that asked first, unless the key is being rotated: then it depends
/// on the time.
fn of_key(api: &Api, holder: &ApiKeyPrincipal, client: Option<IpAddr>) -> Bytes {
    let stored = holder.stored();
    let is_copy = Arc::strong_count(stored) > 1;
    if stored.key.previous.is_some() {
        let key = api.services.keys.of_holder(holder);
        return described(&key, &stored.organization, client);
    }
    let describe = || described(&stored.key, &stored.organization, client);
    if !is_copy {
        return describe();
    }
    // What is kept has no room to grow.
    let kept = || (client, Bytes::copy_from_slice(&describe()));
    let (first, kept) = stored.rendered.get_or_make(kept);
    for_client(client, first, &kept).unwrap_or_else(describe)
}

/// What was described for the client that asked first, as another one gets it.
fn for_client(client: Option<IpAddr>, first: Option<IpAddr>, kept: &Bytes) -> Option<Bytes> {
    if first == client {
        return Some(kept.clone());
    }
    let common = kept.strip_suffix(ending(first).as_bytes())?;
    Some([common, ending(client).as_bytes()].concat().into())
}

fn described(key: &ApiKey, organization: &Organization, client: Option<IpAddr>) -> Bytes {
    write(&Whoami::ApiKey {
        api_key: key.into(),
        organization: organization.into(),
        client_ip: client,
    })
}

/// How a description ends.
fn ending(client: Option<IpAddr>) -> String {
    client.map_or_else(
        || "}".to_owned(),
        |client| format!(r#","clientIp":"{client}"}}"#),
    )
}

/// The description of a run token, kept with its copy.
struct KeptRunToken {
    /// The copy of the key that it speaks of. Held weakly: it would otherwise outlive its time in the cache.
    key: Weak<StoredKey>,
    client: Option<IpAddr>,
    described: Bytes,
}

/// Serialized once for each copy of a run token, as long as its key is the same, and not being rotated.
fn of_run_token(
    api: &Api,
    holder: &ApiKeyPrincipal,
    run: &Arc<StoredRunToken>,
    client: Option<IpAddr>,
) -> Bytes {
    let stored = holder.stored();
    let describe = || {
        write(&Whoami::RunToken {
            run_token: (&run.token).into(),
            api_key: (&api.services.keys.of_holder(holder)).into(),
            organization: (&stored.organization).into(),
            client_ip: client,
        })
    };
    let is_copy = Arc::strong_count(run) > 1;
    if !is_copy || stored.key.previous.is_some() {
        return describe();
    }
    let keep = || {
        Arc::new(KeptRunToken {
            key: Arc::downgrade(stored),
            client,
            described: Bytes::copy_from_slice(&describe()),
        })
    };
    let kept = run.rendered.get_or_make(keep);
    let is_of_this_key = ptr::eq(kept.key.as_ptr(), Arc::as_ptr(stored));
    let kept = is_of_this_key.then(|| for_client(client, kept.client, &kept.described));
    kept.flatten().unwrap_or_else(describe)
}

fn of_user(api: &Api, session: &UserPrincipal, client: Option<IpAddr>) -> Result<Bytes, Problem> {
    let gone = || gone(TokenKind::AccessToken);
    let user = api.services.sessions.user(session)?.ok_or_else(gone)?;
    let memberships = api.services.organizations.of_user(session)?;
    let login = api.services.sessions.session(session)?.ok_or_else(gone)?;
    Ok(write(&Whoami::AccessToken {
        user: (&user).into(),
        organizations: memberships.iter().map(Into::into).collect(),
        session: SessionDto::new(&login, session.session_id()),
        client_ip: client,
    }))
}
