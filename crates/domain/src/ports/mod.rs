//! What the domain needs from the outside. Adapters implement these traits; each says what an implementation MUST do.
//!
//! Ports are synchronous (`docs/adr/0002-synchronous-ports.md`), and object-safe, so that no type parameter spreads.
//!
//! Any method of a store may fail with [`StoreError`]; `# Errors` sections state only what goes beyond that.

mod accounts;
mod answers;
mod api_keys;
mod audit_trail;
mod clock;
mod crypto;
mod directory;
mod error;
mod factors;
mod freshness;
mod imports;
mod inboxes;
mod invitations;
mod issuer;
mod key_end_notices;
mod keys_alone;
mod login_failures;
mod mail_links;
mod members;
mod no_passkeys;
mod organizations;
mod outbox;
mod page;
mod passkey_store;
mod passkeys;
mod password_resets;
mod remembered_answers;
mod request_counter;
mod run_tokens;
mod sealing;
mod sessions;
mod sweeps;
mod usage;
mod usage_counts;
mod users;

use std::sync::Arc;

pub use accounts::{Accounts, CreatedAccount, ImportedAccount, NewAccount, Placement};
pub use answers::{AnswerSealer, KeyedRequest};
pub use api_keys::{ApiKeys, DecideKey, KeyFilter, KeyUpdate, KeyUse};
pub use audit_trail::{AuditFilter, AuditTrail};
pub use clock::Clock;
pub use crypto::{
    Digester, HashError, PasswordHasher, PasswordStrength, RandomError, SecretSource, Strength,
    Verification,
};
pub use directory::{Directory, ExportedPerson, KeyReference};
pub use error::{StoreError, Unique, Untrusted};
pub use factors::{Confirmation, FactorOutcome, Factors, FinishedLogin, SecondFactorLogins};
pub use freshness::{Freshness, INVALIDATIONS_KEPT, Invalidated, Position};
pub use imports::{DocumentStanding, ImportedContent, ImportedDocument, Imports, imported_as};
pub use inboxes::Inboxes;
pub use invitations::{
    Acceptance, InvitationCreation, Invitations, JoiningAccount, JudgeInvitation, NewInvitation,
};
pub(crate) use issuer::Issuer;
pub use key_end_notices::{EndingKey, KeyEnd, KeyEndNotices};
pub use keys_alone::KeysAlone;
pub use login_failures::{ChangeCounts, FailureKey, LoginFailures};
pub use mail_links::MailLinks;
pub use members::{DecideMember, MemberUpdate, Members, Standing};
pub use no_passkeys::NoPasskeys;
pub use organizations::{OrganizationChange, Organizations};
pub use outbox::{ClaimedMail, GivenUpMail, MailBacklog, MailClaim, Outbox};
pub use page::{Page, Pagination};
pub use passkey_store::Passkeys;
pub use passkeys::{
    KnownPasskey, NewPasskey, PasskeyAnswer, PasskeyChallengeText, PasskeyError, PasskeyHolder,
    PasskeyQuestion, PasskeyVerifier, UserVerification,
};
pub use password_resets::PasswordResets;
pub use remembered_answers::RememberedAnswers;
pub use request_counter::RequestCounter;
pub use run_tokens::{EndRunTokens, NewRunToken, RunTokenCreation, RunTokens};
pub use sealing::{Hmac, SealError, SecretOwner, SecretSealer, UnsealError};
pub use sessions::{EndSessions, LoginDevice, NewGeneration, NewSession, NewTokens, Sessions};
pub use sweeps::Sweeps;
pub use usage::UsageLog;
pub use usage_counts::UsageCounts;
pub use users::Users;

/// What judging credentials reads, and nothing else: [`Credentials`](crate::authentication::Credentials) needs no more.
pub trait CredentialStore: ApiKeys + Freshness + RunTokens + Sessions {}

impl<S> CredentialStore for S where S: ApiKeys + Freshness + RunTokens + Sessions {}

/// Everything that keeps things: one object, so that one transaction can span several of its traits.
///
/// A method that takes an [`AuditEvent`](crate::entities::AuditEvent) MUST keep it in the transaction of what it records, and MUST NOT
/// keep it where nothing was done. What it changes was last changed at the event's moment.
pub trait Store:
    CredentialStore
    + Accounts
    + AuditTrail
    + Directory
    + Factors
    + Imports
    + Inboxes
    + Invitations
    + KeyEndNotices
    + LoginFailures
    + MailLinks
    + Members
    + Organizations
    + Outbox
    + Passkeys
    + PasswordResets
    + RememberedAnswers
    + SecondFactorLogins
    + Sweeps
    + UsageCounts
    + Users
{
}

impl<S> Store for S where
    S: CredentialStore
        + Accounts
        + AuditTrail
        + Directory
        + Factors
        + Imports
        + Inboxes
        + Invitations
        + KeyEndNotices
        + LoginFailures
        + MailLinks
        + Members
        + Organizations
        + Outbox
        + Passkeys
        + PasswordResets
        + RememberedAnswers
        + SecondFactorLogins
        + Sweeps
        + UsageCounts
        + Users
{
}

/// The ports that use cases depend on. [`Services::new`](crate::services::Services::new) hands each use case those that it needs.
#[derive(Clone)]
pub struct Ports {
    /// Keeps everything.
    pub store: Arc<dyn Store>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives random bytes.
    pub secrets: Arc<dyn SecretSource>,
    /// Digests credentials.
    pub digester: Arc<dyn Digester>,
    /// Hides remembered answers.
    pub sealer: Arc<dyn AnswerSealer>,
    /// Computes the codes of authenticator apps.
    pub hmac: Arc<dyn Hmac>,
    /// Hides the secrets of authenticator apps.
    pub secret_sealer: Arc<dyn SecretSealer>,
    /// Hashes passwords.
    pub passwords: Arc<dyn PasswordHasher>,
    /// Estimates how hard a password is to guess.
    pub strength: Arc<dyn PasswordStrength>,
    /// Records how credentials are used. Each server has its own.
    pub usage: Arc<dyn UsageLog>,
    /// Counts the requests of keys that have a rate limit. Each server has its own.
    pub requests: Arc<dyn RequestCounter>,
    /// Asks for passkeys and verifies them.
    pub passkeys: Arc<dyn PasskeyVerifier>,
}
