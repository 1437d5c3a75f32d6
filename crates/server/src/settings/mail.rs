use sendook_mail::{MailSender, SmtpUrl};

use super::Settings;

/// What is needed to send mail, all of it.
pub(crate) struct MailSettings {
    /// The mail server.
    pub(crate) server: SmtpUrl,
    /// The sender of every mail.
    pub(crate) from: MailSender,
    /// The address of the service as browsers see it, for links.
    pub(crate) site: String,
}

impl Settings {
    /// How mails are sent, if they are.
    pub(crate) fn mail(&self) -> Option<MailSettings> {
        Some(MailSettings {
            server: self.smtp_url.clone()?,
            from: self.mail_from.clone()?,
            site: self.public_url.site.known_address()?,
        })
    }

    /// What does not go together, in a sentence.
    pub(super) fn contradiction(&self) -> Option<String> {
        let (server, from) = (self.smtp_url.is_some(), self.mail_from.is_some());
        let site = self.public_url.site.known_address().is_some();
        let missing = match (server, from, site) {
            (false, false, _) | (true, true, true) => return None,
            (false, true, _) => "SENDOOK_SMTP_URL",
            (true, false, true) => "SENDOOK_MAIL_FROM",
            (true, true, false) => "SENDOOK_PUBLIC_URL",
            (true, false, false) => "SENDOOK_MAIL_FROM and SENDOOK_PUBLIC_URL",
        };
        Some(format!(
            "To send mail, set {missing} too; to send none, set neither SENDOOK_SMTP_URL nor SENDOOK_MAIL_FROM."
        ))
    }
}
