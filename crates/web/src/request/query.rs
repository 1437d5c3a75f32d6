use std::collections::HashMap;
use std::fmt::Display;

use actix_web::HttpRequest;
use actix_web::web;

use crate::{ApiError, FieldFault};

/// The parameters of a query string, read as [`Fields`](super::Fields) are.
pub(crate) struct Query {
    parameters: HashMap<String, String>,
    faults: Vec<FieldFault>,
}

impl Query {
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        let parameters = web::Query::<Vec<(String, String)>>::from_query(request.query_string())
            .map_err(|_| ApiError::field("query", &"The query string is malformed."))?
            .into_inner();
        Ok(Self {
            parameters: parameters.into_iter().collect(),
            faults: Vec::new(),
        })
    }

    /// A parameter that may be left out.
    pub(crate) fn optional<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match parse(self.parameters.get(name)?) {
            Ok(value) => Some(value),
            Err(error) => {
                self.faults.push(FieldFault {
                    path: Some(name),
                    msg: error.to_string(),
                });
                None
            }
        }
    }

    pub(crate) fn check(self) -> Result<(), ApiError> {
        if self.faults.is_empty() {
            Ok(())
        } else {
            Err(ApiError::Validation(self.faults))
        }
    }
}
