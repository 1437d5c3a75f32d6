use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, Handler, Resource, Responder, Route, guard, web};

use crate::envelope::ListsErrors;
use crate::error::Problem;

/// A path with its methods. `HEAD` answers wherever `GET` does; any other method gets 405 with `Allow`.
#[must_use = "a path answers only when it is registered"]
pub struct Endpoint {
    resource: Resource,
    allowed: Vec<&'static str>,
}

impl Endpoint {
    /// A path as actix-web writes it. A request whose path holds a percent sign never matches.
    pub fn at(path: &str) -> Self {
        Self {
            // No path of ours needs an escape, and an encoded slash must not slip past a guard.
            resource: web::resource(path).guard(guard::fn_guard(|context| {
                !context.head().uri.path().contains('%')
            })),
            allowed: Vec::new(),
        }
    }

    /// Lists every failure under `errors` too, where Sendook's clients look for it on login and registration.
    pub(crate) fn listing_errors(self) -> Self {
        Self {
            resource: self.resource.app_data(ListsErrors),
            ..self
        }
    }

    /// The handler of `GET` and `HEAD`.
    pub fn get<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let get_or_head = guard::Any(guard::Get()).or(guard::Head());
        self.route(&["GET", "HEAD"], web::route().guard(get_or_head), handler)
    }

    /// The handler of `POST`.
    pub fn post<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.route(&["POST"], web::post(), handler)
    }

    /// The handler of `PATCH`.
    pub fn patch<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.route(&["PATCH"], web::patch(), handler)
    }

    /// The handler of `DELETE`.
    pub fn delete<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.route(&["DELETE"], web::delete(), handler)
    }

    fn route<F, Args>(mut self, methods: &[&'static str], route: Route, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.allowed.extend(methods);
        Self {
            resource: self.resource.route(route.to(handler)),
            allowed: self.allowed,
        }
    }
}

impl HttpServiceFactory for Endpoint {
    fn register(self, config: &mut AppService) {
        let allowed = self.allowed.join(", ");
        let not_allowed = web::to(move || {
            let error = method_not_allowed(&allowed);
            async { Err::<&str, Problem>(error) }
        });
        self.resource.default_service(not_allowed).register(config);
    }
}

fn method_not_allowed(allowed: &str) -> Problem {
    let message = format!("This path does not have this method; it has {allowed}.");
    let status = StatusCode::METHOD_NOT_ALLOWED;
    Problem::new(status, "method_not_allowed", message.into()).with(header::ALLOW, allowed)
}
