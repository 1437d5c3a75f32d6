use actix_web::{HttpResponse, web};
use sendook_domain::auth::{Caller, Challenge};
use sendook_domain::credentials::{Environment, TokenKind};
use sendook_domain::entities::{KeyHolder, UserSession};
use serde::Serialize;

use crate::api::run;
use crate::dto::{ApiKeyDto, MembershipDto, OrganizationDto, SessionDto, UserDto, ok};
use crate::request::Origin;
use crate::{Api, ApiError, Auth};

#[derive(Serialize)]
#[serde(
    tag = "type",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
enum Whoami {
    ApiKey {
        api_key: ApiKeyDto,
        organization: OrganizationDto,
    },
    AccessToken {
        user: UserDto,
        organizations: Vec<MembershipDto>,
        session: SessionDto,
    },
}

/// `GET /v1/whoami`: what the presented credential stands for.
pub(super) async fn get(
    Auth(caller): Auth<Caller>,
    api: web::Data<Api>,
) -> Result<HttpResponse, ApiError> {
    let lookups = api.settings.lookups;
    let answer = lookups.run(move || match caller {
        Caller::Key(holder) => of_key(&api, &holder),
        Caller::User(session) => of_user(&api, &session),
    });
    Ok(ok(&answer.await??))
}

/// `DELETE /v1/whoami`: lets a key end itself.
pub(super) async fn end(
    Auth(holder): Auth<KeyHolder>,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, ApiError> {
    let ended = run(api, move |api| api.keys.end_self(&holder, &origin)).await?;
    let key = ended.ok_or_else(|| gone(TokenKind::ApiKey(Environment::Production)))?;
    Ok(ok(&ApiKeyDto::from(&key)))
}

/// The credential was good a moment ago; if what it stands for is gone now, it no longer is.
fn gone(got: TokenKind) -> ApiError {
    Challenge::Unknown { got }.into()
}

fn of_key(api: &Api, holder: &KeyHolder) -> Result<Whoami, ApiError> {
    let gone = || gone(TokenKind::ApiKey(Environment::Production));
    let key = api.keys.of_holder(holder)?.ok_or_else(gone)?;
    let organization = api
        .organizations
        .by_id(&holder.organization_id)?
        .ok_or_else(gone)?;
    Ok(Whoami::ApiKey {
        api_key: (&key).into(),
        organization: (&organization).into(),
    })
}

fn of_user(api: &Api, session: &UserSession) -> Result<Whoami, ApiError> {
    let gone = || gone(TokenKind::AccessToken);
    let user = api.sessions.user(session)?.ok_or_else(gone)?;
    let memberships = api.organizations.of_user(&session.user_id)?;
    let login = api.sessions.session(session)?.ok_or_else(gone)?;
    Ok(Whoami::AccessToken {
        user: (&user).into(),
        organizations: memberships.iter().map(Into::into).collect(),
        session: SessionDto::new(&login, &session.session_id),
    })
}
