use std::sync::Arc;

use sendook_crypto::{Argon2Hasher, Argon2Settings, RingSecretSealer, RingSecrets, SecretKey};
use sendook_domain::authorization::{Action, Permission};
use sendook_domain::entities::CustomScope;
use sendook_domain::ports::Store;
use sendook_domain::services::ServiceSettings;
#[cfg(not(feature = "web"))]
use sendook_domain::services::Services;
use sendook_domain::upkeep::Housekeeping;
use sendook_domain::values::{EmailDomain, TimeDelta};
use sendook_runtime::UsageTracker;
#[cfg(feature = "web")]
use sendook_web::{Api, ApiSettings, Lookups};

use crate::error::Error;
use crate::ports::ports;
use crate::service::Sendook;
use crate::upkeep::Work;

/// A top-level domain that no mail reaches (RFC 6761, section 6.4).
const NO_MAIL: &str = "inboxes.invalid";

type Change<S> = Box<dyn FnOnce(&mut S)>;

/// How a [`Sendook`] is to be opened.
#[must_use = "nothing is opened before `open`"]
pub struct Builder {
    source: Source,
    sweeps: Option<TimeDelta>,
    email_domain: String,
    scopes: Vec<CustomScope>,
    argon2: Argon2Settings,
    secret_keys: Vec<SecretKey>,
    services: Vec<Change<ServiceSettings>>,
    #[cfg(feature = "web")]
    api: Vec<Change<ApiSettings>>,
}

pub(crate) enum Source {
    Store(Arc<dyn Store>),
    #[cfg(feature = "sqlite")]
    Url {
        url: String,
        migrates: bool,
    },
}

/// A store, and whether its short reads take microseconds.
struct Opened {
    store: Arc<dyn Store>,
    #[cfg_attr(
        not(feature = "web"),
        expect(dead_code, reason = "no web waits for it")
    )]
    is_local: bool,
}

impl Builder {
    pub(crate) fn new(source: Source) -> Self {
        Self {
            source,
            sweeps: None,
            email_domain: NO_MAIL.to_owned(),
            scopes: Vec::new(),
            argon2: Argon2Settings::default(),
            secret_keys: Vec::new(),
            services: Vec::new(),
            #[cfg(feature = "web")]
            api: Vec::new(),
        }
    }

    /// Makes the database if there is none, and brings its schema up to date. Without it, a database that is not there or
    /// that lacks a migration is an error: an application does not change the database of a running server by the way.
    #[cfg(feature = "sqlite")]
    pub fn migrate(mut self) -> Self {
        if let Source::Url { migrates, .. } = &mut self.source {
            *migrates = true;
        }
        self
    }

    /// Deletes in the background what is over: sessions and links that have ended, counts that no longer matter, and lines of
    /// the audit trail that are older than this. Only for an application with a database of its own: beside a server, which
    /// sweeps already, the shorter of two retentions would win.
    pub fn sweep(self, audit_retention: TimeDelta) -> Self {
        Self {
            sweeps: Some(audit_retention),
            ..self
        }
    }

    /// Lets requests name the scope of a permission of your own, to give it to keys: without it, HTTP API and dashboard refuse the
    /// name as unknown. Code of this process can give it without that, as [`Scope::Custom`](crate::Scope::Custom).
    pub fn permission<A: Permission>(mut self) -> Self {
        if let Action::Custom(action) = A::ACTION {
            self.scopes.push(action.scope());
        }
        self
    }

    /// The domain of inboxes. Until it is set, their addresses lead nowhere.
    pub fn email_domain(self, domain: impl Into<String>) -> Self {
        Self {
            email_domain: domain.into(),
            ..self
        }
    }

    /// How much work a password hash is.
    pub fn password_hashes(self, settings: Argon2Settings) -> Self {
        Self {
            argon2: settings,
            ..self
        }
    }

    /// Under what the secrets of authenticator apps are encrypted: the first key encrypts, and all decrypt. Without one nobody can set up
    /// an app. It must not lie in the database.
    pub fn secret_keys(self, keys: Vec<SecretKey>) -> Self {
        Self {
            secret_keys: keys,
            ..self
        }
    }

    /// Changes settings of the use cases: who may register, how long sessions live, which environments are accepted.
    pub fn services(mut self, change: impl FnOnce(&mut ServiceSettings) + 'static) -> Self {
        self.services.push(Box::new(change));
        self
    }

    /// Changes settings of the HTTP layer: which proxies are believed, where look-ups run.
    #[cfg(feature = "web")]
    pub fn api(mut self, change: impl FnOnce(&mut ApiSettings) + 'static) -> Self {
        self.api.push(Box::new(change));
        self
    }

    /// Opens the database, and starts what runs in the background.
    ///
    /// # Errors
    /// [`Error`], a sentence for whoever runs the program.
    pub fn open(self) -> Result<Sendook, Error> {
        for scope in &self.scopes {
            scope.register()?;
        }
        let mut settings = ServiceSettings::new(EmailDomain::parse(&self.email_domain)?);
        self.services
            .into_iter()
            .for_each(|change| change(&mut settings));
        let opened = self.source.open()?;
        let secrets = Arc::new(RingSecrets::new());
        let sealer = Arc::new(RingSecretSealer::new(self.secret_keys, secrets.clone()));
        let hasher = Arc::new(Argon2Hasher::new(self.argon2, secrets)?);
        let (tracker, usage) = UsageTracker::new();
        let ports = ports(opened.store, sealer, hasher.clone(), tracker);
        let lifetimes = settings.lifetimes;
        let housekeeping = self
            .sweeps
            .map(|retention| Housekeeping::new(&ports, lifetimes, retention));
        #[cfg(not(feature = "web"))]
        let whole = Services::new(&ports, &settings);
        #[cfg(feature = "web")]
        let whole = {
            let mut api = ApiSettings {
                lookups: if opened.is_local {
                    Lookups::Inline
                } else {
                    Lookups::Blocking
                },
                ..ApiSettings::new(settings.email_domain.clone())
            };
            api.services = settings;
            self.api.into_iter().for_each(|change| change(&mut api));
            Api::new(ports.clone(), api)
        };
        Ok(Sendook::start(ports, whole, |ports, credentials| Work {
            ports,
            usage,
            credentials,
            housekeeping,
            hasher,
        }))
    }
}

impl Source {
    #[cfg_attr(
        not(feature = "sqlite"),
        expect(clippy::unnecessary_wraps, reason = "a database can fail to open")
    )]
    fn open(self) -> Result<Opened, Error> {
        match self {
            Self::Store(store) => Ok(Opened {
                store,
                // Nothing is known of it, and a worker must not wait.
                is_local: false,
            }),
            #[cfg(feature = "sqlite")]
            Self::Url { url, migrates } => {
                use sendook_persistence::{SqlStore, StoreOptions};

                let options = StoreOptions::default();
                let store = if migrates {
                    SqlStore::open(&url, &options)
                } else {
                    SqlStore::open_existing(&url, &options)
                }?;
                let is_local = store.is_local();
                Ok(Opened {
                    store: Arc::new(store),
                    is_local,
                })
            }
        }
    }
}
