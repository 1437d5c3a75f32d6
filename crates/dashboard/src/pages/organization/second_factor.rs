//! Whether an organization requires a second factor of its members.

use actix_web::http::StatusCode;
use askama::Template;
use sendook_domain::authorization::Grant;
use sendook_domain::authorization::permission::{ReadMembers, RequireSecondFactor};
use sendook_domain::entities::User;
use sendook_domain::ports::{OrganizationChange, Pagination};
use sendook_web::{Api, Problem};

use crate::answer::{Answer, page, see_other};
use crate::page_error::PageError;
use crate::person::Person;
use crate::submission::Submission;
use crate::view::{Section, Shell, full_name};

/// How many members without a factor the page names.
const NAMED: u16 = 20;

#[derive(Template)]
#[template(path = "organization/second_factor.html")]
struct RequirementPage {
    shell: Shell,
    /// Whether it is required already.
    required: bool,
    /// Whether the owner who asks has none: they would lock themselves out.
    own_missing: bool,
    without: Without,
}

/// The members who have none.
#[derive(Default)]
struct Without {
    /// Names and addresses of some of them.
    named: Vec<(String, String)>,
    /// Whether there are more.
    more: bool,
}

/// `GET /organization/second-factor`
pub(crate) async fn ask(person: Person) -> Answer {
    person.grant::<RequireSecondFactor>()?;
    let grant = person.grant::<ReadMembers>()?;
    let required = person.membership.organization().requires_second_factor;
    let session = person.session.clone();
    let find = person.run(move |api| {
        if required {
            return Ok((false, Without::default()));
        }
        let own = api.services.factors.list(&session)?.factors;
        Ok::<_, Problem>((own.is_empty(), without(api, &grant)?))
    });
    let (own_missing, without) = find.await?;
    let template = RequirementPage {
        shell: Shell::new(&person, Section::Settings),
        required,
        own_missing,
        without,
    };
    page(StatusCode::OK, &template)
}

fn without(api: &Api, grant: &Grant<ReadMembers>) -> Result<Without, Problem> {
    let page = Pagination {
        limit: NAMED,
        after: None,
    };
    let found = api.services.members.without_second_factor(grant, &page)?;
    let name = |user: &User| (full_name(user), user.email.as_typed().to_owned());
    Ok(Without {
        named: found.items.iter().map(name).collect(),
        more: found.next.is_some(),
    })
}

/// `POST /organization/second-factor`
pub(crate) async fn require(sent: Submission) -> Answer {
    let Submission {
        person,
        form,
        origin,
    } = sent;
    person.grant::<RequireSecondFactor>()?;
    let mut fields = form.read(["require_second_factor"]);
    let required = fields.boolean("require_second_factor");
    let required = required.ok_or_else(|| fields.failed())?;
    let by = person.membership.clone();
    let change = person.run(move |api| {
        let organizations = &api.services.organizations;
        organizations.change(&by, &OrganizationChange::second_factor(required), &origin)
    });
    let gone = || PageError::gone("This organization no longer exists.");
    change.await?.ok_or_else(gone)?;
    Ok(see_other(if required {
        "/settings?notice=factor-required"
    } else {
        "/settings?notice=factor-not-required"
    }))
}
