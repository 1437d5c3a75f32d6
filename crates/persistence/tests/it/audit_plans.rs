//! A page of the trail is read from an index, from its newest line on, whatever it is filtered by.

use sendook_domain::entities::AuditAction;
use sendook_domain::ports::{AuditFilter, AuditTrail as _, Directory as _, Pagination};
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
    for (action, since, until, found_by) in [
        (None, None, None, by_id),
        (None, since, until, by_id),
        (action, None, None, by_action),
        (action, since, until, by_action),
    ] {
        let filter = AuditFilter {
            action,
            since,
            until,
            about: None,
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

#[test]
fn what_a_line_is_about_is_found_by_an_index_of_each_party() {
    remember_statements();
    let (world, store, account) = SqliteWorld::with_account();
    forget_statements();
    let about = Some(account.api_key.key.id.to_string());
    let all = AuditFilter {
        about: about.clone(),
        ..AuditFilter::default()
    };
    let some = AuditFilter {
        action: Some(AuditAction::KeyChanged),
        since: Some(a_moment()),
        until: Some(a_moment()),
        about,
    };
    for filter in [all, some] {
        let page = Pagination::first();
        let seen = store.audit_events(&account.organization.id, &filter, &page);
        let seen = check(&world, "audit_events", seen);
        let everywhere = check(
            &world,
            "all_audit_events",
            store.all_audit_events(&filter, &page),
        );
        for plans in [seen, everywhere] {
            let parties = ["actor_id", "run_token_id", "user_id", "target", "key_id"];
            assert_eq!(plans.len(), parties.len(), "one look-up a party: {plans:?}");
            for (plan, party) in plans.iter().zip(parties) {
                let index = format!("(({party},id)>(?,?) AND ({party},id)<(?,?))");
                assert!(plan[0].ends_with(&index), "{filter:?}: {plan:?}");
            }
        }
    }
}
