use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use askama::Template;
use sendook_web::HTML;

use crate::page_error::PageError;

/// A page as an answer.
pub(crate) fn page(
    status: StatusCode,
    template: &impl Template,
) -> Result<HttpResponse, PageError> {
    let text = template.render()?;
    Ok(HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, HTML))
        .body(text))
}

/// The answer to a form that was obeyed: what to look at next. A reload then repeats nothing.
pub(crate) fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, path))
        .finish()
}
