use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::{
    Actor, ApiKey, AuditAction, AuditEvent, ClientInfo, Inbox, InboxScope, KeySecret,
    KeyWithDigests, Organization, RememberedAnswer, RequestLimits, RunToken, ScopeSet,
};
use sendook_domain::policies::NewSecret;
use sendook_domain::ports::NewRunToken;
use sendook_domain::values::{
    AddressRange, AllowedIps, Environment, Id, InboxAddress, InboxName, KeyName, RunTokenLabel,
};

use super::sequence::{a_digest, a_moment, an_id, next};

/// A production key with full access that does not expire; without a creator.
pub fn a_key(organization: &Id<Organization>) -> KeyWithDigests {
    let at = a_moment();
    KeyWithDigests {
        key: ApiKey {
            id: an_id(),
            organization_id: organization.clone(),
            name: KeyName::restore(format!("Key {}", next())),
            environment: Environment::Production,
            active: true,
            disabled_reason: None,
            scopes: ScopeSet::full(),
            inboxes: InboxScope::All,
            limits: RequestLimits::default(),
            expires_at: None,
            last_used_at: None,
            last_used_ip: None,
            request_count: 0,
            created_by: None,
            created_at: at,
            updated_at: at,
            secret: a_secret(at),
            previous: None,
        },
        digest: a_digest(),
        previous_digest: None,
    }
}

/// An answer to a request with an idempotency key, given now.
pub fn an_answer() -> RememberedAnswer {
    RememberedAnswer {
        id: a_digest(),
        fingerprint: a_digest(),
        status: 201,
        sealed: a_digest().as_bytes().to_vec(),
        created_at: a_moment(),
    }
}

/// As many ranges of addresses as a key can be restricted to, of both families.
#[expect(clippy::missing_panics_doc, reason = "every range is valid")]
pub fn fifty_ranges() -> AllowedIps {
    let range = |number: usize| match number % 2 {
        0 => format!("203.0.113.{number}"),
        _ => format!("2001:db8:{number:x}::/48"),
    };
    let texts = (0..AllowedIps::MAX).map(range);
    let ranges = texts.map(|text| AddressRange::parse(&text).expect("a range"));
    AllowedIps::new(ranges.collect()).expect("fifty ranges")
}

fn a_secret(created_at: DateTime<Utc>) -> KeySecret {
    KeySecret {
        hint: format!("sndk_prod_…{:04}", next() % 10_000),
        created_at,
        ends_at: None,
        last_used_at: None,
    }
}

/// A further secret of a key.
pub fn a_rotation() -> NewSecret {
    let at = a_moment();
    NewSecret {
        secret: a_secret(at),
        digest: a_digest(),
    }
}

/// A run token with full access, for a quarter of an hour, that the current secret of a key made.
pub fn a_run_token(key: &KeyWithDigests) -> NewRunToken {
    let at = a_moment();
    NewRunToken {
        token: RunToken {
            id: an_id(),
            label: Some(RunTokenLabel::restore(format!("Run {}", next()))),
            scopes: ScopeSet::full(),
            inboxes: InboxScope::All,
            created_at: at,
            expires_at: at + TimeDelta::minutes(15),
        },
        digest: a_digest(),
        key_id: key.key.id.clone(),
        secret: key.digest,
    }
}

/// An address that no other inbox has.
pub fn an_inbox_address() -> InboxAddress {
    let address = format!("Inbox-{}@sendook.com", next());
    InboxAddress::restore(address.clone(), address.to_ascii_lowercase())
}

/// A named inbox.
pub fn an_inbox(organization: &Id<Organization>) -> Inbox {
    let at = a_moment();
    Inbox {
        id: an_id(),
        organization_id: organization.clone(),
        name: Some(InboxName::restore("Support".to_owned())),
        address: an_inbox_address(),
        created_at: at,
        updated_at: at,
    }
}

/// An audit line with nothing but the action.
pub fn an_audit_event(action: AuditAction) -> AuditEvent {
    AuditEvent {
        id: an_id(),
        at: a_moment(),
        action: action.into(),
        actor: Actor::Anonymous,
        organization_id: None,
        user_id: None,
        target: None,
        key_id: None,
        detail: None,
        origin: ClientInfo::default(),
    }
}
