use std::net::IpAddr;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::authenticator::Strategy;
use super::credential::{Attempt, StoredCredential};
use super::credential_error::{AcceptedCredential, AuthenticationError, CredentialError};
use super::notice::Notice;
use crate::denial::Denial;
use crate::entities::{
    Actor, ApiKey, AuditAction, DisabledReason, InboxScope, KeyState, Organization, RequestLimits,
    RunTokenActor, RunTokenState, ScopeSet, StoredKey, StoredRunToken,
};
use crate::policies::RateStatus;
use crate::ports::{Clock, RequestCounter, UsageLog};
use crate::tokens::TokenKind;
use crate::values::{Environment, Id};

/// How long before its end the holder of a key is told of it.
const NOTICE: TimeDelta = TimeDelta::days(7);

/// A service, by its API key, or by a run token that the key made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyPrincipal {
    stored: Arc<StoredKey>,
    run_token: Option<Arc<StoredRunToken>>,
    ends_soon: Option<DateTime<Utc>>,
    rate: Option<Box<RateStatus>>,
}

impl ApiKeyPrincipal {
    /// Who a good key makes of a request at `now`.
    fn at(stored: Arc<StoredKey>, now: DateTime<Utc>) -> Self {
        let soon = stored.key.expires_at.filter(|end| *end < now + NOTICE);
        let ends_soon = [soon, stored.secret_ends_at].into_iter().flatten().min();
        Self {
            stored,
            run_token: None,
            ends_soon,
            rate: None,
        }
    }

    /// Who a good run token makes of a request.
    fn by_run_token(token: Arc<StoredRunToken>, key: Arc<StoredKey>) -> Self {
        Self {
            stored: key,
            run_token: Some(token),
            ends_soon: None,
            rate: None,
        }
    }

    /// What the store has of the key; where a run token was presented, of the key that made it.
    pub fn stored(&self) -> &Arc<StoredKey> {
        &self.stored
    }

    /// The run token, if one was presented.
    pub fn run_token(&self) -> Option<&Arc<StoredRunToken>> {
        self.run_token.as_ref()
    }

    /// When the credential that was presented ends, where its holder should hear of it: it is the old secret
    /// of a key that is being rotated, or there are less than seven days left. Never for a run token, whose holder was told.
    pub fn ends_soon(&self) -> Option<DateTime<Utc>> {
        self.ends_soon
    }

    /// How much is left of the rate limit of the key after this request, if it has one. A run token uses that of its key.
    pub fn rate(&self) -> Option<&RateStatus> {
        self.rate.as_deref()
    }

    /// The key.
    pub fn key_id(&self) -> &Id<ApiKey> {
        &self.stored.key.id
    }

    /// Judges whether this is a client of OAuth's endpoints (RFC 6749, section 2.3.1): a key, not a run token, and if a client id came
    /// with it, it is the id of the key.
    ///
    /// # Errors
    /// [`CredentialError::WrongKind`] or [`CredentialError::ForeignClientId`].
    pub fn check_client(&self, id: Option<&str>) -> Result<(), CredentialError> {
        if self.run_token.is_some() {
            let (got, wanted) = (TokenKind::RunToken, AcceptedCredential::ApiKey);
            return Err(CredentialError::WrongKind { got, wanted });
        }
        match id {
            Some(id) if id != self.key_id().as_str() => Err(CredentialError::ForeignClientId),
            _ => Ok(()),
        }
    }

    /// The organization that it reaches.
    pub fn organization_id(&self) -> &Id<Organization> {
        &self.stored.key.organization_id
    }

    /// What it may do there.
    pub fn scopes(&self) -> ScopeSet {
        match &self.run_token {
            Some(run) => run.token.scopes,
            None => self.stored.key.scopes,
        }
    }

    /// Which inboxes it may do it to.
    pub fn inboxes(&self) -> &InboxScope {
        match &self.run_token {
            Some(run) => &run.token.inboxes,
            None => &self.stored.key.inboxes,
        }
    }

    /// How often and from where it may be used. A run token has the limits of its key.
    pub fn limits(&self) -> &RequestLimits {
        &self.stored.key.limits
    }

    /// As whom the audit trail knows the service.
    pub fn actor(&self) -> Actor {
        let key_id = self.key_id().clone();
        match &self.run_token {
            Some(run) => Actor::RunToken(Box::new(RunTokenActor {
                id: run.token.id.clone(),
                label: run.token.label.clone(),
                key_id,
            })),
            None => Actor::Key(key_id),
        }
    }
}

/// Knows services by their API keys and run tokens.
#[derive(Clone)]
pub struct ApiKeyStrategy {
    accepted: Arc<[Environment]>,
    usage: Arc<dyn UsageLog>,
    requests: Arc<dyn RequestCounter>,
    clock: Arc<dyn Clock>,
}

impl ApiKeyStrategy {
    /// Accepts keys of some environments, counts the requests of those that have a rate limit, and notes when keys are used.
    pub fn new(
        accepted: &[Environment],
        usage: Arc<dyn UsageLog>,
        requests: Arc<dyn RequestCounter>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            accepted: accepted.into(),
            usage,
            requests,
            clock,
        }
    }

    fn decide(&self, stored: &StoredKey, now: DateTime<Utc>) -> Result<(), AuthenticationError> {
        let environment = stored.key.environment;
        match stored.state_at(now) {
            KeyState::Disabled => Err(match stored.key.disabled_reason {
                Some(DisabledReason::Leaked) => CredentialError::KeyLeaked.into(),
                None => CredentialError::KeyDisabled.into(),
            }),
            KeyState::Expired { at } if stored.key.expires_at.is_none_or(|end| end > now) => {
                Err(CredentialError::SecretReplaced { at }.into())
            }
            KeyState::Expired { at } => Err(CredentialError::KeyExpired { at }.into()),
            KeyState::Active if !self.accepted.contains(&environment) => {
                Err(Denial::EnvironmentRefused(environment).into())
            }
            KeyState::Active => Ok(()),
        }
    }

    fn decide_run_token(
        &self,
        run: &StoredRunToken,
        stored: &StoredKey,
        now: DateTime<Utc>,
    ) -> Result<(), AuthenticationError> {
        let got = TokenKind::RunToken;
        self.decide(stored, now).map_err(|error| match error {
            // Another secret of the key makes another token.
            AuthenticationError::Refused(CredentialError::SecretReplaced { at }) => {
                CredentialError::TokenExpired { got, at }.into()
            }
            error => error,
        })?;
        Err(match run.token.state_at(&stored.key, now) {
            RunTokenState::Active => return Ok(()),
            RunTokenState::Expired { at } => CredentialError::TokenExpired { got, at }.into(),
            RunTokenState::KeyRestricted => CredentialError::KeyRestricted.into(),
        })
    }
}

impl Strategy for ApiKeyStrategy {
    type Principal = ApiKeyPrincipal;

    fn wanted(&self) -> AcceptedCredential {
        AcceptedCredential::ApiKey
    }

    fn judge(
        &self,
        kind: TokenKind,
        found: Option<&StoredCredential>,
        now: DateTime<Utc>,
    ) -> Result<ApiKeyPrincipal, AuthenticationError> {
        match found {
            Some(StoredCredential::Key(stored)) if is_as_issued(kind, stored) => {
                self.decide(stored, now)?;
                Ok(ApiKeyPrincipal::at(Arc::clone(stored), now))
            }
            Some(StoredCredential::RunToken(run, stored)) => {
                self.decide_run_token(run, stored, now)?;
                Ok(ApiKeyPrincipal::by_run_token(
                    Arc::clone(run),
                    Arc::clone(stored),
                ))
            }
            Some(StoredCredential::AccessToken(_)) => {
                let (got, wanted) = (TokenKind::AccessToken, self.wanted());
                Err(CredentialError::WrongKind { got, wanted }.into())
            }
            _ => Err(CredentialError::Unknown { got: kind }.into()),
        }
    }

    fn admit(
        &self,
        holder: &mut ApiKeyPrincipal,
        client: Option<IpAddr>,
    ) -> Result<(), AuthenticationError> {
        let limits = holder.limits();
        if limits.is_none() {
            return Ok(());
        }
        // First, so that a key which was stolen uses nothing up from elsewhere.
        if !limits.admit(client) {
            return Err(Denial::AddressNotAllowed(client).into());
        }
        if let Some(limit) = limits.rate {
            let now = self.clock.monotonic();
            let counted = self.requests.count(holder.key_id(), limit, now)?;
            holder.rate = Some(Box::new(counted));
        }
        Ok(())
    }

    fn note(
        &self,
        attempt: &Attempt,
        found: &StoredCredential,
        refused: Option<&AuthenticationError>,
        now: DateTime<Utc>,
    ) {
        // What a run token does, its key has done.
        let (stored, secret) = match found {
            StoredCredential::Key(stored) => (stored, attempt.query.digest),
            StoredCredential::RunToken(run, stored) => (stored, run.secret),
            StoredCredential::AccessToken(_) => return,
        };
        let client = attempt.client;
        let why = match refused {
            None => return self.usage.key_used(stored, secret, client, now),
            Some(AuthenticationError::Refused(
                CredentialError::KeyDisabled
                | CredentialError::KeyLeaked
                | CredentialError::KeyExpired { .. }
                | CredentialError::SecretReplaced { .. },
            )) => AuditAction::KeyUsedAfterEnd,
            Some(AuthenticationError::Denied(Denial::AddressNotAllowed(_))) => {
                AuditAction::KeyUsedElsewhere
            }
            Some(_) => return,
        };
        self.usage.key_rejected(&stored.key, why, client, now);
    }

    fn notice(&self, holder: &ApiKeyPrincipal) -> Option<Notice> {
        let (ends_soon, rate) = (holder.ends_soon, holder.rate.as_deref().copied());
        (ends_soon.is_some() || rate.is_some()).then_some(Notice { ends_soon, rate })
    }
}

/// A key whose prefix was edited is not the key that was issued.
fn is_as_issued(kind: TokenKind, stored: &StoredKey) -> bool {
    kind == TokenKind::ApiKey(stored.key.environment) || kind == TokenKind::Legacy
}
