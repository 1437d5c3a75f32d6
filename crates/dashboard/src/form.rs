use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use sendook_domain::authentication::UserSession;
use sendook_domain::entities::Session;
use sendook_domain::values::Id;
use sendook_web::{Fields, JsonBody};
use serde_json::{Map, Value};

use crate::cross_site::is_proven;
use crate::form_token::FormKey;
use crate::page_error::PageError;
use crate::person::{Person, session};

/// The name of the hidden field.
const TOKEN: &str = "form_token";

/// Fields of which a form can send several.
const LISTS: [&str; 2] = ["scopes", "inbox_ids"];

/// Fields that the rules want as a number.
const NUMBERS: [&str; 2] = ["expires_in", "grace_seconds"];

/// Fields that the rules want as a truth value: ticked boxes.
const TRUTHS: [&str; 1] = ["end_oldest"];

/// What a form brought. It can be obeyed only after [`read`] or a [`GuestSubmission`] found that it is ours.
pub(crate) struct Form(Vec<(String, String)>);

/// A form that a logged-in person sent, from a page of the organization that the person still works in.
pub(crate) struct Submission {
    pub(crate) person: Person,
    pub(crate) form: Form,
}

/// A form of a session, whatever organization it was shown in: for what is no organization's business.
pub(crate) struct SessionSubmission {
    pub(crate) session: UserSession,
    pub(crate) form: Form,
}

/// A form that somebody without a session sent.
pub(crate) enum GuestSubmission {
    /// It came from a page of ours: its token says so, or the browser does. The token alone is lost with the cookies.
    Ours(Form),
    /// Neither says so.
    Unproven(Typed),
}

/// What was typed into a form that is not to be obeyed, only to be shown again.
pub(crate) struct Typed(Form);

/// Somebody who wants to log out. Whatever has happened since the page was shown, that wish is clear: a form whose token
/// is out of date is obeyed too, if the browser says that it came from a page of ours.
pub(crate) enum Leaving {
    /// From this session.
    Session(UserSession),
    /// From a session that has ended already.
    Nobody,
    /// Neither the token nor the browser says that the form came from a page of ours.
    Unproven(UserSession),
}

impl FromRequest for Submission {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = JsonBody::from_request(request, payload).into_inner();
        let request = request.clone();
        Box::pin(async move {
            let person = Person::extract(&request).await?;
            let session = Some(person.session.session_id());
            let (form, shown_in) = read(&request, body?, session).await?;
            if shown_in != person.membership.organization().id.as_str() {
                return Err(PageError::OtherOrganization);
            }
            Ok(Self { person, form })
        })
    }
}

impl FromRequest for SessionSubmission {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = JsonBody::from_request(request, payload).into_inner();
        let request = request.clone();
        Box::pin(async move {
            let session = session(&request).await?;
            let (form, _) = read(&request, body?, Some(session.session_id())).await?;
            Ok(Self { session, form })
        })
    }
}

impl FromRequest for GuestSubmission {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = JsonBody::from_request(request, payload).into_inner();
        let request = request.clone();
        Box::pin(async move {
            let form = Form(body?.form_pairs().await?);
            let ours = shown_in(&request, &form, None).is_ok() || is_proven(&request);
            Ok(if ours {
                Self::Ours(form)
            } else {
                Self::Unproven(Typed(form))
            })
        })
    }
}

impl FromRequest for Leaving {
    type Error = PageError;
    type Future = LocalBoxFuture<'static, Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = JsonBody::from_request(request, payload).into_inner();
        let request = request.clone();
        Box::pin(async move {
            let session = match session(&request).await {
                Ok(session) => session,
                Err(PageError::NoSession) => return Ok(Self::Nobody),
                Err(error) => return Err(error),
            };
            match read(&request, body?, Some(session.session_id())).await {
                Ok(_) => Ok(Self::Session(session)),
                Err(PageError::StaleForm) if is_proven(&request) => Ok(Self::Session(session)),
                Err(PageError::StaleForm) => Ok(Self::Unproven(session)),
                Err(error) => Err(error),
            }
        })
    }
}

impl Typed {
    /// The form, to be shown again.
    pub(crate) fn shown(&self) -> &Form {
        &self.0
    }
}

/// The form, and the organization that it was shown in.
async fn read(
    request: &HttpRequest,
    body: JsonBody,
    session: Option<&Id<Session>>,
) -> Result<(Form, String), PageError> {
    let form = Form(body.form_pairs().await?);
    let shown_in = shown_in(request, &form, session)?;
    Ok((form, shown_in))
}

/// The organization on whose page the form was.
fn shown_in(
    request: &HttpRequest,
    form: &Form,
    session: Option<&Id<Session>>,
) -> Result<String, PageError> {
    // A key that is made now fits no form.
    let key = FormKey::sent(request).ok_or(PageError::StaleForm)?;
    let shown_in = key.shown_in(form.value(TOKEN), session);
    shown_in.map(str::to_owned).ok_or(PageError::StaleForm)
}

impl Form {
    /// What was typed into a field; nothing if it was not there.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Whether a box with this value is ticked.
    pub(crate) fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|one| one == value)
    }

    /// Whether the form has a field of this name.
    pub(crate) fn holds(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let pairs = self.0.iter().filter(move |(one, _)| one == name);
        pairs.map(|(_, value)| value.as_str())
    }

    /// The fields as the rules of the API read them, with what a form says in its own way added by the caller. A field
    /// that was left empty counts as absent.
    pub(crate) fn fields<const N: usize>(&self, names: [&str; N]) -> Map<String, Value> {
        let mut fields = Map::new();
        for name in names {
            if LISTS.contains(&name) {
                fields.insert(name.to_owned(), self.all(name).collect());
            } else if !self.value(name).is_empty() {
                fields.insert(name.to_owned(), value(name, self.value(name)));
            }
        }
        fields
    }

    /// The fields that the rules of the API read.
    pub(crate) fn read<const N: usize>(&self, names: [&str; N]) -> Fields {
        Fields::new(self.fields(names))
    }
}

fn value(name: &str, text: &str) -> Value {
    if TRUTHS.contains(&name) {
        return (text == "true").into();
    }
    let number = text.parse::<i64>().ok();
    match number.filter(|_| NUMBERS.contains(&name)) {
        Some(number) => number.into(),
        None => text.into(),
    }
}
