use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::http::{Method, StatusCode, header};
use actix_web::{FromRequest, Handler, Resource, Responder, guard, web};

use crate::error::{ErrorForm, Problem};

/// A path with its methods. `HEAD` answers wherever `GET` does; any other method gets 405 with `Allow`.
#[must_use = "a path answers only when it is registered"]
pub struct Endpoint {
    resource: Resource,
    allowed: Vec<Method>,
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
        self.with_errors(ErrorForm::Listing)
    }

    /// Writes every error as OAuth's endpoints do (RFC 6749, section 5.2).
    pub(crate) fn of_oauth(self) -> Self {
        self.with_errors(ErrorForm::OAuth)
    }

    fn with_errors(self, form: ErrorForm) -> Self {
        Self {
            resource: self.resource.app_data(form),
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
        self.route([Method::GET, Method::HEAD], handler)
    }

    /// The handler of `POST`.
    pub fn post<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.route([Method::POST], handler)
    }

    /// The handler of `PATCH`.
    pub fn patch<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.route([Method::PATCH], handler)
    }

    /// The handler of `DELETE`.
    pub fn delete<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.route([Method::DELETE], handler)
    }

    /// The handler of every method, also of those that no standard knows.
    pub fn any<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        Self {
            resource: self.resource.route(web::route().to(handler)),
            ..self
        }
    }

    fn route<F, Args, const N: usize>(mut self, methods: [Method; N], handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.allowed.extend_from_slice(&methods);
        // actix-web's own guard also notes the method in the request, for its answer to other methods, which is not used
        // here.
        let matches = guard::fn_guard(move |context| methods.contains(&context.head().method));
        Self {
            resource: self.resource.route(web::route().guard(matches).to(handler)),
            allowed: self.allowed,
        }
    }
}

impl HttpServiceFactory for Endpoint {
    fn register(self, config: &mut AppService) {
        let allowed: Vec<_> = self.allowed.iter().map(Method::as_str).collect();
        let allowed = allowed.join(", ");
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
