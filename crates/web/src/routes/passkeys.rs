//! Passkeys: asking for one, and taking what the browser answers.

use actix_web::{HttpResponse, web};
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::entities::{ClientInfo, Factor};
use sendook_domain::factors::{OfferedPasskey, PasskeyLoginError};
use sendook_domain::sessions::IssuedSession;
use sendook_domain::values::{Id, Secret};
use serde_json::{Map, Value};

use super::factors::{NO_SUCH_FACTOR, new_name, recent_proof};
use super::second_factor::second_step;
use crate::api::Api;
use crate::authn::Auth;
use crate::dto::{AddedFactorDto, IssuedSessionDto};
use crate::error::Problem;
use crate::failed_logins::note_failed;
use crate::json::{created, ok};
use crate::request::{FieldNames, Fields, ItemPath, JsonBody, Origin};
use crate::threads::run;

/// `POST /auth/factors/passkey`
pub(super) async fn offer(
    Auth(session): Auth<UserPrincipal>,
    body: JsonBody,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let proof = recent_proof(&api, &session).await?;
    let name = new_name(body).await?;
    let offered = run(api, move |api| {
        api.services.passkeys.offer(&session, &proof, name)
    })
    .await?;
    Ok(created(&with_id(&offered)?))
}

/// The options with the id of the factor: browsers pass over what they do not know.
fn with_id(offered: &OfferedPasskey) -> Result<Map<String, Value>, Problem> {
    let mut answer = parsed(&offered.options)?;
    for name in ["id", "_id"] {
        answer.insert(name.to_owned(), offered.id.as_str().into());
    }
    Ok(answer)
}

fn parsed(options: &str) -> Result<Map<String, Value>, Problem> {
    serde_json::from_str(options).map_err(Problem::internal)
}

/// `POST /auth/factors/passkey/{id}/finish`
pub(super) async fn finish(
    Auth(session): Auth<UserPrincipal>,
    path: web::Path<ItemPath>,
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let proof = recent_proof(&api, &session).await?;
    let id: Id<Factor> = path.id().ok_or(NO_SUCH_FACTOR)?;
    let answer = passkey_answer(body.fields().await?)?;
    let added = run(api, move |api| {
        let passkeys = &api.services.passkeys;
        passkeys.finish(&session, &proof, &id, &answer, &origin)
    })
    .await?;
    Ok(ok(&AddedFactorDto::from(&added)))
}

/// What a browser answered, as `passkey` or as the body itself.
fn passkey_answer(mut fields: Fields) -> Result<String, Problem> {
    if !fields.holds("passkey") && fields.holds("response") {
        return Ok(fields.whole());
    }
    fields.expect(&FieldNames::only(&["passkey"]));
    let answer = fields.credential("passkey");
    fields.check()?;
    answer.ok_or_else(|| Problem::field("passkey", &"The passkey is required."))
}

/// `POST /auth/login/passkey`
pub(super) async fn ask_at_login(
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let options = run(api, move |api| api.services.passkey_login.ask(&origin)).await?;
    Ok(ok(&parsed(&options)?))
}

/// `POST /auth/login/passkey/finish`
pub(super) async fn log_in(
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let answer = passkey_answer(body.fields().await?)?;
    let session = log_in_by_passkey(api, answer, origin).await?;
    Ok(ok(&IssuedSessionDto::from(&session)))
}

/// Logs a person in by what their passkey answered, as a JSON object, and by nothing else. A wrong answer leaves a line in the log.
///
/// # Errors
/// What the use case reports; then no session was made.
pub async fn log_in_by_passkey(
    api: web::Data<Api>,
    answer: String,
    origin: ClientInfo,
) -> Result<IssuedSession, Problem> {
    let finish = move |api: &Api| {
        let done = api.services.passkey_login.finish(&answer, &origin);
        done.inspect_err(|error| {
            if let PasskeyLoginError::NotAccepted { account, cause } = error {
                note_failed("login", account.as_ref(), &origin);
                if let Some(cause) = cause {
                    log::debug!("a passkey was not accepted: {cause}");
                }
            }
        })
    };
    let done = run(api.clone(), finish).await;
    if let Some(metrics) = &api.settings.metrics {
        metrics.logged_in(&done);
    }
    done
}

/// `POST /auth/login/second-factor/passkey`
pub(super) async fn ask_for_second_factor(
    body: JsonBody,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let mut fields = body.fields().await?;
    fields.expect(&FieldNames {
        known: &["mfa_token"],
        fixed: &[],
        mistaken: &[("token", "mfa_token")],
    });
    let token = fields.secret("mfa_token");
    fields.check()?;
    let token = token.ok_or_else(|| fields.failed())?;
    let options = run(api, move |api| {
        api.services.passkey_proofs.ask_at_login(token.expose())
    })
    .await?;
    Ok(ok(&parsed(&options)?))
}

/// Logs a person in whose password was right, by what their passkey answered, as a JSON object. A wrong answer leaves a line in
/// the log.
///
/// # Errors
/// [`Problem::unavailable`] if too many attempts wait, or what the use case reports; then no session was made.
pub async fn show_passkey(
    api: web::Data<Api>,
    token: Secret,
    answer: String,
    origin: ClientInfo,
) -> Result<IssuedSession, Problem> {
    second_step(api, token, origin, move |api, step| {
        api.services.passkey_proofs.log_in(step, &answer)
    })
    .await
}

/// `POST /auth/reauthenticate/passkey`
pub(super) async fn ask_again(
    Auth(session): Auth<UserPrincipal>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let options = run(api, move |api| {
        api.services.passkey_proofs.ask_again(&session)
    })
    .await?;
    Ok(ok(&parsed(&options)?))
}
