//! A page of the trail is read from an index, from its newest line on, whatever it is filtered by.

use sendook_domain::entities::AuditAction;
use sendook_domain::ports::{AuditFilter, AuditTrail as _, Pagination};
use sendook_testkit::builders::a_moment;

use crate::query_plans::{check, forget_statements, remember_statements};
use crate::sqlite::SqliteWorld;

#[test]
fn every_filter_is_read_by_an_index_in_its_order() {
    remember_statements();
    let (world, store, account) = SqliteWorld::with_account();
    forget_statements();

    let action = Some(AuditAction::LoginFailed);
    let (since, until) = (Some(a_moment()), Some(a_moment()));
    let by_id = [
        "((organization_id,id)>(?,?) AND (organization_id,id)<(?,?))",
        "((user_id,id)>(?,?) AND (user_id,id)<(?,?))",
    ];
    let by_action = [
        "((organization_id,action,id)>(?,?,?) AND (organization_id,action,id)<(?,?,?))",
        "((user_id,action,id)>(?,?,?) AND (user_id,action,id)<(?,?,?))",
    ];
    let about = Some(account.api_key.key.id.to_string());
    for (action, since, until, about, found_by) in [
        (None, None, None, None, by_id),
        (None, since, until, None, by_id),
        (None, None, None, about.clone(), by_id),
        (action, None, None, None, by_action),
        (action, since, until, about, by_action),
    ] {
        let filter = AuditFilter {
            action,
            since,
            until,
            about,
        };
        let listed = store.audit_events(&account.organization.id, &filter, &Pagination::first());
        let plans = check(&world, "audit_events", listed);
        let [organization, _members, member] = &plans[..] else {
            panic!("one look-up a place: {plans:?}");
        };
        for (plan, index) in [organization, member].into_iter().zip(found_by) {
            assert!(plan[0].ends_with(index), "{filter:?}: {plan:?}");
        }
    }
}
