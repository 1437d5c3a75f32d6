//! Answers in JSON.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use serde::Serialize;

/// The type of every JSON answer.
pub(crate) const JSON: &str = "application/json; charset=utf-8";

/// `200 OK` with a JSON body.
pub(crate) fn ok(body: &impl Serialize) -> HttpResponse {
    written(StatusCode::OK, write(body))
}

/// `201 Created` with a JSON body.
pub(crate) fn created(body: &impl Serialize) -> HttpResponse {
    written(StatusCode::CREATED, write(body))
}

/// A body in JSON.
pub(crate) fn write(body: &impl Serialize) -> Bytes {
    // Most answers fit in, so that the buffer does not have to grow step by step.
    let mut written = Vec::with_capacity(1024);
    match serde_json::to_writer(&mut written, body) {
        Ok(()) => written.into(),
        Err(_) => Bytes::new(),
    }
}

/// An answer whose JSON is written already.
pub(crate) fn written(status: StatusCode, body: Bytes) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CONTENT_TYPE, JSON));
    response.body(body)
}
