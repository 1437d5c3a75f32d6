//! How rows become entities, and how entities become rows.

mod api_key;
mod audit;
mod column;
mod ending_key;
mod factor;
mod factor_notice;
mod failure_count;
mod imported_document;
mod inbox;
mod invitation;
mod key_secret;
mod mail_link;
mod organization;
mod outgoing_mail;
mod passkey_challenge;
mod password_reset;
mod remembered_answer;
mod run_token;
mod second_factor_login;
mod session;
mod user;

pub(crate) use api_key::{ApiKeyRow, KeyByDigestRow};
pub(crate) use audit::AuditRow;
pub(crate) use column::{
    CorruptRow, day, digest, epoch_day, ids, instant, micros, optional_instant,
};
pub(crate) use ending_key::EndingKeyRow;
pub(crate) use factor::FactorRow;
pub(crate) use failure_count::FailureCountRow;
pub(crate) use imported_document::ImportedDocumentRow;
pub(crate) use inbox::InboxRow;
pub(crate) use invitation::{InvitationRow, StoredInvitationRow};
pub(crate) use key_secret::{NewSecretRow, SecretRow};
pub(crate) use mail_link::MailLinkRow;
pub(crate) use organization::{
    MemberRow, MembershipRow, OrganizationDetails, OrganizationRow, membership, role,
};
pub(crate) use outgoing_mail::OutgoingMailRow;
pub(crate) use passkey_challenge::PasskeyChallengeRow;
pub(crate) use password_reset::PasswordResetRow;
pub(crate) use remembered_answer::RememberedAnswerRow;
pub(crate) use run_token::RunTokenRow;
pub(crate) use second_factor_login::SecondFactorLoginRow;
pub(crate) use session::{AccessTokenRow, RefreshTokenRow, SessionRow, TokenByDigestRow};
pub(crate) use user::UserRow;
