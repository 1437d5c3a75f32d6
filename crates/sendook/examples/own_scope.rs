//! A scope of one's own. Nobody has it unless somebody gave it to their key, and the handler says in its parameter that it takes it.

use actix_web::web::{ServiceConfig, get, post};
use actix_web::{App, HttpServer};
use sendook::{Action, ApiKeyPrincipal, CustomAction, CustomScope, Permission, Permit, Sendook};

/// See the reports.
struct ReadReports;

impl Permission for ReadReports {
    const ACTION: Action = Action::custom("reports:read");
}

/// Write a report. Run tokens, which a key makes for one task, may do it too.
struct WriteReports;

impl Permission for WriteReports {
    const ACTION: Action = {
        let scope = CustomScope::new("reports:write");
        Action::Custom(CustomAction::new(scope).for_run_tokens())
    };
}

fn routes(app: &mut ServiceConfig, sendook: &Sendook) {
    sendook
        .guard(app)
        .route("/reports", get().to(read))
        .route("/reports", post().to(write));
}

async fn read(permit: Permit<ApiKeyPrincipal, ReadReports>) -> String {
    format!("the reports of {}", permit.grant.organization_id())
}

async fn write(permit: Permit<ApiKeyPrincipal, WriteReports>) -> String {
    format!("a report by {}", permit.principal.key_id())
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sendook = Sendook::at("sqlite://app.db")
        .permission::<ReadReports>()
        .permission::<WriteReports>()
        .open()?;
    let app = move || App::new().configure(|app| routes(app, &sendook));
    let address = std::env::args().nth(1).unwrap_or("127.0.0.1:8080".into());
    Ok(HttpServer::new(app).bind(address)?.run().await?)
}
