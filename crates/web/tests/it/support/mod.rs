//! The support that all tests here use: a world of its own, requests to it, and answers that are checked whole.

mod account;
mod answer;
mod ask;
mod credential;
mod described;
mod link;
mod methods;
mod pair;
mod route;
mod routes;
mod schema;
mod socket;
mod totp;
mod world;

pub(crate) use super::shared::{Answer, Call, PASSWORD, api_on, serve};
pub(crate) use account::Account;
pub(crate) use ask::Ask;
pub(crate) use credential::Credential;
pub(crate) use described::Described;
pub(crate) use link::followed;
pub(crate) use pair::Pair;
pub(crate) use route::{Audience, Route};
pub(crate) use routes::{EVERY_METHOD, ROUTES};
pub(crate) use socket::Socket;
pub(crate) use totp::App;
pub(crate) use world::World;
