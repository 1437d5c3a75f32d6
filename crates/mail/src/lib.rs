#![doc = include_str!("../README.md")]

mod composer;
mod connection;
mod letter;
mod letters;
mod smtp_url;

pub use composer::{Composer, InvalidMail};
pub use connection::{Handover, MailConnection, MailServer, NoConnection};
pub use smtp_url::{InvalidSmtpUrl, SmtpUrl};

/// A mail as it is handed over.
pub use lettre::Message;
/// The sender of every mail, as in `Accounts <no-reply@example.com>`.
pub use lettre::message::Mailbox as MailSender;
