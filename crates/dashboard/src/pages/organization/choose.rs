use actix_web::HttpRequest;
use sendook_domain::authorization::{Denial, Membership};
use sendook_domain::entities::Organization;
use sendook_domain::values::Id;
use sendook_web::Api;

use crate::answer::{Answer, see_other};
use crate::cookies::{CookieJar, Kept};
use crate::next_page::HOME;
use crate::person::Person;
use crate::submission::SessionSubmission;

/// `POST /organization`: works in another organization from now on.
pub(crate) async fn choose(request: HttpRequest, sent: SessionSubmission) -> Answer {
    let SessionSubmission { session, form } = sent;
    let person = Person::of_session(&request, session).await?;
    let id = Id::<Organization>::parse(form.value("organization"));
    let mut memberships = person.memberships.iter();
    let chosen = memberships.find(|one| Ok(&one.organization().id) == id.as_ref());
    work_in(&request, &person.api, chosen.ok_or(Denial::NotAMember)?);
    Ok(see_other(HOME))
}

/// Makes the browser keep that the person works in this organization.
pub(in crate::pages) fn work_in(request: &HttpRequest, api: &Api, membership: &Membership) {
    let lives = api.settings.services.lifetimes.session;
    let id = membership.organization().id.as_str();
    CookieJar::of(request).keep(Kept::Organization, id, lives);
}
