//! What every page has in common, applied as middleware so that no page can omit it.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse};
use sendook_web::RequestId;

use crate::answer::see_other;
use crate::cookies::CookieJar;
use crate::cross_site;
use crate::next_page::{login_page, outdated_page, set_up_page};
use crate::page_error::PageError;
use crate::shared_api::shared_api;
use crate::site::Site;
use crate::step_up;
use crate::view::error_page;

/// Nothing but our own files, nothing inline, and no frame around it.
const CSP: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// Refuses forms that another site sent, renders errors as pages, sets cookies and headers.
pub(crate) async fn gate(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let answer = match admitted(&request) {
        Err(refusal) => request.error_response(refusal),
        Ok(()) => next.call(request).await?.map_into_boxed_body(),
    };
    let (request, answer) = answer.into_parts();
    let finished = finish(&request, answer).await;
    Ok(ServiceResponse::new(request, finished))
}

fn admitted(request: &ServiceRequest) -> Result<(), PageError> {
    if request.method() != Method::POST {
        return Ok(());
    }
    let request = request.request();
    cross_site::check(request, shared_api(request)?)
}

async fn finish(request: &HttpRequest, answer: HttpResponse) -> HttpResponse {
    let fault = answer.error().map(|error| error.as_error::<PageError>());
    let mut answer = match fault {
        None => answer,
        Some(Some(fault)) => explained(request, fault).await,
        // No page of ours: a wrong method, an unknown path. The envelope makes JSON of it.
        Some(None) => {
            let mut answer = answer;
            CookieJar::of(request).write(&mut answer);
            return answer;
        }
    };
    CookieJar::of(request).write(&mut answer);
    let headers = answer.headers_mut();
    let leads_to = headers.get(header::LOCATION).map(HeaderValue::as_bytes);
    // Handlers do not know the path prefix of the service.
    let leads_to = leads_to.map(|path| [Site::of(request).prefix().as_bytes(), path].concat());
    if let Some(Ok(path)) = leads_to.map(|path| HeaderValue::from_bytes(&path)) {
        headers.insert(header::LOCATION, path);
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, CSP);
    // A page of another origin that opened this one gets no hold of its window (HTML, section 7.1.3).
    headers.insert(
        header::CROSS_ORIGIN_OPENER_POLICY,
        HeaderValue::from_static("same-origin"),
    );
    answer
}

async fn explained(request: &HttpRequest, fault: &PageError) -> HttpResponse {
    let error = match fault {
        PageError::NoSession => return see_other(&login_page(request)),
        PageError::StaleForm => return see_other(&outdated_page(request)),
        PageError::NoOrganization => return see_other("/organization/new"),
        PageError::SecondFactorMissing => return see_other(&set_up_page(request)),
        PageError::ProofRequired => {
            let page = step_up::page(request).await;
            return page.unwrap_or_else(|error| error_page(request, &error));
        }
        PageError::NotOurForm | PageError::WrongAddress(_) | PageError::OtherOrganization => None,
        PageError::Api(error) => Some(error),
    };
    if let (Some(error), Some(id)) = (error, RequestId::of(request.headers())) {
        error.log_cause(id.as_str());
    }
    let mut answer = error_page(request, fault);
    if let Some(seconds) = error.and_then(|error| error.retry_after) {
        answer
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    if error.is_some_and(|error| error.closes_connection) {
        answer
            .head_mut()
            .set_connection_type(actix_web::http::ConnectionType::Close);
    }
    answer
}
