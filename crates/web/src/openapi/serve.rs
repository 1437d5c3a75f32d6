//! `GET /openapi.json`.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::LazyLock;

use actix_web::http::header::{self, ETag, EntityTag, Header as _, HeaderValue, IfNoneMatch};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::document::document;
use crate::api::Api;
use crate::error::Problem;
use crate::json::JSON;
use crate::request::PathPrefix;
use crate::routes::Endpoint;

/// The document of a service without a path prefix. Made when it is first asked for.
static DOCUMENT: LazyLock<Result<String, serde_json::Error>> =
    LazyLock::new(|| serde_json::to_string(&document()));

/// Adds the route of the document.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config.service(Endpoint::at("/openapi.json").get(openapi));
}

/// `GET /openapi.json`
async fn openapi(request: HttpRequest, api: web::Data<Api>) -> Result<HttpResponse, Problem> {
    let document = DOCUMENT
        .as_ref()
        .map_err(|error| Problem::internal(error.to_string()))?;
    let document = under(document, api.settings.path_prefix.as_ref());
    Ok(cacheable(&request, JSON, document))
}

/// The same document of a service behind this prefix.
fn under(document: &str, prefix: Option<&PathPrefix>) -> String {
    match prefix {
        None => document.to_owned(),
        Some(prefix) => {
            let server = format!(r#""servers":[{{"url":"{}"}}]"#, prefix.as_str());
            document.replacen(r#""servers":[{"url":"/"}]"#, &server, 1)
        }
    }
}

/// A public answer, which a client need not load again while it is the same.
fn cacheable(request: &HttpRequest, kind: HeaderValue, text: String) -> HttpResponse {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let tag = EntityTag::new_strong(format!("{:016x}", hasher.finish()));
    let known = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    let mut answer = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    answer
        .insert_header(ETag(tag))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"));
    if known {
        return answer.finish();
    }
    answer
        .insert_header((header::CONTENT_TYPE, kind))
        .body(text)
}
