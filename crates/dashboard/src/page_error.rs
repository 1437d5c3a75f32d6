use std::fmt;

use actix_web::ResponseError;
use actix_web::http::StatusCode;
use sendook_domain::authorization::Denial;
use sendook_domain::ports::StoreError;
use sendook_web::Problem;

/// Why a page is not shown. The gate renders it.
#[derive(Debug)]
pub(crate) enum PageError {
    /// As in the JSON API.
    Api(Problem),
    /// There is no session, or no longer.
    NoSession,
    /// The form was sent from a page of another site.
    NotOurForm,
    /// The form seems to come from another site, because the service does not know its own address. With a sentence that
    /// says what to do.
    WrongAddress(String),
    /// The token of the form is not of this session: it was shown before the last login, or before cookies were cleared.
    StaleForm,
    /// The person is in no organization.
    NoOrganization,
    /// The organization requires a second factor, and the person has none.
    SecondFactorMissing,
    /// What the form asks for takes a recent proof of who sent it.
    ProofRequired,
    /// The form was shown in another organization than the one that the person works in now.
    OtherOrganization,
}

impl PageError {
    /// There is nothing under this id, or no longer.
    pub(crate) fn gone(sentence: &'static str) -> Self {
        Self::Api(Problem::not_found(sentence))
    }
}

impl From<Problem> for PageError {
    fn from(error: Problem) -> Self {
        match (error.status, error.code) {
            (_, "reauthentication_required") => Self::ProofRequired,
            // The session ended between one look and the next.
            (StatusCode::UNAUTHORIZED, _) => Self::NoSession,
            _ => Self::Api(error),
        }
    }
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        Problem::from(error).into()
    }
}

impl From<Denial> for PageError {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::SecondFactorMissing => Self::SecondFactorMissing,
            denial => Problem::from(denial).into(),
        }
    }
}

impl From<askama::Error> for PageError {
    fn from(error: askama::Error) -> Self {
        Self::Api(Problem::internal(error.into_box()))
    }
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::NoSession => f.write_str("Log in first."),
            Self::NotOurForm => f.write_str(
                "This form did not come from a page of this dashboard, so nothing was changed. Open the dashboard, reload the page, and try again.",
            ),
            Self::WrongAddress(sentence) => f.write_str(sentence),
            Self::StaleForm => f.write_str("This form is out of date, so nothing was changed."),
            Self::NoOrganization => f.write_str("You are in no organization."),
            Self::SecondFactorMissing => Denial::SecondFactorMissing.fmt(f),
            Self::ProofRequired => f.write_str("This takes a recent proof of who you are."),
            Self::OtherOrganization => f.write_str(
                "This form belongs to another organization than the one that you work in now, so nothing was changed. Switch back to that organization, and try again.",
            ),
        }
    }
}

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Api(error) => error.status,
            Self::NoSession
            | Self::StaleForm
            | Self::NoOrganization
            | Self::SecondFactorMissing => StatusCode::SEE_OTHER,
            Self::NotOurForm | Self::WrongAddress(_) | Self::ProofRequired => StatusCode::FORBIDDEN,
            Self::OtherOrganization => StatusCode::CONFLICT,
        }
    }
}
