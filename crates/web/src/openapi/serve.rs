//! `GET /openapi.json` and `GET /docs`: public, and made when they are first asked for.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::LazyLock;

use actix_web::body::MessageBody;
use actix_web::http::header::{self, ETag, EntityTag, Header as _, HeaderValue, IfNoneMatch};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template as _;

use super::document::document;
use super::reference::Reference;
use crate::api::Api;
use crate::envelope::HTML;
use crate::error::Problem;
use crate::json::JSON;
use crate::request::PathPrefix;
use crate::routes::Endpoint;

/// The style sheet of the page.
static STYLE: LazyLock<Kept> =
    LazyLock::new(|| Kept::new(include_str!("../../assets/reference.css").to_owned()));

/// The page loads its style sheet, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The document of a service without a path prefix.
static DOCUMENT: LazyLock<Result<Kept, serde_json::Error>> =
    LazyLock::new(|| serde_json::to_string(&document()).map(Kept::new));

/// The page. Its links are relative, so that it is the same behind any prefix.
static PAGE: LazyLock<Result<Kept, String>> = LazyLock::new(|| {
    let document = serde_json::to_value(document()).map_err(|error| error.to_string())?;
    let page = Reference::of(&document).render();
    let page = page.map_err(|error| error.to_string())?;
    Ok(Kept::new(page))
});

/// A text, and the tag by which caches know it.
struct Kept {
    text: String,
    tag: EntityTag,
}

impl Kept {
    fn new(text: String) -> Self {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let tag = EntityTag::new_strong(format!("{:016x}", hasher.finish()));
        Self { text, tag }
    }
}

/// Adds the routes of the document and the page.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(Endpoint::at("/openapi.json").get(openapi))
        .service(Endpoint::at("/docs").get(docs))
        .service(Endpoint::at("/docs/reference.css").get(style));
}

/// `GET /openapi.json`
async fn openapi(request: HttpRequest, api: web::Data<Api>) -> Result<HttpResponse, Problem> {
    let document = DOCUMENT
        .as_ref()
        .map_err(|error| Problem::internal(error.to_string()))?;
    Ok(match &api.settings.path_prefix {
        None => cacheable(&request, JSON, &document.tag, document.text.as_str()),
        Some(prefix) => {
            let Kept { text, tag } = Kept::new(under(&document.text, prefix));
            cacheable(&request, JSON, &tag, text)
        }
    })
}

/// `GET /docs`
async fn docs(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let page = PAGE
        .as_ref()
        .map_err(|error| Problem::internal(error.clone()))?;
    let kind = HeaderValue::from_static(HTML);
    let mut answer = cacheable(&request, kind, &page.tag, page.text.as_str());
    let policy = HeaderValue::from_static(POLICY);
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(answer)
}

/// `GET /docs/reference.css`
async fn style(request: HttpRequest) -> HttpResponse {
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    cacheable(&request, kind, &STYLE.tag, STYLE.text.as_str())
}

/// The same document of a service behind this prefix.
fn under(document: &str, prefix: &PathPrefix) -> String {
    let server = format!(r#""servers":[{{"url":"{}"}}]"#, prefix.as_str());
    document.replacen(r#""servers":[{"url":"/"}]"#, &server, 1)
}

/// A public answer, which a client need not load again while it is the same.
fn cacheable(
    request: &HttpRequest,
    kind: HeaderValue,
    tag: &EntityTag,
    text: impl MessageBody + 'static,
) -> HttpResponse {
    let known = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    };
    let mut answer = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    answer
        .insert_header(ETag(tag.clone()))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"));
    if known {
        return answer.finish();
    }
    answer
        .insert_header((header::CONTENT_TYPE, kind))
        .body(text)
}
