use std::net::{IpAddr, Ipv4Addr};

use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::entities::RefreshClient;
use sendook_domain::entities::{KeyMaker, Organization, PasswordHash, Session, User};
use sendook_domain::ports::{LoginDevice, NewAccount, NewGeneration, NewSession, NewTokens};
use sendook_domain::values::{EmailAddress, Id, OrganizationName, PersonName};

use super::sequence::{a_digest, a_moment, an_id, next};
use super::{a_key, an_inbox};

/// A person who is in no store yet.
pub fn a_user() -> User {
    let at = a_moment();
    let address = format!("Ada.{}@example.com", next());
    User {
        id: an_id(),
        email: EmailAddress::restore(address.clone(), address.to_ascii_lowercase()),
        first_name: PersonName::restore("Ada".to_owned()),
        last_name: Some(PersonName::restore("Lovelace".to_owned())),
        created_at: at,
        updated_at: at,
        disabled_at: None,
        email_verified_at: None,
    }
}

/// An organization without an owner.
pub fn an_organization() -> Organization {
    let at = a_moment();
    Organization {
        id: an_id(),
        name: OrganizationName::restore("Analytical Engines".to_owned()),
        requires_second_factor: false,
        created_at: at,
        updated_at: at,
    }
}

/// A session of a day, with one pair of tokens that live as long.
pub fn a_session(user: &Id<User>) -> NewSession {
    let at = a_moment();
    let expires_at = at + TimeDelta::days(1);
    NewSession {
        session: Session {
            id: an_id(),
            user_id: user.clone(),
            ip: Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7))),
            user_agent: Some("testkit".to_owned()),
            created_at: at,
            authenticated_at: at,
            last_used_at: at,
            expires_at,
        },
        tokens: NewTokens {
            access_expires_at: expires_at,
            ..some_tokens()
        },
        proof: None,
        device: LoginDevice {
            digest: a_digest(),
            told: None,
        },
    }
}

/// Tokens that no session has yet; the access token lives a day.
pub fn some_tokens() -> NewTokens {
    NewTokens {
        access_digest: a_digest(),
        access_expires_at: a_moment() + TimeDelta::days(1),
        refresh_digest: a_digest(),
    }
}

/// An account with all its parts, ready for [`Accounts::open`](sendook_domain::ports::Accounts::open).
pub fn an_account() -> NewAccount {
    an_account_of(a_user())
}

/// An account of this person. Its organization, key and inbox are as new as any.
pub fn an_account_of(user: User) -> NewAccount {
    let organization = an_organization();
    let mut api_key = a_key(&organization.id);
    api_key.key.created_by = Some(KeyMaker::User(user.id.clone()));
    NewAccount {
        password_hash: PasswordHash::new(format!("$fake$hash-{}", next())),
        inbox: an_inbox(&organization.id),
        session: a_session(&user.id),
        mails: Vec::new(),
        api_key,
        organization,
        user,
    }
}

/// A generation that begins at this moment, by a client of its own.
pub fn a_generation(began_at: DateTime<Utc>) -> NewGeneration {
    let number = next();
    NewGeneration {
        began_at,
        began_by: Some(RefreshClient {
            ip: IpAddr::from(number.to_be_bytes()),
            user_agent: Some(format!("Agent/{number}")),
        }),
    }
}
