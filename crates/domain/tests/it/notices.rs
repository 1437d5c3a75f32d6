//! What people are told by mail about their accounts and keys.

use sendook_domain::entities::{MailContent, OutgoingMail};
use sendook_domain::mail_dispatch::Delivery;

use crate::accounts::{PASSWORD, new_password};
use crate::house::House;
use crate::requests::{email, origin, origin_at};

const ADA: &str = "ada@example.com";
const NEW: &str = "six purple otters juggling";

fn house() -> House {
    House::with(|settings| settings.mail = true)
}

/// Sends what waits, and gives it.
fn sent(house: &House) -> Vec<OutgoingMail> {
    let dispatch = &house.mail_dispatch;
    let mut sent = Vec::new();
    while let Some(mail) = dispatch.next().unwrap() {
        dispatch.settle(&mail, Delivery::Accepted).unwrap();
        sent.push(mail.mail);
    }
    sent
}

fn only(mut mails: Vec<OutgoingMail>) -> OutgoingMail {
    assert_eq!(mails.len(), 1, "{mails:?}");
    mails.remove(0)
}

#[test]
fn a_changed_password_is_told_to_its_person() {
    let house = house();
    let account = house.register(ADA);
    sent(&house);
    let session = house.user(&account.session.token).unwrap();
    house.change_password(&session, "wrong", NEW).unwrap_err();
    assert!(sent(&house).is_empty());
    house.change_password(&session, PASSWORD, NEW).unwrap();
    let told = only(sent(&house));
    let content = MailContent::PasswordChanged {
        changed_from: origin().ip,
    };
    assert_eq!((told.recipient, told.content), (email(ADA), content));
}

#[test]
fn a_password_that_was_set_by_a_link_is_told_too() {
    let house = house();
    let account = house.register(ADA);
    sent(&house);
    let link = house
        .password_reset
        .issue(&account.session.user)
        .unwrap()
        .unwrap();
    let pending = house.password_reset.begin(link.token.expose(), &origin());
    let pending = pending.unwrap();
    let hash = pending.hash(&new_password(NEW), &*house.world.passwords);
    let hash = hash.unwrap();
    house.password_reset.finish(&pending, &hash).unwrap();
    house.password_reset.finish(&pending, &hash).unwrap_err();
    let told = only(sent(&house)).content;
    assert!(
        matches!(told, MailContent::PasswordChanged { .. }),
        "{told:?}"
    );
}

#[test]
fn a_login_on_another_device_is_told_and_a_refresh_is_not() {
    let house = house();
    let account = house.register(ADA);
    sent(&house);
    house.log_in(ADA, PASSWORD).unwrap();
    house
        .log_in_from(ADA, PASSWORD, &origin_at("192.0.250.1"))
        .unwrap();
    let refresh = &account.session.refresh_token;
    let there = origin_at("198.51.100.9");
    house.sessions.refresh(refresh.expose(), &there).unwrap();
    assert!(sent(&house).is_empty());
    house.log_in_from(ADA, PASSWORD, &there).unwrap();
    house.log_in_from(ADA, PASSWORD, &there).unwrap();
    let told = only(sent(&house));
    let content = MailContent::NewDevice {
        device: "curl".to_owned(),
        logged_in_from: there.ip,
    };
    assert_eq!((told.recipient, told.content), (email(ADA), content));
}

#[test]
fn what_was_seen_without_mail_is_no_news_with_it() {
    let quiet = House::new();
    quiet.register(ADA);
    let there = origin_at("198.51.100.9");
    quiet.log_in_from(ADA, PASSWORD, &there).unwrap();
    let house = quiet.with_mail();
    house.log_in_from(ADA, PASSWORD, &there).unwrap();
    assert!(sent(&house).is_empty());
    let elsewhere = origin_at("203.0.113.9");
    house.log_in_from(ADA, PASSWORD, &elsewhere).unwrap();
    assert_eq!(sent(&house).len(), 1);
}

#[test]
fn a_leaked_key_is_told_once_to_each_owner() {
    let house = house();
    let account = house.register(ADA);
    sent(&house);
    let secret = account.api_key.secret.expose();
    for _ in 0..2 {
        house.leaks.report(secret, None, &origin()).unwrap();
    }
    let told = only(sent(&house));
    let key = &account.api_key.key;
    let content = MailContent::KeyLeaked {
        organization: account.membership.organization().name.clone(),
        key_name: key.name.clone(),
        key_id: key.id.clone(),
    };
    assert_eq!((told.recipient, told.content), (email(ADA), content));
}

#[test]
fn without_mail_nothing_is_kept_to_be_sent() {
    let house = House::new();
    let account = house.register(ADA);
    let session = house.user(&account.session.token).unwrap();
    house.change_password(&session, PASSWORD, NEW).unwrap();
    let secret = account.api_key.secret.expose();
    house.leaks.report(secret, None, &origin()).unwrap();
    assert_eq!(house.mail_dispatch.backlog().unwrap().waiting, 0);
}
