use actix_web::{HttpResponse, web};
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::authorization::Membership;
use sendook_domain::authorization::permission::{ReadOrganization, RenameOrganization};
use sendook_domain::values::OrganizationName;

use crate::api::Api;
use crate::authn::{Auth, Permit};
use crate::dto::MembershipDto;
use crate::error::Problem;
use crate::json::{ok, ok_page};
use crate::request::{FieldNames, Fields, JsonBody, Origin, Query};
use crate::threads::run;

/// The fields of `PATCH /organizations/{organization_id}`.
const NAMES: FieldNames = FieldNames {
    known: &["name"],
    fixed: &["role"],
    mistaken: &[("title", "name"), ("organization_name", "name")],
};

/// `GET /organizations`
pub(super) async fn list(
    Auth(session): Auth<UserPrincipal>,
    mut query: Query,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let page = query.page();
    query.check()?;
    let memberships = run(api, move |api| api.services.organizations.of_user(&session)).await?;
    let listing = page.of_all(memberships, |membership| &membership.organization().id);
    Ok(ok_page(&listing, page.limit, &[], MembershipDto::from))
}

/// `GET /organizations/{organization_id}`
pub(super) async fn get(permit: Permit<Membership, ReadOrganization>) -> HttpResponse {
    ok(&MembershipDto::from(&permit.principal))
}

/// `PATCH /organizations/{organization_id}`
pub(super) async fn rename(
    permit: Permit<Membership, RenameOrganization>,
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let name = organization_name(body.fields().await?)?;
    let Permit { grant, principal } = permit;
    let renamed = run(api, move |api| {
        api.services.organizations.rename(&grant, &name, &origin)
    })
    .await?;
    let organization = renamed.ok_or(Problem::not_found("This organization no longer exists."))?;
    Ok(ok(&MembershipDto::new(&organization, principal.role())))
}

/// Reads the new name of an organization.
///
/// # Errors
/// [`Problem::validation`] with what is wrong.
pub fn organization_name(mut fields: Fields) -> Result<OrganizationName, Problem> {
    fields.expect(&NAMES);
    let name = fields.required("name", OrganizationName::parse);
    fields.check()?;
    name.ok_or_else(|| fields.failed())
}
