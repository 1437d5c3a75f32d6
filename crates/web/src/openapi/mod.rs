//! The description of the API: an OpenAPI 3.1 document, made from the types of answers and one row a route; and a page
//! that shows it.

mod bodies;
mod caller;
mod document;
mod errors;
mod parameters;
mod people_bodies;
mod reference;
mod route;
mod routes;
mod schemas;
mod serve;
mod values;

pub(crate) use serve::configure;
