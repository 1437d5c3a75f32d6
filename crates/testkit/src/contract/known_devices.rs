//! Devices on which people log in: remembered with the login, which is told where it is news.

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::{PasswordHash, User};
use sendook_domain::policies::DEVICES_REMEMBERED;
use sendook_domain::ports::{
    CreatedAccount, LoginDevice, NewAccount, NewSession, Store, StoreError,
};
use sendook_domain::values::Digest;

use super::World;
use super::support::{RUNNERS, at_once, audit, create_session, opened};
use super::sweeping::MOMENT;
use crate::builders::{a_digest, a_mail, a_session, an_account};

/// A login of this person on this device, with a mail that tells of it.
fn login_on(user: &User, digest: Digest, at: DateTime<Utc>) -> NewSession {
    let mut new = a_session(&user.id);
    new.session.created_at = at;
    new.device = LoginDevice {
        digest,
        told: Some(a_mail(&user.email)),
    };
    new
}

/// How many mails a login adds.
fn told(store: &dyn Store, login: &NewSession) -> Result<u64, StoreError> {
    let before = store.mail_backlog()?.waiting;
    assert!(create_session(store, login, &audit())?);
    Ok(store.mail_backlog()?.waiting - before)
}

/// When an account's own session began, on its device.
fn began(account: &NewAccount) -> (Digest, DateTime<Utc>) {
    (
        account.session.device.digest,
        account.session.session.created_at,
    )
}

/// A login on a further device is told once, and one on the device of the registration is not. Another person's devices do not
/// count.
pub fn a_login_on_another_device_is_told_once(world: &dyn World) -> Result<(), StoreError> {
    let (store, other) = (world.store(), world.other_server());
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let (first, at) = began(&account);
    let (second, _) = began(&neighbour);
    let user = &account.user;
    assert_eq!(told(&*other, &login_on(user, first, at))?, 0);
    assert_eq!(told(&*other, &login_on(user, second, at))?, 1);
    assert_eq!(told(&*store, &login_on(user, second, at))?, 0);
    assert_eq!(told(&*store, &login_on(user, first, at))?, 0);
    Ok(())
}

/// A login that is refused is neither told nor remembered.
pub fn a_refused_login_makes_no_device_known(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (device, (_, at)) = (a_digest(), began(&account));
    let login = login_on(&account.user, device, at);
    let refused = NewSession {
        proof: Some(PasswordHash::new("$fake$another".to_owned())),
        ..login.clone()
    };
    assert!(!create_session(&*store, &refused, &audit())?);
    assert_eq!(store.mail_backlog()?.waiting, 0);
    assert_eq!(told(&*store, &login)?, 1);
    Ok(())
}

/// The first login ever, of somebody for whom an account was made, is no news; the next one on another device is.
pub fn a_first_login_is_told_to_nobody(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let NewAccount {
        user,
        password_hash,
        organization,
        inbox,
        session,
        ..
    } = an_account();
    let made = CreatedAccount {
        user: user.clone(),
        password_hash,
        organization,
        inbox,
    };
    store.create(&made, &audit())?;
    let at = session.session.created_at;
    assert_eq!(told(&*store, &login_on(&user, a_digest(), at))?, 0);
    assert_eq!(told(&*store, &login_on(&user, a_digest(), at))?, 1);
    Ok(())
}

/// A device is known until it was not seen for longer than it is remembered; each login begins that time again.
pub fn a_device_is_known_for_a_time(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (device, at) = began(&account);
    let again = at + DEVICES_REMEMBERED;
    let later = again + DEVICES_REMEMBERED + MOMENT;
    for (at, news) in [(again, 0), (later, 1), (later, 0)] {
        assert_eq!(told(&*store, &login_on(&account.user, device, at))?, news);
    }
    Ok(())
}

/// What was not seen for long is swept in batches, and nothing else. To somebody whose devices are all forgotten, the next login is
/// news.
pub fn devices_are_forgotten_in_batches(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (device, at) = began(&account);
    let user = &account.user;
    for _ in 0..2 {
        told(&*store, &login_on(user, a_digest(), at))?;
    }
    let kept = a_digest();
    let cut = at + TimeDelta::days(1);
    told(&*store, &login_on(user, kept, cut))?;
    let swept = [2, 2, 2].map(|limit| store.sweep_devices(cut, limit));
    assert_eq!(swept.into_iter().collect::<Result<Vec<_>, _>>()?, [2, 1, 0]);
    assert_eq!(told(&*store, &login_on(user, kept, cut))?, 0);
    assert_eq!(store.sweep_devices(cut + MOMENT, 9)?, 1);
    assert_eq!(told(&*store, &login_on(user, device, cut))?, 1);
    Ok(())
}

/// Of many logins on a device that is not known, on two servers at once, one is told.
pub fn logins_at_once_are_told_once(world: &dyn World) -> Result<(), StoreError> {
    let account = opened(&*world.store())?;
    let (device, (_, at)) = (a_digest(), began(&account));
    let logged_in = at_once(world, |store| {
        let login = NewSession {
            proof: Some(account.password_hash.clone()),
            ..login_on(&account.user, device, at)
        };
        create_session(store, &login, &audit())
    })?;
    assert_eq!(logged_in, [true; RUNNERS]);
    assert_eq!(world.store().mail_backlog()?.waiting, 1);
    Ok(())
}
