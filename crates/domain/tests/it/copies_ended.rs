//! What is taken away is refused on the very next request, whichever server took it away and whatever copies there
//! are.

use chrono::TimeDelta;
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::authorization::permission::ManageKeys;
use sendook_domain::entities::AuditAction;
use sendook_domain::policies::KeyChange;
use sendook_domain::ports::{EndSessions, Sessions as _};
use sendook_testkit::FixedClock;
use sendook_testkit::builders::an_audit_event;

use crate::house::House;
use crate::key_rotation::rotate;
use crate::requests::origin;

/// Takes a credential away on the server that it is given.
type End = fn(&House, &OpenedAccount);

const OF_KEYS: [(&str, End); 5] = [
    ("deleted", |house, account| {
        let grant = house.grant::<ManageKeys>(account);
        let id = &account.api_key.key.id;
        house.keys.delete(&grant, id, &origin()).unwrap().unwrap();
    }),
    ("disabled", |house, account| {
        change(
            house,
            account,
            &KeyChange {
                active: Some(false),
                ..KeyChange::default()
            },
        );
    }),
    ("expired", |house, account| {
        let end = FixedClock::START + TimeDelta::seconds(1);
        change(
            house,
            account,
            &KeyChange {
                expires_at: Some(Some(end)),
                ..KeyChange::default()
            },
        );
        house.world.clock.set(end);
    }),
    ("rotated", |house, account| {
        rotate(house, account, &account.api_key, TimeDelta::zero());
    }),
    ("rotated, with grace", |house, account| {
        rotate(house, account, &account.api_key, TimeDelta::hours(1));
        house.world.clock.advance(TimeDelta::hours(1));
    }),
];

const OF_SESSIONS: [(&str, End); 3] = [
    ("logged out", |house, account| {
        let user = &account.session.user.id;
        let audit = an_audit_event(AuditAction::LoggedOut);
        let ended = house
            .world
            .store
            .end_sessions(user, &EndSessions::All, &audit);
        assert_eq!(ended.unwrap(), 1);
    }),
    ("refreshed", |house, account| {
        house.refresh(&account.session.refresh_token);
    }),
    ("unused", |house, _| {
        house.world.clock.advance(TimeDelta::days(7));
    }),
];

fn change(house: &House, account: &OpenedAccount, change: &KeyChange) {
    let grant = house.grant::<ManageKeys>(account);
    let id = &account.api_key.key.id;
    house
        .keys
        .change(&grant, id, change, &origin())
        .unwrap()
        .unwrap();
}

/// Lets a key and a token in twice, takes one away on the server that `ends`, and returns whether this server lets the
/// key, or the token, in once more.
fn late(house: &House, ends: &House, account: &OpenedAccount, end: End) -> (bool, bool) {
    let (key, token) = (&account.api_key.secret, &account.session.token);
    for server in [house, house, ends] {
        server.key(key).unwrap();
        server.user(token).unwrap();
    }
    end(ends, account);
    (house.key(key).is_ok(), house.user(token).is_ok())
}

#[test]
fn a_key_that_is_taken_away_here_or_elsewhere_is_refused_at_once() {
    for (how, end) in OF_KEYS {
        let house = House::new();
        let account = house.register("ada@example.com");
        assert!(!late(&house, &house, &account, end).0, "{how} here");
        let house = House::new();
        let (account, other) = (house.register("ada@example.com"), house.other_server());
        assert!(!late(&house, &other, &account, end).0, "{how} elsewhere");
    }
}

#[test]
fn a_token_that_is_taken_away_here_or_elsewhere_is_refused_at_once() {
    for (how, end) in OF_SESSIONS {
        let house = House::new();
        let account = house.register("ada@example.com");
        assert!(!late(&house, &house, &account, end).1, "{how} here");
        let house = House::new();
        let (account, other) = (house.register("ada@example.com"), house.other_server());
        assert!(!late(&house, &other, &account, end).1, "{how} elsewhere");
    }
}

/// The check has teeth: with a store whose positions lag, it finds the very copies that the proof is there to
/// withhold. What time ends is refused even then.
#[test]
fn with_a_stale_proof_the_check_finds_what_is_late() {
    for (how, end) in OF_KEYS {
        let house = House::new();
        let (account, other) = (house.register("ada@example.com"), house.other_server());
        house.key(&account.api_key.secret).unwrap();
        house.world.store.break_freshness();
        assert!(late(&house, &other, &account, end).0, "{how}");
    }
    for (how, end) in OF_SESSIONS {
        let house = House::new();
        let (account, other) = (house.register("ada@example.com"), house.other_server());
        house.user(&account.session.token).unwrap();
        house.world.store.break_freshness();
        assert_eq!(
            late(&house, &other, &account, end).1,
            how != "unused",
            "{how}"
        );
    }
}

#[test]
fn a_copy_ends_with_its_time() {
    let house = House::new();
    let account = house.register("ada@example.com");
    let end = FixedClock::START + TimeDelta::days(1);
    change(
        &house,
        &account,
        &KeyChange {
            expires_at: Some(Some(end)),
            ..KeyChange::default()
        },
    );
    let good = || {
        let (key, token) = (&account.api_key.secret, &account.session.token);
        (house.key(key).is_ok(), house.user(token).is_ok())
    };
    assert_eq!(account.session.expires_at, end);
    for moments in [TimeDelta::days(1), TimeDelta::microseconds(1)] {
        house.world.clock.set(end - moments);
        assert_eq!(good(), (true, true));
    }
    house.world.clock.set(end);
    assert_eq!(good(), (false, false));
}
