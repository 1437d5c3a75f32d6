use std::sync::Arc;

use sendook_domain::authorization::Operator;
use sendook_domain::entities::Organization;
use sendook_domain::ports::{Clock, PasswordHasher, SecretSource};
use sendook_domain::services::Services;
use sendook_domain::values::Id;
use sendook_foreign_passwords::Ceiling;

use crate::commands::error::CommandError;
use crate::commands::output::Output;
use crate::secret_key::{self, KeyFile};
use crate::settings::Settings;
use crate::wiring;

/// What every command works with: the use cases, the operator who calls them, and where results go.
pub(crate) struct Console {
    pub(crate) services: Services,
    pub(crate) operator: Operator,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) secrets: Arc<dyn SecretSource>,
    pub(crate) passwords: Arc<dyn PasswordHasher>,
    /// What a password hash of another system may cost.
    pub(crate) import_ceiling: Ceiling,
    /// The file with the secret key, unless a setting has it.
    pub(crate) key_file: Option<KeyFile>,
    /// How many secret keys are set.
    pub(crate) secret_keys: usize,
    /// The address of the service, for links.
    pub(crate) address: String,
    /// Whether the operator gave that address.
    pub(crate) address_is_public: bool,
    pub(crate) output: Output,
}

impl Console {
    /// Opens the database of the settings, which has to exist.
    pub(super) async fn open(settings: &Settings, as_json: bool) -> Result<Self, CommandError> {
        let store = wiring::open_existing(settings).await?;
        let ports = wiring::ports(settings, Arc::new(store))?;
        Ok(Self {
            services: Services::new(&ports, &wiring::service_settings(settings)),
            clock: Arc::clone(&ports.clock),
            secrets: Arc::clone(&ports.secrets),
            passwords: Arc::clone(&ports.passwords),
            import_ceiling: settings.import_ceiling(),
            key_file: secret_key::key_file(settings),
            secret_keys: settings.secret_key.len(),
            address: settings.address(),
            address_is_public: settings.public_url.site.known_address().is_some(),
            operator: Operator::at_the_command_line(),
            output: Output::new(as_json),
        })
    }

    /// Whether secrets can neither be encrypted nor decrypted.
    pub(crate) fn has_no_key(&self) -> bool {
        self.key_file.is_none() && self.secret_keys == 0
    }

    /// The organization of this id.
    pub(super) fn organization(&self, id: &Id<Organization>) -> Result<Organization, CommandError> {
        let directory = &self.services.directory;
        let found = directory.organization(&self.operator, id)?;
        found.ok_or_else(|| {
            CommandError::refused(format_args!(
                "There is no organization {id}. \"sendook org list\" shows those that there are."
            ))
        })
    }
}
