use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use sendook_domain::api_keys::{IdentifiedKey, IssuedKey};
use sendook_domain::authorization::permission::{ManageKeys, ReadKeys};
use sendook_domain::authorization::{Grant, Membership};
use sendook_domain::entities::{ApiKey, KeyState};
use sendook_domain::idempotency::Answer;
use sendook_domain::policies::EndRotation;
use sendook_domain::values::Id;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::key_fields::{key_change, key_filter, key_request, parameters, rotation_request};
use crate::api::Api;
use crate::authn::{Permit, Principal};
use crate::dto::{ApiKeyDto, IssuedKeyDto};
use crate::error::Problem;
use crate::idempotency::{IdempotencyHeader, caller_of, respond};
use crate::json::{self, ok, ok_page};
use crate::request::{FieldNames, ItemPath, JsonBody, Origin, Query};
use crate::threads::run;

pub(super) const NO_SUCH_KEY: Problem =
    Problem::not_found("There is no such API key in this organization.");

/// `GET …/api_keys`
pub(super) async fn list<P: Principal>(
    permit: Permit<P, ReadKeys>,
    mut query: Query,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let page = query.page();
    let filter = key_filter(&mut query);
    query.check()?;
    let (limit, parameters) = (page.limit, parameters(&filter));
    let listing = run(api, move |api| {
        api.services.keys.list(&permit.grant, &filter, &page)
    })
    .await?;
    Ok(ok_page(&listing, limit, &parameters, ApiKeyDto::from))
}

/// `POST …/api_keys`
pub(super) async fn create<P: Principal>(
    permit: Permit<P, ManageKeys>,
    body: JsonBody,
    idempotency: IdempotencyHeader,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let body = body.whole().await?;
    let repeatable = idempotency.of(caller_of(permit.grant.actor()), &body)?;
    let create = move |api: &Api| {
        // Also of who has a request repeated: the answer shows the secret again.
        require_proof_for_keys(api, &permit.principal)?;
        let answer = repeatable.once(api, StatusCode::CREATED, written, |remember| {
            let request = key_request(&mut body.fields()?, api.clock.now())?;
            let keys = &api.services.keys;
            Ok(keys.create(&permit.grant, request, &origin, remember)?)
        })?;
        if answer.is_replay {
            check_covered(api, &permit.grant, &answer)?;
        }
        Ok::<_, Problem>(answer)
    };
    respond(&run(api, create).await?)
}

/// Asks a person for a recent proof before a secret is shown, if the operator wants it so.
fn require_proof_for_keys(api: &Api, principal: &impl Principal) -> Result<(), Problem> {
    let session = principal.session();
    Ok(session.map_or(Ok(()), |session| {
        api.services.step_up.require_for_keys(session)
    })?)
}

fn written(issued: &IssuedKey) -> String {
    json::text(&IssuedKeyDto::from(issued))
}

/// A caller who could not make this key today must not be shown its secret again. A key that was deleted has none that works.
fn check_covered(api: &Api, grant: &Grant<ManageKeys>, before: &Answer) -> Result<(), Problem> {
    #[derive(Deserialize)]
    struct Made {
        id: String,
    }
    let made: Made = serde_json::from_str(before.body.expose()).map_err(Problem::internal)?;
    let id = Id::parse(&made.id).map_err(Problem::internal)?;
    api.services.keys.covered(grant, &id)?;
    Ok(())
}

/// `GET …/api_keys/{id}`
pub(super) async fn get<P: Principal>(
    permit: Permit<P, ReadKeys>,
    path: web::Path<ItemPath>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let id = path.id().ok_or(NO_SUCH_KEY)?;
    let key = run(api, move |api| api.services.keys.find(&permit.grant, &id)).await?;
    Ok(ok(&ApiKeyDto::from(&key.ok_or(NO_SUCH_KEY)?)))
}

/// `PATCH …/api_keys/{id}`
pub(super) async fn change<P: Principal>(
    permit: Permit<P, ManageKeys>,
    path: web::Path<ItemPath>,
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let (grant, id) = within_reach(permit.grant, &path, &api).await?;
    let change = key_change(&mut body.fields().await?, api.clock.now())?;
    let key = run(api, move |api| {
        api.services.keys.change(&grant, &id, &change, &origin)
    })
    .await?;
    Ok(ok(&ApiKeyDto::from(&key.ok_or(NO_SUCH_KEY)?)))
}

/// Asks for the key before the body is read: who may not change it must not learn what is wrong with the body.
async fn within_reach(
    grant: Grant<ManageKeys>,
    path: &ItemPath,
    api: &web::Data<Api>,
) -> Result<(Grant<ManageKeys>, Id<ApiKey>), Problem> {
    let id = path.id().ok_or(NO_SUCH_KEY)?;
    run(api.clone(), move |api| {
        let found = api.services.keys.covered(&grant, &id)?.is_some();
        if found {
            Ok((grant, id))
        } else {
            Err(NO_SUCH_KEY)
        }
    })
    .await
}

/// `DELETE …/api_keys/{id}`
pub(super) async fn delete<P: Principal>(
    permit: Permit<P, ManageKeys>,
    path: web::Path<ItemPath>,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let id = path.id().ok_or(NO_SUCH_KEY)?;
    let key = run(api, move |api| {
        api.services.keys.delete(&permit.grant, &id, &origin)
    })
    .await?;
    Ok(ok(&ApiKeyDto::from(&key.ok_or(NO_SUCH_KEY)?)))
}

/// `POST …/api_keys/{id}/rotate`
pub(super) async fn rotate<P: Principal>(
    permit: Permit<P, ManageKeys>,
    path: web::Path<ItemPath>,
    body: JsonBody,
    idempotency: IdempotencyHeader,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let Permit { grant, principal } = permit;
    let (grant, id) = within_reach(grant, &path, &api).await?;
    let body = body.whole().await?;
    let repeatable = idempotency.of(caller_of(grant.actor()), &body)?;
    let rotate = move |api: &Api| {
        require_proof_for_keys(api, &principal)?;
        repeatable.once(api, StatusCode::OK, written, |remember| {
            let request = rotation_request(&mut body.optional_fields()?)?;
            let keys = &api.services.keys;
            let issued = keys.rotate(&grant, &id, request, &origin, remember)?;
            issued.ok_or(NO_SUCH_KEY)
        })
    };
    respond(&run(api, rotate).await?)
}

/// `POST …/api_keys/{id}/rotate/complete`
pub(super) async fn complete_rotation<P: Principal>(
    permit: Permit<P, ManageKeys>,
    path: web::Path<ItemPath>,
    origin: Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    end_rotation(permit, &path, origin, api, EndRotation::Old).await
}

/// `POST …/api_keys/{id}/rotate/cancel`
pub(super) async fn cancel_rotation<P: Principal>(
    permit: Permit<P, ManageKeys>,
    path: web::Path<ItemPath>,
    origin: Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    end_rotation(permit, &path, origin, api, EndRotation::New).await
}

async fn end_rotation<P: Principal>(
    permit: Permit<P, ManageKeys>,
    path: &ItemPath,
    Origin(origin): Origin,
    api: web::Data<Api>,
    which: EndRotation,
) -> Result<HttpResponse, Problem> {
    let id = path.id().ok_or(NO_SUCH_KEY)?;
    let end = move |api: &Api| {
        api.services
            .keys
            .end_rotation(&permit.grant, &id, which, None, &origin)
    };
    let key = run(api, end).await?.ok_or(NO_SUCH_KEY)?;
    Ok(ok(&ApiKeyDto::from(&key)))
}

/// A key that a text held.
#[derive(Serialize, ToSchema)]
#[schema(as = IdentifiedKey)]
struct IdentifiedKeyDto {
    /// The same as `id`: Sendook's clients read it here.
    #[serde(rename = "_id")]
    #[schema(example = "key_example")]
    sendook_id: String,
    /// Identifies the key.
    #[schema(example = "key_example")]
    id: String,
    /// What people call it.
    #[schema(example = "Production")]
    name: String,
    /// The prefix and the last four characters of its newest secret.
    #[schema(example = "sndk_prod_…0000")]
    hint: String,
    /// `active`, `disabled` or `expired`.
    #[schema(example = "active")]
    state: &'static str,
}

impl From<&IdentifiedKey> for IdentifiedKeyDto {
    fn from(identified: &IdentifiedKey) -> Self {
        Self {
            sendook_id: identified.key.id.to_string(),
            id: identified.key.id.to_string(),
            name: identified.key.name.as_str().to_owned(),
            hint: identified.key.secret.hint.clone(),
            state: match identified.state {
                KeyState::Active => "active",
                KeyState::Disabled => "disabled",
                KeyState::Expired { .. } => "expired",
            },
        }
    }
}

/// The first key that a text holds, and the others, if there are any.
#[derive(Serialize, ToSchema)]
#[schema(as = IdentifiedKeys)]
pub(crate) struct IdentifiedKeysDto {
    #[serde(flatten)]
    first: IdentifiedKeyDto,
    /// The others that it held; left out where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<IdentifiedKeyDto>,
}

/// `POST /organizations/{organization_id}/api_keys/identify`
pub(super) async fn identify(
    permit: Permit<Membership, ManageKeys>,
    body: JsonBody,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let mut fields = body.with_found_text().fields().await?;
    fields.expect(&FieldNames::only(&["key"]));
    let text = fields.secret("key");
    fields.check()?;
    let text = text.ok_or_else(|| fields.failed())?;
    let found = run(api, move |api| {
        api.services.keys.identify(&permit.grant, text.expose())
    })
    .await?;
    let (first, others) = found.split_first().ok_or(NO_SUCH_KEY)?;
    Ok(ok(&IdentifiedKeysDto {
        first: first.into(),
        others: others.iter().map(Into::into).collect(),
    }))
}
