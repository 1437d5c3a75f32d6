use actix_web::{HttpResponse, web};
use sendook_domain::authorization::Membership;
use sendook_domain::authorization::permission::{ReadKeys, ReadOrganization};
use sendook_domain::usage::UsageWindow;

use super::api_keys::NO_SUCH_KEY;
use crate::api::Api;
use crate::authn::{Permit, Principal};
use crate::dto::UsageDto;
use crate::error::Problem;
use crate::json::ok;
use crate::request::{ItemPath, Query};
use crate::threads::run;

/// `GET …/api_keys/{id}/usage`
pub(super) async fn of_key<P: Principal>(
    permit: Permit<P, ReadKeys>,
    path: web::Path<ItemPath>,
    query: Query,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let id = path.id().ok_or(NO_SUCH_KEY)?;
    let window = window(query)?;
    let find = move |api: &Api| api.services.usage.of_key(&permit.grant, &id, window);
    let report = run(api, find).await?;
    Ok(ok(&UsageDto::from(&report.ok_or(NO_SUCH_KEY)?)))
}

/// `GET /organizations/{organization_id}/usage`
pub(super) async fn of_organization(
    permit: Permit<Membership, ReadOrganization>,
    query: Query,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let window = window(query)?;
    let find = move |api: &Api| api.services.usage.of_organization(&permit.grant, window);
    Ok(ok(&UsageDto::from(&run(api, find).await?)))
}

/// `?days=`: how far back the days reach.
fn window(mut query: Query) -> Result<UsageWindow, Problem> {
    let window = query.optional("days", str::parse);
    query.check()?;
    Ok(window.unwrap_or_default())
}
