//! The description of the API: an OpenAPI 3.1 document, made from the types of answers and one row a route.

mod bodies;
mod document;
mod errors;
mod parameters;
mod route;
mod routes;
mod serve;

pub(crate) use serve::configure;
