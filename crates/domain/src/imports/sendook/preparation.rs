use chrono::{DateTime, Utc};

use super::super::ImportService;
use super::{LeftOut, SendookDocument};
use crate::entities::{
    Actor, ApiKey, AuditAction, AuditEvent, ClientInfo, InboxScope, KeySecret, KeyWithDigests,
    Organization, RequestLimits, Role, ScopeSet, Session, User,
};
use crate::policies::PROOF_IS_RECENT_FOR;
use crate::ports::{ImportedContent, ImportedDocument, StoreError};
use crate::tokens::{PlainToken, TokenKind};
use crate::values::{Digest, Environment, Id, InboxAddress, InvalidInboxAddress, KeyName, Secret};

/// What lists of sessions show for a device.
const IMPORTED_FROM: &str = "imported from Sendook";

/// What the audit trail says of everything that is imported.
const IMPORTED: &str = "imported";

impl ImportService {
    /// Makes of a document what a store keeps: of secrets, the digests. Members are admins.
    pub(super) fn prepare(
        &self,
        document: SendookDocument,
    ) -> Result<Result<ImportedDocument, LeftOut>, StoreError> {
        let now = self.issuer.clock.now();
        let content = match document {
            SendookDocument::User(user, _) if user.created_at > now => {
                return Ok(Err(LeftOut::FromTheFuture));
            }
            SendookDocument::AccessToken { created_at, .. } if created_at > now => {
                return Ok(Err(LeftOut::FromTheFuture));
            }
            SendookDocument::User(user, hash) => ImportedContent::User(user, hash),
            SendookDocument::Organization(one) => ImportedContent::Organization(one),
            SendookDocument::Member {
                organization_id,
                user_id,
                joined_at,
            } => ImportedContent::Member {
                organization_id,
                user_id,
                role: Role::Admin,
                joined_at,
            },
            SendookDocument::Inbox(inbox) => {
                let address = inbox.address.as_str();
                if let Err(error) = InboxAddress::parse(address, self.inboxes.domain()) {
                    return Ok(Err(error.into()));
                }
                ImportedContent::Inbox(inbox)
            }
            SendookDocument::ApiKey {
                id,
                organization_id,
                name,
                secret,
                active,
                created_at,
                updated_at,
            } => {
                let Some((digest, hint)) = self.legacy(&secret) else {
                    return Ok(Err(LeftOut::NoSecret));
                };
                let key = ApiKey {
                    active,
                    updated_at,
                    ..key(id, organization_id, name, hint, created_at)
                };
                ImportedContent::ApiKey(Box::new(KeyWithDigests {
                    key,
                    digest,
                    previous_digest: None,
                }))
            }
            SendookDocument::AccessToken {
                id,
                user_id,
                secret,
                created_at,
            } => {
                let Some((digest, _)) = self.legacy(&secret) else {
                    return Ok(Err(LeftOut::NoSecret));
                };
                let session = self.session(id, user_id, created_at);
                ImportedContent::AccessToken(Box::new(session), digest)
            }
        };
        let audit = self.line(&content)?;
        Ok(Ok(ImportedDocument { content, audit }))
    }

    /// The digest and the hint of a secret that Sendook made.
    fn legacy(&self, secret: &Secret) -> Option<(Digest, String)> {
        let token = PlainToken::parse(secret.expose()).ok();
        let token = token.filter(|token| token.kind() == TokenKind::Legacy)?;
        Some((token.digest(&*self.issuer.digester), token.hint()))
    }

    /// Tokens of Sendook have no end. Here, they have that of a session which begins now. They are no recent proof of who their person
    /// is, however new they are.
    fn session(&self, id: Id<Session>, user_id: Id<User>, created_at: DateTime<Utc>) -> Session {
        let now = self.issuer.clock.now();
        Session {
            id,
            user_id,
            ip: None,
            user_agent: Some(IMPORTED_FROM.to_owned()),
            created_at,
            authenticated_at: created_at.min(now - PROOF_IS_RECENT_FOR * 2),
            last_used_at: now,
            expires_at: now + self.lifetimes.session,
        }
    }

    fn line(&self, content: &ImportedContent) -> Result<AuditEvent, StoreError> {
        let action = match content {
            ImportedContent::User(..) => AuditAction::Registered,
            ImportedContent::Organization(_) => AuditAction::OrganizationCreated,
            ImportedContent::Member { .. } => AuditAction::MemberJoined,
            ImportedContent::Inbox(_) => AuditAction::InboxCreated,
            ImportedContent::ApiKey(_) => AuditAction::KeyCreated,
            ImportedContent::AccessToken(..) => AuditAction::LoggedIn,
        };
        let origin = ClientInfo::default();
        let mut audit = self.issuer.audit(action, Actor::Operator, &origin)?;
        audit.organization_id = content.organization_id().cloned();
        audit.user_id = content.user_id().cloned();
        audit.detail = Some(IMPORTED.to_owned());
        match content {
            ImportedContent::User(user, _) => audit.user_id = Some(user.id.clone()),
            ImportedContent::Organization(one) => audit.organization_id = Some(one.id.clone()),
            ImportedContent::Member { .. } => {}
            ImportedContent::Inbox(inbox) => audit.target = Some(inbox.id.to_string()),
            ImportedContent::ApiKey(key) => audit.target = Some(key.key.id.to_string()),
            ImportedContent::AccessToken(session, _) => {
                audit.target = Some(session.id.to_string());
            }
        }
        Ok(audit)
    }
}

impl From<InvalidInboxAddress> for LeftOut {
    fn from(error: InvalidInboxAddress) -> Self {
        match error {
            InvalidInboxAddress::Reserved => Self::InboxReserved,
            InvalidInboxAddress::ForeignDomain | InvalidInboxAddress::Email(_) => {
                Self::InboxOfForeignDomain
            }
        }
    }
}

fn key(
    id: Id<ApiKey>,
    organization_id: Id<Organization>,
    name: KeyName,
    hint: String,
    created_at: DateTime<Utc>,
) -> ApiKey {
    ApiKey {
        id,
        organization_id,
        name,
        environment: Environment::Production,
        active: true,
        disabled_reason: None,
        scopes: ScopeSet::full(),
        inboxes: InboxScope::All,
        limits: RequestLimits::default(),
        expires_at: None,
        last_used_at: None,
        last_used_ip: None,
        request_count: 0,
        created_by: None,
        created_at,
        updated_at: created_at,
        secret: KeySecret {
            hint,
            created_at,
            ends_at: None,
            last_used_at: None,
        },
        previous: None,
    }
}
