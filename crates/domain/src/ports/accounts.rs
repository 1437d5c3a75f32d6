use super::{NewSession, StoreError};
use crate::entities::{
    AuditEvent, Inbox, KeyWithDigests, Organization, OutgoingMail, PasswordHash, Role, User,
};
use crate::values::Id;

/// Opens accounts.
pub trait Accounts: Send + Sync {
    /// Keeps a user, the organization that the user owns, its first key and inbox, and the user's first
    /// session.
    ///
    /// MUST be all or nothing, also when the process is killed halfway. MUST be durable when it returns.
    ///
    /// # Errors
    /// [`StoreError::Taken`] with what is taken; then nothing is kept.
    fn open(&self, account: &NewAccount, audit: &AuditEvent) -> Result<(), StoreError>;

    /// Keeps what [`open`](Self::open) keeps, but without a key and a session, as nobody is there who could be shown a secret.
    /// It MUST do so as [`open`](Self::open) does.
    ///
    /// # Errors
    /// As for [`open`](Self::open).
    fn create(&self, account: &CreatedAccount, audit: &AuditEvent) -> Result<(), StoreError>;

    /// Keeps accounts that come from elsewhere, one after the other, each with its line of the audit trail. It MUST do so as
    /// [`open`](Self::open) does: all of them or none.
    ///
    /// # Errors
    /// As for [`open`](Self::open).
    fn import(&self, accounts: &[ImportedAccount]) -> Result<(), StoreError>;
}

/// An account that comes from another system.
#[derive(Debug, Clone)]
pub struct ImportedAccount {
    /// The person.
    pub user: User,
    /// The person's password at rest.
    pub password_hash: PasswordHash,
    /// Where the person belongs.
    pub placement: Placement,
    /// Whether the organization that the person founds is noted as imported under its name, so that later imports find it by that.
    pub is_named: bool,
    /// What the audit trail says of it.
    pub audit: AuditEvent,
}

/// Where an imported person belongs.
#[derive(Debug, Clone)]
pub enum Placement {
    /// In a new organization with this inbox, as its owner.
    Owner(Organization, Inbox),
    /// In one that is there, or is made for somebody before.
    Member(Id<Organization>, Role),
}

impl Placement {
    /// Which organization it is.
    pub fn organization(&self) -> &Id<Organization> {
        match self {
            Self::Owner(organization, _) => &organization.id,
            Self::Member(organization, _) => organization,
        }
    }
}

/// What is created when an operator makes an account for a person.
#[derive(Debug, Clone)]
pub struct CreatedAccount {
    /// The person.
    pub user: User,
    /// The person's password at rest.
    pub password_hash: PasswordHash,
    /// Owned by the person.
    pub organization: Organization,
    /// The organization's first inbox.
    pub inbox: Inbox,
}

/// What is created when a person registers.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The person.
    pub user: User,
    /// The person's password at rest.
    pub password_hash: PasswordHash,
    /// Owned by the person.
    pub organization: Organization,
    /// The organization's first key.
    pub api_key: KeyWithDigests,
    /// The organization's first inbox.
    pub inbox: Inbox,
    /// The person is logged in at once.
    pub session: NewSession,
    /// What is mailed to the person.
    pub mails: Vec<OutgoingMail>,
}
