//! Handlers are tested without a server, without a database and without a key: with a principal that the testkit makes.
//! `cargo test --example handler_test` runs the tests.

use actix_web::web::{ServiceConfig, get};
use actix_web::{App, HttpServer};
use sendook::domain::authorization::permission::ReadInboxes;
use sendook::{ApiKeyPrincipal, Permit, Sendook};

/// The handler of a route.
async fn inboxes(permit: Permit<ApiKeyPrincipal, ReadInboxes>) -> String {
    format!("the inboxes of {}", permit.grant.organization_id())
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sendook = Sendook::at("sqlite://app.db").migrate().open()?;
    let app = move || {
        let guarded = |app: &mut ServiceConfig| {
            sendook.guard(app).route("/inboxes", get().to(inboxes));
        };
        App::new().configure(guarded)
    };
    let address = std::env::args().nth(1).unwrap_or("127.0.0.1:8080".into());
    Ok(HttpServer::new(app).bind(address)?.run().await?)
}

#[cfg(test)]
mod tests {
    use sendook::domain::authorization::permission::ReadInboxes;
    use sendook::{Denial, Grant, Permit, Scope};
    use sendook_testkit::at_once;
    use sendook_testkit::builders::{a_key_holder, a_key_holder_with};

    use super::inboxes;

    #[test]
    fn the_handler_answers_with_the_organization_of_the_key() {
        let principal = a_key_holder();
        let organization = principal.organization_id().to_string();
        let grant = Grant::for_key(&principal).unwrap();
        let answer = at_once(inboxes(Permit { grant, principal }));
        assert_eq!(answer, format!("the inboxes of {organization}"));
    }

    #[test]
    fn a_key_without_the_scope_never_gets_there() {
        let principal = a_key_holder_with([Scope::KeysRead].into_iter().collect());
        let grant = Grant::<ReadInboxes>::for_key(&principal);
        assert_eq!(grant, Err(Denial::MissingScope(Scope::InboxesRead)));
    }
}
