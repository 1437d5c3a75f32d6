use actix_web::http::StatusCode;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, ResponseError as _};
use askama::Template;
use sendook_web::RequestId;

use super::Shell;
use crate::answer::page;
use crate::page_error::PageError;
use crate::person::SessionToken;
use crate::site::Site;

/// A page that says why the requested one is not shown, for somebody who is not known.
#[derive(Template)]
#[template(path = "error.html")]
struct GuestErrorPage<'a> {
    prefix: &'a str,
    message: &'a Message,
    /// The token of the form that logs out; empty where there is none.
    form_token: &'a str,
}

/// The same for a person who is logged in: with the ways to their other pages.
#[derive(Template)]
#[template(path = "error_in_shell.html")]
struct PersonErrorPage<'a> {
    shell: &'a Shell,
    message: &'a Message,
}

struct Message {
    heading: &'static str,
    sentence: String,
    /// Whether the service is at fault: then the id leads to the cause in its log.
    is_ours: bool,
    request_id: String,
}

/// The page about a fault as an answer, without a way to fail: there is no other page to fall back on.
pub(crate) fn error_page(request: &HttpRequest, fault: &PageError) -> HttpResponse {
    let status = fault.status_code();
    let id = RequestId::of(request.headers());
    let message = Message {
        heading: match status {
            StatusCode::NOT_FOUND => "Nothing here",
            StatusCode::FORBIDDEN => "Not allowed",
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => "One moment",
            status if status.is_server_error() => "Something went wrong",
            _ => "That did not work",
        },
        sentence: fault.to_string(),
        is_ours: status.is_server_error(),
        request_id: id.map(|id| id.as_str().to_owned()).unwrap_or_default(),
    };
    let known = request.extensions();
    let answer = if let Some(shell) = known.get::<Shell>() {
        let template = PersonErrorPage {
            shell,
            message: &message,
        };
        page(status, &template)
    } else {
        let site = Site::of(request);
        let session_token = known.get::<SessionToken>();
        let template = GuestErrorPage {
            prefix: site.prefix(),
            message: &message,
            form_token: session_token.map_or("", |token| &token.0),
        };
        page(status, &template)
    };
    answer.unwrap_or_else(|_| HttpResponse::new(status))
}
