use actix_web::middleware::from_fn;
use actix_web::web;
use sendook_domain::authentication::ApiKeyPrincipal;
use sendook_domain::ports::Ports;
use sendook_domain::values::EmailDomain;
use sendook_web::{Api, ApiSettings, Auth, Door, require};

/// Judges API keys. Make one, and share it among the workers.
pub(crate) fn door(ports: Ports, email_domain: EmailDomain) -> web::Data<Door<ApiKeyPrincipal>> {
    Api::new(ports, ApiSettings::new(email_domain)).key_door
}

/// Puts the routes of your service behind the door.
pub(crate) fn configure(config: &mut web::ServiceConfig, door: web::Data<Door<ApiKeyPrincipal>>) {
    config.app_data(door).service(
        web::scope("/reports")
            .wrap(from_fn(require::<ApiKeyPrincipal>))
            .route("/mine", web::get().to(reports)),
    );
}

async fn reports(Auth(holder): Auth<ApiKeyPrincipal>) -> String {
    format!("the reports of {}", holder.organization_id())
}
