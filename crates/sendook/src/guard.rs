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
    pub fn door<P>(&self, strategy: impl Strategy<Principal = P> + 'static) -> Data<Door<P>> {
        self.api().door(strategy)
    }
}
