use actix_web::http::StatusCode;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, ResponseError as _};
use askama::Template;
use sendook_web::RequestId;

use crate::answer::page;
use crate::page_error::PageError;
use crate::person::LogoutToken;
use crate::site::Site;

/// A page that says why the requested one is not shown.
#[derive(Template)]
#[template(path = "error.html")]
pub(crate) struct ErrorPage {
    prefix: String,
    status: StatusCode,
    heading: &'static str,
    sentence: String,
    request_id: String,
    /// The token of the form that logs out; empty where there is none.
    form_token: String,
}

impl ErrorPage {
    pub(crate) fn of(request: &HttpRequest, fault: &PageError) -> Self {
        let status = fault.status_code();
        let known = request.extensions();
        let id = RequestId::of(request.headers());
        let logout_token = known.get::<LogoutToken>();
        Self {
            prefix: Site::of(request).prefix().to_owned(),
            status,
            heading: match status {
                StatusCode::NOT_FOUND => "Nothing here",
                StatusCode::FORBIDDEN => "Not allowed",
                StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => "One moment",
                status if status.is_server_error() => "Something went wrong",
                _ => "That did not work",
            },
            sentence: fault.to_string(),
            request_id: id.map(|id| id.as_str().to_owned()).unwrap_or_default(),
            form_token: logout_token.map(|way| way.0.clone()).unwrap_or_default(),
        }
    }

    /// The page as an answer, without a way to fail: there is no other page to fall back on.
    pub(crate) fn answer(&self) -> HttpResponse {
        page(self.status, self).unwrap_or_else(|_| HttpResponse::new(self.status))
    }
}
