use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use sendook_web::Query;

use super::passkey;
use crate::answer::{Answer, see_other};
use crate::faults::Faults;
use crate::form::Form;
use crate::next_page::{SECOND_FACTOR, own_path};
use crate::passkeys::PasskeyPlace;
use crate::person::{OwnAccount, Person};
use crate::view::{FactorView, Field, Section, Shell, notice};

#[derive(Template)]
#[template(path = "factors/list.html")]
struct FactorsPage<'a> {
    shell: Shell,
    /// Whether the organization bars the person until they have one.
    required: bool,
    factors: Vec<FactorView>,
    recovery_codes_left: usize,
    faults: &'a Faults,
    name: Field<'a>,
    passkey_name: Field<'a>,
    passkeys: PasskeyPlace,
    /// Where to go on once a factor is set up.
    next: &'a str,
}

/// `GET /settings/second-factor`
pub(crate) async fn list(
    request: HttpRequest,
    OwnAccount(person): OwnAccount,
    mut query: Query,
) -> Answer {
    let next = query.optional("next", |text| own_path(text).map(str::to_owned).ok_or(""));
    let next = next.unwrap_or_default();
    let notice = notice(&mut query);
    show(&request, &person, notice, &Faults::default(), None, &next).await
}

/// `GET` of a path that has only a form.
pub(crate) async fn back(_: OwnAccount) -> HttpResponse {
    see_other(SECOND_FACTOR)
}

/// The list, with a form to add to it.
pub(super) async fn show(
    request: &HttpRequest,
    person: &Person,
    notice: &'static str,
    faults: &Faults,
    typed: Option<&Form>,
    next: &str,
) -> Answer {
    let session = person.session.clone();
    let find = person.run(move |api| api.services.factors.list(&session));
    let found = find.await?;
    let factors = found.factors.iter();
    let factors = factors.map(|factor| FactorView::new(factor, person.now()));
    let template = FactorsPage {
        shell: Shell::new(person, Section::SecondFactor).saying(notice),
        required: person.membership.lacks_second_factor(),
        factors: factors.collect(),
        recovery_codes_left: found.recovery_codes_left,
        faults,
        name: Field::text("name", "Name of the app or device")
            .optional()
            .hint("By which you tell it from others: “Phone”, say.")
            .typed(typed, faults),
        passkey_name: Field::text(passkey::NAME, "Name of the passkey")
            .optional()
            .hint("By which you tell it from others: “Laptop”, say.")
            .typed(typed, faults),
        passkeys: PasskeyPlace::of(request)?,
        next,
    };
    faults.page(&template)
}
