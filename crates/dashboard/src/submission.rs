//! Forms that were sent, as parameters of handlers: each exists only after its checks.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use sendook_domain::authentication::UserPrincipal;
use sendook_domain::entities::{ClientInfo, Session};
use sendook_domain::values::Id;
use sendook_web::{JsonBody, Origin};

use crate::cross_site::is_proven;
use crate::form::{Form, TOKEN};
use crate::form_token::FormKey;
use crate::page_error::PageError;
use crate::person::{OwnAccount, Person, session};
use crate::step_up;

/// A form that a logged-in person sent, from a page of the organization that the person still works in.
pub(crate) struct Submission {
    pub(crate) person: Person,
    pub(crate) form: Form,
    /// From where it was sent.
    pub(crate) origin: ClientInfo,
}

/// A form about the own account of a person, who may lack the second factor that their organization requires.
pub(crate) struct AccountSubmission(pub(crate) Submission);

/// A form of a session, whatever organization it was shown in: for actions that concern no organization.
pub(crate) struct SessionSubmission {
    pub(crate) session: UserPrincipal,
    pub(crate) form: Form,
}

/// A form that was sent without a session.
pub(crate) enum GuestSubmission {
    /// It came from a page of ours: its token says so, or the browser does. The token alone is lost with the cookies.
    Ours(Form),
    /// Neither says so.
    Unproven(Typed),
}

/// The input of a form that is not to be carried out, only to be shown again.
pub(crate) struct Typed(Form);

/// A request to log out. Whatever has happened since the page was shown, the intent is clear: a form whose token
/// is out of date is accepted too, if the browser says that it came from a page of ours.
pub(crate) enum Leaving {
    /// From this session.
    Session(UserPrincipal),
    /// From a session that has ended already.
    Ended,
    /// Neither the token nor the browser says that the form came from a page of ours.
    Unproven(UserPrincipal),
}

/// Makes each of these a parameter of handlers, by its `read`.
macro_rules! read_from_requests {
    ($($submission:ident),*) => {$(
        impl FromRequest for $submission {
            type Error = PageError;
            type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

            fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
                let body = JsonBody::from_request(request, payload).into_inner();
                let request = request.clone();
                Box::pin(async move { Self::read(&request, body?).await })
            }
        }
    )*};
}

read_from_requests!(
    Submission,
    AccountSubmission,
    SessionSubmission,
    GuestSubmission,
    Leaving
);

impl Submission {
    async fn read(request: &HttpRequest, body: JsonBody) -> Result<Self, PageError> {
        let person = Person::extract(request).await?;
        Self::of(request, person, body).await
    }

    async fn of(request: &HttpRequest, person: Person, body: JsonBody) -> Result<Self, PageError> {
        let form = Form(body.form_pairs().await?);
        let shown_in = shown_in(request, &form, Some(person.session.session_id()))?;
        if shown_in != person.membership.organization().id.as_str() {
            return Err(PageError::OtherOrganization);
        }
        let Origin(origin) = Origin::extract(request).await?;
        step_up::prove(request, &person, &form, &origin).await?;
        Ok(Self {
            person,
            form,
            origin,
        })
    }
}

impl AccountSubmission {
    async fn read(request: &HttpRequest, body: JsonBody) -> Result<Self, PageError> {
        let OwnAccount(person) = OwnAccount::extract(request).await?;
        Ok(Self(Submission::of(request, person, body).await?))
    }
}

impl SessionSubmission {
    async fn read(request: &HttpRequest, body: JsonBody) -> Result<Self, PageError> {
        let session = session(request).await?;
        let form = Form(body.form_pairs().await?);
        shown_in(request, &form, Some(session.session_id()))?;
        Ok(Self { session, form })
    }
}

impl GuestSubmission {
    async fn read(request: &HttpRequest, body: JsonBody) -> Result<Self, PageError> {
        let form = Form(body.form_pairs().await?);
        let ours = shown_in(request, &form, None).is_ok() || is_proven(request);
        Ok(if ours {
            Self::Ours(form)
        } else {
            Self::Unproven(Typed(form))
        })
    }
}

impl Leaving {
    async fn read(request: &HttpRequest, body: JsonBody) -> Result<Self, PageError> {
        let session = match session(request).await {
            Ok(session) => session,
            Err(PageError::NoSession) => return Ok(Self::Ended),
            Err(error) => return Err(error),
        };
        let form = Form(body.form_pairs().await?);
        match shown_in(request, &form, Some(session.session_id())) {
            Ok(_) => Ok(Self::Session(session)),
            Err(PageError::StaleForm) if is_proven(request) => Ok(Self::Session(session)),
            Err(PageError::StaleForm) => Ok(Self::Unproven(session)),
            Err(error) => Err(error),
        }
    }
}

impl Typed {
    /// The form, to be shown again.
    pub(crate) fn shown(&self) -> &Form {
        &self.0
    }
}

/// The organization on whose page the form was.
fn shown_in<'f>(
    request: &HttpRequest,
    form: &'f Form,
    session: Option<&Id<Session>>,
) -> Result<&'f str, PageError> {
    // A key that is made now matches no form.
    let key = FormKey::sent(request).ok_or(PageError::StaleForm)?;
    let shown_in = key.shown_in(form.value(TOKEN), session);
    shown_in.ok_or(PageError::StaleForm)
}
