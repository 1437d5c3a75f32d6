//! The second step of a login.

use actix_web::{HttpResponse, web};
use sendook_domain::entities::{ClientInfo, User};
use sendook_domain::factors::{
    PasskeyProofError, RecoveryCode, SecondFactorError, SecondStep, TypedCode,
};
use sendook_domain::sessions::IssuedSession;
use sendook_domain::values::{Id, Secret, TotpCode};

use super::passkeys::show_passkey;
use crate::api::Api;
use crate::dto::IssuedSessionDto;
use crate::error::Problem;
use crate::failed_logins::note_failed;
use crate::json::ok;
use crate::request::{FieldNames, Fields, JsonBody, Origin};
use crate::threads::run;

/// The fields of `POST /auth/login/second-factor`.
const SECOND_FACTOR: FieldNames = FieldNames {
    known: &["mfa_token", "code", "recovery_code", "passkey"],
    fixed: &[],
    mistaken: &[
        ("token", "mfa_token"),
        ("otp", "code"),
        ("totp", "code"),
        ("recoverycode", "recovery_code"),
        ("backup_code", "recovery_code"),
    ],
};

/// What a person shows.
enum Shown {
    Code(TypedCode),
    /// What a passkey answered, as a JSON object.
    Passkey(String),
}

/// `POST /auth/login/second-factor`
pub(super) async fn show(
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let session = match second_factor_request(body.fields().await?)? {
        (token, Shown::Code(typed)) => show_second_factor(api, token, typed, origin).await?,
        (token, Shown::Passkey(answer)) => show_passkey(api, token, answer, origin).await?,
    };
    Ok(ok(&IssuedSessionDto::from(&session)))
}

fn second_factor_request(mut fields: Fields) -> Result<(Secret, Shown), Problem> {
    fields.expect(&SECOND_FACTOR);
    let token = fields.secret("mfa_token");
    let code = fields.optional("code", TotpCode::parse);
    let recovery = fields.optional("recovery_code", RecoveryCode::parse);
    let passkey = fields.credential("passkey").map(Shown::Passkey);
    let code = code.map(|code| Shown::Code(TypedCode::Totp(code)));
    let recovery = recovery.map(|code| Shown::Code(TypedCode::Recovery(code)));
    fields.check()?;
    let mut shown = [code, recovery, passkey].into_iter().flatten();
    let first = shown.next();
    if first.is_none() {
        fields.fault(
            "code",
            "Give the code of the app as code, a recovery code as recovery_code, or what a passkey answered as passkey.",
        );
    }
    if shown.next().is_some() {
        fields.fault("code", "Give one of code, recovery_code and passkey.");
    }
    fields.check()?;
    token.zip(first).ok_or_else(|| fields.failed())
}

/// Logs a person in whose password was right, by a code. A wrong one leaves a line in the log.
///
/// # Errors
/// [`Problem::unavailable`] if too many attempts wait, or what the use case reports; then no session was made.
pub async fn show_second_factor(
    api: web::Data<Api>,
    token: Secret,
    typed: TypedCode,
    origin: ClientInfo,
) -> Result<IssuedSession, Problem> {
    second_step(api, token, origin, move |api, step| {
        api.services.second_step.finish_by_code(step, &typed)
    })
    .await
}

/// Logs a person in whose password was right, by what they show.
pub(super) async fn second_step<E>(
    api: web::Data<Api>,
    token: Secret,
    origin: ClientInfo,
    finish: impl FnOnce(&Api, SecondStep) -> Result<IssuedSession, E> + Send + 'static,
) -> Result<IssuedSession, Problem>
where
    E: Refusal,
{
    let done = try_second_step(api.clone(), token, origin, finish).await;
    if let Some(metrics) = &api.settings.metrics {
        metrics.logged_in(&done);
    }
    done
}

async fn try_second_step<E: Refusal>(
    api: web::Data<Api>,
    token: Secret,
    origin: ClientInfo,
    finish: impl FnOnce(&Api, SecondStep) -> Result<IssuedSession, E> + Send + 'static,
) -> Result<IssuedSession, Problem> {
    let looked_up = token.clone();
    let email = run(api.clone(), move |api| {
        api.services.second_step.email_of(looked_up.expose())
    });
    let email = email.await?.ok_or(SecondFactorError::LoginGone)?;
    let _turns = api.turns.proof(&email, origin.network()).await?;
    run(api, move |api| {
        let step = api.services.second_step.begin(token.expose(), &origin)?;
        finish(api, step).map_err(|error| {
            note_wrong("login", &error, &origin);
            error.into()
        })
    })
    .await
}

/// Why something that a person showed was refused.
pub(super) trait Refusal: Into<Problem> + Send + 'static {
    /// Whose account it is, if what was shown is wrong.
    fn wrong_for(&self) -> Option<&Id<User>>;
}

impl Refusal for SecondFactorError {
    fn wrong_for(&self) -> Option<&Id<User>> {
        match self {
            Self::Wrong { account } | Self::PartlyCompared { account, .. } => Some(account),
            _ => None,
        }
    }
}

impl Refusal for PasskeyProofError {
    fn wrong_for(&self) -> Option<&Id<User>> {
        match self {
            Self::SecondFactor(error) => error.wrong_for(),
            _ => None,
        }
    }
}

/// Writes a wrong second factor to the log.
pub(super) fn note_wrong(act: &str, error: &impl Refusal, origin: &ClientInfo) {
    if let Some(account) = error.wrong_for() {
        note_failed(act, Some(account), origin);
    }
}
