use actix_web::{HttpResponse, web};
use sendook_domain::accounts::{LoggedIn, OpenedAccount};
use sendook_domain::authentication::{CredentialError, UserPrincipal};
use sendook_domain::invitations::JoinedAccount;
use sendook_domain::sessions::LogoutScope;
use serde::Serialize;
use utoipa::ToSchema;

use super::joining::{invitation_token, register_invited};
use super::passwords;
use crate::api::Api;
use crate::authn::Auth;
use crate::dto::{
    InboxDto, IssuedKeyDto, IssuedSessionDto, MembershipDto, Success, UserWithOrganizationsDto,
};
use crate::error::Problem;
use crate::json::{created, ok};
use crate::request::{FieldNames, JsonBody, Origin};
use crate::threads::run;

/// What a registration makes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OpenedAccount)]
pub(crate) struct OpenedAccountDto<'a> {
    #[serde(flatten)]
    session: IssuedSessionDto<'a>,
    /// The person's own organization, or the one that an invitation led to.
    organization: MembershipDto<'a>,
    /// The first API key of the person's own organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    api_key: Option<IssuedKeyDto<'a>>,
    /// The first inbox of the person's own organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    inbox: Option<InboxDto<'a>>,
}

impl<'a> From<&'a OpenedAccount> for OpenedAccountDto<'a> {
    fn from(account: &'a OpenedAccount) -> Self {
        Self {
            session: (&account.session).into(),
            organization: (&account.membership).into(),
            api_key: Some((&account.api_key).into()),
            inbox: Some((&account.inbox).into()),
        }
    }
}

impl<'a> From<&'a JoinedAccount> for OpenedAccountDto<'a> {
    fn from(account: &'a JoinedAccount) -> Self {
        Self {
            session: (&account.session).into(),
            organization: (&account.membership).into(),
            api_key: None,
            inbox: None,
        }
    }
}

/// The fields of `POST /auth/logout`.
const LOGOUT: FieldNames = FieldNames {
    known: &["scope"],
    fixed: &[],
    mistaken: &[
        ("session", "scope"),
        ("sessions", "scope"),
        ("current", "scope"),
        ("others", "scope"),
        ("all", "scope"),
    ],
};

/// `POST /auth/register`
pub(super) async fn register(
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let fields = body.fields().await?;
    if let Some(token) = invitation_token(&fields) {
        let account = register_invited(api, fields, token, origin).await?;
        return Ok(created(&OpenedAccountDto::from(&account)));
    }
    let account = passwords::register(api, fields, origin).await?;
    Ok(created(&OpenedAccountDto::from(&account)))
}

/// `POST /auth/login`
pub(super) async fn login(
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let (email, password) = passwords::login_request(body.fields().await?)?;
    match passwords::log_in(api, email, password, origin).await? {
        LoggedIn::Session(session) => Ok(ok(&IssuedSessionDto::from(&*session))),
        LoggedIn::SecondFactorDue(waiting) => Err(Problem::second_factor_required(waiting)),
    }
}

/// `GET /auth/user`
pub(super) async fn user(
    Auth(session): Auth<UserPrincipal>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let (user, memberships) = run(api, move |api| {
        let user = api.services.sessions.user(&session)?;
        let memberships = api.services.organizations.of_user(&session)?;
        Ok::<_, Problem>((user.ok_or(CredentialError::SESSION_GONE)?, memberships))
    })
    .await?;
    Ok(ok(&UserWithOrganizationsDto::new(&user, &memberships)))
}

/// `POST /auth/logout`
pub(super) async fn log_out(
    Auth(session): Auth<UserPrincipal>,
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let mut fields = body.optional_fields().await?;
    fields.expect(&LOGOUT);
    let scope = fields.optional("scope", logout_scope);
    fields.check()?;
    let scope = scope.unwrap_or_default();
    run(api, move |api| {
        api.services.sessions.log_out(&session, scope, &origin)
    })
    .await?;
    Ok(ok(&Success::YES))
}

fn logout_scope(text: &str) -> Result<LogoutScope, &'static str> {
    match text {
        "all" => Ok(LogoutScope::All),
        "current" => Ok(LogoutScope::Current),
        "others" => Ok(LogoutScope::Others),
        _ => Err("The scope is one of all, current and others."),
    }
}

/// `POST /auth/password`
pub(super) async fn change_password(
    Auth(session): Auth<UserPrincipal>,
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    passwords::change_password(api, session, body.fields().await?, origin).await?;
    Ok(ok(&Success::YES))
}
