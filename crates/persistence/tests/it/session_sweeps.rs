//! A sweep deletes in many small transactions what it is asked to delete at once.

use chrono::TimeDelta;
use sendook_domain::entities::AuditAction;
use sendook_domain::ports::Sessions as _;
use sendook_testkit::builders::{a_session, an_audit_event};

use crate::sqlite::SqliteWorld;

#[test]
fn a_sweep_reaches_its_limit_in_small_steps() {
    let (_world, store, account) = SqliteWorld::with_account();
    let audit = || an_audit_event(AuditAction::Registered);
    let now = account.session.session.expires_at;
    let idle = now - TimeDelta::days(30);
    for number in 0..38 {
        let mut session = a_session(&account.user.id);
        if number % 2 == 0 {
            session.session.expires_at = now - TimeDelta::hours(1);
        } else {
            session.session.last_used_at = idle - TimeDelta::hours(1);
        }
        let logged_in = store.log_in(&session, &[], &mut |_| Vec::new(), &audit());
        assert!(logged_in.unwrap());
    }
    let left = || store.sessions(&account.user.id).unwrap().len();
    for (limit, swept, rest) in [(0, 0, 39), (25, 25, 14), (500, 13, 1), (500, 0, 1)] {
        assert_eq!(store.sweep_sessions(now, idle, limit).unwrap(), swept);
        assert_eq!(left(), rest);
    }
}
