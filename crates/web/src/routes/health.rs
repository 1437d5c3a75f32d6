use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::{Api, ReadinessWarning};
use crate::error::Problem;
use crate::json::ok;
use crate::threads::block;

/// The process is alive.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health<'a> {
    /// `true`: there is no other answer.
    healthy: bool,
    /// What the operator calls this installation.
    #[schema(example = "production")]
    environment: &'a str,
    /// The version of the program.
    #[schema(example = "0.0.0")]
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

/// The process can serve.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ready {
    /// `true`: what cannot serve answers with 503.
    ready: bool,
    /// What is wrong nevertheless; left out where nothing is.
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
