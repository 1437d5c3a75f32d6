//! The second factors of a person, where they are set up and taken away.

pub(crate) mod app;
pub(crate) mod list;
pub(crate) mod passkey;
pub(crate) mod recovery_codes;
pub(crate) mod remove;
pub(crate) mod rename;

use actix_web::HttpResponse;
use sendook_domain::factors::AddedFactor;
use sendook_domain::values::FactorName;
use sendook_web::Problem;

use crate::answer::{Answer, see_other};
use crate::form::Form;
use crate::next_page::{SECOND_FACTOR, own_path};
use crate::page_error::PageError;
use crate::person::Person;

/// What a new factor is to be called, if this field says so.
fn new_name(form: &Form, field: &'static str) -> Result<Option<FactorName>, Problem> {
    let mut fields = form.read([field]);
    let name = fields.optional(field, FactorName::parse);
    fields.check()?;
    Ok(name)
}

/// A factor counts from now on: its recovery codes are shown, or the way goes on.
fn added(person: &Person, done: &AddedFactor, next: &str) -> Answer {
    match &done.recovery_codes {
        Some(codes) => {
            let done = "The second factor is set up.";
            recovery_codes::reveal(person, done, codes, after(next))
        }
        None if next.is_empty() => Ok(see_other("/settings/second-factor?notice=factor-added")),
        None => Ok(see_other(after(next))),
    }
}

/// Nothing waits for this any more, or a reload sent a form again that was carried out.
fn over() -> HttpResponse {
    see_other("/settings/second-factor?notice=factor-offer-over")
}

fn gone() -> PageError {
    PageError::gone("You have no such second factor. It may have been removed already.")
}

/// Where a person goes once a factor is set up: to what they wanted when they were led here, if to anything.
fn after(next: &str) -> &str {
    own_path(next)
        .filter(|next| !next.is_empty())
        .unwrap_or(SECOND_FACTOR)
}
