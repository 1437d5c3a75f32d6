use actix_web::http::StatusCode;
use actix_web::{FromRequest as _, HttpMessage as _, HttpRequest};
use chrono::{DateTime, Utc};
use sendook_domain::accounts::OpenedAccount;
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::authorization::{Denial, Grant, Membership, Permission};
use sendook_domain::entities::User;
use sendook_domain::values::Secret;
use sendook_web::{Api, Origin, Problem, run};

use crate::cookies::{CookieJar, Kept};
use crate::form_token::FormKey;
use crate::page_error::PageError;
use crate::shared_api::{SharedApi, shared_api};
use crate::site::Site;

/// The person who views a page. As a handler's parameter it redirects everyone else to the login, and who lacks the second factor
/// that their organization requires to the page that sets one up.
pub(crate) struct Person {
    /// The service that the person uses.
    pub(crate) api: SharedApi,
    pub(crate) session: UserPrincipal,
    pub(crate) user: User,
    /// The organizations of the person, newest first.
    pub(crate) memberships: Vec<Membership>,
    /// The one that the person works in.
    pub(crate) membership: Membership,
    /// The prefix of every path on the page.
    pub(crate) prefix: String,
    /// The token of forms on the page.
    pub(crate) form_token: String,
}

/// The person who views a page of their own account. Whoever lacks the second factor that their organization requires reaches it
/// too: no [`Grant`] is given to them.
pub(crate) struct OwnAccount(pub(crate) Person);

/// The token of the forms of a person in no organization: they can make one, or log out.
pub(crate) struct SessionToken(pub(crate) String);

impl Person {
    /// Asks for a permission in the organization that the person works in.
    pub(crate) fn grant<A: Permission>(&self) -> Result<Grant<A>, Denial> {
        Grant::for_member(&self.membership)
    }

    /// Whether the page should offer something.
    pub(crate) fn may<A: Permission>(&self) -> bool {
        self.grant::<A>().is_ok()
    }

    /// The person, unless their organization requires a second factor and they have none.
    ///
    /// # Errors
    /// [`PageError::SecondFactorMissing`].
    pub(crate) fn admitted(self) -> Result<Self, PageError> {
        if self.membership.lacks_second_factor() {
            return Err(PageError::SecondFactorMissing);
        }
        Ok(self)
    }

    /// Runs a use case on a thread that may block.
    ///
    /// # Errors
    /// What the use case reports; 503 if the store does not answer in time.
    pub(crate) async fn run<T, E>(
        &self,
        use_case: impl FnOnce(&Api) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Problem>
    where
        T: Send + 'static,
        E: Into<Problem> + Send + 'static,
    {
        run(self.api.clone(), use_case).await
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.api.clock.now()
    }

    /// The person who has just opened this account. Looks nothing up, so that no failure can hide the first key.
    pub(crate) fn of_account(
        api: &SharedApi,
        request: &HttpRequest,
        account: &OpenedAccount,
        key: &FormKey,
    ) -> Self {
        let OpenedAccount {
            session,
            membership,
            ..
        } = account;
        Self {
            api: api.clone(),
            prefix: Site::of(request).prefix().to_owned(),
            form_token: key.token(&session.session_id, &membership.organization().id),
            session: membership.session().clone(),
            user: session.user.clone(),
            memberships: vec![membership.clone()],
            membership: membership.clone(),
        }
    }

    /// The person of a session that is known to be good, [admitted](Self::admitted) or not.
    pub(crate) async fn of_session(
        request: &HttpRequest,
        session: UserPrincipal,
    ) -> Result<Self, PageError> {
        let api = shared_api(request)?.clone();
        let looking = session.clone();
        let (user, memberships) = run(api.clone(), move |api| {
            let user = api.services.sessions.user(&looking)?;
            let memberships = api.services.organizations.of_user(&looking)?;
            Ok::<_, Problem>((user, memberships))
        })
        .await?;
        let chosen = Kept::Organization.of(request);
        let chosen = chosen.as_ref().map(Secret::expose);
        let membership = memberships
            .iter()
            .find(|one| Some(one.organization().id.as_str()) == chosen)
            .or(memberships.first())
            .cloned();
        let key = FormKey::of(request)?;
        let Some(membership) = membership else {
            let token = SessionToken(key.session_token(session.session_id()));
            request.extensions_mut().insert(token);
            return Err(PageError::NoOrganization);
        };
        Ok(Self {
            api,
            prefix: Site::of(request).prefix().to_owned(),
            form_token: key.token(session.session_id(), &membership.organization().id),
            session,
            user: user.ok_or(PageError::NoSession)?,
            membership,
            memberships,
        })
    }
}

/// The session that the browser's cookies stand for, renewed if need be.
pub(crate) async fn session(request: &HttpRequest) -> Result<UserPrincipal, PageError> {
    let api = shared_api(request)?;
    let refused = match Kept::Session.of(request) {
        None => false,
        Some(token) => match api.token_door.check_credential(request, &token).await {
            Ok(session) => return Ok(session),
            Err(error) if error.status == StatusCode::UNAUTHORIZED => true,
            Err(error) => return Err(error.into()),
        },
    };
    let jar = CookieJar::of(request);
    let Some(refresh_token) = Kept::Refresh.of(request) else {
        if refused {
            jar.forget_session();
        }
        return Err(PageError::NoSession);
    };
    let Origin(origin) = Origin::extract(request).await?;
    let renewed = run(api.clone(), move |api| {
        api.services
            .sessions
            .refresh(refresh_token.expose(), &origin)
    });
    let issued = match renewed.await {
        Err(error) if error.status == StatusCode::UNAUTHORIZED => {
            jar.forget_session();
            return Err(PageError::NoSession);
        }
        renewed => renewed?,
    };
    jar.keep_session(&issued, api.clock.now());
    let door = &api.token_door;
    Ok(door.check_credential(request, &issued.token).await?)
}
