//! A strategy of one's own, behind that of the service: a static token, with which probes ask without an API key.

use actix_web::web::{ServiceConfig, get};
use actix_web::{App, HttpServer};
use sendook::domain::ports::Digester;
use sendook::domain::values::Digest;
use sendook::{
    ApiKeyPrincipal, Auth, AuthenticationError, Chain, Chained, CredentialError, ForeignStrategy,
    Presented, Sendook,
};

/// A probe: it may see how the application is, and nothing of anybody.
#[derive(Clone)]
struct Probe;

/// Knows probes by one token, of which only the digest is kept.
struct ProbeToken<D> {
    digest: Digest,
    digester: D,
}

impl<D: Digester> ProbeToken<D> {
    fn new(token: &str, digester: D) -> Self {
        let digest = digester.digest(token);
        Self { digest, digester }
    }
}

impl<D: Digester> ForeignStrategy for ProbeToken<D> {
    type Principal = Probe;

    fn judge(&self, presented: &Presented<'_>) -> Option<Result<Probe, AuthenticationError>> {
        if !presented.text().starts_with("probe-") {
            return None;
        }
        Some(if presented.digest(&self.digester) == self.digest {
            Ok(Probe)
        } else {
            let message = "This token of a probe is not the one that is set: look it up again.";
            Err(CredentialError::Foreign { message }.into())
        })
    }
}

/// Who may ask.
type Visitor = Chained<ApiKeyPrincipal, Probe>;

fn routes(app: &mut ServiceConfig, sendook: &Sendook, token: &str) {
    let probes = ProbeToken::new(token, sendook::crypto::Sha256Digester);
    let keys = sendook.services().key_strategy.clone();
    sendook
        .guard(app)
        .app_data(sendook.door(Chain::new(keys, probes)))
        .route("/status", get().to(status));
}

async fn status(Auth(visitor): Auth<Visitor>) -> String {
    match visitor {
        Chained::Own(key) => format!("all is well with {}", key.organization_id()),
        Chained::Foreign(Probe) => "all is well".to_owned(),
    }
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sendook = Sendook::at("sqlite://app.db").migrate().open()?;
    // In earnest it comes from a file or the environment.
    let app = move || App::new().configure(|app| routes(app, &sendook, "probe-of-the-example"));
    let address = std::env::args().nth(1).unwrap_or("127.0.0.1:8080".into());
    Ok(HttpServer::new(app).bind(address)?.run().await?)
}
