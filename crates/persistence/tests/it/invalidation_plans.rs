//! Invalidations are written and read by indexes, however many there are.

use sendook_domain::entities::AuditAction;
use sendook_domain::ports::{ApiKeys as _, Freshness as _, StoreError};
use sendook_testkit::builders::an_audit_event;

use crate::query_plans::{forget_statements, plan, remember_statements, statements};
use crate::sqlite::SqliteWorld;

/// The one row of the position, and the last of the invalidations, are what a whole table is read for.
fn assert_by_index(world: &SqliteWorld, statement: &str) {
    let last_row = statement.contains("ORDER BY number DESC LIMIT 1");
    for step in plan(world, statement) {
        let short = step == "SCAN invalidation_head"
            || (last_row && step == "SCAN credential_invalidations");
        let in_memory =
            step.starts_with("SCAN (subquery") || step.contains("pragma_schema_version");
        assert!(
            short || in_memory || !step.contains("SCAN"),
            "{statement}: {step}"
        );
        assert!(!step.contains("TEMP B-TREE"), "{statement}: {step}");
    }
}

/// Explains what a call has sent, and gives how many statements that were.
fn check<T>(world: &SqliteWorld, done: Result<T, StoreError>) -> usize {
    done.unwrap();
    let sent = statements();
    let reading = sent
        .iter()
        .filter(|sent| !sent.starts_with("BEGIN") && *sent != "COMMIT");
    let count = reading.clone().count();
    reading.for_each(|statement| assert_by_index(world, statement));
    forget_statements();
    count
}

#[test]
fn invalidations_are_read_and_forgotten_by_their_numbers() {
    remember_statements();
    let (world, store, account) = SqliteWorld::with_account();
    let audit = || an_audit_event(AuditAction::Registered);
    let start = store.position().unwrap();
    let key = &account.api_key.key;
    store
        .delete_key(&key.organization_id, &key.id, &audit())
        .unwrap();
    forget_statements();
    assert_eq!(check(&world, store.position()), 1);
    assert_eq!(check(&world, store.invalidated_since(&start)), 1);
    assert_eq!(check(&world, store.forget_invalidations(0, 9)), 3);
}

/// The statements of a trigger do not show in the plan of the one that sets it off.
#[test]
fn triggers_find_their_rows_by_indexes() {
    let world = SqliteWorld::new();
    drop(world.open());
    let triggers = world.texts("SELECT sql AS text FROM sqlite_schema WHERE type = 'trigger'");
    let mut checked = 0;
    for trigger in &triggers {
        let (_, body) = trigger.split_once("BEGIN").unwrap();
        let body = body.trim().strip_suffix("END").unwrap();
        for statement in body.split(';').map(str::trim).filter(|one| !one.is_empty()) {
            let mut words: Vec<_> = statement.split_whitespace().collect();
            for word in &mut words {
                if word.starts_with("OLD.") || word.starts_with("NEW.") {
                    *word = if word.ends_with(',') { "?," } else { "?" };
                }
            }
            assert_by_index(&world, &words.join(" "));
            checked += 1;
        }
    }
    assert!(triggers.len() > 7, "{triggers:?}");
    // The one that notes when a person was last seen has one statement, the others write an invalidation and the position.
    assert_eq!(checked, 2 * triggers.len() - 1);
}
