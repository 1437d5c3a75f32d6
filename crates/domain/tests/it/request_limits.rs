//! How often, and from where, a key may be used.

use chrono::TimeDelta;
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::api_keys::{IssuedKey, KeyRequest, KeyRequestError};
use sendook_domain::authentication::{ApiKeyPrincipal, AuthenticationError};
use sendook_domain::authorization::Denial;
use sendook_domain::authorization::permission::{IntrospectTokens, ManageKeys};
use sendook_domain::entities::{AuditAction, RequestLimits};
use sendook_domain::policies::{KeyChange, RotationRequest};
use sendook_domain::ports::Clock as _;
use sendook_domain::values::{AddressRange, AllowedIps, RateLimit, Secret};

use crate::house::House;
use crate::key_rotation::rotate;
use crate::requests::{key_request, origin};
use crate::run_tokens::issue;

const HOME: &str = "203.0.113.7";
const ELSEWHERE: &str = "198.51.100.7";

fn house() -> (House, OpenedAccount) {
    let house = House::new();
    let account = house.register("ada@example.com");
    (house, account)
}

fn rate(limit: u32, window_seconds: u32) -> RateLimit {
    RateLimit::new(limit, window_seconds).unwrap()
}

fn from(ranges: &[&str]) -> AllowedIps {
    let ranges = ranges.iter().map(|one| AddressRange::parse(one).unwrap());
    AllowedIps::new(ranges.collect()).unwrap()
}

fn request(rate: Option<RateLimit>, ranges: &[&str]) -> KeyRequest {
    KeyRequest {
        limits: RequestLimits {
            rate,
            allowed_ips: (!ranges.is_empty()).then(|| from(ranges)),
        },
        ..key_request("Limited")
    }
}

fn try_from(
    house: &House,
    address: &str,
    secret: &Secret,
) -> Result<ApiKeyPrincipal, AuthenticationError> {
    let client = address.parse().ok();
    house.authenticate_from(client, house.key_strategy.clone(), Some(secret.expose()))
}

/// How many of ten requests at once are let in.
fn burst(house: &House, secret: &Secret) -> usize {
    (0..10).filter(|_| house.try_key(secret).is_ok()).count()
}

fn change(house: &House, account: &OpenedAccount, key: &IssuedKey, change: &KeyChange) {
    let grant = house.grant::<ManageKeys>(account);
    let id = &key.key.id;
    house.keys.change(&grant, id, change, &origin()).unwrap();
}

#[test]
fn a_key_is_let_in_from_its_addresses_alone() {
    let (house, account) = house();
    let key = house.make_key(
        &account,
        request(None, &["203.0.113.0/24", "2001:db8::/32"]),
    );
    for good in [HOME, "::ffff:203.0.113.7", "2001:db8::1"] {
        assert!(try_from(&house, good, &key.secret).is_ok(), "{good}");
    }
    for (bad, named) in [
        (ELSEWHERE, "the address 198.51.100.7"),
        ("2001:db9::1", "the address 2001:db9::1"),
        ("unknown", "an unknown address"),
    ] {
        let refused = try_from(&house, bad, &key.secret).unwrap_err();
        assert!(matches!(
            refused,
            AuthenticationError::Denied(Denial::AddressNotAllowed(_))
        ));
        let sentence = format!("This API key is not accepted from {named}.");
        assert_eq!(refused.to_string(), sentence);
    }
}

#[test]
fn what_is_left_is_told_and_what_is_too_much_is_refused_until_it_is_not() {
    let (house, account) = house();
    let key = house.make_key(&account, request(Some(rate(2, 60)), &[]));
    for remaining in [1, 0] {
        let holder = house.key(&key.secret).unwrap();
        assert_eq!(holder.rate().map(|rate| rate.remaining), Some(remaining));
    }
    let Err(AuthenticationError::TooManyRequests(exceeded)) = house.try_key(&key.secret) else {
        panic!("a third request was let in");
    };
    assert_eq!(exceeded.0.next_in, TimeDelta::seconds(30));
    house.world.clock.advance(TimeDelta::seconds(30));
    assert!(house.try_key(&key.secret).is_ok());
    assert_eq!(house.key(&account.api_key.secret).unwrap().rate(), None);
}

#[test]
fn a_clock_that_is_set_neither_stops_a_rate_nor_gives_it_back() {
    let (house, account) = house();
    let key = house.make_key(&account, request(Some(rate(2, 60)), &[]));
    assert_eq!(burst(&house, &key.secret), 2);
    for day in [TimeDelta::days(1), -TimeDelta::days(1)] {
        house.world.clock.set(house.world.clock.now() + day);
        assert_eq!(burst(&house, &key.secret), 0);
    }
    house.world.clock.advance(TimeDelta::seconds(30));
    assert_eq!(burst(&house, &key.secret), 1);
}

#[test]
fn both_secrets_of_a_key_and_its_run_tokens_share_one_rate() {
    let (house, account) = house();
    let key = house.make_key(&account, request(Some(rate(5, 60)), &[]));
    let new = rotate(&house, &account, &key, TimeDelta::hours(1));
    let token = issue(&house, &key.secret);
    assert!(house.try_key(&new.secret).is_ok() && house.try_key(&token.secret).is_ok());
    assert_eq!(burst(&house, &token.secret), 2);
    assert_eq!(burst(&house, &new.secret), 0);
}

#[test]
fn a_run_token_is_let_in_from_the_addresses_of_its_key_alone() {
    let (house, account) = house();
    let ours = origin().ip.unwrap().to_string();
    let key = house.make_key(&account, request(None, &[&ours]));
    let token = issue(&house, &key.secret);
    assert!(try_from(&house, &ours, &token.secret).is_ok());
    assert!(try_from(&house, ELSEWHERE, &token.secret).is_err());
}

#[test]
fn each_server_counts_for_itself() {
    let (house, account) = house();
    let key = house.make_key(&account, request(Some(rate(2, 60)), &[]));
    let other = house.other_server();
    assert_eq!(
        [burst(&house, &key.secret), burst(&other, &key.secret)],
        [2, 2]
    );
}

#[test]
fn a_limit_that_is_narrowed_or_removed_holds_on_the_next_request_of_every_server() {
    let (house, account) = house();
    let key = house.make_key(&account, key_request("Limited later"));
    let other = house.other_server();
    assert_eq!(
        [burst(&house, &key.secret), burst(&other, &key.secret)],
        [10, 10]
    );
    let set = |change_of: KeyChange| change(&house, &account, &key, &change_of);
    set(KeyChange {
        rate_limit: Some(Some(rate(1, 3600))),
        ..KeyChange::default()
    });
    assert_eq!(
        [burst(&house, &key.secret), burst(&other, &key.secret)],
        [1, 1]
    );
    set(KeyChange {
        rate_limit: Some(None),
        allowed_ips: Some(Some(from(&[HOME]))),
        ..KeyChange::default()
    });
    for server in [&house, &other] {
        assert!(try_from(server, ELSEWHERE, &key.secret).is_err());
        assert!(try_from(server, HOME, &key.secret).is_ok());
    }
    set(KeyChange {
        allowed_ips: Some(None),
        ..KeyChange::default()
    });
    assert_eq!(
        [burst(&house, &key.secret), burst(&other, &key.secret)],
        [10, 10]
    );
}

#[test]
fn a_stolen_key_uses_nothing_up_from_elsewhere_and_counts_as_unused() {
    let (house, account) = house();
    let ours = origin().ip.unwrap().to_string();
    let key = house.make_key(&account, request(Some(rate(2, 60)), &[&ours]));
    let new = rotate(&house, &account, &key, TimeDelta::hours(1));
    for _ in 0..10 {
        assert!(try_from(&house, ELSEWHERE, &new.secret).is_err());
    }
    house.flush();
    let seen = house.seen(&account, &key.key.id);
    assert_eq!((seen.request_count, seen.secret.last_used_at), (0, None));
    assert_eq!(house.told(AuditAction::KeyUsedElsewhere), 1);
    let line = house.world.store.audit_events().pop().unwrap();
    assert_eq!(line.origin.ip.unwrap().to_string(), ELSEWHERE);
    assert_eq!(burst(&house, &new.secret), 2);
}

#[test]
fn a_refused_request_is_not_counted_as_use() {
    let (house, account) = house();
    let key = house.make_key(&account, request(Some(rate(2, 60)), &[]));
    assert_eq!(burst(&house, &key.secret), 2);
    house.flush();
    assert_eq!(house.seen(&account, &key.key.id).request_count, 2);
}

#[test]
fn introspection_holds_no_key_against_its_limits() {
    let (house, account) = house();
    let key = house.make_key(&account, request(Some(rate(1, 60)), &[HOME]));
    let grant = house.key_grant::<IntrospectTokens>(&account.api_key.secret);
    for _ in 0..3 {
        let secret = key.secret.expose();
        assert!(
            house
                .introspection
                .introspect(&grant, secret)
                .unwrap()
                .is_some()
        );
    }
    assert!(try_from(&house, HOME, &key.secret).is_ok());
}

fn reaches_further<T>(answer: &Result<T, KeyRequestError>) -> bool {
    matches!(answer, Err(KeyRequestError::Denied(Denial::ReachesFurther)))
}

#[test]
fn a_key_makes_and_changes_only_keys_within_its_own_limits() {
    let (house, account) = house();
    let ours = ["192.0.2.0/24"];
    let maker = house.make_key(&account, request(Some(rate(100, 60)), &ours));
    let grant = house.key_grant::<ManageKeys>(&maker.secret);
    let create = |request| house.keys.create(&grant, request, &origin(), None);
    for further in [
        request(None, &ours),
        request(Some(rate(101, 60)), &ours),
        request(Some(rate(100, 59)), &ours),
        request(Some(rate(100, 60)), &[]),
        request(Some(rate(100, 60)), &["192.0.0.0/16"]),
        request(Some(rate(100, 60)), &[HOME]),
    ] {
        assert!(reaches_further(&create(further)));
    }
    let made = create(request(Some(rate(10, 60)), &["192.0.2.7"])).unwrap();
    let change = |id, change: KeyChange| house.keys.change(&grant, id, &change, &origin());
    for further in [
        KeyChange {
            rate_limit: Some(None),
            ..KeyChange::default()
        },
        KeyChange {
            allowed_ips: Some(None),
            ..KeyChange::default()
        },
    ] {
        for key in [&made, &maker] {
            assert!(reaches_further(&change(&key.key.id, further.clone())));
        }
    }
    let wider = KeyChange {
        rate_limit: Some(Some(rate(100, 60))),
        ..KeyChange::default()
    };
    assert!(change(&made.key.id, wider).unwrap().is_some());
    // Nor does it touch one that has wider limits.
    let free = &account.api_key.key.id;
    assert!(reaches_further(&house.keys.delete(&grant, free, &origin())));
    let rotated = house
        .keys
        .rotate(&grant, free, RotationRequest::default(), &origin(), None);
    assert!(rotated.is_err());
    let revoked = house.key_grant::<IntrospectTokens>(&maker.secret);
    let token = issue(&house, &account.api_key.secret);
    let secret = token.secret.expose();
    let refused = house.introspection.revoke(&revoked, secret, &origin());
    assert!(reaches_further(&refused));
    assert!(house.try_key(&token.secret).is_ok());
}
