//! Passkeys on pages. The service's question stands in a form; a script has the browser answer it, and sends the form.

use actix_web::HttpRequest;

use crate::page_error::PageError;
use crate::shared_api::shared_api;
use crate::site::Site;

/// Where passkeys work, as seen from a page.
pub(crate) enum PasskeyPlace {
    /// On this page.
    Here,
    /// On the pages at this address, which has no slash at its end.
    Elsewhere(String),
    /// Nowhere; the sentence says why.
    Nowhere(String),
}

/// The field with what the browser answered, in forms that have no fields of another proof.
pub(crate) const ANSWER: &str = "passkey";

/// What the browser is asked, for the template `passkey_question.html`.
pub(crate) struct PasskeyAsk {
    /// `create` or `get`.
    pub(crate) kind: &'static str,
    /// The options, as JSON.
    pub(crate) options: String,
    /// Into which field of the form the answer goes.
    pub(crate) field: &'static str,
    /// What the button says.
    pub(crate) label: &'static str,
    /// Whether the browser is asked without a click on it.
    pub(crate) starts: bool,
}

impl PasskeyAsk {
    /// Asks for a passkey that there is, when the person clicks.
    pub(crate) fn for_known(options: String, field: &'static str) -> Self {
        Self {
            kind: "get",
            options,
            field,
            label: "Use a passkey",
            starts: false,
        }
    }
}

impl PasskeyPlace {
    /// Where they work for whoever views this page.
    ///
    /// # Errors
    /// A defect: there is no service.
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, PageError> {
        let site = Site::of(request);
        Ok(match shared_api(request)?.services.passkeys.origin() {
            Ok(origin) if origin == site.origin(request) => Self::Here,
            Ok(origin) => Self::Elsewhere(format!("{origin}{}", site.prefix())),
            Err(error) => Self::Nowhere(error.to_string()),
        })
    }

    pub(crate) fn is_here(&self) -> bool {
        matches!(self, Self::Here)
    }
}
