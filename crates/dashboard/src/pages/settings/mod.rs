//! What a person sets for themselves, and for the organization.

pub(crate) mod email;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use sendook_domain::authorization::Membership;
use sendook_domain::authorization::permission::{DeleteOrganization, RenameOrganization};
use sendook_domain::entities::Role;
use sendook_domain::ports::OrganizationChange;
use sendook_domain::values::PersonName;
use sendook_web::requests::{self, names_request, organization_name};
use sendook_web::{Problem, Query};

use crate::answer::{Answer, see_other};
use crate::faults::{Faults, of_field};
use crate::form::Form;
use crate::person::{OwnAccount, Person};
use crate::submission::{AccountSubmission, Submission};
use crate::view::{Field, Section, Shell, notice};

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage<'a> {
    shell: Shell,
    names: [Field<'a>; 2],
    organization: OrganizationCard<'a>,
    email: EmailCard<'a>,
    factors: usize,
    recovery_codes_left: usize,
    passwords: [Field<'a>; 2],
    general: &'a str,
}

struct OrganizationCard<'a> {
    name: Field<'a>,
    may_rename: bool,
    may_delete: bool,
    requirement: Requirement,
    role: &'static str,
    /// The id by which the person leaves.
    own_id: &'a str,
}

/// Whether members need a second factor.
struct Requirement {
    sentence: &'static str,
    /// What the way to the change is called; empty for whom there is none.
    change: &'static str,
}

impl Requirement {
    fn of(membership: &Membership) -> Self {
        let (sentence, change) = if membership.organization().requires_second_factor {
            ("Its members need a second factor.", "Stop requiring it…")
        } else {
            ("Its members need no second factor.", "Require one…")
        };
        Self {
            sentence,
            change: match membership.role() {
                Role::Owner => change,
                Role::Admin | Role::Member => "",
            },
        }
    }
}

struct EmailCard<'a> {
    fields: [Field<'a>; 2],
    verified: bool,
    /// Whether the service can mail the link that a change takes.
    mails: bool,
}

/// `GET /settings`
pub(crate) async fn show(OwnAccount(person): OwnAccount, mut query: Query) -> Answer {
    render(&person, notice(&mut query), &Faults::default(), None).await
}

/// `GET` of a path that has only a form.
pub(crate) async fn back(_: OwnAccount) -> HttpResponse {
    see_other("/settings")
}

async fn render<'a>(
    person: &'a Person,
    notice: &'static str,
    faults: &'a Faults,
    typed: Option<&'a Form>,
) -> Answer {
    let session = person.session.clone();
    let find = person.run(move |api| api.services.factors.list(&session));
    let factors = find.await?;
    // Only one form was submitted: the others show the stored values.
    let shown = |field: Field<'a>, kept: &'a str| {
        let typed = typed.filter(|form| form.holds(field.name));
        field.value(kept).typed(typed, faults)
    };
    let membership = &person.membership;
    let last_name = person
        .user
        .last_name
        .as_ref()
        .map_or("", PersonName::as_str);
    let template = SettingsPage {
        shell: Shell::new(person, Section::Settings).saying(notice),
        names: [
            shown(Field::first_name(), person.user.first_name.as_str()),
            shown(Field::last_name(), last_name),
        ],
        organization: OrganizationCard {
            name: shown(
                Field::text("name", "Name"),
                membership.organization().name.as_str(),
            ),
            may_rename: person.may::<RenameOrganization>(),
            may_delete: person.may::<DeleteOrganization>(),
            requirement: Requirement::of(membership),
            role: match membership.role() {
                Role::Owner => "an owner",
                Role::Admin => "an admin",
                Role::Member => "a member",
            },
            own_id: person.user.id.as_str(),
        },
        email: EmailCard {
            fields: email_fields().map(|field| shown(field, "")),
            verified: person.user.email_verified_at.is_some(),
            mails: person.api.settings.services.mail,
        },
        factors: factors.factors.len(),
        recovery_codes_left: factors.recovery_codes_left,
        passwords: passwords(person.api.settings.services.passwords.min_chars)
            .map(|field| shown(field, "")),
        general: faults.general.as_deref().unwrap_or_default(),
    };
    faults.page(&template)
}

fn email_fields<'a>() -> [Field<'a>; 2] {
    [
        Field {
            label: "New e-mail address",
            ..Field::email().filled_by("off")
        },
        Field::password("password", "Your password").filled_by("current-password"),
    ]
}

fn passwords<'a>(shortest: usize) -> [Field<'a>; 2] {
    [
        Field::password("current_password", "Current password").filled_by("current-password"),
        Field::new_password("new_password", "New password", shortest),
    ]
}

/// Carried out, or shown again with its errors.
async fn outcome(done: Result<(), Problem>, person: &Person, form: &Form, notice: &str) -> Answer {
    match done {
        Ok(()) => Ok(see_other(&format!("/settings?notice={notice}"))),
        Err(error) => render(person, "", &Faults::of(error)?, Some(form)).await,
    }
}

/// `POST /settings/profile`
pub(crate) async fn rename_person(sent: AccountSubmission) -> Answer {
    let AccountSubmission(Submission {
        person,
        form,
        origin,
    }) = sent;
    let names = names_request(form.read(["first_name", "last_name"]));
    let session = person.session.clone();
    let rename = person.run(move |api| {
        let (first, last) = names?;
        let renamed = api
            .services
            .profile
            .rename(&session, &first, last.as_ref(), &origin)?;
        renamed.ok_or(Problem::not_found("Your account is gone."))
    });
    outcome(rename.await.map(drop), &person, &form, "name-saved").await
}

/// `POST /settings/organization`
pub(crate) async fn rename_organization(sent: AccountSubmission) -> Answer {
    let AccountSubmission(Submission {
        person,
        form,
        origin,
    }) = sent;
    person.grant::<RenameOrganization>()?;
    let by = person.membership.clone();
    let name = organization_name(form.read(["name"]));
    let rename = person.run(move |api| {
        let change = OrganizationChange::name(name?);
        let organizations = &api.services.organizations;
        let renamed = organizations.change(&by, &change, &origin)?;
        renamed.ok_or(Problem::not_found("This organization no longer exists."))
    });
    outcome(rename.await.map(drop), &person, &form, "organization-saved").await
}

/// `POST /settings/password`
pub(crate) async fn change_password(sent: AccountSubmission) -> Answer {
    let AccountSubmission(Submission {
        person,
        form,
        origin,
    }) = sent;
    let fields = form.read(["current_password", "new_password"]);
    let session = person.session.clone();
    let changed = requests::change_password(person.api.clone(), session, fields, origin).await;
    let wrong = |error| of_field("current_password", StatusCode::FORBIDDEN, error);
    outcome(changed.map_err(wrong), &person, &form, "password-changed").await
}
