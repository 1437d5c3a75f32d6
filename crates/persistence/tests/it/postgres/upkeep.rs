//! What a server reports about its clock, and about writes that it refuses.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::AuditAction;
use sendook_domain::ports::{AuditTrail as _, Clock};
use sendook_testkit::builders::an_audit_event;

use crate::postgres::PostgresWorld;

/// The machine's clock, set wrong by so much.
struct Wrong(TimeDelta);

impl Clock for Wrong {
    #[expect(
        clippy::disallowed_methods,
        reason = "it is compared with the server's own clock"
    )]
    fn now(&self) -> DateTime<Utc> {
        DateTime::<Utc>::from(SystemTime::now()) + self.0
    }

    fn monotonic(&self) -> Duration {
        unreachable!("the server has no such time to compare with")
    }
}

#[test]
fn a_clock_is_compared_with_that_of_the_server() {
    let world = PostgresWorld::new();
    let store = world.open();
    let lead = |by| store.clock_lead(&Wrong(by)).unwrap().unwrap();
    assert_eq!(lead(TimeDelta::zero()), TimeDelta::zero());
    let (ahead, behind) = (TimeDelta::hours(3), -TimeDelta::days(400));
    // How long the question takes is not counted as a difference.
    assert!(lead(ahead) <= ahead && lead(ahead) > ahead - TimeDelta::seconds(20));
    assert!(lead(behind) >= behind && lead(behind) < behind + TimeDelta::seconds(20));
}

#[test]
fn a_server_without_room_is_not_ready_until_a_write_succeeds() {
    let world = PostgresWorld::new();
    let store = world.open();
    world.execute(
        "CREATE FUNCTION refuse() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN \
         RAISE 'could not extend file \"base/1/1\": No space left on device' USING ERRCODE = '53100'; END $$; \
         CREATE TRIGGER refuse BEFORE INSERT ON audit_events EXECUTE FUNCTION refuse(); \
         CREATE TRIGGER refuse BEFORE UPDATE ON invalidation_head EXECUTE FUNCTION refuse()",
    );
    let record = || store.record(&an_audit_event(AuditAction::LoginFailed));
    store.ready().expect("no write was tried yet");
    record().unwrap_err();
    assert_eq!(store.ready().unwrap_err().code(), "database_full");
    world.execute("DROP TRIGGER refuse ON invalidation_head");
    store.ready().expect("the probe succeeds");
    record().unwrap_err();
    world.execute("DROP TRIGGER refuse ON audit_events");
    record().unwrap();
    store.ready().expect("a write has succeeded");
}
