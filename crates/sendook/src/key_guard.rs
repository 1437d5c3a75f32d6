use std::net::IpAddr;
use std::sync::Arc;

use sendook_crypto::{Sha256Digester, SystemClock};
use sendook_domain::authentication::{
    ApiKeyPrincipal, ApiKeyStrategy, AuthenticationError, Authenticator, Credentials,
};
use sendook_domain::policies::SessionLifetimes;
use sendook_domain::ports::{Clock as _, CredentialStore, KeysAlone, StoreError};
use sendook_domain::values::Environment;
use sendook_domain::with_causes;
use sendook_runtime::{RequestCounts, UsageTracker, UsageWriter};

use crate::at_once::at_once;

/// How many credentials are copied into memory at most; a copy is used only as long as the store says that nothing has changed.
const COPIES: usize = 10_000;

/// Judges the API keys of a store of your own that keeps nothing else: one that is
/// [`KeysAlone`](crate::domain::ports::KeysAlone). A clone is the same guard. The last one that goes away writes down how keys were
/// used, as far as it is not written yet.
///
/// A store that keeps people as well goes to [`Sendook::on`](crate::Sendook::on).
///
/// ```
/// use std::sync::Arc;
///
/// use sendook::domain::ports::KeysAlone;
/// use sendook::{ApiKeyPrincipal, AuthenticationError, KeyGuard};
///
/// fn guard(store: Arc<impl KeysAlone + 'static>) -> KeyGuard {
///     KeyGuard::on(store)
/// }
///
/// fn holder(guard: &KeyGuard, credential: Option<&str>) -> Result<ApiKeyPrincipal, AuthenticationError> {
///     guard.key(credential, None)
/// }
/// ```
#[derive(Clone)]
pub struct KeyGuard(Arc<Inner>);

struct Inner {
    store: Arc<dyn CredentialStore>,
    keys: Authenticator<ApiKeyPrincipal>,
    #[cfg(feature = "web")]
    strategy: ApiKeyStrategy,
    credentials: Arc<Credentials>,
    usage: UsageWriter,
}

impl KeyGuard {
    /// Judges the keys of this store, of every environment.
    pub fn on<S: KeysAlone + 'static>(store: Arc<S>) -> Self {
        Self::over(store)
    }

    fn over(store: Arc<dyn CredentialStore>) -> Self {
        let clock = Arc::new(SystemClock);
        let (tracker, usage) = UsageTracker::new();
        let counts = Arc::new(RequestCounts::default());
        let strategy = ApiKeyStrategy::new(&Environment::ALL, tracker, counts, clock.clone());
        let lifetimes = SessionLifetimes::default();
        let credentials = Credentials::new(store.clone(), clock, lifetimes, COPIES);
        Self(Arc::new(Inner {
            store,
            keys: authenticator(strategy.clone()),
            #[cfg(feature = "web")]
            strategy,
            credentials: Arc::new(credentials),
            usage,
        }))
    }

    /// Judges a key as it came after `Authorization: Bearer`, if it came. The client's address, if it is known, is held against the
    /// key's limits, and noted. It reads the store where it is called.
    ///
    /// # Errors
    /// [`AuthenticationError`].
    pub fn key(
        &self,
        credential: Option<&str>,
        client: Option<IpAddr>,
    ) -> Result<ApiKeyPrincipal, AuthenticationError> {
        let credentials = &*self.0.credentials;
        at_once(self.0.keys.authenticate(credential, client, credentials))
    }

    /// Writes down how keys were used: call it every half minute or so, or figures are as old as the program. Refused keys are not
    /// written: a store of keys alone is given no lines of their use.
    ///
    /// # Errors
    /// What the store reports. What was not written is kept for the next time.
    pub fn write_usage(&self) -> Result<(), StoreError> {
        self.0.write_usage()
    }

    /// Makes the guard known to an application of actix-web: call it in `App::configure`. From there on handlers take
    /// [`Auth<ApiKeyPrincipal>`](crate::Auth) and [`Permit`](crate::Permit). These proxies are believed about a client's address, which the limits of
    /// a key may name.
    #[cfg(feature = "web")]
    pub fn guard<'a>(
        &self,
        config: &'a mut actix_web::web::ServiceConfig,
        trusted_proxies: sendook_web::TrustedProxies,
    ) -> &'a mut actix_web::web::ServiceConfig {
        use actix_web::web::Data;
        use sendook_web::{Door, Lookups};

        let authenticator = authenticator(self.0.strategy.clone());
        let credentials = Arc::clone(&self.0.credentials);
        // Nothing is known of the store, and a worker must not wait.
        let door = Door::new(authenticator, credentials, Lookups::Blocking);
        config.app_data(Data::new(door.behind(trusted_proxies)));
        // The application keeps it: what its last requests used is written after them.
        config.app_data(Data::new(self.clone()))
    }
}

impl Inner {
    fn write_usage(&self) -> Result<(), StoreError> {
        let now = SystemClock.now();
        self.usage.flush_keys(&*self.store, now, &self.credentials)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Err(error) = self.write_usage() {
            let causes = with_causes(&error);
            log::error!("the last uses of keys are lost: {causes}");
        }
    }
}

fn authenticator(strategy: ApiKeyStrategy) -> Authenticator<ApiKeyPrincipal> {
    Authenticator::new(strategy, Arc::new(SystemClock), Arc::new(Sha256Digester))
}

#[cfg(test)]
mod tests {
    use sendook_domain::entities::AuditAction;
    use sendook_domain::ports::{Accounts as _, ApiKeys as _, KeyUpdate, NewAccount};
    use sendook_domain::tokens::{IssuedToken, TokenKind};
    use sendook_testkit::builders::{an_account, an_audit_event};
    use sendook_testkit::{TestWorld, test_ports};

    use super::*;

    fn with_a_key() -> (TestWorld, NewAccount, IssuedToken) {
        let world = test_ports();
        let kind = TokenKind::ApiKey(Environment::Production);
        let secret = IssuedToken::generate(kind, &*world.ports.secrets).unwrap();
        let mut account = an_account();
        account.api_key.digest = secret.digest(&Sha256Digester);
        let line = an_audit_event(AuditAction::Registered);
        world.store.open(&account, &line).unwrap();
        (world, account, secret)
    }

    #[test]
    fn a_key_is_judged_its_use_is_written_and_its_end_holds_on_the_next_request() {
        let (world, account, secret) = with_a_key();
        let key = &account.api_key.key;
        let stored = || world.store.key(&key.organization_id, &key.id).unwrap();

        let guard = KeyGuard::over(world.store.clone());
        let shown = Some(secret.secret().expose());
        let holder = guard.key(shown, None).unwrap();
        assert_eq!(holder.key_id(), &key.id);
        guard.write_usage().unwrap();
        assert_eq!(stored().unwrap().request_count, 1);
        guard.key(shown, None).unwrap();
        drop(guard.clone());
        assert_eq!(stored().unwrap().request_count, 1);

        let delete = an_audit_event(AuditAction::KeyDeleted);
        world
            .store
            .update_key(
                &key.organization_id,
                &key.id,
                &mut |_| KeyUpdate::Deleted,
                &delete,
            )
            .unwrap();
        assert!(guard.key(shown, None).is_err());
        assert!(guard.key(None, None).is_err());
    }

    #[test]
    fn the_last_guard_writes_what_is_not_written() {
        let (world, account, secret) = with_a_key();
        let guard = KeyGuard::over(world.store.clone());
        guard.key(Some(secret.secret().expose()), None).unwrap();
        drop(guard);
        let key = &account.api_key.key;
        let stored = world.store.key(&key.organization_id, &key.id);
        assert_eq!(stored.unwrap().unwrap().request_count, 1);
    }

    #[cfg(feature = "web")]
    #[test]
    fn an_application_keeps_the_guard_and_so_what_it_used() {
        use actix_web::http::StatusCode;
        use actix_web::{App, rt, test, web};
        use sendook_web::{Auth, TrustedProxies};

        async fn hello(_: Auth<ApiKeyPrincipal>) -> &'static str {
            "hello"
        }

        let (world, account, secret) = with_a_key();
        let guard = KeyGuard::over(world.store.clone());
        rt::System::new().block_on(async {
            let configured = move |app: &mut web::ServiceConfig| {
                guard
                    .guard(app, TrustedProxies::default())
                    .route("/", web::get().to(hello));
            };
            let app = test::init_service(App::new().configure(configured)).await;
            let bearer = format!("Bearer {}", secret.secret().expose());
            for (header, status) in [
                (bearer, StatusCode::OK),
                ("Bearer junk".to_owned(), StatusCode::UNAUTHORIZED),
            ] {
                let request = test::TestRequest::get().insert_header(("Authorization", header));
                let answer = test::call_service(&app, request.to_request()).await;
                assert_eq!(answer.status(), status);
            }
        });
        let key = &account.api_key.key;
        let stored = world.store.key(&key.organization_id, &key.id);
        assert_eq!(stored.unwrap().unwrap().request_count, 1);
    }
}
