//! Remembered answers are kept, found and swept by indexes, however many there are.

use sendook_domain::entities::AuditAction;
use sendook_domain::ports::{Inboxes as _, RememberedAnswers as _};
use sendook_testkit::builders::{a_late_moment, an_answer, an_audit_event, an_inbox};

use crate::query_plans::{check, forget_statements, remember_statements, statements};
use crate::sqlite::SqliteWorld;

#[test]
fn answers_live_their_lives_by_indexes() {
    remember_statements();
    let (world, store, account) = SqliteWorld::with_account();
    let audit = || an_audit_event(AuditAction::InboxCreated);
    let (inbox, answer) = (an_inbox(&account.organization.id), an_answer());
    forget_statements();

    let kept = store.create_inbox(&inbox, &audit(), Some(&answer));
    let plans = check(&world, "create_inbox", kept);
    assert_eq!(plans.len(), 1, "the one that it replaces is looked for");
    let found = store.remembered_answer(&answer.id);
    let plans = check(&world, "remembered_answer", found);
    assert!(plans[0][0].contains("PRIMARY KEY (id=?)"), "{plans:?}");
    let swept = store.sweep_remembered_answers(a_late_moment(), 9);
    let plans = check(&world, "sweep_remembered_answers", swept);
    let by_age = "remembered_answers_by_age (created_at<?)";
    assert!(
        plans.iter().flatten().any(|step| step.contains(by_age)),
        "{plans:?}"
    );
}

#[test]
fn a_request_without_a_key_asks_for_no_answer() {
    remember_statements();
    let (_world, store, account) = SqliteWorld::with_account();
    let inbox = an_inbox(&account.organization.id);
    forget_statements();
    let audit = an_audit_event(AuditAction::InboxCreated);
    store.create_inbox(&inbox, &audit, None).unwrap();
    let sent = statements();
    let about_answers = |sent: &String| sent.contains("remembered_answers");
    assert!(!sent.iter().any(about_answers), "{sent:?}");
}
