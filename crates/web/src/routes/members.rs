//! The members of an organization.

use actix_web::{HttpResponse, web};
use sendook_domain::authorization::Membership;
use sendook_domain::authorization::permission::{LeaveOrganization, ManageMembers, ReadMembers};
use sendook_domain::entities::{Role, User};
use sendook_domain::members::MemberError;
use sendook_domain::values::Id;

use crate::api::Api;
use crate::authn::Permit;
use crate::dto::MemberDto;
use crate::error::Problem;
use crate::json::{ok, ok_page};
use crate::request::{FieldNames, Fields, ItemPath, JsonBody, Origin, Query};
use crate::threads::run;

/// The fields of `PATCH …/members/{id}`.
const NAMES: FieldNames = FieldNames {
    known: &["role"],
    fixed: &[
        "user_id",
        "email",
        "first_name",
        "last_name",
        "joined_at",
        "last_active_at",
        "second_factor",
    ],
    mistaken: &[("roles", "role")],
};

/// `GET …/members`
pub(super) async fn list(
    permit: Permit<Membership, ReadMembers>,
    mut query: Query,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let page = query.page();
    query.check()?;
    let limit = page.limit;
    let listing = run(api, move |api| {
        api.services.members.list(&permit.grant, &page)
    })
    .await?;
    Ok(ok_page(&listing, limit, &[], MemberDto::from))
}

/// `PATCH …/members/{id}`
pub(super) async fn change_role(
    permit: Permit<Membership, ManageMembers>,
    path: web::Path<ItemPath>,
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let id = member_id(&path)?;
    let role = role_request(body.fields().await?)?;
    let by = permit.principal;
    let changed = run(api, move |api| {
        api.services
            .members
            .change_role(&by, &id, None, role, &origin)
    })
    .await?;
    Ok(ok(&MemberDto::from(&changed)))
}

/// Reads the role that a member is to have.
///
/// # Errors
/// [`Problem::validation`] with what is wrong.
pub fn role_request(mut fields: Fields) -> Result<Role, Problem> {
    fields.expect(&NAMES);
    let role = fields.required("role", Role::parse);
    fields.check()?;
    role.ok_or_else(|| fields.failed())
}

/// `DELETE …/members/{id}`: everyone may leave; the use case asks who may remove others.
pub(super) async fn remove(
    permit: Permit<Membership, LeaveOrganization>,
    path: web::Path<ItemPath>,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let id = member_id(&path)?;
    let by = permit.principal;
    let removed = run(api, move |api| {
        api.services.members.remove(&by, &id, &origin)
    })
    .await?;
    Ok(ok(&MemberDto::from(&removed)))
}

fn member_id(path: &ItemPath) -> Result<Id<User>, MemberError> {
    path.id().ok_or(MemberError::Unknown)
}
