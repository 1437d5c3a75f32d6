//! What clients see of the refusals that concern members, invitations and sensitive changes.

use actix_web::http::StatusCode;
use sendook_domain::accounts::ReauthenticationError;
use sendook_domain::authorization::InvitationRefusal;
use sendook_domain::factors::{FactorError, SecondFactorError};
use sendook_domain::invitations::{InvitationError, InviteError, JoinError};
use sendook_domain::members::MemberError;
use sendook_domain::policies::PROOF_IS_RECENT_FOR;
use sendook_domain::ports::StoreError;
use sendook_domain::sessions::StepUpError;

use super::Problem;
use super::conversions::{conflict, forbidden, invalid_credentials, invalid_in_body};

impl From<StepUpError> for Problem {
    /// With the challenge of RFC 9470, section 3.
    fn from(error: StepUpError) -> Self {
        match error {
            StepUpError::Required => {
                let way_out = "Send your password, or a code of your authenticator app, to POST /auth/reauthenticate, and try again within 15 minutes.";
                let message = format!("{error} {way_out}").into();
                let status = StatusCode::UNAUTHORIZED;
                Self::new(status, "reauthentication_required", message).challenging(&format!(
                    r#", error="insufficient_user_authentication", error_description="A more recent authentication is required", max_age="{}""#,
                    PROOF_IS_RECENT_FOR.num_seconds()
                ))
            }
            StepUpError::Store(error) => error.into(),
        }
    }
}

impl From<ReauthenticationError> for Problem {
    fn from(error: ReauthenticationError) -> Self {
        if let ReauthenticationError::UnusableHash(hash) = &error {
            log::error!("{hash}");
        }
        match error {
            ReauthenticationError::WrongPassword | ReauthenticationError::UnusableHash(_) => {
                forbidden(&error)
            }
            ReauthenticationError::TooManyAttempts(error) => error.into(),
            ReauthenticationError::Gone(challenge) => challenge.into(),
            ReauthenticationError::Hash(error) => error.into(),
            ReauthenticationError::Store(error) => error.into(),
        }
    }
}

impl From<SecondFactorError> for Problem {
    fn from(error: SecondFactorError) -> Self {
        match error {
            SecondFactorError::LoginGone => {
                invalid_in_body(&error, "The token of the login is not valid").listed()
            }
            SecondFactorError::Wrong { .. } => invalid_credentials(&error),
            SecondFactorError::TooManyAttempts(error) => error.into(),
            SecondFactorError::Gone(challenge) => challenge.into(),
            SecondFactorError::PartlyCompared { error, .. } | SecondFactorError::Store(error) => {
                error.into()
            }
        }
    }
}

impl From<FactorError> for Problem {
    fn from(error: FactorError) -> Self {
        match error {
            FactorError::Unknown => Self::not_found("There is no such factor."),
            FactorError::WrongCode => Self::field("code", &error),
            FactorError::TooMany => conflict("too_many_factors", &error),
            FactorError::NoFactor => conflict("no_factor", &error),
            FactorError::NoSecretKey => {
                let message = error.to_string().into();
                let status = StatusCode::NOT_IMPLEMENTED;
                Self::new(status, "secret_key_not_configured", message)
            }
            FactorError::Seal(error) => Self::internal(error),
            FactorError::Unseal(error) => StoreError::from(error).into(),
            FactorError::Gone(challenge) => challenge.into(),
            FactorError::Store(error) => error.into(),
        }
    }
}

impl From<InvitationRefusal> for Problem {
    fn from(refusal: InvitationRefusal) -> Self {
        match refusal {
            InvitationRefusal::Invalid => {
                invalid_in_body(&refusal, "The token of the invitation is not valid")
            }
            InvitationRefusal::ForAnotherAddress => {
                let message = refusal.to_string().into();
                let code = "invitation_for_another_address";
                Self::new(StatusCode::FORBIDDEN, code, message)
            }
        }
    }
}

impl From<InviteError> for Problem {
    fn from(error: InviteError) -> Self {
        match error {
            InviteError::Denied(denial) => denial.into(),
            InviteError::AlreadyMember => conflict("already_member", &error),
            InviteError::StepUp(error) => error.into(),
            InviteError::Store(error) => error.into(),
        }
    }
}

impl From<InvitationError> for Problem {
    fn from(error: InvitationError) -> Self {
        match error {
            InvitationError::Refused(refusal) => refusal.into(),
            InvitationError::AlreadyMember => conflict("already_member", &error),
            InvitationError::TooMany(error) => error.into(),
            InvitationError::Gone(challenge) => challenge.into(),
            InvitationError::Store(error) => error.into(),
        }
    }
}

impl From<JoinError> for Problem {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::Registration(error) => error.into(),
            JoinError::Invitation(error) => Self::from(error).listed(),
        }
    }
}

impl From<MemberError> for Problem {
    fn from(error: MemberError) -> Self {
        match error {
            MemberError::Denied(denial) => denial.into(),
            MemberError::Unknown => {
                Self::not_found("There is no such member of this organization.")
            }
            MemberError::Outdated => conflict(Self::OUTDATED, &error),
            MemberError::Refused(refusal) => conflict("last_owner", &refusal),
            MemberError::StepUp(error) => error.into(),
            MemberError::Store(error) => error.into(),
        }
    }
}
