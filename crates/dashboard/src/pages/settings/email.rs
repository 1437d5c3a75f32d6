//! The e-mail address of a person: another link that proves it, and a change of it.

use actix_web::http::StatusCode;
use sendook_web::requests::{change_email, resend_verification};
use sendook_web::{Fields, Problem};

use super::outcome;
use crate::answer::{Answer, see_other};
use crate::faults::of_field;
use crate::shared_api::SharedApi;
use crate::step_up;
use crate::submission::{AccountSubmission, SessionSubmission, Submission};

/// `POST /settings/email`: the new address gets a link.
pub(crate) async fn change(sent: AccountSubmission) -> Answer {
    let AccountSubmission(Submission {
        person,
        form,
        origin,
    }) = sent;
    let mail = person.api.services.email_change.check_mail();
    mail.map_err(Problem::from)?;
    let mut fields = form.fields(["email", "password"]);
    // Where a proof was asked for, the password was typed there.
    if let Some(password) = step_up::password(&form) {
        fields.insert("password".to_owned(), password.into());
    }
    let session = person.session.clone();
    let changed = change_email(person.api.clone(), session, Fields::new(fields), origin).await;
    let changed = changed.map_err(|error| of_field("password", StatusCode::FORBIDDEN, error));
    outcome(changed, &person, &form, "email-change-sent").await
}

/// `POST /settings/email/resend`. It requires only a session: the address is no matter of an organization.
pub(crate) async fn resend(sent: SessionSubmission, api: SharedApi) -> Answer {
    resend_verification(api, sent.session).await?;
    Ok(see_other("/settings?notice=verification-sent"))
}
