use actix_web::{HttpResponse, web};
use sendook_domain::entities::Membership;
use sendook_domain::entities::UserSession;
use sendook_domain::values::OrganizationName;

use crate::api::run;
use crate::authn::permission::{ReadOrganization, RenameOrganization};
use crate::dto::{MembershipDto, ok};
use crate::request::Origin;
use crate::{Api, ApiError, Auth, JsonBody, Permit};

/// `GET /organizations`
pub(super) async fn list(
    Auth(session): Auth<UserSession>,
    api: web::Data<Api>,
) -> Result<HttpResponse, ApiError> {
    let memberships = run(api, move |api| api.organizations.of_user(&session.user_id)).await?;
    Ok(ok(&memberships
        .iter()
        .map(MembershipDto::from)
        .collect::<Vec<_>>()))
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
    let mut fields = body.fields().await?;
    let Some(name) = fields.required("name", OrganizationName::parse) else {
        return Err(fields.failed());
    };
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
