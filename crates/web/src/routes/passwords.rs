//! What people do with a password. Each begins at the store, hashes once its turn has come, and finishes at the store.

use std::convert::Infallible;

use actix_web::web;
use sendook_domain::accounts::{
    LoggedIn, LoginError, NewPassword, NewPerson, OpenedAccount, PasswordChangeError,
    RegistrationRequest, personal,
};
use sendook_domain::authentication::{CredentialError, UserPrincipal};
use sendook_domain::entities::{ClientInfo, User};
use sendook_domain::values::{ClientNetwork, EmailAddress, Secret};

use super::password_proof::{MAX_RACES, place, prove};
use super::person_names::names;
use crate::api::Api;
use crate::error::Problem;
use crate::failed_logins::note_failed;
use crate::request::{FieldNames, Fields};
use crate::threads::run;

/// The fields of `POST /auth/register`.
const REGISTER: FieldNames = FieldNames {
    known: &[
        "email",
        "password",
        "first_name",
        "last_name",
        "invitation_token",
    ],
    fixed: &[],
    mistaken: &[
        ("given_name", "first_name"),
        ("family_name", "last_name"),
        ("surname", "last_name"),
        ("invitation", "invitation_token"),
        ("token", "invitation_token"),
    ],
};

/// Creates an account from the details that a person registers with.
///
/// # Errors
/// [`Problem::validation`] with everything that is wrong, [`Problem::unavailable`] if too many wait to be hashed, or what
/// the use case reports: first of all that registration is closed.
pub async fn register(
    api: web::Data<Api>,
    fields: Fields,
    origin: ClientInfo,
) -> Result<OpenedAccount, Problem> {
    api.services.registration.check_open()?;
    let network = origin.network();
    let _turn = api.turns.registration(network).await?;
    let request = read_registration(&api, fields, network).await?;
    let begin = move |api: &Api| api.services.registration.begin(request, origin);
    let counted = run(api.clone(), begin).await?;
    let (counted, hash) = place(&api, network)
        .await?
        .run(move |hasher| counted.hash(hasher).map(|hash| (counted, hash)))
        .await??;
    run(api, move |api| {
        api.services.registration.open(&counted, &hash)
    })
    .await
}

/// Reads who registers, where passwords are hashed: to judge one takes long too.
pub(super) async fn read_registration(
    api: &web::Data<Api>,
    fields: Fields,
    network: ClientNetwork,
) -> Result<RegistrationRequest, Problem> {
    let judging = api.clone();
    place(api, network)
        .await?
        .run(move |_| registration_request(fields, &judging))
        .await?
}

fn registration_request(mut fields: Fields, api: &Api) -> Result<RegistrationRequest, Problem> {
    fields.expect(&REGISTER);
    let personal: Vec<Option<String>> = ["email", "first_name", "last_name"]
        .into_iter()
        .map(|name| fields.text(name))
        .collect();
    let personal: Vec<&str> = personal.iter().flatten().map(String::as_str).collect();
    let email = fields.required("email", EmailAddress::parse);
    let password = fields.required("password", |text| {
        api.services.new_passwords.check(text, &personal)
    });
    let (first_name, last_name) = names(&mut fields);
    // It was read already; here it is but judged with the others.
    fields.optional("invitation_token", |_| Ok::<_, Infallible>(()));
    fields.check()?;
    match (email, password, first_name) {
        (Some(email), Some(password), Some(first_name)) => Ok(RegistrationRequest {
            person: NewPerson {
                email,
                first_name,
                last_name,
            },
            password,
        }),
        _ => Err(fields.failed()),
    }
}

/// Reads the credentials that a person logs in with.
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

/// Logs a person in, or tells that a second factor is due. A wrong password leaves a line in the log.
///
/// # Errors
/// [`Problem::unavailable`] if too many wait to be hashed, or what the use case reports; then no session was made.
pub async fn log_in(
    api: web::Data<Api>,
    email: EmailAddress,
    password: Secret,
    origin: ClientInfo,
) -> Result<LoggedIn, Problem> {
    let done = try_log_in(api.clone(), email, password, origin).await;
    if let Some(metrics) = &api.settings.metrics {
        match &done {
            Ok(LoggedIn::SecondFactorDue(_)) => metrics.second_factor_due(),
            done => metrics.logged_in(done),
        }
    }
    done
}

async fn try_log_in(
    api: web::Data<Api>,
    email: EmailAddress,
    password: Secret,
    origin: ClientInfo,
) -> Result<LoggedIn, Problem> {
    let network = origin.network();
    let _turns = api.turns.proof(&email, network).await?;
    for _ in 0..MAX_RACES {
        let (email, password, origin) = (email.clone(), password.clone(), origin.clone());
        let of_failure = origin.clone();
        let begin = move |api: &Api| api.services.login.begin(&email, password.expose(), &origin);
        let finish = move |api: &Api, check, compared| {
            let session = api.services.login.finish(check, compared);
            session.inspect_err(|error| note_login_failed(error, &of_failure))
        };
        if let Some(done) = prove(&api, network, begin, finish).await? {
            return Ok(done);
        }
    }
    Err(Problem::unavailable("the password changes again and again"))
}

fn note_login_failed(error: &LoginError, origin: &ClientInfo) {
    match error {
        LoginError::InvalidCredentials { account } => {
            note_failed("login", account.as_ref(), origin);
        }
        LoginError::UnusableHash(hash) => note_failed("login", Some(&hash.user), origin),
        LoginError::TooManyAttempts(_) | LoginError::Hash(_) | LoginError::Store(_) => {}
    }
}

/// Changes the password of the person who asks, as `current_password` and `new_password` say.
///
/// # Errors
/// [`Problem::validation`] with everything that is wrong, [`Problem::unavailable`] if too many wait to be hashed, or what
/// the use case reports.
pub async fn change_password(
    api: web::Data<Api>,
    session: UserPrincipal,
    fields: Fields,
    origin: ClientInfo,
) -> Result<(), Problem> {
    let network = origin.network();
    let user = own_account(&api, &session).await?;
    let email = user.email.clone();
    let judging = api.clone();
    let (current, new) = place(&api, network)
        .await?
        .run(move |_| password_change_request(fields, &judging, &user))
        .await??;
    let _turns = api.turns.proof(&email, network).await?;
    for _ in 0..MAX_RACES {
        let (asking, current, new) = (session.clone(), current.clone(), new.clone());
        let (origin, of_failure, asked) = (origin.clone(), origin.clone(), session.clone());
        let begin = move |api: &Api| {
            let change = &api.services.password_change;
            change.begin(&asking, current.expose(), &new, &origin)
        };
        let finish = move |api: &Api, check, compared| {
            let changed = api.services.password_change.finish(&asked, check, compared);
            changed.inspect_err(|error| {
                if let PasswordChangeError::WrongPassword | PasswordChangeError::UnusableHash(_) =
                    error
                {
                    note_failed("password change", Some(asked.user_id()), &of_failure);
                }
            })
        };
        if prove(&api, network, begin, finish).await?.is_some() {
            return Ok(());
        }
    }
    Err(Problem::unavailable("the password changes again and again"))
}

/// The account of the person who asks.
pub(super) async fn own_account(
    api: &web::Data<Api>,
    session: &UserPrincipal,
) -> Result<User, Problem> {
    let session = session.clone();
    let user = run(api.clone(), move |api| api.services.sessions.user(&session)).await?;
    Ok(user.ok_or(CredentialError::SESSION_GONE)?)
}

fn password_change_request(
    mut fields: Fields,
    api: &Api,
    user: &User,
) -> Result<(Secret, NewPassword), Problem> {
    let personal = personal(&user.email, &user.first_name, user.last_name.as_ref());
    fields.expect(&FieldNames::only(&["current_password", "new_password"]));
    let current = fields.secret("current_password");
    let new = fields.required("new_password", |text| {
        api.services.new_passwords.check(text, &personal)
    });
    fields.check()?;
    current.zip(new).ok_or_else(|| fields.failed())
}
