use actix_web::http::StatusCode;
use actix_web::{FromRequest as _, HttpRequest};
use askama::Template;
use sendook_domain::entities::Scope;

use crate::answer::{Answer, page};
use crate::person::OwnAccount;
use crate::site::Site;
use crate::view::{Section, Shell, scope_label};

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    shell: Shell,
    scopes: Vec<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "help_guest.html")]
struct GuestHelpPage<'a> {
    prefix: &'a str,
    scopes: Vec<(&'static str, &'static str)>,
}

/// `GET /help`: also for those who cannot log in.
pub(crate) async fn show(request: HttpRequest) -> Answer {
    let scopes = Scope::known().into_iter();
    let scopes = scopes.map(|scope| (scope.as_str(), scope_label(scope)));
    let scopes = scopes.collect();
    if let Ok(OwnAccount(person)) = OwnAccount::extract(&request).await {
        let shell = Shell::new(&person, Section::Help);
        return page(StatusCode::OK, &HelpPage { shell, scopes });
    }
    let site = Site::of(&request);
    let template = GuestHelpPage {
        prefix: site.prefix(),
        scopes,
    };
    page(StatusCode::OK, &template)
}
