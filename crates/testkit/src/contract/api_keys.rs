//! Keys are found by the digest of their secret, and by id within their organization.

use std::net::IpAddr;

use chrono::TimeDelta;
use sendook_domain::entities::{
    Attachment, DisabledReason, InboxScope, KeyMaker, KeyWithDigests, RequestLimits, Scope,
    ScopeSet, StoredKey,
};
use sendook_domain::ports::{KeyFilter, NewAccount, Pagination, Store, StoreError};
use sendook_domain::values::{Environment, KeyName, RateLimit};

use super::World;
use super::support::{audit, opened, sort, sorted};
use crate::builders::{a_key, a_moment, an_id, an_inbox, fifty_ranges};

/// Whatever a key is made of comes back, by id, in the list and by digest; on every server.
pub fn every_field_of_a_key_comes_back(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    for new in variants(&*store, &account)? {
        let event = audit();
        store.create_key(&new, &event, None)?;
        assert!(world.audit_ids().contains(&event.id));
        for server in [world.store(), world.other_server()] {
            let organization = &account.organization.id;
            let found = server.key(organization, &new.key.id)?;
            assert_eq!(found.map(sorted).as_ref(), Some(&new.key));
            let listed = server
                .keys(organization, &KeyFilter::default(), &Pagination::first())?
                .items;
            assert!(listed.into_iter().map(sorted).any(|key| key == new.key));
            let mut stored = server
                .key_by_digest(&new.digest)?
                .expect("the key is found");
            sort(&mut stored.key.inboxes);
            assert_eq!(stored, as_stored(&new, &account));
        }
    }
    Ok(())
}

/// Keys of every environment, scope and reach, with and without what is optional.
fn variants(store: &dyn Store, account: &NewAccount) -> Result<Vec<KeyWithDigests>, StoreError> {
    let organization = &account.organization.id;
    let second_inbox = an_inbox(organization);
    store.create_inbox(&second_inbox, &audit(), None)?;
    let both = vec![account.inbox.id.clone(), second_inbox.id];
    let mut keys = vec![a_key(organization)];
    for environment in Environment::ALL {
        let mut new = a_key(organization);
        new.key.environment = environment;
        new.key.inboxes = InboxScope::Only(both.clone());
        keys.push(new);
    }
    for scopes in [
        ScopeSet::default(),
        ScopeSet::full(),
        Scope::ALL.into_iter().collect(),
        Scope::ALL[1..3].iter().copied().collect(),
        // Of an application, which this program knows nothing of.
        ScopeSet::restore("keys:read of.another:program").expect("they are scopes"),
    ] {
        let mut new = a_key(organization);
        new.key.scopes = scopes;
        new.key.inboxes = InboxScope::Only(vec![]);
        keys.push(new);
    }
    let mut full = a_key(organization);
    full.key.name = KeyName::restore("Prod – EU 🚀 'x'; --".to_owned());
    full.key.active = false;
    full.key.created_by = Some(KeyMaker::User(account.user.id.clone()));
    full.key.expires_at = Some(a_moment() + TimeDelta::days(36_500));
    full.key.disabled_reason = Some(DisabledReason::Leaked);
    full.key.last_used_at = Some(a_moment());
    full.key.last_used_ip = Some(IpAddr::from([192, 0, 2, 255]));
    full.key.request_count = 1 << 40;
    full.key.limits = RequestLimits {
        rate: RateLimit::new(1, 86_400).ok(),
        allowed_ips: Some(fifty_ranges()),
    };
    full.key.updated_at = a_moment();
    full.key.secret.created_at = a_moment();
    full.key.secret.ends_at = Some(a_moment());
    full.key.secret.last_used_at = Some(a_moment());
    keys.push(full);
    let mut by_key = a_key(organization);
    by_key.key.created_by = Some(KeyMaker::Key(an_id()));
    keys.push(by_key);
    Ok(keys)
}

fn as_stored(new: &KeyWithDigests, account: &NewAccount) -> StoredKey {
    StoredKey {
        key: new.key.clone(),
        organization: account.organization.clone(),
        digest: new.digest,
        secret_ends_at: new.key.secret.ends_at,
        rendered: Attachment::default(),
    }
}

/// The digest of an access token finds no key, and that of a key no token.
pub fn digests_of_keys_and_tokens_do_not_mix(world: &dyn World) -> Result<(), StoreError> {
    let store = world.store();
    let account = opened(&*store)?;
    assert_eq!(
        store.key_by_digest(&account.session.tokens.access_digest)?,
        None
    );
    assert_eq!(store.access_token_by_digest(&account.api_key.digest)?, None);
    Ok(())
}
