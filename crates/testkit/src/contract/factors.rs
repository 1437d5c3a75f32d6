//! What a factor is, and that it counts from its confirmation on.

use std::slice;
use std::sync::atomic::{AtomicUsize, Ordering};

use sendook_domain::entities::{
    Factor, FactorKind, FactorNotice, MailContent, OutgoingMail, StoredFactor,
};
use sendook_domain::ports::{
    Confirmation, NewAccount, OrganizationChange, Pagination, Store, StoreError, Unique,
};
use sendook_domain::values::{Digest, FactorName};

use super::World;
use super::support::{at_once, audit, opened, unless_taken};
use super::sweeping::{CUT, MOMENT, sweep_at_once};
use crate::builders::{a_digest, a_factor, a_factor_login, a_mail, a_moment, a_passkey, an_id};

/// Everything of a factor comes back, on every server, but it counts for nothing until it is confirmed.
pub fn an_offered_factor_counts_for_nothing(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let user = &account.user.id;
    let offered = a_factor(user);
    store.offer_factor(&offered)?;
    let other = world.other_server();
    let id = &offered.factor.id;
    assert_eq!(other.offered_factor(user, id)?.as_ref(), Some(&offered));
    assert_eq!(other.offered_factor(&neighbour.user.id, id)?, None);
    assert_eq!(other.factors_of(user)?, []);
    assert!(!other.has_factor(user)?);
    assert!(!has_second_factor(&*other, &account)?);
    assert_eq!(other.recovery_codes_left(user)?, 0);
    assert!(!other.renew_recovery_codes(user, &[a_digest()], &audit(), &[])?);
    assert_eq!(other.remove_factor(user, id, &audit(), &[])?, None);
    Ok(())
}

/// A further one of its kind takes the place of an offered factor, and of no other.
pub fn a_further_offer_ends_the_one_before(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let user = &account.user.id;
    let kept = confirmed(&*store, &a_factor(user), &[])?;
    let (passkey, theirs) = (a_passkey(user), a_factor(&neighbour.user.id));
    let (older, newer) = (a_factor(user), a_factor(user));
    for factor in [&passkey, &theirs, &older, &newer] {
        store.offer_factor(factor)?;
    }
    for (factor, stands) in [
        (&older, false),
        (&newer, true),
        (&passkey, true),
        (&theirs, true),
    ] {
        let found = store.offered_factor(&factor.factor.user_id, &factor.factor.id)?;
        assert_eq!(found.is_some(), stands, "{factor:?}");
    }
    assert_eq!(store.factors_of(user)?, [kept]);
    Ok(())
}

/// What was verified, the name and the codes are kept, once, with its line and its mail.
pub fn a_factor_is_confirmed_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let user = &account.user.id;
    let offered = a_factor(user);
    store.offer_factor(&offered)?;
    let event = audit();
    let new = with_all(&offered);
    let told = OutgoingMail {
        content: MailContent::SecondFactorChanged {
            notice: FactorNotice::Added(new.factor.kind, new.factor.name.clone()),
            changed_from: Some([192, 0, 2, 7].into()),
        },
        ..a_mail(&account.user.email)
    };
    let (codes, tell) = ([a_digest(), a_digest()], slice::from_ref(&told));
    let done = store.confirm_factor(&new, &codes, &event, tell)?;
    assert_eq!(done, Confirmation::Confirmed { codes_kept: true });
    let again = store.confirm_factor(&new, &codes, &audit(), tell)?;
    assert_eq!(again, Confirmation::NotOffered);
    let other = world.other_server();
    assert_eq!(other.factors_of(user)?, [new]);
    assert!(other.has_factor(user)? && has_second_factor(&*other, &account)?);
    assert_eq!(other.offered_factor(user, &offered.factor.id)?, None);
    assert_eq!(other.recovery_codes_left(user)?, 2);
    assert_eq!(other.mail_backlog()?.waiting, 1);
    assert!(world.audit_ids().contains(&event.id));
    Ok(())
}

/// Many confirm one factor at once: one of them does.
pub fn a_factor_confirmed_at_once_is_confirmed_once(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user.id;
    let offered = a_factor(&user);
    store.offer_factor(&offered)?;
    let new = with_all(&offered);
    let done = at_once(world, |store| {
        store.confirm_factor(&new, &[a_digest(), a_digest()], &audit(), &[])
    })?;
    let confirmed = done
        .iter()
        .filter(|done| **done == Confirmation::Confirmed { codes_kept: true });
    assert_eq!(confirmed.count(), 1);
    assert_eq!(store.recovery_codes_left(&user)?, 2);
    Ok(())
}

/// Nobody has more factors than anybody may, also if several are confirmed at once.
pub fn nobody_has_more_factors_than_anybody_may(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (user, other) = (opened(&*store)?.user.id, opened(&*store)?.user.id);
    for _ in 1..Factor::MAX {
        confirmed(&*store, &a_passkey(&user), &[])?;
    }
    let last = [a_factor(&user), a_passkey(&user)];
    for offered in &last {
        store.offer_factor(offered)?;
    }
    let turn = AtomicUsize::new(0);
    let done = at_once(world, |store| {
        let offered = &last[turn.fetch_add(1, Ordering::Relaxed) % last.len()];
        store.confirm_factor(&with_all(offered), &[], &audit(), &[])
    })?;
    let made = done
        .iter()
        .filter(|done| matches!(done, Confirmation::Confirmed { .. }));
    assert_eq!(made.count(), 1, "{done:?}");
    let waiting = last
        .iter()
        .map(|offered| store.offered_factor(&user, &offered.factor.id));
    let waiting = waiting.collect::<Result<Vec<_>, _>>()?;
    let waiting = waiting.into_iter().flatten().next().expect("one waits");
    let (event, told) = (audit(), [a_mail(&opened(&*store)?.user.email)]);
    let refused = store.confirm_factor(&with_all(&waiting), &[], &event, &told)?;
    assert_eq!(refused, Confirmation::TooMany);
    assert!(!world.audit_ids().contains(&event.id));
    assert_eq!(store.mail_backlog()?.waiting, 0);
    let counting = store.factors_of(&user)?;
    assert_eq!(counting.len(), Factor::MAX);
    // Who confirms the last one again is not told of a limit.
    let again = store.confirm_factor(&counting[0], &[], &audit(), &[])?;
    assert_eq!(again, Confirmation::NotOffered);
    // Of each person by themselves, and again once there is room.
    confirmed(&*store, &a_factor(&other), &[])?;
    let gone = &counting[1].factor.id;
    store.remove_factor(&user, gone, &audit(), &[])?;
    let done = store.confirm_factor(&with_all(&waiting), &[], &audit(), &[])?;
    assert!(matches!(done, Confirmation::Confirmed { .. }), "{done:?}");
    Ok(())
}

/// A further factor leaves the recovery codes as they are, also where all were used.
pub fn a_further_factor_keeps_the_codes(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user.id;
    let first = confirmed(&*store, &a_factor(&user), &[a_digest()])?;
    let further = a_passkey(&user);
    store.offer_factor(&further)?;
    let (codes, further) = ([a_digest(), a_digest()], with_all(&further));
    let done = store.confirm_factor(&further, &codes, &audit(), &[])?;
    assert_eq!(done, Confirmation::Confirmed { codes_kept: false });
    assert_eq!(store.recovery_codes_left(&user)?, 1);
    let newest_first = store.factors_of(&user)?;
    assert_eq!(newest_first, [further, first]);
    Ok(())
}

/// One passkey belongs to one account.
pub fn a_passkey_belongs_to_one_account(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (user, other) = (opened(&*store)?.user.id, opened(&*store)?.user.id);
    let first = confirmed(&*store, &a_passkey(&user), &[])?;
    let second = StoredFactor {
        credential_id: None,
        ..a_passkey(&other)
    };
    store.offer_factor(&second)?;
    let same = StoredFactor {
        credential_id: first.credential_id.clone(),
        ..with_all(&second)
    };
    let taken = store.confirm_factor(&same, &[a_digest()], &audit(), &[]);
    assert_eq!(unless_taken(taken, Unique::Passkey)?, None);
    assert!(!store.has_factor(&other)?);
    assert_eq!(store.recovery_codes_left(&other)?, 0);
    Ok(())
}

/// With the last factor go the codes and the logins that wait; what belongs to others stays.
pub fn with_the_last_factor_go_the_codes(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let (user, theirs) = (&account.user.id, &neighbour.user.id);
    let first = confirmed(&*store, &a_factor(user), &[a_digest()])?.factor;
    let second = confirmed(&*store, &a_passkey(user), &[])?.factor;
    confirmed(&*store, &a_factor(theirs), &[a_digest()])?;
    let remove = |factor: &Factor| store.remove_factor(user, &factor.id, &audit(), &[]);
    assert_eq!(store.remove_factor(theirs, &first.id, &audit(), &[])?, None);
    assert_eq!(remove(&first)?.as_ref(), Some(&first));
    assert_eq!(store.recovery_codes_left(user)?, 1);
    let waiting = a_factor_login(user);
    store.begin_second_factor_login(&waiting, &account.password_hash, &audit())?;
    let (event, told) = (audit(), a_mail(&account.user.email));
    let removed = store.remove_factor(user, &second.id, &event, slice::from_ref(&told))?;
    assert_eq!(removed.as_ref(), Some(&second));
    assert_eq!(remove(&second)?, None);
    let other = world.other_server();
    assert!(!other.has_factor(user)?);
    assert_eq!(other.recovery_codes_left(user)?, 0);
    assert_eq!(other.second_factor_login(&waiting.digest)?, None);
    assert_eq!(other.mail_backlog()?.waiting, 1);
    assert!(world.audit_ids().contains(&event.id));
    assert!(other.has_factor(theirs)?);
    assert_eq!(other.recovery_codes_left(theirs)?, 1);
    Ok(())
}

/// A reset takes everything away, and is recorded only where there was something that counted.
pub fn a_reset_takes_every_factor(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, neighbour) = (opened(&*store)?, opened(&*store)?);
    let (user, theirs) = (&account.user.id, &neighbour.user.id);
    confirmed(&*store, &a_factor(user), &[a_digest()])?;
    confirmed(&*store, &a_passkey(user), &[])?;
    confirmed(&*store, &a_factor(theirs), &[a_digest()])?;
    let offered = a_factor(user);
    store.offer_factor(&offered)?;
    let (event, told) = (audit(), a_mail(&account.user.email));
    assert_eq!(
        store.reset_factors(user, &event, slice::from_ref(&told))?,
        2
    );
    let lines = world.audit_ids().len();
    assert_eq!(
        store.reset_factors(user, &audit(), slice::from_ref(&told))?,
        0
    );
    assert_eq!(world.audit_ids().len(), lines);
    assert!(world.audit_ids().contains(&event.id));
    let other = world.other_server();
    assert_eq!(other.mail_backlog()?.waiting, 1);
    assert!(!other.has_factor(user)?);
    assert_eq!(other.offered_factor(user, &offered.factor.id)?, None);
    assert_eq!(other.recovery_codes_left(user)?, 0);
    assert!(other.has_factor(theirs)?);
    Ok(())
}

/// Offers that nobody took up are swept in batches, once, and nothing else is.
pub fn old_offers_are_swept(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let offered_at = |at| -> Result<StoredFactor, StoreError> {
        let mut factor = a_factor(&opened(&*store)?.user.id);
        factor.factor.created_at = at;
        store.offer_factor(&factor)?;
        Ok(factor)
    };
    let kept = offered_at(CUT)?;
    let used = offered_at(CUT - MOMENT)?;
    store.confirm_factor(&with_all(&used), &[], &audit(), &[])?;
    for number in 1..=5 {
        offered_at(CUT - MOMENT * number)?;
    }
    assert_eq!(store.sweep_offered_factors(CUT, 2)?, 2);
    let swept = sweep_at_once(world, |store| store.sweep_offered_factors(CUT, 2))?;
    assert_eq!(swept, 3);
    let id = &kept.factor.id;
    assert!(store.offered_factor(&kept.factor.user_id, id)?.is_some());
    assert!(store.has_factor(&used.factor.user_id)?);
    Ok(())
}

/// The requirement of an organization holds on every server, and is recorded.
pub fn an_organization_requires_a_factor(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (id, event) = (&account.organization.id, audit());
    let changed = store.change_organization(
        id,
        &OrganizationChange::second_factor(true),
        event.at,
        slice::from_ref(&event),
    )?;
    let changed = changed.expect("it is there");
    assert!(changed.requires_second_factor);
    assert_eq!(changed.updated_at, event.at);
    assert!(world.audit_ids().contains(&event.id));
    let found = world.other_server().membership(&account.user.id, id)?;
    assert_eq!(found.map(|(found, _)| found), Some(changed));
    let key = store.key_by_digest(&account.api_key.digest)?;
    assert!(
        key.expect("it is there")
            .organization
            .requires_second_factor
    );
    let changed = store.change_organization(
        id,
        &OrganizationChange::second_factor(false),
        a_moment(),
        &[audit()],
    )?;
    assert!(!changed.expect("it is there").requires_second_factor);
    let stranger = store.change_organization(
        &an_id(),
        &OrganizationChange::second_factor(true),
        a_moment(),
        &[audit()],
    )?;
    assert_eq!(stranger, None);
    Ok(())
}

/// The factor as it is after it was shown for the first time, by another name.
pub(super) fn with_all(offered: &StoredFactor) -> StoredFactor {
    let at = a_moment();
    StoredFactor {
        factor: Factor {
            name: FactorName::restore("Renamed".to_owned()),
            confirmed_at: Some(at),
            last_used_at: Some(at),
            ..offered.factor.clone()
        },
        secret: match offered.factor.kind {
            FactorKind::Totp => offered.secret.clone(),
            FactorKind::Passkey => vec![7; 300],
        },
        counter: 1,
        credential_id: offered.credential_id.clone(),
    }
}

/// Offers a factor and confirms it.
pub(super) fn confirmed(
    store: &dyn Store,
    offered: &StoredFactor,
    codes: &[Digest],
) -> Result<StoredFactor, StoreError> {
    store.offer_factor(offered)?;
    let new = with_all(offered);
    store.confirm_factor(&new, codes, &audit(), &[])?;
    Ok(new)
}

/// What the list of members says of the founder.
fn has_second_factor(store: &dyn Store, of: &NewAccount) -> Result<bool, StoreError> {
    let page = Pagination {
        after: None,
        limit: 10,
    };
    let members = store.members_of(&of.organization.id, &page)?;
    Ok(members.items[0].has_second_factor)
}
