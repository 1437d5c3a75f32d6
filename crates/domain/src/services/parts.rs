//! How those use cases are built that others use too, or that have no constructor of their own.

use crate::accounts::{EmailChangeService, LoginService, LoginThrottle, RegistrationThrottle};
use crate::api_keys::{ApiKeyService, RunTokenService};
use crate::authentication::ApiKeyStrategy;
use crate::inboxes::InboxService;
use crate::policies::SessionLifetimes;
use crate::ports::{Issuer, Ports};
use crate::sessions::SessionService;

use super::ServiceSettings;

pub(super) fn new_issuer(ports: &Ports, settings: &ServiceSettings) -> Issuer {
    Issuer {
        clock: ports.clock.clone(),
        secrets: ports.secrets.clone(),
        digester: ports.digester.clone(),
        sends_mail: settings.mail,
    }
}

pub(super) fn key_strategy(ports: &Ports, settings: &ServiceSettings) -> ApiKeyStrategy {
    ApiKeyStrategy::new(
        &settings.accepted_environments,
        ports.usage.clone(),
        ports.requests.clone(),
        ports.clock.clone(),
    )
}

pub(super) fn key_service(ports: &Ports, issuer: Issuer) -> ApiKeyService {
    ApiKeyService {
        store: ports.store.clone(),
        inboxes: ports.store.clone(),
        usage: ports.usage.clone(),
        issuer,
    }
}

pub(super) fn run_token_service(
    ports: &Ports,
    issuer: Issuer,
    keys: &ApiKeyService,
) -> RunTokenService {
    RunTokenService {
        store: ports.store.clone(),
        keys: keys.clone(),
        issuer,
    }
}

pub(super) fn inbox_service(
    ports: &Ports,
    issuer: Issuer,
    settings: &ServiceSettings,
) -> InboxService {
    InboxService {
        store: ports.store.clone(),
        issuer,
        domain: settings.email_domain.clone(),
    }
}

pub(super) fn login_service(
    ports: &Ports,
    issuer: Issuer,
    sessions: &SessionService,
    throttle: &LoginThrottle,
) -> LoginService {
    LoginService {
        users: ports.store.clone(),
        factors: ports.store.clone(),
        factor_logins: ports.store.clone(),
        audit_trail: ports.store.clone(),
        issuer,
        sessions: sessions.clone(),
        throttle: throttle.clone(),
    }
}

pub(super) fn login_throttle(ports: &Ports, issuer: Issuer, enabled: bool) -> LoginThrottle {
    LoginThrottle {
        failures: ports.store.clone(),
        users: ports.store.clone(),
        sessions: ports.store.clone(),
        factors: ports.store.clone(),
        issuer,
        enabled,
    }
}

pub(super) fn registration_throttle(
    ports: &Ports,
    issuer: Issuer,
    enabled: bool,
) -> RegistrationThrottle {
    RegistrationThrottle {
        failures: ports.store.clone(),
        issuer,
        enabled,
    }
}

pub(super) fn email_change(
    ports: &Ports,
    issuer: Issuer,
    login: LoginService,
) -> EmailChangeService {
    EmailChangeService {
        users: ports.store.clone(),
        links: ports.store.clone(),
        failures: ports.store.clone(),
        issuer,
        login,
    }
}

pub(super) fn session_service(
    ports: &Ports,
    issuer: Issuer,
    lifetimes: SessionLifetimes,
) -> SessionService {
    SessionService {
        store: ports.store.clone(),
        users: ports.store.clone(),
        usage: ports.usage.clone(),
        issuer,
        lifetimes,
    }
}
