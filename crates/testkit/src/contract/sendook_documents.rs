//! What comes from another Sendook.

use sendook_domain::entities::{AuditAction, PasswordHash, Role, User};
use sendook_domain::ports::{
    DocumentStanding, ImportedContent, ImportedDocument, KeyUpdate, Store, StoreError, Unique,
};
use sendook_domain::values::Digest;

use super::World;
use super::support::{audit, opened, to_account};
use crate::builders::{
    a_digest, a_key, a_session, a_user, an_audit_event, an_inbox, an_organization,
};

/// A person with an organization, and an inbox, a key and a token of theirs.
struct Sendook {
    user: User,
    documents: Vec<ImportedDocument>,
    key: Digest,
    token: Digest,
}

fn document(content: ImportedContent) -> ImportedDocument {
    ImportedDocument {
        content,
        audit: an_audit_event(AuditAction::Registered),
    }
}

fn token_of(user: &User) -> (ImportedDocument, Digest) {
    let (session, digest) = (a_session(&user.id).session, a_digest());
    let content = ImportedContent::AccessToken(Box::new(session), digest);
    (document(content), digest)
}

fn a_sendook() -> Sendook {
    let (user, organization) = (a_user(), an_organization());
    let key = a_key(&organization.id);
    let hash = PasswordHash::new("$fake$imported".to_owned());
    let contents = [
        ImportedContent::User(Box::new(user.clone()), hash),
        ImportedContent::Organization(organization.clone()),
        ImportedContent::Member {
            organization_id: organization.id.clone(),
            user_id: user.id.clone(),
            role: Role::Admin,
            joined_at: organization.created_at,
        },
        ImportedContent::Inbox(an_inbox(&organization.id)),
        ImportedContent::ApiKey(Box::new(key.clone())),
    ];
    let mut documents: Vec<_> = contents.into_iter().map(document).collect();
    let (token, token_digest) = token_of(&user);
    documents.push(token);
    Sendook {
        user,
        documents,
        key: key.digest,
        token: token_digest,
    }
}

fn standings(
    store: &dyn Store,
    documents: &[ImportedDocument],
) -> Result<Vec<DocumentStanding>, StoreError> {
    store.standings(documents)
}

/// Everything is there under its id, each with its line, and known from then on.
pub fn imported_documents_are_kept_under_their_ids(world: &dyn World) -> Result<(), StoreError> {
    let sendook = a_sendook();
    world.store().import_documents(&sendook.documents)?;
    let store = world.other_server();
    let lines = sendook.documents.iter().map(|one| one.audit.id.clone());
    let lines: Vec<_> = lines.collect();
    assert_eq!(world.audit_ids(), lines);
    let (user, _) = store
        .user_for_login(&sendook.user.email)?
        .expect("the user");
    assert_eq!(user, sendook.user);
    for one in &sendook.documents {
        match &one.content {
            ImportedContent::Organization(organization) => {
                let found = store.membership(&user.id, &organization.id)?;
                assert_eq!(found, Some((organization.clone(), Role::Admin)));
            }
            ImportedContent::Inbox(inbox) => {
                let all = sendook_domain::entities::InboxScope::All;
                let found = store.inbox(&inbox.organization_id, &all, &inbox.id)?;
                assert_eq!(found.as_ref(), Some(inbox));
            }
            ImportedContent::ApiKey(key) => {
                let found = store.key_by_digest(&sendook.key)?.map(|found| found.key);
                assert_eq!(found.as_ref(), Some(&key.key));
            }
            ImportedContent::AccessToken(session, _) => {
                let found = store.access_token_by_digest(&sendook.token)?;
                let found = found.expect("the token");
                assert_eq!(
                    (&found.session_id, found.expires_at),
                    (&session.id, session.expires_at)
                );
                assert_eq!(store.sessions(&user.id)?, [session.as_ref().clone()]);
            }
            ImportedContent::User(..) | ImportedContent::Member { .. } => {}
        }
    }
    let standings = standings(&*store, &sendook.documents)?;
    assert!(standings.iter().all(|one| one.is_known), "{standings:?}");
    Ok(())
}

/// One of them has an address that is taken: nothing of any is kept.
pub fn documents_are_imported_together_or_not_at_all(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let there = opened(&*store)?;
    let lines = world.audit_ids();
    let mut sendook = a_sendook();
    let mut rival = a_user();
    rival.email = there.user.email;
    let hash = PasswordHash::absent();
    sendook
        .documents
        .push(document(ImportedContent::User(Box::new(rival), hash)));
    let refused = store.import_documents(&sendook.documents);
    assert!(
        matches!(refused, Err(StoreError::Taken(Unique::UserEmail))),
        "{refused:?}"
    );
    assert_eq!(store.user_for_login(&sendook.user.email)?, None);
    assert_eq!(store.key_by_digest(&sendook.key)?, None);
    assert_eq!(world.audit_ids(), lines);
    Ok(())
}

/// What is there is told before anything is kept.
pub fn a_standing_says_what_is_there(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let there = opened(&*store)?;
    let mut sendook = a_sendook();
    let unknown = DocumentStanding::default();
    let found = standings(&*store, &sendook.documents)?;
    assert_eq!(found, [unknown; 6]);

    for one in &mut sendook.documents {
        match &mut one.content {
            ImportedContent::User(user, _) => user.email = there.user.email.clone(),
            ImportedContent::Organization(_) => {}
            ImportedContent::Member {
                organization_id,
                user_id,
                ..
            } => {
                *organization_id = there.organization.id.clone();
                *user_id = there.user.id.clone();
            }
            ImportedContent::Inbox(inbox) => {
                inbox.organization_id = there.organization.id.clone();
                inbox.address = there.inbox.address.clone();
            }
            ImportedContent::ApiKey(key) => {
                key.key.organization_id = there.organization.id.clone();
                key.digest = there.api_key.digest;
            }
            ImportedContent::AccessToken(session, digest) => {
                session.user_id = there.user.id.clone();
                *digest = there.session.tokens.access_digest;
            }
        }
    }
    let is_taken = true;
    let taken = |has_organization, has_user| DocumentStanding {
        is_known: false,
        is_taken,
        has_organization,
        has_user,
    };
    let member = DocumentStanding {
        is_known: true,
        is_taken: false,
        has_organization: true,
        has_user: true,
    };
    let expected = [
        taken(false, false),
        unknown,
        member,
        taken(true, false),
        taken(true, false),
        taken(false, true),
    ];
    assert_eq!(standings(&*store, &sendook.documents)?, expected);
    store.disable_user(&there.user.id, &to_account(&there))?;
    let found = standings(&*store, &sendook.documents)?;
    assert_eq!(found.last(), Some(&unknown), "disabled, without sessions");
    Ok(())
}

/// What was deleted is not imported again.
pub fn what_was_imported_and_deleted_stays_known(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let sendook = a_sendook();
    store.import_documents(&sendook.documents)?;
    let key = store.key_by_digest(&sendook.key)?.expect("the key").key;
    let mut delete = |_| KeyUpdate::Deleted;
    store.update_key(&key.organization_id, &key.id, &mut delete, &audit())?;
    store.delete_organization(&key.organization_id, &audit())?;
    let all = sendook_domain::ports::EndSessions::All;
    store.end_sessions(&sendook.user.id, &all, &audit())?;
    assert_eq!(store.key_by_digest(&sendook.key)?, None);
    assert_eq!(store.access_token_by_digest(&sendook.token)?, None);
    let standings = standings(&*store, &sendook.documents)?;
    assert!(standings.iter().all(|one| one.is_known), "{standings:?}");
    Ok(())
}

/// Whoever disables an account while its tokens are imported is not too early.
pub fn a_token_of_a_disabled_account_is_left_out(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let there = opened(&*store)?;
    store.disable_user(&there.user.id, &to_account(&there))?;
    let lines = world.audit_ids();
    let (token, digest) = token_of(&there.user);
    store.import_documents(std::slice::from_ref(&token))?;
    assert_eq!(store.access_token_by_digest(&digest)?, None);
    assert_eq!(world.audit_ids(), lines);
    assert!(!standings(&*store, &[token])?[0].is_known);
    Ok(())
}

/// Two documents of one batch have what only one may have: nothing of any is kept, on no store.
pub fn what_two_documents_of_a_batch_claim_is_taken(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let lines = world.audit_ids();
    for at in [0, 3, 4, 5] {
        let (first, mut second) = (a_sendook(), a_sendook());
        match (
            &first.documents[at].content,
            &mut second.documents[at].content,
        ) {
            (ImportedContent::User(one, _), ImportedContent::User(other, _)) => {
                other.email = one.email.clone();
            }
            (ImportedContent::Inbox(one), ImportedContent::Inbox(other)) => {
                other.address = one.address.clone();
            }
            (ImportedContent::ApiKey(one), ImportedContent::ApiKey(other)) => {
                other.digest = one.digest;
            }
            (ImportedContent::AccessToken(_, one), ImportedContent::AccessToken(_, other)) => {
                *other = *one;
            }
            _ => unreachable!("both are of one kind"),
        }
        let both = [&first.documents[..], &second.documents[..]].concat();
        let refused = store.import_documents(&both);
        let expected = match at {
            0 => Some(Unique::UserEmail),
            3 => Some(Unique::InboxAddress),
            _ => None,
        };
        match (refused, expected) {
            (Err(StoreError::Taken(taken)), Some(expected)) => assert_eq!(taken, expected),
            (Err(_), None) => {}
            other => panic!("{at}: {other:?}"),
        }
        assert_eq!(store.user_for_login(&first.user.email)?, None);
        assert_eq!(world.audit_ids(), lines);
    }
    Ok(())
}

/// A secret that is a key's is taken for a token, and the other way round; but a store keeps both, as each is looked up among its kind.
pub fn a_secret_of_a_key_is_taken_for_a_token(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let there = opened(&*store)?;
    let mut sendook = a_sendook();
    for one in &mut sendook.documents {
        match &mut one.content {
            ImportedContent::ApiKey(key) => key.digest = there.session.tokens.access_digest,
            ImportedContent::AccessToken(_, digest) => *digest = there.api_key.digest,
            _ => {}
        }
    }
    let found = standings(&*store, &sendook.documents)?;
    let taken: Vec<_> = found.iter().map(|one| one.is_taken).collect();
    assert_eq!(taken, [false, false, false, false, true, true]);
    store.import_documents(&sendook.documents)?;
    let found = standings(&*store, &sendook.documents)?;
    assert!(found.iter().all(|one| one.is_known), "{found:?}");
    Ok(())
}
