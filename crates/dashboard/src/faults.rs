use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use askama::Template;
use chrono::TimeDelta;
use sendook_web::{ApiError, FieldFault, whole_seconds};

use crate::page_error::PageError;
use crate::view::page;

/// Why a key with two secrets in use is not rotated without a word.
const ENDS_ONE_IN_USE: &str = "Both secrets are in use. Tick the box to end the oldest one, or go back and complete the rotation.";

/// What is wrong with a form that was sent, to be shown in it.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    /// With which status the form is shown again.
    status: StatusCode,
    /// How many seconds to wait before it is sent again.
    retry_after: Option<i64>,
    /// What is wrong with no single field.
    pub(crate) general: Option<String>,
    fields: Vec<FieldFault>,
}

impl Faults {
    /// What an error says about a form.
    ///
    /// # Errors
    /// The error itself, if nothing that the person types would mend it.
    pub(crate) fn of(error: ApiError) -> Result<Self, ApiError> {
        let field = match &error {
            ApiError::EmailTaken | ApiError::InboxTaken => Some("email"),
            ApiError::WrongPassword => Some("current_password"),
            ApiError::RotationInProgress(_) => Some("end_oldest"),
            ApiError::Validation(_)
            | ApiError::InvalidCredentials
            | ApiError::NotRotating
            | ApiError::TooManyAttempts(_)
            | ApiError::TooManyRegistrations(_) => None,
            _ => return Err(error),
        };
        let status = match &error {
            // A 401 would owe a challenge (RFC 9110, section 15.5.2), and a form answers none.
            ApiError::InvalidCredentials => StatusCode::FORBIDDEN,
            error => error.status_and_code().0,
        };
        let sentence = match &error {
            ApiError::TooManyAttempts(wait) => patience("failed attempts", *wait),
            ApiError::TooManyRegistrations(wait) => {
                patience("registrations from your address", *wait)
            }
            // The form has a box for it.
            ApiError::RotationInProgress(_) => ENDS_ONE_IN_USE.to_owned(),
            error => error.sentence(),
        };
        let retry_after = match &error {
            ApiError::TooManyAttempts(wait) | ApiError::TooManyRegistrations(wait) => {
                Some(whole_seconds(*wait))
            }
            _ => None,
        };
        let mut faults = Self {
            status,
            retry_after,
            ..Self::default()
        };
        match (error, field) {
            (ApiError::Validation(fields), _) => faults.fields = fields,
            (_, Some(field)) => faults.add(field, sentence),
            (_, None) => faults.general = Some(sentence),
        }
        Ok(faults)
    }

    /// What was asked for fits no longer: something else was done in between.
    pub(crate) fn outdated(sentence: &str) -> Self {
        Self {
            status: StatusCode::CONFLICT,
            general: Some(sentence.to_owned()),
            ..Self::default()
        }
    }

    /// The form of a stranger could not be told from one that another site sent: it is shown again, to be sent again.
    pub(crate) fn unproven() -> Self {
        Self::outdated("This form was out of date, so it was not sent. Please send it again.")
    }

    /// The page of the form, with what is wrong in it.
    pub(crate) fn page(&self, template: &impl Template) -> Result<HttpResponse, PageError> {
        let mut answer = page(self.status, template)?;
        if let Some(seconds) = self.retry_after {
            let headers = answer.headers_mut();
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        Ok(answer)
    }

    /// Adds what is wrong with one field.
    pub(crate) fn add(&mut self, path: &'static str, msg: String) {
        self.fields.push(FieldFault {
            path: Some(path.into()),
            msg,
        });
    }

    /// What is wrong with a field; nothing if nothing is.
    pub(crate) fn on(&self, path: &str) -> &str {
        let fault = self
            .fields
            .iter()
            .find(|fault| fault.path.as_deref() == Some(path));
        fault.map_or("", |fault| &fault.msg)
    }
}

fn patience(of_what: &str, wait: TimeDelta) -> String {
    let seconds = whole_seconds(wait);
    let (number, unit) = if seconds > 90 {
        ((seconds + 59) / 60, "minutes")
    } else {
        (seconds, if seconds == 1 { "second" } else { "seconds" })
    };
    format!("Too many {of_what}. Wait {number} {unit}, then try again.")
}
