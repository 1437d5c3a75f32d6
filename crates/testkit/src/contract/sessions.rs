//! Sessions belong to one person; their tokens end no later than they do.

use std::net::IpAddr;

use chrono::TimeDelta;
use sendook_domain::entities::{PasswordHash, StoredAccessToken};
use sendook_domain::ports::StoreError;

use super::World;
use super::support::{audit, create_session, opened};
use crate::builders::{a_digest, a_moment, a_session, an_id};

/// Every field of a session comes back, with and without what is optional; on every server.
pub fn every_field_of_a_session_comes_back(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user.id;
    let addresses = [
        None,
        Some("192.0.2.255"),
        Some("2001:db8::7"),
        Some("::ffff:192.0.2.1"),
    ];
    let agents = [None, Some("curl/8.9"), Some("Büro 🚀 'x'; --"), Some("")];
    for (ip, user_agent) in addresses.into_iter().zip(agents) {
        let mut new = a_session(&user);
        new.session.ip = ip.map(|ip| ip.parse::<IpAddr>().expect("a valid address"));
        new.session.user_agent = user_agent.map(str::to_owned);
        new.session.last_used_at = a_moment();
        let event = audit();
        create_session(&*store, &new, &event)?;
        assert!(world.audit_ids().contains(&event.id));
        for server in [world.store(), world.other_server()] {
            let found = server.session(&user, &new.session.id)?;
            assert_eq!(found.as_ref(), Some(&new.session));
        }
    }
    Ok(())
}

/// A token stands for its session and its user; on every server.
pub fn a_token_stands_for_its_session(world: &dyn World) -> Result<(), StoreError> {
    let account = opened(&*world.store())?;
    let new = a_session(&account.user.id);
    create_session(&*world.store(), &new, &audit())?;
    let expected = StoredAccessToken {
        user_id: account.user.id,
        session_id: new.session.id.clone(),
        expires_at: new.tokens.access_expires_at,
        last_used_at: new.session.last_used_at,
    };
    for server in [world.store(), world.other_server()] {
        let found = server.access_token_by_digest(&new.tokens.access_digest)?;
        assert_eq!(found.as_ref(), Some(&expected));
    }
    Ok(())
}

/// A token ends at its own end or at that of its session, whichever is earlier.
pub fn a_token_ends_no_later_than_its_session(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let user = opened(&*store)?.user.id;
    let end = a_moment();
    let later = end + TimeDelta::microseconds(1);
    for (of_token, of_session) in [(end, later), (later, end), (end, end)] {
        let mut new = a_session(&user);
        new.tokens.access_expires_at = of_token;
        new.session.expires_at = of_session;
        create_session(&*store, &new, &audit())?;
        let found = store.access_token_by_digest(&new.tokens.access_digest)?;
        assert_eq!(found.map(|token| token.expires_at), Some(end));
    }
    Ok(())
}

/// A digest that no token has finds nothing.
pub fn an_unknown_token_finds_nothing(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    opened(&*store)?;
    assert_eq!(store.access_token_by_digest(&a_digest())?, None);
    Ok(())
}

/// A session is found for its own user and no other.
pub fn a_foreign_session_is_not_found(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (own, foreign) = (opened(&*store)?, opened(&*store)?);
    for id in [&foreign.session.session.id, &an_id()] {
        assert_eq!(store.session(&own.user.id, id)?, None);
    }
    Ok(())
}

/// The sessions of a person are listed newest first, without other people's; on every server.
pub fn sessions_are_listed_newest_first(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let (account, _neighbour) = (opened(&*store)?, opened(&*store)?);
    let user = &account.user.id;
    let mut newest_first = vec![account.session.session];
    for _ in 0..3 {
        let new = a_session(user);
        create_session(&*store, &new, &audit())?;
        newest_first.insert(0, new.session);
    }
    for server in [world.store(), world.other_server()] {
        assert_eq!(server.sessions(user)?, newest_first);
        assert_eq!(server.sessions(&an_id())?, []);
    }
    Ok(())
}

/// A proof of who somebody is is noted on one session, on every server, while the password is the one that was verified.
pub fn a_proof_is_noted_on_one_session(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    let (user, hash) = (&account.user.id, &account.password_hash);
    let other = a_session(user);
    create_session(&*store, &other, &audit())?;
    let (id, event) = (&account.session.session.id, audit());
    let before = world.audit_ids().len();
    let wrong = PasswordHash::new("$fake$other".to_owned());
    assert!(!store.reauthenticate(user, id, &wrong, &audit())?);
    assert!(!store.reauthenticate(user, &an_id(), hash, &audit())?);
    assert!(!store.reauthenticate(&an_id(), id, hash, &audit())?);
    assert_eq!(world.audit_ids().len(), before);
    assert!(store.reauthenticate(user, id, hash, &event)?);
    let server = world.other_server();
    let proved = server.session(user, id)?.map(|one| one.authenticated_at);
    assert_eq!(proved, Some(event.at));
    let found = server.session(user, &other.session.id)?;
    assert_eq!(found.as_ref(), Some(&other.session));
    assert!(world.audit_ids().contains(&event.id));
    Ok(())
}
