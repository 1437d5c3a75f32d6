use std::fmt;

use sendook_domain::accounts::Lockout;
use sendook_domain::directory::UserReference;
use sendook_domain::entities::{Organization, Role, Session, User};
use sendook_domain::factors::FactorList;
use sendook_web::answers::{FactorDto, MembershipDto, SessionDto};
use serde::Serialize;

use super::find;
use super::list::{AccountDocument, full_name};
use crate::commands::arguments::shown;
use crate::commands::console::Console;
use crate::commands::error::CommandError;
use crate::printable::one_line;

/// As `GET /auth/user` shows a person, whether the account is disabled, from where it is locked, its second factors, and the sessions of
/// `GET /auth/sessions`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UserDocument<'a> {
    #[serde(flatten)]
    account: AccountDocument<'a>,
    organizations: Vec<MembershipDto<'a>>,
    sessions: Vec<SessionDto<'a>>,
    lockouts: Vec<LockoutDocument<'a>>,
    factors: Vec<FactorDto<'a>>,
    recovery_codes_left: usize,
}

/// From where nobody can log in to the account for now, as too many logins failed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LockoutDocument<'a> {
    /// `null`: from everywhere.
    address: Option<&'a str>,
    until: String,
    /// Whether nobody can log in to any account from there.
    any_account: bool,
    /// Whether it is so because of wrong second factors.
    second_factor: bool,
}

struct UserText<'a> {
    user: &'a User,
    organizations: &'a [(Organization, Role)],
    sessions: &'a [Session],
    lockouts: &'a [Lockout],
    factors: &'a FactorList,
}

pub(super) fn show(console: &Console, reference: &UserReference) -> Result<(), CommandError> {
    let (services, operator) = (&console.services, &console.operator);
    let user = find(console, reference)?;
    let organizations = services.directory.memberships(operator, &user.id)?;
    let sessions = services.sessions.of_user(operator, &user.id)?;
    let lockouts = services.login_throttle.lockouts(operator, &user)?;
    let factors = services.factors.of_user(operator, &user.id)?;
    let document = UserDocument {
        account: (&user).into(),
        organizations: organizations
            .iter()
            .map(|(one, role)| MembershipDto::new(one, *role))
            .collect(),
        sessions: sessions.iter().map(SessionDto::from).collect(),
        lockouts: lockouts.iter().map(LockoutDocument::from).collect(),
        factors: factors.factors.iter().map(FactorDto::from).collect(),
        recovery_codes_left: factors.recovery_codes_left,
    };
    let text = UserText {
        user: &user,
        organizations: &organizations,
        sessions: &sessions,
        lockouts: &lockouts,
        factors: &factors,
    };
    console.output.show(&document, text)
}

impl<'a> From<&'a Lockout> for LockoutDocument<'a> {
    fn from(lockout: &'a Lockout) -> Self {
        Self {
            address: lockout.address.as_deref(),
            until: shown(lockout.until),
            any_account: lockout.any_account,
            second_factor: lockout.address.is_none(),
        }
    }
}

impl fmt::Display for UserText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let user = self.user;
        writeln!(f, "Id:            {}", user.id)?;
        writeln!(f, "E-mail:        {}", one_line(user.email.as_typed()))?;
        writeln!(f, "Name:          {}", one_line(&full_name(user)))?;
        write!(f, "Created:       {}", shown(user.created_at))?;
        if let Some(since) = user.email_verified_at {
            write!(f, "\nVerified:      {}", shown(since))?;
        }
        if let Some(since) = user.disabled_at {
            write!(f, "\nDisabled:      {}", shown(since))?;
        }
        for lockout in self.lockouts {
            let address = lockout.address.as_deref().unwrap_or("everywhere");
            let whose = match (lockout.any_account, &lockout.address) {
                (_, None) => "its second factor",
                (true, _) => "every account",
                (false, _) => "this account",
            };
            let until = shown(lockout.until);
            write!(f, "\nLocked:        {whose} from {address} until {until}")?;
        }
        for factor in &self.factors.factors {
            let (kind, name) = (factor.kind.as_str(), one_line(factor.name.as_str()));
            let since = shown(factor.created_at);
            write!(f, "\nSecond factor: {kind} {name}, since {since}")?;
        }
        if !self.factors.factors.is_empty() {
            write!(
                f,
                "\nRecovery:      {} codes left",
                self.factors.recovery_codes_left
            )?;
        }
        for (organization, role) in self.organizations {
            let (id, name) = (&organization.id, one_line(organization.name.as_str()));
            write!(f, "\nOrganization:  {id}  {name} ({})", role.as_str())?;
        }
        for session in self.sessions {
            let (since, last) = (shown(session.created_at), shown(session.last_used_at));
            let ip = session
                .ip
                .map_or_else(|| "an unknown address".to_owned(), |ip| ip.to_string());
            write!(f, "\nLogged in:     {since} from {ip}, last used {last}")?;
        }
        Ok(())
    }
}
