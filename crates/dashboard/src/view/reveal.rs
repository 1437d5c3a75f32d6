use actix_web::HttpRequest;
use sendook_domain::api_keys::IssuedKey;

use crate::site::Site;

/// A key in the one page that shows it, with what people do with it next.
pub(crate) struct Reveal {
    pub(crate) name: String,
    pub(crate) key: String,
    pub(crate) environment_line: String,
    pub(crate) command: String,
}

impl Reveal {
    pub(crate) fn new(request: &HttpRequest, issued: &IssuedKey) -> Self {
        let key = issued.secret.expose();
        let address = Site::of(request).address(request);
        Self {
            name: issued.key.name.as_str().to_owned(),
            key: key.to_owned(),
            environment_line: format!("SENDOOK_API_KEY={key}"),
            command: format!("curl {address}/v1/whoami \\\n  -H \"Authorization: Bearer {key}\""),
        }
    }
}
