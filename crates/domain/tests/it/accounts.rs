//! Registering, logging in, changing passwords and refreshing, each in one go.

use sendook_domain::accounts::{
    LoggedIn, LoginError, NewPassword, NewPerson, OpenedAccount, PasswordChangeError,
    RegistrationError, RegistrationRequest,
};
use sendook_domain::authentication::{CredentialError, UserPrincipal};
use sendook_domain::entities::ClientInfo;
use sendook_domain::ports::HashError;
use sendook_domain::sessions::IssuedSession;
use sendook_domain::values::{PersonName, Secret};

use crate::house::{House, judged};
use crate::requests::{email, origin};

pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// How often a password is checked again when its hash was replaced meanwhile.
const RACES: usize = 3;

/// Why no account was opened: at the store, or at the hasher.
#[derive(Debug)]
pub(crate) enum OpenError {
    Refused(RegistrationError),
    Hash(HashError),
}

impl House {
    pub(crate) fn register(&self, address: &str) -> OpenedAccount {
        let request = registration_request(address);
        self.open(request, &origin()).unwrap()
    }

    /// Registers without waiting for a turn.
    pub(crate) fn open(
        &self,
        request: RegistrationRequest,
        origin: &ClientInfo,
    ) -> Result<OpenedAccount, OpenError> {
        let counted = self.registration.begin(request, origin.clone());
        let counted = counted.map_err(OpenError::Refused)?;
        let hash = counted.hash(&*self.world.passwords);
        let hash = hash.map_err(OpenError::Hash)?;
        let opened = self.registration.open(&counted, &hash);
        opened.map_err(OpenError::Refused)
    }

    pub(crate) fn log_in(
        &self,
        address: &str,
        password: &str,
    ) -> Result<IssuedSession, LoginError> {
        self.log_in_from(address, password, &origin())
    }

    pub(crate) fn log_in_from(
        &self,
        address: &str,
        password: &str,
        origin: &ClientInfo,
    ) -> Result<IssuedSession, LoginError> {
        match self.first_step(address, password, origin)? {
            LoggedIn::Session(session) => Ok(*session),
            LoggedIn::SecondFactorDue(_) => panic!("a second factor is due"),
        }
    }

    /// Shows a password.
    pub(crate) fn first_step(
        &self,
        address: &str,
        password: &str,
        origin: &ClientInfo,
    ) -> Result<LoggedIn, LoginError> {
        for _ in 0..RACES {
            let check = self.login.begin(&email(address), password, origin)?;
            let compared = check.compare(&*self.world.passwords);
            if let Some(done) = self.login.finish(check, compared)? {
                return Ok(done);
            }
        }
        panic!("the password changes again and again");
    }

    /// Changes a password.
    pub(crate) fn change_password(
        &self,
        session: &UserPrincipal,
        current: &str,
        new: &str,
    ) -> Result<(), PasswordChangeError> {
        let new = new_password(new);
        for _ in 0..RACES {
            let check = self
                .password_change
                .begin(session, current, &new, &origin())?;
            let compared = check.compare(&*self.world.passwords);
            if self
                .password_change
                .finish(session, check, compared)?
                .is_some()
            {
                return Ok(());
            }
        }
        panic!("the password changes again and again");
    }

    /// Trades a refresh token that works.
    pub(crate) fn refresh(&self, token: &Secret) -> IssuedSession {
        self.try_refresh(token).unwrap()
    }

    pub(crate) fn try_refresh(&self, token: &Secret) -> Result<IssuedSession, CredentialError> {
        judged(self.sessions.refresh(token.expose(), &origin())).unwrap()
    }

    /// Trades a refresh token from another place than usual.
    pub(crate) fn try_refresh_from(
        &self,
        origin: &ClientInfo,
        token: &Secret,
    ) -> Result<IssuedSession, CredentialError> {
        judged(self.sessions.refresh(token.expose(), origin)).unwrap()
    }
}

pub(crate) fn registration_request(address: &str) -> RegistrationRequest {
    RegistrationRequest {
        person: person(address),
        password: new_password(PASSWORD),
    }
}

pub(crate) fn person(address: &str) -> NewPerson {
    NewPerson {
        email: email(address),
        first_name: PersonName::parse("Ada").unwrap(),
        last_name: Some(PersonName::parse("Lovelace").unwrap()),
    }
}

pub(crate) fn new_password(text: &str) -> NewPassword {
    House::new().new_passwords.check(text, &[]).unwrap()
}
