//! Setting a password by a link.

use chrono::TimeDelta;
use sendook_domain::accounts::{PasswordResetError, first_hash};
use sendook_domain::entities::{Actor, AuditAction, PasswordReset};
use sendook_domain::ports::HashError;
use sendook_domain::tokens::{IssuedToken, TokenKind};
use sendook_domain::values::Secret;

use crate::accounts::{PASSWORD, new_password};
use crate::house::House;
use crate::requests::{email, origin, origin_at};

const ADA: &str = "ada@example.com";
const NEW: &str = "six purple otters juggling";

fn link(house: &House) -> Secret {
    let (user, _) = house
        .world
        .ports
        .store
        .user_for_login(&email(ADA))
        .unwrap()
        .unwrap();
    house.password_reset.issue(&user).unwrap().unwrap().token
}

fn reset(house: &House, token: &str) -> Result<(), PasswordResetError> {
    let pending = house.password_reset.begin(token, &origin())?;
    let hash = pending.hash(&new_password(NEW), &*house.world.passwords);
    house.password_reset.finish(&pending, &hash.unwrap())
}

fn assert_invalid(done: &Result<(), PasswordResetError>) {
    assert!(
        matches!(done, Err(PasswordResetError::InvalidLink)),
        "{done:?}"
    );
}

#[test]
fn the_new_password_counts_and_every_session_ends() {
    let house = House::new();
    let account = house.register(ADA);
    let neighbour = house.register("grace@example.com");
    let second = house.log_in(ADA, PASSWORD).unwrap();
    for _ in 0..10 {
        house.log_in(ADA, "a wrong guess").unwrap_err();
    }
    reset(&house, link(&house).expose()).unwrap();
    for session in [&account.session, &second] {
        assert!(house.user(&session.token).is_err());
        assert!(house.try_refresh(&session.refresh_token).is_err());
    }
    assert!(house.key(&account.api_key.secret).is_ok(), "keys go on");
    assert!(house.user(&neighbour.session.token).is_ok());
    let event = house.world.store.audit_events().pop().unwrap();
    let user = account.session.user.id;
    assert_eq!(event.action, AuditAction::PasswordReset);
    assert_eq!(event.actor, Actor::User(user.clone()));
    assert_eq!((event.user_id, event.origin), (Some(user), origin()));
    assert!(house.log_in(ADA, NEW).is_ok(), "failures are forgotten");
    assert!(house.log_in(ADA, PASSWORD).is_err());
}

#[test]
fn it_works_once_and_beginning_does_not_use_it_up() {
    let house = House::new();
    house.register(ADA);
    let link = link(&house);
    for _ in 0..3 {
        assert!(house.password_reset.begin(link.expose(), &origin()).is_ok());
    }
    let late = house
        .password_reset
        .begin(link.expose(), &origin())
        .unwrap();
    reset(&house, link.expose()).unwrap();
    assert_invalid(&reset(&house, link.expose()));
    let hash = late.hash(&new_password(NEW), &*house.world.passwords);
    assert_invalid(&house.password_reset.finish(&late, &hash.unwrap()));
    assert_eq!(house.told(AuditAction::PasswordReset), 1);
}

#[test]
fn it_lives_half_an_hour() {
    let house = House::new();
    house.register(ADA);
    let link = link(&house);
    house
        .world
        .clock
        .advance(PasswordReset::LIFETIME - TimeDelta::microseconds(1));
    assert!(house.password_reset.begin(link.expose(), &origin()).is_ok());
    house.world.clock.advance(TimeDelta::microseconds(1));
    assert_invalid(&reset(&house, link.expose()));
}

#[test]
fn a_newer_link_a_change_and_a_report_of_a_leak_end_it() {
    let house = House::new();
    let account = house.register(ADA);
    let older = link(&house);
    let newer = link(&house);
    assert_invalid(&reset(&house, older.expose()));
    let session = house.user(&account.session.token).unwrap();
    house.change_password(&session, PASSWORD, NEW).unwrap();
    assert_invalid(&reset(&house, newer.expose()));
    let leaked = link(&house);
    let text = format!(
        "https://auth.example.com/reset-password#{}",
        leaked.expose()
    );
    house.leaks.report(&text, None, &origin()).unwrap();
    assert_invalid(&reset(&house, leaked.expose()));
    assert_eq!(house.told(AuditAction::ResetLinkLeaked), 1);
}

#[test]
fn what_is_no_token_of_a_link_is_one_answer_and_costs_nothing() {
    let house = House::new();
    let account = house.register(ADA);
    let other = IssuedToken::generate(TokenKind::RefreshToken, &*house.world.ports.secrets);
    for text in [
        "",
        "junk",
        "sndm_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18",
        other.unwrap().secret().expose(),
        account.session.token.expose(),
        account.session.refresh_token.expose(),
        account.api_key.secret.expose(),
    ] {
        for _ in 0..60 {
            assert_invalid(&reset(&house, text));
        }
    }
    assert!(house.user(&account.session.token).is_ok());
}

#[test]
fn attempts_from_one_address_are_limited() {
    let house = House::new();
    house.register(ADA);
    let stray = IssuedToken::generate(TokenKind::LinkToken, &*house.world.ports.secrets).unwrap();
    for _ in 0..50 {
        assert_invalid(&reset(&house, stray.secret().expose()));
    }
    let link = link(&house);
    let refused = reset(&house, link.expose());
    assert!(
        matches!(refused, Err(PasswordResetError::TooMany(_))),
        "{refused:?}"
    );
    let elsewhere = origin_at("198.51.100.7");
    assert!(
        house
            .password_reset
            .begin(link.expose(), &elsewhere)
            .is_ok()
    );
}

#[test]
fn an_account_can_be_made_whose_password_is_known_to_nobody() -> Result<(), HashError> {
    let house = House::new();
    let (secrets, passwords) = (&*house.world.ports.secrets, &*house.world.passwords);
    let unknown = first_hash(None, secrets, passwords)?;
    let person = crate::accounts::person(ADA);
    let user = house.registration.create(&person, &unknown).unwrap();
    for guess in ["", PASSWORD] {
        assert!(house.log_in(ADA, guess).is_err());
    }
    reset(&house, link(&house).expose()).unwrap();
    let session = house.log_in(ADA, NEW).unwrap();
    assert_eq!(session.user.id, user.id);
    let chosen = first_hash(Some(&new_password(PASSWORD)), secrets, passwords)?;
    let person = crate::accounts::person("grace@example.com");
    house.registration.create(&person, &chosen).unwrap();
    assert!(house.log_in("grace@example.com", PASSWORD).is_ok());
    Ok(())
}
