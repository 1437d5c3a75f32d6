//! A route that only holders of an API key reach.

use actix_web::web::{ServiceConfig, get};
use sendook::{ApiKeyPrincipal, Auth, Sendook};

fn routes(app: &mut ServiceConfig, sendook: &Sendook) {
    sendook.guard(app).route("/reports", get().to(reports));
}

async fn reports(Auth(key): Auth<ApiKeyPrincipal>) -> String {
    format!("the reports of {}", key.organization_id())
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sendook = Sendook::at("sqlite://app.db").migrate().open()?;
    let app = move || actix_web::App::new().configure(|app| routes(app, &sendook));
    let address = std::env::args().nth(1).unwrap_or("127.0.0.1:8080".into());
    Ok(actix_web::HttpServer::new(app).bind(address)?.run().await?)
}
