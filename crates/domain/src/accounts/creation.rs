use super::new_password::NewPassword;
use super::new_person::NewPerson;
use super::registration::{RegistrationError, RegistrationService, until_free};
use crate::authorization::Grant;
use crate::authorization::permission::CreateInboxes;
use crate::entities::{Actor, ClientInfo, PasswordHash, User};
use crate::ports::{CreatedAccount, HashError, PasswordHasher, SecretSource, StoreError};
use crate::tokens::{IssuedToken, TokenKind};
use crate::values::Password;

impl RegistrationService {
    /// Makes an account for somebody, whether registration is open or not: user, organization and inbox, all or none. There is
    /// no key: its secret would have to be shown to somebody else.
    ///
    /// An operator does this, and the audit trail says so.
    ///
    /// # Errors
    /// [`RegistrationError`]; then nothing was kept.
    pub fn create(
        &self,
        person: &NewPerson,
        hash: &PasswordHash,
    ) -> Result<User, RegistrationError> {
        until_free(|| self.try_create(person, hash))
    }

    fn try_create(&self, person: &NewPerson, hash: &PasswordHash) -> Result<User, StoreError> {
        let now = self.issuer.clock.now();
        let user = person.clone().into_user(self.issuer.new_id()?, now);
        let organization = self.new_organization(now)?;
        let grant = Grant::<CreateInboxes>::without_limits(&user.id, &organization.id);
        let inbox = self.inboxes.draw_first(&grant)?;
        let origin = ClientInfo::default();
        let audit = self.audit_of(&user, &organization, Actor::Operator, &origin)?;
        let account = CreatedAccount {
            user: user.clone(),
            password_hash: hash.clone(),
            organization,
            inbox,
        };
        self.accounts.create(&account, &audit)?;
        Ok(user)
    }
}

/// The hash of the password of an account: of `chosen`, or else of a random one that is known to nobody, until a link sets
/// another.
///
/// # Errors
/// What the hasher reports.
pub fn first_hash(
    chosen: Option<&NewPassword>,
    secrets: &dyn SecretSource,
    hasher: &dyn PasswordHasher,
) -> Result<PasswordHash, HashError> {
    if let Some(chosen) = chosen {
        return hasher.hash(chosen.password());
    }
    let random = IssuedToken::generate(TokenKind::LinkToken, secrets)?;
    let random = Password::attempt(random.secret().expose());
    let too_long = || HashError::Internal("a token is longer than a password may be".into());
    hasher.hash(&random.ok_or_else(too_long)?)
}
