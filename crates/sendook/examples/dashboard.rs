//! The pages for people under `/account` of an application that has pages of its own. People register there, and make the keys
//! that `/reports` takes.

use actix_web::web::{ServiceConfig, get};
use actix_web::{App, HttpServer};
use sendook::dashboard::Site;
use sendook::web::PathPrefix;
use sendook::{ApiKeyPrincipal, Auth, Sendook};

fn routes(app: &mut ServiceConfig, sendook: &Sendook, account: &PathPrefix, site: &Site) {
    sendook
        .guard(app)
        .route("/", get().to(home))
        .route("/reports", get().to(reports))
        .service(sendook.dashboard(account, site));
}

async fn home() -> &'static str {
    "See /account for your keys."
}

async fn reports(Auth(key): Auth<ApiKeyPrincipal>) -> String {
    format!("the reports of {}", key.organization_id())
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sendook = Sendook::at("sqlite://app.db").migrate().open()?;
    let account = PathPrefix::parse("/account")?;
    // Behind a proxy: `Site::at("https://app.example")`.
    let site = Site::anywhere();
    let app = move || App::new().configure(|app| routes(app, &sendook, &account, &site));
    let address = std::env::args().nth(1).unwrap_or("127.0.0.1:8080".into());
    Ok(HttpServer::new(app).bind(address)?.run().await?)
}
