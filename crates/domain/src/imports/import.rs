use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::organizations::NamedOrganizations;
use super::{ImportService, ImportedPerson, OrganizationReference};
use crate::accounts::{RegistrationError, until_free};
use crate::authorization::Grant;
use crate::authorization::permission::CreateInboxes;
use crate::entities::{Actor, AuditAction, ClientInfo, Organization, PasswordHash, Role, User};
use crate::ports::{ImportedAccount, Placement, StoreError};
use crate::values::{Id, OrganizationName};

/// The import of one source. It remembers the e-mail addresses and organizations of the source, and nothing more.
pub struct Import<'a> {
    service: &'a ImportService,
    addresses: HashSet<Box<str>>,
    organizations: NamedOrganizations,
}

/// A person who can be imported.
pub struct JudgedPerson {
    user: User,
    password_hash: PasswordHash,
    place: Place,
}

enum Place {
    Owns(Organization),
    /// The same, and others of the source join it by its name.
    OwnsNamed(Organization),
    Joins(Id<Organization>, Role),
}

/// Why a person is not imported.
#[derive(Debug, thiserror::Error)]
pub enum NotImported {
    /// An account here has the e-mail address, be it from an earlier run of the same import, which can thus be run again.
    #[error("There is an account with this e-mail address already.")]
    AlreadyHere,
    /// An earlier person of the same import has the e-mail address: two people are never merged.
    #[error("An earlier row has the same e-mail address.")]
    Twice,
    /// The account was opened after this moment, by its own date; lists are in the order of these dates.
    #[error("\"created_at\" lies in the future.")]
    FromTheFuture,
    /// A person without an organization, who gets one of their own, has another role than owner: it would have none.
    #[error("Without an organization, the role can only be owner.")]
    RoleWithoutOrganization,
    /// The person joins an organization that no earlier person of any import owns: it has to begin with an owner.
    #[error(
        "The organization is not there yet, as far as imports made it. A row that makes somebody its owner has to come first; one that was \
         made otherwise is named by its id."
    )]
    NoOrganization,
    /// The person joins an organization by its name, and imports made several of this name.
    #[error(
        "Imports made several organizations of this name. Use the id of the one that is meant."
    )]
    SeveralOrganizations,
    /// A port failed.
    #[error(transparent)]
    Store(StoreError),
}

impl<'a> Import<'a> {
    pub(super) fn new(service: &'a ImportService) -> Self {
        Self {
            service,
            addresses: HashSet::new(),
            organizations: NamedOrganizations::default(),
        }
    }

    /// Judges the next person of the source; keeps nothing.
    ///
    /// # Errors
    /// [`NotImported`].
    pub fn judge(&mut self, next: ImportedPerson) -> Result<JudgedPerson, NotImported> {
        let email = &next.person.email;
        if !self.addresses.insert(email.key().into()) {
            return Err(NotImported::Twice);
        }
        if self.service.users.user_for_login(email)?.is_some() {
            return Err(NotImported::AlreadyHere);
        }
        let now = self.service.issuer.clock.now();
        let created_at = next.created_at.unwrap_or(now);
        if created_at > now {
            return Err(NotImported::FromTheFuture);
        }
        let place = self.place(next.organization.as_ref(), next.role, now)?;
        let mut user = next.person.into_user(self.id_of(created_at)?, now);
        user.created_at = created_at;
        user.email_verified_at = next.email_verified.then_some(now);
        Ok(JudgedPerson {
            user,
            password_hash: next.password_hash,
            place,
        })
    }

    /// Keeps these people: all, or none. The audit trail says that an operator did it.
    ///
    /// # Errors
    /// [`RegistrationError::EmailTaken`] if one of them registered meanwhile, or what a port reports; then nothing was kept.
    pub fn keep(&self, people: &[JudgedPerson]) -> Result<(), RegistrationError> {
        until_free(|| {
            let accounts = people.iter().map(|person| self.account(person));
            let accounts = accounts.collect::<Result<Vec<_>, _>>()?;
            self.service.accounts.import(&accounts)
        })
    }

    fn account(&self, judged: &JudgedPerson) -> Result<ImportedAccount, StoreError> {
        let service = self.service;
        let user = judged.user.clone();
        let placement = match &judged.place {
            Place::Joins(organization, role) => Placement::Member(organization.clone(), *role),
            Place::Owns(organization) | Place::OwnsNamed(organization) => {
                let grant = Grant::<CreateInboxes>::without_limits(&user.id, &organization.id);
                let inbox = service.inboxes.draw_first(&grant)?;
                Placement::Owner(organization.clone(), inbox)
            }
        };
        let origin = ClientInfo::default();
        let mut audit = service
            .issuer
            .audit(AuditAction::Registered, Actor::Operator, &origin)?;
        audit.organization_id = Some(placement.organization().clone());
        audit.user_id = Some(user.id.clone());
        audit.detail = Some("imported".to_owned());
        Ok(ImportedAccount {
            user,
            password_hash: judged.password_hash.clone(),
            placement,
            is_named: matches!(judged.place, Place::OwnsNamed(_)),
            audit,
        })
    }

    fn place(
        &mut self,
        reference: Option<&OrganizationReference>,
        role: Option<Role>,
        now: DateTime<Utc>,
    ) -> Result<Place, NotImported> {
        let Some(reference) = reference else {
            if role.is_some_and(|role| role != Role::Owner) {
                return Err(NotImported::RoleWithoutOrganization);
            }
            let id = self.service.issuer.new_id()?;
            return Ok(Place::Owns(organization(
                id,
                OrganizationName::of_newcomer(),
                now,
            )));
        };
        let role = role.unwrap_or(Role::Member);
        if let Some(id) = self.organizations.find(self.service, reference)? {
            return Ok(Place::Joins(id, role));
        }
        if role != Role::Owner {
            return Err(NotImported::NoOrganization);
        }
        let (id, name) = match reference {
            OrganizationReference::Id(id, name) => (id.clone(), name.clone()),
            OrganizationReference::Name(name) => (self.service.issuer.new_id()?, name.clone()),
        };
        self.organizations.note(reference, &id);
        let made = organization(id, name, now);
        Ok(match reference {
            OrganizationReference::Id(..) => Place::Owns(made),
            OrganizationReference::Name(_) => Place::OwnsNamed(made),
        })
    }

    /// An id as if it had been made then, as lists are in the order of ids.
    fn id_of(&self, created_at: DateTime<Utc>) -> Result<Id<User>, StoreError> {
        let mut random = [0; 8];
        self.service.issuer.secrets.fill(&mut random)?;
        Ok(Id::new(created_at, random))
    }
}

fn organization(id: Id<Organization>, name: OrganizationName, now: DateTime<Utc>) -> Organization {
    Organization {
        id,
        name,
        requires_second_factor: false,
        created_at: now,
        updated_at: now,
    }
}
