use sendook_domain::entities::AuditAction;
use sendook_domain::ports::{Accounts as _, StoreError, Users as _};
use sendook_testkit::MemoryStore;
use sendook_testkit::builders::{an_account, an_audit_event};

#[test]
fn one_call_fails_and_does_nothing() {
    let store = MemoryStore::new();
    let (account, event) = (an_account(), an_audit_event(AuditAction::Registered));
    store.fail_call(2);
    assert_eq!(store.user(&account.user.id).unwrap(), None);
    let failed = store.open(&account, &event);
    assert!(matches!(failed, Err(StoreError::Unavailable(_))));
    assert_eq!(store.user(&account.user.id).unwrap(), None);
    assert_eq!(store.audit_events(), []);
    store.open(&account, &event).unwrap();
    assert_eq!(store.audit_events(), [event]);
    assert_eq!(store.calls(), 4);
}

#[test]
fn while_it_is_away_every_call_fails() {
    let store = MemoryStore::new();
    let user = an_account().user.id;
    store.set_away(true);
    for _ in 0..3 {
        assert!(matches!(store.user(&user), Err(StoreError::Unavailable(_))));
    }
    store.set_away(false);
    assert_eq!(store.user(&user).unwrap(), None);
}
