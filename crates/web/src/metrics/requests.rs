use std::cell::RefCell;
use std::time::{Duration, Instant};

use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::histogram::Histogram;

use super::HttpMetrics;
use crate::error::Problem;

/// What stands for the pattern of every request that no route answers: paths are endless.
const NO_ROUTE: &str = "unmatched";

/// Counts the requests of one worker, which remembers the counters of each route: the look-up in a family costs several
/// hundred instructions. Routes are few, and what is asked for most often comes first as a rule: a list is faster than a map.
pub(crate) struct RequestMetrics {
    all: HttpMetrics,
    routes: RefCell<Vec<(String, Route)>>,
}

/// The counters of one route, by method.
#[derive(Default)]
struct Route(Vec<OfMethod>);

struct OfMethod {
    method: &'static str,
    durations: Histogram,
    requests: Vec<(StatusCode, Counter)>,
}

impl RequestMetrics {
    pub(crate) fn new(all: HttpMetrics) -> Self {
        Self {
            all,
            routes: RefCell::default(),
        }
    }

    /// Counts an answer to a request that came at `since`, unless some middleware has lost it.
    pub(crate) fn answered(
        &self,
        request: Option<&HttpRequest>,
        answer: &HttpResponse,
        since: Instant,
    ) {
        if let Some(problem) = Problem::of(answer) {
            self.all.failed(problem.code);
        }
        let took = since.elapsed();
        let method = request.map_or("other", |request| name(request.method()));
        let status = answer.status();
        let routes = &mut *self.routes.borrow_mut();
        // The pattern of a route without parameters is the path itself.
        let path = request.map_or(NO_ROUTE, HttpRequest::path);
        let place = place(routes, path).unwrap_or_else(|| {
            let pattern = request.and_then(HttpRequest::match_pattern);
            let pattern = pattern.unwrap_or_else(|| NO_ROUTE.to_owned());
            place(routes, &pattern).unwrap_or_else(|| {
                routes.push((pattern, Route::default()));
                routes.len() - 1
            })
        });
        let (pattern, route) = &mut routes[place];
        route.count(&self.all, pattern, method, status, took);
    }
}

fn place(routes: &[(String, Route)], pattern: &str) -> Option<usize> {
    routes.iter().position(|(known, _)| known == pattern)
}

impl Route {
    fn count(
        &mut self,
        all: &HttpMetrics,
        pattern: &str,
        method: &'static str,
        status: StatusCode,
        took: Duration,
    ) {
        let place = self.0.iter().position(|known| known.method == method);
        let place = place.unwrap_or_else(|| {
            self.0.push(OfMethod::new(all, pattern, method));
            self.0.len() - 1
        });
        let of_method = &mut self.0[place];
        of_method.durations.observe(took.as_secs_f64());
        of_method.counter(all, pattern, status).inc();
    }
}

impl OfMethod {
    fn new(all: &HttpMetrics, pattern: &str, method: &'static str) -> Self {
        let labels = [("route", pattern.to_owned()), ("method", method.to_owned())];
        Self {
            method,
            durations: all.durations.get_or_create_owned(&labels),
            requests: Vec::new(),
        }
    }

    fn counter(&mut self, all: &HttpMetrics, pattern: &str, status: StatusCode) -> &Counter {
        let place = self.requests.iter().position(|(known, _)| *known == status);
        let place = place.unwrap_or_else(|| {
            let labels = [
                ("route", pattern.to_owned()),
                ("method", self.method.to_owned()),
                ("status", status.as_str().to_owned()),
            ];
            self.requests
                .push((status, all.requests.get_or_create_owned(&labels)));
            self.requests.len() - 1
        });
        &self.requests[place].1
    }
}

/// A method as a label: clients may send any other.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
