//! The second step of a login.

use actix_web::{HttpResponse, web};
use sendook_domain::entities::ClientInfo;
use sendook_domain::factors::{RecoveryCode, SecondFactorError, TypedCode};
use sendook_domain::sessions::IssuedSession;
use sendook_domain::values::{Secret, TotpCode};

use crate::api::Api;
use crate::dto::IssuedSessionDto;
use crate::error::Problem;
use crate::failed_logins::note_failed;
use crate::json::ok;
use crate::request::{FieldNames, Fields, JsonBody, Origin};
use crate::threads::run;

/// The fields of `POST /auth/login/second-factor`.
const SECOND_FACTOR: FieldNames = FieldNames {
    known: &["mfa_token", "code", "recovery_code"],
    fixed: &[],
    mistaken: &[
        ("token", "mfa_token"),
        ("otp", "code"),
        ("totp", "code"),
        ("recoverycode", "recovery_code"),
        ("backup_code", "recovery_code"),
    ],
};

/// `POST /auth/login/second-factor`
pub(super) async fn show(
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let (token, typed) = second_factor_request(body.fields().await?)?;
    let session = show_second_factor(api, token, typed, origin).await?;
    Ok(ok(&IssuedSessionDto::from(&session)))
}

fn second_factor_request(mut fields: Fields) -> Result<(Secret, TypedCode), Problem> {
    fields.expect(&SECOND_FACTOR);
    let token = fields.secret("mfa_token");
    let code = fields.optional("code", TotpCode::parse);
    let recovery = fields.optional("recovery_code", RecoveryCode::parse);
    let typed = match (code, recovery) {
        (Some(code), None) => Some(TypedCode::Totp(code)),
        (None, Some(code)) => Some(TypedCode::Recovery(code)),
        (Some(_), Some(_)) => {
            fields.fault("code", "Give either code or recovery_code, not both.");
            None
        }
        (None, None) => None,
    };
    fields.check()?;
    if typed.is_none() {
        fields.fault(
            "code",
            "Give the code of the app as code, or a recovery code as recovery_code.",
        );
    }
    token.zip(typed).ok_or_else(|| fields.failed())
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
    let done = try_second_factor(api.clone(), token, typed, origin).await;
    if let Some(metrics) = &api.settings.metrics {
        metrics.logged_in(&done);
    }
    done
}

async fn try_second_factor(
    api: web::Data<Api>,
    token: Secret,
    typed: TypedCode,
    origin: ClientInfo,
) -> Result<IssuedSession, Problem> {
    let looked_up = token.clone();
    let email = run(api.clone(), move |api| {
        api.services.second_step.email_of(looked_up.expose())
    });
    let email = email.await?.ok_or(SecondFactorError::LoginGone)?;
    let _turns = api.turns.proof(&email, origin.network()).await?;
    run(api, move |api| {
        let second_step = &api.services.second_step;
        let step = second_step.begin(token.expose(), &origin)?;
        let done = second_step.finish_by_code(step, &typed);
        done.inspect_err(|error| note_wrong("login", error, &origin))
    })
    .await
}

/// Writes a wrong second factor to the log.
pub(super) fn note_wrong(act: &str, error: &SecondFactorError, origin: &ClientInfo) {
    if let SecondFactorError::Wrong { account } = error {
        note_failed(act, Some(account), origin);
    }
}
