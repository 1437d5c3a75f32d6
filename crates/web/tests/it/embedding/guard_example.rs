use actix_web::middleware::from_fn;
use actix_web::web;
use sendook_domain::authentication::ApiKeyPrincipal;
use sendook_web::{Auth, Door, require};

async fn reports(Auth(holder): Auth<ApiKeyPrincipal>) -> String {
    format!("the reports of {}", holder.organization_id())
}

/// Puts the routes of your service behind the door.
pub(crate) fn configure(config: &mut web::ServiceConfig, door: web::Data<Door<ApiKeyPrincipal>>) {
    let reports = web::get().to(reports);
    config.app_data(door).service(
        web::scope("/reports")
            .wrap(from_fn(require::<ApiKeyPrincipal>))
            .route("/mine", reports),
    );
}
