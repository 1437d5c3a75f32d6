//! A mail is claimed by one server at a time, and goes when it is sent.

use std::slice;

use chrono::TimeDelta;
use sendook_domain::entities::{LinkPurpose, MailLink, OutgoingMail, User};
use sendook_domain::ports::{ClaimedMail, GivenUpMail, MailBacklog, MailClaim, Store, StoreError};
use sendook_domain::values::Digest;

use super::World;
use super::password_resets::a_reset;
use super::support::{at_once, audit, opened};
use super::sweeping::{CUT, MOMENT};
use crate::builders::{a_digest, a_late_moment, a_mail, a_mail_link, a_user};

/// Every field of a mail comes back, on every server, and the mail that is due first comes first.
pub fn mails_are_claimed_in_the_order_in_which_they_are_due(
    world: &dyn World,
) -> Result<(), StoreError> {
    let store = world.store();
    assert_eq!(store.mail_backlog()?, MailBacklog::default());
    let (first, second) = (waiting(), waiting());
    store.queue_mails(&[second.clone(), first.clone()])?;
    let backlog = MailBacklog {
        waiting: 2,
        oldest: Some(first.queued_at),
    };
    assert_eq!(world.other_server().mail_backlog()?, backlog);
    assert!(!store.is_mail_due(first.queued_at - MOMENT)?);
    assert!(store.is_mail_due(first.queued_at)?);
    let until = a_late_moment();
    assert_eq!(store.claim_mail(first.queued_at - MOMENT, until)?, None);
    for mail in [first, second] {
        let claimed = world.other_server().claim_mail(mail.queued_at, until)?;
        assert_eq!(claimed, Some(ClaimedMail { mail, attempt: 1 }));
    }
    assert!(!store.is_mail_due(until - MOMENT)?);
    assert_eq!(store.claim_mail(until - MOMENT, until)?, None);
    Ok(())
}

/// A claim is over at its end; the one before it does nothing any more.
pub fn a_claim_ends_when_another_follows(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (mail, before) = queued_and_claimed(&*store)?;
    let (until, later) = (mail.queued_at + MOMENT, a_late_moment());
    assert!(store.defer_mail(&before.claim(), until, None)?);
    let after = world.other_server().claim_mail(until, later)?;
    let after = after.expect("it is due again");
    assert_eq!((&after.mail, after.attempt), (&mail, 2));
    assert!(!store.defer_mail(&before.claim(), until, None)?);
    assert!(!store.remove_mail(&before.claim())?);
    assert!(!store.is_mail_due(until)?);
    assert!(store.remove_mail(&after.claim())?);
    assert!(!store.remove_mail(&after.claim())?);
    assert_eq!(store.mail_backlog()?, MailBacklog::default());
    Ok(())
}

/// Many servers claim at once: each mail is claimed once.
pub fn mails_claimed_at_once_are_claimed_once(world: &dyn World) -> Result<(), StoreError> {
    let mails: Vec<_> = (0..40).map(|_| waiting()).collect();
    world.store().queue_mails(&mails)?;
    let until = a_late_moment();
    let claimed = at_once(world, |store| {
        let mut claimed = Vec::new();
        while let Some(mail) = store.claim_mail(until - MOMENT, until)? {
            claimed.push(mail.mail.id);
        }
        Ok(claimed)
    })?;
    let mut claimed = claimed.concat();
    claimed.sort();
    let all: Vec<_> = mails.into_iter().map(|mail| mail.id).collect();
    assert_eq!(claimed, all);
    Ok(())
}

/// Mails older than the moment given are given up in batches, unless they are being sent.
pub fn old_mails_are_given_up(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let queued = |queued_at| OutgoingMail {
        queued_at,
        ..waiting()
    };
    let old: Vec<_> = (1..=3)
        .rev()
        .map(|age| queued(CUT - MOMENT * age))
        .collect();
    let (kept, sending) = (queued(CUT), queued(CUT - TimeDelta::days(1)));
    store.queue_mails(slice::from_ref(&sending))?;
    store.claim_mail(CUT, CUT + MOMENT)?;
    store.queue_mails(&old)?;
    store.queue_mails(slice::from_ref(&kept))?;
    let mut given_up = store.give_up_mails(CUT, CUT, 2)?;
    assert_eq!(given_up.len(), 2);
    given_up.extend(world.other_server().give_up_mails(CUT, CUT, 2)?);
    given_up.sort_by(|one, other| one.id.cmp(&other.id));
    let mut expected = old.iter().map(given_up_as).collect::<Vec<_>>();
    expected.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(given_up, expected);
    assert_eq!(store.mail_backlog()?.waiting, 2);
    let late = store.give_up_mails(CUT, CUT + MOMENT, 2)?;
    assert_eq!(late, [given_up_as(&sending)]);
    Ok(())
}

fn given_up_as(mail: &OutgoingMail) -> GivenUpMail {
    GivenUpMail {
        id: mail.id.clone(),
        kind: mail.content.kind().as_str().to_owned(),
    }
}

/// A link is kept for the claim that is to bring it, and for an account that is there, enabled, and has the address.
pub fn a_link_is_kept_for_a_mail_that_is_being_sent(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user;
    let (_, claimed) = queued_and_claimed(&*store)?;
    let claim = claimed.claim();
    let link = a_mail_link(&user, LinkPurpose::PasswordReset);
    let event = audit();
    assert!(store.keep_mail_link(&link, &claim, Some(&event))?);
    assert!(world.audit_ids().contains(&event.id));
    let lines = world.audit_ids().len();
    let refused = |link: &MailLink, claim: &MailClaim| {
        let kept = store.keep_mail_link(link, claim, Some(&audit()))?;
        assert!(!kept);
        Ok::<_, StoreError>(())
    };
    let mut other = a_mail_link(&user, LinkPurpose::PasswordReset);
    other.email = a_user().email;
    refused(&other, &claim)?;
    refused(&a_mail_link(&a_user(), LinkPurpose::PasswordReset), &claim)?;
    let more = a_mail_link(&user, LinkPurpose::PasswordReset);
    let mut outdated = claim.clone();
    outdated.attempt += 1;
    refused(&more, &outdated)?;
    store.disable_user(&user.id, &audit())?;
    refused(&more, &claim)?;
    assert_eq!(world.audit_ids().len(), lines + 1);
    Ok(())
}

/// A mailed link sets a password as an operator's does, and all that were for the same account end with it.
pub fn a_mailed_link_sets_the_password_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let neighbour = opened(&*store)?.user;
    let (first, second) = (
        mailed(&*store, &account.user)?,
        mailed(&*store, &account.user)?,
    );
    let theirs = mailed(&*store, &neighbour)?;
    let offered = a_reset(&account.user.id);
    store.offer_password_reset(&offered, &audit())?;
    let found = world.other_server().password_reset_by_digest(&second)?;
    let found = found.expect("both are good");
    assert_eq!(found.user_id, account.user.id);
    let (hash, digest) = (&account.password_hash, a_digest());
    let set = |reset| store.reset_password(reset, hash, &digest, &audit(), &[]);
    assert!(set(&found)?);
    assert!(!set(&found)?);
    for gone in [first, second, offered.digest] {
        assert_eq!(store.password_reset_by_digest(&gone)?, None);
    }
    assert!(store.password_reset_by_digest(&theirs)?.is_some());
    assert!(store.void_password_reset(&theirs, &audit())?);
    assert_eq!(store.password_reset_by_digest(&theirs)?, None);
    Ok(())
}

/// A change of password, disabling the account, and a mail that was refused each void a mailed link.
pub fn a_mailed_link_is_voided(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let is_good = |digest| Ok::<_, StoreError>(store.password_reset_by_digest(digest)?.is_some());
    let link = mailed(&*store, &account.user)?;
    let (hash, keep) = (&account.password_hash, &account.session.session.id);
    store.change_password(&account.user.id, hash, hash, keep, &audit(), &[])?;
    assert!(!is_good(&link)?);
    let (kept, refused) = (
        mailed(&*store, &account.user)?,
        mailed(&*store, &account.user)?,
    );
    let (_, claimed) = queued_and_claimed(&*store)?;
    store.defer_mail(&claimed.claim(), a_late_moment(), Some(&refused))?;
    assert!(!is_good(&refused)? && is_good(&kept)?);
    store.disable_user(&account.user.id, &audit())?;
    assert!(!is_good(&kept)?);
    Ok(())
}

/// Links that expired before the moment given are swept in batches.
pub fn old_links_are_swept(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user;
    let (_, claimed) = queued_and_claimed(&*store)?;
    for age in [-1, 0, 1, 2, 3] {
        let mut link = a_mail_link(&user, LinkPurpose::PasswordReset);
        link.expires_at = CUT - MOMENT * age;
        store.keep_mail_link(&link, &claimed.claim(), None)?;
    }
    let swept = [2, 2, 2].map(|limit| store.sweep_mail_links(CUT, limit));
    assert_eq!(swept.map(Result::ok), [Some(2), Some(1), Some(0)]);
    Ok(())
}

fn waiting() -> OutgoingMail {
    a_mail(&a_user().email)
}

fn queued_and_claimed(store: &dyn Store) -> Result<(OutgoingMail, ClaimedMail), StoreError> {
    let mail = waiting();
    store.queue_mails(slice::from_ref(&mail))?;
    let claimed = store.claim_mail(mail.queued_at, a_late_moment())?;
    Ok((mail, claimed.expect("it is due")))
}

/// The digest of a link that was mailed to this person.
fn mailed(store: &dyn Store, user: &User) -> Result<Digest, StoreError> {
    let (_, claimed) = queued_and_claimed(store)?;
    let link = a_mail_link(user, LinkPurpose::PasswordReset);
    assert!(store.keep_mail_link(&link, &claimed.claim(), None)?);
    Ok(link.digest)
}
