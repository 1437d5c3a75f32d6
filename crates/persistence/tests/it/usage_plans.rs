//! Counts of use are found and swept by an index, however many there are, and go with what they belong to.

use sendook_domain::entities::RequestsByDay;
use sendook_domain::ports::{ApiKeys as _, KeyUse, UsageCounts as _};
use sendook_testkit::builders::a_moment;

use crate::query_plans::{check, forget_statements, remember_statements};
use crate::sqlite::SqliteWorld;

#[test]
fn counts_of_use_are_found_and_swept_by_indexes() {
    remember_statements();
    let (world, store, account) = SqliteWorld::with_account();
    let (organization, key) = (&account.organization.id, &account.api_key.key.id);
    let today = a_moment().date_naive();
    forget_statements();

    let of_key = store.requests_of_key(organization, key, today);
    let plans = check(&world, "requests_of_key", of_key);
    assert!(
        plans[0][1].contains("api_key_usage USING PRIMARY KEY (api_key_id=? AND day>?)"),
        "{plans:?}"
    );
    let all = store.requests_of_organization(organization, today);
    let plans = check(&world, "requests_of_organization", all);
    let by_key = "organization_usage USING PRIMARY KEY (organization_id=? AND day>?)";
    assert!(plans[0][0].contains(by_key), "{plans:?}");
    let plans = check(&world, "sweep_usage", store.sweep_usage(today, 10));
    let found = plans.concat().join(" ");
    for index in ["api_key_usage_by_day", "organization_usage_by_day"] {
        assert!(found.contains(index), "{plans:?}");
    }
}

#[test]
fn counts_go_with_their_organization() {
    let (world, store, account) = SqliteWorld::with_account();
    let key = &account.api_key;
    let at = a_moment();
    let used = KeyUse {
        key_id: key.key.id.clone(),
        requests: RequestsByDay::at(at, 3),
        last_at: at,
        last_ip: None,
        secrets: vec![(key.digest, at)],
    };
    store.record_key_use(&[used], at).unwrap();
    let counted = |rows: Vec<(String, String)>| {
        let tables = rows.into_iter().map(|(table, _)| table);
        tables.filter(|table| table.ends_with("_usage")).count()
    };
    assert_eq!(counted(world.rows()), 2);
    world.execute("DELETE FROM organizations");
    assert_eq!(counted(world.rows()), 0);
}
