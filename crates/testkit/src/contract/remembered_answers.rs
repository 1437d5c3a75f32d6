//! Answers are kept with what they tell, once, until they are swept.

use sendook_domain::entities::{Inbox, InboxScope, KeyWithDigests, RememberedAnswer, Role};
use sendook_domain::policies::ANSWERS_REMEMBERED;
use sendook_domain::ports::{
    InvitationCreation, KeyUpdate, NewAccount, Pagination, RunTokenCreation, Store, StoreError,
    Unique,
};

use super::World;
use super::inviting::an_invitation;
use super::support::{at_once, audit, opened, unless_taken};
use super::sweeping::{CUT, MOMENT};
use crate::builders::{
    a_key, a_rotation, a_run_token, a_user, an_answer, an_inbox, an_organization,
};

fn is_taken<T>(made: &Result<T, StoreError>) -> bool {
    matches!(made, Err(StoreError::Taken(Unique::IdempotencyKey)))
}

/// Each write that takes an answer keeps it, seen by every server.
pub fn every_field_of_an_answer_comes_back(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (organization, key) = (&account.organization.id, &account.api_key);
    let [of_inbox, of_key, of_token, of_rotation] = [(); 4].map(|()| an_answer());
    let [of_organization, of_invitation] = [(); 2].map(|()| an_answer());
    assert_eq!(store.remembered_answer(&of_inbox.id)?, None);
    store.create_inbox(&an_inbox(organization), &audit(), Some(&of_inbox))?;
    store.create_key(&a_key(organization), &audit(), Some(&of_key))?;
    store.create_run_token(&a_run_token(key), 9, &audit(), Some(&of_token))?;
    rotate(&*store, &account, &of_rotation)?;
    let (second, owner) = (an_organization(), &account.user.id);
    store.create_organization(&second, owner, &audit(), Some(&of_organization))?;
    let invitation = an_invitation(&account, &a_user().email, Role::Member);
    store.invite(&invitation, &audit(), Some(&of_invitation))?;
    for answer in [
        of_inbox,
        of_key,
        of_token,
        of_rotation,
        of_organization,
        of_invitation,
    ] {
        let found = world.other_server().remembered_answer(&answer.id)?;
        assert_eq!(found, Some(answer));
    }
    Ok(())
}

/// Where the answer is there already, nothing is made; where nothing is made, no answer is kept.
pub fn an_answer_is_kept_with_what_was_made_or_neither_is(
    world: &dyn World,
) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (organization, key) = (&account.organization.id, &account.api_key);
    let first = an_answer();
    store.create_key(&a_key(organization), &audit(), Some(&first))?;
    let lines = world.audit_ids().len();

    let again = RememberedAnswer {
        id: first.id,
        ..an_answer()
    };
    let (inbox, second, token) = (
        an_inbox(organization),
        a_key(organization),
        a_run_token(key),
    );
    assert!(is_taken(&store.create_inbox(
        &inbox,
        &audit(),
        Some(&again)
    )));
    assert!(is_taken(&store.create_key(&second, &audit(), Some(&again))));
    assert!(is_taken(&store.create_run_token(
        &token,
        9,
        &audit(),
        Some(&again)
    )));
    assert!(is_taken(&rotate(&*store, &account, &again)));
    let (other, owner) = (an_organization(), &account.user.id);
    let made = store.create_organization(&other, owner, &audit(), Some(&again));
    assert!(is_taken(&made));
    assert_eq!(store.membership(owner, &other.id)?, None);
    let guest = a_user().email;
    let invitation = an_invitation(&account, &guest, Role::Member);
    assert!(is_taken(&store.invite(&invitation, &audit(), Some(&again))));
    assert_eq!(
        store.invitations(organization, &Pagination::first())?.items,
        []
    );
    assert_eq!(
        store.inbox(organization, &InboxScope::All, &inbox.id)?,
        None
    );
    assert_eq!(store.key(organization, &second.key.id)?, None);
    assert_eq!(store.run_token_by_digest(&token.digest)?, None);
    let unchanged = store.key(organization, &key.key.id)?;
    assert_eq!(unchanged.as_ref(), Some(&key.key));

    let unused = an_answer();
    let clash = Inbox {
        address: account.inbox.address.clone(),
        ..an_inbox(organization)
    };
    let refused = store.create_inbox(&clash, &audit(), Some(&unused));
    assert!(matches!(
        refused,
        Err(StoreError::Taken(Unique::InboxAddress))
    ));
    let orphan = a_run_token(&second);
    let made = store.create_run_token(&orphan, 9, &audit(), Some(&unused))?;
    assert_eq!(made, RunTokenCreation::KeyGone);
    let of_member = an_invitation(&account, &account.user.email, Role::Member);
    let made = store.invite(&of_member, &audit(), Some(&unused))?;
    assert_eq!(made, InvitationCreation::AlreadyMember);
    assert_eq!(store.remembered_answer(&unused.id)?, None);
    // What was sent twice is found to be that, even where what it asks for is in use since.
    assert!(is_taken(&store.create_inbox(
        &clash,
        &audit(),
        Some(&again)
    )));
    assert_eq!(store.remembered_answer(&first.id)?, Some(first));
    assert_eq!(world.audit_ids().len(), lines);
    Ok(())
}

/// Many are made with one answer at once: one of them is kept.
pub fn an_answer_is_given_once_for_requests_at_once(world: &dyn World) -> Result<(), StoreError> {
    let organization = opened(&*world.store())?.organization.id;
    let lines = world.audit_ids().len();
    let (answer, inbox) = (an_answer(), an_inbox(&organization));
    let made = at_once(world, |store| {
        let inbox = Inbox {
            address: inbox.address.clone(),
            ..an_inbox(&organization)
        };
        let made = store.create_inbox(&inbox, &audit(), Some(&answer));
        unless_taken(made, Unique::IdempotencyKey)
    })?;
    assert_eq!(made.into_iter().flatten().count(), 1);
    assert_eq!(world.audit_ids().len(), lines + 1);
    Ok(())
}

/// From the moment on that its time is over, not before.
pub fn an_answer_whose_time_is_over_is_replaced(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let organization = opened(&*store)?.organization.id;
    let first = an_answer();
    let after = |time| RememberedAnswer {
        id: first.id,
        created_at: first.created_at + time,
        ..an_answer()
    };
    store.create_inbox(&an_inbox(&organization), &audit(), Some(&first))?;
    let early = after(ANSWERS_REMEMBERED - MOMENT);
    let refused = store.create_inbox(&an_inbox(&organization), &audit(), Some(&early));
    assert!(is_taken(&refused));
    let next = after(ANSWERS_REMEMBERED);
    store.create_inbox(&an_inbox(&organization), &audit(), Some(&next))?;
    assert_eq!(store.remembered_answer(&first.id)?, Some(next));
    Ok(())
}

/// Those from before a moment go, so many at a time.
pub fn old_answers_are_swept(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let organization = opened(&*store)?.organization.id;
    let [old, older, exact, young] = [-1, -2, 0, 1].map(|age| RememberedAnswer {
        created_at: CUT + MOMENT * age,
        ..an_answer()
    });
    for answer in [&old, &older, &exact, &young] {
        store.create_inbox(&an_inbox(&organization), &audit(), Some(answer))?;
    }
    for expected in [1, 1, 0] {
        assert_eq!(store.sweep_remembered_answers(CUT, 1)?, expected);
    }
    for (answer, stays) in [(old, false), (older, false), (exact, true), (young, true)] {
        let found = world.other_server().remembered_answer(&answer.id)?;
        assert_eq!(found.is_some(), stays);
    }
    Ok(())
}

fn rotate(
    store: &dyn Store,
    account: &NewAccount,
    answer: &RememberedAnswer,
) -> Result<(), StoreError> {
    let new = a_rotation();
    let mut decide = |mut key: KeyWithDigests| {
        key.digest = new.digest;
        key.key.secret = new.secret.clone();
        KeyUpdate::Changed(Box::new(key), Some(answer.clone()))
    };
    let key = &account.api_key.key;
    store.update_key(&key.organization_id, &key.id, &mut decide, &audit())?;
    Ok(())
}
