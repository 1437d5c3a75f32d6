//! The files that pages load: one style, one script and one for passkeys, one icon, all in the binary. Their address holds a digest of their
//! content, so that a browser may cache them indefinitely.

use std::sync::LazyLock;

use actix_web::http::header::{self, HeaderName};
use actix_web::http::uri::PathAndQuery;
use actix_web::{HttpRequest, HttpResponse, web};
use ring::digest;
use sendook_web::Problem;

const NO_SUCH_FILE: Problem = Problem::not_found("There is no such file.");

/// A year: caches keep nothing for longer anyway.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A file in the binary.
pub(crate) struct Asset {
    name: &'static str,
    content_type: &'static str,
    content: &'static str,
    address: LazyLock<String>,
}

macro_rules! asset {
    ($name:literal, $content_type:literal) => {
        Asset {
            name: $name,
            content_type: $content_type,
            content: include_str!(concat!("../assets/", $name)),
            address: LazyLock::new(|| address($name, include_str!(concat!("../assets/", $name)))),
        }
    };
}

/// The style sheet.
pub(crate) static STYLE: Asset = asset!("dashboard.css", "text/css; charset=utf-8");

/// The script that enhances pages where there is JavaScript.
pub(crate) static SCRIPT: Asset = asset!("dashboard.js", "text/javascript; charset=utf-8");

/// The script of pages that ask for a passkey.
pub(crate) static PASSKEYS: Asset = asset!("passkeys.js", "text/javascript; charset=utf-8");

/// The icon in the browser's tab.
pub(crate) static ICON: Asset = asset!("favicon.svg", "image/svg+xml");

impl Asset {
    /// Its path.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

fn address(name: &str, content: &str) -> String {
    let digest = digest::digest(&digest::SHA256, content.as_bytes());
    let version = hex::encode(&digest.as_ref()[..6]);
    format!("/assets/{name}?v={version}")
}

/// `GET /assets/{name}`
pub(crate) async fn serve(
    request: HttpRequest,
    name: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let mut assets = [&STYLE, &SCRIPT, &PASSKEYS, &ICON].into_iter();
    let asset = assets
        .find(|asset| asset.name == *name)
        .ok_or(NO_SUCH_FILE)?;
    let asked = request.uri().path_and_query().map(PathAndQuery::as_str);
    let current = asked == Some(asset.address());
    let caching = if current { FOR_EVER } else { "no-cache" };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, asset.content_type))
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ))
        .body(asset.content))
}
