//! The statements that the store really sends find their rows by an index, however many there are.

use std::cell::RefCell;

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use sendook_domain::entities::{AuditAction, InboxScope};
use sendook_domain::ports::{
    ApiKeys as _, EndSessions, Inboxes as _, KeyFilter, Organizations as _, Pagination,
    Sessions as _, StoreError, Users as _,
};
use sendook_testkit::builders::an_audit_event;

use crate::sqlite::SqliteWorld;

thread_local! {
    static SENT: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[expect(clippy::unnecessary_wraps, reason = "diesel asks for this signature")]
fn recorder() -> Option<Box<dyn Instrumentation>> {
    Some(Box::new(|event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let query = query.to_string();
            let statement = query.split(" -- binds:").next().unwrap_or_default();
            SENT.with_borrow_mut(|sent| sent.push(statement.to_owned()));
        }
    }))
}

#[derive(QueryableByName)]
struct PlanRow {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// From now on this thread remembers what it sends. Call it before the store is opened.
pub(crate) fn remember_statements() {
    set_default_instrumentation(recorder).unwrap();
}

/// Forgets what was sent so far.
pub(crate) fn forget_statements() {
    SENT.with_borrow_mut(Vec::clear);
}

/// What was sent since, in order.
pub(crate) fn statements() -> Vec<String> {
    SENT.with_borrow_mut(std::mem::take)
}

/// How a statement finds its rows, step by step.
pub(crate) fn plan(world: &SqliteWorld, statement: &str) -> Vec<String> {
    let rows = diesel::sql_query(format!("EXPLAIN QUERY PLAN {statement}"))
        .load::<PlanRow>(&mut world.connect());
    rows.unwrap().into_iter().map(|row| row.detail).collect()
}

/// Explains what a call has sent, but for what only inserts or steers; gives the plan of each statement.
pub(crate) fn check<T>(
    world: &SqliteWorld,
    call: &str,
    done: Result<T, StoreError>,
) -> Vec<Vec<String>> {
    done.unwrap();
    let sent = statements();
    let mut plans = Vec::new();
    for statement in &sent {
        let verb = statement.split(' ').next().unwrap_or_default();
        if !["SELECT", "UPDATE", "DELETE"].contains(&verb) {
            continue;
        }
        let mut plan = plan(world, statement);
        // The values of a batch, which are no table.
        plan.retain(|step| !step.contains("json_each VIRTUAL TABLE"));
        assert!(plan[0].starts_with("SEARCH"), "{call}: {plan:?}");
        for step in &plan {
            assert!(
                !step.contains("SCAN"),
                "{call} reads a whole table: {plan:?}"
            );
            assert!(!step.contains("TEMP B-TREE"), "{call} sorts: {plan:?}");
        }
        plans.push(plan);
    }
    forget_statements();
    plans
}

#[test]
fn sqlite_does_not_plan_anew_for_each_value_of_a_parameter() {
    let option = sql::<Bool>("sqlite_compileoption_used('ENABLE_QPSG')");
    let used = diesel::select(option).get_result(&mut SqliteWorld::with_account().0.connect());
    assert_eq!(used, Ok(true), "see .cargo/config.toml");
}

#[test]
fn every_statement_finds_its_rows_by_an_index() {
    remember_statements();
    let (world, store, account) = SqliteWorld::with_account();
    let audit = || an_audit_event(AuditAction::Registered);
    let (user, organization) = (&account.user.id, &account.organization.id);
    let (key, session) = (&account.api_key.key.id, &account.session.session.id);
    let inbox = &account.inbox.id;
    let (all, only) = (InboxScope::All, InboxScope::Only(vec![inbox.clone()]));
    forget_statements();

    let one =
        |call, plans: Vec<_>| assert_eq!(plans.len(), 1, "{call} is on the way of every request");
    let found = store.key_by_digest(&account.api_key.digest);
    one("key_by_digest", check(&world, "key_by_digest", found));
    let found = store.access_token_by_digest(&account.session.tokens.access_digest);
    one(
        "access_token_by_digest",
        check(&world, "access_token_by_digest", found),
    );
    one(
        "membership",
        check(&world, "membership", store.membership(user, organization)),
    );

    check(&world, "key", store.key(organization, key));
    check(
        &world,
        "keys",
        store.keys(organization, &KeyFilter::default(), &Pagination::first()),
    );
    check(&world, "inbox", store.inbox(organization, &only, inbox));
    check(
        &world,
        "inboxes",
        store.inboxes(organization, &all, &Pagination::first()),
    );
    check(
        &world,
        "some inboxes",
        store.inboxes(organization, &only, &Pagination::first()),
    );
    check(&world, "memberships", store.memberships(user));
    check(&world, "user", store.user(user));
    check(
        &world,
        "user_for_login",
        store.user_for_login(&account.user.email),
    );
    check(&world, "session", store.session(user, session));
    check(
        &world,
        "end_sessions",
        store.end_sessions(user, &EndSessions::All, &audit()),
    );
    let deleted = store.delete_inbox(organization, &only, inbox, &audit());
    check(&world, "delete_inbox", deleted);
    check(
        &world,
        "delete_key",
        store.delete_key(organization, key, &audit()),
    );
}
