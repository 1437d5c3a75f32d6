use actix_web::{HttpResponse, web};
use sendook_domain::accounts::{
    LoginError, NewPasswordError, OpenedAccount, PasswordChangeError, RegistrationRequest,
};
use sendook_domain::authentication::{Challenge, UserSession};
use sendook_domain::entities::RequestOrigin;
use sendook_domain::sessions::{IssuedSession, LogoutScope};
use sendook_domain::tokens::TokenKind;
use sendook_domain::values::{
    ClientNetwork, EmailAddress, InvalidName, Password, PersonName, Secret,
};
use serde::Serialize;

use crate::api::{Api, run};
use crate::authn::Auth;
use crate::dto::{
    InboxDto, IssuedKeyDto, IssuedSessionDto, MembershipDto, Success, UserWithOrganizationsDto,
};
use crate::error::Problem;
use crate::failed_logins::note_failed;
use crate::json::{created, ok};
use crate::request::{FieldNames, Fields, JsonBody, Origin};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OpenedAccountDto<'a> {
    #[serde(flatten)]
    session: IssuedSessionDto<'a>,
    organization: MembershipDto<'a>,
    api_key: IssuedKeyDto<'a>,
    inbox: InboxDto,
}

impl<'a> From<&'a OpenedAccount> for OpenedAccountDto<'a> {
    fn from(account: &'a OpenedAccount) -> Self {
        Self {
            session: (&account.session).into(),
            organization: (&account.membership).into(),
            api_key: (&account.api_key).into(),
            inbox: (&account.inbox).into(),
        }
    }
}

/// The fields of `POST /auth/register`.
const REGISTER: FieldNames = FieldNames {
    known: &["email", "password", "first_name", "last_name"],
    fixed: &[],
    mistaken: &[
        ("given_name", "first_name"),
        ("family_name", "last_name"),
        ("surname", "last_name"),
    ],
};

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
    let account = run(api, move |api| {
        let request = registration_request(fields, api, origin.network())?;
        api.services
            .registration
            .open(&request, &origin)
            .map_err(Problem::from)
    });
    Ok(created(&OpenedAccountDto::from(&account.await?)))
}

/// Reads what a person gives to register. Estimating a password takes its time, so that this runs where it may
/// block.
///
/// # Errors
/// [`Problem::validation`] with everything that is wrong.
pub fn registration_request(
    mut fields: Fields,
    api: &Api,
    network: ClientNetwork,
) -> Result<RegistrationRequest, Problem> {
    fields.expect(&REGISTER);
    let personal: Vec<Option<String>> = ["email", "first_name", "last_name"]
        .into_iter()
        .map(|name| fields.text(name))
        .collect();
    let personal: Vec<&str> = personal.iter().flatten().map(String::as_str).collect();
    let email = fields.required("email", EmailAddress::parse);
    let password = new_password(&mut fields, "password", api, &personal, network)?;
    let (first_name, last_name) = names(&mut fields);
    fields.check()?;
    match (email, password, first_name) {
        (Some(email), Some(password), Some(first_name)) => Ok(RegistrationRequest {
            email,
            password,
            first_name,
            last_name,
        }),
        _ => Err(fields.failed()),
    }
}

/// Reads a new password.
///
/// # Errors
/// [`Problem::unavailable`] if too many wait to have theirs judged.
fn new_password(
    fields: &mut Fields,
    name: &'static str,
    api: &Api,
    personal: &[&str],
    network: ClientNetwork,
) -> Result<Option<Password>, Problem> {
    let mut not_judged = None;
    let password = fields.required(name, |text| {
        match api.services.new_passwords.check(text, personal, network) {
            Ok(password) => Ok(Some(password)),
            Err(NewPasswordError::Invalid(fault)) => Err(fault),
            Err(NewPasswordError::Store(error)) => {
                not_judged = Some(error);
                Ok(None)
            }
        }
    });
    not_judged.map_or(Ok(password.flatten()), |error| Err(error.into()))
}

/// Reads what a person is to be called: a first name, and perhaps a last one.
///
/// # Errors
/// [`Problem::validation`] with everything that is wrong.
pub fn names_request(mut fields: Fields) -> Result<(PersonName, Option<PersonName>), Problem> {
    let (first, last) = names(&mut fields);
    fields.check()?;
    first
        .map(|first| (first, last))
        .ok_or_else(|| fields.failed())
}

/// A last name that is left blank counts as absent: forms send it so.
fn names(fields: &mut Fields) -> (Option<PersonName>, Option<PersonName>) {
    let first = fields.required("first_name", |text| {
        PersonName::parse(text).map_err(|error| error.about("first name"))
    });
    let last = fields.optional("last_name", |text| match PersonName::parse(text) {
        Err(InvalidName::Empty) => Ok(None),
        Err(error) => Err(error.about("last name")),
        Ok(name) => Ok(Some(name)),
    });
    (first, last.flatten())
}

/// `POST /auth/login`
pub(super) async fn login(
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let (email, password) = login_request(body.fields().await?)?;
    let session = run(api, move |api| log_in(api, &email, &password, &origin));
    Ok(ok(&IssuedSessionDto::from(&session.await?)))
}

/// Logs a person in. A wrong password leaves a line in the log.
///
/// # Errors
/// [`LoginError`]; then no session was made.
pub fn log_in(
    api: &Api,
    email: &EmailAddress,
    password: &Secret,
    origin: &RequestOrigin,
) -> Result<IssuedSession, LoginError> {
    let session = api.services.login.log_in(email, password.expose(), origin);
    session.inspect_err(|error| match error {
        LoginError::InvalidCredentials { account } => {
            note_failed("login", account.as_ref(), origin);
        }
        LoginError::UnusableHash(hash) => note_failed("login", Some(&hash.user), origin),
        LoginError::TooManyAttempts(_) | LoginError::Store(_) => {}
    })
}

/// Reads what a person gives to log in.
///
/// # Errors
/// [`Problem::validation`] with everything that is wrong.
pub fn login_request(mut fields: Fields) -> Result<(EmailAddress, Secret), Problem> {
    fields.expect(&FieldNames::only(&["email", "password"]));
    let email = fields.required("email", EmailAddress::parse);
    let password = fields.secret("password");
    fields.check()?;
    email.zip(password).ok_or_else(|| fields.failed())
}

/// `GET /auth/user`
pub(super) async fn user(
    Auth(session): Auth<UserSession>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let (user, memberships) = run(api, move |api| {
        let user = api.services.sessions.user(&session)?;
        let gone = Challenge::Unknown {
            got: TokenKind::AccessToken,
        };
        let memberships = api.services.organizations.of_user(&session)?;
        Ok::<_, Problem>((user.ok_or(gone)?, memberships))
    })
    .await?;
    Ok(ok(&UserWithOrganizationsDto::new(&user, &memberships)))
}

/// `POST /auth/logout`
pub(super) async fn log_out(
    Auth(session): Auth<UserSession>,
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
    Auth(session): Auth<UserSession>,
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let fields = body.fields().await?;
    run(api, move |api| {
        set_new_password(api, &session, fields, &origin)
    })
    .await?;
    Ok(ok(&Success::YES))
}

/// Changes the password of the person who asks, as `current_password` and `new_password` say. Hashes, so that
/// this runs where it may block.
///
/// # Errors
/// [`Problem::validation`] with everything that is wrong, or what the use case reports.
pub fn set_new_password(
    api: &Api,
    session: &UserSession,
    mut fields: Fields,
    origin: &RequestOrigin,
) -> Result<(), Problem> {
    let user = api.services.sessions.user(session)?;
    let user = user.ok_or(Challenge::Unknown {
        got: TokenKind::AccessToken,
    })?;
    let last_name = user.last_name.as_ref().map_or("", PersonName::as_str);
    let personal = [user.email.as_typed(), user.first_name.as_str(), last_name];
    fields.expect(&FieldNames::only(&["current_password", "new_password"]));
    let current = fields.secret("current_password");
    let network = origin.network();
    let new = new_password(&mut fields, "new_password", api, &personal, network)?;
    fields.check()?;
    let (Some(current), Some(new)) = (current, new) else {
        return Err(fields.failed());
    };
    let changed = api
        .services
        .password_change
        .change(session, current.expose(), &new, origin);
    changed.map_err(|error| {
        if matches!(
            error,
            PasswordChangeError::WrongPassword | PasswordChangeError::UnusableHash(_)
        ) {
            note_failed("password change", Some(session.user_id()), origin);
        }
        error.into()
    })
}
