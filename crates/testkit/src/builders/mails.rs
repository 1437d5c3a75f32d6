use chrono::TimeDelta;
use sendook_domain::entities::{LinkPurpose, MailContent, MailLink, OutgoingMail, User};
use sendook_domain::values::EmailAddress;

use super::sequence::{a_digest, a_moment, an_id};

/// A mail with a link that sets a new password, to be sent at once.
pub fn a_mail(recipient: &EmailAddress) -> OutgoingMail {
    OutgoingMail {
        id: an_id(),
        recipient: recipient.clone(),
        content: MailContent::PasswordReset {
            asked_from: Some([192, 0, 2, 7].into()),
        },
        queued_at: a_moment(),
    }
}

/// A link for this person, good for a day.
pub fn a_mail_link(user: &User, purpose: LinkPurpose) -> MailLink {
    MailLink {
        digest: a_digest(),
        purpose,
        user_id: user.id.clone(),
        email: user.email.clone(),
        expires_at: a_moment() + TimeDelta::days(1),
    }
}
