//! What the browser keeps. Names have the prefix `__Host-` on https (RFC 6265bis, section 4.1.3.2): no other host
//! of the domain, and no plain-http page, can set them then. A cookie of such a name belongs to the whole host. Under a
//! path it is `__Secure-` instead, so that other services of the host are not sent our tokens.
//!
//! Names also identify the instance: a browser sends the cookies of one port to all ports of the host.

use std::cell::RefCell;
use std::rc::Rc;

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use chrono::{DateTime, TimeDelta, Utc};
use sendook_domain::sessions::IssuedSession;
use sendook_domain::values::Secret;

use crate::site::Site;

/// One of the cookies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// The access token.
    Session,
    /// The refresh token.
    Refresh,
    /// What form tokens are derived from.
    FormKey,
    /// The organization that the person works in.
    Organization,
    /// The token of the invitation that the person looks at, from its link to the end of a login or a registration.
    Invitation,
}

impl Kept {
    fn name(self, scope: &Scope) -> String {
        let name = match self {
            Self::Session => "session",
            Self::Refresh => "refresh",
            Self::FormKey => "form",
            Self::Organization => "organization",
            Self::Invitation => "invitation",
        };
        let prefix = match (scope.secure, scope.path.as_str()) {
            (false, _) => "",
            (true, "/") => "__Host-",
            (true, _) => "__Secure-",
        };
        format!("{prefix}sendook_{name}_{}", scope.instance)
    }

    /// Its value, if the browser sent it.
    pub(crate) fn of(self, request: &HttpRequest) -> Option<Secret> {
        let cookie = request.cookie(&self.name(&Scope::of(request)))?;
        let value = cookie.value();
        (!value.is_empty()).then(|| Secret::new(value.to_owned()))
    }
}

/// Whose cookies they are, and where the browser sends them.
#[derive(Debug, Clone)]
struct Scope {
    secure: bool,
    path: String,
    instance: String,
}

impl Scope {
    fn of(request: &HttpRequest) -> Self {
        let site = Site::of(request);
        let path = match site.prefix() {
            "" => "/",
            prefix => prefix,
        };
        Self {
            secure: site.is_secure(),
            path: path.to_owned(),
            instance: site.instance(request),
        }
    }
}

/// The cookies that the answer to a request will set.
#[derive(Clone)]
pub(crate) struct CookieJar {
    scope: Scope,
    set: Rc<RefCell<Vec<Cookie<'static>>>>,
}

impl CookieJar {
    /// The jar of a request.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        if let Some(jar) = request.extensions().get::<Self>() {
            return jar.clone();
        }
        let jar = Self {
            scope: Scope::of(request),
            set: Rc::default(),
        };
        request.extensions_mut().insert(jar.clone());
        jar
    }

    /// Keeps both tokens of a session until they end by themselves.
    pub(crate) fn keep_session(&self, issued: &IssuedSession, now: DateTime<Utc>) {
        let lives = |end: DateTime<Utc>| Duration::seconds((end - now).num_seconds());
        let (token, refresh) = (issued.token.expose(), issued.refresh_token.expose());
        self.set(Kept::Session, token, lives(issued.expires_at));
        self.set(Kept::Refresh, refresh, lives(issued.refresh_expires_at));
    }

    /// Makes the browser forget the session.
    pub(crate) fn forget_session(&self) {
        self.forget(Kept::Session);
        self.forget(Kept::Refresh);
    }

    /// Makes the browser forget one value.
    pub(crate) fn forget(&self, kept: Kept) {
        self.set(kept, "", Duration::ZERO);
    }

    /// Keeps a value for this long: tabs that a browser restores find it again.
    pub(crate) fn keep(&self, kept: Kept, value: &str, lives: TimeDelta) {
        self.set(kept, value, Duration::seconds(lives.num_seconds()));
    }

    fn set(&self, kept: Kept, value: &str, lives: Duration) {
        let mut cookie = Cookie::build(kept.name(&self.scope), value.to_owned())
            .path(self.scope.path.clone())
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.scope.secure)
            .finish();
        cookie.set_max_age(lives);
        let mut set = self.set.borrow_mut();
        set.retain(|other| other.name() != cookie.name());
        set.push(cookie);
    }

    /// Writes the cookies into an answer.
    pub(crate) fn write(&self, answer: &mut HttpResponse) {
        for cookie in self.set.borrow().iter() {
            // A value is a token of ours: it fits into a header.
            let _ = answer.add_cookie(cookie);
        }
    }
}
