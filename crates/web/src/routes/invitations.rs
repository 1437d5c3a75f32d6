//! Inviting people to an organization, and accepting that.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::authorization::Membership;
use sendook_domain::authorization::permission::ManageMembers;
use sendook_domain::entities::Role;
use sendook_domain::values::{EmailAddress, Secret};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Api;
use crate::authn::{Auth, Permit};
use crate::dto::{InvitationDto, IssuedInvitationDto, MembershipDto, ShownInvitationDto};
use crate::error::Problem;
use crate::idempotency::{IdempotencyHeader, caller_of, respond};
use crate::json::{self, ok, ok_page};
use crate::request::{FieldNames, Fields, ItemPath, JsonBody, Origin, Query, base_url};
use crate::threads::run;

const NO_SUCH_INVITATION: Problem =
    Problem::not_found("There is no such open invitation to this organization.");

/// The fields of `POST …/invitations`.
const NAMES: FieldNames = FieldNames {
    known: &["email", "role"],
    fixed: &["expires_at", "token", "url"],
    mistaken: &[("roles", "role"), ("expires_in", "expires_at")],
};

/// What somebody is a member of from now on.
#[derive(Serialize, ToSchema)]
#[schema(as = AcceptedInvitation)]
pub(crate) struct AcceptedInvitationDto<'a> {
    /// The organization.
    organization: MembershipDto<'a>,
}

/// `POST …/invitations`
pub(super) async fn invite(
    permit: Permit<Membership, ManageMembers>,
    request: HttpRequest,
    body: JsonBody,
    idempotency: IdempotencyHeader,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let body = body.whole().await?;
    let repeatable = idempotency.of(caller_of(permit.grant.actor()), &body)?;
    let site = base_url(&request, api.settings.public_url.as_deref());
    let by = permit.principal;
    let invite = move |api: &Api| {
        let write = |issued: &_| json::text(&IssuedInvitationDto::new(issued, &site));
        // An invitation that the caller may no longer make is shown again, but is no longer good.
        let answer = repeatable.once(api, StatusCode::CREATED, write, |remember| {
            let (email, role) = invitation_request(body.fields()?)?;
            let invitations = &api.services.invitations;
            Ok(invitations.invite(&by, email, role, &origin, remember)?)
        })?;
        if answer.is_replay {
            let (_, role) = invitation_request(body.fields()?)?;
            api.services.invitations.require_proof(&by, role)?;
        }
        Ok::<_, Problem>(answer)
    };
    respond(&run(api, invite).await?)
}

/// Reads whom to invite, and as what.
///
/// # Errors
/// [`Problem::validation`] with everything that is wrong.
pub fn invitation_request(mut fields: Fields) -> Result<(EmailAddress, Role), Problem> {
    fields.expect(&NAMES);
    let email = fields.required("email", EmailAddress::parse);
    let role = fields.required("role", Role::parse);
    fields.check()?;
    email.zip(role).ok_or_else(|| fields.failed())
}

/// `GET …/invitations`
pub(super) async fn list(
    permit: Permit<Membership, ManageMembers>,
    mut query: Query,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let page = query.page();
    query.check()?;
    let limit = page.limit;
    let list = move |api: &Api| api.services.invitations.list(&permit.grant, &page);
    let listing = run(api, list).await?;
    Ok(ok_page(&listing, limit, &[], InvitationDto::from))
}

/// `DELETE …/invitations/{id}`
pub(super) async fn end(
    permit: Permit<Membership, ManageMembers>,
    path: web::Path<ItemPath>,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let id = path.id().ok_or(NO_SUCH_INVITATION)?;
    let ended = run(api, move |api| {
        api.services.invitations.end(&permit.grant, &id, &origin)
    })
    .await?;
    Ok(ok(&InvitationDto::from(&ended.ok_or(NO_SUCH_INVITATION)?)))
}

/// `POST /auth/invitations/look`
pub(super) async fn look(
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let token = presented_token(body.fields().await?)?;
    let stored = run(api, move |api| {
        api.services.invitations.look(token.expose(), &origin)
    })
    .await?;
    Ok(ok(&ShownInvitationDto::from(&stored)))
}

/// `POST /auth/invitations/accept`
pub(super) async fn accept(
    Auth(session): Auth<UserPrincipal>,
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let token = presented_token(body.fields().await?)?;
    let membership = run(api, move |api| {
        let invitations = &api.services.invitations;
        invitations.accept(&session, token.expose(), &origin)
    })
    .await?;
    Ok(ok(&AcceptedInvitationDto {
        organization: (&membership).into(),
    }))
}

fn presented_token(mut fields: Fields) -> Result<Secret, Problem> {
    fields.expect(&FieldNames::only(&["token"]));
    let token = fields.secret("token");
    fields.check()?;
    token.ok_or_else(|| fields.failed())
}
