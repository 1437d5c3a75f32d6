use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use sendook_domain::authorization::Membership;
use sendook_domain::entities::Factor;
use sendook_domain::factors::FactorError;
use sendook_web::{ItemPath, Problem};

use super::gone;
use crate::answer::{Answer, page, see_other};
use crate::person::OwnAccount;
use crate::submission::{AccountSubmission, Submission};
use crate::view::{FactorView, Section, Shell};

#[derive(Template)]
#[template(path = "factors/remove.html")]
struct RemovalPage {
    shell: Shell,
    factor: FactorView,
    /// Whether there is no other.
    last: bool,
    /// The organizations that the person reaches nothing of without one.
    required_by: Vec<String>,
}

/// `GET /settings/second-factor/{id}/remove`
pub(crate) async fn ask(OwnAccount(person): OwnAccount, path: web::Path<ItemPath>) -> Answer {
    let id = path.id::<Factor>().ok_or_else(gone)?;
    let session = person.session.clone();
    let find = person.run(move |api| api.services.factors.list(&session));
    let factors = find.await?.factors;
    let factor = factors.iter().find(|factor| factor.id == id);
    let organizations = person.memberships.iter();
    let organizations = organizations.map(Membership::organization);
    let requiring = organizations.filter(|organization| organization.requires_second_factor);
    let template = RemovalPage {
        shell: Shell::new(&person, Section::SecondFactor),
        factor: FactorView::new(factor.ok_or_else(gone)?, person.now()),
        last: factors.len() == 1,
        required_by: requiring.map(|one| one.name.as_str().to_owned()).collect(),
    };
    page(StatusCode::OK, &template)
}

/// `POST /settings/second-factor/{id}/remove`
pub(crate) async fn remove(sent: AccountSubmission, path: web::Path<ItemPath>) -> Answer {
    let AccountSubmission(Submission { person, origin, .. }) = sent;
    let id = path.id::<Factor>().ok_or_else(gone)?;
    let session = person.session.clone();
    let remove = person.run(move |api| {
        let factors = &api.services.factors;
        let mut known = factors.list(&session)?.factors.into_iter();
        // Nobody is asked for a proof to remove nothing.
        if !known.any(|factor| factor.id == id) {
            return Err(FactorError::Unknown.into());
        }
        let proof = api.services.step_up.require(&session)?;
        Ok::<_, Problem>(factors.remove(&session, &proof, &id, &origin)?)
    });
    match remove.await {
        Ok(_) => Ok(see_other("/settings/second-factor?notice=factor-removed")),
        Err(error) if error.status == StatusCode::NOT_FOUND => Err(gone()),
        Err(error) => Err(error.into()),
    }
}
