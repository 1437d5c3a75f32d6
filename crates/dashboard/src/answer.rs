//! The answers of handlers.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use askama::Template;
use sendook_web::HTML;

use crate::page_error::PageError;

/// A page, a redirect to one, or the reason why there is none.
pub(crate) type Answer = Result<HttpResponse, PageError>;

/// A page as an answer.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Answer {
    let text = template.render()?;
    Ok(HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, HTML))
        .body(text))
}

/// The answer to a form that was accepted: a redirect to the next page. A reload then repeats nothing.
pub(crate) fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, path))
        .finish()
}
