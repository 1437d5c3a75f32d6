use diesel::prelude::*;
use sendook_domain::entities::{PasskeyChallenge, PasskeyPurpose};
use sendook_domain::values::{Id, IdKind};

use super::column::{CorruptRow, digest, id, instant, micros};
use crate::schema::passkey_challenges;

#[derive(Queryable, Insertable)]
#[diesel(table_name = passkey_challenges)]
pub(crate) struct PasskeyChallengeRow {
    pub(crate) digest: Vec<u8>,
    pub(crate) purpose: String,
    pub(crate) user_id: Option<String>,
    pub(crate) session_id: Option<String>,
    factor_id: Option<String>,
    pub(crate) login_digest: Option<Vec<u8>>,
    pub(crate) expires_at: i64,
}

impl From<&PasskeyChallenge> for PasskeyChallengeRow {
    fn from(challenge: &PasskeyChallenge) -> Self {
        let row = |purpose: &str| Self {
            digest: challenge.digest.as_bytes().to_vec(),
            purpose: purpose.to_owned(),
            user_id: None,
            session_id: None,
            factor_id: None,
            login_digest: None,
            expires_at: micros(&challenge.expires_at),
        };
        match &challenge.purpose {
            PasskeyPurpose::Login => row("login"),
            PasskeyPurpose::SecondFactor { user_id, login } => Self {
                user_id: Some(user_id.to_string()),
                login_digest: Some(login.as_bytes().to_vec()),
                ..row("second_factor")
            },
            PasskeyPurpose::Reauthentication {
                user_id,
                session_id,
            } => Self {
                user_id: Some(user_id.to_string()),
                session_id: Some(session_id.to_string()),
                ..row("reauthentication")
            },
            PasskeyPurpose::Registration {
                user_id,
                session_id,
                factor_id,
            } => Self {
                user_id: Some(user_id.to_string()),
                session_id: Some(session_id.to_string()),
                factor_id: Some(factor_id.to_string()),
                ..row("registration")
            },
        }
    }
}

impl TryFrom<PasskeyChallengeRow> for PasskeyChallenge {
    type Error = CorruptRow;

    fn try_from(row: PasskeyChallengeRow) -> Result<Self, CorruptRow> {
        let purpose = match row.purpose.as_str() {
            "login" => PasskeyPurpose::Login,
            "second_factor" => PasskeyPurpose::SecondFactor {
                user_id: required(row.user_id)?,
                login: digest(&row.login_digest.ok_or(CorruptRow("login_digest"))?)?,
            },
            "reauthentication" => PasskeyPurpose::Reauthentication {
                user_id: required(row.user_id)?,
                session_id: required(row.session_id)?,
            },
            "registration" => PasskeyPurpose::Registration {
                user_id: required(row.user_id)?,
                session_id: required(row.session_id)?,
                factor_id: required(row.factor_id)?,
            },
            _ => return Err(CorruptRow("purpose")),
        };
        Ok(Self {
            digest: digest(&row.digest)?,
            purpose,
            expires_at: instant(row.expires_at)?,
        })
    }
}

fn required<T: IdKind>(text: Option<String>) -> Result<Id<T>, CorruptRow> {
    id(text.ok_or(CorruptRow("id"))?)
}
