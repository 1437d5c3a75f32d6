//! Setting a password by a link, and asking for the mail that brings one.

use actix_web::{HttpResponse, web};
use sendook_domain::accounts::PendingReset;
use sendook_domain::entities::{ClientInfo, PasswordHash};
use sendook_domain::ports::PasswordHasher;
use sendook_domain::values::{EmailAddress, Secret};

use super::password_proof::place;
use crate::api::Api;
use crate::dto::Success;
use crate::error::Problem;
use crate::json::{accepted, ok};
use crate::request::{FieldNames, Fields, JsonBody, Origin};
use crate::threads::run;

/// `POST /auth/password/reset`
pub(super) async fn reset(
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    reset_password(api, body.fields().await?, origin).await?;
    Ok(ok(&Success::YES))
}

/// Sets a password by the `token` of a link, as `new_password` says. The token is judged before the password, and is not used
/// up by one that is refused.
///
/// # Errors
/// [`Problem::validation`] with everything that is wrong, [`Problem::unavailable`] if too many wait to be hashed, or what
/// the use case reports.
pub async fn reset_password(
    api: web::Data<Api>,
    mut fields: Fields,
    origin: ClientInfo,
) -> Result<(), Problem> {
    fields.expect(&FieldNames::only(&["token", "new_password"]));
    let (token, new) = (fields.secret("token"), fields.secret("new_password"));
    fields.check()?;
    let (token, new) = token.zip(new).ok_or_else(|| fields.failed())?;
    let network = origin.network();
    let begin = move |api: &Api| api.services.password_reset.begin(token.expose(), &origin);
    let pending = run(api.clone(), begin).await?;
    let judging = api.clone();
    let (pending, hash) = place(&api, network)
        .await?
        .run(move |hasher| hashed(&judging, pending, &new, hasher))
        .await??;
    run(api, move |api| {
        api.services.password_reset.finish(&pending, &hash)
    })
    .await
}

fn hashed(
    api: &Api,
    pending: PendingReset,
    new: &Secret,
    hasher: &dyn PasswordHasher,
) -> Result<(PendingReset, PasswordHash), Problem> {
    let judged = api
        .services
        .new_passwords
        .check(new.expose(), &pending.personal());
    let new = judged.map_err(|fault| Problem::field("new_password", &fault))?;
    let hash = pending.hash(&new, hasher)?;
    Ok((pending, hash))
}

/// `POST /auth/password/forgot`
pub(super) async fn forgot(
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    api.services.forgotten_password.check_mail()?;
    ask_for_reset(api, body.fields().await?, origin).await?;
    Ok(accepted(&Success::YES))
}

/// Has a link that sets a new password mailed to `email`, if that is the address of an account; the caller does not learn
/// whether.
///
/// # Errors
/// [`Problem::validation`] with everything that is wrong, or what the use case reports.
pub async fn ask_for_reset(
    api: web::Data<Api>,
    mut fields: Fields,
    origin: ClientInfo,
) -> Result<(), Problem> {
    fields.expect(&FieldNames::only(&["email"]));
    let email = fields.required("email", EmailAddress::parse);
    fields.check()?;
    let email = email.ok_or_else(|| fields.failed())?;
    let ask = move |api: &Api| api.services.forgotten_password.ask(&email, &origin);
    run(api, ask).await
}
