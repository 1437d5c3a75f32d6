//! The hidden token of every form: proof that the form came from a page of ours.
//!
//! It is an HMAC over the session's id, under a key that only this browser's cookie holds. A page of another origin
//! can neither read the cookie nor a page; a cookie that an attacker planted does not help without the session's id. It
//! outlives a renewal of the session, so that a form in a second tab is not lost. It also says, under the same
//! signature, in which organization the page was shown: the person may have gone to another since, in another tab.

use actix_web::{HttpMessage as _, HttpRequest};
use ring::hmac;
use sendook_domain::entities::{Organization, Session};
use sendook_domain::values::{Id, Secret};
use sendook_web::{Api, Problem};

use crate::cookies::{CookieJar, Kept};
use crate::page_error::PageError;
use crate::shared_api::shared_api;

/// Separates these tokens from anything else that a key might ever sign.
const LABEL: &str = "sendook form token v2";

/// The key of this browser's form tokens.
#[derive(Clone)]
pub(crate) struct FormKey(Secret);

impl FormKey {
    /// The key that the browser has, or a new one that the answer will set.
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, PageError> {
        if let Some(known) = request.extensions().get::<Self>() {
            return Ok(known.clone());
        }
        let key = match Self::sent(request) {
            Some(key) => key,
            None => Self::made(request)?,
        };
        request.extensions_mut().insert(key.clone());
        Ok(key)
    }

    /// The key that the browser sent, if it has the format of the keys that we make.
    pub(crate) fn sent(request: &HttpRequest) -> Option<Self> {
        let is_ours = |key: &Secret| {
            let key = key.expose();
            key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        Kept::FormKey.of(request).filter(is_ours).map(Self)
    }

    fn made(request: &HttpRequest) -> Result<Self, PageError> {
        let api = shared_api(request)?;
        let mut random = [0; 32];
        let drawn = api.secrets.fill(&mut random);
        drawn.map_err(Problem::internal)?;
        let key = Self(Secret::new(hex::encode(random)));
        key.keep(request, api);
        Ok(key)
    }

    /// Makes the browser keep the key for as long as a session that begins now: forms in tabs that it restores are good
    /// then, like the session.
    pub(crate) fn keep(&self, request: &HttpRequest, api: &Api) {
        let lives = api.settings.services.lifetimes.session;
        CookieJar::of(request).keep(Kept::FormKey, self.0.expose(), lives);
    }

    /// The token of forms of visitors without a session.
    pub(crate) fn guest_token(&self) -> String {
        self.signed(None, "")
    }

    /// The token of forms in this session, on pages of this organization.
    pub(crate) fn token(&self, session: &Id<Session>, organization: &Id<Organization>) -> String {
        self.signed(Some(session), organization.as_str())
    }

    /// The token of the form that ends this session, where there is no organization.
    pub(crate) fn session_token(&self, session: &Id<Session>) -> String {
        self.signed(Some(session), "")
    }

    fn signed(&self, session: Option<&Id<Session>>, organization: &str) -> String {
        let message = message(session, organization);
        let signature = hmac::sign(&self.hmac(), message.as_bytes());
        format!("{}.{organization}", hex::encode(signature))
    }

    /// The organization on whose page the form was, if it carried a token of this session; none for a visitor. Takes as
    /// long for a wrong one.
    pub(crate) fn shown_in<'t>(
        &self,
        token: &'t str,
        session: Option<&Id<Session>>,
    ) -> Option<&'t str> {
        let (signature, organization) = token.split_once('.')?;
        let message = message(session, organization);
        let signature = hex::decode(signature).ok()?;
        let known = hmac::verify(&self.hmac(), message.as_bytes(), &signature);
        known.ok().map(|()| organization)
    }

    fn hmac(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, self.0.expose().as_bytes())
    }
}

fn message(session: Option<&Id<Session>>, organization: &str) -> String {
    let session = session.map_or("", Id::as_str);
    format!("{LABEL}\n{session}\n{organization}")
}
