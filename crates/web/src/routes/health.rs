use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::api::{Api, ReadinessWarning};
use crate::error::Problem;
use crate::json::ok;
use crate::threads::block;

#[derive(Serialize)]
struct Health<'a> {
    healthy: bool,
    environment: &'a str,
    version: &'a str,
}

/// `GET /health`: the process is alive. No database work.
pub(super) async fn health(api: web::Data<Api>) -> HttpResponse {
    ok(&Health {
        healthy: true,
        environment: &api.settings.environment,
        version: api.settings.version,
    })
}

#[derive(Serialize)]
struct Ready {
    ready: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<ReadinessWarning>,
}

/// `GET /health/ready`: the process can serve.
pub(super) async fn ready(api: web::Data<Api>) -> Result<HttpResponse, Problem> {
    let probed = block(move || (api.settings.readiness)()).await?;
    let warnings =
        probed.map_err(|reason| Problem::not_ready(reason.code, reason.message.into()))?;
    Ok(ok(&Ready {
        ready: true,
        warnings,
    }))
}
