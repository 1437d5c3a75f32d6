//! Proving again who is logged in.

use actix_web::{HttpResponse, web};
use sendook_domain::accounts::ReauthenticationError;
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::entities::ClientInfo;
use sendook_domain::factors::TypedCode;
use sendook_domain::values::TotpCode;

use super::password_proof::{MAX_RACES, prove};
use super::passwords::own_account;
use super::second_factor::{Refusal, note_wrong};
use crate::api::Api;
use crate::authn::Auth;
use crate::dto::Success;
use crate::error::Problem;
use crate::failed_logins::note_failed;
use crate::json::ok;
use crate::request::{FieldNames, Fields, JsonBody, Origin};
use crate::threads::run;

/// `POST /auth/reauthenticate`
pub(super) async fn reauthenticate(
    Auth(session): Auth<UserPrincipal>,
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    prove_again(api, session, body.fields().await?, origin).await?;
    Ok(ok(&Success::YES))
}

/// Proves again who is logged in, by `password`, by the `code` of an authenticator app, or by what a `passkey` answered. A wrong one leaves a line in the log.
///
/// # Errors
/// [`Problem::validation`] with everything that is wrong, [`Problem::unavailable`] if too many wait to be hashed, or what
/// the use case reports.
pub async fn prove_again(
    api: web::Data<Api>,
    session: UserPrincipal,
    mut fields: Fields,
    origin: ClientInfo,
) -> Result<(), Problem> {
    fields.expect(&FieldNames::only(&["password", "code", "passkey"]));
    let given = ["password", "code", "passkey"].map(|name| fields.holds(name));
    if given.iter().filter(|given| **given).count() > 1 {
        fields.fault("password", "Give one of password, code and passkey.");
        fields.check()?;
    }
    if !given.contains(&true) {
        fields.fault(
            "password",
            "Give the password as password, the code of an app as code, or what a passkey answered as passkey.",
        );
        fields.check()?;
    }
    if fields.holds("code") {
        let code = fields.required("code", TotpCode::parse);
        fields.check()?;
        let code = code.ok_or_else(|| fields.failed())?;
        return prove_by(api, session, origin, move |api, session, origin| {
            let typed = TypedCode::Totp(code);
            let second_step = &api.services.second_step;
            second_step.reauthenticate_by_code(session, &typed, origin)
        })
        .await;
    }
    if fields.holds("passkey") {
        let answer = fields.credential("passkey");
        fields.check()?;
        let answer = answer.ok_or_else(|| fields.failed())?;
        return prove_by(api, session, origin, move |api, session, origin| {
            let proofs = &api.services.passkey_proofs;
            proofs.reauthenticate(session, &answer, origin)
        })
        .await;
    }
    let password = fields.secret("password");
    fields.check()?;
    let password = password.ok_or_else(|| fields.failed())?;
    let user = own_account(&api, &session).await?;
    let network = origin.network();
    let _turns = api.turns.proof(&user.email, network).await?;
    for _ in 0..MAX_RACES {
        let (asking, password, from) = (session.clone(), password.clone(), origin.clone());
        let (asked, of_failure) = (session.clone(), origin.clone());
        let begin = move |api: &Api| {
            let proof = &api.services.reauthentication;
            proof.begin(&asking, password.expose(), &from)
        };
        let finish = move |api: &Api, check, compared| {
            let proved = api
                .services
                .reauthentication
                .finish(&asked, check, compared);
            proved.inspect_err(|error| {
                if let ReauthenticationError::WrongPassword
                | ReauthenticationError::UnusableHash(_) = error
                {
                    note_failed("reauthentication", Some(asked.user_id()), &of_failure);
                }
            })
        };
        if prove(&api, network, begin, finish).await?.is_some() {
            return Ok(());
        }
    }
    Err(Problem::unavailable("the password changes again and again"))
}

/// Proves again who is logged in, by something that `prove` judges.
async fn prove_by<E: Refusal>(
    api: web::Data<Api>,
    session: UserPrincipal,
    origin: ClientInfo,
    prove: impl FnOnce(&Api, &UserPrincipal, &ClientInfo) -> Result<(), E> + Send + 'static,
) -> Result<(), Problem> {
    let user = own_account(&api, &session).await?;
    let _turns = api.turns.proof(&user.email, origin.network()).await?;
    run(api, move |api| {
        prove(api, &session, &origin).map_err(|error| {
            note_wrong("reauthentication", &error, &origin);
            let is_wrong = error.wrong_for().is_some();
            let problem = error.into();
            // Of a session, this is as with a wrong password: the session itself is good.
            if is_wrong {
                Problem::forbidden(&problem.message)
            } else {
                problem
            }
        })
    })
    .await
}
