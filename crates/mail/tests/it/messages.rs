use std::slice;

use sendook_domain::entities::{AuditAction, EndingKeyNote, MailContent, OutgoingMail, User};
use sendook_domain::mail_dispatch::MailToSend;
use sendook_domain::ports::{Accounts as _, Outbox as _};
use sendook_domain::services::{ServiceSettings, Services};
use sendook_domain::values::{EmailAddress, EmailDomain, KeyName, OrganizationName};
use sendook_mail::Composer;
use sendook_testkit::builders::{a_mail, a_user, an_account_of, an_audit_event, an_id};
use sendook_testkit::{FixedClock, TestWorld, test_ports};

const SITE: &str = "https://example.com/auth";

/// A mail about a forgotten password to this address, as it is about to be sent.
fn forgotten(address: &str) -> MailToSend {
    let world = test_ports();
    let services = services(&world);
    let email = EmailAddress::parse(address).unwrap();
    let person = User {
        email: email.clone(),
        ..a_user()
    };
    let opened = an_audit_event(AuditAction::Registered);
    world.store.open(&an_account_of(person), &opened).unwrap();
    let mut mail = a_mail(&email);
    mail.queued_at = FixedClock::START;
    world.store.queue_mails(slice::from_ref(&mail)).unwrap();
    services.mail_dispatch.next().unwrap().unwrap()
}

/// The mail with this content that a server sends to Ada.
fn about(content: MailContent) -> MailToSend {
    let world = test_ports();
    let services = services(&world);
    let mail = OutgoingMail {
        content,
        queued_at: FixedClock::START,
        ..a_mail(&EmailAddress::parse("ada@example.com").unwrap())
    };
    world.store.queue_mails(&[mail]).unwrap();
    services.mail_dispatch.next().unwrap().unwrap()
}

fn services(world: &TestWorld) -> Services {
    let settings = ServiceSettings {
        mail: true,
        ..ServiceSettings::new(EmailDomain::parse("sendook.com").unwrap())
    };
    Services::new(&world.ports, &settings)
}

fn composer(sender: &str) -> Composer {
    Composer::new(sender.parse().unwrap(), SITE.to_owned())
}

/// The message as it goes to the server.
fn written(sender: &str, mail: &MailToSend) -> String {
    let message = composer(sender).compose(mail).unwrap();
    String::from_utf8(message.formatted()).unwrap()
}

/// Undoes the soft line breaks and escapes of quoted-printable.
fn readable(message: &str) -> String {
    message.replace("=\r\n", "").replace("=3D", "=")
}

#[test]
fn the_link_stands_in_both_forms_and_nothing_comes_from_elsewhere() {
    let mail = forgotten("ada@example.com");
    let message = readable(&written("no-reply@example.com", &mail));
    let token = mail.token.as_ref().unwrap().expose();
    let link = format!("{SITE}/reset-password#{token}");
    let (plain, html) = message.split_once("Content-Type: text/html").unwrap();
    assert!(plain.contains(&link), "{plain}");
    assert!(html.contains(&format!(r#"href="{link}""#)), "{html}");
    for from_elsewhere in ["<img", "src=", "url(", "@import", "<link", "<script"] {
        assert!(!html.contains(from_elsewhere), "{from_elsewhere}");
    }
}

#[test]
fn each_attempt_has_the_same_message_id_and_a_mail_about_safety_has_no_way_out() {
    let mail = forgotten("ada@example.com");
    let message = written("Accounts <no-reply@example.com>", &mail);
    let id = format!("Message-ID: <{}@example.com>\r\n", mail.mail.id);
    assert!(message.contains(&id), "{message}");
    assert!(message.contains("Auto-Submitted: auto-generated\r\n"));
    assert!(message.contains("Date: Sun, 01 Mar 2026 "), "{message}");
    assert!(!message.contains("List-Unsubscribe"));
    assert!(!message.contains("X-Mailer"));
}

#[test]
fn names_beyond_ascii_and_international_domains_are_written_in_ascii() {
    let mail = forgotten("Ada.Lovelace@læge.dk");
    let composed = composer("Bürgerbüro <no-reply@example.com>")
        .compose(&mail)
        .unwrap();
    let recipients = composed.envelope().to();
    assert_eq!(recipients[0].to_string(), "Ada.Lovelace@xn--lge-yla.dk");
    assert!(composed.formatted().is_ascii());
}

#[test]
fn a_sender_cannot_bring_lines_of_its_own() {
    let mail = forgotten("ada@example.com");
    for sender in [
        "\"A\r\nBcc: eve@example.com\" <a@example.com>",
        "a@example.com\r\nBcc: x@example.com",
    ] {
        if let Ok(sender) = sender.parse() {
            let composed = Composer::new(sender, SITE.to_owned()).compose(&mail);
            let text = String::from_utf8(composed.unwrap().formatted()).unwrap();
            assert!(!text.contains("\nBcc:"), "{text}");
        }
    }
}

#[test]
fn a_login_on_another_device_is_told_in_plain_words() {
    let mail = about(MailContent::NewDevice {
        device: "Firefox on Linux".to_owned(),
        logged_in_from: Some([192, 0, 2, 7].into()),
    });
    let message = readable(&written("no-reply@example.com", &mail));
    assert!(message.contains("Subject: A login on another device\r\n"));
    assert!(message.contains("logged in to your account from 192.0.2.7 with Firefox on Linux."));
    assert!(!message.contains("List-Unsubscribe"));
}

#[test]
fn keys_that_end_are_listed_with_their_ends_and_names_are_escaped() {
    let key = |name: &str| EndingKeyNote {
        name: KeyName::restore(name.to_owned()),
        id: an_id(),
        ends_at: FixedClock::START,
    };
    let mail = about(MailContent::KeysEnding {
        organization: OrganizationName::restore("Analytical Engines".to_owned()),
        keys: vec![key("Nightly"), key("<b>Bold</b>")],
        more: 3,
    });
    let message = readable(&written("no-reply@example.com", &mail));
    let (plain, html) = message.split_once("Content-Type: text/html").unwrap();
    for said in [
        "\"Nightly\" (key_",
        "ends on 1 March 2026 at 10:00 UTC.",
        "3 more",
    ] {
        assert!(plain.contains(said), "{said}: {plain}");
    }
    assert!(!html.contains("<b>"), "{html}");
    assert!(message.contains("List-Unsubscribe: <mailto:no-reply@example.com"));
}
