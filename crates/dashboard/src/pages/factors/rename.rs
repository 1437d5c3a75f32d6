use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;
use sendook_domain::entities::Factor;
use sendook_domain::factors::FactorError;
use sendook_domain::values::{FactorName, Id};
use sendook_web::{ItemPath, Problem};

use super::gone;
use crate::answer::{Answer, see_other};
use crate::faults::Faults;
use crate::form::Form;
use crate::person::{OwnAccount, Person};
use crate::submission::{AccountSubmission, Submission};
use crate::view::{FactorView, Field, Section, Shell};

#[derive(Template)]
#[template(path = "factors/rename.html")]
struct RenamePage<'a> {
    shell: Shell,
    factor: FactorView,
    faults: &'a Faults,
    name: Field<'a>,
}

/// `GET /settings/second-factor/{id}/rename`
pub(crate) async fn ask(OwnAccount(person): OwnAccount, path: web::Path<ItemPath>) -> Answer {
    let id = path.id::<Factor>().ok_or_else(gone)?;
    show(&person, &id, &Faults::default(), None).await
}

async fn show(person: &Person, id: &Id<Factor>, faults: &Faults, typed: Option<&Form>) -> Answer {
    let session = person.session.clone();
    let find = person.run(move |api| api.services.factors.list(&session));
    let factors = find.await?.factors;
    let factor = factors.iter().find(|factor| factor.id == *id);
    let factor = FactorView::new(factor.ok_or_else(gone)?, person.now());
    let known = factor.name.clone();
    let template = RenamePage {
        shell: Shell::new(person, Section::SecondFactor),
        factor,
        faults,
        name: Field::text("name", "Name")
            .value(&known)
            .typed(typed, faults),
    };
    faults.page(&template)
}

/// `POST /settings/second-factor/{id}/rename`
pub(crate) async fn rename(sent: AccountSubmission, path: web::Path<ItemPath>) -> Answer {
    let AccountSubmission(Submission {
        person,
        form,
        origin,
    }) = sent;
    let id = path.id::<Factor>().ok_or_else(gone)?;
    let (name, session, renamed) = (name(&form), person.session.clone(), id.clone());
    let rename = person.run(move |api| {
        let factors = &api.services.factors;
        let mut known = factors.list(&session)?.factors.into_iter();
        // Nobody is asked for a proof to rename nothing.
        if !known.any(|factor| factor.id == renamed) {
            return Err(FactorError::Unknown.into());
        }
        let name = name?;
        let proof = api.services.step_up.require(&session)?;
        Ok::<_, Problem>(factors.rename(&session, &proof, &renamed, &name, &origin)?)
    });
    match rename.await {
        Ok(_) => Ok(see_other("/settings/second-factor?notice=factor-renamed")),
        Err(error) if error.status == StatusCode::NOT_FOUND => Err(gone()),
        Err(error) => show(&person, &id, &Faults::of(error)?, Some(&form)).await,
    }
}

fn name(form: &Form) -> Result<FactorName, Problem> {
    let mut fields = form.read(["name"]);
    let name = fields.required("name", FactorName::parse);
    fields.check()?;
    name.ok_or_else(|| fields.failed())
}
