//! How a password is compared: the attempt is counted first, waits for its turn to be hashed, and is judged by the store as it is then.

use std::time::Instant;

use actix_web::rt::spawn;
use actix_web::web;
use scopeguard::{ScopeGuard, guard};
use sendook_domain::accounts::{Comparison, PasswordCheck};
use sendook_domain::ports::{HashError, PasswordHasher};
use sendook_domain::values::ClientNetwork;
use tokio::runtime::Handle;

use crate::api::Api;
use crate::error::Problem;
use crate::hashing::Place;
use crate::threads::run;

/// How often a password is checked again when its hash was replaced meanwhile: renewed by another login, or changed by the
/// person.
pub(super) const MAX_RACES: usize = 3;

/// Waits for a place among those whose passwords are hashed, and notes for how long.
pub(super) async fn place(api: &Api, network: ClientNetwork) -> Result<Place, HashError> {
    let since = Instant::now();
    let place = api.hashes.enter(network).await;
    if let Some(metrics) = &api.settings.metrics {
        metrics.waited_for_hash(since.elapsed());
    }
    Ok(place?)
}

/// Begins, waits for a place, compares the password, and finishes. A request that goes away while it waits is not hashed and
/// does not count; once it has a place, it runs to its end.
pub(super) async fn prove<T, E>(
    api: &web::Data<Api>,
    network: ClientNetwork,
    begin: impl FnOnce(&Api) -> Result<PasswordCheck, E> + Send + 'static,
    finish: impl FnOnce(&Api, PasswordCheck, Result<Comparison, HashError>) -> Result<T, E>
    + Send
    + 'static,
) -> Result<T, Problem>
where
    T: Send + 'static,
    E: Into<Problem> + Send + 'static,
{
    let counted = api.clone();
    let begin = move |api: &Api| {
        let check = begin(api)?;
        Ok::<_, E>(guard(check, |check| abandon(counted, check)))
    };
    let waiting = run(api.clone(), begin).await?;
    let place = place(api, network).await;
    let api = api.clone();
    let rest = async move {
        let (check, compared) = match place {
            Ok(place) => {
                let compare = move |hasher: &dyn PasswordHasher| {
                    let compared = waiting.compare(hasher);
                    (ScopeGuard::into_inner(waiting), compared)
                };
                place.run(compare).await?
            }
            Err(full) => (ScopeGuard::into_inner(waiting), Err(full)),
        };
        run(api, move |api| finish(api, check, compared)).await
    };
    spawn(rest).await.map_err(Problem::internal)?
}

/// Gives an attempt up that was not compared, as its client is gone or no thread could be started.
fn abandon(api: web::Data<Api>, check: PasswordCheck) {
    // Without a runtime the hash has panicked or the server is ending, and the attempt counts: the safe side.
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn_blocking(move || api.services.login.abandon(&check));
    }
}
