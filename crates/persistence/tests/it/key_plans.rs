//! What rotations, lists and the use of keys send finds its rows by an index, however many keys there are.

use chrono::DateTime;
use sendook_domain::entities::{AuditAction, RequestsByDay};
use sendook_domain::policies::{self, EndRotation, RotationRequest};
use sendook_domain::ports::{
    Accounts as _, ApiKeys as _, KeyFilter, KeyUpdate, KeyUse, Pagination,
};
use sendook_domain::values::Environment;
use sendook_testkit::builders::{a_late_moment, a_moment, a_rotation, an_account, an_audit_event};

use crate::query_plans::{check, forget_statements, remember_statements};
use crate::sqlite::SqliteWorld;

#[test]
fn keys_live_their_lives_by_indexes() {
    remember_statements();
    let world = SqliteWorld::new();
    let store = world.open();
    let mut account = an_account();
    account.api_key.key.expires_at = Some(a_moment());
    let audit = || an_audit_event(AuditAction::Registered);
    store.open(&account, &audit()).unwrap();
    let (organization, key) = (&account.organization.id, &account.api_key.key.id);
    forget_statements();

    let filter = KeyFilter {
        active: Some(true),
        environment: Some(Environment::Production),
        unused_since: Some(a_moment()),
        expires_before: Some(a_moment()),
        name_contains: Some("key".to_owned()),
        created_by: Some("user_1".to_owned()),
    };
    let list = store.keys(organization, &filter, &Pagination::first());
    let plans = check(&world, "keys", list);
    assert!(
        plans[0][0].contains("api_keys_by_organization (organization_id=? AND id<?)"),
        "{plans:?}"
    );

    let soon = a_moment()..a_late_moment();
    let expiring = store.keys_that_expire(organization, &soon, 9);
    let plans = check(&world, "keys_that_expire", expiring);
    assert!(
        plans[0][0]
            .contains("api_keys_by_end (organization_id=? AND expires_at>? AND expires_at<?)"),
        "{plans:?}"
    );

    let backwards = store.key_ids_from(organization, &filter, key, 16);
    let plans = check(&world, "key_ids_from", backwards);
    assert!(
        plans[0][0].contains("api_keys_by_organization (organization_id=? AND id>?)"),
        "{plans:?}"
    );

    let used = KeyUse {
        key_id: key.clone(),
        requests: RequestsByDay::at(a_moment(), 1),
        last_at: a_moment(),
        last_ip: None,
        secrets: vec![(account.api_key.digest, a_moment())],
    };
    let plans = check(
        &world,
        "record_key_use",
        store.record_key_use(&[used], a_late_moment()),
    );
    assert_eq!(
        plans.len(),
        2,
        "one statement for the key, one for its secret"
    );

    let now = DateTime::UNIX_EPOCH;
    let rotate = || {
        let (new, request) = (a_rotation(), RotationRequest::default());
        let mut rotate = |key| {
            let rotated = policies::rotate(key, new.clone(), request, now).unwrap();
            KeyUpdate::Changed(Box::new(rotated), None)
        };
        store.update_key(organization, key, &mut rotate, &audit())
    };
    check(&world, "update_key, to rotate", rotate());
    for end in [EndRotation::Old, EndRotation::New] {
        let mut ended = |key| {
            KeyUpdate::Changed(
                Box::new(policies::end_rotation(key, end, now).unwrap()),
                None,
            )
        };
        let ended = store.update_key(organization, key, &mut ended, &audit());
        check(&world, "update_key, to end a rotation", ended);
        check(&world, "update_key, to rotate", rotate());
    }
}
