//! Other services end credentials that were shown to them (RFC 7009), and keys end themselves.

use sendook_domain::accounts::OpenedAccount;
use sendook_domain::api_keys::{KeyRequest, KeyRequestError};
use sendook_domain::authorization::permission::IntrospectTokens;
use sendook_domain::authorization::{Denial, Grant};
use sendook_domain::entities::{Actor, AuditAction, InboxScope, Role, Scope};
use sendook_domain::values::Secret;

use crate::house::House;
use crate::introspection::asking;
use crate::requests::{key_request, origin};

fn house() -> (House, OpenedAccount, Grant<IntrospectTokens>) {
    let house = House::new();
    let account = house.register("ada@example.com");
    let asker = house.make_key(&account, asking());
    let grant = house.key_grant::<IntrospectTokens>(&asker.secret);
    (house, account, grant)
}

fn revoke(house: &House, grant: &Grant<IntrospectTokens>, secret: &Secret) {
    let revoked = house
        .introspection
        .revoke(grant, secret.expose(), &origin());
    revoked.unwrap();
}

/// What reaches further is not revoked, and the asker is told.
fn refused(house: &House, grant: &Grant<IntrospectTokens>, secret: &Secret) {
    let refused = house
        .introspection
        .revoke(grant, secret.expose(), &origin());
    let reaches_further = Denial::ReachesFurther;
    assert!(matches!(refused, Err(KeyRequestError::Denied(denial)) if denial == reaches_further));
}

#[test]
fn a_key_within_reach_is_deleted_and_told() {
    let (house, account, grant) = house();
    let within = house.make_key(&account, asking());
    revoke(&house, &grant, &within.secret);
    assert!(house.key(&within.secret).is_err());
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::KeyDeleted);
    assert_eq!(&event.actor, grant.actor());
    assert_eq!(event.target, Some(within.key.id.to_string()));
}

#[test]
fn a_key_that_reaches_further_stays() {
    let (house, account, grant) = house();
    let by_scope = house.make_key(
        &account,
        KeyRequest {
            scopes: [Scope::InboxesRead].into_iter().collect(),
            ..key_request("Other scope")
        },
    );
    for key in [&account.api_key, &by_scope] {
        refused(&house, &grant, &key.secret);
        assert!(house.key(&key.secret).is_ok());
    }
    let restricted = KeyRequest {
        inboxes: InboxScope::Only(vec![account.inbox.id.clone()]),
        ..asking()
    };
    let restricted = house.make_key(&account, restricted);
    let invalidate = house.key_grant::<IntrospectTokens>(&restricted.secret);
    let everywhere = house.make_key(&account, asking());
    refused(&house, &invalidate, &everywhere.secret);
    assert!(house.key(&everywhere.secret).is_ok());
    assert_eq!(house.told(AuditAction::KeyDeleted), 0);
}

#[test]
fn the_session_of_a_member_ends_and_no_other() {
    let (house, account, grant) = house();
    let second = house
        .log_in("ada@example.com", crate::accounts::PASSWORD)
        .unwrap();
    let session = house.user(&second.token).unwrap();
    revoke(&house, &grant, &second.token);
    assert!(house.user(&second.token).is_err());
    assert!(house.try_refresh(&second.refresh_token).is_err());
    assert!(house.user(&account.session.token).is_ok());
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::LoggedOut);
    assert_eq!(&event.actor, grant.actor());
    assert_eq!(event.user_id, Some(session.user_id().clone()));
    assert_eq!(event.target, Some(session.session_id().to_string()));
}

#[test]
fn what_belongs_elsewhere_stays_and_so_does_the_token_of_who_has_left() {
    let (house, account, grant) = house();
    let stranger = house.register("grace@example.com");
    let store = &house.world.store;
    let (user, organization) = (
        &stranger.session.user.id,
        &account.membership.organization().id,
    );
    store.set_role(user, organization, Role::Admin);
    store.remove_member(user, organization);
    let events = store.audit_events();
    revoke(&house, &grant, &stranger.api_key.secret);
    revoke(&house, &grant, &stranger.session.token);
    house
        .introspection
        .revoke(&grant, "junk", &origin())
        .unwrap();
    assert!(house.key(&stranger.api_key.secret).is_ok());
    assert!(house.user(&stranger.session.token).is_ok());
    assert_eq!(store.audit_events(), events);
}

#[test]
fn a_key_ends_itself_whatever_its_scopes() {
    let (house, account, _) = house();
    let powerless = KeyRequest {
        scopes: [Scope::InboxesRead].into_iter().collect(),
        ..key_request("Powerless")
    };
    let key = house.make_key(&account, powerless);
    let holder = house.key(&key.secret).unwrap();
    let ended = house.keys.end_self(&holder, &origin()).unwrap().unwrap();
    assert_eq!((&ended.id, ended.active), (&key.key.id, false));
    assert!(house.key(&key.secret).is_err());
    assert!(house.key(&account.api_key.secret).is_ok());
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::KeyDeleted);
    assert_eq!(event.actor, Actor::Key(key.key.id.clone()));
    assert_eq!(event.target, Some(key.key.id.to_string()));
    assert_eq!(event.organization_id, Some(key.key.organization_id));
    let again = house.keys.end_self(&holder, &origin());
    assert!(again.unwrap().is_none());
    assert_eq!(house.told(AuditAction::KeyDeleted), 1);
}
