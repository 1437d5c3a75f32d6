use actix_web::http::{StatusCode, header};
use askama::Template;
use sendook_web::{FieldError, Problem};

use crate::answer::{Answer, page};

/// Why a key with two secrets in use is not rotated without confirmation.
const ENDS_ONE_IN_USE: &str = "Both secrets are in use. Tick the box to end the oldest one, or go back and complete the rotation.";

/// What is wrong with a form that was sent, to be shown in it.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    /// With which status the form is shown again.
    status: StatusCode,
    /// How many seconds to wait before it is sent again.
    retry_after: Option<u32>,
    /// What is wrong with no single field.
    pub(crate) general: Option<String>,
    fields: Vec<FieldError>,
}

impl Faults {
    /// What an error says about a form.
    ///
    /// # Errors
    /// The error itself, if no other input would fix it.
    pub(crate) fn of(error: Problem) -> Result<Self, Problem> {
        let Problem { status, code, .. } = error;
        let field = match code {
            "email_taken" | "inbox_taken" => Some("email"),
            "rotation_in_progress" => Some("end_oldest"),
            "already_member"
            | "factor_taken"
            | "invalid_credentials"
            | "invitation_for_another_address"
            | "last_owner"
            | "mail_not_configured"
            | "no_rotation"
            | "passkeys_unavailable"
            | "secret_key_not_configured"
            | "too_many_factors"
            | "too_many_requests"
            | "validation_failed" => None,
            _ => return Err(error),
        };
        let mut faults = Self {
            // A 401 would owe a challenge (RFC 9110, section 15.5.2), and a form answers none.
            status: match status {
                StatusCode::UNAUTHORIZED => StatusCode::FORBIDDEN,
                other => other,
            },
            retry_after: error.retry_after,
            ..Self::default()
        };
        let sentence = match (code, error.retry_after) {
            // The form has a box for it.
            ("rotation_in_progress", _) => ENDS_ONE_IN_USE.to_owned(),
            (_, Some(seconds)) => with_wait(&error.message, seconds),
            _ => error.message.into_owned(),
        };
        match (code, field) {
            ("validation_failed", _) => faults.fields = error.errors,
            (_, Some(field)) => faults.add(field, sentence),
            (_, None) => faults.general = Some(sentence),
        }
        Ok(faults)
    }

    /// Nothing is wrong with what was typed, but the form is not carried out as it is.
    pub(crate) fn none_but(status: StatusCode) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    /// The request is no longer applicable: something else was done in between.
    pub(crate) fn outdated(sentence: &str) -> Self {
        Self {
            status: StatusCode::CONFLICT,
            general: Some(sentence.to_owned()),
            ..Self::default()
        }
    }

    /// The form of a visitor could not be distinguished from one that another site sent: it is shown again, to be sent again.
    pub(crate) fn unproven() -> Self {
        Self::outdated("This form was out of date, so it was not sent. Please send it again.")
    }

    /// The page of the form, with what is wrong in it.
    pub(crate) fn page(&self, template: &impl Template) -> Answer {
        let mut answer = page(self.status, template)?;
        if let Some(seconds) = self.retry_after {
            let headers = answer.headers_mut();
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        Ok(answer)
    }

    /// The same, told beside no field.
    pub(crate) fn of_no_field(self) -> Self {
        Self {
            general: Some(self.sentence().to_owned()),
            fields: Vec::new(),
            ..self
        }
    }

    /// Adds what is wrong with one field.
    pub(crate) fn add(&mut self, path: &'static str, msg: String) {
        self.fields.push(FieldError {
            path: Some(path.into()),
            msg,
        });
    }

    /// What is wrong, with a field or with none; nothing if nothing is. For forms whose fields nobody sees.
    pub(crate) fn sentence(&self) -> &str {
        let of_field = self.fields.first().map(|fault| &*fault.msg);
        self.general.as_deref().or(of_field).unwrap_or_default()
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

/// A problem of this status as one of a field, whose form is refused.
pub(crate) fn of_field(field: &'static str, status: StatusCode, error: Problem) -> Problem {
    if error.status != status {
        return error;
    }
    let mut problem = Problem::field(field, &error.message);
    problem.status = StatusCode::FORBIDDEN;
    problem
}

/// The first sentence of a message, and how long to wait in words.
fn with_wait(message: &str, seconds: u32) -> String {
    let what = message.split(". ").next().unwrap_or_default();
    let (number, unit) = match seconds {
        1 => (1, "second"),
        2..=90 => (seconds, "seconds"),
        _ => (seconds.div_ceil(60), "minutes"),
    };
    format!("{what}. Wait {number} {unit}, then try again.")
}
