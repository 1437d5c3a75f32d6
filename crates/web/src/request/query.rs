use std::collections::HashMap;
use std::fmt::Display;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::{Ready, ready};
use sendook_domain::ports::Pagination;
use sendook_domain::values::Id;

use crate::error::{FieldError, Problem};

/// The parameters of a query string, read as [`Fields`](super::Fields) are. Errors in them are reported by
/// [`Query::check`] alone: a caller without a permission must not learn it.
pub struct Query {
    parameters: HashMap<String, String>,
    faults: Vec<FieldError>,
}

impl FromRequest for Query {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut query = Self {
            parameters: HashMap::new(),
            faults: Vec::new(),
        };
        match web::Query::<Vec<(String, String)>>::from_query(request.query_string()) {
            Ok(parameters) => query.parameters = parameters.into_inner().into_iter().collect(),
            Err(_) => query.fault("query", "The query string is malformed."),
        }
        ready(Ok(query))
    }
}

impl Query {
    /// A parameter that may be left out.
    pub fn optional<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match parse(self.parameters.get(name)?) {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(name, error);
                None
            }
        }
    }

    /// Whether a parameter was given, whatever its value.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.parameters.contains_key(name)
    }

    /// `?limit=` and `?cursor=`: which part of a list is wanted.
    pub fn page<T>(&mut self) -> Pagination<T> {
        let limit = self.optional("limit", |text| {
            let limit = text
                .parse()
                .ok()
                .filter(|limit| (1..=Pagination::<T>::MAX).contains(limit));
            limit.ok_or("The limit must be a whole number from 1 to 1000.")
        });
        let after = self.optional("cursor", |text| {
            Id::parse(text)
                .map_err(|_| "The cursor must be taken from the Link header of the page before.")
        });
        Pagination {
            limit: limit.unwrap_or(Pagination::<T>::MAX),
            after,
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`Problem::validation`] with everything that was wrong.
    pub fn check(self) -> Result<(), Problem> {
        if self.faults.is_empty() {
            Ok(())
        } else {
            Err(Problem::validation(self.faults))
        }
    }

    fn fault(&mut self, name: &'static str, msg: impl Display) {
        self.faults.push(FieldError {
            path: Some(name.into()),
            msg: msg.to_string(),
        });
    }
}
