use std::fmt;
use std::net::IpAddr;

use diesel::prelude::*;
use sendook_domain::entities::{EndingKeyNote, MailContent, OutgoingMail};
use sendook_domain::ports::{ClaimedMail, GivenUpMail};
use sendook_domain::values::{EmailAddress, KeyName, OrganizationName};
use serde::{Deserialize, Serialize};

use super::column::{CorruptRow, id, instant, micros};
use super::factor_notice;
use crate::schema::outgoing_mails;

#[derive(Queryable, Insertable)]
#[diesel(table_name = outgoing_mails, treat_none_as_default_value = false)]
pub(crate) struct OutgoingMailRow {
    id: String,
    kind: String,
    recipient: String,
    recipient_key: String,
    user_id: Option<String>,
    content: String,
    queued_at: i64,
    due_at: i64,
    attempts: i64,
}

/// What a mail tells, as JSON.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Content {
    PasswordReset {
        asked_from: Option<IpAddr>,
    },
    EmailVerification {
        user_id: String,
    },
    EmailChange {
        user_id: String,
    },
    EmailChanged {
        new: String,
        new_key: String,
        changed_from: Option<IpAddr>,
    },
    PasswordChanged {
        changed_from: Option<IpAddr>,
    },
    NewDevice {
        device: String,
        logged_in_from: Option<IpAddr>,
    },
    SecondFactorChanged {
        notice: String,
        factor: Option<(String, String)>,
        changed_from: Option<IpAddr>,
    },
    KeyLeaked {
        organization: String,
        key_name: String,
        key_id: String,
    },
    KeysEnding {
        organization: String,
        keys: Vec<(String, String, i64)>,
        more: usize,
    },
    Invitation {
        invitation_id: String,
    },
}

impl TryFrom<&OutgoingMail> for OutgoingMailRow {
    type Error = CorruptRow;

    fn try_from(mail: &OutgoingMail) -> Result<Self, CorruptRow> {
        let content = serde_json::to_string(&Content::from(&mail.content));
        Ok(Self {
            id: mail.id.to_string(),
            kind: mail.content.kind().as_str().to_owned(),
            recipient: mail.recipient.as_typed().to_owned(),
            recipient_key: mail.recipient.key().to_owned(),
            user_id: mail.content.user_id().map(ToString::to_string),
            content: content.map_err(|_| CorruptRow("content"))?,
            queued_at: micros(&mail.queued_at),
            due_at: micros(&mail.queued_at),
            attempts: 0,
        })
    }
}

/// Names the mail in the log, without saying to whom it goes.
impl fmt::Display for OutgoingMailRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.id, self.kind)
    }
}

impl OutgoingMailRow {
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Which mail it was, if not what it said.
    pub(crate) fn given_up(self) -> Result<GivenUpMail, CorruptRow> {
        Ok(GivenUpMail {
            id: id(self.id)?,
            kind: self.kind,
        })
    }

    /// The mail as of a further claim, of which this row does not know yet.
    pub(crate) fn claimed(self) -> Result<ClaimedMail, CorruptRow> {
        let attempt = u32::try_from(self.attempts + 1).map_err(|_| CorruptRow("attempts"))?;
        Ok(ClaimedMail {
            mail: self.try_into()?,
            attempt,
        })
    }
}

impl TryFrom<OutgoingMailRow> for OutgoingMail {
    type Error = CorruptRow;

    fn try_from(row: OutgoingMailRow) -> Result<Self, CorruptRow> {
        let content: Result<Content, _> = serde_json::from_str(&row.content);
        Ok(Self {
            id: id(row.id)?,
            recipient: EmailAddress::restore(row.recipient, row.recipient_key),
            content: content.map_err(|_| CorruptRow("content"))?.try_into()?,
            queued_at: instant(row.queued_at)?,
        })
    }
}

impl From<&MailContent> for Content {
    fn from(content: &MailContent) -> Self {
        match content {
            MailContent::PasswordReset { asked_from } => Self::PasswordReset {
                asked_from: *asked_from,
            },
            MailContent::EmailVerification { user_id } => Self::EmailVerification {
                user_id: user_id.to_string(),
            },
            MailContent::EmailChange { user_id } => Self::EmailChange {
                user_id: user_id.to_string(),
            },
            MailContent::EmailChanged { new, changed_from } => Self::EmailChanged {
                new: new.as_typed().to_owned(),
                new_key: new.key().to_owned(),
                changed_from: *changed_from,
            },
            MailContent::PasswordChanged { changed_from } => Self::PasswordChanged {
                changed_from: *changed_from,
            },
            MailContent::NewDevice {
                device,
                logged_in_from,
            } => Self::NewDevice {
                device: device.clone(),
                logged_in_from: *logged_in_from,
            },
            MailContent::SecondFactorChanged {
                notice,
                changed_from,
            } => {
                let (notice, factor) = factor_notice::write(notice);
                Self::SecondFactorChanged {
                    notice,
                    factor,
                    changed_from: *changed_from,
                }
            }
            MailContent::KeyLeaked {
                organization,
                key_name,
                key_id,
            } => Self::KeyLeaked {
                organization: organization.as_str().to_owned(),
                key_name: key_name.as_str().to_owned(),
                key_id: key_id.to_string(),
            },
            MailContent::KeysEnding {
                organization,
                keys,
                more,
            } => Self::KeysEnding {
                organization: organization.as_str().to_owned(),
                keys: keys.iter().map(of_ending_key).collect(),
                more: *more,
            },
            MailContent::Invitation { invitation_id } => Self::Invitation {
                invitation_id: invitation_id.to_string(),
            },
        }
    }
}

impl TryFrom<Content> for MailContent {
    type Error = CorruptRow;

    fn try_from(content: Content) -> Result<Self, CorruptRow> {
        Ok(match content {
            Content::PasswordReset { asked_from } => Self::PasswordReset { asked_from },
            Content::EmailVerification { user_id } => Self::EmailVerification {
                user_id: id(user_id)?,
            },
            Content::EmailChange { user_id } => Self::EmailChange {
                user_id: id(user_id)?,
            },
            Content::EmailChanged {
                new,
                new_key,
                changed_from,
            } => Self::EmailChanged {
                new: EmailAddress::restore(new, new_key),
                changed_from,
            },
            Content::PasswordChanged { changed_from } => Self::PasswordChanged { changed_from },
            Content::NewDevice {
                device,
                logged_in_from,
            } => Self::NewDevice {
                device,
                logged_in_from,
            },
            Content::SecondFactorChanged {
                notice,
                factor,
                changed_from,
            } => Self::SecondFactorChanged {
                notice: factor_notice::read(&notice, factor)?,
                changed_from,
            },
            Content::KeyLeaked {
                organization,
                key_name,
                key_id,
            } => Self::KeyLeaked {
                organization: OrganizationName::restore(organization),
                key_name: KeyName::restore(key_name),
                key_id: id(key_id)?,
            },
            Content::KeysEnding {
                organization,
                keys,
                more,
            } => Self::KeysEnding {
                organization: OrganizationName::restore(organization),
                keys: keys.into_iter().map(ending_key).collect::<Result<_, _>>()?,
                more,
            },
            Content::Invitation { invitation_id } => Self::Invitation {
                invitation_id: id(invitation_id)?,
            },
        })
    }
}

/// Name, id and end of a key.
fn of_ending_key(key: &EndingKeyNote) -> (String, String, i64) {
    (
        key.name.as_str().to_owned(),
        key.id.to_string(),
        micros(&key.ends_at),
    )
}

fn ending_key((name, key_id, ends_at): (String, String, i64)) -> Result<EndingKeyNote, CorruptRow> {
    Ok(EndingKeyNote {
        name: KeyName::restore(name),
        id: id(key_id)?,
        ends_at: instant(ends_at)?,
    })
}
