//! E-mail addresses of people: links that prove one, and changes of one.

use actix_web::{HttpResponse, web};
use sendook_domain::accounts::EmailChangeError;
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::entities::ClientInfo;
use sendook_domain::values::EmailAddress;

use super::factors::recent_proof;
use super::password_proof::prove;
use super::passwords::own_account;
use crate::api::Api;
use crate::authn::Auth;
use crate::dto::Success;
use crate::error::Problem;
use crate::failed_logins::note_failed;
use crate::json::{accepted, ok};
use crate::request::{FieldNames, Fields, JsonBody, Origin};
use crate::threads::run;

/// `POST /auth/email/verify`
pub(super) async fn verify(
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    follow_email_link(api, body.fields().await?, origin).await?;
    Ok(ok(&Success::YES))
}

/// Follows a link about an e-mail address, by its `token`.
///
/// # Errors
/// [`Problem::validation`] with everything that is wrong, or what the use case reports.
pub async fn follow_email_link(
    api: web::Data<Api>,
    mut fields: Fields,
    origin: ClientInfo,
) -> Result<(), Problem> {
    fields.expect(&FieldNames::only(&["token"]));
    let token = fields.secret("token");
    fields.check()?;
    let token = token.ok_or_else(|| fields.failed())?;
    let follow = move |api: &Api| {
        let verification = &api.services.email_verification;
        verification.follow(token.expose(), &origin)
    };
    run(api, follow).await
}

/// `POST /auth/email/resend`
pub(super) async fn resend(
    Auth(session): Auth<UserPrincipal>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    resend_verification(api, session).await?;
    Ok(accepted(&Success::YES))
}

/// Has another link mailed that proves the address of the person.
///
/// # Errors
/// What the use case reports.
pub async fn resend_verification(
    api: web::Data<Api>,
    session: UserPrincipal,
) -> Result<(), Problem> {
    run(api, move |api| {
        api.services.email_verification.resend(&session)
    })
    .await
}

/// `POST /auth/email`
pub(super) async fn change(
    Auth(session): Auth<UserPrincipal>,
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    api.services.email_change.check_mail()?;
    change_email(api, session, body.fields().await?, origin).await?;
    Ok(accepted(&Success::YES))
}

/// Begins to change the e-mail address of the person who asks to `email`, if they proved lately who they are and `password` is
/// right.
///
/// # Errors
/// [`Problem::validation`] with everything that is wrong, [`Problem::unavailable`] if too many wait to be hashed, or what
/// the use case reports.
pub async fn change_email(
    api: web::Data<Api>,
    session: UserPrincipal,
    mut fields: Fields,
    origin: ClientInfo,
) -> Result<(), Problem> {
    fields.expect(&FieldNames::only(&["email", "password"]));
    let new = fields.required("email", EmailAddress::parse);
    let password = fields.secret("password");
    fields.check()?;
    let (new, password) = new.zip(password).ok_or_else(|| fields.failed())?;
    let proof = recent_proof(&api, &session).await?;
    let user = own_account(&api, &session).await?;
    let network = origin.network();
    let _turns = api.turns.proof(&user.email, network).await?;
    let (asked, of_failure) = (session.clone(), origin.clone());
    let begin = move |api: &Api| {
        let change = &api.services.email_change;
        change.begin(&session, &proof, password.expose(), &origin)
    };
    let finish = move |api: &Api, check, compared| {
        let changed = api.services.email_change.finish(&new, check, compared);
        changed.inspect_err(|error| {
            if let EmailChangeError::WrongPassword | EmailChangeError::UnusableHash(_) = error {
                note_failed("change of address", Some(asked.user_id()), &of_failure);
            }
        })
    };
    prove(&api, network, begin, finish).await
}
