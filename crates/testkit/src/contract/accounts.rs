//! Opening an account is all or nothing.

use sendook_domain::entities::{AuditAction, Inbox, InboxScope, Role, User};
use sendook_domain::ports::{
    CreatedAccount, KeyFilter, NewAccount, OrganizationChange, Pagination, Store, StoreError,
    Unique,
};
use sendook_domain::values::{EmailAddress, InboxAddress};

use super::World;
use super::support::{RUNNERS, at_once, audit, opened, unless_taken};
use crate::builders::{a_moment, a_user, an_account, an_account_of, an_audit_event};

/// Every part of an account exists once it is open, also for another server, with one audit line.
pub fn an_open_account_is_whole(world: &dyn World) -> Result<(), StoreError> {
    let account = an_account();
    let event = an_audit_event(AuditAction::Registered);
    world.store().open(&account, &event)?;
    assert_whole(&*world.store(), &account)?;
    assert_whole(&*world.other_server(), &account)?;
    assert_eq!(world.audit_ids(), [event.id]);
    Ok(())
}

/// Without last name, address and user agent, an account is as good as with them.
pub fn what_is_optional_may_be_absent(world: &dyn World) -> Result<(), StoreError> {
    let mut account = an_account_of(User {
        last_name: None,
        ..a_user()
    });
    account.inbox.name = None;
    account.api_key.key.created_by = None;
    account.session.session.ip = None;
    account.session.session.user_agent = None;
    world.store().open(&account, &audit())?;
    assert_whole(&*world.store(), &account)
}

/// An e-mail address in another letter case is the same address; nothing of the second account is kept.
pub fn a_taken_email_leaves_nothing_behind(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let first = opened(&*store)?;
    let same = first.user.email.as_typed().to_uppercase();
    let second = an_account_of(User {
        email: EmailAddress::parse(&same).expect("a valid address"),
        ..a_user()
    });
    assert_refused(world, &second, Unique::UserEmail)?;
    assert_whole(&*store, &first)
}

/// An inbox address in another letter case is the same address; nothing of the second account is kept.
pub fn a_taken_inbox_address_leaves_nothing_behind(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let first = opened(&*store)?;
    let address = &first.inbox.address;
    let mut second = an_account();
    second.inbox.address =
        InboxAddress::restore(address.as_str().to_uppercase(), address.key().to_owned());
    assert_refused(world, &second, Unique::InboxAddress)?;
    let kept = store.user_for_login(&second.user.email)?;
    assert!(kept.is_none(), "the user of the refused account is kept");
    assert_whole(&*store, &first)
}

/// Many open an account with one e-mail address at once: one of them gets it.
pub fn one_email_opened_at_once_is_opened_once(world: &dyn World) -> Result<(), StoreError> {
    let email = a_user().email;
    let opened = at_once(world, |store| {
        let account = an_account_of(User {
            email: email.clone(),
            ..a_user()
        });
        let opened = store.open(&account, &audit()).map(|()| account);
        unless_taken(opened, Unique::UserEmail)
    })?;
    let winners: Vec<_> = opened.into_iter().flatten().collect();
    assert_eq!((winners.len(), world.audit_ids().len()), (1, 1));
    assert_whole(&*world.store(), &winners[0])?;
    Ok(())
}

/// Many open accounts of their own at once: all of them get one.
pub fn different_accounts_open_at_once(world: &dyn World) -> Result<(), StoreError> {
    for account in at_once(world, opened)? {
        assert_whole(&*world.store(), &account)?;
    }
    assert_eq!(world.audit_ids().len(), RUNNERS);
    Ok(())
}

/// An account that is made for somebody has its user, organization and inbox, and one audit line; a taken address leaves
/// nothing behind.
pub fn an_account_that_is_made_for_somebody_has_no_key_and_no_session(
    world: &dyn World,
) -> Result<(), StoreError> {
    let store = world.store();
    let NewAccount {
        user,
        password_hash,
        organization,
        inbox,
        ..
    } = an_account();
    let made = CreatedAccount {
        user: user.clone(),
        password_hash: password_hash.clone(),
        organization: organization.clone(),
        inbox: inbox.clone(),
    };
    let event = audit();
    store.create(&made, &event)?;
    let other = world.other_server();
    let login = other.user_for_login(&user.email)?;
    assert_eq!(login, Some((user.clone(), password_hash)));
    let membership = (organization.clone(), Role::Owner);
    assert_eq!(other.memberships(&user.id)?, [membership]);
    let kept = other.inbox(&organization.id, &InboxScope::All, &inbox.id)?;
    assert_eq!(kept, Some(inbox.clone()));
    let keys = other.keys(
        &organization.id,
        &KeyFilter::default(),
        &Pagination::first(),
    )?;
    assert_eq!((keys.items, other.sessions(&user.id)?), (vec![], vec![]));
    assert_eq!(world.audit_ids(), [event.id]);
    let fresh = an_account();
    let again = CreatedAccount {
        user: fresh.user.clone(),
        password_hash: fresh.password_hash.clone(),
        organization: fresh.organization.clone(),
        inbox: Inbox {
            address: inbox.address,
            ..fresh.inbox
        },
    };
    let refused = store.create(&again, &audit());
    let Err(StoreError::Taken(Unique::InboxAddress)) = refused else {
        panic!("made although the inbox is taken: {refused:?}");
    };
    assert_eq!(store.user(&fresh.user.id)?, None);
    assert_eq!(store.memberships(&fresh.user.id)?, []);
    assert_eq!(world.audit_ids().len(), 1);
    Ok(())
}

fn assert_whole(store: &dyn Store, account: &NewAccount) -> Result<(), StoreError> {
    let NewAccount {
        user,
        password_hash,
        organization,
        api_key,
        inbox,
        session,
        mails: _,
    } = account;
    assert_eq!(store.user(&user.id)?.as_ref(), Some(user));
    let login = store.user_for_login(&user.email)?;
    assert_eq!(login, Some((user.clone(), password_hash.clone())));
    let membership = (organization.clone(), Role::Owner);
    assert_eq!(store.memberships(&user.id)?, [membership]);
    let key = store.key(&organization.id, &api_key.key.id)?;
    assert_eq!(key.as_ref(), Some(&api_key.key));
    let by_digest = store.key_by_digest(&api_key.digest)?;
    assert_eq!(
        by_digest.map(|found| found.key.id),
        Some(api_key.key.id.clone())
    );
    let kept = store.inbox(&organization.id, &InboxScope::All, &inbox.id)?;
    assert_eq!(kept.as_ref(), Some(inbox));
    let kept = store.session(&user.id, &session.session.id)?;
    assert_eq!(kept.as_ref(), Some(&session.session));
    let token = store.access_token_by_digest(&session.tokens.access_digest)?;
    assert_eq!(token.map(|found| found.user_id), Some(user.id.clone()));
    Ok(())
}

/// Tries to open an account that cannot be opened, and looks for its parts.
fn assert_refused(
    world: &dyn World,
    account: &NewAccount,
    reason: Unique,
) -> Result<(), StoreError> {
    let store = world.store();
    let lines = world.audit_ids().len();
    let refused = store.open(account, &audit());
    let Err(StoreError::Taken(what)) = refused else {
        panic!("opened although something is taken: {refused:?}");
    };
    assert_eq!(what, reason);
    let organization = &account.organization.id;
    assert_eq!(store.user(&account.user.id)?, None);
    assert_eq!(store.memberships(&account.user.id)?, []);
    let name = &account.organization.name;
    let renamed = store.change_organization(
        organization,
        &OrganizationChange::name(name.clone()),
        a_moment(),
        &[audit()],
    )?;
    assert_eq!(renamed, None, "an organization without members is left");
    assert_eq!(store.key_by_digest(&account.api_key.digest)?, None);
    let inbox = store.inbox(organization, &InboxScope::All, &account.inbox.id)?;
    assert_eq!(inbox, None);
    let token = store.access_token_by_digest(&account.session.tokens.access_digest)?;
    assert_eq!(token, None);
    assert_eq!(world.audit_ids().len(), lines, "a refusal is in the trail");
    Ok(())
}
