#![doc = include_str!("../README.md")]
//!
//! [`configure`] adds them to the application that [`sendook_web::app`] makes. `docs/adr/0015-dashboard.md` of the repository has the
//! decisions behind them.
//!
//! A handler has three steps: read the form, one use case, render the page. Who asks is a parameter: a
//! `Person` on a page, a `Submission` of a form, which has passed every check.

mod answer;
mod assets;
mod cookies;
mod cross_site;
mod faults;
mod form;
mod form_token;
mod framed_person;
mod gate;
mod next_page;
mod page_error;
mod pages;
mod passkeys;
mod person;
mod routes;
mod shared_api;
mod site;
mod step_up;
mod submission;
mod view;

pub use routes::configure;
pub use site::Site;
