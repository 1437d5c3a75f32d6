use askama::Template as _;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};
use sendook_domain::mail_dispatch::MailToSend;
use sendook_domain::values::{EmailAddress, Secret};

use crate::letter::{HtmlLetter, PlainLetter};
use crate::letters::{LinkParts, letter};

/// Makes messages of mails that are to be sent.
pub struct Composer {
    sender: Mailbox,
    site: String,
}

/// A mail that cannot be written as a message.
#[derive(Debug, thiserror::Error)]
#[error("the mail cannot be written: {0}")]
pub struct InvalidMail(String);

impl InvalidMail {
    fn of(cause: &impl ToString) -> Self {
        Self(cause.to_string())
    }
}

impl Composer {
    /// For mails from this sender, with links to pages of the service at `site`: an address without a slash at its end.
    pub fn new(sender: Mailbox, site: String) -> Self {
        Self { sender, site }
    }

    /// Writes a mail. Each attempt to send it has the same `Message-ID`.
    ///
    /// # Errors
    /// [`InvalidMail`] if its recipient is no address for a message, or a template fails.
    pub fn compose(&self, to_send: &MailToSend) -> Result<Message, InvalidMail> {
        let (mail, token) = (&to_send.mail, to_send.token.as_ref());
        let parts = LinkParts {
            site: &self.site,
            token: token.map(Secret::expose),
        };
        let letter = letter(&mail.content, &parts);
        let (letter, site) = (&letter, self.site.as_str());
        let plain = PlainLetter { letter, site }.render();
        let html = HtmlLetter { letter, site }.render();
        let (plain, html) = plain
            .and_then(|plain| Ok((plain, html?)))
            .map_err(|cause| InvalidMail::of(&cause))?;
        let recipient = address(&mail.recipient)?;
        let message_id = format!("<{}@{}>", mail.id, self.sender.email.domain());
        let mut message = Message::builder()
            .from(self.sender.clone())
            .to(Mailbox::new(None, recipient))
            .subject(letter.subject.as_str())
            .date(mail.queued_at.into())
            .message_id(Some(message_id))
            // RFC 3834, section 5: nobody's absence is to be told to us.
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if !letter.concerns_security {
            let unsubscribe = format!("<mailto:{}?subject=unsubscribe>", self.sender.email);
            message = message.raw_header(header("List-Unsubscribe", &unsubscribe));
        }
        message
            .multipart(MultiPart::alternative_plain_html(plain, html))
            .map_err(|cause| InvalidMail::of(&cause))
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// The local part as it was typed, as its letter case may count (RFC 5321, section 2.4), and the domain in ASCII.
fn address(recipient: &EmailAddress) -> Result<Address, InvalidMail> {
    let typed = recipient.as_typed();
    let local = typed.rsplit_once('@').map_or(typed, |(local, _)| local);
    Address::new(local, recipient.domain()).map_err(|cause| InvalidMail::of(&cause))
}
