use actix_web::{HttpRequest, HttpResponse};
use sendook_domain::authorization::Denial;
use sendook_domain::entities::Organization;
use sendook_domain::values::Id;

use crate::answer::{Answer, see_other};
use crate::cookies::{CookieJar, Kept};
use crate::next_page::HOME;
use crate::person::Person;
use crate::submission::SessionSubmission;

/// `GET /`, and the paths that have only a form.
pub(crate) async fn go(_: Person) -> HttpResponse {
    see_other(HOME)
}

/// `POST /organization`: works in another organization from now on.
pub(crate) async fn choose_organization(request: HttpRequest, sent: SessionSubmission) -> Answer {
    let SessionSubmission { session, form } = sent;
    let person = Person::of_session(&request, session).await?;
    let id = Id::<Organization>::parse(form.value("organization"));
    let mut memberships = person.memberships.iter();
    let chosen = memberships.find(|one| Ok(&one.organization().id) == id.as_ref());
    let chosen = chosen.ok_or(Denial::NotAMember)?;
    let lives = person.api.settings.services.lifetimes.session;
    let id = chosen.organization().id.as_str();
    CookieJar::of(&request).keep(Kept::Organization, id, lives);
    Ok(see_other(HOME))
}
