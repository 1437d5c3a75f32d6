use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::Condition;
use actix_web::{App, Error, HttpRequest, web};

use crate::api::Api;
use crate::cors::{CorsOrigins, CorsRefusals};
use crate::envelope::Envelope;
use crate::error::Problem;
use crate::openapi;
use crate::request::BodyTimeout;
use crate::routes;

/// The complete service, as an application for [`HttpServer`](actix_web::HttpServer) or for tests.
pub fn app(
    api: &web::Data<Api>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    App::new()
        .configure(|config| register(config, api))
        .configure(routes::configure)
        .configure(openapi::configure)
        .default_service(web::to(not_found))
        .wrap(Condition::new(
            api.settings.cors != CorsOrigins::None,
            api.settings.cors.middleware(),
        ))
        .wrap(
            Envelope::new(Arc::clone(&api.secrets))
                .under(
                    api.settings.path_prefix.clone(),
                    api.settings.trusted_proxies.clone(),
                )
                .refusing(CorsRefusals::new(
                    api.settings.cors.clone(),
                    Arc::clone(&api.cors_refusals),
                ))
                .counting(api.settings.metrics.clone()),
        )
}

/// Makes a service known to an application, or to a scope of one, and adds no route: from there on handlers may take
/// [`Auth`](crate::Auth) and [`Permit`](crate::Permit), and scopes may [`require`](crate::require) a principal.
pub fn register(config: &mut web::ServiceConfig, api: &web::Data<Api>) {
    config
        .app_data(BodyTimeout(api.settings.body_timeout))
        .app_data(api.settings.trusted_proxies.clone())
        .app_data(api.key_door.clone())
        .app_data(api.token_door.clone())
        .app_data(api.either_door.clone())
        .app_data(api.clone());
}

async fn not_found(request: HttpRequest) -> Result<&'static str, Problem> {
    Err(Problem::no_such_route(request.path()))
}
