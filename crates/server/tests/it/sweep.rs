//! `sendook sweep`: what is over is deleted, unless the clock jumped.

use diesel::connection::SimpleConnection;

use crate::support::client::Client;
use crate::support::program::World;
use crate::support::sqlite;

#[test]
fn after_a_jump_nothing_is_deleted_until_somebody_says_that_the_clock_is_right() {
    let world = World::new();
    Client::new(&world.start(&[])).register("ada@example.com");
    // As if the clock were four years ahead of where it was, for everything that was written.
    let jump = "UPDATE sessions SET created_at = created_at - 126144000000000, \
                last_used_at = last_used_at - 126144000000000, expires_at = expires_at - 126144000000000; \
                UPDATE audit_events SET at = at - 126144000000000; \
                DELETE FROM sweeps; INSERT INTO sweeps SELECT 1, max(at), NULL, 0 FROM audit_events";
    let mut database = sqlite::connect(&world);
    database.batch_execute(jump).unwrap();
    let lines = sqlite::count(&mut database, "audit_events");
    assert!(lines > 0);

    let server = world.start(&[]);
    server.wait_for("no expired data is deleted until the clock has run steadily for a day");
    let (code, told, complaint) = world.outcome(&["sweep"]);
    assert_eq!((code, told.as_str()), (Some(1), ""));
    assert!(complaint.contains("Nothing was deleted"), "{complaint}");
    assert_eq!(sqlite::count(&mut database, "sessions"), 1);
    assert_eq!(sqlite::count(&mut database, "audit_events"), lines);

    let (code, told, complaint) = world.outcome(&["sweep", "--now"]);
    assert_eq!(code, Some(0), "{complaint}");
    let expected = format!(
        "Deleted: 1 sessions, {lines} lines of the audit trail, 0 counts of failed logins, 0 links, 0 invitations, 0 run tokens, 0 remembered answers, 0 counts of use, 0 devices, 0 second factors that nobody confirmed, 0 logins that waited for one, 0 challenges of passkeys."
    );
    assert_eq!(told, expected);
    assert_eq!(sqlite::count(&mut database, "sessions"), 0);
    assert_eq!(sqlite::count(&mut database, "access_tokens"), 0);
    let (code, told, _) = world.outcome(&["sweep"]);
    assert_eq!(code, Some(0), "from now on it is believed");
    assert!(told.starts_with("Deleted: 0 sessions"), "{told}");
}

#[test]
fn lifetimes_may_be_given_as_options() {
    let world = World::new();
    Client::new(&world.start(&[])).register("ada@example.com");
    let two_days_ago = "UPDATE audit_events SET at = at - 172800000000";
    let mut database = sqlite::connect(&world);
    database.batch_execute(two_days_ago).unwrap();
    let lines = sqlite::count(&mut database, "audit_events");
    for (options, deleted) in [
        (&["sweep", "--now"][..], 0),
        (&["sweep", "--now", "--audit-retention", "1d"], lines),
    ] {
        let (code, told, complaint) = world.outcome(options);
        assert_eq!(code, Some(0), "{complaint}");
        let expected = format!("{deleted} lines of the audit trail");
        assert!(told.contains(&expected), "{options:?}: {told}");
    }
    let (code, _, complaint) = world.outcome(&["sweep", "--session-idle-ttl", "never"]);
    assert_eq!(code, Some(2), "{complaint}");
}
