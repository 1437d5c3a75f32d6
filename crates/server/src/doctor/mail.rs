use sendook_mail::MailServer;

use super::finding::Finding;
use crate::settings::{MailSettings, Settings};

const MAIL: &str = "mail";

/// Whether the mail server answers, with TLS and login as set. No mail is sent.
pub(super) fn examine(settings: &Settings) -> Finding {
    let Some(MailSettings { server, from, .. }) = settings.mail() else {
        return Finding::ok(MAIL, "None is sent: SENDOOK_SMTP_URL is not set.");
    };
    let shown = server.to_string();
    match MailServer::new(server, from.email.domain()).connect() {
        Ok(connection) => {
            connection.close();
            Finding::ok(MAIL, format!("The mail server {shown} answers."))
        }
        Err(error) => Finding::failure(MAIL, format!("{error}.")).advising(
            "Correct SENDOOK_SMTP_URL, or look at the log of the mail server. Mails wait for a day until they are given up.",
        ),
    }
}
