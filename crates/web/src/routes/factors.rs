//! The second factors of the person who asks.

use actix_web::{HttpResponse, web};
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::entities::Factor;
use sendook_domain::sessions::RecentProof;
use sendook_domain::values::{FactorName, Id, TotpCode};

use crate::api::Api;
use crate::authn::Auth;
use crate::dto::{AddedFactorDto, FactorDto, FactorsDto, OfferedTotpDto, RecoveryCodesDto};
use crate::error::Problem;
use crate::json::{created, ok};
use crate::request::{FieldNames, Fields, ItemPath, JsonBody, Origin};
use crate::threads::run;

pub(super) const NO_SUCH_FACTOR: Problem = Problem::not_found("There is no such factor.");

/// The fields of `POST /auth/factors/totp` and `POST /auth/factors/passkey`.
const NEW: FieldNames = FieldNames {
    known: &["name"],
    fixed: &[],
    mistaken: &[("label", "name"), ("title", "name")],
};

/// The fields of `PATCH /auth/factors/{id}`.
const RENAMING: FieldNames = FieldNames {
    known: &["name"],
    fixed: &["type", "last_used_at"],
    mistaken: &[("label", "name"), ("title", "name")],
};

/// `GET /auth/factors`
pub(super) async fn list(
    Auth(session): Auth<UserPrincipal>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let list = run(api, move |api| api.services.factors.list(&session)).await?;
    Ok(ok(&FactorsDto::from(&list)))
}

/// `POST /auth/factors/totp`
pub(super) async fn offer_totp(
    Auth(session): Auth<UserPrincipal>,
    body: JsonBody,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let proof = recent_proof(&api, &session).await?;
    let name = new_name(body).await?;
    let offered = run(api, move |api| {
        api.services.factors.offer_totp(&session, &proof, name)
    })
    .await?;
    Ok(created(&OfferedTotpDto::from(&offered)))
}

/// What a new factor is to be called, if the person says so.
pub(super) async fn new_name(body: JsonBody) -> Result<Option<FactorName>, Problem> {
    let mut fields = body.optional_fields().await?;
    fields.expect(&NEW);
    let name = fields.optional("name", FactorName::parse);
    fields.check()?;
    Ok(name)
}

/// `POST /auth/factors/{id}/confirm`
pub(super) async fn confirm(
    Auth(session): Auth<UserPrincipal>,
    path: web::Path<ItemPath>,
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let proof = recent_proof(&api, &session).await?;
    let id: Id<Factor> = path.id().ok_or(NO_SUCH_FACTOR)?;
    let code = code(body.fields().await?)?;
    let added = run(api, move |api| {
        let factors = &api.services.factors;
        factors.confirm_totp(&session, &proof, &id, code, &origin)
    })
    .await?;
    Ok(ok(&AddedFactorDto::from(&added)))
}

fn code(mut fields: Fields) -> Result<TotpCode, Problem> {
    fields.expect(&FieldNames::only(&["code"]));
    let code = fields.required("code", TotpCode::parse);
    fields.check()?;
    code.ok_or_else(|| fields.failed())
}

/// `PATCH /auth/factors/{id}`
pub(super) async fn rename(
    Auth(session): Auth<UserPrincipal>,
    path: web::Path<ItemPath>,
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let proof = recent_proof(&api, &session).await?;
    let id: Id<Factor> = path.id().ok_or(NO_SUCH_FACTOR)?;
    let mut fields = body.fields().await?;
    fields.expect_change(&RENAMING);
    fields.refuse_null("name");
    let name = fields.required("name", FactorName::parse);
    fields.check()?;
    let name = name.ok_or_else(|| fields.failed())?;
    let renamed = run(api, move |api| {
        let factors = &api.services.factors;
        factors.rename(&session, &proof, &id, &name, &origin)
    })
    .await?;
    Ok(ok(&FactorDto::from(&renamed)))
}

/// `DELETE /auth/factors/{id}`
pub(super) async fn remove(
    Auth(session): Auth<UserPrincipal>,
    path: web::Path<ItemPath>,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let id: Option<Id<Factor>> = path.id();
    let removed = run(api, move |api| {
        let proof = api.services.step_up.require(&session)?;
        let id = id.ok_or(NO_SUCH_FACTOR)?;
        let removed = api.services.factors.remove(&session, &proof, &id, &origin);
        Ok::<_, Problem>(removed?)
    })
    .await?;
    Ok(ok(&FactorDto::from(&removed)))
}

/// `POST /auth/recovery-codes`
pub(super) async fn renew_recovery_codes(
    Auth(session): Auth<UserPrincipal>,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let codes = run(api, move |api| {
        let proof = api.services.step_up.require(&session)?;
        let factors = &api.services.factors;
        Ok::<_, Problem>(factors.renew_recovery_codes(&session, &proof, &origin)?)
    })
    .await?;
    Ok(ok(&RecoveryCodesDto::from(codes.as_slice())))
}

/// Asks for a recent proof, of factors before the body is read: who may not change anything does not learn what is wrong with it.
pub(super) async fn recent_proof(
    api: &web::Data<Api>,
    session: &UserPrincipal,
) -> Result<RecentProof, Problem> {
    let session = session.clone();
    run(api.clone(), move |api| {
        api.services.step_up.require(&session)
    })
    .await
}
