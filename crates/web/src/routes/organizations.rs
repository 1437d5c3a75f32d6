use actix_web::{HttpResponse, web};
use sendook_domain::entities::Membership;
use sendook_domain::entities::UserSession;
use sendook_domain::values::OrganizationName;

use crate::api::run;
use crate::authn::permission::{ReadOrganization, RenameOrganization};
use crate::dto::{MembershipDto, ok};
use crate::request::{FieldNames, Origin, Query, announce_next};
use crate::{Api, ApiError, Auth, Fields, JsonBody, Permit};

/// The fields of `PATCH /organizations/{organization_id}`.
const NAMES: FieldNames = FieldNames {
    known: &["name"],
    fixed: &["role"],
    mistaken: &[("title", "name"), ("organization_name", "name")],
};

/// `GET /organizations`
pub(super) async fn list(
    Auth(session): Auth<UserSession>,
    mut query: Query,
    api: web::Data<Api>,
) -> Result<HttpResponse, ApiError> {
    let page = query.page();
    query.check()?;
    let memberships = run(api, move |api| api.organizations.of_user(&session.user_id)).await?;
    let listing = page.of_all(memberships, |membership| &membership.organization.id);
    let mut answer = ok(&listing
        .items
        .iter()
        .map(MembershipDto::from)
        .collect::<Vec<_>>());
    announce_next(&mut answer, page.limit, "", listing.next.as_ref());
    Ok(answer)
}

/// `GET /organizations/{organization_id}`
pub(super) async fn get(permit: Permit<UserSession, ReadOrganization>) -> HttpResponse {
    ok(&MembershipDto::from(&permit.standing))
}

/// `PATCH /organizations/{organization_id}`
pub(super) async fn rename(
    permit: Permit<UserSession, RenameOrganization>,
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, ApiError> {
    let name = organization_name(body.fields().await?)?;
    let Permit {
        grant, standing, ..
    } = permit;
    let renamed = run(api, move |api| {
        api.organizations.rename(&grant, &name, &origin)
    })
    .await?;
    let organization = renamed.ok_or(ApiError::NotFound("This organization no longer exists."))?;
    Ok(ok(&MembershipDto::from(&Membership {
        organization,
        ..standing
    })))
}

/// Reads the new name of an organization.
///
/// # Errors
/// [`ApiError::Validation`] with what is wrong.
pub fn organization_name(mut fields: Fields) -> Result<OrganizationName, ApiError> {
    fields.expect(&NAMES);
    let name = fields.required("name", OrganizationName::parse);
    fields.check()?;
    name.ok_or_else(|| fields.failed())
}
