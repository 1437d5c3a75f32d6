use std::net::IpAddr;
use std::sync::Arc;

use sendook_domain::authentication::{
    ApiKeyPrincipal, AuthenticationError, Authenticator, Credentials, Strategy, UserPrincipal,
};
use sendook_domain::ports::{Ports, Store, StoreError};
use sendook_domain::services::Services;

use crate::at_once::at_once;
use crate::builder::{Builder, Source};
use crate::upkeep::{Upkeep, Work};

/// What holds the use cases.
#[cfg(feature = "web")]
type Whole = sendook_web::Api;
#[cfg(not(feature = "web"))]
type Whole = Services;

/// The service inside an application. A clone is the same service: make one, and share it among the workers. The last clone that
/// goes away writes down what is not written yet.
#[derive(Clone)]
pub struct Sendook(Arc<Inner>);

struct Inner {
    ports: Ports,
    #[cfg(not(feature = "web"))]
    services: Services,
    #[cfg(feature = "web")]
    api: actix_web::web::Data<sendook_web::Api>,
    keys: Authenticator<ApiKeyPrincipal>,
    people: Authenticator<UserPrincipal>,
    upkeep: Upkeep,
}

impl Sendook {
    /// The database with this URL: `sqlite://app.db`, or `postgres://…` with the feature `postgres`.
    #[cfg(feature = "sqlite")]
    pub fn at(database_url: impl Into<String>) -> Builder {
        Builder::new(Source::Url {
            url: database_url.into(),
            migrates: false,
        })
    }

    /// A store of your own, for all that the service does. The contract suite of `sendook-testkit` shows whether it is one. One that keeps
    /// keys alone goes to [`KeyGuard::on`](crate::KeyGuard::on).
    pub fn on(store: Arc<dyn Store>) -> Builder {
        Builder::new(Source::Store(store))
    }

    pub(crate) fn start(
        ports: Ports,
        whole: Whole,
        work: impl FnOnce(Ports, Arc<Credentials>) -> Work,
    ) -> Self {
        #[cfg(feature = "web")]
        let services = &whole.services;
        #[cfg(not(feature = "web"))]
        let services = &whole;
        let credentials = Arc::clone(&services.credentials);
        Self(Arc::new(Inner {
            keys: authenticator(&ports, services.key_strategy.clone()),
            people: authenticator(&ports, services.token_strategy.clone()),
            upkeep: Upkeep::start(work(ports.clone(), credentials)),
            ports,
            #[cfg(feature = "web")]
            api: actix_web::web::Data::new(whole),
            #[cfg(not(feature = "web"))]
            services: whole,
        }))
    }

    /// Every use case: registration, sessions, keys, organizations.
    pub fn services(&self) -> &Services {
        #[cfg(feature = "web")]
        return &self.0.api.services;
        #[cfg(not(feature = "web"))]
        return &self.0.services;
    }

    /// What the use cases stand on.
    pub fn ports(&self) -> &Ports {
        &self.0.ports
    }

    /// Judges an API key or a run token, as it came after `Authorization: Bearer`, if it came. The client's address, if it is known,
    /// is held against the key's limits, and noted. It reads the store where it is called, which is microseconds on SQLite. With
    /// PostgreSQL, call it on a thread that may block.
    ///
    /// # Errors
    /// [`AuthenticationError`].
    pub fn key(
        &self,
        credential: Option<&str>,
        client: Option<IpAddr>,
    ) -> Result<ApiKeyPrincipal, AuthenticationError> {
        self.judge(&self.0.keys, credential, client)
    }

    /// The same with an access token.
    ///
    /// # Errors
    /// [`AuthenticationError`].
    pub fn person(
        &self,
        credential: Option<&str>,
        client: Option<IpAddr>,
    ) -> Result<UserPrincipal, AuthenticationError> {
        self.judge(&self.0.people, credential, client)
    }

    /// What judges by another strategy, such as a [`Chain`](crate::Chain) with one of your own.
    pub fn authenticator<P>(
        &self,
        strategy: impl Strategy<Principal = P> + 'static,
    ) -> Authenticator<P> {
        authenticator(&self.0.ports, strategy)
    }

    /// Judges by such an authenticator, as [`key`](Self::key) does.
    ///
    /// # Errors
    /// [`AuthenticationError`].
    pub fn judge<P>(
        &self,
        authenticator: &Authenticator<P>,
        credential: Option<&str>,
        client: Option<IpAddr>,
    ) -> Result<P, AuthenticationError> {
        let credentials = &*self.services().credentials;
        at_once(authenticator.authenticate(credential, client, credentials))
    }

    /// Writes at once how keys and sessions were used. Otherwise it is written every half minute, and when the last clone goes away.
    ///
    /// # Errors
    /// What the store reports. What was not written is kept for the next time.
    pub fn write_usage(&self) -> Result<(), StoreError> {
        self.0.upkeep.work().write_usage()
    }

    /// The service as handlers of actix-web know it.
    #[cfg(feature = "web")]
    pub fn api(&self) -> &actix_web::web::Data<sendook_web::Api> {
        &self.0.api
    }
}

fn authenticator<P>(
    ports: &Ports,
    strategy: impl Strategy<Principal = P> + 'static,
) -> Authenticator<P> {
    Authenticator::new(strategy, ports.clock.clone(), ports.digester.clone())
}
