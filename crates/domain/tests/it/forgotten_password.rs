//! A forgotten password: what is asked for, what is mailed, and what becomes of the link.

use chrono::TimeDelta;
use sendook_domain::accounts::{ForgottenPasswordError, OpenedAccount, PasswordResetError};
use sendook_domain::entities::{Actor, AuditAction};
use sendook_domain::mail_dispatch::{Delivery, MailToSend};
use sendook_domain::policies::{CLAIM_OF_MAIL, MAIL_IS_TRIED_FOR, pause_after};
use sendook_domain::ports::Outbox as _;

use crate::accounts::{PASSWORD, new_password};
use crate::house::House;
use crate::requests::{email, origin, origin_at};

const ADA: &str = "ada@example.com";
const NEW: &str = "six purple otters juggling";

fn house() -> House {
    House::with(|settings| settings.mail = true)
}

/// Ada, who has got the mail that follows a registration.
fn registered(house: &House) -> OpenedAccount {
    let account = house.register(ADA);
    if let Some(mail) = house.mail_dispatch.next().unwrap() {
        house
            .mail_dispatch
            .settle(&mail, Delivery::Accepted)
            .unwrap();
    }
    account
}

fn forget(house: &House, address: &str) -> Result<(), ForgottenPasswordError> {
    house.forgotten_password.ask(&email(address), &origin())
}

fn next(house: &House) -> MailToSend {
    house.mail_dispatch.next().unwrap().expect("a mail is due")
}

fn waiting(house: &House) -> u64 {
    house.mail_dispatch.backlog().unwrap().waiting
}

fn reset(house: &House, mail: &MailToSend) -> Result<(), PasswordResetError> {
    let token = mail.token.as_ref().unwrap().expose();
    let pending = house.password_reset.begin(token, &origin())?;
    let hash = pending.hash(&new_password(NEW), &*house.world.passwords);
    house.password_reset.finish(&pending, &hash.unwrap())
}

#[test]
fn the_mailed_link_sets_the_password_once() {
    let house = house();
    let account = registered(&house);
    forget(&house, "ADA@example.com").unwrap();
    let mail = next(&house);
    house
        .mail_dispatch
        .settle(&mail, Delivery::Accepted)
        .unwrap();
    assert_eq!(waiting(&house), 0);
    let made = house.world.store.audit_events().pop().unwrap();
    assert_eq!(made.action, AuditAction::ResetLinkCreated);
    assert_eq!(made.actor, Actor::Anonymous);
    assert_eq!(made.user_id, Some(account.session.user.id));
    assert_eq!(made.origin.ip, origin().ip);
    reset(&house, &mail).unwrap();
    let again = reset(&house, &mail);
    assert!(matches!(again, Err(PasswordResetError::InvalidLink)));
    house.log_in(ADA, NEW).unwrap();
    assert!(house.log_in(ADA, PASSWORD).is_err());
}

#[test]
fn the_half_hour_of_a_link_begins_when_it_is_sent() {
    let house = house();
    registered(&house);
    forget(&house, ADA).unwrap();
    house.world.clock.advance(TimeDelta::hours(3));
    let mail = next(&house);
    house
        .world
        .clock
        .advance(TimeDelta::minutes(30) - TimeDelta::microseconds(1));
    let token = mail.token.as_ref().unwrap().expose();
    assert!(house.password_reset.begin(token, &origin()).is_ok());
    house.world.clock.advance(TimeDelta::microseconds(1));
    assert!(reset(&house, &mail).is_err());
}

#[test]
fn for_an_address_without_an_account_the_same_is_done_and_nothing_is_mailed() {
    let house = house();
    registered(&house);
    let work_for = |address| {
        let before = house.world.store.calls();
        forget(&house, address).unwrap();
        house.world.store.calls() - before
    };
    assert_eq!(work_for(ADA), work_for("nobody@example.com"));
    assert_eq!(waiting(&house), 2);
    let mail = next(&house);
    assert_eq!(mail.mail.recipient, email(ADA));
    assert!(house.mail_dispatch.next().unwrap().is_none());
    assert_eq!(waiting(&house), 1, "the other one is gone");
}

#[test]
fn a_disabled_account_gets_no_link() {
    let house = house();
    let account = registered(&house);
    forget(&house, ADA).unwrap();
    let user = &account.session.user.id;
    house.administration.disable(user).unwrap();
    assert!(house.mail_dispatch.next().unwrap().is_none());
    assert_eq!(waiting(&house), 0);
}

#[test]
fn three_mails_an_hour_go_to_one_address_and_the_answer_does_not_tell() {
    let house = house();
    registered(&house);
    for number in 1..=5 {
        forget(&house, ADA).unwrap();
        assert_eq!(waiting(&house), number.min(3));
    }
    forget(&house, "grace@example.com").unwrap();
    assert_eq!(waiting(&house), 4);
    house.world.clock.advance(TimeDelta::hours(1));
    forget(&house, ADA).unwrap();
    assert_eq!(waiting(&house), 5);
}

#[test]
fn one_client_cannot_ask_for_many_addresses() {
    let house = house();
    for number in 0..50 {
        forget(&house, &format!("a{number}@example.com")).unwrap();
    }
    let refused = forget(&house, ADA);
    assert!(matches!(refused, Err(ForgottenPasswordError::TooMany(_))));
    let elsewhere = house
        .forgotten_password
        .ask(&email(ADA), &origin_at("198.51.100.1"));
    assert!(elsewhere.is_ok());
}

#[test]
fn without_mail_nothing_waits_to_be_sent() {
    let house = House::new();
    registered(&house);
    let refused = forget(&house, ADA);
    assert!(matches!(refused, Err(ForgottenPasswordError::NoMail)));
    assert_eq!(waiting(&house), 0);
}

#[test]
fn the_link_of_a_mail_that_was_refused_is_void_and_the_next_attempt_brings_another() {
    let house = house();
    registered(&house);
    forget(&house, ADA).unwrap();
    let refused = next(&house);
    house
        .mail_dispatch
        .settle(&refused, Delivery::Refused)
        .unwrap();
    assert!(reset(&house, &refused).is_err());
    house
        .world
        .clock
        .advance(pause_after(1) - TimeDelta::microseconds(1));
    assert!(!house.mail_dispatch.is_due().unwrap());
    house.world.clock.advance(TimeDelta::microseconds(1));
    let second = next(&house);
    assert_eq!(second.mail, refused.mail, "it has the same Message-ID");
    reset(&house, &second).unwrap();
}

#[test]
fn of_a_mail_that_may_have_arrived_twice_either_link_is_good_and_they_end_together() {
    let house = house();
    registered(&house);
    forget(&house, ADA).unwrap();
    let first = next(&house);
    house
        .mail_dispatch
        .settle(&first, Delivery::Unknown)
        .unwrap();
    house.world.clock.advance(pause_after(1));
    let second = next(&house);
    reset(&house, &first).unwrap();
    assert!(reset(&house, &second).is_err());
}

#[test]
fn what_a_server_that_died_was_sending_is_sent_by_another_which_alone_settles_it() {
    let house = house();
    registered(&house);
    forget(&house, ADA).unwrap();
    let (dead, other) = (next(&house), house.other_server());
    assert!(!other.mail_dispatch.is_due().unwrap());
    assert!(house.mail_dispatch.hold(dead.claim()).unwrap());
    house.world.clock.advance(CLAIM_OF_MAIL);
    let taken_over = next(&other);
    assert!(!house.mail_dispatch.hold(dead.claim()).unwrap());
    house
        .mail_dispatch
        .settle(&dead, Delivery::Accepted)
        .unwrap();
    assert_eq!(waiting(&house), 1);
    other
        .mail_dispatch
        .settle(&taken_over, Delivery::Accepted)
        .unwrap();
    assert_eq!(waiting(&house), 0);
}

#[test]
fn a_mail_is_given_up_after_a_day() {
    let house = house();
    registered(&house);
    forget(&house, ADA).unwrap();
    house.world.clock.advance(MAIL_IS_TRIED_FOR);
    assert_eq!(house.mail_dispatch.give_up().unwrap(), []);
    let mail = next(&house);
    house.world.clock.advance(TimeDelta::microseconds(1));
    assert_eq!(
        house.mail_dispatch.give_up().unwrap(),
        [],
        "it is being sent"
    );
    house.world.clock.advance(CLAIM_OF_MAIL);
    let given_up = house.mail_dispatch.give_up().unwrap();
    assert_eq!(given_up.len(), 1);
    assert_eq!(given_up[0].id, mail.mail.id);
    assert_eq!(given_up[0].kind, "password_reset");
    assert_eq!(house.world.store.mail_backlog().unwrap().waiting, 0);
}
