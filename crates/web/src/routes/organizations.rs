use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::authorization::Membership;
use sendook_domain::authorization::permission::{
    DeleteOrganization, ReadOrganization, RenameOrganization,
};
use sendook_domain::ports::OrganizationChange;
use sendook_domain::values::OrganizationName;

use crate::api::Api;
use crate::authn::{Auth, Permit};
use crate::dto::MembershipDto;
use crate::error::Problem;
use crate::idempotency::{IdempotencyHeader, respond};
use crate::json::{self, ok, ok_page};
use crate::request::{FieldNames, Fields, JsonBody, Origin, Query};
use crate::threads::run;

const GONE: Problem = Problem::not_found("This organization no longer exists.");

/// The fields of `PATCH /organizations/{organization_id}`.
const CHANGES: FieldNames = FieldNames {
    known: &["name", "require_second_factor"],
    fixed: &["role"],
    mistaken: &[
        ("title", "name"),
        ("organization_name", "name"),
        ("requires_second_factor", "require_second_factor"),
        ("second_factor", "require_second_factor"),
        ("require_mfa", "require_second_factor"),
    ],
};

/// The fields of `POST /organizations`.
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

/// `POST /organizations`
pub(super) async fn create(
    Auth(session): Auth<UserPrincipal>,
    body: JsonBody,
    idempotency: IdempotencyHeader,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let body = body.whole().await?;
    let repeatable = idempotency.of(session.user_id().to_string(), &body)?;
    let create = move |api: &Api| {
        let write = |membership: &_| json::text(&MembershipDto::from(membership));
        repeatable.once(api, StatusCode::CREATED, write, |remember| {
            let name = organization_name(body.fields()?)?;
            let organizations = &api.services.organizations;
            Ok(organizations.create(&session, name, &origin, remember)?)
        })
    };
    respond(&run(api, create).await?)
}

/// `GET /organizations/{organization_id}`
pub(super) async fn get(permit: Permit<Membership, ReadOrganization>) -> HttpResponse {
    ok(&MembershipDto::from(&permit.principal))
}

/// `PATCH /organizations/{organization_id}`
pub(super) async fn change(
    permit: Permit<Membership, RenameOrganization>,
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let change = organization_change(body.fields().await?)?;
    let principal = permit.principal;
    let role = principal.role();
    let changed = run(api, move |api| {
        let organizations = &api.services.organizations;
        let changed = organizations.change(&principal, &change, &origin)?;
        changed.ok_or(GONE)
    })
    .await?;
    Ok(ok(&MembershipDto::new(&changed, role)))
}

fn organization_change(mut fields: Fields) -> Result<OrganizationChange, Problem> {
    fields.expect_change(&CHANGES);
    fields.refuse_null("name");
    fields.refuse_null("require_second_factor");
    let name = fields.optional("name", OrganizationName::parse);
    let requires_second_factor = fields.boolean("require_second_factor");
    fields.check()?;
    Ok(OrganizationChange {
        name,
        requires_second_factor,
    })
}

/// `DELETE /organizations/{organization_id}`
pub(super) async fn delete(
    permit: Permit<Membership, DeleteOrganization>,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let Permit { grant, principal } = permit;
    let role = principal.role();
    let deleted = run(api, move |api| {
        let proof = api.services.step_up.require(principal.session())?;
        let deleted = api.services.organizations.delete(&grant, &proof, &origin)?;
        deleted.ok_or(GONE)
    })
    .await?;
    Ok(ok(&MembershipDto::new(&deleted, role)))
}

/// Reads the name of an organization.
///
/// # Errors
/// [`Problem::validation`] with what is wrong.
pub fn organization_name(mut fields: Fields) -> Result<OrganizationName, Problem> {
    fields.expect(&NAMES);
    let name = fields.required("name", OrganizationName::parse);
    fields.check()?;
    name.ok_or_else(|| fields.failed())
}
