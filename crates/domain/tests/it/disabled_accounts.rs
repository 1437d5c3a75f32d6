//! What disabling an account does, and what it leaves alone.

use sendook_domain::accounts::{LoginError, PasswordResetError};
use sendook_domain::entities::{Actor, AuditAction};

use crate::accounts::PASSWORD;
use crate::house::House;
use crate::requests::{email, origin};

const ADA: &str = "ada@example.com";

#[test]
fn sessions_end_on_every_server_and_keys_go_on() {
    let house = House::new();
    let other = house.other_server();
    let account = house.register(ADA);
    let second = house.log_in(ADA, PASSWORD).unwrap();
    let neighbour = house.register("grace@example.com");
    for server in [&house, &other] {
        assert!(server.user(&second.token).is_ok(), "a copy is kept now");
    }
    let user = &account.session.user.id;
    assert_eq!(house.administration.disable(user).unwrap(), Some(2));
    assert_eq!(other.administration.disable(user).unwrap(), None);
    for server in [&house, &other] {
        assert!(server.user(&account.session.token).is_err());
        assert!(server.user(&second.token).is_err());
        assert!(server.try_refresh(&second.refresh_token).is_err());
        assert!(server.key(&account.api_key.secret).is_ok());
        assert!(server.user(&neighbour.session.token).is_ok());
    }
    let event = house.world.store.audit_events().pop().unwrap();
    assert_eq!(event.action, AuditAction::UserDisabled);
    assert_eq!(
        (event.actor, event.user_id),
        (Actor::Operator, Some(user.clone()))
    );
}

#[test]
fn the_right_password_is_answered_as_a_wrong_one_with_the_same_work() {
    let house = House::new();
    let account = house.register(ADA);
    house
        .administration
        .disable(&account.session.user.id)
        .unwrap();
    // A right password would be hashed anew, to renew it.
    house.world.passwords.raise_settings();
    for password in [PASSWORD, "a wrong guess"] {
        let before = (
            house.world.passwords.verifications(),
            house.world.passwords.hashes(),
        );
        let refused = house.log_in(ADA, password).unwrap_err();
        assert!(matches!(refused, LoginError::InvalidCredentials { .. }));
        let after = (
            house.world.passwords.verifications(),
            house.world.passwords.hashes(),
        );
        assert_eq!(after, (before.0 + 1, before.1));
    }
    assert_eq!(house.told(AuditAction::LoginFailed), 2);
    for _ in 2..10 {
        house.log_in(ADA, PASSWORD).unwrap_err();
    }
    let refused = house.log_in(ADA, PASSWORD).unwrap_err();
    assert!(
        matches!(refused, LoginError::TooManyAttempts(_)),
        "it counts"
    );
}

#[test]
fn a_login_under_way_does_not_outlive_it() {
    let house = House::new();
    let account = house.register(ADA);
    let check = house.login.begin(&email(ADA), PASSWORD, &origin()).unwrap();
    house
        .administration
        .disable(&account.session.user.id)
        .unwrap();
    let compared = check.compare(&*house.world.passwords);
    assert!(house.login.finish(check, compared).unwrap().is_none());
    assert!(house.log_in(ADA, PASSWORD).is_err());
}

#[test]
fn an_unlocked_account_stays_disabled_until_it_is_enabled() {
    let house = House::new();
    let account = house.register(ADA);
    let user = &account.session.user.id;
    house.administration.disable(user).unwrap();
    house.login_throttle.unlock(&email(ADA), &[]).unwrap();
    assert!(house.log_in(ADA, PASSWORD).is_err());
    assert!(house.administration.enable(user).unwrap());
    assert!(!house.administration.enable(user).unwrap());
    assert!(
        house.user(&account.session.token).is_err(),
        "it stays ended"
    );
    assert!(house.log_in(ADA, PASSWORD).is_ok());
    assert_eq!(house.told(AuditAction::UserEnabled), 1);
}

#[test]
fn no_link_is_made_and_an_earlier_one_is_void() {
    let house = House::new();
    let account = house.register(ADA);
    let user = &account.session.user;
    let link = house.password_reset.issue(user).unwrap().unwrap();
    house.administration.disable(&user.id).unwrap();
    assert!(house.password_reset.issue(user).unwrap().is_none());
    house.administration.enable(&user.id).unwrap();
    let refused = house.password_reset.begin(link.token.expose(), &origin());
    assert!(matches!(refused, Err(PasswordResetError::InvalidLink)));
}
