//! What operators see of accounts that nobody can log in to for a while, and what they do about it.

use std::collections::BTreeSet;
use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::login_throttle::{LoginThrottle, account, passkey, second_factor, second_factor_in};
use crate::authorization::Operator;
use crate::entities::{AuditAction, Session, User};
use crate::policies::{FailureCount, PER_ACCOUNT, PER_ADDRESS, PER_SECOND_FACTOR};
use crate::ports::{FailureKey, StoreError};
use crate::values::{ClientNetwork, EmailAddress};

/// From one address, nobody can log in to an account, as too many logins failed; or from everywhere by the code of an app, as too
/// many were wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lockout {
    /// The address, or the network that counts as one. `None`: wrong codes at logins are counted from everywhere together.
    pub address: Option<String>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// Whether it is so for every account, as logins to several failed from there.
    pub any_account: bool,
}

impl LoginThrottle {
    /// From where the owner of an account cannot log in, of all addresses from which a login to it failed and those of its
    /// sessions: first what holds for this account alone, and its second factor before all. Wrong codes in a session, and wrong logins by a
    /// passkey alone, keep nobody from logging in otherwise, and are left out.
    ///
    /// # Errors
    /// What the store reports.
    pub fn lockouts(&self, _: &Operator, user: &User) -> Result<Vec<Lockout>, StoreError> {
        if !self.enabled {
            return Ok(Vec::new());
        }
        let account = account(&*self.issuer.digester, &user.email);
        let networks = networks(&self.sessions.sessions(&user.id)?, &[]);
        let of_factor = second_factor(&*self.issuer.digester, &user.email);
        let counts_of_factor = self.failures.failures_of(&of_factor, &BTreeSet::new())?;
        let counts = self.failures.failures_of(&account, &networks)?;
        let now = self.issuer.clock.now();
        let lockout = |(key, count): (FailureKey, FailureCount)| {
            let is_of_factor = key.account == Some(of_factor);
            let any_account = key.account.is_none();
            let rule = match key.account {
                None => PER_ADDRESS,
                Some(_) if is_of_factor => PER_SECOND_FACTOR,
                Some(_) => PER_ACCOUNT,
            };
            Some(Lockout {
                until: rule.blocked_until(&count, now)?,
                address: (!is_of_factor).then_some(key.address),
                any_account,
            })
        };
        let all = counts_of_factor.into_iter().chain(counts);
        Ok(all.filter_map(lockout).collect())
    }

    /// Forgets the failures of an account, from every address, with those of its second factor, in its sessions too, and of logins by its
    /// passkeys, and all failures of the addresses that its owner may wait
    /// for: those from which a login to it failed, those of its sessions, and `addresses`. Returns which of
    /// these had any. `None`: there is no account with the e-mail address.
    ///
    /// An operator does this, and the audit trail says so.
    ///
    /// # Errors
    /// What a port reports.
    pub fn unlock(
        &self,
        email: &EmailAddress,
        addresses: &[IpAddr],
    ) -> Result<Option<Vec<String>>, StoreError> {
        let Some((user, _)) = self.users.user_for_login(email)? else {
            return Ok(None);
        };
        let sessions = self.sessions.sessions(&user.id)?;
        let networks = networks(&sessions, addresses);
        let digester = &*self.issuer.digester;
        let in_sessions = sessions.iter();
        let in_sessions = in_sessions.map(|session| second_factor_in(digester, &session.id));
        let factors = self.factors.factors_of(&user.id)?;
        let passkeys = factors.iter().filter_map(|one| one.credential_id.as_ref());
        let by_passkeys = passkeys.map(|id| passkey(digester, id));
        let mut accounts = vec![account(digester, email), second_factor(digester, email)];
        accounts.extend(in_sessions.chain(by_passkeys));
        let audit = self
            .issuer
            .operator_audit(AuditAction::UserUnlocked, &user.id)?;
        let forgotten = self
            .failures
            .forget_failures(&accounts, &networks, &audit)?;
        Ok(Some(forgotten))
    }
}

/// The networks of these sessions, and those of further addresses.
fn networks(sessions: &[Session], addresses: &[IpAddr]) -> BTreeSet<String> {
    let known = sessions.iter().filter_map(|session| session.ip);
    let all = known.chain(addresses.iter().copied());
    all.map(|ip| ClientNetwork::of(Some(ip)).to_string())
        .collect()
}
