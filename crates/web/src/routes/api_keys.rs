use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use sendook_domain::credentials::Environment;
use sendook_domain::entities::{InboxReach, Scope, ScopeSet};
use sendook_domain::ports::KeyChange;
use sendook_domain::use_cases::{KeyRequest, KeyRequestError};
use sendook_domain::values::{Id, KeyName};

use crate::api::run;
use crate::authn::Principal;
use crate::authn::permission::{ManageKeys, ReadKeys};
use crate::dto::{ApiKeyDto, IssuedKeyDto, created, ok};
use crate::request::{ItemPath, Origin, Query, announce_next, instant};
use crate::{Api, ApiError, Fields, JsonBody, Permit};

const NO_SUCH_KEY: ApiError = ApiError::NotFound("There is no such API key in this organization.");

/// `GET …/api_keys`
pub(super) async fn list<P: Principal>(
    permit: Permit<P, ReadKeys>,
    mut query: Query,
    api: web::Data<Api>,
) -> Result<HttpResponse, ApiError> {
    let page = query.page();
    query.check()?;
    let (path, limit) = (permit.path_of("api_keys"), page.limit);
    let listing = run(api, move |api| api.keys.list(&permit.grant, &page)).await?;
    let mut answer = ok(&listing
        .items
        .iter()
        .map(ApiKeyDto::from)
        .collect::<Vec<_>>());
    announce_next(&mut answer, &path, limit, "", listing.next.as_ref());
    Ok(answer)
}

/// `POST …/api_keys`
pub(super) async fn create<P: Principal>(
    permit: Permit<P, ManageKeys>,
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, ApiError> {
    let request = key_request(&mut body.fields().await?, api.ports.clock.now())?;
    let issued = run(api, move |api| {
        api.keys.create(&permit.grant, request, &origin)
    })
    .await?;
    Ok(created(&IssuedKeyDto::from(&issued)))
}

fn key_request(fields: &mut Fields, now: DateTime<Utc>) -> Result<KeyRequest, ApiError> {
    let name = fields.required("name", KeyName::parse);
    let environment = fields.optional("environment", Environment::parse);
    let expires_at = fields.optional("expires_at", |text| expiry(text, now));
    let scopes = fields.list("scopes", Scope::parse);
    let inbox_ids = fields.list("inbox_ids", Id::parse);
    if scopes.as_ref().is_some_and(Vec::is_empty) {
        fields.fault("scopes", "A key needs at least one scope.");
    }
    if inbox_ids.as_ref().is_some_and(Vec::is_empty) {
        fields.fault(
            "inbox_ids",
            "Name at least one inbox, or leave this out to reach them all.",
        );
    }
    fields.check()?;
    let Some(name) = name else {
        return Err(fields.failed());
    };
    let usual = KeyRequest::new(name);
    Ok(KeyRequest {
        environment: environment.unwrap_or(usual.environment),
        scopes: scopes.map_or(usual.scopes, |scopes| {
            scopes.into_iter().collect::<ScopeSet>()
        }),
        inboxes: inbox_ids.map_or(usual.inboxes, InboxReach::only),
        expires_at,
        ..usual
    })
}

/// An instant to come, as RFC 3339 writes it, in whole microseconds. The desk has the last word on it; here
/// it is judged together with the other fields.
fn expiry(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    let at = instant(text)?;
    if at <= now {
        return Err(KeyRequestError::ExpiryInThePast.to_string());
    }
    Ok(at)
}

/// `GET …/api_keys/{id}`
pub(super) async fn get<P: Principal>(
    permit: Permit<P, ReadKeys>,
    path: web::Path<ItemPath>,
    api: web::Data<Api>,
) -> Result<HttpResponse, ApiError> {
    let id = path.id().ok_or(NO_SUCH_KEY)?;
    let key = run(api, move |api| api.keys.find(&permit.grant, &id)).await?;
    Ok(ok(&ApiKeyDto::from(&key.ok_or(NO_SUCH_KEY)?)))
}

/// `PATCH …/api_keys/{id}`
pub(super) async fn change<P: Principal>(
    permit: Permit<P, ManageKeys>,
    path: web::Path<ItemPath>,
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, ApiError> {
    let change = key_change(&mut body.fields().await?, api.ports.clock.now())?;
    let id = path.id().ok_or(NO_SUCH_KEY)?;
    let key = run(api, move |api| {
        api.keys.change(&permit.grant, &id, &change, &origin)
    })
    .await?;
    Ok(ok(&ApiKeyDto::from(&key.ok_or(NO_SUCH_KEY)?)))
}

fn key_change(fields: &mut Fields, now: DateTime<Utc>) -> Result<KeyChange, ApiError> {
    let name = fields.optional("name", KeyName::parse);
    let active = fields.boolean("active");
    let expires_at = if fields.is_null("expires_at") {
        Some(None)
    } else {
        fields.optional("expires_at", |text| expiry(text, now).map(Some))
    };
    fields.check()?;
    Ok(KeyChange {
        name,
        active,
        expires_at,
    })
}

/// `DELETE …/api_keys/{id}`
pub(super) async fn delete<P: Principal>(
    permit: Permit<P, ManageKeys>,
    path: web::Path<ItemPath>,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, ApiError> {
    let id = path.id().ok_or(NO_SUCH_KEY)?;
    let key = run(api, move |api| api.keys.delete(&permit.grant, &id, &origin)).await?;
    Ok(ok(&ApiKeyDto::from(&key.ok_or(NO_SUCH_KEY)?)))
}
