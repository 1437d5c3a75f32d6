use diesel::prelude::*;
use sendook_domain::entities::{AuditEvent, KeyWithDigests, PasswordHash, Role, User};
use sendook_domain::ports::{
    ImportedAccount, ImportedContent, ImportedDocument, Placement, imported_as,
};

use crate::connection::SqlConnection;
use crate::error::SqlResult;
use crate::rows::{
    AccessTokenRow, AuditRow, ImportedDocumentRow, InboxRow, MembershipRow, OrganizationRow,
    SessionRow, UserRow,
};
use crate::schema::{
    access_tokens, audit_events, imported_documents, inboxes, memberships, organizations, sessions,
    users,
};
use crate::store::api_keys;
use crate::store::insert_all::insert_all;

/// What an import keeps, table by table: a statement for each row would be most of its time where the database is another
/// process.
#[derive(Default)]
pub(in crate::store) struct ImportedRows<'a> {
    users: Vec<UserRow>,
    organizations: Vec<OrganizationRow>,
    memberships: Vec<MembershipRow>,
    inboxes: Vec<InboxRow>,
    keys: Vec<&'a KeyWithDigests>,
    sessions: Vec<SessionRow>,
    access_tokens: Vec<AccessTokenRow<'a>>,
    documents: Vec<ImportedDocumentRow>,
    lines: Vec<AuditRow>,
}

impl<'a> ImportedRows<'a> {
    /// Adds a person of another system.
    pub(in crate::store) fn add_account(&mut self, account: &ImportedAccount) {
        let (user, at) = (&account.user, &account.audit.at);
        self.add_user(user, &account.password_hash);
        self.memberships.push(match &account.placement {
            Placement::Owner(organization, inbox) => {
                if account.is_named {
                    let key = (imported_as(&organization.name), organization.id.to_string());
                    self.documents.push(key.into());
                }
                self.organizations.push(organization.into());
                self.inboxes.push(inbox.into());
                let joined_at = &organization.created_at;
                MembershipRow::new(&organization.id, &user.id, Role::Owner, joined_at)
            }
            Placement::Member(organization, role) => {
                MembershipRow::new(organization, &user.id, *role, at)
            }
        });
        self.add_line(&account.audit);
    }

    /// Adds a document of another Sendook.
    pub(super) fn add_document(&mut self, document: &'a ImportedDocument) {
        match &document.content {
            ImportedContent::User(user, hash) => self.add_user(user, hash),
            ImportedContent::Organization(one) => self.organizations.push(one.into()),
            ImportedContent::Member {
                organization_id,
                user_id,
                role,
                joined_at,
            } => {
                let row = MembershipRow::new(organization_id, user_id, *role, joined_at);
                self.memberships.push(row);
            }
            ImportedContent::Inbox(inbox) => self.inboxes.push(inbox.into()),
            ImportedContent::ApiKey(key) => self.keys.push(key),
            ImportedContent::AccessToken(session, digest) => {
                self.sessions.push(SessionRow::from(session.as_ref()));
                let row = AccessTokenRow::new(&session.id, digest, &session.expires_at);
                self.access_tokens.push(row);
            }
        }
        self.documents.push(document.content.key().into());
        self.add_line(&document.audit);
    }

    fn add_user(&mut self, user: &User, hash: &PasswordHash) {
        self.users.push(UserRow::new(user, hash));
    }

    fn add_line(&mut self, line: &AuditEvent) {
        self.lines.push(line.into());
    }

    /// Keeps them all. What others refer to comes first.
    pub(in crate::store) fn insert(self, connection: &mut SqlConnection) -> SqlResult<()> {
        insert_all!(connection, users::table, self.users);
        insert_all!(connection, organizations::table, self.organizations);
        insert_all!(connection, memberships::table, self.memberships);
        insert_all!(connection, inboxes::table, self.inboxes);
        api_keys::insert_many(connection, &self.keys)?;
        insert_all!(connection, sessions::table, self.sessions);
        insert_all!(connection, access_tokens::table, self.access_tokens);
        insert_all!(connection, imported_documents::table, self.documents);
        insert_all!(connection, audit_events::table, self.lines);
        Ok(())
    }
}
