use chrono::TimeDelta;
use sendook_domain::entities::{Factor, FactorKind, SecondFactorLogin, StoredFactor, User};
use sendook_domain::values::{CredentialId, FactorName, Id};

use super::sequence::{a_digest, a_moment, an_id, next};

/// An authenticator app that is offered to this person.
pub fn a_factor(user: &Id<User>) -> StoredFactor {
    StoredFactor {
        factor: Factor {
            id: an_id(),
            user_id: user.clone(),
            kind: FactorKind::Totp,
            name: FactorName::restore(format!("App {}", next())),
            created_at: a_moment(),
            confirmed_at: None,
            last_used_at: None,
        },
        secret: a_digest().as_bytes().to_vec(),
        counter: 0,
        credential_id: None,
    }
}

/// A passkey that is offered to this person.
pub fn a_passkey(user: &Id<User>) -> StoredFactor {
    let app = a_factor(user);
    StoredFactor {
        factor: Factor {
            kind: FactorKind::Passkey,
            ..app.factor
        },
        credential_id: Some(CredentialId::restore(a_digest().as_bytes().to_vec())),
        ..app
    }
}

/// A login of this person that waits for the second factor for five minutes.
pub fn a_factor_login(user: &Id<User>) -> SecondFactorLogin {
    SecondFactorLogin {
        digest: a_digest(),
        user_id: user.clone(),
        expires_at: a_moment() + TimeDelta::minutes(5),
    }
}
