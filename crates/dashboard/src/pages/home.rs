use actix_web::HttpResponse;

use crate::answer::see_other;
use crate::next_page::HOME;
use crate::person::Person;

/// `GET /`, and the paths that have only a form.
pub(crate) async fn go(_: Person) -> HttpResponse {
    see_other(HOME)
}
