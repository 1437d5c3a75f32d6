use std::convert::Infallible;

use actix_web::{HttpResponse, web};

use crate::api::Api;
use crate::dto::Success;
use crate::error::Problem;
use crate::json::ok;
use crate::request::{FieldNames, JsonBody, Origin};
use crate::threads::run;

/// `POST /leaks`: open to everyone, as possession of a credential is the proof. The answer does not reveal what the text
/// held.
pub(super) async fn report(
    body: JsonBody,
    Origin(origin): Origin,
    api: web::Data<Api>,
) -> Result<HttpResponse, Problem> {
    let mut fields = body.with_found_text().fields().await?;
    fields.expect(&FieldNames::only(&["key", "url"]));
    let key = fields.secret("key");
    let url = fields.optional("url", |text| Ok::<_, Infallible>(text.to_owned()));
    let Some(key) = key else {
        return Err(fields.failed());
    };
    fields.check()?;
    run(api, move |api| {
        api.services
            .leaks
            .report(key.expose(), url.as_deref(), &origin)
    })
    .await?;
    Ok(ok(&Success::YES))
}
