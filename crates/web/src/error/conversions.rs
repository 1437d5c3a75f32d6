//! From what use cases report to what clients see. Each sentence is the error's own.

use actix_web::http::StatusCode;
use actix_web::http::header::WWW_AUTHENTICATE;
use chrono::TimeDelta;
use sendook_domain::accounts::{RegistrationError, TooManyAttempts, TooManyRegistrations};
use sendook_domain::authentication::AuthenticationError;
use sendook_domain::authorization::Denial;
use sendook_domain::factors::PasskeyRegistrationError;
use sendook_domain::idempotency::ReplayError;
use sendook_domain::inboxes::InboxRequestError;
use sendook_domain::organizations::MembershipError;
use sendook_domain::ports::{HashError, StoreError, Unique};
use sendook_domain::values::InvalidInboxAddress;

use super::Problem;
use super::credential::invalid_token;

impl Problem {
    /// The challenge of RFC 6750, section 3, with these parameters. Nothing that a client sent is echoed into it.
    pub(crate) fn challenging(self, parameters: &str) -> Self {
        self.with(
            WWW_AUTHENTICATE,
            format!(r#"Bearer realm="sendook"{parameters}"#),
        )
    }

    /// The challenge of RFC 7617, section 2, in place of another one.
    pub(crate) fn challenging_basic(self) -> Self {
        self.with(WWW_AUTHENTICATE, r#"Basic realm="sendook""#)
    }

    /// It is known who asks, and they may not.
    pub(crate) fn forbidden(reason: &impl ToString) -> Self {
        let message = reason.to_string().into();
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
    }

    /// The request is malformed beyond carrying a wrong credential (RFC 6750, section 3.1; RFC 6749, section 5.2).
    pub(crate) fn invalid_request(message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", message.into())
            .challenging(r#", error="invalid_request""#)
    }

    /// The scopes that are asked for do not exist, or cannot be had (RFC 6749, section 5.2).
    pub(crate) fn invalid_scope(reason: &impl ToString) -> Self {
        let message = reason.to_string().into();
        Self::new(StatusCode::BAD_REQUEST, "invalid_scope", message)
    }
}

pub(super) fn forbidden(reason: &impl ToString) -> Problem {
    Problem::forbidden(reason)
}

pub(super) fn conflict(code: &'static str, reason: &impl ToString) -> Problem {
    Problem::new(StatusCode::CONFLICT, code, reason.to_string().into())
}

/// The password, code or passkey that was shown to log in is wrong.
pub(super) fn invalid_credentials(reason: &impl ToString) -> Problem {
    let message = reason.to_string().into();
    Problem::new(StatusCode::UNAUTHORIZED, "invalid_credentials", message)
        .challenging("")
        .listed()
}

/// A token that came in a body is not valid; `described` says it in the challenge.
pub(super) fn invalid_in_body(reason: &impl ToString, described: &str) -> Problem {
    let message = reason.to_string().into();
    Problem::new(StatusCode::UNAUTHORIZED, "invalid_token", message)
        .challenging(&invalid_token(described))
}

pub(super) fn too_many(reason: &impl ToString) -> Problem {
    let message = reason.to_string().into();
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", message).listed()
}

/// The code of an idempotency key that belongs to another request, or to one that is still being carried out.
const KEY_IN_USE: &str = "idempotency_key_in_use";

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(cause) => Self::unavailable(cause),
            StoreError::Untrusted(why) => Self::not_ready(why.code(), why.to_string().into()),
            StoreError::Taken(Unique::UserEmail) => RegistrationError::EmailTaken.into(),
            StoreError::Taken(Unique::InboxAddress) => InboxRequestError::Taken.into(),
            StoreError::Taken(Unique::Passkey) => PasskeyRegistrationError::Taken.into(),
            StoreError::Taken(Unique::IdempotencyKey) => {
                let message = "The first request with this Idempotency-Key is still being carried out. Send it again in a moment.";
                conflict(KEY_IN_USE, &message).after(TimeDelta::seconds(1))
            }
            StoreError::Internal(cause) => Self::internal(cause),
        }
    }
}

impl From<HashError> for Problem {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Unavailable(cause) => Self::unavailable(cause),
            HashError::Internal(cause) => Self::internal(cause),
        }
    }
}

impl From<Denial> for Problem {
    fn from(denial: Denial) -> Self {
        let mut problem = forbidden(&denial);
        match denial {
            Denial::MissingScope(scope) | Denial::MissingScopeOfRunToken(scope) => {
                let scope = scope.as_str();
                problem.code = "insufficient_scope";
                let parameters = format!(r#", error="insufficient_scope", scope="{scope}""#);
                problem.challenging(&parameters)
            }
            Denial::AddressNotAllowed(_) => {
                problem.code = "ip_not_allowed";
                problem
            }
            _ => problem,
        }
    }
}

impl From<TooManyAttempts> for Problem {
    fn from(error: TooManyAttempts) -> Self {
        too_many(&error).after(error.0)
    }
}

impl From<TooManyRegistrations> for Problem {
    fn from(error: TooManyRegistrations) -> Self {
        too_many(&error).after(error.0)
    }
}

impl From<AuthenticationError> for Problem {
    fn from(error: AuthenticationError) -> Self {
        match error {
            AuthenticationError::Refused(challenge) => challenge.into(),
            AuthenticationError::Denied(denial) => denial.into(),
            AuthenticationError::TooManyRequests(exceeded) => exceeded.into(),
            AuthenticationError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

impl From<MembershipError> for Problem {
    fn from(error: MembershipError) -> Self {
        match error {
            MembershipError::Denied(denial) => denial.into(),
            MembershipError::Store(error) => error.into(),
        }
    }
}

impl From<ReplayError> for Problem {
    fn from(error: ReplayError) -> Self {
        match error {
            ReplayError::Reused => conflict(KEY_IN_USE, &error),
            ReplayError::Store(error) => error.into(),
        }
    }
}

impl From<InboxRequestError> for Problem {
    fn from(error: InboxRequestError) -> Self {
        match error {
            InboxRequestError::Address(fault @ InvalidInboxAddress::ForeignDomain) => {
                let message = fault.to_string().into();
                Self::new(StatusCode::NOT_FOUND, "not_found", message)
            }
            InboxRequestError::Address(fault) => Self::field("name", &fault),
            InboxRequestError::Taken => conflict("inbox_taken", &error),
            InboxRequestError::Store(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The other conflict of the same code does not pass by itself.
    #[test]
    fn a_request_that_is_still_carried_out_says_when_to_send_it_again() {
        let running = Problem::from(StoreError::Taken(Unique::IdempotencyKey));
        let reused = Problem::from(ReplayError::Reused);
        assert_eq!((running.code, running.retry_after), (KEY_IN_USE, Some(1)));
        assert_eq!((reused.code, reused.retry_after), (KEY_IN_USE, None));
    }
}
