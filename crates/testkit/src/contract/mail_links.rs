//! Links about e-mail addresses work once, and end with what made them outdated.

use std::slice;

use sendook_domain::entities::{
    EndingKeyNote, LinkPurpose, MailContent, MailLink, OutgoingMail, User,
};
use sendook_domain::ports::{NewAccount, Store, StoreError, Unique};

use super::World;
use super::support::{at_once, audit, opened};
use crate::builders::{a_late_moment, a_mail, a_mail_link, a_user, an_account};

/// What is mailed to a new account is kept with it, every kind of mail with all its fields.
pub fn a_mail_is_kept_with_what_it_tells(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let mut account = an_account();
    let (user_id, new) = (account.user.id.clone(), a_user().email);
    let contents = [
        MailContent::EmailVerification {
            user_id: user_id.clone(),
        },
        MailContent::EmailChange { user_id },
        MailContent::EmailChanged {
            new,
            changed_from: Some([192, 0, 2, 7].into()),
        },
        MailContent::PasswordReset { asked_from: None },
        MailContent::PasswordChanged {
            changed_from: Some([192, 0, 2, 7].into()),
        },
        MailContent::KeyLeaked {
            organization: account.organization.name.clone(),
            key_name: account.api_key.key.name.clone(),
            key_id: account.api_key.key.id.clone(),
        },
        MailContent::NewDevice {
            device: "Firefox on Linux".to_owned(),
            logged_in_from: Some([192, 0, 2, 7].into()),
        },
        MailContent::KeysEnding {
            organization: account.organization.name.clone(),
            keys: vec![EndingKeyNote {
                name: account.api_key.key.name.clone(),
                id: account.api_key.key.id.clone(),
                ends_at: a_late_moment(),
            }],
            more: 2,
        },
    ];
    let mails = contents.map(|content| OutgoingMail {
        content,
        ..a_mail(&account.user.email)
    });
    account.mails = mails.to_vec();
    store.open(&account, &audit())?;
    for mail in mails {
        let claimed = world
            .other_server()
            .claim_mail(mail.queued_at, a_late_moment())?;
        assert_eq!(claimed.map(|claimed| claimed.mail), Some(mail));
    }
    let taken = NewAccount {
        mails: vec![a_mail(&account.user.email)],
        ..account
    };
    store
        .open(&taken, &audit())
        .expect_err("the address is taken");
    assert_eq!(store.mail_backlog()?.waiting, 8);
    Ok(())
}

/// A link verifies the address once, and every other one for it ends.
pub fn an_address_is_verified_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user;
    let (link, other) = (verification(&*store, &user)?, verification(&*store, &user)?);
    let found = world.other_server().mail_link_by_digest(&link.digest)?;
    assert_eq!(found.as_ref(), Some(&link));
    let event = audit();
    assert!(store.verify_email_by_link(&link, &event)?);
    assert!(world.audit_ids().contains(&event.id));
    let lines = world.audit_ids().len();
    for gone in [&link, &other] {
        assert!(!store.verify_email_by_link(gone, &audit())?);
    }
    let verified = store.user(&user.id)?.expect("the user is found");
    assert_eq!(verified.email_verified_at, Some(event.at));
    assert_eq!(verified.updated_at, event.at);
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// Of a disabled account, and of another address, nothing is verified or changed; a link that ends by a report is gone.
pub fn an_outdated_link_does_nothing(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user;
    let (link, change) = (verification(&*store, &user)?, changing(&*store, &user)?);
    let leaked = verification(&*store, &user)?;
    assert!(store.void_mail_link(&leaked.digest, &audit())?);
    assert!(!store.void_mail_link(&leaked.digest, &audit())?);
    assert!(!store.verify_email_by_link(&leaked, &audit())?);
    assert!(!store.verify_email_by_link(&change, &audit())?);
    assert!(!store.change_email(&link, &audit(), &[])?);
    let elsewhere = MailLink {
        email: a_user().email,
        ..link.clone()
    };
    assert!(!store.verify_email_by_link(&elsewhere, &audit())?);
    store.disable_user(&user.id, &audit())?;
    assert!(!store.verify_email_by_link(&link, &audit())?);
    assert!(!store.change_email(&change, &audit(), &[])?);
    assert!(!store.begin_email_change(&user.id, &mail_to(&user), &audit())?);
    let now = store.user(&user.id)?.expect("the user is found");
    assert_eq!((now.email, now.email_verified_at), (user.email, None));
    Ok(())
}

/// The new address is the account's and verified, the mails are kept, and all links that were mailed before end.
pub fn an_address_is_changed_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user;
    let (old, change) = (verification(&*store, &user)?, changing(&*store, &user)?);
    let waiting = OutgoingMail {
        content: MailContent::EmailVerification {
            user_id: user.id.clone(),
        },
        ..a_mail(&user.email)
    };
    store.queue_mails(slice::from_ref(&waiting))?;
    let before = store.mail_backlog()?.waiting;
    let (event, told) = (audit(), a_mail(&user.email));
    let changed = world
        .other_server()
        .change_email(&change, &event, slice::from_ref(&told));
    assert!(changed?);
    assert!(!store.change_email(&change, &audit(), &[])?);
    assert_eq!(store.mail_backlog()?.waiting, before, "one came, one went");
    assert!(!store.verify_email_by_link(&old, &audit())?);
    let found = store.user_for_login(&change.email)?.map(|(user, _)| user);
    let found = found.expect("the user is found by the new address");
    assert_eq!((found.id, found.email), (user.id, change.email));
    assert_eq!(found.email_verified_at, Some(event.at));
    assert_eq!(store.user_for_login(&user.email)?, None);
    assert!(world.audit_ids().contains(&event.id));
    Ok(())
}

/// An address that another account has is taken: nothing changes, and the link stays.
pub fn a_taken_address_is_not_changed_to(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (user, other) = (opened(&*store)?.user, opened(&*store)?.user);
    let mut link = a_mail_link(&user, LinkPurpose::EmailChange);
    link.email = other.email;
    keep(&*store, &link)?;
    let lines = world.audit_ids().len();
    let taken = store.change_email(&link, &audit(), &[]);
    assert!(matches!(taken, Err(StoreError::Taken(Unique::UserEmail))));
    assert_eq!(world.audit_ids().len(), lines);
    assert_eq!(store.mail_link_by_digest(&link.digest)?, Some(link));
    assert_eq!(
        store.user(&user.id)?.map(|user| user.email),
        Some(user.email)
    );
    Ok(())
}

/// A further change ends the mails and links of the one before, and nobody else's.
pub fn a_further_change_ends_the_one_before(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (user, neighbour) = (opened(&*store)?.user, opened(&*store)?.user);
    let (link, theirs) = (changing(&*store, &user)?, changing(&*store, &neighbour)?);
    let verification = verification(&*store, &user)?;
    let before = store.mail_backlog()?.waiting;
    let first = mail_to(&user);
    assert!(store.begin_email_change(&user.id, &first, &audit())?);
    assert_eq!(store.mail_backlog()?.waiting, before + 1);
    assert!(store.begin_email_change(&user.id, &mail_to(&user), &audit())?);
    assert_eq!(store.mail_backlog()?.waiting, before + 1);
    assert_eq!(store.mail_link_by_digest(&link.digest)?, None);
    for kept in [theirs, verification] {
        assert_eq!(store.mail_link_by_digest(&kept.digest)?, Some(kept));
    }
    Ok(())
}

/// One link is followed many times at once: one of them changes the address.
pub fn a_link_followed_at_once_is_followed_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user;
    let link = changing(&*store, &user)?;
    let changed = at_once(world, |store| store.change_email(&link, &audit(), &[]))?;
    assert_eq!(changed.into_iter().filter(|changed| *changed).count(), 1);
    Ok(())
}

fn mail_to(user: &User) -> OutgoingMail {
    OutgoingMail {
        content: MailContent::EmailChange {
            user_id: user.id.clone(),
        },
        ..a_mail(&a_user().email)
    }
}

fn verification(store: &dyn Store, user: &User) -> Result<MailLink, StoreError> {
    let link = a_mail_link(user, LinkPurpose::EmailVerification);
    keep(store, &link)?;
    Ok(link)
}

/// A link that makes a new address this person's.
fn changing(store: &dyn Store, user: &User) -> Result<MailLink, StoreError> {
    let mut link = a_mail_link(user, LinkPurpose::EmailChange);
    link.email = a_user().email;
    keep(store, &link)?;
    Ok(link)
}

fn keep(store: &dyn Store, link: &MailLink) -> Result<(), StoreError> {
    let mail = a_mail(&link.email);
    store.queue_mails(slice::from_ref(&mail))?;
    let claimed = store.claim_mail(mail.queued_at, a_late_moment())?;
    let claim = claimed.expect("it is due").claim();
    assert!(store.keep_mail_link(link, &claim, None)?);
    Ok(())
}
