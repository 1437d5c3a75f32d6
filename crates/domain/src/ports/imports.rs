use chrono::{DateTime, Utc};

use super::StoreError;
use crate::entities::{
    AuditEvent, Inbox, KeyWithDigests, Organization, PasswordHash, Role, Session, User,
};
use crate::values::{Digest, Id, OrganizationName};

/// Keeps what comes from another Sendook, under the ids that it had there.
pub trait Imports: Send + Sync {
    /// How each of these documents stands to what is there already, in their order.
    fn standings(
        &self,
        documents: &[ImportedDocument],
    ) -> Result<Vec<DocumentStanding>, StoreError>;

    /// Finds up to `most` organizations that were imported under exactly this name ([`is_named`](super::ImportedAccount::is_named)) and have
    /// it still.
    fn organizations_imported_as(
        &self,
        name: &OrganizationName,
        most: u16,
    ) -> Result<Vec<Organization>, StoreError>;

    /// Keeps documents, one after the other, each with its line of the audit trail, and notes that they were imported. What they
    /// refer to has to be there, or to come before. An access token of an account that is disabled is left out.
    ///
    /// MUST be all or nothing, also when the process is killed halfway. MUST be durable when it returns.
    ///
    /// # Errors
    /// [`StoreError::Taken`] with what is taken; then nothing is kept.
    fn import_documents(&self, documents: &[ImportedDocument]) -> Result<(), StoreError>;
}

/// A document that comes from another Sendook.
#[derive(Debug, Clone)]
pub struct ImportedDocument {
    /// What it is.
    pub content: ImportedContent,
    /// What the audit trail says of it.
    pub audit: AuditEvent,
}

/// What a document holds.
#[derive(Debug, Clone)]
pub enum ImportedContent {
    /// A person, and the password at rest.
    User(Box<User>, PasswordHash),
    /// An organization, without its members.
    Organization(Organization),
    /// That a person is a member of an organization.
    Member {
        /// Of which.
        organization_id: Id<Organization>,
        /// Who.
        user_id: Id<User>,
        /// What the person is there.
        role: Role,
        /// Since when.
        joined_at: DateTime<Utc>,
    },
    /// An inbox.
    Inbox(Inbox),
    /// An API key.
    ApiKey(Box<KeyWithDigests>),
    /// A session that has an access token with this digest, which ends with it, and no refresh token.
    AccessToken(Box<Session>, Digest),
}

/// How a document stands to what is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question of its own, and all combinations occur"
)]
pub struct DocumentStanding {
    /// It was imported before, whatever has become of it; or the person is a member already.
    pub is_known: bool,
    /// Something else has the e-mail address or the secret that only it may have.
    pub is_taken: bool,
    /// The organization is there that it belongs to.
    pub has_organization: bool,
    /// The person is there whom it belongs to, and not disabled.
    pub has_user: bool,
}

/// The kind of documents under which an organization that was imported under this name is noted, beside its id.
pub fn imported_as(name: &OrganizationName) -> String {
    format!("organization/{name}", name = name.as_str())
}

impl ImportedContent {
    /// What it is, and by what it is known among its kind.
    pub fn key(&self) -> (&'static str, String) {
        match self {
            Self::User(user, _) => ("user", user.id.to_string()),
            Self::Organization(organization) => ("organization", organization.id.to_string()),
            Self::Member {
                organization_id,
                user_id,
                ..
            } => ("member", format!("{organization_id}/{user_id}")),
            Self::Inbox(inbox) => ("inbox", inbox.id.to_string()),
            Self::ApiKey(key) => ("api_key", key.key.id.to_string()),
            Self::AccessToken(session, _) => ("access_token", session.id.to_string()),
        }
    }

    /// The organization that it belongs to.
    pub fn organization_id(&self) -> Option<&Id<Organization>> {
        match self {
            Self::User(..) | Self::Organization(_) | Self::AccessToken(..) => None,
            Self::Member {
                organization_id, ..
            } => Some(organization_id),
            Self::Inbox(inbox) => Some(&inbox.organization_id),
            Self::ApiKey(key) => Some(&key.key.organization_id),
        }
    }

    /// The person whom it belongs to.
    pub fn user_id(&self) -> Option<&Id<User>> {
        match self {
            Self::Member { user_id, .. } => Some(user_id),
            Self::AccessToken(session, _) => Some(&session.user_id),
            _ => None,
        }
    }
}
