//! The service in an application of actix-web.

use actix_web::web::{Data, ServiceConfig};
use sendook_domain::authentication::Strategy;
use sendook_web::{Door, register};

use crate::service::Sendook;

impl Sendook {
    /// Makes the service known to an application or a scope, and adds no route: call it in `App::configure`. From there on
    /// handlers take [`Auth`](crate::Auth) and [`Permit`](crate::Permit) as parameters, and scopes may
    /// [`require`](crate::require) a principal; `Data<Sendook>` is the service itself.
    pub fn guard<'a>(&self, config: &'a mut ServiceConfig) -> &'a mut ServiceConfig {
        register(config, self.api());
        // The application keeps it: what its last requests used is written after them.
        config.app_data(Data::new(self.clone()))
    }

    /// Where credentials are judged by another strategy, such as a [`Chain`](crate::Chain) with one of your own. Register it as
    /// application data: handlers then take [`Auth<P>`](crate::Auth).
    ///
    /// ```
    /// # use actix_web::web::ServiceConfig;
    /// # use sendook::{Action, ApiKeyPrincipal, Auth, Chain, Chained, ForeignStrategy, Grant, Permission, Problem, Sendook};
    /// # #[derive(Clone)]
    /// # struct Probe;
    /// # struct ReadReports;
    /// # impl Permission for ReadReports {
    /// #     const ACTION: Action = Action::custom("reports:read");
    /// # }
    /// fn routes(
    ///     app: &mut ServiceConfig,
    ///     sendook: &Sendook,
    ///     probes: impl ForeignStrategy<Principal = Probe> + 'static,
    /// ) {
    ///     let keys = sendook.services().key_strategy.clone();
    ///     let door = sendook.door(Chain::new(keys, probes));
    ///     sendook.guard(app).app_data(door);
    /// }
    ///
    /// /// Keys need a scope here, and probes need none.
    /// async fn reports(Auth(visitor): Auth<Chained<ApiKeyPrincipal, Probe>>) -> Result<String, Problem> {
    ///     match visitor {
    ///         Chained::Own(key) => {
    ///             let grant = Grant::<ReadReports>::for_key(&key)?;
    ///             Ok(format!("the reports of {}", grant.organization_id()))
    ///         }
    ///         Chained::Foreign(Probe) => Ok("all is well".to_owned()),
    ///     }
    /// }
    /// ```
    pub fn door<P>(&self, strategy: impl Strategy<Principal = P> + 'static) -> Data<Door<P>> {
        self.api().door(strategy)
    }
}
